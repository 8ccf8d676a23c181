"""Webhooks: what Stripe sends is read once its signature, time, version and mode are right."""

import json
from datetime import datetime
from typing import Any

import stripe
from django.conf import settings

from marketplace.core.errors import PermanentError
from marketplace.payments.gateway.door import API_VERSION

SKEW = 300  # seconds between a signature and our clock, either way


def read_event(
    *, payload: bytes, signature: str, at: datetime, connect: bool = False
) -> dict[str, Any]:
    """A webhook's content, once its signature, time, version and mode are right.

    Each endpoint has a secret of its own: the house's own events come to one, ``connect`` is the
    one to which those of sellers' accounts come, and no others.

    :raises PermanentError: any of them is wrong.
    """
    secret = settings.STRIPE_CONNECT_WEBHOOK_SECRET if connect else settings.STRIPE_WEBHOOK_SECRET
    event = _signed(payload, signature, secret=secret, at=at)
    account = event.get("account")
    is_a_sellers = isinstance(account, str) and bool(account)
    wrong = {
        f"version {event.get('api_version')}": event.get("api_version") != API_VERSION,
        "live and test are mixed": event.get("livemode") is not _is_live(),
        "of another account": bool(account) and not connect,
        "of no seller's account": connect and not is_a_sellers,
        "not an event": event.get("object") != "event" or not _names_an_object(event),
    }
    if faults := [said for said, is_wrong in wrong.items() if is_wrong]:
        raise PermanentError("; ".join(faults))
    return event


def _signed(payload: bytes, signature: str, *, secret: str, at: datetime) -> dict[str, Any]:
    """What was signed with our secret, not long ago and not in the future.

    The SDK looks at the past alone, by the machine's own clock.
    """
    if not secret.strip():
        raise PermanentError("no webhook secret is set: anybody could sign")
    try:
        text = payload.decode()
        stripe.WebhookSignature.verify_header(text, signature, secret)
        signed_at = _signed_at(signature)
    except (ValueError, stripe.SignatureVerificationError) as error:
        raise PermanentError("the signature is not right") from error
    if abs(signed_at - at.timestamp()) > SKEW:
        raise PermanentError("the signature is of another time")
    return _read(text)


def _read(text: str) -> dict[str, Any]:
    """What both databases can keep: no depth without end, no NUL, no half of a pair of surrogates,
    no number that is none."""
    try:
        event = json.loads(text)
        kept = json.dumps(event, allow_nan=False, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise PermanentError("the content is not to be read") from error
    if b"\\u0000" in kept:
        raise PermanentError("the content holds a NUL")
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
    named = ((event.get("id"), 255), (event.get("type"), 80), (about.get("object"), 255))
    return all(isinstance(name, str) and 0 < len(name) <= most for name, most in named)
