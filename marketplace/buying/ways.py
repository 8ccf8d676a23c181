"""How one parcel can reach the shopper: what each way costs and when it is there. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from marketplace.core.days import PARIS
from marketplace.core.money import Money
from marketplace.delivery import queries as delivery
from marketplace.delivery.models import Method, Tariff
from marketplace.offers.queries import OfferView
from marketplace.traders import opening
from marketplace.traders.models import Point


@dataclass(frozen=True)
class Way:
    """One way of delivering a parcel. ``ready_at``: from when it can be fetched at the counter."""

    method: str
    charge: Money
    promised: date
    free_from: Money | None = None
    ready_at: datetime | None = None
    tariff: Tariff | None = field(default=None, compare=False, repr=False)


def of_parcel(
    offers: Sequence[OfferView],
    *,
    goods: Money,
    counter: Point | None,
    relayed: bool,
    at: datetime,
) -> list[Way]:
    """The ways of the parcel that one point makes of ``offers``; home comes first.

    ``counter``: the point, read with its ``special_days``, where it hands parcels over;
    ``relayed``: whether a network of pick-up points is there.
    """
    tariffs = offers[0].tariffs
    found = [_sent(Method.HOME, offers, goods, tariffs.get(Method.HOME), at)]
    if counter is not None:
        found.append(_fetched(counter, goods, tariffs.get(Method.PICKUP), at))
    if relayed:
        found.append(_sent(Method.RELAY, offers, goods, tariffs.get(Method.RELAY), at))
    return [way for way in found if way is not None]


def _sent(
    method: str, offers: Sequence[OfferView], goods: Money, tariff: Tariff | None, at: datetime
) -> Way | None:
    """By a carrier: the last article to be ready decides the day."""
    if tariff is None:
        return None
    promised = max(
        delivery.promised_date(
            cut_off=offer.cut_off,
            lead_days=offer.lead_days,
            transit_days=tariff.transit_days,
            at=at,
        )
        for offer in offers
    )
    charge = delivery.charge(tariff, goods)
    return Way(method, charge, promised, _free_from(tariff, goods), tariff=tariff)


def _fetched(counter: Point, goods: Money, tariff: Tariff | None, at: datetime) -> Way | None:
    """At the counter: free where the trader asks nothing for it; None while it is not known when
    it would be ready."""
    ready_at = opening.ready(counter, at=at)
    if ready_at is None:
        return None
    day = ready_at.astimezone(PARIS).date()
    if tariff is None:
        return Way(Method.PICKUP, Money(0, goods.currency), day, None, ready_at)
    charge = delivery.charge(tariff, goods)
    return Way(Method.PICKUP, charge, day, _free_from(tariff, goods), ready_at, tariff)


def _free_from(tariff: Tariff, goods: Money) -> Money | None:
    """The amount of goods from which it is free."""
    least = tariff.free_from_minor
    return None if least is None else Money(least, goods.currency)
