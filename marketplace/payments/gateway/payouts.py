"""Money from sellers' balances to their banks: calls in the seller's own account."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from marketplace.core.money import Money
from marketplace.payments.gateway.door import asked, client, named


@dataclass(frozen=True)
class PayoutState:
    id: str
    status: str  # Stripe's word: pending, in_transit, paid, failed, canceled
    arrival_date: date | None
    failure: str  # why the bank sent it back: Stripe's code, or what it says


def create_payout(*, account_id: str, amount: Money, name: str, key: str) -> PayoutState:
    """Send ``amount`` of a seller's balance to its bank.

    :raises PermanentError: the balance is short, or has no bank account.
    """
    params: Any = {
        "amount": amount.minor,
        "currency": amount.currency.lower(),
        "metadata": {"payout": name},
    }
    options: Any = {"idempotency_key": f"{key}:{account_id}", "stripe_account": account_id}
    return _payout(asked(lambda: client().v1.payouts.create(params, options)))


def retrieve_payout(*, account_id: str, payout_id: str) -> PayoutState:
    options: Any = {"stripe_account": account_id}
    return _payout(asked(lambda: client().v1.payouts.retrieve(payout_id, None, options)))


def find_payout(*, account_id: str, name: str, since: datetime) -> PayoutState | None:
    """The payout made for our row, when the answer that told its id was lost."""
    params: Any = {"created": {"gte": int(since.timestamp()) - 60}, "limit": 100}
    options: Any = {"stripe_account": account_id}
    made = asked(lambda: list(client().v1.payouts.list(params, options).auto_paging_iter()))
    return next((_payout(row) for row in made if named(row, "payout") == name), None)


def _payout(row: Any) -> PayoutState:
    arrives = row.arrival_date
    return PayoutState(
        id=row.id,
        status=row.status,
        arrival_date=datetime.fromtimestamp(arrives, UTC).date() if arrives else None,
        failure=row.failure_code or row.failure_message or "",
    )
