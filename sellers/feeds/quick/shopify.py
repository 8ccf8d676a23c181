"""Shopify's lines, lean."""

from collections.abc import Iterator, Sequence
from itertools import count

from sellers.feeds import values
from sellers.feeds.dialects import shopify
from sellers.feeds.dialects.base import NO, SEPARATOR, YES, Reading
from sellers.feeds.quick.base import OFFER, Block, Lean, Remembered, barcode, context, odd, prices
from sellers.feeds.rows import LIMITS, MAX_KEY, short


class Shopify:
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
