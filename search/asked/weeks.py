from datetime import date, datetime, timedelta

from django.utils import timezone


def monday(at: datetime) -> date:
    """The first day of the week, as Paris counts."""
    day = timezone.localdate(at)
    return day - timedelta(days=day.weekday())
