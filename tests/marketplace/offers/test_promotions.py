"""A seller's promotions: what they would do, what they give off, how they end."""

from datetime import timedelta

import pytest

from marketplace.buying import operations as buying
from marketplace.buying import queries as buying_queries
from marketplace.buying.operations import Buyer, QuoteChanged
from marketplace.core.models import OutboxEvent
from marketplace.core.scopes import house_scope
from marketplace.offers import budget, operations, promotions, queries
from marketplace.offers.budget import Off
from marketplace.offers.models import OfferTerms, Promotion, PromotionUse
from marketplace.offers.operations import PromotionSpent
from marketplace.offers.promotions import BadPromotion, Wish
from tests import shop

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def scope(db):
    with house_scope():
        yield


@pytest.fixture
def mine(clock):
    """A seller with one offer at 100 € for ninety days."""
    record = shop.offer(minor=10000, stock=50)
    clock.advance(days=90)
    return record


def trader(record):
    return record.partner.point.trader


def wish(clock, **said):
    told = {
        "name": "Fin de saison", "kind": Promotion.Kind.PERCENT, "value": 20,
        "starts_at": clock(), "ends_at": clock() + 7 * DAY,
    }  # fmt: skip
    return Wish(**{**told, **said})


def create(record, clock, **said):
    return promotions.create(trader=trader(record), wish=wish(clock, **said), at=clock())


def price(record, clock):
    return queries.offer(record.pk, at=clock()).price.minor


@pytest.mark.parametrize(("kind", "value", "now"), [("percent", 20, 8000), ("amount", 1550, 8450)])
def test_a_promotion_is_a_dated_price(mine, clock, kind, value, now):
    made = create(mine, clock, kind=kind, value=value)

    assert (price(mine, clock), made.offers_count, made.most_minor) == (now, 1, 10000 - now)
    clock.advance(days=7)
    assert price(mine, clock) == 10000


def test_the_preview_says_what_it_would_do_and_does_nothing(mine, clock):
    here = mine.partner.point
    young = shop.offer(point=here, minor=6000)
    cheap = shop.offer(point=here, minor=900)

    found = promotions.preview(
        trader=trader(mine), wish=wish(clock, kind="amount", value=1000), at=clock()
    )

    assert (found.count, found.badged, found.left) == (2, 1, {"cheap": 1})
    assert [(each.sku, each.price.minor, each.less) for each in found.examples] == [
        (mine.partner_sku, 9000, 10),
        (young.partner_sku, 5000, 0),
    ]
    assert {price(each, clock) for each in (mine, young, cheap)} == {10000, 6000, 900}
    assert not Promotion.objects.exists()


def test_only_what_was_chosen_and_only_ones_own(mine, clock):
    other = shop.offer(point=mine.partner.point, minor=5000)
    foreign = shop.offer(minor=7000)

    create(mine, clock, skus=[mine.partner_sku])

    assert [price(each, clock) for each in (mine, other, foreign)] == [8000, 5000, 7000]
    with pytest.raises(BadPromotion, match=foreign.partner_sku):
        create(mine, clock, skus=[foreign.partner_sku])


def test_an_offer_has_one_dated_price_at_a_time(mine, clock):
    create(mine, clock)

    with pytest.raises(BadPromotion, match="Aucune offre"):
        create(mine, clock, value=50)

    assert price(mine, clock) == 8000


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": " "}, "name"),
        ({"value": 0}, "value"),
        ({"value": 91}, "value"),
        ({"budget_minor": 0}, "budget"),
        ({"budget_minor": 1999}, "budget"),
        ({"families": ["rien-de-tel"]}, "families"),
        ({"skus": ["rien-de-tel"]}, "skus"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(mine, clock, said, field):
    with pytest.raises(BadPromotion) as error:
        create(mine, clock, **said)

    assert error.value.details["field"] == field
    assert price(mine, clock) == 10000
    assert not Promotion.objects.exists()


@pytest.mark.parametrize("days", [-1, 0, 93])
def test_dates_are_within_bounds(mine, clock, days):
    with pytest.raises(BadPromotion) as error:
        create(mine, clock, ends_at=clock() + days * DAY)

    assert error.value.details["field"] == "ends_at"


# --- the budget ----------------------------------------------------------------------------------
def test_what_is_given_off_is_counted_when_it_is_ordered(mine, clock):
    made = create(mine, clock, budget_minor=10000)

    shop.order(mine, quantity=2, at=clock())

    made.refresh_from_db()
    assert (made.spent_minor, made.state) == (4000, "open")
    assert PromotionUse.objects.get().minor == 4000


def test_it_ends_by_itself_when_it_could_not_give_off_the_most(mine, clock, relay):
    made = create(mine, clock, budget_minor=5000)
    shop.order(mine, quantity=2, at=clock())

    made.refresh_from_db()
    assert (made.spent_minor, made.state) == (4000, "spent")
    relay(at=clock())

    assert price(mine, clock) == 10000
    assert OfferTerms.objects.get(pk=mine.pk).sale_minor is None


def test_an_order_beyond_the_budget_is_refused_whole(mine, clock):
    made = create(mine, clock, budget_minor=5000)
    OutboxEvent.objects.all().delete()

    with pytest.raises(QuoteChanged):
        shop.order(mine, quantity=3, at=clock())

    made.refresh_from_db()
    mine.refresh_from_db()
    assert (made.spent_minor, made.state, mine.num_allocated) == (0, "open", 0)
    assert not PromotionUse.objects.exists()
    assert not OutboxEvent.objects.filter(topic="order.placed").exists()


def test_a_basket_says_how_many_a_budget_reaches_for(mine, clock, django_assert_num_queries):
    """Two offers of one promotion share it, in the order of the lines."""
    other = shop.offer(point=mine.partner.point, minor=5000)
    create(mine, clock, budget_minor=5000)
    row = shop.basket(mine, other, quantity=2)

    with django_assert_num_queries(5):  # lines, offers, tariffs, choices; budgets
        first, second = buying_queries.quote(basket=row, at=clock()).lines

    assert (first.left, first.short, first.is_spent) == (2, False, False)
    assert (second.left, second.short, second.is_spent) == (1, True, True)
    assert second.gone is False


def test_of_two_that_read_the_same_budget_one_is_too_late(mine, clock):
    made = create(mine, clock, budget_minor=5000)
    row = shop.basket(mine, quantity=2)
    quote = buying_queries.quote(basket=row, at=clock())
    shop.order(mine, quantity=2, at=clock())

    with pytest.raises(PromotionSpent) as error:
        buying.place(
            basket=row, quote=quote, buyer=Buyer("b@exemple.fr", "fr", None), address=shop.ADDRESS,
            terms_version="2026-11-01", accepted_total=quote.total, at=clock(),
        )  # fmt: skip

    assert error.value.details["stockrecord_ids"] == [mine.pk]
    made.refresh_from_db()
    assert made.spent_minor == 4000


def test_what_was_accepted_at_its_price_after_its_end_is_refused(mine, clock):
    """The price was read before the promotion ended, the order is written after."""
    made = create(mine, clock)
    promotions.stop(promotion=made, at=clock.advance(hours=1))
    line = shop.order(mine, at=clock()).lines.get()
    PromotionUse.objects.all().delete()

    assert budget.take(given=[Off(line.pk, mine.pk, made.pk, 2000)]) == [mine.pk]
    made.refresh_from_db()
    assert made.spent_minor == 0


def test_what_is_not_sold_after_all_comes_back_once(mine, clock):
    made = create(mine, clock, budget_minor=10000)
    order = shop.order(mine, quantity=2, at=clock())
    lines = list(order.lines.values_list("pk", flat=True))

    operations.release(order_line_ids=lines, at=clock())
    operations.release(order_line_ids=lines, at=clock())

    made.refresh_from_db()
    assert made.spent_minor == 0
    assert PromotionUse.objects.get().given_back is True


def test_what_was_sent_stays_given_off(mine, clock):
    made = create(mine, clock, budget_minor=10000)
    lines = list(shop.order(mine, at=clock()).lines.values_list("pk", flat=True))

    operations.consume(order_line_ids=lines, at=clock())
    operations.release(order_line_ids=lines, at=clock())

    made.refresh_from_db()
    assert made.spent_minor == 2000


def test_an_unpaid_order_gives_it_back(mine, clock):
    made = create(mine, clock, budget_minor=10000)
    order = shop.order(mine, at=clock())

    buying._release(order, at=clock.advance(hours=2))

    made.refresh_from_db()
    assert made.spent_minor == 0


def test_stopped_it_ends_at_once_and_keeps_what_was_ordered(mine, clock):
    made = create(mine, clock)
    shop.order(mine, at=clock())

    assert promotions.stop(promotion=made, at=clock.advance(hours=1)) == 1

    made.refresh_from_db()
    assert (made.state, made.spent_minor, price(mine, clock)) == ("stopped", 2000, 10000)
    assert promotions.stop(promotion=made, at=clock()) == 0


def test_an_offer_without_a_promotion_costs_an_order_no_query(mine, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert budget.take(given=[]) == []
