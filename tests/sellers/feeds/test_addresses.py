"""Feeds fetched from an address: when, once, within limits, and what is told when it fails."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from oscar.core.loading import get_model

from marketplace.core.errors import IllegalMove
from marketplace.core.fetching import AddressRefused, Marks
from marketplace.core.models import StoredEmail
from marketplace.core.scopes import house_scope
from marketplace.core.sentences import Sentence
from marketplace.traders.models import Trader
from sellers.feeds import addresses, errors, queries, runs, sources, tasks, uploads
from sellers.feeds.models import FeedAddress, FeedLease, FeedRun
from sellers.feeds.settings import Settings
from tests import shop
from tests.conftest import MONDAY_MORNING
from tests.sellers.feeds import files, remote
from tests.sellers.feeds.remote import Remote

StockRecord = get_model("partner", "StockRecord")
pytestmark = pytest.mark.django_db
Status, Every, Outcome = FeedRun.Status, FeedAddress.Every, FeedAddress.Outcome


@pytest.fixture(autouse=True)
def house() -> Iterator[None]:
    with house_scope():
        yield


@pytest.fixture
def brand(clock: Any) -> Trader:
    shop.family("casquettes-running")
    return shop.point("Altavia", kind=Trader.Kind.BRAND, trusted_to_publish=True).trader


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Remote]:
    with remote.standing(monkeypatch) as standing:
        standing.body = caps(a="4")
        yield standing


def caps(**stocks: str) -> bytes:
    """Caps by SKU, with their stock."""
    return files.shopify(
        *(files.cap(sku, **{"Variant Inventory Qty": stock}) for sku, stock in stocks.items())
    )


def added(trader: Trader, url: str, *, every: str = Every.HOUR, hour: int = 3) -> FeedAddress:
    return addresses.add(
        trader=trader, address=url, settings=Settings(), every=every, hour=hour, at=MONDAY_MORNING
    )


def again(row: FeedAddress) -> FeedAddress:
    return FeedAddress.objects.get(pk=row.pk)


def stocks() -> dict[str, int]:
    return dict(StockRecord.objects.values_list("partner_sku", "num_in_stock"))


def looked(row: FeedAddress) -> FeedAddress:
    """Everything that is due is looked at, and imported."""
    tasks.fetch()
    tasks.work()
    return again(row)


# --- what comes --------------------------------------------------------------------------------
def test_a_file_is_fetched_imported_and_its_secret_kept(
    brand: Trader, site: Remote, private: Path
) -> None:
    row = looked(added(brand, site.url))

    run = FeedRun.objects.get()
    assert (row.outcome, row.run, row.looked_at) == (Outcome.QUEUED, run, MONDAY_MORNING)
    assert (row.due_at, row.taken_until) == (MONDAY_MORNING + timedelta(hours=1), None)
    assert (run.status, stocks()) == (Status.DONE, {"A": 4})
    assert run.origin == row.shown == site.url.removesuffix("?jeton=secret")
    assert not [path for path in private.rglob("*") if path.is_file()]
    assert str(row) == row.shown


def test_it_is_not_asked_before_its_time(brand: Trader, site: Remote, clock: Any) -> None:
    row = looked(added(brand, site.url))
    clock.advance(minutes=59)
    looked(row)
    assert len(site.asked) == 1
    clock.advance(minutes=1)
    looked(row)
    assert len(site.asked) == 2


@pytest.mark.parametrize("mark", ["etag", "modified"])
def test_a_server_that_says_nothing_has_changed(
    brand: Trader, site: Remote, clock: Any, mark: str
) -> None:
    value = {"etag": '"v1"', "modified": "Mon, 02 Mar 2026 02:00:00 GMT"}[mark]
    setattr(site, mark, value)
    row = looked(added(brand, site.url))
    clock.advance(hours=1)

    row = looked(row)

    asked = site.asked[1]
    assert {"etag": asked["If-None-Match"], "modified": asked["If-Modified-Since"]}[mark] == value
    assert (row.outcome, FeedRun.objects.count()) == (Outcome.UNCHANGED, 1)
    assert (row.looked_at, row.due_at) == (clock(), clock() + timedelta(hours=1))
    setattr(site, mark, value.replace("1", "2").replace("02 Mar", "03 Mar"))
    site.body = caps(a="7")
    clock.advance(hours=1)
    assert looked(row).outcome == Outcome.QUEUED
    assert stocks() == {"A": 7}


def test_the_same_bytes_are_no_new_file(brand: Trader, site: Remote, clock: Any) -> None:
    site.etag = '"v1"'
    row = looked(added(brand, site.url))
    clock.advance(hours=1)
    site.etag = '"v2"'
    row = looked(row)
    assert (row.outcome, row.etag, FeedRun.objects.count()) == (Outcome.UNCHANGED, '"v2"', 1)


@pytest.mark.parametrize(
    ("ended", "runs"),
    [(Status.INTERRUPTED, 2), (Status.CANCELLED, 1), (Status.REJECTED, 1), (Status.DONE, 1)],
)
def test_the_same_file_is_new_once_its_import_was_cut_off(
    brand: Trader, site: Remote, clock: Any, ended: str, runs: int
) -> None:
    """And not when the boutique itself wanted no more of it."""
    site.etag = '"v1"'
    row = looked(added(brand, site.url))
    FeedRun.objects.update(status=ended)
    for _look in range(2):
        clock.advance(hours=1)
        row = looked(row)
        assert FeedRun.objects.count() == runs
    assert (row.outcome, row.etag) == (Outcome.UNCHANGED, '"v1"')


def test_a_file_that_kills_its_workers_is_not_queued_again_by_itself(
    brand: Trader, site: Remote, clock: Any, relay: Any
) -> None:
    row = looked(added(brand, site.url))
    FeedRun.objects.update(status=Status.RUNNING, tries=runs.MOST_TRIES)
    for etag in ("", '"v1"', '"v1"'):
        site.etag = etag
        clock.advance(hours=1)
        row = looked(row)
        assert (row.outcome, FeedRun.objects.count()) == (Outcome.UNCHANGED, 1)
    assert FeedRun.objects.get().status == Status.INTERRUPTED
    relay()
    relay()
    mail = StoredEmail.objects.get()
    assert (mail.to, mail.subject) == (brand.email, "Un import s’arrête net")
    assert "s’est arrêté net 3 fois" in mail.text

    addresses.fetch_soon(row, at=clock())  # the boutique wants it all the same
    clock.advance(minutes=1)
    assert looked(row).outcome == Outcome.QUEUED
    assert FeedRun.objects.count() == 2


def test_another_file_after_one_that_kills_its_workers_is_taken(
    brand: Trader, site: Remote, clock: Any
) -> None:
    row = looked(added(brand, site.url))
    FeedRun.objects.update(status=Status.INTERRUPTED, tries=runs.MOST_TRIES)
    site.body = caps(a="7")
    clock.advance(hours=1)
    assert looked(row).outcome == Outcome.QUEUED
    assert stocks() == {"A": 7}


def test_a_file_that_is_packed_for_its_way(brand: Trader, site: Remote) -> None:
    site.packed = True
    looked(added(brand, site.url))
    assert stocks() == {"A": 4}


def test_it_is_read_as_was_said(brand: Trader, site: Remote, clock: Any) -> None:
    row = looked(added(brand, site.url))
    site.body = caps(b="2")
    addresses.change(
        row, address=site.url, settings=Settings(delta=True), every=Every.HOUR, hour=3, at=clock()
    )
    looked(row)
    assert stocks() == {"A": 4, "B": 2}  # what it leaves out keeps its stock


def test_a_run_that_the_brake_holds_waits_for_a_yes(
    brand: Trader, site: Remote, clock: Any
) -> None:
    site.body = caps(**{f"c{n}": "4" for n in range(30)})
    row = looked(added(brand, site.url))
    clock.advance(hours=1)
    site.body = caps(c1="4")
    looked(row)
    assert FeedRun.objects.first().status == Status.WAITING
    assert sum(stocks().values()) == 120


# --- when --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("every", "hour", "at", "due"),
    [
        (Every.HOUR, 3, "2026-03-02T09:20", "2026-03-02T10:20"),
        (Every.SIX_HOURS, 3, "2026-03-02T09:20", "2026-03-02T15:20"),
        (Every.DAY, 3, "2026-03-02T01:59", "2026-03-02T02:00"),
        (Every.DAY, 3, "2026-03-02T02:00", "2026-03-03T02:00"),
        (Every.DAY, 0, "2026-03-02T23:30", "2026-03-03T23:00"),
        (Every.DAY, 3, "2026-03-28T03:00", "2026-03-29T01:00"),  # summer begins
        (Every.DAY, 2, "2026-03-28T03:00", "2026-03-29T01:00"),  # there is no two o'clock
        (Every.DAY, 2, "2026-10-24T03:00", "2026-10-25T00:00"),  # there are two: the first
        (Every.DAY, 2, "2026-10-25T00:30", "2026-10-26T01:00"),
    ],
)
def test_the_next_time(every: str, hour: int, at: str, due: str) -> None:
    row = FeedAddress(every=every, hour=hour)
    told = row.due_after(datetime.fromisoformat(at).replace(tzinfo=UTC))
    assert told.astimezone(UTC) == datetime.fromisoformat(due).replace(tzinfo=UTC)


# --- several workers ---------------------------------------------------------------------------
def test_of_two_workers_one_takes_it(brand: Trader, site: Remote) -> None:
    row = added(brand, site.url)
    other = again(row)
    assert addresses.fetch(row, at=MONDAY_MORNING)
    assert not addresses.fetch(other, at=MONDAY_MORNING)
    assert (len(site.asked), FeedRun.objects.count()) == (1, 1)


def test_it_waits_for_another_fetch_and_not_for_imports(
    brand: Trader, site: Remote, clock: Any
) -> None:
    row, other = added(brand, site.url), added(shop.point("Borée").trader, "https://a.test/")
    run = FeedRun(trader=brand, started_at=MONDAY_MORNING)
    run.save()
    FeedLease(trader=brand, run=run, leased_until=MONDAY_MORNING + timedelta(hours=1)).save()
    assert addresses._claim(other, at=MONDAY_MORNING)
    assert looked(row).looked_at is None
    clock.advance(minutes=8)  # its worker was killed
    assert addresses.fetch_next(at=clock())
    assert again(row).looked_at == clock()


def test_imports_do_not_wait_while_one_is_fetched(brand: Trader) -> None:
    assert addresses._claim(added(brand, "https://a.test/"), at=MONDAY_MORNING)
    content = ("export.csv", io.BytesIO(caps(b="1")))
    uploads.queue(
        trader=brand, files=[content], settings=Settings(), ask_first=False, at=MONDAY_MORNING
    )
    assert (tasks.work(), stocks()) == (1, {"B": 1})


def test_a_slow_site_costs_the_others_one_look(
    brand: Trader, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten addresses of one trader, each of which takes as long as one may."""
    slow = [added(brand, f"https://lent.test/{number}").shown for number in range(10)]
    clock.advance(minutes=1)
    others = [shop.point(name).trader for name in ("Borée", "Cima")]
    quick = [added(other, f"https://vite.test/{other.pk}").shown for other in others]
    quick.append(added(others[0], "https://vite.test/encore").shown)
    asked = []

    @contextmanager
    def answer(address: str, **_options: Any) -> Iterator[sources.Answer]:
        asked.append(address)
        clock.advance(minutes=5 if "lent" in address else 0, seconds=1)
        yield sources.Answer(None, "", Marks())

    monkeypatch.setattr(sources, "asked", answer)
    FeedAddress.objects.update(looked_at=MONDAY_MORNING, due_at=MONDAY_MORNING)
    tasks.fetch()

    assert asked == [slow[0], *quick[:2], slow[1], quick[2], *slow[2:]]


def test_one_that_its_worker_dies_of_is_not_the_first_again(brand: Trader, clock: Any) -> None:
    deadly, mine = added(brand, "https://a.test/1"), added(brand, "https://a.test/2")
    other = added(shop.point("Borée").trader, "https://a.test/")
    taken = []
    for _death in range(5):
        row = queries.next_due(at=clock())
        assert addresses._claim(row, at=clock())
        taken.append(row)
        clock.advance(minutes=8)
    assert taken == [deadly, other, mine, other, deadly]


@pytest.mark.parametrize("failures", [0, 4])
def test_what_stops_us_is_no_failure_of_the_address(
    brand: Trader, site: Remote, clock: Any, monkeypatch: pytest.MonkeyPatch, failures: int
) -> None:
    row, other = added(brand, site.url), added(shop.point("Borée").trader, f"{site.url}&autre")
    FeedAddress.objects.update(failures=failures)

    def full(*args: Any, **options: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(sources, "asked", full)
        with pytest.raises(OSError, match="No space"):
            tasks.fetch()
    row = again(row)
    assert (row.taken_until, row.failures, row.outcome) == (None, failures, "")
    assert row.due_at == clock() + timedelta(minutes=15)

    assert tasks.fetch() == 1
    assert again(other).outcome == Outcome.QUEUED
    clock.advance(minutes=15)
    assert looked(row).outcome == Outcome.QUEUED


def test_killed_before_it_is_noted_nothing_is_kept(
    brand: Trader, site: Remote, clock: Any, private: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = added(brand, site.url)

    def killed(*args: Any, **options: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(addresses, "_note", killed)
        with pytest.raises(KeyboardInterrupt):
            tasks.fetch()
    assert not FeedRun.objects.exists()
    assert not [path for path in private.rglob("*") if path.is_file()]
    assert looked(row).looked_at is None  # somebody may still be at it
    clock.advance(minutes=8)
    assert looked(row).outcome == Outcome.QUEUED
    assert FeedRun.objects.count() == 1


@pytest.mark.parametrize("decide", ["change", "pause", "forget"])
def test_what_the_boutique_decides_meanwhile_counts(
    brand: Trader, site: Remote, private: Path, monkeypatch: pytest.MonkeyPatch, decide: str
) -> None:
    row, asked = added(brand, site.url), sources.asked
    acts = {
        "change": lambda: addresses.change(
            again(row), address="https://autre.test/", settings=Settings(), every=Every.DAY,
            hour=1, at=MONDAY_MORNING + timedelta(hours=1),
        ),
        "pause": lambda: addresses.pause(again(row), at=MONDAY_MORNING),
        "forget": lambda: addresses.forget(again(row)),
    }  # fmt: skip

    def meanwhile(*args: Any, **options: Any) -> Any:
        acts[decide]()
        return asked(*args, **options)

    monkeypatch.setattr(sources, "asked", meanwhile)

    tasks.fetch()

    assert not FeedRun.objects.exists()
    assert not [path for path in private.rglob("*") if path.is_file()]
    assert not FeedAddress.objects.exclude(outcome="").exists()


# --- limits ------------------------------------------------------------------------------------
def test_too_large_a_file_is_cut(
    brand: Trader, site: Remote, private: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "MAX_BYTES", len(site.body) - 1)
    row = looked(added(brand, site.url))
    assert (row.outcome, row.failures, FeedRun.objects.count()) == ("feed_too_large", 1, 0)
    assert not private.exists()


def test_a_bomb_is_cut(brand: Trader, site: Remote) -> None:
    site.packed, site.body = True, bytes(25_000_000)
    assert looked(added(brand, site.url)).outcome == "archive_too_large"


def test_who_never_ends_is_cut(
    brand: Trader, site: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "SECONDS_IN_ALL", 0.3)
    site.drips = True
    row = looked(added(brand, site.url))
    assert (row.outcome, FeedRun.objects.count()) == ("too_slow", 0)


@pytest.mark.parametrize("location", ["http://10.0.0.1/x", "http://[::1]/", "http://localhost/"])
def test_a_redirect_into_the_house_is_refused(brand: Trader, site: Remote, location: str) -> None:
    site.status, site.location = 302, f"{location}?jeton=autre"
    row = looked(added(brand, site.url))
    assert (row.outcome, FeedRun.objects.count()) == ("address_refused", 0)
    assert "autre" not in str(row.said)


# --- failures ----------------------------------------------------------------------------------
def letters() -> list[str]:
    return [mail.subject for mail in StoredEmail.objects.order_by("pk")]


def test_it_is_tried_again_later_and_later_and_told_once(
    brand: Trader, site: Remote, clock: Any, relay: Any
) -> None:
    site.status = 503
    row, pauses = added(brand, site.url), []
    for told in (0, 0, 0, 0, 1, 1, 1, 1):
        row = looked(row)
        relay()
        pauses.append((row.due_at - clock()) / timedelta(minutes=1))
        assert len(letters()) == told
        clock.set(row.due_at)
    assert pauses == [15, 30, 60, 120, 240, 480, 960, 1440]
    assert (row.outcome, row.failures, row.paused_at) == ("try_later", 8, None)
    letter = StoredEmail.objects.get()
    assert letter.to == brand.email
    assert "a répondu 503" in letter.text
    assert row.shown in letter.text
    assert "secret" not in letter.text
    assert "secret" not in str(row.said)

    site.status = 200
    row = looked(row)
    assert (row.outcome, row.failures, row.failing_since, bool(row.said)) == (
        Outcome.QUEUED,
        0,
        None,
        False,
    )
    assert row.due_at == clock() + timedelta(hours=1)


def test_after_a_week_it_is_paused_and_that_is_told(
    brand: Trader, site: Remote, clock: Any, relay: Any
) -> None:
    site.status = 404
    row = added(brand, site.url)
    while not row.paused_at:
        row = looked(row)
        relay()
        if not row.paused_at:
            clock.set(row.due_at)
    assert timedelta(days=7) <= clock() - MONDAY_MORNING < timedelta(days=8)
    assert letters() == [
        "Votre catalogue ne peut pas être relevé", "Votre catalogue n’est plus relevé"
    ]  # fmt: skip
    asked = len(site.asked)
    clock.advance(days=30)
    looked(row)
    assert len(site.asked) == asked

    site.status = 200
    addresses.resume(row, at=clock())
    row = looked(row)
    assert (row.outcome, row.paused_at, row.failures) == (Outcome.QUEUED, None, 0)


def test_who_comes_back_before_the_letter_leaves_gets_none(
    brand: Trader, site: Remote, clock: Any, relay: Any
) -> None:
    site.status = 503
    row = added(brand, site.url)
    FeedAddress.objects.update(failures=4, failing_since=MONDAY_MORNING)
    looked(row)
    site.status = 200
    clock.advance(hours=5)
    looked(row)
    relay()
    assert letters() == []


# --- what a boutique decides -------------------------------------------------------------------
def test_an_address_is_there_once_and_not_without_end(brand: Trader) -> None:
    for number in range(10):
        added(brand, f"https://a.test/{number}")
    with pytest.raises(errors.KnownAddress):
        added(brand, "https://a.test/3")
    with pytest.raises(errors.TooManyAddresses):
        added(brand, "https://a.test/10")
    row = FeedAddress.objects.first()
    with pytest.raises(errors.KnownAddress):
        addresses.change(row, address="https://a.test/3", settings=Settings(), every=Every.DAY,
                         hour=1, at=MONDAY_MORNING)  # fmt: skip
    other = shop.point("Borée").trader
    assert added(other, "https://a.test/3").trader == other
    with pytest.raises(AddressRefused):
        added(other, "http://192.168.0.1/export.csv")
    assert FeedAddress.objects.count() == 11


def test_only_its_rhythm_changes_nothing_else(brand: Trader, site: Remote, clock: Any) -> None:
    site.etag = '"v1"'
    row = looked(added(brand, site.url))
    addresses.change(
        row, address=site.url, settings=Settings(), every=Every.DAY, hour=5, at=clock()
    )
    row = again(row)
    assert (row.etag, row.due_at) == ('"v1"', datetime(2026, 3, 3, 4, tzinfo=UTC))


def test_another_address_is_fetched_at_once_whatever_was(
    brand: Trader, site: Remote, clock: Any
) -> None:
    row = added(brand, "https://a.test/")
    FeedAddress.objects.update(
        paused_at=clock(), failures=9, failing_since=clock(), etag="x", digest="x",
        said=Sentence("non"), outcome="not_there", due_at=clock() + timedelta(days=1),
    )  # fmt: skip
    addresses.change(
        again(row), address=site.url, settings=Settings(), every=Every.HOUR, hour=3, at=clock()
    )
    assert (again(row).outcome, bool(again(row).said)) == ("", False)
    assert looked(row).outcome == Outcome.QUEUED


def test_a_look_is_asked_for_but_not_without_pause(brand: Trader, site: Remote, clock: Any) -> None:
    row = looked(added(brand, site.url))
    clock.advance(seconds=10)
    addresses.fetch_soon(row, at=clock())
    looked(row)
    assert len(site.asked) == 1
    clock.advance(seconds=50)
    looked(row)
    assert (len(site.asked), FeedRun.objects.count()) == (2, 1)
    addresses.pause(row, at=clock())
    with pytest.raises(IllegalMove):
        addresses.fetch_soon(row, at=clock())


def test_a_file_whose_import_ended_badly_counts_as_new_when_it_is_asked_for(
    brand: Trader, site: Remote, clock: Any
) -> None:
    site.etag, site.body = '"v1"', b"%PDF-1.7 nothing of the kind"
    row = looked(added(brand, site.url))
    assert row.run.status == Status.FAILED
    clock.advance(hours=1)
    row = looked(row)
    assert (row.outcome, FeedRun.objects.count()) == (Outcome.UNCHANGED, 1)
    clock.advance(minutes=5)
    addresses.fetch_soon(row, at=clock())
    assert looked(row).outcome == Outcome.QUEUED
    assert FeedRun.objects.count() == 2
