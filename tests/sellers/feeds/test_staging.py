from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO

import pytest

from sellers.feeds.dialects import detect
from sellers.feeds.dialects.base import Reading
from sellers.feeds.faults import Rule
from sellers.feeds.reading import open_feed
from sellers.feeds.staging import Staging
from tests.sellers.feeds import files

Stage = Callable[[bytes], Staging]


@pytest.fixture
def stage() -> Iterator[Stage]:
    staging = Staging()

    def fill(content: bytes) -> Staging:
        feed = open_feed(BytesIO(content))
        dialect = detect(feed.header)
        mapped = dialect.mapped(feed.header)
        lines = dialect.read(feed.lines(), Reading(mapped, "EUR", date(2026, 11, 25)))
        staging.fill(lines, columns=mapped.shown)
        return staging

    yield fill
    staging.close()


@pytest.mark.parametrize("parent_first", [True, False])
def test_variants_find_their_parent_before_or_after_them(stage: Stage, parent_first: bool) -> None:
    rows = files.tee(base_image="/t/all.jpg")
    (product,) = stage(files.magento(*(reversed(rows) if parent_first else rows))).products()
    assert product.key == "T"
    assert product.facts.title == "Aero Daily Tee"
    assert product.facts.pictures == ("/t/all.jpg",)
    assert sorted(v.key for v in product.variants) == ["T-M-Blue", "T-S-Blue"]


def test_a_repeated_key_is_a_fault_of_every_line_that_has_it(stage: Stage) -> None:
    staging = stage(files.shopify(files.cap("a", **{"Variant SKU": "X"}), files.cap("b"),
                                  files.cap("c", **{"Variant SKU": "X"})))  # fmt: skip
    assert [(f.line, f.column, f.value, f.rule) for f in staging.faults()] == [
        (2, "Variant SKU", "X", Rule.REPEATED_KEY),
        (4, "Variant SKU", "X", Rule.REPEATED_KEY),
    ]
    assert staging.counts() == {"context": 0, "variant": 1, "rejected": 2}
    assert [v.key for p in staging.products() for v in p.variants] == ["B"]


def test_a_key_repeated_by_a_line_that_is_refused_anyway_counts(stage: Stage) -> None:
    bad = files.cap("b", **{"Variant SKU": "X", "Variant Price": "?"})
    staging = stage(files.shopify(files.cap("a", **{"Variant SKU": "X"}), bad))
    assert staging.counts()["rejected"] == 2
    assert staging.rules() == {"repeated_key": 2, "not_a_price": 1}


def test_one_barcode_on_two_sizes_is_a_fault_of_both(stage: Stage) -> None:
    code = {"Variant Barcode": "6291041500213"}
    staging = stage(files.shopify(files.cap("a", **code), files.cap("b", **code)))
    assert [(f.line, f.column, f.rule) for f in staging.faults()] == [
        (2, "Variant Barcode", Rule.REPEATED_GTIN),
        (3, "Variant Barcode", Rule.REPEATED_GTIN),
    ]


def test_knows_what_is_named_refused_or_off_sale(stage: Stage) -> None:
    staging = stage(
        files.shopify(
            files.cap("a"),
            files.cap("b", **{"Variant Price": "?"}),
            files.cap("c", Status="archived"),
        )
    )
    assert staging.on_sale(["A", "B", "C", "D", ""]) == {"A", "B"}
    assert staging.gone(["A", "B", "C", "D"]) == {"C"}


def test_a_product_off_sale_takes_its_variants_with_it(stage: Stage) -> None:
    staging = stage(files.magento(*files.tee(product_online="2")))
    assert [(f.line, f.value, f.rule) for f in staging.faults()] == [
        (2, "Aero Daily Tee", Rule.NOT_PUBLISHED),
        (3, "Aero Daily Tee", Rule.NOT_PUBLISHED),
        (4, "2", Rule.NOT_PUBLISHED),
    ]
    assert list(staging.products()) == []
    assert staging.on_sale(["T-S-Blue"]) == set()


def test_a_product_of_very_many_sizes_comes_in_pieces(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sellers.feeds.staging.SLICE", 10)
    rows = [
        {
            "Handle": "cap",
            "Option1 Value": str(n),
            "Variant Price": "5",
            "Variant Inventory Qty": "1",
        }
        for n in range(1, 25)
    ]
    first = files.cap(**{"Variant SKU": "", "Option1 Name": "Size", "Option1 Value": "0"})
    pieces = list(stage(files.shopify(first, *rows)).products())
    assert [len(piece.variants) for piece in pieces] == [10, 10, 5]
    assert {piece.facts.title for piece in pieces} == {"Casquette Brise"}
