"""Balance transactions: every movement of the platform's balance, gross, fee and net."""

from typing import TYPE_CHECKING, Any

from stripe.params._balance_transaction_list_params import BalanceTransactionListParams
from stripe.params._balance_transaction_retrieve_params import BalanceTransactionRetrieveParams

from tests.stripe_twin import identifiers
from tests.stripe_twin.routes import LIST_PARAMETERS, Route, listing, retrieving
from tests.stripe_twin.store import Object

if TYPE_CHECKING:
    from tests.stripe_twin.twin import Twin

KIND = "balance_transaction"
AVAILABLE_AFTER = 7 * 24 * 3600
CATEGORIES = {"charge": "charge", "refund": "refund", "refund_failure": "refund_failure"}


def book(
    twin: "Twin",
    *,
    kind: str,
    source: Object,
    amount: int,
    fee: int = 0,
    created: int | None = None,
) -> Object:
    """Move the balance by ``amount`` minor units (negative: out) less ``fee``.

    ``kind`` is ``charge``, ``refund`` or ``refund_failure``.
    """
    at = twin.clock.now() if created is None else created
    return twin.store.save(
        {
            "id": identifiers.new("txn"),
            "object": KIND,
            "amount": amount,
            "available_on": at + (AVAILABLE_AFTER if kind == "charge" else 0),
            "balance_type": "payments",
            "created": at,
            "currency": source["currency"],
            "description": source.get("description"),
            "fee": fee,
            "fee_details": _fee_details(fee, source["currency"]),
            "net": amount - fee,
            "reporting_category": CATEGORIES[kind],
            "source": source["id"],
            "type": kind,
        }
    )


def _fee_details(fee: int, currency: str) -> list[dict[str, Any]]:
    if not fee:
        return []
    return [
        {
            "amount": fee,
            "application": None,
            "currency": currency,
            "description": "Stripe processing fees",
            "type": "stripe_fee",
        }
    ]


def status(twin: "Twin", obj: Object) -> Object:
    """Pending until its day has come."""
    return {"status": "available" if obj["available_on"] <= twin.clock.now() else "pending"}


LIVE = {KIND: status}
EXPANDABLE = {KIND: {"source"}}

ROUTES = [
    Route(
        method="GET",
        path="/v1/balance_transactions",
        params=BalanceTransactionListParams,
        handler=listing(KIND, by=("source", "type", "currency")),
        acts_on=(*LIST_PARAMETERS, "source", "type", "currency"),
    ),
    Route(
        method="GET",
        path="/v1/balance_transactions/{id}",
        params=BalanceTransactionRetrieveParams,
        handler=retrieving(KIND, named="id"),
    ),
]
