"""Timing in one process, and databases made for one measurement."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[1]
DEFAULT_SERVER = "postgres://cordee:cordee@127.0.0.1:5432/cordee"
DROPS = 120  # tries, a second apart
COUNTED = 3  # calls whose queries are counted


@dataclass(frozen=True)
class Figure:
    """Milliseconds at the median and the 95th percentile; queries of the costliest call counted."""

    p50: float
    p95: float
    queries: int

    def flat(self, name: str) -> dict[str, float]:
        return {
            f"{name}_p50_ms": self.p50,
            f"{name}_p95_ms": self.p95,
            f"{name}_queries": self.queries,
        }


def timed(
    call: Callable[[Any], Any],
    *,
    times: int,
    warm: int = 3,
    given: Callable[[int], Any] = lambda index: index,
) -> Figure:
    """``call(given(i))`` again and again; ``given`` is off the clock, queries counted apart."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for index in range(warm):
        call(given(index))
    queries = []
    for index in range(COUNTED):
        what = given(warm + index)
        with CaptureQueriesContext(connection) as captured:
            call(what)
        queries.append(len(captured))
    taken = []
    for index in range(times):
        what = given(warm + COUNTED + index)
        start = time.perf_counter()
        call(what)
        taken.append((time.perf_counter() - start) * 1000)
    p95 = statistics.quantiles(taken, n=20)[-1] if len(taken) > 1 else taken[0]
    return Figure(round(statistics.median(taken), 1), round(p95, 1), max(queries))


def database_server() -> str:
    """The PostgreSQL beside whose database others are made."""
    said = os.environ.get("BENCH_DATABASE_URL") or os.environ.get("TEST_DATABASE_URL")
    return said or DEFAULT_SERVER


@contextmanager
def throwaway_database(label: str, *, template: str = "") -> Iterator[str]:
    """A new PostgreSQL database beside ``BENCH_DATABASE_URL``; yields its address.

    With ``template`` (an address) it starts as a copy of that one, which nobody may be using.
    """
    server = database_server()
    name = f"bench_{label}_{os.getpid()}"
    source = urlsplit(template).path.strip("/") or "template1"
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(create.format(sql.Identifier(name), sql.Identifier(source)))
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        _drop(server, name)


def _drop(server: str, name: str) -> None:
    """By force; what PostgreSQL tidies there at this moment is not ours to end, and is awaited."""
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    with psycopg.connect(server, autocommit=True) as connection:
        for left in reversed(range(DROPS)):
            try:
                connection.execute(drop)
                return
            except psycopg.errors.InsufficientPrivilege:
                if not left:
                    raise
                time.sleep(1)


def in_a_process(*words: str, environment: Mapping[str, str]) -> str:
    """Run ``python words…`` with settings of its own; returns the last line it printed.

    :raises CalledProcessError: it failed; what it said went to the screen.
    """
    done = subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return (done.stdout.strip().splitlines() or [""])[-1]
