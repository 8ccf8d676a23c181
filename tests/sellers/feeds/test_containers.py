"""Archives, workbooks, XML and JSON become the same lines; what is hostile is named."""

import gzip
import io
import json
import time
import tracemalloc
import zipfile
from collections.abc import Callable

import openpyxl
import pytest

from sellers.feeds import errors, limits
from sellers.feeds.containers import archives
from sellers.feeds.reading import FILE, Feed, open_feed

TABLE = "sku,name,price\nA-1,Été,10\nA-2,Hiver,20\n"
ROWS = [["A-1", "Été", "10"], ["A-2", "Hiver", "20"]]


def feed(content: bytes | str) -> Feed:
    return open_feed(io.BytesIO(content.encode() if isinstance(content, str) else content))


def told(content: bytes | str) -> list[tuple[int, dict[str, str]]]:
    found = feed(content)
    return [
        (line.number, {name: line[name] for name in found.header.columns if line[name]})
        for line in found.lines()
    ]


def a_zip(*files: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return out.getvalue()


def a_workbook(*rows: list[object], sheet: str = "Produits") -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# --- archives --------------------------------------------------------------------------------
def test_a_compressed_table_is_the_table() -> None:
    for content in (gzip.compress(TABLE.encode()), a_zip(("produits.csv", TABLE.encode()))):
        assert [[*line.cells] for line in feed(content).lines()] == ROWS


def test_what_a_mac_adds_to_an_archive_is_passed_over() -> None:
    content = a_zip(
        ("__MACOSX/._p.csv", b"\0\0"), ("a/.DS_Store", b"\0"), ("p.csv", TABLE.encode())
    )
    assert len(list(feed(content).lines())) == 2


def test_two_files_that_belong_together_are_numbered_apart() -> None:
    products = b"Product ID;Active (0/1);Name *\n1;1;Tee\n"
    combinations = b"Product ID*;Attribute (Name:Type:Position)*;Quantity\n1;Size:select:0;3\n"
    found = feed(a_zip(("a-combinations.csv", combinations), ("products.csv", products)))
    assert [line.number for line in found.lines()] == [2, FILE + 2]
    assert found.place(2) == ("products.csv", 2)
    assert found.place(FILE + 2) == ("a-combinations.csv", 2)
    assert [line["quantity"] for line in found.beside_lines()] == ["3"]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"PK\x03\x04 rien", errors.BrokenArchive),
        (b"\x1f\x8b\x08 rien", errors.BrokenArchive),
        (gzip.compress(TABLE.encode())[:-12], errors.BrokenArchive),
        (a_zip(), errors.NoTable),
        (a_zip(("dossier/", b"")), errors.NoTable),
        (a_zip(("a.csv", b"a,b\n"), ("b.csv", b"a,b\n"), ("c.csv", b"a,b\n")), errors.TooManyFiles),
        (a_zip(("a.zip", a_zip(("p.csv", TABLE.encode())))), errors.NoTable),
        (gzip.compress(gzip.compress(TABLE.encode())), errors.NoTable),
    ],
    ids=["zip, then nothing", "gzip, then nothing", "cut off", "empty", "folders alone",
         "three tables", "an archive in it", "compressed twice"],
)  # fmt: skip
def test_an_archive_that_is_no_feed(content: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        feed(content)


@pytest.mark.parametrize("packed", [gzip.compress, lambda content: a_zip(("p.csv", content))])
def test_a_bomb_is_not_unpacked(
    monkeypatch: pytest.MonkeyPatch, packed: Callable[[bytes], bytes]
) -> None:
    monkeypatch.setattr(limits, "RATIO_FROM", 100_000)
    monkeypatch.setattr(limits, "BLOCK", 50_000)
    with pytest.raises(errors.ArchiveTooLarge):
        feed(packed(b"sku,name\n" + b"A,x\n" * 500_000))


def test_a_protected_archive_is_named() -> None:
    content = bytearray(a_zip(("p.csv", TABLE.encode())))
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(sign) + offset] |= 1
    with pytest.raises(errors.ProtectedFile):
        feed(bytes(content))


# --- workbooks -------------------------------------------------------------------------------
def test_a_workbook_is_read_as_people_type() -> None:
    content = a_workbook(["SKU", "Nom", "Prix", "EAN", None], ["A", "Tee", 19.9, 6291041500213.0],
                         [], ["B", "Cap", 12.0, None])  # fmt: skip
    assert told(content) == [
        (2, {"sku": "A", "nom": "Tee", "prix": "19.9", "ean": "6291041500213"}),
        (4, {"sku": "B", "nom": "Cap", "prix": "12"}),
    ]
    assert (feed(content).container, feed(content).delimiter) == ("excel", "")


def test_lines_above_the_titles_are_passed_over() -> None:
    rows = [["Ma boutique"], ["Export du 25/11/2026"], ["SKU", "Nom", "Prix"], ["A", "Tee", 1]]
    assert told(a_workbook(*rows)) == [(4, {"sku": "A", "nom": "Tee", "prix": "1"})]
    above = "Ma boutique;;\nExport du 25/11/2026, à 8 h, 12 lignes, 3 erreurs\n"
    text = f"{above} SKU ; Nom ;Prix\nA;T;1\n"
    assert told(text) == [(4, {"sku": "A", "nom": "T", "prix": "1"})]


def test_a_workbook_that_is_none() -> None:
    with pytest.raises(errors.BrokenWorkbook):
        feed(a_zip(("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<x/>")))
    with pytest.raises(errors.BrokenWorkbook):
        feed(a_zip(("[Content_Types].xml", b"")))
    with pytest.raises(errors.EmptyFeed):
        feed(a_workbook())
    with pytest.raises(errors.ForbiddenXml):
        feed(a_zip(("[Content_Types].xml", b'<!DOCTYPE x [<!ENTITY a "b">]><Types/>')))


def test_a_workbook_bomb_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "RATIO_FROM", 100_000)
    content = a_zip(("[Content_Types].xml", b"<Types/>"),
                    ("xl/worksheets/sheet1.xml", b"<c/>" * 500_000))  # fmt: skip
    with pytest.raises(errors.ArchiveTooLarge):
        feed(content)


# --- XML -------------------------------------------------------------------------------------
RSS = """<?xml version="1.0"?>
<rss xmlns:g="http://base.google.com/ns/1.0"><channel><title>Boutique</title>
<item><g:id>A</g:id><title>Tee &amp; co</title>
  <g:shipping><g:country>FR</g:country><g:price>4.90 EUR</g:price></g:shipping>
  <g:additional_image_link>https://x/1</g:additional_image_link>
  <g:additional_image_link>https://x/2</g:additional_image_link></item>
<item><g:id>B</g:id><description><p>Un <b>mot</b></p></description></item><item><g:id>C</g:id>
</item>
</channel></rss>"""


def test_rss_is_read_with_the_lines_of_its_items() -> None:
    assert told(RSS) == [
        (3, {"id": "A", "title": "Tee & co", "shipping/country": "FR",
             "shipping/price": "4.90 EUR", "additional_image_link": "https://x/1|https://x/2"}),
        (7, {"id": "B", "description": "<p>Un <b>mot</b></p>"}),
        (8, {"id": "C"}),  # stands on the line of B, and is told apart all the same
    ]  # fmt: skip


def test_variants_within_a_product_are_rows_that_inherit() -> None:
    content = """<list><product><code>P</code><price>9</price><name lang="en">Tee</name>
<name lang="fr">T-shirt</name>
<size><code>P-S</code><stock>1</stock></size>
<size><code>P-M</code><stock>2</stock><price>10</price></size></product></list>"""
    assert told(content) == [
        (3, {"code": "P-S", "price": "9", "name": "T-shirt", "stock": "1", "product/code": "P"}),
        (4, {"code": "P-M", "price": "10", "name": "T-shirt", "stock": "2", "product/code": "P",
             "product/price": "9"}),
    ]  # fmt: skip


LAUGHS = '<!DOCTYPE l [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (f"<?xml version='1.0'?>{LAUGHS}]><l><item><id>&j;</id></item></l>", errors.ForbiddenXml),
        ('<?xml version="1.0"?><!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
         "<l><item><id>&x;</id></item></l>", errors.ForbiddenXml),
        ('<?xml version="1.0"?><!DOCTYPE l SYSTEM "http://127.0.0.1/x.dtd"><l><item/></l>',
         errors.ForbiddenXml),
        ("<l>" + "<!-- x -->" * 5000 + "</l>", errors.NoTable),
        ("<l><item><id>1</id></l>", errors.BrokenXml),
        ("<l><item><id>&nbsp;</id></item></l>", errors.BrokenXml),
        ("<l><item><id>\0</id></item></l>", errors.BrokenXml),
        ("<a>" * 5000, errors.BrokenXml),
    ],
)  # fmt: skip
def test_hostile_xml_ends_in_a_named_error(content: str, error: type[Exception]) -> None:
    begun = time.monotonic()
    with pytest.raises(error):
        list(feed(content).lines())
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    ("limit", "most", "content", "error"),
    [
        ("MAX_NODES", 100, f"<l><item>{'<a/>' * 200}</item></l>", errors.RecordTooLarge),
        ("MAX_CELL", 100, f"<l><item><id>{'x' * 200}</id></item></l>", errors.CellTooLong),
        ("MAX_COLUMNS", 10, "<l><item>" + "".join(f"<a{n}/>" for n in range(20)) + "</item></l>",
         errors.TooManyColumns),
        ("MAX_DEPTH", 5, f"<l><item>{'<x>' * 9}y{'</x>' * 9}</item></l>", errors.RecordTooLarge),
        ("MAX_DEPTH", 5, '[{"a":' + '{"a":' * 9 + "1" + "}" * 10 + "]", errors.RecordTooLarge),
        ("MAX_CELL", 100, json.dumps([{"id": "x" * 200}]), errors.CellTooLong),
        ("MAX_COLUMNS", 10, json.dumps([{f"a{n}": 1 for n in range(20)}]), errors.TooManyColumns),
    ],
)  # fmt: skip
def test_a_record_beyond_a_limit(
    monkeypatch: pytest.MonkeyPatch, limit: str, most: int, content: str, error: type[Exception]
) -> None:
    monkeypatch.setattr(limits, limit, most)
    with pytest.raises(error):
        list(feed(content).lines())


@pytest.mark.parametrize(
    "line",
    ["<item><id>A</id><title>Tee</title></item>\n", '{"id": "A", "title": "Tee"}\n'],
)
def test_memory_does_not_grow_with_the_file(line: str) -> None:
    def peak(lines: int) -> int:
        content = line * lines if line.startswith("{") else f"<l>{line * lines}</l>"
        stream = io.BytesIO(content.encode())
        tracemalloc.start()
        assert sum(1 for _line in open_feed(stream).lines()) == lines
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    assert peak(20_000) < peak(5_000) + 3_000_000


# --- JSON ------------------------------------------------------------------------------------
OBJECTS = [{"sku": "A", "price": 1e2, "on": True}, {"sku": "B", "tags": ["x", "y"], "n": None}]


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(OBJECTS),
        json.dumps({"shop": "x", "products": OBJECTS}),
        "\n".join(map(json.dumps, OBJECTS)),
        "\ufeff" + json.dumps(OBJECTS, indent=2),
    ],
)
def test_json_is_read_however_it_is_laid_out(content: str) -> None:
    assert [row for _line, row in told(content)] == [
        {"sku": "A", "price": "100.0", "on": "true"},
        {"sku": "B", "tags": "x|y"},
    ]


def test_json_lines_are_numbered_as_an_editor_does() -> None:
    assert [line for line, _row in told('{"sku": "A"}\n\n{"sku": "B"}\n')] == [1, 3]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ('[{"sku": "A"}, {"sku": ', errors.BrokenJson),
        ('[{"sku": "A"}, }', errors.BrokenJson),
        ("[[1, 2], [3]]", errors.NoTable),
        ('{"products": []}', errors.NoTable),
        ('[{"a":' * 100_000, errors.BrokenJson),
        ('[{"a": ' + "9" * 5000 + "}]", None),
    ],
)
def test_json_that_is_no_feed(content: str, error: type[Exception] | None) -> None:
    if error is None:
        assert len(told(content)) == 1
        return
    with pytest.raises(error):
        list(feed(content).lines())


def test_what_is_packed_together_can_be_read_again() -> None:
    out = io.BytesIO()
    archives.packed([("p.csv", io.BytesIO(TABLE.encode()))], out)
    assert [[*line.cells] for line in open_feed(out).lines()] == ROWS
