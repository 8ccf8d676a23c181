"""Up to four references side by side: differences first, kept between pages by the browser."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from oscar.core.loading import get_model

from marketplace.storefront import comparison
from marketplace.storefront.comparison import COOKIE
from marketplace.technical.models import Attribute, Family
from tests import shop
from tests.marketplace.storefront import shelf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_index")]

Category = get_model("catalogue", "Category")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PAGE = "/comparer/"
QUERIES = 6  # references, sizes, attributes; offers, their choice and tariffs


@pytest.fixture
def shoes():
    annecy = shop.point("Foulées d’Annecy")
    lille = shop.point("Le Couloir 4", shipping=390)
    made = [
        shelf.shoe("Cadence 3", points=[annecy, lille], prices=[13990, 12990], sizes=["41", "42"]),
        shelf.shoe(
            "Foulée Max", brand="Norrsken", points=[annecy], prices=[15900],
            values=shelf.values(drop=4, weight=265, cushioning="max"),
        ),
        shelf.shoe("Tempo", points=[lille], prices=[8990], stock=0,
                   values=shelf.values(drop=10, cushioning="max")),
    ]  # fmt: skip
    shelf.open_shop()
    return made


def ask(client, *ids):
    return client.get(PAGE, {"r": ids})


def labels(rows) -> list[str]:
    return [row.label for row in rows]


def values(rows) -> dict[str, list]:
    return {row.label: [cell.value for cell in row.cells] for row in rows}


# --- the page -------------------------------------------------------------------------------
def test_what_tells_them_apart_comes_first_and_what_decides_before_the_rest(client, shoes):
    found = ask(client, shoes[0].pk, shoes[1].pk).context["found"]

    assert values(found.differing) == {"Drop": [8, 4], "Amorti": ["Souple", "Maximal"]}
    assert all(row.decides for row in found.differing)
    assert values(found.alike) == {"Poids": [265, 265]}
    assert (found.own, found.mixed, found.gone, found.left_out) == ([], False, 0, 0)


def test_what_is_not_said_of_one_is_a_difference_that_is_shown(client, shoes):
    response = ask(client, shoes[0].pk, shoes[2].pk)

    assert values(response.context["found"].differing)["Poids"] == [265, None]
    assert "non communiqué" in response.content.decode()


def test_price_day_sizes_and_boutiques_are_those_of_today(client, shoes, clock):
    clock.set(MONDAY)

    cadence, _max, tempo = ask(client, *[shoe.pk for shoe in shoes]).context["found"].columns

    assert (cadence.price.minor, cadence.boutiques, [size for size, _url in cadence.sizes]) == (
        12990, 2, ["41", "42"],
    )  # fmt: skip
    assert cadence.promised.isoformat() == "2026-11-26"
    assert (tempo.price, tempo.promised, tempo.sizes) == (None, None, [])


def test_columns_stand_in_the_order_in_which_they_were_chosen(client, shoes):
    first, second, third = [shoe.pk for shoe in shoes]

    found = ask(client, third, first, second).context["found"]

    assert [column.sheet.pk for column in found.columns] == [third, first, second]
    client.cookies[COOKIE] = f"{second}.{third}"
    assert client.get(PAGE)["Location"] == f"{PAGE}?r={second}&r={third}"


def test_each_column_leads_to_where_it_is_bought_in_its_size(client, shoes):
    cadence, other, tempo = (
        reverse("catalogue:detail", args=[shoe.product.slug, shoe.pk]) for shoe in shoes
    )
    ids = [shoe.pk for shoe in shoes]

    response = ask(client, *ids)

    columns, html = response.context["found"].columns, response.content.decode()
    assert [column.buy_url for column in columns] == [
        f"{cadence}#tailles", f"{other}?taille=42", f"{tempo}#tailles",
    ]  # fmt: skip
    assert columns[0].sizes == [("41", f"{cadence}?taille=41"), ("42", f"{cadence}?taille=42")]
    assert [column.dearer for column in columns] == [False] * 3  # no size asks more
    assert [html.count(f'href="{column.buy_url}"') for column in columns] == [1, 2, 1]

    client.cookies["ma_taille_shoe"] = "41"
    assert ask(client, *ids).context["found"].columns[0].buy_url == f"{cadence}?taille=41"


def test_references_of_several_families_share_what_means_the_same(client, shoes):
    jacket = Family.objects.create(
        slug="vestes", name="Vestes", name_en="Jackets", sport=shoes[0].family.sport,
        category=Category.add_root(name="Vestes", slug="vestes"),
    )  # fmt: skip
    for key, unit in (("weight", "g"), ("column", "mm")):
        Attribute.objects.create(family=jacket, key=key, label=key, label_en=key, unit=unit)
    other = shelf.shoe("Bruine")
    other.family, other.values = jacket, shelf.values(weight=320, column=20000)
    other.save()

    response = ask(client, shoes[0].pk, other.pk)
    found = response.context["found"]
    html = response.content.decode()

    assert (found.mixed, found.shared) == (True, 1)
    assert values(found.differing) == {"Poids": [265, 320]}
    assert {"Drop", "column"} <= set(labels(found.own))
    assert "une seule caractéristique leur est commune" in html
    assert "sans objet" in html


def test_one_alone_shows_what_is_known_and_asks_for_another(client, shoes):
    response = ask(client, shoes[0].pk)

    assert labels(response.context["found"].differing) == ["Drop", "Poids", "Amorti"]
    assert "Choisissez-en au moins une autre" in response.content.decode()


def test_gone_hidden_and_doubled_references(client, shoes):
    shelf.hide(shoes[1])

    response = ask(client, shoes[0].pk, shoes[1].pk, shoes[0].pk, 987654321, shoes[2].pk)
    found = response.context["found"]

    assert [column.sheet.pk for column in found.columns] == [shoes[0].pk, shoes[2].pk]
    assert "2 des références demandées ne sont plus au catalogue." in response.content.decode()
    assert "Foulée Max" not in response.content.decode()


def test_only_gone_ones_leave_a_page_with_a_way_on(client, shoes):
    response = ask(client, 987654321)

    assert response.status_code == 200
    assert "Une des références demandées n’est plus au catalogue." in response.content.decode()
    assert reverse("catalogue:index") in response.content.decode()


def test_more_than_four_are_told_of(client, shoes):
    more = [shelf.shoe(f"Modèle {n}") for n in range(3)]

    found = ask(client, *[shoe.pk for shoe in (*shoes, *more)])

    assert len(found.context["found"].columns) == 4
    assert "voici les premières" in found.content.decode()


@pytest.mark.parametrize(
    "written",
    [
        *("abc", "", "-1", "1.5", "9" * 30, "0" * 20 + "9" * 20, "9" * 5000, "0" * 5000),
        *("١٢", "1 OR 1=1", "<script>", "\0", "🏃"),
    ],
)
def test_what_is_no_reference_is_refused_with_the_reason(client, shoes, written):
    response = client.get(PAGE, {"r": [shoes[0].pk, written]})

    assert response.status_code == 400
    assert "choisissez-la par son bouton" in response.content.decode()


@pytest.mark.parametrize("size", [1, 4])
def test_it_costs_the_same_for_one_and_for_four(client, shoes, django_assert_num_queries, size):
    fourth = shelf.shoe("Modèle", sizes=["40", "41", "42"])
    ids = [shoe.pk for shoe in (*shoes, fourth)][:size]
    ask(client, *ids)  # where figures stand is kept

    with django_assert_num_queries(QUERIES):
        found = ask(client, *ids).context["found"]

    assert len(found.columns) == size


# --- the choice -----------------------------------------------------------------------------
def test_without_script_a_button_adds_and_the_page_takes_away(client, shoes):
    first, second, third = (shoe.pk for shoe in shoes)
    for pk, shown in ((first, f"?r={first}"), (second, f"?r={first}&r={second}")):
        answer = client.post(f"{PAGE}ajouter/", {"r": pk})
        assert (answer.status_code, answer["Location"]) == (303, PAGE + shown)
    assert client.cookies[COOKIE].value == f"{first}.{second}"
    assert client.cookies[COOKIE]["samesite"] == "Lax"

    answer = client.get(PAGE)
    assert answer["Location"] == f"{PAGE}?r={first}&r={second}"
    assert "no-store" in answer["Cache-Control"]

    answer = client.post(f"{PAGE}retirer/", {"r": first, "autres": [second, third]})
    assert answer["Location"] == f"{PAGE}?r={second}&r={third}"  # somebody else's address
    assert client.cookies[COOKIE].value == str(second)

    client.post(f"{PAGE}retirer/", {"r": [second, third]})
    assert client.cookies[COOKIE].value == ""
    assert "Aucune référence n’est choisie" in client.get(PAGE).content.decode()


def test_a_fifth_is_refused_and_the_four_stay(client, shoes):
    client.cookies[COOKIE] = "11.12.13.14"

    answer = client.post(f"{PAGE}ajouter/", {"r": shoes[0].pk})

    assert answer["Location"] == f"{PAGE}?r=11&r=12&r=13&r=14"
    assert "retirez-en une d’abord" in client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize("asked", [{}, {"r": "987654321"}, {"r": ["1", "2"]}])
def test_only_what_is_on_the_shelves_is_added(client, shoes, asked):
    assert client.post(f"{PAGE}ajouter/", asked).status_code == 404
    assert COOKIE not in client.cookies


@pytest.mark.parametrize("cookie", ["", "abc", "1.2.x", "...", "9" * 4000, "<script>"])
def test_a_cookie_that_is_no_choice_is_none(cookie):
    assert comparison.kept(cookie) == []


def test_cards_and_product_pages_have_the_button(client, shoes):
    button = f'value="{shoes[0].pk}"'
    url = reverse("catalogue:detail", args=[shoes[0].product.slug, shoes[0].pk])
    for page in (reverse("catalogue:index"), url):
        html = client.get(page).content.decode()
        assert button in html
        assert html.count('id="comparer"') == 1
        assert f'action="{PAGE}ajouter/"' in html
