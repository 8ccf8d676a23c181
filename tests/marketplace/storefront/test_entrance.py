"""Home, sports, sellers, and the pages of what went wrong."""

import re

import pytest
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation

from marketplace.storefront import cards, pictures
from marketplace.storefront.views import errors
from search.contract import Hit
from tests import shop
from tests.marketplace.storefront import shelf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_index")]

HOME_QUERIES = 3  # sports of the head; sports of the page; their families
SPORT_QUERIES = 4  # sports of the head; sport; names; families
TRADER_QUERIES = 4  # sports of the head; trader; points; names


@pytest.fixture
def annecy():
    return shop.point("Foulées d’Annecy", town="Annecy", story="Trente ans de trail.")


@pytest.fixture
def stocked(annecy):
    made = [
        shelf.shoe("Cadence 3", points=[annecy]),
        shelf.shoe("Cadence 3", points=[annecy], colour_name="Grenat"),
        shelf.shoe("Roche", of="chaussures-trail", values=shelf.values(drop=6)),
        shelf.shoe("Grand Chemin", of="sacs-a-dos", sizes=["Taille unique"], values={}),
    ]
    shelf.open_shop()
    return made


# --- home ----------------------------------------------------------------------------------------
def test_home_shows_the_sports_with_their_counts_and_what_sells(client, stocked):
    shoe, *_others = stocked

    response = client.get(reverse("storefront:home"))

    entrance = response.context["entrance"]
    assert [(way.name, way.count) for way in entrance.sports] == [("Running", 3), ("Randonnée", 1)]
    assert entrance.sports[0].look == pictures.look_of(shoe)
    assert sorted(card.title for card in entrance.picks) == ["Cadence 3", "Grand Chemin", "Roche"]
    html = response.content.decode()
    for said in ("Plusieurs boutiques, un panier", "La date avant le panier", "3 références"):
        assert said in html


def test_home_stands_while_search_does_not_answer(client):
    shelf.shoe()  # nothing was ever indexed

    response = client.get(reverse("storefront:home"))

    assert response.status_code == 200
    (way,) = response.context["entrance"].sports
    assert (way.name, way.look, way.count) == ("Running", None, None)
    assert not response.context["entrance"].picks


def test_an_empty_shop_has_a_home(client):
    assert client.get(reverse("storefront:home")).status_code == 200


@pytest.mark.parametrize("size", [1, 30])
def test_home_costs_the_same_at_any_size(client, django_assert_num_queries, size):
    for n in range(size):
        shelf.shoe(f"Modèle {n}")
    shelf.open_shop()

    with django_assert_num_queries(HOME_QUERIES):
        response = client.get(reverse("storefront:home"))

    assert len(response.context["entrance"].picks) == min(size, 8)


def test_what_opens_the_home_page_is_drawn_with_its_figures(client):
    shelf.shoe(values=shelf.values(drop=8, heel_stack=34, forefoot_stack=26))
    shelf.open_shop()

    piece = client.get(reverse("storefront:home")).context["entrance"].showpiece

    assert piece.name == "Altavia Cadence 3"
    assert ">drop 8 mm<" in piece.drawing


def test_picks_let_families_take_turns_and_show_a_model_once():
    def hit(pk, family, title):
        return Hit(pk, {"family": family, "title": title, "brand_slug": "altavia"}, ())

    hits = [hit(1, "a", "X"), hit(2, "a", "X"), hit(3, "a", "Y"), hit(4, "b", "Z")]

    assert [each.id for each in cards.varied(hits, 3)] == [1, 4, 3]


# --- a sport -------------------------------------------------------------------------------------
def test_a_sport_shows_its_families_then_its_references(client, stocked):
    response = client.get(reverse("storefront:sport", args=["running"]))

    families = [(way.name, way.count) for way in response.context["families"]]
    assert families == [("Chaussures de running route", 2), ("Chaussures de trail", 1)]
    assert sorted(card.title for card in response.context["listing"].cards) == [
        "Cadence 3", "Cadence 3", "Roche",
    ]  # fmt: skip
    assert re.search(r'href="/sport/running/"\s+aria-current="page"', response.content.decode())


def test_a_sport_that_is_being_filtered_goes_straight_to_the_list(client, stocked):
    path = reverse("storefront:sport", args=["running"])

    response = client.get(path, {"rayon": "chaussures-trail"})

    assert response.context["families"] == []
    assert [card.title for card in response.context["listing"].cards] == ["Roche"]


def test_a_sport_costs_the_same_at_any_size(client, django_assert_num_queries, stocked):
    path = reverse("storefront:sport", args=["running"])
    for n in range(12):
        shelf.shoe(f"Modèle {n}")
    shelf.open_shop()

    with django_assert_num_queries(SPORT_QUERIES):
        client.get(path)


def test_a_sport_that_does_not_exist_is_not_there(client):
    assert client.get(reverse("storefront:sport", args=["quidditch"])).status_code == 404


# --- a seller ------------------------------------------------------------------------------------
def test_a_trader_s_page_says_who_where_and_what(client, stocked, annecy):
    annecy.hours = {"1": ["10:00", "19:00"]}
    annecy.save()

    response = client.get(reverse("storefront:trader", args=[annecy.trader.slug]))

    html = response.content.decode()
    assert [card.title for card in response.context["listing"].cards] == ["Cadence 3"] * 2
    for said in ("Foulées d’Annecy", "Trente ans de trail.", "552100554", "10:00–19:00", "fermé"):
        assert said in html


def test_a_trader_s_list_holds_its_own_offers_at_its_own_prices(client, annecy):
    shelf.shoe(points=[annecy, shop.point()], prices=[15000, 9000])
    shelf.open_shop()

    response = client.get(reverse("storefront:trader", args=[annecy.trader.slug]))

    (card,) = response.context["listing"].cards
    assert (card.price, card.seller) == (15000, "Foulées d’Annecy, Annecy")


def test_a_trader_s_list_takes_no_other_boutique(client, stocked, annecy):
    path = reverse("storefront:trader", args=[annecy.trader.slug])

    assert client.get(path, {"boutique": "le-couloir-4"}).status_code == 400


def test_a_suspended_trader_is_named_and_sells_nothing(client, stocked, annecy):
    annecy.trader.status = "suspended"
    annecy.trader.save()
    shelf.open_shop()

    response = client.get(reverse("storefront:trader", args=[annecy.trader.slug]))

    assert response.context["listing"].total == 0
    assert "ne vend pas sur Cordée en ce moment" in response.content.decode()


def test_a_trader_s_page_costs_the_same_at_any_size(
    client, django_assert_num_queries, stocked, annecy
):
    for n in range(12):
        shelf.shoe(f"Modèle {n}", points=[annecy])
    shelf.open_shop()

    with django_assert_num_queries(TRADER_QUERIES):
        client.get(reverse("storefront:trader", args=[annecy.trader.slug]))


# --- what went wrong -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    "path",
    [
        "/nulle-part/",
        "/boutique/personne/",
        "/produit/rien_9/",
        "/rayon/rien/rien_9/",
        f"/produit/rien_{10**19}/",
        f"/rayon/rien/rien_{10**19}/",
        f"/dessin/{10**19}.svg",
    ],
)
def test_what_is_not_there_is_said_on_a_page(client, path):
    response = client.get(path)

    assert response.status_code == 404
    assert "<h1>Cette page n’existe pas</h1>" in response.content.decode()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_failure_of_ours_needs_nothing_that_may_be_its_cause(language):
    with translation.override(language):
        response = errors.server_error(RequestFactory().get("/"))
        said = translation.gettext("Une panne de notre côté")

    assert response.status_code == 500
    assert f'<html lang="{language}">' in response.content.decode()
    assert f"<h1>{said}</h1>" in response.content.decode()


@pytest.mark.parametrize("path", ["/", "/catalogue/", "/dessin/1.svg"])
def test_pages_that_are_looked_at_take_no_post(client, path):
    assert client.post(path).status_code == 405
