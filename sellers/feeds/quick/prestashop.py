"""PrestaShop's products and combinations, lean: products tell what combinations need of them."""

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from itertools import count
from typing import Final, NamedTuple

from sellers.feeds import values
from sellers.feeds.dialects.base import NO, SEPARATOR, YES, Reading
from sellers.feeds.dialects.prestashop import (
    NOT_NEW,
    NOTHING,
    Combinations,
    Discount,
    day,
    price,
    told_options,
)
from sellers.feeds.faults import Fault
from sellers.feeds.quick.base import (
    OFFER,
    Block,
    Days,
    Lean,
    Remembered,
    barcode,
    context,
    odd,
    stripped,
    titled,
)
from sellers.feeds.rows import MAX_KEY, short

FILLERS: Final = "0"  # of a barcode that is none
ZERO: Final = Decimal(0)


class Base(NamedTuple):
    """What combinations need to know of their product; without ``amount`` all are odd."""

    group: str
    amount: Decimal | None
    taken: Discount


class PrestaShop:
    def __init__(self, reading: Reading) -> None:
        read_net = partial(values.net, currency=reading.currency)
        self._tax = reading.tax
        self._net, self._off = Remembered(read_net), Remembered(read_net, blank=ZERO)
        self._taxed = Remembered(lambda text: read_net(text) * 100 / (100 + reading.tax))
        self._impact = Remembered(partial(values.impact, currency=reading.currency), blank=ZERO)
        self._share, self._hold = Remembered(values.percent, blank=ZERO), Days(reading.today, day)
        self._units = Remembered(values.units)
        self._sold = Remembered(lambda text: text.casefold() not in NO, blank=True)
        self._seen = Remembered(lambda text: text.casefold() != "none", blank=True)
        self._new = Remembered(lambda text: text.casefold() not in NOT_NEW, blank=True)
        self._goods = Remembered(lambda text: text not in YES, blank=True)
        self.beside = Combinations.of(reading)
        self._named = self.beside.products if self.beside else frozenset()
        self._bases: dict[str, Base] = {}  # by the product's id, or "#" and its reference

    # --- products -----------------------------------------------------------------------------
    def products(self, block: Block) -> Iterator[Lean]:
        ordinary = zip(
            titled(block["title"]), map(self._sold.__getitem__, block["active"]),
            map(self._sold.__getitem__, block["orderable"]),
            map(self._seen.__getitem__, block["visibility"]),
            map(self._new.__getitem__, block["condition"]),
            map(self._goods.__getitem__, block["virtual"]), strict=False,
        )  # fmt: skip
        lines = zip(
            count(), block.numbers, block.sound, stripped(block["id"]), stripped(block["sku"]),
            ordinary, map(self._amount, block["price"], block["taxed_price"]),
            self._discounts(block), map(self._units.__getitem__, block["stock"]),
            map(_code, block["gtin"], block["upc"]), strict=False,
        )  # fmt: skip
        for row, number, sound, own, sku, good, amount, taken, stock, gtin in lines:
            if sound and block.is_blank(row):
                yield context(number)
                continue
            short_enough = len(sku) <= MAX_KEY
            key = (sku if short_enough else "") or (f"id:{own}" if own else "")
            group = f"id:{own}" if own else key
            if not (sound and short_enough and all(good) and taken and 0 < len(key) <= MAX_KEY):
                amount = None
            self._tell(own, sku if short_enough else "", Base(group, amount, taken or NOTHING))
            minor = self._cents(amount, taken or NOTHING)
            if amount is not None and (own in self._named or sku in self._named):
                yield context(number, group)
            elif minor is None or stock is None or gtin is None:
                yield odd(number, group)
            else:
                column = "sku" if sku else "id"
                yield (number, OFFER, key, column, group, gtin, minor, stock)

    def _tell(self, own: str, sku: str, base: Base) -> None:
        self._bases[own] = base
        if sku:
            self._bases.setdefault(f"#{sku}", base)

    def _amount(self, net: str, taxed: str) -> Decimal | None:
        """Without tax; None where only the dialect can tell."""
        found: Decimal | None = self._net[net] if net.strip() else self._taxed[taxed]
        return found

    def _discounts(self, block: Block) -> Iterator[Discount | None]:
        """What is taken off now; None where only the dialect can tell."""
        shares = map(self._share.__getitem__, block["discount_percent"])
        amounts = map(self._off.__getitem__, block["discount_amount"])
        hold = self._hold(block["discount_from"], block["discount_to"])
        return map(_discount, shares, amounts, hold)

    def _cents(self, amount: Decimal | None, taken: Discount) -> int | None:
        try:
            return None if amount is None else price(amount, taken, tax=self._tax)
        except Fault:
            return None

    # --- combinations -------------------------------------------------------------------------
    def combinations(self, block: Block) -> Iterator[Lean]:
        lines = zip(
            count(), block.numbers, block.sound, stripped(block["id"]), stripped(block["parent"]),
            stripped(block["sku"]), map(self._impact.__getitem__, block["impact"]),
            map(self._units.__getitem__, block["stock"]),
            map(_code, block["gtin"], block["upc"]), strict=False,
        )  # fmt: skip
        for row, number, sound, own, parent, sku, impact, stock, gtin in lines:
            base = self._bases.get(own) or self._bases.get(f"#{parent}")
            group = base.group if base else f"id:{own}"
            minor = None
            if base and base.amount is not None and impact is not None:
                minor = self._cents(base.amount + impact, base.taken)
            if not sound or len(sku) > MAX_KEY or None in (minor, stock, gtin):
                yield context(number) if sound and block.is_blank(row) else odd(number, group)
            else:
                key, column = (sku, "sku") if sku else (_key(group, block, row), "id")
                yield (number, OFFER, key, column, group, gtin or "", minor, stock)


def _discount(share: Decimal | None, amount: Decimal | None, holds: bool | None) -> Discount | None:
    if share is None or amount is None:
        return None
    if not share and not amount:
        return NOTHING
    if holds is None:
        return None
    return Discount(share, amount) if holds else NOTHING


def _code(gtin: str, upc: str) -> str | None:
    """The EAN, else the UPC; of a UPC that is left out only the dialect can warn."""
    if gtin.strip().strip(FILLERS):
        return barcode(gtin)
    return barcode(upc) or None if upc.strip().strip(FILLERS) else ""


def _key(group: str, block: Block, row: int) -> str:
    """Of a line without a reference, as the dialect makes it: its product and its options."""
    options = told_options(*(block[name][row].strip() for name in ("options", "names", "values")))
    return short(SEPARATOR.join((group, *options.values())))
