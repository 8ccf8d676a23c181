from datetime import date
from io import BytesIO
from typing import Any

import pytest

from sellers.feeds import errors
from sellers.feeds.dialects import detect, magento
from sellers.feeds.dialects.base import Reading
from sellers.feeds.faults import Rule
from sellers.feeds.reading import Header, open_feed
from sellers.feeds.rows import Parsed
from tests.sellers.feeds import files

TODAY = date(2026, 11, 25)


def parsed(content: bytes) -> list[Parsed]:
    feed = open_feed(BytesIO(content))
    dialect = detect(feed.header)
    reading = Reading(dialect.mapped(feed.header), "EUR", TODAY)
    return list(dialect.read(feed.lines(), reading))


def rules(row: Parsed) -> list[tuple[str, str, Rule]]:
    return [(fault.column, fault.value, fault.rule) for fault in row.faults]


# --- which it is -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("header", "label"),
    [
        (list(files.SHOPIFY), "Shopify (anciens titres)"),
        (["Title", "URL handle", "SKU", "Price", "Inventory quantity"], "Shopify"),
        (list(files.MAGENTO), "Magento 2"),
        (["category", "name", "sku", "price", "qty", "attribute_set"],
         "Magento (fichier d’exemple)"),
        (["ID", "Type", "SKU", "Name", "Regular price"], "WooCommerce"),
        (["Type", "UGS", "Nom", "Tarif régulier"], "WooCommerce (titres français)"),
        (["Product ID", "Active (0/1)", "Name *"], "PrestaShop"),
        (["id", "Active (0/1)", "Name*"], "PrestaShop"),
        (["id", "title", "image link", "availability", "price"], "Google Merchant"),
        (["g:id", "title", "g:availability", "g:price"], "Google Merchant"),
        (["sku", "product-id", "product-id-type", "price", "quantity"], "Mirakl OF01"),
        (["offer-sku", "quantity"], "Mirakl STO01 (stocks seuls)"),
        (["offer-sku", "price", "discount-price"], "Mirakl PRI01 (prix seuls)"),
        (["sku", "ean", "sku_manufacturer", "merchant_category", "title"], "ManoMano"),
    ],
)  # fmt: skip
def test_detects_the_dialect(header: list[str], label: str) -> None:
    assert detect(Header.of(header)).label == label


def test_names_what_it_does_not_read() -> None:
    with pytest.raises(errors.UnknownDialect, match="« reach », « stack »"):
        detect(Header.of(["reach", "stack"]))


def test_a_column_without_which_nothing_can_be_sold() -> None:
    header = Header.of(["Handle", "Title", "Variant Price"])
    with pytest.raises(errors.MissingColumns, match="variant inventory qty"):
        detect(header).mapped(header)


def test_says_what_it_maps_and_what_it_leaves() -> None:
    header = Header.of([*files.SHOPIFY, "Cost per item", "Matière (product.metafields.x.fabric)"])
    mapped = detect(header).mapped(header)
    assert mapped.shown["price"] == "Variant Price"
    assert mapped.unmapped == ["Cost per item"]
    assert list(mapped.unused) == ["variant compare at price"]
    assert list(mapped.attributes.values()) == ["matière"]


# --- Shopify ---------------------------------------------------------------------------------
def test_blank_cells_continue_and_a_picture_alone_is_no_variant() -> None:
    first, second, picture, other = parsed(
        files.shopify(
            files.cap(**{"Option1 Name": "Size", "Option1 Value": "S", "Image Src": "https://x/1"}),
            {"Handle": "cap", "Option1 Value": "M", "Variant SKU": "CAP-M",
             "Variant Inventory Qty": "2", "Variant Price": "26"},
            {"Handle": "cap", "Image Src": "https://x/2"},
            files.cap("other"),
        )
    )  # fmt: skip
    assert first.product is not None
    assert (first.product.title, first.product.pictures) == ("Casquette Brise", ["https://x/1"])
    assert second.variant is not None
    assert (second.key, second.group) == ("CAP-M", "cap")
    assert (second.variant.options, second.variant.minor) == ({"Size": "M"}, 2600)
    assert picture.product is not None
    assert (picture.variant, picture.key, picture.product.pictures) == (None, "", ["https://x/2"])
    assert other.variant is not None
    assert other.variant.options == {}  # "Default Title" is no option


def test_without_a_sku_the_handle_and_the_options_are_the_key() -> None:
    first, second = parsed(
        files.shopify(
            files.cap(**{"Variant SKU": "", "Option1 Name": "Color", "Option1 Value": "Rouge"}),
            {"Handle": "cap", "Option1 Value": "Bleu", "Variant Inventory Qty": "1",
             "Variant Price": "25"},
        )
    )  # fmt: skip
    assert (first.key, second.key) == ("cap / Rouge", "cap / Bleu")


def test_the_new_headers_say_the_same() -> None:
    header = {"Title": "", "URL handle": "", "Vendor": "", "SKU": "", "Barcode": "",
              "Option1 name": "", "Option1 value": "", "Price": "", "Inventory quantity": "",
              "Product image URL": "", "Status": ""}  # fmt: skip
    (row,) = parsed(
        files.table(
            [{"Title": "Cap", "URL handle": "cap", "SKU": "C1", "Barcode": "6291041500213",
              "Option1 name": "Taille", "Option1 value": "M", "Price": "19.90",
              "Inventory quantity": "3", "Status": "active"}],
            header,
        )
    )  # fmt: skip
    assert row.variant is not None
    assert (row.variant.minor, row.variant.stock, row.variant.gtin) == (1990, 3, "06291041500213")


def test_all_faults_of_a_line_are_told_at_once() -> None:
    (row,) = parsed(
        files.shopify(
            files.cap(**{"Variant Price": "12,5O", "Variant Inventory Qty": "-3",
                         "Variant Barcode": "123"})
        )
    )  # fmt: skip
    assert row.variant is None
    assert rules(row) == [
        ("Variant Price", "12,5O", Rule.NOT_A_PRICE),
        ("Variant Inventory Qty", "-3", Rule.NEGATIVE_STOCK),
        ("Variant Barcode", "123", Rule.NOT_A_GTIN),
    ]
    assert [fault.fix for fault in row.faults] == ["12,50", "0", ""]
    assert row.key == "CAP"  # still known, so that its offer is not taken for absent


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ({"Published": "false"}, Rule.NOT_PUBLISHED),
        ({"Status": "draft"}, Rule.NOT_PUBLISHED),
        ({"Gift Card": "true"}, Rule.NOT_GOODS),
        ({"Variant Requires Shipping": "false"}, Rule.NOT_GOODS),
        ({"Google Shopping / Condition": "used"}, Rule.NOT_NEW),
        ({"Title": ""}, Rule.MISSING),
        ({"Variant Price": ""}, Rule.MISSING),
        ({"Variant Inventory Qty": ""}, Rule.MISSING),
        ({"Handle": ""}, Rule.NO_KEY),
        ({"Variant SKU": "x" * 129}, Rule.TOO_LONG),
        ({"Title": "x" * 256}, Rule.TOO_LONG),
        ({"Body (HTML)": "x" * 60_001}, Rule.TOO_LONG),
        ({"Variant Price": "25\0"}, Rule.NUL_BYTE),
    ],
)
def test_what_cannot_be_sold_says_why(cells: dict[str, Any], rule: Rule) -> None:
    (row,) = parsed(files.shopify(files.cap(**cells)))
    assert rule in [fault.rule for fault in row.faults]
    assert row.variant is None
    assert row.gone is (rule is Rule.NOT_PUBLISHED)


def test_the_column_that_keeps_a_product_off_sale_is_named_on_every_line() -> None:
    draft = parsed(files.shopify(files.cap(Status="draft"), files.cap(Published="", Status="")))
    hidden = parsed(files.shopify(files.cap(Published="false"), files.cap(Published="")))
    assert [rules(row) for row in (*draft, *hidden)] == [
        [("Status", "draft", Rule.NOT_PUBLISHED)],
        [("Status", "", Rule.NOT_PUBLISHED)],
        [("Published", "false", Rule.NOT_PUBLISHED)],
        [("Published", "", Rule.NOT_PUBLISHED)],
    ]


def test_a_line_with_too_many_cells_is_refused() -> None:
    content = files.shopify(files.cap()).decode().rstrip("\n") + ",de trop\n"
    (row,) = parsed(content.encode())
    assert rules(row) == [("", "de trop", Rule.EXTRA_CELLS)]


def test_damaged_cells_are_refused_and_do_not_spread() -> None:
    good = "".join(
        files.shopify(files.cap(f"c{n}", Title="Été")).decode().splitlines(True)[1]
        for n in range(9)
    )
    content = files.shopify(files.cap(**{"Option1 Name": "Size", "Option1 Value": "S"}))
    content = content.replace(b"Casquette", b"Casqu\xff")
    content += b"cap,,,,,,,,M,,,CAP-M,1,25,,,,,,,,,,\n" + good.encode()
    first, second, *_others = parsed(content)
    assert [rule for _c, _v, rule in rules(first)] == [Rule.BROKEN_ENCODING]
    assert (second.faults, second.variant is not None) == ((), True)
    assert first.product is not None
    assert first.product.title == "Casqu\ufffd Brise"


# --- Magento ---------------------------------------------------------------------------------
def test_packed_attributes_keep_commas_inside_values() -> None:
    assert magento.packed('material=Wool|Nylon,pattern="Solid, dark",has_options=1,style=A, b') == {
        "material": ["Wool", "Nylon"],
        "pattern": ["Solid, dark"],
        "style": ["A, b"],
    }


def test_a_parent_names_its_variants_and_sells_nothing() -> None:
    small, medium, parent = parsed(files.magento(*files.tee()))
    assert small.variant is not None
    assert small.variant.options == {"size": "S", "color": "Blue"}
    assert medium.key == "T-M-Blue"
    assert parent.variant is None
    assert parent.children == {
        "T-S-Blue": {"size": "S", "color": "Blue"},
        "T-M-Blue": {"size": "M", "color": "Blue"},
    }
    assert parent.product is not None
    assert parent.product.categories == ["Men/Tops/Tees"]
    assert parent.product.attributes["material"] == ["Organic Cotton"]


def test_sizes_without_their_parent_are_still_one_product() -> None:
    rows = parsed(files.magento(*files.tee()[:-1]))
    assert {row.group for row in rows} == {"Aero Daily Tee …"}
    assert {row.product.title for row in rows if row.product} == {"Aero Daily Tee"}


def test_text_of_another_store_view_is_context() -> None:
    (row,) = parsed(files.magento({"sku": "A", "store_view_code": "en", "name": "Tee"}))
    assert (row.key, row.variant, row.faults) == ("", None, ())


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        ("bundle", Rule.PRODUCT_TYPE),
        ("grouped", Rule.PRODUCT_TYPE),
        ("virtual", Rule.NOT_GOODS),
        ("downloadable", Rule.NOT_GOODS),
    ],
)
def test_what_is_no_single_thing_is_refused_with_its_type(kind: str, rule: Rule) -> None:
    (row,) = parsed(
        files.magento({"sku": "A", "name": "A", "product_type": kind, "price": "5", "qty": "1"})
    )
    assert rules(row) == [("product_type", kind, rule)]


@pytest.mark.parametrize(
    ("begins", "ends", "cents"),
    [
        ("", "", 1900),
        ("11/1/26", "11/30/26", 1900),
        ("2026-11-26", "", 2900),
        ("", "2026-11-24 00:00:00", 2900),
    ],
)
def test_the_special_price_holds_while_it_says(begins: str, ends: str, cents: int) -> None:
    (row,) = parsed(
        files.magento(
            {"sku": "A", "name": "A", "price": "29", "special_price": "19", "qty": "1",
             "special_price_from_date": begins, "special_price_to_date": ends}
        )
    )  # fmt: skip
    assert row.variant is not None
    assert row.variant.minor == cents


def test_out_of_stock_is_no_stock_and_offline_is_gone() -> None:
    sold_out, offline = parsed(
        files.magento(
            {"sku": "A", "name": "A", "price": "29", "qty": "12.0000", "is_in_stock": "0"},
            {"sku": "B", "name": "B", "price": "29", "qty": "5", "product_online": "2"},
        )
    )
    assert sold_out.variant is not None
    assert sold_out.variant.stock == 0
    assert (offline.gone, rules(offline)) == (True, [("product_online", "2", Rule.NOT_PUBLISHED)])


def test_a_barcode_among_the_attributes_is_checked() -> None:
    good, bad = parsed(
        files.magento(
            {"sku": "A", "name": "A", "price": "2", "qty": "1",
             "additional_attributes": "ean=6291041500213"},
            {"sku": "B", "name": "B", "price": "2", "qty": "1",
             "additional_attributes": "ean=6291041500214"},
        )
    )  # fmt: skip
    assert good.variant is not None
    assert good.variant.gtin == "06291041500213"
    assert rules(bad) == [("additional_attributes", "6291041500214", Rule.GTIN_CHECK_DIGIT)]


def test_a_blank_line_is_context() -> None:
    content = files.magento({"sku": "A", "name": "A", "price": "2", "qty": "1"}) + b",,,,\n"
    assert [row.key for row in parsed(content)] == ["A", ""]
