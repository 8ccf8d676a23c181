"""A second pair of hands: work that waits for the database waits half as long."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from typing import Generic, TypeVar

from django.db import connection

Each = TypeVar("Each")


class Shared(Generic[Each]):
    """What there is to do, of which both take some at a time; ``given``: how many were taken."""

    def __init__(self, each: Iterator[Each]) -> None:
        self._left, self._lock = each, threading.Lock()
        self.given = 0

    def take(self, most: int) -> list[Each]:
        """The next ones; none when all are taken, or somebody was stopped."""
        with self._lock:
            some = list(islice(self._left, most))
            self.given += len(some)
            return some

    def __enter__(self) -> "Shared[Each]":
        return self

    def __exit__(self, *raised: object) -> None:
        """Whom an error stops, stops the other too."""
        if any(raised):
            with self._lock:
                self._left = iter(())


@contextmanager
def helped(act: Callable[[], None], *, by_two: bool = True) -> Iterator[None]:
    """``act`` is done meanwhile, in a thread and through a connection of its own; it is awaited at
    the end, and what stops it is raised there.

    It is not done on SQLite, where one writes at a time, nor inside a transaction, of which no
    other connection sees anything: whoever is helped does all of it then.
    """
    if not by_two or connection.vendor != "postgresql" or connection.in_atomic_block:
        yield
        return
    with ThreadPoolExecutor(1) as hands:
        done = hands.submit(_with_a_connection, act)
        yield
        done.result()


def _with_a_connection(act: Callable[[], None]) -> None:
    try:
        act()
    finally:
        connection.close()
