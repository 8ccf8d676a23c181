"""Reading feeds, their runs and faults: rows of the present scope only."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce

from marketplace.core.given import batches
from sellers.feeds.models import FeedFault, FeedLine, FeedRun, FeedSource


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


def waiting() -> QuerySet[Any]:
    """Imports of the present scope that wait for the boutique's yes, with ``reasons``."""
    return runs().filter(status=FeedRun.Status.WAITING)


SOLD = {
    "stockrecord__num_in_stock__gt": Coalesce(F("stockrecord__num_allocated"), Value(0)),
}
SOME = 5_000


def on_sale(*, source: FeedSource) -> int:
    """How many offers of a source can be bought now."""
    return int(FeedLine.objects.filter(source_id=source.pk, **SOLD).count())


def still_sold(*, stockrecord_ids: Sequence[int]) -> int:
    """How many of these offers can be bought now."""
    return sum(
        FeedLine.objects.filter(stockrecord_id__in=some, **SOLD).count()
        for some in batches(stockrecord_ids, SOME)
    )
