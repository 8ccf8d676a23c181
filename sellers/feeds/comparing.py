"""From a file to staged lines: those of known offers are compared with them, the rest is read whole.

A feed that comes again is mostly prices and stocks. Its lines are read lean (``quick``) and asked
of the database in batches: which differ, which are not known. Only what is not known, or says
something out of the ordinary, is read a second time, whole.
"""

import queue
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from contextvars import copy_context
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final, TypeVar

from marketplace.core.given import Given, given
from marketplace.offers import queries as offers
from marketplace.offers.queries import Difference
from sellers.feeds import quick
from sellers.feeds.dialects import Dialect
from sellers.feeds.dialects.base import Reading
from sellers.feeds.models import FeedLine, FeedRun, FeedSource
from sellers.feeds.quick import OFFER, Lean
from sellers.feeds.reading import Feed, Line
from sellers.feeds.runs import Watch
from sellers.feeds.staging import Staging

T = TypeVar("T")
BATCH: Final = 2_000  # lines that are read, staged and compared together
AHEAD: Final = 4  # batches that are read while others are compared
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
    lean = quick.reader(table.dialect, table.reading)
    columns = table.reading.mapped.shown
    if lean is None or not _knows_offers(source):
        lines = _told(table.feed, table.feed.lines(), watch)
        staging.fill(table.dialect.read(lines, table.reading), columns=columns)
        return
    done = 0
    with closing(ahead(map(lean, _batches(table.feed.records())))) as batches:
        for batch in batches:
            staging.take(batch)
            staging.compared(_differing(batch, source, counted_at))
            done += len(batch)
            watch.step(READING, done, _expected(table.feed, done))
    again = _wanted(table.feed.lines(), staging.wanted())
    staging.read_again(table.dialect.read(_told(table.feed, again, watch), table.reading))
    staging.judge(columns)


def _knows_offers(source: FeedSource) -> bool:
    known = FeedLine.objects.filter(source_id=source.pk, stockrecord__isnull=False)
    return source.pk is not None and known.exists()


def _differing(batch: Sequence[Lean], source: FeedSource, counted_at: datetime) -> list[Difference]:
    """Lines that say something else than their offer, and those that are no known offer's."""
    rows = [(line[0], line[2], line[6], line[7]) for line in batch if line[1] == OFFER]
    if not rows:
        return []
    told = given(rows, line="integer", key="text", minor="integer", stock="integer")
    found = (
        "SELECT l.stockrecord_id FROM feeds_feedline l WHERE l.source_id = %s AND l.key = g.key"
    )
    said = f"(SELECT g.line, g.minor, g.stock, ({found}) AS id FROM {told.sql} g)"  # noqa: S608
    return offers.differing(
        said=Given(said, (source.pk, *told.params)),
        counted_at=counted_at,
        lead_days=source.lead_days,
    )


def _wanted(lines: Iterator[Line], wanted: Iterator[int]) -> Iterator[Line]:
    """Those of ``lines`` whose numbers are wanted, both in order."""
    number = next(wanted, None)
    while number is not None:
        line = next(lines)
        if line.number == number:
            yield line
            number = next(wanted, None)


# --- reading ahead -------------------------------------------------------------------------------
def _batches(rows: Iterator[T]) -> Iterator[list[T]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def ahead(found: Iterable[T]) -> Generator[T, None, None]:
    """The same, made in a thread of its own while the caller waits for the database."""
    made: queue.Queue[Any] = queue.Queue(AHEAD)
    over = threading.Event()
    thread = threading.Thread(target=copy_context().run, args=(_make, found, made, over))
    thread.start()
    try:
        while (each := made.get()) is not None:
            if isinstance(each, BaseException):
                raise each
            yield each
    finally:
        over.set()
        thread.join()


def _make(found: Iterable[Any], made: "queue.Queue[Any]", over: threading.Event) -> None:
    put = _putting(made, over)
    try:
        for each in found:
            if not put(each):
                return
        put(None)
    except BaseException as error:  # noqa: BLE001 - raised where the lines are wanted
        put(error)


def _putting(made: "queue.Queue[Any]", over: threading.Event) -> Callable[[Any], bool]:
    def put(each: Any) -> bool:
        """Whether it found room before nobody wanted it any more."""
        while not over.is_set():
            try:
                made.put(each, timeout=0.1)
            except queue.Full:
                continue
            return True
        return False

    return put


# --- how far it is -----------------------------------------------------------------------------
def _told(feed: Feed, lines: Iterator[Line], watch: Watch) -> Iterator[Line]:
    """The same lines, and now and then a word about how many they are."""
    for done, line in enumerate(lines):
        if done % BATCH == 0:
            watch.step(READING, done, _expected(feed, done))
        yield line


def _expected(feed: Feed, done: int) -> int:
    """How many lines there will be, if the rest of the file is like what was read of it."""
    read = feed.stream.tell()
    return done * feed.size // read if read else done
