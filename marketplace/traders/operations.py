"""What a trader says of its own shops, and what other rooms report of its standing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.core import outbox
from marketplace.core.errors import CordeeError
from marketplace.traders import opening
from marketplace.traders.models import Point, SpecialDays, Trader

MOST_SPECIAL = 60  # of one point: a year's holidays and more


class DaysPast(CordeeError):
    """What is over cannot be announced."""

    code = "days_past"
    message = _("Ces jours sont passés : annoncez un jour à venir.")


class DaysReversed(CordeeError):
    """The last day comes before the first."""

    code = "days_reversed"
    message = _("Le dernier jour vient avant le premier : mettez-les dans l’ordre.")


class TooManyDays(CordeeError):
    """More than anybody reads."""

    code = "too_many_days"
    message = _("Soixante annonces au plus : supprimez celles qui ne servent plus.")


@dataclass(frozen=True)
class Welcome:
    """How a shop receives. ``hours``: weekday (0 = Monday) → times as ``Point.hours`` keeps them,
    [] where it is closed."""

    hours: Mapping[int, Sequence[str]]
    open_on_holidays: bool
    directions: str
    pickup_hours: int | None


@transaction.atomic
def receive(*, point: Point, welcome: Welcome) -> None:
    """Keep how a shop receives.

    :raises BadHours: the times of a day do not follow each other.
    """
    hours = {
        str(day): opening.in_order(times) for day, times in sorted(welcome.hours.items()) if times
    }
    Point.objects.filter(pk=point.pk).update(
        hours=hours,
        open_on_holidays=welcome.open_on_holidays,
        directions=welcome.directions.strip(),
        pickup_hours=welcome.pickup_hours,
    )
    outbox.publish("point.changed", point_id=point.pk)


@transaction.atomic
def announce(
    *, point: Point, first: date, last: date, hours: Sequence[str], note: str, today: date
) -> SpecialDays:
    """Other hours than usual from ``first`` to ``last``; [] is closed.

    :raises DaysPast, DaysReversed, TooManyDays: nothing is announced.
    :raises BadHours: the times do not follow each other.
    """
    if last < first:
        raise DaysReversed
    if last < today:
        raise DaysPast
    Point.objects.select_for_update().get(pk=point.pk)
    if SpecialDays.objects.filter(point=point, last__gte=today).count() >= MOST_SPECIAL:
        raise TooManyDays
    row = SpecialDays.objects.create(
        point=point, first=first, last=last, hours=opening.in_order(hours), note=note.strip()
    )
    outbox.publish("point.changed", point_id=point.pk)
    return row


@transaction.atomic
def withdraw(*, point: Point, pk: int) -> bool:
    """Take an announcement back; whether it was there."""
    gone, _rows = SpecialDays.objects.filter(point=point, pk=pk).delete()
    if gone:
        outbox.publish("point.changed", point_id=point.pk)
    return bool(gone)


@transaction.atomic
def set_payable(*, trader_id: int, payable: bool) -> bool:
    """Whether a trader can be paid: its offers can be bought only then. Whether that is news."""
    moved = Trader.objects.filter(pk=trader_id).exclude(payable=payable).update(payable=payable)
    if moved:
        outbox.publish("trader.changed", trader_id=trader_id)
    return bool(moved)
