"""What a line says besides its offer, in 64 bits: a feed that comes again mostly says the same.

The digest is of the cells that describe a product: of the columns that a dialect reads, all but
those of price, stock and whether it is on sale. What nobody reads changes nothing, and a date of
export in it makes no line new.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from hashlib import blake2b
from operator import itemgetter
from typing import Any, Final

from sellers.feeds.dialects import Dialect
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
UNHEARD: Final = 0  # noted for a line that is to be heard again; one text in 2^64 has it
Picked = Callable[[Sequence[str]], Sequence[str]]


class Saying:
    """Lines of a file → what each says besides its offer; the same cells of the same columns, read
    the same way, are the same number."""

    def __init__(self, dialect: Dialect, mapped: Mapped) -> None:
        self._own = _described(mapped)
        self._beside = _described(mapped.beside) if mapped.beside else []
        self._pick = _picker(self._own)
        names = [name for name in mapped.header.columns if name in _names(mapped)]
        told = json.dumps([names, dialect.by]).encode()
        self._how = blake2b(told, digest_size=8).hexdigest()  # it is read; before all that it says

    def __call__(self, records: Iterable[Record]) -> list[int]:
        """A signed number of 64 bits for each record."""
        return [
            int.from_bytes(
                blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(),
                "big",
                signed=True,
            )
            for text in self._texts(list(records))
        ]

    def _texts(self, records: Sequence[Record]) -> list[str]:
        how = self._how
        if records and records[-1][0] < FILE:
            with suppress(IndexError):  # of a line that breaks off
                pick = self._pick
                return [how + BETWEEN.join(pick(cells)) for _number, cells in records]
        return [how + BETWEEN.join(self._told(number, cells)) for number, cells in records]

    def _told(self, number: int, cells: Sequence[str]) -> Iterator[str]:
        """The cells of a line of either file; blank where it has no more."""
        places = self._own if number < FILE else self._beside
        return (cells[place] if place < len(cells) else "" for place in places)


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
