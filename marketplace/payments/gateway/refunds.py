"""Money back to shoppers."""

from dataclasses import dataclass
from typing import Any

from marketplace.core.money import Money
from marketplace.payments.gateway.door import asked, client, named


@dataclass(frozen=True)
class RefundState:
    id: str
    status: str  # Stripe's word: pending, requires_action, succeeded, failed, canceled


def refund(*, intent_id: str, amount: Money, name: str, key: str) -> RefundState:
    """Send ``amount`` back; ``name`` is our own row's, so that the refund can be found again."""
    params: Any = {
        "payment_intent": intent_id,
        "amount": amount.minor,
        "metadata": {"refund": name},
    }
    options: Any = {"idempotency_key": f"{key}:{intent_id}"}
    return _refund(asked(lambda: client().v1.refunds.create(params, options)))


def retrieve_refund(refund_id: str) -> RefundState:
    return _refund(asked(lambda: client().v1.refunds.retrieve(refund_id)))


def find_refund(*, intent_id: str, name: str) -> RefundState | None:
    """The refund made for our row: keys may vanish at Stripe after a day, refunds do not."""
    params: Any = {"payment_intent": intent_id, "limit": 100}
    made = asked(lambda: list(client().v1.refunds.list(params).auto_paging_iter()))
    return next((_refund(row) for row in made if named(row, "refund") == name), None)


def _refund(row: Any) -> RefundState:
    return RefundState(id=row.id, status=row.status or "pending")
