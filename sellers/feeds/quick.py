"""What a line says of an offer that is known: key, price and stock, read without any object.

A line is read here only if it says nothing out of the ordinary; every other is ``ODD``, for the
dialect to read whole, which alone judges and explains. ``tests`` hold both to the same verdict.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import count, repeat
from typing import Any, Final

from sellers.feeds import values
from sellers.feeds.dialects import Dialect, magento, shopify
from sellers.feeds.dialects.base import LEFT_OUT, NO, SEPARATOR, YES, Reading, left_out
from sellers.feeds.faults import Fault, RowError, Severity
from sellers.feeds.rows import LIMITS, MAX_KEY, MAX_TEXT, short
from sellers.feeds.saying import Saying

OFFER, ODD, CONTEXT = "offer", "odd", "context"
Record = tuple[int, Sequence[str]]  # the line's number and its cells
# line, kind, key, our name of the column that it comes from, product, GTIN-14, cents, units
Lean = tuple[int, str, str, str, str, str, int | None, int | None]
# The same; what it says besides (see ``saying``), and of which product, where it is no offer.
Told = tuple[int, str, str, str, str, str, int | None, int | None, int | None, str]
Quick = Callable[["Block"], Iterator[Lean]]
REMEMBERED: Final = 100_000  # different prices or counts


Reader = Callable[[Sequence[Record]], tuple[list[Told], list[RowError]]]


def reader(dialect: Dialect, reading: Reading) -> Reader | None:
    """How lines of a file are read in batches, with the warnings of those that are offers.

    None: this dialect's lines are all read whole.
    """
    compiled = COMPILED.get(dialect.key)
    if compiled is None:
        return None
    quick = compiled(reading)
    header, columns = reading.mapped.header, reading.mapped.columns
    places = {ours: header.columns[name] for ours, name in columns.items()}

    code_column = reading.mapped.shown.get("gtin", "")
    saying, speaker = Saying(dialect, reading.mapped), SPEAKERS.get(dialect.key, "")

    def read(batch: Sequence[Record]) -> tuple[list[Told], list[RowError]]:
        block = Block(batch, places, width=len(header.columns))
        lines = list(quick(block))
        told: list[Told] = [
            (*line, said, "" if line[1] != CONTEXT else line[4] or speaks.strip())
            for line, said, speaks in zip(lines, saying(batch), block[speaker], strict=True)
        ]
        return told, list(_left_out(lines, block["gtin"], code_column))

    return read


def _left_out(lines: Sequence[Lean], codes: Sequence[str], column: str) -> Iterator[RowError]:
    """The barcodes that offers are taken without."""
    for line, code in zip(lines, codes, strict=True):
        if code and line[1] == OFFER and not line[5] and code.strip():
            try:
                values.gtin14(code.strip())
            except Fault as fault:
                yield RowError.of(line[0], column, code.strip(), left_out(fault), Severity.WARNING)


def odd(number: int, product: str = "") -> Lean:
    return (number, ODD, "", "", product, "", None, None)


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
    return Remembered(lambda text: values.cents(text, currency=currency))


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


# --- dialects --------------------------------------------------------------------------------
class _Shopify:
    """Lines of a product follow each other; its first one says whether it is on sale."""

    def __init__(self, reading: Reading) -> None:
        self._cents, self._units = prices(reading.currency), Remembered(values.units)
        self._new = Remembered(_is_new, blank=True)
        self._shipped = Remembered(_is_shipped, blank=True)
        self._head, self._on_sale, self._head_is_new = "", False, True
        self._names: Sequence[str] = ()  # of the options, as the first line gives them

    def __call__(self, block: Block) -> Iterator[Lean]:
        lines = zip(
            count(), block.numbers, block.sound, block["handle"], block["sku"],
            map(self._cents.__getitem__, block["price"]),
            map(self._units.__getitem__, block["stock"]), map(barcode, block["gtin"]),
            map(self._shipped.__getitem__, block["shipped"]),
            map(self._new.__getitem__, block["condition"]), block["condition"], strict=False,
        )  # fmt: skip
        for row, number, sound, handle, sku, minor, stock, gtin, ships, is_new, condition in lines:
            handle, sku = handle.strip(), sku.strip()
            if handle != self._head:
                self._begin(handle, block, row)
            if not (sound and handle) or None in (minor, stock, gtin):
                yield self._no_offer(number, block, row, sound=sound)
            elif self._on_sale and ships and (is_new if condition else self._head_is_new):
                yield self._offer(number, sku, handle, gtin, minor, stock, block, row)
            else:
                yield odd(number, handle)

    def _begin(self, handle: str, block: Block, row: int) -> None:
        self._head, self._head_is_new = handle, _is_new(block["condition"][row].strip())
        self._names = _option_names(block, row)
        title, published, status, gift = (
            block[name][row].strip() for name in ("title", "published", "status", "gift_card")
        )
        self._on_sale = (
            len(title) <= LIMITS["title"]
            and bool(values.line_of_text(title))
            and published.casefold() not in NO
            and status.casefold() not in shopify.WITHHELD
            and gift.casefold() not in YES
        )

    def _offer(
        self, number: int, sku: str, handle: str, gtin: str | None, minor: int | None,
        stock: int | None, block: Block, row: int,
    ) -> Lean:  # fmt: skip
        if len(sku) > MAX_KEY:
            return odd(number, handle)
        column = "sku" if sku else "handle"
        key = sku or self._key(block, row)
        return (number, OFFER, key, column, handle, gtin or "", minor, stock)

    def _key(self, block: Block, row: int) -> str:
        """Of a line without SKU, as the dialect makes it: its product and its options."""
        told: dict[str, str] = {}
        for own, inherited, option in zip(
            _option_names(block, row), self._names, shopify.OPTIONS, strict=True
        ):
            value = values.line_of_text(block[option][row])
            if value and value.casefold() != "default title":
                told[own or inherited or option] = value
        return short(SEPARATOR.join((self._head, *told.values())))

    def _no_offer(self, number: int, block: Block, row: int, *, sound: bool) -> Lean:
        """A picture, nothing at all, or something for the dialect to judge."""
        if not sound or any(block[name][row].strip() for name in shopify.TELLING):
            return odd(number, self._head)
        if not self._head and not block.is_blank(row):
            return odd(number)
        return context(number, self._head)


def _option_names(block: Block, row: int) -> tuple[str, ...]:
    return tuple(block[f"{option}_name"][row].strip() for option in shopify.OPTIONS)


def _is_shipped(text: str) -> bool:
    return text.casefold() not in NO


def _is_new(condition: str) -> bool:
    return condition.casefold() in {"", "new", "neuf"}


class _Magento:
    """Simple products; parents say nothing of an offer while they are on sale."""

    def __init__(self, reading: Reading) -> None:
        self._cents, self._units = prices(reading.currency), Remembered(values.units)
        self._days = Remembered(values.day)
        self._today = reading.today

    def __call__(self, block: Block) -> Iterator[Lean]:
        told = zip(
            map(self._now, map(self._cents.__getitem__, block["price"]), block["special_price"],
                block["special_from"], block["special_to"]),
            map(self._units.__getitem__, block["stock"]), map(barcode, block["gtin"]),
            block["attributes"], block["in_stock"], strict=False,
        )  # fmt: skip
        lines = zip(
            count(), block.numbers, block.sound, block["sku"], block["title"],
            block["product_type"], block["store_view"], block["online"], told, strict=False,
        )  # fmt: skip
        for row, number, sound, sku, title, kind, view, online, rest in lines:
            sku, title, kind = sku.strip(), title.strip(), kind.strip().casefold() or "simple"
            if not sound or not sku or len(sku) > MAX_KEY or len(title) > LIMITS["title"]:
                yield context(number) if sound and block.is_blank(row) else odd(number)
            elif view.strip():
                yield context(number, sku)
            elif online.strip() in OFFLINE or kind not in {"simple", "configurable"}:
                yield odd(number)
            else:
                yield context(number) if kind != "simple" else _simple(number, sku, title, *rest)

    def _now(self, price: int | None, special: str, begins: str, ends: str) -> int | None:
        """The special price while it holds; None where only the dialect can tell."""
        first, last = self._days[begins], self._days[ends]
        if (first is None and begins.strip()) or (last is None and ends.strip()):
            return None
        if not special.strip():
            return price
        offered = self._cents[special]
        if offered is None or price is None:
            return None
        if not _within(self._today, first, last):
            return price
        return offered if offered <= price else None  # which the dialect warns of


OFFLINE: Final = {*NO, "2"}


def _within(today: date, begins: date | None, ends: date | None) -> bool:
    return (begins is None or begins <= today) and (ends is None or ends >= today)


def _names_gtin(attributes: str) -> bool:
    return any(f"{name}=" in attributes for name in magento.GTIN_NAMES)


def _simple(
    number: int,
    sku: str,
    title: str,
    minor: int | None,
    stock: int | None,
    gtin: str | None,
    attributes: str,
    in_stock: str,
) -> Lean:
    if minor is None or stock is None or gtin is None or not title or _names_gtin(attributes):
        return odd(number)
    return (number, OFFER, sku, "sku", "", gtin, minor, 0 if in_stock.strip() in NO else stock)


# Our name of the column by which a line that is no offer says of which product it speaks, as the
# dialect's ``group``; for dialects in which it does not say so as ``product``.
SPEAKERS: Final[Mapping[str, str]] = {"magento": "sku"}
COMPILED: Final[Mapping[str, Callable[[Reading], Quick]]] = {
    "shopify": _Shopify,
    "magento": _Magento,
}
