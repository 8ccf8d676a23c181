"""What the name of a column says that it contains; the names are those of ``synonyms.toml``."""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Map
from functools import cache, lru_cache
from itertools import takewhile
from typing import Final, NamedTuple

from marketplace.core.words import Phrase
from sellers.feeds import synonyms

NAME, PART, SIMILAR = "name", "part", "similar"
WEAK: Final = 0.65  # of a name that says it where nothing better does
BARE, CORE, SIDE = 0.97, 0.95, 0.9  # without brackets, without fillers, one side of a "/"
ENDS, WITHIN, LETTER = 0.8, 0.65, 0.75  # a known name at an end of one, amid it, but for a letter
LONGEST: Final = 8  # words that are looked at
COMPOUND: Final = 5  # letters of a name that is looked for at the ends of a word, as in German
BRACKETS: Final = re.compile(r"\s*[(\[<].*")
SHARED: Final = 0.7  # of a table's columns begin alike where that is no part of their names
FEWEST, MANY = 5, 8  # columns from which on they may do so; with a single letter


class Said(NamedTuple):
    """How surely a name says something, why, and whether only if no other column says it."""

    score: float
    why: str
    weak: bool


def prefix(names: Sequence[str]) -> str:
    """What most columns of a table begin with, as databases have it: ``OXTITLE``, ``OXPRICE``."""
    if len(names) < FEWEST:
        return ""
    ranked = sorted(names)
    least = int(len(names) * SHARED)
    spans = (_common(*pair) for pair in zip(ranked, ranked[least - 1 :], strict=False))
    shared = max(spans, key=len)
    return shared if len(shared) > 1 or len(names) >= MANY else ""


def _common(one: str, other: str) -> str:
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return "".join(letter for letter, _same in pairs)


@lru_cache(maxsize=8192)
def said(name: str) -> Map[str, Said]:
    """Our field → how surely a column of this name is it."""
    words = synonyms.words(name)
    bare = synonyms.words(BRACKETS.sub("", name)) or words
    core = _core(bare)
    found: dict[str, Said] = {}
    for phrase, rest, factor, why in _readings(name, words, bare, core):
        for ours, score in _index().get(phrase, ()):
            if rest:
                ours, score = _kind(ours, score, words)
            if not _is_other(ours, rest):
                _add(found, ours, Said(round(score * factor, 3), why, score <= WEAK))
    if not found:
        for ours, score in _nearly().get("".join(core), ()):
            _add(found, ours, Said(round(score * LETTER, 3), SIMILAR, score <= WEAK))
    return found


def _add(found: dict[str, Said], ours: str, new: Said) -> None:
    if ours not in found or new.score > found[ours].score:
        found[ours] = new


Reading = tuple[str, Sequence[str], float, str]  # words, those left out, how much it counts, why


def _readings(name: str, words: Phrase, bare: Phrase, core: Phrase) -> Iterator[Reading]:
    yield synonyms.joined(name), (), 1.0, NAME
    for phrase, factor in ((bare, BARE), (core, CORE)):
        yield "".join(phrase), [word for word in words if word not in phrase], factor, NAME
    sides = [_core(synonyms.words(side)) for side in name.split("/")]
    for side in sides if len(sides) > 1 else ():
        yield "".join(side), [word for word in words if word not in side], SIDE, NAME
    yield from _parts(core[:LONGEST])
    yield from _compounds(core[:LONGEST])


def _core(words: Phrase) -> Phrase:
    """Without what says nothing at the ends: "Nom du produit", "image 2"."""
    first, last = 0, len(words)
    while last - first > 1 and _is_filler(words[last - 1]):
        last -= 1
    while last - first > 1 and _is_filler(words[first]):
        first += 1
    return words[first:last]


def _is_filler(word: str) -> bool:
    return word in synonyms.FILLERS or word.isdigit()


def _parts(words: Phrase) -> Iterator[Reading]:
    """Some of the words."""
    count = len(words)
    for width in range(count - 1, 0, -1):
        for start in range(count - width + 1):
            factor = ENDS if start in (0, count - width) else WITHIN
            rest = (*words[:start], *words[start + width :])
            yield "".join(words[start : start + width]), rest, factor, PART


def _compounds(words: Phrase) -> Iterator[Reading]:
    """The ends of each word: German and Dutch write several as one."""
    for word in words:
        for cut in range(3, len(word) - COMPOUND + 1):
            yield word[cut:], words, ENDS, PART
        for cut in range(COMPOUND + 1, len(word) - 2):
            yield word[:cut], words, WITHIN, PART


def _is_other(ours: str, rest: Sequence[str]) -> bool:
    """Whether the rest of a name makes something else of it: a price to buy at, a least stock."""
    others = synonyms.OTHERS.get("price" if ours in synonyms.PRICES else ours, frozenset())
    return any(
        word in others or any(len(other) > 3 and other in word for other in others) for word in rest
    )


def _kind(ours: str, score: float, words: Phrase) -> tuple[str, float]:
    """Which price a longer name means, or whether it means the key of several articles."""
    if ours == "key" and not synonyms.PARENTS.isdisjoint(words):
        return "group", score
    if ours not in {"price", "net_price"}:
        return ours, score
    if not synonyms.PRICES["recommended"].isdisjoint(words):
        return "price", WEAK
    kinds = (kind for kind in synonyms.KINDS if not synonyms.PRICES[kind].isdisjoint(words))
    return next(kinds, "price"), score


Known = Map[str, Sequence[tuple[str, float]]]


@cache
def _index() -> Known:
    """A name written together → the fields that it may be; the plainest names are the surest."""
    found: dict[str, dict[str, float]] = {}
    for ours, names in synonyms.FIELDS.items():
        for place, name in enumerate(names):
            score = 1.0 - 0.05 * place / len(names)
            for written in synonyms.spellings(name):
                found.setdefault(written, {}).setdefault(ours, score)
    for ours, weak in synonyms.WEAKER.items():
        for written in (each for name in weak for each in synonyms.spellings(name)):
            found.setdefault(written, {}).setdefault(ours, WEAK)
    return {name: tuple(fields.items()) for name, fields in found.items() if name}


@cache
def _nearly() -> Known:
    """The same for names that lack a letter."""
    found: dict[str, list[tuple[str, float]]] = {}
    for name, fields in _index().items():
        if len(name) > COMPOUND + 1:
            for place in range(len(name)):
                found.setdefault(name[:place] + name[place + 1 :], []).extend(fields)
    return found
