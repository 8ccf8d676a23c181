"""What operators look at across rooms."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from oscar.core.loading import get_model

from marketplace.buying.models import OrderStatus
from marketplace.care import queries as care
from marketplace.care.models import Case
from marketplace.core import outbox
from marketplace.core.models import OutboxDelivery, StoredEmail
from marketplace.desk import money
from marketplace.desk.money import OrderMoney
from marketplace.fulfilment import queries as fulfilment
from marketplace.fulfilment.models import WITHDRAWALS, Consignment, ConsignmentChange
from marketplace.offers.models import OfferTerms
from marketplace.payments import queries as payments
from marketplace.payments.models import Dispute, Payment, Refund
from marketplace.settlement import payouts, reconciling
from marketplace.technical import queries as technical

Order = get_model("order", "Order")
get_app_model: Any = apps.get_model
Status = Consignment.Status

PARCEL_TABS: dict[str, tuple[Any, list[Status]]] = {
    "en-retard": (gettext_lazy("En retard"), []),
    "a-accepter": (gettext_lazy("À accepter"), [Status.TO_ACCEPT]),
    "a-expedier": (gettext_lazy("À expédier"), [Status.TO_SHIP]),
    "en-route": (gettext_lazy("En route"), [Status.SHIPPED]),
    "termines": (gettext_lazy("Terminés"), [Status.DELIVERED, Status.CANCELLED]),
}
REFUND_TABS: dict[str, tuple[Any, list[Refund.Status]]] = {
    "echoues": (gettext_lazy("Échoués"), []),
    "en-cours": (gettext_lazy("En cours"), [Refund.Status.NEW, Refund.Status.PENDING]),
    "tous": (gettext_lazy("Tous"), list(Refund.Status)),
}

# So long before its deadline a dispute that nobody has defended is an alarm.
DEFEND_SOON = timedelta(days=3)

REFUND_REASONS = {
    **WITHDRAWALS,
    "late": gettext_lazy("Payée après l’abandon de la commande"),
    Case.REFUND_REASON: gettext_lazy("Décidé dans un dossier"),
}


@dataclass(frozen=True)
class Happening:
    """One line of an order's history, whichever room wrote it; ``what`` is about ``about``."""

    at: datetime
    what: str
    about: str = ""
    detail: str = ""
    who: str = ""


@dataclass(frozen=True)
class RefundRow:
    """A refund in words: what it pays back, and why."""

    refund: Refund
    what: str
    why: str


def waiting(*, at: datetime) -> dict[str, int]:
    """What needs an operator, or tells that something is stuck."""
    cases = care.open_cases()
    disputes, disputes_soon = payments.to_defend(soon=at + DEFEND_SOON)
    return {
        "overdue": fulfilment.overdue(at=at).count(),
        "cases": cases.count(),
        "cases_late": cases.filter(status=Case.Status.OPEN, answer_by__lt=at).count(),
        "proposals": technical.open_proposals().count(),
        "refunds_failed": payments.unpaid_refunds().count(),
        "discrepancies": reconciling.open_discrepancies().count(),
        "payouts_failed": payouts.failed().count(),
        "disputes": disputes,
        "disputes_soon": disputes_soon,
        "outbox_failing": outbox.failing().count(),
        "lag_seconds": int(outbox.lag(at=at).total_seconds()),
    }


# --- orders ----------------------------------------------------------------------------------
def orders(*, search: str = "", status: str = "") -> QuerySet[Any]:
    """Orders, newest first.

    ``search`` is part of a number or an e-mail address, or a whole number of a parcel or of its
    tracking; ``status`` one of ``OrderStatus``.
    """
    rows = Order.objects.select_related("sheet").annotate(parcels=Count("consignments"))
    if status in OrderStatus.values:
        rows = rows.filter(status=status)
    if search:
        parcels = Consignment.objects.filter(Q(number__iexact=search) | Q(tracking__iexact=search))
        rows = rows.filter(
            Q(number__icontains=search)
            | Q(sheet__email__icontains=search)
            | Q(pk__in=parcels.values("order_id"))
        )
    result: QuerySet[Any] = rows.order_by("-date_placed", "-id")
    return result


@dataclass(frozen=True)
class OrderPage:
    order: Any
    consignments: list[Consignment]
    payment: Payment | None
    refunds: list[RefundRow]
    disputes: list[Dispute]
    cases: list[Case]
    history: list[Happening]
    mails: list[StoredEmail]
    money: OrderMoney

    @property
    def holds_refunds(self) -> bool:
        """Whether refunds wait for the end of a dispute."""
        return any(row.status in Dispute.HOLDS_REFUNDS for row in self.disputes)


def order_page(number: str) -> OrderPage:
    """Everything about one order; a fixed number of queries.

    :raises Http404: no such order.
    """
    rows = Order.objects.select_related(
        "sheet", "shipping_address", "user", "payment", "voucher_use__voucher"
    )
    order = get_object_or_404(rows, number=number)
    parcels = Consignment.objects.filter(order=order).order_by("number")
    consignments = list(
        fulfilment.with_lines(parcels).prefetch_related("changes__actor__membership__trader")
    )
    payment = getattr(order, "payment", None)
    owed = list(payment.refunds.select_related("asked_by").order_by("id")) if payment else []
    disputes = list(payment.disputes.order_by("id")) if payment else []
    refunds = refund_rows(owed, consignments)
    cases = list(care.cases().filter(order=order))
    return OrderPage(
        order=order,
        consignments=consignments,
        payment=payment,
        refunds=refunds,
        disputes=disputes,
        cases=cases,
        history=_history(order, consignments, payment, refunds, cases),
        mails=_mails(number),
        money=money.of_order(order, consignments),
    )


def _mails(number: str) -> list[StoredEmail]:
    """E-mails about an order, to whomever: those whose subject names it or one of its parcels."""
    rows = StoredEmail.objects.defer("html", "text", "papers").filter(subject__contains=number)
    whole = re.compile(rf"\b{re.escape(number)}\b")
    return [mail for mail in rows.order_by("created_at", "id") if whole.search(mail.subject)]


def _history(
    order: Any,
    consignments: list[Consignment],
    payment: Payment | None,
    refunds: list[RefundRow],
    cases: list[Case],
) -> list[Happening]:
    """The journals of order, money, parcels and cases as one story, oldest first."""
    story = [
        *_of_order(order),
        *_of_payment(payment),
        *(step for parcel in consignments for step in _of_parcel(parcel)),
        *(step for row in refunds for step in _of_refund(row)),
        *(step for case in cases for step in _of_case(case)),
    ]
    return sorted(story, key=lambda step: step.at)


def _of_order(order: Any) -> Iterator[Happening]:
    placed = {OrderStatus.AWAITING_PAYMENT: _("Commande passée")}
    for change in order.changes.all():
        label = placed.get(change.new) or _("Commande : %(state)s") % {
            "state": OrderStatus(change.new).label
        }
        yield Happening(change.at, label, detail=change.note)


def _of_payment(payment: Payment | None) -> Iterator[Happening]:
    if payment and payment.succeeded_at:
        if not payment.amount_minor:
            yield Happening(payment.succeeded_at, _("Réglée par un bon, sans paiement"))
            return
        yield Happening(payment.succeeded_at, _("Paiement confirmé par Stripe"),
                        detail=payment.intent_id or "")  # fmt: skip


def _of_parcel(parcel: Consignment) -> Iterator[Happening]:
    for change in parcel.changes.all():
        yield Happening(change.at, change.happened, parcel.number, change.why, _who(change))


def _of_refund(row: RefundRow) -> Iterator[Happening]:
    words = _("Remboursement demandé : %(what)s") % {"what": row.what}
    who = row.refund.asked_by
    name = (who.get_full_name() or who.email) if who else ""
    yield Happening(row.refund.created_at, words, detail=row.why, who=name)


def _of_case(case: Case) -> Iterator[Happening]:
    about = case.order_line.title
    yield Happening(case.opened_at, _("Dossier ouvert"), about, case.get_topic_display())
    if case.closed_at:
        yield Happening(case.closed_at, _("Dossier clos"), about, case.closing_reason)


def _who(change: ConsignmentChange) -> str:
    """Who moved a parcel, and for whom they work."""
    actor: Any = change.actor
    if actor is None:
        return ""
    name = actor.get_full_name() or actor.email
    membership = getattr(actor, "membership", None)
    if membership is not None:
        return f"{name} ({membership.trader.name})"
    return f"{name} ({_('Cordée') if actor.is_staff else _('client')})"


# --- parcels ---------------------------------------------------------------------------------
def parcels(tab: str, *, at: datetime) -> QuerySet[Consignment]:
    """Parcels of all sellers under one of ``PARCEL_TABS``, what has waited longest first."""
    _label, statuses = PARCEL_TABS[tab]
    if not statuses:
        return fulfilment.with_lines(fulfilment.overdue(at=at))
    return fulfilment.with_lines(fulfilment.in_statuses(statuses))


def parcel_tabs(*, at: datetime) -> list[tuple[str, Any, int]]:
    """(key, label, how many) of each tab; two queries."""
    counts = fulfilment.counts_by_status()
    late = fulfilment.overdue(at=at).count()
    return [
        (key, label, sum(counts.get(each, 0) for each in statuses) if statuses else late)
        for key, (label, statuses) in PARCEL_TABS.items()
    ]


# --- refunds ---------------------------------------------------------------------------------
def refunds(tab: str) -> QuerySet[Refund]:
    """Refunds under one of ``REFUND_TABS``, the newest first."""
    _label, statuses = REFUND_TABS[tab]
    return payments.refunds().filter(status__in=statuses) if statuses else payments.unpaid_refunds()


def parcels_of(refunds: list[Refund]) -> list[Consignment]:
    """The parcels that refunds pay back something of, with their lines; a fixed number of
    queries."""
    orders = {refund.payment.order_id for refund in refunds}
    return list(fulfilment.with_lines(Consignment.objects.filter(order_id__in=orders)))


def refund_rows(refunds: list[Refund], consignments: list[Consignment]) -> list[RefundRow]:
    """Refunds of the orders that ``consignments`` belong to, in words."""
    parcels = {each.pk: each.number for each in consignments}
    lines = {line.order_line_id: line.order_line
             for each in consignments for line in each.lines.all()}  # fmt: skip
    return [
        RefundRow(
            refund,
            _refunded(refund, parcels, lines),
            str(REFUND_REASONS.get(refund.reason, refund.reason)),
        )
        for refund in refunds
    ]


def _refunded(refund: Refund, parcels: dict[int, str], lines: dict[int, Any]) -> str:
    """What a refund pays back, in words."""
    if refund.kind == Refund.Kind.LINE:
        line = lines.get(refund.order_line_id or 0)
        title = line.title if line else refund.key
        if line is None or refund.quantity in {None, line.quantity}:
            return str(title)
        return _("%(units)d × %(title)s") % {"units": refund.quantity, "title": title}
    if refund.kind == Refund.Kind.SHIPPING:
        number = parcels.get(refund.consignment_id or 0, refund.key)
        return _("livraison du colis %(number)s") % {"number": number}
    if refund.kind == Refund.Kind.GOODWILL:
        return _("geste commercial")
    return _("toute la commande")


# --- what happens by itself ------------------------------------------------------------------
def owed(*, failing: bool) -> QuerySet[OutboxDelivery]:
    """Events that a subscriber has not handled yet, the oldest first."""
    return outbox.failing() if failing else outbox.undone()


# --- e-mails ---------------------------------------------------------------------------------
def mails(*, search: str = "") -> QuerySet[StoredEmail]:
    """Stored e-mails without their bodies, newest first; ``search`` in recipient and subject."""
    rows = StoredEmail.objects.defer("html", "text", "papers")
    if search:
        rows = rows.filter(Q(to__icontains=search) | Q(subject__icontains=search))
    return rows.order_by("-created_at", "-id")


# --- what is told to be what -----------------------------------------------------------------
def matched(*, search: str = "") -> QuerySet[Any]:
    """Lines of feeds that are offers, with how each was told; ``search``: a seller's key, a barcode
    or part of a model's name."""
    rows: QuerySet[Any] = get_app_model("feeds", "FeedLine").objects.filter(
        stockrecord__isnull=False, stockrecord__terms__state=OfferTerms.State.ACTIVE
    )
    if search:
        rows = rows.filter(
            Q(key__iexact=search)
            | Q(stockrecord__product__variant__gtin=search.zfill(14))
            | Q(stockrecord__product__parent__sheet__model_name__icontains=search)
        )
    return rows.select_related(
        "source__trader", "stockrecord__product__variant",
        "stockrecord__product__parent__sheet__brand",
    ).order_by("-pk")  # fmt: skip


def undone() -> QuerySet[Any]:
    """Matches that operators undid, the latest first, with who, when and why."""
    rows: QuerySet[Any] = get_app_model("feeds", "MatchUndo").objects.all()
    return rows.select_related(
        "line__source__trader", "line__proposal", "product__parent__sheet__brand",
        "product__sheet__brand", "user",
    ).order_by("-at", "-pk")  # fmt: skip
