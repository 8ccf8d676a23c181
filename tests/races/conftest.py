"""Many at once: threads with connections of their own, all let go in the same moment."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, connections
from django.db.models import QuerySet

from marketplace.core.scopes import house_scope

PATIENCE = 30.0
Act = Callable[[], Any]


def at_once(acts: Sequence[Act]) -> list[Any]:
    """Do all of them in the same moment; what each returned, or the error that it met."""
    gate = threading.Barrier(len(acts))
    outcomes: list[Any] = [None] * len(acts)

    def run(place: int, act: Act) -> None:
        try:
            connection.ensure_connection()
            gate.wait(PATIENCE)
            with house_scope():
                outcomes[place] = act()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            outcomes[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(2 * PATIENCE)
    assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"
    return outcomes


def kinds(outcomes: Sequence[Any]) -> dict[str, int]:
    """Kind of outcome → how many: the error's name, or "done"."""
    names = [type(each).__name__ if isinstance(each, Exception) else "done" for each in outcomes]
    return {name: names.count(name) for name in sorted(set(names))}


class Meeting:
    """A place in the code where all wait for each other; in a control, where a guard stood."""

    def __init__(self, size: int) -> None:
        self._barrier = threading.Barrier(size)

    def wait(self) -> None:
        self._barrier.wait(PATIENCE)


@pytest.fixture
def without_row_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every ``SELECT … FOR UPDATE`` becomes a plain one."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_options: self)


@pytest.fixture
def without_guarded_moves(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, int], None]:
    """``without_guarded_moves("marketplace.payments.operations", 4)``: a room's moves believe what
    was read before, once that many have read it."""

    def take_away(module: str, together: int) -> None:
        met = Meeting(together)

        def move(row: Any, to: Any, *, moves: Any, field: str = "status", **fields: Any) -> Any:
            old = type(to)(getattr(row, field))
            met.wait()
            type(row)._base_manager.filter(pk=row.pk).update(**{field: to}, **fields)
            return old

        monkeypatch.setattr(f"{module}.guarded_move", move)

    return take_away


@contextmanager
def without_constraint(drop: str, again: str, *, clean: Callable[[], object]) -> Iterator[None]:
    """Take a rule away from this copy of the database; ``clean`` mends what broke it."""
    with connection.cursor() as cursor:
        cursor.execute(drop)
    try:
        yield
    finally:
        clean()
        with connection.cursor() as cursor:
            cursor.execute(again)
