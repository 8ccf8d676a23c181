"""Disputes: kept as Stripe tells them, defended in time, ended won or lost."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from marketplace.core import outbox
from marketplace.core.errors import CordeeError, IllegalMove, PermanentError
from marketplace.core.idempotency import fingerprint
from marketplace.core.states import guarded_move
from marketplace.payments import gateway
from marketplace.payments.gateway import DisputeState
from marketplace.payments.models import Dispute, Payment
from marketplace.payments.states import DISPUTE_MOVES

logger = logging.getLogger(__name__)

Status = Dispute.Status
FIRST_CHECK = timedelta(minutes=10)
ASK_AGAIN = timedelta(hours=6)
LOOK_BACK = timedelta(days=3)  # as long as Stripe repeats an event that nobody took
LONGEST_EVIDENCE = 20_000  # characters of one field, Stripe's
STATES = {
    "warning_needs_response": Status.WARNING,
    "warning_under_review": Status.WARNING,
    "warning_closed": Status.CLOSED,
    "prevented": Status.CLOSED,
    "needs_response": Status.NEEDS_RESPONSE,
    "under_review": Status.UNDER_REVIEW,
    "won": Status.WON,
    "lost": Status.LOST,
}
ENDED = frozenset({Status.WON, Status.LOST, Status.CLOSED})


class TooLate(CordeeError):
    """The bank takes no evidence any more, or has it already."""

    code = "too_late"
    status = 409


class EvidenceMissing(CordeeError):
    """Evidence that says nothing wins nothing."""

    code = "evidence_missing"


def follow(state: DisputeState, *, at: datetime) -> Dispute | None:
    """Keep a dispute and move it to where Stripe says that it is; None where nobody knows its
    payment."""
    payment = _payment_of(state)
    if payment is None:
        logger.error("dispute %s is of no payment that is known", state.id)
        return None
    dispute = _kept(payment, state, at=at)
    _move(dispute, state, at=at)
    return dispute


def _payment_of(state: DisputeState) -> Payment | None:
    named = Q(charge_id=state.charge_id)
    if state.intent_id:
        named |= Q(intent_id=state.intent_id)
    return Payment.objects.filter(named).first()


def _kept(payment: Payment, state: DisputeState, *, at: datetime) -> Dispute:
    """The row of a dispute; from its first moment on nothing of its order is paid out."""
    status = STATES.get(state.status, Status.NEEDS_RESPONSE)
    started = status if status in Dispute.OPEN else Status.NEEDS_RESPONSE
    dispute, _new = Dispute.objects.get_or_create(
        stripe_id=state.id,
        defaults={
            "payment": payment,
            "status": started,
            "reason": state.reason,
            "amount_minor": state.amount_minor,
            "currency": state.currency,
            "opened_at": state.created_at,
            "check_at": at + FIRST_CHECK,
        },
    )
    return dispute


@transaction.atomic
def _move(dispute: Dispute, state: DisputeState, *, at: datetime) -> None:
    """What Stripe says is noted, each step told once: opened, then won or lost."""
    to = STATES.get(state.status, Status.NEEDS_RESPONSE)
    rows = Dispute.objects.filter(pk=dispute.pk)
    rows.update(evidence_due_at=state.evidence_due_at, check_at=at + ASK_AGAIN)
    if state.submitted:
        rows.filter(submitted_at=None).update(submitted_at=at)
    if state.was_withdrawn and rows.filter(withdrawn_at=None).update(
        withdrawn_at=at, fee_minor=state.fee_minor, amount_minor=state.amount_minor
    ):
        outbox.publish("dispute.opened", dispute_id=dispute.pk)
    dispute.refresh_from_db()
    if to == dispute.status:
        return
    ended: dict[str, Any] = {"closed_at": at, "check_at": None} if to in ENDED else {}
    try:
        guarded_move(dispute, to, moves=DISPUTE_MOVES, **ended)
    except IllegalMove:  # an older answer came later: what is decided stays so
        return
    if to in {Status.WON, Status.LOST}:
        outbox.publish(f"dispute.{to}", dispute_id=dispute.pk)


def refresh(*, dispute: Dispute, at: datetime) -> None:
    """Ask Stripe how a dispute stands.

    :raises TransientError: Stripe did not answer; nothing has moved.
    """
    Dispute.objects.filter(pk=dispute.pk).update(check_at=at + FIRST_CHECK)
    follow(gateway.retrieve_dispute(dispute.stripe_id), at=at)


def find_untold(*, at: datetime) -> int:
    """Disputes that no event has told of; how many were asked about."""
    told = gateway.list_disputes(since=at - LOOK_BACK)
    known = set(
        Dispute.objects.filter(stripe_id__in=[state.id for state in told]).values_list(
            "stripe_id", flat=True
        )
    )
    untold = [state for state in told if state.id not in known]
    for state in untold:
        follow(state, at=at)
    return len(untold)


def submit(*, dispute: Dispute, evidence: Mapping[str, str], user: Any, at: datetime) -> Dispute:
    """Hand the evidence to the shopper's bank, once; outside transactions.

    ``evidence``: Stripe's names of fields → text; empty ones are left out.

    :raises TooLate: its time is over, or the bank has it already.
    :raises EvidenceMissing: there is none. :raises TransientError: asking again is safe.
    """
    said = {name: text.strip()[:LONGEST_EVIDENCE] for name, text in evidence.items()}
    said = {name: text for name, text in said.items() if text}
    if not said:
        raise EvidenceMissing(_("Écrivez au moins une pièce du dossier."))
    if not dispute.awaits_evidence(at):
        raise TooLate(_("La banque n’attend plus de pièces pour ce litige."))
    # What is handed over is written first, and its digest is the key: asked again, the same goes.
    Dispute.objects.filter(pk=dispute.pk, submitted_at=None).update(
        evidence=said, submitted_by=user
    )
    try:
        state = gateway.submit_evidence(
            dispute_id=dispute.stripe_id,
            evidence=said,
            key=f"evidence:{dispute.pk}:{fingerprint(said)[:16]}",
        )
    except PermanentError as error:
        refresh(dispute=dispute, at=at)
        raise TooLate(_("La banque n’attend plus de pièces pour ce litige.")) from error
    follow(state, at=at)
    dispute.refresh_from_db()
    return dispute
