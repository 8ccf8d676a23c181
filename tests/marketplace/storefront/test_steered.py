"""A list that operators have a part in says so where it shows."""

from datetime import timedelta

import pytest

from marketplace.core import clock
from search import indexing
from search.steering import operations
from search.steering.queries import key
from tests import factories

pytestmark = pytest.mark.django_db
MARK = "Mis en avant par Cordée"


def sold(name, **sheet):
    offer = factories.OfferFactory()
    found = offer.product.parent.sheet
    found.model_name = name
    found.manufacturer_ref = name.upper().replace(" ", "-")
    found.save()
    found.product.title = name
    found.product.save()
    return offer, found


def put_first(sheet, text="cadence"):
    now = clock.now()
    operations.add(
        text=text, kind="pin", reference=sheet.manufacturer_ref, percent=None,
        until=now + timedelta(days=3), reason="Semaine du trail", user=None, at=now,
    )  # fmt: skip


def titles(page):
    cards = page.split('<li class="card">')[1:]
    return [(card.split("<h3>")[1].split("</h3>")[0], MARK in card) for card in cards]


def test_what_is_put_first_says_so_and_nothing_else_does(client, search_index, caplog):
    sold("Cadence Trois")
    _, other = sold("Foulée Deux")
    indexing.rebuild()
    put_first(other)

    with caplog.at_level("INFO", logger="search.steering.current"):
        cards = titles(client.get("/catalogue/?q=les+Cadences").content.decode())

    assert [("Foulée Deux" in title, marked) for title, marked in cards] == [
        (True, True), (False, False),
    ]  # fmt: skip
    assert [record.getMessage() for record in caplog.records] == [
        f"steered {key('cadence')!r}: pinned here [{other.pk}]"  # not as it was typed
    ]
    assert MARK not in client.get("/catalogue/?q=trois").content.decode()
    assert "Put forward by Cordée" in client.get("/en/catalogue/?q=cadence").content.decode()


def test_what_is_sold_out_or_withdrawn_is_not_put_first(client, search_index):
    sold("Cadence Trois")
    offer, gone = sold("Foulée Deux")
    _, hidden = sold("Allure Une")
    put_first(gone)
    put_first(hidden)
    offer.num_in_stock = 0
    offer.save()
    hidden.product.is_public = False
    hidden.product.save()
    indexing.rebuild()

    page = client.get("/catalogue/?q=cadence").content.decode()

    assert [title for title, _marked in titles(page)] != []
    assert MARK not in page
    assert "Foulée" not in page
    assert "Allure" not in page
