"""What will happen by itself: a session expires, a charge settles, a refund fails."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.stripe_twin.store import Object, Store

if TYPE_CHECKING:
    from tests.stripe_twin.twin import Twin

Task = Callable[["Twin", Object], None]

LONGEST_WAIT = 60.0


class Agenda:
    """Tasks with a due time on the twin's clock, kept in the state file."""

    def __init__(self, store: Store, *, tasks: dict[str, Task]) -> None:
        self._store = store
        self._tasks = tasks

    def plan(self, task: str, obj: Object, *, due: float) -> None:
        """Have a task done once; planning it again moves it."""
        self._store.execute(
            "INSERT OR REPLACE INTO agenda VALUES (?, ?, ?)", int(due), task, obj["id"]
        )

    def drop(self, task: str, obj: Object) -> None:
        self._store.execute("DELETE FROM agenda WHERE task = ? AND object_id = ?", task, obj["id"])

    def run_due(self, twin: "Twin") -> None:
        """Do what is due, oldest first."""
        due = "SELECT * FROM agenda WHERE due <= ? ORDER BY due, rowid LIMIT 1"
        while rows := self._store.execute(due, twin.clock.now()):
            row = rows[0]
            self._store.execute(
                "DELETE FROM agenda WHERE task = ? AND object_id = ?", row["task"], row["object_id"]
            )
            if obj := self._store.get(row["object_id"]):
                self._tasks[row["task"]](twin, obj)

    def seconds_to_next(self, *, now: int) -> float:
        rows = self._store.execute("SELECT min(due) AS due FROM agenda")
        due = rows[0]["due"]
        return LONGEST_WAIT if due is None else min(max(due - now, 0.05), LONGEST_WAIT)


class Ticker(threading.Thread):
    """Runs the agenda in the background, asleep until something is due."""

    def __init__(self, twin: "Twin") -> None:
        super().__init__(name="ticker", daemon=True)
        self._twin = twin
        self._woken = threading.Event()

    def wake(self) -> None:
        self._woken.set()

    def run(self) -> None:
        twin = self._twin
        while not twin.stopping.is_set():
            self._woken.clear()
            twin.run_due()
            self._woken.wait(twin.agenda.seconds_to_next(now=twin.clock.now()))
