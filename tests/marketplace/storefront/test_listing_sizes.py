"""Sizes in the shopper's system: EU, UK, US or cm; letters or numbers."""

import re

import pytest

from marketplace.storefront.listing.shelves import family_path
from tests.marketplace.storefront import shelf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_index")]


@pytest.fixture
def path():
    sheet = shelf.shoe("Cadence 3", sizes=["42", "42,5"])
    shelf.shoe("Sente Vive", brand="Sente", sizes=["42 ⅔", "43 ⅓"])
    shelf.shoe("Tempo", sizes=["44"])
    shelf.open_shop()
    return family_path(sheet.family)


def group(response):
    return next(g for g in response.context["listing"].groups if g.filter.param == "taille")


def labels(response):
    return [(option.label, option.title, option.count) for option in group(response).options]


def titles(response):
    return sorted(card.title for card in response.context["listing"].cards)


def test_sizes_are_eu_at_first(client, path):
    response = client.get(path)

    assert group(response).title == "Pointure EU"
    assert [label for label, *_ in labels(response)] == ["42", "42,5", "42 ⅔", "43 ⅓", "44"]
    assert [(s.label, s.chosen) for s in group(response).systems] == [
        ("EU", True), ("UK", False), ("US homme", False), ("US femme", False), ("cm", False),
    ]  # fmt: skip


def test_another_system_says_them_in_its_own_words_and_what_they_are_to_boutiques(client, path):
    response = client.get(path, {"tailles": "cm"})

    # 42,5 and 42 ⅔ are one length: how many references have either is not their sum.
    assert labels(response) == [
        ("26,5", "42", 1), ("27", "42,5, 42 ⅔", None), ("27,5", "43 ⅓", 1), ("28", "44", 1),
    ]  # fmt: skip
    assert group(response).title == "Pointure cm"


def test_a_size_of_another_system_finds_all_that_it_means(client, path):
    response = client.get(path, {"tailles": "cm", "taille": "27"})

    assert titles(response) == ["Cadence 3", "Sente Vive"]
    assert [chip.label for chip in response.context["listing"].chips] == ["Pointure cm 27"]
    assert sorted(card.url.partition("?")[2] for card in response.context["listing"].cards) == [
        "taille=42%2C5", "taille=42+%E2%85%94",
    ]  # fmt: skip


def test_with_one_brand_its_own_table_decides(client, path):
    everything = client.get(path, {"tailles": "uk"})
    sente = client.get(path, {"tailles": "uk", "marque": "sente"})

    assert [label for label, *_ in labels(everything)] == ["7,5", "8", "8,5", "9"]
    assert ("8,5", "42 ⅔", 1) in labels(sente)


def test_changing_the_system_keeps_what_is_chosen(client, path):
    response = client.get(path, {"taille": "42", "prix_max": "200"})

    uk = next(s for s in group(response).systems if s.label == "UK")
    assert uk.url == f"{path}?prix_max=200&taille=7%2C5&tailles=uk"
    there = client.get(uk.url)
    assert titles(there) == ["Cadence 3"]
    back = next(s for s in group(there).systems if s.label == "EU")
    assert back.url.endswith("&tailles=eu")
    assert "taille=42&" in back.url


def test_the_choice_is_remembered_in_a_cookie_and_writes_no_session(client, path):
    client.get(path, {"tailles": "uk"})

    assert client.cookies["tailles_shoe"].value == "uk"
    assert "sessionid" not in client.cookies
    assert group(client.get(path)).title == "Pointure UK"
    # An address that names a size without a system is in the boutiques' own.
    assert titles(client.get(path, {"taille": "44"})) == ["Tempo"]
    assert group(client.get(path, {"tailles": "eu"})).title == "Pointure EU"
    assert group(client.get(path)).title == "Pointure EU"


def test_search_engines_keep_one_address_whatever_the_system(client, path):
    html = client.get(path, {"tailles": "uk"}).content.decode()

    [kept] = re.findall(r'<link rel="canonical" href="([^"]+)">', html)
    assert kept.endswith(path)


def test_a_cookie_that_names_no_system_is_nothing(client, path):
    client.cookies["tailles_shoe"] = "<script>"

    assert group(client.get(path)).title == "Pointure EU"


def test_clothes_are_said_in_letters_or_numbers(client):
    sheet = shelf.shoe(
        "Veste", of="vestes-impermeables", sizes=["M", "L"], gender="women", values={}
    )
    shelf.shoe("Cape", of="vestes-impermeables", sizes=["38", "44"], gender="women", values={})
    shelf.open_shop()
    path = family_path(sheet.family)

    own = client.get(path)
    women = client.get(path, {"tailles": "fr-f"})
    letters = client.get(path, {"tailles": "lettres"})

    assert [label for label, *_ in labels(own)] == ["M", "L", "38", "44"]
    assert sorted(label for label, *_ in labels(women)) == ["38", "40", "44"]
    assert titles(client.get(path, {"tailles": "fr-f", "taille": "38"})) == ["Cape", "Veste"]
    # 44 is a woman's 2XL and a man's XS: who wears it decides.
    assert sorted(label for label, *_ in labels(letters)) == ["44", "L", "M"]
    worn = client.get(path, {"tailles": "lettres", "genre": "women"})
    assert sorted(label for label, *_ in labels(worn)) == ["2XL", "L", "M"]
