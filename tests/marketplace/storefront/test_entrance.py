"""Home, sports, and the pages of what went wrong."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation
from oscar.core.loading import get_model

from marketplace.storefront import cards, pictures
from marketplace.storefront.fronts import home as homes
from marketplace.storefront.fronts import ways
from marketplace.storefront.views import errors
from marketplace.technical import sheets
from marketplace.technical.models import Attribute
from search.contract import Hit
from tests import shop
from tests.marketplace.storefront import engines, shelf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_index")]

StockRecord = get_model("partner", "StockRecord")

# What was told last; sports; their families; what was measured, what of it is sold, its attributes;
# newest boutiques.
HOME_QUERIES = 7
# What was told last; sports of the head; sport; names; families, what decides in each; brands.
SPORT_QUERIES = 7


MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


def measure(sheet, at, **said):
    """Our testers say it."""
    sheets.set_values(rows=[(sheet.pk, said)], source="measured", at=at)


@pytest.fixture
def annecy():
    return shop.point("Foulées d’Annecy", slug="boutique-annecy", town="Annecy")


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
    shown = html.partition("Ce qui part en ce moment")[2].partition("<ul")[0]
    assert '<a href="/catalogue/">Tout le catalogue</a>' in shown  # by demand, as what is above it


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
        measure(shelf.shoe(f"Modèle {n}"), MONDAY, drop="8")
    shelf.open_shop()

    with django_assert_num_queries(HOME_QUERIES):
        response = client.get(reverse("storefront:home"))

    entrance = response.context["entrance"]
    shown = (entrance.picks, entrance.measured, entrance.newcomers)
    assert [len(each) for each in shown] == [min(size, most) for most in (8, 6, 4)]


def test_home_asks_search_once_besides_what_is_kept(client, stocked, monkeypatch):
    """Whatever the number of sports: once for what sells, once for all drawings that this lacks,
    once for what boutiques have."""
    monkeypatch.setattr(homes, "SEEN", 1)  # no room for a reference of each sport
    asked = engines.listened_to(monkeypatch)

    first = client.get(reverse("storefront:home")).context["entrance"]
    assert [len(queries) for queries in asked] == [1, 1, 2]
    assert all(way.look for way in first.sports)

    again = client.get(reverse("storefront:home")).context["entrance"]
    assert [len(queries) for queries in asked] == [1, 1, 2, 1]
    assert again.sports == first.sports


def test_home_tells_what_was_measured_last_and_when(client, stocked, django_assert_num_queries):
    first, sold_out, trail, pack = stocked
    measure(first, MONDAY, drop="8", weight="265")
    measure(sold_out, MONDAY + timedelta(days=1), drop="8")
    measure(trail, MONDAY + timedelta(days=2), drop="6")
    measure(pack, MONDAY + timedelta(days=3), weight="900")
    shelf.hide(pack)
    StockRecord.objects.filter(product__parent=sold_out.pk).update(num_in_stock=0)

    response = client.get(reverse("storefront:home"))

    trail_shown, shown = response.context["entrance"].measured
    assert (trail_shown.name, trail_shown.on) == ("Roche Bleu lac", date(2026, 11, 25))
    assert [(figure.label, figure.value) for figure in trail_shown.figures] == [("Drop", 6)]
    assert [figure.label for figure in shown.figures] == ["Drop", "Poids"], "not its cushioning"
    html = response.content.decode()
    assert "Mesuré récemment par nos testeurs" in html
    assert "mesuré le 25 novembre 2026" in html


def test_where_nothing_was_measured_nothing_is_said_of_it(client, stocked):
    html = client.get(reverse("storefront:home")).content.decode()

    assert "Mesuré récemment" not in html


def test_home_names_the_newest_boutiques_and_what_they_sell(client, clock):
    clock.set(MONDAY)
    old = shop.point("Ancienne", since=date(2025, 1, 1))
    new = shop.point("Nouvelle", town="Gap", since=date(2026, 11, 20))
    gone = shop.point("Fermée", since=date(2026, 11, 21), status="suspended")
    brand = shop.point("Marque", since=date(2026, 11, 22), kind="brand")
    shop.point("Toujours là", since=None)
    shelf.shoe(points=[old, new, gone, brand], prices=[13990] * 4)
    shelf.shoe(of="sacs-a-dos", points=[new], sizes=["Taille unique"], values={})
    shelf.open_shop()

    (shown,) = client.get(reverse("storefront:home")).context["entrance"].newcomers

    assert (shown.name, shown.town, shown.since) == ("Nouvelle", "Gap", date(2026, 11, 20))
    assert (list(shown.sports), shown.count) == (["Randonnée", "Running"], 2)


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

    front = response.context["front"]
    families = [(way.name, way.count, way.chosen_by) for way in front.families]
    assert families == [
        ("Chaussures de running route", 2, "On choisit sur : drop, poids, amorti"),
        ("Chaussures de trail", 1, "On choisit sur : crampons, drop, poids"),
    ]
    assert [(way.name, way.url, way.count) for way in front.brands] == [
        ("Altavia", "/marques/altavia/?sport=running", 3)
    ]
    assert sorted(card.title for card in front.newest) == ["Cadence 3", "Roche"], "a model once"
    assert sorted(card.title for card in response.context["listing"].cards) == [
        "Cadence 3", "Cadence 3", "Roche",
    ]  # fmt: skip
    assert re.search(r'href="/sport/running/"\s+aria-current="page"', response.content.decode())


def test_a_sport_that_is_being_filtered_goes_straight_to_the_list(client, stocked):
    path = reverse("storefront:sport", args=["running"])

    response = client.get(path, {"rayon": "chaussures-trail"})

    assert response.context["front"] is None
    assert [card.title for card in response.context["listing"].cards] == ["Roche"]


def test_a_sport_costs_the_same_at_any_size(client, django_assert_num_queries, stocked):
    path = reverse("storefront:sport", args=["running"])
    for n in range(12):
        shelf.shoe(f"Modèle {n}")
    shelf.open_shop()

    with django_assert_num_queries(SPORT_QUERIES):
        client.get(path)


@pytest.mark.parametrize(
    ("query", "whole"), [({}, True), ({"utm_source": "a"}, True), ({"tri": "prix"}, False)]
)
def test_only_the_whole_shelf_has_a_front(client, stocked, query, whole):
    pages = [
        client.get(reverse("storefront:sport", args=["running"]), query),
        client.get(reverse("storefront:brand", args=["altavia"]), query),
        client.get(reverse("storefront:trader", args=["boutique-annecy"]), query),
    ]

    assert [bool(page.context["front"]) for page in pages] == [whole] * 3


def test_a_sport_in_which_nothing_is_on_sale_says_so(client):
    shop.family()
    shelf.open_shop()

    response = client.get(reverse("storefront:sport", args=["running"]))

    assert response.context["front"].families == []
    assert "Aucune boutique n’a de quoi pratiquer ce sport" in response.content.decode()


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("Drop", "drop"),
        ("IP", "IP"),
        ("Valeur R", "valeur R"),
        ("R", "R"),
        ("GPS intégré", "GPS intégré"),
        ("Gore-Tex", "Gore-Tex"),
        ("IPX4", "IPX4"),
        ("À plat", "à plat"),
    ],
)
def test_a_label_within_a_sentence_keeps_its_abbreviations(label, said):
    assert ways.chosen_by([Attribute(label=label)]) == f"On choisit sur : {said}"


def test_a_sport_that_does_not_exist_is_not_there(client):
    assert client.get(reverse("storefront:sport", args=["quidditch"])).status_code == 404


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
