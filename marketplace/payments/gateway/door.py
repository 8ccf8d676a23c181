"""How a call leaves and how its failure is told: time-outs, tries, a breaker that all share."""

import logging
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

import stripe
from django.conf import settings

from marketplace.core.errors import CordeeError, PermanentError, TransientError
from marketplace.payments.gateway import breaker

API_VERSION = "2026-10-28.endive"
SECONDS = 10
RETRIES = 2  # the SDK's, with the same idempotency key; 429 is ours to postpone
Answer = TypeVar("Answer")
Resting = breaker.Resting
is_resting = breaker.is_resting

logger = logging.getLogger(__name__)


class ServerFault(TransientError):
    """Stripe answered with a fault of its own, which it will replay to the same key.

    What was asked for may have been done all the same: look before asking under another key.
    """

    code = "server_fault"


class TooMany(TransientError):
    """Stripe was asked too often; ``details["retry_after"]``: seconds to wait, 0 when not said."""

    code = "too_many"


@lru_cache(maxsize=4)
def _client_for(key: str, base: str) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        base_addresses={"api": base},
        max_network_retries=RETRIES,
        stripe_version=API_VERSION,
        http_client=stripe.RequestsClient(timeout=SECONDS),
    )


def client() -> stripe.StripeClient:
    return _client_for(settings.STRIPE_API_KEY, settings.STRIPE_API_BASE)


def asked(call: Callable[[], Answer]) -> Answer:
    """The answer of ``call``, its errors sorted into passing and final ones.

    :raises Resting: Stripe failed several times in a row; nobody asks it for a while.
    """
    breaker.enter()
    try:
        answer = call()
    except stripe.APIConnectionError as error:
        breaker.failed()
        raise TransientError(str(error)) from error
    except stripe.StripeError as error:
        raise _told(error) from error
    except BaseException:
        breaker.leave()
        raise
    breaker.succeeded()
    return answer


def _told(error: stripe.StripeError) -> CordeeError:
    """The same error as ours; the breaker learns whether Stripe is there."""
    status = error.http_status or 500
    if status >= 500:
        breaker.failed()
        return ServerFault(str(error))
    breaker.succeeded()
    if status == 429:
        wait = _retry_after(error)
        breaker.pause(wait)
        return TooMany(str(error), retry_after=wait)
    if status == 401:  # our key is at fault, not what was asked
        logger.error("Stripe does not take the key of this shop: %s", error)
        return TransientError(str(error))
    if status == 409:
        return TransientError(str(error))
    return PermanentError(str(error), code=error.code or "")


def _retry_after(error: stripe.StripeError) -> int:
    """Whole seconds that Stripe asks to wait, 0 when it does not say."""
    headers: Any = error.headers or {}
    said = str(next((v for k, v in headers.items() if k.lower() == "retry-after"), ""))
    return int(said) if said.isdigit() else 0


def named(row: Any, kind: str) -> str | None:
    """Our own row's name in an object's metadata under ``kind``."""
    name: str | None = row.metadata.to_dict().get(kind) if row.metadata else None
    return name
