"""A feed brings new stock while people buy; two sellers change their prices at once."""

import threading

import pytest
from oscar.core.loading import get_model

from marketplace.core import clock
from marketplace.offers import operations as offers
from marketplace.offers.models import OfferChoice
from marketplace.offers.operations import OfferRow
from tests import factories
from tests.races.conftest import PATIENCE, Meeting, at_once, kinds
from tests.races.test_last_unit import buyers

Order = get_model("order", "Order")
StockRecord = get_model("partner", "StockRecord")
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def row(offer, stock, minor=10000):
    return OfferRow(offer.partner_id, offer.product_id, offer.partner_sku, minor, stock)


def stock_of(offer):
    offer.refresh_from_db()
    return offer.num_in_stock, offer.num_allocated


def feed(*rows, at=None):
    return lambda: offers.upsert(rows=list(rows), at=at or clock.now())


def test_a_feed_and_buyers_of_the_same_offers():
    """Feeds write offers in the order of the file, people take them in the order of keys."""
    first, second = factories.OfferFactory(stock=30), factories.OfferFactory(stock=30)
    acts = buyers(12, first, second)
    acts += [feed(row(second, 30 + n, 9000 + n), row(first, 30 + n)) for n in range(8)]

    assert kinds(at_once(acts)) == {"done": 20}

    assert Order.objects.count() == 12
    assert [stock_of(first)[1], stock_of(second)[1]] == [12, 12]


def test_a_feed_that_says_zero_while_somebody_buys_keeps_what_is_promised():
    """Never below what is reserved, whoever is first; the feed itself does not fail."""
    offer = factories.OfferFactory(stock=5)

    outcomes = at_once([*buyers(3, offer), feed(row(offer, 0))])

    sold = Order.objects.count()
    assert set(kinds(outcomes)) <= {"done", "OutOfStock"}
    assert stock_of(offer) == (sold, sold)


@pytest.fixture
def pause(monkeypatch):
    """The feed stops between reading and writing, until a buyer was there, or half a second."""
    read, bought = threading.Event(), threading.Event()
    real = offers._rewrite

    def rewrite(changes):
        read.set()
        bought.wait(0.5)
        real(changes)

    monkeypatch.setattr(offers, "_rewrite", rewrite)

    def after_it_has_read(act):
        def waiting():
            assert read.wait(PATIENCE)
            try:
                return act()
            finally:
                bought.set()

        return waiting

    return after_it_has_read


def test_a_buyer_waits_for_a_feed_that_has_begun_to_write(pause):
    offer = factories.OfferFactory(stock=5)
    (buy,) = buyers(1, offer)

    outcomes = at_once([feed(row(offer, 0)), pause(buy)])

    assert kinds(outcomes) == {"OutOfStock": 1, "done": 1}
    assert stock_of(offer) == (0, 0)


def test_control_without_the_lock_the_feed_runs_into_the_database_s_own_rule(
    pause, without_row_locks
):
    offer = factories.OfferFactory(stock=5)
    (buy,) = buyers(1, offer)

    outcomes = at_once([feed(row(offer, 0)), pause(buy)])

    assert kinds(outcomes) == {"IntegrityError": 1, "done": 1}


# --- the choice --------------------------------------------------------------------------------
@pytest.fixture
def rivals():
    """Two boutiques' offers of one variant: 100 € and 100 €, the first chosen."""
    one = factories.OfferFactory()
    return one, factories.OfferFactory(product=one.product)


def price(offer, minor):
    return feed(row(offer, offer.num_in_stock, minor))


def test_two_prices_at_once_and_the_lower_one_wins(rivals):
    one, other = rivals

    assert kinds(at_once([price(one, 9500), price(other, 9000)])) == {"done": 2}

    choice = OfferChoice.objects.get()
    assert choice.stockrecord_id == other.pk
    assert choice.reasons["over_lowest"] == 0


def test_control_without_the_lock_nobody_sees_the_other_s_price(
    rivals, without_row_locks, monkeypatch
):
    """Both were 100 €: who raises the price and cannot see the other's cut still thinks so."""
    one, other = rivals
    met, real = Meeting(2), offers.choice.choose

    def choose(views):
        winner = real(views)
        met.wait()
        return winner

    monkeypatch.setattr(offers.choice, "choose", choose)
    seen = []
    monkeypatch.setattr(offers.queries, "rivals", spy(offers.queries.rivals, one.product_id, seen))

    at_once([price(one, 9500), price(other, 9000)])

    assert sorted(seen) == [(9490, 10490), (9990, 10490)]  # at the door


def spy(function, product_id, seen):
    def spied(**options):
        found = function(**options)
        seen.append(tuple(sorted(rival.minor for rival in found[product_id])))
        return found

    return spied
