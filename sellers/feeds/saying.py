"""What a line says besides its offer, in 64 bits: a feed that comes again mostly says the same.

The digest is of the cells that describe a product: of the columns that a dialect reads, all but
those of price, stock and whether it is on sale. What nobody reads changes nothing, and a date of
export in it makes no line new.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import blake2b
from operator import itemgetter
from typing import Any, Final

from sellers.feeds.dialects import Dialect, prestashop
from sellers.feeds.limits import FILE
from sellers.feeds.reading import Record
from sellers.feeds.rows import Mapped

# Our names of the columns that are compared with the offer itself, in any dialect.
OF_OFFERS: Final = frozenset({
    "sku", "key", "gtin", "upc",
    "price", "net_price", "taxed_price", "impact", "special_price", "special_from", "special_to",
    "special_dates", "offered_from", "offered_to", "discount_amount", "discount_percent",
    "discount_from", "discount_to",
    "stock", "in_stock", "available",
    "published", "status", "online", "active", "orderable", "shipped", "change", "state",
})  # fmt: skip
BETWEEN: Final = "\x1f"
Picked = Callable[[Sequence[str]], Sequence[str]]


class Saying:
    """Lines of a file → what each says besides its offer; the same cells of the same columns, read
    the same way, are the same number."""

    def __init__(self, dialect: Dialect, mapped: Mapped) -> None:
        self._own = _described(mapped)
        beside = mapped.header.beside
        self._beside = _described(prestashop.mapped_combinations(beside)) if beside else []
        self._pick, self._pick_beside = _picker(self._own), _picker(self._beside)
        names = [name for name in mapped.header.columns if name in _names(mapped)]
        self._key = blake2b(json.dumps([names, dialect.by]).encode(), digest_size=16).digest()

    def __call__(self, records: Iterable[Record]) -> list[int]:
        """A signed number of 64 bits for each record."""
        key = self._key
        return [
            int.from_bytes(blake2b(text, digest_size=8, key=key).digest(), "big", signed=True)
            for text in self._texts(records)
        ]

    def _texts(self, records: Iterable[Record]) -> Iterator[bytes]:
        for number, cells in records:
            try:
                told = self._pick(cells) if number < FILE else self._pick_beside(cells)
            except IndexError:  # a line that breaks off: what is missing is blank
                places = self._own if number < FILE else self._beside
                told = [cells[place] if place < len(cells) else "" for place in places]
            yield BETWEEN.join(told).encode("utf-8", "surrogatepass")


def together(digests: Iterable[int]) -> int:
    """One digest of several lines in their order."""
    told = ",".join(map(str, digests)).encode()
    return int.from_bytes(blake2b(told, digest_size=8).digest(), "big", signed=True)


def _names(mapped: Mapped) -> set[str]:
    """Normalised names of the columns that describe a product."""
    described = {name for ours, name in mapped.columns.items()
                 if ours.rstrip("0123456789") not in OF_OFFERS}  # fmt: skip
    return described | set(mapped.attributes)


def _described(mapped: Mapped) -> list[int]:
    return sorted(mapped.header.columns[name] for name in _names(mapped))


def _picker(places: Sequence[int]) -> Picked:
    if len(places) > 1:
        picked: Any = itemgetter(*places)
        return picked  # type: ignore[no-any-return]
    return lambda cells: [cells[place] for place in places]
