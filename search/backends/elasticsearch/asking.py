"""A query as the bodies of one ``_msearch``.

The hits come with the counts of every facet in which nothing is selected; each selected facet is
one more search without its own selection. Measured, this is the fastest of the exact shapes.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from search import text
from search.backends.stored import field_of
from search.contract import (
    BOUTIQUE,
    BY_WORDS,
    FUZZY_WORTH,
    OFFER_FACETS,
    PICKUP,
    PRICE,
    PRICE_EDGES,
    SIZE,
    TEXT_FIELDS,
    Matching,
    OfferFilter,
    Query,
    Sort,
    attribute_key,
    thousandths,
)

Body = dict[str, Any]
MOST_VALUES = 1000
OFFER_FIELDS = {
    **{facet: f"offers.{facet}" for facet in OFFER_FACETS},
    PRICE: "offers.minor",
}
TIES: list[Body] = [{"id": "asc"}]
BY_POPULARITY: list[Body] = [{"popularity": "desc"}, *TIES]


# --- text ------------------------------------------------------------------------------------
def readings(
    written: str, synonyms: text.Synonyms = text.NO_SYNONYMS
) -> list[tuple[Matching, Body]]:
    """The ways to understand a text, strictest first; empty when there is nothing to look for."""
    if not written.strip():
        return [(Matching.BROWSE, {"match_all": {}})]
    keys = text.codes_in(written)
    found: list[tuple[Matching, Body]] = (
        [(Matching.CODE, _filter({"terms": {"code": list(keys)}}))] if keys else []
    )
    words = text.words(written, synonyms)
    return found + [(matching, _words(words, matching)) for matching in BY_WORDS if words]


def finds_anything(matching: Matching, clause: Body) -> Body:
    """Whether a reading finds a reference at all, filters apart."""
    filters = [] if matching is Matching.CODE else [_term("purchasable", True)]
    return {
        "query": {"bool": {"must": [clause], "filter": filters}},
        "size": 0,
        "terminate_after": 1,
        "track_total_hits": 1,
    }


def _words(words: Sequence[text.Word], matching: Matching) -> Body:
    forgiving = matching is not Matching.ALL_WORDS
    each = [
        _some(
            {"bool": {"must": [_token(token, forgiving=forgiving) for token in alternative]}}
            for alternative in word.alternatives
        )
        for word in words
    ]
    return _some(each) if matching is Matching.ANY_WORD else {"bool": {"must": each}}


def _token(token: str, *, forgiving: bool) -> Body:
    clauses: list[Body] = []
    for field, worth in TEXT_FIELDS.items():
        clauses.append({"term": {field: {"value": token, "boost": worth}}})
        if forgiving and text.fuzzy(token):
            near = {"value": token, "fuzziness": 1, "max_expansions": 200}
            clauses.append({"fuzzy": {field: {**near, "boost": worth * FUZZY_WORTH}}})
    return _some(clauses)


# --- filters ---------------------------------------------------------------------------------
def _some(clauses: Iterable[Body]) -> Body:
    return {"bool": {"should": list(clauses), "minimum_should_match": 1}}


def _filter(*clauses: Body) -> Body:
    return {"bool": {"filter": list(clauses)}}


def _term(field: str, value: str | bool) -> Body:
    return {"term": {field: value}}


def _offer(wanted: OfferFilter) -> Body:
    """What one nested offer must meet."""
    clauses: list[Body] = []
    for facet, values in (
        (SIZE, wanted.sizes),
        (BOUTIQUE, wanted.boutiques),
        (PICKUP, wanted.pickups),
    ):
        if values is not None:
            clauses.append({"terms": {OFFER_FIELDS[facet]: sorted(values)}})
    if wanted.priced:
        bounds = {"gte": wanted.low, "lte": wanted.high}
        given = {end: bound for end, bound in bounds.items() if bound is not None}
        clauses.append({"range": {"offers.minor": given}})
    return _filter(*clauses) if clauses else {"match_all": {}}


class Page:
    """The searches of one page, for one reading of its text."""

    def __init__(self, query: Query, matching: Matching, clause: Body) -> None:
        self._query = query
        self._matching = matching
        self._text = clause
        names = (*query.facets, *query.histograms)
        self.alone = tuple(dict.fromkeys(name for name in names if query.wants(name)))
        self._together = tuple(dict.fromkeys(name for name in names if not query.wants(name)))

    def bodies(self) -> list[Body]:
        """The hits and most counts; then one search for each of ``alone``."""
        return [self._hits(), *(self._count(name) for name in self.alone)]

    def _hits(self) -> Body:
        deep = self._query.too_deep
        return {
            "query": self._weighted(self._conditions()),
            "from": 0 if deep else self._query.offset,
            "size": 0 if deep else self._query.per_page,
            "sort": self._sort(),
            "track_total_hits": True,
            "_source": ["id", "shown"],
            "aggs": {name: self._counts(name) for name in self._together},
        }

    def _count(self, name: str) -> Body:
        return {
            "query": self._conditions(without=name),
            "size": 0,
            "track_total_hits": False,
            "aggs": {name: self._counts(name)},
        }

    def _conditions(self, without: str = "") -> Body:
        query = self._query
        filters: list[Body] = [
            {"terms": {field_of(name): sorted(values)}}
            for name, values in query.document_filters(without=without).items()
        ]
        for key, bounds in query.number_ranges(without=without).items():
            low, high = bounds.thousandths()
            filters.append({"range": {f"numbers.{key}": {"gte": low, "lte": high}}})
        wanted = query.offer_filter(without=without)
        if wanted:
            filters.append({"nested": {"path": "offers", "query": _offer(wanted)}})
        elif self._matching is not Matching.CODE:  # a code finds what is sold out, too
            filters.append(_term("purchasable", True))
        return {"bool": {"must": [self._text], "filter": filters}}

    def _scored(self) -> bool:
        return self._query.sort is Sort.RELEVANCE and self._matching in BY_WORDS

    def _weighted(self, conditions: Body) -> Body:
        if not self._scored():
            return conditions
        weight = {"field": "weight", "missing": 1}
        return {"function_score": {"query": conditions, "field_value_factor": weight}}

    def _sort(self) -> list[Body]:
        sort = self._query.sort
        if self._scored():
            return [{"_score": "desc"}, *BY_POPULARITY]
        if sort in (Sort.PRICE_ASC, Sort.PRICE_DESC):
            wanted = _offer(self._query.offer_filter())
            return [
                {
                    "offers.minor": {
                        "order": "asc" if sort is Sort.PRICE_ASC else "desc",
                        "mode": "min",
                        "missing": "_last",
                        "nested": {"path": "offers", "filter": wanted},
                    }
                },
                *TIES,
            ]
        return [{"created": "desc"}, *TIES] if sort is Sort.NEWEST else BY_POPULARITY

    # --- counts ------------------------------------------------------------------------------
    def _counts(self, name: str) -> Body:
        if name in (*OFFER_FACETS, PRICE):
            return self._counts_of_offers(name)
        if name not in self._query.histograms:
            return {"terms": {"field": field_of(name), "size": MOST_VALUES}}
        field = f"numbers.{attribute_key(name)}"
        number = {"field": field}
        edges = [thousandths(edge) for edge in self._query.histograms[name]]
        return {
            "filter": {"exists": number},
            "aggs": {
                "values": {"range": {**number, "ranges": _ranges(edges)}},
                **_ends(field),
            },
        }

    def _counts_of_offers(self, name: str) -> Body:
        """References, not offers: each bucket goes back to the documents it came from."""
        field = {"field": OFFER_FIELDS[name]}
        values: Body = {"terms": {**field, "size": MOST_VALUES}}
        if name == PRICE:
            values = {"range": {**field, "ranges": _ranges(PRICE_EDGES[:-1], open_end=True)}}
        values["aggs"] = {"references": {"reverse_nested": {}}}
        met = {
            "filter": _offer(self._query.offer_filter(without=name)),
            "aggs": {"values": values, **(_ends(OFFER_FIELDS[name]) if name == PRICE else {})},
        }
        return {"nested": {"path": "offers"}, "aggs": {"met": met}}


def _ranges(edges: Sequence[float], *, open_end: bool = False) -> list[Mapping[str, float]]:
    ranges: list[Mapping[str, float]] = [{"from": low, "to": high} for low, high in pairwise(edges)]
    return [*ranges, {"from": edges[-1]}] if open_end else ranges


def _ends(field: str) -> Body:
    return {"minimum": {"min": {"field": field}}, "maximum": {"max": {"field": field}}}
