"""How much of a file is read: beyond it, reading ends in a named error before memory or time do."""

from collections.abc import Sequence
from typing import Final

MAX_BYTES: Final = 2_000_000_000  # of the file, and of what it unpacks to
MAX_LINE: Final = 4_000_000  # characters between two line ends, or of one JSON record
MAX_LINES: Final = 20_000_000  # of the file
MAX_RECORDS: Final = 3_000_000  # what a line means, however many lines of the file it takes
MAX_CELL: Final = 1_000_000  # characters
MAX_COLUMNS: Final = 2_000
MAX_NODES: Final = 50_000  # elements of one XML record
MAX_DEPTH: Final = 30  # levels of a record that are read
MAX_RATIO: Final = 200  # of unpacked to packed bytes, from ``RATIO_FROM`` on
RATIO_FROM: Final = 20_000_000  # bytes unpacked
MAX_MEMBERS: Final = 1_000  # of an archive
MAX_SHARED: Final = 200_000_000  # bytes of a workbook's shared texts, which are kept in memory
BLOCK: Final = 1 << 20
SAMPLE: Final = 1 << 15
SAMPLES: Final = 20  # first lines of a table: a guess looks at them, a person is shown them
FILE: Final = 100_000_000  # added to the line numbers of the second file, where two belong together


def place(number: int, parts: Sequence[str]) -> tuple[str, int]:
    """The file of a line, "" when there is but one, and its number there as an editor counts.

    ``parts``: the names of the two files that belong together, if there are two.
    """
    if len(parts) < 2:
        return "", number
    return (parts[1], number - FILE) if number > FILE else (parts[0], number)
