"""What was understood of a text: its phrases, each a condition, and the words that are left."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from django.utils import translation
from django.utils.translation import gettext as _

from search import text
from search.contract import PRICE, Range

Span = tuple[int, int]
CENTS = 100


class Names(NamedTuple):
    """A name in both languages."""

    fr: str
    en: str

    def __str__(self) -> str:
        return (translation.get_language() == "en" and self.en) or self.fr


UNNAMED = Names("", "")


@dataclass(frozen=True)
class Phrase:
    """A part of the text that is a condition: ``values`` of a facet, or ``bounds`` of a range.

    ``words``: as typed; ``spans``: where. Bounds are in ``unit``, of a price in cents. ``within``:
    slugs of the families that it speaks of, where another unit is used elsewhere; else empty.
    """

    words: str
    spans: tuple[Span, ...]
    facet: str
    title: Names
    values: frozenset[str] = frozenset()
    said: Names = UNNAMED  # what ``values`` are called
    bounds: Range | None = None
    unit: str = ""
    within: frozenset[str] = frozenset()
    scale: tuple[float, float] | None = None  # between what such a figure is plausible
    sought: str = ""  # "less" where less of it serves as well, "more" where more does

    @property
    def label(self) -> str:
        """``Poids 285 à 315 g``, ``Femme ou mixte``: what is asked for, in the reader's words."""
        if self.bounds is None:
            titled = self.facet.startswith("attr:") or self.facet == "size"
            return f"{self.title} {self.said}" if titled else str(self.said)
        return f"{self.title} {between(self.bounds, self.unit, cents=self.facet == PRICE)}"


def between(bounds: Range, unit: str, *, cents: bool = False) -> str:
    """``8 mm``, ``285 à 315 g``, ``jusqu’à 100 €``, in English ``up to €100``."""
    english = cents and translation.get_language() == "en"
    by, sign, unit = (CENTS if cents else 1), ("€" if english else ""), ("" if english else unit)
    low, high = (
        None if end is None else f"{sign}{written(end / by)}" for end in (bounds.low, bounds.high)
    )
    if low == high:
        return f"{low} {unit}".strip()
    if low and high:
        said = _("%(low)s à %(high)s %(unit)s") % {"low": low, "high": high, "unit": unit}
    elif low:
        said = _("dès %(low)s %(unit)s") % {"low": low, "unit": unit}
    else:
        said = _("jusqu’à %(high)s %(unit)s") % {"high": high, "unit": unit}
    return said.strip()


def written(number: float) -> str:
    """``20 000``, ``8,5``; in English ``20,000``, ``8.5``."""
    plain = f"{round(number, 3):,.3f}".rstrip("0").rstrip(".")
    if translation.get_language() == "en":
        return plain
    return plain.replace(",", "\u202f").replace(".", ",")


@dataclass(frozen=True)
class Understood:
    """``family``: the slug of the one family that is named, "" where there is none; ``small``:
    where words stand that ask for nothing, "je cherche"; ``loose``: where the others do that stand
    in no name of a family, a sport, a figure or a choice; ``heads``: where the words do that may
    be what several families are; ``idle``: whether no word asks for
    anything, "soldes", so that nothing else may be taken for it."""

    text: str
    phrases: tuple[Phrase, ...] = ()
    family: str = ""
    small: tuple[Span, ...] = ()
    loose: tuple[Span, ...] = ()
    heads: tuple[Span, ...] = ()
    idle: bool = False

    @cached_property
    def words(self) -> str:
        """What is left to be looked for as words; "" where only "et" and "pour" are."""
        if not self.phrases and not self.small:
            return " ".join(self.text.split())
        left = cut(self.text, self._held)
        return left if text.words(left) else ""

    @property
    def _held(self) -> list[Span]:
        """Where nothing is looked for as a word."""
        return [*(span for phrase in self.phrases for span in phrase.spans), *self.small]

    @property
    def names_a_thing(self) -> bool:
        """Whether a word that is looked for stands in some name."""
        return bool(text.words(cut(self.words and self.text, [*self._held, *self.loose])))

    @property
    def unasked(self) -> str:
        """The words that ask for nothing, as typed."""
        return " ".join(self.text[start:end] for start, end in self.small).strip()

    def without(self, phrase: Phrase) -> str:
        """The text without the words of a phrase."""
        return cut(self.text, phrase.spans)

    def keeping(self, phrases: Iterable[Phrase]) -> "Understood":
        """The same with these phrases alone; the words of the others are not looked for either."""
        kept = tuple(phrases)
        gone = [span for each in self.phrases if each not in kept for span in each.spans]
        held = {span for each in kept for span in each.spans}
        left = blank(self.text, [span for span in gone if span not in held])
        return replace(self, text=left, phrases=kept)

    def blanking(self, spans: Iterable[Span]) -> "Understood":
        """The same, without the words in these places, which no phrase holds."""
        return replace(self, text=blank(self.text, spans))

    def only_phrases(self) -> "Understood":
        """The same phrases and no word besides."""
        kept = {at for phrase in self.phrases for span in phrase.spans for at in range(*span)}
        return replace(
            self, text="".join(c if at in kept else " " for at, c in enumerate(self.text))
        )

    @property
    def filters(self) -> Mapping[str, frozenset[str]]:
        """Facet → values, any of them."""
        found: dict[str, frozenset[str]] = {}
        for phrase in self.phrases:
            if phrase.bounds is None:
                found[phrase.facet] = found.get(phrase.facet, frozenset()) | phrase.values
            elif phrase.within:
                known = found.get("family", phrase.within)
                found["family"] = (known & phrase.within) or phrase.within
        return found

    @property
    def ranges(self) -> Mapping[str, Range]:
        """Facet → bounds that all its phrases agree on."""
        found: dict[str, Range] = {}
        for phrase in self.phrases:
            if phrase.bounds is not None:
                found[phrase.facet] = _both(found.get(phrase.facet, Range()), phrase.bounds)
        return found


def _both(one: Range, other: Range) -> Range:
    lows = [each.low for each in (one, other) if each.low is not None]
    highs = [each.high for each in (one, other) if each.high is not None]
    return Range(max(lows, default=None), min(highs, default=None))


def cut(text: str, spans: Sequence[Span]) -> str:
    """``text`` without these places, and without the marks that they leave alone."""
    return " ".join(re.sub(r"(?:^|\s)[\s,;:()«»\"=+-]+(?=\s|$)", " ", blank(text, spans)).split())


def blank(text: str, spans: Iterable[Span]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text
