"""Reading what sellers are due, in the present scope."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from marketplace.core.money import Money
from marketplace.ledger import queries as ledger
from marketplace.ledger.models import Kind
from marketplace.settlement import calendar, maturity
from marketplace.settlement.models import Due, PayoutTerms, Statement, StatementLine
from marketplace.settlement.models.statements import COLUMNS
from marketplace.traders.models import Trader


@dataclass(frozen=True)
class Sums:
    """The foot of a statement: each column's sum, and theirs."""

    gross: Money
    commission: Money
    commission_vat: Money
    delivery: Money
    refund: Money
    correction: Money
    reserve: Money
    total: Money
    lines: int


@dataclass(frozen=True)
class Standing:
    """How a trader stands: what the next payout would bring, and what waits beside it."""

    next_date: date
    rhythm: str
    minimum: Money
    ready: Money  # on its account, paid on the next date if it reaches the minimum
    coming: Money  # there, and Stripe does not let go of it yet
    waiting: Money  # sold and not there yet
    reserve: Money
    debt: Money
    is_payable: bool  # Stripe lets money go to its account and on to its bank

    @property
    def is_enough(self) -> bool:
        return bool(self.ready) and self.minimum <= self.ready

    @property
    def is_below_nothing(self) -> bool:
        return self.ready.minor < 0


# --- statements ------------------------------------------------------------------------------
def statements() -> QuerySet[Statement]:
    """The latest first, with how many lines each lists."""
    rows: QuerySet[Statement] = Statement.objects.select_related("trader")
    return rows.annotate(
        listed=Count("lines", distinct=True), came_back=Count("returned", distinct=True)
    ).order_by("-made_at", "-id")


def lines_of(statement: Statement) -> QuerySet[StatementLine]:
    """What a statement lists, by order; of one whose payout was refused, what it gave back."""
    rows = StatementLine.objects.filter(
        Q(statement=statement)
        if statement.status != Statement.Status.FAILED
        else Q(returned_by=statement)
    )
    return ready_for_a_page(rows)


def lines_of_order(order_id: int) -> QuerySet[StatementLine]:
    """What sellers are credited and charged for one order, parcel by parcel."""
    rows = StatementLine.objects.filter(due__order=order_id)
    return ready_for_a_page(rows).select_related("trader", "statement")


def ready_for_a_page(rows: Any) -> QuerySet[StatementLine]:
    found: QuerySet[StatementLine] = rows.select_related(
        "due__order", "due__consignment", "order_line"
    )
    return found.order_by("due__consignment__number", "at", "id")


def sums(rows: Any) -> Sums:
    """One query."""
    totals = rows.order_by().aggregate(
        lines=Count("pk"), **{column: Sum(column) for column in (*COLUMNS, "total_minor")}
    )
    return Sums(
        **{
            column.removesuffix("_minor"): Money(totals[column] or 0)
            for column in (*COLUMNS, "total_minor")
        },
        lines=totals["lines"],
    )


# --- what waits ------------------------------------------------------------------------------
def standing(trader: Trader, *, at: datetime) -> Standing:
    """A fixed number of queries."""
    terms = PayoutTerms.objects.filter(pk=trader.pk).first() or PayoutTerms(
        trader=trader,
        next_date=calendar.next_date(
            rhythm=PayoutTerms.Rhythm.TWICE_MONTHLY, after=calendar.day_of(at)
        ),
    )
    unpaid = StatementLine.objects.filter(trader=trader, statement=None).order_by()
    there, available = Q(ready_at__isnull=False), maturity.available(at=at)
    found = unpaid.aggregate(
        ready=Sum("total_minor", filter=there & available),
        coming=Sum("total_minor", filter=there & ~available),
        waiting=Sum("total_minor", filter=Q(ready_at=None)),
    )
    return Standing(
        next_date=next_date(terms, today=calendar.day_of(at)),
        rhythm=str(PayoutTerms.Rhythm(terms.rhythm).label),
        minimum=terms.minimum,
        ready=Money(found["ready"] or 0),
        coming=Money(found["coming"] or 0),
        waiting=Money(found["waiting"] or 0),
        reserve=ledger.balance(Kind.RESERVE, trader.pk) * -1,
        debt=ledger.balance(Kind.DEBT, trader.pk),
        is_payable=trader.payable
        and Trader.objects.filter(Exists(maturity.accounts("pk")), pk=trader.pk).exists(),
    )


def next_date(terms: PayoutTerms, *, today: date) -> date:
    """A day that has passed and was not paid on yet is announced as the calendar's next."""
    if terms.next_date >= today:
        return terms.next_date
    return calendar.next_date(rhythm=terms.rhythm, after=today - timedelta(days=1))


def waiting(*, at: datetime) -> QuerySet[Any]:
    """Consignments of which something is not paid out yet, with ``waits_minor``, what holds each,
    whether a lost dispute is in it (``is_lost``) and when Stripe lets go of it (``available_at``);
    those that leave first come first."""
    unpaid = StatementLine.objects.filter(due=OuterRef("pk"), statement=None)
    rows = (
        Due.objects.filter(Exists(unpaid))
        .annotate(
            waits_minor=Sum("lines__total_minor", filter=Q(lines__statement=None)),
            there_minor=Sum(
                "lines__total_minor",
                filter=Q(lines__statement=None, lines__ready_at__isnull=False),
                default=0,
            ),
            available_at=F("order__payment__available_at"),
            is_lost=Exists(unpaid.filter(kind=StatementLine.Kind.DISPUTE)),
        )
        .exclude(waits_minor=0)
    )
    held = maturity.held(rows, at=at).select_related("order", "consignment", "trader")
    return held.order_by("matures_at", "id")


def debtors() -> list[tuple[Trader, Money]]:
    """Traders that owe the house, the largest debt first; two queries."""
    owed = {name.trader_id: amount for name, amount in ledger.balances(kinds=[Kind.DEBT]) if amount}
    traders = Trader.objects.in_bulk(list(owed))
    found = [(traders[key], amount) for key, amount in owed.items() if key in traders]
    return sorted(found, key=lambda each: -each[1].minor)


def by_consignment(lines: Iterable[StatementLine]) -> Mapping[int, list[StatementLine]]:
    """Consignment → its lines, in their order."""
    found: dict[int, list[StatementLine]] = {}
    for line in lines:
        found.setdefault(line.due.consignment_id, []).append(line)
    return found
