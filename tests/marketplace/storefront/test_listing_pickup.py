"""What can be fetched near a postcode."""

import pytest

from marketplace.storefront.listing.shelves import family_path
from marketplace.traders.models import Trader
from tests import shop
from tests.marketplace.storefront import shelf
from tests.marketplace.storefront.engines import ENGINES, running

pytestmark = pytest.mark.django_db
QUERIES = 6  # what was told last; sports of the head; category; attributes; names; counters


def counter(name, town, postcode, *, pickup=True):
    point = shop.point(name, town=town, postcode=postcode)
    point.pickup = pickup
    point.save()
    return point


@pytest.fixture
def points():
    return [
        counter("Alpes Trail", "Annecy", "74000"),
        counter("Sommets", "Chambéry", "73000"),
        counter("Entrepôt", "Annecy", "74000", pickup=False),
    ]


@pytest.fixture(params=ENGINES)
def path(request, points, tmp_path, settings):
    with running(request.param, folder=tmp_path / "search", settings=settings):
        alpes, sommets, depot = points
        sheets = [
            shelf.shoe("Cadence 3", points=[alpes], prices=[13990], sizes=["41", "42"]),
            shelf.shoe("Tempo", points=[sommets], prices=[8990]),
            shelf.shoe("Piste", points=[depot], prices=[9990]),
        ]
        shelf.open_shop()
        yield family_path(sheets[0].family)


def titles(response):
    return sorted(card.title for card in response.context["listing"].cards)


def counters(response):
    group = next(g for g in response.context["listing"].groups if g.filter.param == "retrait")
    return [(option.label, option.count, option.selected) for option in group.options]


def test_a_postcode_shows_what_can_be_fetched_near_it_the_nearest_first(client, path):
    response = client.get(path, {"cp": "74320", "km": "10"})

    assert titles(response) == ["Cadence 3"]
    assert counters(response) == [("Alpes Trail, Annecy · 5\xa0km", 1, False)]
    assert [c.label for c in response.context["listing"].chips] == [
        "Retrait à moins de 10 km : Sevrier"
    ]
    assert "À vol d’oiseau, depuis le centre de la commune." in response.content.decode()


def test_further_away_there_is_more(client, path):
    response = client.get(path, {"cp": "74000", "km": "50"})

    assert titles(response) == ["Cadence 3", "Tempo"]
    assert counters(response) == [
        ("Alpes Trail, Annecy · moins de 1\xa0km", 1, False),
        ("Sommets, Chambéry · 41\xa0km", 1, False),
    ]


def test_one_counter_can_be_chosen_and_the_others_keep_their_counts(client, path, points):
    response = client.get(path, {"cp": "74000", "km": "50", "retrait": str(points[1].pk)})

    assert titles(response) == ["Tempo"]
    assert [count for _label, count, _chosen in counters(response)] == [1, 1]
    assert [c.label for c in response.context["listing"].chips] == [
        "Retrait à moins de 50 km : Annecy", "Sommets, Chambéry · 41\xa0km"
    ]  # fmt: skip


def test_one_offer_must_be_there_in_the_size_at_the_price(client, path):
    there = {"cp": "74000", "taille": "41"}

    assert titles(client.get(path, {**there, "prix_max": "140"})) == ["Cadence 3"]
    assert titles(client.get(path, {**there, "prix_max": "100"})) == []


def test_nothing_near_names_the_nearest_and_widens(client, path):
    response = client.get(path, {"cp": "73100", "km": "5"})

    html = response.content.decode()
    assert titles(response) == []
    assert "La plus proche : Sommets, Chambéry · 14\xa0km." in html
    assert f'href="{path}?cp=73100&amp;km=25"' in html


def test_the_nearest_is_named_though_no_distance_reaches_it(client, path):
    html = client.get(path, {"cp": "75001", "km": "50"}).content.decode()

    assert "La plus proche : Alpes Trail, Annecy · 434\xa0km." in html
    assert "Chercher à moins de" not in html


def test_a_postcode_that_is_none_is_told_by_its_field_and_nothing_is_lost(client, path):
    response = client.get(path, {"cp": "7400", "km": "10", "marque": "altavia"})

    html = response.content.decode()
    assert response.status_code == 400
    assert html.count("il a cinq chiffres, par exemple 74000") == 2  # above, and by the field
    assert 'aria-describedby="faute-retrait"' in html
    assert 'value="7400"' in html
    assert titles(response) == ["Cadence 3", "Piste", "Tempo"]


def test_a_boutique_that_may_not_sell_hands_nothing_over(client, path, points):
    Trader.objects.filter(pk=points[0].trader_id).update(status=Trader.Status.SUSPENDED)

    assert counters(client.get(path, {"cp": "74000", "km": "5"})) == []


def test_near_costs_one_query_at_any_number_of_counters(client, django_assert_num_queries, path):
    for n in range(30):
        counter(f"Boutique {n}", "Annecy", "74000")

    with django_assert_num_queries(QUERIES):
        client.get(path, {"cp": "74000", "km": "50"})


def test_a_distance_without_a_postcode_is_no_wish(client, path):
    response = client.get(path, {"cp": "", "km": "5"}, follow=True)

    assert response.context["listing"].asked.url == path
    assert titles(response) == ["Cadence 3", "Piste", "Tempo"]
