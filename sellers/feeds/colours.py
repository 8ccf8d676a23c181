"""Colour names, in French and English, as the shop's colour families and a drawing's tints."""

import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from marketplace.core.words import Phrase, tokens
from marketplace.technical.models import ColourFamily

MOST_TINTS: Final = 3
LONGEST: Final = 3  # words in the longest name that is known


@dataclass(frozen=True)
class Colour:
    """``family`` is one of ``ColourFamily`` or "" when the name is not understood."""

    family: str = ""
    tints: tuple[str, ...] = ()


UNKNOWN: Final = Colour()


@cache
def _names() -> dict[Phrase, tuple[str, str]]:
    """Name → (family, tint)."""
    data = tomllib.loads((Path(__file__).parent / "colours.toml").read_text("utf-8"))
    found = {}
    for family, entry in data.items():
        for name in entry["names"]:
            found[tokens(name)] = (family, entry["tint"])
        for name, tint in entry.get("tints", {}).items():
            found[tokens(name)] = (family, tint)
    return found


@lru_cache(maxsize=4096)
def colour(name: str) -> Colour:
    """What a colour's name says: ``"Black / Navy"`` is black, with both tints.

    From three families on it is multicolour.
    """
    found = _found(tokens(name))
    families = list(dict.fromkeys(family for family, _tint in found))
    if not families:
        return UNKNOWN
    family = families[0] if len(families) < 3 else ColourFamily.MULTI.value
    tints = dict.fromkeys(tint for _family, tint in found)
    return Colour(family, tuple(tints)[:MOST_TINTS])


def _found(words: Phrase) -> list[tuple[str, str]]:
    names, found, at = _names(), [], 0
    while at < len(words):
        width = next((w for w in range(LONGEST, 0, -1) if words[at : at + w] in names), 0)
        if width:
            found.append(names[words[at : at + width]])
        at += max(width, 1)
    return found


def named_in(title: str) -> Colour:
    """The colour that a title names, when it names exactly one family."""
    families = {family for family, _tint in _found(tokens(title))}
    return colour(title) if len(families) == 1 else UNKNOWN
