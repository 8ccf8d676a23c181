"""Words as search compares them: French first, the same tokens for every engine.

Accents are folded and a light stem taken: Snowball's French stemmer tells ``vélo`` from ``vélos``.
Engines get tokens, never raw text, so that they cannot disagree.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

MOST_WORDS = 12
SHORTEST_FUZZY = 4  # in a shorter word one typo makes another word
SHORTEST_STEM = 3
CODE_LENGTH = range(4, 41)

STOP = frozenset(
    "a au aux avec d de des du en et l la le les ou par pour sur un une the for of and".split()  # noqa: SIM905
)
ELIDED = frozenset("c d j l m n s t qu jusqu lorsqu presqu puisqu quoiqu".split())  # noqa: SIM905
# What is written in several ways, and the one token that stands for all of them.
COMPOUNDS = {
    ("t", "shirt"): "tshirt",
    ("tee", "shirt"): "tshirt",
    ("teeshirt",): "tshirt",
    ("velo", "tout", "terrain"): "vtt",
    ("v", "t", "t"): "vtt",
}
COMPOUND_STARTS = frozenset(window[0] for window in COMPOUNDS)
LONGEST_COMPOUND = max(map(len, COMPOUNDS))

_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "’": "'", "‑": "-"})
_MARKS = re.compile("[\u0300-\u036f]+")
_CHUNK = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+(?:[-'][^\W_]+)*")


class Word(NamedTuple):
    """One word of a query: alternatives, each a set of tokens that must all be there."""

    alternatives: tuple[tuple[str, ...], ...]


def fold(text: str) -> str:
    """Lower case without accents, ligatures opened."""
    lower = text.lower()
    if lower.isascii():
        return lower
    return _MARKS.sub("", unicodedata.normalize("NFKD", lower.translate(_LETTERS)))


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """What a folded word has in common with its plural and its feminine."""
    if len(word) <= SHORTEST_STEM or not word.isalpha():
        return word
    if word[-1] == "x" or (word[-1] == "s" and word[-2] != "s"):
        word = word[:-1]
    if word[-1] == "e":
        word = _masculine(word)
    if len(word) > SHORTEST_STEM and word[-1] == word[-2]:
        word = word[:-1]  # bonne, bon
    return _same_ending(word)


def _masculine(word: str) -> str:
    bare = word.rstrip("e")
    if len(bare) < SHORTEST_STEM:
        return word
    for feminine, masculine in (("gu", "g"), ("ch", "c"), ("iv", "if")):  # longue blanche sportive
        if bare.endswith(feminine) and len(bare) > SHORTEST_STEM:
            return bare.removesuffix(feminine) + masculine
    if bare[-1] == "s" and bare[-2] != "s" and len(bare) > SHORTEST_STEM:
        return bare[:-1]  # grise, gris
    return bare


def _same_ending(word: str) -> str:
    """``horizontal`` and ``horizontaux`` have lost all but this by now."""
    return word[:-1] + "u" if word.endswith("al") and len(word) > SHORTEST_STEM + 1 else word


def tokens(text: str) -> list[str]:
    """The tokens of a document's text, in order; a compound adds the token that stands for it."""
    parts: list[str] = []
    found: list[str] = []
    for chunk in _chunks(text):
        parts += chunk
        found += [stem(part) for part in chunk if part not in STOP]
        if len(chunk) > 1:
            found.append(stem("".join(chunk)))
    return found + [COMPOUNDS[window] for window, _start in _compounds(parts)]


def words(text: str) -> tuple[Word, ...]:
    """The words of a query; at most ``MOST_WORDS``, what follows is not looked at."""
    chunks = list(_chunks(text[: MOST_WORDS * 60]))
    parts = [part for chunk in chunks for part in chunk]
    taken: set[int] = set()
    standing: dict[int, str] = {}
    for window, start in _compounds(parts):
        standing[start] = COMPOUNDS[window]
        taken.update(range(start, start + len(window)))
    found: list[Word] = []
    position = 0
    for chunk in chunks:
        places = range(position, position + len(chunk))
        position += len(chunk)
        found += [Word(((standing[place],),)) for place in places if place in standing]
        if not taken.intersection(places):
            found += _word(chunk)
    return tuple(dict.fromkeys(found))[:MOST_WORDS]


def _word(chunk: tuple[str, ...]) -> Iterator[Word]:
    stems = tuple(stem(part) for part in chunk if part not in STOP)
    if len(chunk) > 1:
        joined = (stem("".join(chunk)),)
        yield Word((joined, stems) if stems else (joined,))
    elif stems:
        yield Word((stems,))


def _chunks(text: str) -> Iterator[tuple[str, ...]]:
    """Folded words, a hyphenated one as its parts; elisions and possessives are gone."""
    for found in _CHUNK.findall(fold(text)):
        if found[0].isdigit() and not found.isalnum() and "-" not in found and "'" not in found:
            yield (found.replace(",", "."),)
            continue
        pieces = [piece for piece in found.split("'") if piece]
        while len(pieces) > 1 and pieces[0] in ELIDED:
            pieces.pop(0)
        if len(pieces) > 1 and pieces[-1] == "s":
            pieces.pop()
        for piece in pieces:
            yield tuple(part for part in piece.split("-") if part)


def _compounds(parts: list[str]) -> Iterator[tuple[tuple[str, ...], int]]:
    for start, part in enumerate(parts):
        if part not in COMPOUND_STARTS:
            continue
        for length in range(LONGEST_COMPOUND, 0, -1):
            window = tuple(parts[start : start + length])
            if window in COMPOUNDS:
                yield window, start
                break


def fuzzy(token: str) -> bool:
    """Whether one typo in ``token`` may be forgiven."""
    return len(token) >= SHORTEST_FUZZY and token.isalpha()


def code_key(text: str) -> str:
    """A code as it is compared: no hyphens, spaces or case; a GTIN without its leading zeros."""
    key = "".join(c for c in fold(text).upper() if c.isalnum())
    return (key.lstrip("0") or key) if key.isdigit() else key


def code_in(text: str) -> str:
    """The key of a text that looks like a code, else ""."""
    key = code_key(text) if len(text) <= 3 * CODE_LENGTH[-1] else ""
    return key if len(key) in CODE_LENGTH and any(c.isdigit() for c in key) else ""
