"""What operators look at across rooms."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404
from oscar.core.loading import get_model

from marketplace.care import queries as care
from marketplace.care.models import Case
from marketplace.core import outbox
from marketplace.core.models import OutboxDelivery, StoredEmail
from marketplace.fulfilment import queries as fulfilment
from marketplace.fulfilment.models import Consignment
from marketplace.payments.models import Payment, Refund
from marketplace.technical import queries as technical

Order = get_model("order", "Order")


@dataclass(frozen=True)
class Happening:
    """One line of an order's history, whichever room wrote it."""

    at: datetime
    what: str
    detail: str = ""
    who: str = ""


def waiting(*, at: datetime) -> dict[str, int]:
    """What needs an operator, or tells that something is stuck."""
    return {
        "overdue": fulfilment.overdue(at=at).count(),
        "cases": care.open_cases().count(),
        "proposals": technical.open_proposals().count(),
        "refunds_failed": Refund.objects.filter(status=Refund.Status.FAILED).count(),
        "outbox_failing": OutboxDelivery.objects.filter(done_at=None)
        .exclude(last_error="")
        .count(),
        "lag_seconds": int(outbox.lag(at=at).total_seconds()),
    }


def orders(*, search: str = "") -> QuerySet[Any]:
    """Orders, newest first; ``search`` is part of a number or an e-mail address."""
    rows = Order.objects.select_related("sheet", "payment").annotate(parcels=Count("consignments"))
    if search:
        rows = rows.filter(Q(number__icontains=search) | Q(sheet__email__icontains=search))
    result: QuerySet[Any] = rows.order_by("-date_placed", "-id")
    return result


@dataclass(frozen=True)
class OrderPage:
    order: Any
    consignments: list[Consignment]
    payment: Payment | None
    refunds: list[Refund]
    cases: list[Case]
    history: list[Happening]
    mails: list[StoredEmail]


def order_page(number: str) -> OrderPage:
    """Everything about one order; a fixed number of queries.

    :raises Http404: no such order.
    """
    rows = Order.objects.select_related("sheet", "shipping_address", "user", "payment")
    order = get_object_or_404(rows, number=number)
    consignments = list(
        fulfilment.with_lines(
            Consignment.objects.filter(order=order).order_by("number")
        ).prefetch_related("changes__actor")
    )
    payment = getattr(order, "payment", None)
    refunds = list(payment.refunds.order_by("id")) if payment else []
    mails = StoredEmail.objects.filter(to=order.sheet.email, subject__contains=number)
    return OrderPage(
        order=order,
        consignments=consignments,
        payment=payment,
        refunds=refunds,
        cases=list(care.cases().filter(order=order)),
        history=sorted(_history(order, consignments, payment, refunds), key=lambda h: h.at),
        mails=list(mails.order_by("created_at")),
    )


def _history(
    order: Any, consignments: list[Consignment], payment: Payment | None, refunds: list[Refund]
) -> list[Happening]:
    """The journals of order, parcels and money as one story."""
    story = [
        Happening(change.at, f"{change.old} → {change.new}", change.note)
        for change in order.changes.all()
    ]
    for consignment in consignments:
        story += [
            Happening(
                change.at,
                f"{consignment.number} : {change.old} → {change.new}",
                change.note,
                str(change.actor or ""),
            )
            for change in consignment.changes.all()
        ]
    if payment and payment.succeeded_at:
        story.append(Happening(payment.succeeded_at, "paiement confirmé", payment.intent_id or ""))
    story += [
        Happening(refund.created_at, f"remboursement {refund.key}", refund.stripe_id or "")
        for refund in refunds
    ]
    return story
