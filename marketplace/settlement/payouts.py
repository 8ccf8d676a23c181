"""Payouts on the sellers' calendar: what is on their accounts goes to their banks, each by a
statement that equals it to the cent.

Everything is decided for many sellers at once. Locks the traders' terms, by key.
"""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery, Sum

from marketplace.core import outbox
from marketplace.core.errors import IllegalMove
from marketplace.core.states import guarded_move
from marketplace.ledger.models import EntryLine, Kind
from marketplace.payments import operations as payments
from marketplace.payments.models import Payout
from marketplace.settlement import calendar, maturity
from marketplace.settlement.models import Discrepancy, Due, PayoutTerms, Statement, StatementLine
from marketplace.settlement.models.statements import COLUMNS
from marketplace.settlement.states import STATEMENT_MOVES

logger = logging.getLogger(__name__)
BATCH: Final = 100  # traders in one transaction
Status = Statement.Status


# --- the calendar's days ---------------------------------------------------------------------
def run(*, at: datetime) -> int:
    """Pay every trader whose day has come; returns how many payouts were asked for.

    A batch that fails is told and left for the next run: it holds up no other.
    """
    today, paid, after = calendar.day_of(at), 0, 0
    while batch := _whose_day_it_is(today, after=after):
        after = batch[-1]
        try:
            paid += pay(trader_ids=batch, at=at)
        except Exception:
            logger.exception("payouts of traders %s to %s wait", batch[0], batch[-1])
    return paid


def _whose_day_it_is(today: date, *, after: int) -> list[int]:
    rows = PayoutTerms.objects.filter(next_date__lte=today, pk__gt=after).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:BATCH])


@transaction.atomic
def pay(*, trader_ids: Collection[int], at: datetime) -> int:
    """Ask for the payouts of these traders whose day it is; returns how many.

    What is less than a trader's minimum, or is disputed, stays for its next day.
    """
    today = calendar.day_of(at)
    rows = PayoutTerms.objects.select_for_update().filter(pk__in=trader_ids, next_date__lte=today)
    terms = {row.pk: row for row in rows.order_by("pk")}
    for row in terms.values():
        row.next_date = calendar.next_date(rhythm=row.rhythm, after=today)
    PayoutTerms.objects.bulk_update(terms.values(), ["next_date"], batch_size=200)
    statements = _listed(terms, at=at)
    _stop(differing(statements), at=at)
    return _request([row for row in statements if row.pk is not None], at=at)


# --- statements ------------------------------------------------------------------------------
def _listed(terms: Mapping[int, PayoutTerms], *, at: datetime) -> list[Statement]:
    """A statement with its lines for each trader that has enough to be paid."""
    ready = ready_lines(terms, at=at)
    begun = Statement.objects.bulk_create(
        Statement(trader_id=trader_id, amount_minor=minor, made_at=at)
        for trader_id, minor in _sums(ready, "trader_id").items()
        if is_enough(minor, terms[trader_id])
    )
    ids = [row.pk for row in begun]
    named = Statement.objects.filter(pk__in=ids, trader_id=OuterRef("trader_id")).values("pk")[:1]
    ready.filter(trader__in=[row.trader_id for row in begun]).update(statement_id=Subquery(named))
    sums = _sums(StatementLine.objects.filter(statement__in=ids), "statement_id")
    for row in begun:
        row.amount_minor = sums.get(row.pk, 0)
    # Between both sums something may have moved: what was listed is what counts.
    lacking = [row for row in begun if not is_enough(row.amount_minor, terms[row.trader_id])]
    undo(lacking)
    kept = [row for row in begun if row not in lacking]
    Statement.objects.bulk_update(kept, ["amount_minor"], batch_size=200)
    return kept


def ready_lines(trader_ids: Iterable[int], *, at: datetime) -> Any:
    """Lines that a payout of these traders takes now: on their accounts and available there, with
    nothing open against their consignment."""
    dues = maturity.uncontested(Due.objects.filter(pk=OuterRef("due_id")))
    payable = maturity.accounts()
    return StatementLine.objects.filter(
        Exists(dues),
        Exists(payable),
        maturity.available(at=at),
        trader__in=list(trader_ids),
        trader__payable=True,
        statement=None,
        ready_at__isnull=False,
    ).order_by()


def _sums(lines: Any, by: str) -> dict[int, int]:
    return dict(lines.order_by().values_list(by).annotate(Sum("total_minor")))


def is_enough(minor: int, terms: PayoutTerms) -> bool:
    return minor > 0 and minor >= terms.minimum_minor


def undo(statements: Sequence[Statement]) -> None:
    """Take statements back of which nothing has left."""
    ids = [row.pk for row in statements]
    StatementLine.objects.filter(statement__in=ids).update(statement=None)
    Statement.objects.filter(pk__in=ids).delete()


# --- to the cent -----------------------------------------------------------------------------
def differing(statements: Sequence[Statement]) -> list[tuple[Statement, int, int]]:
    """Statements that are not what the ledger says, with both figures (cents): what their lines'
    columns sum to, and what the ledger owes by the very entries that the lines are from; or that
    are more than is on the seller's account.
    """
    ids = [row.pk for row in statements]
    columns = sum((F(column) for column in COLUMNS[1:]), start=F(COLUMNS[0]))
    lines = StatementLine.objects.filter(statement__in=ids).order_by()
    listed = dict(lines.values_list("statement_id").annotate(listed=Sum(columns)))
    owed = _owed(ids, [row.trader_id for row in statements])
    there = _on_accounts([row.trader_id for row in statements])
    found = []
    for row in statements:
        sums, ledger = listed.get(row.pk, 0), owed.get(row.trader_id, 0)
        if not sums == row.amount_minor == ledger:
            found.append((row, sums, ledger))
        elif there.get(row.trader_id, 0) < row.amount_minor:
            found.append((row, sums, there.get(row.trader_id, 0)))
    return found


def _owed(statement_ids: Collection[int], trader_ids: Collection[int]) -> dict[int, int]:
    """Trader → what the ledger owes by the entries of these statements' lines, in cents."""
    same = StatementLine.objects.filter(
        statement__in=statement_ids,
        entry_id=OuterRef("entry_id"),
        due__consignment_id=OuterRef("consignment_id"),
    )
    rows = EntryLine.objects.filter(
        Exists(same), account__kind=Kind.PAYABLE, account__trader_id__in=trader_ids
    )
    sums = rows.order_by().values_list("account__trader_id").annotate(Sum("minor"))
    return {trader_id: -minor for trader_id, minor in sums}


def _on_accounts(trader_ids: Collection[int]) -> dict[int, int]:
    """Trader → what is on its account at Stripe and asked for by no other payout, in cents.

    The ledger is read first: a payout that begins meanwhile is counted twice, never forgotten.
    """
    rows = EntryLine.objects.filter(
        account__kind=Kind.STRIPE_CONNECTED, account__trader_id__in=trader_ids
    )
    there = dict(rows.order_by().values_list("account__trader_id").annotate(Sum("minor")))
    asked = Statement.objects.filter(
        trader__in=trader_ids, status=Status.REQUESTED, payout_id__isnull=False
    )
    going = dict(asked.order_by().values_list("trader_id").annotate(Sum("amount_minor")))
    return {key: minor - going.get(key, 0) for key, minor in there.items()}


def _stop(found: Sequence[tuple[Statement, int, int]], *, at: datetime) -> None:
    """An alarm for each; its lines wait, its trader is not paid."""
    for row, listed, ledger in found:
        logger.error("statement of trader %s: %s listed, %s owed", row.trader_id, listed, ledger)
    Discrepancy.objects.bulk_create(
        (
            Discrepancy(
                kind=Discrepancy.Kind.STATEMENT,
                day=calendar.day_of(at),
                reference=f"statement:{row.trader_id}",
                stripe_minor=listed,
                ledger_minor=ledger,
                stripe_side={"trader": row.trader_id, "lines": row.lines.count()},
                ledger_side={"trader": row.trader_id},
                opened_at=at,
            )
            for row, listed, ledger in found
        ),
        ignore_conflicts=True,
    )
    undo([row for row, _listed, _ledger in found])
    for row, _listed, _ledger in found:
        row.pk = None


# --- paying ----------------------------------------------------------------------------------
def _request(statements: Sequence[Statement], *, at: datetime) -> int:
    for row in statements:
        payout = payments.request_payout(
            trader_id=row.trader_id, amount=row.amount, key=f"statement:{row.pk}", at=at
        )
        row.payout_id = payout.pk
    Statement.objects.bulk_update(statements, ["payout_id"], batch_size=200)
    return len(statements)


def on_payout_begun(payloads: Sequence[dict[str, Any]], _at: datetime) -> None:
    """Subscriber of ``payout.begun``: when it arrives. The ledger's entry moves the statement."""
    for payload in payloads:
        payout = Payout.objects.get(pk=payload["payout_id"])
        rows = Statement.objects.filter(payout_id=payout.pk)
        rows.update(arrival_date=payout.arrival_date)


def on_payout_paid(payloads: Sequence[dict[str, Any]], _at: datetime) -> None:
    """Subscriber of ``payout.paid``; one that has failed since stays so."""
    for payload in payloads:
        payout = Payout.objects.get(pk=payload["payout_id"])
        if payout.status == Payout.Status.PAID:
            _move(payout, Status.PAID, arrival_date=payout.arrival_date)


def on_payout_failed(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """Subscriber of ``payout.failed``: the money is back on the seller's account, and its lines
    wait for the next payout; the seller and the desk are told."""
    for payload in payloads:
        payout = Payout.objects.get(pk=payload["payout_id"])
        why = payout.failure if payout.stripe_id else Statement.NEVER_LEFT
        statement = _move(payout, Status.FAILED, failed_at=at, failure=why[:200])
        if statement is None:
            continue
        StatementLine.objects.filter(statement=statement).update(
            statement=None, returned_by=statement
        )
        outbox.publish("statement.failed", statement_id=statement.pk)


def _move(payout: Payout, to: Status, **fields: Any) -> Statement | None:
    """The payout's statement, moved; None when it stands there already, or has gone on."""
    statement = Statement.objects.filter(payout_id=payout.pk).first()
    if statement is None or statement.status == to:
        return None
    try:
        guarded_move(statement, to, moves=STATEMENT_MOVES, **fields)
    except IllegalMove:
        return None
    return statement


# --- what waits ------------------------------------------------------------------------------
def failed() -> Any:
    """Statements whose payout came back and that no later one of their trader has paid."""
    later = Statement.objects.filter(
        Q(status=Status.PAID) | Q(status=Status.BEGUN),
        trader=OuterRef("trader"),
        made_at__gt=OuterRef("failed_at"),
    )
    return Statement.objects.filter(~Exists(later), status=Status.FAILED)
