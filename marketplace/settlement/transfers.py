"""Matured money goes to the seller's account at Stripe; what was refunded since comes back.

What waits of a consignment is one sum. Above zero it is transferred once it has matured, less what
is held in reserve and what the seller owes; below zero its reserve is used, then the transfer is
reversed, and what cannot be reversed becomes the seller's debt.

Locks, in this order, each by key: the traders' terms, the orders' payments, the dues. A refund
locks its payment too, so that it is either seen here or sees the transfer.
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import F, Q, Sum

from marketplace.core.given import batches
from marketplace.core.money import Money
from marketplace.ledger import operations as ledger
from marketplace.ledger.legs import AccountName, Leg, Posting
from marketplace.ledger.models import EntryLine, Kind
from marketplace.payments import operations as payments
from marketplace.payments.models import Payment, Reversal, Transfer
from marketplace.settlement import dues as movements
from marketplace.settlement import maturity
from marketplace.settlement.models import Due, PayoutTerms, StatementLine

logger = logging.getLogger(__name__)
BATCH: Final = 100
SWEEP_LIMIT: Final = 5000
AGAIN_IN: Final = timedelta(days=1)  # after a transfer that Stripe refused
WAITING: Final = Q(ready_at=None, transfer_id=None, reversal_id=None)
BASIS_POINTS: Final = 10_000


@dataclass
class Plan:
    """What is done with one due: entries to post, then a transfer, a reversal, or nothing."""

    due: Due
    send_minor: int = 0
    take_back: list[tuple[Transfer, int]] = field(default_factory=list)
    postings: list[Posting] = field(default_factory=list)


# --- deciding --------------------------------------------------------------------------------
@transaction.atomic
def settle(*, due_ids: Collection[int], at: datetime) -> int:
    """Ask for what is to be done about what waits of these dues; returns how many were settled."""
    dues = _locked(due_ids, at=at)
    waits = _waiting(dues)
    made = _transferred(due.consignment_id for due in dues)
    owed = _debts({due.trader_id for due in dues})
    plans = [
        plan
        for due in dues
        if (plan := _plan(due, waits.get(due.pk), made.get(due.consignment_id, []), owed, at=at))
    ]
    _carry_out(plans, at=at)
    return len(plans)


def _locked(due_ids: Collection[int], *, at: datetime) -> list[Due]:
    """The dues with what holds them, once everything that may change it waits for us."""
    _lock(due_ids)
    rows = maturity.held(Due.objects.filter(pk__in=due_ids, is_open=True), at=at)
    return list(rows.order_by("matures_at", "pk"))


def _lock(due_ids: Collection[int]) -> None:
    about = Due.objects.filter(pk__in=due_ids).values_list("trader_id", "order_id")
    traders, orders = {row[0] for row in about}, {row[1] for row in about}
    list(PayoutTerms.objects.select_for_update().filter(pk__in=traders).order_by("pk"))
    list(Payment.objects.select_for_update().filter(order_id__in=orders).order_by("pk"))
    list(Due.objects.select_for_update().filter(pk__in=due_ids).order_by("pk"))


def _waiting(dues: Iterable[Due]) -> dict[int, int]:
    """Due → the sum of what waits, in cents; no key where nothing does."""
    rows = StatementLine.objects.filter(WAITING, due__in=[due.pk for due in dues])
    return dict(rows.order_by().values_list("due_id").annotate(Sum("total_minor")))


def _transferred(consignment_ids: Iterable[int]) -> dict[int, list[Any]]:
    """Consignment → its transfers that have not failed, with ``left_minor`` to take back."""
    rows = Transfer.objects.filter(consignment_id__in=list(consignment_ids))
    back = Sum("reversals__amount_minor", filter=~Q(reversals__status=Reversal.Status.FAILED))
    found: dict[int, list[Any]] = defaultdict(list)
    transfer: Any
    for transfer in rows.exclude(status=Transfer.Status.FAILED).annotate(back=back).order_by("pk"):
        transfer.left_minor = transfer.amount_minor - (transfer.back or 0)
        found[transfer.consignment_id].append(transfer)
    return found


def _debts(trader_ids: Collection[int]) -> dict[int, int]:
    """Trader → what it owes the house, in cents."""
    rows = EntryLine.objects.filter(account__kind=Kind.DEBT, account__trader_id__in=trader_ids)
    return dict(rows.order_by().values_list("account__trader_id").annotate(Sum("minor")))


def _plan(
    due: Any,
    waits: int | None,
    made: Sequence[Any],
    owed: dict[int, int],
    *,
    at: datetime,
) -> Plan | None:
    """What to do with a due of which ``waits`` cents wait; None: leave it."""
    if waits is None:
        return Plan(due)  # all of it is on its way already
    if any(transfer.status == Transfer.Status.NEW for transfer in made):
        return None  # whether it is made decides
    if waits < 0:
        may = bool(made) or _has_matured(due, at=at)
        return _take_back(due, -waits, made, at=at) if may else None
    return _send(due, waits, made, owed, at=at) if _may_leave(due, at=at) else None


def _has_matured(due: Any, *, at: datetime) -> bool:
    return due.matures_at is not None and due.matures_at <= at


def _may_leave(due: Any, *, at: datetime) -> bool:
    return _has_matured(due, at=at) and not maturity.reasons(due, at=at)


def _send(due: Any, waits: int, made: Sequence[Any], owed: dict[int, int], *, at: datetime) -> Plan:
    """Reserve first, then debt, then the seller."""
    plan = Plan(due)
    # Held back already, it stays so when the transfer of the rest was refused.
    first = not made and not due.reserve_minor
    if first and due.reserve_until is not None and at < due.reserve_until:
        kept = waits * due.reserve_bp // BASIS_POINTS
        if kept:
            plan.postings.append(_reserve(due, kept, at=at))
            waits -= kept
    netted = min(waits, max(owed.get(due.trader_id, 0), 0))
    if netted:
        plan.postings.append(_netting(due, netted, at=at))
        owed[due.trader_id] -= netted
        waits -= netted
    plan.send_minor = waits
    return plan


def _take_back(due: Any, minor: int, made: Sequence[Any], *, at: datetime) -> Plan:
    """From its reserve, which is held for this, then from the transfers, the latest first; the rest
    is the seller's debt."""
    plan = Plan(due)
    used = min(minor, -due.reserve_minor)
    if used:
        plan.postings.append(_use_reserve(due, used, at=at))
        minor -= used
    for transfer in reversed(made):
        part = min(minor, transfer.left_minor)
        if part:
            plan.take_back.append((transfer, part))
            minor -= part
    if minor:
        plan.postings.append(_debt(due, minor, about=f"{due.consignment_id}:{due.turn}", at=at))
    return plan


# --- entries that are decided here -----------------------------------------------------------
def _moved(
    source: str, kind: str, due: Any, debit: Kind, credit: Kind, minor: int, *, at: datetime
) -> Posting:
    """An entry that moves a seller's money from one of its accounts to another."""
    return Posting(
        source=source,
        kind=kind,
        at=at,
        order_id=due.order_id,
        legs=[
            Leg(
                AccountName(account, due.trader_id),
                Money(amount, due.currency),
                consignment_id=due.consignment_id,
            )
            for account, amount in ((debit, minor), (credit, -minor))
        ],
    )


def _reserve(due: Any, minor: int, *, at: datetime) -> Posting:
    source = f"reserve:{due.consignment_id}"
    return _moved(source, "reserve", due, Kind.PAYABLE, Kind.RESERVE, minor, at=at)


def _release(due: Any, *, at: datetime) -> Posting:
    source, minor = f"reserve-release:{due.consignment_id}", -due.reserve_minor
    return _moved(source, "reserve-release", due, Kind.RESERVE, Kind.PAYABLE, minor, at=at)


def _use_reserve(due: Any, minor: int, *, at: datetime) -> Posting:
    """A part of it, before its day: the rest is given back on that day."""
    source = f"reserve-release:{due.consignment_id}:{due.turn}"
    return _moved(source, "reserve-release", due, Kind.RESERVE, Kind.PAYABLE, minor, at=at)


def _netting(due: Any, minor: int, *, at: datetime) -> Posting:
    source = f"netting:{due.consignment_id}:{due.turn}"
    return _moved(source, "netting", due, Kind.PAYABLE, Kind.DEBT, minor, at=at)


def _debt(due: Any, minor: int, *, about: str, at: datetime) -> Posting:
    source = f"debt:{about}"
    return _moved(source, "debt", due, Kind.DEBT, Kind.PAYABLE, minor, at=at)


def _post(postings: Sequence[Posting]) -> int:
    """Post and follow; returns the key of the last entry."""
    entries = ledger.post_many(postings=postings)
    movements.follow(
        told=[(entry.pk, posting) for entry, posting in zip(entries, postings, strict=True)]
    )
    return int(entries[-1].pk)


# --- carrying out ----------------------------------------------------------------------------
def _carry_out(plans: Sequence[Plan], *, at: datetime) -> None:
    postings = [posting for plan in plans for posting in plan.postings]
    if postings:
        _post(postings)
    by_due = {plan.due.pk: plan for plan in plans}
    asked = {key: _asked(plan, at=at) for key, plan in by_due.items()}
    lines = list(StatementLine.objects.filter(WAITING, due__in=by_due))
    for line in lines:
        for name, value in asked[line.due_id].items():
            setattr(line, name, value)
    names = ["transfer_id", "reversal_id", "ready_at"]
    StatementLine.objects.bulk_update(lines, names, batch_size=200)
    Due.objects.filter(pk__in=by_due).update(is_open=False, put_off_until=None, turn=F("turn") + 1)


def _asked(plan: Plan, *, at: datetime) -> dict[str, Any]:
    """Ask for the transfer or the reversals; returns where the lines are now."""
    due = plan.due
    if plan.send_minor:
        amount = Money(plan.send_minor, due.currency)
        # What vouchers paid is not in the charge: it comes from the house's own balance.
        from_charge = amount <= payments.transferable(Payment.objects.get(order=due.order_id))
        transfer = payments.request_transfer(
            trader_id=due.trader_id,
            consignment_id=due.consignment_id,
            order_id=due.order_id,
            amount=amount,
            key=f"transfer:{due.consignment_id}:{due.turn}",
            at=at,
            from_charge=from_charge,
        )
        return {"transfer_id": transfer.pk}
    reversals = [
        payments.request_reversal(
            transfer=transfer,
            amount=Money(part, due.currency),
            key=f"reversal:{transfer.pk}:{due.turn}",
            at=at,
        )
        for transfer, part in plan.take_back
    ]
    # Several are made one after the other: the last one settles the lines.
    return {"reversal_id": reversals[-1].pk} if reversals else {"ready_at": at}


# --- what comes back -------------------------------------------------------------------------
@transaction.atomic
def on_transfer_failed(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """Subscriber of ``transfer.failed``: what it carried waits again, for a day."""
    for payload in payloads:
        lines = StatementLine.objects.filter(transfer_id=payload["transfer_id"], ready_at=None)
        Due.objects.filter(lines__in=lines).update(is_open=True, put_off_until=at + AGAIN_IN)
        lines.update(transfer_id=None)


@transaction.atomic
def on_reversal_failed(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """Subscriber of ``reversal.failed``: the seller was paid out, so it owes the house."""
    for payload in payloads:
        reversal = Reversal.objects.select_related("transfer").get(pk=payload["reversal_id"])
        due = Due.objects.get(consignment_id=reversal.transfer.consignment_id)
        list(PayoutTerms.objects.select_for_update().filter(pk=due.trader_id))
        entry_id = _post(
            [_debt(due, reversal.amount_minor, about=f"reversal:{reversal.pk}", at=at)]
        )
        settled = Q(reversal_id=reversal.pk) | Q(entry_id=entry_id)
        StatementLine.objects.filter(settled, ready_at=None).update(ready_at=at)
        left = StatementLine.objects.filter(WAITING, due=due).exists()
        Due.objects.filter(pk=due.pk).update(is_open=left)


def on_moved(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """Subscriber of ``dues.moved``: something was refunded, or a transfer arrived."""
    settle(due_ids={key for payload in payloads for key in payload["due_ids"]}, at=at)


# --- by itself -------------------------------------------------------------------------------
def sweep(*, at: datetime) -> int:
    """Settle what has matured and what was refunded since; returns how many dues were settled.

    A batch that fails is settled due by due; one that fails alone is told and left: it holds up
    no other.
    """
    with transaction.atomic():
        movements.note_deliveries(Due.objects.filter(is_open=True))
    release(at=at)
    moved_since = Due.objects.filter(is_open=True, turn__gt=0)
    ids = sorted(
        {*maturity.matured(at=at).values_list("pk", flat=True)[:SWEEP_LIMIT]}
        | {*moved_since.values_list("pk", flat=True)[:SWEEP_LIMIT]}
    )
    return sum(_settle_each(batch, at=at) for batch in batches(ids, BATCH))


def _settle_each(due_ids: Sequence[int], *, at: datetime) -> int:
    try:
        return settle(due_ids=due_ids, at=at)
    except Exception:
        if len(due_ids) > 1:
            return sum(_settle_each([each], at=at) for each in due_ids)
        logger.exception("settlement: due %s stays as it is", due_ids[0])
        return 0


@transaction.atomic
def release(*, at: datetime) -> int:
    """Give back the reserves whose day has come and that nothing is open against; returns how
    many. What is given back waits to be transferred as a sale does."""
    rows = maturity.uncontested(Due.objects.filter(reserve_minor__lt=0, reserve_until__lte=at))
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[:SWEEP_LIMIT])
    _lock(ids)
    dues = list(rows.filter(pk__in=ids).order_by("pk"))  # as they are now that nothing moves
    if dues:
        _post([_release(due, at=at) for due in dues])
    return len(dues)
