"""Google Merchant's items, lean."""

from collections.abc import Iterator

from sellers.feeds.dialects import google
from sellers.feeds.dialects.base import AVAILABLE, UNAVAILABLE, Reading, holds
from sellers.feeds.quick.base import (
    Block,
    Lean,
    Offers,
    PricesNow,
    Remembered,
    Stocks,
    barcode,
    flat,
    grouped,
    is_new,
    stripped,
    titled,
)


class Google:
    def __init__(self, reading: Reading) -> None:
        self._now, self._stock = PricesNow(reading), Stocks(reading, Remembered(_is_available))
        self._hold = Remembered(lambda text: holds(reading.today, *google.dates(text)), blank=True)
        self._new = Remembered(is_new, blank=True)

    def __call__(self, block: Block) -> Iterator[Lean]:
        keys = stripped(block["sku"])
        hold = map(self._hold.__getitem__, block["special_dates"])
        said = Offers(
            keys=keys,
            groups=grouped(block["group"], keys),
            minors=self._now(block["price"], block["special_price"], hold),
            stocks=self._stock(block["stock"], block["available"]),
            gtins=map(barcode, block["gtin"]),
            ordinary=[titled(block["title"]), map(self._new.__getitem__, block["condition"])],
        )
        return flat(block, said)


def _is_available(text: str) -> bool | None:
    said = text.casefold()
    return False if said in UNAVAILABLE else True if said in AVAILABLE else None
