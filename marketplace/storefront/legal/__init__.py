"""Terms and notices: texts in dated versions, with the identity of whoever runs the shop.

A version is a file ``<slug>/<date>.<language>.md`` that is never changed once its date has come: a
change is a new file. Its first line is its title; ``$name`` and the like come from the operator's
file, figures of the ranking from ``search/ranking.py``.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from string import Template

import markdown
import nh3
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from marketplace.storefront.machines import addresses
from search.ranking import VERSIONS

FOLDER = Path(__file__).parent
SLUGS = ("cgv", "mentions-legales", "confidentialite", "retractation", "classement")
LANGUAGES = ("fr", "en")


@dataclass(frozen=True)
class Text:
    title: str
    html: SafeString


@cache
def versions(slug: str) -> tuple[date, ...]:
    """The dates from which each version of a text holds, the latest first."""
    names = {path.name.partition(".")[0] for path in (FOLDER / slug).glob("*.md")}
    return tuple(sorted(map(date.fromisoformat, names), reverse=True))


def current(slug: str, *, on: date) -> date:
    """The version that holds on a day; the first there is before any holds."""
    known = versions(slug)
    return next((version for version in known if version <= on), known[-1])


@cache
def text(slug: str, version: date, language: str) -> Text:
    """A version as a page; French where it was not written in ``language``."""
    filled = plain(slug, version, language)
    title, _newline, body = filled.partition("\n")
    body = body.replace("](/", f"]({addresses.root(language)}")  # the reader stays in the language
    body = body.replace("« ", "«\N{NO-BREAK SPACE}").replace(" »", "\N{NO-BREAK SPACE}»")
    html = nh3.clean(markdown.markdown(body, extensions=["tables"]))
    return Text(title.removeprefix("# ").strip(), mark_safe(html))  # noqa: S308 (cleaned above)


@cache
def plain(slug: str, version: date, language: str) -> str:
    """A version as it is written, to be kept as a file; French where there is no other."""
    written = FOLDER / slug / f"{version.isoformat()}.{language}.md"
    if language not in LANGUAGES or not written.exists():
        written = FOLDER / slug / f"{version.isoformat()}.fr.md"
    return Template(written.read_text()).substitute(operator() | _ranking(version, language))


def _ranking(version: date, language: str) -> dict[str, str]:
    """The figures that order lists in the version of a day, as a text writes them; none where that
    day changed nothing of them."""
    figures = VERSIONS.get(version)
    if figures is None:
        return {}
    shares = ("others", "typo", "popular", "soon", "fits", "boost")
    said: dict[str, float] = {
        **figures.fields,
        **{name: round(getattr(figures, name) * 100) for name in shares},
        "forms": round(figures.forms["title"] * 100),
        "popular_units": figures.popular_units,
        "soon_days": figures.soon_days,
        "most_pinned": figures.pinned,
    }
    point = "." if language == "en" else ","
    return {name: f"{number:g}".replace(".", point) for name, number in said.items()}


@cache
def operator() -> dict[str, str]:
    """Who runs this shop, by the names that the texts use."""
    with Path(settings.OPERATOR_FILE).open("rb") as file:
        return {name: str(value) for name, value in tomllib.load(file).items()}


def is_demonstration() -> bool:
    """Whether the operator's identity is invented."""
    return operator().get("demonstration") == "True"
