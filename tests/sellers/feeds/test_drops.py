"""The drop folder: what is laid there is imported once, and nothing else is touched."""

import fcntl
import logging
import os
import re
import shutil
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from oscar.core.loading import get_model

from marketplace.core.scopes import house_scope
from marketplace.traders.models import Trader
from sellers.feeds import drops, sources, tasks, uploads
from sellers.feeds.models import FeedHalf, FeedRun
from tests import shop
from tests.sellers.feeds import files
from tests.sellers.feeds.test_import_dialects import COMBINATIONS, PRODUCTS

StockRecord = get_model("partner", "StockRecord")
pytestmark = pytest.mark.django_db
QUIET = timedelta(seconds=60)


@pytest.fixture
def brand(db: None) -> Trader:
    shop.family("casquettes-running")
    return shop.point("Altavia", kind=Trader.Kind.BRAND, trusted_to_publish=True).trader


@pytest.fixture
def folder(tmp_path: Path, brand: Trader) -> Path:
    """The trader's."""
    own = tmp_path / "drops" / brand.slug
    own.mkdir(parents=True)
    return own


def sweep(folder: Path, *, after: float = 61, quiet: timedelta = QUIET) -> int:
    """So many seconds after what was laid there just now."""
    at = datetime.now(UTC) + timedelta(seconds=after)
    with house_scope():
        return drops.sweep(folder.parent, quiet=quiet, at=at)


def runs() -> list[FeedRun]:
    with house_scope():
        return list(FeedRun.objects.order_by("pk"))


def names(folder: Path) -> list[str]:
    """Files by their own names."""
    found = (path.name for path in folder.iterdir() if path.is_file())
    return sorted(re.sub(r"^\d{14}-[0-9a-f]{8}-", "", name) for name in found)


def test_a_file_is_queued_imported_and_laid_aside(folder: Path, settings: Any) -> None:
    (folder / "export.csv").write_bytes(files.shopify(files.cap("a")))
    settings.FEED_DROP_FOLDER, settings.FEED_DROP_QUIET = str(folder.parent), 0

    assert tasks.take_drops() == 1
    tasks.work()

    (run,) = runs()
    assert (run.origin, run.status, run.created) == ("export.csv", FeedRun.Status.DONE, 1)
    assert StockRecord.objects.count() == 1
    assert (names(folder), names(folder / ".pris")) == ([], ["export.csv"])
    assert names(folder / ".encours") == [".verrou"]
    assert tasks.take_drops() == 0
    (folder / "export.csv").write_bytes(b"again")
    assert tasks.take_drops() == 1
    assert names(folder / ".pris") == ["export.csv", "export.csv"]


@pytest.mark.parametrize("modified", [0, 4_000_000_000])  # as senders like to say
def test_it_is_taken_once_it_is_whole(folder: Path, modified: int) -> None:
    (folder / "export.csv").write_bytes(b"a")
    os.utime(folder / "export.csv", (modified, modified))
    assert sweep(folder, after=50) == 0
    assert names(folder) == ["export.csv"]
    assert sweep(folder, after=61) == 1


@pytest.mark.parametrize(
    "name", ["a.csv.part", "a.csv.filepart", "a.csv.PARTIAL", "a.tmp", "a.csv~", ".a.csv.Xy12"]
)
def test_what_is_being_written_is_left_alone(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"a")
    assert sweep(folder) == 0
    assert names(folder) == [name]


# --- two that go together ----------------------------------------------------------------------
def test_two_halves_are_one_run(folder: Path) -> None:
    (folder / "presta-1sur2.csv").write_bytes(b"a")
    (folder / "autre-1sur2.csv").write_bytes(b"a")
    (folder / "v-1.2.csv").write_bytes(b"a")
    assert sweep(folder) == 1
    (folder / "presta-2sur2.csv").write_bytes(b"b")
    assert sweep(folder, after=30) == 0
    assert sweep(folder) == 1
    assert [run.origin for run in runs()] == ["v-1.2.csv", "presta-1sur2.csv + presta-2sur2.csv"]
    assert names(folder) == ["autre-1sur2.csv"]


def test_the_two_of_a_shop_are_read_together(folder: Path) -> None:
    combinations = COMBINATIONS.format(stock=4)
    (folder / "p-1sur2.csv").write_text(PRODUCTS)
    (folder / "p-2sur2.csv").write_text(combinations)
    with zipfile.ZipFile(folder / "q.zip", "w") as archive:
        archive.writestr("p.csv", PRODUCTS)
        archive.writestr("d.csv", combinations)
    assert sweep(folder) == 2
    tasks.work()
    assert {(run.status, run.dialect) for run in runs()} == {("done", "PrestaShop")}


def test_half_of_two_is_told_of_once_a_day(folder: Path, caplog: Any) -> None:
    (folder / "presta-1sur2.csv").write_bytes(b"a")
    sweep(folder)
    assert caplog.text == ""
    sweep(folder, after=3700)
    sweep(folder, after=3800)
    assert caplog.text.count("presta-1sur2.csv") == 1


def waiting() -> list[tuple[str, str, datetime]]:
    with house_scope():
        return [(half.name, half.other, half.since) for half in FeedHalf.objects.all()]


def test_the_boutique_is_told_of_half_of_two_until_the_other_comes(
    folder: Path, client: Any, brand: Trader
) -> None:
    (folder / "presta-1sur2.csv").write_bytes(b"a")
    sweep(folder)
    assert waiting() == []
    for after in (3700, 3800):
        sweep(folder, after=after)
    ((name, other, since),) = waiting()
    assert (name, other) == ("presta-1sur2.csv", "presta-2sur2.csv")
    assert abs(since - datetime.now(UTC)) < timedelta(minutes=1)
    said = "presta-1sur2.csv attend presta-2sur2.csv"
    client.force_login(shop.member(brand))
    assert said in client.get(reverse("portal:feeds")).content.decode()
    client.force_login(shop.member(shop.point().trader))
    assert said not in client.get(reverse("portal:feeds")).content.decode()

    (folder / "presta-2sur2.csv").write_bytes(b"b")
    assert sweep(folder, after=3900) == 1
    assert waiting() == []


def test_half_of_two_is_forgotten_with_its_folder(folder: Path) -> None:
    (folder / "presta-1sur2.csv").write_bytes(b"a")
    sweep(folder, after=3700)
    assert len(waiting()) == 1
    shutil.rmtree(folder)
    sweep(folder, after=3800)
    assert waiting() == []


def test_a_half_whose_name_is_damaged_is_told_of_too(folder: Path) -> None:
    (folder / os.fsdecode(b"\xff\x01-1sur2.csv")).write_bytes(b"a")
    sweep(folder, after=3700)
    assert [name for name, _other, _since in waiting()] == ["?_-1sur2.csv"]


def test_a_claim_that_was_cut_short_after_the_first_half_goes_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for half in (1, 2):
        (folder / f"presta-{half}sur2.csv").write_bytes(b"a")
    with monkeypatch.context() as patch:
        killed_at(patch, "_rename", second=True)
        with pytest.raises(KeyboardInterrupt):
            sweep(folder)
    assert (names(folder), runs()) == (["presta-2sur2.csv"], [])
    assert sweep(folder) == 1
    assert (names(folder), len(names(folder / ".pris"))) == ([], 2)


# --- killed on the way -------------------------------------------------------------------------
def killed_at(
    monkeypatch: pytest.MonkeyPatch, name: str, *, second: bool = False, module: Any = drops
) -> None:
    real, calls = getattr(module, name), []

    def dies(*args: Any, **options: Any) -> Any:
        calls.append(name)
        if len(calls) == (2 if second else 1):
            raise KeyboardInterrupt
        return real(*args, **options)

    monkeypatch.setattr(module, name, dies)


@pytest.mark.parametrize(
    ("point", "kept"), [("queue", 0), ("rename", 1)], ids=["claimed", "queued"]
)
def test_killed_on_the_way_it_is_taken_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch, point: str, kept: int
) -> None:
    (folder / "export.csv").write_bytes(b"a")
    with monkeypatch.context() as patch:
        if point == "queue":
            killed_at(patch, "queue", module=uploads)
        else:
            killed_at(patch, "rename", second=True, module=os)
        with pytest.raises(KeyboardInterrupt):
            sweep(folder)
    assert (len(runs()), names(folder)) == (kept, [])

    sweep(folder)
    sweep(folder)

    assert len(runs()) == 1
    assert names(folder / ".pris") == ["export.csv"]


def test_two_sweeps_at_once_are_one(folder: Path) -> None:
    (folder / ".encours").mkdir()
    (folder / "export.csv").write_bytes(b"a")
    with (folder / ".encours" / ".verrou").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert sweep(folder) == 0
        assert names(folder) == ["export.csv"]
    assert sweep(folder) == 1


def test_where_the_folder_cannot_be_locked_the_database_decides(
    folder: Path, monkeypatch: pytest.MonkeyPatch, private: Path
) -> None:
    """Two hosts whose file system lets both in."""
    monkeypatch.setattr(fcntl, "flock", lambda *args: None)
    (folder / "export.csv").write_bytes(b"a")
    real = uploads.queue

    def queue(**options: Any) -> Any:
        monkeypatch.setattr(uploads, "queue", real)
        sweep(folder)  # the other one
        return real(**options)

    monkeypatch.setattr(uploads, "queue", queue)
    sweep(folder)

    assert len(runs()) == 1
    assert len([path for path in private.rglob("*") if path.is_file()]) == 1


# --- whom nobody trusts ------------------------------------------------------------------------
@pytest.fixture
def outside(tmp_path: Path) -> Path:
    found = tmp_path / "outside"
    found.mkdir()
    (found / "secret.csv").write_bytes(b"secret")
    return found


def test_a_link_is_no_file(folder: Path, outside: Path) -> None:
    (folder / "export.csv").symlink_to(outside / "secret.csv")
    os.mkfifo(folder / "pipe.csv")
    assert (sweep(folder), runs()) == (0, [])


def test_a_file_that_becomes_a_link_is_not_read(
    folder: Path, outside: Path, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    path, real = folder / "export.csv", drops._rename
    path.write_bytes(b"a")

    def swapped(*args: Any) -> None:
        path.unlink()
        path.symlink_to(outside / "secret.csv")
        real(*args)

    monkeypatch.setattr(drops, "_rename", swapped)
    assert (sweep(folder), runs()) == (0, [])
    assert "cannot be read" in caplog.text


@pytest.mark.parametrize("name", ["", ".encours", ".pris"])
def test_a_folder_that_is_a_link_is_not_entered(
    folder: Path, outside: Path, name: str, caplog: Any
) -> None:
    (folder / "export.csv").write_bytes(b"a")
    if name:
        (folder / name).symlink_to(outside)
    else:
        (folder / "export.csv").unlink()
        folder.rmdir()
        folder.symlink_to(outside)
    assert (sweep(folder), runs()) == (0, [])
    assert [path.name for path in outside.iterdir()] == ["secret.csv"]
    assert ("cannot be swept" in caplog.text) is bool(name)


def test_the_folder_of_nobody_is_told_of_once_a_day(folder: Path, caplog: Any) -> None:
    other = folder.parent / "inconnu"
    other.mkdir()
    (other / "export.csv").write_bytes(b"a")
    (folder / "export.csv").write_bytes(b"a")
    assert sweep(folder) == 1
    sweep(folder)
    assert [(each.levelno, "'inconnu'" in each.getMessage()) for each in caplog.records] == [
        (logging.WARNING, True)
    ]
    assert names(other) == ["export.csv"]


def test_a_folder_that_is_not_there_is_told_of_once_a_day(tmp_path: Path, caplog: Any) -> None:
    assert [sweep(tmp_path / "none" / "x"), sweep(tmp_path / "none" / "x")] == [0, 0]
    assert [each.levelno for each in caplog.records] == [logging.WARNING]


def test_what_is_wrong_with_one_is_no_other_s_affair(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = folder.parent / shop.point("Abeille").trader.slug
    first.mkdir()
    (first / ".pris").write_bytes(b"a file where a folder should be")
    for each in (first, folder):
        (each / "export.csv").write_bytes(b"a")
    assert sweep(folder) == 1
    assert names(folder / ".pris") == ["export.csv"]


@pytest.mark.parametrize(
    "name", [b"caf\xe9.csv", b"a\nb.csv", b"x" * 240 + b".csv", "été – 2026.csv".encode()]
)
def test_names_are_made_legible(folder: Path, name: bytes) -> None:
    with open(os.path.join(os.fsencode(folder), name), "wb") as file:
        file.write(b"a")
    assert sweep(folder) == 1
    (run,) = runs()
    assert run.origin.isprintable()
    assert run.origin.endswith(".csv")
    if name.startswith("été".encode()):
        assert run.origin == "été – 2026.csv"


# --- limits ------------------------------------------------------------------------------------
def test_too_large_a_file_is_refused_with_a_report(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "MAX_BYTES", 10)
    (folder / "export.csv").write_bytes(b"x" * 11)
    sweep(folder)
    sweep(folder)
    (run,) = runs()
    assert (run.status, run.error_code) == (FeedRun.Status.FAILED, "feed_too_large")
    assert names(folder / ".pris") == ["export.csv"]


def test_what_was_taken_is_kept_for_a_fortnight(folder: Path) -> None:
    (folder / "export.csv").write_bytes(b"a")
    os.utime(folder / "export.csv", (0, 0))
    sweep(folder)
    day = 24 * 60 * 60
    sweep(folder, after=13 * day)
    assert names(folder / ".pris") == ["export.csv"]
    sweep(folder, after=15 * day)
    assert names(folder / ".pris") == []


def test_nobody_looks_where_no_folder_is_said(settings: Any) -> None:
    assert settings.FEED_DROP_FOLDER == ""
    assert "drops" not in settings.CELERY_BEAT_SCHEDULE
