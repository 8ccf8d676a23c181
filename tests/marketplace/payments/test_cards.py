"""Kept cards: Stripe's page asks, Stripe keeps; the account's page lists and has them forgotten."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from marketplace.buying import operations as buying
from marketplace.core import clock as real
from marketplace.core.errors import TransientError
from marketplace.payments import gateway
from marketplace.payments.models import Payment, StripeCustomer
from marketplace.payments.operations import customers, sync
from tests import shop
from tests.stripe_twin.process import pay

pytestmark = pytest.mark.django_db


@pytest.fixture
def shopper(twin):
    return shop.user("camille@exemple.fr")


def open_page(user):
    order = shop.order(shop.offer(), user=user)
    return order, buying.start_payment(
        order=order,
        success_url="http://127.0.0.1:8000/merci",
        cancel_url="http://127.0.0.1:8000/retour",
        at=real.now(),
    )


def keep(user):
    _order, url = open_page(user)
    assert pay(url, keep=True).outcome == "paid"
    (card,) = customers.cards(user=user)
    return card


def test_a_card_is_kept_where_its_holder_says_so_and_pays_again(shopper, twin):
    _order, url = open_page(shopper)
    pay(url)
    assert customers.cards(user=shopper) == [], "nobody said so"
    card = keep(shopper)
    assert (card.brand, card.last4) == ("visa", "4242")
    order, url = open_page(shopper)
    assert pay(url, saved_card=card.id).outcome == "paid"

    payment = sync(payment=Payment.objects.get(order=order), at=real.now())
    assert payment.status == "succeeded"
    assert twin.state()["objects"]["customer"] == 1
    assert StripeCustomer.objects.get().user == shopper


def test_whoever_has_no_account_is_no_customer(twin):
    _order, url = open_page(None)

    assert pay(url).outcome == "paid"
    assert "customer" not in twin.state()["objects"]


@pytest.mark.parametrize("kind", ["commit_then_drop", "500_after_commit", "500_saved", "429"])
def test_one_customer_whatever_becomes_of_the_answer(shopper, twin, kind):
    twin.switch(
        fault={"kind": kind, "count": 1 if "500_" in kind else 3, "match": "POST /v1/customers"}
    )
    with pytest.raises(TransientError):
        open_page(shopper)
    twin.switch(fault=None)
    open_page(shopper)

    assert twin.state()["objects"]["customer"] == 1


# --- the account's page ------------------------------------------------------------------------
LIST = "storefront:cards"


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_listed_and_removed(shopper, client):
    card = keep(shopper)
    client.force_login(shopper)
    text = client.get(reverse(LIST)).content.decode()
    for words in ("Visa", "4242", "12/2034"):
        assert words in text
    removed = client.post(reverse("storefront:card-forget", args=[card.id]))

    assert told(removed) == ["La carte qui finit par 4242 est retirée."]
    assert "Aucune carte gardée" in client.get(reverse(LIST)).content.decode()
    assert customers.cards(user=shopper) == []


def test_nobody_removes_anothers_card(shopper, client):
    card = keep(shopper)
    for stranger in (shop.user(), shop.operator()):
        client.force_login(stranger)
        assert client.post(reverse("storefront:card-forget", args=[card.id])).status_code == 404

    assert [each.id for each in customers.cards(user=shopper)] == [card.id]


def test_a_get_removes_nothing(shopper, client):
    card = keep(shopper)
    client.force_login(shopper)
    assert client.get(reverse("storefront:card-forget", args=[card.id])).url == reverse(LIST)

    assert len(customers.cards(user=shopper)) == 1


def test_a_silent_stripe_is_said(shopper, client, monkeypatch):
    card = keep(shopper)
    client.force_login(shopper)

    def silent(*_args):
        raise TransientError("no answer")

    monkeypatch.setattr(gateway, "list_cards", silent)
    page = client.get(reverse(LIST))
    assert page.status_code == 503
    assert "ne répond pas" in page.content.decode()
    removed = client.post(reverse("storefront:card-forget", args=[card.id]))

    assert "ne répond pas" in told(removed)[0]


def test_without_a_payment_nothing_is_asked(client, monkeypatch):
    client.force_login(shop.user())

    assert "Aucune carte gardée" in client.get(reverse(LIST)).content.decode()
