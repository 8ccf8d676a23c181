"""The twin itself: its state file, clock, switches and what runs in the background."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.stripe_twin import deliveries
from tests.stripe_twin.agenda import Agenda, Ticker
from tests.stripe_twin.clock import Clock
from tests.stripe_twin.deliveries import Deliverer
from tests.stripe_twin.resources import REGISTRY
from tests.stripe_twin.store import Store
from tests.stripe_twin.switches import Switches


class Twin:
    """Everything the addresses work on; one per process and state file."""

    def __init__(
        self, path: Path, *, api_key: str | None = None, given: Mapping[str, str] | None = None
    ) -> None:
        """``given`` are the switches it is started with; a reset returns to them."""
        self.store = Store(path)
        self.resources = REGISTRY
        self.clock = Clock(self.store)
        self.switches = Switches(self.store)
        self._given = dict(given or {})
        self.switches.change(**self._given)
        self.agenda = Agenda(self.store, tasks=REGISTRY.tasks)
        self.api_key = api_key
        self.public_url = ""
        self.stopping = threading.Event()
        self._ticker = Ticker(self)
        self._deliverer = Deliverer(self)

    def start(self) -> None:
        """Start what runs in the background."""
        deliveries.recover(self)
        self._ticker.start()
        self._deliverer.start()

    def stop(self) -> None:
        self.stopping.set()
        self._ticker.wake()
        self._deliverer.wake()
        self._ticker.join(timeout=2)
        self._deliverer.join(timeout=2)
        self.store.close()

    @contextmanager
    def acting(self) -> Iterator[None]:
        """One change at a time, all or nothing, after what had become due before it."""
        with self.store.lock:
            self.run_due()
            with self.store.transaction():
                yield
        self.wake()

    def run_due(self) -> None:
        """Do what the agenda has due, and have its events sent."""
        with self.store.transaction():
            self.agenda.run_due(self)
        self._deliverer.wake()

    def wake(self) -> None:
        self._ticker.wake()
        self._deliverer.wake()

    def reset(self) -> None:
        """Forget every object, switch and step of the clock; as if just started."""
        with self.store.lock:
            self.store.clear()
            self.clock.reload()
            self.switches.reload()
            self.switches.change(**self._given)
        self.wake()
