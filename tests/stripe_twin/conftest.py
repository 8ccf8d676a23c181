"""What the tests of the twin share; the twin itself is a fixture of all tests."""

import time
from collections.abc import Callable
from typing import Any

import pytest
import stripe

from tests.stripe_twin.process import TwinProcess


@pytest.fixture
def client(twin: TwinProcess) -> stripe.StripeClient:
    return twin.client()


def session_params(**changes: Any) -> dict[str, Any]:
    """A session over two lines of together 92,00 €."""
    return {
        "mode": "payment",
        "client_reference_id": "C-1001",
        "success_url": "http://shop.test/merci?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://shop.test/panier",
        "customer_email": "sportif@cordee.test",
        "locale": "fr",
        "metadata": {"order": "C-1001"},
        "payment_intent_data": {"metadata": {"order": "C-1001"}, "transfer_group": "C-1001"},
        "line_items": [line("Cadence 3, taille 42", 4000), line("Chaussettes", 2600, quantity=2)],
    } | changes


def line(name: str, unit_amount: int, *, quantity: int = 1) -> dict[str, Any]:
    price = {"currency": "eur", "unit_amount": unit_amount, "product_data": {"name": name}}
    return {"price_data": price, "quantity": quantity}


@pytest.fixture
def open_session(client: stripe.StripeClient) -> Callable[..., Any]:
    def create(**changes: Any) -> Any:
        return client.v1.checkout.sessions.create(session_params(**changes))

    return create


def eventually(check: Callable[[], Any], *, within: float = 5.0) -> Any:
    """The first true result of ``check``; fails when there is none in time."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        if result := check():
            return result
        time.sleep(0.02)
    raise AssertionError("It did not happen in time.")
