"""What a table that no known shop wrote shows of itself: first lines, and the values of columns."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet

from sellers.feeds.limits import SAMPLES
from sellers.feeds.models import FeedMapping, FeedTable
from sellers.feeds.reading import Feed, Header, Line
from sellers.feeds.rows import fit
from sellers.feeds.runs import Watch

LONGEST: Final = 300  # characters of a shown cell
MOST_VALUES: Final = 300  # of a column whose values are worth translating, one by one
LONGEST_VALUE: Final = 80  # characters
MOST_LINES: Final = 200_000  # whose values are looked at
BATCH: Final = 1_000  # lines between two looks at the lease
TREES: Final = ("xml", "json")
LIKE: Final = 0.4  # from this likeness on, what was said of a table helps with another
FOLLOWS: Final = 0.6  # and from this one on it may well be its next version

Values = list[tuple[str, int]] | None


def fingerprint(header: Header) -> str:
    """The same for the same columns in any order."""
    return hashlib.sha256("\n".join(sorted(header.columns)).encode()).hexdigest()


def look(feed: Feed, table: FeedTable, *, watch: Watch) -> None:
    """Fill in what a feed shows of itself; read to its end, at most ``MOST_LINES``.

    :raises FeedError: it cannot be read so far.
    """
    table.fingerprint, table.container = fingerprint(feed.header), feed.container
    table.columns = [fit(name) for name in feed.header.names]
    lines = (line for line in _watched(feed.lines(), watch) if not line.is_blank)
    first = list(islice(lines, SAMPLES))
    table.lines = [[line.number, _shown(line, len(table.columns))] for line in first]
    table.values = _values(chain(first, islice(lines, MOST_LINES)), len(table.columns))


def _watched(lines: Iterable[Line], watch: Watch) -> Iterator[Line]:
    for done, line in enumerate(lines):
        if done % BATCH == 0:
            watch.renew()
        yield line


def _shown(line: Line, columns: int) -> list[str]:
    return [fit(cell[:LONGEST]) for cell in line.cells[:columns]]


def _values(lines: Iterable[Line], columns: int) -> list[Values]:
    """Of each column its values, the most frequent first; None where they are too many."""
    counted: dict[int, Counter[str]] = {position: Counter() for position in range(columns)}
    for line in lines:
        for position in [*counted]:
            text = line.cells[position].strip() if position < len(line.cells) else ""
            if len(text) > LONGEST_VALUE:
                del counted[position]
            elif text:
                counted[position][text] += 1
                if len(counted[position]) > MOST_VALUES:
                    del counted[position]
    return [
        [(fit(text), count) for text, count in counted[position].most_common()]
        if position in counted else None
        for position in range(columns)
    ]  # fmt: skip


def header(table: FeedTable) -> Header:
    return Header.of(table.columns)


def state(table: FeedTable) -> str:
    """Names what a table shows: answers name its columns and values by their places."""
    shown = json.dumps([table.columns, table.values])
    return hashlib.sha256(shown.encode()).hexdigest()


def lines(table: FeedTable) -> list[Line]:
    """The first lines, as a feed gives them."""
    columns = header(table).columns
    return [Line(number, cells, columns) for number, cells in table.lines]


def known(feed: Feed, *, origin: str) -> FeedTable | None:
    """The table of the present scope that a feed is again: the one with its columns.

    XML and JSON leave out what no product has on that day: there the same file (``origin``) is the
    same table also without some of its columns.
    """
    if feed.container in TREES and (same := _same_file(feed, origin)):
        return same
    return FeedTable.objects.filter(fingerprint=fingerprint(feed.header)).first()


def _same_file(feed: Feed, origin: str) -> FeedTable | None:
    own = set(feed.header.columns)
    fuller = (tree for tree in said_of().filter(container=feed.container, origin=origin)
              if own <= set(header(tree).columns))  # fmt: skip
    return max(fuller, key=lambda tree: likeness(own, tree), default=None)


def said_of() -> QuerySet[FeedTable]:
    """The tables of the present scope that the boutique has told about."""
    rows: QuerySet[FeedTable] = FeedTable.objects.all()
    return rows.filter(Exists(FeedMapping.objects.filter(table=OuterRef("pk"))))


@dataclass(frozen=True)
class Likeness:
    """Another table of the trader, and how much of both tables' columns they share."""

    table: FeedTable
    share: float  # of 1


def nearest(table: FeedTable) -> Likeness | None:
    """The table most like this one that the boutique has told about, if enough of it is."""
    own = set(header(table).columns)
    others = said_of().filter(trader_id=table.trader_id).exclude(pk=table.pk)
    ranked = [Likeness(other, likeness(own, other)) for other in others.order_by("seen_at")]
    best = max(ranked, default=None, key=lambda each: each.share)
    return best if best and best.share >= LIKE else None


def likeness(own: Set[str], other: FeedTable) -> float:
    theirs = set(header(other).columns)
    return len(own & theirs) / max(len(own | theirs), 1)
