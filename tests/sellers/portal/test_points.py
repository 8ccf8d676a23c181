"""A shop's hours, as its trader says them."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from marketplace.traders.models import Point, SpecialDays
from tests import factories, shop

pytestmark = pytest.mark.django_db
LUNCH = ["10:00", "12:30", "14:00", "19:00"]


@pytest.fixture
def mine(client, clock):
    clock.set(datetime(2026, 11, 24, 9, tzinfo=UTC))  # ten o'clock, a Tuesday
    point = shop.point("Foulées", town="Annecy")
    point.pickup = True
    point.save()
    client.force_login(shop.member(point.trader))
    return point


def url(point, page="point", *args):
    return reverse(f"portal:{page}", args=[point.pk, *args])


def special(point, first, last, note=""):
    return SpecialDays.objects.create(
        point=point, first=date.fromisoformat(first), last=date.fromisoformat(last), note=note
    )


def test_the_list_says_what_is_open_and_what_is_not_said_yet(client, mine):
    factories.PointFactory(trader=mine.trader, town="Thonon", hours={})
    factories.PointFactory(trader=mine.trader, town="Cran", kind=Point.Kind.WAREHOUSE)

    html = client.get(reverse("portal:points")).content.decode()

    for said in ("Ouvert maintenant, jusqu’à 19", "à donner", "ne reçoit pas", "délai à donner"):
        assert said in html


@pytest.mark.parametrize("size", [1, 30])
def test_the_list_costs_the_same_at_any_size(client, mine, django_assert_num_queries, size):
    factories.PointFactory.create_batch(size - 1, trader=mine.trader)
    factories.PointFactory()  # another's

    with django_assert_num_queries(6):  # session, user, membership, points, their days, basket
        response = client.get(reverse("portal:points"))

    assert len(response.context["rows"]) == size


def test_a_seller_without_a_point_is_told_what_comes_next(client):
    client.force_login(factories.MemberFactory().user)

    assert "aucun point de vente" in client.get(reverse("portal:points")).content.decode()


def test_a_week_is_written_as_people_write_it(client, mine):
    sent = {
        "hours_1": "10h-12h30, 14h-19h", "hours_6": "fermé", "open_on_holidays": "on",
        "directions": "Sous les arcades.", "pickup_hours": "2",
    }  # fmt: skip

    response = client.post(url(mine), sent)

    assert (response.status_code, response["Location"]) == (302, url(mine))
    mine.refresh_from_db()
    assert (mine.hours, mine.open_on_holidays, mine.directions, mine.pickup_hours) == (
        {"1": LUNCH}, True, "Sous les arcades.", 2,
    )  # fmt: skip
    html = client.get(url(mine)).content.decode()
    assert 'value="10:00-12:30, 14:00-19:00"' in html


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("hours_1", "matin", "« matin » n’est pas un horaire"),
        ("hours_1", "19:00-10:00", "doivent se suivre"),
        ("hours_3", "10h-24h", "« 24:00 » n’est pas une heure"),
        ("pickup_hours", "-1", "nombre d’heures entières"),
        ("pickup_hours", "vite", "nombre d’heures entières"),
        ("pickup_hours", "900", "200 heures d’ouverture au plus"),
        ("directions", "x" * 401, "400"),
    ],
)
def test_what_cannot_be_kept_says_what_to_write(client, mine, field, value, said):
    before = Point.objects.filter(pk=mine.pk).values().get()

    response = client.post(url(mine), {field: value})

    assert response.status_code == 422
    assert said in response.content.decode()
    assert Point.objects.filter(pk=mine.pk).values().get() == before


def test_who_offers_no_pick_up_is_not_asked_how_long_it_takes(client, mine):
    Point.objects.update(pickup=False, pickup_hours=3)

    assert 'name="pickup_hours"' not in client.get(url(mine)).content.decode()
    client.post(url(mine), {"hours_1": "10-19", "pickup_hours": "9"})
    assert Point.objects.get(pk=mine.pk).pickup_hours == 3


def test_a_warehouse_has_no_hours(client, mine):
    Point.objects.update(kind=Point.Kind.WAREHOUSE, hours={})

    response = client.post(url(mine), {"hours_1": "10-19"})

    assert response.status_code == 200
    assert "Un entrepôt ne reçoit pas" in response.content.decode()
    assert Point.objects.get(pk=mine.pk).hours == {}


# --- other days --------------------------------------------------------------------------------
def test_days_are_announced_and_taken_back(client, mine):
    sent = {"first": "2026-12-20", "last": "", "hours": "10h-18h", "note": "Dimanche ouvert"}

    client.post(url(mine, "announce-days"), sent)

    row = SpecialDays.objects.get()
    assert (row.point_id, row.first, row.last, row.hours, row.note) == (
        mine.pk, date(2026, 12, 20), date(2026, 12, 20), ["10:00", "18:00"], "Dimanche ouvert",
    )  # fmt: skip
    html = client.get(url(mine)).content.decode()
    assert "dimanche 20 déc." in html
    assert "Dimanche ouvert" in html

    for _twice in range(2):
        response = client.post(url(mine, "withdraw-days", row.pk))
        assert response.status_code == 302
    assert not SpecialDays.objects.exists()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"first": ""}, "Donnez le premier jour."),
        ({"first": "demain"}, "Écrivez une date"),
        ({"first": "2026-12-24", "last": "2026-12-20"}, "vient avant le premier"),
        ({"first": "2026-11-20"}, "Ces jours sont passés"),
        ({"first": "2026-12-24", "last": "9999-12-31"}, "Écrivez une date de 2000 à 2099."),
        ({"first": "2026-12-24", "hours": "tôt"}, "« tôt » n’est pas un horaire"),
        ({"first": "2026-12-24", "note": "x" * 61}, "60"),
    ],
)
def test_days_that_cannot_be_announced_say_why(client, mine, sent, said):
    response = client.post(url(mine, "announce-days"), sent)

    assert response.status_code == 422
    assert said in response.content.decode()
    assert not SpecialDays.objects.exists()


def test_what_is_over_is_not_shown(client, mine):
    special(mine, "2026-11-20", "2026-11-23", "passé")
    special(mine, "2026-11-20", "2026-11-24", "en cours")

    html = client.get(url(mine)).content.decode()

    assert "en cours" in html
    assert "passé" not in html


def test_nobody_reaches_another_s_shop(client, mine):
    other = shop.point("Ravel")
    row = special(other, "2026-12-24", "2026-12-24")

    for page in (url(other), url(other, "announce-days"), url(other, "withdraw-days", row.pk)):
        assert client.post(page, {"first": "2026-12-24"}).status_code == 404
    # another's days by one's own shop's address
    assert client.post(url(mine, "withdraw-days", row.pk)).status_code == 302
    assert SpecialDays.objects.get() == row
