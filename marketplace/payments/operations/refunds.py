"""Money back to the shopper: owed as a row first, sent after, capped by what was paid."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from marketplace.core import outbox
from marketplace.core.errors import CordeeError, IllegalMove, PermanentError, TransientError
from marketplace.core.money import Money
from marketplace.core.states import guarded_move
from marketplace.payments import gateway, queries
from marketplace.payments.gateway import RefundState
from marketplace.payments.models import Dispute, Payment, Refund
from marketplace.payments.operations.asking import Way, ask
from marketplace.payments.queries import AGAIN, refundable
from marketplace.payments.states import REFUND_MOVES

logger = logging.getLogger(__name__)

Kind = Refund.Kind
BorneBy = Refund.BorneBy
WHILE_DISPUTED = timedelta(hours=6)


class RefundTooLarge(CordeeError):
    """More would go back than came in."""

    code = "refund_too_large"
    status = 409


class NothingAsked(CordeeError):
    """A refund of nothing, or of less."""

    code = "nothing_asked"


@transaction.atomic
def request_refund(
    *,
    order_id: int,
    key: str,
    amount: Money,
    reason: str,
    at: datetime,
    kind: Kind = Kind.LINE,
    order_line_id: int | None = None,
    quantity: int | None = None,
    consignment_id: int | None = None,
    borne_by: BorneBy = BorneBy.SELLER,
    paid: Money | None = None,
    asked_by: Any = None,
) -> Refund:
    """Owe the shopper ``amount``; the call to Stripe follows by itself.

    ``key`` says what it is for; the same key again returns the same refund. ``paid``: what was paid
    for this very line, or for this delivery, which all its refunds together never exceed.
    ``quantity``: how many units of the line it is for. ``borne_by``: who pays it in the end.
    ``asked_by``: who of the house decided it, if anybody did. Of what a voucher paid whole nothing
    goes back: the row alone says that it is settled, and Stripe never hears of it.

    :raises RefundTooLarge: with what is refunded already it exceeds what was paid.
    :raises NothingAsked: it is not more than nothing, though something was paid.
    """
    free = not amount and paid is not None and not paid
    payment = Payment.objects.select_for_update().get(order_id=order_id)
    known = payment.refunds.filter(key=key).first()
    if known is not None:
        return known
    if amount.minor <= 0 and not free:
        raise NothingAsked(_("Indiquez un montant à rembourser."))
    _check(amount, refundable(payment, instead_of=key.removesuffix(AGAIN)))
    if paid is not None:
        same = queries.refunds_for(
            payment, kind=kind, order_line_id=order_line_id, consignment_id=consignment_id
        )
        _check(amount, paid - _sum(same, payment))
    refund = payment.refunds.create(
        key=key,
        reason=reason,
        amount_minor=amount.minor,
        status=Refund.Status.SUCCEEDED if free else Refund.Status.NEW,
        kind=kind,
        order_line_id=order_line_id,
        quantity=quantity,
        consignment_id=consignment_id,
        borne_by=borne_by,
        asked_by=asked_by,
        created_at=at,
        due_at=at,
    )
    outbox.publish("refund.requested", refund_id=refund.pk)
    return refund


@transaction.atomic
def refund_what_is_left(
    *, order_id: int, amount: Money, unsent: bool = False, **what: Any
) -> Money:
    """``request_refund`` of ``amount``, or of less where gestures have taken of it before.

    For what happens by itself and must not fail: a line that nobody sends goes back, but never more
    than was paid. Returns what goes back, 0 where nothing is left. ``unsent``: it never left, and
    the books hear that it goes no more even where nothing goes back.
    """
    payment = Payment.objects.select_for_update().get(order_id=order_id)
    known = payment.refunds.filter(key=what["key"]).first()
    if known is not None:
        return known.amount
    least = queries.at_most(amount, refundable(payment))
    if least.minor <= 0 and not _paid_by_voucher(**what):
        if unsent and what.get("paid"):
            _settle(payment, **what)
        return least * 0
    return request_refund(order_id=order_id, amount=least, **what).amount


def _settle(payment: Payment, *, at: datetime, paid: Money | None = None, **what: Any) -> None:
    """A refund of nothing, of which Stripe never hears: a card's bank, or gestures, had it all."""
    del paid
    row = payment.refunds.create(
        amount_minor=0, status=Refund.Status.SUCCEEDED, created_at=at, due_at=at, **what
    )
    outbox.publish("refund.requested", refund_id=row.pk)


def _paid_by_voucher(
    *, order_line_id: int | None = None, paid: Money | None = None, **_others: Any
) -> bool:
    """Whether it is a line of which the shopper paid nothing."""
    return order_line_id is not None and paid is not None and not paid


def _check(amount: Money, left: Money) -> None:
    if left < amount:
        raise RefundTooLarge(_("Il ne reste que %(left)s à rembourser.") % {"left": left})


@transaction.atomic
def refund_again(*, refund: Refund, at: datetime) -> Refund:
    """Owe anew what Stripe could not pay back; asking twice refunds once.

    The refund that failed stays as it was: another one, whose key ends in ``:again``, follows it.
    Where a bank took back a part of the same money, it is for the rest.

    :raises IllegalMove: it has not failed.
    :raises RefundTooLarge: other refunds have taken what was left.
    """
    if refund.status != Refund.Status.FAILED:
        raise IllegalMove(f"{refund} is {refund.status}", old=refund.status)
    payment = Payment.objects.select_for_update().get(pk=refund.payment_id)
    return request_refund(
        order_id=payment.order_id,
        key=refund.key + AGAIN,
        amount=_still_owed(refund, payment),
        reason=refund.reason,
        at=at,
        kind=Kind(refund.kind),
        order_line_id=refund.order_line_id,
        quantity=refund.quantity,
        consignment_id=refund.consignment_id,
        borne_by=BorneBy(refund.borne_by),
    )


def _still_owed(refund: Refund, payment: Payment) -> Money:
    """All of it where that can be sent; else what a lost dispute has not given back of it."""
    left = refundable(payment, instead_of=refund.key)
    if refund.amount <= left:
        return refund.amount
    rest = queries.at_most(refund.amount - queries.lost(payment), left)
    return rest if rest.minor > 0 else refund.amount


def _sum(refunds: Any, payment: Payment) -> Money:
    return Money(refunds.aggregate(total=Sum("amount_minor"))["total"] or 0, payment.currency)


def send_refund(*, refund: Refund, at: datetime) -> None:
    """Ask Stripe for a refund that is owed, or how one that was asked for stands.

    While the shopper's bank disputes the payment nothing is sent: the money may go back by the
    bank, and nobody is paid twice. Of what it took back in part the rest can be sent.

    :raises TransientError: no answer; the row says when it is tried again.
    """
    if refund.status not in {Refund.Status.NEW, Refund.Status.PENDING}:
        return
    if refund.status == Refund.Status.NEW and _waits_for_the_bank(refund, at=at):
        return
    try:
        state = ask(refund, _way(refund), at=at)
    except PermanentError as error:
        if refund.stripe_id:
            raise  # it is there; what cannot be read today is read tomorrow
        _move(refund, Refund.Status.FAILED, last_error=str(error)[:300])
        return
    if state is not None:
        follow(refund, state)


def _waits_for_the_bank(refund: Refund, *, at: datetime) -> bool:
    disputes = {Dispute.Status(row.status) for row in refund.payment.disputes.all()}
    if Dispute.Status.LOST in disputes and queries.unspent(refund.payment).minor < 0:
        words = _("La banque du client a repris ce paiement : le litige est perdu.")
        _move(refund, Refund.Status.FAILED, last_error=words)
        return True
    if disputes & set(Dispute.HOLDS_REFUNDS):
        words = _("La banque du client conteste ce paiement : attend la fin du litige.")
        Refund.objects.filter(pk=refund.pk).update(due_at=at + WHILE_DISPUTED, last_error=words)
        return True
    return False


def _way(refund: Refund) -> Way[RefundState]:
    intent_id = refund.payment.intent_id
    if intent_id is None:
        raise PermanentError("nothing was paid")
    return Way(
        make=lambda key: gateway.refund(
            intent_id=intent_id, amount=refund.amount, name=refund.name, key=key
        ),
        find=lambda: gateway.find_refund(intent_id=intent_id, name=refund.name),
        retrieve=gateway.retrieve_refund,
    )


def follow(refund: Refund, state: RefundState) -> None:
    """Move a refund to where Stripe says that it is; what failed before it had it is over."""
    status = {
        "succeeded": Refund.Status.SUCCEEDED,
        "failed": Refund.Status.FAILED,
        "canceled": Refund.Status.FAILED,
    }.get(state.status, Refund.Status.PENDING)
    over = {} if status == Refund.Status.FAILED else {"last_error": ""}
    _move(refund, status, stripe_id=state.id, **over)


@transaction.atomic
def _move(refund: Refund, to: Refund.Status, **fields: Any) -> None:
    if refund.status == to:
        return
    try:
        old = guarded_move(refund, to, moves=REFUND_MOVES, **fields)
    except IllegalMove:
        return
    if old == Refund.Status.NEW and refund.stripe_id:
        outbox.publish("refund.sent", refund_id=refund.pk)
    if to in {Refund.Status.SUCCEEDED, Refund.Status.FAILED}:
        outbox.publish(f"refund.{to}", refund_id=refund.pk, sent=bool(refund.stripe_id))


def on_refund_requested(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """Subscriber of ``refund.requested``; a failure is the sweeper's to repeat."""
    for payload in payloads:
        refund = Refund.objects.select_related("payment").get(pk=payload["refund_id"])
        try:
            send_refund(refund=refund, at=at)
        except TransientError:
            logger.warning("refund %s waits for Stripe", refund.pk)
