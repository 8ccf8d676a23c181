"""For whom a product is, from the words of the feed."""

from collections.abc import Iterable
from typing import Final

from marketplace.core.words import tokens
from marketplace.technical.models import Gender

WORDS: Final = {
    Gender.MEN: {"men", "man", "homme", "male", "masculin", "herren", "gentlemen"},
    Gender.WOMEN: {"women", "woman", "femme", "female", "feminin", "lady", "ladie", "dame"},
    Gender.KIDS: {"kid", "kids", "child", "children", "boy", "girl", "junior", "youth", "baby",
                  "infant", "toddler", "newborn", "enfant", "garcon", "fille", "bebe", "ado"},
    Gender.UNISEX: {"unisex", "unisexe", "mixte"},
}  # fmt: skip

LETTERS: Final = {
    "h": Gender.MEN, "m": Gender.MEN, "f": Gender.WOMEN, "w": Gender.WOMEN, "d": Gender.WOMEN,
    "u": Gender.UNISEX, "x": Gender.UNISEX, "e": Gender.KIDS, "k": Gender.KIDS, "j": Gender.KIDS,
}  # fmt: skip


def spelled(text: str) -> str:
    """What stands in a column of genders, its one letter spelled out."""
    letter = LETTERS.get(text.strip(" .").casefold())
    return letter.value if letter else text


def gender(texts: Iterable[str]) -> str:
    """One of ``Gender``, "" when the texts say nothing.

    Men and women together are unisex; children alone are children, whatever else is a boy's or a
    girl's.
    """
    words = {word for text in texts for word in tokens(text)}
    found = {each for each, known in WORDS.items() if words & known}
    adults = found & {Gender.MEN, Gender.WOMEN}
    if Gender.UNISEX in found or len(adults) == 2:
        return Gender.UNISEX.value
    if Gender.KIDS in found:
        return Gender.KIDS.value
    return next(iter(adults)).value if adults else ""
