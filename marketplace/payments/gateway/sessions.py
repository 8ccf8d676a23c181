"""Hosted payment pages, and how Stripe booked what was paid on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from marketplace.core.money import Money
from marketplace.payments.gateway.door import asked, client

LONGEST_LABEL = 250
LOCALES: dict[str, Any] = {"fr": "fr", "en": "en"}


@dataclass(frozen=True)
class Item:
    """One line of the payment page: ``unit`` price, tax included."""

    label: str
    unit: Money
    quantity: int


@dataclass(frozen=True)
class Booking:
    """The balance transaction of a charge: ``amount`` came in, ``fee`` of it is Stripe's.

    From ``available_at`` on it may be paid out; until then what was transferred of it may not.
    """

    id: str
    amount: Money
    fee: Money
    available_at: datetime | None = None


@dataclass(frozen=True)
class SessionState:
    """What Stripe says of a checkout session at this moment."""

    id: str
    url: str
    expired: bool
    paid: bool
    amount_minor: int
    currency: str
    intent_id: str | None
    charge_id: str | None
    booking: Booking | None = None


def create_session(
    *,
    reference: str,
    key: str,
    items: Sequence[Item],
    email: str,
    language: str,
    expires_at: datetime,
    success_url: str,
    cancel_url: str,
    customer_id: str | None = None,
) -> SessionState:
    """Open the hosted payment page of one order.

    The key is ``key`` and the moment when the page closes: asking again with the same content
    gives the same session. Cards alone: other methods confirm days after the page closed. A
    customer's cards are shown, and the page asks whether this one is to be kept.
    """
    closes_at = int(expires_at.timestamp())
    params: Any = {
        "mode": "payment",
        "allowed_payment_method_types": ["card"],
        "client_reference_id": reference,
        "locale": LOCALES.get(language, "auto"),
        "expires_at": closes_at,
        "success_url": success_url,
        "cancel_url": cancel_url,
        "metadata": {"order": reference},
        "payment_intent_data": {"transfer_group": reference, "metadata": {"order": reference}},
        "line_items": [
            {
                "quantity": item.quantity,
                "price_data": {
                    "currency": item.unit.currency.lower(),
                    "unit_amount": item.unit.minor,
                    "product_data": {"name": item.label[:LONGEST_LABEL]},
                },
            }
            for item in items
        ],
        **_payer(email, customer_id),
    }
    options: Any = {"idempotency_key": f"{key}:{closes_at}"}
    return _session(asked(lambda: client().v1.checkout.sessions.create(params, options)))


def _payer(email: str, customer_id: str | None) -> dict[str, Any]:
    if customer_id is None:
        return {"customer_email": email}
    kept = {"payment_method_save": "enabled", "allow_redisplay_filters": ["always"]}
    return {"customer": customer_id, "saved_payment_method_options": kept}


def find_session(*, reference: str, since: datetime) -> SessionState | None:
    """The open session of an order, when the answer that told its id was lost."""
    return asked(lambda: _open_session(reference, since))


def _open_session(reference: str, since: datetime) -> SessionState | None:
    params: Any = {"status": "open", "limit": 100}
    for row in client().v1.checkout.sessions.list(params).auto_paging_iter():  # newest first
        if row.created < since.timestamp() - 60:
            return None
        if row.client_reference_id == reference:
            return _session(row)
    return None


def retrieve_session(session_id: str) -> SessionState:
    params: Any = {"expand": ["payment_intent.latest_charge.balance_transaction"]}
    return _session(asked(lambda: client().v1.checkout.sessions.retrieve(session_id, params)))


def expire_session(session_id: str) -> SessionState:
    """Close a payment page that nobody has paid on.

    :raises PermanentError: it was paid, or closed, before.
    """
    return _session(asked(lambda: client().v1.checkout.sessions.expire(session_id)))


def retrieve_booking(charge_id: str) -> Booking | None:
    """How a charge was booked, None while Stripe has not done so."""
    params: Any = {"expand": ["balance_transaction"]}
    return _booking(asked(lambda: client().v1.charges.retrieve(charge_id, params)))


def _session(row: Any) -> SessionState:
    intent = row.payment_intent
    is_object = intent is not None and not isinstance(intent, str)
    charge = intent.latest_charge if is_object else None
    told: Any = None if isinstance(charge, str) else charge
    return SessionState(
        id=row.id,
        url=row.url or "",
        expired=row.status == "expired",
        paid=row.payment_status == "paid",
        amount_minor=row.amount_total or 0,
        currency=(row.currency or "").upper(),
        intent_id=intent.id if is_object else intent,
        charge_id=told.id if told else charge,
        booking=_booking(told) if told else None,
    )


def _booking(charge: Any) -> Booking | None:
    row = charge.balance_transaction
    if row is None or isinstance(row, str):
        return None
    currency = row.currency.upper()
    available_at = datetime.fromtimestamp(row.available_on, UTC)
    return Booking(row.id, Money(row.amount, currency), Money(row.fee, currency), available_at)
