"""What the columns of a table that no known shop wrote seem to contain."""

import re
from collections.abc import Callable, Sequence
from collections.abc import Mapping as Map
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from sellers.feeds import synonyms, values
from sellers.feeds.faults import Fault
from sellers.feeds.mapping import FIELDS, SEVERAL, Mapping
from sellers.feeds.reading import Header

SURE, LIKELY, MAYBE = 1.0, 0.8, 0.6
SIMILAR: Final = 0.88  # of a name to one that is known
SHORT: Final = 3  # letters of a name that is too short to be looked for in others
# What makes of a price or a stock another one: what it cost, from when to order again …
OTHERS: Final = re.compile(
    r"achat|cost|coût|revient|wholesale|einkauf|\bek\b|\bmin|\bmax|seuil|alert|low|barr|conseill|uvp"
)
SEEN: Final = 20  # values of a column that are looked at


@dataclass(frozen=True)
class Guess:
    """A mapping, and how sure each of its fields is: 1 the name is known, 0.6 it may be."""

    mapping: Mapping
    confidence: Map[str, float]

    @property
    def is_enough(self) -> bool:
        """Whether it names all that nothing can be sold without."""
        return not self.mapping.missing()


def guess(header: Header, samples: Sequence[Sequence[str]] = ()) -> Guess:
    """What the columns' names say, in French, English or German; their first values confirm it.

    ``samples``: the cells of the first lines.
    """
    scored = sorted(
        ((score, place, position, ours)
         for position, name in enumerate(header.names)
         for place, ours in enumerate(FIELDS)
         if (score := _score(ours, name, _column(samples, position))) > 0),
        key=lambda each: (-each[0], each[2], each[1]),
    )  # fmt: skip
    columns: dict[str, list[str]] = {}
    confidence: dict[str, float] = {}
    taken: set[int] = set()
    for score, _place, position, ours in scored:
        if position in taken or (ours in columns and ours not in SEVERAL):
            continue
        taken.add(position)
        columns.setdefault(ours, []).append(header.names[position])
        confidence[ours] = max(score, confidence.get(ours, 0.0))
    untaxed = "price" not in columns and "net_price" in columns
    return Guess(Mapping(columns, tax_included=not untaxed), confidence)


def _column(samples: Sequence[Sequence[str]], position: int) -> list[str]:
    told = (row[position].strip() for row in samples[:SEEN] if position < len(row))
    return [text for text in told if text]


def _score(ours: str, name: str, seen: Sequence[str]) -> float:
    score = _name_score(ours, synonyms.folded(name))
    if score and seen and (fits := FITS.get(ours)):
        share = sum(fits(text) for text in seen) / len(seen)
        score *= 1.0 if share >= 0.5 else 0.5 if share > 0 else 0.0
    elif not score and ours == "gtin" and len(seen) > 2 and all(_is_gtin(text) for text in seen):
        score = MAYBE  # its values cannot be anything else
    return round(score, 2)


def _name_score(ours: str, name: str) -> float:
    known = synonyms.FIELDS[ours]
    if name in known:
        # The plainest names say it most surely; "modèle" may be a title.
        return SURE - 0.1 * min(known.index(name) / len(known), 1)
    bare = re.sub(r"\s*[(\[].*?[)\]]", "", name).strip()
    if bare != name and bare in known:
        return LIKELY
    if not OTHERS.search(name) and any(
        len(each) > SHORT and (bare.startswith(f"{each} ") or bare.endswith(f" {each}"))
        for each in known
    ):
        return MAYBE
    last = name.rpartition("/")[2]
    if last != name and last in known:
        return MAYBE
    if any(SequenceMatcher(None, name, each).ratio() >= SIMILAR for each in known if len(each) > 4):
        return MAYBE
    return 0.0


def _is_gtin(text: str) -> bool:
    try:
        return bool(values.gtin14(text)) and text[:1].isdigit()
    except Fault:
        return False


def _is_number(text: str) -> bool:
    return bool(re.search(r"\d", text)) and len(text) <= values.LONGEST


def _is_count(text: str) -> bool:
    try:
        return values.units(text) >= 0
    except Fault:
        return text.lstrip("-").isdigit()


FITS: Final[Map[str, Callable[[str], bool]]] = {
    "price": _is_number,
    "net_price": _is_number,
    "special_price": _is_number,
    "stock": _is_count,
    "gtin": lambda text: sum(map(str.isdigit, text)) >= 8,
}
