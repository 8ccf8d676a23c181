"""What the ledger says must be what Stripe holds and what the orders owe, to the cent."""

from collections.abc import Iterator

from django.db.models import Sum

from marketplace.ledger import checking, queries
from marketplace.ledger.models import EntryLine, Kind
from marketplace.payments import queries as payments
from marketplace.payments.models import Refund, StripeAccount
from tests.histories.stripe import AtStripe


def unbalanced() -> Iterator[str]:
    """After every step: all that was ever written sums to nothing."""
    left = EntryLine.objects.aggregate(sum=Sum("minor"))["sum"] or 0
    if left:
        yield f"the journal is {left:+d} off"


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
    bounced = payments.standing(Refund.objects.filter(status=Refund.Status.FAILED))
    owed = -(bounced.aggregate(sum=Sum("amount_minor"))["sum"] or 0)
    due = queries.balance(Kind.REFUNDS_DUE).minor
    if due != owed:
        yield f"refunds due: {due} in the ledger, {owed} bounced and not asked for again"
