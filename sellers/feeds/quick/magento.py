"""Magento's lines, lean: simple products; parents on sale say nothing of an offer."""

from collections.abc import Iterator
from itertools import count
from typing import Final

from sellers.feeds import values
from sellers.feeds.dialects import magento
from sellers.feeds.dialects.base import NO, Reading
from sellers.feeds.quick.base import (
    OFFER,
    Block,
    Days,
    Lean,
    PricesNow,
    Remembered,
    barcode,
    context,
    odd,
)
from sellers.feeds.rows import LIMITS, MAX_KEY


class Magento:
    def __init__(self, reading: Reading) -> None:
        self._now, self._hold = PricesNow(reading), Days(reading.today)
        self._units = Remembered(values.units)

    def __call__(self, block: Block) -> Iterator[Lean]:
        told = zip(
            self._now(block["price"], block["special_price"],
                      self._hold(block["special_from"], block["special_to"])),
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


OFFLINE: Final = {*NO, "2"}


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
