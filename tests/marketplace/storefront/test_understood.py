"""A results page says what it understood, and lets each part be taken back."""

import re
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from oscar.core.loading import get_model

from marketplace.core import clock
from marketplace.core.words import tokens
from marketplace.storefront.listing import helping
from marketplace.storefront.listing.helping import HELPS
from marketplace.storefront.listing.shelves import family_path
from search.question import current, vocabulary
from search.synonyms import operations
from tests import factories, shop
from tests.marketplace.storefront import shelf

Category = get_model("catalogue", "Category")
pytestmark = pytest.mark.django_db
RED = {"colour_name": "Grenat", "colour_family": "red", "colours": ("#7d1f2b",)}
ROAD = "Chaussures de running route"


@pytest.fixture
def shoes(clock, search_index):
    """Two for women, one for men; drops of 8, 4 and 10 mm."""
    rows = [
        shelf.shoe("Cadence 3", gender="women", sizes=("38", "39"), prices=(12_000,)),
        shelf.shoe(
            "Foulée Max", gender="women", brand="Norrsken", prices=(18_000,), sizes=("38",),
            values=shelf.values(drop=4, weight=310, cushioning="max"), **RED,
        ),
        shelf.shoe(
            "Tempo", gender="men", prices=(9_000,),
            values=shelf.values(drop=10, weight=240, cushioning="balanced"),
        ),
    ]  # fmt: skip
    shelf.open_shop()
    return rows


@pytest.fixture
def look(client):
    def looked(text, **params):
        response = client.get(reverse("catalogue:index"), {"q": text, **params})
        assert response.status_code == 200
        return response.context["listing"]

    return looked


def follow(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return response.context["listing"]


def titles(listing):
    return {card.title for card in listing.cards}


def chips(listing):
    return [chip.label for chip in listing.heard.chips]


def asked(url):
    return dict(parse_qsl(urlsplit(url).query))


def test_what_was_understood_is_said_above_the_results(client, shoes):
    page = client.get(
        reverse("catalogue:index"), {"q": "chaussure running route femme drop 8 moins de 130 €"}
    )
    html = page.content.decode()
    listing = page.context["listing"]

    assert titles(listing) == {"Cadence 3"}
    assert chips(listing) == [ROAD, "Femme ou mixte", "Drop 8 mm", "Prix jusqu’à 130 €"]
    assert "Nous avons compris" in html
    assert html.index("Nous avons compris") < html.index('id="liste"')
    assert "Chercher ces mots tels quels" in html


def test_words_that_are_not_looked_for_are_named(client, look, shoes):
    page = client.get(reverse("catalogue:index"), {"q": "je cherche une cadence"})

    assert titles(page.context["listing"]) == {"Cadence 3"}
    assert "Les mots « je cherche » ne sont pas cherchés." in page.content.decode()
    literal = follow(client, page.context["listing"].heard.literal_url)
    assert literal.heard.understood.unasked == ""
    assert "Les mots «" not in client.get("/", {"q": "cadence"}).content.decode()


def test_words_that_are_left_are_said_without_the_small_ones_before(client, shoes):
    asked = {"q": "chaussure femme de cadence"}

    html = client.get(reverse("catalogue:index"), asked).content.decode()

    assert "et le mot « cadence »" in html


def test_each_part_can_be_taken_back(client, look, shoes):
    listing = look("chaussure running route femme drop 8")
    by_label = {chip.label: chip.url for chip in listing.heard.chips}

    without = follow(client, by_label["Drop 8 mm"])

    assert without.asked.text == "chaussure running route femme"
    assert titles(without) == {"Cadence 3", "Foulée Max"}
    men_too = follow(client, {c.label: c.url for c in without.heard.chips}["Femme ou mixte"])
    assert titles(men_too) == {"Cadence 3", "Foulée Max", "Tempo"}


def test_a_family_that_is_named_brings_its_own_filters(look, shoes):
    assert "attr:drop" not in {group.filter.facet for group in look("femme").groups}

    listing = look("chaussure running route femme")

    assert {"attr:drop", "attr:weight", "size", "brand"} <= {g.filter.facet for g in listing.groups}
    assert listing.chips == []  # nothing was chosen


@pytest.mark.parametrize("hidden", [True, False])
def test_a_family_without_a_page_of_its_own_brings_none(look, shoes, hidden):
    family = shoes[0].family
    Category.objects.filter(pk=family.category_id).update(is_public=not hidden)
    filters = look("chaussures running route").asked.shelf.filters

    assert ("attr:drop" in {each.facet for each in filters}) is not hidden


def test_those_filters_narrow_further_and_stay_in_the_address(client, look, shoes):
    listing = look("chaussure running route femme", f_drop_min="6")

    assert titles(listing) == {"Cadence 3"}
    assert chips(listing) == [ROAD, "Femme ou mixte"]
    assert [chip.label for chip in listing.chips] == ["Drop dès 6 mm"]
    gender = {chip.label: chip.url for chip in listing.heard.chips}["Femme ou mixte"]
    assert titles(follow(client, gender)) == {"Cadence 3", "Tempo"}


def test_without_the_family_its_filters_are_not_asked_for(client, look, shoes):
    listing = look("chaussure running route femme", f_drop_min="6", prix_max="150")

    family = {chip.label: chip.url for chip in listing.heard.chips}[ROAD]

    assert asked(family) == {"q": "femme", "prix_max": "150"}
    assert titles(follow(client, family)) == {"Cadence 3"}


def test_what_is_chosen_takes_the_place_of_what_was_understood(look, shoes):
    listing = look("chaussure running route femme", genre="men")

    assert titles(listing) == {"Tempo"}
    assert chips(listing) == [ROAD]
    assert [chip.label for chip in listing.chips] == ["Homme"]

    dropped = look("chaussure running route drop 8", f_drop_min="9")
    assert titles(dropped) == {"Tempo"}


def filled(listing):
    """What the filters show as chosen: facet → labels, or both ends of a range."""
    found = {}
    for group in listing.groups:
        labels = {o.label for o in (*group.options, *group.more) if o.selected}
        if labels or group.low or group.high:
            found[group.filter.facet] = labels or (group.low, group.high)
    return found


def sent(html):
    """The address that the filters' form asks for as it stands."""
    form = html[html.index('id="formulaire"') :].partition("</form>")[0]
    pairs = []
    for tag in re.findall(r"<input[^>]*>", form):
        field = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        chosen = field.get("type") != "checkbox" or re.search(r"\schecked\b", tag)
        if chosen and field.get("name") and field.get("value"):
            pairs.append((field["name"], unescape(field["value"])))
    return pairs


def test_the_filters_show_what_was_understood(look, shoes):
    listing = look("chaussure running route femme drop 8 moins de 130 € pointure 38")

    assert filled(listing) == {
        "category": {ROAD},
        "gender": {"Femme", "Mixte"},
        "attr:drop": ("8", "8"),
        "price": ("", "130"),
        "size": {"38"},
    }
    assert listing.chips == []  # what was understood has chips of its own
    assert listing.narrowed == len(listing.heard.chips) == 5


def test_what_nothing_has_is_filled_in_as_it_was_widened(look, shoes):
    assert filled(look("chaussure running route femme drop 9"))["attr:drop"] == ("8", "9")


def test_counts_are_those_of_the_narrowed_question(look, shoes):
    listing = look("chaussure running route femme")

    genders = next(group for group in listing.groups if group.filter.facet == "gender")
    assert {option.value: option.count for option in genders.options} == {
        "women": 2, "men": 1, "unisex": 0,
    }  # fmt: skip
    assert look("altavia").summary == "2 références, de 1 marque et 2 boutiques"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("chaussure running route femme drop 8", {}),
        ("cadence femme pointure 38", {"q": "cadence"}),
        # Drops are said of no family that is named: the shelf has no field for them.
        ("femme drop 8", {"q": "drop 8"}),
        ("tel quel", {"q": "tel quel"}),
    ],
)
def test_the_form_as_it_stands_finds_the_same_and_says_it_in_its_address(
    client, look, shoes, text, left
):
    listing = look(text)
    html = client.get(listing.asked.url).content.decode()

    again = client.get(reverse("catalogue:index"), QUERY_STRING=urlencode(sent(html)))

    assert again.status_code == 200
    after = again.context["listing"]
    assert titles(after) == titles(listing)
    assert filled(after) == filled(listing)
    assert {k: v for k, v in sent(html) if k in ("q", "tel_quel")} == left


def test_another_choice_is_added_to_what_was_understood_or_takes_its_place(client, look, shoes):
    pairs = sent(client.get(look("chaussure running route norrsken").asked.url).content.decode())
    brand = ("marque", "norrsken")
    assert brand in pairs

    both = follow(client, f"/catalogue/?{urlencode([*pairs, ('marque', 'altavia')])}")
    other = [pair for pair in pairs if pair != brand]
    instead = follow(client, f"/catalogue/?{urlencode([*other, ('marque', 'altavia')])}")
    none = follow(client, f"/catalogue/?{urlencode(other)}")

    assert titles(both) == {"Cadence 3", "Foulée Max", "Tempo"}
    assert [chip.label for chip in both.chips] == [ROAD, "Altavia", "Norrsken"]
    assert titles(instead) == {"Cadence 3", "Tempo"}
    assert titles(none) == {"Cadence 3", "Foulée Max", "Tempo"}


def test_words_that_would_mean_something_else_alone_are_sent_as_they_are(look, shoes, monkeypatch):
    listing = look("chaussure running route cadence")
    told = listing.heard
    other = replace(told, read=lambda written: replace(told.understood, text=written))

    assert (told.filled.text, told.filled.literal) == ("cadence", False)
    assert (other.filled.text, other.filled.literal) == ("cadence", True)


def test_a_family_that_is_chosen_brings_its_own_filters_and_takes_them_along(client, shoes):
    family = shoes[0].family.slug
    chosen = follow(client, f"/catalogue/?rayon={family}&f_drop_max=6")
    gone = follow(client, "/catalogue/?f_drop_max=6")

    assert titles(chosen) == {"Foulée Max"}
    assert titles(gone) == {"Cadence 3", "Foulée Max", "Tempo"}
    assert gone.asked.url == "/catalogue/"


def test_words_are_looked_for_as_they_are_typed_on_request(client, look, shoes):
    listing = look("chaussure running route femme drop 8")

    plain = follow(client, listing.heard.literal_url)

    assert plain.asked.literal
    assert chips(plain) == []
    assert plain.asked.text == "chaussure running route femme drop 8"
    assert "tel_quel=1" in plain.asked.url
    html = client.get(plain.asked.url).content.decode()
    assert '<input type="hidden" name="tel_quel" value="1">' in html
    assert "Ces mots sont cherchés tels quels." in html
    assert chips(follow(client, plain.heard.understanding_url)) == chips(listing)


def test_a_corrected_word_is_said_and_can_be_insisted_on(client, look, shoes):
    page = client.get(reverse("catalogue:index"), {"q": "cadense"})
    listing = page.context["listing"]

    assert titles(listing) == {"Cadence 3"}
    assert "Résultats pour <b>« cadence »</b> (au lieu de « cadense »)." in page.content.decode()
    assert "Chercher « cadense » tel quel" in page.content.decode()
    assert asked(listing.heard.literal_url) == {"q": "cadense", "tel_quel": "1"}


def test_what_nothing_has_is_said_in_a_sentence(look, shoes):
    listing = look("chaussure running route femme drop 9")

    assert titles(listing) == {"Cadence 3"}
    assert listing.heard.sentences == ["Drop 8 à 9 mm au lieu de 9 mm, que rien n’a exactement."]
    assert chips(listing) == [ROAD, "Femme ou mixte", "Drop 8 à 9 mm"]

    red = look("chaussure running route homme rouge")
    assert titles(red) == {"Tempo"}
    assert red.heard.sentences == ["Rien avec « Rouge » : voici ce qui répond au reste."]


def test_a_card_opens_on_the_size_that_was_typed(look, shoes):
    listing = look("chaussure running route femme pointure 39")

    assert titles(listing) == {"Cadence 3"}
    assert "39" in listing.cards[0].url


def test_a_brand_and_an_attribute_that_come_are_understood_soon(look, shoes, monkeypatch):
    assert look("vertige").heard.understood.words == "vertige"
    factories.BrandFactory(name="Vertige", slug="vertige")
    monkeypatch.setattr(current, "LOOKED_AFTER_S", 0)

    assert chips(look("vertige")) == ["Vertige"]


def test_what_operators_say_is_the_same_is_found_soon(look, shoes, monkeypatch):
    assert titles(look("godillot cadence", tel_quel="1")) == {"Cadence 3"}  # by one of the words
    assert look("godillot").total == 0
    monkeypatch.setattr(current, "LOOKED_AFTER_S", 0)
    operations.add(phrases=["godillot", "cadence"], one_way=True, user=None, at=clock.now())

    listing = look("godillot")

    assert titles(listing) == {"Cadence 3"}
    assert not listing.relaxed
    assert look("godillot", tel_quel="1").total == 0


def test_on_the_page_of_a_family_its_figures_are_at_hand(client, shoes):
    path = family_path(shop.family())

    listing = follow(client, f"{path}?q=drop+8+femme")

    assert titles(listing) == {"Cadence 3"}
    assert chips(listing) == ["Drop 8 mm", "Femme ou mixte"]


def test_english_readers_read_english(client, shoes):
    page = client.get(
        shop.english(reverse("catalogue:index")),
        {"q": "road running shoes women under 130 € drop 9"},
    )
    html = page.content.decode()

    assert titles(page.context["listing"]) == {"Cadence 3"}
    for said in ("We understood", "Road running shoes", "Women or unisex", "Price up to €130"):
        assert said in html
    assert "Drop 8 to 9 mm instead of 9 mm, which nothing has exactly." in html
    assert "Search for these words as they are" in html


@pytest.mark.parametrize("size", [1, 30])
def test_understanding_costs_the_same_at_any_size(client, clock, search_index, size):
    for number in range(size):
        shelf.shoe(f"Cadence {number}", gender="women", prices=(12_000,))
    shelf.open_shop()
    page = reverse("catalogue:index")
    client.get(page, {"q": "chaussure running route femme"})  # the vocabulary is kept from then on

    with CaptureQueriesContext(
        connection,
    ) as asked_for:
        response = client.get(page, {"q": "chaussure running route femme drop 8"})

    assert response.context["listing"].total == size
    assert len(asked_for) <= 8


# --- what nobody means ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text",
    [
        "*" * 200, "chaussure " * 19, "🎾🎾🎾", "<script>alert(1)</script>",
        "drop 99999999999999999999", "moins de 1e400 €", "((((((", "taille \u202e42", "-",
        "10k/10k/10k/10k",
        "€ € €", "a\0b", "9999999k €", "tente 9999999k kg",
    ],
)  # fmt: skip
def test_nonsense_is_a_calm_page(client, shoes, text):
    assert client.get(reverse("catalogue:index"), {"q": text}).status_code == 200


# --- words that ask for the house ------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("retours", ["/pages/retractation/"]),
        ("comment renvoyer mes chaussures", ["/pages/retractation/"]),
        ("frais de livraison", ["/pages/cgv/"]),
        ("suivi de commande", ["/retrouver/"]),
        ("retour ou livraison", ["/pages/retractation/", "/pages/cgv/"]),
        ("où est mon colis", ["/retrouver/"]),
        ("cadence", []),
    ],
)
def test_who_asks_for_the_house_is_led_to_its_page(shoes, client, text, asked):
    page = client.get(reverse("catalogue:index"), {"q": text})

    assert [help.url for help in page.context["listing"].helps] == asked
    shown = "Vous cherchez plutôt" in page.content.decode()
    assert shown is bool(asked)
    for url in asked:
        assert client.get(url).status_code == 200


def test_no_word_that_asks_for_the_house_is_corrected_or_looked_for():
    listed = {token for word in vocabulary.small() for token in tokens(word)}

    assert {word for each in HELPS for word in each.words} - listed == set()


@pytest.fixture
def towns(shoes):
    """A boutique in Le Mans, two in Brest."""
    shop.point("Le Cinq Majeur", town="Le Mans")
    shop.point("Foulées", town="Brest")
    shop.point("Parmelan", town="Brest")
    current.forget()


MAJEUR, FOULEES, PARMELAN = "Le Cinq Majeur, au Mans", "Foulées, à Brest", "Parmelan, à Brest"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("boutique au Mans", [MAJEUR]),
        ("Le Mans", [MAJEUR]),
        ("chaussure running le mans", [MAJEUR]),
        ("magasin Brest", [FOULEES, PARMELAN]),
        ("vélo à brest", [FOULEES, PARMELAN]),
        ("chaussure man's", []),
        ("chaussure running homme", []),
    ],
)
def test_who_names_a_town_is_led_to_its_boutiques(towns, client, text, shown):
    page = client.get(reverse("catalogue:index"), {"q": text})

    links = page.context["listing"].helps
    assert [link.label for link in links] == shown
    for link in links:
        assert f'href="{link.url}"' in page.content.decode()
        assert client.get(link.url).status_code == 200
    heard = page.context["listing"].heard
    if shown:
        assert all(each.facet != "gender" for each in heard.understood.phrases)


def test_a_town_is_no_word_of_what_is_looked_for(towns, client):
    page = client.get(reverse("catalogue:index"), {"q": "cadence à Brest"})

    assert [card.title for card in page.context["listing"].cards] == ["Cadence 3"]
    assert "Le mot « Brest » n’est pas cherché." in page.content.decode()


def test_boutiques_of_a_town_cost_no_query(towns, client, django_assert_num_queries):
    current.of_now()
    with django_assert_num_queries(0):
        assert len(helping.helps("vélo à Brest")) == 2


def test_of_a_large_town_a_few_are_named_then_all(towns):
    for name in ("Aravis", "Semnoz", "Tournette"):
        shop.point(name, town="Brest")
    current.forget()

    assert [link.label for link in helping.helps("magasin brest")] == [
        "Aravis, à Brest", FOULEES, PARMELAN, "Semnoz, à Brest", "Toutes les boutiques",
    ]  # fmt: skip


def test_where_nothing_is_found_there_is_nothing_to_filter_or_to_sort(shoes, client):
    found = client.get(reverse("catalogue:index"), {"q": "cadence"}).content.decode()
    nothing = client.get(reverse("catalogue:index"), {"q": "zzzzzz"}).content.decode()

    for there in ('href="#filtres">Filtrer', 'id="tri"'):
        assert there in found
        assert there not in nothing
