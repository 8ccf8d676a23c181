"""Noting searches without a write in anybody's way.

A page is read in a GET, which opens no transaction. Its search is put down in memory; a thread of
the process writes what has come together every few seconds, in transactions of its own. A
process that is killed loses some seconds of counts, and a database that is busy costs no reader
anything.
"""

import logging
import threading

from django.conf import settings
from django.db import DatabaseError, connection

from marketplace.core import clock
from search.asked import operations, words
from search.asked.operations import Note

logger = logging.getLogger(__name__)

MOST_NOTES = 2000  # a flood beyond it is not counted
CHUNK = 250  # a transaction each, so that no other writer waits long

_lock = threading.Lock()
_notes: list[Note] = []


def note(text: str, *, visitor: str, answered: bool) -> None:
    """Put down one search, if its words may be kept."""
    kept = words.kept(text)
    if not kept:
        return
    with _lock:
        first = not _notes
        if len(_notes) < MOST_NOTES:
            _notes.append(Note(kept, visitor, answered))
    if first and settings.SEARCHES_WRITTEN_EVERY:
        later = threading.Timer(settings.SEARCHES_WRITTEN_EVERY, _write_apart)
        later.daemon = True
        later.start()


def write() -> int:
    """Count what was put down; returns how many searches. Those that cannot be are let go."""
    with _lock:
        taken = _notes.copy()
        _notes.clear()
    written = 0
    try:
        for start in range(0, len(taken), CHUNK):
            operations.count(taken[start : start + CHUNK], at=clock.now())
            written = min(start + CHUNK, len(taken))
    except DatabaseError as error:
        logger.warning("%d searches are not counted: %s", len(taken) - written, error)
    return written


def _write_apart() -> None:
    try:
        write()
    finally:
        connection.close()  # this thread's own
