"""What holds a feed back until the boutique says yes: in every dialect, by every way in."""

import io
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from oscar.core.loading import get_model

from marketplace.core import clock as house_clock
from marketplace.core.scopes import house_scope
from marketplace.technical.models import PictureAddress
from marketplace.traders.models import Trader
from sellers.feeds import comparing, uploads
from sellers.feeds.dialects import DIALECTS
from sellers.feeds.models import FeedRun
from sellers.feeds.operations import Report, confirm_run, import_feed
from sellers.feeds.settings import Settings
from sellers.feeds.sources import Source
from sellers.feeds.tasks import work
from tests import shop
from tests.conftest import MONDAY_MORNING
from tests.sellers.feeds import files

StockRecord = get_model("partner", "StockRecord")
pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
Offers = Mapping[str, tuple[str, str]]  # by SKU: price and stock
Status = FeedRun.Status


@pytest.fixture(autouse=True)
def families() -> None:
    shop.family("casquettes-running")


@pytest.fixture
def brand() -> Trader:
    return shop.point("Altavia", kind=Trader.Kind.BRAND, trusted_to_publish=True).trader


# --- the same offers, as every shop writes them --------------------------------------------------
def shopify(offers: Offers) -> bytes:
    return files.shopify(
        *(files.cap(sku, **{"Variant Price": price, "Variant Inventory Qty": stock})
          for sku, (price, stock) in offers.items())
    )  # fmt: skip


def magento(offers: Offers) -> bytes:
    return files.magento(
        *({"sku": sku, "name": f"Casquette {sku}", "price": price, "qty": stock}
          for sku, (price, stock) in offers.items())
    )  # fmt: skip


def magento_whole(offers: Offers) -> bytes:
    """Lines that are never read lean."""
    return files.magento(
        *({"sku": sku, "name": f"Casquette {sku}", "price": price, "qty": stock,
           "additional_attributes": "ean="} for sku, (price, stock) in offers.items())
    )  # fmt: skip


def woocommerce(offers: Offers) -> bytes:
    header = "Type,SKU,Name,Published,In stock?,Stock,Sale price,Regular price,Categories,Images"
    rows = (f"simple,{sku},Casquette {sku},1,1,{stock},,{price},Casquettes,"
            for sku, (price, stock) in offers.items())  # fmt: skip
    return "\n".join((header, *rows)).encode()


def prestashop(offers: Offers) -> bytes:
    header = "Product ID;Active (0/1);Name *;Price tax excluded;Reference #;Manufacturer;Quantity"
    rows = (f"{n};1;Casquette {sku};{price};{sku};Altavia;{stock}"
            for n, (sku, (price, stock)) in enumerate(offers.items()))  # fmt: skip
    return "\n".join((header, *rows)).encode()


def google(offers: Offers) -> bytes:
    header = "id\ttitle\tbrand\tprice\tavailability\tquantity\tcondition\tgoogle_product_category"
    rows = (f"{sku}\tCasquette {sku}\tAltavia\t{price} EUR\tin_stock\t{stock}\tnew\tHats"
            for sku, (price, stock) in offers.items())  # fmt: skip
    return "\n".join((header, *rows)).encode()


def mirakl(offers: Offers) -> bytes:
    header = "sku;product-id;product-id-type;price;quantity;state"
    rows = (f"{sku};{sku};SHOP_SKU;{price};{stock};11" for sku, (price, stock) in offers.items())
    return "\n".join((header, *rows)).encode()


def manomano(offers: Offers) -> bytes:
    header = "sku;sku_manufacturer;brand;merchant_category;title;price;stock"
    rows = (f"{sku};M-{sku};Altavia;Sport > Casquettes;Casquette {sku};{price};{stock}"
            for sku, (price, stock) in offers.items())  # fmt: skip
    return "\n".join((header, *rows)).encode()


def generic(offers: Offers) -> bytes:
    rows = (f"{sku};Casquette {sku};{price};{stock}" for sku, (price, stock) in offers.items())
    return "\n".join(("Réf;Nom;Prix;Qté", *rows)).encode()


MAPPING = {"columns": {"key": "Réf", "title": "Nom", "price": "Prix", "stock": "Qté"}}
SETTINGS: dict[Any, dict[str, Any]] = {generic: {"mapping": MAPPING}}
FULL: dict[str, Callable[[Offers], bytes]] = {
    "shopify": shopify, "magento": magento, "magento-whole": magento_whole,
    "woocommerce": woocommerce, "prestashop": prestashop, "google": google, "mirakl": mirakl,
    "manomano": manomano, "generic": generic,
}  # fmt: skip
every_full = pytest.mark.parametrize("write", FULL.values(), ids=FULL)
SIX = dict.fromkeys("ABCDEF", ("20.00", "4"))


def test_no_dialect_is_left_out() -> None:
    assert {dialect.key for dialect in DIALECTS if not dialect.half} <= FULL.keys()


# --- bringing them -------------------------------------------------------------------------------
def bring(
    trader: Trader,
    content: bytes,
    *,
    at: datetime = MONDAY_MORNING,
    counted_at: datetime | None = None,
    **settings: Any,
) -> Report:
    source = Source(io.BytesIO(content), "export.csv", counted_at)
    asked = Settings(family="casquettes-running", **settings)
    with import_feed(trader=trader, source=source, settings=asked, at=at) as report:
        return report


def counted(report: Report) -> dict[str, int]:
    return {name: count for name, count in report.counts.items() if count}


def offered() -> dict[str, tuple[Decimal, int]]:
    return {r.partner_sku: (r.price, r.num_in_stock) for r in StockRecord.objects.all()}


class Feed:
    """A boutique that sends one kind of export, six offers of which are there."""

    def __init__(self, trader: Trader, write: Callable[[Offers], bytes]) -> None:
        self._trader, self._write = trader, write
        self._settings = SETTINGS.get(write, {})
        if write is not shopify:  # the same offers have come by another feed, and still do
            bring(trader, shopify(SIX))
        first = self.bring(SIX)
        assert first.status == Status.DONE
        assert len(offered()) == len(SIX)

    def bring(self, offers: Offers, **when: Any) -> Report:
        return bring(self._trader, self._write(offers), **when, **self._settings)


@pytest.fixture
def feed(brand: Trader, write: Callable[[Offers], bytes]) -> Feed:
    return Feed(brand, write)


# --- what waits, in every dialect ----------------------------------------------------------------
@every_full
@pytest.mark.parametrize(("factor", "waits"), [(100, True), (Decimal("1.5"), False),
                                               (Decimal("0.4"), True)])  # fmt: skip
def test_prices_that_move_by_more_than_half_wait(feed: Feed, factor: Decimal, waits: bool) -> None:
    before = offered()
    minor = int(before["A"][0] * 100)
    report = feed.bring({sku: (str(20 * factor), "4") for sku in SIX})
    if waits:
        moved = {"code": "prices", "before": minor, "after": int(minor * factor)}
        assert (report.status, report.reasons) == (Status.WAITING, [moved])
        assert counted(report) == {"read": 6, "updated": 6}  # a yes would change them
        assert offered() == before
    else:
        assert (report.status, report.reasons) == (Status.DONE, [])
        assert counted(report) == {"read": 6, "updated": 6}
        assert {price for price, _stock in offered().values()} == {before["A"][0] * factor}


@every_full
def test_more_than_a_third_that_sells_out_waits_and_a_third_does_not(feed: Feed) -> None:
    report = feed.bring(SIX | dict.fromkeys("ABC", ("20.00", "0")))
    assert (report.status, report.reasons) == (
        Status.WAITING, [{"code": "off_sale", "offers": 3, "of": 6}])  # fmt: skip
    assert counted(report) == {"read": 6, "unchanged": 3, "updated": 3}
    assert {stock for _price, stock in offered().values()} == {4}
    report = feed.bring(SIX | dict.fromkeys("AB", ("20.00", "0")))
    assert (report.status, counted(report)["updated"]) == (Status.DONE, 2)


@every_full
def test_what_sells_out_and_what_is_left_out_are_added_up(feed: Feed) -> None:
    report = feed.bring({sku: ("20.00", "0" if sku in "AB" else "4") for sku in "ABCDE"})
    assert report.reasons == [{"code": "off_sale", "offers": 3, "of": 6}]


@every_full
def test_what_is_older_than_the_last_waits_though_it_leaves_nothing_out(feed: Feed) -> None:
    when = {"at": MONDAY_MORNING + HOUR, "counted_at": MONDAY_MORNING - HOUR}
    report = feed.bring(SIX | {"A": ("20.00", "3")}, **when)
    older = {"code": "older", "last_counted_at": MONDAY_MORNING.isoformat()}
    assert (report.status, report.reasons) == (Status.WAITING, [older])
    assert offered()["A"][1] == 4
    same = feed.bring(SIX, **when)
    assert (same.status, same.reasons) == (Status.DONE, [])


@every_full
def test_a_yes_imports_what_was_held(feed: Feed) -> None:
    run = feed.bring(dict.fromkeys(SIX, ("2000.00", "4"))).run
    assert run is not None
    with confirm_run(run=run, at=MONDAY_MORNING + HOUR) as report:
        assert (report.status, counted(report)) == (Status.DONE, {"read": 6, "updated": 6})


@pytest.mark.parametrize("write", [google, shopify])
def test_new_offers_move_no_median(feed: Feed) -> None:
    new = {f"N{n}": ("900.00", "4") for n in range(9)}
    report = feed.bring(SIX | new | dict.fromkeys("AB", ("21.00", "4")))
    assert (report.status, counted(report)) == (
        Status.DONE, {"read": 15, "created": 9, "updated": 2, "unchanged": 4})  # fmt: skip


@every_full
def test_a_first_feed_compares_nothing(
    brand: Trader, write: Callable[[Offers], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def compared(*_rows: Any, **_told: Any) -> Any:
        raise AssertionError

    monkeypatch.setattr(comparing, "compared", compared)
    Feed(brand, write)


# --- halves --------------------------------------------------------------------------------------
@pytest.mark.parametrize("content", ["offer-sku;price;discount-price\n{};\n", "sku;price\n{}\n"])
def test_prices_alone_wait_the_first_time_too(brand: Trader, content: str) -> None:
    bring(brand, shopify(SIX))
    head, row, _end = content.split("\n")
    dear = "\n".join((head, *(row.format(f"{sku};2000.00") for sku in SIX))).encode()
    moved = {"code": "prices", "before": 2000, "after": 200000}
    runs = [bring(brand, dear) for _time in range(2)]
    assert [(run.status, run.reasons) for run in runs] == [(Status.WAITING, [moved])] * 2
    assert {price for price, _stock in offered().values()} == {Decimal("20.00")}
    assert bring(brand, dear.replace(b"2000", b"21")).status == Status.DONE
    with house_scope():  # which answers for those that waited
        waited = FeedRun.objects.filter(pk__in=[run.run_id for run in runs])
        assert set(waited.values_list("status", flat=True)) == {Status.REJECTED}


def test_blank_prices_are_no_part_of_the_median(brand: Trader) -> None:
    bring(brand, shopify(SIX))
    rows = "".join(f"{sku};{'21.00' if sku in 'AB' else ''};4\n" for sku in SIX)
    report = bring(brand, f"sku;price;stock\n{rows}".encode())
    assert (report.status, counted(report)) == (
        Status.DONE, {"read": 6, "updated": 2, "unchanged": 4})  # fmt: skip


# --- lines that are read a second time -----------------------------------------------------------
def pictured(offers: Offers) -> bytes:
    return files.shopify(
        *(files.cap(sku, Title=f"Casquette {sku}", **{
            "Variant Price": price, "Variant Inventory Qty": stock,
            "Image Src": f"https://x.test/{sku}.jpg"}) for sku, (price, stock) in offers.items())
    )  # fmt: skip


@pytest.fixture
def dead_pictures(brand: Trader) -> None:
    bring(brand, pictured(SIX))
    yesterday = MONDAY_MORNING - timedelta(days=1)
    PictureAddress.objects.update(state="unreachable", fault="not_there", tried_at=yesterday)
    assert PictureAddress.objects.count() == len(SIX)


@pytest.mark.usefixtures("dead_pictures")
@pytest.mark.parametrize(
    ("price", "stock", "reason"),
    [("2000.00", "4", {"code": "prices", "before": 2000, "after": 200000}),
     ("20.00", "0", {"code": "off_sale", "offers": 6, "of": 6})],
)  # fmt: skip
def test_offers_with_a_dead_picture_are_seen(
    brand: Trader, price: str, stock: str, reason: dict[str, Any]
) -> None:
    report = bring(brand, pictured(dict.fromkeys(SIX, (price, stock))))
    assert (report.status, report.reasons) == (Status.WAITING, [reason])
    assert counted(report) == {"read": 6, "updated": 6}


def test_sizes_of_a_parent_that_goes_off_sale_are_counted_once(brand: Trader) -> None:
    shop.family("hauts-fitness")

    def tees(**last: Any) -> bytes:
        stock = last.pop("qty", "10")
        rows = [row for sku in "ABCDE" for row in files.tee(sku, **(last if sku == "E" else {}))]
        for row in rows:
            if row["sku"].startswith("E-"):
                row["qty"] = stock
            if "configurable_variations" not in row:
                row["additional_attributes"] += ",ean="  # so that it is read whole
        return files.magento(*rows)

    whole = {"family": "hauts-fitness"}
    with import_feed(trader=brand, source=files.source(tees()), settings=Settings(**whole),
                     at=MONDAY_MORNING) as first:  # fmt: skip
        assert first.counts["created"] == 10
    with import_feed(trader=brand, source=files.source(tees(qty="0", product_online="2")),
                     settings=Settings(**whole), at=MONDAY_MORNING) as report:  # fmt: skip
        assert (report.status, report.reasons) == (Status.DONE, [])
        assert (report.counts["withdrawn"], report.counts["unchanged"]) == (2, 8)


# --- other ways in -------------------------------------------------------------------------------
def uploaded(trader: Trader, content: bytes, *, ask_first: bool = True, **settings: Any) -> FeedRun:
    run = uploads.queue(
        trader=trader, files=[("export.csv", io.BytesIO(content))], settings=Settings(**settings),
        ask_first=ask_first, at=house_clock.now(),
    )  # fmt: skip
    work()
    with house_scope():
        return FeedRun.objects.get(pk=run.pk)


@pytest.mark.usefixtures("clock")
@every_full
def test_an_upload_that_is_seen_first_says_why_it_waits(
    feed: Feed, brand: Trader, write: Any
) -> None:
    run = uploaded(brand, write(dict.fromkeys(SIX, ("2000.00", "0"))), **SETTINGS.get(write, {}))
    assert run.status == Status.WAITING
    assert [reason["code"] for reason in run.reasons] == ["off_sale", "prices"]
    assert (run.foreseen["up"], run.foreseen["sold_out"]) == (6, 6)
    assert {stock for _price, stock in offered().values()} == {4}


FORETOLD = (
    "status", "reasons", "foreseen", "read", "created", "updated", "unchanged", "proposed",
    "rejected", "context", "withdrawn", "followed", "rules", "warned", "fault_count",
)  # fmt: skip


@pytest.mark.usefixtures("clock")
@every_full
def test_what_is_held_is_foreseen_as_what_is_seen_first(
    feed: Feed, brand: Trader, write: Callable[[Offers], bytes]
) -> None:
    before = offered()
    # Known offers that move, one that is left out, a new one, and a line that is refused.
    content = write(dict.fromkeys("ABCDE", ("6.00", "4")) | {"N": ("9.00", "4"), "X": ("?", "4")})
    seen, held = (
        uploaded(brand, content, ask_first=first, **SETTINGS.get(write, {}))
        for first in (True, False)
    )
    assert [getattr(held, name) for name in FORETOLD] == [getattr(seen, name) for name in FORETOLD]
    assert held.status == Status.WAITING
    assert (held.foreseen["down"], held.updated, held.withdrawn) == (5, 5, 1)
    assert len(held.foreseen["largest"]) == 5
    assert held.fault_count >= 1
    assert offered() == before
