"""Reading consignments."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from oscar.core.loading import get_model

from marketplace.core.money import Money
from marketplace.fulfilment.models import Consignment, ConsignmentLine
from marketplace.payments import queries as payments
from marketplace.payments.models import Payment, Refund

OrderLine = get_model("order", "Line")
Status = Consignment.Status
# What a page needs to show what an order line sold.
AS_SHOWN = (
    "order_line__product__variant",
    "order_line__product__parent__sheet__brand",
    "order_line__product__parent__sheet__family",
)


def with_lines(rows: Any) -> QuerySet[Consignment]:
    """Consignments ready for a page: trader, lines with their product's sheets; fixed queries."""
    lines = ConsignmentLine.objects.select_related(*AS_SHOWN).order_by("order_line_id")
    ready: QuerySet[Consignment] = rows.select_related(
        "trader", "order__sheet", "order__shipping_address"
    ).prefetch_related(Prefetch("lines", queryset=lines))
    return ready


def proposed() -> QuerySet[Consignment]:
    """Consignments that their seller was asked about: those whose order was paid."""
    rows: QuerySet[Consignment] = Consignment.objects.filter(accept_by__isnull=False)
    return rows


def in_statuses(statuses: Sequence[str]) -> QuerySet[Consignment]:
    """Paid consignments of the present scope: the nearest deadline first, or the newest done."""
    deadline = {Status.TO_ACCEPT: "accept_by", Status.TO_SHIP: "ship_by"}.get(Status(statuses[0]))
    rows = proposed().filter(status__in=statuses)
    return rows.order_by(deadline, "id") if deadline else rows.order_by("-id")


def urgent() -> QuerySet[Consignment]:
    """Consignments that wait for their seller, the nearest deadline first."""
    rows: QuerySet[Consignment] = Consignment.objects.filter(
        status__in=(Status.TO_ACCEPT, Status.TO_SHIP)
    )
    return rows.order_by(Coalesce("ship_by", "accept_by"), "id")


def counts_by_status() -> dict[str, int]:
    """Status → how many paid consignments of the present scope; one query."""
    rows = proposed().order_by().values_list("status").annotate(count=Count("pk"))
    return dict(rows)


# Where a parcel stands that the shopper fetches at the counter: no carrier sees it.
TO_FETCH, FETCHED = "to_fetch", "fetched"
AT_THE_COUNTER: Mapping[str, str] = {Status.TO_SHIP: TO_FETCH, Status.DELIVERED: FETCHED}


def progress(*, order_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """Order → where a parcel stands → how many of its parcels do; one query.

    That is its status, or what ``AT_THE_COUNTER`` makes of it.
    """
    rows = Consignment.objects.filter(order_id__in=list(order_ids)).order_by("number")
    found: dict[int, dict[str, int]] = {}
    for each in rows.only("order_id", "status", "method"):
        where = AT_THE_COUNTER.get(each.status, each.status) if each.is_fetched else each.status
        stands = found.setdefault(each.order_id, {})
        stands[where] = stands.get(where, 0) + 1
    return found


def overdue(*, at: datetime) -> QuerySet[Consignment]:
    """Consignments whose deadline has passed: to accept, or to ship."""
    late = Q(status=Status.TO_ACCEPT, accept_by__lt=at) | Q(status=Status.TO_SHIP, ship_by__lt=at)
    rows: QuerySet[Consignment] = Consignment.objects.filter(late).order_by("id")
    return rows


def going_line_ids(consignment: Consignment) -> list[int]:
    """Order lines that leave with the parcel."""
    rows = ConsignmentLine.objects.filter(
        consignment=consignment, status=ConsignmentLine.Status.GOING
    )
    return list(rows.values_list("order_line_id", flat=True))


def refund_key(order_line_id: int) -> str:
    """What the refund of all that is left of an order line is asked for under: once."""
    return f"line:{order_line_id}"


def told_with_withdrawal(refund: Refund) -> bool:
    """Whether the news of the withdrawn lines named this refund; one asked for anew it did not."""
    is_first = not payments.is_again(refund)
    return is_first and refund.reason in ConsignmentLine.Status.values


# --- what can still go back --------------------------------------------------------------------
@dataclass(frozen=True)
class RefundableLine:
    """An order line: what was paid for its units, and what of it can still go back; what a
    ``voucher`` of the house paid of them besides never goes to the shopper."""

    order_line_id: int
    units: int
    paid: Money
    units_back: int
    back: Money
    voucher: Money

    @property
    def left(self) -> Money:
        return self.paid - self.back

    @property
    def units_left(self) -> int:
        return max(self.units - self.units_back, 0)

    @property
    def is_owed(self) -> bool:
        """Whether something can go back; of what a voucher paid whole, units that are worth
        nothing to the card."""
        return bool(self.left) or (not self.paid and self.units_left > 0)

    @property
    def voucher_left(self) -> Money:
        """What the voucher paid of the units that are left."""
        shares = self.voucher.share([1] * self.units)[self.units_back :]
        return Money(sum(share.minor for share in shares), self.voucher.currency)

    def price_of(self, quantity: int) -> Money:
        """What the next ``quantity`` units cost: all units together cost what was paid.

        The last ones give what is left, less than their price where a gesture took of it before.
        """
        if quantity >= self.units_left:
            return self.left
        shares = self.paid.share([1] * self.units)
        of_these = shares[self.units_back : self.units_back + quantity]
        price = sum((share.minor for share in of_these), start=0)
        return min(Money(price, self.paid.currency), self.left, key=lambda each: each.minor)


def refundable_lines(order_line_ids: Iterable[int]) -> list[RefundableLine]:
    """What of some order lines can still go back, in their order; two queries."""
    rows = OrderLine.objects.filter(pk__in=list(order_line_ids)).order_by("pk")
    told = list(
        rows.values_list(
            "pk", "quantity", "line_price_incl_tax", "line_price_before_discounts_incl_tax"
        )
    )
    back = payments.back_of_lines([pk for pk, *_prices in told])
    return [
        RefundableLine(
            order_line_id=pk,
            units=quantity,
            paid=Money.from_decimal(price),
            units_back=units_back,
            back=Money(minor),
            voucher=Money.from_decimal(whole - price),
        )
        for pk, quantity, price, whole in told
        for minor, units_back in [back.get(pk, (0, 0))]
    ]


def delivery_back(consignment: Consignment) -> int:
    """Cents of a parcel's delivery that went back or are on their way."""
    return payments.back_of_deliveries([consignment.pk]).get(consignment.pk, 0)


def back_if_cancelled(line: ConsignmentLine) -> tuple[Money, Money]:
    """What goes back once the line is cancelled: of it, and of the delivery where nothing else of
    its parcel leaves; as ``payments.refund_what_is_left`` counts. Seven queries at most."""
    consignment = line.consignment
    in_all = payments.refundable(Payment.objects.get(order_id=consignment.order_id))
    (what,) = refundable_lines([line.order_line_id])
    goods = payments.at_most(what.left, in_all)
    if set(going_line_ids(consignment)) - {line.order_line_id}:
        return goods, goods * 0
    delivery = Money(consignment.shipping_minor - delivery_back(consignment))
    return goods, payments.at_most(delivery, in_all - goods)
