"""Demo worlds on PostgreSQL, made once: one of 300,000 references takes a quarter of an hour."""

import hashlib
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from bench.measuring import ROOT, database_server, in_a_process, throwaway_database

SEED = 1


@contextmanager
def world(references: int) -> Iterator[tuple[str, str]]:
    """A copy of a world without orders, and a folder for what goes with it.

    The world itself is kept as ``bench_world_…`` until the code that makes worlds changes; the
    copy is brought up to the migrations of today.
    """
    with (
        throwaway_database(f"copy_{references}", template=_kept(references)) as database,
        tempfile.TemporaryDirectory(prefix="cordee-bench-") as folder,
    ):
        environment = settings(database, folder)
        in_a_process("-m", "django", "migrate", "-v0", environment=environment)
        in_a_process("-m", "django", "collectstatic", "--noinput", "-v0", environment=environment)
        yield database, folder


def settings(database: str, folder: str, *, search: str = "") -> dict[str, str]:
    """The environment of a shop on a database; its index in the folder unless said otherwise."""
    return {
        "DJANGO_SETTINGS_MODULE": "marketplace.config.settings",
        "CORDEE_ENV": "demo",
        "SECRET_KEY": "a measurement",
        "SITE_URL": "http://127.0.0.1:8000",
        "DATABASE_URL": database,
        "SEARCH_URL": search or f"tantivy://{folder}/search",
        "BROKER_URL": "memory://",
        "CACHE_URL": "locmem://",
        "EMAIL_URL": "stored://",
        "TRUSTED_PROXIES": "1",  # visitors say whose questions they ask
        "STATIC_ROOT": f"{folder}/static",
        "VAR": folder,
    }


def _kept(references: int) -> str:
    """The address of the kept world, made when there is none; those of older code are dropped."""
    server = database_server()
    begins = f"bench_world_{references}_"
    name = begins + _fingerprint()
    with psycopg.connect(server, autocommit=True) as connection:
        rows = connection.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [begins]
        )
        known = {row[0] for row in rows}
        for other in known - {name}:
            connection.execute(
                sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(other))
            )
        address = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        if name not in known:
            _make(references, address, connection, name)
    return address


def _make(references: int, address: str, connection: psycopg.Connection, name: str) -> None:
    """Under another name until it is whole, so that one that was killed is not taken for it."""
    half = f"half_{name}"
    named = sql.Identifier(half)
    print(f"making a world of {references} references, once", file=sys.stderr)
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(named))
    connection.execute(sql.SQL("CREATE DATABASE {}").format(named))
    with tempfile.TemporaryDirectory(prefix="cordee-bench-") as folder:
        there = settings(address.replace(name, half), folder)
        in_a_process("-m", "django", "migrate", "-v0", environment=there)
        options = ("--references", str(references), "--seed", str(SEED), "--no-orders")
        in_a_process("-m", "django", "world", *options, environment=there)
    connection.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(named, sql.Identifier(name))
    )


def _fingerprint() -> str:
    """Of all that decides what a world holds."""
    told, rooms = hashlib.sha256(), ROOT / "marketplace"
    taxonomy = (rooms / "technical" / "taxonomy").rglob("*.toml")
    for path in sorted([*(rooms / "world").rglob("*.py"), *taxonomy]):
        told.update(path.read_bytes())
    return told.hexdigest()[:12]
