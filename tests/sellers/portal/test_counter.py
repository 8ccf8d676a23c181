"""A shopper fetches a parcel at the counter: what the boutique sees, says and does."""

import pytest
from django.urls import reverse

from marketplace.buying.queries import Choice
from marketplace.core.scopes import house_scope
from marketplace.fulfilment import operations
from marketplace.fulfilment.models import Consignment
from tests import factories, shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def parcel(client, clock):
    point = shop.counter(shop.point("Foulées"))
    shop.paid_order(shop.offer(point=point), choice=Choice("pickup"))
    client.force_login(shop.member(point.trader))
    with house_scope():
        return Consignment.objects.get()


def page(client, parcel):
    return client.get(reverse("portal:consignment", args=[parcel.number])).content.decode()


def act(client, action, parcel, **data):
    return client.post(reverse(f"portal:{action}", args=[parcel.number]), data)


def status():
    with house_scope():
        return Consignment.objects.get().status


def test_put_aside_and_handed_over(client, parcel):
    assert "Accepter et mettre de côté" in page(client, parcel)
    act(client, "accept", parcel)
    text = page(client, parcel)
    assert "Code de retrait" in text
    assert "Numéro de suivi" not in text

    response = act(client, "hand-over", parcel, code=parcel.pickup_code)

    assert response.status_code == 302
    assert status() == "delivered"
    assert "Remis au client" in page(client, parcel)


def test_the_boutique_never_reads_the_code(client, parcel):
    act(client, "accept", parcel)
    for path in (reverse("portal:home"), reverse("portal:consignments", args=["a-expedier"])):
        assert parcel.pickup_code not in client.get(path).content.decode()
    assert parcel.pickup_code not in page(client, parcel)


def test_who_comes_has_a_name_and_no_street(client, parcel):
    act(client, "accept", parcel)
    text = page(client, parcel)
    assert "Camille Perrin" in text
    assert shop.ADDRESS.line1 not in text


def test_a_wrong_code_is_said_beside_it(client, parcel):
    act(client, "accept", parcel)
    wrong = f"{(int(parcel.pickup_code) + 1) % 10**6:06d}"

    response = act(client, "hand-over", parcel, code=wrong)

    assert response.status_code == 422
    assert "pas le code de ce colis" in response.content.decode()
    assert status() == "to_ship"
    assert act(client, "hand-over", parcel, code="").status_code == 422


@pytest.mark.parametrize("action", ["ship", "hand-over"])
def test_the_wrong_way_or_the_wrong_moment_changes_nothing(client, parcel, action):
    data = {"carrier": "Colissimo", "tracking": "6A123456", "code": parcel.pickup_code}
    assert act(client, action, parcel, **data).status_code == 302
    assert status() == "to_accept"


def test_nothing_is_done_by_looking(client, parcel):
    act(client, "accept", parcel)
    assert client.get(reverse("portal:hand-over", args=[parcel.number])).status_code == 302
    assert status() == "to_ship"


def test_another_boutique_does_not_see_it(client, parcel):
    with house_scope():
        operations.accept(consignment=parcel, actor=None, at=parcel.accept_by)
    client.force_login(shop.member(shop.point().trader))

    assert act(client, "hand-over", parcel, code=parcel.pickup_code).status_code == 404
    assert status() == "to_ship"


def test_a_parcel_for_a_pick_up_point_says_which(client, clock):
    factories.RelayPointFactory(code="PR1", name="Tabac du Pont")
    point = shop.relayed(shop.point("Foulées"))
    shop.paid_order(shop.offer(point=point), choice=Choice("relay", "PR1"))
    client.force_login(shop.member(point.trader))
    with house_scope():
        parcel = Consignment.objects.get()
    act(client, "accept", parcel)

    text = page(client, parcel)

    assert "Tabac du Pont" in text
    assert "3 rue Basse" in text
    assert shop.ADDRESS.line1 not in text
    assert "Numéro de suivi" in text
