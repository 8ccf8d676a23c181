"""The family that a product's words name is told when they do, and only then."""

import tomllib
from pathlib import Path

import pytest

from marketplace.core.words import tokens
from marketplace.technical import taxonomy
from sellers.feeds import families
from sellers.feeds.rows import ProductFacts
from tests.sellers.feeds.kinds import PARTS, measure, products

PRECISION, COVERAGE = 0.95, 0.9


@pytest.mark.parametrize("part", PARTS)
def test_a_family_that_is_told_is_right(part: str) -> None:
    found = measure(products(part))
    assert found.precision >= PRECISION, found.wrong
    assert found.coverage >= COVERAGE, found.wrong


@pytest.mark.parametrize("part", PARTS)
def test_the_labels_name_families_that_there_are(part: str) -> None:
    labelled = products(part)
    assert len(labelled) >= 60
    assert len({(each.category, each.title) for each in labelled}) == len(labelled)
    assert frozenset().union(*(each.families for each in labelled)) <= families.slugs()
    assert sum(not each.families for each in labelled) >= 30, "what is none of ours, as well"


def guess(title: str, category: str = "") -> str:
    return families.guess(ProductFacts(title=title, categories=[category] if category else []))


def test_a_category_of_many_things_says_less_than_what_is_none_of_ours() -> None:
    assert guess("Silk Blouse", "Women/Clothing & Shoes") == ""
    assert guess("Cadence 3", "Running/Clothing & Shoes") == "chaussures-running-route"


def test_a_word_that_several_sports_share_names_none_without_a_sport() -> None:
    assert guess("Modèle Vento", "Chaussures") == ""
    assert guess("Modèle Vento", "Chaussures/Padel") == "chaussures-padel"


def test_what_a_thing_is_made_of_counts_where_no_sport_is_named() -> None:
    assert guess("Veste en cuir") == ""
    assert guess("Gants de boxe en cuir", "Boxe") == "gants-boxe"


def test_a_word_with_other_meanings_counts_where_its_sport_is_named() -> None:
    assert guess("Planche", "Cuir et bois") == guess("Harnais taille M") == ""
    assert guess("Planche", "Natation") == "planches-natation"
    assert guess("Harnais taille M", "Escalade") == "baudriers"


def test_a_part_of_a_longer_name_is_not_what_it_names() -> None:
    assert guess("Sac à dos 30 L", "Sacs") == "sacs-a-dos"
    assert guess("Down Jacket", "Jackets") == "doudounes"


def test_a_category_is_read_with_the_one_that_it_is_in() -> None:
    assert guess("Cime 4", "Trail/Chaussures") == guess("Cime 4", "Chaussures/Trail")
    assert guess("Cime 4", "Trail/Chaussures") == "chaussures-trail"
    assert guess("Nora Tank", "Women/Tops/Bras & Tanks") == "debardeurs-fitness"


def test_words_with_other_meanings_are_words_of_families() -> None:
    """A word that no family has says nothing there."""
    lists = tomllib.loads((Path(families.__file__).parent / "ordinary.toml").read_text("utf-8"))
    known = {
        tokens(word)
        for sport in taxonomy.sports()
        for owner in (sport, *sport["families"])
        for word in owner.get("words", ())
    }
    assert [word for word in lists["ambiguous"] if tokens(word) not in known] == []
    assert [word for word in lists["never"] if tokens(word) in known] == []
