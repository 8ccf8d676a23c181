"""Exact counts of references over what their offers are: size, boutique, price.

The engine's own term counts are exact while at most a price is asked for *and* every price of a
reference lies within the bounds, or nothing is asked of offers at all. For the references left over
(some of whose offers meet the query and some do not) the offers themselves are looked at, and where
these are too many, one count is asked for each value. All three give the same numbers; they differ
in time alone.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

import tantivy

from search.backends.embedded import schema
from search.backends.embedded.asking import Asking, Clause, but_not, every
from search.contract import OfferFilter
from search.facets import narrowed, offer_value

# Looking at one reference takes about 50 µs, what its card shows included, a count of one value up
# to 300 µs. At 30,000 references two filters and 14 facets take 10 ms with 100, 50 ms with 1,000.
LOOKED_AT_MOST = 100
# Counts are wrong when a segment's limit is below the number of values there are.
ALL_VALUES = 20_000
FIRST_BATCH = 64
LARGEST_BATCH = 2048


class Counting:
    def __init__(self, searcher: tantivy.Searcher, asking: Asking) -> None:
        self._searcher = searcher
        self._asking = asking

    def count(self, clause: Clause) -> int:
        return int(self._searcher.search(clause, limit=1).count)  # type: ignore[attr-defined]

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

    def of_offers(self, facet: str, rest: Sequence[Clause], others: OfferFilter) -> dict[str, int]:
        """Value of ``facet`` → number of references with an offer that has it and meets ``others``.

        ``rest``: what the reference must meet; ``others``: the conditions on offers, except those
        of ``facet`` itself.
        """
        field = schema.FIELD_OF[facet]
        if not others:
            return self.terms(every([*rest, self._asking.purchasable()]), [field])[field]
        matching = every([*rest, self._asking.offer(others)])
        sure: dict[str, int] = {}
        unsure = matching
        if not others.placed:
            within = self._asking.all_priced_within(others)
            sure = self.terms(every([*rest, within]), [field])[field]
            unsure = but_not(matching, within)
        left = self.count(unsure)
        if not left:
            return sure
        if left > LOOKED_AT_MOST:
            return self._one_by_one(facet, rest, others, candidates=matching)
        return dict(Counter(sure) + self._looked_at(facet, unsure, others))

    def _looked_at(self, facet: str, unsure: Clause, others: OfferFilter) -> "Counter[str]":
        counts: Counter[str] = Counter()
        for _score, address in self._searcher.search(unsure, limit=LOOKED_AT_MOST).hits:
            offers = schema.offers_of(self._searcher.doc(address))
            counts.update({offer_value(facet, o) for o in offers if others.meets(o)} - {""})
        return counts

    def _one_by_one(
        self, facet: str, rest: Sequence[Clause], others: OfferFilter, *, candidates: Clause
    ) -> dict[str, int]:
        field = schema.FIELD_OF[facet]
        return {
            value: self.count(every([*rest, self._asking.offer(narrowed(others, facet, value))]))
            for value in self.terms(candidates, [field])[field]
        }

    def prices(self, rest: Sequence[Clause], others: OfferFilter) -> tuple[int, int] | None:
        """The lowest and the highest price among offers that meet ``others``, in cents."""
        clause = every([*rest, self._asking.offer(others)])
        low = self._extreme(clause, others, highest=False)
        high = self._extreme(clause, others, highest=True)
        return None if low is None or high is None else (low, high)

    def _extreme(self, clause: Clause, others: OfferFilter, *, highest: bool) -> int | None:
        """Goes through references by their lowest (highest) price until none can do better."""
        best: int | None = None
        sign = -1 if highest else 1
        for bound, _id, row in self.by_price(clause, descending=highest):
            if best is not None and sign * bound >= best:
                break
            found = [sign * o.minor for o in schema.offers_of(row) if others.meets(o)]
            best = min([*found, best] if best is not None else found, default=None)
        return None if best is None else sign * best

    def by_price(
        self, clause: Clause, *, descending: bool
    ) -> Iterator[tuple[int, int, tantivy.Document]]:
        """(lowest price of all, id, stored fields) of what matches, lowest first.

        With ``descending``: the highest price, highest first.
        """
        field = "by_high" if descending else "by_low"
        order = tantivy.Order.Desc if descending else tantivy.Order.Asc
        offset, batch = 0, FIRST_BATCH
        while True:
            hits = self._searcher.search(
                clause, limit=batch, offset=offset, order_by_field=field, order=order
            ).hits
            for key, address in hits:
                low = key & schema.ID_MASK
                id = schema.ID_MASK - low if descending else low
                yield key >> schema.ID_BITS, id, self._searcher.doc(address)
            if len(hits) < batch:
                return
            offset, batch = offset + batch, min(2 * batch, LARGEST_BATCH)
