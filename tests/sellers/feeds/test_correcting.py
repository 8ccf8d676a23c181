"""A file that comes back is the file that came, but for the cells that were mended."""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, cast
from xml.sax.saxutils import escape

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.core.scopes import house_scope
from marketplace.core.sentences import Sentence
from marketplace.traders.models import Trader
from sellers.feeds import asking, correcting, dialects, errors, operations, runs, stock, uploads
from sellers.feeds.correcting import Corrected
from sellers.feeds.dialects import Dialect
from sellers.feeds.dialects.base import Reading
from sellers.feeds.faults import Rule
from sellers.feeds.mapping import Mapping
from sellers.feeds.models import FeedFault, FeedLine, FeedRun
from sellers.feeds.reading import Feed, open_feed
from sellers.feeds.rows import Parsed
from sellers.feeds.settings import Settings
from sellers.feeds.sources import opened_together, together
from sellers.feeds.tasks import work
from tests import shop
from tests.conftest import MONDAY_MORNING
from tests.sellers.feeds import files
from tests.sellers.feeds.test_containers import a_zip
from tests.sellers.feeds.test_quick import pair
from tests.sellers.feeds.test_real_files import FOLDER

TODAY = date(2026, 11, 25)
MAPPED = Mapping(
    {"key": ["Réf"], "title": ["Nom"], "price": ["Prix"], "stock": ["Qté"]}, decimal=","
)


def read(feed: Feed, mapping: Mapping | None = None) -> tuple[Dialect, Reading]:
    if stock.recognised(feed.header):
        dialect = stock.DIALECT
    else:
        guess = None if mapping else dialects.guessed(feed)
        dialect = dialects.detect(feed.header, guess.mapping if guess else mapping)
    beside = feed.beside_lines if feed.beside else None
    return dialect, Reading(dialect.mapped(feed.header), "EUR", TODAY, beside=beside)


def written(feed: Feed, table: tuple[Dialect, Reading] | None) -> bytes:
    return b"".join(Corrected("csv", feed.stream, feed, table))


def opened(content: bytes) -> Feed:
    return open_feed(io.BytesIO(content))


def rows(feed: Feed) -> list[list[str]]:
    """Cells as lines see them: without blanks around."""
    found = ([cell.strip() for cell in cells] for _number, cells in feed.records())
    return [cells for cells in found if any(cells)]


def parsed(feed: Feed, mapping: Mapping | None = None) -> list[Parsed]:
    dialect, reading = read(feed, mapping)
    return [*dialect.read(feed.lines(), reading)]


# --- the same again --------------------------------------------------------------------------
def check_same(feed: Feed) -> None:
    """With and without corrections, where there is nothing to correct: the same dialect and rows.

    Cells that have a correction are compared in what follows.
    """
    dialect, reading = read(feed)
    fixed = {(row.line, fault.column) for row in dialect.read(feed.lines(), reading)
             for fault in row.faults if fault.fix}  # fmt: skip
    for table in (None, (dialect, reading)):
        again = opened(written(feed, table))
        assert read(again)[0].label == dialect.label
        assert again.header.names == feed.header.names
        assert (again.delimiter, again.encoding) == (feed.delimiter or ";", "utf-8-sig")
        before, after = rows(feed), rows(again)
        assert len(before) == len(after)
        changed = sum(one != two for one, two in zip(before, after, strict=True))
        assert changed == (len({line for line, _column in fixed}) if table else 0)


SETS = [
    *([path.name] for path in sorted(FOLDER.glob("*.*")) if path.suffix in {".csv", ".tsv", ".xml"}
      and "-combinations" not in path.name),
    *([f"{shop}-products.csv", f"{shop}-combinations.csv"]
      for shop in ("prestashop-1.4", "prestashop-8", "thirtybees")),
]  # fmt: skip


@pytest.mark.skipif(
    not FOLDER.is_dir(), reason="no sample exports; to use some: FEED_SAMPLES=folder pytest …"
)
@pytest.mark.parametrize("names", SETS, ids=" + ".join)
def test_every_real_file_comes_back_as_it_was(names: list[str]) -> None:
    with opened_together([str(FOLDER / name) for name in names]) as source:
        feed = open_feed(source.stream)
        check_same(feed)
        if feed.beside:
            again = opened(written(feed, None))
            assert again.parts == feed.parts
            assert again.beside is not None
            assert again.beside.header.names == feed.beside.header.names


GOOGLE = ("id", "title", "price", "availability", "condition", "description", "color")
SIGNS = st.text(alphabet=st.sampled_from("'=+-@\t\r\n\";,|<& aé5.€\ufeff"), max_size=12)
LINES = st.lists(st.tuples(*[SIGNS] * len(GOOGLE)), min_size=1, max_size=5)


def as_csv(delimiter: str, lines: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([GOOGLE, *lines])
    return out.getvalue().encode()


def as_json(lines: Sequence[Sequence[str]]) -> bytes:
    return json.dumps([dict(zip(GOOGLE, line, strict=True)) for line in lines]).encode()


def as_xml(lines: Sequence[Sequence[str]]) -> bytes:
    items = (
        "".join(f"<g:{name}>{escape(text)}</g:{name}>"
                for name, text in zip(GOOGLE, line, strict=True))
        for line in lines
    )  # fmt: skip
    inner = "".join(f"<item>{item}</item>" for item in items)
    space = 'xmlns:g="http://base.google.com/ns/1.0"'
    return f"<rss {space}><channel>{inner}</channel></rss>".encode()


def as_excel(lines: Sequence[Sequence[str]]) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for line in [GOOGLE, *lines]:
        sheet.append([f"'{cell}" if cell.startswith("=") else cell for cell in line])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


FIRST = ("A", "Tee", "20.00 EUR", "in_stock", "new", "<p>Un\n\n« tee »; léger</p>", "=1+1")
WRITERS: dict[str, Callable[[Sequence[Sequence[str]]], bytes]] = {
    ",": lambda lines: as_csv(",", lines),
    ";": lambda lines: as_csv(";", lines),
    "\t": lambda lines: as_csv("\t", lines),
    "|": lambda lines: as_csv("|", lines),
    "json": as_json,
    "xml": as_xml,
}


@pytest.mark.parametrize("kind", [*WRITERS])
@given(LINES)
@settings(deadline=None, max_examples=40)
def test_whatever_the_cells_say(kind: str, lines: list[tuple[str, ...]]) -> None:
    check_same(opened(WRITERS[kind]([FIRST, *lines])))


@pytest.mark.parametrize("kind", [*WRITERS])
@pytest.mark.parametrize("cell", [" =", " '=", "  ''+1", " -"])
def test_blanks_hide_no_mark(kind: str, cell: str) -> None:
    check_same(opened(WRITERS[kind]([FIRST, ("A", "Tee", "20", "", "", "", cell)])))


def test_a_workbook_comes_back_as_a_table() -> None:
    feed = opened(as_excel([FIRST, ("'=B", "-5", "1", "", "", "  ", "'0012")]))
    check_same(feed)
    assert rows(feed)[0][-1] == "=1+1"  # what a spreadsheet keeps of a mark is taken off too


def test_a_mark_is_found_wherever_the_file_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    content = as_csv(",", [FIRST]).replace(b"=1+1", b"'=1+1")
    for block in range(1, 9):
        monkeypatch.setattr("sellers.feeds.reading.BLOCK", block)
        assert rows(opened(content))[0][-1] == "=1+1"


def test_variants_within_records_and_pictures_that_repeat_stay_together() -> None:
    content = """<products><product><code>T</code><nom>Tee</nom><prix>20</prix>
      <image>https://x.test/1.jpg</image><image>https://x.test/2.jpg</image>
      <variant><sku>T-S</sku><stock>3</stock><size>S</size></variant>
      <variant><sku>T-M</sku><stock>-2</stock><size>M</size></variant></product></products>"""
    check_same(opened(content.encode()))


def test_damaged_bytes_stay_what_they_were() -> None:
    damaged = as_csv(",", [FIRST]).replace("léger".encode(), b"l\xe9ger \xc3\xa9\xc3\xa9\xc3\xa9")
    again = opened(written(opened(damaged), None))
    assert [fault.rule for row in parsed(again) for fault in row.faults] == [Rule.BROKEN_ENCODING]


def test_what_stands_above_the_titles_goes_and_lines_keep_their_order() -> None:
    content = "Boutique X;;\n;;\nRéf;Nom;Prix;Qté\nB;b;1;1\nA;a;2;2\n".encode()
    again = opened(written(opened(content), None))
    assert again.header.names == ("Réf", "Nom", "Prix", "Qté")
    assert [cells[0] for cells in rows(again)] == ["B", "A"]


# --- mended ----------------------------------------------------------------------------------
def prestashop(price: str = "10", impact: str = "0", quantity: str = "3") -> bytes:
    products = f"Product ID;Active (0/1);Name *;Price tax excluded;Quantity\n1;1;Tee;{price};0\n"
    combinations = (
        "Product ID*;Attribute (Name:Type:Position)*;Value (Value:Position)*;Reference;"
        "Impact on price;Quantity\n"
        f"1;Size:select:0;S:0;T-S;{impact};{quantity}\n1;Size:select:0;M:1;T-M;0;2\n"
    )
    named = [("p.csv", io.BytesIO(products.encode())), ("d.csv", io.BytesIO(combinations.encode()))]
    with together(cast(list[tuple[str, BinaryIO]], named)) as source:
        return source.stream.read()


def table(titles: str, line: str) -> bytes:
    return f"{titles}\n{line}\n".encode()


WOO = "Type,SKU,Name,Regular price,Stock"
MANO = "sku,sku_manufacturer,merchant_category,title,price,stock"
MIRAKL = "sku;product-id;product-id-type;price;quantity"
FIXABLE = [
    (files.shopify(files.cap(**{"Variant Price": "12,5O"})), {Rule.NOT_A_PRICE}),
    (files.shopify(files.cap(**{"Variant Price": "12€50"})), {Rule.NOT_A_PRICE}),
    (files.shopify(files.cap(**{"Variant Price": "-12.50"})), {Rule.NEGATIVE_PRICE}),
    (files.shopify(files.cap(**{"Variant Price": "1234.567"})), {Rule.PRICE_TOO_PRECISE}),
    (files.shopify(files.cap(**{"Variant Inventory Qty": "-3"})), {Rule.NEGATIVE_STOCK}),
    (files.shopify(files.cap(**{"Variant Inventory Qty": "10+"})), {Rule.NOT_A_STOCK}),
    (files.shopify(files.cap(**{"Variant Price": "2O", "Variant Inventory Qty": "-1"})),
     {Rule.NOT_A_PRICE, Rule.NEGATIVE_STOCK}),
    (files.magento(*files.tee()[:1], files.tee()[1] | {"price": "-29", "qty": "~3"}),
     {Rule.NEGATIVE_PRICE, Rule.NOT_A_STOCK}),
    (files.magento(files.tee()[0] | {"special_price": "1I"}), {Rule.NOT_A_PRICE}),
    (table(WOO, 'simple,A,Tee,"12,5O",-1'), {Rule.NOT_A_PRICE, Rule.NEGATIVE_STOCK}),
    (table(MANO, "A,C-1,Tees,Tee,12.5O,>3"), {Rule.NOT_A_PRICE, Rule.NOT_A_STOCK}),
    (table(MIRAKL, "A;6291041500213;EAN;-12,50;-1"), {Rule.NEGATIVE_PRICE, Rule.NEGATIVE_STOCK}),
    (table("offer-sku;quantity;warehouse-code", "A;-1;W"), {Rule.NEGATIVE_STOCK}),
    (table("sku;stock;price", "A;-1;1O"), {Rule.NEGATIVE_STOCK, Rule.NOT_A_PRICE}),
    (as_csv("\t", [("A", "Tee", "-20.00 EUR", "in_stock", "new", "", "")]), {Rule.NEGATIVE_PRICE}),
    (as_json([("A", "Tee", "2O.00 EUR", "in_stock", "new", "", "")]), {Rule.NOT_A_PRICE}),
    (as_xml([("A", "Tee", "2O.00 EUR", "in_stock", "new", "", "")]), {Rule.NOT_A_PRICE}),
    (as_excel([("A", "Tee", "2O.00 EUR", "in_stock", "new", "", "")]), {Rule.NOT_A_PRICE}),
    (prestashop(price="1O"), {Rule.NOT_A_PRICE}),
    (prestashop(price="-10"), {Rule.NEGATIVE_PRICE}),
    (prestashop(impact="-2,5O"), {Rule.NOT_A_PRICE}),
    (prestashop(impact="5,OO", quantity="-1"), {Rule.NOT_A_PRICE, Rule.NEGATIVE_STOCK}),
]  # fmt: skip


def test_each_rule_that_suggests_a_value_is_tried() -> None:
    assert set().union(*(rules for _content, rules in FIXABLE)) == {
        Rule.NOT_A_PRICE, Rule.NEGATIVE_PRICE, Rule.PRICE_TOO_PRECISE, Rule.NOT_A_STOCK,
        Rule.NEGATIVE_STOCK,
    }  # fmt: skip


@pytest.mark.parametrize(("content", "rules"), FIXABLE)
def test_what_is_mended_comes_back_without_an_error(content: bytes, rules: set[Rule]) -> None:
    feed = opened(content)
    faults = [fault for row in parsed(feed) for fault in row.faults]
    assert {fault.rule for fault in faults} == rules
    cells = {(fault.line, fault.column) for fault in faults if fault.fix}

    corrected = Corrected("", feed.stream, feed, read(feed))
    again = opened(b"".join(corrected))

    assert [fault for row in parsed(again) for fault in row.faults] == []
    assert corrected.mended == len(cells)
    before, after = rows(feed), rows(again)
    differing = [(a, b) for one, two in zip(before, after, strict=True)
                 for a, b in zip(one, two, strict=True) if a != b]  # fmt: skip
    assert len(differing) == len(cells)


@pytest.mark.parametrize(
    ("decimal", "price", "mended"),
    [(",", "1.234,5O", "1234.50"), (",", "-1.234,50", "1234.50"), (".", "1,234.5O", "1234.50"),
     ("", "12,5O", "12,50")],
)  # fmt: skip
def test_a_mapped_table_reads_its_own_decimals_again(decimal: Any, price: str, mended: str) -> None:
    mapping = Mapping(MAPPED.columns, decimal=decimal)
    feed = opened(table("Réf;Nom;Prix;Qté", f"A;Tee;{price};3"))
    again = opened(written(feed, read(feed, mapping)))
    (row,) = parsed(again, mapping)
    assert rows(again)[0][2] == mended
    assert row.variant is not None
    assert row.variant.minor == (1250 if decimal == "" else 123450)


def test_a_price_of_a_product_is_mended_where_it_stands() -> None:
    feed = opened(prestashop(price="1O"))
    assert [(f.line, f.column, f.fix) for row in parsed(feed) for f in row.faults] == [
        (2, "Price tax excluded", "10"),
        (100_000_002, "", ""),
        (100_000_003, "", ""),
    ]
    again = opened(written(feed, read(feed)))
    assert [cells[0] for cells in rows(again)] == ["1", "1", "1"]


def test_what_only_the_seller_knows_is_left_as_it_is() -> None:
    content = files.shopify(files.cap("a", **{"Variant Price": "vingt"}), files.cap("b"))
    feed = opened(content)
    assert rows(opened(written(feed, read(feed)))) == rows(feed)


# --- of a run --------------------------------------------------------------------------------
@pytest.fixture
def brand(clock: Any) -> Trader:
    shop.family("casquettes-running")
    return shop.point("Altavia", kind=Trader.Kind.BRAND, trusted_to_publish=True).trader


def bring(trader: Trader, content: bytes, **asked: Any) -> FeedRun:
    with operations.import_feed(
        trader=trader, source=files.source(content), settings=Settings(**asked), at=MONDAY_MORNING,
        sure=True,
    ), house_scope():  # fmt: skip
        return FeedRun.objects.select_related("source").latest("pk")


def corrected(run: FeedRun, *, mend: bool = True, refused: bool = False) -> bytes:
    with house_scope():
        file = correcting.corrected(run=run, mend=mend, refused=refused)
    with closing(file):  # it is read when nobody is in a scope any more
        return b"".join(file)


@pytest.mark.django_db
def test_all_faults_are_mended_not_only_those_that_are_kept(
    brand: Trader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "KEPT_FAULTS", 2)
    bad = [files.cap(f"c{n}", **{"Variant Price": "2O"}) for n in range(5)]
    other = files.cap("d", **{"Variant Price": "vingt", "Status": "draft"})
    run = bring(brand, files.shopify(*bad, other, files.cap("good")))
    with house_scope():
        assert FeedFault.objects.filter(run=run).count() == 2
    assert (run.rejected, run.fault_count, run.fixed_cells, run.left_cells) == (6, 7, 5, 1)

    again = bring(brand, corrected(run))

    assert (again.created, again.unchanged, again.rejected, again.fault_count) == (5, 1, 1, 2)
    assert corrected(run, mend=False).startswith(b"\xef\xbb\xbfHandle,Title,")


@pytest.mark.django_db
def test_it_is_read_as_the_run_was_asked_to(brand: Trader) -> None:
    mapping = MAPPED.as_json()
    run = bring(brand, table("Réf;Nom;Prix;Qté", "A;Casquette;1.234,5O;3"), mapping=mapping)
    assert opened(corrected(run)).header.names == ("Réf", "Nom", "Prix", "Qté")
    assert bring(brand, corrected(run), mapping=mapping).fault_count == 0
    run = bring(brand, b"sku;stock;price\nA;-1;10\n")
    assert rows(opened(corrected(run))) == [["A", "0", "10"]]


@pytest.mark.django_db
def test_it_is_read_as_the_boutique_has_said(brand: Trader, clock: Any) -> None:
    content = table("Réf;Nom;Prix;Qté", "A;Casquette;1.234,5O;3")
    run = uploads.queue(
        trader=brand, files=[("stock.csv", io.BytesIO(content))], settings=Settings(),
        ask_first=False, at=clock(),
    )  # fmt: skip
    work()
    with house_scope():
        run = FeedRun.objects.get(pk=run.pk)
        asking.say(run=run, mapping=MAPPED, user=None, at=clock())
    work()
    with house_scope():
        run = FeedRun.objects.select_related("source", "mapping__table").get(pk=run.pk)
        assert (run.status, run.fixed_cells) == (FeedRun.Status.DONE, 1)
        assert rows(opened(corrected(run))) == [["A", "Casquette", "1234.50", "3"]]
        run.mapping = None  # it is forgotten: what came still comes back
        with pytest.raises(errors.UnknownDialect):
            corrected(run)
        assert rows(opened(corrected(run, mend=False)))[0][2] == "1.234,5O"


@pytest.mark.django_db
def test_two_files_come_back_as_two(brand: Trader) -> None:
    run = bring(brand, prestashop(impact="-2,5O"))
    assert run.parts == ["p.csv", "d.csv"]
    assert run.place(100_000_012) == ("d.csv", 12)
    with zipfile.ZipFile(io.BytesIO(corrected(run))) as archive:
        assert archive.namelist() == ["p.csv", "d.csv"]
        assert "-2,50" in archive.read("d.csv").decode("utf-8-sig")


def test_two_files_of_one_name_are_told_apart() -> None:
    assert correcting._names(["a/x.xlsx", "b/x.xml"]) == ["1-x.csv", "2-x.csv"]


@pytest.mark.django_db
def test_a_file_that_is_not_there_is_said_to_be_gone(brand: Trader, private: Path) -> None:
    run = bring(brand, files.shopify(files.cap("a", **{"Variant Price": "2O"})))
    (path,) = private.rglob("*.feed")
    path.unlink()
    for gone in (run, bring(brand, files.shopify(files.cap("a")))):
        with pytest.raises(errors.FileGone):
            correcting.corrected(run=gone, mend=True)


# --- only what was refused -------------------------------------------------------------------
@pytest.mark.django_db
def test_only_the_refused_lines_come_back_and_change_nothing_else(
    brand: Trader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "KEPT_FAULTS", 1)
    twice = [files.cap(name, **{"Variant SKU": "X"}) for name in ("t1", "t2")]
    good = [files.cap(f"g{n}") for n in range(3)]
    run = bring(brand, files.shopify(files.cap("a", **{"Variant Price": "2O"}), *good, *twice),
                delta=False)  # fmt: skip
    assert (run.created, run.rejected) == (3, 3)
    content = corrected(run, refused=True)
    assert [cells[0] for cells in rows(opened(content))] == ["a", "t1", "t2"]
    assert b"2O" in corrected(run, refused=True, mend=False)

    again = bring(brand, content, excerpt=True)
    assert (again.created, again.rejected, again.withdrawn) == (1, 2, 0)
    assert again.source.delta is False
    whole = bring(brand, files.shopify(*good))
    assert whole.withdrawn == 1  # what is full stays full


@pytest.mark.django_db
def test_what_describes_a_refused_line_comes_along(brand: Trader) -> None:
    def size(size: str, **cells: str) -> dict[str, str]:
        return files.cap("a", **{"Option1 Name": "Size", "Option1 Value": size,
                                 "Variant SKU": f"A-{size}"} | cells)  # fmt: skip

    untitled = {"Title": "", "Vendor": "", "Variant Price": "2O"}
    content = files.shopify(size("S"), size("M", Title=""), size("L", **untitled), files.cap("b"))
    run = bring(brand, content)

    found = rows(opened(corrected(run, refused=True)))
    assert run.rejected == 1
    assert [next(cell for cell in cells if cell.startswith("A-")) for cells in found] == [
        "A-S", "A-L"
    ]  # fmt: skip


@pytest.mark.django_db
def test_of_two_files_both_come_back_with_what_belongs_together(brand: Trader) -> None:
    run = bring(brand, prestashop(impact="-2,5O"))
    with zipfile.ZipFile(io.BytesIO(corrected(run, refused=True))) as archive:
        lines = [archive.read(name).decode("utf-8-sig").splitlines()[1:] for name in
                 archive.namelist()]  # fmt: skip
    assert [[line.split(";")[0] for line in each] for each in lines] == [["1"], ["1"]]
    assert "T-S" in lines[1][0]


@pytest.mark.django_db
def test_a_refused_product_with_combinations_is_not_sold_by_itself(brand: Trader) -> None:
    run = bring(brand, pair([{"Discount percent": "1O"}], [{"Reference": "T-M"}]))
    assert (run.proposed, run.rejected) == (1, 1)

    with zipfile.ZipFile(io.BytesIO(corrected(run, refused=True))) as archive:
        names = archive.namelist()
        mended = [(name, archive.read(name).replace(b"1O", b"10")) for name in names]
    again = bring(brand, a_zip(*mended), excerpt=True)

    assert (again.proposed, again.context, again.rejected) == (1, 1, 0)
    with house_scope():
        assert [line.key for line in FeedLine.objects.all()] == ["T-M"]


@pytest.mark.django_db
def test_what_only_the_catalogue_refused_comes_back_too(brand: Trader) -> None:
    bad = files.cap("c", **{"Variant Price": "2O"})
    run = bring(brand, files.shopify(files.cap("a"), files.cap("b"), bad))
    with house_scope():
        FeedFault.objects.create(run=run, line=3, rule="proposal_refused", message=Sentence("Non."))
    assert [cells[0] for cells in rows(opened(corrected(run, refused=True)))] == ["b", "c"]
