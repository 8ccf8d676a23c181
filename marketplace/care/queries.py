"""Reading cases of the present scope."""

from django.db.models import F, QuerySet

from marketplace.care.models import Case
from marketplace.core.money import Money
from marketplace.fulfilment import queries as parcels
from marketplace.fulfilment.models import Consignment

LEFT = frozenset({Consignment.Status.SHIPPED, Consignment.Status.DELIVERED})


def cases() -> QuerySet[Case]:
    """Cases ready for a list; one query.

    Those that wait for their seller come first, the nearest deadline before the others; then those
    that wait for the house; then the closed ones, the latest first.
    """
    rows: QuerySet[Case] = Case.objects.select_related(
        "order__sheet", "order_line", "trader"
    ).order_by(F("closed_at").desc(nulls_first=True), "-status", "answer_by", "id")
    return rows


def open_cases() -> QuerySet[Case]:
    return cases().exclude(status=Case.Status.CLOSED)


def conversations() -> QuerySet[Case]:
    """Cases with their messages and the parcel they are about; two queries."""
    rows = cases().select_related("order_line__consignment_line__consignment")
    return rows.prefetch_related("messages")


def refundable(case: Case) -> Money | None:
    """What closing the case can give back of its line, None when nothing is left to give, or
    nothing was paid.

    A line whose parcel has not left is refused or cancelled instead, which refunds it by itself.
    """
    if case.order_line.consignment_line.consignment.status not in LEFT:
        return None
    (line,) = parcels.refundable_lines([case.order_line_id])
    return line.left or None
