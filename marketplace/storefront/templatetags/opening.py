"""Hours of the day, and when a shop opens or closes, in words."""

from datetime import datetime, time

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.core import clock, dates
from marketplace.core.days import PARIS
from marketplace.traders.opening import Spans, State

register = template.Library()


@register.filter
def hour(value: time | datetime) -> str:
    """``10 h`` or ``12 h 30``; in English ``10:00``."""
    if isinstance(value, datetime):
        value = timezone.localtime(value, PARIS).time()
    return dates.hour(value)


@register.filter
def hours(spans: Spans) -> str:
    """``10 h – 12 h 30, 14 h – 19 h``; ``fermé``."""
    if not spans:
        return _("fermé")
    return ", ".join(f"{hour(start)}\u00a0–\u00a0{hour(end)}" for start, end in spans)


@register.filter
def opened(state: State) -> str:
    """``Ouvert maintenant, jusqu’à 19 h``; ``Fermé, ouvre demain à 10 h``."""
    if state.until:
        return _("Ouvert maintenant, jusqu’à %(hour)s") % {"hour": hour(state.until)}
    if state.opens is None:
        return _("Fermé jusqu’à nouvel ordre")
    return _("Fermé, ouvre %(when)s") % {"when": when(state.opens)}


@register.filter
def when(value: datetime) -> str:
    """``aujourd’hui à 14 h``, ``demain à 10 h``, ``samedi 28 nov. à 9 h``."""
    day, today = value.astimezone(PARIS).date(), clock.today()
    said = {"hour": hour(value)}
    if day == today:
        return _("aujourd’hui à %(hour)s") % said
    if (day - today).days == 1:
        return _("demain à %(hour)s") % said
    return _("%(day)s à %(hour)s") % {"day": dates.said(day, dates.DAY), **said}
