"""Any engine, behind what keeps its troubles from becoming everyone's.

A search that takes too long is given up; once the engine did not answer several times in a row
nobody waits any more, until one search at a time finds out that it is back. Known libraries hold a
lock around the call (pybreaker) or let everybody try at once after the pause (circuitbreaker).

A search may be slow because of what it asks, and one visitor can ask that again and again. So the
engine is asked for a sign of life, too, half-way: one that gives it is not down, and only this
search goes without an answer.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
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
    Unanswered,
)

FAILURES_IN_A_ROW = 3
PAUSE_S = 5.0
# A search that was given up keeps its thread until the engine lets go of it. When all are kept, the
# next one is not begun: it would be given up before its turn came.
THREADS = 32

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
        except (NotBuilt, Unanswered):
            raise  # the engine answers
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
        self._late = f"no answer within {seconds:g} s"
        self._circuit = circuit or Circuit()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="search")
        self._free = threading.BoundedSemaphore(THREADS)
        self._signs = ThreadPoolExecutor(1, thread_name_prefix="search-sign")
        self._waiting = threading.Lock()
        self._last_sign: Future[Status] | None = None

    def search(self, query: Query) -> Result:
        return self._in_time(lambda: self.engine.search(query))

    def search_all(self, queries: Sequence[Query]) -> list[Result]:
        with self._circuit.passage():
            return self._in_time(lambda: self.engine.search_all(queries))

    def suggest(
        self, written: str, *, most: int, counting: Mapping[str, Sequence[str]]
    ) -> Suggested:
        return self._in_time(lambda: self.engine.suggest(written, most=most, counting=counting))

    def spellings(self, words: Iterable[str]) -> dict[str, str]:
        return self._in_time(lambda: self.engine.spellings(words))

    def is_built(self) -> bool:
        return self._in_time(self.engine.is_built)

    def status(self) -> Status:
        """:raises SearchUnavailable: it does not say in time."""
        try:
            return self._sign().result(self._seconds)
        except TimeoutError as error:
            raise SearchUnavailable(reason=self._late) from error

    def _in_time(self, ask: Callable[[], Answer]) -> Answer:
        """:raises Unanswered: not answered, by an engine that answers others.
        :raises SearchUnavailable: it answers nobody.
        """
        half = self._seconds / 2
        with self._circuit.passage():
            answer = self._begun(ask)
            if answer is None:
                raise self._verdict(self._sign(), wait=half)
            try:
                return answer.result(half)
            except TimeoutError:
                sign = self._sign()
            try:
                return answer.result(half)
            except (TimeoutError, Unanswered) as error:
                raise self._verdict(sign, wait=0) from error

    def _begun(self, ask: Callable[[], Answer]) -> Future[Answer] | None:
        """None when no thread is free."""
        if not self._free.acquire(blocking=False):
            return None
        answer = self._threads.submit(ask)
        answer.add_done_callback(lambda _done: self._free.release())
        return answer

    def _sign(self) -> Future[Status]:
        """In a thread of its own, which no pile of slow searches holds; one for all who wait."""
        with self._waiting:
            if self._last_sign is None or self._last_sign.done():
                self._last_sign = self._signs.submit(self.engine.status)
            return self._last_sign

    def _verdict(self, sign: Future[Status], *, wait: float) -> SearchUnavailable:
        """What it means that a search was not answered."""
        try:
            sign.result(wait)
        except Exception:  # noqa: BLE001 - too late, or whatever kept it from answering
            return SearchUnavailable(reason=self._late)
        return Unanswered(reason=self._late)

    # --- what nobody waits for on a page ------------------------------------------------------
    def turn(self) -> AbstractContextManager[None]:
        return self.engine.turn()

    def upsert(self, documents: Iterable[Document]) -> None:
        self.engine.upsert(documents)

    def delete(self, ids: Iterable[int], *, version: int) -> None:
        self.engine.delete(ids, version=version)

    def rebuild(self, read: Reading) -> int:
        return self.engine.rebuild(read)
