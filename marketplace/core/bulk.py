"""New rows by the hundred thousand: COPY on PostgreSQL, one prepared INSERT on SQLite.

``bulk_create`` makes an object and a parameter of every value; for a catalogue of millions of rows
that is most of the time. Here the caller takes keys first, so that rows can name each other, and
hands over plain values. No signal is sent.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.utils import timezone

Prepared = Callable[[Any], Any]


def keys(model: type[models.Model], count: int) -> list[int]:
    """``count`` new primary keys that nobody else gets, rising.

    On SQLite they are the writer's until its transaction ends, so use them in the same one.
    """
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [table, _pk(model).column, count],
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or (0,))[0]
    return list(range(last + 1, last + 1 + count))


def insert(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write ``rows`` of values for ``fields``, which are attribute names (``parent_id``).

    What is not named gets the model's default, dates of writing the present time.
    """
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    named: list[Any] = [by_name[name] for name in fields]
    others = [field for field in model._meta.concrete_fields if _is_told(field, named)]
    fixed = tuple(_prepared(field)(_default(field)) for field in others)
    columns: list[str] = [field.column for field in (*named, *others)]
    prepare = [_prepared(field) for field in named]
    values = (
        (*(each(value) for each, value in zip(prepare, row, strict=True)), *fixed) for row in rows
    )
    quoted = ", ".join(map(connection.ops.quote_name, columns))
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({quoted}) FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(
            f"INSERT INTO {table} ({quoted}) VALUES ({marks})",  # noqa: S608
            list(values),
        )


def _pk(model: type[models.Model]) -> Any:
    return model._meta.pk


def _is_told(field: Any, named: Sequence[Any]) -> bool:
    """Whether a column needs a value that the caller does not give; the database numbers rows."""
    return field not in named and not isinstance(field, models.AutoField)


def _default(field: Any) -> Any:
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return timezone.now()
    return field.get_default()


def _prepared(field: Any) -> Prepared:
    """How a value of the field is given to the database."""
    if isinstance(field, models.JSONField):
        return lambda value: json.dumps(value, cls=DjangoJSONEncoder)
    if connection.vendor == "sqlite":
        return lambda value: field.get_db_prep_save(value, connection)
    return lambda value: value
