"""Days as France counts them: its time and its public holidays."""

from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

PARIS = ZoneInfo("Europe/Paris")
LANGUAGES = {"fr": "fr", "en": "en_US"}  # of names, as ``holidays`` calls them
FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)


def check_written(day: date) -> None:
    """What a form's field of a date refuses: days beyond which none can be counted on.

    :raises ValidationError:
    """
    if not FIRST <= day <= LAST:
        raise ValidationError(
            _("Écrivez une date de %(first)d à %(last)d.")
            % {"first": FIRST.year, "last": LAST.year}
        )


def is_holiday(day: date) -> bool:
    """Whether all of France has a public holiday."""
    return day in _holidays("fr")


def holiday(day: date, *, language: str = "fr") -> str:
    """What a public holiday is called, "" on any other day."""
    return str(_holidays(language).get(day, "")).replace("'", "’")


@lru_cache
def _holidays(language: str) -> holidays.HolidayBase:
    return holidays.country_holidays("FR", language=LANGUAGES.get(language, LANGUAGES["fr"]))
