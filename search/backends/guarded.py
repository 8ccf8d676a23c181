"""Any engine, behind what keeps its troubles from becoming everyone's.

A search that takes too long is given up; after several in a row that were not answered nobody waits
any more, until one search at a time finds out that the engine is back. Known libraries hold a lock
around the call (pybreaker) or let everybody try at once after the pause (circuitbreaker).
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from typing import TypeVar

from search.contract import (
    Backend,
    Document,
    NotBuilt,
    Query,
    Reading,
    Result,
    SearchUnavailable,
    Status,
    Suggested,
)

FAILURES_IN_A_ROW = 3
PAUSE_S = 5.0
THREADS = 32  # a search that was given up keeps its thread until the engine lets go of it

Answer = TypeVar("Answer")


class Circuit:
    """Open, it lets nobody through for a pause, then one at a time until one is answered."""

    def __init__(self, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._failures = 0
        self._tried_again_at = 0.0
        self._trying = False

    @contextmanager
    def passage(self) -> Iterator[None]:
        """:raises SearchUnavailable: at once, while the engine is taken to be down."""
        trial = self._admit()
        failed = False
        try:
            yield
        except NotBuilt:
            raise  # it was answered
        except SearchUnavailable:
            failed = True
            raise
        finally:
            self._note(failed=failed, trial=trial)

    def _admit(self) -> bool:
        """Whether this passage is the trial."""
        with self._lock:
            if self._failures < FAILURES_IN_A_ROW:
                return False
            if self._trying or self._monotonic() < self._tried_again_at:
                raise SearchUnavailable(reason="it did not answer a moment ago")
            self._trying = True
            return True

    def _note(self, *, failed: bool, trial: bool) -> None:
        with self._lock:
            if trial:
                self._trying = False
            self._failures = self._failures + 1 if failed else 0
            if self._failures >= FAILURES_IN_A_ROW:
                self._tried_again_at = self._monotonic() + PAUSE_S


class Guarded:
    """``seconds``: how long a search, or the question how it stands, may take."""

    def __init__(self, engine: Backend, *, seconds: float, circuit: Circuit | None = None) -> None:
        self.engine = engine
        self._seconds = seconds
        self._circuit = circuit or Circuit()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="search")

    def search(self, query: Query) -> Result:
        with self._circuit.passage():
            return self._in_time(lambda: self.engine.search(query))

    def suggest(
        self, written: str, *, most: int, counting: Mapping[str, Sequence[str]]
    ) -> Suggested:
        with self._circuit.passage():
            return self._in_time(lambda: self.engine.suggest(written, most=most, counting=counting))

    def spellings(self, words: Iterable[str]) -> dict[str, str]:
        with self._circuit.passage():
            return self._in_time(lambda: self.engine.spellings(words))

    def is_built(self) -> bool:
        return self._in_time(self.engine.is_built)

    def status(self) -> Status:
        return self._in_time(self.engine.status)

    def _in_time(self, ask: Callable[[], Answer]) -> Answer:
        answer = self._threads.submit(ask)
        try:
            return answer.result(self._seconds)
        except TimeoutError as error:
            answer.cancel()
            raise SearchUnavailable(reason=f"no answer within {self._seconds:g} s") from error

    # --- what nobody waits for on a page ------------------------------------------------------
    def turn(self) -> AbstractContextManager[None]:
        return self.engine.turn()

    def upsert(self, documents: Iterable[Document]) -> None:
        self.engine.upsert(documents)

    def delete(self, ids: Iterable[int], *, version: int) -> None:
        self.engine.delete(ids, version=version)

    def rebuild(self, read: Reading) -> int:
        return self.engine.rebuild(read)
