"""The guides for boutiques, written once in ``docs/feeds``, as pages of the portal. In French."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any, Final

import markdown
import nh3
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

FOLDER: Final = Path(settings.BASE_DIR) / "docs" / "feeds"
SLUGS: Final = ("codes", "envoyer-mon-catalogue")
FENCED: Final = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)
SPACE: Final = re.compile(r"(?<=«) | (?=[»:;?!])")
NAMED: Final = {"h2", "h3"}  # what has an address of its own on the page


@dataclass(frozen=True)
class Heading:
    """Where on the page something stands; ``parts``: what is under it."""

    name: str
    words: str
    parts: Sequence["Heading"] = ()


@dataclass(frozen=True)
class Guide:
    title: str
    html: SafeString
    contents: Sequence[Heading]


@cache
def guide(slug: str) -> Guide:
    """One of ``SLUGS``. A code's heading goes by the code itself; a link to another file of the
    folder leads to its page, which stands beside this one."""
    title, _newline, body = (FOLDER / f"{slug}.md").read_text("utf-8").partition("\n")
    reader = markdown.Markdown(extensions=["tables", "fenced_code", "toc"])
    html = reader.convert(_beside(_unbroken(body)))
    allowed = {**nh3.ALLOWED_ATTRIBUTES, **{tag: {"id"} for tag in NAMED}}
    return Guide(
        title.removeprefix("# ").strip(),
        mark_safe(nh3.clean(html, attributes=allowed)),  # noqa: S308 (cleaned here)
        _headings(reader.toc_tokens),  # type: ignore[attr-defined]
    )


def _unbroken(text: str) -> str:
    """No line begins with what ends a sentence or a quotation; examples stay as they are."""
    prose_and_examples = FENCED.split(text)
    prose = [SPACE.sub("\N{NO-BREAK SPACE}", part) for part in prose_and_examples[::2]]
    return "".join(chain(*zip_longest(prose, prose_and_examples[1::2], fillvalue="")))


def _beside(text: str) -> str:
    for slug in SLUGS:
        text = text.replace(f"]({slug}.md)", f"](../{slug}/)")
    return text


def _headings(tokens: Sequence[dict[str, Any]]) -> list[Heading]:
    return [Heading(each["id"], each["name"], _headings(each["children"])) for each in tokens]
