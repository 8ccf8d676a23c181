"""``/readyz``: each part says how it is."""

import pytest
from django.urls import reverse

from marketplace.config import health
from marketplace.core import outbox
from search import indexing
from search.backends import backend
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(client, search_index):
    indexing.rebuild()
    return lambda query="": client.get(reverse("readyz") + query)


def test_all_parts_are_well(said):
    response = said()

    assert response.status_code == 200
    assert response.json() | {"broker": "ok"} == dict.fromkeys(
        ("database", "search", "cache", "broker", "outbox", "index"), "ok"
    )


@pytest.mark.parametrize(("seconds", "told"), [(60, "ok"), (61, "61 s behind")])
def test_changes_that_do_not_reach_the_index_raise_the_alarm(said, clock, seconds, told):
    outbox.publish("catalogue.changed", reference_ids=[1])
    clock.advance(seconds=seconds)

    response = said()

    assert response.json()["index"] == told
    assert response.status_code == 200  # pages do without


def test_an_index_that_lacks_what_is_published_raises_the_alarm(said, clock):
    factories.OfferFactory()
    clock.advance(minutes=5)

    assert said().json()["index"] == "0 documents of 1"


def test_many_that_ask_have_the_catalogue_counted_once(said, django_assert_max_num_queries):
    said()

    with django_assert_max_num_queries(3) as asked:
        response = said()

    assert response.json()["index"] == "ok"
    assert not any("referencesheet" in query["sql"] for query in asked.captured_queries)


def test_a_shop_without_an_index_serves_pages_and_says_so(client, search_index):
    response = client.get(reverse("readyz"))

    assert (response.json()["search"], response.json()["index"]) == ("no index", "no index")
    assert response.status_code == 200


def test_an_engine_that_is_away_takes_no_page_away(client, settings):
    settings.SEARCH_URL = "http://127.0.0.1:9/nobody"

    response = client.get(reverse("readyz"))

    assert response.json()["search"] == "SearchUnavailable"
    assert response.status_code == 200


def test_without_its_database_it_is_not_ready(said, monkeypatch):
    monkeypatch.setattr(health, "_database", lambda: 1 / 0)

    response = said()

    assert response.json()["database"] == "ZeroDivisionError"
    assert response.status_code == 503


@pytest.mark.parametrize("part", ["database", "search", "index", "cache", "broker", "outbox"])
def test_whoever_watches_hears_of_every_part(said, monkeypatch, part):
    monkeypatch.setattr(health, "_broker", lambda: "ok")
    assert said("?strict").status_code == 200

    monkeypatch.setattr(health, f"_{part}", lambda: "not well")

    response = said("?strict")
    assert response.json()[part] == "not well"
    assert response.status_code == 503


def test_the_engine_is_asked_each_time_even_while_it_is_taken_to_be_down(said, monkeypatch):
    """What says whether it is back must not be kept from asking."""
    engine = backend()
    asked = []
    monkeypatch.setattr(engine.engine, "is_built", lambda: asked.append(1) or 1 / 0)

    for _ in range(5):
        assert said().json()["search"] == "ZeroDivisionError"
    assert len(asked) == 5
