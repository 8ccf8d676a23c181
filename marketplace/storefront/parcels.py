"""An order's parcels as its page shows them: steps with dates, withdrawn lines, refunds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.care.models import Case
from marketplace.core.days import PARIS
from marketplace.fulfilment import operations as fulfilment
from marketplace.fulfilment import queries, tracking
from marketplace.fulfilment.models import Consignment, ConsignmentLine
from marketplace.payments import queries as payments
from marketplace.payments.models import Refund
from marketplace.storefront.cards import Figure
from marketplace.storefront.fronts import boutiques
from marketplace.storefront.fronts.boutiques import Place
from marketplace.storefront.pictures import Look, look_of
from marketplace.technical.models import ReferenceSheet
from marketplace.traders import queries as traders

Status = Consignment.Status
Back = Mapping[tuple[str, int | None], Sequence[Refund]]
ENDED = frozenset({Status.DELIVERED, Status.CANCELLED})
FETCHED_WITHIN_DAYS = fulfilment.FETCH_WITHIN.days + 1


# Where a parcel stands, in the shopper's words: ``queries.progress``.
STANDINGS: Mapping[str, Promise] = {
    Status.TO_ACCEPT: _("en attente de la boutique"),
    Status.TO_SHIP: _("en préparation"),
    queries.TO_FETCH: _("à retirer en boutique"),
    Status.SHIPPED: _("en route"),
    Status.DELIVERED: _("livré"),
    queries.FETCHED: _("retiré en boutique"),
    Status.CANCELLED: _("annulé"),
}


@dataclass(frozen=True)
class Step:
    """One station of a parcel's way; ``at`` is None until it is reached."""

    label: str | Promise
    at: datetime | None
    current: bool = False


@dataclass(frozen=True)
class LineView:
    """``sheet`` and ``look`` are None for a product that has left the catalogue since."""

    row: ConsignmentLine
    sheet: ReferenceSheet | None
    look: Look | None
    figures: Sequence[Figure]
    refunds: Sequence[Refund]
    cases: Sequence[Case]
    can_cancel: bool

    @property
    def withdrawn(self) -> bool:
        return self.row.status != ConsignmentLine.Status.GOING


@dataclass(frozen=True)
class ParcelView:
    """``place``: the boutique where it is to be fetched, None of any other parcel."""

    consignment: Consignment
    steps: Sequence[Step]
    lines: Sequence[LineView]
    shipping_refunds: Sequence[Refund]
    tracking_page: str
    place: Place | None

    @property
    def cancelled(self) -> bool:
        return self.consignment.status == Status.CANCELLED

    @property
    def can_be_received(self) -> bool:
        return self.consignment.status == Status.SHIPPED

    @property
    def waits_at_counter(self) -> bool:
        """Put aside at the boutique: the shopper fetches it with the code."""
        return self.consignment.is_fetched and self.consignment.status == Status.TO_SHIP

    @property
    def is_coming(self) -> bool:
        """Its date is still a promise."""
        return self.consignment.status not in ENDED

    @property
    def waits_for_its_seller(self) -> bool:
        return self.consignment.status == Status.TO_ACCEPT


def views(
    consignments: Iterable[Consignment],
    *,
    paid_at: datetime | None,
    is_free: bool,
    refunds: Iterable[Refund],
    cases: Iterable[Case],
    deciders: Mapping[int, Sequence[Figure]],
    at: datetime,
) -> list[ParcelView]:
    """No query beyond the consignments' own lines, and two where one is fetched at a boutique."""
    consignments = list(consignments)
    places = counters(consignments, at=at)
    back = _by_what(refunds)
    by_line: dict[int, list[Case]] = {}
    for case in cases:
        by_line.setdefault(case.order_line_id, []).append(case)
    return [
        ParcelView(
            consignment=each,
            steps=steps(each, paid_at=paid_at, is_free=is_free),
            lines=[_line(each, row, back, by_line, deciders) for row in each.lines.all()],
            shipping_refunds=back.get((Refund.Kind.SHIPPING, each.pk), ()),
            tracking_page=tracking.page(carrier=each.carrier, number=each.tracking),
            place=places.get(each.pk),
        )
        for each in consignments
    ]


def counters(consignments: Iterable[Consignment], *, at: datetime) -> dict[int, Place]:
    """Consignment → the boutique where it is still to be fetched; two queries at most."""
    waiting = [each for each in consignments if each.is_fetched and each.status not in ENDED]
    if not waiting:
        return {}
    found = traders.named((each.partner_id for each in waiting), on=at.astimezone(PARIS).date())
    return {
        each.pk: boutiques.place(found[each.partner_id], at=at, ahead=FETCHED_WITHIN_DAYS)
        for each in waiting
        if each.partner_id in found
    }


def _by_what(refunds: Iterable[Refund]) -> Back:
    """(Kind, number of the line or parcel) → its refunds; one asked for anew stands for both."""
    back: dict[tuple[str, int | None], list[Refund]] = {}
    for row in payments.latest(refunds):
        of_line = row.kind == Refund.Kind.LINE
        number = row.order_line_id if of_line else row.consignment_id
        back.setdefault((row.kind, number), []).append(row)
    return back


def steps(consignment: Consignment, *, paid_at: datetime | None, is_free: bool) -> list[Step]:
    """Paid, accepted, shipped, delivered; the last one that was reached is the current one.

    What is fetched at the counter is put aside and handed over instead; ``is_free``: a voucher paid
    the whole order.
    """
    paid = _("Réglée par votre bon") if is_free else _("Payée")
    stations = [
        (paid, paid_at),
        (_("Acceptée"), consignment.accepted_at),
        (_("Expédiée"), consignment.shipped_at),
        (_("Livrée"), consignment.delivered_at),
    ]
    if consignment.is_fetched:
        stations = [
            (paid, paid_at),
            (_("Mise de côté"), consignment.accepted_at),
            (_("Retirée"), consignment.delivered_at),
        ]
    reached = [index for index, (_label, at) in enumerate(stations) if at]
    return [
        Step(label, at, current=index == max(reached, default=-1))
        for index, (label, at) in enumerate(stations)
    ]


def sheet_of(row: ConsignmentLine) -> ReferenceSheet | None:
    """The sheet of the reference that a line sold, if the catalogue still has it."""
    product = row.order_line.product
    parent = product.parent if product else None
    sheet: ReferenceSheet | None = parent.sheet if parent else None
    return sheet


def _line(
    consignment: Consignment,
    row: ConsignmentLine,
    back: Back,
    cases: Mapping[int, Sequence[Case]],
    deciders: Mapping[int, Sequence[Figure]],
) -> LineView:
    going = row.status == ConsignmentLine.Status.GOING
    sheet = sheet_of(row)
    return LineView(
        row=row,
        sheet=sheet,
        look=look_of(sheet) if sheet else None,
        figures=deciders.get(sheet.pk, []) if sheet else [],
        refunds=back.get((Refund.Kind.LINE, row.order_line_id), ()),
        cases=cases.get(row.order_line_id, []),
        can_cancel=going and consignment.status in fulfilment.WITHDRAWABLE,
    )
