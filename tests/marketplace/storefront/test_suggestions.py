"""Suggestions while typing: what is on sale, what it costs, and nothing that breaks it."""

import re
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import translation

from marketplace.storefront import throttle
from marketplace.storefront.suggestions import vocabulary
from marketplace.storefront.suggestions.marking import marked
from marketplace.storefront.views import suggestions as view
from search import indexing
from search.contract import SearchUnavailable
from tests import shop
from tests.marketplace.storefront import shelf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_index")]


@pytest.fixture(autouse=True)
def _nothing_is_kept():
    vocabulary.forget()
    yield
    vocabulary.forget()


@pytest.fixture
def shoes():
    """Two colours of a model, a model of another brand, and one that is sold out."""
    point = shop.point("Foulées d’Annecy")
    sold = dict(points=[point])  # noqa: C408
    made = [
        shelf.shoe("Cadence 3", prices=[13990], **sold),
        shelf.shoe("Cadence 3", prices=[12990], colour_name="Grenat", colour_family="red", **sold),
        shelf.shoe("Foulée Max", brand="Norrsken", prices=[15900], **sold),
        shelf.shoe("Épuisée", brand="Vidange", prices=[9900], stock=0, **sold),
    ]
    shelf.open_shop()
    return made


def ask(client, written, *, language="fr"):
    with translation.override(language):
        address = reverse("storefront:suggestions")
    return client.get(address, {"q": written})


def said(response) -> dict[str, list[str]]:
    """Title of each group → what its options say, without what is only for the eye."""
    return {
        group.title: [re.sub(r"</?mark>", "", option.label) for option in group.options]
        for group in response.context["found"].groups
    }


def test_families_sports_brands_and_models(client, shoes):
    family = shoes[0].family

    assert said(ask(client, "chaussures ru")) == {
        "Rayons": [family.name],
        "Produits": ["Cadence 3", "Foulée Max"],
    }
    assert said(ask(client, "runn"))["Rayons"] == [family.sport.name, family.name]
    assert said(ask(client, "norr")) == {"Marques": ["Norrsken"], "Produits": ["Foulée Max"]}


def test_a_model_once_with_picture_and_price(client, shoes):
    response = ask(client, "cadence")

    [group] = response.context["found"].groups
    [option] = group.options
    assert (option.note, option.price, option.look.width) == ("Altavia", 13990, 400)
    html = response.content.decode()
    assert "139,90\xa0€" in html
    assert "<mark>Cadence</mark> 3" in html
    assert (
        f'href="{reverse("catalogue:detail", args=[shoes[0].product.slug, shoes[0].pk])}"' in html
    )


def test_a_category_leads_to_its_shelf_and_says_how_many(client, shoes):
    response = ask(client, "runn")

    sport, family = response.context["found"].groups[0].options
    assert (sport.url, sport.count) == (reverse("storefront:sport", args=["running"]), 3)
    assert client.get(family.url).context["listing"].total == family.count == 3
    brand = ask(client, "norr").context["found"].groups[0].options[0]
    assert client.get(brand.url).context["listing"].total == brand.count == 1


def test_nothing_that_is_sold_out_or_hidden(client, shoes):
    assert said(ask(client, "épuis")) == {}
    assert said(ask(client, "vidange")) == {}

    shelf.hide(shoes[2])
    indexing.index(reference_ids=[shoes[2].pk])

    assert said(ask(client, "norr")) == {}
    assert said(ask(client, "foulée")) == {}


def test_one_typo_and_no_accents(client, shoes):
    assert said(ask(client, "foulee"))["Produits"] == ["Foulée Max"]
    assert said(ask(client, "norsken"))["Marques"] == ["Norrsken"]
    assert said(ask(client, "chausures r"))["Rayons"] == [shoes[0].family.name]


def test_an_english_reader_reads_english(client, shoes):
    response = ask(client, "running sh", language="en")

    assert said(response)["Departments"] == [shoes[0].family.name_en]
    assert response.context["found"].groups[0].options[0].url.startswith("/en/")


def test_it_costs_no_query_once_the_names_are_known(client, shoes, django_assert_num_queries):
    with django_assert_num_queries(4):  # sports, families, brands, queries that many have asked
        ask(client, "runn")
    with django_assert_num_queries(0):
        response = ask(client, "chaussures cad")

    assert response["Cache-Control"] == "private, max-age=60"
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies


@pytest.mark.parametrize(
    "written",
    [
        "", " ", "c", "\0", "\0" * 50, "🏃", "a" * 5000, "a b " * 49, "*", "?*", "[TO]", "title:*",
        "<script>alert(1)</script>", "' OR 1=1 --", "((((((((((", "é" * 200, "\u202e\u0300" * 40,
    ],
)  # fmt: skip
def test_whatever_is_typed_is_answered(client, shoes, written):
    response = ask(client, written)

    assert response.status_code == 200
    assert said(response) == {}
    assert "<script>alert" not in response.content.decode()


def test_marks_are_escaped(client, shoes):
    assert marked("<b>Cadence</b> & co", "cad") == (
        "&lt;b&gt;<mark>Cad</mark>ence&lt;/b&gt; &amp; co"
    )


@pytest.mark.parametrize(
    ("label", "written", "shown"),
    [
        ("Chaussures de trail", "chaussure tr", "<mark>Chaussure</mark>s de <mark>tr</mark>ail"),
        ("Sac à dos", "sacs a", "<mark>Sac</mark> à dos"),
        ("Foulée Max", "FOULE", "<mark>Foulé</mark>e Max"),
        ("Œillet 2", "oei", "<mark>Œi</mark>llet 2"),
        ("Œillet 2", "o", "<mark>Œ</mark>illet 2"),
        ("Home-trainers", "trai", "Home-<mark>trai</mark>ners"),
        ("Cadence 3", "zzz", "Cadence 3"),
    ],
)
def test_what_was_typed_is_marked(label, written, shown):
    assert marked(label, written) == shown


def test_nothing_is_suggested_while_search_does_not_answer(client, shoes, monkeypatch):
    def silent(*_args, **_kwargs):
        raise SearchUnavailable

    monkeypatch.setattr("search.backends.embedded.EmbeddedBackend.suggest", silent)

    response = ask(client, "cadence")

    assert (response.status_code, said(response)) == (200, {})


def test_a_machine_that_asks_without_end_is_held_up(client, shoes, monkeypatch):
    now = SimpleNamespace(seconds=0.0)
    monkeypatch.setattr(view, "MOST_BY_ADDRESS", 2)
    monkeypatch.setattr(throttle, "time", SimpleNamespace(monotonic=lambda: now.seconds))

    answers = [ask(client, "cadence") for _ in range(3)]
    assert [each.status_code for each in answers] == [200, 200, 429]
    assert (answers[2].content, answers[2]["Retry-After"]) == (b"", "60")

    now.seconds += 60
    assert ask(client, "cadence").status_code == 200


def test_every_page_has_the_list_and_works_without_it(client, shoes):
    html = client.get(reverse("storefront:home")).content.decode()

    assert f'hx-get="{reverse("storefront:suggestions")}"' in html
    assert re.search(r'<form class="search"[^>]*action="/catalogue/"[^>]*method="get"', html)
    with translation.override("fr"):
        assert client.get("/catalogue/", {"q": "cadence"}).context["listing"].total == 2
