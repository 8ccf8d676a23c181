"""The one door to Stripe: calls with our own idempotency keys, answers as small facts.

Every failure is a ``TransientError`` (try again) or a ``PermanentError`` (repeating cannot help).
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

import stripe
from django.conf import settings

from marketplace.core.errors import CordeeError, PermanentError, TransientError
from marketplace.core.money import Money

API_VERSION = "2026-10-28.endive"
SECONDS = 10
RETRIES = 2  # the SDK's, with the same idempotency key; 429 is ours to postpone
SKEW = 300  # seconds between a signature and our clock, either way
LONGEST_LABEL = 250
Answer = TypeVar("Answer")


class ServerFault(TransientError):
    """Stripe answered with a fault of its own, which it will replay to the same key.

    What was asked for may have been done all the same: look before asking under another key.
    """

    code = "server_fault"


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
        raise _sorted(error.http_status or 500)(str(error)) from error


def _sorted(status: int) -> type[CordeeError]:
    if status >= 500:
        return ServerFault
    return TransientError if status in {409, 429} else PermanentError


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
) -> SessionState:
    """Open the hosted payment page of one order.

    The key is ``key`` and the moment when the page closes: asking again with the same content
    gives the same session. Cards alone: other methods confirm days after the page closed.
    """
    closes_at = int(expires_at.timestamp())
    params: Any = {
        "mode": "payment",
        "allowed_payment_method_types": ["card"],
        "client_reference_id": reference,
        "customer_email": email,
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
    }
    options: Any = {"idempotency_key": f"{key}:{closes_at}"}
    return _session(_asked(lambda: _client().v1.checkout.sessions.create(params, options)))


def find_session(*, reference: str, since: datetime) -> SessionState | None:
    """The open session of an order, when the answer that told its id was lost."""
    params: Any = {"status": "open", "limit": 100}
    page = _asked(lambda: _client().v1.checkout.sessions.list(params))
    for row in page.auto_paging_iter():  # newest first
        if row.created < since.timestamp() - 60:
            return None
        if row.client_reference_id == reference:
            return _session(row)
    return None


def retrieve_session(session_id: str) -> SessionState:
    params: Any = {"expand": ["payment_intent.latest_charge"]}
    return _session(_asked(lambda: _client().v1.checkout.sessions.retrieve(session_id, params)))


def expire_session(session_id: str) -> SessionState:
    """Close a payment page that nobody has paid on.

    :raises PermanentError: it was paid, or closed, before.
    """
    return _session(_asked(lambda: _client().v1.checkout.sessions.expire(session_id)))


def refund(*, intent_id: str, amount: Money, name: str, key: str) -> RefundState:
    """Send ``amount`` back; ``name`` is our own row's, so that the refund can be found again."""
    params: Any = {
        "payment_intent": intent_id,
        "amount": amount.minor,
        "metadata": {"refund": name},
    }
    options: Any = {"idempotency_key": f"{key}:{intent_id}"}
    return _refund(_asked(lambda: _client().v1.refunds.create(params, options)))


def retrieve_refund(refund_id: str) -> RefundState:
    return _refund(_asked(lambda: _client().v1.refunds.retrieve(refund_id)))


def find_refund(*, intent_id: str, name: str) -> RefundState | None:
    """The refund made for our row: keys may vanish at Stripe after a day, refunds do not."""
    params: Any = {"payment_intent": intent_id, "limit": 100}
    made = _asked(lambda: list(_client().v1.refunds.list(params).auto_paging_iter()))
    return next((_refund(row) for row in made if _name_of(row) == name), None)


def _name_of(row: Any) -> str | None:
    name: str | None = row.metadata.to_dict().get("refund") if row.metadata else None
    return name


def read_event(*, payload: bytes, signature: str, at: datetime) -> dict[str, Any]:
    """A webhook's content, once its signature, time, version and mode are right.

    :raises PermanentError: any of them is wrong.
    """
    event = _signed(payload, signature, at=at)
    wrong = {
        f"version {event.get('api_version')}": event.get("api_version") != API_VERSION,
        "live and test are mixed": event.get("livemode") is not _is_live(),
        "of another account": bool(event.get("account")),
        "not an event": event.get("object") != "event" or not _names_an_object(event),
    }
    if faults := [said for said, is_wrong in wrong.items() if is_wrong]:
        raise PermanentError("; ".join(faults))
    return event


def _signed(payload: bytes, signature: str, *, at: datetime) -> dict[str, Any]:
    """What was signed with our secret, not long ago and not in the future.

    The SDK looks at the past alone, by the machine's own clock.
    """
    if not settings.STRIPE_WEBHOOK_SECRET.strip():
        raise PermanentError("no webhook secret is set: anybody could sign")
    try:
        text = payload.decode()
        stripe.WebhookSignature.verify_header(text, signature, settings.STRIPE_WEBHOOK_SECRET)
        event, signed_at = json.loads(text), _signed_at(signature)
    except (ValueError, stripe.SignatureVerificationError) as error:
        raise PermanentError("the signature is not right") from error
    if abs(signed_at - at.timestamp()) > SKEW:
        raise PermanentError("the signature is of another time")
    return event if isinstance(event, dict) else {}


def _signed_at(signature: str) -> int:
    """The moment in a signature that was found right: the first ``t``, as the SDK reads it."""
    return int(next(part[2:] for part in signature.split(",") if part.startswith("t=")))


def _is_live() -> bool:
    return bool(settings.STRIPE_API_KEY.startswith(("sk_live", "rk_live")))


def _names_an_object(event: dict[str, Any]) -> bool:
    data = event.get("data")
    about = data.get("object") if isinstance(data, dict) else None
    if not isinstance(about, dict):
        return False
    return all(
        isinstance(each, str) for each in (event.get("id"), event.get("type"), about.get("object"))
    )


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
