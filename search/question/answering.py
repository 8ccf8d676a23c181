"""Asks the engine what was understood, and lets go of as little as leaves something to show.

First the spelling and words that are nowhere, then words that name nothing, then a size or a figure
for the next one that there is, then one condition after the other, then words beside what was
understood, then all but the category. At most ``MOST_SEARCHES`` searches, and what was let go of
stands in the result. What the shopper chose on the page is never let go of.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils import translation

from search import facets, text
from search.contract import (
    BOUTIQUE,
    PRICE,
    PRICE_EDGES,
    SIZE,
    Backend,
    Bin,
    Histogram,
    Matching,
    Query,
    Range,
    Relaxed,
    Relaxing,
    Result,
)
from search.question import offers, reading
from search.question.phrases import Names, Phrase, Understood, between
from search.question.vocabulary import Vocabulary

MOST_SEARCHES = 6
FINE_BINS = 96
AS_ASKED = (Matching.BROWSE, Matching.CODE, Matching.ALL_WORDS)
# Which condition is let go of first, where one alone is in the way.
WEAKEST = ("colour", "attr", SIZE, "gender", "brand", PRICE, BOUTIQUE, "sport", "category")
ROOMS = ("category", "sport")


@dataclass(frozen=True)
class Answer:
    """``understood``: as it was asked in the end, spelling corrected and figures widened."""

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
    english = translation.get_language() == "en"
    return lambda written: reading.understand(written, vocabulary, family=family, english=english)


class _Answering:
    def __init__(self, engine: Backend, base: Query, read: Read) -> None:
        self._engine = engine
        self._base = base
        self._read = read
        self._left = MOST_SEARCHES
        self._nowhere = False  # whether none of the words is anywhere

    def answer(self, understood: Understood) -> Answer:
        if _may_be_coded(understood):
            found = self._search(Understood(understood.text), strict=True)
            if found.matching is Matching.CODE:
                return Answer(found, Understood(understood.text))
        first = Answer(self._search(understood, strict=False), understood)
        if _as_asked(first):
            return first
        if text.is_code(understood.text) and not understood.phrases:
            return replace(first, result=_nothing(first.result))
        last = first
        for step in () if understood.idle else self._steps():
            # The last search is kept for the category.
            if self._left > 1 and (tried := step(last)):
                last = tried
            if _as_asked(last):
                return last
        if understood.idle or self._nowhere:
            return replace(first, result=_nothing(first.result))
        return self._some_words(first) or self._category(last, first) or first

    def _steps(self) -> Sequence[Callable[[Answer], Answer | None]]:
        return (
            self._mended,
            self._fewer_words,
            self._what_it_is,
            self._no_words,
            self._size_offered,
            self._nearest,
            self._fewer_conditions,
            self._one_condition_less,
            self._size_offered,
            self._nearest,
            self._fewer_conditions,
            self._no_loose_words_beside,
            self._no_words_beside,
        )

    def _search(self, understood: Understood, *, strict: bool) -> Result:
        self._left -= 1
        return self._engine.search(replace(query(self._base, understood), strict=strict))

    def _ask(self, understood: Understood, before: Answer, *relaxed: Relaxed) -> Answer:
        """What a typo, or some of the words, would find is known from the first search."""
        result = self._search(understood, strict=True)
        told = (*before.result.relaxed, *relaxed)
        return Answer(replace(result, relaxed=told), understood)

    # --- words ----------------------------------------------------------------------------------
    def _mended(self, last: Answer) -> Answer | None:
        """With the words that are nowhere as they should be written, and without those that are
        like none."""
        if last.result.matching in AS_ASKED:
            return None
        parts = _loose(last.understood)
        spelt = self._engine.spellings(parts)
        unknown = [part for part in parts if spelt.get(text.fold(part)) == ""]
        better = {
            part: meant
            for part in parts
            if (meant := spelt.get(text.fold(part))) and meant != text.fold(part)
        }
        words = [part for part in _parts(last.understood.words) if not part.isdigit()]
        if set(words) <= set(unknown) and not last.understood.phrases:
            self._nowhere = True  # a number alone is no answer
            return None
        asked, told = last.understood, []
        if better:
            asked = self._read(_replaced(asked.text, better))
            told.append(Relaxed(Relaxing.SPELLING, last.understood.text, asked.text))
        if unknown:
            asked = _without_words(asked, unknown)
            told.append(Relaxed(Relaxing.WORD, " ".join(unknown)))
        return self._ask(asked, last, *told) if told else None

    def _fewer_words(self, last: Answer) -> Answer | None:
        """Without those that name nothing, else without the last one."""
        parts = _parts(last.understood.words)
        if last.result.matching in AS_ASKED or not parts or self._nowhere:
            return None
        if (gone := _loose(last.understood)) and (
            last.understood.phrases or len(gone) < len(parts)
        ):
            return self._without(gone, last)
        if len(parts) == 1 and not last.understood.phrases:
            return None
        return self._without(parts[-1:], last)

    def _what_it_is(self, last: Answer) -> Answer | None:
        """Of words that no family was understood of, those that may name one; a word whose
        spelling was guessed is worth no more than those beside it."""
        asked = last.understood
        if any(told.kind is Relaxing.SPELLING for told in last.result.relaxed):
            return None
        heads = {asked.text[start:end] for start, end in asked.heads}
        gone = [part for part in _parts(asked.words) if part not in heads]
        if last.result.matching in AS_ASKED or not gone or len(gone) == len(_parts(asked.words)):
            return None
        return self._without(gone, last)

    def _without(self, gone: Sequence[str], last: Answer) -> Answer:
        told = Relaxed(Relaxing.WORD, " ".join(gone))
        return self._ask(_without_words(last.understood, gone), last, told)

    def _no_words(self, last: Answer) -> Answer | None:
        """What was understood, where words beside it are never together."""
        if last.result.matching in AS_ASKED or not last.understood.phrases:
            return None
        return self._without_all_words(last)

    def _no_loose_words_beside(self, last: Answer) -> Answer | None:
        """Without those that name nothing, where others do."""
        gone = _loose(last.understood)
        return self._without(gone, last) if gone and last.understood.names_a_thing else None

    def _no_words_beside(self, last: Answer) -> Answer | None:
        """What was understood, where nothing of the family or the sport has the words beside it."""
        rooms = any(phrase.facet in ROOMS for phrase in last.understood.phrases)
        return self._without_all_words(last) if rooms and last.understood.words else None

    def _without_all_words(self, last: Answer) -> Answer:
        told = Relaxed(Relaxing.WORD, last.understood.words)
        return self._ask(last.understood.only_phrases(), last, told)

    def _some_words(self, first: Answer) -> Answer | None:
        """What the engine found itself: a typo in each word, or some of the words alone."""
        if not first.result.total or first.result.matching in AS_ASKED:
            return None
        return replace(first, result=_declared(first.result, first.understood.words))

    # --- conditions -----------------------------------------------------------------------------
    def _size_offered(self, last: Answer) -> Answer | None:
        """A size as it is written more fully, "M (56–58 cm)", else the next that is offered."""
        asked = next((each for each in last.understood.phrases if each.facet == SIZE), None)
        if not asked or SIZE in self._base.filters or _may_not_widen(last):
            return None
        counted = last.result.facets.get(SIZE, ())
        offered = offers.meant(str(asked.said), (each.value for each in counted if each.count))
        if not offered:
            return None
        label = ", ".join(sorted(offered))
        meant = replace(asked, values=frozenset(offered), said=Names(label, label))
        phrases = [meant if each is asked else each for each in last.understood.phrases]
        told = Relaxed(Relaxing.VALUE, str(asked.said), meant.label)
        return self._ask(replace(last.understood, phrases=tuple(phrases)), last, told)

    def _nearest(self, last: Answer) -> Answer | None:
        """A figure that nothing has: up to the next one that something has."""
        phrases = list(last.understood.phrases)
        bounded = [at for at, each in enumerate(phrases) if self._may_widen(each)]
        if not bounded or _may_not_widen(last):
            return None
        histograms = self._looked_at(last.understood, [phrases[at] for at in bounded])
        found = [
            (distance, at, wider)
            for at in bounded
            for distance, wider in _serving(phrases[at], histograms.get(phrases[at].facet))
        ]
        if not found:
            return None
        _distance, at, wider = min(found, key=lambda each: each[:2])
        asked, phrases[at] = phrases[at], replace(phrases[at], bounds=wider)
        was = between(asked.bounds or Range(), asked.unit, cents=asked.facet == PRICE)
        told = Relaxed(Relaxing.VALUE, was, phrases[at].label)
        return self._ask(replace(last.understood, phrases=tuple(phrases)), last, told)

    def _may_widen(self, phrase: Phrase) -> bool:
        known = phrase.scale is not None or phrase.facet == PRICE
        return phrase.bounds is not None and known and phrase.facet not in self._base.ranges

    def _looked_at(
        self, understood: Understood, phrases: Iterable[Phrase]
    ) -> Mapping[str, Histogram]:
        """What there is of these figures, finely, each as if it were not asked for."""
        self._left -= 1
        fine = {
            each.facet: facets.edges(*each.scale, bins=FINE_BINS) if each.scale else PRICE_EDGES
            for each in phrases
        }
        asked = query(self._base, understood)
        look = replace(asked, facets=(), histograms=fine, page=1, per_page=1)
        return self._engine.search(look).histograms

    def _fewer_conditions(self, last: Answer) -> Answer | None:
        """Without the one that is in the way alone, the weakest first; words beside are less than
        the family, and than the sport where they name no thing."""
        strong = last.understood.words and (ROOMS[:1] if last.understood.names_a_thing else ROOMS)
        for phrase in sorted(last.understood.phrases, key=_weakness):
            if phrase.facet in strong:
                continue
            counted = last.result.facets.get(phrase.facet, ())
            free = sum(value.count for value in counted)
            if phrase.bounds is None and free and phrase.facet not in self._base.filters:
                kept = [each for each in last.understood.phrases if each.facet != phrase.facet]
                if not kept and not last.understood.words:
                    return None  # all that there is answers nothing
                told = Relaxed(Relaxing.CONDITION, phrase.label)
                return self._ask(last.understood.keeping(kept), last, told)
        return None

    def _one_condition_less(self, last: Answer) -> Answer | None:
        """Without the weakest, where several together are in the way."""
        if _may_not_widen(last):
            return None
        conditions = [each for each in last.understood.phrases if self._may_go(each)]
        if len(conditions) < 2:
            return None
        gone = min(conditions, key=_weakness)
        kept = [each for each in last.understood.phrases if each.facet != gone.facet]
        told = Relaxed(Relaxing.CONDITION, gone.label)
        return self._ask(last.understood.keeping(kept), last, told)

    def _may_go(self, phrase: Phrase) -> bool:
        chosen = {**self._base.filters, **self._base.ranges}
        return phrase.facet not in ROOMS and phrase.facet not in chosen

    def _category(self, last: Answer, first: Answer) -> Answer | None:
        """All that there is under the category, or the sport, that is named."""
        for facet in ROOMS:
            kept = [each for each in last.understood.phrases if each.facet == facet]
            if not kept or not self._left:
                continue
            room = Understood(last.understood.text, tuple(kept), last.understood.family)
            told = Relaxed(Relaxing.CATEGORY, first.understood.text, kept[0].label)
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
    counted = [name for name in filters if name not in base.facets and name != "family"]
    return replace(
        base,
        text=understood.words,
        filters={**base.filters, **filters},
        ranges={**base.ranges, **ranges},
        facets=(*base.facets, *counted),
    )


def _may_be_coded(understood: Understood) -> bool:
    """Whether a code may stand in what was understood otherwise. All words of a question together
    are hardly one where a family is named among them."""
    codes = text.codes_in(understood.text)
    named = any(phrase.facet == "category" for phrase in understood.phrases)
    several = len(codes) > 1 or (codes and not named) or " " not in understood.text
    return bool(understood.phrases and codes and several)


def _serving(phrase: Phrase, histogram: Histogram | None) -> list[tuple[float, Range]]:
    """The next ranges; of a figure of which less, or more, serves as well, those on that side
    where there are any: a sleeping bag for colder nights, not for warmer ones."""
    bounds = phrase.bounds or Range()
    if histogram is None:
        return []
    if bounds.low is None or bounds.high is None:
        return list(_least(bounds, histogram, steps=PRICE_EDGES if phrase.facet == PRICE else ()))
    found = list(_next(bounds.low, bounds.high, histogram))
    sides = {
        "less": [each for each in found if each[1].high == bounds.high],
        "more": [each for each in found if each[1].low == bounds.low],
    }
    return sides.get(phrase.sought) or found


def _next(lowest: float, highest: float, histogram: Histogram) -> Iterable[tuple[float, Range]]:
    """How far each bin that holds something is, in shares of the bound; and the range up to it."""
    for each in histogram.bins:
        if not each.count:
            continue
        low, high = _within(each, histogram.minimum, histogram.maximum)
        if high > highest:
            yield _share(low - highest, highest), Range(lowest, high)
        if low < lowest:
            yield _share(lowest - high, lowest), Range(low, highest)


def _least(
    bounds: Range, histogram: Histogram, *, steps: Sequence[float]
) -> Iterable[tuple[float, Range]]:
    """ "Less than 60 €": as little more, up to the next of the ``steps``, as finds something."""
    least, most = histogram.minimum, histogram.maximum
    if bounds.high is not None and least is not None and least > bounds.high:
        up = min((step for step in steps if least <= step < math.inf), default=least)
        yield _share(least - bounds.high, bounds.high), Range(None, up)
    if bounds.low is not None and most is not None and most < bounds.low:
        down = max((step for step in steps if step <= most), default=most)
        yield _share(bounds.low - most, bounds.low), Range(down, None)


def _as_asked(answer: Answer) -> bool:
    return answer.result.total > 0 and answer.result.matching in AS_ASKED


def _may_not_widen(answer: Answer) -> bool:
    """Where something is found already, or the words alone find nothing."""
    return answer.result.total > 0 or answer.result.matching not in AS_ASKED


def _nothing(result: Result) -> Result:
    return replace(result, hits=[], total=0, facets={}, histograms={}, matching=Matching.NOTHING)


def _declared(result: Result, words: str) -> Result:
    """What the engine let go of by itself."""
    kinds = {Matching.SPELLING: Relaxing.SPELLING, Matching.ANY_WORD: Relaxing.ANY_WORD}
    kind = kinds.get(result.matching)
    return replace(result, relaxed=(Relaxed(kind, words),) if kind and result.total else ())


def _parts(words: str) -> list[str]:
    """What the engine looks at, and no more."""
    return [words[part.start : part.end] for part in text.parts(words)[: text.MOST_WORDS]]


def _loose(understood: Understood) -> list[str]:
    loose = {understood.text[start:end] for start, end in understood.loose}
    return [part for part in _parts(understood.words) if part in loose]


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
