"""From the basket to Stripe's page and back, with the twin in Stripe's place."""

import json
import re
import zlib
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.core import signing
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from marketplace.buying import operations as buying
from marketplace.buying.acceptance import Accepted
from marketplace.buying.models import OrderSheet
from marketplace.core import clock as real
from marketplace.core import dates
from marketplace.core.money import Money
from marketplace.core.scopes import house_scope
from marketplace.delivery.models import Tariff
from marketplace.fulfilment.models import Consignment
from marketplace.offers.operations import PromotionSpent
from marketplace.payments.models import Payment
from marketplace.storefront import links, papers
from marketplace.storefront.views import checkout
from tests import shop
from tests.stripe_twin.process import abandon, pay

Basket = get_model("basket", "Basket")
Country = get_model("address", "Country")
Order = get_model("order", "Order")
StockRecord = get_model("partner", "StockRecord")
BROWSER = "b" * 32
CHECKOUT, SUMMARY = "/commande/", "/panier/"
FIELDS = {
    "email": "Lea.Martin@exemple.fr",
    "first_name": "Léa",
    "last_name": "Martin",
    "line1": "12 rue des Tables Claudiennes",
    "line2": "",
    "postcode": "69001",
    "town": "Lyon",
    "phone": "06 12 34 56 78",
    "terms": "on",
}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _france():
    Country.objects.create(iso_3166_1_a2="FR", printable_name="France", is_shipping_country=True)


def put(client, *records, quantity=1):
    for record in records or (shop.offer(minor=8990), shop.offer(minor=2000)):
        client.post(reverse("basket:add"), {"stockrecord": record.pk, "quantity": quantity})


def shown(client):
    """The hidden fields of the page as it stands."""
    return client.get(CHECKOUT).context["shown"]


def read(paper):
    """What a page showed, in whichever browser."""
    packed = paper.split(":")[0]
    data = signing.b64_decode(packed.removeprefix(".").encode())
    return Accepted.unpacked(json.loads(zlib.decompress(data) if packed[0] == "." else data))


def send(client, hidden=None, to=CHECKOUT, **fields):
    return client.post(to, {**FIELDS, **(hidden or shown(client)), **fields})


def nothing_was_ordered():
    return (
        not Order.objects.exists()
        and not Payment.objects.exists()
        and not StockRecord.objects.exclude(num_allocated=None).exclude(num_allocated=0).exists()
        and not Basket.objects.exclude(status=Basket.OPEN).exists()
    )


def text_of(response):
    return response.content.decode()


# --- the page ----------------------------------------------------------------------------------
def test_the_page_says_what_is_bought_and_that_it_must_be_paid(client):
    put(client)

    response = client.get(CHECKOUT)
    text = text_of(response)

    assert response.status_code == 200
    button = re.search(r"<button[^>]*>\s*Commande avec obligation de paiement\s*</button>", text)
    assert button
    accepted = read(response.context["shown"]["accepted"])
    assert accepted.total == Money(8990 + 2000 + 2 * 490)
    assert text.count("Chez vous") == 4  # beside each parcel's way, and in the summary
    assert "119,70\xa0€" in text


def test_an_empty_basket_has_nothing_to_order(client):
    response = client.get(CHECKOUT)
    assert (response.status_code, response.url) == (303, SUMMARY)


def test_a_short_line_is_mended_in_the_basket_first(client):
    record = shop.offer(stock=3)
    put(client, record, quantity=3)
    StockRecord.objects.update(num_in_stock=1)

    response = client.get(CHECKOUT)

    assert "basket/summary.html" in [template.name for template in response.templates]
    assert "Il n’en reste qu’un" in text_of(response)


# --- ordering ----------------------------------------------------------------------------------
def test_a_guest_orders_and_is_sent_to_the_payment_page(client, twin):
    put(client)

    response = send(client)

    assert response.status_code == 303
    assert response.url.startswith(twin.url + "/pay/")
    order = Order.objects.get()
    address = order.shipping_address
    assert (order.status, order.user, order.total_incl_tax) == (
        "awaiting_payment",
        None,
        Decimal("119.70"),
    )
    assert (order.sheet.email, order.sheet.language) == ("lea.martin@exemple.fr", "fr")
    assert order.sheet.terms_version == checkout._terms()
    assert (address.postcode, address.line4, address.country_id) == ("69001", "Lyon", "FR")
    assert address.phone_number.as_e164 == "+33612345678"
    assert sorted(StockRecord.objects.values_list("num_allocated", flat=True)) == [1, 1]
    assert not client.get(SUMMARY).context["quote"].lines


def test_an_account_orders_with_its_own_address(client, twin):
    person = shop.user("moi@exemple.fr")
    client.force_login(person)
    put(client)

    send(client, email="un.autre@exemple.fr")

    order = Order.objects.get()
    assert (order.user, order.sheet.email) == (person, "moi@exemple.fr")


def test_an_account_need_not_type_its_address_again(client, twin):
    person = shop.user()
    shop.order(user=person)
    client.force_login(person)
    put(client)

    form = client.get(CHECKOUT).context["form"]

    assert [form[name].value() for name in ("first_name", "postcode", "town")] == [
        "Camille",
        "69002",
        "Lyon",
    ]


def test_english_is_the_language_of_the_order(client, twin):
    put(client)

    send(client, to=shop.english(CHECKOUT))

    assert OrderSheet.objects.get().language == "en"


@pytest.mark.parametrize("lines", [1, 4])
def test_ordering_stays_within_its_budget(client, twin, django_assert_max_num_queries, lines):
    put(client, *(shop.offer() for _ in range(lines)))
    hidden = shown(client)

    # 15 + 4 n to place; around it the basket, its quote (5), and opening the payment (12).
    with django_assert_max_num_queries(15 + 4 * lines + 19):
        send(client, hidden)


# --- what is refused -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("email", "lea@", "adresse"),
        ("email", "", "obligatoire"),
        ("last_name", "", "obligatoire"),
        ("first_name", "\u202e\ufeff", "obligatoire"),
        ("first_name", "-- 42", "avec des lettres"),
        ("postcode", "6900", "cinq chiffres"),
        ("postcode", "690011", "cinq chiffres"),
        ("postcode", "00100", "Le code postal 00100 n’existe pas"),
        ("postcode", "99999", "Le code postal 99999 n’existe pas"),
        ("postcode", "6900A", "cinq chiffres"),
        ("postcode", "97400", "France métropolitaine"),
        ("postcode", "98000", "France métropolitaine"),
        ("town", "", "obligatoire"),
        ("phone", "12", "téléphone"),
        ("terms", "", "Acceptez les conditions"),
    ],
)
def test_a_field_that_is_wrong_is_named_and_the_rest_is_kept(client, field, value, text):
    put(client)

    response = send(client, **{field: value})
    form = response.context["form"]

    assert response.status_code == 422
    assert text in str(form.errors[field])
    assert list(form.errors) == [field]
    assert form["line1"].value() == FIELDS["line1"]
    assert f'href="#id_{field}"' in text_of(response)
    assert nothing_was_ordered()


@pytest.mark.parametrize(
    ("postcode", "town"),
    [
        ("69 001", "LYON 1er"),
        ("20000", "ajaccio"),
        ("01000", "Bourg en Bresse"),
        ("95880", "Enghien-les-Bains"),
    ],
)
def test_postcodes_of_mainland_france_and_corsica(client, twin, postcode, town):
    put(client)
    assert send(client, postcode=postcode, town=town).status_code == 303
    assert Order.objects.get().shipping_address.postcode == postcode.replace(" ", "")


def test_what_nobody_sees_of_a_name_is_taken_out(client, twin):
    put(client)
    assert send(client, first_name="\u202eLéa\ufeff").status_code == 303
    assert Order.objects.get().shipping_address.first_name == "Léa"


def test_a_price_that_changed_meanwhile_is_shown_and_not_ordered(client, twin):
    record = shop.offer(minor=14990)
    put(client, record)
    hidden = shown(client)
    StockRecord.objects.update(price="159.90")

    response = send(client, hidden)
    text = text_of(response)

    assert response.status_code == 409
    assert "164,80\xa0€ au lieu de 154,80\xa0€" in text
    assert "159,90\xa0€ au lieu de 149,90\xa0€ : la boutique a changé son prix." in text
    assert response.context["form"]["line1"].value() == FIELDS["line1"]
    assert nothing_was_ordered()

    assert send(client, response.context["shown"]).status_code == 303
    assert Order.objects.get().total_incl_tax == Decimal("164.80")


def test_a_promotion_that_does_not_reach_is_said(client, monkeypatch):
    put(client, shop.offer(minor=14990))

    def spent(**_said):
        raise PromotionSpent(stockrecord_ids=[])

    monkeypatch.setattr(buying.offers, "reserve", spent)
    response = send(client)

    assert response.status_code == 409
    assert response.context["changed"] == [str(PromotionSpent.message)]
    assert "La promotion d’un article de votre panier ne suffit plus" in text_of(response)
    assert nothing_was_ordered()


def test_prices_that_moved_against_each_other_are_shown_too(client):
    dearer, cheaper = shop.offer(minor=10000), shop.offer(minor=8000)
    put(client, dearer, cheaper)
    hidden = shown(client)
    StockRecord.objects.filter(pk=dearer.pk).update(price="101.00")
    StockRecord.objects.filter(pk=cheaper.pk).update(price="79.00")

    response = send(client, hidden)

    assert response.status_code == 409
    was, now = hidden["accepted"], response.context["shown"]["accepted"]
    assert read(was).total == read(now).total
    assert len(response.context["changed"]) == 2
    assert "101,00\xa0€ au lieu de 100,00\xa0€" in text_of(response)
    assert nothing_was_ordered()


def test_what_delivery_costs_and_when_it_comes_is_not_taken_silently(client, twin, clock):
    put(client, shop.offer(point=shop.point("Foulées"), minor=5000))
    hidden = shown(client)
    Tariff.objects.update(minor=590)
    clock.advance(hours=8)  # past the cut-off

    response = send(client, hidden)

    assert response.status_code == 409
    assert response.context["changed"] == [
        "Livraison de Foulées : 5,90\xa0€ au lieu de 4,90\xa0€.",
        "Colis de Foulées : vendredi 6 mars au lieu de jeudi 5 mars.",
    ]
    assert "55,90\xa0€ au lieu de 54,90\xa0€" in text_of(response)
    assert nothing_was_ordered()
    assert send(client, response.context["shown"]).status_code == 303


def test_a_line_that_came_in_another_window_is_said(client):
    put(client, shop.offer())
    hidden = shown(client)
    put(client, shop.offer())

    response = send(client, hidden)

    assert response.status_code == 409
    assert "est arrivé dans votre panier" in text_of(response)
    assert nothing_was_ordered()


def test_sent_twice_is_ordered_once_though_the_price_moved_in_between(client, twin):
    record = shop.offer(minor=10000)
    put(client, record)
    hidden = shown(client)
    first = send(client, hidden)
    StockRecord.objects.update(price="120.00")

    assert send(client, hidden).url == first.url
    assert Order.objects.get().total_incl_tax == Decimal("104.90")


def test_other_terms_meanwhile_are_shown_and_not_accepted_unseen(client, monkeypatch):
    put(client)
    hidden = shown(client)
    before = dates.said(date.fromisoformat(checkout._terms()))
    monkeypatch.setattr(checkout, "_terms", lambda: "2027-02-01")

    response = send(client, hidden)

    assert response.status_code == 409
    assert f"version du 1er février 2027 au lieu de celle du {before}" in text_of(response)
    assert nothing_was_ordered()


@pytest.mark.parametrize("left", [0, 1])
def test_sold_meanwhile_leads_back_to_the_basket(client, left):
    put(client, shop.offer(stock=3), quantity=2)
    hidden = shown(client)
    StockRecord.objects.update(num_in_stock=left)

    response = send(client, hidden)

    assert response.status_code == 409
    assert "n’est plus disponible comme demandé" in text_of(response)
    assert nothing_was_ordered()


def test_somebody_is_faster_in_the_last_moment(client, monkeypatch):
    """The quote still saw the unit; the guarded UPDATE does not get it."""
    put(client, shop.offer(stock=1))
    hidden = shown(client)
    reserve = buying.offers.reserve

    def too_late(**wish):
        StockRecord.objects.update(num_in_stock=0)
        reserve(**wish)

    monkeypatch.setattr(buying.offers, "reserve", too_late)

    response = send(client, hidden)

    assert response.status_code == 409
    assert not Order.objects.exists()
    assert Basket.objects.get().status == Basket.OPEN


# --- tampered with -----------------------------------------------------------------------------
def tampered(paper):
    """One cent less, signed as before."""
    packed = replace(read(paper), total=Money(1)).packed()
    return ":".join([signing.dumps(packed).split(":")[0], *paper.split(":")[1:]])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _paper: "",
        lambda _paper: "gratuit",
        lambda paper: paper[:-1],
        tampered,
        lambda _paper: signing.dumps([1, [1, 0, "EUR"], "x", [], []]),  # signed for something else
        lambda _paper: signing.dumps("old", salt=papers.CHECKOUT + BROWSER),
    ],
)
def test_figures_that_were_never_shown_order_nothing(client, spoil):
    client.cookies[settings.CSRF_COOKIE_NAME] = BROWSER
    put(client)

    response = send(client, accepted=spoil(shown(client)["accepted"]))

    assert response.status_code == 409
    assert "date trop, ou ne vient pas d’ici" in text_of(response)
    assert response.context["form"]["line1"].value() == FIELDS["line1"]
    assert nothing_was_ordered()


def test_a_page_of_yesterday_is_shown_afresh(client, twin, time_machine_signing):
    put(client)
    hidden = shown(client)
    time_machine_signing(hours=13)

    response = send(client, hidden)

    assert response.status_code == 409
    assert nothing_was_ordered()
    assert send(client, response.context["shown"]).status_code == 303


@pytest.fixture
def time_machine_signing(monkeypatch):
    """Later, as far as signatures know."""

    def later(*, hours):
        now = signing.time.time() + 3600 * hours
        monkeypatch.setattr(signing.time, "time", lambda: now)

    return later


def test_another_persons_basket_cannot_be_ordered(client):
    theirs = Client()
    theirs.force_login(shop.user())
    put(theirs)
    put(client)

    assert send(client, accepted=shown(theirs)["accepted"]).status_code == 409
    assert nothing_was_ordered()


@pytest.mark.parametrize("paid", [False, True])
def test_what_a_guest_was_shown_leads_nobody_else_to_the_order(client, twin, paid):
    theirs = Client()
    put(theirs)
    hidden = shown(theirs)
    page = send(theirs, hidden)["Location"]
    if paid:
        pay(page)
    put(client)

    response = send(client, hidden)

    assert response.status_code == 409
    assert "ne vient pas d’ici" in text_of(response)
    number = Order.objects.get().number
    assert not any(told in text_of(response) for told in (page, number))
    assert send(Client(), hidden).url == SUMMARY
    assert send(client, response.context["shown"]).status_code == 303  # one's own
    assert Order.objects.count() == 2


def test_an_unreadable_page_of_somebody_without_a_basket_leads_to_the_empty_one(client):
    response = send(client, {"accepted": "x"})
    assert (response.status_code, response.url) == (303, SUMMARY)


# --- the address --------------------------------------------------------------------------------
def test_a_town_of_another_postcode_is_asked_about_and_then_believed(client, twin):
    put(client)

    response = send(client, town="Villeurbanne")
    text = text_of(response)

    assert response.status_code == 422
    assert "69001 est le code postal de Lyon" in text
    assert 'name="use_town" value="Lyon"' in text
    assert nothing_was_ordered()

    sure = response.context["form"].doubt.key
    assert send(client, town="Marseille", sure=sure).status_code == 422  # not what was asked
    assert send(client, town="Villeurbanne", sure=sure).status_code == 303
    assert Order.objects.get().shipping_address.line4 == "Villeurbanne"


def test_the_town_that_is_proposed_is_taken_and_nothing_else_is_lost(client):
    put(client)

    response = send(client, town="Lyonn", use_town="Lyon")
    form = response.context["form"]

    assert response.status_code == 200
    assert [form[name].value() for name in ("town", "line1")] == ["Lyon", FIELDS["line1"]]
    assert nothing_was_ordered()


def test_a_postcode_that_nobody_knows_may_be_right(client, twin):
    put(client)

    response = send(client, postcode="69426", town="Lyon cedex 03")
    assert response.status_code == 422
    assert "Nous ne connaissons pas le code postal 69426" in text_of(response)

    sure = response.context["form"].doubt.key
    assert send(client, postcode="69426", town="Lyon cedex 03", sure=sure).status_code == 303


# --- twice -------------------------------------------------------------------------------------
def test_sent_twice_is_ordered_once(client, twin):
    put(client)
    hidden = shown(client)

    first, second = send(client, hidden), send(client, hidden)

    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert Order.objects.count() == Payment.objects.count() == 1
    assert twin.state()["objects"]["checkout.session"] == 1


def test_sent_again_once_paid_shows_that_it_is(client, twin):
    put(client)
    hidden = shown(client)
    pay(send(client, hidden).url)
    client.get(links.return_path(Order.objects.get()))

    response = send(client, hidden)

    assert (response.status_code, response.url) == (303, links.return_path(Order.objects.get()))
    assert Order.objects.count() == 1


# --- Stripe is away ------------------------------------------------------------------------------
def test_without_stripe_the_order_stands_and_can_be_paid_later(client, twin):
    put(client)
    hidden = shown(client)
    twin.stop()
    try:
        response = send(client, hidden)
        order = Order.objects.get()
        assert (response.status_code, response.url) == (303, links.return_path(order))
        text = text_of(client.get(response.url))
        assert "Le paiement n’a pas pu s’ouvrir" in text
        again = links.return_path(order, "pay")
        assert again in text.replace("&amp;", "&")
        assert client.post(again).url == links.return_path(order)
    finally:
        twin.start()

    assert client.post(again).url.startswith(twin.url + "/pay/")
    assert Order.objects.count() == Payment.objects.count() == 1


# --- back from the payment page ------------------------------------------------------------------
@pytest.fixture
def order(client, twin):
    put(client)
    client.page = send(client).url
    return Order.objects.get()


def back(client, order, **asked):
    return client.get(links.return_path(order), asked or None)


def test_the_addresses_given_to_stripe_are_the_same_each_time(order):
    assert links.return_url(order) == links.return_url(Order.objects.get())
    assert links.return_url(order, left=True) == links.return_url(order) + "&quitte=1"


def test_coming_back_proves_nothing(client, order):
    response = back(client, order)

    assert response.context["waiting"]
    assert Order.objects.get().status == "awaiting_payment"
    assert 'http-equiv="refresh" content="3;url=' in text_of(response)


def test_paid_is_what_stripe_says_when_asked(client, order, relay):
    visit = pay(client.page)
    assert visit.redirect == links.return_url(order)

    text = text_of(client.get(visit.redirect))

    assert "Merci, votre commande est payée" in text
    assert 'http-equiv="refresh"' not in text
    assert Order.objects.get().status == "paid"
    relay()
    with house_scope():
        assert {c.status for c in Consignment.objects.all()} == {"to_accept"}


def test_the_page_stops_asking_after_a_while(client, order, monkeypatch):
    asked = []
    monkeypatch.setattr(buying, "look_again", lambda **_wish: asked.append(1) or order)

    path = links.return_path(order)
    for look in (9, 10, 11, "x"):
        response = client.get(f"{path}&essai={look}")
        assert 'http-equiv="refresh"' not in text_of(response)

    assert len(asked) == 1
    assert "Vous pouvez fermer cette page" in text_of(response)


def test_leaving_the_payment_page_keeps_the_order(client, order):
    visit = abandon(client.page)
    response = client.get(visit.redirect)

    assert "Paiement interrompu" in text_of(response)
    assert 'http-equiv="refresh"' not in text_of(response)
    assert client.post(links.return_path(order, "pay")).url == client.page


def test_given_up_the_stock_is_back_and_the_basket_can_be_filled_again(client, order):
    response = client.post(links.return_path(order, "abandon"))

    assert (response.status_code, response.url) == (303, links.return_path(order))
    assert Order.objects.get().status == "expired"
    assert set(StockRecord.objects.values_list("num_allocated", flat=True)) == {0}
    assert "Remettre au panier" in text_of(client.get(response.url))

    assert client.post(links.return_path(order, "restore")).url == SUMMARY
    assert client.get(SUMMARY).context["quote"].count == 2
    assert Order.objects.count() == 1


def test_giving_up_what_was_paid_meanwhile_keeps_it(client, order, relay):
    pay(client.page)

    client.post(links.return_path(order, "abandon"))
    relay()

    assert Order.objects.get().status == "paid"
    assert set(StockRecord.objects.values_list("num_allocated", flat=True)) == {1}


def test_expired_at_stripe_is_seen_at_once(client, order, twin):
    twin.advance(32 * 60)

    assert "La commande est abandonnée" in text_of(back(client, order))
    assert set(StockRecord.objects.values_list("num_allocated", flat=True)) == {0}


def test_an_order_that_can_be_paid_is_not_put_back(client, order):
    response = client.post(links.return_path(order, "restore"))

    assert (response.status_code, response.url) == (303, links.return_path(order))
    assert not client.get(SUMMARY).context["quote"].lines


@pytest.mark.parametrize("page", ["return", "pay", "abandon", "restore"])
@pytest.mark.parametrize("key", ["", "forged", "another's"])
def test_without_its_key_an_order_is_not_there(client, order, page, key):
    if key == "another's":
        key = links.return_path(shop.order(), page).partition("cle=")[2]
    path = reverse(f"checkout:{page}", args=[order.number])
    call = client.get if page == "return" else client.post

    assert call(f"{path}?cle={key}").status_code == 404
    assert Order.objects.get(pk=order.pk).status == "awaiting_payment"


def test_the_key_is_over_after_two_days(client, order):
    Order.objects.update(date_placed=real.now() - timedelta(days=3))

    response = back(client, order)

    assert response.status_code == 410
    text = text_of(response)
    assert "Ce lien n’est plus valable" in text
    assert "Il n’a été valable que 2 jours." in text


def test_the_key_stays_on_this_site(client, order):
    response = back(client, order)
    assert response["Referrer-Policy"] == "same-origin"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("page", ["pay", "abandon", "restore"])
def test_nothing_is_done_by_looking(client, order, page):
    assert client.get(links.return_path(order, page)).status_code == 405


# --- a payment that was left -------------------------------------------------------------------
def test_an_empty_basket_points_to_the_order_that_waits_for_its_payment(client, twin):
    put(client)
    send(client)
    order = Order.objects.get()

    page = client.get(SUMMARY)

    assert page.context["unpaid"] == order
    assert f"La commande {order.number} (119,70\u00a0€) attend son paiement." in text_of(page)
    assert client.get(page.context["unpaid_link"]).context["left"]


@pytest.mark.parametrize("first", [SUMMARY, CHECKOUT])
def test_a_guest_to_whom_the_answer_never_came_is_told_of_it_too(client, twin, first):
    put(client)
    client.get(SUMMARY)
    basket = client.cookies[settings.OSCAR_BASKET_COOKIE_OPEN].value
    send(client)
    cut_off = Client()  # it ordered, and was answered nothing
    cut_off.cookies[settings.OSCAR_BASKET_COOKIE_OPEN] = basket
    cut_off.cookies["cordee_unpaid"] = "an order before this one:forged"

    cut_off.get(first)
    page = cut_off.get(SUMMARY)

    assert page.context["unpaid"] == Order.objects.get()
    assert "attend son paiement" in text_of(page)
    assert cut_off.get(page.context["unpaid_link"]).status_code == 200


def test_the_cookie_of_a_basket_leads_to_no_order_of_an_account(client, twin):
    client.force_login(shop.user())
    put(client)
    basket = Basket.objects.get()
    send(client)
    other = Client()
    other.cookies[settings.OSCAR_BASKET_COOKIE_OPEN] = signing.Signer().sign(str(basket.pk))

    assert other.get(SUMMARY).context["unpaid"] is None


def test_an_account_is_told_of_it_on_another_device_and_nobody_else_is(client, twin):
    buyer = shop.user("lea.martin@exemple.fr")
    client.force_login(buyer)
    put(client)
    send(client)
    phone, stranger = Client(), Client()
    phone.force_login(buyer)
    stranger.force_login(shop.user())
    forged = Client()
    forged.cookies["cordee_unpaid"] = f"{Order.objects.get().number}:forged"

    assert phone.get(SUMMARY).context["unpaid"] == Order.objects.get()
    for other in (stranger, forged, Client()):
        assert other.get(SUMMARY).context["unpaid"] is None


def test_nor_does_one_whose_articles_are_held_no_longer(client, twin, clock):
    put(client)
    send(client)
    clock.advance(minutes=36)

    assert client.get(SUMMARY).context["unpaid"] is None


def test_a_paid_order_waits_for_nothing(client, twin):
    put(client)
    pay(send(client)["Location"])
    client.get(links.return_path(Order.objects.get()))

    assert client.get(SUMMARY).context["unpaid"] is None
