"""How each parcel goes: what is offered, what was chosen, what became of it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from marketplace.buying import baskets, choices, operations, queries
from marketplace.buying.choices import RelayUnknown, WayNotOffered
from marketplace.buying.models import ParcelChoice
from marketplace.buying.operations import Buyer, QuoteChanged
from marketplace.buying.queries import Choice
from marketplace.core.errors import NotYours
from marketplace.core.money import Money
from marketplace.core.scopes import house_scope
from marketplace.delivery.models import Method, RelayPoint, Tariff
from marketplace.fulfilment.models import Consignment
from tests import factories, shop

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PARIS = ZoneInfo("Europe/Paris")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=PARIS)  # two hours of opening after ten o'clock
PICKUP, RELAY = Choice("pickup"), Choice("relay", "PR1")


def quoted(basket, clock):
    return queries.quote(basket=basket, at=clock())


def choose(basket, clock, *wishes):
    """One wish a parcel, in their order."""
    quote = quoted(basket, clock)
    points = [parcel.partner_id for parcel in quote.parcels]
    return choices.choose(
        basket=basket, quote=quote, wishes=dict(zip(points, wishes, strict=False))
    )


@pytest.fixture
def everywhere():
    """A shop that sends home, to pick-up points, and hands over itself."""
    factories.RelayPointFactory(code="PR1", name="Tabac du Pont")
    return shop.relayed(shop.counter(), free_from_minor=12000)


@pytest.fixture
def basket(everywhere):
    return shop.basket(shop.offer(point=everywhere, minor=9000), shop.offer(minor=2000))


def test_each_way_has_its_price_and_its_day(basket, clock):
    first, second = quoted(basket, clock).parcels

    assert [(way.method, way.charge, way.promised, way.ready_at) for way in first.ways] == [
        ("home", Money(490), date(2026, 3, 5), None),
        ("pickup", Money(0), date(2026, 3, 2), NOON),
        ("relay", Money(350), date(2026, 3, 6), None),
    ]
    assert [way.method for way in second.ways] == ["home"]
    assert (first.method, first.shipping, first.promised) == ("home", Money(490), date(2026, 3, 5))


def test_what_is_chosen_is_what_is_quoted(basket, clock):
    assert choose(basket, clock, RELAY)

    quote = quoted(basket, clock)
    first = quote.parcels[0]
    assert (first.method, first.shipping, first.promised) == ("relay", Money(350), date(2026, 3, 6))
    assert first.relay.name == "Tabac du Pont"
    assert first.free_from == Money(12000)
    assert quote.total == Money(9000 + 2000 + 350 + 490)
    assert not choose(basket, clock, RELAY)  # again, it is the same

    assert choose(basket, clock, PICKUP)
    assert quoted(basket, clock).parcels[0].ready_at == NOON
    assert choose(basket, clock, Choice("home"))
    assert not ParcelChoice.objects.exists()


def test_a_counter_may_cost_something(basket, everywhere, clock):
    factories.TariffFactory(trader=everywhere.trader, method="pickup", minor=200)
    choose(basket, clock, PICKUP)

    assert quoted(basket, clock).parcels[0].shipping == Money(200)


@pytest.mark.parametrize("lacks", ["hours", "pickup_hours", "pickup"])
def test_a_counter_of_which_nobody_knows_when_it_is_ready_is_not_offered(
    basket, everywhere, clock, lacks
):
    setattr(everywhere, lacks, {"hours": {}, "pickup_hours": None, "pickup": False}[lacks])
    everywhere.save()

    assert [way.method for way in quoted(basket, clock).parcels[0].ways] == ["home", "relay"]


def test_without_a_network_nobody_is_offered_its_points(basket, clock, settings):
    settings.RELAY_NETWORK = ""

    assert [way.method for way in quoted(basket, clock).parcels[0].ways] == ["home", "pickup"]
    with pytest.raises(WayNotOffered):
        choose(basket, clock, RELAY)


@pytest.mark.parametrize(
    ("wish", "error"),
    [
        (Choice("relay", "NONE"), RelayUnknown),
        (Choice("relay"), RelayUnknown),
        (Choice("drone"), WayNotOffered),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(basket, clock, wish, error):
    with pytest.raises(error):
        choose(basket, clock, wish)

    assert not ParcelChoice.objects.exists()


def test_one_parcel_that_cannot_leaves_the_other_as_it_was(basket, clock):
    with pytest.raises(WayNotOffered):
        choose(basket, clock, PICKUP, PICKUP)

    assert not ParcelChoice.objects.exists()


def test_a_parcel_of_another_basket_is_not_there(basket, clock):
    other = shop.basket(shop.offer())
    with pytest.raises(NotYours):
        choices.choose(
            basket=other,
            quote=quoted(other, clock),
            wishes={quoted(basket, clock).parcels[0].partner_id: PICKUP},
        )
    assert not ParcelChoice.objects.exists()


def test_a_way_that_is_offered_no_longer_is_said_and_home_it_is(basket, everywhere, clock):
    choose(basket, clock, PICKUP)
    everywhere.pickup = False
    everywhere.save()

    first = quoted(basket, clock).parcels[0]

    assert (first.method, first.lapsed, first.shipping) == ("home", "pickup", Money(490))
    choose(basket, clock, Choice("home"))  # seen
    assert quoted(basket, clock).parcels[0].lapsed == ""


def test_a_pick_up_point_that_closed_is_said(basket, clock):
    choose(basket, clock, RELAY)
    RelayPoint.objects.all().delete()

    first = quoted(basket, clock).parcels[0]
    assert (first.method, first.lapsed, first.relay) == ("home", "relay", None)


# --- the order -----------------------------------------------------------------------------------
def place(basket, quote, clock):
    factories.CountryFactory()
    return operations.place(
        basket=basket,
        quote=quote,
        buyer=Buyer(email="camille@exemple.fr", language="fr"),
        address=shop.ADDRESS,
        terms_version="2026-11-01",
        accepted_total=quote.total,
        at=clock(),
    )


def test_the_consignment_goes_where_it_was_wanted(basket, everywhere, clock):
    choose(basket, clock, RELAY)
    place(basket, quoted(basket, clock), clock)

    with house_scope():
        first, second = Consignment.objects.order_by("number")
    assert (first.method, first.relay_code, first.shipping_minor) == ("relay", "PR1", 350)
    assert (first.place_name, first.place_line1) == ("Tabac du Pont", "3 rue Basse")
    assert (first.place_postcode, first.place_town) == ("69001", "Lyon")
    assert (second.method, second.place_name, second.pickup_code) == ("home", "", "")
    assert first.promised_date == date(2026, 3, 6)


def test_what_is_fetched_at_the_counter_has_a_code(basket, everywhere, clock):
    choose(basket, clock, PICKUP)
    place(basket, quoted(basket, clock), clock)

    with house_scope():
        first = Consignment.objects.order_by("number")[0]
    assert (first.method, first.place_line1) == ("pickup", everywhere.line1)
    assert len(first.pickup_code) == 6
    assert first.pickup_code.isdigit()


def test_another_way_chosen_in_another_window_is_not_ordered_as_it_was(basket, clock):
    quote = quoted(basket, clock)
    choose(basket, clock, PICKUP)

    with pytest.raises(QuoteChanged):
        place(basket, quote, clock)

    with house_scope():
        assert not Consignment.objects.exists()


def test_choices_come_along_when_signing_in_and_those_of_the_account_stay(everywhere, clock):
    offer, other = shop.offer(point=everywhere), shop.offer(point=shop.counter())
    guest, own = shop.basket(offer, other), shop.basket(offer, owner=shop.user())
    choose(guest, clock, PICKUP, PICKUP)
    choose(own, clock, RELAY)

    baskets.merge(source=guest, into=own)

    assert quoted(own, clock).choices == {everywhere.pk: RELAY, other.partner_id: PICKUP}


@pytest.mark.parametrize("parcels", [1, 12])
def test_a_quote_costs_the_same_for_any_number_of_parcels(
    clock, parcels, django_assert_num_queries
):
    factories.RelayPointFactory(code="PR1")
    points = [shop.relayed(shop.counter()) for _ in range(parcels)]
    basket = shop.basket(*(shop.offer(point=point) for point in points))
    choose(basket, clock, *[RELAY] * parcels)

    # lines, offers, their tariffs; choices, all tariffs, counters, their days, pick-up points
    with django_assert_num_queries(7):
        quote = quoted(basket, clock)
    assert {parcel.method for parcel in quote.parcels} == {"relay"}


def test_a_tariff_that_changed_is_the_present_one(basket, clock):
    Tariff.objects.filter(method=Method.HOME).update(minor=590)
    assert quoted(basket, clock).shipping == Money(2 * 590)
