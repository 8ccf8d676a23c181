"""What a line says besides its offer is told from its cells, whatever reads it."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest

from sellers.feeds import dialects, quick
from sellers.feeds.dialects.base import Reading
from sellers.feeds.mapping import Mapping
from sellers.feeds.reading import open_feed
from sellers.feeds.saying import Saying, together
from tests.sellers.feeds import files
from tests.sellers.feeds.test_containers import a_zip

TODAY = date(2026, 11, 25)


def said(content: bytes, mapping: Mapping | None = None) -> list[int]:
    """The digests of a file's lines, which are the same lean and whole."""
    feed = open_feed(BytesIO(content))
    dialect = dialects.detect(feed.header, mapping)
    mapped = dialect.mapped(feed.header)
    saying = Saying(dialect, mapped)
    found = saying(feed.records())
    assert found == [saying([(line.number, line.cells)])[0] for line in feed.lines()]
    if lean := quick.reader(dialect, Reading(mapped, "EUR", TODAY)):
        assert found == [line[8] for line in lean(list(feed.records()))[0]]
    return found


def cap(**row: Any) -> int:
    return said(files.shopify(files.cap(**row)))[0]


@pytest.mark.parametrize("column", ["Title", "Body (HTML)", "Image Src", "Tags", "Variant Image"])
def test_what_describes_the_product_is_told(column: str) -> None:
    assert cap(**{column: "autre"}) != cap()


@pytest.mark.parametrize(
    "column",
    ["Variant Price", "Variant Inventory Qty", "Variant Barcode", "Variant SKU", "Status",
     "Variant Compare At Price"],
)  # fmt: skip
def test_what_is_of_the_offer_or_read_by_nobody_is_not(column: str) -> None:
    assert cap(**{column: "9"}) == cap()


def test_a_line_that_breaks_off_says_blanks() -> None:
    head, line = files.shopify(files.cap()).splitlines()
    assert said(head + b"\n" + line.rstrip(b",") + b"\n") == [cap()]


def test_both_files_of_two_that_belong_together() -> None:
    pictures = "Image URLs (x,y,z...)\n"
    header = f"Product ID;Active (0/1);Name *;Reference #;Price tax excluded;Quantity;{pictures}"
    named = "Attribute (Name:Type:Position)*;Value (Value:Position)*"
    sizes = f"Product ID*;{named};Reference;Quantity;{pictures}"

    def pair(stock: int, picture: str) -> list[int]:
        products = f"{header}1;1;Tee;T;20;0;\n"
        combinations = f"{sizes}1;Size:select:0;M:0;T-M;{stock};{picture}\n"
        return said(
            a_zip(("products.csv", products.encode()), ("combinations.csv", combinations.encode()))
        )

    assert pair(1, "") == pair(2, "")
    assert pair(1, "")[0] == pair(1, "https://x.test/m.jpg")[0]
    assert pair(1, "")[1] != pair(1, "https://x.test/m.jpg")[1]


def test_the_same_cells_read_by_other_answers_say_something_else() -> None:
    content = b"ref,nom,prix,stock,famille\nA,Veste,20,1,Hauts\n"
    columns = {"key": ["ref"], "title": ["nom"], "price": ["prix"], "stock": ["stock"],
               "category": ["famille"]}  # fmt: skip
    first = said(content, Mapping(columns))
    assert said(content, Mapping(columns)) == first
    answered = Mapping(columns, values={"category": {"Hauts": "hauts-fitness"}})
    assert said(content, answered) != first


def test_one_digest_of_several_lines_tells_their_order() -> None:
    assert together([1, 2]) != together([2, 1])
    assert together([12]) != together([1, 2])
