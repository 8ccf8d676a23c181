"""Figures in a text: ``moins de 2 kg``, ``entre 80 et 120 euros``, ``20 000 mm``, ``10k/10k``.

Pure: where a figure stands, what it is compared by, and in which unit; what it is a figure of, the
vocabulary knows.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from marketplace.technical import values
from search.contract import Range

EUROS = frozenset({"€", "eur", "euro", "euros"})
# Money that nothing here costs: no price, and nothing else is measured by it.
OTHER_MONEY = frozenset({"£", "gbp", "$", "usd", "chf"})
# A figure without "less" or "more" means about so much: five in a hundred, of a price ten.
TOLERANCE = 0.05
PRICE_TOLERANCE = 0.10
# By what a tolerance is counted; one that is less than a whole step is none: "drop 8" is 8.
FINE_UNITS = frozenset({"kg", "L", "l", "h"})
FINE_STEP = 0.1

_AT_MOST = (
    "moins de|moins d'|inferieure? a|en dessous de|au dessous de|sous les|sous|pas plus de|"
    "maximum|maxi|max|jusqu'a|jusque|au plus|"
    "under|less than|below|up to|at most|no more than|<=|<|≤"
)
_AT_LEAST = (
    "plus de|plus d'|superieure? a|au dessus de|a partir de|des|au moins|pas moins de|minimum|mini|"
    "over|more than|above|from|at least|starting at|>=|>|≥"
)
_ABOUT = "environ|autour de|autour des|vers|dans les|a peu pres|about|around|approximately|~"
# "80 € et moins", but not in "plus de 80 € et moins de 120 €".
_ALONE = r"(?!\s+(?:de|d'|than)\b)"
_MOST_AFTER = rf"maximum|maxi|max|(?:ou moins|et moins|au plus|or less|at most){_ALONE}"
_LEAST_AFTER = rf"minimum|mini|(?:ou plus|et plus|au moins|or more|at least){_ALONE}|\+"
_NUMBER = (
    r"[-−]?(?:\d{1,3}(?:[ \u00a0\u202f]\d{3}){1,2}(?!\d)|\d{1,7})"
    r"(?:[.,]\d{1,3})?(?:k(?![a-z0-9]))?"
)


# Not "un", which is an article, nor "neuf", which is new.
IN_WORDS = {
    "zero": 0, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8,
    "dix": 10, "douze": 12, "two": 2, "three": 3, "four": 4,
    "five": 5, "seven": 7, "eight": 8, "ten": 10,
}  # fmt: skip
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_IN_WORDS = re.compile(rf"\b(?:{'|'.join(IN_WORDS)})\b")


@dataclass(frozen=True)
class Figure:
    """A figure in its place; ``exact``: neither at least nor at most nor between; ``hyphened``:
    "39-42" without a unit may be anything, unless its name stands beside it."""

    start: int
    end: int
    low: float | None
    high: float | None
    unit: str = ""
    exact: bool = False
    hyphened: bool = False

    @property
    def in_euros(self) -> bool:
        return self.unit in EUROS

    @property
    def is_money(self) -> bool:
        return self.unit in EUROS | OTHER_MONEY


class Pair(NamedTuple):
    """``10k/15k``: a waterproof and a breathability rating; ``700x28``: a tyre's width and rim."""

    start: int
    end: int
    first: float
    second: float


def in_digits(plain: str) -> str:
    """Of a text that ``text.aligned`` has folded; each letter stays in its place."""
    return _IN_WORDS.sub(lambda said: str(IN_WORDS[said[0]]).ljust(len(said[0])), plain)


def in_english(plain: str) -> str:
    """The same with "20,000" as "20 000"; each letter stays in its place."""
    return _THOUSANDS.sub(" ", plain)


def pairs(plain: str) -> list[Pair]:
    """Of a text that ``text.aligned`` has folded."""
    found = re.finditer(r"(?<![\w/])(\d{1,3})\s?k?\s?/\s?(\d{1,3})\s?k(?![\w/])", plain)
    return [
        Pair(each.start(), each.end(), float(each[1]) * 1000, float(each[2]) * 1000)
        for each in found
    ]


def tyres(plain: str) -> list[Pair]:
    """ "700x28", "650 × 47b": how wide a tyre is, in mm, and its rim. Of a folded text."""
    found = re.finditer(r"(?<!\w)(700|650)\s?[x×]\s?(\d{2})\s?[abc]?(?!\w)", plain)
    return [Pair(each.start(), each.end(), float(each[2]), float(each[1])) for each in found]


def figures(plain: str) -> Iterator[Figure]:
    """Of a text that ``text.aligned`` has folded, in their order."""
    for found in _pattern().finditer(plain):
        low, high = _amount(found["low"]), None
        said = ("unit", "first", "sign", "high_sign")
        unit = next((found[group].strip() for group in said if found[group]), "")
        if found["high"]:
            high = _amount(found["high"])
            hyphened = not found["opening"] and not unit and found["to"] not in {"a", "to"}
            low, high = min(low, high), max(low, high)
            yield Figure(found.start(), found.end(), low, high, unit, hyphened=hyphened)
        elif _says(found, "most", "most_after"):
            yield Figure(found.start(), found.end(), None, low, unit)
        elif _says(found, "least", "least_after"):
            yield Figure(found.start(), found.end(), low, None, unit)
        else:
            start = found.start("about") if found["about"] else found.start("amount")
            yield Figure(start, found.end(), low, low, unit, exact=True)


def _says(found: re.Match[str], *groups: str) -> bool:
    return any(found[group] for group in groups)


def _amount(said: str) -> float:
    plain = re.sub(r"[ \u00a0\u202f]", "", said.replace("−", "-").replace(",", "."))
    return float(plain.removesuffix("k")) * (1000 if plain.endswith("k") else 1)


@cache
def _pattern() -> re.Pattern[str]:
    spellings = sorted((*values.units(), *EUROS, *OTHER_MONEY), key=len, reverse=True)
    unit = "|".join(re.escape(each).replace(r"\ ", r"\s?") for each in spellings)
    unit = rf"(?:{unit}|g/m2/24\s?h|g/m²/24\s?h)(?![a-z0-9²³])"
    sign = r"[€£$]|(?:eur|gbp|usd|chf)(?=[\s\d])"  # before the number: "€100", "CHF 100"
    return re.compile(
        rf"(?:(?P<opening>entre|between|de|from)\s+(?=(?:{sign})?\s*{_NUMBER}\s*(?:{unit})?\s*"
        rf"(?:-|–|a|et|and|to)\s*(?:{sign})?\s*{_NUMBER})|(?<![\w])(?:(?P<most>{_AT_MOST})|(?P<least>{_AT_LEAST})"
        rf"|(?P<about>{_ABOUT}))(?:\s+(?:de|des|d'))?\s*)?"
        rf"(?<![\w.,/])(?P<amount>(?:(?P<sign>{sign})\s*)?(?P<low>{_NUMBER}))(?![\d/])"
        rf"\s*(?P<first>{unit})?"
        rf"(?:\s*(?P<to>-|–|\ba\b|\bet\b|\band\b|\bto\b)"
        rf"\s*(?:(?P<high_sign>{sign})\s*)?(?P<high>{_NUMBER})(?![\w/])"
        rf"\s*(?P<unit>{unit})?)?(?![a-z0-9])"
        rf"(?:\s*(?:(?P<most_after>{_MOST_AFTER})|(?P<least_after>{_LEAST_AFTER}))(?![\w]))?"
    )


def around(amount: float, unit: str, *, price: bool = False) -> Range:
    """About so much: the tolerance in whole steps, so that small figures are exact.

    What is counted and has no unit is exact. Prices in whole euros.
    """
    if price:
        part, step = PRICE_TOLERANCE, 1.0
    else:
        part, step = (TOLERANCE if unit else 0.0), FINE_STEP if unit in FINE_UNITS else 1.0
    by = math.floor(abs(amount) * part / step + 1e-9) * step
    return Range(round(amount - by, 3), round(amount + by, 3))
