"""Warnings: the line is taken in, the seller is told what was not read as it was meant."""

from collections.abc import Sequence
from typing import Any

import pytest
from oscar.core.loading import get_model

from marketplace.core.scopes import house_scope
from marketplace.technical import classification
from marketplace.technical.models import Proposal, ValueQuestion, VariantSheet
from marketplace.traders.models import Trader
from sellers.feeds import operations, runs
from sellers.feeds.faults import Severity
from sellers.feeds.models import FeedFault, FeedRun
from sellers.feeds.settings import Settings
from tests import shop
from tests.conftest import MONDAY_MORNING
from tests.sellers.feeds import files

StockRecord = get_model("partner", "StockRecord")
pytestmark = pytest.mark.django_db


@pytest.fixture
def brand(clock: Any) -> Trader:
    for slug in ("casquettes-running", "hauts-fitness"):
        shop.family(slug)
    return shop.point("Altavia", kind=Trader.Kind.BRAND, trusted_to_publish=True).trader


@pytest.fixture
def boutique(clock: Any) -> Trader:
    shop.family("casquettes-running")
    return shop.point("Foulées").trader


def bring(trader: Trader, content: bytes, **asked: Any) -> FeedRun:
    with (
        operations.import_feed(
            trader=trader,
            source=files.source(content),
            settings=Settings(**asked),
            at=MONDAY_MORNING,
        ),
        house_scope(),
    ):
        return FeedRun.objects.latest("pk")


def told(run: FeedRun) -> list[tuple[int, str, str, str]]:
    with house_scope():
        rows = FeedFault.objects.filter(run=run, severity=Severity.WARNING)
        return list(rows.values_list("line", "column", "value", "rule"))


IN_STORE = {"Variant Barcode": "2000000000008"}


def test_a_code_of_the_shop_leaves_an_offer_without_one(brand: Trader) -> None:
    content = files.shopify(files.cap("a", **IN_STORE), files.cap("b"))
    run = bring(brand, content)
    assert (run.read, run.created, run.rejected, run.fault_count) == (2, 2, 0, 0)
    assert (run.warning_count, run.warned) == (1, {"gtin_in_store": 1})
    assert told(run) == [(2, "Variant Barcode", "2000000000008", "gtin_in_store")]
    assert set(VariantSheet.objects.values_list("gtin", flat=True)) == {""}

    again = bring(brand, content)  # read lean, and the line in question whole

    assert (again.unchanged, again.warned) == (2, {"gtin_in_store": 1})


def test_a_code_that_may_be_another_products_is_refused_all_the_same(brand: Trader) -> None:
    for code in ("6291041500214", "9782070360024", "12345", "6291041500213/6291041500220"):
        run = bring(brand, files.shopify(files.cap("a", **{"Variant Barcode": code})))
        assert (run.rejected, run.warning_count) == (1, 0), code
    assert not StockRecord.objects.exists()


@pytest.mark.parametrize("code", ["2000000000008", "8,69E+12"])
def test_an_offer_that_nothing_else_names_needs_its_code(brand: Trader, code: str) -> None:
    line = f"A;{code};EAN;10;1"
    run = bring(brand, f"sku;product-id;product-id-type;price;quantity\n{line}\n".encode())
    assert (run.rejected, run.warning_count) == (1, 0)


@pytest.mark.parametrize(
    ("special", "price", "warned"), [("39", "29.00", 1), ("29", "29.00", 0), ("19", "19.00", 0)]
)
def test_a_sale_price_above_the_price_is_not_taken(
    brand: Trader, special: str, price: str, warned: int
) -> None:
    (row, *_others) = files.tee()
    content = files.magento(row | {"special_price": special, "base_image": ""})
    run = bring(brand, content)
    assert f"{StockRecord.objects.get().price}" == price
    assert run.warned == ({"sale_price_higher": 1} if warned else {})
    again = bring(brand, content)
    assert (again.unchanged, again.warned) == (1, run.warned)


ODD = files.cap(
    "a",
    Title="Casquette Brise",
    **{
        "Option1 Name": "Couleur",
        "Option1 Value": "Esprit du Nord",
        "Google Shopping / Gender": "X",
        "Body (HTML)": "<p>Légère.</p><script>x()</script>",
        "Image Src": "/img/a.jpg",
    },
)
OF_ODD = [
    (2, "Google Shopping / Gender", "X", "unknown_gender"),
    (2, "Couleur", "Esprit du Nord", "unknown_colour"),
    (2, "Body (HTML)", "script", "html_removed"),
    (2, "Image Src", "/img/a.jpg", "picture_without_site"),
]


def test_what_describes_a_new_product_is_judged_once(brand: Trader) -> None:
    content = files.shopify(ODD)
    first = bring(brand, content)
    assert (first.created, told(first)) == (1, OF_ODD)
    again = bring(brand, content)
    assert (again.unchanged, told(again)) == (1, [])


def test_what_waits_for_an_operator_is_told_of_again(boutique: Trader) -> None:
    content = files.shopify(ODD)
    for _time in range(2):
        run = bring(boutique, content)
        assert (run.proposed, told(run)) == (1, OF_ODD)


def test_a_product_is_told_of_once_whatever_its_colours(brand: Trader) -> None:
    rows = [
        ODD | {"Option1 Value": "Rouge", "Type": "Luminaires", "Title": "Lampadaire"},
        {"Handle": "a", "Option1 Value": "Bleu", "Variant SKU": "B", "Variant Price": "25",
         "Variant Inventory Qty": "1"},
    ]  # fmt: skip
    run = bring(brand, files.shopify(*rows), family="casquettes-running")
    assert run.created == 2
    assert run.warned == {"html_removed": 1, "unknown_category": 1, "unknown_gender": 1,
                          "picture_without_site": 1}  # fmt: skip
    with house_scope():
        (category,) = FeedFault.objects.filter(run=run, rule="unknown_category")
    assert (category.line, category.column, category.value) == (2, "Type", "Luminaires")
    assert "famille réglée pour ce flux, « Casquettes et bonnets »" in str(category.message)


def test_a_parents_description_is_told_of_on_its_line(brand: Trader) -> None:
    rows = files.tee(description="<p>Doux.</p><iframe src=x></iframe>")
    run = bring(brand, files.magento(*rows), pictures="https://x.test")
    assert told(run) == [(4, "description", "iframe", "html_removed")]


def test_a_size_and_a_figure_that_nobody_believes(boutique: Trader) -> None:
    classification.load()
    content = (
        b"sku,sku_manufacturer,merchant_category,title,price,stock,weight,size,ParentSKU\n"
        b"A,C-1,Chaussures de trail,Chaussures de trail Cime,120,3,30 kg,42,P\n"
        b"B,C-1,Chaussures de trail,Chaussures de trail Cime,120,3,30 kg,grand pied,P\n"
    )
    run = bring(boutique, content)
    assert run.proposed == 2
    assert told(run) == [
        (2, "weight", "30 kg", "implausible_value"),
        (3, "size", "grand pied", "unknown_size"),
    ]
    with house_scope():
        assert [d["key"] for d in Proposal.objects.get().content["doubts"]] == ["weight"]
        assert not ValueQuestion.objects.exists()


def test_a_value_that_no_family_has_a_place_for_is_told_once_a_column(boutique: Trader) -> None:
    classification.load()
    content = (
        b"sku,sku_manufacturer,merchant_category,title,price,stock,volume,weight\n"
        b"A,C-1,Piolets,Piolet Ar\xc3\xaate,120,3,8 l,lourd\n"
        b"B,C-2,Piolets,Piolet Cime,120,3,9 l,400 g\n"
        b"C,C-3,Cordes d\xe2\x80\x99escalade,Corde Ar\xc3\xaate,120,3,8 l,\n"
    )
    run = bring(boutique, content)
    assert run.proposed == 3
    assert told(run) == [
        (2, "volume", "8 l", "value_not_taken"),
        (2, "weight", "lourd", "value_not_taken"),
        (4, "volume", "8 l", "value_not_taken"),
    ]
    with house_scope():
        messages = {f.column: str(f.message) for f in FeedFault.objects.filter(run=run, line=2)}
    assert "La famille « Piolets » n’a pas" in messages["volume"]
    assert "comprise comme « Poids »" in messages["weight"]
    assert "un nombre, en g ou avec son unité" in messages["weight"]


def test_warnings_take_no_room_from_errors(brand: Trader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "KEPT_FAULTS", 2)
    rows = [files.cap(f"a{n}", **IN_STORE) for n in range(4)]
    rows += [files.cap(f"b{n}", **{"Variant Price": "2O"}) for n in range(4)]
    run = bring(brand, files.shopify(*rows))
    assert (run.created, run.rejected, run.fault_count, run.warning_count) == (4, 4, 4, 4)
    with house_scope():
        kept = FeedFault.objects.filter(run=run).values_list("line", "severity")
        assert list(kept) == [(2, "warning"), (3, "warning"), (6, "error"), (7, "error")]


def test_a_line_that_is_refused_says_what_else_there_is(brand: Trader) -> None:
    run = bring(brand, files.shopify(files.cap("a", **IN_STORE, **{"Variant Price": "2O"})))
    assert (run.rejected, run.rules, run.warned) == (
        1, {"not_a_price": 1}, {"gtin_in_store": 1})  # fmt: skip


def in_sizes(*sizes: str, colours: Sequence[str] = ()) -> bytes:
    """Lines A, B … of one product."""
    head = "id\titem_group_id\ttitle\tprice\tavailability\tquantity\tcondition\tsize\tcolor\n"
    rows = (
        f"{key}\tP\tChaussures de trail Cime\t120 EUR\tin_stock\t3\tnew\t{size}\t{colour}\n"
        for key, size, colour in zip("ABCD", sizes, colours or [""] * 4, strict=False)
    )
    return (head + "".join(rows)).encode()


@pytest.mark.parametrize(
    ("sizes", "others", "size"),
    [
        (("42", "43", "42", "42"), "AC", "42"),
        (("", ""), "AB", ""),
        (("42", "EU 42"), "AB", "EU 42"),
    ],
)
def test_two_lines_that_shoppers_cannot_tell_apart(
    boutique: Trader, sizes: tuple[str, ...], others: str, size: str
) -> None:
    shop.family("chaussures-trail")
    run = bring(boutique, in_sizes(*sizes))
    assert (run.proposed, run.warned) == (len(sizes), {"repeated_size": 1})
    assert told(run) == [("ABCD".index(others[1]) + 2, "size", size, "repeated_size")]
    with house_scope():
        message = str(FeedFault.objects.get(run=run).message)
    assert message.startswith(f"« {others[0]} » et « {others[1]} » ont la même taille")


def test_sizes_that_differ_or_are_of_other_colours_are_not_told_of(boutique: Trader) -> None:
    shop.family("chaussures-trail")
    colours = ["Rouge", "Rouge", "Bleu", "Bleu"]
    run = bring(boutique, in_sizes("42", "43", "42", "43", colours=colours))
    assert (run.proposed, run.warned) == (4, {})


def test_a_size_that_is_added_to_a_product_is_compared_with_those_it_has(brand: Trader) -> None:
    sizes = {"Option1 Name": "Taille", "Handle": "a", "Title": "Casquette Brise"}
    first = [files.cap(key, **sizes, **{"Option1 Value": key}) for key in ("S", "M")]
    assert bring(brand, files.shopify(*first)).warned == {}
    again = files.cap("M2", **sizes, **{"Option1 Value": "M"})
    run = bring(brand, files.shopify(*first, again))
    assert (run.created, run.warned) == (1, {"repeated_size": 1})
    assert told(run) == [(4, "Taille", "M", "repeated_size")]
