"""What sellers get: their price less the commission, when it is due, nothing of it lost on the way.

Sentences about what does not hold, as in ``truths``.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import F, Q, Sum

from marketplace.core.money import Money
from marketplace.delivery.models import Tariff
from marketplace.fulfilment.models import Consignment
from marketplace.ledger import queries
from marketplace.ledger.models import Entry, Kind
from marketplace.payments.models import Dispute, Refund, StripeAccount, Transfer
from marketplace.settlement.models import Due, StatementLine
from tests.histories.stripe import UNWOUND, AtStripe

Line = StatementLine.Kind
WHOLE = 10_000  # basis points
# What moves a seller's money from one of its accounts to another: it earns nothing by it.
MOVED = (Line.RESERVE, Line.RELEASE, Line.DEBT, Line.NETTING)


# --- always --------------------------------------------------------------------------------------
def broken() -> Iterator[str]:
    """After every step: nothing leaves before its day, and no more is held back than was agreed."""
    yield from _early()
    yield from _released_early()
    yield from _held_back()


def _early() -> Iterator[str]:
    days = dict(Due.objects.values_list("consignment_id", "matures_at"))
    for transfer in Transfer.objects.all():
        day = days.get(transfer.consignment_id)
        if day is None or transfer.created_at < day:
            yield f"{transfer.key}: asked for on {transfer.created_at}, due on {day}"


def _released_early() -> Iterator[str]:
    """What a reserve is used for may come on any day, and has a turn in its name; the rest of it
    is given back on its day."""
    rows = StatementLine.objects.filter(kind=Line.RELEASE, at__lt=F("due__reserve_until"))
    sources = dict(Entry.objects.filter(pk__in=rows.values("entry_id")).values_list("pk", "source"))
    for row in rows.select_related("due"):
        if sources[row.entry_id] == f"reserve-release:{row.due.consignment_id}":
            yield f"{row}: given back on {row.at}, held until {row.due.reserve_until}"


def _held_back() -> Iterator[str]:
    """Once of each parcel, and of what was sold with it."""
    held: dict[Any, list[int]] = defaultdict(list)
    stands: dict[Any, int] = defaultdict(int)
    rows = StatementLine.objects.filter(kind__in=(Line.RESERVE, Line.RELEASE))
    for row in rows.select_related("due"):
        stands[row.due] += row.total_minor
        if row.kind == Line.RESERVE:
            held[row.due].append(-row.total_minor)
    for due, minor in stands.items():
        if minor != due.reserve_minor:
            yield f"{due}: {-minor} held less given back, {-due.reserve_minor} in reserve"
    for due, parts in held.items():
        most = (due.gross_minor + due.delivery_minor) * due.reserve_bp // WHOLE
        if len(parts) > 1 or not 0 < parts[0] <= most:
            yield f"{due}: {parts} held back, {most} at most"


# --- in the end ----------------------------------------------------------------------------------
def untrue(stripe: AtStripe) -> Iterator[str]:
    """Once nothing waits any more."""
    yield from _earned(stripe)
    yield from _sold()
    yield from _deliveries()


def _earned(stripe: AtStripe) -> Iterator[str]:
    """What a seller earned is at its bank, is still owed or held, or has paid what it owed."""
    earned = dict(
        StatementLine.objects.exclude(kind__in=MOVED)
        .order_by()
        .values_list("trader_id")
        .annotate(sum=Sum("total_minor"))
    )
    for account in StripeAccount.objects.all():
        trader = account.trader_id
        paid = sum(
            payout["amount"]
            for payout in stripe.of("payout")
            if payout.get("_account") == account.account_id and payout["status"] not in UNWOUND
        )
        stands = {kind: -queries.balance(kind, trader).minor for kind in
                  (Kind.PAYABLE, Kind.RESERVE, Kind.DEBT)}  # fmt: skip
        if paid + sum(stands.values()) != earned.get(trader, 0):
            yield f"seller {trader}: {paid} at its bank, {stands} of {earned.get(trader, 0)} earned"


def _sold() -> Iterator[str]:
    """A seller has its own price, whatever a voucher took off, and its delivery; less where a part
    of it went back before it left."""
    unclear = _unclear()
    rows = StatementLine.objects.filter(kind__in=(Line.SALE, Line.DELIVERY))
    for row in rows.select_related("order_line", "due__consignment"):
        if row.kind == Line.SALE:
            own, has = row.order_line.line_price_before_discounts_incl_tax, row.gross_minor
            most = Money.from_decimal(own).minor
        else:
            has, most = row.delivery_minor, row.due.consignment.shipping_minor
        if not (has <= most if row.due.order_id in unclear else has == most):
            yield f"{row}: {has} sold of {most}"


def _unclear() -> set[int]:
    """Orders of which something goes back."""
    lost = Dispute.objects.filter(status=Dispute.Status.LOST)
    return {
        *Refund.objects.values_list("payment__order", flat=True),
        *lost.values_list("payment__order", flat=True),
    }


def _deliveries() -> Iterator[str]:
    """Free from its amount of goods on, else what the boutique asks for its way."""
    goods: dict[int, int] = defaultdict(int)
    lines = Consignment.objects.values_list(
        "pk", "lines__order_line__line_price_before_discounts_incl_tax"
    )
    for pk, price in lines:
        goods[pk] += Money.from_decimal(price).minor
    tariffs = {(row.trader_id, row.method): row for row in Tariff.objects.all()}
    for parcel in Consignment.objects.all():
        tariff = tariffs.get((parcel.trader_id, parcel.method))
        asked = tariff.minor if tariff else 0
        if tariff and tariff.free_from_minor is not None:
            asked = 0 if goods[parcel.pk] >= tariff.free_from_minor else asked
        if parcel.shipping_minor != asked:
            yield f"{parcel}: {parcel.shipping_minor} for its delivery, {asked} asked"


# --- what there is -------------------------------------------------------------------------------
def ends() -> Iterator[str]:
    """What histories came to, of all this."""
    releases = StatementLine.objects.filter(kind=Line.RELEASE)
    if releases.filter(at__lt=F("due__reserve_until")).exists():
        yield "reserve used"
    if StatementLine.objects.filter(kind=Line.NETTING).exists():
        yield "debt netted"
    paid = Tariff.objects.filter(minor__gt=0, free_from_minor__isnull=False).values("trader_id")
    if Consignment.objects.filter(Q(trader__in=paid), method="home", shipping_minor=0).exists():
        yield "delivery free from its amount"
