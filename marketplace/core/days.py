"""Days as France counts them: its time and its public holidays."""

from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

PARIS = ZoneInfo("Europe/Paris")
LANGUAGES = {"fr": "fr", "en": "en_US"}  # of names, as ``holidays`` calls them


def is_holiday(day: date) -> bool:
    """Whether all of France has a public holiday."""
    return day in _holidays("fr")


def holiday(day: date, *, language: str = "fr") -> str:
    """What a public holiday is called, "" on any other day."""
    return str(_holidays(language).get(day, ""))


@lru_cache
def _holidays(language: str) -> holidays.HolidayBase:
    return holidays.country_holidays("FR", language=LANGUAGES.get(language, LANGUAGES["fr"]))
