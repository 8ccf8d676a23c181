"""The twin's clock: the machine's, moved by a lead."""

import time

from tests.stripe_twin.errors import ApiError
from tests.stripe_twin.store import Store


class Clock:
    """Seconds since the epoch as the twin sees them; the lead survives a restart."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lead: float = 0
        self.reload()

    def reload(self) -> None:
        self._lead = self._store.recall("clock_lead", 0)

    @property
    def lead(self) -> float:
        return self._lead

    def now(self) -> int:
        return int(time.time() + self._lead)

    def advance(self, seconds: float) -> None:
        """Move ahead.

        :raises ApiError: 400 for a step back.
        """
        if seconds < 0:
            raise ApiError("An advance moves forward; set the clock to move it back.")
        self._lead_by(self._lead + seconds)

    def set(self, at: float) -> None:
        """Let it run on from a moment (seconds since the epoch), earlier ones included."""
        self._lead_by(at - time.time())

    def _lead_by(self, lead: float) -> None:
        with self._store.transaction():
            self._store.remember("clock_lead", lead)
        self._lead = lead
