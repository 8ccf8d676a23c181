"""Any table that a mapping tells of, lean."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sellers.feeds.dialects.base import NO, UNAVAILABLE, Reading
from sellers.feeds.dialects.generic import Told, model
from sellers.feeds.mapping import Mapping
from sellers.feeds.quick.base import (
    Block,
    Days,
    Lean,
    Offers,
    PricesNow,
    Remembered,
    Stocks,
    barcode,
    flat,
    is_new,
    stripped,
    titled,
)


class Generic:
    def __init__(self, mapping: Mapping, reading: Reading) -> None:
        self._told = told = Told(mapping)
        self._now, self._hold = PricesNow(reading, told.cents(reading)), Days(reading.today)
        self._stock = Stocks(reading, self._says("available", _is_available))
        self._new = self._says("condition", is_new)
        self._gender = self._says("gender", str)
        self._online = self._says("published", lambda text: text.casefold() not in NO)
        self._price = "price" if "price" in mapping.columns else "net_price"
        self._key = "key" if mapping.columns.get("key") else "gtin"

    def _says(self, ours: str, meaning: Callable[[str], Any]) -> Remembered:
        """What a cell means once it is translated, as a blank one may be too."""
        blank = self._told.read(ours, "") if self._told.names.get(ours) else ""
        return Remembered(lambda text: meaning(self._told.read(ours, text)), blank=meaning(blank))

    def __call__(self, block: Block) -> Iterator[Lean]:
        keys = stripped(block[self._key])  # where several columns may say it, the first
        titles = self._cells(block, "title")
        hold = self._hold(self._cells(block, "special_from"), self._cells(block, "special_to"))
        said = Offers(
            keys=keys,
            groups=map(_group, self._cells(block, "group"), self._models(block, titles), keys),
            minors=self._now(
                self._cells(block, self._price), self._cells(block, "special_price"), hold
            ),
            stocks=self._stock(self._cells(block, "stock"), self._cells(block, "available")),
            gtins=map(_barcode, block["gtin"], self._cells(block, "gtin")),
            ordinary=[
                titled(titles),
                map(self._new.__getitem__, self._cells(block, "condition")),
                map(self._online.__getitem__, self._cells(block, "published")),
            ],
            key_column=self._key,
        )
        return flat(block, said)

    def _cells(self, block: Block, ours: str) -> Sequence[str]:
        """Of a field's columns the first that says something."""
        columns = [block[name] for name in self._told.names.get(ours, ())] or [block[ours]]
        if len(columns) == 1:
            return columns[0]
        return [next(filter(str.strip, cells), "") for cells in zip(*columns, strict=True)]

    def _models(self, block: Block, titles: Sequence[str]) -> Iterator[str]:
        genders = map(self._gender.__getitem__, self._cells(block, "gender"))
        return map(model, stripped(self._cells(block, "brand")), stripped(titles), genders)


def _is_available(text: str) -> bool | None:
    return text.casefold() not in UNAVAILABLE if text else None


def _group(group: str, named: str, key: str) -> str:
    return group.strip() or named or key


def _barcode(first: str, code: str) -> str | None:
    """Of a second column only the dialect can tell by which name to warn of it."""
    return barcode(code) if first.strip() or not code.strip() else None
