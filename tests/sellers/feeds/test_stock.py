"""Stock and prices alone: by file and by rows."""

import io
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from oscar.core.loading import get_model

from marketplace.core.money import Money
from marketplace.offers.models import OfferChoice, PriceChange
from marketplace.traders.models import Trader
from search import indexing
from search.backends import backend
from search.contract import Query
from sellers.feeds import errors, stock, uploads
from sellers.feeds.operations import import_feed, update_stock
from sellers.feeds.reading import Header
from sellers.feeds.settings import Settings
from sellers.feeds.stock import StockRow
from tests import factories, shop
from tests.conftest import MONDAY_MORNING
from tests.sellers.feeds import files

StockRecord = get_model("partner", "StockRecord")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def families() -> None:
    shop.family("casquettes-running")


@pytest.fixture
def offer() -> Any:
    return factories.OfferFactory(partner_sku="A-1", price=Decimal("25.00"), stock=4)


@pytest.fixture
def trader(offer: Any) -> Trader:
    trader: Trader = offer.partner.point.trader
    return trader


def bring(trader: Trader, text: str, **settings: Any) -> dict[str, int]:
    with import_feed(
        trader=trader,
        source=files.source(text.encode()),
        settings=Settings(**settings),
        at=MONDAY_MORNING,
    ) as report:
        counts = {name: count for name, count in report.counts.items() if count}
        return counts | {f"{fault.line}": f"{fault.rule}" for fault in report.faults()}  # type: ignore[dict-item]


def said(offer: Any) -> tuple[Decimal, int]:
    offer.refresh_from_db()
    return offer.price, offer.num_in_stock


# --- by file -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("sku;quantity\nA-1;9\n", (Decimal("25.00"), 9)),
        ("Référence;Prix\nA-1;26,50\n", (Decimal("26.50"), 4)),
        ("sku,price,stock\nA-1,26.50,9\n", (Decimal("26.50"), 9)),
        ("sku,price,stock\nA-1,,9\n", (Decimal("25.00"), 9)),
        ("sku,price,stock\nA-1,26.50,\n", (Decimal("26.50"), 4)),
    ],
)
def test_a_file_says_stock_or_price_or_both(
    offer: Any, trader: Trader, text: str, after: tuple[Decimal, int]
) -> None:
    assert bring(trader, text) == {"read": 1, "updated": 1}
    assert said(offer) == after
    assert bring(trader, text) == {"read": 1, "unchanged": 1}


def test_what_it_leaves_out_is_untouched_and_what_nobody_knows_is_refused(
    offer: Any, trader: Trader
) -> None:
    assert bring(trader, "sku;stock\nB-2;3\nC-3;-1\nA-1;5\n;7\n") == {
        "read": 4, "rejected": 3, "updated": 1, "2": "unknown_key", "3": "negative_stock",
        "5": "missing"}  # fmt: skip
    assert said(offer) == (Decimal("25.00"), 5)


def test_a_key_that_repeats_is_refused(offer: Any, trader: Trader) -> None:
    assert bring(trader, "sku;stock\nA-1;3\nA-1;5\n") == {
        "read": 2, "rejected": 2, "2": "repeated_key", "3": "repeated_key"}  # fmt: skip
    assert said(offer) == (Decimal("25.00"), 4)


def test_another_sellers_sku_is_not_known(offer: Any) -> None:
    other = factories.OfferFactory(partner_sku="B-2")
    assert bring(other.partner.point.trader, "sku;stock\nA-1;3\n")["rejected"] == 1
    assert said(offer) == (Decimal("25.00"), 4)


@pytest.mark.parametrize(
    ("names", "is_stock"),
    [
        (["SKU", "Quantity"], True),
        (["offer-sku", "price"], True),
        (["sku"], False),
        (["sku", "quantity", "title"], False),
        (["quantity", "price"], False),
        (list(files.SHOPIFY), False),
    ],
)
def test_is_told_by_its_columns(names: list[str], is_stock: bool) -> None:
    assert stock.recognised(Header.of(names)) is is_stock


def test_any_file_can_be_read_for_its_stock_alone(offer: Any, trader: Trader) -> None:
    content = files.shopify(files.cap(**{"Variant SKU": "A-1", "Variant Inventory Qty": "8"}))
    assert bring(trader, content.decode(), stock_only=True) == {"read": 1, "updated": 1}
    assert said(offer) == (Decimal("25.00"), 8)


def test_a_yes_remembers_that_it_was_the_stock_alone(offer: Any, trader: Trader) -> None:
    content = files.shopify(files.cap(**{"Variant SKU": "A-1", "Variant Inventory Qty": "8"}))
    settings = Settings(stock_only=True)
    files_sent = [("a.csv", io.BytesIO(content))]
    run = uploads.queue(
        trader=trader, files=files_sent, settings=settings, ask_first=True, at=MONDAY_MORNING
    )
    assert uploads.take(run, at=MONDAY_MORNING)
    assert said(offer) == (Decimal("25.00"), 4)
    uploads.say_yes(run=run, at=MONDAY_MORNING)
    assert uploads.take(run, at=MONDAY_MORNING)
    assert said(offer) == (Decimal("25.00"), 8)


# --- by rows -----------------------------------------------------------------------------------
def test_a_few_rows(offer: Any, trader: Trader) -> None:
    rows = [StockRow("A-1", stock=2, minor=1990), StockRow("?", stock=1)]
    done = update_stock(trader=trader, rows=rows, at=MONDAY_MORNING)
    assert done == stock.Updated(updated=1, unchanged=0, unknown=["?"])
    assert said(offer) == (Decimal("19.90"), 2)
    assert PriceChange.objects.filter(minor=1990).get().at == MONDAY_MORNING
    again = update_stock(trader=trader, rows=rows[:1], at=MONDAY_MORNING)
    assert again == stock.Updated(updated=0, unchanged=1, unknown=[])


def test_units_that_were_reserved_before_the_count_are_not_counted_twice(
    offer: Any, trader: Trader
) -> None:
    shop.order(offer, quantity=1, at=MONDAY_MORNING - timedelta(hours=1))
    update_stock(trader=trader, rows=[StockRow("A-1", stock=3)], at=MONDAY_MORNING)
    offer.refresh_from_db()
    assert (offer.num_in_stock, offer.num_allocated) == (4, 1)


def test_two_rows_of_one_sku_are_refused(offer: Any, trader: Trader) -> None:
    with pytest.raises(ValueError, match="share"):
        update_stock(trader=trader, rows=[StockRow("A-1", 1), StockRow("A-1", 2)],
                     at=MONDAY_MORNING)  # fmt: skip
    assert said(offer) == (Decimal("25.00"), 4)


def test_a_trader_of_two_shops_says_whose_stock_it_is(offer: Any, trader: Trader) -> None:
    second = shop.point()
    second.trader = trader
    second.save()
    with pytest.raises(errors.UnknownPoint):
        update_stock(trader=trader, rows=[StockRow("A-1", 1)], at=MONDAY_MORNING)
    update_stock(trader=trader, rows=[StockRow("A-1", 1)], at=MONDAY_MORNING,
                 point=offer.partner.code)  # fmt: skip
    assert said(offer) == (Decimal("25.00"), 1)


def test_the_shopper_sees_it_through_outbox_and_index(
    offer: Any, trader: Trader, search_index: Any, relay: Callable[..., int]
) -> None:
    """What a worker does as soon as it is woken, which is at once; see ``search/test_visible``."""
    indexing.rebuild()
    update_stock(trader=trader, rows=[StockRow("A-1", minor=1990)], at=MONDAY_MORNING)
    relay()
    assert backend().search(Query()).hits[0].price == 1990
    assert OfferChoice.objects.get().stockrecord_id == offer.pk
    update_stock(trader=trader, rows=[StockRow("A-1", stock=0)], at=MONDAY_MORNING)
    relay()
    assert not OfferChoice.objects.exists()
    assert Money.from_decimal(offer.price) == Money(2500)  # what was read before stays
