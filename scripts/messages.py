"""The catalogues of messages: French is written in the code, other languages stand beside it.

``update`` brings the catalogues up to what the code says, ``check`` tells whether they are and
whether all is translated, ``compile`` makes the ``.mo`` files. Babel does the work: the machine
needs no ``gettext`` programs.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from scripts.terminal import ROOT, Trouble, one_line, say, shown

ROOMS = ("marketplace", "sellers", "search")
LOCALE = ROOT / "locale"
LANGUAGES = ("en",)
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "Sentence": None,
    **{f"gettext{kind}": None for kind in ("", "_lazy", "_noop")},
    **{f"ngettext{kind}": (1, 2) for kind in ("", "_lazy")},
    **{f"pgettext{kind}": ((1, "c"), 2) for kind in ("", "_lazy")},
    **{f"npgettext{kind}": ((1, "c"), 2, 3) for kind in ("", "_lazy")},
}
FIELD = re.compile(r"%\([^)]*\)[a-z]|\{[^{}]*\}")


def extracted() -> Catalog:
    """Every message of the code and of the templates, with the files it stands in."""
    catalog = Catalog(project="Cordée", charset="utf-8")
    for path in _sources():
        name = str(path.relative_to(ROOT))
        for _line, function, texts, comments in _messages(path):
            message, context = _identity(function, texts)
            if message:
                catalog.add(message, locations=[(name, 0)], context=context, auto_comments=comments)
    return catalog


def update() -> None:
    """Write what the code says into every language's catalogue; what it no longer says goes."""
    template = extracted()
    for language in LANGUAGES:
        path = _path(language)
        catalog = _read(path, language)
        catalog.update(template, no_fuzzy_matching=True, update_header_comment=False)
        catalog.obsolete.clear()
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(
                file, catalog, width=100, omit_header=False, include_lineno=False, sort_output=True
            )
        say(f"{shown(path)}: {len(catalog)} messages, {len(_untranslated(catalog))} to translate")


def check() -> None:
    """:raises Trouble: a catalogue lacks messages or translations, or says what no code says."""
    template = {_key(message.id, message.context) for message in extracted() if message.id}
    for language in LANGUAGES:
        path = _path(language)
        catalog = _read(path, language)
        written = {_key(message.id, message.context) for message in catalog if message.id}
        faults = {
            "missing": template - written,
            "no longer said": written - template,
            "not translated": _untranslated(catalog),
            "with other fields than the original": _other_fields(catalog),
        }
        for what, keys in faults.items():
            for _context, text in sorted(keys):
                say(f"{shown(path)}: {what}: {text}")
        if any(faults.values()):
            raise Trouble(f"{shown(path)} is behind the code: python -m scripts.messages update")


def compile_all() -> None:
    """Make every ``.mo`` file that is older than its catalogue."""
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
        compiled = path.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= path.stat().st_mtime:
            continue
        with compiled.open("wb") as file:
            write_mo(file, _read(path, path.parts[-3]))


def _sources() -> Iterator[Path]:
    for room in ROOMS:
        for pattern in ("*.py", "*.html", "*.txt"):
            yield from sorted(
                path for path in (ROOT / room).rglob(pattern) if "migrations" not in path.parts
            )


def _messages(path: Path) -> Iterator[tuple[Any, ...]]:
    """Babel's (line, function, text or texts, comments) of every call of gettext in a file."""
    text = path.read_text()
    if path.suffix != ".py":
        from django.utils.translation.template import templatize

        # What is left of a template is calls of gettext between words; its margins mean nothing.
        text = "\n".join(line.strip() for line in templatize(text, origin=str(path)).splitlines())
    yield from extract_python(
        io.BytesIO(text.encode()), KEYWORDS, ["Translators:"], {"encoding": "utf-8"}
    )


def _identity(function: str, texts: Any) -> tuple[Any, str | None]:
    """The message, (singular, plural) where it has a plural, and its context."""
    given = [texts] if isinstance(texts, str) else list(texts or [""])
    context = given.pop(0) if "pgettext" in function else None
    return (tuple(given[:2]) if function.startswith("n") else given[0]), context


def _key(message: Any, context: str | None) -> tuple[str, str]:
    return context or "", message if isinstance(message, str) else message[0]


def _untranslated(catalog: Catalog) -> set[tuple[str, str]]:
    return {
        _key(message.id, message.context)
        for message in catalog
        if message.id and (message.fuzzy or not _texts(message.string))
    }


def _texts(string: Any) -> list[str]:
    """All forms of a translation, or none when one of them is missing."""
    forms = [string] if isinstance(string, str) else list(string or [])
    return forms if all(forms) else []


def _other_fields(catalog: Catalog) -> set[tuple[str, str]]:
    """Messages whose translation fills in something else: they would fail when shown."""
    return {
        _key(message.id, message.context)
        for message in catalog
        if message.id
        for form in _texts(message.string)[-1:]
        if _fields(form) != _fields(_texts(message.id)[-1])
    }


def _fields(text: str) -> set[str]:
    return set(FIELD.findall(text))


def _path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def _read(path: Path, language: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=language, project="Cordée", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


if __name__ == "__main__":
    try:
        {"update": update, "check": check, "compile": compile_all}[sys.argv[1]]()
    except Trouble as trouble:
        sys.exit(one_line(trouble))
