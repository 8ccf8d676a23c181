"""One search on one commit of the index."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import tantivy

from search import text
from search.backends.embedded import schema
from search.backends.embedded.asking import Asking, Clause, but_not, every, some
from search.backends.embedded.counting import Counting, OfferCounts
from search.backends.embedded.reader import Commit, Kept
from search.backends.stored import field_of
from search.contract import (
    BY_WORDS,
    NOT_STEERED,
    OFFER_FACETS,
    PRICE,
    PRICE_EDGES,
    STEERABLE,
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
from search.ranking import RANKING

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
        self._found = every(self._text)  # by the text alone
        steered = query.steering if self.matching in STEERABLE else NOT_STEERED
        self._pinned, self._boosts = steered.pinned, steered.boosts
        self._own = query.own_offer if self.matching in STEERABLE else None
        if self._pinned and self._text:
            self._text = [some([self._found, self._asking.ids(self._pinned)])]
        self._of_offers = OfferCounts(commit, self._asking, self._references())
        # People who browse ask the same as others before them; those who type hardly do.
        shared = self.matching is Matching.BROWSE
        self._kept_facets = commit.facets if shared else Kept[Mapping[str, int]]()
        self._kept_histograms = commit.histograms if shared else Kept[Histogram]()

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
            steered=bool(self._pinned or self._boosts) and self._by_relevance,
            sized=self._own is not None,
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
            return self._by_matching_price(), self._counting.count(clause)
        return self._page(clause)

    @property
    def _by_relevance(self) -> bool:
        return self._query.sort is Sort.RELEVANCE

    def _page(self, clause: Clause) -> tuple[list[Hit], int]:
        most, offset = self._query.per_page, self._query.offset
        if not (self._by_relevance and self._pinned):
            return self._fitting(self._scored(clause), most, offset)
        first = self._first(clause)
        hits = first[offset : offset + most]
        if len(hits) < most:
            rest = but_not(self._scored(clause), self._asking.ids(self._pinned))
            more, _ = self._fitting(rest, most - len(hits), max(offset - len(first), 0))
            hits += more
        return hits, self._counting.count(clause)

    def _first(self, clause: Clause) -> list[Hit]:
        """What is pinned and meets all conditions, in the order of the pins."""
        among = every([clause, self._asking.ids(self._pinned)])
        found = self._searcher.search(among, len(self._pinned))
        rows = [self._searcher.doc(address) for _score, address in found.hits]
        hits = [replace(schema.hit_of(row, self._wanted), pinned=True) for row in rows]
        return sorted(hits, key=lambda hit: self._pinned.index(hit.id))

    def _fitting(self, clause: Clause, most: int, offset: int) -> tuple[list[Hit], int]:
        """Without text, what can be bought in the shopper's size before the rest."""
        if self._own is None or self.matching is not Matching.BROWSE:
            return self._ordered(clause, most, offset)
        fits = self._asking.offer(self._own)
        hits, first = self._ordered(every([clause, fits]), most, offset)
        if len(hits) == most:
            return hits, self._counting.count(clause)
        start = max(offset - first, 0)
        more, others = self._ordered(but_not(clause, fits), most - len(hits), start)
        return hits + more, first + others

    def _ordered(self, clause: Clause, most: int, offset: int) -> tuple[list[Hit], int]:
        if self._by_relevance and self.matching in BY_WORDS:
            found = self._searcher.search(
                clause, most, True, offset=offset, weight_by_field="weight"
            )
        else:
            field, order = BY[self._query.sort]
            found = self._searcher.search(clause, most, True, field, offset, order)
        rows = [self._searcher.doc(address) for _key, address in found.hits]
        total = int(found.count)  # type: ignore[attr-defined]  # the stub forgets it
        return [schema.hit_of(row, self._wanted) for row in rows], total

    def _scored(self, clause: Clause) -> Clause:
        """``clause``, its text with all that counts in the order where its score decides."""
        if not (self._by_relevance and self.matching in BY_WORDS):
            return clause
        filters = self._asking.document(self._query)
        return every([self._favoured(), *filters, self._asking.offer(self._wanted)])

    def _favoured(self) -> Clause:
        """The text, and what counts more of what it finds."""
        boosts = [(self._asking.ids([id]), share) for id, share in self._boosts.items()]
        own = [(self._asking.offer(self._own), RANKING.fits)] if self._own else []
        return self._asking.favoured(self._found, [*boosts, *own])

    def _by_matching_price(self) -> list[Hit]:
        descending = self._query.sort is Sort.PRICE_DESC
        last = self._query.offset + self._query.per_page
        found = self._of_offers.by_price(self._wanted, most=last, descending=descending)
        rows = [self._searcher.doc(address) for *_key, address in found[self._query.offset :]]
        return [schema.hit_of(row, self._wanted) for row in rows]

    # --- counts ---------------------------------------------------------------------------------
    def _facets(self) -> dict[str, list[FacetValue]]:
        names, kept = self._query.facets, self._kept_facets
        known = {name: kept.get(self._condition(name)) for name in names}
        made = self._counted([name for name in names if known[name] is None])
        for name, counts in made.items():
            kept.keep(self._condition(name), counts)
        found, selected = {**known, **made}, self._query.filters
        return {name: listed(found[name] or {}, selected.get(name, ())) for name in names}

    def _condition(self, name: str) -> Hashable:
        """What the counts of one facet depend on, the text apart: they are the same on every page,
        in every order and whatever is selected in the facet itself."""
        query = self._query
        return (
            name,
            query.histograms.get(name),
            frozenset(query.document_filters(without=name).items()),
            frozenset(query.number_ranges(without=name).items()),
            query.offer_filter(without=name),
        )

    def _counted(self, names: Sequence[str]) -> dict[str, dict[str, int]]:
        of_references = [name for name in names if name not in OFFER_FACETS]
        open_ones = [name for name in of_references if not self._query.wants(name)]
        counts = self._terms(self._clause(self._wanted), open_ones)
        for name in names:
            if name in OFFER_FACETS:
                others = self._query.offer_filter(without=name)
                counts[name] = self._of_offers.of(name, others)
            elif name not in counts:
                counts |= self._terms(self._clause(self._wanted, without=name), [name])
        return counts

    def _terms(self, clause: Clause, facets: Sequence[str]) -> dict[str, dict[str, int]]:
        fields = {name: field_of(name) for name in facets}
        counts = self._counting.terms(clause, list(fields.values()))
        return {name: counts[field] for name, field in fields.items()}

    def _histogram(self, name: str) -> Histogram:
        condition = self._condition(name)
        found = self._kept_histograms.get(condition)
        if found is None:
            found = self._prices() if name == PRICE else self._numbers(name)
            self._kept_histograms.keep(condition, found)
        return found

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
