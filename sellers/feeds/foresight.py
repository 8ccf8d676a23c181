"""What an import would do to the offers that a boutique has, told before it says yes."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any, Final

from marketplace.core.given import Given, given
from marketplace.offers import queries as offers
from sellers.feeds import queries
from sellers.feeds.models import FeedSource
from sellers.feeds.staging import Staging

LARGEST: Final = 20  # changes that are shown one by one
BATCH: Final = 2_000
Whole = tuple[int, str, int, int]  # line, key, cents, units


def of(staging: Staging, *, source: FeedSource, counted_at: datetime) -> dict[str, Any]:
    """``up``, ``down`` (prices), ``sold_out``, ``back`` (offers), ``withdrawn`` (offers that the
    feed no longer names), and the ``largest``: ``[{"line", "key", "price": [before, after] (cents),
    "stock": [before, after]}]``, by the value of the stock that they move.
    """
    if source.pk is not None:
        for batch in _in_batches(staging.whole()):
            staging.compared(_differing(batch, source, counted_at), [])
    gone = [record for _pk, record, _stock in staging.missing() if record]
    withdrawn = queries.still_sold(stockrecord_ids=gone)
    return {
        **staging.foreseen(),
        "withdrawn": withdrawn,
        "largest": staging.largest(most=LARGEST),
    }


def _in_batches(lines: Iterator[Whole]) -> Iterator[list[Whole]]:
    while batch := list(islice(lines, BATCH)):
        yield batch


def _differing(
    batch: list[Whole], source: FeedSource, counted_at: datetime
) -> list[offers.Difference]:
    """Those of the lines that were taken whole whose offer says something else."""
    told = given(batch, line="integer", key="text", minor="integer", stock="integer")
    found = "SELECT l.stockrecord_id FROM feeds_feedline l WHERE l.source_id = %s AND l.key = g.key"
    said = f"(SELECT g.line, g.minor, g.stock, ({found}) AS id FROM {told.sql} g)"  # noqa: S608
    differing, _new = offers.differing(
        said=Given(said, (source.pk, *told.params)), counted_at=counted_at
    )
    return differing
