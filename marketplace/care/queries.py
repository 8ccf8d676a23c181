"""Reading cases of the present scope."""

from django.db.models import QuerySet

from marketplace.care.models import Case


def cases() -> QuerySet[Case]:
    """Cases ready for a page, the most urgent first; messages in one more query."""
    rows: QuerySet[Case] = (
        Case.objects.select_related("order__sheet", "order_line", "trader")
        .prefetch_related("messages")
        .order_by("closed_at", "answer_by", "id")
    )
    return rows


def open_cases() -> QuerySet[Case]:
    return cases().exclude(status=Case.Status.CLOSED)
