"""What the ledger says must be what Stripe holds and what the orders owe, to the cent."""

from collections import Counter
from collections.abc import Iterator

from django.db.models import Sum

from marketplace.ledger import checking, queries
from marketplace.ledger.models import EntryLine, Kind
from marketplace.payments import queries as payments
from marketplace.payments.models import Dispute, Refund, StripeAccount
from marketplace.settlement.models import Discrepancy, Due, Statement, StatementLine
from tests.histories.stripe import UNWOUND, AtStripe


def unbalanced() -> Iterator[str]:
    """After every step: all that was ever written sums to nothing."""
    left = EntryLine.objects.aggregate(sum=Sum("minor"))["sum"] or 0
    if left:
        yield f"the journal is {left:+d} off"


def reserves() -> Iterator[str]:
    """After every step: what is held back of each seller is that of its parcels, none below
    nothing."""
    kept = Due.objects.values_list("trader_id").order_by().annotate(sum=Sum("reserve_minor"))
    for trader, listed in kept:
        ledger = queries.balance(Kind.RESERVE, trader).minor
        if listed != ledger:
            yield f"seller {trader}: {-listed} of its parcels in reserve, {-ledger} in the ledger"
    for due in Due.objects.filter(reserve_minor__gt=0):
        yield f"{due}: {due.reserve_minor} more was given back than was held"


def untrue(stripe: AtStripe) -> Iterator[str]:
    """Once nothing waits any more."""
    yield from map(str, checking.check().differences)
    clearing = queries.balance(Kind.STRIPE_CLEARING).minor
    if clearing != stripe.balance:
        yield f"clearing: {clearing} in the ledger, {stripe.balance} at Stripe"
    for account in StripeAccount.objects.exclude(account_id=None):
        here = queries.balance(Kind.STRIPE_CONNECTED, account.trader_id).minor
        there = stripe.balance_of(str(account.account_id))
        if here != there:
            yield f"seller {account.trader_id}: {here} in the ledger, {there} at Stripe"
    liability = queries.balance(Kind.SHOPPER_LIABILITY).minor
    if liability:
        yield f"{-liability} is still owed to shoppers, and every parcel has left or is cancelled"
    yield from _sellers(stripe)
    yield from _paid_out_once(stripe)
    lost = Dispute.objects.filter(status=Dispute.Status.LOST).values("payment__order")
    bounced = payments.standing(
        Refund.objects.filter(status=Refund.Status.FAILED).exclude(payment__order__in=lost)
    )
    owed = -(bounced.aggregate(sum=Sum("amount_minor"))["sum"] or 0)
    lines = EntryLine.objects.filter(account__kind=Kind.REFUNDS_DUE)
    due = lines.exclude(entry__order_id__in=lost).aggregate(sum=Sum("minor"))["sum"] or 0
    if due != owed:
        yield f"refunds due: {due} in the ledger, {owed} bounced and not asked for again"
    yield from _reconciled()


def _reconciled() -> Iterator[str]:
    """Each day's movements were held against the journal."""
    for each in Discrepancy.objects.filter(resolved_at=None):
        yield f"{each.kind}: {each.reference}: {each.stripe_minor} there, {each.ledger_minor} here"


def _sellers(stripe: AtStripe) -> Iterator[str]:
    """A seller is owed what no statement has paid; what of it is there is on its account."""
    unpaid = StatementLine.objects.filter(statement=None)
    for account in StripeAccount.objects.all():
        trader = account.trader_id
        rows = unpaid.filter(trader=trader)
        for kind, lines, sign in (
            (Kind.PAYABLE, rows, -1),
            (Kind.STRIPE_CONNECTED, rows.filter(ready_at__isnull=False), 1),
        ):
            listed = lines.order_by().aggregate(sum=Sum("total_minor"))["sum"] or 0
            ledger = sign * queries.balance(kind, trader).minor
            if listed != ledger:
                yield f"seller {trader}, {kind}: {listed} listed and unpaid, {ledger} in the ledger"


def _paid_out_once(stripe: AtStripe) -> Iterator[str]:
    """Each payout that stands is one statement's, and of its amount."""
    standing = Statement.objects.exclude(status=Statement.Status.FAILED)
    ours = Counter((f"payout:{row.payout_id}", row.amount_minor) for row in standing)
    there = Counter(
        (str(row["metadata"].get("payout")), row["amount"])
        for row in stripe.of("payout")
        if row["status"] not in UNWOUND
    )
    for name, amount in ours.keys() | there.keys():
        if (times := there[name, amount]) != ours[name, amount]:
            yield f"{name} of {amount}: {times} times at Stripe, {ours[name, amount]} statements"
