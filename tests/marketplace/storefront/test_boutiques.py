"""Who sells: all of them by department, and the page of one."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from django.utils import translation

from marketplace.storefront.fronts import boutiques
from marketplace.storefront.templatetags import opening as words
from marketplace.traders import departments
from marketplace.traders.models import Point, SpecialDays
from marketplace.traders.opening import State
from tests import factories, shop
from tests.marketplace.storefront import engines, shelf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_index")]

TUESDAY = datetime(2026, 11, 24, 9, tzinfo=UTC)  # ten o'clock in Paris
# What was told last; sports of the head; trader, its tariffs; points, their days; names.
TRADER_QUERIES = 7
INDEX_QUERIES = 4  # what was told last; sports; points, their days
WEEK = {"1": ["10:00", "12:30", "14:00", "19:00"], "5": ["10:00", "18:00"]}


@pytest.fixture(autouse=True)
def _tuesday(clock):
    clock.set(TUESDAY)


@pytest.fixture
def annecy():
    point = shop.point(
        "Foulées d’Annecy", town="Annecy", postcode="74000", story="Trente ans de trail.",
        slug="foulees", free_from=6000, since=date(2026, 3, 1), score="4.8", sales_count=612,
    )  # fmt: skip
    point.hours, point.pickup, point.pickup_hours = WEEK, True, 3
    point.directions = "Sous les arcades."
    point.save()
    return point


def page(client, slug="foulees", **query):
    return client.get(reverse("storefront:trader", args=[slug]), query)


# --- one ---------------------------------------------------------------------------------------
def test_a_boutique_says_who_where_when_and_how_it_delivers(client, annecy):
    shelf.shoe(points=[annecy])
    shelf.open_shop()

    response = page(client)

    (place,) = response.context["places"]
    assert place.state.until == datetime(2026, 11, 24, 11, 30, tzinfo=UTC)
    assert place.ready == datetime(2026, 11, 24, 13, 30, tzinfo=UTC)
    html = response.content.decode().replace("\u00a0", " ")
    for said in (
        "Foulées d’Annecy, boutique de sport à Annecy", "Trente ans de trail.", "552100554",
        "Ouvert maintenant, jusqu’à 12 h 30", "10 h – 12 h 30, 14 h – 19 h", "fermé",
        "Sous les arcades.", "prêt aujourd’hui à 14 h 30", "4,90 €", "offert dès 60,00 €",
        "sur Cordée depuis le 1er mars 2026", "4,8 sur 5, 612 ventes",
        "2 jours ouvrés de transport",
    ):  # fmt: skip
        assert said in html
    assert [card.title for card in response.context["listing"].cards] == ["Cadence 3"]


def test_other_days_than_usual_are_told(client, annecy):
    SpecialDays.objects.create(
        point=annecy, first=date(2026, 12, 1), last=date(2026, 12, 1), note="inventaire"
    )
    shelf.open_shop()

    html = page(client).content.decode()

    assert "<b>mardi 1er déc.</b> : fermé, inventaire" in html


def test_a_shop_that_said_nothing_promises_nothing(client, annecy):
    Point.objects.update(hours={}, pickup_hours=None)
    shelf.open_shop()

    html = page(client).content.decode()

    assert "n’a pas encore communiqué ses horaires" in html
    assert "délai non communiqué par la boutique" in html
    assert "Ouvert" not in html


def test_a_warehouse_shows_no_hours(client, annecy):
    Point.objects.update(kind=Point.Kind.WAREHOUSE)
    shelf.open_shop()

    html = page(client).content.decode()

    assert "personne n’y est reçu" in html
    for said in ("Horaires", "Retrait en magasin", "Ouvert"):
        assert said not in html


def test_many_points_fold_their_weeks(client, annecy):
    for n in range(11):
        factories.PointFactory(trader=annecy.trader, town=f"Ville {n:02d}")
    shelf.open_shop()

    html = page(client).content.decode()

    assert html.count('class="place"') == 12
    assert "<details open>" not in html


def test_without_a_tariff_it_is_said(client, annecy):
    annecy.trader.tariffs.all().delete()
    shelf.open_shop()

    assert "pas encore de tarif de livraison" in page(client).content.decode()


def test_a_boutique_s_list_holds_its_own_offers_at_its_own_prices(client, annecy):
    shelf.shoe(points=[annecy, shop.point()], prices=[15000, 9000])
    shelf.open_shop()

    (card,) = page(client).context["listing"].cards

    assert (card.price, card.seller) == (15000, "Foulées d’Annecy, Annecy")


def test_a_boutique_s_list_takes_no_other_boutique(client, annecy):
    shelf.open_shop()

    assert page(client, boutique="le-couloir-4").status_code == 400


def test_a_suspended_boutique_is_named_sells_nothing_and_is_kept_from_search_engines(
    client, annecy
):
    shelf.shoe(points=[annecy])
    annecy.trader.status = "suspended"
    annecy.trader.save()
    shelf.open_shop()

    response = page(client)

    html = response.content.decode()
    assert response.context["listing"].total == 0
    assert "ne vend pas sur Cordée en ce moment" in html
    assert '<meta name="robots" content="noindex' in html
    for promised in ('id="listing"', "Retrait en magasin", "Livraison", "Expédition"):
        assert promised not in html


@pytest.mark.parametrize("size", [1, 30])
def test_a_boutique_s_page_costs_the_same_at_any_size(
    client, django_assert_num_queries, annecy, size
):
    for n in range(size):
        shelf.shoe(f"Modèle {n}", points=[annecy])
        factories.PointFactory(trader=annecy.trader)
    shelf.open_shop()

    with django_assert_num_queries(TRADER_QUERIES):
        response = page(client)

    assert len(response.context["places"]) == size + 1


# --- all of them -------------------------------------------------------------------------------
def test_boutiques_stand_by_department_with_what_they_sell(client, annecy):
    lyon = shop.point("Filet", town="Lyon", postcode="69002")
    far = shop.point("Vague", town="Ajaccio", postcode="20000")
    gone = shop.point("Fermée", postcode="01000", status="suspended")
    brand = shop.point("Altavia", kind="brand")
    Point.objects.filter(pk=brand.pk).update(kind=Point.Kind.WAREHOUSE)
    factories.PointFactory(trader=lyon.trader, town="Gex", postcode="01170", hours={})
    shelf.shoe(points=[annecy, lyon, gone, brand], prices=[100] * 4)
    shelf.shoe(of="sacs-a-dos", points=[lyon], sizes=["Taille unique"], values={})
    shelf.open_shop()

    response = client.get(reverse("storefront:traders"))

    directory = response.context["directory"]
    assert [
        (each.code, each.name, [(stop.boutique.name, stop.point.town) for stop in each.stops])
        for each in directory.departments
    ] == [
        ("01", "Ain", [("Filet", "Gex")]),
        ("2A", "Corse-du-Sud", [("Vague", "Ajaccio")]),
        ("69", "Rhône", [("Filet", "Lyon")]),
        ("74", "Haute-Savoie", [("Foulées d’Annecy", "Annecy")]),
    ]
    assert [(each.name, each.count) for each in directory.sending] == [("Altavia", 1)]
    (gex,), _corsica, (filet,), _annecy = (each.stops for each in directory.departments)
    assert (list(filet.boutique.sports), filet.state.is_open, gex.state) == (
        ["Randonnée", "Running"], True, None,
    )  # fmt: skip
    assert directory.shops == 4
    assert far.town in response.content.decode()


def test_boutiques_stand_without_search(client, annecy):
    (department,) = client.get(reverse("storefront:traders")).context["directory"].departments

    (stop,) = department.stops
    assert (list(stop.boutique.sports), stop.boutique.count) == ([], None)


def test_an_empty_house_has_a_list_of_boutiques(client):
    html = client.get(reverse("storefront:traders")).content.decode()

    assert "Aucune boutique ne vend encore sur Cordée" in html


@pytest.mark.parametrize("size", [1, 30])
def test_the_list_costs_the_same_at_any_size(client, django_assert_num_queries, size):
    points = [shop.point(postcode=f"{n + 1:02d}000") for n in range(size)]
    shelf.shoe(points=points, prices=[100] * size)
    shelf.open_shop()

    with django_assert_num_queries(INDEX_QUERIES):
        response = client.get(reverse("storefront:traders"))

    assert response.context["directory"].shops == size


def test_what_they_sell_is_asked_once_for_all_sports(annecy, monkeypatch):
    shelf.shoe(points=[annecy])
    shelf.open_shop()
    asked = engines.listened_to(monkeypatch)

    for _twice in range(2):
        assert boutiques.assortment(["running", "tennis"]) == {"foulees": {"running": 1}}

    assert [len(queries) for queries in asked] == [2]


# --- words -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("postcode", "code"),
    [
        ("01000", "01"), ("69002", "69"), ("20000", "2A"), ("20167", "2A"), ("20200", "2B"),
        ("20620", "2B"), ("97400", "974"), ("98000", ""), ("97800", ""), ("00100", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_postcode_names_its_department(postcode, code):
    assert departments.code(postcode) == code


def test_all_departments_have_a_name():
    assert len(departments.NAMES) == 101


@pytest.mark.parametrize(
    ("language", "opens", "said"),
    [
        ("fr", datetime(2026, 11, 24, 13, tzinfo=UTC), "Fermé, ouvre aujourd’hui à 14 h"),
        ("fr", datetime(2026, 11, 25, 9, 30, tzinfo=UTC), "Fermé, ouvre demain à 10 h 30"),
        ("fr", datetime(2026, 11, 28, 9, tzinfo=UTC), "Fermé, ouvre samedi 28 nov. à 10 h"),
        ("fr", None, "Fermé jusqu’à nouvel ordre"),
        ("en", datetime(2026, 11, 28, 9, tzinfo=UTC), "Closed, opens Saturday 28 Nov at 10:00"),
        ("en", datetime(2026, 11, 25, 9, tzinfo=UTC), "Closed, opens tomorrow at 10:00"),
    ],
)
def test_when_a_shop_opens_is_said_in_words(language, opens, said):
    with translation.override(language):
        assert words.opened(State(opens=opens)).replace("\u00a0", " ") == said
