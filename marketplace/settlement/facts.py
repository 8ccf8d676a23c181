"""What happened to an order, as the rooms below tell it, and what the journal says of it so far.

Read for many orders at once, in a fixed number of queries; what is decided from it is decided in
memory, one event after the other, as each changes what the next one finds.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Sum
from oscar.core.loading import get_model

from marketplace.core.days import PARIS
from marketplace.core.money import Money, total
from marketplace.fulfilment.models import Consignment, ConsignmentLine
from marketplace.ledger import vat
from marketplace.ledger.legs import Posting
from marketplace.ledger.models import EntryLine, Kind
from marketplace.payments.models import Payment, Refund
from marketplace.settlement import commission
from marketplace.settlement.commission import Sold, Terms

Order = get_model("order", "Order")
Key = tuple[int | None, int | None]  # order line, consignment


@dataclass(frozen=True, slots=True)
class Part:
    """A line of an order, or a parcel's delivery (without ``order_line_id``): what it costs, what
    the shopper pays of it once the house's voucher is off, whether it leaves or has left."""

    consignment_id: int
    order_line_id: int | None
    trader_id: int
    gross: Money
    paid: Money
    units: int
    goes: bool
    terms: Terms | None = None  # of the commission; None of a delivery
    commission_vat_bp: int = 0

    @property
    def key(self) -> Key:
        return self.order_line_id, self.consignment_id


@dataclass(frozen=True, slots=True)
class Facts:
    """An order: its parts, its payment, its refunds in their order, which parcels left when."""

    order_id: int
    payment: Payment
    vat_bp: int
    parts: Sequence[Part]
    refunds: Sequence[Refund]
    left_at: Mapping[int, datetime]  # consignment → when it left

    def of_consignment(self, consignment_id: int | None) -> list[Part]:
        return [part for part in self.parts if part.consignment_id == consignment_id]

    def of_line(self, order_line_id: int) -> list[Part]:
        return [part for part in self.parts if part.order_line_id == order_line_id]

    def delivery_of(self, consignment_id: int | None) -> list[Part]:
        return [p for p in self.of_consignment(consignment_id) if p.order_line_id is None]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the journal: of which kind of entry, on which kind of account."""

    entry: str
    account: str
    minor: int
    key: Key


@dataclass(slots=True)
class Books:
    """What is written of one order; ``take`` adds what is about to be."""

    currency: str
    sources: set[str] = field(default_factory=set)
    lines: list[Line] = field(default_factory=list)

    def take(self, posting: Posting) -> None:
        self.sources.add(posting.source)
        self.lines += [
            Line(
                posting.kind,
                leg.account.kind,
                leg.amount.minor,
                (leg.order_line_id, leg.consignment_id),
            )
            for leg in posting.legs
        ]

    def left(self, part: Part) -> Money:
        """What was paid for a part that has neither left nor gone back."""
        return self._sum({Kind.SHOPPER_LIABILITY}, part) * -1

    def has_left(self, part: Part, value: Money) -> bool:
        """Whether ``value`` of a part is its seller's to give back: it was sold, it is not left."""
        return bool(self.sold(part)) and self.left(part) < value

    def sold(self, part: Part) -> Money:
        """What of a part left, at its price."""
        return self._sum({Kind.SHOPPER_LIABILITY}, part, {"sale"})

    def returned(self, part: Part) -> Money:
        """What of a part went back after it had left, at its price."""
        back = self._sum({Kind.REFUNDS_DUE, Kind.VOUCHERS}, part, {"refund"}) * -1
        back += self._gestures_back([line for line in self.lines if line.key == part.key])
        return back - self._sum({Kind.SHOPPER_LIABILITY}, part, {"refund"})

    def worth(self, part: Part) -> Money:
        """What of a part is not refunded, at its price."""
        kept = self.left(part) + self.sold(part) - self.returned(part)
        return Money(max(kept.minor, 0), self.currency)

    def taken(self, part: Part, kind: Kind) -> Money:
        """Commission, or VAT on it, that a part still bears."""
        return self._sum({kind}, part) * -1

    def taken_of_sale(self, part: Part, kind: Kind) -> Money:
        """Commission, or VAT on it, that a part bore as it left."""
        return self._sum({kind}, part, {"sale"}) * -1

    def voucher_left(self, parts: Sequence[Part]) -> Money:
        """What the house's voucher paid of parts, and has not got back."""
        paid = total([part.gross - part.paid for part in parts], self.currency)
        return paid + total(
            [self._sum({Kind.VOUCHERS}, part, {"refund"}) for part in parts], self.currency
        )

    def refunds_due(self) -> Money:
        """What is owed back for the order and is not on its way."""
        return self._of_order(Kind.REFUNDS_DUE) * -1

    def given(self) -> Money:
        """What gestures of the house cost it of the order, and did not come back."""
        return self._of_order(Kind.GOODWILL, {"goodwill"}) - self._gestures_back(self.lines)

    def _gestures_back(self, lines: Iterable[Line]) -> Money:
        """What refunds of what a gesture had taken of gave back to the house."""
        minor = sum(
            line.minor
            for line in lines
            if line.account == Kind.GOODWILL and line.entry == "refund" and line.minor < 0
        )
        return Money(-minor, self.currency)

    def disputes_lost(self) -> Money:
        """What banks took back of the order for good."""
        return self._of_order(Kind.DISPUTES, {"dispute-lost"}) * -1

    def _of_order(self, account: Kind, entries: Collection[str] | None = None) -> Money:
        minor = sum(
            line.minor
            for line in self.lines
            if line.account == account and (entries is None or line.entry in entries)
        )
        return Money(minor, self.currency)

    def _sum(
        self, accounts: Collection[str], part: Part, entries: Collection[str] | None = None
    ) -> Money:
        minor = sum(
            line.minor
            for line in self.lines
            if line.key == part.key
            and line.account in accounts
            and (entries is None or line.entry in entries)
        )
        return Money(minor, self.currency)


# --- reading ---------------------------------------------------------------------------------
def read(order_ids: Iterable[int]) -> list[tuple[Facts, Books]]:
    """Each order that has a payment, with what the journal says of it; by key. Eight queries.

    The payments are locked: whoever else books something of these orders, or refunds it, waits.
    """
    payments = {
        row.order_id: row
        for row in Payment.objects.select_for_update()
        .filter(order_id__in=sorted(set(order_ids)))
        .order_by("pk")
    }
    orders = Order.objects.filter(pk__in=payments).select_related("shipping_address")
    days = {row.pk: row.date_placed.astimezone(PARIS).date() for row in orders}
    countries = {row.pk: _country(row) for row in orders}
    parcels = list(
        Consignment.objects.filter(order_id__in=payments).select_related("trader").order_by("pk")
    )
    parts = _parts(parcels, days)
    refunds = _by_order(
        Refund.objects.filter(payment__in=payments.values()).order_by("created_at", "pk"),
        {row.pk: order_id for order_id, row in payments.items()},
    )
    books = _books(payments.values())
    return [
        (
            Facts(
                order_id=order_id,
                payment=payments[order_id],
                vat_bp=vat.rate(country=countries[order_id], day=days[order_id]).bp,
                parts=parts.get(order_id, []),
                refunds=refunds.get(order_id, []),
                left_at={
                    parcel.pk: parcel.shipped_at
                    for parcel in parcels
                    if parcel.order_id == order_id and parcel.shipped_at is not None
                },
            ),
            books[order_id],
        )
        for order_id in sorted(payments)
    ]


def _country(order: Any) -> str:
    """Where the goods go, whose VAT they bear; what is fetched is taxed where the house is."""
    address = order.shipping_address
    return str(address.country_id) if address is not None else vat.HOUSE


def _by_order(refunds: Iterable[Refund], orders: Mapping[int, int]) -> dict[int, list[Refund]]:
    found: dict[int, list[Refund]] = defaultdict(list)
    for refund in refunds:
        found[orders[refund.payment_id]].append(refund)
    return found


def _parts(parcels: Sequence[Any], days: Mapping[int, date]) -> dict[int, list[Part]]:
    """Order → its parts, parcel by parcel: the lines, then the delivery."""
    rows = ConsignmentLine.objects.filter(consignment__in=[parcel.pk for parcel in parcels])
    rows = rows.select_related("order_line__product__parent__sheet").order_by("order_line_id")
    lines: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        lines[row.consignment_id].append(row)
    sold = {
        row.pk: Sold(parcel.trader_id, _family(row.order_line), days[parcel.order_id])
        for parcel in parcels
        for row in lines[parcel.pk]
    }
    terms = commission.terms_of(lines=sold.values())
    found: dict[int, list[Part]] = defaultdict(list)
    for parcel in parcels:
        bp = vat.on_commission(
            country=parcel.trader.country,
            vat_number=parcel.trader.vat_number,
            day=days[parcel.order_id],
        )
        found[parcel.order_id] += [
            _line(parcel, row, terms[sold[row.pk]], bp) for row in lines[parcel.pk]
        ]
        if parcel.shipping_minor:
            found[parcel.order_id].append(_delivery(parcel))
    return found


def _family(line: Any) -> int | None:
    """The family of a line's goods; None once the product is gone."""
    product = line.product
    sheet = getattr(product.parent or product, "sheet", None) if product is not None else None
    return sheet.family_id if sheet is not None else None


def _line(parcel: Any, row: Any, terms: Terms, commission_vat_bp: int) -> Part:
    line = row.order_line
    return Part(
        consignment_id=parcel.pk,
        order_line_id=line.pk,
        trader_id=parcel.trader_id,
        gross=Money.from_decimal(line.line_price_before_discounts_incl_tax),
        paid=Money.from_decimal(line.line_price_incl_tax),
        units=line.quantity,
        goes=_goes(parcel) and row.status == ConsignmentLine.Status.GOING,
        terms=terms,
        commission_vat_bp=commission_vat_bp,
    )


def _delivery(parcel: Any) -> Part:
    price = Money(parcel.shipping_minor)
    return Part(
        consignment_id=parcel.pk,
        order_line_id=None,
        trader_id=parcel.trader_id,
        gross=price,
        paid=price,
        units=1,
        goes=_goes(parcel),
    )


def _goes(parcel: Any) -> bool:
    return bool(parcel.status != Consignment.Status.CANCELLED)


def _books(payments: Collection[Payment]) -> dict[int, Books]:
    """What the journal has of each order; of what names no part, sums alone."""
    books = {row.order_id: Books(row.currency) for row in payments}
    rows = EntryLine.objects.filter(entry__order_id__in=books).order_by()
    sums = rows.values_list(
        "entry__order_id",
        "entry__source",
        "entry__kind",
        "account__kind",
        "order_line_id",
        "consignment_id",
    ).annotate(Sum("minor"))
    for order_id, source, entry, account, order_line_id, consignment_id, minor in sums:
        books[order_id].sources.add(source)
        books[order_id].lines.append(Line(entry, account, minor, (order_line_id, consignment_id)))
    return books


def whole(parts: Iterable[Part], currency: str) -> Money:
    """What parts cost together."""
    return total([part.gross for part in parts], currency)
