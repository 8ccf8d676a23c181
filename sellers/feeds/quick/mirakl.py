"""Mirakl's offers, lean."""

from collections.abc import Iterator

from sellers.feeds import values
from sellers.feeds.dialects.base import Reading
from sellers.feeds.dialects.mirakl import STATES, names_barcode
from sellers.feeds.quick.base import (
    Block,
    Days,
    Lean,
    Offers,
    PricesNow,
    Remembered,
    barcode,
    flat,
    stripped,
)
from sellers.feeds.rows import LIMITS


class Mirakl:
    def __init__(self, reading: Reading) -> None:
        self._now, self._hold = PricesNow(reading), Days(reading.today)
        self._units = Remembered(values.units)
        self._state = Remembered(lambda text: text.casefold() in STATES, blank=True)
        self._kept = Remembered(lambda text: text.casefold() != "delete", blank=True)

    def __call__(self, block: Block) -> Iterator[Lean]:
        keys = stripped(block["sku"])
        units = map(self._units.__getitem__, block["stock"])
        said = Offers(
            keys=keys,
            groups=keys,
            minors=self._now(block["price"], block["special_price"],
                             self._hold(block["special_from"], block["special_to"])),
            stocks=map(_offered, units, self._hold(block["offered_from"], block["offered_to"])),
            gtins=map(_gtin, block["product_type"], block["product"]),
            ordinary=[
                map(self._state.__getitem__, block["state"]),
                map(self._kept.__getitem__, block["change"]),
                (len(title.strip()) <= LIMITS["title"] for title in block["title"]),
            ],
        )  # fmt: skip
        return flat(block, said)


def _offered(units: int | None, holds: bool | None) -> int | None:
    """Units while the offer is on, none before and after."""
    return None if units is None or holds is None else units * holds


def _gtin(kind: str, product: str) -> str | None:
    kind, product = kind.strip(), product.strip()
    return barcode(product) or None if names_barcode(kind, product) else ""
