"""WooCommerce, Google Merchant, PrestaShop, Mirakl and ManoMano, line by line."""

import csv
import io
from contextlib import closing
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from marketplace.traders.models import Trader
from sellers.feeds import remarks
from sellers.feeds.containers import archives
from sellers.feeds.dialects import detect, mirakl
from sellers.feeds.dialects.base import Reading
from sellers.feeds.faults import Rule
from sellers.feeds.models import FeedSource
from sellers.feeds.reading import FILE, Feed, open_feed
from sellers.feeds.references import references
from sellers.feeds.rows import Parsed, VariantFacts
from sellers.feeds.staging import Staging

TODAY = date(2026, 11, 25)
EAN = "6291041500213"


def table(*rows: dict[str, str], delimiter: str = ",") -> bytes:
    out = io.StringIO()
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(out, names, delimiter=delimiter, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def read(feed: Feed, **settings: Any) -> list[Parsed]:
    dialect = detect(feed.header)
    beside = feed.beside_lines if feed.beside else None
    reading = Reading(dialect.mapped(feed.header), "EUR", TODAY, beside=beside)
    return list(dialect.read(feed.lines(), replace(reading, **settings)))


def parsed(*rows: dict[str, str], **settings: Any) -> list[Parsed]:
    return read(open_feed(io.BytesIO(table(*rows))), **settings)


def rules(row: Parsed) -> list[tuple[str, str]]:
    return [(fault.column, fault.rule.value) for fault in row.faults]


def sold(row: Parsed) -> VariantFacts:
    assert not row.faults
    assert row.variant is not None
    return row.variant


# --- WooCommerce -----------------------------------------------------------------------------
def woo(**cells: str) -> dict[str, str]:
    base = {
        "ID": "", "Type": "simple", "SKU": "S1", "Name": "Tee", "Published": "1", "In stock?": "1",
        "Stock": "3", "Regular price": "20", "Sale price": "", "Date sale price starts": "",
        "Date sale price ends": "", "Categories": "", "Images": "", "Parent": "",
        "Attribute 1 name": "", "Attribute 1 value(s)": "", "GTIN, UPC, EAN, or ISBN": "",
    }  # fmt: skip
    return base | {name.replace("_", " "): text for name, text in cells.items()}


def test_woocommerce_variations_find_their_parent_by_sku_or_by_id() -> None:
    parent, by_id, by_sku = parsed(
        woo(ID="44", Type="variable", SKU="P", Name="Tee", **{"Regular price": ""}),
        woo(ID="45", Type="variation", SKU="", Name="Tee - Red", Parent="id:44",
            **{"Attribute 1 name": "Color", "Attribute 1 value(s)": "Red"}),
        woo(ID="", Type="variation", SKU="", Name="Tee - Blue", Parent="P",
            **{"Attribute 1 name": "Color", "Attribute 1 value(s)": "Blue"}),
    )  # fmt: skip
    assert (parent.key, parent.group, parent.variant) == ("", "P", None)
    assert (by_id.key, by_id.group, sold(by_id).options) == ("id:45", "P", {"Color": "Red"})
    assert (by_sku.key, by_sku.group) == ("P / Blue", "P")
    assert by_sku.product is not None
    assert by_sku.product.title == "Tee"


def test_variations_of_what_woocommerce_has_not_published_go_off_sale() -> None:
    parent, by_id, by_sku, other = parsed(
        woo(ID="44", Type="variable", SKU="P", Published="-1"),
        woo(ID="45", Type="variation", SKU="A", Parent="id:44"),
        woo(ID="46", Type="variation", SKU="B", Parent="P"),
        woo(ID="47", Type="variation", SKU="C", Parent="id:48"),
    )
    assert rules(parent) == [("Published", "not_published")]
    assert rules(by_id) == rules(by_sku) == [("Parent", "not_published")]
    assert [row.gone for row in (parent, by_id, by_sku, other)] == [True, True, True, False]


@pytest.mark.parametrize(
    ("begins", "ends", "minor"),
    [("", "", 1550), ("2026-11-01", "2026-11-30", 1550), ("2026-12-01", "", 2000),
     ("", "2026-11-24 23:59:59", 2000)],
)  # fmt: skip
def test_woocommerce_sale_price_holds_in_its_days(begins: str, ends: str, minor: int) -> None:
    sale = {"Sale price": "15,50", "Date sale price starts": begins, "Date sale price ends": ends}
    (row,) = parsed(woo(**sale))
    assert sold(row).minor == minor


def test_woocommerce_in_stock_without_a_count_is_what_the_setting_says() -> None:
    rows = [
        woo(Stock=""),
        woo(Stock="", **{"In stock?": "0"}),
        woo(Stock="7", **{"In stock?": "0"}),
    ]
    assert [sold(row).stock for row in parsed(*rows)] == [1, 0, 0]
    assert sold(parsed(rows[0], in_stock=5)[0]).stock == 5
    assert rules(parsed(woo(Stock="", **{"In stock?": ""}))[0]) == [("Stock", "missing")]


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({"Type": "grouped"}, ("Type", "product_type")),
        ({"Type": "grouped", "SKU": "", "Regular price": "", "Stock": "", "In stock?": "1"},
         ("Type", "product_type")),
        ({"Type": "external"}, ("Type", "product_type")),
        ({"Type": "simple, downloadable, virtual"}, ("Type", "not_goods")),
        ({"Published": "0"}, ("Published", "not_published")),
        ({"Published": "-1"}, ("Published", "not_published")),
        ({"SKU": ""}, ("SKU", "no_key")),
        ({"Regular price": ""}, ("Regular price", "missing")),
        ({"GTIN, UPC, EAN, or ISBN": "6291041500214"},
         ("GTIN, UPC, EAN, or ISBN", "gtin_check_digit")),
    ],
)  # fmt: skip
def test_what_woocommerce_cannot_sell_here(cells: dict[str, str], found: tuple[str, str]) -> None:
    assert rules(parsed(woo(**cells))[0]) == [found]


# --- Google Merchant -------------------------------------------------------------------------
def google(**cells: str) -> dict[str, str]:
    return {
        "id": "A", "title": "Tee", "description": "Doux", "price": "20.00 EUR", "sale_price": "",
        "sale_price_effective_date": "", "availability": "in_stock", "condition": "new",
        "gtin": EAN, "item_group_id": "", "color": "", "size": "", "image_link": "https://x/1.jpg",
        "additional_image_link": "", "product_type": "Hauts > Tee-shirts",
        "google_product_category": "212",
    } | cells  # fmt: skip


def test_google_items_of_a_group_are_one_product() -> None:
    small, large = parsed(
        google(item_group_id="T", color="Rouge", size="S",
               additional_image_link="https://x/2.jpg,https://x/3.jpg"),
        google(id="B", item_group_id="T", color="Rouge", size="L", gtin=""),
    )  # fmt: skip
    assert (small.group, large.group) == ("T", "T")
    assert sold(small).options == {"size": "S", "color": "Rouge"}
    assert sold(small).pictures == ["https://x/1.jpg", "https://x/2.jpg", "https://x/3.jpg"]
    assert (sold(small).minor, sold(small).stock, sold(small).gtin) == (2000, 1, f"0{EAN}")
    assert small.product is not None
    assert small.product.categories == ["Hauts/Tee-shirts"]


@pytest.mark.parametrize(
    ("cells", "minor", "stock"),
    [
        ({"sale_price": "15.00 EUR"}, 1500, 1),
        ({"sale_price": "15.00 EUR",
          "sale_price_effective_date": "2026-11-01T00:00+0100/2026-11-30T23:59+0100"}, 1500, 1),
        ({"sale_price": "15.00 EUR", "sale_price_effective_date":
          "2026-12-01T00:00+0100/2026-12-30T23:59+0100"}, 2000, 1),
        ({"availability": "out of stock"}, 2000, 0),
        ({"availability": "preorder"}, 2000, 0),
        ({"availability": "ausverkauft"}, 2000, 0),
        ({"availability": "auf Lager"}, 2000, 1),
        ({"quantity": "12"}, 2000, 12),
    ],
)  # fmt: skip
def test_google_price_and_stock(cells: dict[str, str], minor: int, stock: int) -> None:
    variant = sold(parsed(google(**cells))[0])
    assert (variant.minor, variant.stock) == (minor, stock)


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({"price": "59500 ARS"}, ("price", "other_currency")),
        ({"price": "20.00"}, None),
        ({"availability": "peut-être"}, ("availability", "unknown_value")),
        ({"condition": "used"}, ("condition", "not_new")),
        ({"id": ""}, ("id", "no_key")),
        ({"title": ""}, ("title", "missing")),
        ({"sale_price_effective_date": "hier"}, ("sale_price_effective_date", "not_a_date")),
    ],
)
def test_what_google_says_wrong(cells: dict[str, str], found: tuple[str, str] | None) -> None:
    assert rules(parsed(google(**cells))[0]) == ([found] if found else [])


def test_google_is_the_same_as_xml() -> None:
    cells = "".join(f"<g:{name}>{text}</g:{name}>" for name, text in google().items() if text
                    and ">" not in text)  # fmt: skip
    xml = f'<rss xmlns:g="http://base.google.com/ns/1.0"><channel><item>{cells}</item></channel></rss>'
    (row,) = read(open_feed(io.BytesIO(xml.encode())))
    assert (row.key, sold(row).minor, sold(row).stock) == ("A", 2000, 1)


# --- PrestaShop ------------------------------------------------------------------------------
def presta(**cells: str) -> dict[str, str]:
    return {
        "Product ID": "1", "Active (0/1)": "1", "Name *": "Tee", "Price tax excluded": "10",
        "Discount amount": "", "Discount percent": "", "Discount from (yyyy-mm-dd)": "",
        "Discount to (yyyy-mm-dd)": "", "Reference #": "T", "EAN13": "", "Quantity": "4",
        "Condition": "new", "Visibility": "both",
    } | cells  # fmt: skip


def combination(**cells: str) -> dict[str, str]:
    return {
        "Product ID*": "1", "Attribute (Name:Type:Position)*": "Color:color:0, Size:select:1",
        "Value (Value:Position)*": "Bleu:0, M:1", "Reference": "T-M", "EAN13": "",
        "Impact on price": "", "Quantity": "2",
    } | cells  # fmt: skip


def paired(products: list[dict[str, str]], combinations: list[dict[str, str]]) -> Feed:
    out = io.BytesIO()
    files = [("c.csv", table(*combinations)), ("p.csv", table(*products))]
    archives.packed([(name, io.BytesIO(content)) for name, content in files], out)
    return open_feed(out)


def pair(products: list[dict[str, str]], combinations: list[dict[str, str]]) -> list[Parsed]:
    return read(paired(products, combinations))


def test_a_combination_costs_base_and_impact_with_tax() -> None:
    parent, alone, blue, red = pair(
        [presta(), presta(**{"Product ID": "2", "Reference #": "CAP"})],
        [combination(**{"Impact on price": "2.50"}),
         combination(**{"Impact on price": "-1", "Reference": "",
                        "Value (Value:Position)*": "Rouge:0, M:1"})],
    )  # fmt: skip
    assert (parent.variant, parent.key, parent.group) == (None, "", "id:1")
    assert (blue.line, blue.key, blue.group) == (FILE + 2, "T-M", "id:1")
    assert (sold(blue).minor, sold(blue).options) == (1500, {"Color": "Bleu", "Size": "M"})
    assert (red.key, sold(red).minor) == ("id:1 / Rouge / M", 1080)
    assert (alone.key, sold(alone).minor, sold(alone).stock) == ("CAP", 1200, 4)


def test_the_tax_is_a_setting_and_cents_are_rounded_once() -> None:
    (row,) = parsed(presta(**{"Price tax excluded": "8.325"}), tax=Decimal("5.5"))
    assert sold(row).minor == 878  # 8.325 × 1.055 = 8.782875
    (row,) = parsed(presta(**{"Price tax excluded": "41.658333"}))
    assert sold(row).minor == 4999


@pytest.mark.parametrize(
    ("cells", "minor"),
    [
        ({"Discount percent": "10"}, 1080),
        ({"Discount amount": "2"}, 1000),
        ({"Discount percent": "10", "Discount to (yyyy-mm-dd)": "2018-12-31"}, 1200),
        ({"Discount percent": "10", "Discount from (yyyy-mm-dd)": "0000-00-00"}, 1080),
    ],
)
def test_a_discount_counts_while_it_holds(cells: dict[str, str], minor: int) -> None:
    assert sold(parsed(presta(**cells))[0]).minor == minor


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({"Active (0/1)": "0"}, ("Active (0/1)", "not_published")),
        ({"Visibility": "none"}, ("Visibility", "not_published")),
        ({"Condition": "refurbished"}, ("Condition", "not_new")),
        ({"Price tax excluded": "dix"}, ("Price tax excluded", "not_a_price")),
        ({"Price tax excluded": "0"}, ("Price tax excluded", "zero_price")),
        ({"EAN13": "1234567890123"}, ("EAN13", "gtin_check_digit")),
        ({"Discount percent": "beaucoup"}, ("Discount percent", "not_a_percentage")),
    ],
)
def test_what_prestashop_cannot_sell_here(cells: dict[str, str], found: tuple[str, str]) -> None:
    assert rules(parsed(presta(**cells))[0]) == [found]


def test_a_combination_shares_what_keeps_its_product_off_sale() -> None:
    parent, row = pair([presta(Condition="used")], [combination()])
    assert (rules(parent), rules(row)) == ([], [("", "not_new")])
    _parent, row = pair([presta()], [combination(**{"Product ID*": "9"})])
    assert rules(row) == [("Product ID*", "unknown_parent")]


def test_what_only_all_lines_tell_is_told_by_the_columns_of_its_own_file() -> None:
    double = {"Reference #": "T-M", "EAN13": EAN}
    products = [presta(), presta(**{"Product ID": "2"} | double)]
    combinations = [combination(EAN13=EAN), combination(Reference="T-L", EAN13=EAN)]
    feed = paired(products, combinations)
    columns = detect(feed.header).mapped(feed.header).shown
    with closing(Staging()) as staging:
        staging.fill(read(feed), columns=columns)
        found = [(fault.line, fault.column, fault.rule.value) for fault in staging.faults()]

    assert found == [
        (3, "Reference #", "repeated_key"), (3, "EAN13", "repeated_gtin"),
        (FILE + 2, "Reference", "repeated_key"), (FILE + 2, "EAN13", "repeated_gtin"),
        (FILE + 3, "EAN13", "repeated_gtin"),
    ]  # fmt: skip


def test_a_combination_s_picture_is_told_by_the_column_of_its_own_file() -> None:
    feed = paired(
        [presta(**{"Image URLs (x,y,z...)": "https://x.test/a.jpg"})],
        [combination(**{"Image URL": "/b.jpg"})],
    )
    columns = detect(feed.header).mapped(feed.header).shown
    with closing(Staging()) as staging:
        staging.fill(read(feed), columns=columns)
        (product,) = staging.products()
        (reference,) = references(product, source=FeedSource(), trader=Trader())
        told = remarks.of(reference, reference.rows, columns=columns)
        found = [(each.line, each.column) for each in told
                 if each.rule == Rule.PICTURE_WITHOUT_SITE]  # fmt: skip

    assert found == [(FILE + 2, "Image URL")]


# --- Mirakl ----------------------------------------------------------------------------------
def offer(**cells: str) -> dict[str, str]:
    return {
        "sku": "A", "product-id": EAN, "product-id-type": "EAN", "price": "20", "quantity": "3",
        "state": "11", "discount-price": "", "discount-start-date": "", "discount-end-date": "",
        "available-start-date": "", "available-end-date": "", "update-delete": "",
    } | {name.replace("_", "-"): text for name, text in cells.items()}  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "minor", "stock"),
    [
        ({}, 2000, 3),
        ({"discount_price": "15", "discount_end_date": "2026-12-31"}, 1500, 3),
        ({"discount_price": "15", "discount_start_date": "2026-12-01"}, 2000, 3),
        ({"available_start_date": "2026-12-01"}, 2000, 0),
    ],
)
def test_an_offer_of_mirakl(cells: dict[str, str], minor: int, stock: int) -> None:
    (row,) = parsed(offer(**cells))
    assert (sold(row).minor, sold(row).stock, sold(row).gtin) == (minor, stock, f"0{EAN}")
    assert row.product is not None
    assert row.product.title == ""


@pytest.mark.parametrize(
    ("cells", "found", "gone"),
    [
        ({"state": "2"}, ("state", "not_new"), False),
        ({"product_id": "123"}, ("product-id", "not_a_gtin"), False),
        ({"update_delete": "delete"}, ("update-delete", "not_published"), True),
        ({"sku": ""}, ("sku", "no_key"), False),
    ],
)
def test_what_mirakl_says_that_is_not_sold(
    cells: dict[str, str], found: tuple[str, str], gone: bool
) -> None:
    (row,) = parsed(offer(**cells))
    assert (rules(row), row.gone) == ([found], gone)


def test_stock_alone_and_price_alone_say_half() -> None:
    (row,) = parsed({"offer-sku": "A", "quantity": "7"})
    assert (row.key, row.said, row.variant) == ("A", (None, 7), None)
    (row,) = parsed({"offer-sku": "A", "price": "20", "discount-price": "18"})
    assert (row.key, row.said) == ("A", (1800, None))
    assert (mirakl.STOCKS.half, mirakl.PRICES.half) == ("stock", "price")
    (row,) = parsed({"offer-sku": "A", "quantity": "-7"})
    assert (row.said, row.faults[0].rule) == (None, Rule.NEGATIVE_STOCK)


# --- ManoMano --------------------------------------------------------------------------------
def test_manomano_products_with_price_and_stock() -> None:
    (row,) = parsed({
        "sku": "A", "ean": EAN, "sku_manufacturer": "MX-1", "brand": "Altavia",
        "merchant_category": "Sport > Tentes", "title": "Tente bleue", "parent_title": "Tente",
        "ParentSKU": "P", "colour": "Bleu", "image_1": "https://x/1", "image_2": "https://x/2",
        "weight": "2 kg", "price": "99,90", "stock": "4",
    })  # fmt: skip
    assert (row.key, row.group, sold(row).minor, sold(row).stock) == ("A", "P", 9990, 4)
    assert (sold(row).options, sold(row).manufacturer_ref) == ({"colour": "Bleu"}, "MX-1")
    assert sold(row).pictures == ["https://x/1", "https://x/2"]
    assert row.product is not None
    assert (row.product.title, row.product.attributes) == ("Tente", {"weight": ["2 kg"]})
