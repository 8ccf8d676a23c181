import io
import tracemalloc
from collections.abc import Callable

import pytest

from sellers.feeds import errors, reading
from sellers.feeds.reading import Feed, open_feed

TABLE = "sku,name,price\nA-1,Été,10\nA-2,Hiver,20\n"


def feed(content: bytes | str) -> Feed:
    return open_feed(io.BytesIO(content.encode() if isinstance(content, str) else content))


def cells(content: bytes | str) -> list[list[str]]:
    return [[*line.cells] for line in feed(content).lines()]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TABLE.encode(), "utf-8"),
        (TABLE.encode("utf-8-sig"), "utf-8-sig"),
        (TABLE.encode("utf-16"), "utf-16"),
        (TABLE.encode("utf-16-le"), "utf-16-le"),
        (TABLE.encode("utf-16-be"), "utf-16-be"),
        (TABLE.encode("cp1252"), "cp1252"),
    ],
)
def test_reads_every_usual_encoding(content: bytes, encoding: str) -> None:
    found = feed(content)
    assert found.encoding == encoding
    assert found.header.names == ("sku", "name", "price")
    assert [line["name"] for line in found.lines()] == ["Été", "Hiver"]


def test_the_euro_sign_of_windows_is_read() -> None:
    rows = "".join(f"A-{n},Chemise été,{n + 1},50 €\n" for n in range(50))
    found = feed(("sku,name,price,shown\n" + rows).encode("cp1252"))
    assert next(found.lines())["shown"] == "50 €"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_finds_the_delimiter(delimiter: str) -> None:
    found = feed(TABLE.replace(",", delimiter))
    assert found.delimiter == delimiter
    assert [line.cells[0] for line in found.lines()] == ["A-1", "A-2"]


@pytest.mark.parametrize("end", ["\r\n", "\r", "\r\r\n"])
def test_reads_every_line_end(end: str) -> None:
    assert cells(TABLE.replace("\n", end)) == [["A-1", "Été", "10"], ["A-2", "Hiver", "20"]]


def test_cells_of_several_lines_count_lines_as_an_editor_does() -> None:
    found = feed('sku,name\nA,"un\ndeux\ntrois"\nB,x\n')
    assert [(line.number, line["sku"]) for line in found.lines()] == [(2, "A"), (5, "B")]


def test_ragged_lines_are_read_and_what_is_too_much_is_seen() -> None:
    short, long, trailing = feed("sku,name\nA\nB,x,de trop\nC,y,,\n").lines()
    assert (short["name"], short.extra) == ("", "")
    assert long.extra == "de trop"
    assert trailing.extra == ""


def test_names_are_compared_without_capitals_blanks_or_marks() -> None:
    found = feed("\ufeff Variant  SKU ,Été,,\nA,B,,\n")
    assert "variant sku" in found.header
    assert found.header.name("variant sku") == "Variant  SKU"
    assert next(found.lines())["été"] == "B"


def test_can_be_read_again() -> None:
    found = feed(TABLE)
    assert [line.number for line in found.lines()] == [line.number for line in found.lines()]


# --- what is no feed -------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("excel", b"\xd0\xcf\x11\xe0" + bytes(100)),
        ("html", b"<!DOCTYPE html><html><body>Connexion</body></html>"),
        ("html", b"\xef\xbb\xbf\n <html lang=fr>"),
        ("pdf", b"%PDF-1.7\n%..."),
        ("image", b"\x89PNG\r\n\x1a\n" + bytes(100)),
        ("image", b"\xff\xd8\xff\xe0" + bytes(100)),
        ("binary", bytes(range(32)) * 100),
        ("binary", b"SQLite format 3\0" + bytes(100)),
    ],
)
def test_says_what_kind_of_file_it_is_instead(kind: str, content: bytes) -> None:
    with pytest.raises(errors.NotAFeed) as caught:
        feed(content)
    assert caught.value.details["kind"] == kind
    assert str(caught.value.message)


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"   ", b"\xef\xbb\xbf", b"\xff\xfe", b"\0" * 50]
)
def test_an_empty_file_is_said_to_be_empty(content: bytes) -> None:
    with pytest.raises(errors.EmptyFeed):
        feed(content)


def test_a_quote_that_stays_open_is_found_with_its_line() -> None:
    found = feed('sku,name\nA,x\nB,"jamais refermé\nC,y\n')
    with pytest.raises(errors.UnclosedQuote) as caught:
        list(found.lines())
    assert caught.value.details == {"line": 3}


def test_two_columns_of_one_name_are_refused() -> None:
    with pytest.raises(errors.RepeatedColumn) as caught:
        feed("sku,Price, price \nA,1,2\n")
    assert caught.value.details["column"] == "price"


def test_too_many_columns_are_refused() -> None:
    with pytest.raises(errors.TooManyColumns):
        feed(",".join(f"c{n}" for n in range(reading.MAX_COLUMNS + 1)) + "\n")


def test_a_damaged_title_is_refused() -> None:
    rows = "".join(f"A{n},été\n" for n in range(20)).encode()
    with pytest.raises(errors.BrokenEncoding) as caught:
        feed(b"sku,na\xffme\n" + rows)
    assert caught.value.details["column"] == "2"


def test_damage_here_and_there_leaves_the_other_lines_alone() -> None:
    good = "".join(f"A{n},été\n" for n in range(20)).encode()
    found = feed(b"sku,name\n" + good + b"B,\xff\xfe\n")
    assert found.encoding == "utf-8"
    broken = [line["sku"] for line in found.lines() if reading.UNFIT.search(line["name"])]
    assert broken == ["B"]


@pytest.mark.parametrize(
    "name",
    [
        b"Chauss\xff\xc3\x81\x8dure\x9d",  # of no encoding
        "Chaussée".encode("mac_roman"),  # é alone: all its bytes are of cp1252
        "Été".encode("mac_roman"),
        "Chemise à col".encode("mac_roman"),
        "Crème".encode("mac_roman"),
        "für".encode("mac_roman"),
    ],
)
def test_what_is_neither_utf8_nor_windows_is_damage_of_its_line(name: bytes) -> None:
    found = feed(b"sku,name\nA,Tee\nB," + name + b"\nC,Cap\n")
    assert found.encoding == "utf-8"
    broken = [line["sku"] for line in found.lines() if reading.UNFIT.search(line["name"])]
    assert broken == ["B"]


def test_a_byte_far_down_that_windows_does_not_have_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SAMPLE", 100)
    rows = "A,été\n".encode("cp1252") * 100
    assert feed(b"sku,name\n" + rows).encoding == "cp1252"
    assert feed(b"sku,name\n" + rows + b"B,\x9d\n").encoding == "utf-8"


@pytest.mark.parametrize(
    "name", ["Pâle à côté, Noël ça où", "Živa™ – « œuf » : 5 ‰", "STAŽ Škoda", "L’Haÿ, Größe"]
)
def test_windows_is_not_taken_for_a_mac(name: str) -> None:
    found = feed(f"sku;name\nA;{name}\n".encode("cp1252"))
    assert (found.encoding, next(found.lines())["name"]) == ("cp1252", name)


def test_a_cell_beyond_the_limit_is_refused_with_its_line() -> None:
    long = "x" * (reading.MAX_CELL + 1)
    found = feed(f"sku,name\nA,x\nB,{long}\n")
    with pytest.raises(errors.CellTooLong) as caught:
        list(found.lines())
    assert caught.value.details["line"] == 3


class Endless(io.RawIOBase):
    """``size`` bytes of one line, none of which exists until it is read."""

    def __init__(self, size: int, byte: bytes = b"x") -> None:
        self.size, self.at, self.byte, self.served = size, 0, byte, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self.at = offset
        return self.at

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        count = min(len(buffer), self.size - self.at)
        buffer[:count] = self.byte * count
        self.at += count
        self.served += count
        return count


@pytest.mark.parametrize("byte", [b"x", b"\xe9", b",", b'"'])
def test_a_line_without_end_is_refused_after_a_few_megabytes(byte: bytes) -> None:
    stream = Endless(2_000_000_000, byte)
    tracemalloc.start()
    try:
        with pytest.raises(errors.FeedError) as caught:
            list(open_feed(stream).lines())  # type: ignore[arg-type]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert isinstance(caught.value, errors.LineTooLong)
    assert stream.served < 20_000_000
    assert peak < 80_000_000


def test_a_file_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_BYTES", 1000)
    with pytest.raises(errors.FeedTooLarge):
        feed(TABLE + "A,x,1\n" * 500)


@pytest.mark.parametrize(("limit", "most"), [("MAX_LINES", 400), ("MAX_RECORDS", 400)])
def test_too_many_lines_are_refused(monkeypatch: pytest.MonkeyPatch, limit: str, most: int) -> None:
    monkeypatch.setattr(reading, limit, most)
    with pytest.raises(errors.FeedTooLarge):
        list(feed(TABLE + ",,\n" * most).lines())
    assert len(list(feed(TABLE + ",,\n" * (most - 3)).lines())) == most - 1


def test_memory_does_not_grow_with_the_file(peak: Callable[[int], int]) -> None:
    assert peak(40_000) < peak(4_000) + 2_000_000


@pytest.fixture
def peak() -> Callable[[int], int]:
    def measure(lines: int) -> int:
        stream = io.BytesIO(b"sku,name,price\n" + b"A,un nom de produit,10\n" * lines)
        tracemalloc.start()
        for _line in open_feed(stream).lines():
            pass
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    return measure
