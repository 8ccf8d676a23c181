"""A payment and its page: opened, asked about, closed; it moves only by what Stripe says."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from marketplace.core import outbox
from marketplace.core.errors import CordeeError, IllegalMove, PermanentError, TransientError
from marketplace.core.money import Money
from marketplace.core.states import guarded_move
from marketplace.payments import gateway
from marketplace.payments.gateway import Booking, Item, ServerFault, SessionState
from marketplace.payments.models import Payment
from marketplace.payments.operations import customers
from marketplace.payments.operations.asking import LONGEST_WAIT
from marketplace.payments.states import PAYMENT_MOVES

logger = logging.getLogger(__name__)

FIRST_CHECK = timedelta(seconds=45)
SESSION_LASTS = timedelta(minutes=31)
SHORTEST_SESSION = timedelta(minutes=30)  # Stripe's; less is refused


class NotPayable(CordeeError):
    """The payment is over: paid, or closed."""

    code = "not_payable"
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
    Whoever has an account finds the cards kept at Stripe, and may keep this one.

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
        customer_id=customers.known_to_stripe(user=payment.order.user, at=at),
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
        _book_at_once(payment, session.booking)
    elif session.expired:
        _expire(payment)
    else:
        check_later(payment, at=at)
    payment.refresh_from_db()
    return payment


@transaction.atomic
def _succeed(payment: Payment, session: SessionState, *, at: datetime) -> None:
    paid = Money(session.amount_minor, session.currency)
    if paid != payment.amount:
        raise PermanentError(f"{payment}: {paid} paid of {payment.amount}")
    try:
        guarded_move(
            payment,
            Payment.Status.SUCCEEDED,
            moves=PAYMENT_MOVES,
            intent_id=session.intent_id,
            charge_id=session.charge_id,
            succeeded_at=at,
            check_at=None,
            book_at=at + FIRST_CHECK,
        )
    except IllegalMove:  # webhook and sweeper at once: the other was first
        return
    outbox.publish("payment.succeeded", order_id=payment.order_id)


def _book_at_once(payment: Payment, booking: Booking | None) -> None:
    """What is booked otherwise than it was paid undoes no payment: it is asked about again."""
    if booking is None:
        return
    try:
        _book(payment, booking)
    except PermanentError:
        logger.exception("%s: not booked", payment)


@transaction.atomic
def _expire(payment: Payment) -> None:
    try:
        guarded_move(payment, Payment.Status.EXPIRED, moves=PAYMENT_MOVES, check_at=None)
    except IllegalMove:
        return
    outbox.publish("payment.expired", order_id=payment.order_id)


def check_later(payment: Payment, *, at: datetime) -> None:
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


# --- how Stripe booked it ----------------------------------------------------------------------
def book(*, payment: Payment, at: datetime) -> bool:
    """Ask how Stripe booked the charge of a paid order; whether it is known now.

    Stripe books some charges only after it has said that they succeeded.

    :raises TransientError: Stripe did not answer; the row says when it is asked again.
    """
    if payment.balance_transaction is not None or payment.charge_id is None:
        return payment.balance_transaction is not None
    since = at - (payment.succeeded_at or payment.created_at)
    later = min(max(since / 2, FIRST_CHECK), LONGEST_WAIT)
    Payment.objects.filter(pk=payment.pk, book_at__isnull=False).update(book_at=at + later)
    booking = gateway.retrieve_booking(payment.charge_id)
    if booking is None:
        return False
    _book(payment, booking)
    return True


@transaction.atomic
def _book(payment: Payment, booking: Booking) -> None:
    """Keep the fee and tell it, once."""
    if booking.amount != payment.amount:
        raise PermanentError(f"{payment}: booked as {booking.amount}, not {payment.amount}")
    rows = Payment.objects.filter(pk=payment.pk, balance_transaction=None)
    fee = booking.fee.minor
    if rows.update(balance_transaction=booking.id, fee_minor=fee, book_at=None):
        outbox.publish(
            "charge.booked",
            payment_id=payment.pk,
            balance_transaction=booking.id,
            fee_minor=fee,
        )
