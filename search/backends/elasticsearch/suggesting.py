"""Suggestions as the bodies of one ``_msearch``: a search a reading, and one a facet counted."""

from collections.abc import Mapping, Sequence
from typing import Any

from search import text
from search.backends.elasticsearch.asking import BY_POPULARITY, ON_SALE, Body, every, some
from search.backends.stored import field_of, offers_from
from search.contract import Hit, OfferFilter, Suggested
from search.suggesting import Reading, Typed, forgiven, typed
from search.text import Word

SOLD = ON_SALE.to_dict()


class Suggestion:
    def __init__(self, written: str, *, most: int, counting: Mapping[str, Sequence[str]]) -> None:
        self._typed = typed(written)
        self._most = most
        self._counting = {facet: values for facet, values in counting.items() if values}
        self._counted = tuple(counting)

    def bodies(self) -> list[Body]:
        return [
            *(self._search(reading) for reading in self._typed.readings),
            *(self._count(facet, values) for facet, values in self._counting.items()),
        ]

    def read(self, answers: Sequence[Any]) -> Suggested:
        """The hits of the first reading that found any."""
        searched = answers[: len(self._typed.readings)]
        found: list[Any] = next(
            (each["hits"]["hits"] for each in searched if each["hits"]["hits"]), []
        )
        counts: dict[str, dict[str, int]] = {facet: {} for facet in self._counted}
        for facet, answer in zip(self._counting, answers[len(searched) :], strict=True):
            buckets = answer["aggregations"]["values"]["buckets"]
            counts[facet] = {row["key"]: row["doc_count"] for row in buckets}
        return Suggested([_hit(row["_source"]) for row in found], counts)

    def _search(self, reading: Reading) -> Body:
        return {
            "query": every(_reading(self._typed, reading), SOLD),
            "size": self._most,
            "sort": BY_POPULARITY,
            "track_total_hits": False,
            "_source": ["id", "shown"],
        }

    def _count(self, facet: str, values: Sequence[str]) -> Body:
        field, wanted = field_of(facet), list(values)
        return {
            "query": every({"terms": {field: wanted}}, SOLD),
            "size": 0,
            "track_total_hits": False,
            "aggs": {"values": {"terms": {"field": field, "include": wanted, "size": len(wanted)}}},
        }


def _hit(source: Mapping[str, Any]) -> Hit:
    shown = source["shown"]
    return Hit(source["id"], shown["payload"], OfferFilter().best(offers_from(shown["offers"])))


def _reading(asked: Typed, reading: Reading) -> Body:
    if reading is Reading.CODE:
        return {"term": {"code": asked.code}}
    clauses = [_word(word, reading) for word in asked.words]
    if asked.start:
        begun = [_begins(asked.start, field, reading) for field in reading.fields]
        clauses.append(some([*begun, *(_word(word, reading) for word in asked.last)]))
    return every(*clauses)


def _word(word: Word, reading: Reading) -> Body:
    return some(
        every(*(_token(token, reading) for token in alternative))
        for alternative in word.alternatives
    )


def _token(token: str, reading: Reading) -> Body:
    clauses: list[Body] = [{"term": {field: token}} for field in reading.fields]
    if reading.forgiving and text.fuzzy(token):
        near = {"value": token, "fuzziness": 1, "max_expansions": 200}
        clauses += [{"fuzzy": {field: near}} for field in reading.fields]
    return some(clauses)


def _begins(start: str, field: str, reading: Reading) -> Body:
    if reading.forgiving and forgiven(start):
        return {"regexp": {field: {"value": _one_typo(start), "flags": "NONE"}}}
    return {"prefix": {field: start}}


def _one_typo(start: str) -> str:
    """What begins with ``start``, one letter of it more, less, other, or two neighbours swapped.

    The engine knows no prefix with a typo. ``start`` is letters alone: nothing of it is a sign of
    the expression.
    """
    ways = {start}
    for at in range(len(start)):
        ways.add(f"{start[:at]}.?{start[at + 1 :]}")  # another letter, or one too many
        ways.add(f"{start[:at]}.{start[at:]}")  # one that is missing
        ways.add(start[:at] + start[at + 1 : at + 2] + start[at] + start[at + 2 :])
    return f"({'|'.join(sorted(ways))}).*"
