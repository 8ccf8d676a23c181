"""The same basket ordered in several windows at once: one order, one payment, one page."""

import pytest
from oscar.core.loading import get_model

from marketplace.buying import operations as buying
from marketplace.buying import queries as quotes
from marketplace.buying.operations import Buyer
from marketplace.core import clock
from marketplace.core.models import OutboxEvent
from marketplace.payments import gateway
from marketplace.payments.models import Payment
from tests import factories, shop
from tests.races.conftest import Meeting, at_once, kinds, without_constraint

Order = get_model("order", "Order")
StockRecord = get_model("partner", "StockRecord")
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
WINDOWS = 8


def place(basket, quote, at):
    return buying.place(
        basket=basket,
        quote=quote,
        buyer=Buyer(email="camille@exemple.fr", language="fr"),
        address=shop.ADDRESS,
        terms_version="2026-11-01",
        accepted_total=quote.total,
        at=at,
    )


def pay(order, at):
    return buying.start_payment(
        order=order,
        success_url=f"http://127.0.0.1:8000/commande/{order.number}/retour/",
        cancel_url=f"http://127.0.0.1:8000/commande/{order.number}/",
        at=at,
    )


def submit(offer, *, then_pay=True):
    """What each of the windows does with the one basket."""
    at = clock.now()
    basket = factories.BasketFactory(offers=[offer])
    quote = quotes.quote(basket=basket, at=at)

    def act():
        order = place(basket, quote, at)
        return pay(order, at) if then_pay else order.number

    return [act] * WINDOWS


def test_one_order_one_payment_one_page(twin):
    offer = factories.OfferFactory(stock=WINDOWS)

    pages = at_once(submit(offer))

    assert kinds(pages) == {"done": WINDOWS}
    assert len(set(pages)) == 1, "everybody is sent to the same page"
    assert Order.objects.count() == Payment.objects.count() == 1
    assert StockRecord.objects.get().num_allocated == 1
    assert twin.state()["objects"]["checkout.session"] == 1
    assert OutboxEvent.objects.filter(topic="order.placed").count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_the_last_unit_ordered_in_several_windows_is_one_order_not_a_refusal(attempt):
    """Whoever looks after the first window has committed finds nothing left, and its own order."""
    outcomes = at_once(submit(factories.OfferFactory(stock=1), then_pay=False))

    assert kinds(outcomes) == {"done": WINDOWS}
    assert len(set(outcomes)) == Order.objects.count() == 1
    assert StockRecord.objects.get().num_allocated == 1


@pytest.fixture
def without_claim(monkeypatch):
    """Everybody finds the basket open."""
    met = Meeting(WINDOWS)

    def claim(_basket, *, at):
        met.wait()
        return True

    monkeypatch.setattr(buying, "_claim", claim)


def test_control_without_the_claim_the_database_still_takes_one_order(without_claim):
    outcomes = at_once(submit(factories.OfferFactory(stock=WINDOWS), then_pay=False))

    assert kinds(outcomes) == {"IntegrityError": WINDOWS - 1, "done": 1}
    assert Order.objects.count() == Payment.objects.count() == 1


def test_control_without_either_each_window_orders_and_pays(without_claim):
    with without_constraint(
        "DROP INDEX one_order_a_basket",
        "CREATE UNIQUE INDEX one_order_a_basket ON order_order (basket_id)",
        clean=lambda: Order.objects.update(basket=None),
    ):
        outcomes = at_once(submit(factories.OfferFactory(stock=WINDOWS), then_pay=False))

        assert kinds(outcomes) == {"done": WINDOWS}
        assert Order.objects.count() == Payment.objects.count() == WINDOWS
        assert StockRecord.objects.get().num_allocated == WINDOWS


def test_control_without_the_key_stripe_opens_a_page_for_each(twin, monkeypatch):
    """The guarded move still hands everybody the same one, and closes the others."""
    met, real = Meeting(WINDOWS), gateway.create_session
    keys = iter(range(WINDOWS))

    def another_key(*, key, **content):
        met.wait()
        return real(key=f"{key}:{next(keys)}", **content)

    monkeypatch.setattr(gateway, "create_session", another_key)
    offer = factories.OfferFactory(stock=WINDOWS)

    pages = at_once(submit(offer))

    assert twin.state()["objects"]["checkout.session"] == WINDOWS
    assert len(set(pages)) == 1
    sessions = twin.client().v1.checkout.sessions.list({"limit": 100}).data
    assert [session.status for session in sessions].count("open") == 1
