"""From bytes to lines: kind of file, encoding, delimiter, header. Memory does not grow with size.

The stream is read once to learn what it is (``open_feed``), then as often as wanted (``lines``).
Text is read here; archives, workbooks, XML and JSON in ``containers``. All become the same lines.
"""

import codecs
import csv
import hashlib
import io
import re
import weakref
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import Any, BinaryIO, Final

from marketplace.core.sentences import Sentence
from marketplace.core.sentences import Sentence as _
from sellers.feeds import errors, inert, synonyms
from sellers.feeds.containers import archives, excel, jsons, xml
from sellers.feeds.limits import (
    BLOCK,
    FILE,
    MAX_BYTES,
    MAX_CELL,
    MAX_COLUMNS,
    MAX_LINE,
    MAX_LINES,
    MAX_RECORDS,
    SAMPLE,
    place,
)

DELIMITERS: Final = (",", ";", "\t", "|")
# What a byte that is not of the encoding becomes: such a cell is a fault of its line, not of all.
BROKEN: Final = re.compile("[\udc80-\udcff]")
UNFIT: Final = re.compile("[\udc80-\udcff\0]")
LEGACY: Final = "cp1252"  # the only one that is guessed; others accept whatever bytes there are
NOT_LEGACY: Final = b"\x81\x8d\x8f\x90\x9d"  # bytes that it does not define
# What the é, É, à, â, ä and ü of an old Mac look like when they are read as cp1252.
MAC: Final = re.compile("[a-zß-öø-ÿ][ŽŠŸ‰]|[ƒˆ]")
HEAD: Final = 10  # records among which the header is looked for
FEWEST: Final = 2  # names of columns that make a record a header
LONGEST: Final = 80  # characters of a name that is known
END: Final = "\ue000end of feed\ue000"  # a last line, to see whether a quote is still open

csv.field_size_limit(MAX_CELL)


@dataclass(frozen=True, slots=True)
class Line:
    """One record. ``number`` is the line of the file on which it begins, the header being 1."""

    number: int
    cells: Sequence[str]
    columns: Mapping[str, int]  # normalised name → position

    def __getitem__(self, column: str) -> str:
        """The cell under a normalised column name, without blanks around; "" if there is none."""
        position = self.columns.get(column)
        if position is None or position >= len(self.cells):
            return ""
        return self.cells[position].strip()

    @property
    def is_blank(self) -> bool:
        return not any(cell.strip() for cell in self.cells)

    @property
    def extra(self) -> str:
        """The first cell that stands beyond the header, if it says something."""
        beyond = self.cells[len(self.columns) :] if len(self.cells) > len(self.columns) else ()
        return next((cell.strip() for cell in beyond if cell.strip()), "")


@dataclass(frozen=True)
class Header:
    """The seller's column names, and the same as they are compared (``normalised``)."""

    names: tuple[str, ...]
    columns: Mapping[str, int] = field(repr=False)
    beside: "Header | None" = None  # of the second file, where two belong together

    @classmethod
    def of(cls, names: Sequence[str]) -> "Header":
        """:raises RepeatedColumn: two columns have the same name."""
        columns: dict[str, int] = {}
        for position, name in enumerate(names):
            key = normalised(name) or f"\0{position}"
            if key in columns:
                raise errors.RepeatedColumn(
                    _("La colonne « %(name)s » est là deux fois. Supprimez celle qui est de trop.")
                    % {"name": name.strip()[:80]},
                    line=1,
                    column=name.strip()[:80],
                )
            columns[key] = position
        return cls(tuple(name.strip() for name in names), columns)

    def __contains__(self, column: str) -> bool:
        return column in self.columns

    def name(self, column: str) -> str:
        """The seller's own writing of a normalised name."""
        position = self.columns.get(column)
        return column if position is None else self.names[position]


Record = tuple[int, Sequence[str]]  # the line on which it begins, and its cells


@dataclass(frozen=True)
class Feed:
    """A table that has been looked at and can be read again and again.

    ``container``: "csv", "xml", "json" or "excel". ``beside``: the second file where two belong
    together; its lines follow, their numbers raised by ``FILE`` (see ``place``).
    """

    stream: BinaryIO
    encoding: str
    delimiter: str  # "" where cells are told apart by other means
    header: Header
    digest: str  # SHA-256 of the bytes
    size: int  # bytes
    read: Callable[[], Generator[Record, None, None]] = field(repr=False)
    container: str = "csv"
    name: str = ""  # of the file in its archive
    beside: "Feed | None" = field(default=None, repr=False)

    def lines(self) -> Iterator[Line]:
        """Every record after the header; empty lines are passed over.

        :raises LineTooLong, CellTooLong, UnclosedQuote, FeedTooLarge …: with the line.
        """
        for number, cells in self._own():
            yield Line(number, cells, self.header.columns)
        if self.beside is not None:
            yield from self.beside_lines()

    def beside_lines(self) -> Iterator[Line]:
        """Those of the second file alone."""
        if self.beside is None or self.header.beside is None:
            return
        for number, cells in self.beside.records():
            yield Line(FILE + number, cells, self.header.beside.columns)

    def records(self) -> Iterator[Record]:
        """The same without an object a line: its number and its cells as they stand."""
        yield from self._own()
        if self.beside is not None:
            for number, cells in self.beside.records():
                yield FILE + number, cells

    def line(self, number: int, cells: Sequence[str]) -> Line:
        """One of the records under its columns, be it of the first file or the second."""
        beside = self.header.beside
        return Line(number, cells, (beside if beside and number > FILE else self.header).columns)

    def _own(self) -> Iterator[Record]:
        with closing(self.read()) as records:
            for count, (number, cells) in enumerate(records, start=1):
                if count > MAX_RECORDS:
                    raise errors.FeedTooLarge(line=number)
                yield number, cells

    def place(self, number: int) -> tuple[str, int]:
        """The file, "" when there is but one, and the line in it as an editor numbers it."""
        return place(number, self.parts)

    @property
    def parts(self) -> list[str]:
        """The names of the two files that belong together; none when there is but one."""
        return [] if self.beside is None else [self.name, self.beside.name]


def normalised(name: str) -> str:
    return " ".join(name.replace("\ufeff", "").split()).casefold()


def open_feed(stream: BinaryIO) -> Feed:
    """Look at a stream that can go back: what it is, how it is written, what its columns are.

    :raises FeedError: one of its kinds, when it is no table that can be read.
    """
    stream.seek(0)
    start = stream.read(SAMPLE)
    if not start.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise errors.EmptyFeed
    kind = _kind(start)
    if kind == "zip":
        return _of_workbook(stream) if archives.is_workbook(stream) else _of_archive(stream)
    if kind == "gzip":
        return _of_file(archives.gunzipped(stream))
    if kind in {"xml", "json"}:
        return _of_xml(stream) if kind == "xml" else _of_json(stream)
    if kind:
        raise errors.NotAFeed(_kind_message(kind), kind=kind)
    return _of_text(stream)


# --- containers ------------------------------------------------------------------------------
def _of_file(unpacked: BinaryIO, name: str = "") -> Feed:
    """A file that was unpacked for this feed and goes with it."""
    try:
        unpacked.seek(0)
        if _kind(unpacked.read(SAMPLE)) == "gzip" or (
            _kind_of(unpacked) == "zip" and not archives.is_workbook(unpacked)
        ):
            raise errors.NoTable(_("Cette archive contient une archive : envoyez la table seule."))
        feed = replace(open_feed(unpacked), name=name)
    except BaseException:
        unpacked.close()
        raise
    weakref.finalize(feed, unpacked.close)
    return feed


def _kind_of(stream: BinaryIO) -> str:
    stream.seek(0)
    return _kind(stream.read(SAMPLE))


def _of_archive(stream: BinaryIO) -> Feed:
    """One table, or two that belong together: the second's columns are the first's ``beside``."""
    feeds = [_of_file(unpacked, name) for name, unpacked in archives.tables(stream)]
    if len(feeds) == 1:
        return feeds[0]
    first, second = sorted(feeds, key=lambda feed: _are_combinations(feed.header))
    header = replace(first.header, beside=second.header)
    digest = hashlib.sha256(f"{first.digest}{second.digest}".encode()).hexdigest()
    pair = replace(
        first, stream=stream, header=header, digest=digest, size=first.size + second.size,
        beside=second,
    )  # fmt: skip
    weakref.finalize(pair, _nothing, first)  # its file is open as long as the pair is
    return pair


def _nothing(_kept: Feed) -> None:
    return None


def _are_combinations(header: Header) -> bool:
    return any(name.endswith(synonyms.COMBINATION) for name in header.columns)


def _of_workbook(stream: BinaryIO) -> Feed:
    sheet = excel.sheet_name(stream)
    read = partial(_unmarked, excel.records, stream, sheet)
    names, skipped = _header(read)
    _check_header(names)
    digest, size = _digest(stream)
    return Feed(
        stream, "xlsx", "", Header.of(_trimmed(names)), digest, size,
        partial(_after, read, skipped), "excel",
    )  # fmt: skip


def _of_xml(stream: BinaryIO) -> Feed:
    layout = xml.layout(stream)
    digest, size = _digest(stream)
    header = Header.of(list(layout.columns.names))
    return Feed(stream, "xml", "", header, digest, size, partial(_all, xml.records, stream, layout),
                "xml")  # fmt: skip


def _of_json(stream: BinaryIO) -> Feed:
    look = _look(stream)
    layout = jsons.layout(stream, look.encoding)
    header = Header.of(list(layout.columns.names))
    read = partial(_all, jsons.records, stream, layout)
    return Feed(stream, look.encoding, "", header, look.digest, look.size, read, "json")


def _of_text(stream: BinaryIO) -> Feed:
    look = _look(stream)
    delimiter = _delimiter(stream, look.encoding)
    read: Read = partial(_records, stream, look.encoding, delimiter)
    if look.marked:  # of a million lines not each has to be looked at
        read = partial(_unmarked, read)
    names, skipped = _header(read)
    _check_header(names)
    return Feed(
        stream, look.encoding, delimiter, Header.of(_trimmed(names)), look.digest, look.size,
        partial(_after, read, skipped),
    )  # fmt: skip


Read = Callable[[], Iterator[Record]]


def _all(read: Callable[..., Iterator[Record]], *args: Any) -> Generator[Record, None, None]:
    yield from read(*args)


def _unmarked(read: Callable[..., Iterator[Record]], *args: Any) -> Iterator[Record]:
    """Cells without the mark that keeps spreadsheets from taking them for formulas."""
    for number, cells in read(*args):
        yield number, [inert.bare(cell) for cell in cells]


def _after(read: Read, skipped: int) -> Generator[Record, None, None]:
    """What follows the header."""
    yield from islice(read(), skipped, None)


def _header(read: Read) -> tuple[Sequence[str], int]:
    """The names of the columns, and how many records go before the first that follows them.

    Shops put their name, a date or a line for people above it: it is the one of the first few
    that has the most words which are names of columns, if it has any.
    """
    rows = _first(read, HEAD)
    if not rows:
        raise errors.EmptyFeed
    best = max(range(len(rows)), key=lambda place: (_known(rows[place]), -place))
    if _known(rows[best]) < FEWEST:
        best = 0
    return rows[best], best + 1


def _first(read: Read, count: int) -> list[Sequence[str]]:
    """Some records; what stops reading after the first is told when the lines are read."""
    rows: list[Sequence[str]] = []
    try:
        rows.extend(cells for _number, cells in islice(read(), count))
    except errors.FeedError:
        if not rows:
            raise
    return rows


def _known(cells: Sequence[str]) -> int:
    return sum(normalised(cell) in synonyms.KNOWN for cell in cells if len(cell) < LONGEST)


def _digest(stream: BinaryIO) -> tuple[str, int]:
    """SHA-256 of all bytes, and how many there are."""
    stream.seek(0)
    digest, size = hashlib.sha256(), 0
    while block := stream.read(BLOCK):
        digest.update(block)
        size += len(block)
        if size > MAX_BYTES:
            raise errors.FeedTooLarge
    return digest.hexdigest(), size


# --- what it is ------------------------------------------------------------------------------
@dataclass(frozen=True)
class _Look:
    encoding: str
    digest: str
    size: int
    marked: bool  # there may be marks that keep spreadsheets from computing


SIGNATURES: Final = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),  # an empty one
    (b"\x1f\x8b", "gzip"),
    (b"%PDF", "pdf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"RIFF", "image"),
    (b"\xd0\xcf\x11\xe0", "excel"),
    (b"SQLite format 3", "binary"),
)
BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def _look(stream: BinaryIO) -> _Look:
    stream.seek(0)
    start = stream.read(SAMPLE)
    wide = next((name for bom, name in BOMS if start.startswith(bom)), None) or _utf16(start)
    scan = _scan(stream, wide or "utf-8")
    if wide or not scan.broken:
        return _Look(wide or "utf-8", scan.digest, scan.size, scan.marked)
    if scan.good >= scan.broken:  # UTF-8 with damage here and there: those lines will say so
        return _Look("utf-8", scan.digest, scan.size, scan.marked)
    encoding = LEGACY if _is_legacy(scan) else "utf-8"
    return _Look(encoding, scan.digest, scan.size, scan.marked)


def _is_legacy(scan: "_Scan") -> bool:
    """Nothing speaks against cp1252. A wrong guess would be imported without a word."""
    return not scan.undefined and not MAC.search(scan.sample.decode(LEGACY, "ignore"))


def _kind(start: bytes) -> str:
    """What other than text a file is, "" when it is text."""
    kind = next((kind for sign, kind in SIGNATURES if start.startswith(sign)), "")
    text = start[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if not kind and text.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        kind = "html"
    elif not kind and MARKUP.match(text):
        kind = "xml"
    elif not kind and OBJECT.match(text):
        kind = "json"
    elif not kind and _binary(start):
        kind = "binary"
    return kind


MARKUP: Final = re.compile(rb"<[?!a-z]")
OBJECT: Final = re.compile(rb'\[\s*[\[{]|\{\s*"')


def _kind_message(kind: str) -> Sentence:
    please = _("%(told)s Envoyez l’export de votre boutique : CSV, Excel (.xlsx), XML ou JSON.")
    said = {
        "excel": _("Ce fichier est un ancien classeur Excel. Enregistrez-le en .xlsx ou en CSV."),
        "html": _(
            "Ce fichier est une page web, souvent une page de connexion. Vérifiez l’adresse."
        ),
        "pdf": please % {"told": _("Ce fichier est un PDF.")},
        "image": please % {"told": _("Ce fichier est une image.")},
    }
    return said.get(kind) or please % {"told": _("Ce fichier n’est pas du texte.")}


def _binary(start: bytes) -> bool:
    """Control characters in number, where UTF-16 does not explain them."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _utf16(start):
        return False
    controls = sum(start.count(bytes([code])) for code in range(32) if code not in (9, 10, 13))
    return controls > max(8, len(start) // 50)


def _utf16(start: bytes) -> str | None:
    """UTF-16 without its mark: in European text every other byte is 0."""
    pairs = len(start) // 2
    even, odd = start[0 : 2 * pairs : 2].count(0), start[1 : 2 * pairs : 2].count(0)
    if pairs >= 4 and odd > pairs * 0.6 and even < pairs * 0.05:
        return "utf-16-le"
    if pairs >= 4 and even > pairs * 0.6 and odd < pairs * 0.05:
        return "utf-16-be"
    return None


@dataclass
class _Scan:
    digest: str = ""
    size: int = 0
    good: int = 0  # characters beyond ASCII
    broken: int = 0  # bytes that are not of the encoding
    undefined: bool = False  # there are bytes that ``LEGACY`` does not have either
    sample: bytes = b""
    marked: bool = False  # see ``inert``


def _scan(stream: BinaryIO, encoding: str) -> _Scan:
    """Read the whole stream by blocks; a line without end stops it before memory fills."""
    scan, digest = _Scan(), hashlib.sha256()
    decoder = codecs.getincrementaldecoder(encoding)(errors=_on_error(encoding))
    run = ended = 0
    before = ""
    stream.seek(0)
    while block := stream.read(BLOCK):
        digest.update(block)
        scan.size += len(block)
        if scan.size > MAX_BYTES:
            raise errors.FeedTooLarge
        text = decoder.decode(block)
        scan.marked = scan.marked or bool(inert.SIGN.search(before + text))
        before = text[-1:]
        last = max(text.rfind("\n"), text.rfind("\r"))
        ended += text.count("\n") or text.count("\r")
        run = run + len(text) if last < 0 else len(text) - last
        if run > MAX_LINE:
            raise _line_too_long(ended + 1)
        if ended > MAX_LINES:
            raise errors.FeedTooLarge(line=ended)
        if not text.isascii():
            broken = len(text) - len(text.encode("utf-8", "ignore").decode())
            scan.broken += broken
            scan.good += len(text) - len(text.encode("ascii", "ignore")) - broken
            scan.undefined = scan.undefined or any(byte in block for byte in NOT_LEGACY)
            if broken and len(scan.sample) < SAMPLE:
                scan.sample += _around_broken(text)
    scan.digest = digest.hexdigest()
    return scan


def _around_broken(text: str) -> bytes:
    """The lines with damage, as the bytes they were."""
    lines = (line for line in text.splitlines() if BROKEN.search(line))
    return "\n".join(line[:400] for line in lines)[:SAMPLE].encode("utf-8", "surrogateescape")


def _on_error(encoding: str) -> str:
    return "replace" if encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"


def _line_too_long(number: int) -> errors.LineTooLong:
    return errors.LineTooLong(
        _(
            "La ligne %(line)d dépasse %(most)d caractères : un retour à la ligne manque, ou ce "
            "n’est pas un export CSV."
        )
        % {"line": number, "most": MAX_LINE},
        line=number,
    )


# --- records ---------------------------------------------------------------------------------
def _records(
    stream: BinaryIO, encoding: str, delimiter: str
) -> Generator[tuple[int, Sequence[str]], None, None]:
    """(line on which it begins, cells) of each record, the header first."""
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding=encoding, errors=_on_error(encoding), newline="")
    start = 1
    try:
        reader = csv.reader(_bounded(text), delimiter=delimiter, skipinitialspace=True)
        while True:
            start = reader.line_num + 1
            cells = next(reader, None)
            if cells is None or cells == [END]:
                return
            if cells and cells[-1].endswith(END):
                raise errors.UnclosedQuote(
                    _("Un guillemet ouvert à la ligne %(line)d n’est jamais refermé.")
                    % {"line": start},
                    line=start,
                )
            if cells:
                yield start, cells
    except csv.Error as error:
        raise errors.CellTooLong(
            _(
                "À la ligne %(line)d, une cellule dépasse %(most)d caractères : un guillemet n’est "
                "sans doute pas refermé."
            )
            % {"line": start, "most": MAX_CELL},
            line=start,
        ) from error
    finally:
        text.detach()


def _bounded(text: io.TextIOWrapper) -> Iterator[str]:
    """Physical lines, none longer than ``MAX_LINE``."""
    number = 0
    while line := text.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE:
            raise _line_too_long(number)
        yield line
    yield END


def _delimiter(stream: BinaryIO, encoding: str) -> str:
    """What cuts the header into the most names of columns, or else the first record into most."""

    def cut(delimiter: str) -> tuple[int, int]:
        try:
            rows = _first(partial(_records, stream, encoding, delimiter), HEAD)
        except errors.FeedError:
            return 0, 0
        return max(map(_known, rows), default=0), len(rows[0]) if rows else 0

    return max(DELIMITERS, key=cut)


def _trimmed(names: Sequence[str]) -> Sequence[str]:
    """Without the nameless columns that trailing delimiters leave."""
    kept = len(names)
    while kept and not names[kept - 1].strip():
        kept -= 1
    return names[:kept]


def _check_header(names: Sequence[str]) -> None:
    if len(names) > MAX_COLUMNS:
        raise errors.TooManyColumns(
            _("La ligne des titres a %(count)d colonnes, %(most)d au plus sont acceptées.")
            % {"count": len(names), "most": MAX_COLUMNS},
            line=1,
        )
    for position, name in enumerate(names, start=1):
        if UNFIT.search(name):
            raise errors.BrokenEncoding(
                _("Le titre de la colonne %(column)d est abîmé : enregistrez le fichier en UTF-8.")
                % {"column": position},
                line=1,
                column=str(position),
            )
