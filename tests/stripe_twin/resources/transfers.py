"""Transfers: money from the platform's balance to that of a connected account."""

from typing import TYPE_CHECKING, Any

from stripe.params._transfer_create_params import TransferCreateParams
from stripe.params._transfer_list_params import TransferListParams
from stripe.params._transfer_retrieve_params import TransferRetrieveParams

from tests.stripe_twin import events, forms, identifiers, metadata, money
from tests.stripe_twin.errors import ApiError, unsupported
from tests.stripe_twin.rendering import expanded
from tests.stripe_twin.resources import balance_transactions, charges
from tests.stripe_twin.routes import LIST_PARAMETERS, Call, Route, fetch, listing, retrieving
from tests.stripe_twin.store import Object

if TYPE_CHECKING:
    from tests.stripe_twin.twin import Twin

KIND = "transfer"


def create(twin: "Twin", call: Call) -> Object:
    """Move money to an account: out of a charge, available with it, or out of the balance.

    :raises ApiError: the account may not receive, or there is not so much to give.
    """
    params = call.params
    amount, currency = forms.positive_amount(params), forms.known_currency(params["currency"])
    destination = _destination(twin, params["destination"])
    charge = _source(twin, params, amount=amount, currency=currency)
    if charge is None:
        refuse_excess(twin, account=None, amount=amount, currency=currency)
    transfer = {
        "id": identifiers.new("tr"),
        "object": KIND,
        "amount": amount,
        "amount_reversed": 0,
        "created": twin.clock.now(),
        "currency": currency,
        "description": params.get("description"),
        "destination": destination["id"],
        "livemode": False,
        "metadata": metadata.checked(params.get("metadata"), param="metadata"),
        "reversed": False,
        "source_transaction": charge and charge["id"],
        "source_type": "card",
        "transfer_group": _group(params, charge),
    }
    _book(twin, transfer, available_on=_available_on(twin, charge))
    twin.store.save(transfer)
    events.record(twin, "transfer.created", transfer)
    return expanded(twin, transfer, paths=call.expand)


def _destination(twin: "Twin", identifier: str) -> Object:
    account = fetch(twin, identifier, kind="account", param="destination", status=400)
    if account["capabilities"]["transfers"] != "active":
        raise ApiError(
            "Your destination account needs to have at least one of the following capabilities "
            "enabled: transfers, crypto_transfers, legacy_payments",
            code="insufficient_capabilities_for_transfer",
        )
    return account


def _source(twin: "Twin", params: dict[str, Any], *, amount: int, currency: str) -> Object | None:
    """The charge that a transfer is made from.

    All transfers of a charge together are at most its amount; what was reversed of them is not
    given back to the charge.
    """
    if "source_transaction" not in params:
        return None
    param = "source_transaction"
    charge = fetch(twin, params[param], kind="charge", param=param, status=400)
    if not charge["paid"]:
        raise ApiError(f"The charge {charge['id']} was not paid.", param=param)
    if not charge["balance_transaction"]:
        raise unsupported(param="source_transaction of a charge that is not booked yet")
    if charge["currency"] != currency:
        raise ApiError(
            f"The currency of source_transaction's balance transaction ({charge['currency']}) "
            f"must be the same as the transfer currency ({currency})",
            param="currency",
        )
    made = sum(one["amount"] for one in twin.store.all(KIND, source_transaction=charge["id"]))
    if made + amount > charge["amount"]:
        left = money.english(charge["amount"] - made, currency)
        raise ApiError(
            f"The transfer amount ({money.english(amount, currency)}) is greater than what is "
            f"left to transfer of charge {charge['id']} ({left})",
            param="amount",
        )
    return charge


def _group(params: dict[str, Any], charge: Object | None) -> str | None:
    """A transfer from a charge is of the charge's group."""
    of_charge: str | None = charge and charge["transfer_group"]
    wanted: str | None = params.get("transfer_group", of_charge)
    if of_charge and wanted != of_charge:
        raise ApiError(
            f"The transfer_group must be that of the source_transaction, {of_charge}.",
            param="transfer_group",
        )
    return wanted


def _available_on(twin: "Twin", charge: Object | None) -> int | None:
    booked = charge and twin.store.get(charge["balance_transaction"])
    return booked and int(booked["available_on"])


def _book(twin: "Twin", transfer: Object, *, available_on: int | None) -> None:
    amount = transfer["amount"]
    payment = charges.payment(transfer)
    out = balance_transactions.book(
        twin, kind="transfer", source=transfer, amount=-amount, available_on=available_on
    )
    received = balance_transactions.book(
        twin, kind="payment", source=payment, amount=amount, available_on=available_on
    )
    transfer |= {
        "balance_transaction": out["id"],
        "destination_payment": payment["id"],
        "_available_on": out["available_on"],
    }
    twin.store.save(payment | {"balance_transaction": received["id"]})


def refuse_excess(
    twin: "Twin", *, account: str | None, amount: int, currency: str, at: int | None = None
) -> None:
    """Nothing goes out that is not there (``at``: now unless said)."""
    moment = twin.clock.now() if at is None else at
    held = balance_transactions.funds(twin, account=account, currency=currency, at=moment)
    if amount > held:
        raise ApiError(
            "You have insufficient available funds in your Stripe account. Try adding funds "
            "directly to your available balance by creating Charges using the 4000000000000077 "
            "test card. See: https://docs.stripe.com/testing#available-balance",
            code="balance_insufficient",
        )


EXPANDABLE = {
    KIND: {"balance_transaction", "destination", "destination_payment", "source_transaction"}
}

ROUTES = [
    Route(
        method="POST",
        path="/v1/transfers",
        params=TransferCreateParams,
        handler=create,
        acts_on=(
            "amount",
            "currency",
            "description",
            "destination",
            "metadata",
            "source_transaction",
            "transfer_group",
        ),
    ),
    Route(
        method="GET",
        path="/v1/transfers",
        params=TransferListParams,
        handler=listing(KIND, by=("destination", "transfer_group")),
        acts_on=(*LIST_PARAMETERS, "destination", "transfer_group"),
    ),
    Route(
        method="GET",
        path="/v1/transfers/{transfer}",
        params=TransferRetrieveParams,
        handler=retrieving(KIND, named="transfer"),
    ),
]
