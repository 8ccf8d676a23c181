"""Days and hours in words, as French writes them and as English does."""

import re
from datetime import date, time

from babel.dates import format_date
from django.utils import translation

DAY, FULL_DAY, DATE = "EEEE d MMM", "EEEE d MMMM", "d MMMM y"
_FIRST = re.compile(r"\b1\b")


def said(value: date, pattern: str = DATE, *, locale: str = "") -> str:
    """A day by a pattern of CLDR that says its number before any other: ``mardi 1er déc.``, in
    English ``Tuesday 1 Dec``. ``locale``: the reader's where it is not given."""
    locale = locale or reader()
    text = str(format_date(value, pattern, locale=locale))
    return _FIRST.sub("1er", text, count=1) if value.day == 1 and locale == "fr" else text


def hour(value: time) -> str:
    """``10 h`` or ``12 h 30``; in English ``10:00``."""
    if reader() == "en":
        return f"{value:%H:%M}"
    return f"{value.hour}\u00a0h\u00a0{value:%M}" if value.minute else f"{value.hour}\u00a0h"


def reader() -> str:
    """The language that is read, without its country."""
    return (translation.get_language() or "fr").split("-")[0]
