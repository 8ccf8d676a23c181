"""Search by looking at every document: slow, plain, and what the engines must agree with."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from search import suggesting, text
from search.contract import (
    DEEPEST_HIT,
    OFFER_FACETS,
    PRICE,
    Bin,
    Document,
    FacetValue,
    Histogram,
    Hit,
    Matching,
    Offer,
    Query,
    Result,
    Sort,
    attribute_key,
)

TEXT_ORDER = (Matching.ALL_WORDS, Matching.SPELLING, Matching.ANY_WORD)


class Oracle:
    """The contract in its own words. Hits of a text by relevance come in no particular order."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self.documents = list(documents)

    def search(self, query: Query) -> Result:
        matching, texts = self._understand(query.text, query.synonyms, strict=query.strict)
        found = [d for d in texts if self._meets(d, query, matching)]
        # A code finds what it names: the shopper's size has no part in it.
        plain = replace(query, prefer_sizes=frozenset())
        by = plain if matching is Matching.CODE else query
        ordered = sorted(found, key=lambda d: order_key(d, by))
        deep = query.page * query.per_page > DEEPEST_HIT
        page = [] if deep else ordered[(query.page - 1) * query.per_page :][: query.per_page]
        return Result(
            hits=[hit(document, query) for document in page],
            total=len(found),
            facets={name: self._facet(name, texts, query, matching) for name in query.facets},
            histograms={
                name: self._histogram(name, texts, query, matching) for name in query.histograms
            },
            matching=matching,
            page=query.page,
            per_page=query.per_page,
            sized=bool(query.prefer_sizes)
            and _may_wear(query)
            and matching in (*TEXT_ORDER, Matching.BROWSE),
        )

    def spellings(self, words: Iterable[str]) -> dict[str, str]:
        on_sale = [document for document in self.documents if document.purchasable]
        counts: Counter[str] = Counter()
        named: set[str] = set()
        for document in on_sale:
            counts.update(text.spelled(document.title, document.keywords))
            named |= {*text.tokens(document.title), *text.tokens(document.keywords)}
        found = {}
        for word in text.misspellable(words):
            known = text.stem(word) in named
            found[word] = word if known else text.corrected(word, counts)
        return found

    # --- text -----------------------------------------------------------------------------------
    def _understand(
        self, written: str, synonyms: text.Synonyms, *, strict: bool
    ) -> tuple[Matching, list[Document]]:
        if not written.strip():
            return Matching.BROWSE, self.documents
        keys = set(text.codes_in(written))
        coded = [d for d in self.documents if keys & {text.code_key(code) for code in d.codes}]
        if coded:
            return Matching.CODE, coded
        words = text.words(written, synonyms)
        on_sale = [document for document in self.documents if document.purchasable]
        for matching in (TEXT_ORDER[:1] if strict else TEXT_ORDER) if words else ():
            test = any if matching is Matching.ANY_WORD else all
            found = [
                document
                for document in on_sale
                if test(_has(tokens_of(document), word, matching) for word in words)
            ]
            if found:
                return matching, found
        return Matching.NOTHING, []

    # --- filters --------------------------------------------------------------------------------
    def _meets(self, document: Document, query: Query, matching: Matching, but: str = "") -> bool:
        """``but``: the facet whose own selection does not count."""
        for name, wanted in query.filters.items():
            if name in (but, *OFFER_FACETS):
                continue
            if not wanted & set(document.values(name)):
                return False
        for name, bounds in query.ranges.items():
            if name in (but, PRICE):
                continue
            number = document.numbers.get(attribute_key(name))
            if number is None or not within(number, bounds.low, bounds.high):
                return False
        conditions = bool(query.offer_filter(without=but))
        if matching is Matching.CODE and not conditions:
            return True
        return bool(matching_offers(document, query, but))

    # --- counts ---------------------------------------------------------------------------------
    def _facet(
        self, name: str, texts: list[Document], query: Query, matching: Matching
    ) -> list[FacetValue]:
        counts: Counter[str] = Counter()
        for document in texts:
            if self._meets(document, query, matching, but=name):
                counts.update(set(_values(document, name, query)))
        chosen = query.filters.get(name, frozenset())
        rows = [FacetValue(v, counts[v], v in chosen) for v in {*counts, *chosen}]
        return sorted(rows, key=lambda row: (-row.count, row.value))

    def _histogram(
        self, name: str, texts: list[Document], query: Query, matching: Matching
    ) -> Histogram:
        found = [
            numbers
            for document in texts
            if self._meets(document, query, matching, but=name)
            if (numbers := _numbers(document, name, query))
        ]
        edges = query.histograms[name]
        bins = tuple(
            Bin(low, high, sum(any(_in_bin(n, low, high) for n in numbers) for numbers in found))
            for low, high in pairwise(edges)
        )
        everything = [number for numbers in found for number in numbers]
        return Histogram(bins, min(everything, default=None), max(everything, default=None))


def tokens_of(document: Document) -> set[str]:
    written = (document.kind, document.title, document.keywords, document.description)
    return {token for each in written for token in text.tokens(each)}


def _has(tokens: set[str], word: text.Word, matching: Matching) -> bool:
    forgiving = matching is not Matching.ALL_WORDS
    return any(
        all(
            token in tokens
            or (forgiving and text.fuzzy(token) and any(one_typo(token, t) for t in tokens))
            for token in alternative
        )
        for alternative in word.alternatives
    )


def one_typo(a: str, b: str) -> bool:
    """Whether one letter more, less, other, or two neighbours swapped, makes ``a`` into ``b``."""
    letters = {*a, *b}
    ways = {a[:i] + a[i + 1 :] for i in range(len(a))}
    ways |= {a[:i] + c + a[i + 1 :] for i in range(len(a)) for c in letters}
    ways |= {a[:i] + c + a[i:] for i in range(len(a) + 1) for c in letters}
    ways |= {a[:i] + a[i + 1] + a[i] + a[i + 2 :] for i in range(len(a) - 1)}
    return b in ways


def matching_offers(document: Document, query: Query, but: str = "") -> list:
    """The purchasable offers that meet size, boutique and price at once, cheapest first.

    Those that the page puts forward come before, where nothing but sizes is asked of offers.
    """
    price = query.ranges.get(PRICE)
    bounded = price is not None and (price.low is not None or price.high is not None)
    by_choice = not (bounded or "boutique" in query.filters or "pickup" in query.filters)
    return sorted(
        (
            offer
            for offer in document.offers
            if offer.purchasable
            and (but == "size" or _chosen(query, "size", offer.size))
            and (but == "boutique" or _chosen(query, "boutique", offer.boutique))
            and (but == "pickup" or _chosen(query, "pickup", _fetched_at(offer)))
            and (but == PRICE or price is None or _between(offer.minor, price.low, price.high))
        ),
        key=lambda offer: (by_choice and not offer.chosen, offer.minor),
    )


def _fetched_at(offer: Offer) -> str | None:
    return str(offer.point) if offer.pickup else None


def _chosen(query: Query, facet: str, value: str | None) -> bool:
    return facet not in query.filters or value in query.filters[facet]


def _between(minor: int, low: float | None, high: float | None) -> bool:
    return (low is None or minor >= low) and (high is None or minor <= high)


def within(number: float, low: float | None, high: float | None) -> bool:
    number = round(number * 1000)
    return (low is None or number >= round(low * 1000)) and (
        high is None or number <= round(high * 1000)
    )


def _values(document: Document, facet: str, query: Query) -> list[str]:
    if facet in OFFER_FACETS:
        met = matching_offers(document, query, but=facet)
        if facet == "pickup":
            return [_fetched_at(offer) for offer in met if offer.pickup]
        return [getattr(offer, facet) for offer in met]
    return list(document.values(facet))


def _numbers(document: Document, name: str, query: Query) -> list[float]:
    if name == PRICE:
        return [offer.minor for offer in matching_offers(document, query, but=PRICE)]
    key = attribute_key(name)
    return [round(document.numbers[key] * 1000) / 1000] if key in document.numbers else []


def _in_bin(number: float, low: float, high: float) -> bool:
    if math.isinf(high):
        return number >= low
    return round(low * 1000) <= round(number * 1000) < round(high * 1000)


def hit(document: Document, query: Query) -> Hit:
    return Hit(document.id, document.payload, tuple(matching_offers(document, query)))


def order_key(document: Document, query: Query) -> tuple:
    """Where a document stands; ties go to the lower id. A text's relevance is the engine's.

    Without text what can be bought in the shopper's size comes first, under all that is asked of
    an offer; but where sizes are asked for themselves, or another order is.
    """
    price = hit(document, query).price
    sold_out = price is None
    first = {
        Sort.PRICE_ASC: (sold_out, price or 0),
        Sort.PRICE_DESC: (sold_out, -(price or 0)),
        Sort.NEWEST: (-document.created,),
    }.get(query.sort, (-document.popularity,))
    worn = {offer.size for offer in matching_offers(document, query)} & query.prefer_sizes
    return (_may_wear(query) and not worn, *first, document.id)


def _may_wear(query: Query) -> bool:
    return query.sort is Sort.RELEVANCE and "size" not in query.filters


def suggested(documents: Iterable[Document], written: str, most: int) -> list[int]:
    """The references that suggestions hold, in their order."""
    asked = suggesting.typed(written)
    on_sale = [document for document in documents if document.purchasable]
    for reading in asked.readings:
        found = [document for document in on_sale if _is_meant(document, asked, reading)]
        if found:
            found.sort(key=lambda document: (-document.popularity, document.id))
            return [document.id for document in found[:most]]
    return []


def _is_meant(document: Document, asked: suggesting.Typed, reading: suggesting.Reading) -> bool:
    if reading is suggesting.Reading.CODE:
        return asked.code in {text.code_key(code) for code in document.codes}
    tokens = {t for field in reading.fields for t in text.tokens(getattr(document, field))}
    matching = Matching.SPELLING if reading.forgiving else Matching.ALL_WORDS
    return all(_has(tokens, word, matching) for word in asked.words) and (
        not asked.start
        or any(_begins(asked.start, token, forgiving=reading.forgiving) for token in tokens)
        or any(_has(tokens, word, matching) for word in asked.last)
    )


def _begins(start: str, token: str, *, forgiving: bool) -> bool:
    if token.startswith(start):
        return True
    if not forgiving or not suggesting.forgiven(start):
        return False
    ends = range(len(start) - 1, len(start) + 2)
    return any(one_typo(start, token[:end]) for end in ends)
