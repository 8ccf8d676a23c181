"""Every cent of an order, as operators read it: the journal in words, and each seller's part."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from oscar.core.loading import get_model

from marketplace.core.money import Money, total
from marketplace.fulfilment.models import Consignment
from marketplace.ledger import queries as ledger
from marketplace.ledger.models import Entry, EntryLine, Kind
from marketplace.payments.models import Dispute, Payment, Payout, Refund, Reversal, Transfer
from marketplace.settlement import queries as settlement
from marketplace.settlement.models import Discrepancy, Reconciliation, StatementLine
from marketplace.settlement.queries import Sums
from marketplace.traders.models import Trader

Order = get_model("order", "Order")

WORDS: Mapping[str, Promise] = {
    "charge": gettext_lazy("Le client paie"),
    "fee": gettext_lazy("Frais de Stripe"),
    "sale": gettext_lazy("Le colis part : la vente est acquise"),
    "refund": gettext_lazy("Remboursement dû au client"),
    "goodwill": gettext_lazy("Geste commercial dû au client"),
    "refund-sent": gettext_lazy("Remboursement envoyé"),
    "refund-failed": gettext_lazy("Remboursement revenu"),
    "transfer": gettext_lazy("Viré sur le compte de la boutique"),
    "reserve": gettext_lazy("Réserve retenue"),
    "reserve-release": gettext_lazy("Réserve rendue"),
    "reversal": gettext_lazy("Repris sur le compte de la boutique"),
    "debt": gettext_lazy("Reporté en dette de la boutique"),
    "netting": gettext_lazy("Dette déduite"),
    "payout": gettext_lazy("Versé à la banque de la boutique"),
    "payout-failed": gettext_lazy("Versement revenu"),
    "dispute": gettext_lazy("Contesté par la banque du client"),
    "dispute-won": gettext_lazy("Litige gagné"),
    "dispute-lost": gettext_lazy("Litige perdu"),
}
# What Stripe calls a movement that we have not written.
MOVED: Mapping[str, Promise] = {
    "charge": gettext_lazy("Le client paie"),
    "payment": gettext_lazy("Viré sur le compte de la boutique"),
    "refund": gettext_lazy("Remboursement envoyé"),
    "refund_failure": gettext_lazy("Remboursement revenu"),
    "stripe_fee": gettext_lazy("Frais de Stripe"),
    "transfer": gettext_lazy("Viré sur le compte de la boutique"),
    "transfer_refund": gettext_lazy("Repris sur le compte de la boutique"),
    "payment_refund": gettext_lazy("Repris sur le compte de la boutique"),
    "payout": gettext_lazy("Versé à la banque"),
    "payout_failure": gettext_lazy("Versement revenu"),
    "adjustment": gettext_lazy("Contesté par la banque du client"),
}
# Of all traders together an account bears another name than one trader's own.
TOGETHER: Mapping[Kind, Promise] = {
    Kind.STRIPE_CONNECTED: gettext_lazy("Soldes des boutiques chez Stripe"),
    Kind.PAYABLE: gettext_lazy("Dû aux boutiques"),
    Kind.RESERVE: gettext_lazy("Réserves des boutiques"),
    Kind.DEBT: gettext_lazy("Dettes des boutiques"),
}
OWED_TO_SHOPPER = frozenset({Kind.SHOPPER_LIABILITY, Kind.REFUNDS_DUE})
OWED_TO_SELLERS = frozenset({Kind.PAYABLE, Kind.RESERVE, Kind.DEBT})
# Where Stripe's name of what an entry is about stands.
STRIPE: Mapping[str, tuple[Any, str]] = {
    "charge": (Payment, "charge_id"),
    "refund": (Refund, "stripe_id"),
    "refund-sent": (Refund, "stripe_id"),
    "refund-failed": (Refund, "stripe_id"),
    "transfer": (Transfer, "stripe_id"),
    "reversal": (Reversal, "stripe_id"),
    "payout": (Payout, "stripe_id"),
    "payout-failed": (Payout, "stripe_id"),
    "dispute": (Dispute, "stripe_id"),
    "dispute-won": (Dispute, "stripe_id"),
    "dispute-lost": (Dispute, "stripe_id"),
}


@dataclass(frozen=True)
class Posted:
    """One line of an entry in words; an amount stands on one side."""

    account: str
    whose: str  # the seller, where each has such an account
    about: str  # the article, or the parcel
    debit: Money | None
    credit: Money | None


@dataclass(frozen=True)
class Step:
    """One entry, and what is owed to whom after it."""

    at: datetime
    what: str
    source: str
    stripe_id: str
    lines: Sequence[Posted]
    to_shopper: Money
    to_sellers: Money


@dataclass(frozen=True)
class Part:
    """What one seller is credited and charged for one parcel, as its statements say it."""

    consignment: Consignment
    lines: Sequence[StatementLine]
    sums: Sums


@dataclass(frozen=True)
class OrderMoney:
    steps: Sequence[Step]
    debit: Money
    credit: Money
    parts: Sequence[Part]
    has_voucher: bool  # what is owed for the order is then more than the shopper paid

    @property
    def balances(self) -> bool:
        return self.debit == self.credit


def of_order(order: Any, consignments: Sequence[Consignment]) -> OrderMoney:
    """The order's journal and its sellers' parts; a fixed number of queries."""
    entries = list(ledger.entries_of_order(order.pk))
    steps = list(_steps(entries, _names(consignments, entries), _stripe_ids(entries)))
    posted = [line for step in steps for line in step.lines]
    return OrderMoney(
        steps=steps,
        debit=total([line.debit for line in posted if line.debit]),
        credit=total([line.credit for line in posted if line.credit]),
        parts=_parts(settlement.lines_of_order(order.pk), consignments),
        has_voucher=any(
            row.account.kind == Kind.VOUCHERS for entry in entries for row in entry.lines.all()
        ),
    )


@dataclass(frozen=True)
class Names:
    traders: Mapping[int, str]
    articles: Mapping[int, str]
    parcels: Mapping[int, str]


def _names(consignments: Sequence[Consignment], entries: Sequence[Entry]) -> Names:
    lines = [line for entry in entries for line in entry.lines.all()]
    ids = {line.account.trader_id for line in lines if line.account.trader_id is not None}
    known = {each.trader_id: each.trader.name for each in consignments}
    others = Trader.objects.filter(pk__in=ids - known.keys()) if ids - known.keys() else ()
    return Names(
        traders=known | {row.pk: row.name for row in others},
        articles={
            line.order_line_id: line.order_line.title
            for each in consignments
            for line in each.lines.all()
        },
        parcels={each.pk: each.number for each in consignments},
    )


def _steps(entries: Iterable[Entry], names: Names, stripe_ids: Mapping[str, str]) -> Iterator[Step]:
    to_shopper = to_sellers = 0
    for entry in entries:
        lines = list(entry.lines.all())
        to_shopper -= sum(row.minor for row in lines if row.account.kind in OWED_TO_SHOPPER)
        to_sellers -= sum(row.minor for row in lines if row.account.kind in OWED_TO_SELLERS)
        yield Step(
            at=entry.at,
            what=_what(entry, lines),
            source=entry.source,
            stripe_id=stripe_ids.get(entry.source, ""),
            lines=[_posted(row, names) for row in lines],
            to_shopper=Money(to_shopper),
            to_sellers=Money(to_sellers),
        )


def _what(entry: Entry, lines: Iterable[EntryLine]) -> str:
    """An entry in words; of a payment it is said where a voucher pays, and where it alone does."""
    kinds = {row.account.kind for row in lines}
    if entry.kind == "charge" and Kind.VOUCHERS in kinds:
        is_whole = Kind.STRIPE_CLEARING not in kinds
        return _("Un bon paie toute la commande") if is_whole else _("Le client et un bon paient")
    return str(WORDS.get(entry.kind, entry.kind))


def _posted(row: EntryLine, names: Names) -> Posted:
    amount = Money(abs(row.minor), row.currency)
    article = names.articles.get(row.order_line_id) if row.order_line_id else None
    parcel = names.parcels.get(row.consignment_id) if row.consignment_id else None
    return Posted(
        account=str(Kind(row.account.kind).label),
        whose=names.traders.get(row.account.trader_id, "") if row.account.trader_id else "",
        about=article or parcel or "",
        debit=amount if row.minor > 0 else None,
        credit=amount if row.minor < 0 else None,
    )


def _stripe_ids(entries: Iterable[Entry]) -> dict[str, str]:
    """Source → what Stripe calls it; one query for each kind of thing there is."""
    by_row: dict[tuple[Any, str], dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    found = {}
    for entry in entries:
        prefix, _colon, key = entry.source.partition(":")
        if prefix == "fee":
            found[entry.source] = key
        elif prefix in STRIPE and key.isdigit():
            by_row[STRIPE[prefix]][int(key)].append(entry.source)
    for (model, name), keys in by_row.items():
        for pk, stripe_id in model._base_manager.filter(pk__in=keys).values_list("pk", name):
            found |= dict.fromkeys(keys[pk], stripe_id or "")
    return found


def _parts(lines: Iterable[StatementLine], consignments: Sequence[Consignment]) -> list[Part]:
    by_consignment = settlement.by_consignment(lines)
    return [
        Part(each, by_consignment[each.pk], _sums(by_consignment[each.pk]))
        for each in consignments
        if each.pk in by_consignment
    ]


def _sums(lines: Sequence[StatementLine]) -> Sums:
    names = ("gross", "commission", "commission_vat", "delivery", "refund", "correction",
             "reserve", "total")  # fmt: skip
    return Sums(
        **{name: Money(sum(getattr(row, f"{name}_minor") for row in lines)) for name in names},
        lines=len(lines),
    )


# --- differences -----------------------------------------------------------------------------
@dataclass(frozen=True)
class Case:
    """A discrepancy in a list: what it is about in words, and the order's number where one is."""

    row: Discrepancy
    what: str
    order_number: str


def cases(rows: Sequence[Discrepancy]) -> list[Case]:
    """A fixed number of queries."""
    sources = {source for row in rows for source in row.ledger_side if row.ledger_minor is not None}
    entries = dict(Entry.objects.filter(source__in=sources).values_list("source", "order_id"))
    charges = Payment.objects.filter(
        charge_id__in=[
            row.stripe_side["reference"] for row in rows if "reference" in row.stripe_side
        ]
    )
    orders = dict(charges.values_list("charge_id", "order_id"))
    named = [
        _case_order(row, entries) or orders.get(row.stripe_side.get("reference")) for row in rows
    ]
    numbers = dict(Order.objects.filter(pk__in=filter(None, named)).values_list("pk", "number"))
    traders = Trader.objects.in_bulk(
        [row.stripe_side["trader"] for row in rows if "trader" in row.stripe_side]
    )
    return [
        Case(row, _about(row, traders), numbers.get(order_id, ""))
        for row, order_id in zip(rows, named, strict=True)
    ]


def _case_order(row: Discrepancy, entries: Mapping[str, int | None]) -> int | None:
    return next(filter(None, (entries.get(source) for source in row.ledger_side)), None)


def _about(row: Discrepancy, traders: Mapping[int, Trader]) -> str:
    if row.kind == Discrepancy.Kind.STATEMENT:
        trader = traders.get(row.stripe_side.get("trader", 0))
        return _("Relevé de %(trader)s") % {"trader": trader.name if trader else row.reference}
    for source in (*row.ledger_side, row.reference):
        words = WORDS.get(source.partition(":")[0])
        if words is not None:
            return str(words)
    return str(MOVED.get(row.stripe_side.get("type", ""), _("Mouvement chez Stripe")))


@dataclass(frozen=True)
class Day:
    """A day that was compared: all accounts of it together, the house's and each seller's."""

    day: date
    accounts: int
    transactions: int
    stripe_minor: int
    ledger_minor: int
    open: int
    explained: int  # by an operator; what was found equal since is no difference


def compared_days(latest: int) -> list[Day]:
    """The latest days, the last one first; two queries."""
    rows = Reconciliation.objects.values("day").annotate(
        accounts=Count("pk"),
        moved=Sum("transactions"),
        stripe=Sum("stripe_minor"),
        ledger=Sum("ledger_minor"),
    )
    days = list(rows.order_by("-day")[:latest])
    found = Discrepancy.objects.filter(day__in=[row["day"] for row in days]).order_by()
    counts = found.values_list("day").annotate(
        open=Count("pk", filter=Q(resolved_at=None)),
        explained=Count("pk", filter=Q(resolved_by__isnull=False)),
    )
    cases = {of: (still_open, explained) for of, still_open, explained in counts}
    return [
        Day(
            day=row["day"],
            accounts=row["accounts"],
            transactions=row["moved"],
            stripe_minor=row["stripe"],
            ledger_minor=row["ledger"],
            open=cases.get(row["day"], (0, 0))[0],
            explained=cases.get(row["day"], (0, 0))[1],
        )
        for row in days
    ]


# --- the house's accounts --------------------------------------------------------------------
@dataclass(frozen=True)
class Balance:
    kind: str
    debit: Money | None
    credit: Money | None


def balances() -> list[Balance]:
    """Each kind of account with what stands on it, of all traders together; one query."""
    sums: dict[Kind, int] = defaultdict(int)
    for name, amount in ledger.balances():
        sums[name.kind] += amount.minor
    return [
        Balance(
            str(TOGETHER.get(kind, kind.label)),
            Money(sums[kind]) if sums[kind] > 0 else None,
            Money(-sums[kind]) if sums[kind] < 0 else None,
        )
        for kind in Kind
        if kind in sums
    ]


def sides(rows: Sequence[Balance]) -> tuple[Money, Money]:
    """What all debits and all credits sum to."""
    return (
        total([row.debit for row in rows if row.debit]),
        total([row.credit for row in rows if row.credit]),
    )


def told(side: Mapping[str, Any]) -> list[tuple[str, str]]:
    """One side of a discrepancy as it was kept: what, and what it says."""
    names = {
        "type": _("nature"), "reference": _("objet"), "amount": _("montant"), "fee": _("frais"),
        "net": _("net"), "created": _("date"), "trader": _("boutique"), "lines": _("lignes"),
    }  # fmt: skip
    return [
        (names.get(key, key), Money(value).format() if _is_amount(key, value) else str(value))
        for key, value in side.items()
    ]


def _is_amount(key: str, value: Any) -> bool:
    return isinstance(value, int) and key not in {"trader", "lines"}
