"""The basket: nothing is written by looking, every change is said, another's is out of reach."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.signing import Signer
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from marketplace.offers import promotions
from marketplace.offers.models import OfferTerms
from marketplace.offers.promotions import Wish
from marketplace.traders.models import Trader
from tests import shop

Basket = get_model("basket", "Basket")
Line = get_model("basket", "Line")
StockRecord = get_model("partner", "StockRecord")
COOKIE = "oscar_open_basket"
SUMMARY = "/panier/"
pytestmark = pytest.mark.django_db


def add(client, record, quantity=1, **more):
    pk = record if isinstance(record, int) else record.pk
    return client.post(reverse("basket:add"), {"stockrecord": pk, "quantity": quantity, **more})


def said(client):
    return [str(message) for message in client.get(SUMMARY).context["messages"]]


def lines():
    return sorted(Line.objects.values_list("stockrecord_id", "quantity"))


# --- looking -----------------------------------------------------------------------------------
def test_looking_writes_nothing(client):
    response = client.get(SUMMARY)

    assert response.status_code == 200
    assert "Votre panier est vide." in response.content.decode()
    assert COOKIE not in response.cookies
    assert not Basket.objects.exists()
    assert not Session.objects.exists()


def test_looking_with_an_account_writes_nothing(client):
    client.force_login(shop.user())
    sessions = Session.objects.count()

    assert client.get(SUMMARY).status_code == 200

    assert not Basket.objects.exists()
    assert Session.objects.count() == sessions


def test_nobody_with_nothing_in_it_pays_for_a_basket(client, django_assert_num_queries):
    with django_assert_num_queries(1):  # sports of the head
        client.get(SUMMARY)


@pytest.mark.parametrize("cookie", ["7:forged", "nonsense", Signer().sign("x"), Signer().sign("9")])
def test_a_cookie_that_names_no_basket_is_taken_away(client, cookie):
    client.cookies[COOKIE] = cookie

    response = client.get(SUMMARY)

    assert response.status_code == 200
    assert response.cookies[COOKIE]["max-age"] == 0


def test_the_basket_of_an_account_is_not_opened_by_a_cookie(client):
    theirs = shop.basket(shop.offer(), owner=shop.user())
    client.cookies[COOKIE] = Signer().sign(str(theirs.pk))

    assert not client.get(SUMMARY).context["quote"].lines


@pytest.mark.parametrize("status", [Basket.SUBMITTED, Basket.FROZEN, Basket.MERGED])
def test_a_basket_that_is_no_longer_open_is_never_shown_again(client, status):
    add(client, shop.offer())
    Basket.objects.update(status=status)

    assert not client.get(SUMMARY).context["quote"].lines

    add(client, shop.offer())
    assert Basket.objects.count() == 2


# --- putting in --------------------------------------------------------------------------------
def test_an_offer_goes_in_and_the_cookie_is_guarded(client):
    record = shop.offer(minor=8990)

    response = add(client, record, 2)

    assert (response.status_code, response.url) == (303, SUMMARY)
    cookie = response.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert lines() == [(record.pk, 2)]
    quote = client.get(SUMMARY).context["quote"]
    assert (quote.goods.minor, quote.shipping.minor, quote.count) == (17980, 490, 2)
    assert not Session.objects.exists()


def test_putting_in_is_cheap(client, django_assert_max_num_queries):
    record, other = shop.offer(), shop.offer()
    with django_assert_max_num_queries(11):
        add(client, record)
    with django_assert_max_num_queries(11):
        add(client, record)
    with django_assert_max_num_queries(11):
        add(client, other)


def test_the_same_again_goes_on_top(client):
    record = shop.offer(stock=5)
    add(client, record, 1)
    add(client, record, 2)

    assert lines() == [(record.pk, 3)]


def test_no_more_than_there_is_and_it_is_said(client):
    record = shop.offer(stock=3)
    add(client, record, 2)

    response = add(client, record, 5)

    assert response.status_code == 303
    assert lines() == [(record.pk, 3)]
    assert any("Il n’en reste que 3" in text for text in said(client))


def test_afterwards_one_is_back_where_the_form_was(client):
    address = "/produit/cadence_1/?taille=42"
    assert add(client, shop.offer(), next=address).url == address


@pytest.mark.parametrize("address", ["https://ailleurs.test/", "//ailleurs.test/", "javascript:1"])
def test_another_site_is_no_place_to_go_back_to(client, address):
    assert add(client, shop.offer(), next=address).url == SUMMARY


def paused():
    record = shop.offer()
    OfferTerms.objects.filter(stockrecord=record).update(state=OfferTerms.State.PAUSED)
    return record


def of_a_suspended_trader():
    record = shop.offer()
    Trader.objects.update(status=Trader.Status.SUSPENDED)
    return record


@pytest.mark.parametrize(
    ("make", "status", "text"),
    [
        (lambda: shop.offer(stock=0), 409, "est épuisée"),
        (paused, 409, "n’est plus en vente"),
        (of_a_suspended_trader, 409, "n’est plus en vente"),
        (lambda: 123456, 404, "Cette offre n’existe plus"),
        (lambda: 10**30, 400, "ne peut pas être lue"),
    ],
)
def test_what_cannot_be_bought_is_refused_and_nothing_is_written(client, make, status, text):
    response = add(client, make())

    assert response.status_code == status
    assert text in response.content.decode()
    assert not Basket.objects.exists()
    assert not lines()


@pytest.mark.parametrize("quantity", ["-1", "0", "1,5", "100", "beaucoup"])
def test_a_quantity_that_is_none_is_refused(client, quantity):
    assert add(client, shop.offer(), quantity).status_code == 400
    assert not lines()


def test_putting_in_is_a_form(client):
    assert client.get(reverse("basket:add")).status_code == 405


def test_a_form_from_elsewhere_is_refused():
    from django.test import Client

    response = add(Client(enforce_csrf_checks=True), shop.offer())
    assert response.status_code == 403
    assert not lines()


# --- changing ----------------------------------------------------------------------------------
def change(client, quantity, pk=None):
    pk = pk or Line.objects.get().pk
    return client.post(reverse("basket:update", args=[pk]), {"quantity": quantity})


def test_another_quantity(client):
    record = shop.offer()
    add(client, record)

    assert change(client, 4).status_code == 303
    assert lines() == [(record.pk, 4)]
    assert said(client) == ["Ajouté au panier.", "Quantité mise à jour."]


def test_another_quantity_as_far_as_the_stock_goes(client):
    record = shop.offer(stock=2)
    add(client, record)
    change(client, 9)

    assert lines() == [(record.pk, 2)]


def test_nought_takes_it_out(client):
    add(client, shop.offer())
    change(client, 0)

    assert not lines()


def test_a_quantity_that_is_none_changes_nothing(client):
    record = shop.offer()
    add(client, record)
    assert change(client, "douze").status_code == 303

    assert lines() == [(record.pk, 1)]


def test_a_line_of_another_basket_is_not_there(client):
    theirs = shop.basket(shop.offer(), quantity=2)
    add(client, shop.offer())

    assert change(client, 5, pk=theirs.lines.get().pk).status_code == 404
    assert theirs.lines.get().quantity == 2


# --- what changed since ------------------------------------------------------------------------
def test_a_price_that_changed_is_shown_with_the_one_before(client):
    record = shop.offer(minor=14990)
    add(client, record)
    StockRecord.objects.filter(pk=record.pk).update(price="139.90")

    text = client.get(SUMMARY).content.decode()

    assert "139,90\xa0€ au lieu de 149,90\xa0€ : la boutique a changé son prix." in text
    assert "Passer la commande" in text


def test_changing_a_line_has_seen_its_price(client):
    record = shop.offer(minor=14990)
    add(client, record)
    StockRecord.objects.filter(pk=record.pk).update(price="139.90")
    change(client, 2)

    assert "au lieu de" not in client.get(SUMMARY).content.decode()


def test_a_promotion_that_does_not_reach_for_all_says_for_how_many(client, clock):
    record = shop.offer(minor=10000, stock=9)
    terms = {"name": "Fin de saison", "kind": "percent", "value": 20, "budget_minor": 3000}
    wish = Wish(starts_at=clock(), ends_at=clock() + timedelta(days=7), **terms)
    promotions.create(trader=record.partner.point.trader, wish=wish, at=clock())
    add(client, record, 2)

    text = client.get(SUMMARY).content.decode()

    assert "La promotion ne suffit plus que pour un exemplaire à 80,00" in text
    assert 'name="quantity" value="1"' in text
    change(client, 1)
    assert "La promotion ne suffit" not in client.get(SUMMARY).content.decode()


def test_a_line_that_became_short_says_how_to_go_on(client):
    record = shop.offer(stock=5)
    add(client, record, 4)
    StockRecord.objects.filter(pk=record.pk).update(num_in_stock=2)

    text = client.get(SUMMARY).content.decode()

    assert "Il n’en reste que 2" in text
    assert "En prendre 2" in text
    assert "Passer la commande" not in text


def test_a_line_that_is_gone_says_so(client):
    record = shop.offer()
    add(client, record)
    StockRecord.objects.filter(pk=record.pk).update(num_in_stock=0)

    response = client.get(SUMMARY)
    text = response.content.decode()

    assert response.context["quote"].total.minor == 0
    assert "Cette offre est épuisée, ou n’est plus en vente." in text
    assert "Chez vous" not in text
    assert "Passer la commande" not in text


def test_parcels_by_boutique_with_their_cost_and_date(client, clock):
    near = shop.point("Foulées", shipping=490, free_from=12000)
    far = shop.point("Le Couloir", shipping=0)
    for record in (shop.offer(point=near, minor=5000), shop.offer(point=far, minor=2000)):
        add(client, record)

    response = client.get(SUMMARY)
    text = response.content.decode()

    assert [p.trader_name for p in response.context["quote"].parcels] == ["Foulées", "Le Couloir"]
    assert text.count("Chez vous jeudi 5 mars") == 2  # a day to prepare, two on the way
    assert "Encore 70,00\xa0€ chez Foulées et la livraison est offerte." in text
    assert response.context["quote"].total.minor == 7490


@pytest.mark.parametrize("size", [1, 30])
def test_the_page_costs_the_same_at_any_size(client, django_assert_num_queries, size):
    for _ in range(size):
        add(client, shop.offer(point=shop.point() if size < 5 else None))
    shop.basket(shop.offer())  # another's

    # basket, its lines, offers, their tariffs, choices; other boutiques, their tariffs, chosen
    # offers; deciders, count in the head, sports
    with django_assert_num_queries(11):
        response = client.get(SUMMARY)

    assert len(response.context["quote"].lines) == size


# --- signing in --------------------------------------------------------------------------------
def sign_in(client, person):
    return client.post(
        reverse("account_login"), {"login": person.email, "password": "un-mot-de-passe"}
    )


def test_the_basket_comes_along_when_signing_in(client):
    person, record, other = shop.user(), shop.offer(), shop.offer()
    shop.basket(record, owner=person)
    add(client, record, 3)
    add(client, other)

    response = sign_in(client, person)

    assert response.status_code == 302
    assert response.cookies[COOKIE]["max-age"] == 0
    assert set(Basket.objects.values_list("owner", "status")) == {
        (None, Basket.MERGED),
        (person.pk, Basket.OPEN),
    }
    quote = client.get(SUMMARY).context["quote"]
    assert sorted((line.offer.stockrecord_id, line.quantity) for line in quote.lines) == [
        (record.pk, 3),
        (other.pk, 1),
    ]


def test_a_guests_basket_outlives_the_session(client):
    record = shop.offer()
    add(client, record)
    cookie = client.cookies[COOKIE]
    assert cookie["max-age"] == 60 * 60 * 24 * 60

    later = Client()
    later.cookies[COOKIE] = cookie.value

    assert later.get(SUMMARY).context["quote"].count == 1


def test_signing_in_without_anything_put_in_writes_no_basket(client):
    sign_in(client, shop.user())

    assert not Basket.objects.exists()


def test_an_account_finds_its_basket_again_elsewhere(client):
    person, record = shop.user(), shop.offer()
    client.force_login(person)
    response = add(client, record)
    assert COOKIE not in response.cookies

    client.logout()
    assert not client.get(SUMMARY).context["quote"].lines
    client.force_login(person)
    assert client.get(SUMMARY).context["quote"].count == 1


# --- other boutiques, other ways ---------------------------------------------------------------
@pytest.fixture
def two():
    """One article in two boutiques; the second is dearer and has the other article, too."""
    one, both = shop.point("Foulées"), shop.point("Le Couloir")
    shoe, pack = shop.reference()[0], shop.reference()[0]
    return {
        "shoe": shop.offer(point=one, variant=shoe, minor=9000),
        "shoe_there": shop.offer(point=both, variant=shoe, minor=9100),
        "pack": shop.offer(point=both, variant=pack, minor=5000),
    }


def papers_of(response):
    return re.findall(r'name="moves" value="([^"]+)"', response.content.decode())


def move(client, paper):
    return client.post(reverse("basket:move"), {"moves": paper})


def test_fewer_parcels_in_one_click_and_the_same_when_sent_again(client, two, clock):
    add(client, two["shoe"])
    add(client, two["pack"])
    page = client.get(SUMMARY)
    text = page.content.decode()
    assert "Moins de colis" in text
    assert "3,90\xa0€ de moins" in text  # a euro more, and one delivery less
    assert "1 colis, tout est là jeudi 5 mars." in text
    paper = papers_of(page)[0]

    for _ in range(2):
        assert (move(client, paper).status_code, move(client, paper).url) == (303, SUMMARY)
        assert lines() == [(two["shoe_there"].pk, 1), (two["pack"].pk, 1)]

    assert "Moins de colis" not in client.get(SUMMARY).content.decode()


def test_a_line_from_another_boutique(client, two):
    add(client, two["shoe"], 2)
    page = client.get(SUMMARY)
    assert "1 autre boutique" in page.content.decode()
    assert "1,00\xa0€ de plus" in page.content.decode()

    move(client, papers_of(page)[0])

    assert lines() == [(two["shoe_there"].pk, 2)]


def test_a_boutique_that_has_not_enough_is_shown_without_a_button(client, two):
    StockRecord.objects.filter(pk=two["shoe_there"].pk).update(num_in_stock=1)
    add(client, two["shoe"], 2)

    page = client.get(SUMMARY)

    assert papers_of(page) == []
    assert "il n’en reste qu’un" in page.content.decode()


def test_what_sold_out_since_it_was_proposed_changes_nothing_and_says_so(client, two):
    add(client, two["shoe"])
    paper = papers_of(client.get(SUMMARY))[0]
    StockRecord.objects.filter(pk=two["shoe_there"].pk).update(num_in_stock=0)

    move(client, paper)

    assert lines() == [(two["shoe"].pk, 1)]
    assert any("n’a plus assez" in text for text in said(client))


def test_a_price_that_changed_since_it_was_proposed_is_said(client, two):
    add(client, two["shoe"])
    paper = papers_of(client.get(SUMMARY))[0]
    StockRecord.objects.filter(pk=two["shoe_there"].pk).update(price="95.00")

    move(client, paper)

    text = client.get(SUMMARY).content.decode()
    assert "95,00\xa0€ au lieu de 91,00\xa0€" in text


@pytest.mark.parametrize("paper", ["", "x", "forged:1abc:xyz"])
def test_a_proposal_that_is_not_ours_changes_nothing(client, two, paper):
    add(client, two["shoe"])

    assert move(client, paper).status_code == 303

    assert lines() == [(two["shoe"].pk, 1)]
    assert any("date trop" in text for text in said(client))


def test_a_proposal_for_another_basket_changes_neither(client, two):
    other = Client()
    add(other, two["shoe"])
    add(client, two["shoe"])
    paper = papers_of(other.get(SUMMARY))[0]

    move(client, paper)

    assert lines() == [(two["shoe"].pk, 1), (two["shoe"].pk, 1)]
    assert any("n’est plus le vôtre" in text for text in said(client))


def deliver(client, record, method):
    return client.post(reverse("basket:deliver"), {f"way-{record.partner_id}": method})


def test_a_parcel_is_fetched_at_the_counter_instead(client, clock):
    record = shop.offer(point=shop.counter(shop.point("Foulées")), minor=5000)
    add(client, record)

    assert deliver(client, record, "pickup").url == SUMMARY

    page = client.get(SUMMARY)
    assert "À retirer aujourd’hui à 12\xa0h" in page.content.decode()
    assert page.context["quote"].total.minor == 5000
    deliver(client, record, "home")
    assert client.get(SUMMARY).context["quote"].total.minor == 5490


@pytest.mark.parametrize("method", ["", "drone", "pickup", "relay"])
def test_a_way_that_is_not_offered_changes_nothing(client, method):
    record = shop.offer()
    add(client, record)

    assert deliver(client, record, method).status_code == 303

    page = client.get(SUMMARY)
    assert [each.level_tag for each in page.context["messages"]][-1] == "error"
    assert page.context["quote"].parcels[0].method == "home"


@pytest.mark.parametrize("quantity", [-1, 100, 10**30, "2e1", "1.5", "", "٣"])
def test_a_quantity_that_nobody_can_mean_changes_nothing(client, quantity):
    record = shop.offer(stock=500)
    add(client, record, 2)
    line = Line.objects.get()

    response = client.post(reverse("basket:update", args=[line.pk]), {"quantity": quantity})

    assert response.status_code == 303
    assert lines() == [(record.pk, 3 if quantity == "٣" else 2)]
