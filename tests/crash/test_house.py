"""The whole house, killed while people buy: every order ends paid or given back."""

import re
import threading
import time
from collections.abc import Collection
from datetime import timedelta

import pytest
import requests
from oscar.core.loading import get_model

from marketplace.buying import operations as buying
from marketplace.core import clock, outbox
from marketplace.core.models import OutboxDelivery
from marketplace.core.scopes import house_scope
from marketplace.fulfilment.models import Consignment
from marketplace.payments import operations as payments
from marketplace.payments.models import Payment
from tests import factories
from tests.crash.house import House
from tests.stripe_twin.process import pay

Order = get_model("order", "Order")
StockRecord = get_model("partner", "StockRecord")
STOCK = 60
SHOPPERS = 4
FIELDS = {
    "email": "camille@exemple.fr",
    "first_name": "Camille",
    "last_name": "Perrin",
    "line1": "24 quai Saint-Antoine",
    "postcode": "69002",
    "town": "Lyon",
    "phone": "06 12 34 56 78",
    "terms": "on",
}
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


class Shopper(threading.Thread):
    """Buys one unit after the other until told to stop; every third payment is left open.

    ``left``: how many pages nobody pays, at the most. ``forgives``: answers after which one tries
    again, as one does when nobody answers.
    """

    def __init__(self, house: House, offer: int, *, forgives: Collection[int] = ()) -> None:
        super().__init__(daemon=True)
        self.house, self.offer, self.forgives = house, offer, forgives
        self.paid = self.left = self.met = 0
        self.over = threading.Event()
        self.strange: list[str] = []

    def run(self) -> None:
        while not self.over.is_set():
            try:
                self._buy()
            except requests.RequestException:  # nobody is there, or died while answering
                self.met += 1
                time.sleep(0.1)

    def _buy(self) -> None:
        visit = requests.Session()
        visit.trust_env = False
        self._ask(visit, "get", "/compte/login/")
        form = {"csrfmiddlewaretoken": visit.cookies["csrftoken"], "stockrecord": self.offer}
        self._ask(visit, "post", "/panier/ajouter/", data=form)
        page = self._ask(visit, "get", "/commande/")
        order = {**FIELDS, **dict(HIDDEN.findall(page.text))}
        self.left += 1  # nobody pays a page of which nobody is told: the house dies while answering
        answer = self._ask(visit, "post", "/commande/", data=order)
        self.left -= 1
        payment_page = answer.headers.get("Location", "")
        if "/pay/" not in payment_page:
            self.strange.append(f"{answer.status_code} {payment_page}")
        elif (self.paid + self.left) % 3 == 2:
            self.left += 1
        else:
            self.paid += pay(payment_page).outcome == "paid"

    def _ask(self, visit, method, path, **more):
        answer = visit.request(
            method, self.house.url + path, timeout=10, allow_redirects=False, **more
        )
        if answer.status_code in self.forgives:
            raise requests.HTTPError(answer.status_code)
        if answer.status_code >= 400:
            self.strange.append(f"{method} {path}: {answer.status_code}")
        return answer


@pytest.fixture
def house(transactional_db, database_url, twin, tmp_path):
    factories.CountryFactory()
    with House(folder=tmp_path, database_url=database_url, twin=twin) as house:
        twin.switch(webhook_url=f"{house.url}/stripe/evenements/", webhooks="on", retry_seconds=1)
        yield house


def test_killed_while_people_buy(house, twin):
    offer = factories.OfferFactory(stock=STOCK)
    house.start("web", "worker", "beat")
    house.wait(house.answers, seconds=90, what="the web process does not answer")
    shoppers = [Shopper(house, offer.pk) for _ in range(SHOPPERS)]
    for shopper in shoppers:
        shopper.start()

    house.wait(lambda: sum(s.paid for s in shoppers) >= 3, seconds=60, what="nobody can buy")
    house.kill("web")
    house.wait(lambda: Order.objects.filter(status="paid").exists(), seconds=60, what="unpaid")
    house.kill("worker")
    paid = sum(s.paid for s in shoppers)
    house.wait(lambda: sum(s.paid for s in shoppers) >= paid + 3, seconds=90, what="no more")
    house.kill("web", "worker", "beat")
    for shopper in shoppers:
        shopper.over.set()
    house.wait(house.answers, seconds=60, what="the web process did not come back")
    for shopper in shoppers:
        shopper.join(30)
    _a_minute_later()

    def decided() -> bool:
        asked = Payment.objects.filter(status="open")
        open_at_stripe = sum(shopper.left for shopper in shoppers)
        return asked.count() <= open_at_stripe and lag_is_small()

    house.wait(decided, seconds=90, what="something waits")
    house.supervisor.stop(grace=0)

    an_hour_later()
    held = StockRecord.objects.get().num_allocated
    paid_at_stripe = twin.state()["objects"]
    orders = dict.fromkeys(("paid", "expired"), 0)
    for status in Order.objects.values_list("status", flat=True):
        orders[status] += 1
    assert orders["paid"] >= sum(shopper.paid for shopper in shoppers) > 5
    assert held == orders["paid"], "each unit of a paid order is taken once, every other is free"
    assert paid_at_stripe["charge"] == orders["paid"]
    assert sum(shopper.met for shopper in shoppers) > 0, "they did meet the dead house"
    assert [said for shopper in shoppers for said in shopper.strange] == []
    with house_scope():
        assert Consignment.objects.filter(status="to_accept").count() == orders["paid"]
        assert not Consignment.objects.filter(status="awaiting_payment").exists()
    assert "database is locked" not in house.logged()


def lag_is_small() -> bool:
    return not OutboxDelivery.objects.filter(
        done_at=None, event__created_at__lt=clock.now() - timedelta(seconds=3)
    ).exists()


def _a_minute_later() -> None:
    """What the dead had leased is free again, and the sweeper may ask about open payments."""
    now = clock.now()
    OutboxDelivery.objects.filter(done_at=None).update(leased_until=now)
    Payment.objects.filter(status="open").update(check_at=now)


def an_hour_later() -> None:
    """What the worker's clock would have done by then."""
    at = clock.now() + timedelta(hours=1)
    with house_scope():
        while payments.sweep(at=at) + buying.sweep(at=at) + outbox.relay_all(at=at):
            at += timedelta(minutes=2)
