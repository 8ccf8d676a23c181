# Everything that these make lives in .venv/ and var/.
PORT ?= 8000
REFERENCES ?= 3000
SEED ?= 1
VENV ?= .venv
NAME ?= pages
ARGS ?=
export VENV

python = $(VENV)/bin/python

.PHONY: help demo demo-reset test lint format messages bench screens environment fuzz

help:
	@echo "make demo         the whole shop with data on this machine (PORT=$(PORT) REFERENCES=$(REFERENCES) SEED=$(SEED))"
	@echo "make demo-reset   forget what the demo holds"
	@echo "make test         all tests (ARGS=... goes to pytest)"
	@echo "make lint         style, types, layers, templates, migrations, translations"
	@echo "make format       put the code into its style"
	@echo "make messages     bring the translations' catalogues up to the code"
	@echo "make screens      the pictures in docs/screens/"
	@echo "make fuzz         nonsense for each reader of feeds, and histories of orders, ten minutes each (ARGS=\"--seconds 60 csv\")"
	@echo "make bench        one set of figures (NAME=$(NAME))"

demo:
	@python=$$(scripts/find-python) && exec "$$python" -m scripts.demo run \
		--port "$(PORT)" --references "$(REFERENCES)" --seed "$(SEED)"

demo-reset:
	@python=$$(scripts/find-python) && exec "$$python" -m scripts.demo reset

environment:
	@python=$$(scripts/find-python) && "$$python" -m scripts.environment dev

test: environment
	@$(python) -m scripts.messages compile
	@$(python) -m scripts.suite $(ARGS)

lint: environment
	@$(python) -m scripts.lint

format: environment
	@$(python) -m ruff check --fix-only --quiet .
	@$(python) -m ruff format --quiet .
	@$(python) -m djlint marketplace sellers --reformat --quiet

messages: environment
	@$(python) -m scripts.messages update

bench: environment
	@$(python) -m bench $(NAME) $(ARGS)

fuzz: environment
	@$(python) -m scripts.fuzz $(ARGS)

screens: environment
	@$(python) -m scripts.messages compile
	@$(python) -m scripts.screens
