"""Brands: all of them by letter, and the page of one."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from marketplace.technical import taxonomy
from marketplace.technical.models import Brand
from tests import shop
from tests.marketplace.storefront import shelf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_index")]

INDEX_QUERIES = 3  # what was told last; sports of the head; brands
BRAND_QUERIES = 6  # what was told last; sports of the head; brand; names; families; boutiques


def url(slug="altavia"):
    return reverse("storefront:brand", args=[slug])


def of_brand(name, model="Cadence 3", **fields):
    return shelf.shoe(model, brand=name, **fields)


def letters(client):
    shown = client.get(reverse("storefront:brands")).context["letters"]
    return [(each.sign, [(way.name, way.count) for way in each.brands]) for each in shown]


# --- all of them -------------------------------------------------------------------------------
def test_brands_stand_by_their_letter_with_what_can_be_bought(client):
    for name in ("Altavia", "Altavia", "Évohé", "Estran", "1000 Pas", "Ære"):
        of_brand(name)
    of_brand("Épuisée", stock=0)
    shelf.open_shop()

    assert letters(client) == [
        ("A", [("Altavia", 2)]),
        ("E", [("Estran", 1), ("Évohé", 1)]),
        ("0–9", [("1000 Pas", 1), ("Ære", 1)]),
    ]


def test_without_search_brands_stand_without_counts(client):
    of_brand("Altavia")
    shelf.hide(of_brand("Cachée"))
    Brand.objects.create(slug="proposee", name="Proposée")

    assert letters(client) == [("A", [("Altavia", None)])]


def test_without_search_a_brand_s_page_does_not_say_that_nothing_is_on_sale(client):
    of_brand("Altavia")  # nothing was ever indexed

    response = client.get(url())

    html = response.content.decode()
    assert "Aucune boutique n’a cette marque" not in html
    assert "qui la vend ne peut pas être dit" in html
    assert [card.title for card in response.context["listing"].cards] == ["Cadence 3"]


def test_an_empty_shop_has_a_list_of_brands(client):
    assert "Rien n’est encore en rayon" in client.get(reverse("storefront:brands")).content.decode()


@pytest.mark.parametrize("size", [1, 30])
def test_the_list_costs_the_same_at_any_size(client, django_assert_num_queries, size):
    for n in range(size):
        of_brand(f"Marque {n}")
    shelf.open_shop()

    with django_assert_num_queries(INDEX_QUERIES):
        client.get(reverse("storefront:brands"))


# --- one ---------------------------------------------------------------------------------------
def test_a_brand_shows_its_families_who_sells_it_and_its_maker(client):
    shop.maker("Altavia")
    annecy, own = shop.point("Foulées"), shop.point("Altavia", slug="altavia", kind="brand")
    of_brand("Altavia", points=[annecy, own], prices=[100, 200])
    of_brand("Altavia", "Roche", of="chaussures-trail", points=[annecy])
    of_brand("Estran")
    shelf.open_shop()

    response = client.get(url())

    front = response.context["front"]
    assert [(way.name, way.count) for way in front.families] == [
        ("Chaussures de running route", 1), ("Chaussures de trail", 1),
    ]  # fmt: skip
    assert [(each.name, each.count) for each in front.boutiques] == [("Foulées", 2)]
    assert (front.own.name, front.own.count, front.total) == ("Altavia", 1, 2)
    assert sorted(card.title for card in response.context["listing"].cards) == [
        "Cadence 3", "Roche",
    ]  # fmt: skip
    html = response.content.decode()
    for said in ("Altavia SAS", "1 rue du Port, 74000 Annecy", "la marque elle-même"):
        assert said in html
    filters = [group.filter.facet for group in response.context["listing"].groups]
    assert "brand" not in filters


def test_a_filtered_brand_is_its_list_alone(client):
    of_brand("Altavia", sizes=["42", "43"])
    shelf.open_shop()

    response = client.get(url(), {"taille": "42"})

    assert response.context["front"] is None
    assert response.context["listing"].total == 1
    assert client.get(url(), {"marque": "estran"}).status_code == 400


def test_a_brand_with_nothing_on_sale_says_so(client):
    of_brand("Altavia", stock=0)
    shelf.open_shop()

    html = client.get(url()).content.decode()

    assert "Aucune boutique n’a cette marque en vente en ce moment" in html
    assert '<meta name="robots" content="noindex' in html
    assert 'id="listing"' not in html


def test_a_brand_that_is_only_proposed_or_hidden_is_not_there(client):
    shelf.hide(of_brand("Altavia"))
    Brand.objects.create(slug="proposee", name="Proposée")
    shelf.open_shop()

    assert client.get(url()).status_code == 404
    assert client.get(url("proposee")).status_code == 404
    assert client.get(url("personne")).status_code == 404


def test_who_may_not_sell_is_not_named_as_a_seller(client):
    of_brand("Altavia", points=[shop.point("Fermée"), shop.point("Foulées")], prices=[100, 100])
    shelf.open_shop()
    shop.Trader.objects.filter(name="Fermée").update(status="suspended")  # the index is behind

    assert [each.name for each in client.get(url()).context["front"].boutiques] == ["Foulées"]


def test_a_brand_of_many_families_and_boutiques_unfolds_them(client):
    slugs = [family["slug"] for sport in taxonomy.sports() for family in sport["families"]]
    for slug in slugs[:14]:
        of_brand("Altavia", of=slug, sizes=["Taille unique"], values={})
    shelf.open_shop()

    response = client.get(url())

    html = response.content.decode()
    assert len(response.context["front"].families) == 14
    assert html.count('class="way"') == 12
    assert "Les 14 rayons" in html
    assert "Les 14 boutiques" in html


@pytest.mark.parametrize("size", [1, 30])
def test_a_brand_costs_the_same_at_any_size(client, django_assert_num_queries, clock, size):
    clock.set(datetime(2026, 11, 23, 9, tzinfo=UTC))
    for n in range(size):
        of_brand("Altavia", f"Modèle {n}")
    shelf.open_shop()

    with django_assert_num_queries(BRAND_QUERIES):
        response = client.get(url())

    assert response.context["listing"].total == size
    assert len(response.context["front"].boutiques) == size
