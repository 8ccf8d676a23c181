"""Keeping the index true: what changed is read again, as it stands now, and put in."""

import logging
import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from multiprocessing import current_process, get_context
from typing import Any

from marketplace.core import outbox
from marketplace.core.models import OutboxEvent
from marketplace.core.scopes import house
from marketplace.technical import queries as technical
from search import beside, documents
from search.backends import backend
from search.contract import Document, RebuildRunning, Status

logger = logging.getLogger(__name__)

SUBSCRIBER = "search.index"
TOPIC = "catalogue.changed"
CHUNK = 500
STALE = timedelta(seconds=60)  # what is found is wrong for longer than anybody should notice
# Reading takes longer than writing: from so many references on, all processors do it.
WORTH_PROCESSES = 20_000
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Indexed:
    """How many references were put in, and how many taken out because they are not published."""

    updated: int = 0
    removed: int = 0


@dataclass(frozen=True)
class Health:
    """``published``: references in the database; ``waiting``: changes not in the index yet;
    ``on_the_way``: references that were named by changes of late.
    """

    status: Status
    published: int
    waiting: int
    lag: timedelta
    on_the_way: int

    @property
    def alarm(self) -> str:
        """What somebody must look at, "" while there is nothing.

        Index and database are counted one after the other, and an engine needs a moment to show
        what it was told: as many references as were named lately may make a difference.
        """
        documents = self.status.documents
        if not self.status.generation:
            return "no index"
        if self.lag > STALE:
            return f"{int(self.lag.total_seconds())} s behind"
        if abs(documents - self.published) > self.on_the_way:
            return f"{documents} documents of {self.published}"
        return ""


def index(*, reference_ids: Iterable[int]) -> Indexed:
    """Read references again and write them, or remove those that are no longer published.

    Rows are read in this process's turn: what an earlier turn read cannot overwrite them.

    :raises SearchUnavailable: the engine does not answer; call again.
    """
    ids = sorted(set(reference_ids))
    updated = removed = 0
    engine = backend()
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        with engine.turn():
            version = _version()
            found = documents.read(chunk, version=version)
            gone = set(chunk) - {document.id for document in found}
            engine.upsert(found)
            engine.delete(gone, version=version)
        updated, removed = updated + len(found), removed + len(gone)
    return Indexed(updated, removed)


def rebuild(*, tell: Progress | None = None) -> int:
    """Fill a new index with all that is published, then swap; returns how many references.

    Changes made meanwhile reach the live and the new one. One that was broken off is gone on with.
    ``tell``: called with how many references are done, and of how many.

    :raises RebuildRunning: another rebuild is at work.
    """
    return backend().rebuild(lambda after: _everything(after, tell))


def heal() -> int | None:
    """Build the index where there is none; how many references, None where nothing was to do.

    :raises SearchUnavailable: the engine does not answer.
    """
    if backend().is_built():
        return None
    try:
        return rebuild()
    except RebuildRunning:
        return None


def on_catalogue_changed(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """Outbox subscriber of ``catalogue.changed``: ``{"reference_ids": […]}``."""
    del at  # the rows are read as they stand now
    index(reference_ids={id for payload in payloads for id in payload["reference_ids"]})


def health(*, at: datetime) -> Health:
    """What is in the index and what still waits.

    :raises SearchUnavailable: the engine does not answer.
    """
    return Health(
        status=backend().status(),
        published=documents.published_count(),
        waiting=outbox.undone(subscriber=SUBSCRIBER).count(),
        lag=outbox.lag(at=at, subscriber=SUBSCRIBER),
        on_the_way=_named(since=at - 2 * STALE),  # a change may wait for ``STALE`` unnoticed
    )


def _named(*, since: datetime) -> int:
    """How many references the changes since then name."""
    told = OutboxEvent.objects.filter(topic=TOPIC, created_at__gte=since)
    payloads = told.values_list("payload", flat=True)
    return len({id for payload in payloads.iterator() for id in payload["reference_ids"]})


def _everything(after: int, tell: Progress | None) -> Iterator[Document]:
    """What is published with a higher id, in the order of ids."""
    of = documents.published_count()
    done = of - documents.published_count(after=after)
    chunks = technical.published_ids(after=after, most=CHUNK)
    for found in _read_all(chunks, processes=_processes(of - done)):
        yield from found
        done += len(found)
        if tell:
            tell(done, max(of, done))


def _processes(references: int) -> int:
    """None in a worker's process, which may have no children."""
    worth = references >= WORTH_PROCESSES and not current_process().daemon
    return (os.cpu_count() or 1) if worth else 0


def _read_all(chunks: Iterator[Sequence[int]], *, processes: int) -> Iterator[list[Document]]:
    """In order; read by so many processes beside this one, which only writes then, or by none.

    Never more than a few chunks wait for it.
    """
    if not processes:
        yield from map(_read, chunks)
        return
    spawn = get_context("spawn")  # what was forked would share our connections
    with ProcessPoolExecutor(processes, spawn, initializer=beside.begin) as pool:
        waiting = deque(pool.submit(_read, ids) for ids in islice(chunks, 2 * processes))
        while waiting:
            yield waiting.popleft().result()
            waiting.extend(pool.submit(_read, ids) for ids in islice(chunks, 1))


@house
def _read(ids: Sequence[int]) -> list[Document]:
    return documents.read(ids, version=_version())


def _version() -> int:
    """Puts what was read in order; not a time that anything is decided by."""
    return time.time_ns()
