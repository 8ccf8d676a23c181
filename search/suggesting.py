"""What somebody who is still typing may mean: whole words, and a last one that has only begun.

Words are the same tokens as everywhere in search. The last word, which has lost no ending yet, is
met by what begins with it, too.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from search import text
from search.text import Word

MOST_LETTERS = 80  # of what is typed, the rest is not looked at
FEWEST_LETTERS = 2
LONGEST_FORGIVEN = 24  # no word is longer, and every way to mistype it is tried
TITLE = ("title",)
NAMES = ("title", "keywords")

_PARTS = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)+")


class Reading(StrEnum):
    """In which fields the words must be, and whether one typo in each is forgiven."""

    CODE = "code"  # exactly an EAN, a SKU or a maker's reference
    TITLE = "title"
    NAMES = "names"
    TITLE_SPELLING = "title_spelling"
    NAMES_SPELLING = "names_spelling"

    @property
    def fields(self) -> tuple[str, ...]:
        return TITLE if self in (Reading.TITLE, Reading.TITLE_SPELLING) else NAMES

    @property
    def forgiving(self) -> bool:
        return self in (Reading.TITLE_SPELLING, Reading.NAMES_SPELLING)


@dataclass(frozen=True, slots=True)
class Typed:
    """``words``: whole ones; ``last``: any of them or what begins with ``start``, "" for none.

    ``code``: the key of what looks like a code, else "".
    """

    words: tuple[Word, ...] = ()
    start: str = ""
    last: tuple[Word, ...] = ()
    code: str = ""

    def __bool__(self) -> bool:
        return bool(self.words or self.start or self.code)

    @property
    def readings(self) -> tuple[Reading, ...]:
        """Strictest first."""
        by_words = tuple(Reading)[1:] if self.words or self.start else ()
        return ((Reading.CODE,) if self.code else ()) + by_words


def typed(written: str) -> Typed:
    """What was typed, falsy when there is too little of it to suggest anything."""
    plain = written[:MOST_LETTERS].replace("\0", " ").strip()
    if sum(letter.isalnum() for letter in plain) < FEWEST_LETTERS:
        return Typed()
    head, _blank, tail = f" {plain}".rpartition(" ")
    start = _start(tail)
    if head.strip() and start in text.STOP:
        start, tail = "", ""
    return Typed(
        words=text.words(head),
        start=start,
        last=text.words(tail) if start else (),
        code=text.code_in(plain),
    )


def forgiven(start: str) -> bool:
    """Whether one typo in the beginning of a word may be forgiven."""
    return text.fuzzy(start) and len(start) <= LONGEST_FORGIVEN


def _start(tail: str) -> str:
    """The beginning of a token: ``t-sh`` is of ``tshirt``, ``l’ea`` of ``eau``."""
    folded = text.fold(tail)
    if number := _NUMBER.match(folded):
        return number[0].replace(",", ".")
    parts = _PARTS.findall(folded)
    while len(parts) > 1 and "'" in folded and parts[0] in text.ELIDED:
        parts.pop(0)
    return "".join(parts)
