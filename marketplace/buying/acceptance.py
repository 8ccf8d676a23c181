"""What the page showed and the shopper accepted, and how it differs from what holds now. Pure.

It travels with the form, signed: nobody can accept what no page has shown.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from marketplace.buying.queries import Parcel, Quote, QuoteLine
from marketplace.core.money import Money

LONGEST_NAME = 80


class Kind(StrEnum):
    """What changed: of a line, of a parcel, or of the whole."""

    PRICE = "price"  # a unit's: Money
    QUANTITY = "quantity"  # int
    STOCK = "stock"  # of the units that were wanted, int, so many are left
    SELLER = "seller"  # another boutique's offer: its name
    ADDED = "added"
    REMOVED = "removed"
    METHOD = "method"  # the way of a parcel: a ``delivery.Method``
    RELAY = "relay"  # the pick-up point: its name, "" where there was none
    SHIPPING = "shipping"  # Money
    DATE = "date"  # the day a parcel is there
    VOUCHER = "voucher"  # what it takes off: Money
    TERMS = "terms"  # the version of the terms: its date
    TOTAL = "total"  # Money, where nothing above explains it


@dataclass(frozen=True)
class Change:
    """One thing that is not as it was shown; ``about``: the article, or the boutique whose parcel
    it is. ``line`` and ``parcel``: the ids of what it is about, None where it is about the whole.
    """

    kind: Kind
    about: str
    before: Any = None
    now: Any = None
    line: int | None = None
    parcel: int | None = None


@dataclass(frozen=True)
class AcceptedLine:
    offer: int
    quantity: int
    unit: int  # cents
    label: str
    trader: str


@dataclass(frozen=True)
class AcceptedParcel:
    method: str
    relay: str  # name of the pick-up point
    code: str  # its code
    shipping: int  # cents
    promised: date
    trader: str


@dataclass(frozen=True)
class Accepted:
    """A page's figures: ``lines`` by basket line, ``parcels`` by point; ``discount``: of the
    voucher."""

    basket: int
    total: Money
    discount: Money
    terms: str
    lines: Mapping[int, AcceptedLine]
    parcels: Mapping[int, AcceptedParcel]

    @classmethod
    def of(cls, quote: Quote, *, basket: int, terms: str) -> "Accepted":
        return cls(
            basket=basket,
            total=quote.total,
            discount=quote.discount,
            terms=terms,
            lines={line.basket_line_id: _line(line) for line in quote.lines},
            parcels={each.partner_id: _parcel(each) for each in quote.parcels},
        )

    def packed(self) -> list[Any]:
        """As JSON, short."""
        return [
            self.basket,
            [self.total.minor, self.discount.minor, self.total.currency],
            self.terms,
            [
                [pk, each.offer, each.quantity, each.unit, each.label, each.trader]
                for pk, each in self.lines.items()
            ],
            [
                [pk, each.method, each.relay, each.code, each.shipping, each.promised.isoformat(),
                 each.trader]
                for pk, each in self.parcels.items()
            ],
        ]  # fmt: skip

    @classmethod
    def unpacked(cls, packed: Any) -> "Accepted":
        """:raises ValueError: it was packed by another version of the shop."""
        try:
            basket, (minor, discount, currency), terms, lines, parcels = packed
            return cls(
                basket=basket,
                total=Money(minor, currency),
                discount=Money(discount, currency),
                terms=terms,
                lines={pk: AcceptedLine(*said) for pk, *said in lines},
                parcels={
                    pk: AcceptedParcel(
                        method, relay, code, shipping, date.fromisoformat(day), trader
                    )
                    for pk, method, relay, code, shipping, day, trader in parcels
                },
            )
        except TypeError as error:
            raise ValueError("not what this version packs") from error


def _line(line: QuoteLine) -> AcceptedLine:
    return AcceptedLine(
        offer=line.offer.stockrecord_id,
        quantity=line.quantity,
        unit=line.unit.minor,
        label=line.label[:LONGEST_NAME],
        trader=line.offer.trader_name,
    )


def _parcel(parcel: Parcel) -> AcceptedParcel:
    return AcceptedParcel(
        method=parcel.method,
        relay=parcel.relay.name if parcel.relay else "",
        code=parcel.relay_code,
        shipping=parcel.shipping.minor,
        promised=parcel.promised,
        trader=parcel.trader_name,
    )


def changes(accepted: Accepted, quote: Quote, *, terms: str = "") -> list[Change]:
    """How ``quote`` differs from what was accepted, line by line and parcel by parcel; nothing
    where it is the same. ``terms``: the version that holds now, where it matters."""
    found = [*_of_lines(accepted, quote), *_of_parcels(accepted, quote)]
    if quote.discount != accepted.discount:
        name = quote.voucher.name if quote.voucher else ""
        found.append(Change(Kind.VOUCHER, name, accepted.discount, quote.discount))
    if terms and terms != accepted.terms:
        found.append(
            Change(Kind.TERMS, "", date.fromisoformat(accepted.terms), date.fromisoformat(terms))
        )
    if not found and quote.total != accepted.total:
        found.append(Change(Kind.TOTAL, "", accepted.total, quote.total))
    return found


def _of_lines(accepted: Accepted, quote: Quote) -> Iterator[Change]:
    now = {line.basket_line_id: line for line in quote.lines}
    for pk, was in accepted.lines.items():
        if pk not in now:
            yield Change(Kind.REMOVED, was.label, line=pk)
    for pk, line in now.items():
        known = accepted.lines.get(pk)
        if known is None:
            yield Change(Kind.ADDED, line.label, line=pk)
        else:
            yield from _of_line(pk, known, line)


def _of_line(pk: int, was: AcceptedLine, line: QuoteLine) -> Iterator[Change]:
    if line.offer.stockrecord_id != was.offer:
        yield Change(Kind.SELLER, line.label, was.trader, line.offer.trader_name, line=pk)
    if line.quantity != was.quantity:
        yield Change(Kind.QUANTITY, line.label, was.quantity, line.quantity, line=pk)
    if line.short:
        yield Change(Kind.STOCK, line.label, line.quantity, line.left, line=pk)
    if line.unit.minor != was.unit:
        before = Money(was.unit, line.unit.currency)
        yield Change(Kind.PRICE, line.label, before, line.unit, line=pk)


def _of_parcels(accepted: Accepted, quote: Quote) -> Iterator[Change]:
    """A parcel that is new or gone is said by its lines."""
    for parcel in quote.parcels:
        was = accepted.parcels.get(parcel.partner_id)
        if was is None or parcel.gone:
            continue
        told, about, pk = _parcel(parcel), parcel.trader_name, parcel.partner_id
        if told.method != was.method:
            yield Change(Kind.METHOD, about, was.method, told.method, parcel=pk)
        elif told.code != was.code:
            yield Change(Kind.RELAY, about, was.relay, told.relay, parcel=pk)
        if told.shipping != was.shipping:
            before = Money(was.shipping, parcel.shipping.currency)
            yield Change(Kind.SHIPPING, about, before, parcel.shipping, parcel=pk)
        if told.promised != was.promised:
            yield Change(Kind.DATE, about, was.promised, told.promised, parcel=pk)
