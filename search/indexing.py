"""Keeping the index true: what changed is read again, as it stands now, and put in."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from marketplace.core import outbox
from search import documents
from search.backends import backend
from search.contract import Document, Status

logger = logging.getLogger(__name__)

SUBSCRIBER = "search.index"
CHUNK = 500
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Indexed:
    """How many references were put in, and how many taken out because they are not published."""

    updated: int = 0
    removed: int = 0


@dataclass(frozen=True)
class Health:
    """``published``: references in the database; ``waiting``: changes not in the index yet."""

    status: Status
    published: int
    waiting: int
    lag: timedelta


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
    )


def _everything(after: int, tell: Progress | None) -> Iterator[Document]:
    """What is published with a higher id, in the order of ids."""
    of = documents.published_count()
    done = of - documents.published_count(after=after)
    while ids := documents.published_ids(after=after, most=CHUNK):
        after = ids[-1]
        yield from documents.read(ids, version=_version())
        done += len(ids)
        if tell:
            tell(done, max(of, done))


def _version() -> int:
    """Puts what was read in order; not a time that anything is decided by."""
    return time.time_ns()
