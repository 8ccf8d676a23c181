"""Money from the house's balance to sellers', and back."""

from dataclasses import dataclass
from typing import Any

from marketplace.core.money import Money
from marketplace.payments.gateway.door import asked, client, named


@dataclass(frozen=True)
class TransferState:
    """A transfer or a reversal that was made."""

    id: str
    amount_minor: int


def create_transfer(
    *,
    account_id: str,
    amount: Money,
    charge_id: str | None,
    group: str,
    name: str,
    key: str,
) -> TransferState:
    """Give ``amount`` of a charge, or of the house's balance, to a seller's account.

    Stripe takes care that a charge gives no more than it brought.
    """
    params: Any = {
        "destination": account_id,
        "amount": amount.minor,
        "currency": amount.currency.lower(),
        "transfer_group": group,
        "metadata": {"transfer": name},
    }
    if charge_id is not None:
        params["source_transaction"] = charge_id
    options: Any = {"idempotency_key": f"{key}:{account_id}:{charge_id or group}"}
    return _made(asked(lambda: client().v1.transfers.create(params, options)))


def retrieve_transfer(transfer_id: str) -> TransferState:
    return _made(asked(lambda: client().v1.transfers.retrieve(transfer_id)))


def find_transfer(*, account_id: str, group: str, name: str) -> TransferState | None:
    """The transfer made for our row, when the answer that told its id was lost."""
    params: Any = {"transfer_group": group, "destination": account_id, "limit": 100}
    made = asked(lambda: list(client().v1.transfers.list(params).auto_paging_iter()))
    return next((_made(row) for row in made if named(row, "transfer") == name), None)


def create_reversal(*, transfer_id: str, amount: Money, name: str, key: str) -> TransferState:
    """Take ``amount`` of a transfer back.

    :raises PermanentError: the seller's balance is short, or more than was transferred.
    """
    params: Any = {"amount": amount.minor, "metadata": {"reversal": name}}
    options: Any = {"idempotency_key": f"{key}:{transfer_id}"}
    return _made(
        asked(lambda: client().v1.transfers.reversals.create(transfer_id, params, options))
    )


def retrieve_reversal(*, transfer_id: str, reversal_id: str) -> TransferState:
    return _made(asked(lambda: client().v1.transfers.reversals.retrieve(transfer_id, reversal_id)))


def find_reversal(*, transfer_id: str, name: str) -> TransferState | None:
    """The reversal made for our row, when the answer that told its id was lost."""
    params: Any = {"limit": 100}
    made = asked(
        lambda: list(client().v1.transfers.reversals.list(transfer_id, params).auto_paging_iter())
    )
    return next((_made(row) for row in made if named(row, "reversal") == name), None)


def _made(row: Any) -> TransferState:
    return TransferState(id=row.id, amount_minor=row.amount)
