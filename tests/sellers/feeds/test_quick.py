"""A line that is read lean says what the dialect would make of it, or is left to the dialect."""

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Map
from contextlib import closing
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from itertools import islice
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sellers.feeds import quick
from sellers.feeds.containers import archives
from sellers.feeds.dialects import detect
from sellers.feeds.dialects.base import Reading
from sellers.feeds.mapping import Mapping
from sellers.feeds.quick.base import CONTEXT, ODD, OFFER, Told
from sellers.feeds.reading import open_feed
from sellers.feeds.rows import Parsed
from sellers.feeds.staging import Staging
from tests.sellers.feeds import files

TODAY = date(2026, 11, 25)
GTIN = "6291041500213"
Rows = Sequence[Map[str, str]]


def both(
    content: bytes, said: dict[str, Any] | None = None, **settings: Any
) -> Iterator[tuple[Told, Parsed]]:
    """Each line lean, in batches of two, and as the dialect reads it."""
    feed = open_feed(BytesIO(content))
    dialect = detect(feed.header, Mapping.of_json(said) if said else None)
    beside = feed.beside_lines if feed.beside else None
    reading = Reading(dialect.mapped(feed.header), "EUR", TODAY, beside=beside)
    reading = replace(reading, **settings)
    lean = quick.reader(dialect, reading)
    assert lean is not None
    whole = list(dialect.read(feed.lines(), reading))
    records, lines, warnings = feed.records(), [], []
    while batch := list(islice(records, 2)):
        taken, warned = lean(batch)
        lines += taken
        warnings += warned
    told = {(each.line, each.rule): each for each in warnings}
    assert len(told) == len(warnings)
    for line, row in zip(lines, whole, strict=True):
        if line[1] == OFFER:
            assert [told.pop((row.line, each.rule)) for each in row.warnings] == [*row.warnings]
        yield line, row
    assert not told


def check(content: bytes, said: dict[str, Any] | None = None, **settings: Any) -> list[str]:
    """Compare every line; returns what kinds there were."""
    kinds = []
    for line, parsed in both(content, said, **settings):
        number, kind, key, column, product, gtin, minor, stock, _said, speaks_of = line
        assert number == parsed.line
        if kind == OFFER:
            assert not parsed.faults
            assert parsed.variant is not None
            said = (parsed.key, parsed.key_column, parsed.variant.gtin)
            assert (key, column, gtin) == said
            assert (minor, stock) == (parsed.variant.minor, parsed.variant.stock)
            assert not parsed.gone
        elif kind == CONTEXT:
            assert parsed.variant is None
            assert not parsed.faults
            assert not parsed.gone
            assert speaks_of == parsed.group
        else:
            assert kind == ODD
        assert parsed.faults or product in ("", parsed.group)
        kinds.append(kind)
    return kinds


def test_what_is_ordinary_is_an_offer() -> None:
    plain = files.cap("a", **{"Variant Barcode": GTIN})
    picture = {"Handle": "a", "Image Src": "https://x.test/2.jpg"}
    assert check(files.shopify(plain, picture, files.cap("b"))) == [OFFER, CONTEXT, OFFER]
    assert check(files.magento(*files.tee())) == [OFFER, OFFER, CONTEXT]


@pytest.mark.parametrize("code", ["2000000000008", "8456120000000", " 8,69E+12 "])
def test_a_code_that_is_left_out_warns_as_the_dialect_does(code: str) -> None:
    assert check(files.shopify(files.cap("a", **{"Variant Barcode": code}))) == [OFFER]


def test_a_line_without_sku_has_the_key_that_the_dialect_gives_it() -> None:
    first = files.cap(**{"Variant SKU": "", "Option1 Name": "Size", "Option1 Value": "S"})
    second = {"Handle": "cap", "Option1 Value": "M", "Variant Price": "25",
              "Variant Inventory Qty": "1"}  # fmt: skip
    assert check(files.shopify(first, second)) == [OFFER, OFFER]


@pytest.mark.parametrize(
    "row",
    [
        {"Variant Price": "12,5O"},
        {"Variant Price": ""},
        {"Variant Inventory Qty": "-1"},
        {"Variant Barcode": "6291041500214"},
        {"Variant SKU": "x" * 129},
        {"Title": "x" * 256},
        {"Title": "<b></b>"},
        {"Title": ""},
        {"Status": "draft"},
        {"Published": "false"},
        {"Gift Card": "true"},
        {"Variant Requires Shipping": "false"},
        {"Google Shopping / Condition": "used"},
        {"Vendor": "a\0b"},
        {"Body (HTML)": "x" * 60_001},
    ],
)
def test_what_is_not_is_left_to_the_dialect(row: dict[str, Any]) -> None:
    later = {"Handle": "a", "Option1 Value": "M", "Variant Price": "25",
             "Variant Inventory Qty": "1"}  # fmt: skip
    kinds = check(files.shopify(files.cap("a", **row), later, files.cap("b")))
    assert (kinds[0], kinds[2]) == (ODD, OFFER)


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ({"special_price": "19"}, OFFER),
        ({"special_price": "19", "special_price_to_date": "2026-01-01"}, OFFER),
        ({"special_price": "19", "special_price_from_date": "2026-01-01"}, OFFER),
        ({"special_price": "39"}, ODD),
        ({"special_price": "?"}, ODD),
        ({"special_price_to_date": "soon"}, ODD),
        ({"is_in_stock": "0"}, OFFER),
        ({"product_online": "2"}, ODD),
        ({"product_type": "bundle"}, ODD),
        ({"sku": ""}, ODD),
        ({"store_view_code": "en"}, CONTEXT),
        ({"name": ""}, ODD),
        ({"additional_attributes": f"size=S,gtin={GTIN}"}, ODD),
    ],
)
def test_magento(row: dict[str, str], kind: str) -> None:
    (first, *_others) = files.tee()
    assert check(files.magento({**first, **row})) == [kind]


def test_lines_of_another_width() -> None:
    content = files.shopify(files.cap("a"), files.cap("b"), files.cap("c"))
    head, first, second, third = content.splitlines()
    cut, longer = first.removesuffix(b","), second + b",,"
    kinds = check(b"\n".join([head, cut, longer, third + b",what"]) + b"\n")
    assert kinds == [OFFER, OFFER, ODD]


# --- WooCommerce -----------------------------------------------------------------------------
WOO = {
    "ID": "7", "Type": "simple", "SKU": "S1", "Name": "Tee", "Published": "1", "In stock?": "1",
    "Stock": "3", "Regular price": "20", "Sale price": "", "Date sale price starts": "",
    "Date sale price ends": "", "Parent": "", "Attribute 1 name": "", "Attribute 1 value(s)": "",
    "Description": "", "GTIN, UPC, EAN, or ISBN": GTIN,
}  # fmt: skip


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ({}, OFFER),
        ({"Type": ""}, OFFER),
        ({"SKU": ""}, OFFER),
        ({"SKU": "", "ID": ""}, ODD),
        ({"Stock": ""}, OFFER),
        ({"Stock": "", "In stock?": ""}, ODD),
        ({"In stock?": "0"}, OFFER),
        ({"Sale price": "15", "Date sale price ends": "2026-11-24"}, OFFER),
        ({"Sale price": "25"}, ODD),
        ({"Published": "-1"}, ODD),
        ({"Type": "simple, virtual"}, ODD),
        ({"Type": "external"}, ODD),
        ({"Type": "variable"}, CONTEXT),
        ({"Type": "variable", "Published": "0"}, ODD),
        ({"Type": "variation", "Name": "", "Parent": "P"}, OFFER),
        ({"Name": ""}, ODD),
        ({"Name": "x" * 256}, ODD),
    ],
)
def test_woocommerce(row: dict[str, str], kind: str) -> None:
    assert check(files.table([row], WOO), in_stock=5) == [kind]


def test_variations_are_of_the_parent_that_was_read_before_them() -> None:
    rows = [
        {"ID": "44", "Type": "variable", "SKU": "P"},
        {"ID": "45", "Type": "variation", "SKU": "", "Parent": "id:44"},
        {"ID": "46", "Type": "variation", "SKU": "", "Parent": "id:44", "Stock": "?"},
        {"ID": "47", "Type": "variation", "SKU": "", "Parent": "id:48"},
        {"ID": "48", "Type": "variable", "SKU": "Q"},
    ]
    lines = [line for line, _parsed in both(files.table(rows, WOO))]
    assert [line[1] for line in lines] == [CONTEXT, OFFER, ODD, OFFER, CONTEXT]
    assert [line[4] for line in lines] == ["P", "P", "P", "id:48", "Q"]
    assert [line[2:4] for line in lines[1:4:2]] == [("id:45", "id"), ("id:47", "id")]


def test_variations_are_odd_with_a_parent_that_is_offline() -> None:
    rows = [
        {"ID": "44", "Type": "variable", "SKU": "P", "Published": "0"},
        {"ID": "45", "Type": "variation", "SKU": "A", "Parent": "id:44"},
        {"ID": "46", "Type": "variation", "SKU": "B", "Parent": "Q"},
    ]
    assert check(files.table(rows, WOO)) == [ODD, ODD, OFFER]


# --- flat dialects ---------------------------------------------------------------------------
GOOGLE = {
    "id": "A", "title": "Tee", "description": "Doux", "price": "20.00 EUR", "sale_price": "",
    "sale_price_effective_date": "", "availability": "in_stock", "quantity": "",
    "condition": "new", "gtin": GTIN, "item_group_id": "", "color": "", "size": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ({}, OFFER),
        ({"price": "19,90 EUR", "sale_price": "15 EUR"}, OFFER),
        ({"price": "19,- EUR", "sale_price": "15.- EUR"}, OFFER),
        ({"sale_price": "15 EUR", "sale_price_effective_date": "2026-12-01/2026-12-30"}, OFFER),
        ({"sale_price": "15 EUR", "sale_price_effective_date": "2026-11-01/"}, OFFER),
        ({"sale_price_effective_date": "hier"}, ODD),
        ({"sale_price": "25 EUR"}, ODD),
        ({"price": "20 USD"}, ODD),
        ({"availability": "preorder", "quantity": "7"}, OFFER),
        ({"availability": "peut-être"}, ODD),
        ({"availability": "peut-être", "quantity": "7"}, OFFER),
        ({"item_group_id": "T"}, OFFER),
        ({"condition": "used"}, ODD),
        ({"condition": ""}, OFFER),
        ({"gtin": "8,69E+12"}, OFFER),
        ({"id": ""}, ODD),
        ({"title": ""}, ODD),
    ],
)
def test_google(row: dict[str, str], kind: str) -> None:
    assert check(files.table([row], GOOGLE), in_stock=0) == [kind]


def test_google_as_xml() -> None:
    cells = "".join(f"<g:{name}>{text}</g:{name}>" for name, text in GOOGLE.items() if text)
    feed = '<rss xmlns:g="http://base.google.com/ns/1.0"><channel><item>{}</item></channel></rss>'
    assert check(feed.format(cells).encode()) == [OFFER]


MIRAKL = {
    "sku": "A", "product-id": GTIN, "product-id-type": "EAN", "price": "20", "quantity": "3",
    "state": "11", "discount-price": "", "discount-start-date": "", "discount-end-date": "",
    "available-start-date": "", "available-end-date": "", "update-delete": "", "title": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ({}, OFFER),
        ({"product-id-type": ""}, OFFER),
        ({"product-id-type": "SHOP_SKU", "product-id": "TEE"}, OFFER),
        ({"discount-price": "15", "discount-end-date": "2026-12-31"}, OFFER),
        ({"discount-price": "25"}, ODD),
        ({"available-start-date": "2026-12-01"}, OFFER),
        ({"available-end-date": "jamais"}, ODD),
        ({"update-delete": "update"}, OFFER),
        ({"update-delete": "delete"}, ODD),
        ({"state": "2"}, ODD),
        ({"product-id": "2000000000008"}, ODD),
        ({"product-id": ""}, ODD),
        ({"title": "x" * 256}, ODD),
        ({"sku": ""}, ODD),
    ],
)
def test_mirakl(row: dict[str, str], kind: str) -> None:
    assert check(files.table([row], MIRAKL)) == [kind]


MANOMANO = {
    "sku": "A", "ean": GTIN, "sku_manufacturer": "MX-1", "brand": "Altavia",
    "merchant_category": "Sport > Tentes", "title": "Tente", "ParentSKU": "P", "price": "99,90",
    "promo_price": "", "stock": "4",
}  # fmt: skip


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ({}, OFFER),
        ({"ParentSKU": ""}, OFFER),
        ({"promo_price": "89,90"}, OFFER),
        ({"price": "99,-", "promo_price": "89.—"}, OFFER),
        ({"promo_price": "109"}, ODD),
        ({"stock": ""}, ODD),
        ({"title": ""}, ODD),
        ({"ean": "6291041500214"}, ODD),
    ],
)
def test_manomano(row: dict[str, str], kind: str) -> None:
    assert check(files.table([row], MANOMANO)) == [kind]


# --- PrestaShop ------------------------------------------------------------------------------
PRODUCTS = {
    "Product ID": "1", "Active (0/1)": "1", "Name *": "Tee", "Price tax excluded": "10",
    "Price tax included": "", "Discount amount": "", "Discount percent": "",
    "Discount from (yyyy-mm-dd)": "", "Discount to (yyyy-mm-dd)": "", "Reference #": "T",
    "EAN13": "", "UPC": "", "Quantity": "4", "Condition": "new", "Visibility": "both",
    "Available for order": "1", "Virtual product": "",
}  # fmt: skip
COMBINATIONS = {
    "Product ID*": "1", "Product reference": "", "Reference": "T-M", "EAN13": "", "UPC": "",
    "Attribute (Name:Type:Position)*": "Color:color:0, Size:select:1",
    "Value (Value:Position)*": "Bleu:0, M:1", "Impact on price": "", "Quantity": "2",
}  # fmt: skip


def pair(products: Rows, combinations: Rows) -> bytes:
    tables = [("p.csv", files.table(products, PRODUCTS)),
              ("c.csv", files.table(combinations, COMBINATIONS))]  # fmt: skip
    out = BytesIO()
    archives.packed([(name, BytesIO(content)) for name, content in tables], out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ({}, OFFER),
        ({"Reference #": ""}, OFFER),
        ({"Reference #": "", "Product ID": ""}, ODD),
        ({"Price tax excluded": "", "Price tax included": "12"}, OFFER),
        ({"Price tax excluded": "", "Price tax included": ""}, ODD),
        ({"Price tax excluded": "0"}, ODD),
        ({"Discount percent": "10", "Discount from (yyyy-mm-dd)": "0000-00-00"}, OFFER),
        ({"Discount percent": "10", "Discount to (yyyy-mm-dd)": "2026-11-24"}, OFFER),
        ({"Discount amount": "1.50"}, OFFER),
        ({"Discount amount": "50"}, ODD),
        ({"Discount to (yyyy-mm-dd)": "jamais"}, OFFER),
        ({"Discount percent": "10", "Discount to (yyyy-mm-dd)": "jamais"}, ODD),
        ({"EAN13": "0000000000000", "UPC": "0"}, OFFER),
        ({"EAN13": "0", "UPC": "036000291452"}, OFFER),
        ({"EAN13": "", "UPC": "2000000000008"}, ODD),
        ({"EAN13": "2000000000008"}, OFFER),
        ({"Active (0/1)": "0"}, ODD),
        ({"Available for order": "0"}, ODD),
        ({"Visibility": "none"}, ODD),
        ({"Condition": "used"}, ODD),
        ({"Virtual product": "1"}, ODD),
        ({"Name *": ""}, ODD),
    ],
)
def test_prestashop(row: dict[str, str], kind: str) -> None:
    assert check(files.table([row], PRODUCTS), tax=Decimal("5.5")) == [kind]


def test_combinations_cost_what_their_product_says_and_are_odd_with_it() -> None:
    products = [
        {}, {"Product ID": "2", "Reference #": "CAP", "Discount percent": "10"},
        {"Product ID": "3", "Reference #": "SAC", "Price tax excluded": "?"},
        {"Product ID": "5", "Reference #": "CAP", "Price tax excluded": "99"},  # once more
    ]  # fmt: skip
    combinations = [
        {"Impact on price": "2.50"}, {"Reference": "", "Impact on price": "-1"},
        {"Product ID*": "", "Product reference": "CAP", "Reference": "CAP-S"},
        {"Product ID*": "3", "Reference": "SAC-S"}, {"Product ID*": "4", "Reference": "?"},
        {"Reference": "T-L", "Quantity": "beaucoup"},
    ]  # fmt: skip
    lines = [line for line, _parsed in both(pair(products, combinations))]
    assert check(pair(products, combinations)) == [
        CONTEXT, CONTEXT, ODD, CONTEXT, OFFER, OFFER, OFFER, ODD, ODD, ODD]  # fmt: skip
    assert [line[4] for line in lines] == [
        "id:1", "id:2", "id:3", "id:5", "id:1", "id:1", "id:2", "id:3", "id:4", "id:1"]  # fmt: skip
    assert [line[2] for line in lines[4:7]] == ["T-M", "id:1 / Bleu / M", "CAP-S"]
    assert [line[6] for line in lines[4:7]] == [1500, 1080, 1080]


# --- tables by a mapping ---------------------------------------------------------------------
TABLE = {
    "Réf": "A", "EAN": GTIN, "EAN 2": "", "Modèle": "", "Nom": "Tee Brillo", "Marque": "Altavia",
    "Prix": "19,90 €", "Promo": "", "Du": "", "Au": "", "Qté": "3", "Réserve": "", "Dispo": "oui",
    "État": "", "En ligne": "", "Genre": "H",
}  # fmt: skip
COLUMNS = {
    "key": ["Réf"], "gtin": ["EAN"], "group": ["Modèle"], "title": ["Nom"], "brand": ["Marque"],
    "price": ["Prix"], "special_price": ["Promo"], "special_from": ["Du"], "special_to": ["Au"],
    "stock": ["Qté"], "available": ["Dispo"], "condition": ["État"], "published": ["En ligne"],
    "gender": ["Genre"],
}  # fmt: skip
PLAIN: dict[str, Any] = {"columns": COLUMNS}
TOLD: dict[str, Any] = {
    **PLAIN,
    "values": {
        "available": {"sur commande": "0", "": "0", "beaucoup": "1"},
        "condition": {"premier choix": "new", "B": "used"},
        "published": {"archivé": "0"}, "gender": {"H": "men", "": "unisex"},
    },
    "decimal": ",",
}  # fmt: skip
WITHOUT_TAX: dict[str, Any] = {**PLAIN, "tax_included": False, "decimal": "."}
SEVERAL: dict[str, Any] = {
    "columns": {**COLUMNS, "key": ["Réf", "Modèle"], "gtin": ["EAN", "EAN 2"],
                "stock": ["Qté", "Réserve"], "title": ["Nom", "Marque"], "group": []}
}  # fmt: skip
LITTLE: dict[str, Any] = {
    "columns": {"gtin": ["EAN", "EAN 2"], "title": ["Nom"], "net_price": ["Prix"],
                "available": ["Dispo"]}
}  # fmt: skip
MAPPINGS = [PLAIN, TOLD, WITHOUT_TAX, SEVERAL, LITTLE]


@pytest.mark.parametrize(
    ("said", "row", "kind"),
    [
        (PLAIN, {}, OFFER),
        (PLAIN, {"Modèle": "BRILLO"}, OFFER),
        (PLAIN, {"Nom": "<b></b>"}, OFFER),
        (PLAIN, {"Promo": "15", "Du": "01/11/2026", "Au": "30/11/2026"}, OFFER),
        (PLAIN, {"Promo": "25"}, ODD),
        (PLAIN, {"Qté": ""}, OFFER),
        (PLAIN, {"Qté": "", "Dispo": ""}, ODD),
        (PLAIN, {"Dispo": "Épuisé"}, OFFER),
        (PLAIN, {"État": "occasion"}, ODD),
        (PLAIN, {"En ligne": "non"}, ODD),
        (PLAIN, {"Prix": "1.299"}, ODD),
        (PLAIN, {"EAN": "8,69E+12"}, OFFER),
        (PLAIN, {"EAN": "6291041500214"}, ODD),
        (TOLD, {"Dispo": "sur commande"}, OFFER),
        (TOLD, {"Dispo": ""}, OFFER),
        (TOLD, {"État": "Premier choix"}, OFFER),
        (TOLD, {"État": "b"}, ODD),
        (TOLD, {"En ligne": "ARCHIVÉ"}, ODD),
        (TOLD, {"Prix": "1.299,50"}, OFFER),
        (WITHOUT_TAX, {"Prix": "16.583333"}, OFFER),
        (WITHOUT_TAX, {"Prix": "0"}, ODD),
        (SEVERAL, {"Qté": "", "Réserve": "7", "Nom": ""}, OFFER),
        (SEVERAL, {"Réf": "", "Modèle": "A"}, ODD),
        (SEVERAL, {"EAN": "", "EAN 2": "2000000000008"}, ODD),
        (LITTLE, {}, OFFER),
        (LITTLE, {"EAN": ""}, ODD),
    ],
)
def test_a_table_by_a_mapping(said: dict[str, Any], row: dict[str, str], kind: str) -> None:
    assert check(files.table([row], TABLE), said, in_stock=5) == [kind]


# --- all of them -----------------------------------------------------------------------------
def test_a_damaged_product_key_is_staged() -> None:
    rows = [{"id": "A", "item_group_id": "T@"}, {"id": "B"}]
    content = files.table(rows, GOOGLE).replace(b"T@", b"T\xff").replace(b"Doux", "Été".encode())
    lines = [line for line, _parsed in both(content)]
    assert [line[1] for line in lines] == [ODD, OFFER]
    with closing(Staging()) as staging:
        staging.take_told(lines)
        assert list(staging.wanted()) == [2]


CELL = st.sampled_from(
    ["", " ", "a", "A-1", "12", "12.50", "1 299,00 €", "19,90 EUR", "20 USD", "1.299", "-3", "0",
     "1", "-1", "2", "oui", "non", "false", "true", "draft", "new", "used", GTIN, "2000000000008",
     "6291041500214", "8.69E+12", "é", "a\0b", "x" * 130, "x" * 256, "<i>x</i>", "Default Title",
     "2026-01-01", "2027-01-01", "2026-11-01/2026-12-01", "/2026-01-01", "\ufeff", "in stock",
     "out of stock", "variable", "variation", "simple, virtual", "grouped", "P", "id:7", "delete",
     "EAN", "11", "0000000000000", "0000-00-00", "10 %", "T", "3", "none", "Size:M",
     "sur commande", "archivé", "Premier choix"]
)  # fmt: skip


def rows(header: Map[str, str]) -> st.SearchStrategy[Rows]:
    """Lines of which some cells say something else."""
    return st.lists(st.dictionaries(st.sampled_from(list(header)), CELL, max_size=5), max_size=6)


def held(test: Any) -> Any:
    return settings(deadline=None, max_examples=150)(test)


@given(rows(files.SHOPIFY))
@held
def test_no_line_of_shopify_is_judged_otherwise(rows: Rows) -> None:
    check(files.shopify(files.cap("start"), *rows))


@given(rows(files.MAGENTO))
@held
def test_no_line_of_magento_is_judged_otherwise(rows: Rows) -> None:
    check(files.magento(*files.tee(), *rows))


@given(rows(WOO), st.sampled_from([0, 1, 5]))
@held
def test_no_line_of_woocommerce_is_judged_otherwise(rows: Rows, in_stock: int) -> None:
    check(files.table([{}, *rows], WOO), in_stock=in_stock)


@given(rows(GOOGLE), st.sampled_from([0, 1, 5]))
@held
def test_no_line_of_google_is_judged_otherwise(rows: Rows, in_stock: int) -> None:
    check(files.table([{}, *rows], GOOGLE), in_stock=in_stock)


@given(rows(MIRAKL))
@held
def test_no_line_of_mirakl_is_judged_otherwise(rows: Rows) -> None:
    check(files.table([{}, *rows], MIRAKL))


@given(rows(MANOMANO))
@held
def test_no_line_of_manomano_is_judged_otherwise(rows: Rows) -> None:
    check(files.table([{}, *rows], MANOMANO))


@given(rows(PRODUCTS))
@held
def test_no_line_of_prestashop_is_judged_otherwise(rows: Rows) -> None:
    check(files.table([{}, *rows], PRODUCTS))


@given(rows(PRODUCTS), rows(COMBINATIONS))
@held
def test_no_combination_is_judged_otherwise(products: Rows, combinations: Rows) -> None:
    check(pair([{}, *products], [{}, *combinations]))


@given(rows(TABLE), st.sampled_from(MAPPINGS), st.sampled_from([0, 1, 5]))
@held
def test_no_line_of_a_mapped_table_is_judged_otherwise(
    rows: Rows, said: dict[str, Any], in_stock: int
) -> None:
    check(files.table([{}, *rows], TABLE), said, in_stock=in_stock)
