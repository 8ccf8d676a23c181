"""Cells that no spreadsheet takes for a formula: what we write came from somebody's file.

A mark stands in front of them, which shops write too; reading takes it off, so that a file that
was written and is read again says the same.
"""

import re
from typing import Final

MARK: Final = "'"
FORMULA: Final = re.compile(r"'*[=+\-@\t\r]")
SIGN: Final = re.compile(r"'[=+\-@\t\r]")  # of a marked cell somewhere in a text
MARKED: Final = re.compile(r"'+[=+\-@\t\r]")
NUMBER: Final = re.compile(r"[+-]?\d+(?:[.,]\d+)?", re.ASCII)  # which computes nothing


def marked(cell: str) -> str:
    """The cell as it is written: ``=A1`` → ``'=A1``, but ``-5`` as it is."""
    if FORMULA.match(cell) and not NUMBER.fullmatch(cell):
        return MARK + cell
    return cell


def bare(cell: str) -> str:
    """The cell as it is meant: ``'=A1`` → ``=A1``."""
    return cell[1:] if MARKED.match(cell) else cell
