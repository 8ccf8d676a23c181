"""What the tests of the twin share; the twin itself is a fixture of all tests."""

import time
from collections.abc import Callable
from typing import Any

import pytest
import stripe

from tests.stripe_twin.process import TwinProcess, pay


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


def account_params(**changes: Any) -> dict[str, Any]:
    """A connected account on the shop's terms."""
    return {
        "controller": {
            "fees": {"payer": "application"},
            "losses": {"payments": "application"},
            "requirement_collection": "stripe",
            "stripe_dashboard": {"type": "express"},
        },
        "capabilities": {
            "card_payments": {"requested": True},
            "transfers": {"requested": True},
        },
        "country": "FR",
        "email": "boutique@cordee.test",
        "metadata": {"trader": "7"},
        "settings": {"payouts": {"schedule": {"interval": "manual"}}},
    } | changes


@pytest.fixture
def open_session(client: stripe.StripeClient) -> Callable[..., Any]:
    def create(*, without: tuple[str, ...] = (), **changes: Any) -> Any:
        params = session_params(**changes)
        for name in without:
            del params[name]
        return client.v1.checkout.sessions.create(params)

    return create


@pytest.fixture
def charge(
    client: stripe.StripeClient, open_session: Callable[..., Any], twin: TwinProcess
) -> stripe.Charge:
    """A paid charge of 92,00 €, its events out of the way."""
    session = open_session()
    pay(session.url)
    twin.take()
    expand = ["payment_intent.latest_charge"]
    paid = client.v1.checkout.sessions.retrieve(session.id, {"expand": expand})
    found: Any = paid.payment_intent
    return found.latest_charge  # type: ignore[no-any-return]


@pytest.fixture
def account(twin: TwinProcess) -> str:
    """A connected account that may receive and be paid out."""
    twin.seed_accounts([{"account_id": "acct_boutique", "name": "Altitude"}])
    return "acct_boutique"


@pytest.fixture
def transfer(
    client: stripe.StripeClient, charge: stripe.Charge, account: str
) -> Callable[..., stripe.Transfer]:
    """Transfers an amount of the charge to the account."""

    def create(amount: int, **changes: Any) -> stripe.Transfer:
        params: Any = {
            "amount": amount,
            "currency": "eur",
            "destination": account,
            "source_transaction": charge.id,
        } | changes
        return client.v1.transfers.create(params)

    return create


def eventually(check: Callable[[], Any], *, within: float = 5.0) -> Any:
    """The first true result of ``check``; fails when there is none in time."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        if result := check():
            return result
        time.sleep(0.02)
    raise AssertionError("It did not happen in time.")
