"""A case: opened by the shopper, answered by the seller, closed by the house with a reason."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.buying.vouchers import operations as vouchers
from marketplace.buying.vouchers.models import Voucher
from marketplace.care import refunds
from marketplace.care.models import Case, CaseMessage
from marketplace.care.refunds import OfCase
from marketplace.care.states import MOVES
from marketplace.core import idempotency, outbox
from marketplace.core.errors import CordeeError, IllegalMove, NotYours
from marketplace.core.states import guarded_move
from marketplace.fulfilment import queries as parcels
from marketplace.fulfilment.models import ConsignmentLine
from marketplace.payments import operations as payments

ANSWER_WITHIN = timedelta(hours=48)
LONGEST_TEXT = 4000
Status = Case.Status
Author = CaseMessage.Author


class TextMissing(CordeeError):
    """A message without words helps nobody."""

    code = "text_missing"


class TextTooLong(CordeeError):
    """A message longer than what the page can hold."""

    code = "text_too_long"


class TooEarly(CordeeError):
    """There is nothing to ask a seller about before it was asked to send anything."""

    code = "too_early"
    status = 409


class CaseClosed(CordeeError):
    """Nothing is added to a closed case: open another."""

    code = "case_closed"
    status = 409


class NothingToRefund(CordeeError):
    """The line is refunded already, or its parcel has not left."""

    code = "nothing_to_refund"
    status = 409


def open_case(
    *, order: Any, order_line_id: int, topic: str, text: str, key: str, at: datetime
) -> Case:
    """Open a case on one line of a paid order; the same ``key`` again returns the same case.

    :raises NotYours: the line is not one of the order's. :raises TooEarly: it is not paid.
    :raises TextMissing, TextTooLong: the text.
    """
    words = _checked(text)
    line = (
        ConsignmentLine.objects.filter(order_line_id=order_line_id, consignment__order=order)
        .select_related("consignment")
        .first()
    )
    if line is None:
        raise NotYours(_("Cet article ne fait pas partie de cette commande."))
    if line.consignment.accept_by is None:
        raise TooEarly(_("Cette commande n’est pas payée : aucune boutique ne la prépare."))

    def work() -> int:
        case = Case.objects.create(
            order=order,
            order_line_id=order_line_id,
            trader_id=line.consignment.trader_id,
            topic=Case.Topic(topic),
            opened_at=at,
            answer_by=at + ANSWER_WITHIN,
        )
        CaseMessage.objects.create(case=case, author=Author.SHOPPER, text=words, at=at)
        outbox.publish("case.opened", case_id=case.pk)
        return int(case.pk)

    content = [order.pk, order_line_id, topic, words]
    case_id, _ran = idempotency.once(scope="care.open", key=key, content=content, work=work, at=at)
    opened: Case = Case.objects.get(pk=case_id)
    return opened


@transaction.atomic
def answer(*, case: Case, text: str, user: Any, at: datetime) -> None:
    """The seller answers.

    :raises CaseClosed, TextMissing, TextTooLong:
    """
    if not _write(case, Author.TRADER, text, user=user, at=at):
        return
    if case.status == Status.OPEN:
        guarded_move(case, Status.ANSWERED, moves=MOVES)
    outbox.publish("case.answered", case_id=case.pk)


@transaction.atomic
def reply(*, case: Case, text: str, at: datetime) -> None:
    """The shopper adds something; the seller's time to answer starts again.

    :raises CaseClosed, TextMissing, TextTooLong:
    """
    if not _write(case, Author.SHOPPER, text, user=None, at=at):
        return
    if case.status == Status.ANSWERED:
        guarded_move(case, Status.OPEN, moves=MOVES, answer_by=at + ANSWER_WITHIN)
    outbox.publish("case.replied", case_id=case.pk)


@transaction.atomic
def note(*, case: Case, text: str, user: Any, at: datetime) -> None:
    """The house writes to both.

    :raises CaseClosed, TextMissing, TextTooLong:
    """
    if not _write(case, Author.HOUSE, text, user=user, at=at):
        return
    outbox.publish("case.answered", case_id=case.pk)


@transaction.atomic
def close(
    *,
    case: Case,
    reason: str,
    user: Any,
    at: datetime,
    refund: bool = False,
    new_voucher: bool = False,
) -> None:
    """The house decides and says why; with ``refund`` what was paid for the line goes back to the
    shopper. What a voucher had paid of it comes back to the house, which with ``new_voucher`` gives
    the shopper another one of that value.

    :raises TextMissing, TextTooLong: both sides read the reason.
    :raises CaseClosed: it was decided before.
    :raises NothingToRefund: the money went back already, the parcel has not left, or no voucher had
        paid anything.
    """
    words, voucher = _checked(reason), None
    if refund or new_voucher:
        back = _give_back(case, at=at)
        words += "\n\n" + _said(back)
        if new_voucher:
            voucher = _voucher_for(case, back, user=user, at=at)
            offered = _("Un bon neuf de %(amount)s est offert au client.")
            words += " " + offered % {"amount": back.voucher}
    try:
        guarded_move(
            case,
            Status.CLOSED,
            moves=MOVES,
            closed_at=at,
            closing_reason=words,
            voucher=voucher,
        )
    except IllegalMove as error:
        raise CaseClosed(_("Ce dossier est déjà clos.")) from error
    CaseMessage.objects.create(case=case, author=Author.HOUSE, user=user, text=words, at=at)
    outbox.publish("case.closed", case_id=case.pk)


def _give_back(case: Case, *, at: datetime) -> OfCase:
    """Give back what is left of the line; its row is held, so that of two cases only one can."""
    held = ConsignmentLine.objects.select_for_update().get(order_line_id=case.order_line_id)
    back = refunds.of_case(case)
    if back is None:
        raise NothingToRefund(
            _("Rien ne peut être remboursé de cet article : ce qui en a été payé l’est déjà, ou "
              "son colis n’est pas parti.")
        )  # fmt: skip
    went = payments.refund_what_is_left(
        order_id=case.order_id,
        key=parcels.refund_key(case.order_line_id),
        amount=back.amount,
        reason=Case.REFUND_REASON,
        at=at,
        order_line_id=case.order_line_id,
        quantity=back.line.units_left,
        consignment_id=held.consignment_id,
        paid=back.line.paid,
    )
    if back.line.paid and not went:
        raise NothingToRefund(_("Tout ce qui a été payé pour cette commande est déjà remboursé."))
    return replace(back, amount=went)


def _said(back: OfCase) -> str:
    if back.amount:
        return _("Remboursé au client : %(amount)s.") % {"amount": back.amount}
    return _("Un bon de Cordée avait payé cet article en entier : rien n’est à rembourser.")


def _voucher_for(case: Case, back: OfCase, *, user: Any, at: datetime) -> Voucher:
    """For whoever paid with a voucher what did not suit them; good for a year, once."""
    if not back.voucher:
        raise NothingToRefund(_("Aucun bon n’a payé cet article : il n’y en a pas à remplacer."))
    number = case.order.number
    return vouchers.offer(
        amount=back.voucher,
        name=_("Bon rendu, commande %(number)s") % {"number": number},
        reason=_("Dossier clos, commande %(number)s") % {"number": number},
        user=user,
        at=at,
    )


def _write(case: Case, author: str, text: str, *, user: Any, at: datetime) -> bool:
    """Add a message; False when the same one was the last already: a form that was sent twice.

    The case's row is locked first, so that nothing is added behind a decision.
    """
    words = _checked(text)
    case.status = Case.objects.select_for_update().values_list("status", flat=True).get(pk=case.pk)
    if case.status == Status.CLOSED:
        raise CaseClosed(_("Ce dossier est clos : rien n’y est plus ajouté."))
    last = CaseMessage.objects.filter(case=case).last()
    if last is not None and (last.author, last.text) == (author, words):
        return False
    CaseMessage.objects.create(case=case, author=author, user=user, text=words, at=at)
    return True


def _checked(text: str) -> str:
    words = text.strip()
    if not words:
        raise TextMissing(_("Écrivez votre message."))
    if len(words) > LONGEST_TEXT:
        raise TextTooLong(_("Le message dépasse %(limit)d caractères.") % {"limit": LONGEST_TEXT})
    return words
