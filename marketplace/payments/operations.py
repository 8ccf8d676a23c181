"""Payments move only by what Stripe says when asked; refunds are rows before they are calls."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, Sum
from django.utils.translation import gettext as _

from marketplace.core import outbox, sweeping
from marketplace.core.errors import CordeeError, IllegalMove, PermanentError, TransientError
from marketplace.core.money import Money
from marketplace.core.states import guarded_move
from marketplace.payments import gateway
from marketplace.payments.gateway import Item, RefundState, ServerFault, SessionState
from marketplace.payments.models import Payment, Refund, WebhookEvent
from marketplace.payments.queries import AGAIN
from marketplace.payments.states import PAYMENT_MOVES, REFUND_MOVES

logger = logging.getLogger(__name__)

FIRST_CHECK = timedelta(seconds=45)
SESSION_LASTS = timedelta(minutes=31)
SHORTEST_SESSION = timedelta(minutes=30)  # Stripe's; less is refused
SWEEP_LIMIT = 100
LONGEST_WAIT = timedelta(hours=1)


class NotPayable(CordeeError):
    """The payment is over: paid, or closed."""

    code = "not_payable"
    status = 409


class RefundTooLarge(CordeeError):
    """More would go back than came in."""

    code = "refund_too_large"
    status = 409


def open_payment(*, order: Any, amount: Money, at: datetime) -> Payment:
    """The payment of a new order, in the order's own transaction: a row, no call yet.

    Of nothing, where a voucher covers it all, it has succeeded at once, and Stripe never hears.
    """
    free = not amount
    payment: Payment = Payment.objects.create(
        order=order,
        status=Payment.Status.SUCCEEDED if free else Payment.Status.NEW,
        amount_minor=amount.minor,
        currency=amount.currency,
        created_at=at,
        expires_at=at + SESSION_LASTS,
        succeeded_at=at if free else None,
    )
    if free:
        outbox.publish("payment.succeeded", order_id=order.pk)
    return payment


def renew(*, payment: Payment, at: datetime) -> bool:
    """Give a payment without a page its full time again, once Stripe would refuse what is left.

    Returns whether it did. Nobody was ever handed a page, so nothing can be paid on an older one.
    """
    if payment.status != Payment.Status.NEW or payment.expires_at - at >= SHORTEST_SESSION:
        return False
    later = at + SESSION_LASTS
    renewed = Payment.objects.filter(
        pk=payment.pk, status=Payment.Status.NEW, expires_at=payment.expires_at
    ).update(expires_at=later)
    payment.refresh_from_db()
    return bool(renewed)


def start_session(
    *,
    payment: Payment,
    items: Sequence[Item],
    email: str,
    language: str,
    success_url: str,
    cancel_url: str,
    at: datetime,
) -> str:
    """The address of the payment page; the same page for as long as it is open.

    Everything handed over must be the same each time for one order, since the idempotency key is.

    :raises NotPayable: paid or closed. :raises TransientError: Stripe did not answer.
    """
    if payment.status == Payment.Status.OPEN:
        return payment.session_url
    if payment.status != Payment.Status.NEW:
        raise NotPayable(_("Le paiement de cette commande n’est plus ouvert."))
    session = _create_or_find(
        payment,
        items=items,
        email=email,
        language=language,
        expires_at=payment.expires_at,
        success_url=success_url,
        cancel_url=cancel_url,
    )
    try:
        guarded_move(
            payment,
            Payment.Status.OPEN,
            moves=PAYMENT_MOVES,
            session_id=session.id,
            session_url=session.url,
            check_at=at + FIRST_CHECK,
        )
    except IllegalMove as error:
        return _opened_elsewhere(payment, session, error)
    return session.url


def _create_or_find(payment: Payment, **content: Any) -> SessionState:
    """A session, or the one that was made although Stripe's answer was a fault."""
    number = payment.order.number
    key = f"session:{number}:{payment.key_round}"
    try:
        return gateway.create_session(reference=number, key=key, **content)
    except ServerFault:
        found = gateway.find_session(reference=number, since=payment.created_at)
        if found is None:
            Payment.objects.filter(pk=payment.pk).update(key_round=F("key_round") + 1)
            raise
        return found


def _opened_elsewhere(payment: Payment, session: SessionState, error: IllegalMove) -> str:
    """The same order was submitted twice at once, or given up meanwhile."""
    payment.refresh_from_db()
    if payment.session_id != session.id:
        _close_unseen(session)
    if payment.status == Payment.Status.OPEN:
        return payment.session_url
    raise NotPayable(_("Le paiement de cette commande n’est plus ouvert.")) from error


def _close_unseen(session: SessionState) -> None:
    """Nobody was handed this page: left open, it would close by itself."""
    try:
        gateway.expire_session(session.id)
    except (TransientError, PermanentError) as error:
        logger.info("session %s: %s", session.id, error)


def sync(*, payment: Payment, at: datetime) -> Payment:
    """Ask Stripe how the payment stands and move it there, once.

    :raises TransientError: Stripe did not answer; nothing has moved.
    """
    if payment.session_id is None or payment.status == Payment.Status.SUCCEEDED:
        return payment
    session = gateway.retrieve_session(payment.session_id)
    if session.paid:
        _succeed(payment, session, at=at)
    elif session.expired:
        _expire(payment)
    else:
        _check_later(payment, at=at)
    payment.refresh_from_db()
    return payment


@transaction.atomic
def _succeed(payment: Payment, session: SessionState, *, at: datetime) -> None:
    if session.amount_minor != payment.amount_minor:
        raise PermanentError(f"{payment}: {session.amount_minor} paid of {payment.amount_minor}")
    try:
        guarded_move(
            payment,
            Payment.Status.SUCCEEDED,
            moves=PAYMENT_MOVES,
            intent_id=session.intent_id,
            charge_id=session.charge_id,
            succeeded_at=at,
            check_at=None,
        )
    except IllegalMove:  # webhook and sweeper at once: the other was first
        return
    outbox.publish("payment.succeeded", order_id=payment.order_id)


@transaction.atomic
def _expire(payment: Payment) -> None:
    try:
        guarded_move(payment, Payment.Status.EXPIRED, moves=PAYMENT_MOVES, check_at=None)
    except IllegalMove:
        return
    outbox.publish("payment.expired", order_id=payment.order_id)


def _check_later(payment: Payment, *, at: datetime) -> None:
    """Wait half as long again as the payment is old: often at first, then ever less."""
    wait = min(max((at - payment.created_at) / 2, FIRST_CHECK), LONGEST_WAIT)
    Payment.objects.filter(pk=payment.pk, status=Payment.Status.OPEN).update(check_at=at + wait)


def close(*, payment: Payment, at: datetime) -> Payment:
    """End an unpaid payment: its page is closed at Stripe first, then asked how it ended.

    Returns the payment, expired, or succeeded when the shopper was faster.

    :raises TransientError: Stripe did not answer; nothing has moved.
    """
    if payment.status == Payment.Status.NEW:
        _expire(payment)  # nobody was ever given a page to pay on
    elif payment.status == Payment.Status.OPEN and payment.session_id:
        try:
            gateway.expire_session(payment.session_id)
        except PermanentError:
            logger.info("%s: already closed or paid", payment)
        return sync(payment=payment, at=at)
    payment.refresh_from_db()
    return payment


# --- refunds ---------------------------------------------------------------------------------
@transaction.atomic
def request_refund(*, order_id: int, key: str, amount: Money, reason: str, at: datetime) -> Refund:
    """Owe the shopper ``amount``; the call to Stripe follows by itself.

    ``key`` says what it is for; the same key again returns the same refund. Of nothing, where a
    voucher paid for it, the row alone says that it is settled.

    :raises RefundTooLarge: with what is refunded already it exceeds what was paid.
    """
    payment = Payment.objects.select_for_update().get(order_id=order_id)
    known = payment.refunds.filter(key=key).first()
    if known is not None:
        return known
    left = refundable(payment)
    if left < amount:
        raise RefundTooLarge(_("Il ne reste que %(left)s à rembourser.") % {"left": left})
    refund = payment.refunds.create(
        key=key,
        reason=reason,
        amount_minor=amount.minor,
        status=Refund.Status.NEW if amount else Refund.Status.SUCCEEDED,
        created_at=at,
        due_at=at,
    )
    outbox.publish("refund.requested", refund_id=refund.pk)
    return refund


def refund_again(*, refund: Refund, at: datetime) -> Refund:
    """Owe anew what Stripe could not pay back; asking twice refunds once.

    The refund that failed stays as it was: another one, whose key ends in ``:again``, follows it.

    :raises IllegalMove: it has not failed.
    :raises RefundTooLarge: other refunds have taken what was left.
    """
    if refund.status != Refund.Status.FAILED:
        raise IllegalMove(f"{refund} is {refund.status}", old=refund.status)
    return request_refund(
        order_id=refund.payment.order_id,
        key=refund.key + AGAIN,
        amount=Money(refund.amount_minor, refund.payment.currency),
        reason=refund.reason,
        at=at,
    )


def refundable(payment: Payment) -> Money:
    """What could still go back: what was paid, less what went back or is on its way."""
    paid = payment.amount_minor if payment.status == Payment.Status.SUCCEEDED else 0
    going = payment.refunds.exclude(status=Refund.Status.FAILED)
    already = going.aggregate(total=Sum("amount_minor"))["total"] or 0
    return Money(paid - already, payment.currency)


def send_refund(*, refund: Refund, at: datetime) -> None:
    """Ask Stripe for a refund that is owed, or how one that was asked for stands.

    :raises TransientError: no answer; the row says when it is tried again.
    """
    if refund.status not in {Refund.Status.NEW, Refund.Status.PENDING}:
        return
    Refund.objects.filter(pk=refund.pk).update(
        attempts=refund.attempts + 1, due_at=at + _wait(refund.attempts)
    )
    try:
        state = _asked_for(refund)
    except TransientError as error:
        later = 1 if isinstance(error, ServerFault) else 0
        Refund.objects.filter(pk=refund.pk).update(
            last_error=str(error)[:300], key_round=F("key_round") + later
        )
        raise
    except PermanentError as error:
        _move_refund(refund, Refund.Status.FAILED, last_error=str(error)[:300])
        return
    _follow(refund, state)


def _asked_for(refund: Refund) -> RefundState:
    if refund.stripe_id:
        return gateway.retrieve_refund(refund.stripe_id)
    intent_id = refund.payment.intent_id
    if intent_id is None:
        raise PermanentError("nothing was paid")
    name = f"refund:{refund.pk}"
    # An earlier try may have reached Stripe although its answer did not reach us.
    made = gateway.find_refund(intent_id=intent_id, name=name) if refund.attempts else None
    return made or gateway.refund(
        intent_id=intent_id,
        amount=Money(refund.amount_minor, refund.payment.currency),
        name=name,
        key=f"{name}:{refund.key_round}",
    )


def _follow(refund: Refund, state: RefundState) -> None:
    status = {
        "succeeded": Refund.Status.SUCCEEDED,
        "failed": Refund.Status.FAILED,
        "canceled": Refund.Status.FAILED,
    }.get(state.status, Refund.Status.PENDING)
    _move_refund(refund, status, stripe_id=state.id)


@transaction.atomic
def _move_refund(refund: Refund, to: Refund.Status, **fields: Any) -> None:
    if refund.status == to:
        return
    try:
        guarded_move(refund, to, moves=REFUND_MOVES, **fields)
    except IllegalMove:
        return
    if to in {Refund.Status.SUCCEEDED, Refund.Status.FAILED}:
        outbox.publish(f"refund.{to}", refund_id=refund.pk)


def _wait(attempts: int) -> timedelta:
    doubled: timedelta = timedelta(seconds=15) * 2 ** min(attempts, 10)
    return min(doubled, LONGEST_WAIT)


# --- what Stripe tells -----------------------------------------------------------------------
@transaction.atomic
def receive_event(*, event: dict[str, Any], at: datetime) -> bool:
    """Keep an event once; returns whether it was new. It is handled after the answer."""
    row, created = WebhookEvent.objects.get_or_create(
        event_id=event["id"],
        defaults={
            "type": event["type"],
            "payload": event,
            "received_at": at,
        },
    )
    if created:
        outbox.publish("stripe.event", event_id=row.event_id)
    return created


def handle_event(*, event: WebhookEvent, at: datetime) -> None:
    """Ask again about whatever the event speaks of; its content is not believed."""
    about = event.payload["data"]["object"]
    kind = about.get("object")
    if kind == "refund":
        for refund in Refund.objects.filter(stripe_id=about["id"]):
            _follow(refund, gateway.retrieve_refund(about["id"]))
    else:
        for payment in _payments_about(kind, about):
            sync(payment=payment, at=at)
    WebhookEvent.objects.filter(pk=event.pk).update(handled_at=at)


def _payments_about(kind: str | None, about: dict[str, Any]) -> list[Payment]:
    number = (about.get("metadata") or {}).get("order") or about.get("client_reference_id")
    named = {
        "checkout.session": Q(session_id=about.get("id")),
        "payment_intent": Q(intent_id=about.get("id")) | Q(order__number=number or ""),
        "charge": Q(intent_id=about.get("payment_intent")) | Q(charge_id=about.get("id")),
    }.get(kind or "")
    return list(Payment.objects.filter(named)) if named is not None else []


def on_stripe_event(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """Subscriber of ``stripe.event``; talks to Stripe, so it is not atomic."""
    for payload in payloads:
        event = WebhookEvent.objects.get(event_id=payload["event_id"])
        handle_event(event=event, at=at)


def on_refund_requested(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """Subscriber of ``refund.requested``; a failure is the sweeper's to repeat."""
    for payload in payloads:
        refund = Refund.objects.select_related("payment").get(pk=payload["refund_id"])
        try:
            send_refund(refund=refund, at=at)
        except TransientError:
            logger.warning("refund %s waits for Stripe", refund.pk)


def sweep(*, at: datetime) -> int:
    """Ask about payments and refunds that no webhook has moved; returns how many answers came.

    Each is put off before it is asked about, so that one that always fails holds up no other.
    """
    payments = Payment.objects.filter(status=Payment.Status.OPEN, check_at__lte=at)
    refunds = Refund.objects.select_related("payment").filter(
        status__in=[Refund.Status.NEW, Refund.Status.PENDING], due_at__lte=at
    )
    asked = sweeping.each(
        payments.order_by("check_at", "pk")[:SWEEP_LIMIT],
        lambda payment: _look_again(payment, at=at),
    )
    return asked + sweeping.each(
        refunds.order_by("due_at", "pk")[:SWEEP_LIMIT],
        lambda refund: send_refund(refund=refund, at=at),
    )


def _look_again(payment: Payment, *, at: datetime) -> None:
    _check_later(payment, at=at)
    sync(payment=payment, at=at)
