"""The one door to Stripe: calls with our own idempotency keys, answers as small facts.

Every failure is a ``TransientError`` (try again) or a ``PermanentError`` (repeating cannot help).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

import stripe
from django.conf import settings

from marketplace.core.errors import PermanentError, TransientError
from marketplace.core.money import Money

API_VERSION = "2026-10-28.endive"
SECONDS = 10
RETRIES = 2  # the SDK's, with the same idempotency key; 429 is ours to postpone
Answer = TypeVar("Answer")
LOCALES: dict[str, Any] = {"fr": "fr", "en": "en"}


@dataclass(frozen=True)
class Item:
    """One line of the payment page: ``unit`` price, tax included."""

    label: str
    unit: Money
    quantity: int


@dataclass(frozen=True)
class SessionState:
    """What Stripe says of a checkout session at this moment."""

    id: str
    url: str
    expired: bool
    paid: bool
    amount_minor: int
    intent_id: str | None
    charge_id: str | None


@dataclass(frozen=True)
class RefundState:
    id: str
    status: str  # Stripe's word: pending, requires_action, succeeded, failed, canceled


@lru_cache(maxsize=4)
def _client_for(key: str, base: str) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        base_addresses={"api": base},
        max_network_retries=RETRIES,
        stripe_version=API_VERSION,
        http_client=stripe.RequestsClient(timeout=SECONDS),
    )


def _client() -> stripe.StripeClient:
    return _client_for(settings.STRIPE_API_KEY, settings.STRIPE_API_BASE)


def _asked(call: Callable[[], Answer]) -> Answer:
    """The answer of ``call``, its errors sorted into passing and final ones."""
    try:
        return call()
    except (stripe.APIConnectionError, stripe.RateLimitError) as error:
        raise TransientError(str(error)) from error
    except stripe.StripeError as error:
        passing = (error.http_status or 500) >= 500 or error.http_status in {409, 429}
        raise (TransientError if passing else PermanentError)(str(error)) from error


def create_session(
    *,
    reference: str,
    items: Sequence[Item],
    email: str,
    language: str,
    expires_at: datetime,
    success_url: str,
    cancel_url: str,
) -> SessionState:
    """Open the hosted payment page of one order.

    The key is the order's number: asking again with the same content gives the same session.
    """
    params: Any = {
        "mode": "payment",
        "client_reference_id": reference,
        "customer_email": email,
        "locale": LOCALES.get(language, "auto"),
        "expires_at": int(expires_at.timestamp()),
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
                    "product_data": {"name": item.label},
                },
            }
            for item in items
        ],
    }
    options: Any = {"idempotency_key": f"session:{reference}"}
    return _session(_asked(lambda: _client().v1.checkout.sessions.create(params, options)))


def retrieve_session(session_id: str) -> SessionState:
    params: Any = {"expand": ["payment_intent.latest_charge"]}
    return _session(_asked(lambda: _client().v1.checkout.sessions.retrieve(session_id, params)))


def expire_session(session_id: str) -> SessionState:
    """Close a payment page that nobody has paid on.

    :raises PermanentError: it was paid, or closed, before.
    """
    return _session(_asked(lambda: _client().v1.checkout.sessions.expire(session_id)))


def refund(*, intent_id: str, amount: Money, key: str) -> RefundState:
    """Send ``amount`` back; ``key`` names our own row, so asking twice refunds once."""
    params: Any = {
        "payment_intent": intent_id,
        "amount": amount.minor,
        "metadata": {"key": key},
    }
    options: Any = {"idempotency_key": key}
    return _refund(_asked(lambda: _client().v1.refunds.create(params, options)))


def retrieve_refund(refund_id: str) -> RefundState:
    return _refund(_asked(lambda: _client().v1.refunds.retrieve(refund_id)))


def find_refund(*, intent_id: str, key: str) -> RefundState | None:
    """The refund made under ``key``: keys may vanish at Stripe after a day, refunds do not."""
    params: Any = {"payment_intent": intent_id, "limit": 100}
    page = _asked(lambda: _client().v1.refunds.list(params))
    for row in page.auto_paging_iter():
        if row.metadata and row.metadata.to_dict().get("key") == key:
            return _refund(row)
    return None


def read_event(*, payload: bytes, signature: str, at: datetime) -> dict[str, Any]:
    """A webhook's content, once its signature, time, version and mode are right.

    :raises PermanentError: any of them is wrong.
    """
    try:
        event = stripe.Webhook.construct_event(
            payload, signature, settings.STRIPE_WEBHOOK_SECRET
        ).to_dict()
        signed_at = int(dict(p.split("=", 1) for p in signature.split(",") if "=" in p)["t"])
    except (ValueError, KeyError, UnicodeDecodeError, stripe.SignatureVerificationError) as error:
        raise PermanentError("the signature is not right") from error
    wrong = {
        "signed in the future": signed_at - at.timestamp() > stripe.Webhook.DEFAULT_TOLERANCE,
        f"version {event.get('api_version')}": event.get("api_version") != API_VERSION,
        "live and test are mixed": bool(event.get("livemode"))
        != settings.STRIPE_API_KEY.startswith(("sk_live", "rk_live")),
        "of another account": bool(event.get("account")),
    }
    if faults := [said for said, is_wrong in wrong.items() if is_wrong]:
        raise PermanentError("; ".join(faults))
    return dict(event)


def _session(row: Any) -> SessionState:
    intent = row.payment_intent
    is_object = intent is not None and not isinstance(intent, str)
    charge = intent.latest_charge if is_object else None
    return SessionState(
        id=row.id,
        url=row.url or "",
        expired=row.status == "expired",
        paid=row.payment_status == "paid",
        amount_minor=row.amount_total or 0,
        intent_id=intent.id if is_object else intent,
        charge_id=charge if charge is None or isinstance(charge, str) else charge.id,
    )


def _refund(row: Any) -> RefundState:
    return RefundState(id=row.id, status=row.status or "pending")
