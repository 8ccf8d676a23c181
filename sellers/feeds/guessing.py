"""What the columns of a table that no known shop wrote seem to contain.

A column's name says what it may be (``naming``), its values how well that fits (``evidence``); the
likeliest pairs of column and field are taken one after the other. What is left over may be an
attribute that the taxonomy knows.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Map
from dataclasses import dataclass
from typing import Final, NamedTuple

from django.utils.translation import gettext_noop

from sellers.feeds import families, naming
from sellers.feeds.evidence import Seen, fit
from sellers.feeds.mapping import FIELDS, SEVERAL, Mapping
from sellers.feeds.naming import NAME, PART, SIMILAR
from sellers.feeds.reading import Header

VALUES = "values"
WHYS: Final = {
    NAME: gettext_noop("son nom le dit"), PART: gettext_noop("une partie de son nom le dit"),
    SIMILAR: gettext_noop("son nom y ressemble"), VALUES: gettext_noop("ses valeurs le disent"),
}  # fmt: skip
LEAST: Final = 0.5  # what is less sure is not told
SEEMS: Final = 0.7  # values that look like nothing else
RETITLED: Final = 0.72  # a "description" that is the name of a thing
BLANK: Final = 0.6  # a column without values is of little use, whatever its name
GROUPED: Final = 0.85  # a key, or what may be a model's name, where several lines have the same
BORNE_OUT: Final = 0.8  # how well values must fit a weak name
OPTION: Final = 0.85  # a column beside the one that names its option
ATTRIBUTE: Final = 0.8  # a name that the taxonomy knows
INSTEAD: Final = 0.55  # a key for want of one that is called so
DEALERS: Final = 1.7  # times what a dealer pays, at least, does the shopper
PLACES: Final = {ours: place for place, ours in enumerate(FIELDS)}


@dataclass(frozen=True)
class Column:
    """What one column seems to be: one of our fields, an attribute of the taxonomy, or neither.

    ``confidence``: between 0 and 1, see ``docs/feeds/real-files.md``. ``why``: a key of ``WHYS``.
    """

    name: str
    field: str = ""
    attribute: str = ""
    confidence: float = 0.0
    why: str = ""


@dataclass(frozen=True)
class Guess:
    """A mapping, how sure each of its fields is, and the same by column, in the file's order."""

    mapping: Mapping
    confidence: Map[str, float]
    columns: Sequence[Column] = ()

    @property
    def is_enough(self) -> bool:
        """Whether it names all that nothing can be sold without."""
        return not self.mapping.missing()


class Claim(NamedTuple):
    """That a column is a field. ``weak``: unless another one is."""

    score: float
    position: int
    ours: str
    why: str
    weak: bool = False


def guess(header: Header, samples: Sequence[Sequence[str]] = ()) -> Guess:
    """What the columns' names say, in six languages, and their first values confirm.

    ``samples``: the cells of the first lines.
    """
    # What has no name cannot be named in a mapping, whatever it says.
    seen = [Seen.of(samples if name else (), place) for place, name in enumerate(header.names)]
    claims = [*_claims(header, seen), *_options(seen)]
    taken = _taken(_without_dealers(claims, samples))
    _add_key(taken, seen)
    columns: dict[str, list[str]] = {}
    confidence: dict[str, float] = {}
    for position, claim in sorted(taken.items()):
        columns.setdefault(claim.ours, []).append(header.names[position])
        confidence[claim.ours] = max(claim.score, confidence.get(claim.ours, 0.0))
    told = [_column(name, taken.get(place)) for place, name in enumerate(header.names)]
    return Guess(
        Mapping(
            {ours: columns[ours] for ours in FIELDS if ours in columns},
            attributes={column.name: column.attribute for column in told if column.attribute},
            tax_included="price" in columns or "net_price" not in columns,
        ),
        confidence,
        told,
    )


def _column(name: str, claim: Claim | None) -> Column:
    if claim:
        return Column(name, claim.ours, "", claim.score, claim.why)
    attribute = _attribute(name)
    return Column(name, "", attribute, ATTRIBUTE, NAME) if attribute else Column(name)


def _attribute(name: str) -> str:
    """The attribute that a name tells, unless it is the whole name of one of our fields."""
    is_ours = any(said.why == NAME for said in naming.said(name).values())
    return "" if is_ours else families.attribute_name(name)


# --- claims ----------------------------------------------------------------------------------
def _claims(header: Header, seen: Sequence[Seen]) -> Iterator[Claim]:
    """What each column's name says and its values bear out, or what they say themselves."""
    shared = len(naming.prefix(header.names))
    for position, name in enumerate(header.names):
        if _attribute(name):
            continue
        said = {**naming.said(name[shared:]), **naming.said(name)} if shared else naming.said(name)
        found = [
            claim
            for ours, told in said.items()
            for claim in _confirmed(ours, told, position, seen[position])
            if claim.score >= LEAST
        ]
        yield from found
        if all(claim.weak for claim in found):
            says = seen[position].says()
            yield from (Claim(SEEMS, position, ours, VALUES, weak=True) for ours in says)


def _confirmed(ours: str, said: naming.Said, position: int, seen: Seen) -> Iterator[Claim]:
    """The claim, or that of the field that values tell from it: "in stock" may be a number."""
    if seen.is_blank:
        score = said.score * (BLANK if seen.lines else 1.0)
        yield Claim(round(score, 2), position, ours, said.why, said.weak)
        return
    if ours == "available" and seen.are_counts:
        ours = "stock"
    elif ours == "stock" and seen.are_answers:
        ours = "available"
    fits = fit(ours, seen)
    if ours == "key" and seen.repeats and not seen.is_one:
        yield Claim(round(said.score * GROUPED, 2), position, "group", VALUES, said.weak)
    if said.weak and fits < BORNE_OUT:
        return
    if said.weak and ours == "group":
        fits *= GROUPED
    yield Claim(round(said.score * fits, 2), position, ours, said.why, said.weak)
    if ours == "description" and fits < 1:
        yield Claim(round(RETITLED * fit("title", seen), 2), position, "title", VALUES, weak=True)


def _options(seen: Sequence[Seen]) -> Iterator[Claim]:
    """Where one column names an option on each line ("Size"), one of the next two tells it."""
    for place, names in enumerate(seen):
        role = names.option
        for position in range(place + 1, min(place + 3, len(seen))) if role else ():
            if not seen[position].is_blank and fit(role, seen[position]) == 1:
                yield Claim(OPTION, position, role, VALUES)


def _without_dealers(claims: Sequence[Claim], samples: Sequence[Sequence[str]]) -> Sequence[Claim]:
    """Where a recommended price is far above the price everywhere, that is what dealers pay."""
    prices = [claim for claim in claims if claim.ours == "price"]
    advised = next((claim.position for claim in prices if claim.weak), None)
    if advised is None:
        return claims
    plain = {claim.position for claim in prices if not claim.weak}
    dealers = {position for position in plain if _is_far_above(samples, advised, position)}
    return [claim for claim in claims if claim.position not in dealers]


def _is_far_above(samples: Sequence[Sequence[str]], high: int, low: int) -> bool:
    pairs = [(_amount(row[high]), _amount(row[low])) for row in samples
             if max(high, low) < len(row)]  # fmt: skip
    return len(pairs) > 1 and all(more >= DEALERS * less > 0 for more, less in pairs)


def _amount(text: str) -> float:
    digits = "".join(char for char in text.replace(",", ".") if char.isdigit() or char == ".")
    whole, _point, cents = digits.rpartition(".")
    return float(f"{whole.replace('.', '') or 0}.{cents or 0}" if _point else digits or 0)


# --- choosing --------------------------------------------------------------------------------
def _taken(claims: Sequence[Claim]) -> dict[int, Claim]:
    """Position → the claim that stands: the surest first, a field once unless several make it."""
    taken: dict[int, Claim] = {}
    fields: set[str] = set()
    for claim in sorted(claims, key=lambda each: (-each.score, each.position, PLACES[each.ours])):
        again = claim.ours in fields and (claim.weak or claim.ours not in SEVERAL)
        if claim.position not in taken and not again:
            taken[claim.position] = claim
            fields.add(claim.ours)
    return taken


def _add_key(taken: dict[int, Claim], seen: Sequence[Seen]) -> None:
    """Where no column is called a key: the maker's reference, or codes in the first column.

    Barcodes do without: see ``Mapping.missing``.
    """
    if not seen or any(claim.ours == "key" for claim in taken.values()):
        return
    makers = [place for place, claim in taken.items() if claim.ours == "manufacturer_ref"]
    first = [] if 0 in taken else [0]
    for position in (*makers, *first):
        if seen[position].are_codes:
            taken[position] = Claim(INSTEAD, position, "key", VALUES)
            return
