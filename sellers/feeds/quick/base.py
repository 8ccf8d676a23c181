"""What lean readers share: lines column by column, and what single cells say without any object."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import count, repeat
from typing import Any, Final, NamedTuple

from sellers.feeds import values
from sellers.feeds.dialects.base import LEFT_OUT, NEW, Reading
from sellers.feeds.faults import Fault
from sellers.feeds.rows import LIMITS, MAX_KEY, MAX_TEXT, fit

OFFER, ODD, CONTEXT = "offer", "odd", "context"
Record = tuple[int, Sequence[str]]  # the line's number and its cells
# line, kind, key, our name of the column that it comes from, product, GTIN-14, cents, units
Lean = tuple[int, str, str, str, str, str, int | None, int | None]
# The same; what it says besides (see ``saying``), and of which product, where it is no offer.
Told = tuple[int, str, str, str, str, str, int | None, int | None, int | None, str]
Quick = Callable[["Block"], Iterator[Lean]]
REMEMBERED: Final = 100_000  # different prices or counts
UNSAID: Final = -1  # of a count: the cell is blank


def odd(number: int, product: str = "") -> Lean:
    return (number, ODD, "", "", fit(product), "", None, None)


def context(number: int, product: str = "") -> Lean:
    return (number, CONTEXT, "", "", product, "", None, None)


class Block:
    """Some lines, column by column: a million of them are too many for a call each.

    ``sound``: for each line whether it can be read at all; a damaged one is for the dialect.
    """

    def __init__(self, batch: Sequence[Record], places: Mapping[str, int], *, width: int) -> None:
        rows = [cells for _number, cells in batch]
        texts = ["".join(cells) for cells in rows]
        whole = _readable("".join(texts)) and max(map(len, texts), default=0) <= MAX_TEXT
        self.numbers = [number for number, _cells in batch]
        if whole and set(map(len, rows)) == {width}:
            self.sound: Iterable[bool] = repeat(True, len(rows))
        else:
            self.sound = [
                (whole or (len(text) <= MAX_TEXT and _readable(text)))
                and not any(map(str.strip, cells[width:]))
                for cells, text in zip(rows, texts, strict=True)
            ]
            rows = [[*cells[:width], *[""] * (width - len(cells))] for cells in rows]
        self._columns = list(zip(*rows, strict=True))
        self._places = places

    def __getitem__(self, name: str) -> Sequence[str]:
        """The cells under one of our names, with blanks around them; blank if it is not there."""
        place = self._places.get(name)
        return ("",) * len(self.numbers) if place is None else self._columns[place]

    def is_blank(self, row: int) -> bool:
        return not any(column[row].strip() for column in self._columns)


def _readable(text: str) -> bool:
    if "\0" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


# --- cells -----------------------------------------------------------------------------------
class Remembered(dict[str, Any]):
    """A cell → what it says, None where only the dialect can tell; few different cells are many."""

    def __init__(self, read: Callable[[str], Any], *, blank: Any = None) -> None:
        super().__init__()
        self._read, self.blank = read, blank

    def __missing__(self, text: str) -> Any:
        if len(self) > REMEMBERED:
            self.clear()
        try:
            self[text] = said = self._read(text.strip()) if text.strip() else self.blank
        except Fault:
            self[text] = said = None
        return said


def prices(currency: str) -> Remembered:
    return Remembered(partial(values.cents, currency=currency))


def stripped(column: Sequence[str]) -> list[str]:
    return list(map(str.strip, column))


def grouped(groups: Sequence[str], keys: Iterable[str]) -> list[str]:
    """The keys of lines' products, where a line may be a product by itself."""
    return [group.strip() or key for group, key in zip(groups, keys, strict=True)]


def is_new(condition: str) -> bool:
    return condition.casefold() in NEW


def titled(column: Sequence[str]) -> Iterator[bool]:
    """Whether there is a title, and no longer than it may be."""
    return (0 < len(text.strip()) <= LIMITS["title"] for text in column)


def barcode(text: str) -> str | None:
    """A GTIN-14; "" where there is none to go by, None where only the dialect can tell."""
    if len(text) == 13 and text.isascii() and text.isdigit():
        digits = text.encode()
        right = (sum(digits[::2]) + 3 * sum(digits[1::2])) % 10 == 0  # 25 × 48 is 1200
        usual = not text.startswith(UNUSUAL) and not text.endswith("00000")
        if right and usual:
            return f"0{text}"
    plain = text.strip()
    if not plain:
        return ""
    try:
        return values.gtin14(plain)
    except Fault as fault:
        return "" if fault.rule in LEFT_OUT else None


UNUSUAL: Final = (*values.IN_STORE, *values.BOOKS)


class Days:
    """Whether today is between two days, be they told or not; None where only the dialect knows.

    ``read``: what day a cell says, None for none.
    """

    def __init__(self, today: date, read: Callable[[str], date | None] = values.day) -> None:
        self._begun = Remembered(lambda text: (read(text) or today) <= today, blank=True)
        self._lasts = Remembered(lambda text: (read(text) or today) >= today, blank=True)

    def __call__(self, begins: Sequence[str], ends: Sequence[str]) -> Iterator[bool | None]:
        return map(_both, map(self._begun.__getitem__, begins), map(self._lasts.__getitem__, ends))


def _both(begun: bool | None, lasts: bool | None) -> bool | None:
    return None if begun is None or lasts is None else begun and lasts


class PricesNow:
    """Cents: the special price while it holds, else the price; None where only the dialect can
    tell. ``read``: how a price is read, if not as one with tax."""

    def __init__(self, reading: Reading, read: Callable[[str], int] | None = None) -> None:
        read = read or partial(values.cents, currency=reading.currency)
        self._cents = Remembered(read, blank=0)  # which no price is

    def __call__(
        self, prices: Sequence[str], specials: Sequence[str], hold: Iterable[bool | None]
    ) -> Iterator[int | None]:
        cents = self._cents.__getitem__
        return map(_price_now, map(cents, prices), map(cents, specials), hold)


def _price_now(price: int | None, special: int | None, holds: bool | None) -> int | None:
    if not price or special is None or holds is None:
        return None
    if not special or not holds:
        return price
    return special if special <= price else None  # which the dialect warns of


class Stocks:
    """Units: the count where there is one, else what being available is worth; None where only the
    dialect can tell. ``available``: what a cell says, None for nothing."""

    def __init__(self, reading: Reading, available: Remembered) -> None:
        self._units, self._available = Remembered(values.units, blank=UNSAID), available
        self._worth = reading.in_stock

    def __call__(self, counts: Sequence[str], available: Sequence[str]) -> Iterator[int | None]:
        return map(
            self._stock,
            map(self._units.__getitem__, counts),
            map(self._available.__getitem__, available),
        )

    def _stock(self, units: int | None, available: bool | None) -> int | None:
        if units is None:
            return None
        if available is False:
            return 0
        if units != UNSAID:
            return units
        return self._worth if available else None


# --- lines -----------------------------------------------------------------------------------
class Offers(NamedTuple):
    """What lines of one offer each say, column by column; None where only the dialect can tell.

    ``groups``: the keys of their products; ``ordinary``: columns of what must be true of each.
    """

    keys: Iterable[str]
    groups: Iterable[str]
    minors: Iterable[int | None]
    stocks: Iterable[int | None]
    gtins: Iterable[str | None]
    ordinary: Sequence[Iterable[bool | None]]
    key_column: str = "sku"


def flat(block: Block, said: Offers) -> Iterator[Lean]:
    """The lines of a dialect each of which is an offer by itself."""
    lines = zip(
        count(), block.numbers, block.sound, said.keys, said.groups, said.minors, said.stocks,
        said.gtins, zip(*said.ordinary, strict=False), strict=False,
    )  # fmt: skip
    for row, number, sound, key, group, minor, stock, gtin, ordinary in lines:
        told = minor is not None and stock is not None and gtin is not None
        if sound and told and 0 < len(key) <= MAX_KEY and all(ordinary):
            yield (number, OFFER, key, said.key_column, group, gtin or "", minor, stock)
        else:
            yield context(number) if sound and block.is_blank(row) else odd(number, group)
