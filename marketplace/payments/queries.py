"""Reading payments, refunds, disputes, sellers' accounts."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Concat

from marketplace.core.money import Money
from marketplace.payments.models import Dispute, Payment, Refund, StripeAccount

# What ends the key of a refund that was asked for anew.
AGAIN = ":again"


def refunds() -> QuerySet[Refund]:
    """All refunds with their order, the newest first."""
    return Refund.objects.select_related("payment__order__sheet").order_by("-created_at", "-id")


def unpaid_refunds() -> QuerySet[Refund]:
    """Refunds that failed and that no other one has replaced: somebody must see to them.

    None that a dispute settles: one that is not decided may still give the money back, one that was
    lost has given it back where it is as much and, with what is refunded besides, exceeds the
    payment (as ``unspent`` of it says). Once it is won they are here again.
    """
    failed = refunds().filter(~Exists(_anew()), status=Refund.Status.FAILED)
    disputes = Dispute.objects.filter(payment=OuterRef("payment"))
    gone = _sum_of(disputes.filter(status=Dispute.Status.LOST))
    taken = gone + _sum_of(standing(Refund.objects.filter(payment=OuterRef("payment"))))
    return (
        failed.exclude(Exists(disputes.filter(status__in=Dispute.HOLDS_REFUNDS)))
        .alias(gone=gone, taken=taken)
        .exclude(gone__gte=F("amount_minor"), taken__gt=F("payment__amount_minor"))
    )


def _sum_of(rows: QuerySet[Any]) -> Coalesce:
    """Cents of the rows of one payment, 0 where there are none."""
    total = rows.order_by().values("payment").annotate(total=Sum("amount_minor")).values("total")
    return Coalesce(Subquery(total), 0)


def kept(payment: Payment, refunds: Iterable[Refund]) -> Money:
    """What the shopper has paid once all of ``refunds`` is back; what failed is owed still, by
    itself or by the one that replaced it."""
    back = sum(row.amount_minor for row in latest(refunds))
    return Money(payment.amount_minor - back, payment.currency)


def latest(refunds: Iterable[Refund]) -> list[Refund]:
    """Those of them that no other one of them has replaced."""
    rows = list(refunds)
    keys = {row.key for row in rows}
    return [row for row in rows if row.key + AGAIN not in keys]


def is_again(refund: Refund) -> bool:
    """Whether it was asked for anew, another one having failed."""
    return refund.key.endswith(AGAIN)


def refundable(payment: Payment, *, instead_of: str = "") -> Money:
    """What could still go back: what was paid, less what went back, is on its way or owed, and less
    what a bank took back for good.

    ``instead_of``: the key of a refund that is asked for anew, whose money is not spent.
    """
    nothing = payment.amount * 0
    if payment.status != Payment.Status.SUCCEEDED:
        return nothing
    return max(unspent(payment, instead_of=instead_of), nothing, key=lambda each: each.minor)


def unspent(payment: Payment, *, instead_of: str = "") -> Money:
    """What of the amount neither refunds nor lost disputes take; below 0 both want the same."""
    refunds = standing(payment.refunds.exclude(key=instead_of))
    back = refunds.aggregate(total=Sum("amount_minor"))["total"] or 0
    return payment.amount - Money(back, payment.currency) - lost(payment)


def lost(payment: Payment) -> Money:
    """What banks took back of the amount for good."""
    rows = payment.disputes.filter(status=Dispute.Status.LOST)
    return Money(rows.aggregate(total=Sum("amount_minor"))["total"] or 0, payment.currency)


def at_most(amount: Money, left: Money) -> Money:
    """What goes back of ``amount`` where only ``left`` is left."""
    return min(amount, left, key=lambda each: each.minor)


# --- what has gone back of what ----------------------------------------------------------------
def standing(rows: QuerySet[Refund]) -> QuerySet[Refund]:
    """Refunds that went back, are on their way, or failed and are owed until asked for anew."""
    return rows.filter(~Q(status=Refund.Status.FAILED) | ~Exists(_anew()))


def _anew() -> QuerySet[Refund]:
    """The refund that replaces the one of the outer query."""
    return Refund.objects.filter(key=Concat(OuterRef("key"), Value(AGAIN)))


def refunds_for(
    payment: Payment,
    *,
    kind: str,
    order_line_id: int | None = None,
    consignment_id: int | None = None,
) -> QuerySet[Refund]:
    """Refunds that stand of one line, of one parcel's delivery, or of a kind."""
    rows = standing(payment.refunds.filter(kind=kind))
    if kind == Refund.Kind.LINE:
        return rows.filter(order_line_id=order_line_id)
    return rows.filter(consignment_id=consignment_id) if kind == Refund.Kind.SHIPPING else rows


def back_of_lines(order_line_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Order line → (cents, units) that went back or are owed; one query.

    A refund that does not say of how many units it is counts as of none.
    """
    rows = Refund.objects.filter(kind=Refund.Kind.LINE, order_line_id__in=list(order_line_ids))
    found = standing(rows).order_by().values_list("order_line_id")
    told = found.annotate(minor=Sum("amount_minor"), units=Sum("quantity"))
    return {line: (minor, units or 0) for line, minor, units in told}


def back_of_deliveries(consignment_ids: Iterable[int]) -> dict[int, int]:
    """Consignment → cents of its delivery that went back or are owed; one query."""
    rows = Refund.objects.filter(
        kind=Refund.Kind.SHIPPING, consignment_id__in=list(consignment_ids)
    )
    told = (
        standing(rows).order_by().values_list("consignment_id").annotate(minor=Sum("amount_minor"))
    )
    return dict(told)


# --- disputes ----------------------------------------------------------------------------------
def disputes() -> QuerySet[Dispute]:
    """All disputes with their order: those that must be defended first, by their deadline."""
    rows = Dispute.objects.select_related("payment__order__sheet", "submitted_by")
    return rows.order_by(
        F("closed_at").desc(nulls_first=True),
        F("submitted_at").desc(nulls_first=True),
        F("evidence_due_at").asc(nulls_last=True),
        "pk",
    )


def to_defend(*, soon: datetime) -> tuple[int, int]:
    """How many disputes the house has not answered, and how many of them are due before ``soon``;
    one query."""
    rows = Dispute.objects.filter(
        status__in=(Dispute.Status.NEEDS_RESPONSE, Dispute.Status.WARNING), submitted_at=None
    )
    told = rows.aggregate(all=Count("pk"), soon=Count("pk", filter=Q(evidence_due_at__lt=soon)))
    return told["all"], told["soon"]


def is_disputed(order_id: int) -> bool:
    """Whether a bank disputes the payment of an order at present."""
    return Dispute.objects.filter(payment__order_id=order_id, status__in=Dispute.OPEN).exists()


def holds_refunds(order_id: int) -> bool:
    """Whether refunds of an order wait at present for the end of a dispute."""
    rows = Dispute.objects.filter(payment__order_id=order_id, status__in=Dispute.HOLDS_REFUNDS)
    return rows.exists()


# --- sellers' accounts -------------------------------------------------------------------------
def account(trader_id: int) -> StripeAccount | None:
    """A seller's account as Stripe told last, None before there is one."""
    row: StripeAccount | None = (
        StripeAccount.objects.filter(trader_id=trader_id).select_related("trader").first()
    )
    return row
