"""Suggestions from one commit of the index."""

from collections.abc import Iterable, Mapping, Sequence

import tantivy

from search import text
from search.backends.embedded import schema
from search.backends.embedded.asking import Asking, Clause, every, some, unscored
from search.backends.embedded.counting import Counting
from search.backends.embedded.reader import Commit
from search.backends.stored import field_of
from search.contract import Hit, OfferFilter, Suggested
from search.suggesting import Reading, Typed, forgiven, typed
from search.text import Word


class Suggestion:
    def __init__(self, commit: Commit) -> None:
        self._schema = commit.index.schema
        self._searcher = commit.searcher
        self._asking = Asking(commit.index, commit.names)
        self._counting = Counting(self._searcher, self._asking)

    def result(
        self, written: str, *, most: int, counting: Mapping[str, Sequence[str]]
    ) -> Suggested:
        return Suggested(
            hits=self._hits(typed(written), most=most),
            counts={facet: self._counts(facet, values) for facet, values in counting.items()},
        )

    def _hits(self, asked: Typed, *, most: int) -> list[Hit]:
        """Of the first reading that finds any."""
        for reading in asked.readings:
            clause = every([self._reading(asked, reading), self._asking.purchasable()])
            found = self._searcher.search(
                clause, most, False, "by_popularity", 0, tantivy.Order.Desc
            )
            if found.hits:
                rows = [self._searcher.doc(address) for _key, address in found.hits]
                return [schema.hit_of(row, OfferFilter()) for row in rows]
        return []

    def _counts(self, facet: str, values: Iterable[str]) -> dict[str, int]:
        counts = {value: self._count(facet, value) for value in values}
        return {value: count for value, count in counts.items() if count}

    def _count(self, facet: str, value: str) -> int:
        clause = self._term(field_of(facet), value, index_option="basic")
        return self._counting.count(every([clause, self._asking.purchasable()]))

    # --- words ----------------------------------------------------------------------------------
    def _reading(self, asked: Typed, reading: Reading) -> Clause:
        if reading is Reading.CODE:
            return self._asking.codes([asked.code])
        clauses = [self._word(word, reading) for word in asked.words]
        if asked.start:
            begun = [self._begins(asked.start, field, reading) for field in reading.fields]
            clauses.append(some([*begun, *(self._word(word, reading) for word in asked.last)]))
        return every(clauses)

    def _word(self, word: Word, reading: Reading) -> Clause:
        return some(
            every(self._token(token, reading) for token in alternative)
            for alternative in word.alternatives
        )

    def _token(self, token: str, reading: Reading) -> Clause:
        clauses = [self._term(field, token) for field in reading.fields]
        if reading.forgiving and text.fuzzy(token):
            clauses += [self._near(token, field) for field in reading.fields]
        return some(clauses)

    def _term(self, field: str, token: str, index_option: str = "freq") -> Clause:
        return unscored(Clause.term_query(self._schema, field, token, index_option=index_option))

    def _near(self, token: str, field: str, *, begun: bool = False) -> Clause:
        return unscored(Clause.fuzzy_term_query(self._schema, field, token, 1, True, begun))

    def _begins(self, start: str, field: str, reading: Reading) -> Clause:
        if reading.forgiving and forgiven(start):
            return self._near(start, field, begun=True)
        return unscored(Clause.fuzzy_term_query(self._schema, field, start, 0, True, True))
