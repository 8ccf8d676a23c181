"""What Elasticsearch answered, as the contract says it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from search.backends.stored import offers_from
from search.contract import (
    OFFER_FACETS,
    PRICE,
    THOUSANDTHS,
    Bin,
    FacetValue,
    Histogram,
    Hit,
    Matching,
    OfferFilter,
    Query,
    Result,
    thousandths,
)
from search.facets import listed

Answer = Mapping[str, Any]


def result(
    query: Query,
    matching: Matching,
    hits: Answer,
    counts: Mapping[str, Answer],
    *,
    steered: bool = False,
    sized: bool = False,
) -> Result:
    """``hits``: the answer with the hits; ``counts``: aggregations by facet."""
    wanted = query.offer_filter()
    pinned = query.steering.pinned if steered else ()
    return Result(
        hits=[_hit(row["_source"], wanted, pinned) for row in hits["hits"]["hits"]],
        total=hits["hits"]["total"]["value"],
        facets={name: _facet(name, counts[name], query) for name in query.facets},
        histograms={
            name: _histogram(name, counts[name], query.histograms[name])
            for name in query.histograms
        },
        matching=matching,
        page=query.page,
        per_page=query.per_page,
        steered=steered,
        sized=sized,
    )


def nothing(query: Query) -> Result:
    """For a text without a word, or whose words are nowhere."""
    return Result(
        hits=[],
        total=0,
        facets={name: listed({}, query.filters.get(name, ())) for name in query.facets},
        histograms={
            name: Histogram(tuple(Bin(low, high, 0) for low, high in pairwise(edges)), None, None)
            for name, edges in query.histograms.items()
        },
        matching=Matching.NOTHING,
        page=query.page,
        per_page=query.per_page,
    )


def _hit(source: Answer, wanted: OfferFilter, pinned: Sequence[int] = ()) -> Hit:
    shown, id = source["shown"], source["id"]
    offers = wanted.best(offers_from(shown["offers"]))
    return Hit(id, shown["payload"], offers, pinned=id in pinned)


def _facet(name: str, found: Answer, query: Query) -> list[FacetValue]:
    if name in OFFER_FACETS:
        counts = _of_offers(found)
    else:
        counts = Counter({row["key"]: row["doc_count"] for row in found["buckets"]})
    return listed(counts, query.filters.get(name, ()))


def _of_offers(found: Answer) -> "Counter[Any]":
    """Value → references: those counted whole, and those whose offers were looked at."""
    counts: Counter[Any] = Counter()
    for part in _parts(found):
        for row in part["values"]["buckets"]:
            counts[row.get("from", row["key"])] += row.get("references", row)["doc_count"]
    return counts


def _parts(found: Answer) -> list[Answer]:
    whole, apart = found.get("whole"), found.get("apart")
    return [*([whole] if whole else []), *([apart["offers"]["met"]] if apart else [])]


def _histogram(name: str, found: Answer, edges: tuple[float, ...]) -> Histogram:
    if name == PRICE:
        counts = _of_offers(found)
        bins = tuple(Bin(low, high, counts[low]) for low, high in pairwise(edges))
        (part,) = _parts(found)  # nothing is asked of its own price
        return Histogram(bins, _whole(part["minimum"]), _whole(part["maximum"]))
    numbers = {row["from"]: row["doc_count"] for row in found["values"]["buckets"]}
    bins = tuple(Bin(low, high, numbers[thousandths(low)]) for low, high in pairwise(edges))
    ends = (found[end]["value"] for end in ("minimum", "maximum"))
    return Histogram(bins, *(None if end is None else end / THOUSANDTHS for end in ends))


def _whole(end: Answer) -> int | None:
    return None if end["value"] is None else int(end["value"])
