"""What the ledger writes of sellers' money becomes lines of their statements, in the same breath.

``follow`` is told each entry in the transaction that posts it: what sellers are owed and what the
ledger says of it can never differ.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from marketplace.core import outbox
from marketplace.ledger.legs import Leg, Posting
from marketplace.ledger.models import Kind
from marketplace.settlement import calendar
from marketplace.settlement.models import Due, PayoutTerms, Statement, StatementLine
from marketplace.settlement.models.statements import COLUMNS
from marketplace.settlement.rules import rule_of

LineKind = StatementLine.Kind
Told = Sequence[tuple[int, Posting]]  # keys of entries and what they were made of

SALE: Final = "sale"
TRANSFER, REVERSAL, PAYOUT, PAYOUT_FAILED = "transfer", "reversal", "payout", "payout-failed"
# Kind of an entry → what its line is called, and the column of what is neither commission nor VAT.
MOVEMENTS: Mapping[str, tuple[LineKind, str]] = {
    "refund": (LineKind.REFUND, "refund_minor"),
    "goodwill": (LineKind.GOODWILL, "correction_minor"),
    "dispute-lost": (LineKind.DISPUTE, "correction_minor"),
    "debt": (LineKind.DEBT, "correction_minor"),
    "netting": (LineKind.NETTING, "correction_minor"),
    "reserve": (LineKind.RESERVE, "reserve_minor"),
    "reserve-release": (LineKind.RELEASE, "reserve_minor"),
}
SOLD = frozenset({LineKind.SALE, LineKind.DELIVERY})
CHARGED: Mapping[Kind, str] = {
    Kind.COMMISSION: "commission_minor",
    Kind.COMMISSION_VAT: "commission_vat_minor",
}


class Unlike(Exception):
    """An entry does not pay a seller what its parts say: nothing of it is written."""


@dataclass(frozen=True)
class Movement:
    """A line to be: what one entry does to what is owed for one consignment."""

    trader_id: int
    consignment_id: int
    order_line_id: int | None
    kind: LineKind
    columns: Mapping[str, int]
    entry_id: int
    at: datetime

    @property
    def total_minor(self) -> int:
        return sum(self.columns.values())


@transaction.atomic
def follow(*, told: Told) -> set[int]:
    """Take up entries that were posted just now; returns the dues that they touched.

    Told again, an entry changes nothing. Locks the dues, by key.

    :raises Unlike: the parts of an entry are not what it pays.
    """
    known = set(
        StatementLine.objects.filter(entry_id__in=[key for key, _posting in told]).values_list(
            "entry_id", flat=True
        )
    )
    new = [(key, posting) for key, posting in told if key not in known]
    movements = [move for key, posting in new for move in _movements(key, posting)]
    touched = _write(movements, orders=_orders(new)) if movements else set()
    arrived = {key for _key, posting in new for key in _arrived(posting)}
    corrected = {move.consignment_id for move in movements if move.kind not in SOLD}
    _tell(arrived, corrected)
    return touched | arrived


def _tell(arrived: set[int], corrected: set[int]) -> None:
    """Dues whose money moved after it was asked for: there may be something to take back."""
    rows = Due.objects.filter(is_open=True, turn__gt=0)
    rows = rows.filter(Q(pk__in=arrived) | Q(consignment__in=corrected))
    if ids := list(rows.order_by("pk").values_list("pk", flat=True)):
        outbox.publish("dues.moved", due_ids=ids)


# --- what an entry means ---------------------------------------------------------------------
def _movements(entry_id: int, posting: Posting) -> Iterator[Movement]:
    by_consignment: dict[int, list[Leg]] = defaultdict(list)
    for leg in posting.legs:
        if leg.consignment_id is not None:
            by_consignment[leg.consignment_id].append(leg)
    for consignment_id, legs in by_consignment.items():
        payable = [leg for leg in legs if leg.account.kind == Kind.PAYABLE]
        if not payable:
            continue
        trader_id = payable[0].account.trader_id
        assert trader_id is not None  # the ledger refuses a payable of nobody
        owed = -sum(leg.amount.minor for leg in payable)
        read = _of_sale if posting.kind == SALE else _of_correction
        for order_line_id, kind, columns in read(posting.kind, legs, owed):
            yield Movement(
                trader_id, consignment_id, order_line_id, kind, columns, entry_id, posting.at
            )


Read = tuple[int | None, LineKind, Mapping[str, int]]


def _of_sale(_kind: str, legs: Sequence[Leg], owed: int) -> list[Read]:
    """One line for each order line that left, one for the delivery."""
    lines: dict[int | None, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for leg in legs:
        line = lines[leg.order_line_id]
        if leg.account.kind in CHARGED:
            line[CHARGED[leg.account.kind]] += leg.amount.minor
        elif leg.account.kind != Kind.PAYABLE:
            line["gross_minor" if leg.order_line_id else "delivery_minor"] += leg.amount.minor
    read = [
        (order_line_id, LineKind.SALE if order_line_id else LineKind.DELIVERY, dict(columns))
        for order_line_id, columns in lines.items()
        if any(columns.values())
    ]
    paid = sum(sum(columns.values()) for _line, _kind, columns in read)
    if paid != owed:
        raise Unlike(f"a sale pays {owed}, its lines {paid}")
    return list(read)


def _of_correction(kind: str, legs: Sequence[Leg], owed: int) -> list[Read]:
    """One line: the commission that is given back apart from the rest."""
    line_kind, column = MOVEMENTS[kind]
    columns: dict[str, int] = defaultdict(int)
    for leg in legs:
        if leg.account.kind in CHARGED:
            columns[CHARGED[leg.account.kind]] += leg.amount.minor
    columns[column] += owed - sum(columns.values())
    named = {leg.order_line_id for leg in legs if leg.order_line_id is not None}
    return [(named.pop() if len(named) == 1 else None, line_kind, dict(columns))]


def _orders(told: Told) -> dict[int, int]:
    """Consignment → its order, as the entries name them."""
    return {
        leg.consignment_id: posting.order_id
        for _key, posting in told
        for leg in posting.legs
        if leg.consignment_id is not None and posting.order_id is not None
    }


# --- writing ---------------------------------------------------------------------------------
def _write(movements: Sequence[Movement], *, orders: Mapping[int, int]) -> set[int]:
    _open_dues([move for move in movements if move.kind in SOLD], orders)
    consignments = {move.consignment_id for move in movements}
    locked = Due.objects.select_for_update().filter(consignment_id__in=consignments)
    dues = {due.consignment_id: due for due in locked.order_by("pk")}
    if missing := consignments - dues.keys():
        raise Unlike(f"nothing was sold with the consignments {sorted(missing)}")
    StatementLine.objects.bulk_create(
        StatementLine(
            trader_id=move.trader_id,
            due=dues[move.consignment_id],
            order_line_id=move.order_line_id,
            kind=move.kind,
            total_minor=move.total_minor,
            at=move.at,
            entry_id=move.entry_id,
            **move.columns,
        )
        for move in movements
    )
    for move in movements:
        due = dues[move.consignment_id]
        for column, minor in move.columns.items():
            setattr(due, column, getattr(due, column) + minor)
        due.total_minor += move.total_minor
        due.is_open = True
    Due.objects.bulk_update(dues.values(), [*COLUMNS, "total_minor", "is_open"], batch_size=200)
    return {due.pk for due in dues.values()}


def _open_dues(sales: Sequence[Movement], orders: Mapping[int, int]) -> None:
    """A due for each consignment that was sold, and terms for each trader that had none."""
    first = {move.consignment_id: move for move in sales}
    known = set(
        Due.objects.filter(consignment_id__in=first).values_list("consignment_id", flat=True)
    )
    new = {key: move for key, move in first.items() if key not in known}
    if not new:
        return
    ensure_terms({move.trader_id: move.at for move in new.values()})
    Due.objects.bulk_create(
        (
            Due(
                consignment_id=key,
                trader_id=move.trader_id,
                order_id=orders[key],
                booked_at=move.at,
            )
            for key, move in new.items()
        ),
        ignore_conflicts=True,
    )
    note_deliveries(Due.objects.filter(consignment_id__in=new))


def ensure_terms(traders: Mapping[int, datetime]) -> None:
    """Terms as everybody's for each trader (and the moment it began) that has none."""
    known = set(PayoutTerms.objects.filter(pk__in=traders).values_list("pk", flat=True))
    rhythm = PayoutTerms.Rhythm.TWICE_MONTHLY
    PayoutTerms.objects.bulk_create(
        (
            PayoutTerms(
                trader_id=trader_id,
                rhythm=rhythm,
                next_date=calendar.next_date(rhythm=rhythm, after=calendar.day_of(at)),
            )
            for trader_id, at in traders.items()
            if trader_id not in known
        ),
        ignore_conflicts=True,
    )


def note_deliveries(dues: Any) -> int:
    """Keep of each due that was delivered meanwhile when it matures; returns how many."""
    rows = dues.filter(delivered_at=None, consignment__delivered_at__isnull=False)
    found = list(rows.select_related("consignment", "trader__payout_terms").order_by("pk"))
    for due in found:
        delivered_at = due.consignment.delivered_at
        terms, rule = due.trader.payout_terms, rule_of(delivered_at)
        due.delivered_at, due.matures_at = delivered_at, delivered_at + rule.span
        if terms.trusted_days is not None and terms.trusted_days < rule.span.days:
            due.reserve_bp, due.reserve_until = terms.reserve_bp, due.matures_at
            due.matures_at = delivered_at + terms.trusted_span
    fields = ["delivered_at", "matures_at", "reserve_bp", "reserve_until"]
    Due.objects.bulk_update(found, fields, batch_size=200)
    return len(found)


# --- where the money is ----------------------------------------------------------------------
def _arrived(posting: Posting) -> set[int]:
    """The lines that a transfer brought, a reversal took, a payout paid; returns their dues."""
    _kind, _colon, key = posting.source.partition(":")
    if posting.kind == TRANSFER:
        return _ready(StatementLine.objects.filter(transfer_id=int(key)), at=posting.at)
    if posting.kind == REVERSAL:
        return _ready(StatementLine.objects.filter(reversal_id=int(key)), at=posting.at)
    if posting.kind == PAYOUT:
        Statement.objects.filter(payout_id=int(key), status=Statement.Status.REQUESTED).update(
            status=Statement.Status.BEGUN
        )
    return set()


def _ready(lines: Any, *, at: datetime) -> set[int]:
    touched = set(lines.filter(ready_at=None).values_list("due_id", flat=True))
    lines.filter(ready_at=None).update(ready_at=at)
    return touched
