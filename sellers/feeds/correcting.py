"""The file of an import given back: every line and column as they came, mended where it is known
how.

What is written is read again as the same dialect and the same rows, but for the mended cells. Text,
whatever the file was: columns of a workbook, of XML and of JSON go by the same names as a table's.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice, tee
from pathlib import PurePath
from typing import BinaryIO, Final, cast

from sellers.feeds import asking, dialects, errors, inert, queries, stock
from sellers.feeds.dialects.base import Dialect, Reading
from sellers.feeds.faults import Severity
from sellers.feeds.limits import FILE
from sellers.feeds.mapping import Mapping
from sellers.feeds.models import FeedRun, FeedSource
from sellers.feeds.reading import Feed, Header, Line, Record, normalised, open_feed
from sellers.feeds.rows import Parsed
from sellers.feeds.settings import Settings
from sellers.feeds.staging import Staging
from sellers.feeds.values import percent

DELIMITER: Final = ";"  # where the file had none; French spreadsheets expect it
BATCH: Final = 500  # lines that are written together


@dataclass
class Corrected:
    """A file to send, block by block; ``close`` it. ``mended``: cells, so far."""

    extension: str  # "csv", or "zip" of two that belong together
    stream: BinaryIO
    feed: Feed
    table: tuple[Dialect, Reading] | None  # None: nothing is mended
    mended: int = 0
    refused: "Refused | None" = None  # only these lines, and those that describe their products

    def __iter__(self) -> Iterator[bytes]:
        return _zipped(self._files()) if self.feed.beside else self._one_file()

    def close(self) -> None:
        self.stream.close()

    def _one_file(self) -> Iterator[bytes]:
        return _written(self.feed.header, self._records(), self._delimiter(self.feed))

    def _files(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        first, second = self.feed, cast(Feed, self.feed.beside)
        records = _Parted(self._records())
        names = _names(self.feed.parts)
        yield names[0], _written(first.header, records.up_to(FILE), self._delimiter(first))
        yield names[1], _written(second.header, records, self._delimiter(second))

    def _delimiter(self, feed: Feed) -> str:
        return feed.delimiter or DELIMITER

    def _records(self) -> Iterator[Record]:
        if self.refused is None:
            yield from self._all()
            return
        with self.refused.lines(self.feed) as wanted:
            following = next(wanted, None)
            for record in self._all():
                if record[0] == following:
                    yield record
                    following = next(wanted, None)

    def _all(self) -> Iterator[Record]:
        if self.table is None:
            yield from self.feed.records()
            return
        dialect, reading = self.table
        lines, again = tee(self.feed.lines())
        for line, parsed in zip(lines, dialect.read(again, reading), strict=True):
            yield line.number, self._mend(line, parsed)

    def _mend(self, line: Line, parsed: Parsed) -> Sequence[str]:
        fixes = {line.columns[normalised(f.column)]: f.fix for f in parsed.faults if f.fix}
        if not fixes:
            return line.cells
        self.mended += len(fixes)
        return [fixes.get(place, cell) for place, cell in enumerate(line.cells)]


@dataclass(frozen=True)
class Refused:
    """Which lines of a file were refused: found again by reading it, and those that were kept."""

    table: tuple[Dialect, Reading]
    kept: Sequence[int]  # of which only the catalogue may have told

    @contextmanager
    def lines(self, feed: Feed) -> Iterator[Iterator[int]]:
        """Their numbers in order, with those of the lines that describe their products."""
        dialect, reading = self.table
        with closing(Staging()) as staging:
            staging.fill(dialect.read(feed.lines(), reading), columns=reading.mapped.shown)
            yield staging.refused_with_their_products(self.kept)


def corrected(*, run: FeedRun, mend: bool, refused: bool = False) -> Corrected:
    """The file of a run; ``mend``: with the suggested values in their cells; ``refused``: only the
    lines that were refused, with what describes their products. Close it.

    All faults are found again by reading it: no more than the first thousand are remembered. Those
    that only the catalogue told have nothing to suggest.

    :raises FileGone: it is not kept, or no longer.
    :raises FeedError: how its columns were read is no longer known.
    """
    if not run.file:
        raise errors.FileGone
    try:
        stream = cast(BinaryIO, run.file.open("rb").file)
    except OSError as error:
        raise errors.FileGone from error
    try:
        feed = open_feed(stream)
        table = _table(run, feed) if mend or refused else None
        only = _refused(run, table) if refused and table else None
    except BaseException:
        stream.close()
        raise
    extension = "zip" if feed.beside else "csv"
    return Corrected(extension, stream, feed, table if mend else None, refused=only)


def _refused(run: FeedRun, table: tuple[Dialect, Reading]) -> Refused:
    kept = queries.faults(run=run, severity=Severity.ERROR).values_list("line", flat=True)
    return Refused(table, list(kept))


def _table(run: FeedRun, feed: Feed) -> tuple[Dialect, Reading]:
    """How the run read its file: as it was asked to, else as its source was set."""
    asked, source = run.asked, run.source or FeedSource()
    if run.dialect == stock.DIALECT.label:
        dialect = stock.DIALECT
    else:
        dialect = dialects.detect(feed.header, _mapping(run, feed))
    in_stock = asked.get("in_stock")
    reading = Reading(
        dialect.mapped(feed.header),
        (asked.get("currency") or source.currency).upper(),
        run.started_at.date(),
        tax=percent(asked["tax"]) if asked.get("tax") else source.tax_percent,
        in_stock=source.units_in_stock if in_stock is None else in_stock,
        beside=feed.beside_lines if feed.beside else None,
    )
    return dialect, reading


def _mapping(run: FeedRun, feed: Feed) -> Mapping | None:
    if run.mapping:
        return asking.applied(run.mapping, feed, Settings())[0]
    said = run.asked.get("mapping")
    return Mapping.of_json(said) if said else None


# --- writing ---------------------------------------------------------------------------------
def _written(header: Header, records: Iterable[Record], delimiter: str) -> Iterator[bytes]:
    """UTF-8 with its mark, some lines at a time; a damaged byte stays the byte that it was."""
    rows = (cells for _number, cells in records)
    yield _text([header.names], delimiter, mark="\ufeff")
    while batch := list(islice(rows, BATCH)):
        yield _text(batch, delimiter)


def _text(rows: Iterable[Sequence[str]], delimiter: str, *, mark: str = "") -> bytes:
    out = io.StringIO(newline="")
    # Whoever reads it skips the blanks before a cell, and sees what stands behind them.
    told = ([inert.marked(cell.lstrip(" ")) for cell in row] for row in rows)
    csv.writer(out, delimiter=delimiter).writerows(told)
    return (mark + out.getvalue()).encode("utf-8", "surrogateescape")


class _Parted:
    """Records of two files, one after the other."""

    def __init__(self, records: Iterator[Record]) -> None:
        self._records = records
        self._next: Record | None = next(records, None)

    def up_to(self, number: int) -> Iterator[Record]:
        while self._next and self._next[0] <= number:
            yield self._next
            self._next = next(self._records, None)

    def __iter__(self) -> Iterator[Record]:
        return self.up_to(2 * FILE)


def _names(parts: Sequence[str]) -> list[str]:
    """The files' own names, as those of tables in text."""
    names = [f"{PurePath(part).stem}.csv" for part in parts]
    return names if names[0] != names[1] else [f"1-{names[0]}", f"2-{names[1]}"]


class _Sink:
    """Where an archive is written that goes out at once."""

    def __init__(self) -> None:
        self._blocks: list[bytes] = []

    def write(self, block: bytes) -> int:
        self._blocks.append(bytes(block))
        return len(block)

    def flush(self) -> None:
        pass

    def taken(self) -> bytes:
        blocks, self._blocks = self._blocks, []
        return b"".join(blocks)


def _zipped(files: Iterable[tuple[str, Iterator[bytes]]]) -> Iterator[bytes]:
    sink = _Sink()
    with zipfile.ZipFile(cast(BinaryIO, sink), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, blocks in files:
            with archive.open(name, "w", force_zip64=True) as member:
                for block in blocks:
                    member.write(block)
                    yield sink.taken()
    yield sink.taken()
