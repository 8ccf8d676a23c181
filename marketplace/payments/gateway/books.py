"""What Stripe itself wrote down: the movements of a balance, the house's or a seller's."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from marketplace.payments.gateway.door import asked, client

# Of a payment in a seller's account, or of its going back: what the house's own rows keep.
BEHIND = ("source_transfer", "source_transfer_reversal", "transfer_reversal")


@dataclass(frozen=True)
class BalanceTransaction:
    """One movement: ``net`` = ``amount`` − ``fee``, in cents.

    ``reference`` is the object that it is about, by the id that our rows keep: a charge, a refund,
    a transfer, a reversal, a payout, a dispute. In a seller's account, what a transfer brought is a
    payment of its own: its reference is that transfer, or the reversal that took it back.
    """

    id: str
    type: str  # Stripe's word
    reference: str
    amount_minor: int
    fee_minor: int
    net_minor: int
    currency: str
    created_at: datetime


def balance_transactions(
    *, since: datetime, until: datetime, account_id: str | None = None
) -> list[BalanceTransaction]:
    """All movements from ``since`` to just before ``until``, the latest first.

    :raises TransientError: Stripe did not answer.
    """
    params: Any = {
        "created": {"gte": int(since.timestamp()), "lt": int(until.timestamp())},
        "expand": ["data.source"],
        "limit": 100,
    }
    options: Any = {"stripe_account": account_id} if account_id else {}
    rows = asked(
        lambda: list(client().v1.balance_transactions.list(params, options).auto_paging_iter())
    )
    return [_told(row) for row in rows]


def _told(row: Any) -> BalanceTransaction:
    return BalanceTransaction(
        id=row.id,
        type=row.type,
        reference=_reference(row.source),
        amount_minor=row.amount,
        fee_minor=row.fee,
        net_minor=row.net,
        currency=row.currency.upper(),
        created_at=datetime.fromtimestamp(row.created, UTC),
    )


def _reference(source: Any) -> str:
    if source is None or isinstance(source, str):
        return source or ""
    told = source.to_dict()
    ours = (told.get(name) for name in BEHIND)
    return str(next(filter(None, ours), told["id"]))
