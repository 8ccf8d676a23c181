"""The small world in which histories happen: its shop, its Stripe, its time, what goes wrong."""

import json
import logging
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from oscar.core.loading import get_model

from marketplace.core import outbox
from marketplace.core.errors import TransientError
from marketplace.offers import sales
from marketplace.payments import gateway
from marketplace.payments import operations as payments
from marketplace.settlement import calendar, payouts, reconciling
from marketplace.settlement.models import PayoutTerms
from marketplace.traders.models import Trader
from tests import factories, shop, stripe_accounts, worker
from tests.histories.stripe import AtStripe
from tests.stripe_twin.process import SignedEvent, TwinProcess

StockRecord = get_model("partner", "StockRecord")
BEGINNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NIGHTLY = "settlement.reconcile"
UNTOLD = ("search.", "alerts.")  # subscribers that have no part in money or stock
# Prices whose shares never come out even; three boutiques, one of them delivers for nothing.
STOCK = (3333, 1), (1999, 2), (12345, 2), (777, 3), (8990, 4), (10001, 1)


class Complaints(logging.Handler):
    """Errors that a sweep or the outbox has swallowed, but for a Stripe that does not answer."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        causes = [record.exc_info[1] if record.exc_info else None, *(record.args or ())]
        is_rest = record.name.endswith(".breaker")  # Stripe is given a rest: as it should be
        if not is_rest and not any(isinstance(cause, TransientError) for cause in causes):
            self.heard.append(f"{record.getMessage()}: {causes[0]!r}")


@dataclass
class World:
    """Shop and Stripe with one time for both; made once, each history begins with it anew.

    ``nightly``: the nights' reconciliation is part of each round of work; else only the days on
    which something moved are compared, in the end.
    """

    twin: TwinProcess
    monkeypatch: pytest.MonkeyPatch
    nightly: bool = False
    at: datetime = BEGINNING
    complaints: Complaints = field(default_factory=Complaints)
    records: list[int] = field(default_factory=list)
    relay: str = ""  # the code of a pick-up point
    ends: Counter[str] = field(default_factory=Counter)  # of all histories: what they came to
    played: Counter[str] = field(default_factory=Counter)  # of all histories: each rule, how often
    histories: int = 0
    steps: int = 0  # of all histories

    def __post_init__(self) -> None:
        self.monkeypatch.setattr("marketplace.core.clock.now", lambda: self.at)
        told = {
            topic: [each for each in rows if not each.name.startswith(UNTOLD)]
            for topic, rows in outbox.subscriptions().items()
        }
        self.monkeypatch.setattr(outbox, "subscriptions", lambda: told)
        logging.getLogger("marketplace").addHandler(self.complaints)
        factories.CountryFactory()
        points = [shop.point(shipping=490), shop.point(shipping=0),
                  shop.point(shipping=690, free_from=9000)]  # fmt: skip
        shop.counter(points[0])
        shop.relayed(points[2])
        self.relay = factories.RelayPointFactory().code
        for n, (minor, stock) in enumerate(STOCK):
            point = points[n % len(points)]
            self.records.append(shop.offer(point=point, minor=minor, stock=stock).pk)
        outbox.relay_all(at=self.at)
        self.operator = shop.operator()
        self.traders: list[Trader] = [point.trader for point in points]
        for code, days, terms in self._vouchers():
            ends_at = self.at + timedelta(days=days)
            shop.voucher(code, at=self.at, ends_at=ends_at, **{"uses_per_person": None, **terms})

    def _vouchers(self) -> list[tuple[str, int, dict[str, Any]]]:
        """Code, days, terms: for one use each; thirds of a cent; all of the goods, twice, which is
        the whole order where delivery is free; a boutique's lines whole, whatever is beside."""
        free = {"minor": None, "percent": 100, "uses_most": 2, "budget_minor": 40_000}
        lines = {"minor": 20_000, "trader_ids": [self.traders[1].pk], "budget_minor": 60_000}
        return [
            ("BIENVENUE", 60, {"uses_per_person": 1}),
            ("TIERS", 60, {"minor": None, "percent": 33}),
            ("OFFERT", 20, free),
            ("LIGNE", 60, lines),
        ]

    def close(self) -> None:
        logging.getLogger("marketplace").removeHandler(self.complaints)

    def begin(self) -> None:
        self.histories += 1
        self.at = BEGINNING
        self.complaints.heard.clear()
        cache.clear()  # the breaker's memory
        self.twin.reset()
        self.twin.set_clock(self.at)
        for trader in self.traders:
            stripe_accounts.onboarded(trader, self.twin, at=self.at)

    # --- time --------------------------------------------------------------------------------
    def later(self, **by: float) -> None:
        self.at += timedelta(**by)
        self.twin.set_clock(self.at)

    def work(self) -> None:
        """One round of the worker's, and the dates of promotions."""
        sales.turn(at=self.at)
        worker.work(at=self.at, but=() if self.nightly else (NIGHTLY,))

    def compare(self) -> None:
        """The nights' reconciliation, of the days on which something moved at Stripe."""
        for day in self.stripe().days():
            reconciling.reconcile(day=day, at=self.at)

    def pay_day(self) -> None:
        """Every seller's day comes today."""
        PayoutTerms.objects.update(next_date=calendar.day_of(self.at))
        payouts.run(at=self.at)

    # --- Stripe ------------------------------------------------------------------------------
    def stripe(self) -> AtStripe:
        return AtStripe.read(self.twin.state_file)

    def tell(self, events: list[SignedEvent]) -> None:
        """What the webhook's view does; signatures carry the machine's time."""
        for event in events:
            read = gateway.read_event(
                payload=event.payload,
                signature=event.signature,
                at=datetime.now(UTC),
                connect=event.account is not None,
            )
            assert read == json.loads(event.payload)
            payments.receive_event(event=read, at=self.at)

    # --- what there is -----------------------------------------------------------------------
    def counted(self) -> dict[int, int]:
        return dict(StockRecord.objects.values_list("pk", "num_in_stock"))
