"""The shopper's voucher: typed in the basket, shown in every sum, refused with its reason."""

import re
from decimal import Decimal

import pytest
from django.conf import settings
from django.urls import reverse
from oscar.core.loading import get_model

from marketplace.buying import queries
from marketplace.buying.vouchers import operations as vouchers
from marketplace.buying.vouchers.models import VoucherEntry, VoucherUse
from marketplace.core.models import StoredEmail
from marketplace.core.money import Money
from marketplace.core.scopes import house_scope
from marketplace.fulfilment import operations as fulfilment
from marketplace.fulfilment.models import Consignment, ConsignmentLine
from marketplace.payments.models import Payment
from marketplace.storefront import links
from marketplace.storefront.views import vouchers as views
from tests import factories, shop
from tests.marketplace.storefront.test_checkout import (
    CHECKOUT,
    SUMMARY,
    put,
    send,
    shown,
    tampered,
    text_of,
)

Basket = get_model("basket", "Basket")
Order = get_model("order", "Order")
ENTER, DROP = "/panier/bon/", "/panier/bon/retirer/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _france():
    factories.CountryFactory()


def enter(client, code="BIENVENUE"):
    return client.post(ENTER, {"code": code})


def quote(client):
    return client.get(SUMMARY).context["quote"]


def plain(response):
    """Its text, without tags and with plain spaces."""
    text = re.sub(r"<[^>]+>", " ", text_of(response)).replace("\xa0", " ")
    return re.sub(r"\s+", " ", text)


# --- the basket --------------------------------------------------------------------------------
def test_it_is_typed_in_shown_in_the_sums_and_taken_out(client):
    shop.voucher(minor=1000)
    put(client, shop.offer(minor=8990))

    response = enter(client, "bien venue")

    assert (response.status_code, response.url) == (303, SUMMARY)
    page = plain(client.get(SUMMARY))
    assert "Bon pris en compte : Bienvenue." in page
    assert "Bon « Bienvenue » −10,00 €" in page
    assert "Total, taxes comprises 84,80 €" in page
    assert "J’ai un bon" not in page

    assert client.post(DROP).status_code == 303
    page = plain(client.get(SUMMARY))
    assert ("Bon retiré" in page, "94,80 €" in page, "J’ai un bon" in page) == (True, True, True)
    assert not VoucherEntry.objects.exists()


def test_a_refusal_is_said_beside_the_field_and_what_was_typed_stays(client):
    shop.voucher(minimum_minor=10000)
    put(client, shop.offer(minor=8990))

    response = enter(client)

    assert response.status_code == 422
    assert "Ce bon vaut dès 100,00 € d’articles : il en manque pour 10,10 €." in plain(response)
    text = text_of(response)
    assert 'value="BIENVENUE"' in text
    assert re.search(r"<details class=\"voucher\" open", text)
    assert re.search(r'aria-invalid="true"[^>]*|id_code_error', text)
    assert quote(client).voucher is None


@pytest.mark.parametrize("code", ["", " ", "x" * 61, "\0", "RIEN"])
def test_nonsense_is_refused_and_nothing_is_kept(client, code):
    put(client, shop.offer())

    assert enter(client, code).status_code == 422
    assert not VoucherEntry.objects.exists()


def test_an_empty_basket_has_nothing_to_take_it_off(client):
    shop.voucher()

    response = enter(client)

    assert response.status_code == 422
    assert not Basket.objects.exists()


def test_looking_does_not_take_it(client):
    shop.voucher()
    put(client, shop.offer())

    assert client.get(ENTER).status_code == client.get(DROP).status_code == 405
    assert not VoucherEntry.objects.exists()


def test_another_persons_basket_is_out_of_reach(client):
    shop.voucher()
    theirs = shop.basket(shop.offer(), owner=shop.user())
    put(client, shop.offer())

    enter(client)
    client.post(DROP)

    assert not VoucherEntry.objects.filter(basket=theirs).exists()


def test_guessing_is_stopped_and_a_right_code_waits_too(client):
    shop.voucher()
    put(client, shop.offer())
    for n in range(views.MOST):
        assert enter(client, f"DEVINE{n}").status_code == 422

    response = enter(client)

    assert response.status_code == 429
    assert "Trop de codes essayés" in plain(response)
    assert not VoucherEntry.objects.exists()
    assert enter_from(client, "203.0.113.9").status_code == 303


def enter_from(client, address):
    return client.post(ENTER, {"code": "BIENVENUE"}, REMOTE_ADDR=address)


def test_in_english(client):
    shop.voucher(minimum_minor=99_999)
    put(client, shop.offer())

    response = client.post(shop.english(ENTER), {"code": "BIENVENUE"})

    assert "€999.99" in plain(response)
    assert "Ce bon" not in plain(response)


# --- the order ---------------------------------------------------------------------------------
def test_it_is_charged_less_and_said_everywhere(client, twin, relay):
    row = shop.voucher(minor=1000)
    put(client, shop.offer(minor=8990))
    enter(client)
    page = client.get(CHECKOUT)
    assert "Bon « Bienvenue » −10,00 €" in plain(page)

    response = send(client, page.context["shown"])

    order = Order.objects.get()
    assert response.url.startswith(twin.url + "/pay/")
    assert order.total_incl_tax == Decimal("84.80")
    assert Payment.objects.get().amount_minor == 8480
    assert (VoucherUse.objects.get().voucher, VoucherUse.objects.get().status) == (row, "held")


def test_the_order_page_and_the_mail_show_price_voucher_and_total(client, relay, clock):
    shop.voucher(minor=1000)
    order = shop.paid_order(shop.offer(minor=8990), code="BIENVENUE")
    relay()

    page = plain(client.get(order_link(order)))
    assert "Articles 89,90 €" in page
    assert "Bon « Bienvenue » −10,00 €" in page
    assert "Total, taxes comprises 84,80 €" in page
    mail = StoredEmail.objects.get(subject__contains="confirmée").text.replace("\xa0", " ")
    assert "× 1 : 89,90 €" in mail
    assert "Bon « Bienvenue » : −10,00 €" in mail
    assert "Total payé, taxes comprises : 84,80 €" in mail


def order_link(order):
    """Its page, as an e-mail links to it."""
    return links.order_url(order).removeprefix(settings.SITE_URL)


def test_before_an_article_is_cancelled_one_reads_what_comes_back(client):
    shop.voucher(minor=1000)
    order = shop.paid_order(shop.offer(minor=8990), code="BIENVENUE")

    page = plain(client.get(f"{order_link(order)}annuler/{order.lines.get().pk}/"))

    assert (
        "Un bon a payé une partie de son prix (89,90 €) : vous avez payé 79,90 € pour lui." in page
    )
    assert "remboursons 84,80 €, dont 4,90 € de livraison" in page


def test_what_goes_back_of_a_line_names_what_the_voucher_paid(client, relay, clock):
    shop.voucher(minor=1000)
    order = shop.paid_order(shop.offer(minor=8990), shop.offer(), code="BIENVENUE")
    line = order.lines.earliest("pk")
    share = Money.from_decimal(line.line_price_incl_tax).format().replace("\xa0", " ")
    client.post(f"{order_link(order)}annuler/{line.pk}/")
    relay()

    page = plain(client.get(order_link(order)))
    assert f"payé une partie de son prix (89,90 €) : vous avez payé {share} pour lui." in page
    mail = StoredEmail.objects.get(subject__contains="remboursés").text.replace("\xa0", " ")
    assert f"{line.title} : un bon en a payé une partie, vous avez payé {share}." in mail


def test_an_order_that_a_voucher_paid_whole_speaks_of_no_payment(client, relay, clock):
    shop.voucher(minor=5000)
    offer = shop.offer(point=shop.point(shipping=0), minor=5000)
    order = shop.order(offer, code="BIENVENUE")
    relay()

    page = plain(client.get(order_link(order)))
    assert page.count("Réglée par votre bon") == 2, "its state, its parcel's first step"
    assert "Payée" not in page
    mail = StoredEmail.objects.get(subject__contains="confirmée").text
    assert "Votre bon règle toute la commande" in mail
    assert "paiement est reçu" not in mail
    thanks = plain(client.get(links.return_path(order, "return")))
    assert "votre bon règle votre commande" in thanks


def test_the_list_of_orders_says_which_a_voucher_settled(client, relay, clock):
    shop.voucher(minor=5000)
    person = shop.user()
    shop.order(shop.offer(point=shop.point(shipping=0), minor=5000), code="BIENVENUE", user=person)
    shop.paid_order(user=person)
    relay()
    client.force_login(person)

    for name in ("storefront:orders", "storefront:account"):
        assert plain(client.get(reverse(name))).count("réglée par votre bon") == 1


@pytest.mark.parametrize("how", ["stopped", "over", "minimum"])
def test_gone_since_the_page_it_is_said_and_nothing_is_ordered(client, twin, clock, how):
    row = shop.voucher(minor=1000, minimum_minor=8000)
    record = shop.offer(minor=8990)
    put(client, record)
    enter(client)
    hidden = shown(client)
    if how == "stopped":
        vouchers.stop(voucher=row, reason="Erreur", user=None, at=clock())
    elif how == "over":
        clock.advance(days=31)
    else:
        shop.restate(record.pk, minor=7000)

    response = send(client, hidden)

    page = plain(response)
    assert response.status_code == 409
    assert "Le total a changé pendant que vous commandiez" in page
    assert "Bon « Bienvenue » non déduit." in page
    assert not Order.objects.exists()
    assert not VoucherUse.objects.exists()

    assert send(client, response.context["shown"]).status_code == 303
    assert not VoucherUse.objects.exists()
    assert queries.voucher_of(Order.objects.get().pk).minor == 0


def test_a_tampered_total_is_not_a_discount(client, twin):
    shop.voucher(minor=1000)
    put(client, shop.offer(minor=8990))
    enter(client)
    hidden = shown(client)

    assert send(client, {"accepted": tampered(hidden["accepted"])}).status_code == 409

    assert not Order.objects.exists()
    assert not VoucherUse.objects.exists()


def test_a_guest_who_had_it_before_reads_so_with_the_whole_price(client, twin):
    shop.voucher(minor=1000, uses_per_person=1)
    shop.order(shop.offer(), email="lea.martin@exemple.fr", code="BIENVENUE")
    put(client, shop.offer(minor=8990))
    enter(client)

    response = send(client)

    assert response.status_code == 409
    assert "Vous avez déjà utilisé ce bon." in plain(response)
    assert "94,80 € au lieu de 84,80 €" in plain(response)
    assert Order.objects.count() == VoucherUse.objects.count() == 1


def test_sent_twice_it_is_used_once(client, twin):
    shop.voucher(minor=1000, uses_per_person=None)
    put(client, shop.offer(minor=8990))
    enter(client)
    hidden = shown(client)

    assert send(client, hidden).url == send(client, hidden).url

    assert VoucherUse.objects.count() == Order.objects.count() == 1


def test_one_that_covers_everything_asks_for_no_card(client, relay):
    """No twin: whoever asks Stripe here fails."""
    shop.voucher(minor=9000)
    put(client, shop.offer(point=shop.point(shipping=0), minor=8990))
    enter(client)
    page = client.get(CHECKOUT)
    assert "il n’y a rien à payer" in plain(page)

    response = send(client, page.context["shown"])

    assert (response.status_code, response.url.startswith("/commande/C")) == (303, True)
    assert "Merci, votre bon règle votre commande" in plain(client.get(response.url))
    order = Order.objects.get()
    assert (order.status, order.total_incl_tax, order.payment.amount_minor) == ("paid", 0, 0)


def test_what_the_voucher_paid_for_is_not_promised_back(client, relay, clock):
    shop.voucher(minor=9000)
    record = shop.offer(point=shop.point(shipping=0), minor=8990)
    order = shop.paid_order(record, code="BIENVENUE")
    relay()
    with house_scope():
        line = ConsignmentLine.objects.get()
        fulfilment.refuse_line(line=line, reason="Défaut", actor=None, at=clock())
    relay()

    mail = StoredEmail.objects.get(subject__contains="retirés")
    assert "il n’y a rien à vous rembourser" in mail.text
    assert "0,00" not in mail.text.replace("89,90", "")
    page = plain(client.get(order_link(order)))
    assert "Payé par votre bon : rien à rembourser" in page
    assert "Remboursements" not in page


def test_the_seller_reads_its_own_price(client):
    shop.voucher(minor=1000)
    point = shop.point()
    order = shop.paid_order(shop.offer(point=point, minor=8990), code="BIENVENUE")
    client.force_login(shop.member(point.trader))
    with house_scope():
        number = Consignment.objects.get(order=order).number

    page = plain(client.get(reverse("portal:consignment", args=[number])))

    assert "89,90 €" in page
    assert "79,90 €" not in page
