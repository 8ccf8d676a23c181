"""Balances: what an account holds, spendable or on its way; and the fees Stripe takes apart."""

from typing import TYPE_CHECKING, Any

from stripe.params._balance_retrieve_params import BalanceRetrieveParams

from tests.stripe_twin import money
from tests.stripe_twin.errors import ApiError
from tests.stripe_twin.rendering import expanded
from tests.stripe_twin.resources import balance_transactions
from tests.stripe_twin.routes import Call, Route
from tests.stripe_twin.store import Object

if TYPE_CHECKING:
    from tests.stripe_twin.twin import Twin


def show(twin: "Twin", call: Call) -> Object:
    """The balance of the platform or of the account of ``Stripe-Account``."""
    now = twin.clock.now()
    rows = twin.store.execute(
        "SELECT json_extract(body, '$.currency') AS currency,"
        " json_extract(body, '$.available_on') <= ? AS available,"
        " sum(json_extract(body, '$.net')) AS net FROM objects"
        " WHERE kind = 'balance_transaction' AND json_extract(body, '$._account') IS ?"
        " GROUP BY 1, 2",
        now,
        call.account,
    )
    held = {(row["currency"], bool(row["available"])): row["net"] for row in rows}
    currencies = sorted({currency for currency, _available in held} | {"eur"})
    balance = {
        "object": "balance",
        "livemode": False,
        "available": [_amount(held.get((one, True), 0), one) for one in currencies],
        "pending": [_amount(held.get((one, False), 0), one) for one in currencies],
    }
    return expanded(twin, balance, paths=call.expand)


def _amount(amount: int, currency: str) -> dict[str, Any]:
    return {"amount": amount, "currency": currency, "source_types": {"card": amount}}


def take_fee(twin: "Twin", *, amount: int, description: str) -> Object:
    """A fee that is no part of a charge, as those for connected accounts: minor units of euros.

    :raises ApiError: it is not positive.
    """
    if amount < 1:
        raise ApiError("A fee is positive.", param="amount")
    source = {"currency": next(iter(money.CURRENCIES)), "description": description}
    return balance_transactions.book(twin, kind="stripe_fee", source=source, amount=-amount)


def top_up(twin: "Twin", *, amount: int) -> Object:
    """The platform adds money of its own, there at once: minor units of euros.

    :raises ApiError: it is not positive.
    """
    if amount < 1:
        raise ApiError("A top-up is positive.", param="amount")
    source = {"currency": next(iter(money.CURRENCIES)), "description": "Top-up"}
    return balance_transactions.book(twin, kind="topup", source=source, amount=amount)


ROUTES = [
    Route(
        method="GET",
        path="/v1/balance",
        params=BalanceRetrieveParams,
        handler=show,
        connected=True,
    ),
]
