"""Several workers find one address due, and one file in the drop folder."""

import fcntl
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage

from marketplace.core import clock
from marketplace.core.scopes import house_scope
from sellers.feeds import addresses, drops
from sellers.feeds.models import FeedAddress, FeedRun
from sellers.feeds.settings import Settings
from tests import shop
from tests.races.conftest import Meeting, at_once, kinds, without_constraint
from tests.sellers.feeds import remote
from tests.sellers.feeds.remote import Remote

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
WORKERS = 4


@pytest.fixture(autouse=True)
def private(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    field = FeedRun._meta.get_field("file")
    monkeypatch.setattr(field, "storage", FileSystemStorage(location=tmp_path / "private"))


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Remote]:
    with remote.standing(monkeypatch) as standing:
        standing.body = b"sku;stock\nA;1\n"
        yield standing


@pytest.fixture
def workers(site: Remote) -> list[Callable[[], bool]]:
    """Who have all found the same address."""
    at = clock.now()
    trader = shop.point("Altavia").trader
    settings = Settings()
    row = addresses.add(
        trader=trader, address=site.url, settings=settings, every="day", hour=3, at=at
    )

    def found() -> Callable[[], bool]:
        with house_scope():
            mine = FeedAddress.objects.select_related("trader").get(pk=row.pk)
        return lambda: addresses.fetch(mine, at=at)

    return [found() for _n in range(WORKERS)]


@pytest.fixture
def clicks() -> list[Callable[[], FeedAddress]]:
    """A form that is sent several times at once."""
    trader, at = shop.point("Altavia").trader, clock.now()

    def add() -> FeedAddress:
        return addresses.add(
            trader=trader,
            address="https://a.test/",
            settings=Settings(),
            every="day",
            hour=3,
            at=at,
        )

    return [add] * WORKERS


def known() -> int:
    with house_scope():
        return FeedAddress.objects.count()


def test_an_address_is_kept_once(clicks: Any) -> None:
    assert kinds(at_once(clicks)) == {"done": 1, "KnownAddress": WORKERS - 1}
    assert known() == 1


def test_control_without_the_constraint_it_is_kept_each_time(clicks: Any) -> None:
    def clean() -> None:
        with house_scope():
            FeedAddress.objects.all().delete()

    with without_constraint(
        "DROP INDEX one_address_a_trader",
        "CREATE UNIQUE INDEX one_address_a_trader ON feeds_feedaddress (trader_id, (MD5(address)))",
        clean=clean,
    ):
        at_once(clicks)
        assert known() == WORKERS


def runs() -> int:
    with house_scope():
        return FeedRun.objects.count()


def test_one_of_them_fetches_it(site: Remote, workers: Any) -> None:
    assert sorted(at_once(workers)) == [False, False, False, True]
    assert (len(site.asked), runs()) == (1, 1)


def test_control_without_the_claim_all_do(
    site: Remote, workers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even then one of them keeps it: whoever notes it first."""

    def claim(row: FeedAddress, *, at: Any) -> bool:
        row.taken_until = at + addresses.LEASE
        FeedAddress.objects.filter(pk=row.pk).update(taken_until=row.taken_until)
        return True

    monkeypatch.setattr(addresses, "_claim", claim)
    assert at_once(workers) == [True] * WORKERS
    assert (len(site.asked), runs()) == (WORKERS, 1)


@pytest.fixture
def sweeps(tmp_path: Path) -> list[Callable[[], int]]:
    folder = tmp_path / "drops" / shop.point("Altavia").trader.slug
    folder.mkdir(parents=True)
    for number in range(5):
        (folder / f"{number}.csv").write_bytes(b"a")
    at = clock.now() + timedelta(minutes=2)
    return [lambda: drops.sweep(folder.parent, quiet=timedelta(minutes=1), at=at)] * WORKERS


def test_each_file_is_queued_once(sweeps: Any) -> None:
    assert sum(at_once(sweeps)) == 5
    assert runs() == 5


def test_control_without_the_lock_all_of_them_try(
    sweeps: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rule of the database keeps each of them single."""
    met, real, tried = Meeting(2), drops.uploads.queue, []
    in_turn, claim = threading.Lock(), drops._claim

    def take(*args: Any, **options: Any) -> Any:
        # Both at once would break off at the first name that the other has taken.
        with in_turn:
            return claim(*args, **options)

    def queue(**options: Any) -> FeedRun:
        tried.append(options["dropped_as"])
        if len(tried) <= 2:
            met.wait()
        return real(**options)

    monkeypatch.setattr(fcntl, "flock", lambda *args: None)
    monkeypatch.setattr(drops, "_claim", take)
    monkeypatch.setattr(drops.uploads, "queue", queue)
    outcomes = at_once(sweeps[:2])
    assert kinds(outcomes) == {"done": 2}, outcomes
    assert len(tried) > len(set(tried))
    assert runs() == len(set(tried)) == 5
