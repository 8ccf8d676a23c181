"""Money to sellers' accounts at Stripe and back: rows first, calls after."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from marketplace.core import outbox
from marketplace.core.errors import CordeeError, IllegalMove, PermanentError, TransientError
from marketplace.core.money import Money
from marketplace.core.states import guarded_move
from marketplace.payments import gateway
from marketplace.payments.gateway import TransferState
from marketplace.payments.models import Payment, Reversal, StripeAccount, Transfer
from marketplace.payments.operations import accounts
from marketplace.payments.operations.asking import Way, ask, leaving
from marketplace.payments.states import REVERSAL_MOVES, TRANSFER_MOVES

logger = logging.getLogger(__name__)


class TransferTooLarge(CordeeError):
    """More would leave than the charge brought."""

    code = "transfer_too_large"
    status = 409


class ReversalTooLarge(CordeeError):
    """More would come back than was transferred."""

    code = "reversal_too_large"
    status = 409


class OtherContent(CordeeError):
    """The key was used for something else."""

    code = "other_content"
    status = 409


@transaction.atomic
def request_transfer(
    *,
    trader_id: int,
    consignment_id: int,
    order_id: int,
    amount: Money,
    key: str,
    at: datetime,
    from_charge: bool = True,
) -> Transfer:
    """Send ``amount`` to a seller's account for a consignment; the call follows by itself.

    The same ``key`` again gives the same transfer. ``from_charge``: taken from the order's charge,
    which caps all its transfers together; else from the house's own balance (what its vouchers
    paid).

    :raises AccountNotReady: the seller cannot be paid yet: its money waits.
    :raises TransferTooLarge: the charge does not hold it. :raises OtherContent: the key is taken.
    """
    payment = Payment.objects.select_for_update().get(order_id=order_id)
    known = Transfer.objects.filter(key=key).first()
    if known is not None:
        is_same = (known.trader_id, known.consignment_id, known.amount) == (
            trader_id, consignment_id, amount,
        )  # fmt: skip
        same: Transfer = _same(known, is_same)
        return same
    accounts.ready(trader_id=trader_id)
    if amount.minor <= 0:
        raise TransferTooLarge(_("Il n’y a rien à verser."))
    if from_charge and transferable(payment) < amount:
        left = transferable(payment)
        raise TransferTooLarge(_("Le paiement ne contient plus que %(left)s.") % {"left": left})
    transfer = Transfer.objects.create(
        trader_id=trader_id,
        payment=payment,
        consignment_id=consignment_id,
        amount_minor=amount.minor,
        currency=amount.currency,
        from_charge=from_charge,
        key=key,
        created_at=at,
        due_at=at,
    )
    outbox.publish("transfer.requested", transfer_id=transfer.pk)
    return transfer


def transferable(payment: Payment) -> Money:
    """What a payment's charge can still give to sellers, as Stripe counts it.

    What was refunded does not lower it, nor do reversals raise it again.
    """
    paid = payment.amount if payment.status == Payment.Status.SUCCEEDED else payment.amount * 0
    going = Transfer.objects.filter(payment=payment, from_charge=True).exclude(
        status=Transfer.Status.FAILED
    )
    total = going.aggregate(total=Sum("amount_minor"))["total"]
    return paid - Money(total or 0, payment.currency)


def _same(known: Any, is_same: bool) -> Any:
    if not is_same:
        raise OtherContent(f"{known.key} is {known.amount}")
    return known


@transaction.atomic
def request_reversal(*, transfer: Transfer, amount: Money, key: str, at: datetime) -> Reversal:
    """Take ``amount`` of a transfer back; the call follows once the transfer is made.

    The same ``key`` again returns the same reversal.

    :raises ReversalTooLarge: with what came back already it exceeds the transfer.
    :raises IllegalMove: the transfer failed. :raises OtherContent: the key is taken.
    """
    held = Transfer.objects.select_for_update().get(pk=transfer.pk)
    known = Reversal.objects.filter(key=key).first()
    if known is not None:
        same: Reversal = _same(known, (known.transfer_id, known.amount) == (held.pk, amount))
        return same
    if held.status == Transfer.Status.FAILED:
        raise IllegalMove(f"{held} is {held.status}", old=held.status)
    left = reversible(held)
    if amount.minor <= 0 or left < amount:
        raise ReversalTooLarge(_("Il ne reste que %(left)s à reprendre.") % {"left": left})
    reversal: Reversal = Reversal.objects.create(
        transfer=held, amount_minor=amount.minor, key=key, created_at=at, due_at=at
    )
    outbox.publish("reversal.requested", reversal_id=reversal.pk)
    return reversal


def reversible(transfer: Transfer) -> Money:
    """What of a transfer has not come back, nor is on its way."""
    going = Reversal.objects.filter(transfer=transfer).exclude(status=Reversal.Status.FAILED)
    total = going.aggregate(total=Sum("amount_minor"))["total"]
    return transfer.amount - Money(total or 0, transfer.currency)


# --- at Stripe ---------------------------------------------------------------------------------
def send_transfer(*, transfer: Transfer, at: datetime) -> None:
    """Ask Stripe for a transfer; whether the seller may be paid is asked once more before, and
    whether something was opened against the parcel: then it waits.

    :raises TransientError: no answer, or the seller cannot be paid; tried again later.
    """
    if transfer.status != Transfer.Status.NEW:
        return
    account = accounts.to_pay(transfer, at=at)
    if account is None:
        return
    try:
        state = ask(transfer, _way(transfer, account), at=at)
    except PermanentError as error:
        _move_transfer(transfer, Transfer.Status.FAILED, at=at, last_error=str(error)[:300])
        return
    if state is not None:
        follow_transfer(transfer, state, at=at)


def _way(transfer: Transfer, account: StripeAccount) -> Way[TransferState]:
    payment = transfer.payment
    account_id, group = str(account.account_id), payment.order.number
    if transfer.from_charge and payment.charge_id is None:
        raise PermanentError("nothing was paid")
    return Way(
        make=lambda key: gateway.create_transfer(
            account_id=account_id,
            amount=transfer.amount,
            charge_id=payment.charge_id if transfer.from_charge else None,
            group=group,
            name=transfer.name,
            key=key,
        ),
        find=lambda: gateway.find_transfer(account_id=account_id, group=group, name=transfer.name),
        retrieve=gateway.retrieve_transfer,
        waits=lambda: leaving(transfer),
    )


def follow_transfer(transfer: Transfer, state: TransferState, *, at: datetime) -> None:
    """A transfer that Stripe knows is made."""
    _move_transfer(transfer, Transfer.Status.MADE, at=at, stripe_id=state.id, made_at=at)


@transaction.atomic
def _move_transfer(transfer: Transfer, to: Transfer.Status, *, at: datetime, **fields: Any) -> None:
    try:
        guarded_move(transfer, to, moves=TRANSFER_MOVES, **fields)
    except IllegalMove:  # relay and sweeper at once: the other was first
        return
    outbox.publish(f"transfer.{to}", transfer_id=transfer.pk)
    Reversal._base_manager.filter(transfer=transfer, status=Reversal.Status.NEW).update(due_at=at)


def send_reversal(*, reversal: Reversal, at: datetime) -> None:
    """Ask Stripe for a reversal, once its transfer is made.

    :raises TransientError: no answer; the row says when it is tried again.
    """
    transfer = reversal.transfer
    if reversal.status != Reversal.Status.NEW or transfer.status == Transfer.Status.NEW:
        return
    try:
        if transfer.stripe_id is None:
            raise PermanentError("the transfer was never made")
        state = ask(reversal, _way_back(reversal, transfer.stripe_id), at=at)
    except PermanentError as error:
        _move_reversal(reversal, Reversal.Status.FAILED, last_error=str(error)[:300])
        return
    if state is not None:
        follow_reversal(reversal, state, at=at)


def _way_back(reversal: Reversal, transfer_id: str) -> Way[TransferState]:
    return Way(
        make=lambda key: gateway.create_reversal(
            transfer_id=transfer_id, amount=reversal.amount, name=reversal.name, key=key
        ),
        find=lambda: gateway.find_reversal(transfer_id=transfer_id, name=reversal.name),
        retrieve=lambda found: gateway.retrieve_reversal(
            transfer_id=transfer_id, reversal_id=found
        ),
    )


def follow_reversal(reversal: Reversal, state: TransferState, *, at: datetime) -> None:
    """A reversal that Stripe knows is made."""
    _move_reversal(reversal, Reversal.Status.MADE, stripe_id=state.id, made_at=at)


@transaction.atomic
def _move_reversal(reversal: Reversal, to: Reversal.Status, **fields: Any) -> None:
    try:
        guarded_move(reversal, to, moves=REVERSAL_MOVES, **fields)
    except IllegalMove:
        return
    topic = {Reversal.Status.MADE: "transfer.reversed"}.get(to, "reversal.failed")
    outbox.publish(topic, reversal_id=reversal.pk)


def on_transfer_requested(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """Subscriber of ``transfer.requested``; a failure is the sweeper's to repeat."""
    rows = Transfer.objects.select_related("payment__order")
    for payload in payloads:
        transfer = rows.get(pk=payload["transfer_id"])
        try:
            send_transfer(transfer=transfer, at=at)
        except TransientError:
            logger.warning("transfer %s waits for Stripe", transfer.pk)


def on_reversal_requested(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """Subscriber of ``reversal.requested``; a failure is the sweeper's to repeat."""
    for payload in payloads:
        reversal = Reversal.objects.select_related("transfer").get(pk=payload["reversal_id"])
        try:
            send_reversal(reversal=reversal, at=at)
        except TransientError:
            logger.warning("reversal %s waits for Stripe", reversal.pk)
