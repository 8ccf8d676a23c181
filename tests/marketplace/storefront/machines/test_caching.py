"""Pages asked for again: not made when they say the same, never somebody else’s or an old price."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.core import outbox
from marketplace.core.models import OutboxEvent
from marketplace.storefront.views import catalogue, legal, product
from marketplace.traders import operations as traders
from marketplace.traders.operations import Welcome
from search.steering import operations as steering
from search.synonyms import operations as synonyms
from tests import shop
from tests.marketplace.storefront import shelf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_index")]

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def sheet(clock, relay):
    """On sale and in the index; what was told is some minutes old."""
    clock.set(MONDAY)
    row = shelf.shoe()
    shelf.open_shop()
    relay()
    clock.advance(minutes=2)
    return row


def address(sheet) -> str:
    return reverse("catalogue:detail", args=[sheet.product.slug, sheet.pk])


def family_of(sheet) -> str:
    family = sheet.family
    return reverse(
        "catalogue:category", args=[f"{family.sport.slug}/{family.slug}", family.category_id]
    )


PAGES = {
    "home": lambda _sheet: "/",
    "everything": lambda _sheet: "/catalogue/",
    "family": family_of,
    "sport": lambda _sheet: "/sport/running/",
    "brands": lambda _sheet: "/marques/",
    "brand": lambda _sheet: "/marques/altavia/",
    "boutiques": lambda _sheet: "/boutiques/",
    "product": address,
    "legal": lambda _sheet: "/pages/cgv/",
}


def again(client, path, first):
    return client.get(path, headers={"if-none-match": first["ETag"]})


def settled(client, path):
    """A browser's second visit: it has its token by then."""
    client.get(path)
    return client.get(path)


@pytest.mark.parametrize("name", PAGES)
def test_a_repeat_is_not_sent_again(client, sheet, name):
    path = PAGES[name](sheet)
    first = settled(client, path)
    answer = again(client, path, first)

    assert first.status_code == 200
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer["ETag"] == first["ETag"]
    assert first["Cache-Control"] == answer["Cache-Control"] == "private, no-cache"
    assert "Cookie" in first["Vary"]


def test_nor_is_it_made(client, sheet, monkeypatch, django_assert_num_queries):
    visits = [(path, settled(client, path)) for path in (address(sheet), "/catalogue/")]
    for module in (catalogue, product, legal):
        monkeypatch.setattr(module, "render", None)

    for path, first in visits:
        with django_assert_num_queries(1):
            assert again(client, path, first).status_code == 304


def test_programs_without_cookies_are_told_the_same(sheet):
    path = address(sheet)
    first = Client().get(path)

    assert again(Client(), path, first).status_code == 304


def test_another_price_is_another_page(client, sheet, clock, relay):
    record = shelf.variant_of(sheet).product.stockrecords.get()
    for path in (address(sheet), "/catalogue/"):
        first = settled(client, path)
        shop.restate(record.pk, minor=record.pk * 100 + len(path), at=clock())
        answer = again(client, path, first)
        assert answer.status_code == 200  # told a moment ago
        assert "ETag" not in answer
        relay()
        clock.advance(seconds=30)
        later = again(client, path, first)
        assert later.status_code == 200
        assert later["ETag"] != first["ETag"]


def hours(sheet, at):
    del at
    point = sheet.product.children.get().stockrecords.get().partner.point
    week = {0: ["10:00", "19:00"]}
    welcome = Welcome(hours=week, open_on_holidays=False, directions="", pickup_hours=None)
    traders.receive(point=point, welcome=welcome)
    return point


def special_days(sheet, at):
    point, day = hours(sheet, at), at.date()
    row = traders.announce(point=point, first=day, last=day, hours=[], note="", today=day)
    traders.withdraw(point=point, pk=row.pk)


def steered(sheet, at):
    row = steering.add(
        text="cadence", kind="pin", reference=f"{sheet.product.slug}_{sheet.pk}/", percent=None,
        until=at + timedelta(days=3), reason="Semaine du trail", user=None, at=at,
    )  # fmt: skip
    steering.end(steer=row, user=None, at=at)


def synonyms_of(_sheet, at):
    row = synonyms.add(phrases=["baskets", "sneakers"], one_way=False, user=None, at=at)
    row = synonyms.change(
        synonym=row, phrases=["baskets", "tennis"], one_way=False, user=None, at=at
    )
    synonyms.end(synonym=row, user=None, at=at)


@pytest.mark.parametrize(
    ("change", "topic", "times"),
    [
        (hours, "point.changed", 1),
        (special_days, "point.changed", 3),
        (steered, "steering.changed", 2),
        (synonyms_of, "synonyms.changed", 3),
    ],
)
def test_what_no_index_hears_of_is_another_page_all_the_same(
    client, sheet, clock, change, topic, times
):
    """Each change by itself: hours, days, what is put first, synonyms."""
    first = settled(client, "/boutiques/")
    change(sheet, clock())
    clock.advance(seconds=30)
    later = again(client, "/boutiques/", first)

    assert OutboxEvent.objects.filter(topic=topic).count() == times
    assert later.status_code == 200
    assert later["ETag"] != first["ETag"]


def test_an_announcement_that_was_not_there_changes_nothing(client, sheet, clock):
    point = hours(sheet, clock())
    clock.advance(seconds=30)
    first = settled(client, "/boutiques/")

    assert not traders.withdraw(point=point, pk=1)
    assert again(client, "/boutiques/", first).status_code == 304


def test_what_a_long_transaction_commits_late_is_another_page(client, sheet, clock, relay):
    """Its event has a lower number than one that was committed before it."""
    for _ in range(2):
        outbox.publish("catalogue.changed", reference_ids=[sheet.pk])
    late = OutboxEvent.objects.order_by("-pk")[1]
    row = {"pk": late.pk, "topic": late.topic, "payload": late.payload, "created_at": clock()}
    late.delete()  # as nobody sees it yet
    relay()
    clock.advance(minutes=1)
    first = settled(client, address(sheet))
    assert again(client, address(sheet), first).status_code == 304

    OutboxEvent.objects.create(**row)
    assert again(client, address(sheet), first).status_code == 200


def test_nothing_is_promised_while_the_index_is_behind(client, sheet, clock):
    first = settled(client, "/catalogue/")
    outbox.publish("catalogue.changed", reference_ids=[sheet.pk])
    clock.advance(minutes=5)
    answer = again(client, "/catalogue/", first)

    assert answer.status_code == 200
    assert "ETag" not in answer


def test_no_promise_outlives_a_quarter_of_an_hour(client, sheet, clock):
    first = settled(client, "/")
    clock.advance(minutes=15)

    assert again(client, "/", first).status_code == 200


def test_each_address_and_language_has_its_own(client, sheet):
    path = address(sheet)
    first = settled(client, path)

    for other in (f"{path}?taille=42", shop.english(path), "/catalogue/"):
        assert again(client, other, first).status_code == 200


def test_another_version_of_the_program_is_another_page(client, sheet, monkeypatch):
    first = settled(client, "/")
    monkeypatch.setattr("marketplace.storefront.machines.caching._program", lambda: "next")

    assert again(client, "/", first).status_code == 200


# --- two visitors -----------------------------------------------------------------------------
@pytest.mark.parametrize("name", PAGES)
def test_a_page_with_a_name_or_a_basket_is_kept_nowhere(sheet, name):
    path = PAGES[name](sheet)
    stranger = Client()
    first = settled(stranger, path)
    member, buyer = Client(), Client()
    member.force_login(shop.user())
    record = shelf.variant_of(sheet).product.stockrecords.get()
    buyer.post(reverse("basket:add"), {"stockrecord": record.pk, "quantity": 2})

    for somebody in (member, buyer):
        answer = again(somebody, path, first)
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "private, no-store"
        assert "ETag" not in answer
    assert "(2)" in again(buyer, path, first).content.decode()
    assert "(2)" not in stranger.get(path).content.decode()


def test_a_page_is_told_from_that_of_another_browser(sheet):
    """Its forms carry the browser's own token."""
    one, other = Client(), Client()
    path = address(sheet)
    first, second = settled(one, path), settled(other, path)

    assert first["ETag"] != second["ETag"]
    assert again(other, path, first).status_code == 200


def test_signing_in_and_out_changes_what_is_shown(client, sheet):
    first = settled(client, "/")
    client.force_login(shop.user())
    assert "Compte" in again(client, "/", first).content.decode()
    client.logout()

    assert "Mes commandes" in client.get("/").content.decode()


def test_errors_are_not_kept(client, sheet):
    for path in ("/marques/personne/", "/catalogue/?page=0"):
        answer = client.get(path)
        assert answer.status_code in {400, 404}
        assert "ETag" not in answer


def test_a_list_without_search_is_not_kept(client, sheet, settings):
    settings.SEARCH_URL = "http://127.0.0.1:9/none"
    answer = client.get("/catalogue/")

    assert answer["Cache-Control"] == "no-store"
    assert "ETag" not in answer
