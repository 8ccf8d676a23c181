"""``docs/feeds/codes.md`` explains every code, with an example that does what it says."""

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from io import BytesIO

import pytest

from marketplace.traders.models import Trader
from sellers.feeds import errors, remarks
from sellers.feeds.dialects import detect
from sellers.feeds.dialects.base import Reading
from sellers.feeds.errors import FeedError
from sellers.feeds.faults import RowError, Rule
from sellers.feeds.models import FeedSource
from sellers.feeds.reading import open_feed
from sellers.feeds.references import references
from sellers.feeds.staging import Staging
from tests.databases import ROOT

PAGE = (ROOT / "docs" / "feeds" / "codes.md").read_text("utf-8")
ENTRY = re.compile(r"^### `(\w+)`\n(.+?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
EXAMPLE = re.compile(r"^```(?:csv|xml|json)\n(.+?)^```", re.MULTILINE | re.DOTALL)
ENTRIES = dict(ENTRY.findall(PAGE))
WARNINGS = {code for code, _told in ENTRY.findall(PAGE.split("## Un avertissement")[1]
                                                  .split("## Le fichier entier")[0])}  # fmt: skip


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
    refused, warned = told(found[1].encode())
    assert code in (warned if code in WARNINGS else refused)
    if code in WARNINGS:
        assert not refused


def told(content: bytes) -> tuple[set[str], set[str]]:
    """The codes under which a file, or its lines, are refused; and those of the warnings."""
    try:
        found = faults(content)
    except errors.FeedError as error:
        return {error.code}, set()
    return (
        {fault.rule.value for fault in found if fault.severity == "error"},
        {fault.rule.value for fault in found if fault.severity == "warning"},
    )


def faults(content: bytes) -> list[RowError]:
    """Every fault of a file that the catalogue is not needed for.

    :raises FeedError: the whole file is refused.
    """
    feed = open_feed(BytesIO(content))
    dialect = detect(feed.header)
    mapped = dialect.mapped(feed.header)
    reading = Reading(mapped, "EUR", date(2026, 11, 25))
    with closing(Staging()) as staging:
        staging.fill(dialect.read(feed.lines(), reading), columns=mapped.shown)
        for product in staging.products():
            for each in references(product, source=FeedSource(), trader=Trader()):
                staging.warn(remarks.of(each, each.rows, columns=mapped.shown))
        return list(staging.faults())
