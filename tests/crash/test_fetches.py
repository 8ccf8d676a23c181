"""A worker that is killed while it fetches or sweeps: the next one ends what it began, once."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from marketplace.core import clock
from marketplace.core.scopes import house_scope
from sellers.feeds import addresses
from sellers.feeds.models import FeedAddress, FeedRun
from sellers.feeds.settings import Settings
from tests import shop
from tests.sellers.feeds import remote
from tests.sellers.feeds.remote import Remote

FEEDS = "sellers.feeds"


@pytest.fixture
def run(transactional_db: None, victim: Any) -> Callable[..., Any]:
    """Do something in a process of its own, which may die; so many minutes from now."""

    def act(name: str, *, kill: str | None = None, minute: float = 0, **more: Any) -> Any:
        at = (clock.now() + timedelta(minutes=minute)).isoformat()
        command = {"act": name, "kill": kill, "stripe": "", "secret": "", "at": at, **more}
        victim.stdin.write(json.dumps(command) + "\n")
        victim.stdin.flush()
        answer = json.loads(victim.stdout.readline())
        assert answer["killed"] == bool(kill), f"{kill} was never reached"
        return answer["said"]

    return act


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Remote]:
    with remote.standing(monkeypatch) as standing:
        standing.body = b"sku;stock\nA;1\n"
        yield standing


def origins() -> list[str]:
    with house_scope():
        return list(FeedRun.objects.values_list("origin", flat=True))


@pytest.mark.parametrize(
    "point",
    [
        f"after:{FEEDS}.addresses._claim",
        f"before:{FEEDS}.uploads.queue",
        f"after:{FEEDS}.addresses._note",  # not committed
        f"after:{FEEDS}.uploads.queue",
    ],
)
def test_an_address(run: Callable[..., Any], site: Remote, point: str) -> None:
    row = addresses.add(
        trader=shop.point("Altavia").trader, address=site.url, settings=Settings(), every="hour",
        hour=3, at=clock.now(),
    )  # fmt: skip

    run("fetch", kill=point)
    run("fetch", minute=7)  # the claim of who was killed still stands
    run("fetch", minute=9)

    assert origins() == [row.shown]
    with house_scope():
        row = FeedAddress.objects.get()
    assert (row.outcome, row.failures, row.taken_until) == ("queued", 0, None)


@pytest.mark.parametrize(
    "point",
    [
        f"before:{FEEDS}.drops._rename",
        f"after:{FEEDS}.drops._rename",
        f"after:{FEEDS}.drops._rename#2",
        f"before:{FEEDS}.uploads.queue",
        f"after:{FEEDS}.uploads.queue",
        f"after:{FEEDS}.drops._queue",
    ],
)
def test_two_files_that_were_dropped(run: Callable[..., Any], tmp_path: Path, point: str) -> None:
    folder = tmp_path / shop.point("Altavia").trader.slug
    folder.mkdir()
    for half in (1, 2):
        (folder / f"p-{half}sur2.csv").write_bytes(b"a")

    run("sweep", kill=point, folder=str(tmp_path), minute=1)
    run("sweep", folder=str(tmp_path), minute=1)
    run("sweep", folder=str(tmp_path), minute=1)

    assert origins() == ["p-1sur2.csv + p-2sur2.csv"]
    taken = [path.name.partition("p-")[2] for path in (folder / ".pris").iterdir()]
    assert sorted(taken) == ["1sur2.csv", "2sur2.csv"]
