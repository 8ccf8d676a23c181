"""The one place that reads the clock. Operations take the time as an argument."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """The present, aware, in UTC."""
    return timezone.now()
