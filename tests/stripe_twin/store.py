"""The state file: objects as JSON documents in SQLite, one writer at a time."""

import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Object = dict[str, Any]

SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    created INTEGER NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS objects_age ON objects (kind, created, seq);
CREATE INDEX IF NOT EXISTS objects_balance ON objects (
    json_extract(body, '$._account'), json_extract(body, '$.currency'),
    json_extract(body, '$.available_on'), json_extract(body, '$.net')
) WHERE kind = 'balance_transaction';
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY,
    path TEXT NOT NULL,
    params TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    request_id TEXT NOT NULL,
    created INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS agenda (
    due INTEGER NOT NULL,
    task TEXT NOT NULL,
    object_id TEXT NOT NULL,
    PRIMARY KEY (task, object_id)
);
CREATE INDEX IF NOT EXISTS agenda_due ON agenda (due);
CREATE TABLE IF NOT EXISTS deliveries (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    event_id TEXT NOT NULL,
    state TEXT NOT NULL,
    due REAL NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    answer TEXT
);
CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (state, due, seq);
CREATE INDEX IF NOT EXISTS deliveries_event ON deliveries (event_id);
"""

NARROWED_BY = (
    "payment_intent",
    "charge",
    "source",
    "customer",
    "source_transaction",
    "transfer",
    "_account",
)
"""Fields that lists are narrowed by; the age behind each keeps such a list from being sorted."""

SCHEMA += "".join(
    f"CREATE INDEX IF NOT EXISTS objects_by_{name}"
    f" ON objects (kind, json_extract(body, '$.{name}'), created, seq);\n"
    for name in NARROWED_BY
)

TABLES = ("objects", "meta", "answers", "agenda", "deliveries")


@dataclass(frozen=True, kw_only=True)
class Page:
    """Which part of a list: cursors are object ids, newest first."""

    limit: int = 10
    starting_after: Object | None = None
    ending_before: Object | None = None


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What a list is narrowed to: equal fields (None: absent) and bounds on ``created``."""

    equal: Mapping[str, Any] = field(default_factory=dict)
    created: Mapping[str, int] = field(default_factory=dict)


class Store:
    """The state file. Every method runs inside :meth:`transaction`, under one lock."""

    def __init__(self, path: Path) -> None:
        self.lock = threading.RLock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode = WAL")
        # A killed process loses nothing; only a machine that loses power may.
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.executescript(SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; a nested one joins the outer one."""
        with self.lock:
            if self._db.in_transaction:
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def execute(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        """Run one statement."""
        with self.lock:
            return self._db.execute(sql, values).fetchall()

    def close(self) -> None:
        with self.lock:
            self._db.close()

    def clear(self) -> None:
        """Forget everything."""
        with self.transaction():
            for table in TABLES:
                self.execute(f"DELETE FROM {table}")

    def save(self, obj: Object) -> Object:
        """Write an object, new or changed; its place in lists is that of its first writing."""
        self.execute(
            "INSERT INTO objects (id, kind, created, body) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET body = excluded.body, created = excluded.created",
            obj["id"],
            obj["object"],
            obj["created"],
            json.dumps(obj, separators=(",", ":")),
        )
        return obj

    def get(self, identifier: str | None, *, kind: str | None = None) -> Object | None:
        """An object by its id, or None."""
        rows = self.execute("SELECT kind, body FROM objects WHERE id = ?", identifier)
        if not rows or (kind and rows[0]["kind"] != kind):
            return None
        return _load(rows[0])

    def find(self, kind: str, *, where: Filter, page: Page) -> tuple[list[Object], bool]:
        """A page of a list, newest first, and whether more follow."""
        clauses, values = _clauses(where)
        backwards = page.ending_before is not None
        cursor = page.ending_before or page.starting_after
        if cursor:
            clauses.append(f"(created, seq) {'>' if backwards else '<'} (?, ?)")
            values += [cursor["created"], self._seq(cursor["id"])]
        order = "ASC" if backwards else "DESC"
        rows = self.execute(
            f"SELECT body FROM objects WHERE {' AND '.join(['kind = ?', *clauses])}"
            f" ORDER BY created {order}, seq {order} LIMIT ?",
            kind,
            *values,
            page.limit + 1,
        )
        found = [_load(row) for row in rows[: page.limit]]
        return found[::-1] if backwards else found, len(rows) > page.limit

    def all(self, kind: str, **equal: Any) -> list[Object]:
        """Every object of a kind with these fields, oldest first."""
        clauses, values = _clauses(Filter(equal=equal))
        rows = self.execute(
            f"SELECT body FROM objects WHERE {' AND '.join(['kind = ?', *clauses])} ORDER BY seq",
            kind,
            *values,
        )
        return [_load(row) for row in rows]

    def recall(self, name: str, default: Any = None) -> Any:
        """A remembered setting."""
        rows = self.execute("SELECT value FROM meta WHERE name = ?", name)
        return json.loads(rows[0]["value"]) if rows else default

    def remember(self, name: str, value: Any) -> None:
        self.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", name, json.dumps(value))

    def _seq(self, identifier: str) -> int:
        rows = self.execute("SELECT seq FROM objects WHERE id = ?", identifier)
        return int(rows[0]["seq"])


def _clauses(where: Filter) -> tuple[list[str], list[Any]]:
    """SQL conditions; field names come from this package's own routes, never from a request."""
    clauses: list[str] = []
    values: list[Any] = []
    for name, value in where.equal.items():
        if value is None:
            # The plus keeps the planner from an index that nearly all rows are in.
            clauses.append(f"+json_extract(body, '$.{name}') IS NULL")
            continue
        wanted = value if isinstance(value, list) else [value]
        marks = ", ".join("?" * len(wanted))
        clauses.append(f"json_extract(body, '$.{name}') IN ({marks})")
        values += wanted
    for bound, value in where.created.items():
        clauses.append(f"created {BOUNDS[bound]} ?")
        values.append(value)
    return clauses, values


BOUNDS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<=", "eq": "="}


def _load(row: sqlite3.Row) -> Object:
    loaded: Object = json.loads(row["body"])
    return loaded
