"""One search on one commit of the index."""

from bisect import insort
from collections.abc import Sequence
from itertools import pairwise

import tantivy

from search import text
from search.backends.embedded import packed, schema
from search.backends.embedded.asking import Asking, Clause, every
from search.backends.embedded.counting import Counting, OfferCounts
from search.backends.embedded.reader import Commit
from search.backends.stored import field_of
from search.contract import (
    BY_WORDS,
    OFFER_FACETS,
    PRICE,
    PRICE_EDGES,
    THOUSANDTHS,
    Bin,
    FacetValue,
    Histogram,
    Hit,
    Matching,
    OfferFilter,
    Query,
    Result,
    Sort,
    attribute_key,
    thousandths,
)
from search.facets import listed

BY = {
    Sort.POPULAR: ("by_popularity", tantivy.Order.Desc),
    Sort.RELEVANCE: ("by_popularity", tantivy.Order.Desc),
    Sort.NEWEST: ("by_age", tantivy.Order.Desc),
    Sort.PRICE_ASC: ("by_low", tantivy.Order.Asc),
    Sort.PRICE_DESC: ("by_low_down", tantivy.Order.Desc),
}
BY_PRICE = (Sort.PRICE_ASC, Sort.PRICE_DESC)


class Search:
    def __init__(self, commit: Commit, query: Query) -> None:
        self._searcher = commit.searcher
        self._query = query
        self._asking = Asking(commit.index, commit.names)
        self._counting = Counting(self._searcher, self._asking)
        self._wanted = query.offer_filter()
        self.matching, self._text = self._understand()
        self._of_offers = OfferCounts(commit, self._asking, self._references())

    def result(self) -> Result:
        hits, total = self._hits()
        return Result(
            hits=hits,
            total=total,
            facets=self._facets(),
            histograms={name: self._histogram(name) for name in self._query.histograms},
            matching=self.matching,
            page=self._query.page,
            per_page=self._query.per_page,
        )

    # --- what is asked ----------------------------------------------------------------------------
    def _understand(self) -> tuple[Matching, list[Clause]]:
        """The strictest reading of the text that finds anything at all, filters apart."""
        written = self._query.text
        if not written.strip():
            return Matching.BROWSE, []
        codes = self._asking.codes(text.codes_in(written))
        if self._counting.count(codes):
            return Matching.CODE, [codes]
        words, forms = text.words(written, self._query.synonyms), text.asked_forms(written)
        for matching in BY_WORDS if words else ():
            clause = self._asking.words(words, matching, forms)
            if self._counting.count(every([clause, self._asking.purchasable()])):
                return matching, [clause]
        return Matching.NOTHING, [Clause.empty_query()]

    def _references(self, without: str = "") -> list[Clause]:
        return [*self._text, *self._asking.document(self._query, without=without)]

    def _clause(self, wanted: OfferFilter, without: str = "") -> Clause:
        """All conditions, except those of the facet ``without``."""
        references = self._references(without)
        if self.matching is Matching.CODE and not wanted:
            return every(references)  # sold out, but it is what was asked for
        return every([*references, self._asking.offer(wanted)])

    # --- hits -----------------------------------------------------------------------------------
    def _hits(self) -> tuple[list[Hit], int]:
        clause = self._clause(self._wanted)
        if self._query.too_deep:
            return [], self._counting.count(clause)
        if self._wanted and self._query.sort in BY_PRICE:
            return self._by_matching_price(clause), self._counting.count(clause)
        return self._page(clause)

    def _page(self, clause: Clause) -> tuple[list[Hit], int]:
        sort, place = self._query.sort, (self._query.per_page, True)
        if sort is Sort.RELEVANCE and self.matching in BY_WORDS:
            found = self._searcher.search(
                clause, *place, offset=self._query.offset, weight_by_field="weight"
            )
        else:
            field, order = BY[sort]
            found = self._searcher.search(clause, *place, field, self._query.offset, order)
        rows = [self._searcher.doc(address) for _key, address in found.hits]
        total = int(found.count)  # type: ignore[attr-defined]  # the stub forgets it
        return [schema.hit_of(row, self._wanted) for row in rows], total

    def _by_matching_price(self, clause: Clause) -> list[Hit]:
        """By the lowest *matching* price, which lies between the lowest and the highest of all.

        References come by that bound; once the page is full of better ones, no later one can enter.
        """
        descending = self._query.sort is Sort.PRICE_DESC
        sign = -1 if descending else 1
        last = self._query.offset + self._query.per_page
        best: list[tuple[int, int, tantivy.Document]] = []
        for bound, id, row in self._counting.by_price(clause, descending=descending):
            if len(best) >= last and best[last - 1][:2] < (sign * bound, id):
                break
            lowest = min(o.minor for o in packed.stored_offers(row) if self._wanted.meets(o))
            insort(best, (sign * lowest, id, row))
        page = best[self._query.offset : last]
        return [schema.hit_of(row, self._wanted) for _price, _id, row in page]

    # --- counts ---------------------------------------------------------------------------------
    def _facets(self) -> dict[str, list[FacetValue]]:
        names = [name for name in self._query.facets if name not in OFFER_FACETS]
        open_ones = [name for name in names if not self._query.wants(name)]
        counts = self._terms(self._clause(self._wanted), open_ones)
        for name in names:
            if name not in counts:
                counts |= self._terms(self._clause(self._wanted, without=name), [name])
        for name in self._query.facets:
            if name in OFFER_FACETS:
                others = self._query.offer_filter(without=name)
                counts[name] = self._of_offers.of(name, others)
        selected = self._query.filters
        return {name: listed(counts[name], selected.get(name, ())) for name in self._query.facets}

    def _terms(self, clause: Clause, facets: Sequence[str]) -> dict[str, dict[str, int]]:
        fields = {name: field_of(name) for name in facets}
        counts = self._counting.terms(clause, list(fields.values()))
        return {name: counts[field] for name, field in fields.items()}

    def _histogram(self, name: str) -> Histogram:
        return self._prices() if name == PRICE else self._numbers(name)

    def _prices(self) -> Histogram:
        others = self._query.offer_filter(without=PRICE)
        counts, ends = self._of_offers.of(PRICE, others), self._of_offers.ends(others)
        bins = tuple(
            Bin(low, high, counts.get(str(number), 0))
            for number, (low, high) in enumerate(pairwise(PRICE_EDGES))
        )
        return Histogram(bins, *(ends or (None, None)))

    def _numbers(self, name: str) -> Histogram:
        field = f"numbers.{attribute_key(name)}"
        edges = self._query.histograms[name]
        pairs = list(pairwise(edges))
        ranges = [{"from": thousandths(low), "to": thousandths(high)} for low, high in pairs]
        found = self._searcher.aggregate(
            self._clause(self._wanted, without=name),
            {
                "bins": {"range": {"field": field, "ranges": ranges}},
                "ends": {"stats": {"field": field}},
            },
        )
        counts = {
            (int(bucket["from"]), int(bucket["to"])): bucket["doc_count"]
            for bucket in found["bins"]["buckets"]
            if "from" in bucket and "to" in bucket
        }
        ends = found["ends"]
        return Histogram(
            tuple(
                Bin(low, high, counts.get((thousandths(low), thousandths(high)), 0))
                for low, high in pairs
            ),
            *(None if ends[end] is None else ends[end] / THOUSANDTHS for end in ("min", "max")),
        )
