"""Asks the engine what was understood, and lets go of as little as leaves something to show.

First the spelling, then a word, then a figure for the next one that there is, then a condition, then
all but the category. At most ``MOST_SEARCHES`` searches, and what was let go of stands in the
result. What the shopper chose on the page is never let go of.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from search import facets, text
from search.contract import (
    PRICE,
    PRICE_EDGES,
    SIZE,
    Backend,
    Bin,
    Matching,
    Query,
    Range,
    Relaxed,
    Relaxing,
    Result,
)
from search.question import reading
from search.question.phrases import Phrase, Understood, between
from search.question.vocabulary import Vocabulary

MOST_SEARCHES = 4
AS_ASKED = (Matching.BROWSE, Matching.CODE, Matching.ALL_WORDS)
# Which condition is let go of first, where one alone is in the way.
WEAKEST = ("colour", "attr", SIZE, "gender", "brand", PRICE, "sport", "category")
ROOMS = ("category", "sport")


@dataclass(frozen=True)
class Answer:
    """``understood``: as it was asked in the end, its spelling corrected and its figures widened."""

    result: Result
    understood: Understood


Read = Callable[[str], Understood]


def answer(engine: Backend, base: Query, understood: Understood, read: Read) -> Answer:
    """The answer to what was understood, beside what ``base`` asks for anyway.

    ``base``: a query without text; where it wants something of a facet, it is that. ``read``: how
    a text whose spelling was corrected is understood.

    :raises SearchUnavailable: the engine does not answer.
    """
    return _Answering(engine, base, read).answer(understood)


def literally(engine: Backend, base: Query, written: str) -> Answer:
    """The answer to words as they are typed, nothing of them understood.

    :raises SearchUnavailable: the engine does not answer.
    """
    found = engine.search(replace(base, text=written, synonyms=text.NO_SYNONYMS))
    return Answer(_declared(found, written), Understood(written))


def reader(vocabulary: Vocabulary, *, family: str = "") -> Read:
    return lambda written: reading.understand(written, vocabulary, family=family)


class _Answering:
    def __init__(self, engine: Backend, base: Query, read: Read) -> None:
        self._engine = engine
        self._base = base
        self._read = read
        self._left = MOST_SEARCHES
        self._unknown: list[str] = []  # words that are nowhere, nor one like them

    def answer(self, understood: Understood) -> Answer:
        if understood.phrases and text.codes_in(understood.text):
            found = self._search(Understood(understood.text))
            if found.matching is Matching.CODE:
                return Answer(found, Understood(understood.text))
        first = Answer(self._search(understood), understood)
        if _as_asked(first):
            return first
        last = first
        for step in (self._spelt, self._fewer_words, self._nearest, self._fewer_conditions):
            # The last search is kept for the category.
            if self._left > 1 and (tried := step(last)):
                last = tried
            if _as_asked(last):
                return last
        return self._some_words(first) or self._category(last) or first

    def _search(self, understood: Understood) -> Result:
        self._left -= 1
        return self._engine.search(query(self._base, understood))

    def _ask(self, understood: Understood, before: Answer, *relaxed: Relaxed) -> Answer:
        result = self._search(understood)
        told = (*before.result.relaxed, *relaxed)
        return Answer(replace(result, relaxed=told, text=understood.text), understood)

    # --- words ----------------------------------------------------------------------------------
    def _spelt(self, last: Answer) -> Answer | None:
        """With the words that are nowhere as they should be written."""
        if last.result.matching in AS_ASKED:
            return None
        parts = _parts(last.understood.words)
        spelt = self._engine.spellings(parts)
        self._unknown = [part for part in parts if spelt.get(text.fold(part)) == ""]
        better = {
            part: meant
            for part in parts
            if (meant := spelt.get(text.fold(part))) and meant != text.fold(part)
        }
        if not better:
            return None
        corrected = _replaced(last.understood.text, better)
        told = Relaxed(Relaxing.SPELLING, last.understood.text, corrected)
        return self._ask(self._read(corrected), last, told)

    def _fewer_words(self, last: Answer) -> Answer | None:
        """Without those that are nowhere, else without the last one."""
        parts = _parts(last.understood.words)
        if last.result.matching in AS_ASKED or not parts:
            return None
        unknown = [part for part in parts if part in self._unknown] or parts[-1:]
        if len(unknown) == len(parts) and not last.understood.phrases:
            return None
        fewer = _without_words(last.understood, unknown)
        told = Relaxed(Relaxing.WORD, " ".join(unknown))
        return self._ask(fewer, last, told)

    def _some_words(self, first: Answer) -> Answer | None:
        """What the engine found itself: a typo in each word, or some of the words alone."""
        if not first.result.total or first.result.matching in AS_ASKED:
            return None
        return replace(first, result=_declared(first.result, first.understood.words))

    # --- conditions -----------------------------------------------------------------------------
    def _nearest(self, last: Answer) -> Answer | None:
        """A figure that nothing has: up to the next one that something has."""
        found = [
            (distance, number, wider)
            for number, phrase in enumerate(last.understood.phrases)
            if phrase.bounds is not None and phrase.facet not in self._base.ranges
            for distance, wider in self._next(phrase, last.result)
        ]
        if not found:
            return None
        _distance, number, wider = min(found, key=lambda each: each[:2])
        phrase = last.understood.phrases[number]
        widened = replace(phrase, bounds=wider)
        phrases = list(last.understood.phrases)
        phrases[number] = widened
        asked = between(phrase.bounds or Range(), phrase.unit, cents=phrase.facet == PRICE)
        told = Relaxed(Relaxing.VALUE, asked, widened.label)
        return self._ask(replace(last.understood, phrases=tuple(phrases)), last, told)

    def _next(self, phrase: Phrase, result: Result) -> Iterable[tuple[float, Range]]:
        """How far the nearest bin that holds something is, in shares of its value; and its end."""
        histogram = result.histograms.get(phrase.facet)
        bounds = phrase.bounds or Range()
        if histogram is None:
            return
        lowest, highest = histogram.minimum, histogram.maximum
        for each in histogram.bins:
            if not each.count:
                continue
            low, high = _within(each, lowest, highest)
            if bounds.high is not None and high > bounds.high:
                yield _share(low - bounds.high, bounds.high), Range(bounds.low, high)
            if bounds.low is not None and low < bounds.low:
                yield _share(bounds.low - high, bounds.low), Range(low, bounds.high)

    def _fewer_conditions(self, last: Answer) -> Answer | None:
        """Without the one that is in the way alone, the weakest first."""
        for phrase in sorted(last.understood.phrases, key=_weakness):
            counted = last.result.facets.get(phrase.facet, ())
            free = sum(value.count for value in counted)
            if phrase.bounds is None and free and phrase.facet not in self._base.filters:
                kept = [each for each in last.understood.phrases if each.facet != phrase.facet]
                told = Relaxed(Relaxing.CONDITION, phrase.label)
                return self._ask(last.understood.keeping(kept), last, told)
        return None

    def _category(self, last: Answer) -> Answer | None:
        """All that there is under the category, or the sport, that is named."""
        for facet in ROOMS:
            kept = [each for each in last.understood.phrases if each.facet == facet]
            if not kept or not self._left:
                continue
            room = Understood(last.understood.text, tuple(kept), last.understood.family)
            told = Relaxed(Relaxing.CATEGORY, last.understood.text, kept[0].label)
            found = self._ask(room.only_phrases(), last)
            if found.result.total:
                return replace(found, result=replace(found.result, relaxed=(told,)))
        return None


def query(base: Query, understood: Understood) -> Query:
    """``base`` with what was understood; what ``base`` wants of a facet stands."""
    ranges = {name: each for name, each in understood.ranges.items() if name not in base.ranges}
    filters = {
        name: values for name, values in understood.filters.items() if name not in base.filters
    }
    scales = {phrase.facet: phrase.scale for phrase in understood.phrases if phrase.scale}
    histograms = {PRICE: PRICE_EDGES} | {
        name: facets.edges(*scale) for name, scale in scales.items()
    }
    wanted = {name: edges for name, edges in histograms.items() if name in ranges}
    counted = [name for name in filters if name not in base.facets and name != "family"]
    return replace(
        base,
        text=understood.words,
        filters={**base.filters, **filters},
        ranges={**base.ranges, **ranges},
        facets=(*base.facets, *counted),
        histograms={**wanted, **base.histograms},
    )


def _as_asked(answer: Answer) -> bool:
    return answer.result.total > 0 and answer.result.matching in AS_ASKED


def _declared(result: Result, words: str) -> Result:
    """What the engine let go of by itself."""
    kinds = {Matching.SPELLING: Relaxing.SPELLING, Matching.ANY_WORD: Relaxing.ANY_WORD}
    kind = kinds.get(result.matching)
    return replace(result, relaxed=(Relaxed(kind, words),) if kind and result.total else ())


def _parts(words: str) -> list[str]:
    return [words[part.start : part.end] for part in text.parts(words)]


def _replaced(written: str, better: Mapping[str, str]) -> str:
    for part in reversed(text.parts(written)):
        word = written[part.start : part.end]
        written = written[: part.start] + better.get(word, word) + written[part.end :]
    return written


def _without_words(understood: Understood, gone: Iterable[str]) -> Understood:
    """The same text with blanks in the place of words that no phrase holds."""
    unwanted = set(gone)
    held = [span for phrase in understood.phrases for span in phrase.spans]
    spans = [
        (part.start, part.end)
        for part in text.parts(understood.text)
        if understood.text[part.start : part.end] in unwanted
        and not any(start <= part.start < end for start, end in held)
    ]
    return understood.blanking(spans)


def _within(each: Bin, lowest: float | None, highest: float | None) -> tuple[float, float]:
    """The ends of a bin, no further than what there is."""
    low = each.low if lowest is None else max(each.low, lowest)
    high = each.high if highest is None else min(each.high, highest)
    return low, high


def _share(distance: float, of: float) -> float:
    return max(distance, 0) / max(abs(of), 1)


def _weakness(phrase: Phrase) -> int:
    return WEAKEST.index(phrase.facet.partition(":")[0])
