"""How amounts, dates and figures read, in French typography and in English."""

import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from html import escape
from typing import Any

from babel.numbers import format_decimal
from django import template
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy
from phonenumber_field.phonenumber import PhoneNumber, to_python

from marketplace.buying.models import OrderStatus
from marketplace.core import dates
from marketplace.core.dates import reader as _locale
from marketplace.core.money import Money
from marketplace.payments.models import Refund
from marketplace.technical import descriptions

register = template.Library()
HOME_CODE = 33  # France
# A refund that failed is the house's affair: it is sent again, or paid back otherwise.
REFUNDS = {
    Refund.Status.NEW: gettext_lazy("en cours"),
    Refund.Status.PENDING: gettext_lazy("en cours"),
    Refund.Status.SUCCEEDED: gettext_lazy("effectué"),
    Refund.Status.FAILED: gettext_lazy("à reprendre par notre service client"),
}


@register.filter
def money(amount: Money | Decimal | None) -> str:
    """``139,90 €``."""
    if amount is None:
        return ""
    value = amount if isinstance(amount, Money) else Money.from_decimal(amount)
    return value.format(_locale())


@register.filter
def cents(minor: int | None) -> str:
    """Integer cents, as money."""
    return "" if minor is None else money(Money(minor))


@register.filter
def of_town(town: str) -> str:
    """``d’Ajaccio``, ``de Lyon``, ``du Mans``; in English the name alone: the sentence has "of"."""
    if _locale() != "fr":
        return town
    for article, of in (("Le ", "du "), ("Les ", "des ")):
        if town.startswith(article):
            return of + town.removeprefix(article)
    first = unicodedata.normalize("NFD", town.replace("œ", "o").replace("Œ", "O"))[:1].lower()
    # Before most towns in H nothing is elided; those in "Hy" are.
    return f"d’{town}" if (first and first in "aeiou") or town.startswith("Hy") else f"de {town}"


@register.filter
def at_town(town: str) -> str:
    """``à Lyon``, ``au Mans``, ``aux Sables-d’Olonne``; in English the name alone: the sentence
    has "in"."""
    if _locale() != "fr":
        return town
    for article, at in (("Le ", "au "), ("Les ", "aux ")):
        if town.startswith(article):
            return at + town.removeprefix(article)
    return f"à {town}"


@register.filter
def day(value: date | datetime | None) -> str:
    """``mardi 24 nov.``; in English ``Tuesday 24 Nov``."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return _day(value, _locale())


@lru_cache(maxsize=256)
def _day(value: date, locale: str) -> str:
    """A list page says two dozen promised days, the same few again and again."""
    return dates.said(value, dates.DAY, locale=locale)


@register.filter
def full_date(value: date | datetime | None) -> str:
    """``1er novembre 2026``; in English ``1 November 2026``."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return dates.said(value)


@register.filter
def moment(value: datetime | None) -> str:
    """``lundi 23 nov., 14 h 05``, in Paris; in English ``Monday 23 Nov, 14:05``."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{day(local)}, {dates.hour(local.time())}"


@register.filter
def sentence(text: str) -> str:
    """``text`` with its stop, which is the dot of an abbreviation at its end: ``Prêt mardi 1er
    déc.``"""
    return f"{text.rstrip('.')}."


@register.filter
def number(value: Any) -> str:
    """``20 000`` or ``6,5``."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return str(value)
    return _decimal(value, _locale())


@lru_cache(maxsize=4096)
def _decimal(value: float | Decimal, locale: str) -> str:
    """A list page writes a hundred counts, the same few again and again."""
    return str(format_decimal(value, locale=locale))


@register.simple_tag
def boxes(name: str, options: Iterable[Any], colours: bool = False) -> SafeString:
    """The choices (``listing.groups.Option``) of the filter ``name``, each with its box and its
    count; ``colours``: and its swatch.

    A listing has some hundred of them: a template that said each took longer than all its cards.
    """
    return SafeString("".join(_box(escape(name), each, colours) for each in options))


def _box(name: str, option: Any, colours: bool) -> str:
    key, value = escape(option.key), escape(option.value)
    checked = " checked" if option.selected else ""
    swatch = f'<i class="swatch swatch-{value}" aria-hidden="true"></i>' if colours else ""
    return (
        '<label class="option">'
        f'<input type="checkbox" id="{name}-{key}" name="{name}" value="{value}"{checked}>{swatch}'
        f'<span>{escape(option.label)}</span><span class="count">{option.counted}</span></label>'
    )


@register.filter
def prose(text: str) -> SafeString:
    """A description with the tags that a page shows and no other, whoever wrote it."""
    return SafeString(descriptions.clean(text))


@register.filter
def order_status(value: str) -> str:
    """The state of an order, as people read it."""
    return str(OrderStatus(value).label)


@register.filter
def refund_status(value: str) -> str:
    """The state of a refund, as the shopper reads it."""
    return str(REFUNDS[Refund.Status(value)])


@register.filter
def phone(value: Any) -> str:
    """``04 50 00 00 01``; one of another country with its code."""
    read = to_python(value)
    if not isinstance(read, PhoneNumber) or not read.is_valid():
        return str(value or "")
    home = read.country_code == HOME_CODE
    return str(read.as_national if home else read.as_international)
