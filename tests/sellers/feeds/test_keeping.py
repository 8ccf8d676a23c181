"""Files of imports that are over stay while something in them can be mended, and not for ever."""

import io
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models.fields.files import FieldFile

from marketplace.core import clock as house_clock
from marketplace.core.scopes import house_scope
from marketplace.core.sentences import Sentence
from marketplace.traders.models import Trader
from sellers.feeds import keeping, operations, runs, uploads
from sellers.feeds.models import FeedRun
from sellers.feeds.settings import Settings
from sellers.feeds.tasks import sweep
from tests import shop
from tests.sellers.feeds import files

pytestmark = pytest.mark.django_db
BAD = files.cap("bad", **{"Variant Price": "12,5O"})


class Killed(BaseException):
    """``kill -9``, as far as one process can tell."""


def killed(*_args: Any, **_options: Any) -> None:
    raise Killed


@pytest.fixture
def brand(clock: Any) -> Trader:
    shop.family("casquettes-running")
    return shop.point("Altavia", kind=Trader.Kind.BRAND, trusted_to_publish=True).trader


def bring(trader: Trader, *rows: dict[str, Any], sure: bool = True, **asked: Any) -> FeedRun:
    with operations.import_feed(
        trader=trader, source=files.source(files.shopify(*rows)), settings=Settings(**asked),
        at=house_clock.now(), sure=sure,
    ), house_scope():  # fmt: skip
        return FeedRun.objects.latest("pk")


def kept(folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.rglob("*.feed"))


def test_a_file_stays_while_there_is_something_to_mend(brand: Trader, private: Path) -> None:
    run = bring(brand, files.cap("a"), BAD)
    bring(brand, files.cap("a"))
    assert kept(private) == [str(run.pk)]


def test_the_latest_of_each_source_stay(brand: Trader, private: Path, clock: Any) -> None:
    other = bring(brand, BAD, name="outlet")
    made = []
    for _time in range(keeping.OF_SOURCE + 2):
        clock.advance(hours=1)
        made.append(bring(brand, BAD))
    assert kept(private) == sorted(str(run.pk) for run in [other, *made[2:]])
    with house_scope():
        assert FeedRun.objects.filter(file="").count() == 2


def test_two_weeks_are_enough(brand: Trader, private: Path, clock: Any) -> None:
    bring(brand, BAD)
    clock.advance(days=13)
    assert sweep() == 0
    clock.advance(days=1)
    assert sweep() == 1
    assert kept(private) == []


def test_the_room_is_bounded(
    brand: Trader, private: Path, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = bring(brand, BAD)
    monkeypatch.setattr(keeping, "OF_TRADER", int(first.size * 1.5))
    clock.advance(hours=1)
    second = bring(brand, BAD)
    assert kept(private) == [str(second.pk)]


def test_another_traders_files_are_not_swept_with_mine(brand: Trader, private: Path) -> None:
    other = shop.point("Borée").trader
    theirs = bring(other, BAD)
    with house_scope():
        FeedRun.objects.filter(pk=theirs.pk).update(
            started_at=house_clock.now() - timedelta(days=99)
        )
    mine = bring(brand, BAD)
    assert kept(private) == sorted([str(theirs.pk), str(mine.pk)])


def test_a_file_that_waits_is_never_swept(brand: Trader, private: Path, clock: Any) -> None:
    bring(brand, *(files.cap(f"c{n}") for n in range(12)))
    waiting = bring(brand, files.cap("c0"), BAD, sure=False)
    assert waiting.status == FeedRun.Status.WAITING
    clock.advance(days=99)
    assert sweep() == 0
    with house_scope():
        runs.reject(waiting, because=Sentence("Non."), at=clock())
    assert kept(private) == [str(waiting.pk)]  # a no may be one to come back corrected
    assert sweep() == 1


def test_what_its_worker_had_no_time_to_let_go_is_swept(
    brand: Trader, private: Path, clock: Any
) -> None:
    run = bring(brand, BAD)
    with house_scope():
        FeedRun.objects.filter(pk=run.pk).update(status=FeedRun.Status.FAILED)
    clock.advance(days=14)
    assert sweep() == 1
    assert kept(private) == []


def test_a_file_that_no_run_names_is_swept_after_a_day(
    brand: Trader, private: Path, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its process was killed between writing it and its run."""
    named = bring(brand, BAD)
    with monkeypatch.context() as patch:
        patch.setattr(FeedRun, "save", killed)
        patch.setattr(FieldFile, "delete", killed)  # a process that is killed tidies nothing
        with pytest.raises(Killed), house_scope():
            uploads.queue(
                trader=brand, files=[("stock.csv", io.BytesIO(b"sku;stock\nA;1\n"))],
                settings=Settings(), ask_first=False, at=clock(),
            )  # fmt: skip
    assert len(kept(private)) == 2
    for path in private.rglob("*.feed"):
        os.utime(path, (clock().timestamp(),) * 2)
    clock.advance(hours=24)
    assert sweep() == 0
    clock.advance(seconds=1)
    assert sweep() == 1
    assert kept(private) == [str(named.pk)]


def test_without_any_file_nothing_is_swept(brand: Trader, private: Path) -> None:
    assert not private.exists()
    assert sweep() == 0
