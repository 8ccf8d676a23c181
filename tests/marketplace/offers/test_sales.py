"""Dated prices: begun and ended on their dates, told in the history, struck through as the law has
it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from marketplace.core.models import OutboxEvent
from marketplace.core.money import Money
from marketplace.offers import history, operations, queries, sales
from marketplace.offers.models import OfferChoice, OfferTerms, PriceChange
from marketplace.offers.sales import BadSale, Dated
from tests import shop

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def offer(db, clock):
    """100 € for ninety days."""
    record = shop.offer(minor=10000)
    clock.advance(days=90)
    return record


def told(record):
    rows = PriceChange.objects.filter(stockrecord=record).order_by("at", "pk")
    return list(rows.values_list("minor", "at"))


def view(record, at):
    return queries.offer(record.pk, at=at)


def put(record, minor, starts, ends=None, *, at):
    return sales.put(rows=[Dated(record.pk, minor, starts, ends)], at=at)


def test_a_sale_costs_less_from_its_first_moment_to_its_last(offer, clock):
    now = clock()
    put(offer, 8000, now + DAY, now + 3 * DAY, at=now)

    assert [view(offer, now + each).price.minor for each in (
        timedelta(0), DAY - HOUR, DAY, 3 * DAY - HOUR, 3 * DAY
    )] == [10000, 10000, 8000, 8000, 10000]  # fmt: skip
    assert told(offer) == [(10000, now - 90 * DAY)]  # nothing has happened yet
    assert sales.turn(at=now) == 0


def test_the_sweep_writes_what_began_and_what_ended_and_chooses_again(offer, clock):
    now = clock()
    put(offer, 8000, now + DAY, now + 3 * DAY, at=now)
    rival = shop.offer(variant=offer.product_id, minor=9000)
    assert OfferChoice.objects.get().stockrecord_id == rival.pk
    OutboxEvent.objects.all().delete()

    assert sales.turn(at=now + DAY + HOUR) == 1

    assert told(offer)[-1] == (8000, now + DAY)
    assert OfferChoice.objects.get().stockrecord_id == offer.pk
    assert OutboxEvent.objects.filter(topic="catalogue.changed").exists()
    assert sales.turn(at=now + DAY + HOUR) == 0

    assert sales.turn(at=now + 4 * DAY) == 1

    assert told(offer)[-1] == (10000, now + 3 * DAY)
    assert OfferChoice.objects.get().stockrecord_id == rival.pk
    terms = OfferTerms.objects.get(pk=offer.pk)
    assert (terms.sale_minor, terms.sale_state, terms.turns_at) == (None, "", None)


def test_a_sweep_that_slept_through_a_whole_sale_tells_both_dates(offer, clock):
    now = clock()
    put(offer, 8000, now + DAY, now + 3 * DAY, at=now)

    sales.turn(at=now + 9 * DAY)

    assert told(offer)[1:] == [(8000, now + DAY), (10000, now + 3 * DAY)]


def test_a_sale_that_begins_at_once_is_told_at_once(offer, clock):
    put(offer, 8000, clock() - DAY, at=clock())

    assert told(offer)[-1] == (8000, clock())
    found = view(offer, clock())
    assert (found.price.minor, found.regular.minor, found.before, found.less) == (
        8000, 10000, Money(10000), 20,
    )  # fmt: skip


def test_a_sale_that_is_lifted_ends_there(offer, clock):
    put(offer, 8000, clock(), at=clock())

    assert sales.lift(stockrecord_ids=[offer.pk], at=clock.advance(hours=2)) == 1

    assert told(offer)[-1] == (10000, clock())
    assert view(offer, clock()).price.minor == 10000
    assert sales.lift(stockrecord_ids=[offer.pk], at=clock()) == 0


@pytest.mark.parametrize(
    ("minor", "starts", "ends"), [(10000, 0, None), (0, 0, None), (8000, 2, 1), (8000, -3, -1)]
)
def test_what_cannot_be_is_refused_and_nothing_is_written(offer, clock, minor, starts, ends):
    before = told(offer)

    with pytest.raises(BadSale) as error:
        put(
            offer, minor, clock() + starts * DAY, None if ends is None else clock() + ends * DAY,
            at=clock(),
        )  # fmt: skip

    assert offer.partner_sku in str(error.value)
    assert told(offer) == before
    assert OfferTerms.objects.get(pk=offer.pk).sale_minor is None


def test_one_bad_row_leaves_the_good_ones_undone(offer, clock):
    other = shop.offer(minor=5000)

    with pytest.raises(BadSale):
        sales.put(rows=[Dated(offer.pk, 8000, clock()), Dated(other.pk, 6000, clock())], at=clock())

    assert view(offer, clock()).price.minor == 10000


@pytest.mark.parametrize("written", ["upsert", "rewrite"])
def test_a_feed_that_changes_the_price_below_tells_only_what_is_paid(offer, clock, written):
    put(offer, 8000, clock(), at=clock())

    def say(minor):
        at = clock.advance(hours=1)
        if written == "upsert":
            shop.restate(offer.pk, minor=minor, at=at)
        else:
            operations.rewrite(rows=[(offer.pk, minor, None)], at=at, counted_at=at)
        return at

    say(11000)
    assert [minor for minor, _at in told(offer)] == [10000, 8000]
    lower = say(7000)
    assert told(offer)[-1] == (7000, lower)
    again = say(12000)
    assert told(offer)[-1] == (8000, again)
    sales.turn(at=clock())
    found = view(offer, clock())
    assert (found.price.minor, found.before) == (8000, None)  # it has cost 70 € since


def test_the_history_can_be_neither_changed_nor_removed(offer):
    for change in (
        lambda rows: rows.update(minor=1),
        lambda rows: rows.delete(),
    ):
        with pytest.raises(DatabaseError, match="price_history_is_kept"), transaction.atomic():
            change(PriceChange.objects.filter(stockrecord=offer))

    assert [minor for minor, _at in told(offer)] == [10000]


# --- what may be struck through -------------------------------------------------------------------
def test_raised_and_then_lowered_strikes_what_it_was_before(offer, clock):
    shop.restate(offer.pk, minor=15000, at=clock())
    put(offer, 9900, clock.advance(days=5), at=clock())

    found = view(offer, clock())
    assert (found.before, found.less) == (Money(10000), 1)


def test_reductions_one_after_the_other_are_each_measured_from_the_last(offer, clock):
    put(offer, 9000, clock(), at=clock())
    put(offer, 7200, clock.advance(days=7), at=clock())

    found = view(offer, clock())
    assert (found.before, found.less) == (Money(9000), 20)


def test_an_offer_younger_than_thirty_days_strikes_nothing(db, clock):
    record = shop.offer(minor=10000)
    put(record, 8000, clock.advance(days=29), at=clock())

    found = view(record, clock())
    assert (found.price.minor, found.before, found.less) == (8000, None, 0)


@pytest.mark.parametrize(("pause", "before"), [(10, None), (31, 10000)])
def test_a_sale_that_follows_a_sale_is_measured_from_it(offer, clock, pause, before):
    put(offer, 8000, clock(), clock() + 5 * DAY, at=clock())
    clock.advance(days=5)
    sales.turn(at=clock())
    put(offer, 8000, clock.advance(days=pause), at=clock())

    assert view(offer, clock()).before == (None if before is None else Money(before))


def test_a_price_that_a_feed_lowers_strikes_nothing(offer, clock):
    shop.restate(offer.pk, minor=8000, at=clock())

    assert view(offer, clock()).before is None


def oracle(prices, *, days=30):
    """Day by day: the lowest that it cost on any moment of the thirty days before the present
    price, if all of them are known."""
    began = prices[-1][0]
    costs = {}
    for (start, minor), following in zip(prices, [*prices[1:], (began, None)], strict=True):
        for hour in range(start, following[0]):
            costs[hour] = minor
    window = [costs.get(hour) for hour in range(began - days * 24, began)]
    if not window or None in window:
        return None
    lowest = min(window)
    return lowest if lowest > prices[-1][1] else None


@given(
    st.lists(st.tuples(st.integers(1, 400), st.integers(1, 9)), min_size=1, max_size=12),
)
def test_what_is_struck_agrees_with_looking_at_every_hour(steps):
    from tests.marketplace.offers.test_history import TODAY

    hour, prices = 0, []
    for wait, minor in steps:
        prices.append((hour, minor))
        hour += wait
    start = TODAY - timedelta(hours=5000)

    found = history.struck([(start + timedelta(hours=at), minor) for at, minor in prices])

    assert found == oracle(prices)


@pytest.mark.parametrize("size", [1, 30])
def test_the_sweep_costs_the_same_at_any_size(db, clock, django_assert_max_num_queries, size):
    here = shop.point()
    records = shop.put_on_sale([(here, variant, 10000) for variant in shop.reference(
        sizes=[str(n) for n in range(size)]
    )])  # fmt: skip
    starts = clock() + DAY
    sales.put(rows=[Dated(each.pk, 8000, starts) for each in records], at=clock())

    with django_assert_max_num_queries(23):
        assert sales.turn(at=starts) == size
