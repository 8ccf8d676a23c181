"""An operator gives money back: chosen, read what it comes to, said yes to once."""

import re

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from marketplace.core import clock as real
from marketplace.core.scopes import house_scope
from marketplace.fulfilment import operations as fulfilment
from marketplace.fulfilment.models import Consignment
from marketplace.payments.models import Refund
from tests import shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(order):
    """The first parcel has left, the second has not."""
    with house_scope():
        parcel = Consignment.objects.filter(order=order).earliest("number")
        fulfilment.accept(consignment=parcel, actor=None, at=real.now())
        fulfilment.ship(
            consignment=parcel, carrier="DPD", tracking="6A1", actor=None, at=real.now()
        )
    return parcel


@pytest.fixture
def url(order):
    return reverse("desk:give-back", args=[order.number])


def key_of(response):
    return re.search(r'name="key" value="(\w+)"', response.content.decode())[1]


def form(response, **fields):
    return {
        "key": key_of(response), "borne_by": "seller", "gesture_borne_by": "house",
        "reason": "Boîte écrasée", **fields,
    }  # fmt: skip


def lines(order):
    return [line.pk for line in order.lines.order_by("pk")]


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_the_orders_page_leads_there(order, client, url):
    assert url in client.get(reverse("desk:order", args=[order.number])).content.decode()


def test_chosen_read_confirmed(order, sent, client, url):
    first = lines(order)[0]
    page = client.get(url)
    assert f'name="units-{first}"' in page.content.decode()
    sent_form = form(
        page, **{f"units-{first}": "1", f"delivery-{sent.pk}": "on", "gesture": "5,50"}
    )
    asked = client.post(url, sent_form)

    text = asked.content.decode().replace("\xa0", " ").replace("\u202f", " ")
    for words in ("60,40 €", "50,00 €", "4,90 €", "5,50 €", "64,50 €", "Cordée", "la boutique"):
        assert words in text, words
    assert not Refund.objects.exists(), "read, not done"

    done = client.post(url, {**sent_form, "yes": "1"})
    assert done.url == reverse("desk:order", args=[order.number])
    assert list(Refund.objects.order_by("pk").values_list("kind", "amount_minor", "reason")) == [
        ("line", 5000, "Boîte écrasée"), ("shipping", 490, "Boîte écrasée"),
        ("goodwill", 550, "Boîte écrasée"),
    ]  # fmt: skip
    history = client.get(done.url).content.decode()
    assert "Maud Ferrand" in history
    assert "geste commercial" in history


def test_sent_twice_given_once(order, sent, client, url):
    first = lines(order)[0]
    sent_form = form(client.get(url), **{f"units-{first}": "1", "yes": "1"})
    client.post(url, sent_form)
    again = client.post(url, sent_form)

    assert again.status_code == 302
    assert told(again)[-1] == "Remboursement déjà demandé à Stripe."
    assert Refund.objects.count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"units": "2"}, {"units": "-1"}, {"units": "un"}, {"gesture": "9999999"},
        {"gesture": "-1"}, {"gesture": "beaucoup"}, {"reason": ""}, {"key": "court"},
        {"borne_by": "personne"}, {},
    ],
)  # fmt: skip
def test_what_cannot_be_given_is_said_and_nothing_is_given(order, sent, client, url, fields):
    first = lines(order)[0]
    if "units" in fields:
        fields = {f"units-{first}": fields["units"]}
    elif fields and "gesture" not in fields:
        fields = {f"units-{first}": "1", **fields}
    answer = client.post(url, {**form(client.get(url), **fields), "yes": "1"})

    assert answer.status_code == 422
    assert not Refund.objects.exists()


def test_what_changed_meanwhile_is_said(order, sent, client, url):
    first = lines(order)[0]
    page, other = client.get(url), client.get(url)
    wanted = form(page, **{f"units-{first}": "1"})
    asked = client.post(url, wanted).content.decode()
    read = re.search(r'name="read" value="(\d+)"', asked)[1]
    client.post(url, {**form(other, gesture="100"), "yes": "1"})
    late = client.post(url, {**wanted, "yes": "1", "read": read})

    assert late.status_code == 422
    assert "il ne reste que" in late.content.decode()
    assert Refund.objects.count() == 1


def test_a_parcel_that_has_not_left_offers_nothing(order, sent, client, url):
    third = lines(order)[2]
    page = client.get(url)
    assert f"units-{third}" not in page.content.decode()
    answer = client.post(url, {**form(page, **{f"units-{third}": "1"}), "yes": "1"})

    assert answer.status_code == 422, "the field is nobody's, so nothing was asked"
    assert not Refund.objects.exists()


def test_a_cancelled_parcel_is_said_to_be(order, sent, client, url):
    with house_scope():
        Consignment.objects.filter(order=order).exclude(pk=sent.pk).update(status="cancelled")
    page = client.get(url).content.decode()

    assert "Ce colis est annulé" in page
    assert "ses articles se refusent" not in page


def test_of_an_unpaid_order_nothing_goes_back(client, operator):
    unpaid = shop.order(shop.offer())

    assert client.get(reverse("desk:give-back", args=[unpaid.number])).status_code == 404


def test_once_all_is_back_the_page_says_so(order, sent, client, url):
    Refund.objects.all().delete()
    page = client.get(url)
    assert "94,90" in page.content.decode(), "the parcel that has not left"
    client.post(url, {**form(page, gesture="124,90"), "yes": "1"})
    assert Refund.objects.get().amount_minor == 12490
    with house_scope():
        waits = Consignment.objects.exclude(pk=sent.pk).get()
        for line in waits.lines.all():
            fulfilment.cancel_line(line=line, actor=None, at=real.now())

    assert "Tout ce qui a été payé est remboursé" in client.get(url).content.decode()
