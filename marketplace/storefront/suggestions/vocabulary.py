"""What has a name: sports, families and brands, and what many have searched for.

Kept in the process for a few minutes: names hardly ever change, and somebody who types asks five
times a second. Which names stand for something on sale is asked of search each time.
"""

import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import translation
from rapidfuzz.distance import OSA

from marketplace.core import clock
from marketplace.storefront.listing.shelves import family_path
from marketplace.technical.models import Brand, Family, Sport
from search import text
from search.asked import queries as asked
from search.suggesting import Typed, forgiven
from search.text import Word

KEPT_SECONDS = 300
ASKED = "asked"


@dataclass(frozen=True, slots=True)
class Entry:
    """``facet`` and ``slug`` as search knows it; ``note``: what a family belongs to.

    A query that many have asked is of the facet ``ASKED``.
    """

    facet: str
    slug: str
    name: str
    name_en: str
    url: str
    note: str = ""
    note_en: str = ""

    @property
    def label(self) -> str:
        return self.name_en if translation.get_language() == "en" else self.name

    @property
    def belongs(self) -> str:
        return self.note_en if translation.get_language() == "en" else self.note

    @property
    def tokens(self) -> set[str]:
        said = (self.name, self.name_en, self.note, self.note_en)
        return {token for each in said for token in text.tokens(each)}


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
        url = reverse("storefront:sport", args=[sport.slug])
        yield Entry("sport", sport.slug, sport.name, sport.name_en, url)
    families = Family.objects.filter(category__is_public=True, category__ancestors_are_public=True)
    for family in families.select_related("sport").order_by("sport__position", "position"):
        sport = family.sport
        yield Entry(
            "family", family.slug, family.name, family.name_en, family_path(family),
            sport.name, sport.name_en,
        )  # fmt: skip
    catalogue = reverse("catalogue:index")
    for slug, name in Brand.objects.values_list("slug", "name"):
        yield Entry("brand", slug, name, name, f"{catalogue}?marque={slug}")
    for query in _spelt_once(asked.suggestable(at=clock.now())):
        yield Entry(ASKED, query, query, query, f"{catalogue}?{urlencode({'q': query})}")


def _spelt_once(queries: Iterable[str]) -> Iterable[str]:
    """Of spellings that differ by accents alone, the first."""
    firsts: dict[str, str] = {}
    for query in queries:
        firsts.setdefault(text.fold(query), query)
    return firsts.values()
