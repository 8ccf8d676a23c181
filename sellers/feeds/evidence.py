"""How well the first values of a column bear out what it may be, and what they say themselves."""

import re
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as Map
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from sellers.feeds import colours, genders, options, values
from sellers.feeds.faults import Fault
from sellers.feeds.limits import SAMPLES

FEW: Final = 3  # values from which on they say something by themselves
CURRENCY: Final = r"(?:[A-Z]{2,3}|R?\$|[€£])"
PLAIN: Final = re.compile(r"^-?\d[\d .,]*(?:--?|[–—])?$")  # "119,-" as well
AMOUNT: Final = re.compile(
    rf"^{CURRENCY}?\s?[-+<>~]?\d[\d .,'’\u00a0\u202f]*(?:--?|[–—])?\s?(?:{CURRENCY}|%|\w{{1,3}})?$"
)
COUNT: Final = re.compile(r"^[<>+~≥]?\s?-?\d{1,6}(?:[.,]0+)?\s?\+?$")
IMAGE: Final = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)\b", re.IGNORECASE)
PICTURE: Final = re.compile(rf"^(?:https?:)?//|{IMAGE.pattern}", re.IGNORECASE)
LETTERS: Final = re.compile(r"^(?:\d?x{0,4}[sl]|m|[2-6]xl|t\.?u\.?|os)$", re.IGNORECASE)
SIZE: Final = re.compile(r"^[A-Za-z]{0,4}\.?\s?\d{0,3}(?:[.,/\-]\d{1,3})?\s?(?:[A-Za-z]{0,6}|½)?$")
NEW_OR_USED: Final = re.compile(
    r"ne[uw]|n[ou]v|nuovo|nuevo|nieuw|used|occasion|usa[td]|gebraucht|refurb"
    r"|(?:very |sehr |très |muy |molto |zeer )?(?:good|gut|bon|bueno|buono|goed)|like |comme ",
    re.IGNORECASE,
)
YES_OR_NO: Final = {
    "y", "n", "yes", "no", "oui", "non", "ja", "nein", "nee", "si", "sí", "sì", "true", "false",
    "vrai", "faux", "in stock", "out of stock", "in_stock", "out_of_stock",
}  # fmt: skip


@dataclass(frozen=True)
class Seen:
    """The first values of a column; ``lines``: how many lines were looked at."""

    texts: Sequence[str]
    lines: int

    @classmethod
    def of(cls, samples: Sequence[Sequence[str]], position: int) -> "Seen":
        told = [row[position].strip() if position < len(row) else "" for row in samples[:SAMPLES]]
        return cls([text for text in told if text], len(told))

    @property
    def is_blank(self) -> bool:
        return not self.texts

    @property
    def tells_apart(self) -> bool:
        """Whether each line has a value and no other line has the same."""
        return len(self.texts) == self.lines >= FEW and not self.repeats

    @cached_property
    def repeats(self) -> bool:
        return len({*self.texts}) < len(self.texts)

    @property
    def is_one(self) -> bool:
        """Whether it says the same on each of some lines."""
        return len(self.texts) >= FEW and len({*self.texts}) == 1

    def share(self, fits: Callable[[str], object]) -> float:
        """Of the values that fit; there must be some."""
        return sum(bool(fits(text)) for text in self.texts) / len(self.texts)

    @cached_property
    def numbers(self) -> float:
        return self.share(PLAIN.match)

    @cached_property
    def links(self) -> float:
        return self.share(PICTURE.search)

    @cached_property
    def digits(self) -> float:
        return self.share(lambda text: any(map(str.isdigit, text)))

    @cached_property
    def sentences(self) -> float:
        return self.share(lambda text: text.count(" ") > 1)

    @cached_property
    def length(self) -> float:
        """Characters of a value, in the mean."""
        return sum(map(len, self.texts)) / len(self.texts)

    @property
    def are_counts(self) -> bool:
        """Whether they are numbers and not all a yes or a no."""
        return self.share(COUNT.match) >= 0.5 and not {*self.texts} <= {"0", "1"}

    @property
    def are_answers(self) -> bool:
        return self.share(lambda text: text.casefold() in YES_OR_NO) >= 0.5

    @property
    def are_codes(self) -> bool:
        """Whether they tell lines apart as numbers of articles do."""
        return self.tells_apart and self.length <= 40 and not self.share(_is_no_code)

    @cached_property
    def option(self) -> str:
        """What the option is that they name on each line ("Size"), "" when they name none."""
        roles: set[str] = {options.role(text) for text in {*self.texts}}
        return roles.pop() if len(roles) == 1 else ""

    def says(self) -> Iterator[str]:
        """The fields whose values look like these, as nothing else does."""
        if len(self.texts) < FEW or self.is_one:
            return
        if all(map(_is_gtin, self.texts)):
            yield "gtin"
        elif all(map(IMAGE.search, self.texts)):
            yield "pictures"
        elif self.length <= 20 and self.numbers < 0.5:
            if self.share(LETTERS.match) >= 0.8:
                yield "size"
            elif self.share(_is_colour) >= 0.8:
                yield "colour"
            elif self.share(_is_gender) >= 0.8:
                yield "gender"


def fit(ours: str, seen: Seen) -> float:
    """How well values bear out that they are one of our fields: 1 they do, 0 they cannot be."""
    return FITS[ours](seen) if ours in FITS and not seen.is_blank else 1.0


def _is_gtin(text: str) -> bool:
    if not text[:1].isdigit() or sum(map(str.isdigit, text)) < 8:
        return False
    try:
        return bool(values.gtin14(text))
    except Fault:
        return False


def _is_no_code(text: str) -> bool:
    """A text, an amount, a date or an address."""
    return (
        " " in text or "/" in text or bool(re.search(r"\d[.,:]\d|^\d{4}-\d\d-\d\d|^\d{1,3}$", text))
    )


def _is_colour(text: str) -> bool:
    return bool(colours.colour(text).family)


def _is_gender(text: str) -> bool:
    return bool(genders.gender([text]))


def _price(seen: Seen) -> float:
    return 1.0 if seen.share(AMOUNT.match) >= 0.5 else 0.0


def _stock(seen: Seen) -> float:
    return 1.0 if seen.share(COUNT.match) >= 0.5 else 0.0


def _gtin(seen: Seen) -> float:
    return 1.0 if seen.share(lambda text: sum(map(str.isdigit, text)) >= 8) >= 0.5 else 0.0


def _key(seen: Seen) -> float:
    """It tells lines apart and is no text."""
    if seen.repeats or seen.sentences >= 0.5:
        return 0.4
    return 1.0 if seen.digits >= 0.5 else 0.85


def _group(seen: Seen) -> float:
    """It stands on several lines, but not on all."""
    if seen.sentences >= 0.5 or seen.is_one:
        return 0.4
    return 1.0 if seen.repeats else 0.75


def _title(seen: Seen) -> float:
    if seen.numbers >= 0.5 or seen.links >= 0.5:
        return 0.2
    if seen.is_one:
        return 0.5
    if seen.share(lambda text: " " in text) >= 0.5:
        return 1.0
    return 0.75 if seen.digits >= 0.5 else 0.9


def _description(seen: Seen) -> float:
    """The names of things are shorter."""
    if seen.numbers >= 0.5:
        return 0.2
    return 1.0 if seen.length >= 40 else 0.7


def _brand(seen: Seen) -> float:
    is_none = seen.numbers >= 0.5 or seen.length > 40 or seen.share(lambda text: "@" in text) >= 0.5
    return 0.2 if is_none else 1.0


def _category(seen: Seen) -> float:
    if seen.numbers >= 0.5 or seen.links >= 0.5:
        return 0.2
    return 0.75 if seen.is_one else 1.0


def _size(seen: Seen) -> float:
    return 1.0 if seen.share(lambda text: len(text) <= 12 and SIZE.match(text)) >= 0.5 else 0.6


def _colour(seen: Seen) -> float:
    if seen.numbers >= 0.5 or seen.links >= 0.5:
        return 0.2
    return 1.0 if seen.share(_is_colour) >= 0.3 else 0.85


def _gender(seen: Seen) -> float:
    if seen.share(_is_gender) >= 0.5:
        return 1.0
    return 0.2 if seen.numbers >= 0.5 or seen.length > 20 else 0.75


def _condition(seen: Seen) -> float:
    return 1.0 if seen.share(NEW_OR_USED.match) >= 0.5 else 0.0


def _published(seen: Seen) -> float:
    return 1.0 if seen.are_answers or {*seen.texts} <= {"0", "1"} else 0.0


def _pictures(seen: Seen) -> float:
    return 1.0 if seen.links >= 0.5 else 0.0


FITS: Final[Map[str, Callable[[Seen], float]]] = {
    "key": _key, "group": _group, "title": _title, "description": _description, "brand": _brand,
    "category": _category, "price": _price, "net_price": _price, "special_price": _price,
    "stock": _stock, "gtin": _gtin, "size": _size, "colour": _colour, "gender": _gender,
    "pictures": _pictures, "condition": _condition, "published": _published,
}  # fmt: skip
