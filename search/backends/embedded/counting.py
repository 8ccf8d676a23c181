"""Exact counts of references over what their offers are: size, boutique, pick-up point, price.

The engine's own term counts are exact while nothing is asked of offers, or at most a price and
every price of a reference lies within its bounds. The offers of the other references are read and
looked at, each of them.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import tantivy

from search.backends.embedded import schema
from search.backends.embedded.asking import Asking, Clause, but_not, every
from search.backends.embedded.packed import Offers, Priced, Reading
from search.backends.embedded.reader import Commit
from search.contract import OfferFilter

# Counts are wrong when a segment's limit is below the number of values there are.
ALL_VALUES = 20_000


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

    def terms(self, clause: Clause, fields: Sequence[str]) -> dict[str, dict[str, int]]:
        """Field → value → number of references that match ``clause`` and have it."""
        if not fields:
            return {}
        limits = {"size": ALL_VALUES, "segment_size": ALL_VALUES}
        wanted = {field: {"terms": {"field": field, **limits}} for field in fields}
        found = self._searcher.aggregate(clause, wanted)
        return {
            field: {bucket["key"]: bucket["doc_count"] for bucket in found[field]["buckets"]}
            for field in fields
        }


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
        field = schema.FIELD_OF[facet]
        if not others:
            return self._terms(self._asking.purchasable(), field)
        looked_at = self._offers(others).counts(facet, others)
        if others.placed:
            return dict(looked_at)
        return dict(looked_at + Counter(self._terms(self._asking.all_priced_within(others), field)))

    def ends(self, others: OfferFilter) -> tuple[int, int] | None:
        """The lowest and the highest price, in cents, where ``others`` asks for none."""
        if others.placed:
            return self._offers(others).ends(others)
        purchasable = self._asking.purchasable()
        low = self._nearest(purchasable, 1, descending=False, field="by_low")
        high = self._nearest(purchasable, 1, descending=True, field="by_high")
        return (low[0][0], high[0][0]) if low else None

    def by_price(self, wanted: OfferFilter, *, most: int, descending: bool) -> list[Priced]:
        """What meets ``wanted``, by its lowest price that does; ties go to the lower id."""
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

    def _terms(self, offer: Clause, field: str) -> dict[str, int]:
        return self._counting.terms(every([*self._rest, offer]), [field])[field]

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
