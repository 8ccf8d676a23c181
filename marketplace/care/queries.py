"""Reading cases of the present scope."""

from django.db.models import F, QuerySet

from marketplace.buying.vouchers import queries as vouchers
from marketplace.buying.vouchers.models import VoucherCode
from marketplace.care.models import Case
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


def code_of(case: Case) -> VoucherCode | None:
    """The code of the voucher that the shopper was given with the decision, None without one. It is
    theirs alone: a seller reads the conversation, but not this."""
    return None if case.voucher is None else vouchers.named_code(case.voucher)
