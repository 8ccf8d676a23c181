"""A boutique says what its parcels cost, method by method."""

import pytest
from django.urls import reverse

from marketplace.delivery.models import Tariff
from tests import shop

pytestmark = pytest.mark.django_db
HOME = {"home-charge": "5,90", "home-free_from": "80", "home-transit_days": "2"}
COUNTER = {"pickup-charge": "0", "pickup-free_from": ""}
RELAY = {"relay-offered": "on", "relay-charge": "3.50", "relay-transit_days": "3"}


@pytest.fixture
def trader(client):
    point = shop.point("Foulées")
    shop.point("Une autre")
    client.force_login(shop.member(point.trader))
    return point.trader


def url():
    return reverse("portal:tariffs")


def kept(trader):
    rows = Tariff.objects.filter(trader=trader).order_by("method")
    return list(rows.values_list("method", "minor", "free_from_minor", "transit_days"))


def test_what_is_said_is_what_baskets_count_with(client, trader):
    response = client.post(url(), HOME | COUNTER | RELAY)

    assert (response.status_code, response.url) == (302, url())
    assert kept(trader) == [
        ("home", 590, 8000, 2), ("pickup", 0, None, 0), ("relay", 350, None, 3),
    ]  # fmt: skip
    assert Tariff.objects.exclude(trader=trader).get().minor == 490
    assert 'value="5,90"' in client.get(url()).content.decode()


def test_pick_up_points_are_offered_only_by_who_says_so(client, trader):
    client.post(url(), HOME | COUNTER | RELAY)
    client.post(url(), HOME | COUNTER | {"relay-charge": "3.50"})

    assert [row[0] for row in kept(trader)] == ["home", "pickup"]


def test_without_a_network_nobody_is_asked_about_its_points(client, trader, settings):
    settings.RELAY_NETWORK = ""

    assert "points relais" not in client.get(url()).content.decode()
    client.post(url(), HOME | COUNTER | RELAY)

    assert [row[0] for row in kept(trader)] == ["home", "pickup"]


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        ({"home-charge": ""}, "À remplir"),
        ({"home-charge": "-1"}, "sans signe"),
        ({"home-charge": "1e9"}, "montant en euros"),
        ({"home-charge": "gratuit"}, "montant en euros"),
        ({"home-charge": "4,999"}, "deux décimales au plus"),
        ({"home-charge": "NaN"}, "montant en euros"),
        ({"home-free_from": "x"}, "montant en euros"),
        ({"home-transit_days": "31"}, "de 0 à 30"),
        ({"relay-charge": ""}, "À remplir"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(client, trader, wrong, text):
    response = client.post(url(), HOME | COUNTER | RELAY | wrong)

    assert response.status_code == 422
    assert text in response.content.decode()
    assert kept(trader) == [("home", 490, None, 2)]
