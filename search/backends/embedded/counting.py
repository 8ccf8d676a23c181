"""Exact counts of references over what their offers are: size, boutique, pick-up point, price.

The engine's own term counts are exact while nothing is asked of offers, or at most a price and
every price of a reference lies within its bounds. The offers of the other references are read and
looked at, each of them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, NamedTuple

import tantivy

from search.backends.embedded import schema
from search.backends.embedded.asking import Asking, Clause, but_not, every
from search.backends.embedded.packed import Offers, Priced, Reading
from search.backends.embedded.reader import Commit
from search.backends.stored import field_of
from search.contract import (
    PRICE,
    PRICE_EDGES,
    THOUSANDTHS,
    Bin,
    Histogram,
    OfferFilter,
    attribute_key,
    thousandths,
)

# Counts are wrong when a segment's limit is below the number of values there are.
ALL_VALUES = 20_000

Edges = tuple[float, ...]
Aggregation = dict[str, Any]


class Measure(NamedTuple):
    """A facet whose values are counted; with ``edges`` the histogram of a number."""

    name: str
    edges: Edges | None = None


class Counting:
    def __init__(self, searcher: tantivy.Searcher, asking: Asking) -> None:
        self._searcher = searcher
        self._asking = asking

    def count(self, clause: Clause) -> int:
        return int(self._searcher.search(clause, limit=1).count)  # type: ignore[attr-defined]

    def first(
        self, clause: Clause, most: int, field: str, order: tantivy.Order
    ) -> list[tuple[int, tantivy.DocAddress]]:
        return self._searcher.search(
            clause, most, count=False, order_by_field=field, order=order
        ).hits

    def tally(self, clause: Clause, measures: Sequence[Measure]) -> dict[Measure, Any]:
        """Value → number of references for each facet, and histograms: all in one reading of what
        matches ``clause``, so that a text with typos is looked for once."""
        wanted: Aggregation = {}
        for measure in measures:
            wanted |= _wanted(measure)
        found = self._searcher.aggregate(clause, wanted) if wanted else {}
        return {measure: _found(measure, found) for measure in measures}


def price_histogram(counts: Mapping[str, int], ends: tuple[int, int] | None) -> Histogram:
    """``counts``: by the number of the bin, as text."""
    bins = tuple(
        Bin(low, high, counts.get(str(number), 0))
        for number, (low, high) in enumerate(pairwise(PRICE_EDGES))
    )
    return Histogram(bins, *(ends or (None, None)))


# --- what the engine is asked for, and what it says --------------------------------------------
def _wanted(measure: Measure) -> Aggregation:
    name, edges = measure
    if edges is None:
        return {f"{name} values": _terms(name)}
    if name == PRICE:
        return {f"{name} bins": _terms(PRICE), f"{name} ends": {"stats": {"field": "price"}}}
    field = f"numbers.{attribute_key(name)}"
    ranges = [{"from": low, "to": high} for low, high in pairwise(map(thousandths, edges))]
    return {
        f"{name} bins": {"range": {"field": field, "ranges": ranges}},
        f"{name} ends": {"stats": {"field": field}},
    }


def _found(measure: Measure, found: Aggregation) -> Any:
    name, edges = measure
    if edges is None:
        return _counts(found[f"{name} values"])
    bins, ends = found[f"{name} bins"], found[f"{name} ends"]
    if name != PRICE:
        return _histogram(edges, bins, ends)
    known = ends["min"] is not None
    return price_histogram(_counts(bins), (int(ends["min"]), int(ends["max"])) if known else None)


def _terms(name: str) -> Aggregation:
    field = schema.FIELD_OF.get(name) or field_of(name)
    return {"terms": {"field": field, "size": ALL_VALUES, "segment_size": ALL_VALUES}}


def _counts(found: Aggregation) -> dict[str, int]:
    return {bucket["key"]: bucket["doc_count"] for bucket in found["buckets"]}


def _histogram(edges: Edges, found: Aggregation, ends: Aggregation) -> Histogram:
    counts = {
        (int(bucket["from"]), int(bucket["to"])): bucket["doc_count"]
        for bucket in found["buckets"]
        if "from" in bucket and "to" in bucket
    }
    bins = tuple(
        Bin(low, high, counts.get((thousandths(low), thousandths(high)), 0))
        for low, high in pairwise(edges)
    )
    both = (ends[end] for end in ("min", "max"))
    return Histogram(bins, *(None if end is None else end / THOUSANDTHS for end in both))


class OfferCounts:
    """Counts over the offers of references that match ``rest``.

    ``others`` are always the conditions on offers, except those of the facet that is counted.
    """

    def __init__(self, commit: Commit, asking: Asking, rest: Sequence[Clause]) -> None:
        self._asking = asking
        self._counting = Counting(commit.searcher, asking)
        self._names = commit.names
        self._reading = Reading(commit.index, commit.searcher, commit.table)
        self._rest = rest
        self._read: dict[OfferFilter, Offers] = {}

    def of(self, facet: str, others: OfferFilter) -> dict[str, int]:
        """Value of ``facet`` → number of references with an offer that has it and meets ``others``.

        Of the price, values are numbers of bins, as text.
        """
        looked_at = self._offers(others).counts(facet, others)
        if others.placed:
            return dict(looked_at)
        within = every([*self._rest, self._asking.all_priced_within(others)])
        measure = Measure(facet)
        return dict(looked_at + Counter(self._counting.tally(within, [measure])[measure]))

    def prices(self, others: OfferFilter) -> Histogram:
        """``others`` asks for a place, and for no price."""
        return price_histogram(self.of(PRICE, others), self._offers(others).ends(others))

    def by_price(self, wanted: OfferFilter, *, most: int, descending: bool) -> list[Priced]:
        """What meets ``wanted``, by the price that is said of it; ties go to the lower id."""
        found = self._offers(wanted).by_price(wanted, most=most, descending=descending)
        if not wanted.placed:
            field = "by_low_down" if descending else "by_low"
            within = self._asking.all_priced_within(wanted)
            found += self._nearest(within, most, descending=descending, field=field)
        sign = -1 if descending else 1
        return sorted(found, key=lambda each: (sign * each[0], each[1]))[:most]

    def _nearest(self, offer: Clause, most: int, *, descending: bool, field: str) -> list[Priced]:
        """By the lowest of all prices, or the highest, of which ``field`` is the sort key."""
        order = tantivy.Order.Desc if descending else tantivy.Order.Asc
        hits = self._counting.first(every([*self._rest, offer]), most, field, order)
        return [(*schema.price_and_id(field, key), address) for key, address in hits]

    def _offers(self, others: OfferFilter) -> Offers:
        """Of all references that meet ``others`` and whose values say not enough.

        Read once, for whatever price where a place is asked for: the counts of prices need them.
        """
        wanted = replace(others, low=None, high=None) if others.placed else others
        if wanted not in self._read:
            clause = every([*self._rest, self._asking.offer(wanted)])
            if not wanted.placed:
                clause = but_not(clause, self._asking.all_priced_within(wanted))
            self._read[wanted] = self._reading.of(clause, self._names)
        return self._read[wanted]
