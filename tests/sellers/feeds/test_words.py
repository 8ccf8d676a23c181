"""Families, colours, genders, options: what a feed's words mean."""

import pytest

from marketplace.core.words import tokens
from marketplace.technical import taxonomy
from marketplace.technical.drawings import DRAWINGS
from marketplace.technical.models import ColourFamily
from sellers.feeds import colours, families, genders
from sellers.feeds.options import Told, told
from sellers.feeds.rows import ProductFacts


def test_words_are_compared_without_accents_capitals_and_plurals() -> None:
    assert tokens("Women’s Tee-Shirts & Débardeurs") == ("women", "tee", "shirt", "debardeur")


@pytest.mark.parametrize(
    ("facts", "family"),
    [
        ({"title": "Chaz Hoodie", "categories": ["Men/Tops/Hoodies & Sweatshirts"]}, "sweats"),
        ({"title": "Erica Sports Bra", "categories": ["Women/Tops/Bras & Tanks"]}, "brassieres"),
        ({"title": "Nora Tank", "categories": ["Women/Tops/Bras & Tanks"]}, "debardeurs-fitness"),
        ({"title": "Artemis Running Short"}, "shorts-running"),
        ({"title": "Apollo Short"}, "shorts-fitness"),
        ({"title": "Chaussures de trail Cime"}, "chaussures-trail"),
        ({"title": "Cadence 3", "type": "Running Shoes"}, "chaussures-running-route"),
        ({"title": "Raquette Baseline 300"}, "raquettes"),
        ({"title": "Sac à dos Crête 30"}, "sacs-a-dos"),
        ({"title": "Affirm Water Bottle", "categories": ["Gear", "Fitness Equipment"]}, "gourdes"),
        ({"title": "Pilates ring", "categories": ["Gear", "Fitness Equipment"]},
         "accessoires-fitness"),
        ({"title": "Floor Lamp", "type": "Indoor"}, ""),
    ],
)  # fmt: skip
def test_guesses_the_family(facts: dict[str, object], family: str) -> None:
    assert families.guess(ProductFacts(**facts)) == family  # type: ignore[arg-type]


def test_every_family_has_a_drawing_and_words() -> None:
    for sport in taxonomy.sports():
        for family in sport["families"]:
            assert family["drawing"] in DRAWINGS
            assert family.get("words") or family["slug"] == "autres-articles"


def test_values_come_from_the_feed_where_the_family_knows_them() -> None:
    facts = ProductFacts(
        title="Teton Hoodie",
        style=["Full zip"],
        attributes={"material": ["Organic Cotton", "Polyester"], "climate": ["Cold"]},
    )
    assert families.values(facts, family="sweats", source="brand") == {
        "hood": {"value": True, "source": "text"},
        "zip": {"value": True, "source": "text"},
        "material": {"value": "blend", "source": "brand"},
    }


@pytest.mark.parametrize(("said", "value"), [("250 g", 250.0), ("2000", None), ("léger", None)])
def test_a_figure_outside_what_is_plausible_is_not_known(said: str, value: float | None) -> None:
    facts = ProductFacts(attributes={"poids": [said]})
    found = families.values(facts, family="montres-sport", source="seller")
    if said == "250 g":  # a watch weighs 20 to 150 g
        value = None
    assert found.get("weight", {}).get("value") == value
    shoe = families.values(
        ProductFacts(attributes={"Weight": ["45"]}), family="montres-sport", source="seller"
    )
    assert shoe == {"weight": {"value": 45.0, "source": "seller"}}


def test_a_figure_is_read_in_the_unit_that_it_or_its_name_tells() -> None:
    facts = ProductFacts(attributes={"Weight (lbs)": ["0.6"], "Drop": ["0,8 cm"]})
    assert families.values(facts, family="chaussures-running-route", source="seller") == {
        "weight": {"value": 272.2, "source": "seller"},
        "drop": {"value": 8, "source": "seller"},
    }


def test_what_is_not_plausible_is_doubted_with_what_was_written() -> None:
    facts = ProductFacts(attributes={"Weight (lbs)": ["6"], "Drop": ["8"]})
    found = families.figures(facts, family="chaussures-running-route", source="seller")
    assert set(found.values) == {"drop"}
    assert list(found.doubts) == [
        {"key": "weight", "said": "6 lbs", "value": 2722, "source": "seller", "why": "high"}
    ]


@pytest.mark.parametrize(
    ("name", "family", "tints"),
    [
        ("Gray", "grey", 1),
        ("Bleu ciel", "blue", 1),
        ("Navy", "blue", 1),
        ("Lavender", "purple", 1),
        ("Black / Navy", "black", 2),
        ("Rouge-Bleu-Jaune", "multi", 3),
        ("Crépuscule", "", 0),
    ],
)
def test_reads_a_colour(name: str, family: str, tints: int) -> None:
    found = colours.colour(name)
    assert (found.family, len(found.tints)) == (family, tints)


def test_colour_families_are_those_of_the_shop() -> None:
    assert {family for family, _tint in colours._names().values()} == set(ColourFamily.values)


def test_a_title_tells_its_colour_when_it_names_one() -> None:
    assert colours.named_in("Ocean Blue Shirt").family == "blue"
    assert colours.named_in("Black and Red Shirt").family == ""


@pytest.mark.parametrize(
    ("text", "gender"),
    [
        ("Women/Tops", "women"),
        ("Herren", "men"),
        ("Men Women Unisex", "unisex"),
        ("Boys Girls", "kids"),
        ("Men Tops, Women Tops", "unisex"),
        ("female adult", "women"),
        ("Gear", ""),
    ],
)
def test_reads_for_whom_it_is(text: str, gender: str) -> None:
    assert genders.gender([text]) == gender


def test_what_is_neither_size_nor_colour_is_part_of_the_size() -> None:
    assert told({"Taille": "M", "Coupe": "long", "Couleur": "Bleu"}) == Told("M / long", "Bleu")
    assert told({"Volume": "30 L"}) == Told("30 L", "")
    assert told({}) == Told("", "")
