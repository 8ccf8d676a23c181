"""The last unit of an offer, and everybody wants it."""

import pytest
from django.db import transaction
from django.db.models import F
from oscar.core.loading import get_model

from marketplace.buying import operations as buying
from marketplace.buying import queries as quotes
from marketplace.buying.operations import Buyer
from marketplace.core import clock
from marketplace.core.models import OutboxEvent
from marketplace.offers import operations as offers
from marketplace.offers.models import StockReservation
from marketplace.payments.models import Payment
from tests import factories, shop
from tests.races.conftest import Meeting, at_once, kinds, without_constraint

Basket = get_model("basket", "Basket")
Order = get_model("order", "Order")
StockRecord = get_model("partner", "StockRecord")
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
CROWD, FEW = 200, 20
CHECK = (
    "ALTER TABLE partner_stockrecord ADD CONSTRAINT stock_never_oversold CHECK"
    " (COALESCE(num_allocated, 0) >= 0 AND COALESCE(num_allocated, 0) <= COALESCE(num_in_stock, 0))"
)
NO_CHECK = "ALTER TABLE partner_stockrecord DROP CONSTRAINT stock_never_oversold"


def buyers(count, *records):
    """So many people, each with a basket of one of each offer and a price that was accepted."""
    at = clock.now()
    acts = []
    for _ in range(count):
        basket = factories.BasketFactory(offers=records)
        acts.append(buy(basket, quotes.quote(basket=basket, at=at), at))
    return acts


def buy(basket, quote, at):
    return lambda: buying.place(
        basket=basket,
        quote=quote,
        buyer=Buyer(email="camille@exemple.fr", language="fr"),
        address=shop.ADDRESS,
        terms_version="2026-11-01",
        accepted_total=quote.total,
        at=at,
    )


def sold():
    return Order.objects.count(), StockRecord.objects.get().num_allocated


def test_two_hundred_want_the_last_unit_and_one_has_it():
    offer = factories.OfferFactory(stock=1)

    outcomes = at_once(buyers(CROWD, offer))

    assert kinds(outcomes) == {"OutOfStock": CROWD - 1, "done": 1}
    assert sold() == (1, 1)
    assert StockReservation.objects.count() == Payment.objects.count() == 1
    assert Basket.objects.filter(status="Submitted").count() == 1
    assert Basket.objects.filter(status="Open").count() == CROWD - 1, "theirs is as it was"
    assert OutboxEvent.objects.filter(topic="order.placed").count() == 1


def test_seven_units_are_sold_seven_times():
    offer = factories.OfferFactory(stock=7)

    outcomes = at_once(buyers(FEW, offer))

    assert kinds(outcomes) == {"OutOfStock": FEW - 7, "done": 7}
    assert sold() == (7, 7)


def test_baskets_of_the_same_offers_never_wait_for_each_other():
    """Each of twenty takes two offers, half of them in the other order."""
    one, other = factories.OfferFactory(stock=FEW), factories.OfferFactory(stock=FEW)
    acts = buyers(FEW // 2, one, other) + buyers(FEW // 2, other, one)

    assert kinds(at_once(acts)) == {"done": FEW}
    assert list(StockRecord.objects.values_list("num_allocated", flat=True)) == [FEW, FEW]


def take_without_looking(hold):
    rows = StockRecord.objects.filter(pk=hold.stockrecord_id)
    return rows.update(num_allocated=F("num_allocated") + hold.quantity)


def test_control_without_the_guard_the_database_still_sells_one(monkeypatch):
    monkeypatch.setattr(offers, "_take", take_without_looking)
    offer = factories.OfferFactory(stock=1)

    outcomes = at_once(buyers(FEW, offer))

    assert kinds(outcomes) == {"IntegrityError": FEW - 1, "done": 1}
    assert sold() == (1, 1)


def test_control_without_either_the_last_unit_is_sold_to_all(monkeypatch):
    monkeypatch.setattr(offers, "_take", take_without_looking)
    offer = factories.OfferFactory(stock=1)
    acts = buyers(FEW, offer)

    with without_constraint(
        NO_CHECK, CHECK, clean=lambda: StockRecord.objects.update(num_allocated=0)
    ):
        assert kinds(at_once(acts)) == {"done": FEW}
        assert sold() == (FEW, FEW)


def test_control_taken_in_another_order_two_baskets_wait_for_each_other():
    """Without the order of keys the database has to end one of them."""
    one, other = factories.OfferFactory(stock=9), factories.OfferFactory(stock=9)
    met = Meeting(2)

    def take(first, second):
        def act():
            with transaction.atomic():
                offers._take(offers.Hold(0, first.pk, 1))
                met.wait()
                offers._take(offers.Hold(0, second.pk, 1))

        return act

    outcomes = at_once([take(one, other), take(other, one)])

    assert kinds(outcomes) == {"OperationalError": 1, "done": 1}
