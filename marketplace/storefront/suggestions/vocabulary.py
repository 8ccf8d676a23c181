"""What has a name: sports, families and brands, and what many have searched for.

Kept in the process for a few minutes: names hardly ever change, and somebody who types asks five
times a second. Which names stand for something on sale is asked of search each time.
"""

import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial, reduce
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import translation
from rapidfuzz.distance import OSA

from marketplace.core import clock
from marketplace.storefront.listing.shelves import family_path
from marketplace.technical import queries as technical
from marketplace.technical.models import Brand, Family, Sport
from search import text
from search.asked import queries as asked
from search.suggesting import Typed, forgiven
from search.text import Word

KEPT_SECONDS = 300
ASKED = "asked"
LANGUAGES = ("fr", "en")


@dataclass(frozen=True, slots=True)
class Entry:
    """``facet`` and ``slug`` as search knows it; by language: what it is called, and what a family
    belongs to; ``leads``: where to, in the reader's language.

    A query that many have asked is of the facet ``ASKED``.
    """

    facet: str
    slug: str
    names: Mapping[str, str]
    leads: Callable[[], str]
    wider: Mapping[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return self.names[_language()]

    @property
    def url(self) -> str:
        return self.leads()

    @property
    def belongs(self) -> str:
        return self.wider.get(_language(), "")

    @property
    def tokens(self) -> set[str]:
        said = (*self.names.values(), *self.wider.values())
        return {token for each in said for token in text.tokens(each)}


def _language() -> str:
    return "en" if translation.get_language() == "en" else "fr"


class Vocabulary:
    """Entries by the tokens of their names."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries: Sequence[Entry] = list(entries)
        self._by_token: dict[str, set[int]] = defaultdict(set)
        for number, entry in enumerate(self.entries):
            for token in entry.tokens:
                self._by_token[token].add(number)
        self._tokens = sorted(self._by_token)

    def meant(self, asked: Typed) -> list[Entry]:
        """Those that have every word, in their order; with a typo in each where none has."""
        if not asked.words and not asked.start:
            return []
        found = self._found(asked, self._like, self._beginning) or self._found(
            asked, self._almost_like, self._almost_beginning
        )
        return [self.entries[number] for number in sorted(found)]

    def _found(
        self,
        asked: Typed,
        like: Callable[[str], set[int]],
        beginning: Callable[[str], set[int]],
    ) -> set[int]:
        met = [_any(self._word(word, like)) for word in asked.words]
        if asked.start:
            last = [_any(self._word(word, like)) for word in asked.last]
            met.append(_any([beginning(asked.start), *last]))
        return reduce(set.intersection, met)

    def _word(self, word: Word, like: Callable[[str], set[int]]) -> Iterator[set[int]]:
        for alternative in word.alternatives:
            yield reduce(set.intersection, map(like, alternative))

    def _like(self, token: str) -> set[int]:
        return self._by_token.get(token, set())

    def _beginning(self, start: str) -> set[int]:
        first = bisect_left(self._tokens, start)
        last = bisect_left(self._tokens, start + "\U0010ffff")
        return _any(self._by_token[token] for token in self._tokens[first:last])

    def _almost_like(self, token: str) -> set[int]:
        if not text.fuzzy(token):
            return self._like(token)
        near = (known for known in self._tokens if _near(token, known))
        return _any(self._by_token[known] for known in near)

    def _almost_beginning(self, start: str) -> set[int]:
        if not forgiven(start):
            return self._beginning(start)
        ends = range(len(start) - 1, len(start) + 2)
        near = (known for known in self._tokens if any(_near(start, known[:e]) for e in ends))
        return _any(self._by_token[known] for known in near)


def _any(sets: Iterable[set[int]]) -> set[int]:
    return set().union(*sets)


def _near(one: str, other: str) -> bool:
    return OSA.distance(one, other, score_cutoff=1) <= 1


# --- kept in the process ------------------------------------------------------------------------
_kept: tuple[float, Vocabulary] | None = None


def vocabulary() -> Vocabulary:
    """The names there are, a few minutes old at most; four queries when they are read."""
    global _kept
    now = time.monotonic()
    if _kept is None or now - _kept[0] > KEPT_SECONDS:
        _kept = now, Vocabulary(_entries())
    return _kept[1]


def forget() -> None:
    """Read the names again next time."""
    global _kept
    _kept = None


def _entries() -> Iterator[Entry]:
    for sport in Sport.objects.all():
        leads = partial(reverse, "storefront:sport", args=[sport.slug])
        yield Entry("sport", sport.slug, _names(sport), leads)
    for family in technical.shown_families().order_by("sport__position", "position"):
        leads = partial(family_path, family)
        yield Entry("family", family.slug, _names(family), leads, _names(family.sport))
    for slug, name in Brand.objects.values_list("slug", "name"):
        leads = partial(reverse, "storefront:brand", args=[slug])
        yield Entry("brand", slug, dict.fromkeys(LANGUAGES, name), leads)
    for query in _spelt_once(asked.suggestable(at=clock.now())):
        yield Entry(ASKED, query, dict.fromkeys(LANGUAGES, query), partial(_search, query))


def _names(row: Sport | Family) -> dict[str, str]:
    return {"fr": row.name, "en": row.name_en}


def _search(query: str) -> str:
    return f"{reverse('catalogue:index')}?{urlencode({'q': query})}"


def _spelt_once(queries: Iterable[str]) -> Iterable[str]:
    """Of spellings that differ by accents alone, the first."""
    firsts: dict[str, str] = {}
    for query in queries:
        firsts.setdefault(text.fold(query), query)
    return firsts.values()
