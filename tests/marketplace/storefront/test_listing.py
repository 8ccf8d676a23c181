"""Listings: filters with names and counts, what is asked and cannot be, the cost of a page."""

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from oscar.core.loading import get_model

from marketplace.storefront.listing import page
from marketplace.storefront.listing.page import Pages
from marketplace.storefront.listing.shelves import family_path
from tests import factories, shop
from tests.marketplace.storefront import shelf

Category = get_model("catalogue", "Category")
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_index")]

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
# What was told last; sports of the head; category with family; attributes; names of brands,
# boutiques.
QUERIES = 5
ROAD = "chaussures-running-route"
RUNNING = "Chaussures de running route"


@pytest.fixture
def shoes():
    """Three models: two brands, two boutiques, drops of 4, 8 and 10 mm."""
    annecy = shop.point("Foulées d’Annecy", town="Annecy")
    lille = shop.point("Le Couloir 4", shipping=390, town="Lille")
    made = [
        shelf.shoe("Cadence 3", points=[annecy, lille], prices=[13990, 12990], sizes=["41", "42"]),
        shelf.shoe(
            "Foulée Max", brand="Norrsken", points=[annecy], prices=[15900], gender="women",
            values=shelf.values(drop=4, weight=291, cushioning="max"),
            colour_family="red", colour_name="Grenat", colours=["#9c2a2a"],
        ),
        shelf.shoe(
            "Tempo", brand="Norrsken", points=[lille], prices=[8990],
            values=shelf.values(drop=10, weight=212, cushioning="reactive"),
        ),
    ]  # fmt: skip
    shelf.open_shop()
    return made


@pytest.fixture
def path(shoes):
    return family_path(shoes[0].family)


def titles(response) -> list[str]:
    return sorted(card.title for card in response.context["listing"].cards)


def options(response, facet: str) -> dict[str, int]:
    """Label → count of one filter."""
    groups = {group.filter.facet: group for group in response.context["listing"].groups}
    group = groups[facet]
    return {option.label: option.count for option in (*group.options, *group.more)}


def chips(response) -> list[str]:
    return [chip.label for chip in response.context["listing"].chips]


# --- what is shown -------------------------------------------------------------------------------
def test_a_family_shows_its_references_with_figures_price_seller_and_date(client, path, clock):
    clock.set(MONDAY)

    response = client.get(path)

    card = next(c for c in response.context["listing"].cards if c.title == "Cadence 3")
    assert titles(response) == ["Cadence 3", "Foulée Max", "Tempo"]
    assert [(f.label, f.value, f.unit) for f in card.figures] == [
        ("Drop", 8, "mm"), ("Poids", 265, "g"), ("Amorti", "Souple", ""),
    ]  # fmt: skip
    assert (card.price, card.boutiques, card.seller) == (12990, 2, "")
    assert card.promised.isoformat() == "2026-11-26"
    html = response.content.decode()
    assert "129,90\xa0€" in html
    assert "Vendu par 2 boutiques" in html
    assert "Vendu par Foulées d’Annecy, Annecy" in html
    assert "Chez vous jeudi 26 nov." in html
    assert response.context["listing"].summary == "3 références, de 2 marques et 2 boutiques"


def test_filters_carry_names_and_counts(client, path):
    response = client.get(path)

    assert options(response, "brand") == {"Norrsken": 2, "Altavia": 1}
    assert options(response, "boutique") == {"Foulées d’Annecy": 2, "Le Couloir 4": 2}
    assert options(response, "gender") == {"Femme": 1, "Mixte": 2}
    assert options(response, "colour") == {"Bleu": 2, "Rouge": 1}
    assert options(response, "size") == {"41": 1, "42": 3}
    assert options(response, "attr:cushioning") == {"Souple": 1, "Maximal": 1, "Réactif": 1}


def test_labels_are_english_for_an_english_reader(client, path):
    response = client.get(shop.english(path))

    assert options(response, "attr:cushioning") == {"Balanced": 1, "Max": 1, "Responsive": 1}
    html = response.content.decode()
    assert "Road running shoes</h1>" in html
    assert "Weight" in html
    assert "Poids" not in html
    assert "€129.90" in html


def test_a_choice_narrows_the_list_but_not_its_own_counts(client, path, shoes):
    brand = shoes[1].brand.slug
    response = client.get(path, {"marque": brand, "taille": "42"})

    assert titles(response) == ["Foulée Max", "Tempo"]
    assert options(response, "brand") == {"Norrsken": 2, "Altavia": 1}
    assert options(response, "attr:cushioning") == {"Maximal": 1, "Réactif": 1}
    assert chips(response) == ["Pointure EU 42", "Norrsken"]
    assert response.context["listing"].chips[1].url == f"{path}?taille=42"


def test_a_chosen_value_stays_listed_when_nothing_is_left_of_it(client, path, shoes):
    response = client.get(path, {"marque": shoes[0].brand.slug, "couleur": "red"})

    assert titles(response) == []
    assert options(response, "brand") == {"Altavia": 0, "Norrsken": 1}


def test_nothing_found_says_which_choice_is_in_the_way(client, path, shoes):
    asked = {"marque": shoes[0].brand.slug, "couleur": "red", "prix_max": "200"}
    response = client.get(path, asked)

    ways = response.context["listing"].ways_out
    assert [(way.label, way.count) for way in ways] == [("Altavia", 1), ("Rouge", 1)]
    assert "Sans « Altavia » : 1 référence<" in response.content.decode()
    assert titles(client.get(ways[0].url)) == ["Foulée Max"]
    assert titles(client.get(ways[1].url)) == ["Cadence 3"]
    assert client.get(path).context["listing"].ways_out == []


def test_where_no_one_choice_is_in_the_way_all_can_be_taken_back(client, path, shoes):
    response = client.get(path, {"couleur": "green", "prix_max": "5"})

    assert response.context["listing"].ways_out == []
    assert "Retirez un filtre" in response.content.decode()


def test_ranges_take_both_ends(client, path):
    for asked, found, chip in [
        ({"prix_max": "100"}, ["Tempo"], "Prix jusqu’à 100 €"),
        ({"prix_min": "129,90", "prix_max": "150"}, ["Cadence 3"], "Prix 129,90 à 150 €"),
        ({"f_drop_min": "8"}, ["Cadence 3", "Tempo"], "Drop dès 8 mm"),
        ({"f_weight_min": "200", "f_weight_max": "265"}, ["Cadence 3", "Tempo"],
         "Poids 200 à 265 g"),
    ]:  # fmt: skip
        response = client.get(path, asked)

        assert (titles(response), chips(response)) == (found, [chip])


def test_one_offer_must_meet_size_boutique_and_price_together(client, path, shoes):
    # Annecy's Cadence costs 139.90, Lille's 129.90: none of Annecy's under 135.
    annecy = shoes[1].product.children.get().stockrecords.get().partner.point.trader.slug
    response = client.get(path, {"boutique": annecy, "prix_max": "135"})

    assert titles(response) == []


def test_a_histogram_marks_what_lies_within_the_range(client, path):
    response = client.get(path, {"f_drop_min": "7", "f_drop_max": "9"})

    group = next(g for g in response.context["listing"].groups if g.filter.param == "f_drop")
    drawn = [(bar.height > 0, bar.inside) for bar in group.bars]
    assert sum(high for high, _inside in drawn) == 3
    assert sum(high and inside for high, inside in drawn) == 1
    assert (group.lowest, group.highest) == ("4", "10")
    assert drawn[0][0]
    assert drawn[-1][0]  # it begins and ends as the fields below do
    assert group.wide == len(drawn) * 10
    html = "".join(response.content.decode().split())
    assert '<pclass="axis"aria-hidden="true"><span>4</span><span>10</span></p>' in html


def test_long_figures_are_grouped_in_what_is_chosen(client, path):
    response = client.get(path, {"prix_max": "14000"})

    assert chips(response) == ["Prix jusqu’à 14\u202f000 €"]


def test_sizes_are_offered_where_all_are_of_one_kind(client, shoes):
    everything = reverse("catalogue:index")
    assert options(client.get(everything), "size") == {"41": 1, "42": 3}
    shelf.shoe("Revers", of="sacs-a-dos", sizes=["Taille unique", "L"], values={})
    shelf.shoe("Face", of="sacs-a-dos", sizes=["Rouge", "M"], values={})
    shelf.open_shop()

    mixed = client.get(everything)
    chosen = client.get(everything, {"taille": "42"})
    narrowed = client.get(everything, {"rayon": "sacs-a-dos"})

    hint = "Les tailles se choisissent une fois un rayon choisi."
    assert options(mixed, "size") == {}
    assert hint in mixed.content.decode()
    assert options(chosen, "size") == {"42": 3}
    assert hint not in narrowed.content.decode()
    assert set(options(narrowed, "size")) == {"Taille unique", "L", "M"}  # a colour is no size


@pytest.mark.parametrize(
    ("number", "last", "shown"),
    [
        (1, 122, [1, 2, None, 122]),
        (3, 122, [1, 2, 3, 4, None, 122]),
        (4, 122, [1, 2, 3, 4, 5, None, 122]),
        (60, 122, [1, None, 59, 60, 61, None, 122]),
        (122, 122, [1, None, 121, 122]),
        (1, 1, [1]),
        (2, 3, [1, 2, 3]),
    ],
)
def test_the_first_pages_those_around_and_the_last_are_told(number, last, shown):
    assert Pages(number, last).shown == shown


def test_pages_lead_to_each_other_and_the_one_beyond_to_the_last(client, monkeypatch, path):
    monkeypatch.setattr(page, "PER_PAGE", 1)

    html = client.get(path, {"page": "2", "tri": "prix"}).content.decode()
    beyond = client.get(path, {"page": "10000", "tri": "prix"})

    assert f'rel="prev" href="{path}?tri=prix"' in " ".join(html.split())
    assert f'rel="next" href="{path}?tri=prix&amp;page=3"' in " ".join(html.split())
    assert f'<a href="{path}?tri=prix&amp;page=2" aria-current="page">' in html
    assert beyond.status_code == 404
    assert f'href="{path}?tri=prix&amp;page=3">Aller à la dernière page</a>' in " ".join(
        beyond.content.decode().split()
    )


def test_sorting_by_price(client, path):
    response = client.get(path, {"tri": "prix"})

    assert [c.price for c in response.context["listing"].cards] == [8990, 12990, 15900]


def test_a_card_opens_on_the_size_that_was_chosen(client, path):
    response = client.get(path, {"taille": "41"})

    assert [card.url[-10:] for card in response.context["listing"].cards] == ["?taille=41"]


def test_everything_works_as_a_plain_form(client, path):
    """What a browser without JavaScript sends: every field, the empty ones too."""
    html = client.get(path).content.decode()
    names = set(re.findall(r'<(?:input|select)[^>]* name="([^"]+)"', html, re.S)) - {
        "csrfmiddlewaretoken", "next",
    }  # fmt: skip
    assert {"tri", "taille", "prix_min", "f_drop_max", "marque", "couleur", "boutique"} <= names
    assert re.search(r'<form[^>]*id="formulaire"[^>]*method="get"', html, re.S)
    assert re.search(r'<button type="submit"[^>]*>.*Appliquer</span></button>', html)

    empty = {name: "" for name in names if name.endswith(("_min", "_max"))}
    response = client.get(path, {**empty, "tri": "pertinence", "km": "25", "taille": "41"})

    assert response.status_code == 302
    assert response["Location"] == f"{path}?taille=41"
    assert titles(client.get(response["Location"])) == ["Cadence 3"]


@pytest.mark.parametrize(
    ("sent", "clean"),
    [
        ("tri=pertinence&prix_min=&prix_max=", ""),
        ("q=&marque=norrsken", "?marque=norrsken"),
        ("prix_min=100&prix_max=50&f_drop_min=&tri=pertinence", "?prix_min=100&prix_max=50"),
        ("km=25&tri=prix", "?tri=prix"),
        ("marque", ""),
        ("taille=41&taille=42&prix_min=", "?taille=41&taille=42"),
    ],
)
def test_an_address_carries_nothing_that_nobody_said(client, path, sent, clean):
    response = client.get(f"{path}?{sent}")

    assert (response.status_code, response["Location"]) == (302, path + clean)
    assert client.get(response["Location"]).status_code in (200, 400)  # and leads no further
    assert client.get(f"{path}?{sent}", headers={"HX-Request": "true"}).status_code != 302


@pytest.mark.parametrize("said", ["tri=prix", "cp=74000&km=25", "taille=41", "utm_source="])
def test_what_was_said_stays_in_the_address(client, path, said):
    assert client.get(f"{path}?{said}").status_code == 200


def test_nothing_is_styled_or_scripted_inline(client, path):
    html = client.get(path).content.decode()

    assert " style=" not in html
    assert not re.search(r"<script(?![^>]*(?:\bsrc=|ld\+json))", html)
    assert not re.search(r"\son\w+=", html)


# --- which shelf ---------------------------------------------------------------------------------
def test_the_whole_catalogue_is_cut_by_sport_and_category(client, shoes):
    shelf.shoe("Grand Chemin", of="sacs-a-dos", sizes=["Taille unique"], values={})
    shelf.open_shop()

    response = client.get(reverse("catalogue:index"))

    assert options(response, "sport") == {"Running": 3, "Randonnée": 1}
    assert options(response, "category") == {"Chaussures de running route": 3, "Sacs à dos": 1}
    narrowed = client.get(reverse("catalogue:index"), {"rayon": "sacs-a-dos"})
    assert titles(narrowed) == ["Grand Chemin"]


@pytest.mark.parametrize(
    ("path", "asked", "title"),
    [
        ("/catalogue/", {}, "Tout le catalogue"),
        ("/catalogue/", {"rayon": ROAD, "genre": "men"}, RUNNING),
        ("/catalogue/", {"rayon": ROAD, "couleur": "green"}, RUNNING),  # nothing
        ("/catalogue/", {"sport": "running"}, "Running"),
        ("/catalogue/", {"sport": "running", "rayon": ROAD}, RUNNING),
        ("/catalogue/", {"rayon": [ROAD, "sacs-a-dos"]}, "Tout le catalogue"),
        ("/catalogue/", {"rayon": "planches-a-voile"}, "Tout le catalogue"),
        ("/sport/running/", {"rayon": ROAD}, RUNNING),
        ("/sport/running/", {"genre": "men"}, "Running"),
        ("/marques/altavia/", {"rayon": ROAD}, "Altavia"),
    ],
)
def test_a_list_is_called_what_it_holds(client, shoes, path, asked, title):
    shelf.shoe("Grand Chemin", of="sacs-a-dos", sizes=["Taille unique"], values={})
    shelf.open_shop()

    html = client.get(path, asked).content.decode()

    assert re.search("<h1[^>]*>([^<]*)</h1>", html)[1] == title
    assert re.search("<title>([^<]*) ·", html)[1].startswith(title)


def test_a_sport_s_category_is_sent_on_to_the_sport(client, shoes):
    root = Category.objects.get(slug="running", depth=1)

    response = client.get(reverse("catalogue:category", args=["running", root.pk]) + "?taille=42")

    assert response.status_code == 301
    assert response.url == "/sport/running/?taille=42"


def test_another_slug_is_sent_on_with_its_filters(client, shoes, path):
    pk = shoes[0].family.category_id

    response = client.get(reverse("catalogue:category", args=["n-importe", pk]) + "?taille=42")

    assert response.status_code == 301
    assert response["Location"] == f"{path}?taille=42"


def test_a_category_that_is_not_public_is_not_there(client, shoes, path):
    Category.objects.filter(pk=shoes[0].family.category_id).update(is_public=False)

    assert client.get(path).status_code == 404


def test_hidden_references_and_boutiques_that_may_not_sell_leave_no_trace(client, shoes, path):
    shelf.hide(shoes[1])
    trader = shoes[2].product.children.get().stockrecords.get().partner.point.trader
    trader.status = trader.Status.SUSPENDED
    trader.save()
    shelf.open_shop()

    response = client.get(path)

    assert titles(response) == ["Cadence 3"]
    html = response.content.decode()
    assert "Foulée Max" not in html
    assert "Le Couloir 4" not in html
    assert "Norrsken" not in html


# --- words ---------------------------------------------------------------------------------------
def test_words_are_looked_for_and_stay_in_the_box(client, shoes):
    response = client.get(reverse("catalogue:index"), {"q": "foulee max"})

    assert titles(response) == ["Foulée Max"]
    assert response.context["listing"].heard.sentences == []
    assert '<input type="hidden" name="q" value="foulee max">' in response.content.decode()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("cadense", "Résultats pour <b>« cadence »</b> (au lieu de « cadense »)."),
        ("cadence parapluie", "Rien avec « parapluie » : voici ce qui répond au reste."),
    ],
)
def test_what_is_found_by_less_is_said_to_be(client, shoes, words, said):
    response = client.get(reverse("catalogue:index"), {"q": words})

    assert titles(response) == ["Cadence 3"]
    assert said in response.content.decode()


def test_nothing_found_says_what_to_try(client, shoes):
    response = client.get(reverse("catalogue:index"), {"q": "zzzzqqqq"})

    listing = response.context["listing"]
    assert response.status_code == 200
    assert listing.dead_end
    html = response.content.decode()
    assert "Essayez un mot de moins" in html
    assert "Choisir par sport" in html
    assert [(way.name, way.count) for way in response.context["ways"]] == [("Running", 3)]
    assert '<h3><a href="/sport/running/">Running</a></h3>' in html
    assert "Choisir par sport" not in client.get(reverse("catalogue:index")).content.decode()


def test_words_are_written_back_as_words(client, shoes):
    html = client.get(reverse("catalogue:index"), {"q": '"><script>alert(1)</script>'})

    assert "<script>alert" not in html.content.decode()


# --- what it costs -------------------------------------------------------------------------------
@pytest.mark.parametrize("size", [1, 30])
def test_a_listing_costs_the_same_at_any_size(client, django_assert_num_queries, size):
    sheets = [shelf.shoe(f"Modèle {n}", prices=[9000, 9500]) for n in range(size)]
    shelf.open_shop()
    path = family_path(sheets[0].family)

    with django_assert_num_queries(QUERIES):
        response = client.get(path)

    assert len(response.context["listing"].cards) == min(size, 24)
    assert response.context["listing"].total == size


@pytest.mark.parametrize("size", [1, 30])
def test_all_filters_at_once_cost_one_query_more(client, django_assert_num_queries, size):
    point = shop.point("Foulées d’Annecy", town="Annecy", postcode="74000")
    point.pickup = True
    point.save()
    sheets = [shelf.shoe(f"Modèle {n}", points=[point], prices=[9000]) for n in range(size)]
    shelf.open_shop()
    asked = {
        "taille": "7,5", "tailles": "uk", "f_drop_min": "4", "f_drop_max": "9",
        "f_weight_max": "300", "f_cushioning": "balanced", "genre": "unisex", "prix_min": "50",
        "prix_max": "95", "marque": "altavia", "couleur": "blue", "cp": "74000", "km": "10",
        "retrait": str(point.pk), "boutique": point.trader.slug, "tri": "prix",
    }  # fmt: skip

    path = family_path(sheets[0].family)

    with django_assert_num_queries(QUERIES + 1):  # the counters
        response = client.get(path, asked)

    assert response.context["listing"].total == size
    assert len(response.context["listing"].chips) == 11


def test_somebody_with_an_account_and_a_basket_stays_within_the_budget(
    client, django_assert_max_num_queries, shoes, path
):
    user = shop.user()
    client.force_login(user)
    shop.basket(shoes[2].product.children.get().stockrecords.get(), owner=user)

    with django_assert_max_num_queries(8):
        response = client.get(path)

    assert "Panier (1)" in response.content.decode()


def test_a_family_without_attributes_can_be_listed(client):
    reference = factories.ReferenceFactory()
    offer = factories.OfferFactory(product=factories.VariantFactory(parent=reference))
    shelf.open_shop()

    response = client.get(family_path(reference.sheet.family))

    assert [card.price for card in response.context["listing"].cards] == [int(offer.price * 100)]


@pytest.mark.parametrize(
    "asked",
    [
        {"rayon": "{family}", "f_drop_min": "4"},
        {"rayon": "{family}", "cp": "74000", "km": "10"},
        {"marque": "altavia", "couleur": "red", "prix_max": "5"},
        {"q": "zzzzqqqq"},
    ],
    ids=["a family that is chosen", "and near", "nothing by filters", "nothing by words"],
)
def test_ways_on_and_a_family_s_filters_stay_within_the_budget(
    client, django_assert_max_num_queries, shoes, asked
):
    slug = shoes[0].family.slug
    said = {name: value.format(family=slug) for name, value in asked.items()}
    client.get(
        reverse("catalogue:index"), {"q": "chaussure"}
    )  # the vocabulary is kept from then on

    with django_assert_max_num_queries(8):
        response = client.get(reverse("catalogue:index"), said)

    assert response.status_code == 200
