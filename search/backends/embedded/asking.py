"""A query in tantivy's terms.

tantivy knows no nested documents. What must hold on one offer is a term for the place it is asked
for (a size, a boutique, a point to fetch it from, or several of these together), and where a price
is asked for, a range over the prices kept under that place: exact without looking at any document.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product

import tantivy

from search import text
from search.backends.embedded import schema
from search.backends.embedded.packed import Names
from search.backends.stored import SPELLED, field_of
from search.contract import BOUTIQUE, PICKUP, SIZE, Matching, OfferFilter, Query
from search.ranking import RANKING
from search.suggesting import NAMES

Clause = tantivy.Query
HIGHEST = schema.SOLD_OUT


def every(clauses: Iterable[Clause]) -> Clause:
    """All must match; all documents when there is no clause."""
    found = [(tantivy.Occur.Must, clause) for clause in clauses]
    return Clause.boolean_query(found) if found else Clause.all_query()


def some(clauses: Iterable[Clause]) -> Clause:
    """At least one must match; nothing does when there is no clause."""
    found = [(tantivy.Occur.Should, clause) for clause in clauses]
    return found[0][1] if len(found) == 1 else Clause.boolean_query(found)


def unscored(clause: Clause) -> Clause:
    return Clause.const_score_query(clause, 0.0)


def but_not(clause: Clause, unwanted: Clause) -> Clause:
    return Clause.boolean_query([(tantivy.Occur.Must, clause), (tantivy.Occur.MustNot, unwanted)])


class Asking:
    """Makes clauses for one index."""

    def __init__(self, index: tantivy.Index, names: Names) -> None:
        self._index = index
        self._names = names
        self._schema = index.schema

    # --- text -----------------------------------------------------------------------------------
    def named(self, token: str) -> Clause:
        """A token in what a reference is called and found by."""
        return some(
            unscored(Clause.term_query(self._schema, field, token, index_option="freq"))
            for field in NAMES
        )

    def spelled(self, written: str) -> Clause:
        return self._term(SPELLED, written)

    def codes(self, keys: Iterable[str]) -> Clause:
        return some(self._term("code", key) for key in keys)

    def words(self, words: Sequence[text.Word], matching: Matching, forms: text.Forms) -> Clause:
        """``matching`` is one of ALL_WORDS, SPELLING and ANY_WORD."""
        forgiving = matching is not Matching.ALL_WORDS
        each = [self._word(word, forms, forgiving=forgiving) for word in words]
        found = some(each) if matching is Matching.ANY_WORD else every(each)
        letters = [self._letter(form) for form in forms.get("", ())]
        wanted = [(tantivy.Occur.Should, letter) for letter in letters]
        return Clause.boolean_query([(tantivy.Occur.Must, found), *wanted]) if wanted else found

    def _letter(self, form: str) -> Clause:
        """What adds to a score and is not asked for."""
        return self._best(some(self._forms(field, [form])) for field in RANKING.forms)

    def _word(self, word: text.Word, forms: text.Forms, *, forgiving: bool) -> Clause:
        return some(
            every(
                self._token(token, forms.get(token, ()), forgiving=forgiving)
                for token in alternative
            )
            for alternative in word.alternatives
        )

    def _token(self, token: str, forms: Sequence[str], *, forgiving: bool) -> Clause:
        typo = RANKING.typo if forgiving and text.fuzzy(token) else 0.0
        return self._best(
            some([*self._stem(field, token, typo), *self._forms(field, forms)])
            for field in RANKING.fields
        )

    def _best(self, fields: Iterable[Clause]) -> Clause:
        """The field that says it best, and a share of the others."""
        return Clause.disjunction_max_query(list(fields), RANKING.others)

    def _stem(self, field: str, token: str, typo: float) -> Iterator[Clause]:
        worth = RANKING.fields[field]
        yield self._scored(field, token, worth)
        if typo:
            near = Clause.fuzzy_term_query(self._schema, field, token, 1, True)
            yield Clause.boost_query(near, worth * typo)

    def _forms(self, field: str, forms: Iterable[str]) -> Iterator[Clause]:
        worth = RANKING.fields[field] * RANKING.forms.get(field, 0)
        for form in forms if worth else ():
            yield self._scored(f"{field}_forms", form, worth)

    def _scored(self, field: str, token: str, worth: float) -> Clause:
        exact = Clause.term_query(self._schema, field, token, index_option="freq")
        return Clause.boost_query(exact, worth)

    def favoured(self, found: Clause, favours: Iterable[tuple[Clause, float]]) -> Clause:
        """``found``, and a share of its score again for what meets each condition."""
        more = [
            (tantivy.Occur.Should, every([Clause.boost_query(found, share), condition]))
            for condition, share in favours
        ]
        return Clause.boolean_query([(tantivy.Occur.Must, found), *more]) if more else found

    # --- filters --------------------------------------------------------------------------------
    def ids(self, ids: Iterable[int]) -> Clause:
        return some(self._term("id", str(id)) for id in ids)

    def document(self, query: Query, *, without: str = "") -> list[Clause]:
        """What the reference itself must meet."""
        terms = [
            self._any_of(name, values)
            for name, values in query.document_filters(without=without).items()
        ]
        ranges = [
            self._range(f"numbers.{key}", *bounds.thousandths())
            for key, bounds in query.number_ranges(without=without).items()
        ]
        return terms + ranges

    def _any_of(self, facet: str, values: Iterable[str]) -> Clause:
        return some(self._term(field_of(facet), value) for value in sorted(values))

    def purchasable(self) -> Clause:
        return unscored(Clause.term_query(self._schema, "purchasable", True))

    def offer(self, wanted: OfferFilter) -> Clause:
        """At least one purchasable offer meets all of ``wanted``."""
        if not wanted:
            return self.purchasable()
        if wanted.priced and not wanted.placed:
            return self._range("price", wanted.low, wanted.high)
        if not wanted.priced:
            return self._placed(wanted)
        return some(
            self._range(f"prices.{path}", wanted.low, wanted.high) for path in self._paths(wanted)
        )

    def _placed(self, wanted: OfferFilter) -> Clause:
        return some(self._term("place", path) for path in self._paths(wanted))

    def _paths(self, wanted: OfferFilter) -> list[str]:
        """Of each place that ``wanted`` names and an offer may have."""
        asked = {SIZE: wanted.sizes, BOUTIQUE: wanted.boutiques, PICKUP: wanted.pickups}
        numbers = (
            [None] if names is None else self._names.known(facet, names)
            for facet, names in asked.items()
        )
        return [schema.path(*place) for place in product(*numbers)]

    def all_priced_within(self, wanted: OfferFilter) -> Clause:
        """Every purchasable offer, and there is one, has a price within the bounds."""
        low, high = wanted.low or 0, HIGHEST - 1 if wanted.high is None else wanted.high
        if high < max(low, 0):
            return Clause.empty_query()
        kind = tantivy.FieldType.Unsigned
        lowest = max(low, 0) << schema.ID_BITS
        highest = min(high, HIGHEST - 1) << schema.ID_BITS | schema.ID_MASK
        return every(
            unscored(clause)
            for clause in (
                Clause.range_query(self._schema, "by_low", kind, lowest, None),
                Clause.range_query(self._schema, "by_high", kind, None, highest),
                self.purchasable(),
            )
        )

    def _term(self, field: str, value: str) -> Clause:
        return unscored(Clause.term_query(self._schema, field, value, index_option="basic"))

    def _range(self, field: str, low: int | None, high: int | None) -> Clause:
        """Whole numbers only: bounds of two types make the engine panic."""
        lowest, highest = -(2**60) if low is None else low, 2**60 if high is None else high
        if lowest > highest:
            return Clause.empty_query()
        if field == "price":
            kind = tantivy.FieldType.Integer
            found = Clause.range_query(self._schema, field, kind, lowest, highest)
        else:  # a path into JSON can only be reached through the parser
            found = self._index.parse_query(f"{field}:[{int(lowest)} TO {int(highest)}]", [])
        return unscored(found)
