"""What an import would do to the offers that a boutique has, told before it says yes."""

from typing import Any, Final

from sellers.feeds import queries
from sellers.feeds.staging import Staging

LARGEST: Final = 20  # changes that are shown one by one


def of(staging: Staging) -> dict[str, Any]:
    """``up``, ``down`` (prices), ``sold_out``, ``back`` (offers), ``withdrawn`` (offers that the
    feed no longer names), and the ``largest``: ``[{"line", "key", "price": [before, after] (cents),
    "stock": [before, after]}]``, by the value of the stock that they move.
    """
    gone = [record for _pk, record, _stock in staging.missing() if record]
    withdrawn = queries.still_sold(stockrecord_ids=gone)
    return {
        **staging.foreseen(),
        "withdrawn": withdrawn,
        "largest": staging.largest(most=LARGEST),
    }
