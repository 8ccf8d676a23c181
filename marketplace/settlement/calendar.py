"""The days on which sellers are paid: a rhythm, moved to working days."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Final

from marketplace.core.days import PARIS
from marketplace.delivery.queries import add_working_days
from marketplace.settlement.models import PayoutTerms

Rhythm = PayoutTerms.Rhythm
TUESDAY: Final = 1
# The longest rhythm, and what holidays may move it by.
AHEAD: Final = timedelta(days=40)
BEHIND: Final = timedelta(days=7)

FALLS_ON: Mapping[str, Callable[[date], bool]] = {
    Rhythm.WEEKLY: lambda day: day.weekday() == TUESDAY,
    Rhythm.TWICE_MONTHLY: lambda day: day.day in {1, 16},
    Rhythm.MONTHLY: lambda day: day.day == 1,
}


def next_date(*, rhythm: str, after: date) -> date:
    """The first day of payment after ``after``: the rhythm's own, or the next working day."""
    falls_on = FALLS_ON[rhythm]
    moved = (add_working_days(day, 0) for day in _days(after - BEHIND) if falls_on(day))
    return next(day for day in moved if day > after)


def _days(first: date) -> Iterator[date]:
    for ahead in range((AHEAD + BEHIND).days):
        yield first + timedelta(days=ahead)


def day_of(at: datetime) -> date:
    """The day that it is in Paris."""
    return at.astimezone(PARIS).date()
