"""Which consignments' money may leave now, and what holds the others: one query for thousands."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from marketplace.care.models import Case
from marketplace.payments.models import Dispute, Refund, StripeAccount
from marketplace.settlement.models import Due

UNDER_WAY = (Refund.Status.NEW, Refund.Status.PENDING)
# What may hold a consignment's money, in the order in which it is told.
HOLDS = ("not_delivered", "too_early", "case", "dispute", "refund", "not_payable", "put_off")


def held(rows: Any, *, at: datetime) -> QuerySet[Due]:
    """Dues, each with one boolean for everything that may hold it: ``holds_case`` …"""
    found: QuerySet[Due] = rows.annotate(
        holds_not_delivered=Q(delivered_at=None),
        holds_too_early=Q(matures_at__gt=at),
        holds_case=Exists(_cases()),
        holds_dispute=Exists(_disputes()),
        holds_refund=Exists(_refunds()),
        holds_not_payable=Q(trader__payable=False) | ~Exists(accounts()),
        holds_put_off=Q(put_off_until__gt=at),
    )
    return found


def uncontested(rows: Any) -> QuerySet[Any]:
    """Dues without anything open against them: a case, a dispute, a refund on its way."""
    found: QuerySet[Any] = rows.exclude(Exists(_cases())).exclude(Exists(_disputes()))
    return found.exclude(Exists(_refunds()))


def contested(rows: Any) -> QuerySet[Any]:
    """Dues with any of it: the others than ``uncontested``."""
    found: QuerySet[Any] = rows.filter(Exists(_cases()) | Exists(_disputes()) | Exists(_refunds()))
    return found


def matured(*, at: datetime) -> QuerySet[Due]:
    """Dues whose money may go to their seller now, those that have waited longest first."""
    rows = Due.objects.filter(
        Q(put_off_until=None) | Q(put_off_until__lte=at),
        is_open=True,
        matures_at__lte=at,
        trader__payable=True,
    ).filter(Exists(accounts()))
    return uncontested(rows).order_by("matures_at", "id")


def available(*, at: datetime, order: str = "due__order") -> Q:
    """Stripe lets go of what was transferred of a charge once the charge itself is available; of
    one whose day was never told it has long been."""
    until = f"{order}__payment__available_at"
    return Q(**{f"{until}__isnull": True}) | Q(**{f"{until}__lte": at})


def accounts(trader: str = "trader_id") -> QuerySet[StripeAccount]:
    """The trader's account, if Stripe lets money be sent there and on to its bank."""
    rows: QuerySet[StripeAccount] = StripeAccount.objects.filter(
        trader=OuterRef(trader),
        account_id__isnull=False,
        transfers_active=True,
        payouts_enabled=True,
    )
    return rows


def _cases() -> QuerySet[Case]:
    rows: QuerySet[Case] = Case.objects.filter(
        order_line__consignment_line__consignment=OuterRef("consignment_id")
    )
    return rows.exclude(status=Case.Status.CLOSED)


def _disputes() -> QuerySet[Dispute]:
    return Dispute.objects.filter(payment__order=OuterRef("order_id"), status__in=Dispute.OPEN)


def _refunds() -> QuerySet[Refund]:
    """A refund that names no consignment may be of any of its order's."""
    return Refund.objects.filter(payment__order=OuterRef("order_id"), status__in=UNDER_WAY).filter(
        Q(consignment_id=OuterRef("consignment_id")) | Q(consignment_id=None)
    )


def reasons(due: Any, *, at: datetime) -> list[str]:
    """What holds a due that ``held`` has read, in words; nothing: it leaves by itself."""
    words = {
        "not_delivered": _("pas encore livré"),
        "too_early": _too_early(due, at=at),
        "case": _("un dossier client est ouvert"),
        "dispute": _("le client conteste le paiement auprès de sa banque"),
        "refund": _("un remboursement est en cours"),
        "not_payable": _("votre compte de versement est à compléter"),
        "put_off": _("le virement a été refusé, il sera redemandé"),
    }
    return [words[name] for name in HOLDS if getattr(due, f"holds_{name}")]


def _too_early(due: Any, *, at: datetime) -> str:
    """The shopper's days are the law's; what the house waits besides is said apart."""
    if due.withdrawal_ends_at is None or at < due.withdrawal_ends_at:
        return _("le client peut encore se rétracter")
    return _("le délai de rétractation est passé, un retour peut encore arriver")
