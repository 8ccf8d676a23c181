"""What was searched for: for everyone, above a threshold, and for operators."""

from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from search.asked.models import AskedQuery, AskedWeek
from search.asked.weeks import monday

# So many different visitors of one and the same week: what twenty households type is nobody's
# secret, and one who types it day after day counts once.
SUGGESTED_FROM = 20
# Operators read words, not people; still, what one or two have typed is none of their business.
SHOWN_FROM = 3
WINDOW = timedelta(weeks=12)
MOST_SUGGESTED = 2000


class Order(StrEnum):
    MOST_ASKED = "most_asked"
    UNANSWERED = "unanswered"


def suggestable(*, at: datetime) -> list[str]:
    """Queries that may be suggested to everyone, the most asked first; one query."""
    since = monday(at) - WINDOW
    often = AskedWeek.objects.filter(
        query=OuterRef("pk"), monday__gt=since, visitors__gte=SUGGESTED_FROM
    )
    rows = AskedQuery.objects.filter(Exists(often), answered=True, hidden_at=None)
    counted = rows.annotate(times=Sum("weeks__times", filter=Q(weeks__monday__gt=since)))
    return list(counted.order_by("-times", "text").values_list("text", flat=True)[:MOST_SUGGESTED])


def asked(*, weeks: int, at: datetime, order: Order) -> QuerySet[AskedQuery]:
    """What was asked in the last ``weeks``, this one included, by enough visitors to be shown.

    With ``times``, ``unanswered`` and ``visitors`` (of the week in which most asked).
    """
    since = Q(weeks__monday__gt=monday(at) - timedelta(weeks=weeks))
    rows = AskedQuery.objects.select_related("hidden_by").annotate(
        times=Coalesce(Sum("weeks__times", filter=since), 0),
        unanswered=Coalesce(Sum("weeks__unanswered", filter=since), 0),
        visitors=Coalesce(Max("weeks__visitors", filter=since), 0),
    )
    shown = rows.filter(visitors__gte=SHOWN_FROM)
    if order is Order.UNANSWERED:
        return shown.filter(unanswered__gt=0).order_by("-unanswered", "text")
    return shown.order_by(F("times").desc(), "text")
