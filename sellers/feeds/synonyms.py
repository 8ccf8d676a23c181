"""What shops call the things we need to know; see ``synonyms.toml``."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from marketplace.core.words import Phrase, tokens

COMBINATION: Final = ")*"  # how columns end that only PrestaShop's combinations have
# "imageURL" and "Bild1" are two words, "EANCode" too.
SEAMS: Final = re.compile(
    r"(?<=[a-zà-ÿ])(?=[A-Z\d])|(?<=[A-Z])(?=[A-Z][a-zà-ÿ]|\d)|(?<=\d)(?=[a-zA-Z])"
)
UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def words(name: str) -> Phrase:
    """The words of a column's name: ``"g:Réf. imageURL"`` → ``("ref", "image", "url")``."""
    return tokens(SEAMS.sub(" ", name.removeprefix("g:")).replace("_", " "))


def joined(name: str) -> str:
    """The same written together, as names are looked up; a "/" stays, as in XML's paths."""
    return "/".join("".join(words(part)) for part in name.split("/"))


def spellings(name: str) -> set[str]:
    """The same, also with "ue" for "ü" as in German."""
    return {joined(name), joined(name.translate(UMLAUTS))}


def _loaded() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "synonyms.toml").read_text("utf-8"))


def _word_sets(section: str) -> dict[str, frozenset[str]]:
    return {
        key: frozenset(word for name in names for word in words(name))
        for key, names in _DATA[section].items()
    }


_DATA: Final = _loaded()
FIELDS: Final[dict[str, list[str]]] = _DATA["fields"]
WEAKER: Final[dict[str, list[str]]] = _DATA["weaker"]
OTHERS: Final = _word_sets("others")
PRICES: Final = _word_sets("prices")
KINDS: Final = ("special_price", "price", "net_price")  # of prices, the most telling word first
PARENTS: Final = _word_sets("parents")["words"]
FILLERS: Final = _word_sets("fillers")["words"]
_NAMES: Final = {
    joined(name) for known in (FIELDS, WEAKER) for names in known.values() for name in names
}


class _Known:
    """Every name that is known, as ``in`` asks for it."""

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and _is_known(name)


@lru_cache(maxsize=8192)
def _is_known(name: str) -> bool:
    return joined(name) in _NAMES


KNOWN: Final = _Known()
