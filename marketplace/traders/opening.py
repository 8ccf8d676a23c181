"""When a shop is open: its week, public holidays, days of its own; in Paris.

Pure: the point is read with its ``special_days``, time is an argument.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Final

from django.utils.translation import gettext as _

from marketplace.core import days
from marketplace.core.days import PARIS
from marketplace.core.errors import CordeeError
from marketplace.traders.models import Point

Spans = Sequence[tuple[time, time]]

LOOK_AHEAD: Final = 120  # days: a shop at a ski resort closes for a season
MOST_SPANS: Final = 3  # in one day
CLOSED: Final = {"", "-", "–", "—", "fermé", "ferme", "fermée", "closed"}
_TIME = r"(\d{1,2})(?:\s?[h:.]\s?(\d{2})?)?"
_SPAN = re.compile(rf"{_TIME}\s?(?:-|–|—|à|to)\s?{_TIME}", re.IGNORECASE)
_DAY = re.compile(
    rf"{_SPAN.pattern}(?:(?:\s?(?:,|;|/|\bet\b|\band\b)\s?|\s){_SPAN.pattern})*", re.IGNORECASE
)


class BadHours(CordeeError):
    """What is written is no time of opening, or not in order."""

    code = "bad_hours"


@dataclass(frozen=True)
class Day:
    """One day of a shop. ``why``: what makes it another day than usual, "" on a usual one."""

    date: date
    spans: Spans
    why: str = ""


@dataclass(frozen=True)
class State:
    """``until``: when it closes next, if it is open; ``opens``: when it opens next, if it is not.

    ``opens`` None while it is closed: not before ``LOOK_AHEAD`` days are over.
    """

    until: datetime | None = None
    opens: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.until is not None


def is_known(point: Point) -> bool:
    """Whether anybody has said when a shop opens; a warehouse does not."""
    return point.is_shop and bool(point.hours)


def usual(point: Point, weekday: int) -> Spans:
    """What a shop keeps on a weekday (0 = Monday); empty: closed."""
    return spans(point.hours.get(str(weekday), ()))


def on(point: Point, day: date, *, language: str = "fr") -> Day:
    """A shop's day, with the name of the public holiday in ``language``."""
    special = [each for each in point.special_days.all() if each.first <= day <= each.last]
    if special:
        told = max(special, key=lambda each: each.pk)
        return Day(day, spans(told.hours), told.note or _("exceptionnellement"))
    if days.is_holiday(day):
        kept = usual(point, day.weekday()) if point.open_on_holidays else []
        return Day(day, kept, days.holiday(day, language=language))
    return Day(day, usual(point, day.weekday()))


def unusual(point: Point, *, first: date, count: int, language: str = "fr") -> list[Day]:
    """The days among ``count`` from ``first`` on which other hours hold than usual."""
    ahead = (on(point, first + timedelta(days=n), language=language) for n in range(count))
    return [day for day in ahead if day.why and day.spans != usual(point, day.date.weekday())]


def state(point: Point, *, at: datetime) -> State:
    """Whether a shop is open, and until or from when."""
    for start, end in _ahead(point, at):
        if start <= at < end:
            return State(until=end)
        if at < start:
            return State(opens=start)
    return State()


def ready(point: Point, *, at: datetime) -> datetime | None:
    """When what is ordered ``at`` can be fetched: hours count while the shop is open.

    None: nobody said how long it takes, or it does not open soon enough.
    """
    if not point.pickup or point.pickup_hours is None or not is_known(point):
        return None
    left = timedelta(hours=point.pickup_hours)
    for start, end in _ahead(point, at):
        begins = max(start, at.astimezone(UTC))
        if begins + left < end:
            return begins + left
        left -= end - begins
    return None


def _ahead(point: Point, at: datetime) -> Iterator[tuple[datetime, datetime]]:
    """What is left of the times of opening from ``at`` on, in UTC."""
    today = at.astimezone(PARIS).date()
    for n in range(LOOK_AHEAD):
        day = on(point, today + timedelta(days=n))
        for opens, closes in day.spans:
            end = datetime.combine(day.date, closes, PARIS).astimezone(UTC)
            if end > at:
                yield datetime.combine(day.date, opens, PARIS).astimezone(UTC), end


# --- what is kept and what is written --------------------------------------------------------
def spans(kept: Sequence[str]) -> Spans:
    """``["10:00", "19:00"]`` as times."""
    times = [time.fromisoformat(each) for each in kept]
    return list(zip(times[::2], times[1::2], strict=True))


def written(kept: Sequence[str]) -> str:
    """As ``read`` reads it: ``10:00-12:30, 14:00-19:00``."""
    return ", ".join(f"{start:%H:%M}-{end:%H:%M}" for start, end in spans(kept))


def read(text: str) -> list[str]:
    """``10h-12h30, 14h-19h`` as it is kept; empty when it says closed.

    :raises BadHours: it cannot be read, a time is none, or they do not rise.
    """
    text = " ".join(text.split())
    if text.casefold() in CLOSED:
        return []
    if not _DAY.fullmatch(text):
        raise BadHours(_(
            "« %(text)s » n’est pas un horaire. Écrivez par exemple 10:00-12:30, 14:00-19:00, "
            "ou laissez vide si c’est fermé."
        ) % {"text": text[:40]})  # fmt: skip
    found = [each.groups() for each in _SPAN.finditer(text)]
    return in_order([t for a, b, c, d in found for t in (_time(a, b), _time(c, d))])


def in_order(times: Sequence[str]) -> list[str]:
    """Times of one day, as they are kept.

    :raises BadHours: one opens before the last has closed, or there are too many.
    """
    if len(times) > 2 * MOST_SPANS:
        raise BadHours(_("Trois ouvertures par jour au plus."))
    if any(later <= earlier for earlier, later in pairwise(times)):
        raise BadHours(
            _("Les heures doivent se suivre : chaque ouverture avant sa fermeture, sans minuit.")
        )
    return list(times)


def _time(hour: str, minute: str | None) -> str:
    try:
        return time(int(hour), int(minute or 0)).strftime("%H:%M")
    except ValueError:
        said = f"{hour}:{minute or '00'}"
        raise BadHours(
            _("« %(time)s » n’est pas une heure : de 0:00 à 23:59.") % {"time": said}
        ) from None
