"""ManoMano's products, lean."""

from collections.abc import Iterator
from itertools import repeat

from sellers.feeds import values
from sellers.feeds.dialects.base import Reading
from sellers.feeds.quick.base import (
    Block,
    Lean,
    Offers,
    PricesNow,
    Remembered,
    barcode,
    flat,
    grouped,
    stripped,
    titled,
)


class ManoMano:
    def __init__(self, reading: Reading) -> None:
        self._now, self._units = PricesNow(reading), Remembered(values.units)

    def __call__(self, block: Block) -> Iterator[Lean]:
        keys = stripped(block["sku"])
        said = Offers(
            keys=keys,
            groups=grouped(block["group"], keys),
            minors=self._now(block["price"], block["special_price"], repeat(True)),
            stocks=map(self._units.__getitem__, block["stock"]),
            gtins=map(barcode, block["gtin"]),
            ordinary=[titled(block["title"])],
        )
        return flat(block, said)
