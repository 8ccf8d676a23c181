"""Excel workbooks (.xlsx), row by row; a formula counts as what it last came to."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import Any, BinaryIO, Final
from zipfile import BadZipFile

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from sellers.feeds import errors, limits
from sellers.feeds.containers import archives

EXACT: Final = 1e15  # up to it a float says every digit of a whole number


def sheet_name(stream: BinaryIO) -> str:
    """The first sheet that shows and has rows.

    :raises BrokenWorkbook, ArchiveTooLarge: it cannot be read. :raises EmptyFeed: none has any.
    """
    archives.check_workbook(stream)
    with _workbook(stream) as book:
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                continue
            sheet.reset_dimensions()
            if any(any(cell is not None for cell in row) for row in _some(sheet)):
                return str(sheet.title)
    raise errors.EmptyFeed


def records(stream: BinaryIO, name: str) -> Iterator[tuple[int, list[str]]]:
    """(row, cells) of every row that says something."""
    with _workbook(stream) as book:
        sheet = book[name]
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            if number > limits.MAX_RECORDS:
                raise errors.FeedTooLarge(line=number)
            cells = [_text(cell) for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            if len(cells) > limits.MAX_COLUMNS:
                raise errors.TooManyColumns(line=number)
            if any(len(cell) > limits.MAX_CELL for cell in cells):
                raise errors.CellTooLong(line=number)
            if cells:
                yield number, cells


def _some(sheet: Any) -> Iterator[tuple[Any, ...]]:
    return iter(sheet.iter_rows(max_row=50, values_only=True))


@contextmanager
def _workbook(stream: BinaryIO) -> Iterator[Any]:
    stream.seek(0)
    try:
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        try:
            yield book
        finally:
            book.close()
    except (
        BadZipFile,
        InvalidFileException,
        SyntaxError,  # of XML, whichever parser there is
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        EOFError,
        OSError,
    ) as error:
        if isinstance(error, errors.FeedError):
            raise
        raise errors.BrokenWorkbook from error  # fmt: skip


def _text(cell: Any) -> str:
    """As the seller would type it: whole numbers without ``.0``, days as days."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        whole = cell.is_integer() and abs(cell) < EXACT
        return str(int(cell)) if whole else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)
