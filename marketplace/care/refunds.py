"""What the house gives back of an order: units, deliveries, a gesture; once, and capped."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from marketplace.care.models import Case
from marketplace.care.queries import LEFT
from marketplace.core import idempotency
from marketplace.core.errors import CordeeError, NotYours, ReasonMissing
from marketplace.core.models import IdempotencyKey
from marketplace.core.money import Money, total
from marketplace.fulfilment import queries as fulfilment
from marketplace.fulfilment.models import Consignment, ConsignmentLine
from marketplace.fulfilment.queries import RefundableLine
from marketplace.payments import operations as payments
from marketplace.payments import queries as paid
from marketplace.payments.models import Payment, Refund
from marketplace.payments.operations import NothingAsked, RefundTooLarge

SCOPE = "care.refunds"
LONGEST_REASON = 200
Kind = Refund.Kind
BorneBy = Refund.BorneBy
NOTHING = Money(0)


class TooManyUnits(CordeeError):
    """More units than are left to give back, or units of a parcel that has not left."""

    code = "too_many_units"
    status = 409


@dataclass(frozen=True)
class ParcelLeft:
    """A parcel, what of its lines and of its delivery can still go back."""

    consignment: Consignment
    lines: Sequence[tuple[ConsignmentLine, RefundableLine]]
    delivery: Money

    @property
    def has_left(self) -> bool:
        """Before that a line is refused or cancelled instead, which refunds it by itself."""
        return self.consignment.status in LEFT


@dataclass(frozen=True)
class Left:
    """What of an order can still go back: parcel by parcel, and in all."""

    parcels: Sequence[ParcelLeft]
    in_all: Money

    @property
    def unsent(self) -> Money:
        """What is owed of what has not left: refused or cancelled, all of it goes back."""
        owed = [
            each
            for parcel in self.parcels
            if parcel.lines and not parcel.has_left
            for each in (*(what.left for _line, what in parcel.lines), parcel.delivery)
        ]
        return total(owed, self.in_all.currency)

    @property
    def is_anything(self) -> bool:
        """Whether anything can go back, be it units that a voucher paid whole."""
        lines = self.lines.values()
        return bool(self.in_all) or any(what.is_owed and not what.paid for *_of, what in lines)

    @property
    def free(self) -> Money:
        """What can be given back here: nothing of what is owed for what has not left."""
        return max(self.in_all - self.unsent, self.in_all * 0, key=lambda each: each.minor)

    @property
    def lines(self) -> dict[int, tuple[ParcelLeft, ConsignmentLine, RefundableLine]]:
        """Order line → its parcel and what is left of it, of those that have left."""
        return {
            line.order_line_id: (parcel, line, what)
            for parcel in self.parcels
            if parcel.has_left
            for line, what in parcel.lines
        }


@dataclass(frozen=True)
class OfCase:
    """What closing a case gives back of its line: ``amount`` to the shopper, who paid it, and
    ``voucher`` to the house, which paid that."""

    line: RefundableLine
    amount: Money

    @property
    def voucher(self) -> Money:
        return self.line.voucher_left


@dataclass(frozen=True)
class Wanted:
    """What is to go back. ``units``: order line → how many; ``deliveries``: consignments."""

    reason: str
    units: Mapping[int, int] = field(default_factory=dict)
    deliveries: Sequence[int] = ()
    gesture: Money = NOTHING
    borne_by: BorneBy = BorneBy.SELLER
    gesture_borne_by: BorneBy = BorneBy.HOUSE


@dataclass(frozen=True)
class Part:
    """One refund of several that are asked for together."""

    kind: Kind
    amount: Money
    label: str
    borne_by: BorneBy
    paid: Money | None = None
    order_line_id: int | None = None
    quantity: int | None = None
    consignment_id: int | None = None

    @property
    def purpose(self) -> str:
        """What it is for, as its key begins."""
        return f"{self.kind}:{self.order_line_id or self.consignment_id or 0}"

    @property
    def bearer(self) -> str:
        return str(self.borne_by.label)


def left(*, order: Any) -> Left:
    """What of a paid order can still go back; a fixed number of queries."""
    payment = Payment.objects.get(order=order)
    parcels = list(
        fulfilment.with_lines(Consignment.objects.filter(order=order).order_by("number"))
    )
    lines = [line for parcel in parcels for line in parcel.lines.all()]
    of_lines = {
        each.order_line_id: each
        for each in fulfilment.refundable_lines([line.order_line_id for line in lines])
    }
    back = paid.back_of_deliveries([parcel.pk for parcel in parcels])
    going = ConsignmentLine.Status.GOING
    return Left(
        parcels=[
            ParcelLeft(
                consignment=parcel,
                lines=[
                    (line, of_lines[line.order_line_id])
                    for line in parcel.lines.all()
                    if line.status == going
                ],
                delivery=Money(parcel.shipping_minor - back.get(parcel.pk, 0)),
            )
            for parcel in parcels
        ],
        in_all=paid.refundable(payment),
    )


def of_case(case: Case) -> OfCase | None:
    """What closing the case can give back, None where that is nothing.

    A line whose parcel has not left is refused or cancelled instead, which refunds it by itself.
    """
    if case.order_line.consignment_line.consignment.status not in LEFT:
        return None
    (line,) = fulfilment.refundable_lines([case.order_line_id])
    if not line.is_owed:
        return None
    if not line.paid:
        return OfCase(line, line.left)
    amount = paid.at_most(line.left, left(order=case.order).free)
    return OfCase(line, amount) if amount else None


def plan(*, order: Any, wanted: Wanted) -> list[Part]:
    """The refunds that ``wanted`` comes to, as things stand.

    :raises NothingAsked: it is not more than nothing. :raises ReasonMissing: nobody says why.
    :raises TooManyUnits, RefundTooLarge: more than is left. :raises NotYours: another order's.
    """
    if not wanted.reason.strip():
        raise ReasonMissing(_("Indiquez pourquoi cet argent est rendu."))
    what_is_left = left(order=order)
    parts = [
        *_of_lines(what_is_left, wanted),
        *_of_deliveries(what_is_left, wanted),
        *_of_gesture(wanted),
    ]
    if not parts:
        raise NothingAsked(_("Indiquez ce qui doit être remboursé."))
    asked = total([part.amount for part in parts], what_is_left.in_all.currency)
    if what_is_left.free < asked:
        words = _("%(asked)s demandés : il ne reste que %(left)s à rembourser.")
        if what_is_left.unsent:
            words = _(
                "%(asked)s demandés : il ne reste que %(left)s à rembourser, outre %(unsent)s dus "
                "pour ce qui n’est pas parti."
            )
        raise RefundTooLarge(words % {
            "asked": asked, "left": what_is_left.free, "unsent": what_is_left.unsent,
        })  # fmt: skip
    return parts


def _of_lines(what_is_left: Left, wanted: Wanted) -> Iterator[Part]:
    """The last units of a line come back also where a gesture has taken of what was paid for them:
    for less. Where nothing is left the whole is asked for, and refused."""
    known, free = what_is_left.lines, what_is_left.free
    for line_id, units in wanted.units.items():
        if units == 0:
            continue
        if line_id not in known:
            raise NotYours(_("Cet article n’est pas parti, ou n’est pas de cette commande."))
        parcel, line, what = known[line_id]
        title = line.order_line.title
        if not 0 < units <= what.units_left or not what.is_owed:
            words = _("%(title)s : il reste %(left)d unité(s) à rembourser.")
            raise TooManyUnits(words % {"title": title, "left": what.units_left})
        amount = what.price_of(units)
        if units == what.units_left and free.minor > 0:
            amount = paid.at_most(amount, free)
        free -= amount
        yield Part(
            kind=Kind.LINE,
            amount=amount,
            label=f"{units} × {title}" if what.paid else _voucher_paid(units, title),
            borne_by=wanted.borne_by,
            paid=what.paid,
            order_line_id=line_id,
            quantity=units,
            consignment_id=parcel.consignment.pk,
        )


def _voucher_paid(units: int, title: str) -> str:
    return _("%(units)d × %(title)s, qu’un bon avait payé en entier") % {
        "units": units, "title": title,
    }  # fmt: skip


def _of_deliveries(what_is_left: Left, wanted: Wanted) -> Iterator[Part]:
    known = {each.consignment.pk: each for each in what_is_left.parcels if each.has_left}
    for consignment_id in dict.fromkeys(wanted.deliveries):
        parcel = known.get(consignment_id)
        if parcel is None:
            raise NotYours(_("Ce colis n’est pas parti, ou n’est pas de cette commande."))
        number = parcel.consignment.number
        if not parcel.delivery:
            words = _("La livraison du colis %(number)s est déjà remboursée.")
            raise RefundTooLarge(words % {"number": number})
        yield Part(
            kind=Kind.SHIPPING,
            amount=parcel.delivery,
            label=_("livraison du colis %(number)s") % {"number": number},
            borne_by=wanted.borne_by,
            paid=Money(parcel.consignment.shipping_minor),
            consignment_id=consignment_id,
        )


def _of_gesture(wanted: Wanted) -> Iterator[Part]:
    if wanted.gesture.minor < 0:
        raise NothingAsked(_("Un geste commercial ne peut pas être négatif."))
    if wanted.gesture:
        yield Part(
            kind=Kind.GOODWILL,
            amount=wanted.gesture,
            label=_("geste commercial"),
            borne_by=wanted.gesture_borne_by,
        )


def give_back(*, order: Any, wanted: Wanted, key: str, user: Any, at: datetime) -> list[Refund]:
    """Owe the shopper what is ``wanted``, all of it or nothing; the same ``key`` does it once.

    A gesture that its seller bears goes to the order's one parcel: of several, nobody knows whose.

    :raises NothingAsked, ReasonMissing, TooManyUnits, RefundTooLarge, NotYours: as ``plan``.
    :raises KeyReused: the key came with something else.
    """

    def work() -> list[int]:
        # Parcels are held while it is counted what is left of them: of two operators one is second.
        held = Consignment.objects.filter(order=order).order_by("pk").select_for_update()
        parcels = [parcel.pk for parcel in held]
        return [
            payments.request_refund(
                order_id=order.pk,
                key=f"{part.purpose}:{key}",
                amount=part.amount,
                reason=wanted.reason.strip()[:LONGEST_REASON],
                at=at,
                kind=part.kind,
                order_line_id=part.order_line_id,
                quantity=part.quantity,
                consignment_id=part.consignment_id or _only(parcels, part),
                borne_by=part.borne_by,
                paid=part.paid,
                asked_by=user,
            ).pk
            for part in plan(order=order, wanted=wanted)
        ]

    content = [
        order.pk, sorted(wanted.units.items()), sorted(wanted.deliveries), wanted.gesture.minor,
        str(wanted.borne_by), str(wanted.gesture_borne_by), wanted.reason.strip(),
    ]  # fmt: skip
    ids, _ran = idempotency.once(scope=SCOPE, key=key, content=content, work=work, at=at)
    return list(Refund.objects.filter(pk__in=ids).order_by("pk"))


def is_given(*, key: str) -> bool:
    """Whether a form with this key was done before."""
    return IdempotencyKey.objects.filter(scope=SCOPE, key=key).exists()


def _only(parcels: Sequence[int], part: Part) -> int | None:
    """Whose gesture it is, where a seller bears it.

    :raises NotYours: of several parcels.
    """
    if part.borne_by != BorneBy.SELLER:
        return None
    if len(parcels) != 1:
        raise NotYours(
            _("Cette commande a plusieurs boutiques : un geste est alors à la charge de Cordée.")
        )
    return parcels[0]
