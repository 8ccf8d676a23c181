"""From a file to staged lines: those of known offers are compared, the rest is read whole.

A feed that comes again is mostly prices and stocks. Its lines are read lean (``quick``) and asked
of the database in batches: which differ, which are not known. Only what is not known, says
something out of the ordinary, or may name another address for a picture that nobody could fetch,
is read a second time, whole; what is read whole is compared afterwards.

A line whose offer is the same may say something else of its product: that is told by a digest of
its other cells (``saying``), which is noted with the line's identity and compared in the same
statement. Lines that are no offer's have theirs with their product (``FeedContext``).
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Final, TypeVar

from marketplace.core.given import Given, given, rows_of
from marketplace.core.sentences import Sentence as _
from marketplace.offers import queries as offers
from marketplace.offers.queries import Compared
from sellers.feeds import queries, quick
from sellers.feeds.dialects import Dialect
from sellers.feeds.dialects.base import Reading
from sellers.feeds.faults import Fault, RowError, Rule
from sellers.feeds.following import kept_as
from sellers.feeds.models import FeedLine, FeedRun, FeedSource
from sellers.feeds.quick import Reader
from sellers.feeds.quick.base import CONTEXT, OFFER, Lean, Told
from sellers.feeds.reading import Feed, Line
from sellers.feeds.rows import Parsed
from sellers.feeds.runs import Watch
from sellers.feeds.saying import Saying
from sellers.feeds.staging import Staging

BATCH: Final = 2_000  # lines that are read, staged and compared together
Each = TypeVar("Each")
READING: Final = FeedRun.Phase.READING
# A line, its key, cents and units, and the digest of what it says besides.
Known = tuple[int, str, int | None, int | None, int | None]
NOTHING: Final[tuple[list[Told], int]] = ([], 0)


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
        staging.fill(_read(lines, table), columns=table.reading.mapped.shown)
        _compare_contexts(staging, source=source)
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
        rows = [(line[0], line[2], line[6], line[7], line[8]) for line in batch if line[1] == OFFER]
        with compared(rows, source=source, counted_at=counted_at) as found:
            following = next(batches, NOTHING)  # while the database looks
            differing, unknown, said = found()
        staging.said(said)
        unknown += [line[0] for line in batch if line[1] == OFFER and line[2] in unshown]
        staging.compared(differing, unknown)
        done += len(batch)
        watch.step(READING, done, total)
        batch, total = following
    _compare_contexts(staging, source=source)
    staging.want_contexts()
    _want_siblings(staging, source=source)
    _read_wanted(table, staging, watch)
    if staging.sizes_wanted():
        _read_wanted(table, staging, watch)
    staging.judge(table.reading.mapped.shown)


def _taken_lean(lean: Reader, feed: Feed, staging: Staging) -> Iterator[tuple[list[Told], int]]:
    """Lines that are read and staged, and how many there will be."""
    done = 0
    for records in in_batches(feed.records()):
        batch, warnings = lean(records)
        staging.take_told(batch)
        staging.refuse(warnings)
        done += len(batch)
        yield batch, expected(feed, done)


def _want_siblings(staging: Staging, *, source: FeedSource) -> None:
    """A reference is described by all its sizes, also where their lines do not name its product."""
    for batch in in_batches(staging.new_words()):
        told = given([(key,) for key in batch], key="text")
        rows = rows_of(
            "SELECT DISTINCT o.key FROM "  # noqa: S608
            f"{told.sql} g JOIN feeds_feedline l ON l.source_id = %s AND l.key = g.key "
            'JOIN feeds_feedline o ON o.source_id = l.source_id AND o."group" = l."group"',
            [*told.params, source.pk],
        )
        staging.want([key for (key,) in rows])


def _read_wanted(table: Table, staging: Staging, watch: Watch) -> None:
    """Read whole what lean reading left."""
    again = _wanted(table.feed, staging.wanted())
    staging.read_again(_read(_told(table.feed, again, watch), table))


def _read(lines: Iterator[Line], table: Table) -> Iterator[Parsed]:
    """Lines as the dialect reads them, each with the digest of what it says besides its offer."""
    saying = Saying(table.dialect, table.reading.mapped)
    digests: dict[int, int] = {}

    def noted() -> Iterator[Line]:
        for line in lines:
            (digests[line.number],) = saying([(line.number, line.cells)])
            yield line

    for row in table.dialect.read(noted(), table.reading):
        yield replace(row, digest=digests.pop(row.line, None))


def _compare_contexts(staging: Staging, *, source: FeedSource) -> None:
    """Find products of which lines that are no offer's say something else than was noted."""
    for batch in in_batches(staging.contexts()):
        said = {kept_as(product): (product, digest) for product, digest in batch}
        told = given([(name, each[1]) for name, each in said.items()], name="text", digest="bigint")
        rows = rows_of(
            "SELECT g.name, CASE WHEN c.id IS NULL THEN 0 ELSE 1 END "  # noqa: S608
            f"FROM {told.sql} g LEFT JOIN feeds_feedcontext c ON c.source_id = %s "
            "AND c.product = g.name WHERE c.id IS NULL OR c.digest <> g.digest",
            [*told.params, source.pk],
        )
        staging.said_of([(*said[name], news) for name, news in rows])


def _compare_whole(
    staging: Staging, *, source: FeedSource, counted_at: datetime, watch: Watch
) -> None:
    """Note what the lines that were taken whole would change, as of those that were taken lean."""
    lines = sum(staging.counts().values())
    for batch in in_batches(staging.whole()):
        with compared(batch, source=source, counted_at=counted_at) as found:
            changes, new, said = found()
        staging.compared_whole(changes, new)
        staging.said(said)
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


@contextmanager
def compared(
    rows: Sequence[Known], *, source: FeedSource, counted_at: datetime
) -> Iterator[Callable[[], Compared]]:
    """Which lines say something else than their offer, which have none, which say something else
    besides it than was noted (1) or of which nothing was (0): while something else is done, see
    ``given.asked``."""
    if not rows:
        yield lambda: ([], [], [])
        return
    told = given(
        rows, line="integer", key="text", minor="integer", stock="integer", digest="bigint"
    )
    note = "CASE WHEN l.digest IS NULL THEN 0 WHEN l.digest <> g.digest THEN 1 END"
    said = (
        f"(SELECT g.line, g.minor, g.stock, l.stockrecord_id AS id, {note} AS note "  # noqa: S608
        f"FROM {told.sql} g LEFT JOIN feeds_feedline l ON l.source_id = %s AND l.key = g.key)"
    )
    with offers.comparing(
        said=Given(said, (*told.params, source.pk)),
        counted_at=counted_at,
        lead_days=source.lead_days,
        noted=True,
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
