"""One migrated template database for all runs; each test process works on its own copy.

The template is made again when the schema's fingerprint changes. Copies carry the number of the
process that uses them, so that those of a killed run are known and removed by the next one.
"""

import fcntl
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

from scripts import fingerprint
from tests import services

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "test"
TEMPLATE = "cordee_template_"
DROPS = 120  # tries, a second apart
COPY = re.compile(r"cordee_copy_(\d+)_\w+")
MADE_BY_MIGRATING = {"django_content_type", "auth_permission", "django_site"}
# A migration makes thousands of classes, each part of a cycle: looking for dead ones costs a
# quarter of the time.
MIGRATE = """
import gc
from django.core.management import execute_from_command_line
gc.set_threshold(50_000, 20, 100)
execute_from_command_line(["manage.py", "migrate", "--verbosity", "0"])
"""
LOCK = 4_207_001  # any number that no other program takes as its advisory lock


def own_folder() -> Path:
    """An empty folder for what this process alone writes."""
    folder = FOLDER / f"cordee_copy_{os.getpid()}_files"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def prepare() -> None:
    """Make the template of every database that answers, side by side: half a minute each."""
    templates: list[Callable[[], AbstractContextManager[object]]] = [_sqlite_template]
    if services.reachable("postgres"):
        templates.append(_postgres_template)

    def make(template: Callable[[], AbstractContextManager[object]]) -> None:
        with template():
            pass

    with ThreadPoolExecutor() as threads:
        list(threads.map(make, templates))


@contextmanager
def copy_for(worker: str, *, vendor: str) -> Iterator[str]:
    """A fresh copy of the template, by name; it is removed afterwards."""
    name = f"cordee_copy_{os.getpid()}_{worker}"
    for left in FOLDER.glob("cordee_copy_*"):
        if _abandoned(left.name):
            _remove(left)
    yield from _postgres_copy(name) if vendor == "postgresql" else _sqlite_copy(name)


def empty(database: BaseDatabaseWrapper) -> None:
    """Remove all rows but those that migrating made."""
    tables = [name for name in database.introspection.django_table_names(only_existing=True)
              if name not in MADE_BY_MIGRATING]  # fmt: skip
    any_row = "SELECT '{0}' WHERE EXISTS (SELECT 1 FROM {0})"
    with database.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(map(any_row.format, tables)))
        filled = [name for (name,) in cursor.fetchall()]
        off, on = _guards(database, cursor, filled)
    # Row by row, keys checked at the end: a test commits little, and to TRUNCATE, which makes the
    # tables and all that refer to them anew, PostgreSQL takes a fifth of a second.
    deleted = [f'DELETE FROM "{name}"' for name in filled]
    database.ops.execute_sql_flush([*off, *deleted, *on])


def _guards(
    database: BaseDatabaseWrapper, cursor: Any, tables: list[str]
) -> tuple[list[str], list[str]]:
    """What takes the triggers of these tables away and what brings them back, in one transaction.

    The journal refuses to lose a row, whoever asks. Nothing in the product can be told to let it:
    here the owner of the tables does what an owner can.
    """
    if database.vendor == "postgresql":
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
        )
        guarded = sorted({name for (name,) in cursor.fetchall()} & set(tables))
        off = [f'ALTER TABLE "{name}" DISABLE TRIGGER USER' for name in guarded]
        on = [f'ALTER TABLE "{name}" ENABLE TRIGGER USER' for name in guarded]
        # A table cannot be altered while keys that refer to it are still to be looked at.
        return off, ["SET CONSTRAINTS ALL IMMEDIATE", *on] if on else []
    cursor.execute(
        "SELECT name, tbl_name, sql FROM sqlite_master"
        " WHERE type = 'trigger' AND sql LIKE '%BEFORE DELETE%'"
    )
    triggers = [(name, made) for name, table, made in cursor.fetchall() if table in tables]
    return [f'DROP TRIGGER "{name}"' for name, _made in triggers], [
        made for _name, made in triggers
    ]


def url_of(name: str, *, vendor: str) -> str:
    """``DATABASE_URL`` of a copy, for another process that works on it too."""
    if vendor == "postgresql":
        return urlsplit(services.DATABASE_URL)._replace(path=f"/{name}").geturl()
    return f"sqlite:///{name}"


def _sqlite_copy(name: str) -> Iterator[str]:
    copy = FOLDER / f"{name}.sqlite3"
    with _sqlite_template() as template:
        shutil.copyfile(template, copy)
    try:
        yield str(copy)
    finally:
        for each in FOLDER.glob(f"{copy.name}*"):
            _remove(each)


@contextmanager
def _sqlite_template() -> Iterator[Path]:
    """The template, made if need be; nobody else touches it meanwhile."""
    template = FOLDER / f"{_template()}.sqlite3"
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not template.exists():
            _make_sqlite(template)
        yield template


def _template() -> str:
    return f"{TEMPLATE}{fingerprint.schema()[:12]}"


def _make_sqlite(template: Path) -> None:
    for old in FOLDER.glob(f"{TEMPLATE}*"):
        _remove(old)
    building = template.with_suffix(".building")
    _migrate(f"sqlite:///{building}")
    connection = sqlite3.connect(building)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    building.rename(template)


def _postgres_copy(name: str) -> Iterator[str]:
    with _postgres_template() as (connection, template):
        _ddl(connection, "CREATE DATABASE {} TEMPLATE {}", name, template)
    try:
        yield name
    finally:
        with _maintenance() as connection:
            _drop(connection, name)


@contextmanager
def _postgres_template() -> "Iterator[tuple[psycopg.Connection[tuple[str]], str]]":
    """The template, made if need be, and the connection that holds it; no copy is left over."""
    template = _template()
    with _maintenance() as connection:
        databases = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
        for left in filter(_abandoned, databases):
            _drop(connection, left)
        if template not in databases:
            _make_postgres(connection, template)
        yield connection, template


def _make_postgres(connection: "psycopg.Connection[tuple[str]]", template: str) -> None:
    building = f"{template}_building"
    _drop(connection, building)
    _ddl(connection, "CREATE DATABASE {}", building)
    _migrate(url_of(building, vendor="postgresql"))
    _ddl(connection, "ALTER DATABASE {} RENAME TO {}", building, template)


@contextmanager
def _maintenance() -> "Iterator[psycopg.Connection[tuple[str]]]":
    """A connection beside the tests' own, that one process at a time holds."""
    with psycopg.connect(services.DATABASE_URL, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        yield connection


def _ddl(connection: "psycopg.Connection[tuple[str]]", text: str, *names: str) -> None:
    connection.execute(sql.SQL(text).format(*map(sql.Identifier, names)))


def _drop(connection: "psycopg.Connection[tuple[str]]", name: str) -> None:
    """By force; what PostgreSQL tidies there at this moment is not ours to end, and is awaited."""
    for left in reversed(range(DROPS)):
        try:
            _ddl(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
            return
        except psycopg.errors.InsufficientPrivilege:
            if not left:
                raise
            time.sleep(1)


def _remove(path: Path) -> None:
    """Another process may be removing it too."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _abandoned(name: str) -> bool:
    found = COPY.match(name)
    return found is not None and not _alive(int(found[1]))


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _migrate(url: str) -> None:
    """In a process of its own: the tests' has its settings already."""
    environment = {name: value for name, value in os.environ.items() if name != "TEST_ON"}
    done = subprocess.run(
        [sys.executable, "-c", MIGRATE],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env=environment | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"},
    )
    if done.returncode:
        raise RuntimeError(f"the template database could not be migrated:\n{done.stderr}")
