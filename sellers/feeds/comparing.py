"""From a file to staged lines: those of known offers are compared, the rest is read whole.

A feed that comes again is mostly prices and stocks. Its lines are read lean (``quick``) and asked
of the database in batches: which differ, which are not known. Only what is not known, says
something out of the ordinary, or may name another address for a picture that nobody could fetch,
is read a second time, whole; what is read whole is compared afterwards.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final, TypeVar

from marketplace.core.given import Given, given
from marketplace.core.sentences import Sentence as _
from marketplace.offers import queries as offers
from marketplace.offers.queries import Compared
from sellers.feeds import queries, quick
from sellers.feeds.dialects import Dialect
from sellers.feeds.dialects.base import Reading
from sellers.feeds.faults import Fault, RowError, Rule
from sellers.feeds.models import FeedLine, FeedRun, FeedSource
from sellers.feeds.quick import Reader
from sellers.feeds.quick.base import CONTEXT, OFFER, Lean
from sellers.feeds.reading import Feed, Line
from sellers.feeds.rows import Parsed
from sellers.feeds.runs import Watch
from sellers.feeds.staging import Staging

BATCH: Final = 2_000  # lines that are read, staged and compared together
Each = TypeVar("Each")
READING: Final = FeedRun.Phase.READING
Told = tuple[int, str, int | None, int | None]  # a line, its key, cents and units
NOTHING: Final[tuple[list[Lean], int]] = ([], 0)


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
    unshown = queries.keys_with_dead_pictures(source=source, today=table.reading.today)
    batches, done = _taken_lean(lean, table.feed, staging), 0
    batch, total = next(batches, NOTHING)
    while batch:
        rows = [(line[0], line[2], line[6], line[7]) for line in batch if line[1] == OFFER]
        with compared(rows, source=source, counted_at=counted_at) as found:
            following = next(batches, NOTHING)  # while the database looks
            differing, unknown = found()
        unknown += [line[0] for line in batch if line[1] == OFFER and line[2] in unshown]
        staging.compared(differing, unknown)
        done += len(batch)
        watch.step(READING, done, total)
        batch, total = following
    again = _wanted(table.feed, staging.wanted())
    staging.read_again(table.dialect.read(_told(table.feed, again, watch), table.reading))
    staging.judge(table.reading.mapped.shown)


def _taken_lean(lean: Reader, feed: Feed, staging: Staging) -> Iterator[tuple[list[Lean], int]]:
    """Lines that are read and staged, and how many there will be."""
    done = 0
    for records in in_batches(feed.records()):
        batch, warnings = lean(records)
        staging.take(batch)
        staging.refuse(warnings)
        done += len(batch)
        yield batch, expected(feed, done)


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


def differing(rows: Sequence[Told], *, source: FeedSource, counted_at: datetime) -> Compared:
    """Which lines say something else than their offer, and which have none."""
    with compared(rows, source=source, counted_at=counted_at) as found:
        return found()


@contextmanager
def compared(
    rows: Sequence[Told], *, source: FeedSource, counted_at: datetime
) -> Iterator[Callable[[], Compared]]:
    """``differing``, while something else is done: see ``given.asked``."""
    if not rows:
        yield lambda: ([], [])
        return
    told = given(rows, line="integer", key="text", minor="integer", stock="integer")
    found = "SELECT l.stockrecord_id FROM feeds_feedline l WHERE l.source_id = %s AND l.key = g.key"
    said = f"(SELECT g.line, g.minor, g.stock, ({found}) AS id FROM {told.sql} g)"  # noqa: S608
    with offers.comparing(
        said=Given(said, (source.pk, *told.params)),
        counted_at=counted_at,
        lead_days=source.lead_days,
    ) as answer:
        yield answer


def _wanted(feed: Feed, wanted: Iterator[int]) -> Iterator[Line]:
    """Those lines whose numbers are wanted, both in order."""
    next_one = next(wanted, None)
    if next_one is None:
        return
    for number, cells in feed.records():
        if number == next_one:
            yield feed.line(number, cells)
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
