"""A query as the bodies of one ``_msearch``.

The hits come with the counts of every facet in which nothing is selected; each selected facet is
one more search without its own selection. Measured, this is the fastest of the exact shapes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from search import text
from search.backends.stored import field_of
from search.contract import (
    BOUTIQUE,
    BY_WORDS,
    OFFER_FACETS,
    PICKUP,
    PRICE,
    PRICE_EDGES,
    SIZE,
    Matching,
    OfferFilter,
    Query,
    Sort,
    attribute_key,
    thousandths,
)
from search.ranking import RANKING

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
    words, forms = text.words(written, synonyms), text.asked_forms(written)
    return found + [(matching, _words(words, matching, forms)) for matching in BY_WORDS if words]


def finds_anything(matching: Matching, clause: Body) -> Body:
    """Whether a reading finds a reference at all, filters apart."""
    filters = [] if matching is Matching.CODE else [_term("purchasable", True)]
    return {
        "query": {"bool": {"must": [clause], "filter": filters}},
        "size": 0,
        "terminate_after": 1,
        "track_total_hits": 1,
    }


def _words(words: Sequence[text.Word], matching: Matching, forms: text.Forms) -> Body:
    forgiving = matching is not Matching.ALL_WORDS
    each = [_word(word, forms, forgiving=forgiving) for word in words]
    found = [_some(each)] if matching is Matching.ANY_WORD else each
    return {"bool": {"must": found, "should": [_letter(form) for form in forms.get("", ())]}}


def _letter(form: str) -> Body:
    """What adds to a score and is not asked for."""
    return _best(_some(_forms(field, [form])) for field in RANKING.forms)


def _word(word: text.Word, forms: text.Forms, *, forgiving: bool) -> Body:
    return _some(
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
        _some([*_stem(field, token, typo), *_forms(field, forms)]) for field in RANKING.fields
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
