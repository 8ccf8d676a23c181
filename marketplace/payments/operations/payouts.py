"""Money from sellers' balances at Stripe to their banks: rows first, calls after."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.core import outbox
from marketplace.core.errors import IllegalMove, PermanentError, TransientError
from marketplace.core.money import Money
from marketplace.core.states import guarded_move
from marketplace.payments import gateway
from marketplace.payments.gateway import PayoutState
from marketplace.payments.models import Payout
from marketplace.payments.operations import accounts
from marketplace.payments.operations.asking import LONGEST_WAIT, Way, ask, leaving
from marketplace.payments.operations.refunds import NothingAsked
from marketplace.payments.operations.transfers import OtherContent
from marketplace.payments.states import PAYOUT_MOVES

logger = logging.getLogger(__name__)

STATES = {
    "paid": Payout.Status.PAID,
    "failed": Payout.Status.FAILED,
    "canceled": Payout.Status.FAILED,
}


@transaction.atomic
def request_payout(*, trader_id: int, amount: Money, key: str, at: datetime) -> Payout:
    """Pay ``amount`` of a seller's balance out to its bank; the call follows by itself.

    The same ``key`` again returns the same payout.

    :raises AccountNotReady: the seller cannot be paid yet: its money waits.
    :raises NothingAsked: it is not more than nothing. :raises OtherContent: the key is taken.
    """
    known = Payout.objects.filter(key=key).first()
    if known is not None:
        if (known.trader_id, known.amount) != (trader_id, amount):
            raise OtherContent(f"{key} is {known.amount}")
        return known
    accounts.ready(trader_id=trader_id)
    if amount.minor <= 0:
        raise NothingAsked(_("Il n’y a rien à verser."))
    payout, made_now = Payout.objects.get_or_create(
        key=key,
        defaults={
            "trader_id": trader_id,
            "amount_minor": amount.minor,
            "currency": amount.currency,
            "created_at": at,
            "due_at": at,
        },
    )
    if made_now:
        outbox.publish("payout.requested", payout_id=payout.pk)
    return payout


@transaction.atomic
def lower(*, payout: Payout, amount: Money, why: str) -> bool:
    """Ask for ``amount`` alone, or for nothing at all, before anything was asked; whether it was.

    Called by what ``leaving`` asks, within the first try: that try is the only one, and Stripe has
    never heard of the row's key, so that its amount may still change. ``why``: for a payout that is
    given up.
    """
    rows = Payout._base_manager.filter(pk=payout.pk, status=Payout.Status.NEW, attempts=1)
    if payout.attempts or rows.select_for_update().first() is None:
        return False
    if not amount:
        guarded_move(payout, Payout.Status.FAILED, moves=PAYOUT_MOVES, last_error=why)
        return True
    rows.update(amount_minor=amount.minor)
    payout.amount_minor = amount.minor
    return True


def send_payout(*, payout: Payout, at: datetime) -> None:
    """Ask Stripe for a payout, or how one that has begun stands.

    What something was opened against since it was requested leaves it before the first call.

    :raises TransientError: no answer; the row says when it is tried again.
    """
    if payout.status not in {Payout.Status.NEW, Payout.Status.BEGUN}:
        return
    account = accounts.to_pay(payout, at=at)
    if account is None:
        return
    try:
        state = ask(payout, _way(payout, str(account.account_id)), at=at)
    except PermanentError as error:
        if payout.stripe_id:
            raise  # it is there; what cannot be read today is read tomorrow
        _move(payout, Payout.Status.FAILED, at=at, last_error=str(error)[:300])
        return
    if state is not None:
        follow(payout, state, at=at)


def _way(payout: Payout, account_id: str) -> Way[PayoutState]:
    return Way(
        make=lambda key: gateway.create_payout(
            account_id=account_id, amount=payout.amount, name=payout.name, key=key
        ),
        find=lambda: gateway.find_payout(
            account_id=account_id, name=payout.name, since=payout.created_at
        ),
        retrieve=lambda found: gateway.retrieve_payout(account_id=account_id, payout_id=found),
        waits=lambda: leaving(payout),
    )


def follow(payout: Payout, state: PayoutState, *, at: datetime) -> None:
    """Move a payout to where Stripe says that it is."""
    to = STATES.get(state.status, Payout.Status.BEGUN)
    _move(
        payout,
        to,
        at=at,
        stripe_id=state.id,
        arrival_date=state.arrival_date,
        failure=state.failure[:300],
    )


@transaction.atomic
def _move(payout: Payout, to: Payout.Status, *, at: datetime, **fields: Any) -> None:
    if payout.status == to:
        return
    if to == Payout.Status.PAID:
        fields["paid_at"] = at
    if to == Payout.Status.BEGUN:
        fields["due_at"] = at + LONGEST_WAIT  # days at a bank: asked for now and then
    try:
        old = guarded_move(payout, to, moves=PAYOUT_MOVES, **fields)
    except IllegalMove:
        return
    begun = payout.stripe_id is not None
    if old == Payout.Status.NEW and begun:
        outbox.publish("payout.begun", payout_id=payout.pk)
    if to in {Payout.Status.PAID, Payout.Status.FAILED}:
        outbox.publish(f"payout.{to}", payout_id=payout.pk, begun=begun)


def on_payout_requested(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """Subscriber of ``payout.requested``; a failure is the sweeper's to repeat."""
    for payload in payloads:
        payout = Payout.objects.get(pk=payload["payout_id"])
        try:
            send_payout(payout=payout, at=at)
        except TransientError:
            logger.warning("payout %s waits for Stripe", payout.pk)
