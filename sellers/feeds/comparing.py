"""From a file to staged lines: those of known offers are compared, the rest is read whole.

A feed that comes again is mostly prices and stocks. Its lines are read lean (``quick``) and asked
of the database in batches: which differ, which are not known. Only what is not known, says
something out of the ordinary, or may name another address for a picture that nobody could fetch,
is read a second time, whole; what is read whole is compared afterwards.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final, TypeVar

from marketplace.core.given import Given, given
from marketplace.core.sentences import Sentence as _
from marketplace.offers import queries as offers
from marketplace.offers.queries import Difference
from sellers.feeds import queries, quick
from sellers.feeds.dialects import Dialect
from sellers.feeds.dialects.base import Reading
from sellers.feeds.faults import Fault, RowError, Rule
from sellers.feeds.models import FeedLine, FeedRun, FeedSource
from sellers.feeds.quick import CONTEXT, OFFER, Lean, Reader
from sellers.feeds.reading import Feed, Line
from sellers.feeds.rows import Parsed
from sellers.feeds.runs import Watch
from sellers.feeds.staging import Staging

BATCH: Final = 2_000  # lines that are read, staged and compared together
Each = TypeVar("Each")
READING: Final = FeedRun.Phase.READING


@dataclass(frozen=True)
class Table:
    """A feed and how its lines are read."""

    feed: Feed
    dialect: Dialect
    reading: Reading


def stage(
    table: Table, staging: Staging, *, source: FeedSource, counted_at: datetime, watch: Watch
) -> None:
    """Take all lines, those of known offers with what they would change.

    :raises FeedError: the file cannot be read to its end.
    """
    known = _knows_offers(source)
    lean = quick.reader(table.dialect, table.reading) if known else None
    if lean is None:
        lines = _told(table.feed, table.feed.lines(), watch)
        parsed = table.dialect.read(lines, table.reading)
        staging.fill(parsed, columns=table.reading.mapped.shown)
    else:
        _stage_lean(lean, table, staging, source=source, counted_at=counted_at, watch=watch)
    if known:
        _compare_whole(staging, source=source, counted_at=counted_at, watch=watch)


def _stage_lean(
    lean: Reader,
    table: Table,
    staging: Staging,
    *,
    source: FeedSource,
    counted_at: datetime,
    watch: Watch,
) -> None:
    done = 0
    unshown = queries.keys_with_dead_pictures(source=source, today=table.reading.today)
    for records in in_batches(table.feed.records()):
        batch, warnings = lean(records)
        staging.take(batch)
        differing, unknown = _differing(batch, source, counted_at)
        unknown += [line[0] for line in batch if line[1] == OFFER and line[2] in unshown]
        staging.compared(differing, unknown)
        staging.refuse(warnings)
        done += len(batch)
        watch.step(READING, done, expected(table.feed, done))
    again = _wanted(table.feed, staging.wanted())
    staging.read_again(table.dialect.read(_told(table.feed, again, watch), table.reading))
    staging.judge(table.reading.mapped.shown)


def _compare_whole(
    staging: Staging, *, source: FeedSource, counted_at: datetime, watch: Watch
) -> None:
    """Note what the lines that were taken whole would change, as of those that were taken lean."""
    lines = sum(staging.counts().values())
    for batch in in_batches(staging.whole()):
        staging.compared_whole(*differing(batch, source=source, counted_at=counted_at))
        watch.step(READING, lines, lines)


def stage_half(
    table: Table, staging: Staging, *, source: FeedSource, counted_at: datetime, watch: Watch
) -> None:
    """Take lines that say the stock, or the price, of offers that the point has.

    :raises FeedError: the file cannot be read to its end.
    """
    lines = _told(table.feed, table.feed.lines(), watch)
    parsed = table.dialect.read(lines, table.reading)
    while batch := list(islice(parsed, BATCH)):
        staging.take([_lean(row) for row in batch])
        staging.refuse(fault for row in batch for fault in (*row.faults, *row.warnings))
        said = [(row.line, row.key, *row.said) for row in batch if row.said]
        if said:
            told = given(said, line="integer", key="text", minor="integer", stock="integer")
            differing, unknown = offers.differing(
                said=offers.by_sku(told, partner_id=source.partner_id), counted_at=counted_at
            )
            staging.compared(differing, [])
            strange = frozenset(unknown)
            staging.refuse(_no_offer(row, table) for row in batch if row.line in strange)
    staging.judge(table.reading.mapped.shown)


def _lean(row: Parsed) -> Lean:
    kind = OFFER if row.said else CONTEXT
    return (row.line, kind, row.key, row.key_column, "", "", *(row.said or (None, None)))


def _no_offer(row: Parsed, table: Table) -> RowError:
    column = table.reading.mapped.shown.get(row.key_column, "")
    return RowError.of(row.line, column, row.key, unknown_key())


def unknown_key() -> Fault:
    return Fault(
        Rule.UNKNOWN_KEY,
        _("Vous n’avez pas d’offre sous cette référence : envoyez d’abord le produit."),
    )


def in_batches(records: Iterator[Each]) -> Iterator[list[Each]]:
    """As many lines together as are read, staged and compared together."""
    while batch := list(islice(records, BATCH)):
        yield batch


def _knows_offers(source: FeedSource) -> bool:
    known = FeedLine.objects.filter(source_id=source.pk, stockrecord__isnull=False)
    return source.pk is not None and known.exists()


def _differing(
    batch: Sequence[Lean], source: FeedSource, counted_at: datetime
) -> tuple[list[Difference], list[int]]:
    """Lines that say something else than their offer; lines that are no known offer's."""
    rows = [(line[0], line[2], line[6], line[7]) for line in batch if line[1] == OFFER]
    return differing(rows, source=source, counted_at=counted_at) if rows else ([], [])


def differing(
    rows: Sequence[tuple[int, str, int | None, int | None]],
    *,
    source: FeedSource,
    counted_at: datetime,
) -> tuple[list[Difference], list[int]]:
    """Of (line, key, cents, units): which say something else than their offer, which have none."""
    told = given(rows, line="integer", key="text", minor="integer", stock="integer")
    found = "SELECT l.stockrecord_id FROM feeds_feedline l WHERE l.source_id = %s AND l.key = g.key"
    said = f"(SELECT g.line, g.minor, g.stock, ({found}) AS id FROM {told.sql} g)"  # noqa: S608
    return offers.differing(
        said=Given(said, (source.pk, *told.params)),
        counted_at=counted_at,
        lead_days=source.lead_days,
    )


def _wanted(feed: Feed, wanted: Iterator[int]) -> Iterator[Line]:
    """Those lines whose numbers are wanted, both in order."""
    next_one = next(wanted, None)
    if next_one is None:
        return
    for number, cells in feed.records():
        if number == next_one:
            yield Line(number, cells, feed.header.columns)
            if (next_one := next(wanted, None)) is None:
                return


# --- how far it is -----------------------------------------------------------------------------
def _told(feed: Feed, lines: Iterator[Line], watch: Watch) -> Iterator[Line]:
    """The same lines, and now and then a word about how many they are."""
    for done, line in enumerate(lines):
        if done % BATCH == 0:
            watch.step(READING, done, expected(feed, done))
        yield line


def expected(feed: Feed, done: int) -> int:
    """How many lines there will be, if the rest of the file is like what was read of it."""
    read = feed.stream.tell()
    return done * feed.size // read if read else done
