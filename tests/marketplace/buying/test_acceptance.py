"""What was accepted, compared with what holds now: every difference, and nothing else."""

import json
from datetime import date

import pytest

from marketplace.buying import acceptance, baskets, choices, queries
from marketplace.buying.acceptance import Accepted, Change, Kind
from marketplace.buying.queries import Choice
from marketplace.buying.vouchers import operations as vouchers
from marketplace.core.money import Money
from marketplace.delivery.models import Tariff
from marketplace.traders.models import Trader
from tests import factories, shop

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TERMS = "2026-11-01"


@pytest.fixture
def point():
    factories.RelayPointFactory(code="PR1", name="Tabac du Pont")
    factories.RelayPointFactory(code="PR2", name="Pressing")
    return shop.relayed(shop.counter(shop.point("Foulées")))


@pytest.fixture
def record(point):
    return shop.offer(point=point, minor=9000)


@pytest.fixture
def basket(record):
    return shop.basket(record, quantity=2)


@pytest.fixture
def changed(basket, clock):
    """What changed since the fixtures were made."""

    def quoted():
        return queries.quote(basket=basket, at=clock())

    accepted = Accepted.of(quoted(), basket=basket.pk, terms=TERMS)

    def told(terms=TERMS):
        packed = json.loads(json.dumps(accepted.packed()))
        assert Accepted.unpacked(packed) == accepted
        return acceptance.changes(accepted, quoted(), terms=terms)

    return told


def kinds(found):
    return [each.kind for each in found]


def choose(basket, clock, choice):
    quote = queries.quote(basket=basket, at=clock())
    wishes = {quote.parcels[0].partner_id: choice}
    choices.choose(basket=basket, quote=quote, wishes=wishes)


def test_nothing_changed(changed):
    assert changed() == []


def test_a_price(changed, basket, record):
    shop.restate(record.pk, minor=9500)
    (change,) = changed()
    line = basket.lines.get()
    assert (change.kind, change.before, change.now, change.line) == (
        Kind.PRICE, Money(9000), Money(9500), line.pk,
    )  # fmt: skip
    assert "Cadence" in change.about


def test_a_stock(changed, record):
    shop.restate(record.pk, stock=1)
    (change,) = changed()
    assert (change.kind, change.before, change.now) == (Kind.STOCK, 2, 1)


def test_a_quantity_and_another_seller(changed, basket, record):
    basket.lines.update(quantity=1)
    assert kinds(changed()) == [Kind.QUANTITY]
    other = shop.offer(variant=record.product_id, minor=9000)
    wishes = {basket.lines.get().pk: baskets.Offered(other.pk, Money(9000))}
    baskets.choose_offers(basket=basket, wishes=wishes)
    assert kinds(changed()) == [Kind.SELLER, Kind.QUANTITY]


def test_an_article_that_came_and_one_that_went(changed, basket):
    basket.lines.all().delete()
    basket.add_offer(shop.offer(), 1)
    assert sorted(kinds(changed())) == [Kind.ADDED, Kind.REMOVED]


def test_what_delivery_costs(changed):
    Tariff.objects.filter(method="home").update(minor=590)
    assert changed() == [
        Change(
            Kind.SHIPPING,
            "Foulées",
            Money(490),
            Money(590),
            parcel=Trader.objects.get().points.get().pk,
        )
    ]


def test_the_day(changed, clock):
    clock.advance(hours=24)
    (change,) = changed()
    assert (change.kind, change.before, change.now) == (
        Kind.DATE, date(2026, 3, 5), date(2026, 3, 6),
    )  # fmt: skip


def test_the_way_that_was_chosen_is_offered_no_longer(basket, clock, point):
    choose(basket, clock, Choice("pickup"))
    quote = queries.quote(basket=basket, at=clock())
    accepted = Accepted.of(quote, basket=basket.pk, terms=TERMS)
    point.pickup = False
    point.save()

    found = acceptance.changes(accepted, queries.quote(basket=basket, at=clock()))

    assert kinds(found) == [Kind.METHOD, Kind.SHIPPING, Kind.DATE]
    assert (found[0].before, found[0].now) == ("pickup", "home")


def test_a_voucher_that_counts_no_longer(basket, clock):
    row = shop.voucher(minor=1000)
    baskets.enter_voucher(basket=basket, text="BIENVENUE", email="", at=clock())
    quote = queries.quote(basket=basket, at=clock())
    accepted = Accepted.of(quote, basket=basket.pk, terms=TERMS)
    vouchers.stop(voucher=row, reason="Erreur", user=None, at=clock())

    (change,) = acceptance.changes(accepted, queries.quote(basket=basket, at=clock()))
    assert (change.kind, change.before, change.now) == (Kind.VOUCHER, Money(1000), Money(0))


def test_another_pick_up_point(basket, clock):
    choose(basket, clock, Choice("relay", "PR1"))
    quote = queries.quote(basket=basket, at=clock())
    accepted = Accepted.of(quote, basket=basket.pk, terms=TERMS)
    choose(basket, clock, Choice("relay", "PR2"))

    (change,) = acceptance.changes(accepted, queries.quote(basket=basket, at=clock()))
    assert (change.kind, change.before, change.now) == (Kind.RELAY, "Tabac du Pont", "Pressing")


def test_the_terms(changed):
    (change,) = changed(terms="2026-12-01")
    assert (change.kind, change.before, change.now) == (
        Kind.TERMS, date(2026, 11, 1), date(2026, 12, 1),
    )  # fmt: skip


@pytest.mark.parametrize("packed", [None, [], [1, 2], "x", [1, [1, 0, "EUR"], "t", [[1]], []], 7])
def test_what_another_version_packed_is_told_from_what_this_one_did(packed):
    with pytest.raises(ValueError):
        Accepted.unpacked(packed)
