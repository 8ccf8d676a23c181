"""A line that is read lean says what the dialect would make of it, or is left to the dialect."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sellers.feeds import quick
from sellers.feeds.dialects import detect
from sellers.feeds.dialects.base import Reading
from sellers.feeds.quick import CONTEXT, ODD, OFFER
from sellers.feeds.reading import open_feed
from sellers.feeds.rows import Parsed
from tests.sellers.feeds import files

TODAY = date(2026, 11, 25)
GTIN = "6291041500213"


def both(content: bytes) -> Iterator[tuple[quick.Told, Parsed]]:
    """Each line lean, and as the dialect reads it."""
    feed = open_feed(BytesIO(content))
    dialect = detect(feed.header)
    reading = Reading(dialect.mapped(feed.header), "EUR", TODAY)
    lean = quick.reader(dialect, reading)
    assert lean is not None
    whole = dialect.read(feed.lines(), reading)
    lines, warnings = lean(list(feed.records()))
    told = {(each.line, each.rule): each for each in warnings}
    assert len(told) == len(warnings)
    for line, row in zip(lines, whole, strict=True):
        if line[1] == OFFER:
            assert [told.pop((row.line, each.rule)) for each in row.warnings] == [*row.warnings]
        yield line, row
    assert not told


def check(content: bytes) -> list[str]:
    """Compare every line; returns what kinds there were."""
    kinds = []
    for line, parsed in both(content):
        number, kind, key, column, product, gtin, minor, stock, _said, speaks_of = line
        assert number == parsed.line
        if kind == OFFER:
            assert not parsed.faults
            assert parsed.variant is not None
            said = (parsed.key, parsed.key_column, parsed.variant.gtin)
            assert (key, column, gtin) == said
            assert (minor, stock) == (parsed.variant.minor, parsed.variant.stock)
            assert product in ("", parsed.group)
            assert not parsed.gone
        elif kind == CONTEXT:
            assert parsed.variant is None
            assert not parsed.faults
            assert not parsed.gone
            assert speaks_of == parsed.group
        else:
            assert kind == ODD
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


CELL = st.sampled_from(
    ["", " ", "a", "A-1", "12", "12.50", "1 299,00 €", "-3", "0", "oui", "false", "true", "draft",
     "new", "used", GTIN, "2000000000008", "8.69E+12", "é", "x" * 130, "<i>x</i>",
     "Default Title", "2026-01-01", "\ufeff"]
)  # fmt: skip


@given(st.lists(st.dictionaries(st.sampled_from(list(files.SHOPIFY)), CELL), max_size=6))
@settings(deadline=None, max_examples=150)
def test_no_line_of_shopify_is_judged_otherwise(rows: list[dict[str, str]]) -> None:
    check(files.shopify(files.cap("start"), *rows))


@given(st.lists(st.dictionaries(st.sampled_from(list(files.MAGENTO)), CELL), max_size=6))
@settings(deadline=None, max_examples=150)
def test_no_line_of_magento_is_judged_otherwise(rows: list[dict[str, str]]) -> None:
    check(files.magento(*files.tee(), *rows))
