"""Exact counts of references over what their offers are: size, boutique, pick-up point, price.

The engine's own term counts are exact while nothing is asked of offers, or at most a price and
every price of a reference lies within its bounds. The offers of the other references are read and
looked at, each of them.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

import tantivy

from search.backends.embedded import schema
from search.backends.embedded.asking import Asking, Clause, but_not, every
from search.backends.embedded.packed import Offers, Reading
from search.backends.embedded.reader import Commit
from search.contract import OfferFilter

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
        clause = every([*self._rest, self._asking.purchasable()])
        ends = [
            next(
                (price for price, _id, _row in self._counting.by_price(clause, descending=up)), None
            )
            for up in (False, True)
        ]
        return None if ends[0] is None or ends[1] is None else (ends[0], ends[1])

    def _terms(self, offer: Clause, field: str) -> dict[str, int]:
        return self._counting.terms(every([*self._rest, offer]), [field])[field]

    def _offers(self, others: OfferFilter) -> Offers:
        """Of the references that meet ``others`` and whose values say not enough; read once."""
        if others not in self._read:
            clause = every([*self._rest, self._asking.offer(others)])
            if not others.placed:
                clause = but_not(clause, self._asking.all_priced_within(others))
            self._read[others] = self._reading.of(clause, self._names)
        return self._read[others]
