"""Payments that a shopper's bank takes back, or asks about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from marketplace.payments.gateway.door import asked, client


@dataclass(frozen=True)
class DisputeState:
    """What Stripe says of a dispute. ``was_withdrawn``: the amount left the house’s
    balance; ``fee_minor``: what Stripe took besides."""

    id: str
    status: str  # Stripe's word
    reason: str
    amount_minor: int
    currency: str
    charge_id: str
    intent_id: str | None
    created_at: datetime
    evidence_due_at: datetime | None
    submitted: bool
    was_withdrawn: bool
    fee_minor: int


def retrieve_dispute(dispute_id: str) -> DisputeState:
    return _dispute(asked(lambda: client().v1.disputes.retrieve(dispute_id)))


def list_disputes(*, since: datetime) -> list[DisputeState]:
    """Those opened since: what no event has told of."""
    params: Any = {"created": {"gte": int(since.timestamp())}, "limit": 100}
    rows = asked(lambda: list(client().v1.disputes.list(params).auto_paging_iter()))
    return [_dispute(row) for row in rows]


def submit_evidence(*, dispute_id: str, evidence: Mapping[str, str], key: str) -> DisputeState:
    """Hand the evidence to the bank: once, nothing can be added to it.

    :raises PermanentError: its time is over, or it was handed over before.
    """
    params: Any = {"evidence": dict(evidence), "submit": True}
    options: Any = {"idempotency_key": f"{key}:{dispute_id}"}
    return _dispute(asked(lambda: client().v1.disputes.update(dispute_id, params, options)))


def _dispute(row: Any) -> DisputeState:
    details = row.evidence_details
    due = details.due_by if details else None
    taken = [each for each in row.balance_transactions or () if each.amount < 0]
    charge, intent = row.charge, row.payment_intent
    return DisputeState(
        id=row.id,
        status=row.status,
        reason=row.reason or "",
        amount_minor=row.amount,
        currency=row.currency.upper(),
        charge_id=charge if isinstance(charge, str) else charge.id,
        intent_id=intent if intent is None or isinstance(intent, str) else intent.id,
        created_at=datetime.fromtimestamp(row.created, UTC),
        evidence_due_at=datetime.fromtimestamp(due, UTC) if due else None,
        submitted=bool(details and details.submission_count),
        was_withdrawn=bool(taken),
        fee_minor=sum(each.fee for each in taken),
    )
