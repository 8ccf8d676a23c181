"""Timing in one process, and databases made for one measurement."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

DEFAULT_SERVER = "postgres://cordee:cordee@127.0.0.1:5432/cordee"


@dataclass(frozen=True)
class Figure:
    """Milliseconds at the median and the 95th percentile, and queries of one call."""

    p50: float
    p95: float
    queries: int

    def flat(self, name: str) -> dict[str, float]:
        return {
            f"{name}_p50_ms": self.p50,
            f"{name}_p95_ms": self.p95,
            f"{name}_queries": self.queries,
        }


def timed(call: Callable[[int], Any], *, times: int, warm: int = 3) -> Figure:
    """Call ``call(i)`` again and again; queries are counted once, apart from the clock."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for index in range(warm):
        call(index)
    with CaptureQueriesContext(connection) as captured:
        call(warm)
    taken = []
    for index in range(times):
        start = time.perf_counter()
        call(warm + 1 + index)
        taken.append((time.perf_counter() - start) * 1000)
    p95 = statistics.quantiles(taken, n=20)[-1] if len(taken) > 1 else taken[0]
    return Figure(round(statistics.median(taken), 1), round(p95, 1), len(captured))


@contextmanager
def throwaway_database(label: str) -> Iterator[str]:
    """A new PostgreSQL database beside ``BENCH_DATABASE_URL``; yields its address."""
    server = os.environ.get("BENCH_DATABASE_URL") or os.environ.get(
        "TEST_DATABASE_URL", DEFAULT_SERVER
    )
    name = f"bench_{label}_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
            connection.execute(drop.format(sql.Identifier(name)))


def in_a_process(module: str, *arguments: str, environment: dict[str, str]) -> str:
    """Run ``python -m module`` with settings of its own; returns the last line it printed."""
    with tempfile.TemporaryDirectory(prefix="cordee-bench-") as folder:
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            env={**os.environ, "VAR": folder, **environment},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    return done.stdout.strip().splitlines()[-1]
