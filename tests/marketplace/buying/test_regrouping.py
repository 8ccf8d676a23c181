"""Other boutiques for a line, fewer parcels, sooner: proposed only where they help."""

from datetime import date

import pytest

from marketplace.buying import queries, regrouping
from marketplace.buying.baskets import Offered
from marketplace.buying.regrouping import Aim
from marketplace.core.money import Money
from marketplace.offers.models import OfferTerms
from tests import shop

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def found(basket, clock):
    return regrouping.alternatives(queries.quote(basket=basket, at=clock()), at=clock())


def slow(record, days=6):
    OfferTerms.objects.filter(stockrecord=record).update(lead_days=days)
    return record


@pytest.fixture
def three():
    """Two articles in two boutiques; a third has both, each a little dearer."""
    one, two, both = shop.point("Un"), shop.point("Deux"), shop.point("Tout")
    shoe, pack = shop.reference()[0], shop.reference()[0]
    return {
        "shoe": shop.offer(point=one, variant=shoe, minor=9000),
        "pack": shop.offer(point=two, variant=pack, minor=5000),
        "shoe_there": shop.offer(point=both, variant=shoe, minor=9100),
        "pack_there": shop.offer(point=both, variant=pack, minor=5200),
    }


def test_the_others_of_a_line_say_what_they_cost_more_and_when_they_are_there(three, clock):
    basket = shop.basket(three["shoe"], three["pack"])
    first = basket.lines.order_by("pk").first()

    (other,) = found(basket, clock).others[first.pk]

    assert other.offer.stockrecord_id == three["shoe_there"].pk
    assert (other.more, other.dearer, other.promised) == (Money(100), True, date(2026, 3, 5))


def test_fewer_parcels_say_what_they_cost_or_save(three, clock):
    basket = shop.basket(three["shoe"], three["pack"])
    lines = list(basket.lines.order_by("pk").values_list("pk", flat=True))

    (proposal,) = found(basket, clock).proposals

    assert (proposal.aim, proposal.parcels, proposal.exact) == (Aim.FEWER, 1, True)
    assert proposal.more == Money(100 + 200 - 490)
    assert {pk: offer.stockrecord_id for pk, offer in proposal.moves.items()} == dict(
        zip(lines, [three["shoe_there"].pk, three["pack_there"].pk], strict=True)
    )


def test_sooner_is_the_one_whose_last_parcel_is_there_first(three, clock):
    slow(three["pack"])
    slow(three["shoe_there"])
    basket = shop.basket(three["shoe"], three["pack"])

    fewer, sooner = found(basket, clock).proposals

    assert (fewer.aim, sooner.aim) == (Aim.FEWER, Aim.SOONER)
    assert (sooner.parcels, sooner.promised, sooner.more) == (2, date(2026, 3, 5), Money(200))
    assert [offer.stockrecord_id for offer in sooner.moves.values()] == [three["pack_there"].pk]


def test_what_is_fewest_and_first_already_is_not_proposed(three, clock):
    assert found(shop.basket(three["shoe_there"], three["pack_there"]), clock).proposals == []
    assert found(shop.basket(three["shoe"]), clock).proposals == []


def test_a_boutique_without_enough_of_it_is_not_proposed(three, clock):
    three["pack_there"].num_in_stock = 1
    three["pack_there"].save()
    basket = shop.basket(three["shoe"], three["pack"], quantity=2)

    assert found(basket, clock).proposals == []


def test_what_is_bought_new_is_not_proposed_worn(three, clock):
    terms = OfferTerms.objects.filter(stockrecord=three["pack_there"])
    terms.update(condition=OfferTerms.Condition.DISPLAY)
    basket = shop.basket(three["shoe"], three["pack"])

    told = found(basket, clock)

    assert told.proposals == []
    last = basket.lines.order_by("pk").last()
    assert [o.offer.as_new for o in told.others[last.pk]] == [False]  # named, and said


def test_a_basket_that_cannot_be_bought_has_other_boutiques_but_no_proposal(three, clock):
    basket = shop.basket(three["shoe"], three["pack"])
    three["shoe"].num_in_stock = 0
    three["shoe"].save()

    told = found(basket, clock)

    assert told.proposals == ()
    first = basket.lines.order_by("pk").first()
    assert [o.offer.stockrecord_id for o in told.others[first.pk]] == [three["shoe_there"].pk]


def test_the_same_article_from_two_boutiques_stays_where_it_is(three, clock):
    """Its lines share one stock, which no search of lines by themselves would see."""
    basket = shop.basket(three["shoe"], three["shoe_there"], three["pack"])

    (proposal,) = found(basket, clock).proposals

    moved = [offer.stockrecord_id for offer in proposal.moves.values()]
    assert (proposal.parcels, moved) == (2, [three["pack_there"].pk])


def test_what_is_proposed_is_what_it_will_cost(three, clock):
    from marketplace.buying import baskets

    basket = shop.basket(three["shoe"], three["pack"])
    before = queries.quote(basket=basket, at=clock()).total
    (proposal,) = found(basket, clock).proposals
    wishes = {pk: Offered(o.stockrecord_id, o.price) for pk, o in proposal.moves.items()}

    assert baskets.choose_offers(basket=basket, wishes=wishes) == 2

    after = queries.quote(basket=basket, at=clock())
    assert after.total - before == proposal.more
    assert len(after.parcels) == proposal.parcels
    assert not after.problems
    assert baskets.choose_offers(basket=basket, wishes=wishes) == 0  # again, it is done


def test_an_empty_basket_asks_nothing(clock, django_assert_num_queries):
    quote = queries.quote(basket=shop.basket(), at=clock())
    with django_assert_num_queries(0):
        assert regrouping.alternatives(quote, at=clock()) == regrouping.NOTHING


@pytest.mark.parametrize("lines", [1, 15])
def test_all_of_it_costs_the_same_at_any_size(clock, lines, django_assert_num_queries):
    here, there = shop.point(), shop.point()
    records = []
    for _ in range(lines):
        (variant,) = shop.reference()
        records.append(shop.offer(point=here, variant=variant))
        shop.offer(point=there, variant=variant)
    quote = queries.quote(basket=shop.basket(*records), at=clock())

    with django_assert_num_queries(3):  # offers, tariffs, choices
        told = regrouping.alternatives(quote, at=clock())
    assert sum(map(len, told.others.values())) == lines
