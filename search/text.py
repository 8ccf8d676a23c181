"""Words as search compares them: French first, the same tokens for every engine.

Accents are folded and a light stem taken: Snowball's French stemmer tells ``vélo`` from ``vélos``.
Engines get tokens, never raw text, so that they cannot disagree.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

MOST_WORDS = 12
SHORTEST_FUZZY = 4  # in a shorter word one typo makes another word
LONGEST_SPELLED = 24  # no word is longer, and every way to mistype it is tried
SHORTEST_STEM = 3
VOWELS = frozenset("aeiouy")
CODE_LENGTH = range(4, 41)
GTIN_LENGTH = range(8, 15)
# Of a code among other words: letters with at least so many digits, and so many characters.
LEAST_CODE_DIGITS = 3
SHORTEST_MIXED = 6
MOST_CODE_PARTS = 5
MOST_CODES = 8
CODE_MARKS = frozenset("ref reference ean gtin upc sku mpn code art article".split())  # noqa: SIM905
PUNCTUATION = ",;:()[]«»\"'"

STOP = frozenset(
    "a au aux avec d de des du en et l la le les ou par pour sur un une the for of and".split()  # noqa: SIM905
)
LETTERS = frozenset("dl")  # stop words only where they are elided or between other words
ELIDED = frozenset("c d j l m n s t qu jusqu lorsqu presqu puisqu quoiqu".split())  # noqa: SIM905
# What English plurals do not keep, and what would fall together with another word of sport.
IRREGULAR = {
    "women": "woman",
    "men": "man",
    "children": "child",
    "feet": "foot",
    "footing": "footing",
    "home": "home",
    "homes": "home",
    "selle": "selle",
    "selles": "selle",
    "fille": "fille",
    "filles": "fille",
}
# What is written in several ways, and the one token that stands for all of them.
COMPOUNDS = {
    ("t", "shirt"): "tshirt",
    ("tee", "shirt"): "tshirt",
    ("teeshirt",): "tshirt",
    ("velo", "tout", "terrain"): "vtt",
    ("v", "t", "t"): "vtt",
    ("velo", "a", "assistance", "electrique"): "vae",
    ("velo", "electrique"): "vae",
    ("v", "a", "e"): "vae",
    ("sac", "a", "dos"): "sacados",
    ("k", "way"): "kway",
    ("coupe", "vent"): "coupevent",
    ("gore", "tex"): "goretex",
    ("soft", "shell"): "softshell",
    ("hard", "shell"): "hardshell",
    ("home", "trainer"): "hometrainer",
    ("ping", "pong"): "pingpong",
    ("basket", "ball"): "basketball",
    ("volley", "ball"): "volleyball",
    ("hand", "ball"): "handball",
    ("pull", "buoy"): "pullbuoy",
    ("snow", "board"): "snowboard",
    ("crash", "pad"): "crashpad",
}

_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "’": "'", "‑": "-"})
_MARKS = re.compile("[\u0300-\u036f]+")
_PART = re.compile(r"[^\W_]+")
_NO_CODE = re.compile(r"[\W_]+")
_POSSESSIVE = re.compile(r"'s(?!\w)")
_DIGITS = re.compile(r"(?<!\S)\d[\d\s-]*\d(?!\S)")
_MEASURED = re.compile(r"(\d+)([a-z]+)|([a-z]+)(\d+)")  # 300g, rt300
_AMOUNT = re.compile(r"[\d.,]+[^\W\d_]+")
_CHUNK = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+(?:[-'][^\W_]+)*")


Phrase = tuple[str, ...]  # the stems of several words, without stop words

Forms = Mapping[str, tuple[str, ...]]  # token → how it is written


class Word(NamedTuple):
    """One word of a query: alternatives, each a set of tokens that must all be there."""

    alternatives: tuple[Phrase, ...]


class Part(NamedTuple):
    """A word, or a compound, with its place in the text."""

    start: int
    end: int
    stem: str


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Phrase → what is looked for as well when it is asked for, each as its tokens."""

    others: Mapping[Phrase, tuple[Phrase, ...]] = field(default_factory=dict)
    longest: int = 0

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> "Synonyms":
        """(what is asked for, what is looked for as well), as people write them."""
        found: dict[Phrase, dict[Phrase, None]] = {}
        for asked, other in pairs:
            told = _first(words(other))
            for key in {phrase(asked), _first(words(asked))}:  # "k-way" as "kway"
                if key and told:
                    found.setdefault(key, {})[told] = None
        return cls(
            {key: tuple(each) for key, each in found.items()}, max(map(len, found), default=0)
        )


NO_SYNONYMS = Synonyms()


def fold(text: str) -> str:
    """Lower case without accents, ligatures opened."""
    lower = text.lower()
    if lower.isascii():
        return lower
    return _MARKS.sub("", unicodedata.normalize("NFKD", lower.translate(_LETTERS)))


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """What a folded word has in common with its plural, its feminine, its English ``-ing``."""
    if word in IRREGULAR:
        return IRREGULAR[word]
    if len(word) <= SHORTEST_STEM or not word.isalpha():
        return word
    word = _present(word)
    if word[-1] == "x" or (word[-1] == "s" and word[-2] != "s"):
        word = word[:-1]
    if word[-1] == "e":
        word = _masculine(word)
    if len(word) > SHORTEST_STEM and word[-1] == word[-2]:
        word = word[:-1]  # bonne, bon
    return _same_ending(word)


def _present(word: str) -> str:
    """``running`` → ``run``; ``string`` has no vowel left and stays."""
    bare = word.removesuffix("ing")
    return bare if bare != word and len(bare) >= SHORTEST_STEM and VOWELS & set(bare) else word


def _masculine(word: str) -> str:
    bare = word.rstrip("e")
    if len(bare) < SHORTEST_STEM:
        return word
    for feminine, masculine in (("gu", "g"), ("iv", "if"), ("euv", "euf")):  # longue, sportive
        if bare.endswith(feminine) and len(bare) > SHORTEST_STEM:
            return bare.removesuffix(feminine) + masculine
    if bare[-1] == "s" and bare[-2] != "s" and len(bare) > SHORTEST_STEM:
        return bare[:-1]  # grise, gris
    return bare


def _same_ending(word: str) -> str:
    """``horizontal`` and ``horizontaux`` have lost all but this by now, as have ``blanche`` and
    ``blanc``, ``watches`` and ``watch``, ``batterie`` and ``battery``."""
    if word.endswith("al") and len(word) > SHORTEST_STEM + 1:
        return word[:-1] + "u"
    if word.endswith("ch") and len(word) > SHORTEST_STEM:
        return word[:-1]
    return word[:-1] + "i" if word.endswith("y") else word


def tokens(text: str) -> list[str]:
    """The tokens of a document's text, in order; a compound adds the token that stands for it.

    It spans no line break: that parts one thing that is said from the next.
    """
    return [token for line in text.split("\n") for token in _line(line)]


def _line(text: str) -> list[str]:
    stems: list[str] = []
    found: list[str] = []
    for chunk in _chunks(text):
        own, added = _tokens(chunk)
        stems += own
        found += added
    compounds = [at for at, own in enumerate(stems) if own in _WIDTHS]
    return found + [token for at in compounds if (token := _compound(stems, at)[1])]


@lru_cache(maxsize=1 << 16)
def _tokens(chunk: Phrase) -> tuple[Phrase, Phrase]:
    """The stems of a word's parts, and the tokens by which it is found."""
    stems = tuple(map(stem, chunk))
    found = tuple(own for own, part in zip(stems, chunk, strict=True) if part not in STOP)
    return stems, (*found, stem("".join(chunk))) if len(chunk) > 1 else found


def words(text: str, synonyms: Synonyms = NO_SYNONYMS) -> tuple[Word, ...]:
    """The words of a query; at most ``MOST_WORDS``, what follows is not looked at.

    What has ``synonyms`` is one word, whichever of them a document says.
    """
    chunks = list(_chunks(text[: MOST_WORDS * 60]))
    stems = [stem(part) for chunk in chunks for part in chunk]
    starts: dict[int, Phrase] = {}
    for chunk in chunks:
        starts[sum(map(len, starts.values()))] = chunk
    found: list[Word] = []
    before = ""
    at = 0
    while at < len(stems):
        width, word = _window(stems, at, synonyms)
        alone = ""
        if not width:
            chunk = starts.get(at, (stems[at],))
            width, word = len(chunk), _word(chunk)
            alone = chunk[0] if word and len(chunk) == 1 else ""
        if word and before and alone:
            found[-1], word = _joined(found[-1], word, stem(before + alone))
        found += [word] if word else []
        before = alone
        at += width
    return tuple(dict.fromkeys(found))[:MOST_WORDS]


def _joined(one: Word, other: Word, token: str) -> tuple[Word, Word]:
    """Both are met, too, where they are written as one: ``smart watch``, ``300 g``."""
    if token.isdigit():
        return one, other
    return Word((*one.alternatives, (token,))), Word((*other.alternatives, (token,)))


def forms(text: str) -> list[str]:
    """Words as they are written, accents and capitals apart: of two that have one stem, the one
    that was asked for is meant more. A letter alone stays: a size L, a D battery."""
    return [
        part for chunk in _chunks(text) for part in chunk if part not in STOP or part in LETTERS
    ]


def asked_forms(text: str) -> Forms:
    """The forms of a query's words; under "" letters that are looked for by no word."""
    found: dict[str, dict[str, None]] = {}
    for form in forms(text[: MOST_WORDS * 60]):
        found.setdefault("" if form in STOP else stem(form), {})[form] = None
    return {token: tuple(each) for token, each in found.items()}


def phrase(text: str) -> Phrase:
    """What a name is compared by: its stems, without stop words."""
    return tuple(stem(part) for chunk in _chunks(text) for part in chunk if part not in STOP)


def parts(written: str) -> list[Part]:
    """The parts of a text in their places; a compound is one, stop words are left out."""
    plain = aligned(written)
    found: list[Part] = []
    for chunk in _PART.finditer(plain):
        before, behind = plain[: chunk.start()][-1:], plain[chunk.end() :][:1]
        if (chunk[0] in ELIDED and behind == "'") or (chunk[0] == "s" and before == "'"):
            continue
        end = chunk.end() + 2 * bool(_POSSESSIVE.match(plain, chunk.end()))
        found.append(Part(chunk.start(), end, stem(chunk[0])))
    stems = [part.stem for part in found]
    joined: list[Part] = []
    at = 0
    while at < len(found):
        width, token = _compound(stems, at)
        last = found[at + max(width, 1) - 1]
        joined.append(Part(found[at].start, last.end, token or stems[at]))
        at += max(width, 1)
    return [part for part in joined if part.stem not in STOP]


def name(written: str) -> Phrase:
    """What a name is found by among the ``parts`` of a text."""
    return tuple(part.stem for part in parts(written))


def aligned(text: str) -> str:
    """``text`` folded letter by letter: each stays in its place."""
    plain = (fold(letter) for letter in text)
    return "".join(one if len(one) == 1 else old for one, old in zip(plain, text, strict=True))


def _window(stems: Sequence[str], at: int, synonyms: Synonyms) -> tuple[int, Word | None]:
    """How many parts from ``at`` on stand for one word, and that word; 0 where none do."""
    compound, token = _compound(stems, at)
    if stems[at] in STOP:
        return compound, Word(((token,),)) if token else None
    for width in range(min(len(stems) - at, 2 * synonyms.longest), max(compound, 1) - 1, -1):
        window = stems[at : at + width]
        key = tuple(part for part in window if part not in STOP)
        if window[-1] not in STOP and key in synonyms.others:
            own = (token,) if token and width == compound else key
            return width, Word(tuple(dict.fromkeys((own, *synonyms.others[key]))))
    return compound, Word(((token,),)) if token else None


def _word(chunk: Phrase) -> Word | None:
    stems = tuple(stem(part) for part in chunk if part not in STOP)
    if len(chunk) > 1:
        joined = (stem("".join(chunk)),)
        return Word((joined, stems) if stems else (joined,))
    measured = _MEASURED.fullmatch(chunk[0])
    if measured and stems:
        return Word((stems, tuple(stem(part) for part in measured.groups() if part)))
    return Word((stems,)) if stems else None


def _first(found: Iterable[Word]) -> Phrase:
    """The tokens of several words together, each as it is written."""
    return tuple(token for word in found for token in word.alternatives[0])


def _chunks(text: str) -> Iterator[Phrase]:
    """Folded words, a hyphenated one as its parts; elisions and possessives are gone."""
    for found in _CHUNK.findall(fold(text)):
        yield from _parted(found)


@lru_cache(maxsize=1 << 16)
def _parted(found: str) -> tuple[Phrase, ...]:
    if found[0].isdigit() and not found.isalnum() and "-" not in found and "'" not in found:
        return ((found.replace(",", "."),),)
    pieces = [piece for piece in found.split("'") if piece]
    while len(pieces) > 1 and pieces[0] in ELIDED:
        pieces.pop(0)
    if len(pieces) > 1 and pieces[-1] == "s":
        pieces.pop()
    return tuple(tuple(part for part in piece.split("-") if part) for piece in pieces)


def _compound(stems: Sequence[str], at: int) -> tuple[int, str]:
    """How many parts the compound that starts at ``at`` has, and the token that stands for it."""
    for width in _WIDTHS.get(stems[at], ()):
        token = _COMPOUNDS.get(tuple(stems[at : at + width]))
        if token and at + width <= len(stems):
            return width, token
    return 0, ""


# By stems, so that "vélos tout terrain" and "sacs à dos" are the same as one of them.
_COMPOUNDS = {tuple(map(stem, parts)): stem(token) for parts, token in COMPOUNDS.items()}
_WIDTHS = {
    start: sorted({len(key) for key in _COMPOUNDS if key[0] == start}, reverse=True)
    for start in {key[0] for key in _COMPOUNDS}
}


def fuzzy(token: str) -> bool:
    """Whether one typo in ``token`` may be forgiven."""
    return len(token) >= SHORTEST_FUZZY and token.isalpha()


def spelled(*texts: str) -> set[str]:
    """Words as people write them, each behind its stem: ``chaussur=chaussures``."""
    found = set()
    for text in texts:
        plain = unicodedata.normalize("NFC", text).lower()
        for chunk in _PART.findall(plain):
            folded = fold(chunk)
            if fuzzy(folded) and len(folded) <= LONGEST_SPELLED:
                found.add(f"{stem(folded)}={chunk}")
    return found


def misspellable(words: Iterable[str]) -> list[str]:
    """Those in which one typo may be forgiven, folded."""
    folded = dict.fromkeys(map(fold, words))
    return [word for word in folded if fuzzy(word) and len(word) <= LONGEST_SPELLED]


def near(one: str, other: str) -> bool:
    """Whether one typo parts two words: a letter more, less, other, or two neighbours swapped.

    The first letter is right, or swapped with the second.
    """
    if one == other or abs(len(one) - len(other)) > 1:
        return one == other
    if one[0] != other[0] and one[:2] != other[1::-1]:
        return False
    same = next(at for at in range(len(one) + 1) if one[at : at + 1] != other[at : at + 1])
    rest, others = one[same:], other[same:]
    return (
        rest[1:] in (others[1:], others)
        or others[1:] == rest
        or (rest[:2] == others[1::-1] and rest[2:] == others[2:])
    )


@lru_cache(maxsize=1 << 10)
def swapped(word: str) -> frozenset[str]:
    """Stems of what a folded word is with two neighbours swapped: its own stem may have lost them,
    "vetse" is no longer like "veste" where both have lost an ending."""
    turned = (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1))
    return frozenset(map(stem, turned))


def mistaken(word: str, meant: str) -> bool:
    """Whether a folded word may be a typo of those that have the stem ``meant``."""
    return near(stem(word), meant) or meant in swapped(word)


def corrected(word: str, counts: Mapping[str, int]) -> str:
    """Of words as ``spelled`` writes them, with how many references have each: the one that is
    meant by a folded word that is not there; "" where none is.

    Two neighbours of it are swapped, else most references have it.
    """
    stems = {each: each.partition("=")[0] for each in counts}
    close = [each for each, meant in stems.items() if mistaken(word, meant)]
    turned = [each for each in close if stems[each] in swapped(word)]
    best = min(turned or close, key=lambda each: (-counts[each], each), default="")
    return best.partition("=")[2]


def code_key(text: str) -> str:
    """A code as it is compared: no hyphens, spaces or case; a GTIN without its leading zeros."""
    key = _NO_CODE.sub("", fold(text).upper())
    return (key.lstrip("0") or key) if key.isdigit() else key


def code_in(text: str) -> str:
    """The key of a text that looks like a code, else ""."""
    key = code_key(text) if len(text) <= 3 * CODE_LENGTH[-1] else ""
    return key if len(key) in CODE_LENGTH and any(c.isdigit() for c in key) else ""


def is_code(text: str) -> bool:
    """Whether nothing but a code of letters and digits is typed, "réf VOL-000094": where no
    reference has it, its parts mean nothing. "20000mm" is an amount."""
    chunks = [chunk.strip(PUNCTUATION) for chunk in text.split()]
    marks = {"", *CODE_MARKS}
    named = [chunk for chunk in chunks if fold(chunk).rstrip(".:") not in marks]
    return len(named) == 1 and _mixed(named[0]) and not _AMOUNT.fullmatch(named[0])


def _mixed(chunk: str) -> bool:
    digits = sum(c.isdigit() for c in chunk)
    return LEAST_CODE_DIGITS <= digits < len(code_key(chunk)) and len(chunk) >= SHORTEST_MIXED


def codes_in(text: str) -> tuple[str, ...]:
    """Keys of what in a text may be a code: all of it, what follows "réf" or "EAN", a GTIN with
    blanks, a word of letters and digits. Whether it is one, only the index knows.
    """
    found = dict.fromkeys([code_in(text)])
    chunks = [chunk.strip(PUNCTUATION) for chunk in text[: MOST_WORDS * 60].split()]
    for at, chunk in enumerate(chunks):
        if fold(chunk).rstrip(".:") in CODE_MARKS:
            rest = chunks[at + 1 : at + 1 + MOST_CODE_PARTS]
            found |= dict.fromkeys(code_in(" ".join(rest[:n])) for n in range(len(rest), 0, -1))
        if _mixed(chunk):
            found[code_in(chunk)] = None
    for run in _DIGITS.findall(text[: MOST_WORDS * 60]):
        plain = "".join(c for c in run if c.isdigit())
        if len(plain) in GTIN_LENGTH:
            found[code_in(plain)] = None
    return tuple(key for key in found if key)[:MOST_CODES]
