"""A state moves once: a table of moves and one guarded UPDATE."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from django.db import models

from marketplace.core.errors import IllegalMove

Status = TypeVar("Status", bound=StrEnum)
Moves = Mapping[Status, frozenset[Status]]


def guarded_move(
    row: models.Model, to: Status, *, moves: Moves[Status], field: str = "status", **fields: Any
) -> Status:
    """Move ``row`` to ``to``; the WHERE clause decides a race. Returns the old status.

    :raises IllegalMove: the table does not allow it, or somebody moved the row first.
    """
    old = type(to)(getattr(row, field))
    allowed = to in moves.get(old, frozenset())
    rows = type(row)._base_manager.filter(pk=row.pk, **{field: old})
    if not allowed or not rows.update(**{field: to}, **fields):
        raise IllegalMove(f"{type(row).__name__} {row.pk}: {old} -> {to}", old=old, to=to)
    for name, value in {field: to, **fields}.items():
        setattr(row, name, value)
    return old
