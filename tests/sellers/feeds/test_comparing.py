"""A feed whose known lines are read lean ends as one that is read whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from oscar.core.loading import get_model

from marketplace.traders.models import Trader
from sellers.feeds import quick
from sellers.feeds.operations import import_feed
from sellers.feeds.settings import Settings
from tests import shop
from tests.conftest import MONDAY_MORNING
from tests.sellers.feeds import files
from tests.sellers.feeds.test_import import written
from tests.sellers.feeds.test_import_dialects import pair
from tests.sellers.feeds.test_quick import GOOGLE, GTIN, MANOMANO, MIRAKL, TABLE, TOLD, WOO

StockRecord = get_model("partner", "StockRecord")
pytestmark = pytest.mark.django_db
Row = Mapping[str, str]


@dataclass(frozen=True)
class Export:
    """A feed as it comes first; as it comes later, and how many lines are read lean then."""

    header: Row
    before: Sequence[Row]
    after: Sequence[Row]
    lean: int
    mapping: dict[str, Any] | None = None

    def feed(self, rows: Sequence[Row]) -> bytes:
        return files.table(rows, self.header)


def caps(key: str, *, price: str, stock: str, **cells: str) -> list[Row]:
    """Six lines that differ by key, five ordinary."""
    plain = {price: "25", **cells}
    stocks = ("1", "2", "3", "4", "5", "beaucoup")
    return [{**plain, key: f"C{n}", stock: units} for n, units in enumerate(stocks)]


def later(rows: Sequence[Row], *, key: str, price: str, stock: str) -> list[Row]:
    """Another price, another stock, a price that is none, one line less and a new one."""
    first, second, third, fourth, *_rest = rows
    changed = [{**first, price: "26"}, {**second, stock: "9"}, {**third, price: "?"}]
    return [*changed, fourth, {**rows[0], key: "N", stock: "7"}]


def export(header: Row, key: str, price: str, stock: str, *, lean: int = 3,
           mapping: dict[str, Any] | None = None, **cells: str) -> Export:  # fmt: skip
    before = caps(key, price=price, stock=stock, **cells)
    after = later(before, key=key, price=price, stock=stock)
    return Export(header, before, after, lean, mapping)


VARIATIONS = [
    {"ID": "44", "Type": "variable", "SKU": "P", "Name": "Casquette Brise", "Regular price": ""},
    *({"ID": f"{n}", "Type": "variation", "SKU": f"V{n}", "Parent": "id:44", "Stock": f"{n}",
       "Name": f"Casquette Brise - {n}", "Attribute 1 name": "Taille",
       "Attribute 1 value(s)": size} for n, size in enumerate(("S", "M", "L", "XL"), start=1)),
]  # fmt: skip
GROUP = {"item_group_id": "BRISE", "title": "Casquette Brise", "gtin": ""}
BY_KEY = {"columns": {**TOLD["columns"], "group": ["Réf"]}}
EXPORTS = {
    "google": export(GOOGLE, "id", "price", "quantity", title="Casquette Brise", gtin=""),
    "google, one product": export(GOOGLE, "id", "price", "quantity", lean=0, **GROUP),
    "manomano": export(MANOMANO, "sku", "price", "stock", title="Casquette", ean="", ParentSKU="",
                       merchant_category=""),
    "woocommerce": export(WOO, "SKU", "Regular price", "Stock", ID="", Name="Casquette",
                          **{"GTIN, UPC, EAN, or ISBN": ""}),
    "woocommerce, variations": Export(
        {**WOO, "GTIN, UPC, EAN, or ISBN": ""}, VARIATIONS[:4],
        [*VARIATIONS[:2], {**VARIATIONS[2], "Stock": "9"}, VARIATIONS[4]], 0,
    ),
    "a table": export(TABLE, "Réf", "Prix", "Qté", Nom="Casquette", EAN="", mapping=BY_KEY),
    "a table, one product": export(TABLE, "Réf", "Prix", "Qté", Nom="Casquette Brise", EAN="",
                                   lean=0, mapping=TOLD),
}  # fmt: skip


@pytest.fixture
def brand() -> Trader:
    shop.family("casquettes-running")
    return shop.point("Altavia", kind=Trader.Kind.BRAND, trusted_to_publish=True).trader


def bring(trader: Trader, export: Export, rows: Sequence[Row]) -> tuple[int, dict[str, Any]]:
    """How many lines were read lean, and what became of all."""
    settings = Settings(mapping=export.mapping, family="casquettes-running")
    with import_feed(trader=trader, source=files.source(export.feed(rows)), settings=settings,
                     at=MONDAY_MORNING, sure=True) as report:  # fmt: skip
        offers = StockRecord.objects.select_related("product__parent")
        return report.staging.known(), {
            "counts": {name: count for name, count in report.counts.items() if count},
            "faults": [(fault.line, fault.column, fault.rule) for fault in report.faults()],
            "offers": {each.partner_sku: (each.product.parent.title, each.product.title,
                                          each.price, each.num_in_stock) for each in offers},
        }  # fmt: skip


@pytest.mark.parametrize("name", EXPORTS)
def test_what_comes_again_ends_as_if_it_were_read_whole(
    brand: Trader, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    export = EXPORTS[name]
    _lean, first = bring(brand, export, export.before)
    assert first["counts"]["created"]
    before = transaction.savepoint()
    lean, outcome = bring(brand, export, export.after)
    transaction.savepoint_rollback(before)
    monkeypatch.setattr(quick, "reader", lambda *_given: None)
    none, expected = bring(brand, export, export.after)
    assert outcome == expected
    assert (lean, none) == (export.lean, 0)
    assert set(outcome["counts"]) >= {"created", "updated"}


@pytest.mark.parametrize("name", EXPORTS)
def test_what_says_the_same_is_read_lean_and_writes_nothing(brand: Trader, name: str) -> None:
    export = EXPORTS[name]
    sound = [row for row in export.before if "beaucoup" not in row.values()]
    _none, first = bring(brand, export, sound)
    created = first["counts"]["created"]
    with CaptureQueriesContext(connection) as queries:
        lean, again = bring(brand, export, sound)
    assert lean == again["counts"]["unchanged"] == created
    assert written(queries) == []


def test_offers_of_mirakl_are_read_lean_as_well(brand: Trader) -> None:
    shelf = Export(files.SHOPIFY, [files.cap("a", **{"Variant Barcode": GTIN})], [], 0)
    bring(brand, shelf, shelf.before)
    boutique = shop.point("Foulées").trader
    export = Export(MIRAKL, [{"sku": "X"}], [{"sku": "X", "price": "18"}], 1)
    assert bring(boutique, export, export.before)[1]["counts"] == {"read": 1, "created": 1}
    lean, outcome = bring(boutique, export, export.after)
    assert (lean, outcome["counts"]) == (1, {"read": 1, "updated": 1})


def test_a_pair_of_prestashop_is_read_lean_and_its_faults_are_told(brand: Trader) -> None:
    before = pair("beaucoup")
    settings = Settings(family="casquettes-running")
    told = []
    for content in (before, before, pair("4"), pair("4")):
        with import_feed(trader=brand, source=files.source(content), settings=settings,
                         at=MONDAY_MORNING) as report:  # fmt: skip
            counts = {name: count for name, count in report.counts.items() if count}
            told.append((report.staging.known(), counts))
    assert told == [
        (0, {"read": 4, "created": 2, "rejected": 1, "context": 1}),
        (1, {"read": 4, "unchanged": 2, "rejected": 1, "context": 1}),  # with its product
        (1, {"read": 4, "created": 1, "unchanged": 2, "context": 1}),
        (3, {"read": 4, "unchanged": 3, "context": 1}),
    ]


def test_variations_leave_the_shop_with_their_product(brand: Trader) -> None:
    export = EXPORTS["woocommerce, variations"]
    bring(brand, export, export.before)
    parent, *variations = export.before
    _lean, outcome = bring(brand, export, [{**parent, "Published": "-1"}, *variations])
    assert outcome["counts"] == {"read": 4, "rejected": 4, "withdrawn": 3}
    assert {stock for *_said, stock in outcome["offers"].values()} == {0}
