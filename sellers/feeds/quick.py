"""What a line says of an offer that is known: key, price and stock, read without any object.

A line is read here only if it says nothing out of the ordinary; every other is ``ODD``, for the
dialect to read whole, which alone judges and explains. ``tests`` hold both to the same verdict.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from sellers.feeds import values
from sellers.feeds.dialects import Dialect, magento, shopify
from sellers.feeds.dialects.base import NO, SEPARATOR, YES, Reading
from sellers.feeds.faults import Fault
from sellers.feeds.rows import LIMITS, MAX_KEY, MAX_TEXT, short

OFFER, ODD, CONTEXT = "offer", "odd", "context"
Record = tuple[int, Sequence[str]]  # the line's number and its cells
# line, kind, key, our name of the column that it comes from, product, GTIN-14, cents, units
Lean = tuple[int, str, str, str, str, str, int | None, int | None]
Quick = Callable[[Record], Lean]
REMEMBERED: Final = 100_000  # different prices or counts


def reader(dialect: Dialect, reading: Reading) -> Callable[[Sequence[Record]], list[Lean]] | None:
    """How lines of a file are read in batches; None: this dialect's lines are all read whole."""
    compiled = COMPILED.get(dialect.key)
    if compiled is None:
        return None
    quick = compiled(reading)
    width = len(reading.mapped.header.columns)

    def read(batch: Sequence[Record]) -> list[Lean]:
        return [quick(record) for record in _sound(batch, width)]

    return read


def odd(number: int, product: str = "") -> Lean:
    return (number, ODD, "", "", product, "", None, None)


def context(number: int, product: str = "") -> Lean:
    return (number, CONTEXT, "", "", product, "", None, None)


# --- lines that can be read at all ---------------------------------------------------------------
def _sound(batch: Sequence[Record], width: int) -> Iterator[Record]:
    """Lines of the right width; what is damaged or too long comes with one cell too many."""
    texts = ["".join(cells) for _number, cells in batch]
    sound = _readable("".join(texts)) and max(map(len, texts), default=0) <= MAX_TEXT
    for (number, cells), text in zip(batch, texts, strict=True):
        if len(cells) != width:
            yield number, _fitted(cells, width)
        elif sound or (len(text) <= MAX_TEXT and _readable(text)):
            yield number, cells
        else:
            yield number, [*cells, DAMAGED]


DAMAGED: Final = "damaged"


def _readable(text: str) -> bool:
    if "\0" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _fitted(cells: Sequence[str], width: int) -> Sequence[str]:
    if len(cells) < width:
        return [*cells, *[""] * (width - len(cells))]
    extra = any(cell.strip() for cell in cells[width:])
    return [*cells[:width], DAMAGED] if extra else cells[:width]


# --- cells -----------------------------------------------------------------------------------
class Remembered(dict[str, Any]):
    """A cell → what it says, None where only the dialect can tell; few different cells are many."""

    def __init__(self, read: Callable[[str], Any]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> Any:
        if len(self) > REMEMBERED:
            self.clear()
        try:
            self[text] = said = self._read(text.strip()) if text.strip() else None
        except Fault:
            self[text] = said = None
        return said


def prices(currency: str) -> Remembered:
    return Remembered(lambda text: values.cents(text, currency=currency))


def barcode(text: str) -> str | None:
    """A GTIN-14; "" where there is none, None where only the dialect can tell."""
    if len(text) == 13 and text.isascii() and text.isdigit():
        digits = text.encode()
        right = (sum(digits[::2]) + 3 * sum(digits[1::2])) % 10 == 0  # 25 × 48 is 1200
        usual = not text.startswith(UNUSUAL) and not text.endswith("00000")
        return f"0{text}" if right and usual else None
    plain = text.strip()
    if not plain:
        return ""
    try:
        return values.gtin14(plain)
    except Fault:
        return None


UNUSUAL: Final = (*values.IN_STORE, *values.BOOKS)


class Columns:
    """Our names of columns → where they stand; a column that is not there reads as blank."""

    def __init__(self, reading: Reading) -> None:
        mapped = reading.mapped
        self._positions = {
            ours: mapped.header.columns[name] for ours, name in mapped.columns.items()
        }

    def __getitem__(self, name: str) -> Callable[[Sequence[str]], str]:
        position = self._positions.get(name)
        if position is None:
            return lambda _cells: ""
        return lambda cells: cells[position].strip()

    def place(self, name: str) -> int | None:
        return self._positions.get(name)


# --- dialects --------------------------------------------------------------------------------
def _shopify(reading: Reading) -> Quick:
    """Lines of a product follow each other; its first one says whether it is on sale."""
    columns = Columns(reading)
    handle_of, sku_of, title_of = columns["handle"], columns["sku"], columns["title"]
    published, status, gift = columns["published"], columns["status"], columns["gift_card"]
    shipped, condition, gtin_of = columns["shipped"], columns["condition"], columns["gtin"]
    price_of, stock_of = columns["price"], columns["stock"]
    telling = [columns[name] for name in shopify.TELLING]
    named = [(columns[f"{name}_name"], columns[name], name) for name in shopify.OPTIONS]
    cents, units = prices(reading.currency), Remembered(values.units)
    width = len(reading.mapped.header.columns)
    head, on_sale, used, inherited = "", False, "", ["", "", ""]

    def key(cells: Sequence[str]) -> str:
        options: dict[str, str] = {}
        for (name_of, value_of, option), known in zip(named, inherited, strict=True):
            value = values.line_of_text(value_of(cells))
            if value and value.casefold() != "default title":
                options[name_of(cells) or known or option] = value
        return short(SEPARATOR.join((head, *options.values())))

    def begin(handle: str, cells: Sequence[str]) -> None:
        nonlocal head, on_sale, used, inherited
        head, used = handle, condition(cells)
        title = title_of(cells)
        on_sale = (
            len(title) <= LIMITS["title"]
            and bool(values.line_of_text(title))
            and published(cells).casefold() not in NO
            and status(cells).casefold() not in shopify.WITHHELD
            and gift(cells).casefold() not in YES
        )
        inherited = [name_of(cells) for name_of, _value_of, _option in named]

    def read(record: Record) -> Lean:
        number, cells = record
        handle = handle_of(cells)
        if handle != head:
            begin(handle, cells)
        if not handle:
            blank = not any(cell.strip() for cell in cells)
            return context(number) if blank else odd(number)
        if len(cells) != width:
            return odd(number, handle)
        minor, stock, gtin = cents[price_of(cells)], units[stock_of(cells)], barcode(gtin_of(cells))
        if minor is None or stock is None or gtin is None:
            told = any(cell_of(cells) for cell_of in telling)
            return odd(number, handle) if told else context(number, handle)
        sku = sku_of(cells)
        ordinary = (
            on_sale
            and len(sku) <= MAX_KEY
            and (condition(cells) or used).casefold() in {"", "new", "neuf"}
            and shipped(cells).casefold() not in NO
        )
        if not ordinary:
            return odd(number, handle)
        column = "sku" if sku else "handle"
        return (number, OFFER, sku or key(cells), column, handle, gtin, minor, stock)

    return read


def _magento(reading: Reading) -> Quick:
    """Simple products; parents say nothing of an offer while they are on sale."""
    columns = Columns(reading)
    sku_of, title_of, kind_of = columns["sku"], columns["title"], columns["product_type"]
    view_of, online, in_stock = columns["store_view"], columns["online"], columns["in_stock"]
    price_of, stock_of = columns["price"], columns["stock"]
    special_of, gtin_of, packed = columns["special_price"], columns["gtin"], columns["attributes"]
    span = columns["special_from"], columns["special_to"]
    cents, units = prices(reading.currency), Remembered(values.units)
    width = len(reading.mapped.header.columns)
    days = Remembered(values.day)

    def now(cells: Sequence[str], price: int | None) -> int | None:
        """The special price while it holds; None where only the dialect can tell."""
        said = special_of(cells)
        dates = [(day_of(cells), days[day_of(cells)]) for day_of in span]
        if any(text and day is None for text, day in dates) or (said and cents[said] is None):
            return None
        holds = said and _within(reading.today, dates[0][1], dates[1][1])
        return min(cents[said], price) if holds and price is not None else price

    def read(record: Record) -> Lean:
        number, cells = record
        if len(cells) != width:
            return odd(number)
        sku, kind = sku_of(cells), kind_of(cells).casefold() or "simple"
        if not sku and not any(cell.strip() for cell in cells):
            return context(number)
        title = title_of(cells)
        if not 0 < len(sku) <= MAX_KEY or len(title) > LIMITS["title"]:
            return odd(number)
        if view_of(cells):
            return context(number, sku)
        if online(cells) in {*NO, "2"} or kind not in {"simple", "configurable"}:
            return odd(number)
        if kind == "configurable":
            return context(number)
        minor, stock = now(cells, cents[price_of(cells)]), units[stock_of(cells)]
        attributes = packed(cells)
        gtin = None if _names_gtin(attributes) else barcode(gtin_of(cells))
        if minor is None or stock is None or gtin is None or not title:
            return odd(number)
        stock = 0 if in_stock(cells) in NO else stock
        return (number, OFFER, sku, "sku", "", gtin, minor, stock)

    return read


def _within(today: date, begins: date | None, ends: date | None) -> bool:
    return (begins is None or begins <= today) and (ends is None or ends >= today)


def _names_gtin(attributes: str) -> bool:
    return any(f"{name}=" in attributes for name in magento.GTIN_NAMES)


COMPILED: Final[Mapping[str, Callable[[Reading], Quick]]] = {
    "shopify": _shopify,
    "magento": _magento,
}
