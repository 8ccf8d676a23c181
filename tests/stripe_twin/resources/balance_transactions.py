"""Balance transactions: every movement of an account's balance, gross, fee and net."""

from typing import TYPE_CHECKING, Any

from stripe.params._balance_transaction_list_params import BalanceTransactionListParams
from stripe.params._balance_transaction_retrieve_params import BalanceTransactionRetrieveParams

from tests.stripe_twin import identifiers
from tests.stripe_twin.errors import ApiError
from tests.stripe_twin.routes import LIST_PARAMETERS, Call, Route, fetch, listing, retrieving
from tests.stripe_twin.store import Object

if TYPE_CHECKING:
    from tests.stripe_twin.twin import Twin

KIND = "balance_transaction"
AVAILABLE_AFTER = 7 * 24 * 3600
CATEGORIES = {
    "charge": "charge",
    "refund": "refund",
    "refund_failure": "refund_failure",
    "transfer": "transfer",
    "transfer_refund": "transfer_reversal",
    "payment": "charge",
    "payment_refund": "refund",
    "payout": "payout",
    "payout_failure": "payout_reversal",
    "stripe_fee": "fee",
    "adjustment": "dispute",
    "topup": "topup",
}


def book(
    twin: "Twin",
    *,
    kind: str,
    source: Object,
    amount: int,
    fee: int = 0,
    fee_label: str = "Stripe processing fees",
    created: int | None = None,
    available_on: int | None = None,
    category: str | None = None,
) -> Object:
    """Move the balance of the account that ``source`` is in by ``amount`` minor units less ``fee``.

    ``kind`` is a key of ``CATEGORIES``; a negative amount goes out. ``available_on`` is when the
    money can be spent: at once unless said.
    """
    at = twin.clock.now() if created is None else created
    return twin.store.save(
        {
            "id": identifiers.new("txn"),
            "object": KIND,
            "amount": amount,
            "available_on": at if available_on is None else max(at, available_on),
            "balance_type": "payments",
            "created": at,
            "currency": source["currency"],
            "description": source.get("description"),
            "fee": fee,
            "fee_details": _fee_details(fee, source["currency"], fee_label),
            "net": amount - fee,
            "reporting_category": category or CATEGORIES[kind],
            "source": source.get("id"),
            "type": kind,
        }
        | ({"_account": source["_account"]} if source.get("_account") else {})
    )


def funds(twin: "Twin", *, account: str | None, currency: str, at: int) -> int:
    """What an account (None: the platform) can spend at a moment, in minor units."""
    rows = twin.store.execute(
        "SELECT coalesce(sum(json_extract(body, '$.net')), 0) AS net FROM objects"
        " WHERE kind = 'balance_transaction' AND json_extract(body, '$._account') IS ?"
        " AND json_extract(body, '$.currency') = ? AND json_extract(body, '$.available_on') <= ?",
        account,
        currency,
        at,
    )
    return int(rows[0]["net"])


def _fee_details(fee: int, currency: str, label: str) -> list[dict[str, Any]]:
    if not fee:
        return []
    return [
        {
            "amount": fee,
            "application": None,
            "currency": currency,
            "description": label,
            "type": "stripe_fee",
        }
    ]


def status(twin: "Twin", obj: Object) -> Object:
    """Pending until its day has come."""
    return {"status": "available" if obj["available_on"] <= twin.clock.now() else "pending"}


def show_list(twin: "Twin", call: Call) -> Object:
    """A page of movements.

    :raises ApiError: those of a payout are asked for; Stripe knows them of its automatic payouts.
    """
    if payout := call.params.get("payout"):
        fetch(twin, payout, kind="payout", param="payout", status=400, account=call.account)
        raise ApiError(
            "Balance transaction history can only be filtered on automatic transfers, not manual.",
            param="payout",
        )
    return listing(KIND, by=("source", "type", "currency"))(twin, call)


LIVE = {KIND: status}
EXPANDABLE = {KIND: {"source"}}

ROUTES = [
    Route(
        method="GET",
        path="/v1/balance_transactions",
        params=BalanceTransactionListParams,
        handler=show_list,
        acts_on=(*LIST_PARAMETERS, "payout", "source", "type", "currency"),
        connected=True,
    ),
    Route(
        method="GET",
        path="/v1/balance_transactions/{id}",
        params=BalanceTransactionRetrieveParams,
        handler=retrieving(KIND, named="id"),
        connected=True,
    ),
]
