"""Processes to be killed, and the shop as a shopper, a seller and Stripe see it afterwards."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from oscar.core.loading import get_model

from marketplace.core import clock
from marketplace.payments.models import Payment
from tests import databases, factories
from tests.stripe_twin.process import SignedEvent, TwinProcess

Basket = get_model("basket", "Basket")
Order = get_model("order", "Order")
StockRecord = get_model("partner", "StockRecord")


@pytest.fixture(scope="session")
def victim(database_url: str) -> Iterator[subprocess.Popen[str]]:
    """The process that starts those which are killed, on the tests' own database."""
    environment = {name: value for name, value in os.environ.items() if name != "TEST_ON"}
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.crash.victim"],
        cwd=databases.ROOT,
        env=environment
        | {"DATABASE_URL": database_url, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.stdin.close()  # type: ignore[union-attr]


@dataclass
class Shop:
    """One basket with the last unit of one offer, and what becomes of it."""

    process: subprocess.Popen[str]
    twin: TwinProcess
    opened_at: datetime = field(default_factory=clock.now)
    deaths: int = 0
    walked: float = 0.0  # minutes that dead workers' leases have taken

    def __post_init__(self) -> None:
        self.offer = factories.OfferFactory(stock=1)
        self.basket = factories.BasketFactory(offers=[self.offer])

    # --- processes -----------------------------------------------------------------------
    def run(self, act: str, *, kill: str | None = None, minute: float = 0, **more: Any) -> Any:
        """Do something in a process of its own, that many minutes after the beginning."""
        answer = self._ask(act, kill=kill, minute=minute, **more)
        assert answer["killed"] == bool(kill), f"{kill} was never reached"
        return answer["said"]

    def walk(self, act: str, *, minute: float = 0, pause: float = 0, **more: Any) -> Any:
        """Have it killed before its first statement, then before its second one …, each time begun
        anew, ``pause`` minutes later, until one lives; returns what that one said.

        On PostgreSQL, where a new process asks much slower, at the edges of its transactions
        alone: what was said inside one is forgotten whole, and what else a process may do in
        the middle of one, it does on SQLite too.
        """
        point = "boundary" if connection.vendor == "postgresql" else "statement"
        nth = 1
        while True:
            kill = f"{point}:{nth}"
            answer = self._ask(act, kill=kill, minute=minute + self.walked, **more)
            if not answer["killed"]:
                return answer["said"]
            nth += 1
            self.deaths += 1
            self.walked += pause

    def _ask(self, act: str, *, kill: str | None, minute: float, **more: Any) -> dict[str, Any]:
        command = {
            "act": act,
            "kill": kill,
            "stripe": self.twin.url,
            "secret": self.twin.webhook_secret,
            "at": (self.opened_at + timedelta(minutes=minute)).isoformat(),
            **more,
        }
        self.process.stdin.write(json.dumps(command) + "\n")  # type: ignore[union-attr]
        self.process.stdin.flush()  # type: ignore[union-attr]
        return json.loads(self.process.stdout.readline())  # type: ignore[union-attr,no-any-return]

    def buy(self, **options: Any) -> str:
        return str(self.run("buy", basket=self.basket.pk, **options))

    def deliver(self, event: SignedEvent, **options: Any) -> None:
        status = self.run(
            "webhook", payload=event.payload.decode(), signature=event.signature, **options
        )
        assert status in (None, 200)

    def work_until(self, minute: float) -> None:
        """A worker that was started again, up to a moment: a round a minute, then every ten."""
        rounds = [1, 2, 4, 8, 16, 32, 36, 38, 50]
        for each in (r for r in rounds if r <= minute):
            self.run("work", minute=each)

    # --- how it ended --------------------------------------------------------------------
    def ends(self) -> tuple[str, str, int]:
        """Status of the one order and of its one payment, units taken from the offer."""
        order, payment = Order.objects.get(), Payment.objects.get()
        self.offer.refresh_from_db()
        return order.status, payment.status, self.offer.num_allocated

    def pages_at_stripe(self) -> int:
        return int(self.twin.state()["objects"].get("checkout.session", 0))


PAID = ("paid", "succeeded", 1)
GIVEN_BACK = ("expired", "expired", 0)


@pytest.fixture
def shop(transactional_db: None, victim: subprocess.Popen[str], twin: TwinProcess) -> Shop:
    return Shop(process=victim, twin=twin)
