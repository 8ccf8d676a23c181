"""Accounts: signing up and in, what joins them, what they lead to."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from oscar.core.loading import get_model

from marketplace.buying.queries import Choice
from marketplace.core import clock as real
from marketplace.core.models import StoredEmail, User
from marketplace.core.scopes import house_scope
from marketplace.fulfilment import operations as fulfilment
from marketplace.fulfilment.models import Consignment
from marketplace.storefront.access import Door
from tests import shop

Order = get_model("order", "Order")
PASSWORD = "un-mot-de-passe"
pytestmark = pytest.mark.django_db


def sign_in(client, person, password=PASSWORD, **more):
    return client.post(
        reverse("account_login"), {"login": person.email, "password": password, **more}
    )


def sign_up(client, email="nouveau@exemple.fr", password="trois chaussettes grises"):
    return client.post(reverse("account_signup"), {"email": email, "password1": password})


def link_in(mail):
    return re.search(r"https?://[^\s]+", mail.text)[0]


# --- pages -----------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "name", ["account_login", "account_signup", "account_reset_password",
             "account_reset_password_done", "account_reset_password_from_key_done",
             "account_email_verification_sent", "account_inactive"],
)  # fmt: skip
def test_the_ways_in_look_like_the_house(client, name, language):
    path = reverse(name)
    response = client.get(shop.english(path) if language == "en" else path)
    text = response.content.decode()

    assert response.status_code == 200
    assert "<script>" not in text
    assert "style=" not in text
    assert 'class="top"' in text
    assert f'<html lang="{language}">' in text


@pytest.mark.parametrize(
    "name", ["account_email", "account_change_password", "account_logout",
             "account_reauthenticate", "storefront:account", "storefront:orders"],
)  # fmt: skip
def test_the_accounts_own_pages_look_like_the_house(client, name):
    person = shop.user()
    sign_in(client, person)
    response = client.get(reverse(name))
    text = response.content.decode()

    assert response.status_code == 200
    assert "<script>" not in text
    assert "style=" not in text
    assert 'class="top"' in text


@pytest.mark.parametrize("name", ["storefront:account", "storefront:orders"])
def test_without_an_account_one_signs_in_first(client, name):
    response = client.get(reverse(name))
    assert response.url == f"{reverse('account_login')}?next={reverse(name)}"


# --- signing in and up -----------------------------------------------------------------------
def test_signing_in_leads_where_one_wanted_to_go(client):
    response = sign_in(client, shop.user(), next="/commande/")
    assert (response.status_code, response.url) == (302, "/commande/")


@pytest.mark.parametrize("address", ["https://ailleurs.test/", "//ailleurs.test", "javascript:1"])
def test_signing_in_leads_to_no_other_site(client, address):
    assert sign_in(client, shop.user(), next=address).url == reverse("storefront:account")


def test_a_wrong_password_is_said_without_saying_whether_there_is_an_account(client):
    person = shop.user()
    wrong = sign_in(client, person, "autre chose").content.decode()
    unknown = sign_in(client, User(email="inconnu@exemple.fr")).content.decode()

    assert 'role="alert"' in wrong or "has-error" in wrong
    strip = re.compile(r"value=\"[^\"]*\"")
    assert strip.sub("", wrong) == strip.sub("", unknown)


def test_passwords_are_not_tried_out(client):
    person = shop.user()
    for _ in range(5):
        sign_in(client, person, "autre chose")

    sign_in(client, person)

    assert "_auth_user_id" not in client.session


def test_a_new_account_gets_a_link_in_its_language(client):
    response = sign_up(client)

    assert response.status_code == 302
    mail = StoredEmail.objects.get()
    assert (mail.to, mail.subject) == ("nouveau@exemple.fr", "Confirmez votre adresse e-mail")
    assert "Bonjour," in mail.text
    assert "example.com" not in mail.text


def test_an_address_has_one_account(client):
    shop.user("pris@exemple.fr")

    response = sign_up(client, "Pris@Exemple.fr")

    assert response.status_code == 200
    assert "has-error" in response.content.decode()
    assert User.objects.count() == 1


def test_a_weak_password_is_refused(client):
    response = sign_up(client, password="123456")

    assert response.status_code == 200
    assert "has-error" in response.content.decode()
    assert not User.objects.exists()


def test_a_forgotten_password_is_chosen_anew(client):
    person = shop.user()
    client.post(reverse("account_reset_password"), {"email": person.email})
    mail = StoredEmail.objects.get()
    assert mail.subject == "Choisir un autre mot de passe"

    page = client.get(link_in(mail), follow=True)
    address = page.redirect_chain[-1][0]
    client.post(address, {"password1": "trois gants bleus", "password2": "trois gants bleus"})

    assert "Votre mot de passe a changé" in StoredEmail.objects.values_list("subject", flat=True)
    client.logout()
    assert sign_in(client, person, "trois gants bleus").status_code == 302


def test_nobody_learns_whether_an_address_has_an_account(client):
    response = client.post(reverse("account_reset_password"), {"email": "inconnu@exemple.fr"})

    assert response.url == reverse("account_reset_password_done")
    assert not StoredEmail.objects.exists()


def test_signing_out_is_a_form(client):
    client.force_login(shop.user())
    client.get(reverse("account_logout"))
    assert "_auth_user_id" in client.session
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session


# --- orders of a guest -----------------------------------------------------------------------
def test_orders_of_a_guest_join_once_the_address_is_proved(client):
    mine = shop.paid_order(email="nouveau@exemple.fr")
    other = shop.paid_order(email="autre@exemple.fr")
    sign_up(client)
    person = User.objects.get()

    assert client.get(Door(mine).url()).status_code == 404
    assert client.get(reverse("storefront:orders")).context["rows"] == []

    link = link_in(StoredEmail.objects.get())
    client.get(link)
    assert Order.objects.filter(user=person).count() == 0  # looking proves nothing
    client.post(link)

    assert list(Order.objects.filter(user=person)) == [mine]
    assert client.get(Door(mine).url()).status_code == 200
    assert client.get(Door(other).url()).status_code == 404


def test_a_later_order_as_a_guest_joins_when_signing_in(client):
    person = shop.user()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    order = shop.paid_order(email=person.email)

    sign_in(client, person)

    order.refresh_from_db()
    assert order.user == person


def test_an_address_that_is_not_proved_brings_nothing(client):
    person = shop.user()
    EmailAddress.objects.create(user=person, email=person.email, verified=False, primary=True)
    order = shop.paid_order(email=person.email)

    sign_in(client, person)

    order.refresh_from_db()
    assert order.user is None


def test_an_order_of_an_account_is_not_taken_over(client):
    owner = shop.user()
    order = shop.paid_order(user=owner)
    thief = shop.user()
    EmailAddress.objects.create(user=thief, email=owner.email, verified=True)

    sign_in(client, thief)

    order.refresh_from_db()
    assert order.user == owner


# --- the account's page ------------------------------------------------------------------------
def test_the_page_shows_the_latest_orders_and_the_name(client):
    person = shop.user(first_name="Inès")
    orders = [shop.paid_order(user=person) for _ in range(4)]
    shop.paid_order()
    client.force_login(person)

    response = client.get(reverse("storefront:account"))
    text = response.content.decode()

    assert "Bonjour Inès" in text
    assert [order.number for order, _parcels in response.context["rows"]] == [
        order.number for order in reversed(orders[1:])
    ]
    assert reverse("desk:home") not in text
    assert "Régie" not in text


def test_the_name_is_changed(client):
    person = shop.user()
    client.force_login(person)

    client.post(reverse("storefront:account"), {"first_name": "Zoé", "last_name": "Roux"})

    person.refresh_from_db()
    assert person.get_full_name() == "Zoé Roux"


def test_sellers_and_operators_find_their_doors(client):
    client.force_login(shop.member(shop.point().trader))
    text = client.get(reverse("storefront:account")).content.decode()
    assert text.count(f'href="{reverse("portal:home")}"') == 2  # here and in the foot
    client.force_login(shop.operator())
    text = client.get(reverse("storefront:account")).content.decode()
    assert f'href="{reverse("desk:home")}"' in text


@pytest.mark.parametrize("size", [1, 30])
def test_the_list_costs_the_same_at_any_size(client, django_assert_num_queries, size):
    person = shop.user()
    record, other = shop.offer(stock=99), shop.offer(stock=99)
    for _ in range(size):
        shop.order(record, other, user=person)
    shop.order()  # another's
    client.force_login(person)

    # session, person; how many, orders, lines, parcels; basket and sports of the head
    with django_assert_num_queries(8):
        response = client.get(reverse("storefront:orders"))

    assert len(response.context["rows"]) == min(size, 20)


def test_the_list_says_where_the_parcels_are(client):
    person = shop.user()
    order = shop.paid_order(user=person)
    with house_scope():
        first = Consignment.objects.filter(order=order).order_by("number")[0]
        fulfilment.accept(consignment=first, actor=None, at=real.now())
    client.force_login(person)

    response = client.get(reverse("storefront:orders"))

    assert [dict(parcels) for _order, parcels in response.context["rows"]] == [
        {"to_ship": 1, "to_accept": 1}
    ]
    text = response.content.decode()
    assert "en préparation" in text
    assert "en attente de la boutique" in text


def test_what_waits_at_a_counter_is_said_to_wait_there(client):
    person = shop.user()
    point = shop.counter(shop.point("Foulées"))
    order = shop.paid_order(shop.offer(point=point), user=person, choice=Choice("pickup"))
    client.force_login(person)

    def said():
        return client.get(reverse("storefront:orders"))

    assert "en attente de la boutique" in said().content.decode()
    with house_scope():
        parcel = Consignment.objects.get(order=order)
        fulfilment.accept(consignment=parcel, actor=None, at=real.now())
    waits = said()
    assert waits.context["rows"] == [(order, {"to_fetch": 1})]
    assert "à retirer en boutique" in waits.content.decode()
    assert "en préparation" not in waits.content.decode()

    with house_scope():
        parcel.refresh_from_db()
        code = parcel.pickup_code
        fulfilment.hand_over(consignment=parcel, code=code, actor=None, at=real.now())

    assert said().context["rows"] == [(order, {"fetched": 1})]


def test_a_long_list_has_pages(client):
    person = shop.user()
    record = shop.offer(stock=99)
    for _ in range(21):
        shop.order(record, user=person)
    client.force_login(person)

    assert len(client.get(f"{reverse('storefront:orders')}?page=2").context["rows"]) == 1
