"""What happens to a parcel: created with its order, accepted, shipped, delivered, or withdrawn."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.core import outbox, sweeping
from marketplace.core.days import PARIS
from marketplace.core.errors import CordeeError, IllegalMove, ReasonMissing
from marketplace.core.money import Money
from marketplace.delivery.models import Method
from marketplace.fulfilment import queries, states
from marketplace.fulfilment.models import (
    MOST_TRIES,
    UNLOCKED,
    Consignment,
    ConsignmentChange,
    ConsignmentLine,
)
from marketplace.offers import operations as offers
from marketplace.payments import operations as payments
from marketplace.payments.models import Refund
from marketplace.traders import opening
from marketplace.traders import queries as traders
from marketplace.traders.models import Point

Status = Consignment.Status
LineStatus = ConsignmentLine.Status
ACCEPT_WITHIN = timedelta(hours=24)
SHIP_WITHIN = timedelta(days=3)
FETCH_WITHIN = timedelta(days=14)  # after the boutique has put it aside
LAST_MINUTE = time(23, 59)
CODE_DIGITS = 6
SWEEP_LIMIT = 200
WITHDRAWABLE = (Status.TO_ACCEPT, Status.TO_SHIP)
NOTE_LENGTH = 300  # of the journal; a reason may be as long by itself


class TrackingMissing(CordeeError):
    """A parcel leaves with its carrier and tracking number."""

    code = "tracking_missing"


class WayWrong(CordeeError):
    """A parcel that is fetched at the counter is not shipped, and the other way round."""

    code = "way_wrong"
    status = 409
    message = gettext_lazy("Ce colis ne part pas de cette façon : regardez son mode de livraison.")


class CodeWrong(CordeeError):
    """What was said at the counter is not this parcel's code."""

    code = "code_wrong"
    status = 422
    message = gettext_lazy(
        "Ce n’est pas le code de ce colis : demandez au client celui de sa commande."
    )


class CodeLocked(CordeeError):
    """Too many wrong codes were said."""

    code = "code_locked"
    status = 429
    message = gettext_lazy(
        "Trop de codes faux pour ce colis : écrivez à Cordée, qui le débloquera."
    )


class NotLocked(CordeeError):
    """No code of this parcel is locked at the counter."""

    code = "not_locked"
    status = 409
    message = gettext_lazy("Le code de retrait de ce colis n’est pas bloqué.")


@dataclass(frozen=True)
class Destination:
    """Where a parcel waits to be fetched; ``relay_code``: of a pick-up point."""

    name: str
    line1: str
    postcode: str
    town: str
    relay_code: str = ""


@dataclass(frozen=True)
class ParcelPlan:
    """One consignment to create: who sends, how, for how much (cents), which order lines.

    ``destination``: None where it comes to the order's address.
    """

    partner_id: int
    trader_id: int
    method: str
    shipping_minor: int
    promised_date: date
    order_line_ids: Sequence[int]
    destination: Destination | None = None


def create(*, order: Any, parcels: Sequence[ParcelPlan]) -> list[Consignment]:
    """The consignments of a new order, one per point, named -A, -B …; two queries."""
    consignments = Consignment.objects.bulk_create(
        Consignment(
            order=order,
            number=f"{order.number}-{_letters(index)}",
            trader_id=parcel.trader_id,
            partner_id=parcel.partner_id,
            method=parcel.method,
            shipping_minor=parcel.shipping_minor,
            promised_date=parcel.promised_date,
            pickup_code=_code() if parcel.method == Method.PICKUP else "",
            **_place(parcel.destination),
        )
        for index, parcel in enumerate(parcels)
    )
    ConsignmentLine.objects.bulk_create(
        ConsignmentLine(consignment=consignment, order_line_id=line_id)
        for consignment, parcel in zip(consignments, parcels, strict=True)
        for line_id in parcel.order_line_ids
    )
    return list(consignments)


def _code() -> str:
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def _place(destination: Destination | None) -> dict[str, str]:
    if destination is None:
        return {}
    return {
        "place_name": destination.name,
        "place_line1": destination.line1,
        "place_postcode": destination.postcode,
        "place_town": destination.town,
        "relay_code": destination.relay_code,
    }


def _letters(index: int) -> str:
    """A … Z, AA, AB …: as many parcels as a basket may need."""
    first, rest = divmod(index, 26)
    return (_letters(first - 1) if first else "") + chr(ord("A") + rest)


@transaction.atomic
def open_for_acceptance(*, order_id: int, at: datetime) -> None:
    """The order is paid: its sellers are asked, and their deadline runs.

    Paid after it had been given up, its consignments may be cancelled: nobody was asked before.
    """
    rows = list(Consignment.objects.filter(
        order_id=order_id, status__in=(Status.AWAITING_PAYMENT, Status.CANCELLED), accept_by=None
    ))  # fmt: skip
    fetched = {row.partner_id for row in rows if row.is_fetched}
    counters = traders.counters(fetched, on=_day(at)) if fetched else {}
    for consignment in rows:
        deadline = _accept_by(counters.get(consignment.partner_id), at=at)
        states.move(consignment, Status.TO_ACCEPT, at=at, accept_by=deadline)
        outbox.publish("consignment.to_accept", consignment_id=consignment.pk)


def _accept_by(counter: Point | None, *, at: datetime) -> datetime:
    """A day from now; at a ``counter`` that is closed meanwhile not before its hours let it
    have the parcel ready."""
    soonest = at + ACCEPT_WITHIN
    ready_at = opening.ready(counter, at=at) if counter else None
    return max(soonest, ready_at) if ready_at else soonest


def _day(at: datetime) -> date:
    return at.astimezone(PARIS).date()


@transaction.atomic
def drop_unpaid(*, order_id: int, at: datetime) -> None:
    """The order was never paid: its consignments end, nothing to refund."""
    for consignment in Consignment.objects.filter(
        order_id=order_id, status=Status.AWAITING_PAYMENT
    ):
        states.move(consignment, Status.CANCELLED, at=at)


@transaction.atomic
def accept(*, consignment: Consignment, actor: Any, at: datetime) -> None:
    """The seller takes what is left of the consignment on; what is fetched at the counter is put
    aside with it, and waits for the shopper.

    :raises IllegalMove: it is not waiting to be accepted.
    """
    states.move(
        consignment,
        Status.TO_SHIP,
        at=at,
        actor=actor,
        accepted_at=at,
        ship_by=_fetch_by(consignment, at) if consignment.is_fetched else at + SHIP_WITHIN,
    )
    outbox.publish("consignment.accepted", consignment_id=consignment.pk)


def _fetch_by(consignment: Consignment, at: datetime) -> datetime:
    """The end of a day, which is what the shopper is told: of the first one, two weeks from now,
    on which the counter is open, as far as that is known."""
    last = _day(at) + FETCH_WITHIN
    counter = traders.counters([consignment.partner_id], on=last).get(consignment.partner_id)
    if counter and opening.is_known(counter):
        opens = opening.state(counter, at=datetime.combine(last, time.min, PARIS)).opens
        last = _day(opens) if opens else last
    return datetime.combine(last, LAST_MINUTE, PARIS).astimezone(UTC)


@transaction.atomic
def ship(
    *, consignment: Consignment, carrier: str, tracking: str, actor: Any, at: datetime
) -> None:
    """Hand a consignment to its carrier; its units leave the stock.

    :raises TrackingMissing: without a carrier and a tracking number.
    :raises WayWrong: it is fetched at the counter.
    :raises IllegalMove: it is not waiting to be shipped.
    """
    if consignment.is_fetched:
        raise WayWrong
    carrier, tracking = carrier.strip(), tracking.strip()
    if not (carrier and tracking):
        raise TrackingMissing(_("Indiquez le transporteur et le numéro de suivi."))
    states.move(
        consignment,
        Status.SHIPPED,
        at=at,
        actor=actor,
        carrier=carrier,
        tracking=tracking,
        shipped_at=at,
    )
    offers.consume(order_line_ids=queries.going_line_ids(consignment), at=at)
    outbox.publish("consignment.shipped", consignment_id=consignment.pk)


def hand_over(*, consignment: Consignment, code: str, actor: Any, at: datetime) -> None:
    """Give a parcel to the shopper at the counter, who says its code; its units leave the stock.

    It has left and arrived in the same moment: whoever waits for either hears of it.

    :raises WayWrong: a carrier takes it. :raises CodeWrong: it is not its code, which is counted.
    :raises CodeLocked: that happened too often. :raises IllegalMove: it does not wait there.
    """
    if not consignment.is_fetched:
        raise WayWrong
    if consignment.status != Status.TO_SHIP:
        raise IllegalMove(f"{consignment} is {consignment.status}", old=consignment.status)
    _check_code(consignment, code)
    with transaction.atomic():
        states.move(
            consignment, Status.DELIVERED, at=at, actor=actor, shipped_at=at, delivered_at=at
        )
        offers.consume(order_line_ids=queries.going_line_ids(consignment), at=at)
        outbox.publish("consignment.shipped", consignment_id=consignment.pk)
        outbox.publish("consignment.delivered", consignment_id=consignment.pk)


def _check_code(consignment: Consignment, code: str) -> None:
    """The UPDATE counts before the codes are compared, so that no two tries count as one."""
    rows = Consignment.objects.filter(pk=consignment.pk, pickup_tries__lt=MOST_TRIES)
    if not rows.update(pickup_tries=F("pickup_tries") + 1):
        raise CodeLocked
    said = "".join(code.split())
    if not secrets.compare_digest(said.encode(), consignment.pickup_code.encode()):
        raise CodeWrong


@transaction.atomic
def unlock(*, consignment: Consignment, actor: Any, at: datetime) -> None:
    """Give a parcel whose code was said wrong too often a new one, which the shopper is sent.

    :raises NotLocked: it does not wait at the counter, or its code can still be said.
    """
    rows = Consignment.objects.filter(
        pk=consignment.pk, status=Status.TO_SHIP, pickup_tries__gte=MOST_TRIES
    )
    if not rows.update(pickup_code=_code(), pickup_tries=0):
        raise NotLocked
    change = ConsignmentChange.objects.create(
        consignment=consignment,
        old=Status.TO_SHIP,
        new=Status.TO_SHIP,
        note=UNLOCKED,
        actor=actor,
        at=at,
    )
    outbox.publish("consignment.unlocked", consignment_id=consignment.pk, turn=change.pk)


@transaction.atomic
def deliver(*, consignment: Consignment, actor: Any, at: datetime) -> None:
    """The parcel has arrived: said by the shopper or by an operator.

    :raises IllegalMove: it has not been shipped, or has arrived already.
    """
    if consignment.status != Status.SHIPPED:  # from the counter it goes against its code alone
        raise IllegalMove(f"{consignment} is {consignment.status}", old=consignment.status)
    states.move(consignment, Status.DELIVERED, at=at, actor=actor, delivered_at=at)
    outbox.publish("consignment.delivered", consignment_id=consignment.pk)


@transaction.atomic
def refuse_line(*, line: ConsignmentLine, reason: str, actor: Any, at: datetime) -> None:
    """The seller cannot deliver a line: it is refunded, the rest goes on.

    :raises ReasonMissing: the shopper reads the reason, so there must be one.
    :raises IllegalMove: the parcel has left, or the line is withdrawn already.
    """
    if not reason.strip():
        raise ReasonMissing(_("Indiquez pourquoi cet article ne peut pas être livré."))
    _withdraw([line], LineStatus.REFUSED, reason=reason.strip(), actor=actor, at=at)


@transaction.atomic
def cancel_line(*, line: ConsignmentLine, actor: Any, at: datetime) -> None:
    """The shopper changes their mind before the parcel leaves.

    :raises IllegalMove: the parcel has left, or the line is withdrawn already.
    """
    _withdraw([line], LineStatus.CANCELLED, reason="", actor=actor, at=at)


def sweep(*, at: datetime) -> int:
    """Withdraw what was not accepted, or accepted and not shipped, in time; returns how many."""
    overdue = queries.overdue(at=at)[:SWEEP_LIMIT]
    return sweeping.each(overdue, lambda consignment: _expire(consignment.pk, at=at))


@transaction.atomic
def _expire(pk: int, *, at: datetime) -> bool:
    """Withdraw what is left of a consignment, unless its seller was faster."""
    overdue = queries.overdue(at=at).select_for_update().filter(pk=pk).first()
    if overdue is None:
        return False
    lines = list(overdue.lines.filter(status=LineStatus.GOING))
    waited = overdue.is_fetched and overdue.status == Status.TO_SHIP
    reason = _("pas retiré à temps au magasin") if waited else ""
    _withdraw(lines, LineStatus.EXPIRED, reason=reason, actor=None, at=at)
    return True


def _withdraw(
    lines: Sequence[ConsignmentLine],
    status: LineStatus,
    *,
    reason: str,
    actor: Any,
    at: datetime,
) -> None:
    """Take lines of one consignment out: stock back, money back, the rest untouched.

    The consignment's row is locked first, so that a line cannot leave with the parcel meanwhile.
    """
    consignment = Consignment.objects.select_for_update().get(pk=lines[0].consignment_id)
    if consignment.status not in WITHDRAWABLE:
        raise IllegalMove(f"{consignment} is {consignment.status}", old=consignment.status)
    ids = [line.pk for line in lines]
    moved = ConsignmentLine.objects.filter(pk__in=ids, status=LineStatus.GOING).update(
        status=status, reason=reason
    )
    if moved != len(ids):
        raise IllegalMove(f"lines {ids} of {consignment} are withdrawn already")
    order_line_ids = [line.order_line_id for line in lines]
    offers.release(order_line_ids=order_line_ids, at=at)
    left = consignment.lines.filter(status=LineStatus.GOING).exists()
    note = f"{status}: {reason}"[:NOTE_LENGTH]
    if left:
        ConsignmentChange.objects.create(
            consignment=consignment,
            old=consignment.status,
            new=consignment.status,
            note=note,
            actor=actor,
            at=at,
        )
    else:
        states.move(consignment, Status.CANCELLED, at=at, actor=actor, note=note)
    goods = _refund_goods(consignment, order_line_ids, reason=str(status), at=at)
    shipping = 0 if left else _refund_shipping(consignment, reason=str(status), at=at)
    outbox.publish(
        "lines.withdrawn",
        consignment_line_ids=ids,
        refunded_minor=goods + shipping,
        shipping_minor=shipping,
    )


def _refund_goods(
    consignment: Consignment, order_line_ids: Sequence[int], *, reason: str, at: datetime
) -> int:
    """What is left of what was paid for the lines goes back, each by itself; returns the sum in
    cents."""
    went = [
        payments.refund_what_is_left(
            unsent=True,
            order_id=consignment.order_id,
            amount=line.left,
            key=queries.refund_key(line.order_line_id),
            reason=reason,
            at=at,
            order_line_id=line.order_line_id,
            quantity=line.units_left,
            consignment_id=consignment.pk,
            paid=line.paid,
        )
        for line in queries.refundable_lines(order_line_ids)
    ]
    return sum(amount.minor for amount in went)


def _refund_shipping(consignment: Consignment, *, reason: str, at: datetime) -> int:
    """Nothing of the parcel is left to send, so its shipping goes back too; returns cents."""
    paid = Money(consignment.shipping_minor)
    went = payments.refund_what_is_left(
        unsent=True,
        order_id=consignment.order_id,
        amount=paid - Money(queries.delivery_back(consignment)),
        key=f"shipping:{consignment.pk}",
        reason=reason,
        at=at,
        kind=Refund.Kind.SHIPPING,
        consignment_id=consignment.pk,
        paid=paid,
    )
    return went.minor


def on_order_paid(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """Subscriber of ``order.paid``."""
    for payload in payloads:
        open_for_acceptance(order_id=payload["order_id"], at=at)


def on_order_expired(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """Subscriber of ``order.expired``."""
    for payload in payloads:
        drop_unpaid(order_id=payload["order_id"], at=at)
