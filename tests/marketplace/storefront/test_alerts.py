"""Alerts as a shopper asks for them, says yes to them and stops them."""

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives

from marketplace.alerts.models import Alert
from marketplace.core.models import StoredEmail
from marketplace.storefront.views.alerts import MOST_BY_EMAIL
from tests import shop

pytestmark = pytest.mark.django_db
EMAIL = "camille@exemple.fr"


@pytest.fixture
def sold_out():
    return shop.offer(stock=0)


def page(record):
    return f"/alertes/produit/{record.product.parent_id}/"


def ask(client, record, **more):
    told = {"kind": "size", "s-size": record.product_id, "s-email": EMAIL} | more
    return client.post(page(record), told)


def link(mail, part):
    return next(line for line in mail.text.splitlines() if part in line)


def mails(relay):
    relay()
    return list(StoredEmail.objects.order_by("pk"))


def proven(client):
    user = shop.user("lea@exemple.fr")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client.force_login(user)
    return user


def test_from_a_wish_to_its_e_mail_and_the_end(client, relay, sold_out):
    asked = ask(client, sold_out)
    assert (asked.status_code, Alert.objects.get().state) == (200, "asked")
    assert EMAIL in asked.content.decode()

    [question] = mails(relay)
    assert (question.to, question.language) == (EMAIL, "fr")
    yes = link(question, "/alertes/oui/")
    assert "Confirmer" in client.get(yes).content.decode()
    assert Alert.objects.get().state == "asked"  # to look is no yes
    assert client.post(yes).status_code == 303
    assert Alert.objects.get().state == "active"

    shop.restate(sold_out.pk, stock=3)
    told = mails(relay)[-1]
    assert "42" in told.subject
    assert "100,00" in told.text.replace("\xa0", " ") or "100 €" in told.text.replace("\xa0", " ")
    assert client.get(link(told, "/produit/")).status_code == 200
    assert "terminée" in client.get(link(told, "/alertes/arret/")).content.decode()


def test_each_e_mail_can_be_answered_with_one_click(client, relay, sold_out, monkeypatch):
    sent = []
    monkeypatch.setattr(EmailMultiAlternatives, "send", lambda mail: sent.append(mail))
    ask(client, sold_out)
    relay()

    headers = sent[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = headers["List-Unsubscribe"].strip("<>")
    strict = type(client)(enforce_csrf_checks=True)
    done = strict.post(address, {"List-Unsubscribe": "One-Click"})

    assert done.status_code == 204
    assert Alert.objects.get().state == "stopped"
    assert strict.post(address).status_code == 303


def test_an_account_whose_address_is_proven_is_not_asked_again(client, relay, sold_out):
    user = proven(client)

    response = client.post(page(sold_out), {"kind": "size", "s-size": sold_out.product_id})

    assert response.status_code == 303
    alert = Alert.objects.get()
    assert (alert.email, alert.state) == (user.email, "active")
    assert mails(relay) == []
    listed = client.get("/compte/alertes/").content.decode()
    assert alert.reference.sheet.model_name in listed

    assert client.post(f"/compte/alertes/{alert.pk}/arret/").status_code == 303
    alert.refresh_from_db()
    assert alert.state == "stopped"


def test_nobody_stops_or_sees_the_alert_of_somebody_else(client, sold_out):
    ask(client, sold_out)
    alert = Alert.objects.get()
    proven(client)

    assert client.post(f"/compte/alertes/{alert.pk}/arret/").status_code == 404
    assert alert.reference.sheet.model_name not in client.get("/compte/alertes/").content.decode()
    alert.refresh_from_db()
    assert alert.state == "asked"


def test_an_address_that_is_not_proven_is_nobodys(client, sold_out):
    client.force_login(shop.user(EMAIL))
    ask(client, sold_out)

    assert Alert.objects.get().state == "asked"
    assert "Confirmez" in client.get("/compte/alertes/").content.decode()


def test_a_price_is_told_with_what_it_has_cost(client, relay):
    record = shop.offer(minor=12000)
    told = {"kind": "price", "p-size": "", "p-ceiling": "99,90", "p-email": EMAIL}
    assert client.post(page(record), told).status_code == 200
    client.post(link(mails(relay)[0], "/alertes/oui/"))

    shop.restate(record.pk, minor=9500)
    text = mails(relay)[-1].text.replace("\xa0", " ")

    assert "95 €" in text or "95,00 €" in text
    assert "30 jours précédents" in text
    assert "120" in text
    assert "Ce n’est pas une baisse" not in text


@pytest.mark.parametrize("any_size", [True, False])
def test_the_e_mail_of_a_price_names_the_size_and_leads_to_it(client, relay, any_size):
    record = shop.offer(minor=12000)
    size = "" if any_size else record.product_id
    told = {"kind": "price", "p-size": size, "p-ceiling": "99,90", "p-email": EMAIL}
    client.post(page(record), told)
    [question] = mails(relay)
    assert ("taille 42" in question.text) is not any_size
    client.post(link(question, "/alertes/oui/"))

    shop.restate(record.pk, minor=9500)
    mail = mails(relay)[-1]

    assert "taille 42 : 95" in mail.subject
    assert "en taille 42, hors livraison" in mail.text
    assert link(mail, "/produit/").endswith("/?taille=42")


@pytest.mark.parametrize(
    ("shipping", "said"),
    [(0, "aujourd’hui, livraison offerte <"), (490, "aujourd’hui + livraison 4,90 € = 124,90 € <")],
)
def test_the_page_says_of_the_delivery_what_the_product_says(client, shipping, said):
    record = shop.offer(point=shop.point(shipping=shipping), minor=12000)

    assert said in " ".join(client.get(page(record)).content.decode().split())


def test_a_price_that_was_lower_lately_is_not_called_a_drop(client, relay):
    record = shop.offer(minor=8000)
    shop.restate(record.pk, minor=12000)
    told = {"kind": "price", "p-size": "", "p-ceiling": "99,90", "p-email": EMAIL}
    client.post(page(record), told)
    client.post(link(mails(relay)[0], "/alertes/oui/"))

    shop.restate(record.pk, minor=9500)

    assert "Ce n’est pas une baisse" in mails(relay)[-1].text


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"kind": "size", "s-size": "", "s-email": EMAIL}, "obligatoire"),
        ({"kind": "size", "s-size": "999999", "s-email": EMAIL}, "n’existe pas ici"),
        ({"kind": "size", "s-size": "x' OR 1", "s-email": EMAIL}, "n’existe pas ici"),
        ({"kind": "size", "s-size": "{variant}", "s-email": "pas une adresse"}, "valide"),
        ({"kind": "price", "p-ceiling": "cent", "p-email": EMAIL}, "Écrivez un montant"),
        ({"kind": "price", "p-ceiling": "NaN", "p-email": EMAIL}, "Écrivez un montant"),
        ({"kind": "price", "p-ceiling": "-5", "p-email": EMAIL}, "sans signe"),
        ({"kind": "price", "p-ceiling": "1000000", "p-email": EMAIL}, "au plus"),
        ({"kind": "price", "p-ceiling": "", "p-email": EMAIL}, "obligatoire"),
        ({"kind": "autre"}, "Être prévenu"),
        ({}, "Être prévenu"),
        ({"kind": "size", "s-size": "\x00", "s-email": f"a\x00{EMAIL}"}, "Être prévenu"),
    ],
)
def test_bad_wishes_say_what_is_wrong_and_keep_nothing(client, sold_out, told, said):
    told = {
        name: value.replace("{variant}", str(sold_out.product_id)) for name, value in told.items()
    }
    response = client.post(page(sold_out), told)

    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Alert.objects.exists()


def test_a_price_that_is_there_needs_no_alert(client):
    record = shop.offer(minor=9000)
    told = {"kind": "price", "p-size": "", "p-ceiling": "90", "p-email": EMAIL}
    response = client.post(page(record), told)

    assert response.status_code == 422
    assert "déjà" in response.content.decode()


def test_a_size_in_stock_is_not_offered(client):
    record = shop.offer()
    assert "Quand une taille revient" not in client.get(page(record)).content.decode()
    assert ask(client, record).status_code == 422


def test_the_size_of_the_product_page_is_chosen(client):
    small, large = shop.reference(sizes=("40", "44"))
    record = shop.offer(variant=large, stock=0)
    body = client.get(page(record), {"taille": "44"}).content.decode()

    assert f'<option value="{large}" selected>' in body
    assert f'<option value="{small}" selected>' not in body


@pytest.mark.parametrize("path", ["/alertes/oui/{}/", "/alertes/arret/{}/"])
@pytest.mark.parametrize("key", ["1", "1:forged", "%00", "x" * 500])
def test_a_link_that_was_made_up_opens_nothing(client, path, key):
    assert client.get(path.format(key)).status_code == 404
    assert client.post(path.format(key)).status_code == 404


def test_what_is_not_published_has_no_alerts(client):
    assert client.get("/alertes/produit/999999/").status_code == 404


def test_nobody_floods_an_address(client, sold_out):
    cache.clear()
    answers = [ask(client, sold_out).status_code for _ in range(MOST_BY_EMAIL + 1)]

    assert answers[-1] == 429
    assert Alert.objects.count() == MOST_BY_EMAIL


def test_the_letter_is_in_the_language_of_the_page(client, relay, sold_out):
    client.post(
        f"/en{page(sold_out)}",
        {"kind": "size", "s-size": sold_out.product_id, "s-email": EMAIL},
    )

    [question] = mails(relay)
    assert (question.language, "confirm your alert" in question.subject) == ("en", True)
    assert "/en/" in link(question, "/alertes/oui/")
