"""Listings while search does not answer."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from marketplace.storefront.fronts import ways
from marketplace.storefront.listing import understood
from marketplace.storefront.listing.shelves import family_path
from marketplace.technical.models import ReferenceSheet
from search.contract import SearchUnavailable
from tests import shop
from tests.marketplace.storefront import shelf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_index")]

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
# What was told last; sports of the head; category; attributes; sheets; offers; points; tariffs.
QUERIES = 8


class Engine:
    """One that answers again when it is told to."""

    def __init__(self, real):
        self.real, self.up = real, False

    def search(self, query):
        if not self.up:
            raise SearchUnavailable
        return self.real.search(query)

    def search_all(self, queries):
        return [self.search(query) for query in queries]


@pytest.fixture
def engine(monkeypatch):
    found = Engine(understood.backend())
    for room in (understood, ways):
        monkeypatch.setattr(room, "backend", lambda: found)
    return found


def shoes(count=2):
    """The last one is the newest."""
    annecy = shop.point("Foulées d’Annecy", town="Annecy")
    made = [shelf.shoe(f"Modèle {n:02}", points=[annecy], prices=[10000 + n]) for n in range(count)]
    for n, sheet in enumerate(made):
        ReferenceSheet.objects.filter(pk=sheet.pk).update(
            published_at=MONDAY - timedelta(days=100 - n)
        )
    shelf.open_shop()
    return made


def titles(response):
    return [card.title for card in response.context["listing"].cards]


def test_a_family_is_read_from_the_database_and_says_so(client, engine, clock):
    clock.set(MONDAY)
    sheets = shoes()

    response = client.get(family_path(sheets[0].family))

    html = response.content.decode()
    # Search engines would drop a page that is 200 and noindex; of this one they keep theirs.
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "X-Robots-Tag" not in response
    assert titles(response) == ["Modèle 01", "Modèle 00"]
    assert "La recherche ne répond pas pour le moment : voici le rayon sans filtres" in html
    assert "100,01\xa0€" in html
    assert "Chez vous jeudi 26 nov." in html
    assert "Vendu par Foulées d’Annecy, Annecy" in html
    assert 'id="formulaire"' not in html
    assert response["Cache-Control"] == "no-store"


def test_filters_are_left_out_and_the_search_comes_back_by_itself(client, engine):
    path = family_path(shoes()[0].family)

    assert len(titles(client.get(path, {"prix_max": "100"}))) == 2
    engine.up = True
    back = client.get(path, {"prix_max": "100"})
    assert titles(back) == ["Modèle 00"]
    assert "no-store" not in back["Cache-Control"]
    assert "ne répond pas" not in back.content.decode()


def test_words_cannot_be_looked_for_but_every_shelf_is_open(client, engine):
    sheet = shoes()[0]

    response = client.get(reverse("catalogue:index"), {"q": "cadence"})

    html = response.content.decode()
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert "« cadence » ne peut pas être cherché maintenant" in html
    assert f'href="{family_path(sheet.family)}"' in html
    assert reverse("storefront:sport", args=["running"]) in html


def test_the_whole_catalogue_and_a_boutique_s_are_read_too(client, engine):
    sheet = shoes()[0]
    other = shelf.shoe("Grand Chemin", of="sacs-a-dos", sizes=["Taille unique"], values={})
    trader = sheet.product.children.get().stockrecords.get().partner.point.trader

    everything = client.get(reverse("catalogue:index"))
    boutique = client.get(reverse("storefront:trader", args=[trader.slug]))

    assert sorted(titles(everything)) == ["Grand Chemin", "Modèle 00", "Modèle 01"]
    assert sorted(titles(boutique)) == ["Modèle 00", "Modèle 01"]
    assert other.family.slug == "sacs-a-dos"


def test_a_sport_shows_its_families_and_what_is_new_in_it(client, engine):
    sheet = shoes()[0]

    response = client.get(reverse("storefront:sport", args=["running"]))

    assert response.status_code == 503
    assert titles(response) == ["Modèle 01", "Modèle 00"]
    assert [way.url for way in response.context["front"].families] == [family_path(sheet.family)]


def test_what_is_hidden_or_sold_out_stays_out(client, engine):
    sheets = shoes(3)
    shelf.hide(sheets[0])
    shop.restate(sheets[1].product.children.get().stockrecords.get().pk, stock=0)

    assert titles(client.get(family_path(sheets[0].family))) == ["Modèle 02"]


def test_pages_follow_each_other(client, engine):
    path = family_path(shoes(30)[0].family)

    first, second = client.get(path), client.get(path, {"page": "2"})

    assert titles(first)[0] == "Modèle 29"
    assert len(titles(first)) == 24
    assert titles(second) == [f"Modèle {n:02}" for n in range(5, -1, -1)]
    assert 'rel="next"' in first.content.decode()
    assert 'rel="next"' not in second.content.decode()
    assert client.get(path, {"page": "3"}).status_code == 404
    assert client.get(path, {"page": "100000"}).status_code == 404


@pytest.mark.parametrize("size", [1, 30])
def test_it_costs_the_same_at_any_size(client, engine, django_assert_num_queries, size):
    path = family_path(shoes(size)[0].family)

    with django_assert_num_queries(QUERIES):
        response = client.get(path)

    assert len(titles(response)) == min(size, 24)


def test_what_cannot_be_read_is_refused_all_the_same(client, engine):
    assert client.get(family_path(shop.family()), {"nageoires": "1"}).status_code == 400
