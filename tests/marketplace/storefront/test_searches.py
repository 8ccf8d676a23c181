"""Which searches are counted, and how what many ask is suggested to others."""

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from marketplace.core import clock
from marketplace.storefront import throttle
from marketplace.storefront.listing.shelves import family_path
from marketplace.storefront.suggestions import vocabulary
from marketplace.storefront.views import catalogue
from search.asked import noting, operations
from search.asked.models import AskedQuery, AskedWeek
from search.asked.operations import Note
from search.asked.queries import SUGGESTED_FROM
from search.backends.embedded import EmbeddedBackend
from tests import shop
from tests.marketplace.storefront import shelf
from tests.marketplace.storefront.test_suggestions import ask, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_index")]
BROWSER = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64)"}


@pytest.fixture(autouse=True)
def _nothing_is_known_yet():
    vocabulary.forget()
    noting._notes.clear()
    yield
    vocabulary.forget()
    noting._notes.clear()


@pytest.fixture
def shoe():
    made = shelf.shoe("Cadence 3")
    shelf.open_shop()
    return made


def search(client, asked, **headers):
    return client.get(reverse("catalogue:index"), asked, headers={**BROWSER, **headers})


def noted() -> list[tuple[str, bool]]:
    return [(each.text, each.answered) for each in noting._notes]


def many_ask(text: str, *, answered: bool = True) -> None:
    visitors = range(SUGGESTED_FROM)
    operations.count([Note(text, f"192.0.2.{n}", answered) for n in visitors], at=clock.now())


def test_a_search_is_noted_with_whether_it_found_exactly_that(client, shoe):
    for asked in ("Cadence", "cadance", "licorne"):
        assert search(client, {"q": asked}).status_code == 200

    assert noted() == [("cadence", True), ("cadance", False), ("licorne", False)]


@pytest.mark.parametrize(
    "asked",
    [
        {"q": ""},
        {"q": "cadence", "marque": "altavia"},
        {"q": "bob@exemple.fr"},
        {"marque": "altavia"},
    ],
)
def test_what_is_no_fresh_search_is_not_noted(client, shoe, asked):
    search(client, asked)

    assert noted() == []


@pytest.mark.parametrize(
    "headers",
    [
        {"user-agent": "Googlebot/2.1"},
        {"user-agent": "python-requests/2.32"},
        {"user-agent": ""},
        {"sec-gpc": "1"},
        {"dnt": "1"},
    ],
)
def test_machines_and_those_who_do_not_want_it_are_not_noted(client, shoe, headers):
    search(client, {"q": "cadence"}, **headers)

    assert noted() == []


def test_a_search_writes_no_row_and_opens_no_transaction(client, shoe):
    with CaptureQueriesContext(connection) as seen:
        search(client, {"q": "cadence"})

    assert seen.captured_queries
    assert all("SELECT" in query["sql"][:8] for query in seen.captured_queries)
    assert noting.write() == 1
    assert AskedWeek.objects.get().visitors == 1


def test_what_many_ask_is_suggested_to_others(client, shoe):
    many_ask("cadence drop 8")
    many_ask("cadénce drop 8")  # the same but for its accents
    many_ask("cadence mauve", answered=False)

    response = ask(client, "cad")

    assert said(response)["Recherches fréquentes"] == ["cadence drop 8"]
    [option] = response.context["found"].groups[0].options
    assert option.url == "/catalogue/?q=cadence+drop+8"
    assert client.get(option.url).status_code == 200
    assert "Recherches fréquentes" not in said(ask(client, "Cadence  drop 8"))  # is typed already


def test_operators_see_them_and_can_hide_one(client, shoe):
    many_ask("cadence drop 8")
    many_ask("licorne", answered=False)
    client.force_login(shop.operator())
    page = reverse("desk:searches")

    rows = client.get(page).context["rows"]
    assert [(row.text, row.times) for row in rows] == [("cadence drop 8", 20), ("licorne", 20)]
    assert [row.text for row in client.get(page, {"sans": "1"}).context["rows"]] == ["licorne"]

    query = AskedQuery.objects.get(text="cadence drop 8")
    hide = reverse("desk:hide-search", args=[query.pk])
    answer = client.post(f"{hide}?semaines=12", {"hidden": "1"}, follow=True)
    html = answer.content.decode()
    assert answer.redirect_chain == [(f"{page}?semaines=12", 302)]
    assert "n’est plus suggéré" in html
    assert "masquée" in html
    assert "Recherches fréquentes" not in said(ask(client, "cad"))

    client.post(hide, {"hidden": "0"})
    vocabulary.forget()
    assert said(ask(client, "cad"))["Recherches fréquentes"] == ["cadence drop 8"]


def test_the_desk_says_when_there_is_nothing(client):
    client.force_login(shop.operator())
    page = reverse("desk:searches")

    for asked, words in (
        ({}, "par trois visiteurs"),
        ({"sans": "1"}, "sans résultat exact sur cette période"),
        ({"semaines": "<b>"}, "par trois visiteurs"),
    ):
        assert words in client.get(page, asked).content.decode()


@pytest.mark.parametrize("size", [1, 30])
def test_the_desk_costs_the_same_at_any_size(client, django_assert_num_queries, size):
    for n in range(size):
        many_ask(f"tente {n} places")
    client.force_login(shop.operator())

    with django_assert_num_queries(5):  # session, user, basket, how many, rows
        rows = client.get(reverse("desk:searches")).context["rows"]

    assert len(rows) == size


# --- a limit that people do not meet ---------------------------------------------------------
@pytest.fixture
def limited(monkeypatch):
    """Two searches a minute; the seconds of a minute that does not end by itself."""
    now = SimpleNamespace(seconds=0.0)
    monkeypatch.setattr(catalogue, "MOST_BY_ADDRESS", 2)
    monkeypatch.setattr(throttle, "time", SimpleNamespace(monotonic=lambda: now.seconds))
    return now


def fast(client, times: int = 3, **said) -> list[int]:
    pages = (client.get(reverse("catalogue:index"), {"q": "cadence"}, **said) for _ in range(times))
    return [page.status_code for page in pages]


def test_an_address_that_searches_without_end_is_held_up(client, shoe, limited):
    assert fast(client) == [200, 200, 429]

    response = client.get(reverse("catalogue:index"), {"q": "cadence"})
    assert response["Retry-After"] == "60"
    assert "Attendez une minute" in response.content.decode()
    with translation.override("en"):
        english = client.get(reverse("catalogue:index"), {"q": "cadence"})
    assert "Wait a minute" in english.content.decode()

    limited.seconds += 60
    assert fast(client, 1) == [200]


def test_every_page_that_searches_counts_shelves_without_words_do_not(client, shoe, limited):
    pages = [
        reverse("catalogue:index"),
        family_path(shoe.family),
        reverse("storefront:sport", args=["running"]),
        reverse("storefront:brand", args=[shoe.brand.slug]),
    ]
    assert [client.get(page).status_code for page in pages] == [200] * 4
    assert [client.get(page, {"q": "cadence"}).status_code for page in pages] == [
        200,
        200,
        429,
        429,
    ]
    empty = [client.get(page, {"q": ""}, follow=True) for page in pages]
    assert [answer.status_code for answer in empty] == [200] * 4


def test_the_engine_is_not_asked_for_who_is_held_up(client, shoe, limited, monkeypatch):
    fast(client, 2)
    asked = []
    monkeypatch.setattr(EmbeddedBackend, "search", lambda *_args: asked.append(1))

    assert fast(client, 2) == [429, 429]
    assert asked == []


def test_others_are_not_held_up_nor_is_a_made_up_address_believed(client, shoe, limited):
    assert fast(client) == [200, 200, 429]

    assert fast(client, REMOTE_ADDR="192.0.2.7") == [200, 200, 429]
    forged = [fast(client, 1, HTTP_X_FORWARDED_FOR=f"198.51.100.{n}") for n in range(2)]
    assert forged == [[429], [429]]


def test_behind_a_proxy_it_is_the_address_that_the_proxy_reports(client, shoe, limited, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    for n in range(3):
        assert fast(client, 1, HTTP_X_FORWARDED_FOR=f"203.0.113.9, 198.51.100.{n}") == [200]


def test_a_connection_has_all_addresses_that_begin_alike(client, shoe, limited):
    mine = [fast(client, 1, REMOTE_ADDR=f"2001:db8:1:2::{n}") for n in (1, 2, 3)]
    assert mine == [[200], [200], [429]]

    assert fast(client, 1, REMOTE_ADDR="2001:db8:1:3::1") == [200]


def test_counting_costs_no_query(client, shoe, monkeypatch):
    def counted() -> int:
        with CaptureQueriesContext(connection) as asked:
            search(client, {"q": "cadence"})
        return len(asked)

    counted()
    with_limit = counted()
    monkeypatch.setattr(catalogue, "_too_often", lambda _request: False)
    assert counted() == with_limit
