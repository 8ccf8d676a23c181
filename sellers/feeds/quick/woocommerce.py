"""WooCommerce's lines, lean: simple products, variations, and the variable products they name."""

from collections.abc import Iterator
from itertools import count

from sellers.feeds.dialects.base import NO, Reading, split
from sellers.feeds.dialects.woocommerce import NOT_GOODS, NOT_SOLD, OFFLINE, Parents
from sellers.feeds.quick.base import (
    OFFER,
    Block,
    Days,
    Lean,
    PricesNow,
    Remembered,
    Stocks,
    barcode,
    context,
    odd,
    stripped,
)
from sellers.feeds.rows import LIMITS, MAX_KEY

SIMPLE, VARIATION, VARIABLE = "simple", "variation", "variable"


class WooCommerce:
    def __init__(self, reading: Reading) -> None:
        self._now, self._hold = PricesNow(reading), Days(reading.today)
        self._stock = Stocks(reading, Remembered(lambda text: text.casefold() not in NO))
        self._kind = Remembered(_kind, blank=SIMPLE)
        self._online = Remembered(lambda text: text not in OFFLINE, blank=True)
        self._parents = Parents({}, set())

    def __call__(self, block: Block) -> Iterator[Lean]:
        told = zip(
            self._now(block["price"], block["special_price"],
                      self._hold(block["special_from"], block["special_to"])),
            self._stock(block["stock"], block["in_stock"]), map(barcode, block["gtin"]),
            strict=False,
        )  # fmt: skip
        lines = zip(
            count(), block.numbers, block.sound, stripped(block["id"]), stripped(block["sku"]),
            stripped(block["title"]), stripped(block["parent"]),
            map(self._kind.__getitem__, block["product_type"]),
            map(self._online.__getitem__, block["published"]), told, strict=False,
        )  # fmt: skip
        for row, number, sound, own, sku, title, parent, kind, online, rest in lines:
            ours = f"id:{own}" if own else ""
            key = sku if 0 < len(sku) <= MAX_KEY else ours
            group = self._group(kind, key, ours, parent)
            if kind == VARIABLE and not online:
                self._parents.offline.add(group)
            online = online and not (kind == VARIATION and group in self._parents.offline)
            good = sound and online and kind and key == (sku or ours)
            if not good or not 0 < len(key) <= MAX_KEY or len(title) > LIMITS["title"]:
                yield context(number) if sound and block.is_blank(row) else odd(number, group)
            elif kind == VARIABLE:
                yield context(number, group)
            elif None in rest or not (title or parent):
                yield odd(number, group)
            else:
                minor, stock, gtin = rest
                column = "sku" if sku else "id"
                yield (number, OFFER, key, column, group or key, gtin or "", minor, stock)

    def _group(self, kind: str | None, key: str, ours: str, parent: str) -> str:
        """The key of its product, as the dialect finds it: parents come first."""
        if kind == VARIABLE:
            self._parents.groups[ours] = key
        return self._parents.groups.get(parent, parent) if kind == VARIATION else key


def _kind(text: str) -> str | None:
    kinds = {kind.casefold() for kind in split(text, ",")}
    if VARIABLE in kinds:
        return VARIABLE
    if kinds & (NOT_GOODS | NOT_SOLD):
        return None
    return VARIATION if VARIATION in kinds else SIMPLE
