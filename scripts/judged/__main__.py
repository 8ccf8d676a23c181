"""``python -m scripts.judged grade | check | measure | choose [--json]``.

``grade`` writes the ratings anew from the questions' rules, ``check`` says whether the file holds
them, ``measure`` builds the demo world in a throw-away database and asks every question of it on
the engine of ``SEARCH_URL``; ``choose`` looks for the ranking's weights on one half of a judged set
in files, and says what they are worth on the other.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
HERE = "scripts.judged"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog=f"python -m {HERE}", description=__doc__)
    parser.add_argument("action", choices=["grade", "check", "measure", "ask", "choose"])
    parser.add_argument("--json", action="store_true", help="measure: one JSON object on one line")
    parser.add_argument("--products", type=Path, help="choose: a line of JSON each")
    parser.add_argument("--ratings", type=Path, help="choose: query,docid,rating as CSV")
    asked = parser.parse_args(arguments)
    if asked.action == "choose" and not (asked.products and asked.ratings):
        parser.error("choose needs --products and --ratings")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.config.settings")
    if asked.action == "measure":
        return _measure(["--json"] if asked.json else [])
    import django

    django.setup()
    if asked.action == "ask":
        return _ask(as_json=asked.json)
    if asked.action == "choose":
        return _choose(products=asked.products, ratings=asked.ratings)
    return _ratings(write=asked.action == "grade")


def _ratings(*, write: bool) -> int:
    from scripts.judged import grading

    graded = grading.written(grading.rows(grading.world()))
    if write:
        grading.RATINGS.write_text(graded, "utf-8")
        return 0
    if grading.RATINGS.read_text("utf-8") == graded:
        return 0
    print(f"{grading.RATINGS} does not hold what the rules say: python -m {HERE} grade")
    return 1


def _measure(options: list[str]) -> int:
    """In other processes, so that their settings name the throw-away database."""
    from scripts.judged import REFERENCES, SEED

    with tempfile.TemporaryDirectory(prefix="cordee-judged-") as folder:
        environment = {
            **os.environ,
            "CORDEE_ENV": "demo",
            "SECRET_KEY": "a measurement",
            "SITE_URL": "http://127.0.0.1:8000",
            "DATABASE_URL": f"sqlite:///{folder}/cordee.sqlite3",
            "SEARCH_URL": f"tantivy://{folder}/search",
            "BROKER_URL": "memory://",
            "CACHE_URL": "locmem://",
            "EMAIL_URL": "stored://",
            "VAR": folder,
        }
        # The world goes into no index but its own; what is asked has a throw-away one.
        asked = environment | {
            "SEARCH_URL": os.environ.get("SEARCH_URL", environment["SEARCH_URL"])
        }
        world = ["world", "--references", str(REFERENCES), "--seed", str(SEED), "--no-orders"]
        for words in (
            ["django", "migrate", "-v0"],
            ["django", *world],
            [HERE, "ask", *options],
        ):
            quiet = subprocess.DEVNULL if words[0] == "django" else None
            run = subprocess.run(
                [sys.executable, "-m", *words],
                cwd=ROOT,
                env=environment if quiet else asked,
                stdout=quiet,
                check=False,
            )
            if run.returncode:
                return run.returncode
    return 0


def _ask(*, as_json: bool) -> int:
    """The figures of the shop that the settings name."""
    from scripts.judged import figures

    found = figures.of_the_shop()
    print(json.dumps(found.flat) if as_json else found.table)
    return 0


def _choose(*, products: Path, ratings: Path) -> int:
    from scripts.judged import choosing

    print(json.dumps(choosing.of_files(products=products, ratings=ratings).flat))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
