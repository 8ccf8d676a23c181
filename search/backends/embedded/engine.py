"""One search on one commit of the index."""

from collections.abc import Hashable, Iterable
from dataclasses import replace
from typing import Any

import tantivy

from search import text
from search.backends.embedded import schema
from search.backends.embedded.asking import Asking, Clause, but_not, every, some
from search.backends.embedded.counting import Counting, Measure, OfferCounts
from search.backends.embedded.reader import Commit, Kept
from search.contract import (
    BY_WORDS,
    NOT_STEERED,
    OFFER_FACETS,
    PRICE,
    STEERABLE,
    Hit,
    Matching,
    OfferFilter,
    Query,
    Result,
    Sort,
)
from search.facets import listed
from search.ranking import RANKING

BY = {
    Sort.POPULAR: ("by_popularity", tantivy.Order.Desc),
    Sort.RELEVANCE: ("by_popularity", tantivy.Order.Desc),
    Sort.NEWEST: ("by_age", tantivy.Order.Desc),
    Sort.PRICE_ASC: ("by_said", tantivy.Order.Asc),
    Sort.PRICE_DESC: ("by_said_down", tantivy.Order.Desc),
}
FOUND, OFFERED, LOOKED_AT = "found", "offered", "looked at"  # no facet is called so
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
        self._kept = commit.kept if self.matching is Matching.BROWSE else Kept()

    def result(self) -> Result:
        hits, total = self._hits()
        counts = self._counts()
        return Result(
            hits=hits,
            total=total,
            facets={
                name: listed(counts[Measure(name)], self._query.filters.get(name, ()))
                for name in self._query.facets
            },
            histograms={
                name: counts[Measure(name, edges)] for name, edges in self._query.histograms.items()
            },
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
        for matching in self._query.by_words if words else ():
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
    def _counts(self) -> dict[Measure, Any]:
        measures = [Measure(name) for name in self._query.facets]
        measures += [Measure(name, edges) for name, edges in self._query.histograms.items()]
        counts = {measure: self._kept.get(self._condition(measure)) for measure in measures}
        made = self._counted([measure for measure in measures if counts[measure] is None])
        for measure, each in made.items():
            self._kept.keep(self._condition(measure), each)
        return counts | made

    def _condition(self, measure: Measure) -> Hashable:
        """What a count depends on, the text apart: it is the same on every page, in every order and
        whatever is selected in the facet itself."""
        query, name = self._query, measure.name
        return (
            measure,
            frozenset(query.document_filters(without=name).items()),
            frozenset(query.number_ranges(without=name).items()),
            query.offer_filter(without=name),
        )

    def _counted(self, measures: Iterable[Measure]) -> dict[Measure, Any]:
        """Those of the same references at once."""
        groups: dict[str, list[Measure]] = {}
        for measure in measures:
            groups.setdefault(self._group(measure.name), []).append(measure)
        found = {measure: self._looked_at(measure) for measure in groups.pop(LOOKED_AT, ())}
        for group, members in groups.items():
            found |= self._counting.tally(self._among(group), members)
        return found

    def _group(self, name: str) -> str:
        """Which references are counted: all that are found; those that would be without what is
        selected in the facet; those that have an offer at all; or what offers say, one by one."""
        if name not in (*OFFER_FACETS, PRICE):
            return name if self._query.wants(name) else FOUND
        if self._query.offer_filter(without=name):
            return LOOKED_AT
        return OFFERED if self._wanted or self.matching is Matching.CODE else FOUND

    def _among(self, group: str) -> Clause:
        if group == OFFERED:
            return every([*self._references(), self._asking.purchasable()])
        return self._clause(self._wanted, without="" if group == FOUND else group)

    def _looked_at(self, measure: Measure) -> Any:
        others = self._query.offer_filter(without=measure.name)
        if measure.name == PRICE:
            return self._of_offers.prices(others)
        return self._of_offers.of(measure.name, others)
