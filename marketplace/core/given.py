"""Rows that a statement is given, to be joined like a table: the one place that knows how.

PostgreSQL unpacks one text a column, SQLite one JSON. Neither needs a temporary table, so that it
works through a pool of connections; here both were faster than COPY into one.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from django.db import connection
from django.db.models.expressions import RawSQL

Type = Literal["text", "integer", "bigint"]
SEPARATOR: Final = "\x1f"
ROUNDED: Final = 256  # keys; of more the reading takes longer than the planning


@dataclass(frozen=True, slots=True)
class Given:
    """``sql`` stands where a table stands, with its ``params`` in the same place."""

    sql: str
    params: tuple[Any, ...]


def given(rows: Sequence[Sequence[Any]], **columns: Type) -> Given:
    """``rows`` as a table with these ``columns``; None is NULL. Order is not kept.

    ::

        told = given([("A-1", 1990)], key="text", minor="integer")
        cursor.execute(f"SELECT g.minor FROM {told.sql} g WHERE g.key = 'A-1'", told.params)
    """
    if connection.vendor == "postgresql":
        return _unpacked(rows, columns)
    picked = ", ".join(
        f"json_extract(value, '$[{place}]') AS {name}" for place, name in enumerate(columns)
    )
    return Given(f"(SELECT {picked} FROM json_each(%s))", (json.dumps(rows),))  # noqa: S608


def among(ids: Sequence[int]) -> RawSQL:
    """Many keys for ``…__in`` of a query, as one parameter instead of one each."""
    told = given([(pk,) for pk in ids], id="bigint")
    return RawSQL(f"SELECT g.id FROM {told.sql} g", told.params)  # noqa: S608, S611 (no value in it)


def rounded(ids: Iterable[int]) -> list[int]:
    """Few keys for ``…__in`` of a query that is asked again and again, with keys of nothing to make
    them 1, 2, 4, 8…: a statement of a length that PostgreSQL has seen is planned already. Planning
    a join of nine tables takes five times as long as reading it."""
    keys = list(dict.fromkeys(ids))
    if not keys or len(keys) > ROUNDED:
        return keys
    missing = (1 << (len(keys) - 1).bit_length()) - len(keys)
    return [*keys, *range(-missing, 0)]


def _unpacked(rows: Sequence[Sequence[Any]], columns: dict[str, Type]) -> Given:
    """The values come by a sub-select, so that the planner cannot count them: it would rather read
    a table of a million rows whole than look two thousand of them up."""
    by_column = list(zip(*rows, strict=True)) or [()] * len(columns)
    told = [_array(values, kind) for values, kind in zip(by_column, columns.values(), strict=True)]
    picked = ", ".join(
        f"unnest({sql}) AS {name}" for (sql, _param), name in zip(told, columns, strict=True)
    )
    return Given(f"(SELECT {picked})", tuple(param for _sql, param in told))


def _array(values: Sequence[Any], kind: Type) -> tuple[str, Any]:
    """One text, made by no loop of ours: very many values come this way."""
    if kind != "text":
        return f"string_to_array((SELECT %s), ', ', 'None')::{kind}[]", repr(list(values))[1:-1]
    if None not in values and "" not in values:
        told = SEPARATOR.join(values)
        if told.count(SEPARATOR) == len(values) - 1:
            return "string_to_array((SELECT %s), chr(31))", told
    return "(SELECT %s::text[])", list(values)


def greatest(*values: str) -> str:
    """The larger of SQL expressions that are not NULL."""
    name = "GREATEST" if connection.vendor == "postgresql" else "MAX"
    return f"{name}({', '.join(values)})"


def least(*values: str) -> str:
    """The smaller of SQL expressions that are not NULL."""
    name = "LEAST" if connection.vendor == "postgresql" else "MIN"
    return f"{name}({', '.join(values)})"


def moment(at: datetime) -> Any:
    """A time as a statement takes it."""
    return connection.ops.adapt_datetimefield_value(at)


def run(sql: str, params: Sequence[Any] = ()) -> int:
    """Do it; returns how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)


def rows_of(sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """All rows that a statement reads or returns."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


@contextmanager
def asked(sql: str, params: Sequence[Any] = ()) -> Iterator[Callable[[], list[tuple[Any, ...]]]]:
    """Ask, and do something else until the rows are wanted: what is yielded brings them.

    PostgreSQL looks for them meanwhile. It can be told nothing else until then: what else is asked
    of it in between is an error.

    ::

        with asked("SELECT …") as rows:
            following = read_on()
            found = rows()
    """
    with connection.cursor() as cursor, _both_at_work():
        cursor.execute(sql, params)
        with connection.execute_wrapper(_not_now):
            yield cursor.fetchall


def _both_at_work() -> AbstractContextManager[Any]:
    if connection.vendor != "postgresql":
        return nullcontext()
    pipeline: AbstractContextManager[Any] = connection.connection.pipeline()
    return pipeline


def _not_now(*_asked: object) -> None:
    raise RuntimeError("the database is still at work on what it was asked")


def batches(rows: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
