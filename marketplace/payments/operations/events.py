"""What Stripe tells is kept, never believed: whatever it speaks of is asked about again."""

import logging
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from marketplace.core import outbox, sweeping
from marketplace.core.errors import PermanentError
from marketplace.core.scopes import house
from marketplace.payments import gateway
from marketplace.payments.models import (
    Dispute,
    Payment,
    Payout,
    Refund,
    Reversal,
    StripeAccount,
    Transfer,
    WebhookEvent,
)
from marketplace.payments.operations import (
    accounts,
    disputes,
    payouts,
    refunds,
    sessions,
    transfers,
)

logger = logging.getLogger(__name__)

SWEEP_LIMIT = 100
About = dict[str, Any]


@transaction.atomic
def receive_event(*, event: dict[str, Any], at: datetime) -> bool:
    """Keep an event once; returns whether it was new. It is handled after the answer.

    :raises PermanentError: it is of an account that is no seller's here.
    """
    account = event.get("account") or ""
    if account and not StripeAccount.objects.filter(account_id=account).exists():
        raise PermanentError(f"of an unknown account, {account}")
    row, created = WebhookEvent.objects.get_or_create(
        event_id=event["id"],
        defaults={
            "type": event["type"],
            "account": account,
            "payload": event,
            "received_at": at,
        },
    )
    if created:
        outbox.publish("stripe.event", event_id=row.event_id)
    return created


def handle_event(*, event: WebhookEvent, at: datetime) -> None:
    """Ask again about whatever the event speaks of; its content is not believed.

    A seller's event moves what is that seller's alone.
    """
    about = event.payload["data"]["object"]
    tables = HANDLERS_OF_SELLERS if event.account else HANDLERS
    handler = tables.get(about.get("object") or "")
    if handler is not None:
        handler(about, event.account, at)
    WebhookEvent.objects.filter(pk=event.pk).update(handled_at=at)


def _on_payment(about: About, _account: str, at: datetime) -> None:
    for payment in _payments_about(about):
        sessions.sync(payment=payment, at=at)
        if about["object"] == "charge":
            sessions.book(payment=payment, at=at)


def _payments_about(about: About) -> list[Payment]:
    number = (about.get("metadata") or {}).get("order") or about.get("client_reference_id")
    named = {
        "checkout.session": Q(session_id=about.get("id")),
        "payment_intent": Q(intent_id=about.get("id")) | Q(order__number=number or ""),
        "charge": Q(intent_id=about.get("payment_intent")) | Q(charge_id=about.get("id")),
    }[about["object"]]
    return list(Payment.objects.filter(named))


def _on_refund(about: About, _account: str, at: datetime) -> None:
    for refund in Refund.objects.filter(_named(about, "refund")).select_related("payment"):
        if refund.stripe_id is None:
            refunds.send_refund(refund=refund, at=at)
            continue
        _follow_refund(refund)


def _follow_refund(refund: Refund) -> None:
    refunds.follow(refund, gateway.retrieve_refund(str(refund.stripe_id)))


def _on_transfer(about: About, _account: str, at: datetime) -> None:
    """A transfer that was made although its answer was lost: its row is asked for now."""
    for transfer in Transfer.objects.filter(_named(about, "transfer")).select_related(
        "payment__order"
    ):
        transfers.send_transfer(transfer=transfer, at=at)


def _on_dispute(about: About, _account: str, at: datetime) -> None:
    disputes.follow(gateway.retrieve_dispute(about["id"]), at=at)


def _on_account(_about: About, account: str, at: datetime) -> None:
    for row in StripeAccount.objects.filter(account_id=account):
        accounts.refresh(account=row, at=at)


def _on_payout(about: About, account: str, at: datetime) -> None:
    rows = Payout.objects.filter(trader__stripe_account__account_id=account)
    for payout in rows.filter(_named(about, "payout")):
        if payout.stripe_id is None:
            payouts.send_payout(payout=payout, at=at)
            continue
        _follow_payout(payout, account, at=at)


def _follow_payout(payout: Payout, account: str, *, at: datetime) -> None:
    state = gateway.retrieve_payout(account_id=account, payout_id=str(payout.stripe_id))
    payouts.follow(payout, state, at=at)


def _named(about: About, kind: str) -> Q:
    """Rows by Stripe's id, or by our own name where that id never reached us."""
    name = str((about.get("metadata") or {}).get(kind, ""))
    _kind, _colon, pk = name.partition(":")
    known = Q(stripe_id=about.get("id"))
    return known | Q(pk=int(pk), stripe_id=None, attempts__gt=0) if pk.isdigit() else known


Handler = Callable[[About, str, datetime], None]
HANDLERS: dict[str, Handler] = {
    "checkout.session": _on_payment,
    "payment_intent": _on_payment,
    "charge": _on_payment,
    "refund": _on_refund,
    "transfer": _on_transfer,
    "dispute": _on_dispute,
}
# On the Connect endpoint nothing but a seller's own account and its payouts is listened to.
HANDLERS_OF_SELLERS: dict[str, Handler] = {"account": _on_account, "payout": _on_payout}


def on_stripe_event(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """Subscriber of ``stripe.event``; talks to Stripe, so it is not atomic."""
    for payload in payloads:
        event = WebhookEvent.objects.get(event_id=payload["event_id"])
        handle_event(event=event, at=at)


# --- what no event has moved -------------------------------------------------------------------
def ask_about(*, references: Collection[str], account_id: str, at: datetime) -> int:
    """Ask about what Stripe's books say of refunds, or of a seller's payouts, and ours do not.

    What was paid may come back for a long time after: a payout for five working days that its bank
    takes to send it back, a refund for thirty days (Stripe's pages on failed payouts and failed
    refunds). Nobody polls for that: its return is a movement of the balance, which tells of it
    even where its event never came. ``references``: Stripe's ids; ``account_id``: whose books,
    "" for the house's. Outside transactions; returns how many answers came.
    """
    if not account_id:
        return sweeping.each(
            Refund.objects.filter(stripe_id__in=references).order_by("pk"), _follow_refund
        )
    rows = Payout.objects.filter(trader__stripe_account__account_id=account_id)
    return sweeping.each(
        rows.filter(stripe_id__in=references).order_by("pk"),
        lambda row: _follow_payout(row, account_id, at=at),
    )


@house
def sweep(*, at: datetime) -> int:
    """Ask about everything that no webhook has moved; returns how many answers came.

    Each row is put off before it is asked about, so that one that always fails holds up no other.
    While Stripe is down nothing is asked, and every row stays as it is.
    """
    if gateway.is_resting():
        return 0
    return sum(sweeping.each(rows[:SWEEP_LIMIT], work) for rows, work in _due(at))


def _due(at: datetime) -> list[tuple[Any, Callable[[Any], object]]]:
    """What is due, the longest waiting first, and what is done about each."""
    return [
        (
            Payment.objects.filter(status=Payment.Status.OPEN, check_at__lte=at).order_by(
                "check_at", "pk"
            ),
            lambda row: _look_again(row, at=at),
        ),
        (
            Refund.objects.select_related("payment")
            .filter(status__in=[Refund.Status.NEW, Refund.Status.PENDING], due_at__lte=at)
            .order_by("due_at", "pk"),
            lambda row: refunds.send_refund(refund=row, at=at),
        ),
        (
            Reversal.objects.select_related("transfer")
            .filter(status=Reversal.Status.NEW, due_at__lte=at)
            .exclude(transfer__status=Transfer.Status.NEW)
            .order_by("due_at", "pk"),
            lambda row: transfers.send_reversal(reversal=row, at=at),
        ),
        (
            Transfer.objects.select_related("payment__order")
            .filter(status=Transfer.Status.NEW, due_at__lte=at)
            .order_by("due_at", "pk"),
            lambda row: transfers.send_transfer(transfer=row, at=at),
        ),
        (
            Payout.objects.filter(
                status__in=[Payout.Status.NEW, Payout.Status.BEGUN], due_at__lte=at
            ).order_by("due_at", "pk"),
            lambda row: payouts.send_payout(payout=row, at=at),
        ),
        (
            Payment.objects.filter(status=Payment.Status.SUCCEEDED, book_at__lte=at).order_by(
                "book_at", "pk"
            ),
            lambda row: sessions.book(payment=row, at=at),
        ),
        (
            Dispute.objects.filter(status__in=Dispute.OPEN, check_at__lte=at).order_by(
                "check_at", "pk"
            ),
            lambda row: disputes.refresh(dispute=row, at=at),
        ),
        (
            StripeAccount.objects.filter(account_id__isnull=False, check_at__lte=at).order_by(
                "check_at", "pk"
            ),
            lambda row: accounts.refresh_later(account=row, at=at),
        ),
    ]


def _look_again(payment: Payment, *, at: datetime) -> None:
    sessions.check_later(payment, at=at)
    sessions.sync(payment=payment, at=at)
