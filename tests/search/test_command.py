"""``manage.py search``."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from marketplace.core import outbox
from search import indexing
from tests import factories

pytestmark = pytest.mark.django_db


def said(*words):
    out = StringIO()
    call_command("search", *words, stdout=out)
    return out.getvalue()


def test_rebuild_says_how_many_on_one_line(search_index):
    factories.OfferFactory()
    factories.OfferFactory()

    [line] = said("rebuild", "--json").splitlines()

    figures = json.loads(line)
    assert figures.keys() == {"documents", "seconds"}
    assert figures["documents"] == 2
    assert 0 <= figures["seconds"] < 30


class Terminal(StringIO):
    def isatty(self):
        return True


def test_a_terminal_sees_how_far_a_rebuild_is(search_index, monkeypatch):
    monkeypatch.setattr(indexing, "CHUNK", 1)
    for _ in range(2):
        factories.OfferFactory()
    screen, plain = Terminal(), StringIO()

    call_command("search", "rebuild", stdout=StringIO(), stderr=screen)
    call_command("search", "rebuild", stdout=StringIO(), stderr=plain)

    assert screen.getvalue() == (f"\r{'█' * 15}{'·' * 15}  50 %  1 / 2\r{'█' * 30} 100 %  2 / 2\n")
    assert plain.getvalue() == ""


def test_status_before_anything_was_built(search_index):
    assert said("status").splitlines() == [
        "engine: tantivy",
        "generation: ",
        "documents: 0",
        "published: 0",
        "waiting: 0",
        "lag_s: 0.0",
        "alarm: no index",
    ]


def test_status_names_what_waits(search_index, clock):
    offer = factories.OfferFactory()
    indexing.rebuild()
    outbox.publish("catalogue.changed", reference_ids=[offer.product.parent_id])
    clock.advance(seconds=90)

    figures = json.loads(said("status", "--json"))

    assert figures == {
        "engine": "tantivy",
        "generation": figures["generation"],
        "documents": 1,
        "published": 1,
        "waiting": 1,
        "lag_s": 90.0,
        "alarm": "90 s behind",
    }
    assert figures["generation"].startswith("000001-v")


def test_an_engine_that_is_away_is_one_line(search_index, settings):
    settings.SEARCH_URL = "http://127.0.0.1:9/nobody"

    with pytest.raises(CommandError, match=r"^search_unavailable: "):
        said("status")


def test_an_action_that_is_none_is_refused(search_index):
    with pytest.raises(CommandError):
        said("rewind")
