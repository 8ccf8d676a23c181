"""Addresses that feeds name: fetched once, given up with a reason."""

from datetime import timedelta

import pytest

from marketplace.core.errors import TransientError
from marketplace.core.fetching import AddressRefused, Fetched, NotThere, TooLarge
from marketplace.core.models import OutboxEvent
from marketplace.technical import tasks
from marketplace.technical.models import PictureAddress, PictureFile
from marketplace.technical.pictures import addresses, fetches, files
from tests import factories
from tests.marketplace.technical.pictures.conftest import (
    ADDRESS,
    answering,
    damaged,
    encoded,
    painted,
    raising,
    serving,
)
from tests.marketplace.technical.pictures.test_checks import bomb

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(clock):
    return factories.PictureFactory(address__url=ADDRESS, address__due_at=clock()).address


def standing(address):
    address.refresh_from_db()
    return address.state, address.fault, address.detail


def test_a_picture_is_kept_and_shown(address, clock):
    assert fetches.fetch_due(at=clock(), fetch=answering(encoded(painted()))) == 1

    assert standing(address) == ("fetched", "", "")
    assert address.tried_at == clock()
    assert address.file == PictureFile.objects.get()
    (event,) = OutboxEvent.objects.filter(topic="catalogue.changed")
    assert event.payload == {"reference_ids": [address.pictures.get().product_id]}
    late = clock() + timedelta(days=1)
    assert fetches.fetch_due(at=late, fetch=raising(AssertionError())) == 0


@pytest.mark.parametrize(
    ("body", "kind", "fault", "detail"),
    [
        (b"<!doctype html><title>404</title>", "text/html; charset=utf-8", "not_a_picture",
         "text/html"),
        (b"GIF89a", "image/jpeg", "not_a_picture", "image/jpeg"),
        (b"", "", "not_a_picture", ""),
        (bomb(30_000, 30_000), "image/png", "too_many_pixels", "image/png"),
    ],
    ids=["a page named .jpg", "a GIF named .jpg", "nothing", "a bomb"],
)  # fmt: skip
def test_what_is_no_picture_is_given_up_at_once(address, clock, body, kind, fault, detail):
    fetches.fetch_due(at=clock(), fetch=answering(body, kind))

    assert standing(address) == ("unreachable", fault, detail)
    assert address.attempts == 1
    assert address.file is None


@pytest.mark.parametrize(
    ("error", "standing_after"),
    [
        (NotThere("", why="status", status=404), ("unreachable", "not_there", "404")),
        (NotThere("", why="status", status=410), ("unreachable", "not_there", "410")),
        (NotThere("", why="status", status=401), ("unreachable", "login", "401")),
        (NotThere("", why="status", status=403), ("unreachable", "login", "403")),
        (TooLarge("", why="size"), ("unreachable", "too_large", "")),
        (AddressRefused("", why="private"), ("unreachable", "private", "")),
        (AddressRefused("", why="credentials"), ("unreachable", "bad_address", "")),
        (AddressRefused("", why="redirects"), ("unreachable", "redirects", "")),
        (TransientError("", why="timed_out"), ("pending", "timed_out", "")),
        (TransientError("", why="unknown_host"), ("pending", "unknown_host", "")),
        (TransientError("", why="certificate"), ("pending", "certificate", "")),
        (TransientError("", why="broken_off"), ("pending", "site_broken", "")),
        (TransientError("", why="status", status=503), ("pending", "site_broken", "503")),
        (TransientError("", why="status", status=429), ("pending", "busy", "429")),
    ],
)
def test_why_it_could_not_be_fetched_is_remembered(address, clock, error, standing_after):
    fetches.fetch_due(at=clock(), fetch=raising(error))
    assert standing(address) == standing_after


def test_an_answer_that_may_come_is_waited_for_three_times(address, clock):
    silent = raising(TransientError("", why="timed_out"))
    seen = []
    for again in range(4):
        fetches.fetch_due(at=clock() + again * fetches.AGAIN, fetch=silent)
        address.refresh_from_db()
        seen.append((address.state, address.attempts))

    assert seen == [("pending", 1), ("pending", 2), ("unreachable", 3), ("unreachable", 3)]


def test_one_that_answers_at_last_has_no_fault_any_more(address, clock):
    fetches.fetch_due(at=clock(), fetch=raising(TransientError("", why="status", status=503)))
    fetches.fetch_due(at=clock() + fetches.AGAIN, fetch=answering(encoded(painted())))
    assert standing(address) == ("fetched", "", "")


def test_an_address_that_many_references_name_is_fetched_once(clock):
    references = [factories.ReferenceFactory() for _ in range(3)]
    for reference in references:  # one after the other, as feeds come
        addresses.name(named={reference.pk: [ADDRESS, ADDRESS]}, trader_id=None, at=clock())
    site = serving(**{"1": encoded(painted())})

    fetches.fetch_due(at=clock(), fetch=site)

    assert site.asked == [ADDRESS]
    file = PictureFile.objects.get()
    assert [reference.sheet.__class__.objects.get(pk=reference.pk).cover["stem"]
            for reference in references] == [file.stem] * 3  # fmt: skip
    assert [reference.pictures.count() for reference in references] == [1, 1, 1]


def test_an_address_that_was_fetched_is_shown_at_once_by_who_names_it_later(address, clock):
    fetches.fetch_due(at=clock(), fetch=answering(encoded(painted())))
    late = factories.ReferenceFactory()

    addresses.name(named={late.pk: [ADDRESS]}, trader_id=None, at=clock())

    late.sheet.refresh_from_db()
    assert late.sheet.cover["stem"] == PictureFile.objects.get().stem
    assert fetches.fetch_due(at=clock(), fetch=raising(AssertionError())) == 0


def test_a_slow_one_is_fetched_by_one_worker(address, clock):
    """The other one's tick comes while the first still waits for the answer."""
    asked = []

    def slow(url, **_bounds):
        asked.append(url)
        assert fetches.fetch_due(at=clock() + timedelta(seconds=20), fetch=slow) == 0
        return Fetched(url, "image/png", encoded(painted()))

    assert fetches.fetch_due(at=clock(), fetch=slow) == 1
    assert asked == [ADDRESS]


def test_one_that_breaks_the_worker_is_put_off(address, clock):
    """Whatever the library raises: it comes back after the others, not first again."""
    with pytest.raises(RuntimeError):
        fetches.fetch_due(at=clock(), fetch=raising(RuntimeError("boom")))

    assert standing(address) == ("pending", "", "")
    assert (address.attempts, address.due_at) == (1, clock() + fetches.AGAIN)


def test_one_that_workers_die_of_is_given_up_after_three(address, clock):
    """What kills them says nothing: the picture is not one that can be read."""
    for again in range(3):
        with pytest.raises(KeyboardInterrupt):
            fetches.fetch_due(
                at=clock() + again * fetches.AGAIN, fetch=raising(KeyboardInterrupt())
            )

    late = clock() + 3 * fetches.AGAIN
    assert fetches.fetch_due(at=late, fetch=raising(AssertionError())) == 0
    assert standing(address) == ("unreachable", "not_a_picture", "")
    assert (address.attempts, address.tried_at) == (3, clock() + 2 * fetches.AGAIN)


def test_damaged_metadata_holds_up_no_other(address, clock):
    other = factories.PictureFactory(address__due_at=clock() + timedelta(seconds=1)).address
    late = clock() + timedelta(seconds=1)
    broken = encoded(painted(), "JPEG", exif=damaged(0x0100))
    site = serving(**{"1": broken, other.url.rpartition("/")[2].removesuffix(".jpg"):
                      encoded(painted())})  # fmt: skip

    assert fetches.fetch_due(at=late, fetch=site) == 2

    assert standing(address) == ("unreachable", "not_a_picture", "image/jpeg")
    assert standing(other) == ("fetched", "", "")


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("/t/blue.jpg", "no_site"),
        ("https://x.test/" + "a" * 2000, "too_long"),
        ("https://x.test/" + "é" * 995, "too_long"),
    ],
)
def test_what_cannot_be_fetched_is_told_at_once(clock, url, fault):
    reference = factories.ReferenceFactory()
    addresses.name(named={reference.pk: [url]}, trader_id=None, at=clock())

    row = PictureAddress.objects.get()
    assert (row.state, row.fault, row.tried_at) == ("unreachable", fault, clock())
    assert url.startswith(row.url)
    assert len(row.url.encode()) <= 2000


@pytest.mark.parametrize("size", [1, 30])
def test_naming_costs_the_same_at_any_size(clock, size, django_assert_num_queries):
    named = {
        factories.ReferenceFactory().pk: [f"https://x.test/{n}-{m}.jpg" for m in range(3)]
        for n in range(size)
    }
    with django_assert_num_queries(3):  # addresses, what they are, pictures
        addresses.name(named=named, trader_id=None, at=clock())
    assert PictureAddress.objects.count() == 3 * size


def other_claims(address, clock):
    PictureAddress.objects.filter(pk=address.pk).update(taken_until=clock() + fetches.LEASE)


def test_one_batch_fetches_at_once(address, clock):
    other = factories.PictureFactory(address__due_at=clock() + timedelta(hours=1)).address
    other_claims(other, clock)  # a worker is at it
    site = serving(**{"1": encoded(painted())})

    assert fetches.fetch_due(at=clock(), fetch=site) == 0
    assert (site.asked, standing(address)) == ([], ("pending", "", ""))
    assert address.attempts == 0

    later = clock() + fetches.LEASE  # that worker was killed
    assert fetches.fetch_due(at=later, fetch=site) == 1
    assert standing(address)[0] == "fetched"


def test_a_batch_ends_where_another_one_fetches(address, clock):
    others = [factories.PictureFactory(address__due_at=clock()).address for _ in range(2)]

    def fetch(_url, **_limits):
        PictureAddress.objects.filter(pk=others[1].pk).update(taken_until=clock() + fetches.LEASE)
        raise TransientError("", why="timed_out")

    assert fetches.fetch_due(at=clock(), fetch=fetch) == 1


@pytest.mark.parametrize("fetch", [answering(encoded(painted())), answering(b"x"),
                                   raising(TransientError("", why="timed_out"))])  # fmt: skip
def test_who_has_fetched_leaves_the_next_to_others(address, clock, fetch):
    fetches.fetch_due(at=clock(), fetch=fetch)
    address.refresh_from_db()
    assert address.taken_until is None
    assert not fetches.is_busy(at=clock())


def test_the_task_does_nothing_while_others_fetch(address, clock, monkeypatch):
    other_claims(address, clock)
    monkeypatch.setattr(files, "remake", raising(AssertionError()))
    assert tasks.fetch_pictures() == 0


def test_what_stops_a_batch_is_no_reason_for_the_others_to_wait(address, clock):
    with pytest.raises(RuntimeError):
        fetches.fetch_due(at=clock(), fetch=raising(RuntimeError()))
    assert not fetches.is_busy(at=clock())
    assert standing(address) == ("pending", "", "")
    assert address.attempts == 1
