"""The promised date and the price of a parcel."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from marketplace.core.money import Money
from marketplace.delivery.models import Method, Tariff

PARIS = ZoneInfo("Europe/Paris")
SATURDAY = 5


@lru_cache
def _french_holidays() -> holidays.HolidayBase:
    return holidays.country_holidays("FR")


def is_working_day(day: date) -> bool:
    """Monday to Friday, French public holidays excepted: carriers collect and deliver then."""
    return day.weekday() < SATURDAY and day not in _french_holidays()


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


def charge(tariff: Tariff, subtotal: Money) -> Money:
    """What one parcel with goods for ``subtotal`` costs the shopper."""
    free = tariff.free_from_minor is not None and subtotal.minor >= tariff.free_from_minor
    return Money(0 if free else tariff.minor, subtotal.currency)
