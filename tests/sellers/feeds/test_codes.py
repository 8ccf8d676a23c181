"""``docs/feeds/codes.md`` explains every code, with an example that does what it says."""

import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO

import pytest

from sellers.feeds import errors
from sellers.feeds.dialects import detect
from sellers.feeds.dialects.base import Reading
from sellers.feeds.errors import FeedError
from sellers.feeds.faults import Rule
from sellers.feeds.reading import open_feed
from tests.databases import ROOT

PAGE = (ROOT / "docs" / "feeds" / "codes.md").read_text("utf-8")
ENTRY = re.compile(r"^### `(\w+)`\n(.+?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
EXAMPLE = re.compile(r"^```(?:csv|xml|json)\n(.+?)^```", re.MULTILINE | re.DOTALL)
ENTRIES = dict(ENTRY.findall(PAGE))


def kinds(base: type[FeedError]) -> Iterator[type[FeedError]]:
    for kind in base.__subclasses__():
        yield kind
        yield from kinds(kind)


def test_every_code_has_its_entry_and_no_other() -> None:
    codes = {rule.value for rule in Rule} | {kind.code for kind in kinds(FeedError)}
    assert set(ENTRIES) == codes


@pytest.mark.parametrize("code", sorted(ENTRIES))
def test_every_entry_says_what_to_do_and_shows_an_example(code: str) -> None:
    assert "**À faire.**" in ENTRIES[code]
    assert "**Exemple.**" in ENTRIES[code]


@pytest.mark.parametrize("code", sorted(c for c in ENTRIES if EXAMPLE.search(ENTRIES[c])))
def test_an_example_that_is_a_file_does_what_it_says(code: str) -> None:
    found = EXAMPLE.search(ENTRIES[code])
    assert found
    assert code in refused(found[1].encode())


def refused(content: bytes) -> set[str]:
    """The codes under which a file, or its lines, are refused."""
    try:
        feed = open_feed(BytesIO(content))
        dialect = detect(feed.header)
        reading = Reading(dialect.mapped(feed.header), "EUR", date(2026, 11, 25))
        return {f.rule.value for row in dialect.read(feed.lines(), reading) for f in row.faults}
    except errors.FeedError as error:
        return {error.code}
