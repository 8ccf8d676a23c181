"""Imports that only some dialects know: halves of offers, two files, offers without a product."""

import io
from decimal import Decimal
from typing import Any

import pytest
from oscar.core.loading import get_model

from marketplace.core.scopes import house_scope
from marketplace.technical.models import Proposal
from marketplace.traders.models import Trader
from sellers.feeds import errors, operations
from sellers.feeds.containers import archives
from sellers.feeds.models import FeedRun, FeedSource
from sellers.feeds.operations import import_feed
from sellers.feeds.settings import Settings
from tests import shop
from tests.conftest import MONDAY_MORNING
from tests.sellers.feeds import files

StockRecord = get_model("partner", "StockRecord")
pytestmark = pytest.mark.django_db


@pytest.fixture
def brand() -> Trader:
    shop.family("casquettes-running")
    return shop.point("Altavia", kind=Trader.Kind.BRAND, trusted_to_publish=True).trader


def bring(trader: Trader, content: bytes, **settings: Any) -> tuple[dict[str, int], list[str]]:
    """The counts that are not 0, and the rules of the faults."""
    report = import_feed(
        trader=trader, source=files.source(content), settings=Settings(**settings),
        at=MONDAY_MORNING,
    )  # fmt: skip
    with report:
        counts = {name: count for name, count in report.counts.items() if count}
        return counts, [fault.rule.value for fault in report.faults()]


def offered(trader: Trader) -> dict[str, tuple[Decimal, int]]:
    rows = StockRecord.objects.filter(partner__point__trader=trader)
    return {r.partner_sku: (r.price, r.num_in_stock) for r in rows}


def test_stock_alone_and_price_alone_change_their_half(brand: Trader) -> None:
    bring(brand, files.shopify(files.cap("a"), files.cap("b"), files.cap("c")))
    stocks = b"offer-sku;quantity;warehouse-code\nA;9;L\nB;4;L\nNEANT;1;L\nC;beaucoup;L\n"
    counts, rules = bring(brand, stocks)
    assert counts == {"read": 4, "updated": 1, "unchanged": 1, "rejected": 2}
    assert rules == ["unknown_key", "not_a_stock"]
    counts, rules = bring(brand, b"offer-sku;price;discount-price\nA;30;28.50\n")
    assert (counts, rules) == ({"read": 1, "updated": 1}, [])
    assert offered(brand) == {"A": (Decimal("28.50"), 9), "B": (Decimal("25.00"), 4),
                              "C": (Decimal("25.00"), 4)}  # fmt: skip


def test_an_offer_of_mirakl_needs_a_product_that_is_known(brand: Trader) -> None:
    bring(brand, files.shopify(files.cap("a", **{"Variant Barcode": "6291041500213"})))
    boutique = shop.point("Foulées").trader
    counts, rules = bring(
        boutique,
        b"sku;product-id;product-id-type;price;quantity;state\n"
        b"X;6291041500213;EAN;19.90;2;11\nY;3601234567894;EAN;19.90;2;11\n",
    )
    assert (counts, rules) == ({"read": 2, "created": 1, "rejected": 1}, ["unknown_product"])
    assert offered(boutique) == {"X": (Decimal("19.90"), 2)}
    with house_scope():
        assert not Proposal.objects.exists()


PRODUCTS = (
    "Product ID;Active (0/1);Name *;Price tax excluded;Reference #;Manufacturer;Quantity\n"
    "1;1;Casquette Brise;10;CAP;Altavia;0\n2;1;Casquette Vent;20;VENT;Altavia;5\n"
)
COMBINATIONS = (
    "Product ID*;Attribute (Name:Type:Position)*;Value (Value:Position)*;Reference;"
    "Impact on price;Quantity\n"
    "1;Color:color:0;Bleu:0;CAP-B;2.5;3\n1;Color:color:0;Rouge:0;CAP-R;;{stock}\n"
)


def pair(stock: str = "4") -> bytes:
    out = io.BytesIO()
    named = [("combinations.csv", COMBINATIONS.format(stock=stock)), ("products.csv", PRODUCTS)]
    archives.packed([(name, io.BytesIO(text.encode())) for name, text in named], out)
    return out.getvalue()


def test_two_files_are_one_import_and_twice_is_once(brand: Trader) -> None:
    counts, rules = bring(brand, pair(), family="casquettes-running")
    assert (counts, rules) == ({"read": 4, "created": 3, "context": 1}, [])
    assert offered(brand) == {"CAP-B": (Decimal("15.00"), 3), "CAP-R": (Decimal("12.00"), 4),
                              "VENT": (Decimal("24.00"), 5)}  # fmt: skip
    counts, _rules = bring(brand, pair())
    assert counts == {"read": 4, "unchanged": 3, "context": 1}
    counts, _rules = bring(brand, pair(), tax="5.5")
    assert counts == {"read": 4, "updated": 3, "context": 1}
    with house_scope():
        assert FeedSource.objects.get().tax_percent == Decimal("5.5")


@pytest.mark.parametrize("settings", [{"tax": "beaucoup"}, {"tax": "101"}, {"in_stock": -1}])
def test_a_setting_that_cannot_be(brand: Trader, settings: dict[str, Any]) -> None:
    with pytest.raises(errors.BadSetting):
        bring(brand, pair(), **settings)


def test_a_table_of_no_known_shop_needs_a_mapping(brand: Trader) -> None:
    content = "Réf;Nom;Prix;Qté\nA;Casquette;10,50;2\n".encode()
    with pytest.raises(errors.UnknownDialect):
        bring(brand, content)
    columns = {"key": "Réf", "title": "Nom", "price": "Prix", "stock": "Qté"}
    counts, _rules = bring(
        brand, content, mapping={"columns": columns}, family="casquettes-running"
    )
    assert counts == {"read": 1, "created": 1}
    with house_scope():
        run = FeedRun.objects.latest("pk")
    assert run.asked["mapping"] == {"columns": columns}
    report = operations.inspect(source=files.source(content), at=MONDAY_MORNING)
    with report:
        assert report.guess is not None
        assert report.guess.mapping.columns["key"] == ["Réf"]
