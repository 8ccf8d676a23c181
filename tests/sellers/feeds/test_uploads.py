"""Uploads wait for a worker, tell what they would change, and outlive the worker."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from oscar.core.loading import get_model

from marketplace.core import clock as house_clock
from marketplace.core.errors import IllegalMove
from marketplace.core.scopes import house_scope
from marketplace.technical.models import PictureAddress
from marketplace.traders.models import Trader
from sellers.feeds import operations, uploads
from sellers.feeds.models import FeedFault, FeedLease, FeedRun
from sellers.feeds.settings import Settings
from sellers.feeds.tasks import work
from tests import shop
from tests.conftest import MONDAY_MORNING
from tests.sellers.feeds import files

StockRecord = get_model("partner", "StockRecord")
pytestmark = pytest.mark.django_db
Status = FeedRun.Status
TSV = "id\ttitle\tbrand\tprice\tavailability\tquantity\tcondition\tlink\tgoogle_product_category\n"


@pytest.fixture
def brand(clock: Any) -> Trader:
    shop.family("casquettes-running")
    return shop.point("Altavia", kind=Trader.Kind.BRAND, trusted_to_publish=True).trader


def caps(**prices: tuple[str, str]) -> bytes:
    """Caps by SKU: price and stock."""
    return files.shopify(
        *(files.cap(sku, **{"Variant Price": price, "Variant Inventory Qty": stock})
          for sku, (price, stock) in prices.items())
    )  # fmt: skip


def queued(trader: Trader, content: bytes, *, ask_first: bool = False, **settings: Any) -> FeedRun:
    return uploads.queue(
        trader=trader, files=[("export.csv", io.BytesIO(content))], settings=Settings(**settings),
        ask_first=ask_first, at=house_clock.now(),
    )  # fmt: skip


def worked(run: FeedRun) -> FeedRun:
    work()
    with house_scope():
        return FeedRun.objects.get(pk=run.pk)


def stocks() -> dict[str, int]:
    return dict(StockRecord.objects.values_list("partner_sku", "num_in_stock"))


# --- one after the other -----------------------------------------------------------------------
def test_an_upload_is_imported_by_a_worker_and_its_file_goes(brand: Trader, private: Path) -> None:
    run = queued(brand, caps(a=("25.00", "4")))
    assert (run.status, stocks()) == (Status.QUEUED, {})

    run = worked(run)

    assert (run.status, run.created, stocks()) == (Status.DONE, 1, {"A": 4})
    assert not [path for path in private.rglob("*") if path.is_file()]


def test_a_file_that_cannot_be_read_is_refused_and_the_next_one_comes(brand: Trader) -> None:
    broken, good = queued(brand, b"\x00\x01\x02"), queued(brand, caps(a=("25.00", "4")))

    broken, good = worked(broken), worked(good)

    assert (broken.status, bool(broken.error_code), bool(broken.file)) == (
        Status.FAILED, True, False)  # fmt: skip
    assert good.status == Status.DONE


def test_it_waits_while_the_trader_imports_and_lets_others_pass(brand: Trader) -> None:
    other = shop.point("Borée", kind=Trader.Kind.BRAND, trusted_to_publish=True).trader
    mine, theirs = queued(brand, caps(a=("25.00", "4"))), queued(other, caps(b=("25.00", "4")))
    lease = FeedLease(trader=brand, leased_until=MONDAY_MORNING + timedelta(seconds=30))
    lease.save()

    assert (worked(mine).status, worked(theirs).status) == (Status.QUEUED, Status.DONE)
    FeedLease._base_manager.filter(trader=brand).update(leased_until=MONDAY_MORNING)
    assert worked(mine).status == Status.DONE


def test_two_workers_never_import_one_run(brand: Trader) -> None:
    run = queued(brand, caps(a=("25.00", "4")))
    with house_scope():
        FeedRun.objects.filter(pk=run.pk).update(status=Status.RUNNING)  # the other was quicker
        assert uploads.take(run, at=MONDAY_MORNING) is False
    assert stocks() == {}


def test_a_run_whose_worker_was_killed_is_taken_up_three_times(brand: Trader, clock: Any) -> None:
    run = queued(brand, caps(a=("25.00", "4")))
    with house_scope():
        FeedRun.objects.filter(pk=run.pk).update(status=Status.RUNNING, tries=2)
        assert worked(run).status == Status.RUNNING  # it was taken this moment
        clock.advance(minutes=1)
        assert worked(run).status == Status.DONE
        again = queued(brand, caps(a=("25.00", "5")))
        FeedRun.objects.filter(pk=again.pk).update(status=Status.RUNNING, tries=3)
    clock.advance(minutes=1)
    again = worked(again)
    assert again.status == Status.INTERRUPTED
    assert again.error
    assert stocks() == {"A": 4}


def test_a_run_is_cancelled_before_its_turn(brand: Trader, private: Path) -> None:
    run = queued(brand, caps(a=("25.00", "4")))
    with house_scope():
        assert operations.cancel_run(run=run, at=MONDAY_MORNING)
    assert worked(run).status == Status.CANCELLED
    assert not [path for path in private.rglob("*") if path.is_file()]


@pytest.mark.parametrize("gone", ["swept", "lost"])
def test_a_run_whose_file_is_gone_is_refused_at_once(
    brand: Trader, private: Path, gone: str
) -> None:
    run = queued(brand, caps(a=("25.00", "4")))
    with house_scope():
        FeedRun.objects.filter(pk=run.pk).update(status=Status.INTERRUPTED)
        run.refresh_from_db()
        if gone == "swept":
            run.file.delete()
        else:
            (private / run.file.name).unlink()
        uploads.say_yes(run=run, at=house_clock.now())
    good = queued(brand, caps(b=("25.00", "4")))

    run = worked(run)

    assert (run.status, run.error_code, run.tries) == (Status.FAILED, "file_gone", 1)
    assert (run.finished_at, run.file.name) == (MONDAY_MORNING, "")
    assert "n’est plus là" in str(run.error)
    assert (worked(good).status, stocks()) == (Status.DONE, {"B": 4})


# --- what would change -------------------------------------------------------------------------
def google(**prices: tuple[str, str]) -> bytes:
    rows = (
        f"{sku}\tCasquette {sku}\tAltavia\t{price} EUR\tin_stock\t{stock}\tnew\thttps://x.test/\t"
        "Apparel & Accessories > Clothing Accessories > Hats\n"
        for sku, (price, stock) in prices.items()
    )
    return (TSV + "".join(rows)).encode()


@pytest.mark.parametrize("write", [caps, google])
def test_what_would_change_is_told_before_it_does(brand: Trader, clock: Any, write: Any) -> None:
    before = write(a=("20.00", "4"), b=("30.00", "2"), c=("10.00", "9"), d=("10.00", "0"),
                   e=("15.00", "3"))  # fmt: skip
    first = worked(queued(brand, before, family="casquettes-running"))
    assert (first.status, first.created) == (Status.DONE, 5)
    clock.advance(hours=1)
    after = write(a=("26.00", "4"), b=("24.00", "2"), c=("10.00", "0"), d=("10.00", "6"),
                  f=("12.00", "1"))  # fmt: skip

    run = worked(queued(brand, after, ask_first=True))

    assert run.status == Status.WAITING
    told = run.foreseen
    assert {name: told[name] for name in ("up", "down", "sold_out", "back", "withdrawn")} == {
        "up": 1, "down": 1, "sold_out": 1, "back": 1, "withdrawn": 1}  # fmt: skip
    assert [(each["price"], each["stock"]) for each in told["largest"]] == [
        ([1000, 1000], [9, 0]), ([1000, 1000], [0, 6]), ([2000, 2600], [4, 4]),
        ([3000, 2400], [2, 2])]  # fmt: skip
    assert (run.created, run.updated) == (1, 4)
    assert len(stocks()) == 5
    assert sorted(stocks().values()) == [0, 2, 3, 4, 9]

    with house_scope():
        uploads.say_yes(run=run, at=clock())
    run = worked(run)
    assert (run.status, run.created, run.updated, run.withdrawn) == (Status.DONE, 1, 4, 1)
    assert sorted(stocks().values()) == [0, 0, 1, 2, 4, 6]


def test_what_would_change_is_told_of_offers_with_a_dead_picture(brand: Trader, clock: Any) -> None:
    def pictured(**offers: tuple[str, str]) -> bytes:
        return files.shopify(
            *(files.cap(sku, **{"Variant Price": price, "Variant Inventory Qty": stock,
                                "Image Src": f"https://x.test/{sku}.jpg"})
              for sku, (price, stock) in offers.items())
        )  # fmt: skip

    same = {"c": ("20.00", "4"), "d": ("20.00", "4")}
    before = pictured(a=("20.00", "4"), b=("20.00", "4"), **same)
    assert worked(queued(brand, before, family="casquettes-running")).created == 4
    yesterday = MONDAY_MORNING - timedelta(days=1)
    PictureAddress.objects.update(state="unreachable", fault="not_there", tried_at=yesterday)
    after = pictured(a=("26.00", "4"), b=("20.00", "0"), **same)

    run = worked(queued(brand, after, ask_first=True))

    assert (run.status, run.updated, run.unchanged) == (Status.WAITING, 2, 2)
    told = {name: run.foreseen[name] for name in ("up", "down", "sold_out", "back", "withdrawn")}
    assert told == {"up": 1, "down": 0, "sold_out": 1, "back": 0, "withdrawn": 0}
    assert [(each["key"], each["price"], each["stock"]) for each in run.foreseen["largest"]] == [
        ("B", [2000, 2000], [4, 0]), ("A", [2000, 2600], [4, 4])]  # fmt: skip


def test_what_would_change_is_told_of_a_product_that_gets_another_size(brand: Trader) -> None:
    def sizes(**prices: str) -> bytes:
        return files.shopify(
            *({**files.cap("cap"), "Option1 Name": "Taille", "Option1 Value": size,
               "Variant SKU": size, "Variant Price": price} for size, price in prices.items())
        )  # fmt: skip

    worked(queued(brand, sizes(S="20.00", M="20.00"), family="casquettes-running"))
    run = worked(queued(brand, sizes(S="21.00", M="20.00", L="20.00"), ask_first=True))
    assert (run.status, run.created, run.updated, run.unchanged) == (Status.WAITING, 1, 1, 1)
    assert [(each["key"], each["price"]) for each in run.foreseen["largest"]] == [
        ("S", [2000, 2100])]  # fmt: skip


def test_a_first_file_is_told_before_anything_is_there(brand: Trader) -> None:
    run = worked(queued(brand, caps(a=("25.00", "4"), b=("vingt", "4")), ask_first=True))
    assert (run.status, run.created, run.rejected, stocks()) == (Status.WAITING, 1, 1, {})
    assert run.foreseen["largest"] == []
    with house_scope():
        uploads.say_yes(run=run, at=house_clock.now())
        assert worked(run).status == Status.DONE
        assert FeedFault.objects.filter(run=run).count() == 1


def test_a_no_is_a_no(brand: Trader, private: Path) -> None:
    run = worked(queued(brand, caps(a=("25.00", "4")), ask_first=True))
    with house_scope():
        operations.reject_run(run=run, at=house_clock.now())
        with pytest.raises(IllegalMove):
            uploads.say_yes(run=run, at=house_clock.now())
    assert (worked(run).status, stocks()) == (Status.REJECTED, {})
    assert not [path for path in private.rglob("*") if path.is_file()]
