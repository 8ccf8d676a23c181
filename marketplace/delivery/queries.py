"""The promised date and the price of a parcel, and where it can be fetched."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from marketplace.core.days import PARIS, is_holiday
from marketplace.core.money import Money
from marketplace.delivery import postcodes
from marketplace.delivery.models import Method, Tariff
from marketplace.delivery.postcodes import Place
from marketplace.traders.models import Point, Trader

SATURDAY = 5


def is_working_day(day: date) -> bool:
    """Monday to Friday, French public holidays excepted: carriers collect and deliver then."""
    return day.weekday() < SATURDAY and not is_holiday(day)


def add_working_days(day: date, count: int) -> date:
    """``count`` working days after ``day``; with 0, ``day`` itself or the next working day."""
    while not is_working_day(day):
        day += timedelta(days=1)
    for _ in range(count):
        day += timedelta(days=1)
        while not is_working_day(day):
            day += timedelta(days=1)
    return day


def dispatch_date(*, cut_off: time, lead_days: int, at: datetime) -> date:
    """The day the parcel leaves: an order after the cut-off counts as the next working day's."""
    local = at.astimezone(PARIS)
    late = is_working_day(local.date()) and local.time() >= cut_off
    start = local.date() + timedelta(days=1) if late else local.date()
    return add_working_days(start, lead_days)


def promised_date(*, cut_off: time, lead_days: int, transit_days: int, at: datetime) -> date:
    """The day the parcel arrives, for an order placed ``at``.

    ``lead_days`` and ``transit_days`` are working days; ``cut_off`` is local time in Paris.
    """
    leaves = dispatch_date(cut_off=cut_off, lead_days=lead_days, at=at)
    return add_working_days(leaves, transit_days)


def tariffs(trader_ids: Iterable[int], method: str = Method.HOME) -> dict[int, Tariff]:
    """Each trader's tariff for ``method``, with the trader; one without it does not offer it."""
    rows = Tariff.objects.filter(trader_id__in=set(trader_ids), method=method)
    rows = rows.select_related("trader")
    return {row.trader_id: row for row in rows}


def tariffs_of(trader_ids: Iterable[int]) -> dict[tuple[int, str], Tariff]:
    """(trader, method) → tariff with its trader, of every method; one query."""
    rows = Tariff.objects.filter(trader_id__in=set(trader_ids)).select_related("trader")
    return {(row.trader_id, row.method): row for row in rows}


@dataclass(frozen=True, slots=True)
class Counter:
    """A point where parcels are handed over; ``km`` from where one asks, None when nobody asks or
    its postcode is not known.
    """

    point_id: int
    name: str
    town: str
    km: float | None = None


def counters(near: Place | None = None) -> list[Counter]:
    """Every point that hands over what is bought there, the nearest first; one query."""
    rows = Point.objects.filter(pickup=True, trader__status=Trader.Status.ACTIVE)
    found = [
        Counter(pk, name, town, _km(near, postcode))
        for pk, name, town, postcode in rows.order_by("pk").values_list(
            "pk", "trader__name", "town", "postcode"
        )
    ]
    return sorted(found, key=lambda each: math.inf if each.km is None else each.km)


def _km(near: Place | None, postcode: str) -> float | None:
    there = postcodes.find(postcode)
    return near.km_to(there) if near and there else None


def charge(tariff: Tariff, subtotal: Money) -> Money:
    """What one parcel with goods for ``subtotal`` costs the shopper."""
    free = tariff.free_from_minor is not None and subtotal.minor >= tariff.free_from_minor
    return Money(0 if free else tariff.minor, subtotal.currency)
