"""The one place that reads the clock. Operations take the time as an argument."""

from datetime import date, datetime

from django.utils import timezone

from marketplace.core.days import PARIS


def now() -> datetime:
    """The present, aware, in UTC."""
    return timezone.now()


def today() -> date:
    """The day it is in Paris."""
    return now().astimezone(PARIS).date()
