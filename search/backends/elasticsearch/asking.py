"""A query as the searches of one ``_msearch``, which the engine's own library puts in words.

The hits of a text come with the counts of every facet in which nothing is selected; each selected
facet is one more search without its own selection. Measured, this is the fastest of the exact
shapes. Where one browses, the counts are a search of their own, which the engine keeps.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from elasticsearch.dsl import A, Q, Search
from elasticsearch.dsl.aggs import Agg
from elasticsearch.dsl.query import Query as Clause

from search import text
from search.backends.elasticsearch.mapping import CHOSEN, SAID
from search.backends.stored import field_of
from search.contract import (
    BOUTIQUE,
    BY_WORDS,
    NOT_STEERED,
    OFFER_FACETS,
    PICKUP,
    PRICE,
    PRICE_EDGES,
    SIZE,
    STEERABLE,
    Matching,
    OfferFilter,
    Query,
    Sort,
    attribute_key,
    thousandths,
)
from search.ranking import RANKING

Body = dict[str, Any]
# Every value that there is, so that counts are exact however many shards there are.
MOST_VALUES = 20_000
# Scores weigh a word by how rare it is in all shards together.
ALL_SHARDS = {"search_type": "dfs_query_then_fetch"}
OF_OFFERS = (*OFFER_FACETS, PRICE)
PINNED = 1e6  # above every score of a text, times as many as are pinned
FITS = 1.0  # without text, where every reference has the same score
NOTHING: tuple[Matching, Body] = (Matching.NOTHING, {"match_none": {}})
ON_SALE = Q("term", purchasable=True)
TIES: list[Body] = [{"id": "asc"}]
BY_POPULARITY: list[Body] = [{"popularity": "desc"}, *TIES]


# --- text ------------------------------------------------------------------------------------
def readings(query: Query) -> list[tuple[Matching, Body]]:
    """The ways to understand its text, strictest first; empty when there is nothing to look for."""
    written = query.text
    if not written.strip():
        return [(Matching.BROWSE, {"match_all": {}})]
    keys = text.codes_in(written)
    found: list[tuple[Matching, Body]] = (
        [(Matching.CODE, every({"terms": {"code": list(keys)}}))] if keys else []
    )
    words, forms = text.words(written, query.synonyms), text.asked_forms(written)
    by_words = query.by_words if words else ()
    return found + [(matching, _words(words, matching, forms)) for matching in by_words]


def finds_anything(matching: Matching, clause: Body) -> Search[Any]:
    """Whether a reading finds a reference at all, filters apart."""
    filters = [] if matching is Matching.CODE else [ON_SALE]
    search = Search[Any]().query(Q("bool", must=[Q(clause)], filter=filters))
    return search.extra(terminate_after=1, track_total_hits=1)[:0]


def _words(words: Sequence[text.Word], matching: Matching, forms: text.Forms) -> Body:
    forgiving = matching is not Matching.ALL_WORDS
    each = [_word(word, forms, forgiving=forgiving) for word in words]
    found = [some(each)] if matching is Matching.ANY_WORD else each
    return {"bool": {"must": found, "should": [_letter(form) for form in forms.get("", ())]}}


def _letter(form: str) -> Body:
    """What adds to a score and is not asked for."""
    return _best(some(_forms(field, [form])) for field in RANKING.forms)


def _word(word: text.Word, forms: text.Forms, *, forgiving: bool) -> Body:
    return some(
        {
            "bool": {
                "must": [
                    _token(token, forms.get(token, ()), forgiving=forgiving)
                    for token in alternative
                ]
            }
        }
        for alternative in word.alternatives
    )


def _token(token: str, forms: Sequence[str], *, forgiving: bool) -> Body:
    typo = RANKING.typo if forgiving and text.fuzzy(token) else 0.0
    return _best(
        some([*_stem(field, token, typo), *_forms(field, forms)]) for field in RANKING.fields
    )


def _best(fields: Iterable[Body]) -> Body:
    """The field that says it best, and a share of the others."""
    return {"dis_max": {"queries": list(fields), "tie_breaker": RANKING.others}}


def _stem(field: str, token: str, typo: float) -> Iterator[Body]:
    worth = RANKING.fields[field]
    yield {"term": {field: {"value": token, "boost": worth}}}
    if typo:
        near = {"value": token, "fuzziness": 1, "max_expansions": 200, "boost": worth * typo}
        yield {"fuzzy": {field: near}}


def _forms(field: str, forms: Iterable[str]) -> Iterator[Body]:
    worth = RANKING.fields[field] * RANKING.forms.get(field, 0)
    for form in forms if worth else ():
        yield {"term": {f"{field}_forms": {"value": form, "boost": worth}}}


# --- filters ---------------------------------------------------------------------------------
def some(clauses: Iterable[Body]) -> Body:
    return {"bool": {"should": list(clauses), "minimum_should_match": 1}}


def every(*clauses: Body) -> Body:
    return {"bool": {"filter": list(clauses)}}


def _ids(ids: Iterable[int]) -> Clause:
    return Q("ids", values=[str(id) for id in ids])


def _conditions(wanted: OfferFilter, path: str) -> list[Clause]:
    """What the fields under ``path`` must meet."""
    asked = {SIZE: wanted.sizes, BOUTIQUE: wanted.boutiques, PICKUP: wanted.pickups}
    clauses = [
        Q("terms", **{f"{path}{facet}": sorted(values)})
        for facet, values in asked.items()
        if values is not None
    ]
    if wanted.priced:
        bounds = {"gte": wanted.low, "lte": wanted.high}
        given = {end: bound for end, bound in bounds.items() if bound is not None}
        clauses.append(Q("range", **{f"{path}{PRICE}": given}))
    return clauses


def _one_offer(wanted: OfferFilter) -> Clause:
    """What one nested offer must meet."""
    return Q("bool", filter=_conditions(wanted, "offers."))


def _some_offer(wanted: OfferFilter) -> Clause:
    """A reference of which one offer meets all of ``wanted``: a lone condition any of them may."""
    lone = _conditions(wanted, "")
    return lone[0] if len(lone) == 1 else Q("nested", path="offers", query=_one_offer(wanted))


def _all_priced_within(wanted: OfferFilter) -> Clause:
    """No offer has a price beyond the bounds."""
    beyond = [
        Q("range", **{PRICE: {beyond: bound}})
        for beyond, bound in (("lt", wanted.low), ("gt", wanted.high))
        if bound is not None
    ]
    return Q("bool", must_not=beyond)


class Guess:
    """A query as its strictest reading has it, and whether each reading finds anything.

    ``known``: its readings, none where there is nothing to look for; ``probes``: how many of
    ``searches``, the first ones, try them.
    """

    def __init__(self, query: Query) -> None:
        self.query = query
        self.known = readings(query)
        told = [matching for matching, _clause in self.known]
        tried = len(told) > 1 or told == [Matching.ALL_WORDS]
        probes = [finds_anything(*each) for each in self.known] if tried else []
        self.probes = len(probes)
        self.page = Page(query, *(self.known or [NOTHING])[0])
        self.searches = [*probes, *self.page.searches()] if self.known else []

    def right(self, answers: Sequence[Any]) -> int | None:
        """The strictest reading that finds something."""
        if not self.probes:
            return 0 if self.known else None
        found = [answer["hits"]["total"]["value"] for answer in answers[: self.probes]]
        return next((rank for rank, count in enumerate(found) if count), None)


class Page:
    """The searches of one page, for one reading of its text."""

    def __init__(self, query: Query, matching: Matching, clause: Body) -> None:
        self._query = query
        self._matching = matching
        self._found = Q(clause)  # by the text alone
        steered = query.steering if matching in STEERABLE else NOT_STEERED
        self._pinned, self._boosts = steered.pinned, steered.boosts
        self._own = query.own_offer if matching in STEERABLE else None
        by_words = self._pinned and matching in BY_WORDS
        self._text = (
            Q("bool", should=[self._found, _ids(self._pinned)]) if by_words else self._found
        )
        names = tuple(dict.fromkeys((*query.facets, *query.histograms)))
        chosen = [name for name in names if query.wants(name)]
        others = [name for name in names if not query.wants(name)]
        # The engine keeps answers without hits for whoever asks the same again before the index
        # changes: as people do who browse, and hardly who type.
        apart = others if matching is Matching.BROWSE else []
        self._beside = [name for name in others if name not in apart]
        # What each search after the first counts.
        self._alone = [*([apart] if apart else []), *([name] for name in chosen)]

    def searches(self) -> list[Search[Any]]:
        """The hits; then the counts, those of what is selected without its own selection."""
        return [self._hits(), *(self._counting(names) for names in self._alone)]

    def _hits(self) -> Search[Any]:
        first, most = self._query.offset, self._query.per_page
        search = (
            Search[Any]()
            .query(self._ordered())
            .sort(*self._sort())
            .source(["id", "shown"])
            .params(**(ALL_SHARDS if self._scored() else {}))
            .extra(track_total_hits=True)
        )[slice(0, 0) if self._query.too_deep else slice(first, first + most)]
        return self._with_counts(search, self._beside)

    def _counting(self, names: Sequence[str]) -> Search[Any]:
        """Of one facet that may be selected in, or of several that are not."""
        search = Search[Any]().query(self._conditions(without=names[0]))
        return self._with_counts(search.extra(track_total_hits=False)[:0], names)

    def _with_counts(self, search: Search[Any], names: Sequence[str]) -> Search[Any]:
        for name in names:
            search.aggs.bucket(name, self._counts(name))
        return search

    def _conditions(self, without: str = "", text: Clause | None = None) -> Clause:
        """``text``: in place of what was read of it."""
        query = self._query
        filters = [
            Q("terms", **{field_of(name): sorted(values)})
            for name, values in query.document_filters(without=without).items()
        ]
        for key, bounds in query.number_ranges(without=without).items():
            low, high = bounds.thousandths()
            filters.append(Q("range", **{f"numbers.{key}": {"gte": low, "lte": high}}))
        wanted = query.offer_filter(without=without)
        if wanted:
            filters.append(_some_offer(wanted))
        elif self._matching is not Matching.CODE:  # a code finds what is sold out, too
            filters.append(ON_SALE)
        return Q("bool", must=[text or self._text], filter=filters)

    def _scored(self) -> bool:
        return self._query.sort is Sort.RELEVANCE and self._matching in BY_WORDS

    @property
    def sized(self) -> bool:
        """Whether the shopper's sizes have a part in the order."""
        return self._own is not None

    @property
    def steered(self) -> bool:
        """Whether what operators say has a part in the order."""
        return self._query.sort is Sort.RELEVANCE and bool(self._pinned or self._boosts)

    def _ordered(self) -> Clause:
        """All conditions, with the score by which hits come."""
        conditions = self._conditions()
        if self._scored():
            weight = {"field": "weight", "missing": 1}
            scored = self._conditions(text=self._favoured())
            scored = Q("function_score", query=scored, field_value_factor=weight)
            if not self._pinned:
                return scored
            conditions = Q("bool", filter=[conditions], should=[scored])
        first = self._first()
        return Q("bool", must=[conditions], should=first) if first else conditions

    def _first(self) -> list[Clause]:
        """What comes before all else: what is pinned; without text what the shopper can wear."""
        pinned = self._pinned if self.steered else ()
        first = [
            Q("constant_score", filter=_ids([id]), boost=PINNED * (len(pinned) - place))
            for place, id in enumerate(pinned)
        ]
        if self._own and not self._scored():
            first.append(Q("constant_score", filter=_some_offer(self._own), boost=FITS))
        return first

    def _favoured(self) -> Clause:
        """The text, and what counts more of what it finds."""
        favours = [(_ids([id]), share) for id, share in self._boosts.items()]
        if self._own:
            favours.append((_some_offer(self._own), RANKING.fits))
        more = [
            Q("bool", must=[Q("bool", must=[self._found], boost=share)], filter=[condition])
            for condition, share in favours
        ]
        return Q("bool", must=[self._found], should=more)

    def _sort(self) -> list[Body]:
        sort = self._query.sort
        if self._scored() or self._first():
            return [{"_score": "desc"}, *BY_POPULARITY]
        if sort in (Sort.PRICE_ASC, Sort.PRICE_DESC):
            return [self._by_price("asc" if sort is Sort.PRICE_ASC else "desc"), *TIES]
        return [{"created": "desc"}, *TIES] if sort is Sort.NEWEST else BY_POPULARITY

    def _by_price(self, order: str) -> Body:
        """By the lowest price that is said of what meets what is asked of offers."""
        lowest = {"order": order, "mode": "min", "missing": "_last"}
        wanted = self._query.offer_filter()
        if not wanted:
            return {SAID: lowest}
        conditions = _conditions(wanted, "offers.")
        if wanted.by_choice:
            conditions.append(Q("term", **{f"offers.{CHOSEN}": True}))
        nested = {"path": "offers", "filter": Q("bool", filter=conditions).to_dict()}
        return {f"offers.{PRICE}": {**lowest, "nested": nested}}

    # --- counts ------------------------------------------------------------------------------
    def _counts(self, name: str) -> Agg[Any]:
        if name in OF_OFFERS:
            return self._counts_of_offers(name)
        if name not in self._query.histograms:
            return A("terms", field=field_of(name), size=MOST_VALUES)
        field = f"numbers.{attribute_key(name)}"
        edges = [thousandths(edge) for edge in self._query.histograms[name]]
        counts = A("filter", Q("exists", field=field))
        counts.bucket("values", A("range", field=field, ranges=_ranges(edges)))
        _add_ends(counts, field)
        return counts

    def _counts_of_offers(self, name: str) -> Agg[Any]:
        """References, not offers. Offers are looked at one by one only where it matters: of a
        reference whose every offer meets what is asked, its own fields say the same, much faster.
        """
        others = self._query.offer_filter(without=name)
        counts = A("filter", Q("match_all"))
        if not others.placed:
            whole = counts.bucket("whole", A("filter", _all_priced_within(others)))
            _add_values(whole, name, name)
        if others:
            apart = ~_all_priced_within(others) if not others.placed else Q("match_all")
            offers = counts.bucket("apart", A("filter", apart)).bucket(
                "offers", A("nested", path="offers")
            )
            met = offers.bucket("met", A("filter", _one_offer(others)))
            _add_values(met, name, f"offers.{name}").bucket("references", A("reverse_nested"))
        return counts


def _add_values(counts: Any, name: str, field: str) -> Any:
    """How often each value is said; of a price each bin, and what the ends are."""
    if name != PRICE:
        return counts.bucket("values", A("terms", field=field, size=MOST_VALUES))
    _add_ends(counts, field)
    return counts.bucket(
        "values", A("range", field=field, ranges=_ranges(PRICE_EDGES[:-1], open_end=True))
    )


def _ranges(edges: Sequence[float], *, open_end: bool = False) -> list[Mapping[str, float]]:
    ranges: list[Mapping[str, float]] = [{"from": low, "to": high} for low, high in pairwise(edges)]
    return [*ranges, {"from": edges[-1]}] if open_end else ranges


def _add_ends(counts: Any, field: str) -> None:
    """The least and the greatest of what is counted."""
    counts.metric("minimum", A("min", field=field)).metric("maximum", A("max", field=field))
