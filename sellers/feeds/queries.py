"""Reading feeds, their runs and faults: rows of the present scope only."""

from typing import Any

from django.db.models import QuerySet

from sellers.feeds.models import FeedFault, FeedRun, FeedSource


def sources() -> QuerySet[Any]:
    """The feeds of the present scope, with their point."""
    rows: QuerySet[Any] = FeedSource.objects.select_related("partner__point")
    return rows.order_by("name")


def runs() -> QuerySet[Any]:
    """Imports of the present scope, the newest first, with their source; one query."""
    rows: QuerySet[Any] = FeedRun.objects.select_related("source")
    return rows.order_by("-started_at", "-id")


def run(pk: int) -> Any:
    """One import of the present scope, None when there is none."""
    return runs().filter(pk=pk).first()


def faults(*, run: FeedRun) -> QuerySet[Any]:
    """The faults of an import that were kept, in the order of the file.

    ``run.fault_count`` says how many there were in all, ``run.rules`` how many of each rule.
    """
    rows: QuerySet[Any] = FeedFault.objects.filter(run=run)
    return rows.order_by("line", "id")
