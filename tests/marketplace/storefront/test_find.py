"""Finding an order again: the same answer for everybody, a link only by e-mail, not too often."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from marketplace.core.models import OutboxEvent, StoredEmail
from marketplace.storefront.views.lost import MOST_BY_ADDRESS, MOST_BY_EMAIL
from tests import shop

FIND = "/retrouver/"
pytestmark = pytest.mark.django_db


def ask(client, number, email="camille@exemple.fr", **more):
    return client.post(FIND, {"number": number, "email": email}, **more)


def answer(response):
    """The page without what differs each time: the token of its forms."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode())


def mails(relay, at=None):
    relay(at)
    return list(StoredEmail.objects.order_by("pk"))


@pytest.mark.parametrize("spelt", ["{}", " {} ", "{lower}", "n° {spaced}", "C-{digits}"])
def test_number_and_address_bring_a_fresh_link(client, relay, spelt):
    order = shop.order()
    digits = order.number[1:]
    number = spelt.format(
        order.number,
        lower=order.number.lower(),
        spaced=f"{order.number[:4]} {order.number[4:]}",
        digits=digits,
    ).replace("n° ", "")

    response = ask(client, number, " Camille@Exemple.FR ")

    assert response.status_code == 200
    [mail] = mails(relay)
    assert (mail.to, mail.language) == ("camille@exemple.fr", "fr")
    assert order.number in mail.subject
    link = next(line for line in mail.text.splitlines() if "/commandes/" in line)
    assert client.get(link).status_code == 200


def test_the_link_comes_in_the_language_of_the_order(client, relay):
    order = shop.order(language="en")
    ask(client, order.number)

    [mail] = mails(relay)
    assert mail.language == "en"
    assert "/en/" in next(
        line for line in mail.text.splitlines() if order.number in line and "://" in line
    )


def test_unknown_is_answered_the_same_and_sends_nothing(client, relay):
    order = shop.order()
    known = answer(ask(client, order.number))
    relay()
    StoredEmail.objects.all().delete()

    other = answer(ask(client, "C9999999"))
    wrong = answer(ask(client, order.number, "autre@exemple.fr"))

    assert known == other
    assert wrong == known.replace("camille@", "autre@")
    assert not mails(relay)


def test_asking_again_at_once_sends_one_mail(client, relay, clock):
    order = shop.order()
    ask(client, order.number)
    clock.advance(minutes=2)
    ask(client, order.number)
    assert len(mails(relay, clock())) == 1

    clock.advance(minutes=10)
    ask(client, order.number)
    assert len(mails(relay, clock())) == 2


@pytest.mark.parametrize(("number", "email"), [("", "a@b.fr"), ("C1", "nonsense"), ("C1", "")])
def test_a_form_that_is_not_filled_in_asks_nothing(client, number, email):
    assert ask(client, number, email).status_code == 422
    assert not OutboxEvent.objects.filter(topic="order.link_asked").exists()


def test_one_address_is_not_asked_for_too_often(client, relay):
    order = shop.order()
    answers = [
        ask(client, order.number, REMOTE_ADDR=f"10.0.0.{n}").status_code
        for n in range(MOST_BY_EMAIL + 1)
    ]

    assert answers == [200] * MOST_BY_EMAIL + [429]
    assert OutboxEvent.objects.filter(topic="order.link_asked").count() == MOST_BY_EMAIL
    assert len(mails(relay)) == 1


def test_one_visitor_does_not_try_out_addresses(client):
    answers = [
        ask(client, "C1000017", f"{n}@exemple.fr").status_code for n in range(MOST_BY_ADDRESS + 1)
    ]
    assert answers == [200] * MOST_BY_ADDRESS + [429]

    assert ask(client, "C1000017", "a@exemple.fr", REMOTE_ADDR="10.0.0.9").status_code == 200


def test_a_number_in_the_address_is_filled_in(client):
    assert 'value="C1000017"' in client.get(f"{FIND}?numero=C1000017").content.decode()


def test_the_page_leads_to_the_account_too(client):
    text = client.get(FIND).content.decode()
    assert f"{reverse('account_login')}?next={reverse('storefront:orders')}" in text


def test_the_link_is_good_for_its_time_alone(client, relay, monkeypatch):
    from marketplace.storefront import links

    order = shop.order()
    ask(client, order.number)
    [mail] = mails(relay)
    link = next(line for line in mail.text.splitlines() if "/commandes/" in line)
    monkeypatch.setattr(links, "VALID_DAYS", -timedelta(days=1).days)

    assert client.get(link).status_code == 410
