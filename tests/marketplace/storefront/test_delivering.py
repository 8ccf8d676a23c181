"""How each parcel goes is chosen on the page of checkout, without scripts, and ordered as shown."""

import re

import pytest
from django.urls import reverse
from oscar.core.loading import get_model

from marketplace.core.scopes import house_scope
from marketplace.fulfilment.models import Consignment
from tests import factories, shop
from tests.marketplace.storefront.test_checkout import (
    CHECKOUT,
    FIELDS,
    nothing_was_ordered,
    put,
    send,
    shown,
    text_of,
)

Order = get_model("order", "Order")
StockRecord = get_model("partner", "StockRecord")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _france(clock):
    factories.CountryFactory()


@pytest.fixture
def point():
    factories.RelayPointFactory(code="NEAR", name="Tabac du Pont")
    factories.RelayPointFactory(code="NEXT", name="Pressing", latitude=45.8)
    factories.RelayPointFactory(code="PARIS", latitude=48.85, longitude=2.35)
    return shop.relayed(shop.counter(shop.point("Foulées")))


@pytest.fixture
def basket(client, point):
    put(client, shop.offer(point=point, minor=5000), shop.offer(minor=2000))
    return point


def chosen(point, method, relay=""):
    said = {f"way-{point.pk}": method}
    return {**said, f"relay-{point.pk}": relay} if relay else said


def status_of(response):
    """What is said of another delivery to who does not see it."""
    found = re.search(r'id="said" role="status">(.*?)</p>', text_of(response), re.DOTALL)
    return found[1].strip()


def parcels():
    with house_scope():
        rows = Consignment.objects.order_by("number")
        return [(each.method, each.relay_code, each.shipping_minor) for each in rows]


def test_each_way_is_shown_with_its_price_and_its_day(client, basket):
    text = text_of(client.get(CHECKOUT))

    for said in (
        "À domicile", "Retrait en magasin", "Point relais", "4,90\xa0€", "3,50\xa0€", "offert",
        "Chez vous jeudi 5 mars", "À retirer aujourd’hui à 12\xa0h", "Au point relais vendredi 6",
    ):  # fmt: skip
        assert said in text
    assert "Colis 1 sur 2 : Foulées" in text


def test_another_way_is_shown_before_it_is_ordered(client, twin, basket):
    response = send(client, deliver="1", **chosen(basket, "pickup"))

    assert response.status_code == 200
    assert response.context["quote"].total.minor == 5000 + 2000 + 490
    assert response.context["form"]["line1"].value() == FIELDS["line1"]
    assert not response.context["form"].errors
    assert nothing_was_ordered()

    assert send(client, response.context["shown"]).status_code == 303
    assert parcels() == [("pickup", "", 0), ("home", "", 490)]


def test_a_way_that_is_changed_while_ordering_is_shown_and_not_ordered(client, basket):
    response = send(client, **chosen(basket, "pickup"))

    assert response.status_code == 409
    text = text_of(response)
    assert "retrait en magasin au lieu de « à domicile »" in text
    assert (
        "Vous avez choisi une autre livraison : voici le nouveau total, "
        "74,90\xa0€ au lieu de 79,80\xa0€." in text
    )
    assert "pendant que vous commandiez" not in text
    assert nothing_was_ordered()


def test_what_changed_besides_the_way_is_not_laid_at_the_shoppers_door(client, basket):
    hidden = shown(client)
    StockRecord.objects.filter(partner_id=basket.pk).update(price="60.00")

    response = send(client, hidden, **chosen(basket, "pickup"))

    assert response.status_code == 409
    assert "Vous avez choisi une autre livraison" not in text_of(response)
    assert "pendant que vous commandiez" in text_of(response)


def test_what_another_way_comes_to_is_said_to_who_does_not_see_it(client, basket):
    assert status_of(client.get(CHECKOUT)) == ""

    response = send(client, deliver="1", **chosen(basket, "pickup"))

    assert status_of(response) == (
        "Foulées : Retrait en magasin, À retirer aujourd’hui à 12\xa0h. Total : 74,90\xa0€."
    )
    failed = send(client, deliver="1", postcode="", **chosen(basket, "relay"))
    assert failed.status_code == 422
    assert status_of(failed).startswith("Choisissez le point relais")
    assert nothing_was_ordered()


def test_of_a_parcel_that_goes_as_before_nothing_is_said(client, basket):
    assert status_of(send(client, deliver="1", **chosen(basket, "home"))) == ""


def test_a_price_that_moved_while_a_way_was_chosen_is_said(client, basket):
    hidden = shown(client)
    StockRecord.objects.filter(partner_id=basket.pk).update(price="60.00")

    response = send(client, hidden, deliver="1", **chosen(basket, "pickup"))

    assert response.status_code == 200
    text = text_of(response)
    assert "60,00\xa0€ au lieu de 50,00\xa0€" in text
    assert "Le total a changé pendant que vous commandiez" in text
    assert "retrait en magasin au lieu de" not in text


def test_a_way_alone_is_no_news(client, basket):
    response = send(client, deliver="1", **chosen(basket, "pickup"))

    assert (response.context["was"], response.context["changed"]) == (None, ())


def test_what_is_sold_out_while_a_way_is_chosen_leads_to_the_basket(client, basket):
    hidden = shown(client)
    StockRecord.objects.filter(partner_id=basket.pk).update(num_in_stock=0)

    response = send(client, hidden, deliver="1", **chosen(basket, "pickup"))

    assert response.status_code == 409
    assert "basket/summary.html" in [template.name for template in response.templates]
    assert nothing_was_ordered()


def test_a_way_that_is_none_is_said_not_to_be_offered(client, basket):
    page = client.post(reverse("basket:deliver"), chosen(basket, "teleport"), follow=True)

    assert "Cette livraison n’est plus proposée pour ce colis" in text_of(page)
    assert "n’est plus dans votre panier" not in text_of(page)


def test_the_pick_up_points_near_the_address_are_shown(client, basket):
    assert "les points proches s’affichent ici" in text_of(client.get(CHECKOUT))

    text = text_of(send(client, deliver="1"))

    assert "Tabac du Pont, 3 rue Basse, 69001 Lyon" in text
    assert text.index("Tabac du Pont") < text.index("Pressing")
    assert "PARIS" not in text


def test_the_nearest_is_taken_until_another_is_chosen(client, twin, basket):
    first = send(client, deliver="1", **chosen(basket, "relay"))
    assert first.context["quote"].parcels[0].relay.code == "NEAR"
    second = send(client, first.context["shown"], deliver="1", **chosen(basket, "relay", "NEXT"))
    assert second.context["quote"].parcels[0].relay.code == "NEXT"

    send(client, second.context["shown"], **chosen(basket, "relay", "NEXT"))

    assert parcels() == [("relay", "NEXT", 350), ("home", "", 490)]


@pytest.mark.parametrize("relay", ["", "NONE"])
def test_a_pick_up_point_that_is_none_orders_nothing(client, basket, relay):
    response = send(client, postcode="", **chosen(basket, "relay", relay))

    assert response.status_code == 422
    assert "Choisissez le point relais" in text_of(response)
    assert response.context["asked"][0].checked == "relay"
    assert nothing_was_ordered()


@pytest.mark.parametrize("method", ["drone", "", "HOME"])
def test_a_way_that_is_none_is_the_one_before(client, twin, basket, method):
    assert send(client, **chosen(basket, method)).status_code == 303
    assert parcels()[0] == ("home", "", 490)


def test_a_way_that_another_boutique_does_not_offer(client, basket):
    other = client.get(CHECKOUT).context["quote"].parcels[1].partner_id

    response = send(client, **{f"way-{other}": "pickup"})

    assert response.status_code == 422
    assert "n’est plus proposée pour ce colis" in text_of(response)
    assert nothing_was_ordered()


def test_what_was_chosen_in_the_basket_is_on_the_page(client, twin, basket):
    client.post(reverse("basket:deliver"), chosen(basket, "pickup"))

    assert send(client, shown(client)).status_code == 303
    assert parcels()[0] == ("pickup", "", 0)


def test_a_counter_that_closed_since_is_said_and_not_ordered(client, basket):
    client.post(reverse("basket:deliver"), chosen(basket, "pickup"))
    hidden = shown(client)
    basket.pickup = False
    basket.save()

    response = send(client, hidden)

    assert response.status_code == 409
    assert "à domicile au lieu de « retrait en magasin »" in text_of(response)
    assert "4,90\xa0€ au lieu de" in text_of(response)
    assert nothing_was_ordered()
