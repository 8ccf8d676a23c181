"""Sellers' accounts and disputes, for tests that have no twin and for those that do."""

from datetime import datetime
from itertools import count
from typing import Any

from marketplace.core import clock
from marketplace.core.scopes import house_scope
from marketplace.payments.models import Dispute, Payment, StripeAccount
from marketplace.payments.operations import accounts
from marketplace.traders.models import Trader
from tests.stripe_twin.process import TwinProcess

_numbers = count(1)


def account(trader: Trader, *, ready: bool = True, **fields: Any) -> StripeAccount:
    """A seller's account as if Stripe had told of it just now; nothing is asked."""
    at = clock.now()
    given: dict[str, Any] = {
        "account_id": f"acct_test{next(_numbers):012d}",
        "details_submitted": ready,
        "card_payments_active": ready,
        "transfers_active": ready,
        "payouts_enabled": ready,
        "created_at": at,
        "checked_at": at,
    }
    with house_scope():
        row: StripeAccount = StripeAccount.objects.create(trader=trader, **given | fields)
    Trader.objects.filter(pk=trader.pk).update(payable=row.is_ready)
    return row


def onboarded(trader: Trader, twin: TwinProcess, *, at: datetime | None = None) -> StripeAccount:
    """A seller's account that the twin knows, whose holder has said all."""
    now = at or clock.now()
    with house_scope():
        row = accounts.open_account(trader=trader, at=now)
        twin.onboard(str(row.account_id))
        return accounts.refresh(account=row, at=now)


def dispute(order: Any, **fields: Any) -> Dispute:
    """A bank disputes an order's payment, as Stripe told; nothing is asked."""
    payment = Payment.objects.get(order=order)
    at = clock.now()
    given: dict[str, Any] = {
        "stripe_id": f"du_{next(_numbers)}",
        "amount_minor": payment.amount_minor,
        "currency": payment.currency,
        "reason": "product_not_received",
        "fee_minor": 2000,
        "opened_at": at,
        "withdrawn_at": at,
    }
    row: Dispute = Dispute.objects.create(payment=payment, **given | fields)
    return row
