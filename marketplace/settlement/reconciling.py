"""Each day's movements at Stripe against the ledger's: an unexplained difference is a case.

A movement and an entry are the same when they speak of the same object of Stripe's. What one side
has and the other has not, or has with another amount, is kept with both sides as they were found.
"""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from marketplace.core import sweeping
from marketplace.core.days import PARIS
from marketplace.core.errors import IllegalMove, ReasonMissing
from marketplace.ledger.models import EntryLine, Kind
from marketplace.payments import gateway
from marketplace.payments.gateway import BalanceTransaction
from marketplace.payments.models import (
    Dispute,
    Payment,
    Payout,
    Refund,
    Reversal,
    StripeAccount,
    Transfer,
)
from marketplace.settlement import calendar
from marketplace.settlement.models import Discrepancy, Reconciliation

logger = logging.getLogger(__name__)
# What Stripe did may be written down here a little later, and the day after.
AROUND: Final = timedelta(days=3)


@dataclass(frozen=True)
class Books:
    """Whose movements: the house's (``trader_id`` None), or a seller's account at Stripe."""

    trader_id: int | None = None
    account_id: str = ""

    def lines(self) -> Any:
        if self.trader_id is None:
            return EntryLine.objects.filter(account__kind=Kind.STRIPE_CLEARING)
        return EntryLine.objects.filter(
            account__kind=Kind.STRIPE_CONNECTED, account__trader_id=self.trader_id
        )


@dataclass(frozen=True)
class Difference:
    kind: Discrepancy.Kind
    reference: str
    stripe_minor: int | None
    ledger_minor: int | None
    stripe_side: Mapping[str, Any]
    ledger_side: Mapping[str, Any]


def reconcile(*, day: date, at: datetime) -> int:
    """Compare a day, of Paris, in the house's account and in each seller's; outside transactions.

    Returns how many accounts were compared; one that Stripe does not answer about is left to the
    next time.
    """
    accounts = StripeAccount.objects.filter(account_id__isnull=False).order_by("pk")
    books = [Books()] + [
        Books(trader_id, str(account_id))
        for trader_id, account_id in accounts.values_list("trader_id", "account_id")
    ]
    return sweeping.each(books, lambda each: _compare(each, day=day, at=at))


def _compare(books: Books, *, day: date, at: datetime) -> None:
    starts, ends = _bounds(day)
    seen = gateway.balance_transactions(
        since=starts - AROUND, until=ends, account_id=books.account_id or None
    )
    known = sources(seen)
    written = _written(books, {source for each in known.values() for source in each})
    of_day = [row for row in seen if row.created_at >= starts]
    found = list(_differences(of_day, known, written))
    unknown = _unknown(books, starts, ends, {each for found in known.values() for each in found})
    of_ours = {source for row in of_day for source in known[row.id]}
    found += unknown
    _keep(
        books,
        found,
        Reconciliation(
            day=day,
            account=books.account_id,
            at=at,
            transactions=len(of_day),
            stripe_minor=sum(row.net_minor for row in of_day),
            ledger_minor=sum(written.get(source, 0) for source in of_ours)
            + sum(each.ledger_minor or 0 for each in unknown),
            unexplained=len(found),
        ),
    )


def _bounds(day: date) -> tuple[datetime, datetime]:
    starts, ends = (
        datetime.combine(each, time(), tzinfo=PARIS) for each in (day, day + timedelta(days=1))
    )
    return starts, ends


# --- which entry a movement is ---------------------------------------------------------------
def sources(seen: Sequence[BalanceTransaction]) -> dict[str, list[str]]:
    """Movement → the sources of the entries that should say the same; [] where none could."""
    keys = {
        prefix: _keys(rows, name, {row.reference for row in seen})
        for prefix, rows, name in (
            ("charge", Payment.objects, "charge_id"),
            ("refund", Refund.objects, "stripe_id"),
            ("transfer", Transfer.objects, "stripe_id"),
            ("reversal", Reversal.objects, "stripe_id"),
            ("payout", Payout.objects, "stripe_id"),
            ("dispute", Dispute.objects, "stripe_id"),
        )
    }
    return {row.id: _sources_of(row, keys) for row in seen}


def _keys(rows: Any, name: str, references: Collection[str]) -> dict[str, int]:
    """Stripe's id → our row's key."""
    return dict(rows.filter(**{f"{name}__in": references}).values_list(name, "pk"))


def _sources_of(row: BalanceTransaction, keys: Mapping[str, Mapping[str, int]]) -> list[str]:
    for prefix, known in keys.items():
        key = known.get(row.reference)
        if key is not None:
            return _named(row, prefix, key)
    return []


def _named(row: BalanceTransaction, prefix: str, key: int) -> list[str]:
    goes = row.net_minor < 0
    if prefix == "charge":
        return [f"charge:{key}", f"fee:{row.id}"]
    if prefix == "refund":
        return [f"refund-sent:{key}" if goes else f"refund-failed:{key}"]
    if prefix == "payout":
        return [f"payout:{key}" if goes else f"payout-failed:{key}"]
    if prefix == "dispute":
        return [f"dispute:{key}" if goes else f"dispute-won:{key}"]
    return [f"{prefix}:{key}"]


def _written(books: Books, wanted: Collection[str]) -> dict[str, int]:
    """Source → what its entry moves of this account, in cents."""
    rows = books.lines().filter(entry__source__in=wanted).order_by()
    return dict(rows.values_list("entry__source").annotate(Sum("minor")))


# --- what differs ----------------------------------------------------------------------------
def _differences(
    of_day: Iterable[BalanceTransaction],
    known: Mapping[str, Sequence[str]],
    written: Mapping[str, int],
) -> Iterable[Difference]:
    for row in of_day:
        ours = {source: written[source] for source in known[row.id] if source in written}
        if sum(ours.values()) == row.net_minor and ours:
            continue
        yield Difference(
            Discrepancy.Kind.AMOUNT if ours else Discrepancy.Kind.MISSING,
            row.id,
            row.net_minor,
            sum(ours.values()) if ours else None,
            {
                "type": row.type,
                "reference": row.reference,
                "amount": row.amount_minor,
                "fee": row.fee_minor,
                "net": row.net_minor,
                "created": row.created_at.isoformat(),
            },
            ours,
        )


def _unknown(
    books: Books, starts: datetime, ends: datetime, seen: Collection[str]
) -> list[Difference]:
    """Entries of the day that nothing at Stripe speaks of."""
    rows = books.lines().filter(entry__at__gte=starts, entry__at__lt=ends).order_by()
    sums = rows.values_list("entry__source").annotate(Sum("minor"))
    return [
        Difference(Discrepancy.Kind.UNKNOWN, source, None, minor, {}, {source: minor})
        for source, minor in sums
        if source not in seen and minor
    ]


@transaction.atomic
def _keep(books: Books, found: Sequence[Difference], compared: Reconciliation) -> None:
    """Write the day down; what was found equal since is closed, what is new is opened."""
    Reconciliation.objects.update_or_create(
        day=compared.day,
        account=compared.account,
        defaults={
            name: getattr(compared, name)
            for name in ("at", "transactions", "stripe_minor", "ledger_minor", "unexplained")
        },
    )
    still = {each.reference for each in found}
    open_cases = Discrepancy.objects.filter(
        account=books.account_id, day=compared.day, resolved_at=None
    ).exclude(kind=Discrepancy.Kind.STATEMENT)
    open_cases.exclude(reference__in=still).update(
        resolved_at=compared.at, reason=_("Les deux journaux sont égaux depuis.")
    )
    decided = Discrepancy.objects.filter(
        account=books.account_id, reference__in=still, resolved_by__isnull=False
    )
    known = set(decided.values_list("reference", "stripe_minor", "ledger_minor"))
    Discrepancy.objects.bulk_create(
        (
            Discrepancy(
                kind=each.kind,
                account=books.account_id,
                day=compared.day,
                reference=each.reference,
                stripe_minor=each.stripe_minor,
                ledger_minor=each.ledger_minor,
                stripe_side=each.stripe_side,
                ledger_side=each.ledger_side,
                opened_at=compared.at,
            )
            for each in found
            if (each.reference, each.stripe_minor, each.ledger_minor) not in known
        ),
        ignore_conflicts=True,
    )


def resolve(*, discrepancy: Discrepancy, reason: str, user: Any, at: datetime) -> None:
    """An operator explains a difference; both sides stay as they were found.

    :raises ReasonMissing: the explanation is what is kept. :raises IllegalMove: it is resolved.
    """
    if not reason.strip():
        raise ReasonMissing(_("Expliquez cette différence : c’est ce qui en restera."))
    rows = Discrepancy.objects.filter(pk=discrepancy.pk, resolved_at=None)
    if not rows.update(resolved_at=at, resolved_by=user, reason=reason.strip()):
        raise IllegalMove(f"{discrepancy} is resolved")


def open_discrepancies() -> Any:
    """Those that nobody has explained, the latest day first."""
    return Discrepancy.objects.filter(resolved_at=None)


def yesterday(at: datetime) -> date:
    return calendar.day_of(at) - timedelta(days=1)
