"""What a table that no known shop wrote shows of itself: first lines, and the values of columns."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from itertools import chain, islice
from typing import Final

from sellers.feeds.models import FeedTable
from sellers.feeds.reading import Feed, Header, Line
from sellers.feeds.rows import fit

LINES: Final = 20  # that are shown as they will be read
LONGEST: Final = 300  # characters of a shown cell
MOST_VALUES: Final = 300  # of a column whose values are worth translating, one by one
LONGEST_VALUE: Final = 80  # characters
MOST_LINES: Final = 200_000  # whose values are looked at
LIKE: Final = 0.8  # of the columns of a tree that are the same table's

Values = list[tuple[str, int]] | None


def fingerprint(header: Header) -> str:
    """The same for the same columns in any order."""
    return hashlib.sha256("\n".join(sorted(header.columns)).encode()).hexdigest()


def look(feed: Feed, table: FeedTable) -> None:
    """Fill in what a feed shows of itself; read to its end, at most ``MOST_LINES``."""
    table.fingerprint, table.container = fingerprint(feed.header), feed.container
    table.columns = [fit(name) for name in feed.header.names]
    lines = (line for line in feed.lines() if not line.is_blank)
    first = list(islice(lines, LINES))
    table.lines = [[line.number, _shown(line, len(table.columns))] for line in first]
    table.values = _values(chain(first, islice(lines, MOST_LINES)), len(table.columns))


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


def lines(table: FeedTable) -> list[Line]:
    """The first lines, as a feed gives them."""
    columns = header(table).columns
    return [Line(number, cells, columns) for number, cells in table.lines]


def known(feed: Feed) -> FeedTable | None:
    """The table of the present scope that a feed is again.

    XML and JSON leave out what no product has: there most columns are enough.
    """
    tables = FeedTable.objects.order_by("-seen_at")
    if feed.container in {"csv", "excel"}:
        found: FeedTable | None = tables.filter(fingerprint=fingerprint(feed.header)).first()
        return found
    own = set(feed.header.columns)
    trees = tables.filter(container=feed.container, mappings__isnull=False).distinct()
    return next((tree for tree in trees if _likeness(own, tree) >= LIKE), None)


def nearest(table: FeedTable) -> FeedTable | None:
    """The trader's other table whose columns are most like these, if half of them are."""
    own = set(header(table).columns)
    others = FeedTable.objects.filter(trader_id=table.trader_id, mappings__isnull=False)
    ranked = [(_likeness(own, other), other.pk, other)
              for other in others.exclude(pk=table.pk).distinct()]  # fmt: skip
    best = max(ranked, default=None, key=lambda each: each[:2])
    return best[2] if best and best[0] >= LIKE / 2 else None


def _likeness(own: set[str], other: FeedTable) -> float:
    theirs = set(header(other).columns)
    return len(own & theirs) / max(len(own | theirs), 1)
