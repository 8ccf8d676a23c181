"""How the sellers' portal and the desk read deadlines and codes."""

from datetime import datetime, timedelta

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.storefront.templatetags.cordee import cents

register = template.Library()

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SOON = timedelta(hours=6)


@register.filter
def left(deadline: datetime | None, now: datetime) -> str:
    """``dans 3 h``, ``dans 2 jours``; once it has passed ``dépassé de 40 min``."""
    if deadline is None:
        return ""
    span = _span(abs(deadline - now))
    if deadline < now:
        return _("dépassé de %(span)s") % {"span": span}
    return _("dans %(span)s") % {"span": span}


@register.filter
def ago(moment: datetime | None, now: datetime) -> str:
    """``il y a 3 h``, ``il y a 2 jours``."""
    return "" if moment is None else _("il y a %(span)s") % {"span": _span(now - moment)}


@register.filter
def urgency(deadline: datetime | None, now: datetime) -> str:
    """The class of a deadline: ``late``, ``soon`` or none."""
    if deadline is None or deadline - now > SOON:
        return ""
    return "late" if deadline < now else "soon"


@register.filter
def cents_or_none(minor: int) -> str:
    """Integer cents as money, nothing where there are none: a column that is mostly empty."""
    return cents(minor) if minor else ""


@register.filter
def barcode(gtin: str) -> str:
    """A GTIN-14 as it is printed under its bars: 13 digits, unless it is a case of several."""
    return gtin.removeprefix("0")


def _span(span: timedelta) -> str:
    """The largest unit alone, rounded down: nobody is promised more time than there is."""
    if span < HOUR:
        return _("%(count)d min") % {"count": span // MINUTE}
    if span < 2 * DAY:
        return _("%(count)d h") % {"count": span // HOUR}
    days = span // DAY
    return ngettext("%(count)d jour", "%(count)d jours", days) % {"count": days}
