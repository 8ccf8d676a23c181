"""Transfer reversals: money taken back from a connected account, as long as it is there."""

from typing import TYPE_CHECKING, Any

from stripe.params._transfer_reversal_create_params import TransferReversalCreateParams
from stripe.params._transfer_reversal_list_params import TransferReversalListParams
from stripe.params._transfer_reversal_retrieve_params import TransferReversalRetrieveParams

from tests.stripe_twin import events, forms, identifiers, metadata, money
from tests.stripe_twin.errors import ApiError, missing_object
from tests.stripe_twin.rendering import expanded, render
from tests.stripe_twin.resources import balance_transactions, transfers
from tests.stripe_twin.routes import Call, Route, fetch, listing
from tests.stripe_twin.store import Filter, Object, Page

if TYPE_CHECKING:
    from tests.stripe_twin.twin import Twin

KIND = "transfer_reversal"
SHOWN = 10


def create(twin: "Twin", call: Call) -> Object:
    """Take back a part of a transfer, or all that is left of it.

    :raises ApiError: more than is left of it, or more than the account holds.
    """
    transfer = fetch(twin, call.path["transfer"], kind="transfer", param="id")
    amount = _amount(transfer, call.params)
    available_on = max(transfer["_available_on"], twin.clock.now())
    transfers.refuse_excess(
        twin,
        account=transfer["destination"],
        amount=amount,
        currency=transfer["currency"],
        at=available_on,
    )
    reversal = {
        "id": identifiers.new("trr"),
        "object": KIND,
        "amount": amount,
        "created": twin.clock.now(),
        "currency": transfer["currency"],
        "description": call.params.get("description"),
        "metadata": metadata.checked(call.params.get("metadata"), param="metadata"),
        "transfer": transfer["id"],
    }
    _book(twin, reversal, transfer, available_on=available_on)
    reversal["_description"] = reversal.pop("description")
    twin.store.save(reversal)
    _note(twin, transfer, amount)
    return expanded(twin, reversal, paths=call.expand)


def _amount(transfer: Object, params: dict[str, Any]) -> int:
    left: int = transfer["amount"] - transfer["amount_reversed"]
    if left == 0:
        raise ApiError(f"Transfer {transfer['id']} is already fully reversed.")
    amount = forms.positive_amount({"amount": left} | params)
    if amount > left:
        wanted, rest = (money.english(one, transfer["currency"]) for one in (amount, left))
        raise ApiError(
            f"Reversal amount ({wanted}) is greater than unreversed amount on transfer ({rest})",
            param="amount",
        )
    return amount


def _book(twin: "Twin", reversal: Object, transfer: Object, *, available_on: int) -> None:
    amount = reversal["amount"]
    returned = {
        "id": identifiers.new("pyr"),
        "object": "refund",
        "amount": amount,
        "charge": transfer["destination_payment"],
        "created": reversal["created"],
        "currency": reversal["currency"],
        "metadata": {},
        "payment_intent": None,
        "reason": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": reversal["id"],
        "_account": transfer["destination"],
    }
    back = balance_transactions.book(
        twin, kind="transfer_refund", source=reversal, amount=amount, available_on=available_on
    )
    out = balance_transactions.book(
        twin, kind="payment_refund", source=returned, amount=-amount, available_on=available_on
    )
    twin.store.save(returned | {"balance_transaction": out["id"]})
    reversal |= {
        "balance_transaction": back["id"],
        "destination_payment_refund": returned["id"],
        "source_refund": None,
    }


def _note(twin: "Twin", transfer: Object, amount: int) -> None:
    before = {name: transfer[name] for name in ("amount_reversed", "reversed")}
    transfer["amount_reversed"] += amount
    transfer["reversed"] = transfer["amount_reversed"] == transfer["amount"]
    twin.store.save(transfer)
    changed = {name: value for name, value in before.items() if value != transfer[name]}
    events.record(twin, "transfer.reversed", transfer, previous=changed)


def of_transfer(twin: "Twin", transfer: Object) -> Object:
    """The ten newest reversals, which a transfer always shows."""
    found, has_more = twin.store.find(
        KIND, where=Filter(equal={"transfer": transfer["id"]}), page=Page(limit=SHOWN)
    )
    return {
        "reversals": {
            "object": "list",
            "data": [render(twin, reversal) for reversal in found],
            "has_more": has_more,
            "url": f"/v1/transfers/{transfer['id']}/reversals",
        }
    }


def show_list(twin: "Twin", call: Call) -> Object:
    """The reversals of a transfer, newest first."""
    transfer = fetch(twin, call.path["transfer"], kind="transfer", param="id")
    params = call.params | {"transfer": transfer["id"]}
    return listing(KIND, by=("transfer",))(twin, Call(params=params, url=call.url))


def show(twin: "Twin", call: Call) -> Object:
    """One reversal of a transfer."""
    reversal = fetch(twin, call.path["id"], kind=KIND, param="id")
    if reversal["transfer"] != call.path["transfer"]:
        raise missing_object(noun=KIND, identifier=reversal["id"], param="id")
    return expanded(twin, reversal, paths=call.expand)


LIVE = {"transfer": of_transfer}
EXPANDABLE = {KIND: {"balance_transaction", "transfer", "destination_payment_refund"}}

ROUTES = [
    Route(
        method="POST",
        path="/v1/transfers/{transfer}/reversals",
        params=TransferReversalCreateParams,
        handler=create,
        acts_on=("amount", "description", "metadata"),
    ),
    Route(
        method="GET",
        path="/v1/transfers/{transfer}/reversals",
        params=TransferReversalListParams,
        handler=show_list,
        acts_on=("limit", "starting_after", "ending_before"),
    ),
    Route(
        method="GET",
        path="/v1/transfers/{transfer}/reversals/{id}",
        params=TransferReversalRetrieveParams,
        handler=show,
    ),
]
