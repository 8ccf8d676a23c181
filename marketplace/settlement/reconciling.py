"""Each day's movements at Stripe against the ledger's: an unexplained difference is a case.

A movement and an entry are the same when they speak of the same object of Stripe's. What one side
has and the other has not, or has with another amount, is kept with both sides as they were found.
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Min, Sum
from django.utils.translation import gettext as _

from marketplace.core import sweeping
from marketplace.core.days import PARIS
from marketplace.core.errors import IllegalMove, PermanentError, ReasonMissing
from marketplace.ledger.models import EntryLine, Kind
from marketplace.payments import gateway
from marketplace.payments import operations as payments
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
from marketplace.settlement import bookkeeping, calendar
from marketplace.settlement.models import Discrepancy, Reconciliation

logger = logging.getLogger(__name__)
# What Stripe did may be written down here a little later, and the day after.
AROUND: Final = timedelta(days=3)
# Or a little before Stripe dates it: the time of a transfer is ours, from before it was asked for.
AHEAD: Final = timedelta(hours=1)
MOST_DAYS: Final = 30  # that are made up for
# What goes between the house's balance and its own bank, in Stripe's words.
OF_OUR_BANK: Final = frozenset(
    {"payout", "payout_cancel", "payout_failure", "topup", "topup_reversal"}
)

# What moves money at Stripe, by the first word of its entries' sources: our rows, where they keep
# its id there, and when they were made.
MOVED: Final[Mapping[str, tuple[Any, str, str]]] = {
    "charge": (Payment.objects, "charge_id", "created_at"),
    "refund": (Refund.objects, "stripe_id", "created_at"),
    "transfer": (Transfer.objects, "stripe_id", "created_at"),
    "reversal": (Reversal.objects, "stripe_id", "created_at"),
    "payout": (Payout.objects, "stripe_id", "created_at"),
    "dispute": (Dispute.objects, "stripe_id", "opened_at"),
}


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
    next time, one that it refuses to tell about is a case.
    """
    return sweeping.each(_accounts(), lambda each: _compare_days(each[0], [day], at=at))


def catch_up(*, until: date, at: datetime) -> int:
    """Compare of each account the days up to ``until`` that never were, and those of open cases.

    A day is missing when Stripe or the clock was down; ``MOST_DAYS`` are made up for, none from
    before the account. Outside transactions; returns as ``reconcile`` does.
    """
    first = until - timedelta(days=MOST_DAYS - 1)
    compared: dict[str, set[date]] = defaultdict(set)
    for account, day in Reconciliation.objects.values_list("account", "day"):
        compared[account].add(day)
    cases: dict[str, set[date]] = defaultdict(set)
    for account, day in _open_cases().values_list("account", "day"):
        cases[account].add(day)

    def work(each: tuple[Books, date | None]) -> bool:
        books, since = each
        known = compared[books.account_id]
        start = max(first, min([since or until, *known]))
        span = (start + timedelta(days=n) for n in range((until - start).days + 1))
        days = {day for day in span if day not in known} | cases[books.account_id]
        return _compare_days(books, sorted(days), at=at)

    return sweeping.each(_accounts(), work)


def _accounts() -> list[tuple[Books, date | None]]:
    """The house's and each seller's, with the day on which it was made where we know it."""
    accounts = StripeAccount.objects.filter(account_id__isnull=False).order_by("pk")
    return [(Books(), None)] + [
        (Books(trader_id, str(account_id)), calendar.day_of(created_at))
        for trader_id, account_id, created_at in accounts.values_list(
            "trader_id", "account_id", "created_at"
        )
    ]


def _compare_days(books: Books, days: Iterable[date], *, at: datetime) -> bool:
    """An account that Stripe refuses to tell about holds up no other: it is a case."""
    for day in days:
        try:
            _compare(books, day=day, at=at)
        except PermanentError as error:
            logger.error("reconciliation: %s of %s is not told: %s", books, day, error)
            _refused(books, day, str(error), at=at)
            return False
    return True


def _refused(books: Books, day: date, said: str, *, at: datetime) -> None:
    """One case until an operator explains it; then none until it was told again meanwhile."""
    last = Reconciliation.objects.filter(account=books.account_id).order_by("-at").first()
    explained = Discrepancy.objects.filter(
        account=books.account_id, kind=Discrepancy.Kind.REFUSED, resolved_by__isnull=False
    )
    if last is not None:
        explained = explained.filter(resolved_at__gt=last.at)
    if explained.exists():
        return
    case = Discrepancy(
        kind=Discrepancy.Kind.REFUSED,
        account=books.account_id,
        day=day,
        reference=books.account_id or "balance",
        stripe_side={"error": said},
        opened_at=at,
    )
    Discrepancy.objects.bulk_create([case], ignore_conflicts=True)


def _compare(books: Books, *, day: date, at: datetime) -> None:
    starts, ends = _bounds(day)
    seen = gateway.balance_transactions(
        since=starts - AROUND, until=ends + AHEAD, account_id=books.account_id or None
    )
    if books.trader_id is None:
        bookkeeping.on_our_bank(row for row in seen if row.type in OF_OUR_BANK)
    known = sources(seen)
    written = _written(books, {source for each in known.values() for source in each})
    of_day = [row for row in seen if starts <= row.created_at < ends]
    found = list(_differences(of_day, known, written))
    untold = {str(each.stripe_side["reference"]) for each in found if each.ledger_minor is None}
    payments.ask_about(references=untold, account_id=books.account_id, at=at)
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
        for prefix, (rows, name, _made) in MOVED.items()
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
    return [f"bank:{row.id}"] if row.type in OF_OUR_BANK else []


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
    unseen = {source: minor for source, minor in sums if source not in seen and minor}
    late = _heard_late(books, unseen, starts - AROUND) if unseen else set()
    return [
        Difference(Discrepancy.Kind.UNKNOWN, source, None, minor, {}, {source: minor})
        for source, minor in unseen.items()
        if source not in late
    ]


def _heard_late(books: Books, unseen: Mapping[str, int], before: datetime) -> set[str]:
    """Those that say what older movements did: an entry is of the day on which we heard of one,
    which may be long after where nothing listened for days.

    Rare, and as long as the time since the oldest of what they are about.
    """
    since = _oldest(unseen)
    if since is None or since >= before:
        return set()
    seen = gateway.balance_transactions(
        since=since - AHEAD, until=before, account_id=books.account_id or None
    )
    known, late = sources(seen), set[str]()
    for row in seen:
        ours = unseen.keys() & set(known[row.id])
        if sum(unseen[source] for source in ours) == row.net_minor:
            late |= ours
    return late


def _oldest(names: Iterable[str]) -> datetime | None:
    """When the oldest of what these entries are about was made."""
    keys: dict[str, list[int]] = defaultdict(list)
    for name in names:
        kind, _colon, key = name.partition(":")
        keys[kind.partition("-")[0]].append(int(key) if key.isdigit() else 0)
    found = [
        rows.filter(pk__in=keys[prefix]).aggregate(first=Min(made))["first"]
        for prefix, (rows, _name, made) in MOVED.items()
        if keys[prefix]
    ]
    return min(filter(None, found), default=None)


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
    open_cases = _open_cases().filter(account=books.account_id, day=compared.day)
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


def _open_cases() -> Any:
    """What comparing a day again may close."""
    return open_discrepancies().exclude(kind=Discrepancy.Kind.STATEMENT).order_by()


def open_discrepancies() -> Any:
    """Those that nobody has explained, the latest day first."""
    return Discrepancy.objects.filter(resolved_at=None)


def yesterday(at: datetime) -> date:
    return calendar.day_of(at) - timedelta(days=1)
