"""A table as a mapping would read it: its first lines, and what its values are taken for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from django.utils.translation import gettext as _

from marketplace.core.money import Money
from marketplace.technical.models import ColourFamily, Family, Gender
from marketplace.technical.sizes import Guide, normalise
from marketplace.traders.models import Trader
from sellers.feeds import colours, families, genders, tables
from sellers.feeds.dialects import generic
from sellers.feeds.dialects.base import AVAILABLE, NEW, NO, UNAVAILABLE, YES, Reading
from sellers.feeds.faults import RowError
from sellers.feeds.mapping import VALUED, Mapping
from sellers.feeds.models import FeedSource, FeedTable
from sellers.feeds.reading import normalised
from sellers.feeds.references import Reference, references
from sellers.feeds.rows import Parsed
from sellers.feeds.staging import StagedProduct, StagedVariant

SURE, PROBABLE, UNKNOWN = 0.95, 0.6, 0.0
# As a mapping says them and ``generic`` reads them.
STOCKED, SOLD_OUT = ONLINE, OFFLINE = "1", "0"
NEW_ONE, USED = "new", "used"


# --- lines -----------------------------------------------------------------------------------
@dataclass(frozen=True)
class Row:
    """A line as it will be read; ``family`` is a slug, ``reference`` None where it is refused."""

    line: int
    parsed: Parsed
    reference: Reference | None
    price: Money | None
    size: str

    @property
    def faults(self) -> Sequence[RowError]:
        return self.parsed.faults


def rows(
    table: FeedTable, mapping: Mapping, *, trader: Trader, brand: str, family: str, today: date
) -> list[Row]:
    """The first lines as they will be read; ``brand`` and ``family`` of lines that name none.

    :raises BadMapping: the mapping does not say enough.
    """
    known = FeedSource.objects.filter(trader=trader, name=table.name).first()
    source = known or FeedSource(trader=trader, name=table.name)
    source.brand, source.family = brand, family
    dialect = generic.dialect(mapping)
    reading = Reading(
        dialect.mapped(tables.header(table)),
        source.currency,
        today,
        tax=source.tax_percent,
        in_stock=source.units_in_stock,
    )
    return [_row(parsed, source, trader) for parsed in dialect.read(tables.lines(table), reading)]


def _row(parsed: Parsed, source: FeedSource, trader: Trader) -> Row:
    if parsed.variant is None or parsed.product is None:
        return Row(parsed.line, parsed, None, None, "")
    variant = StagedVariant(parsed.line, parsed.key, parsed.variant)
    product = StagedProduct(parsed.group, parsed.product, [variant], line=parsed.line)
    reference = next(references(product, source=source, trader=trader))
    size = reference.size_label(reference.rows[0])
    return Row(parsed.line, parsed, reference, Money(parsed.variant.minor), size)


# --- values ----------------------------------------------------------------------------------
@dataclass(frozen=True)
class Value:
    """What stands in a column, on how many lines, and what it is taken for.

    ``taken``: one of ``choices``, a size as the shop shows it, "" for what is not understood.
    ``said``: the same, where the boutique has said it itself.
    """

    text: str
    count: int
    taken: str
    confidence: float  # of 1
    said: str


def valued(table: FeedTable, mapping: Mapping) -> dict[str, list[Value]]:
    """Our field → the values of its column, those in doubt first, where they can be told."""
    places = {normalised(name): place for place, name in enumerate(table.columns)}
    found = {}
    for ours in VALUED:
        columns = mapping.columns.get(ours, ())
        if values := columns and table.values[places[normalised(columns[-1])]]:
            told = mapping.values.get(ours, {}).items()
            said = {text.strip().casefold(): to for text, to in told}
            read = [_value(ours, text, count, said.get(text.casefold(), ""))
                    for text, count in values]  # fmt: skip
            found[ours] = sorted(read, key=lambda value: (value.confidence, -value.count))
    return found


def _value(ours: str, text: str, count: int, said: str) -> Value:
    if said:
        return Value(text, count, said, 1.0, said)
    return Value(text, count, *READERS[ours](text), said)


def choices(ours: str) -> dict[str, str]:
    """What a value of a field can be taken for, with its name; empty for sizes, which are many."""
    if ours == "category":
        rows = Family.objects.select_related("sport").order_by("sport__position", "position")
        return {family.slug: f"{family.sport} · {family}" for family in rows}
    told: dict[str, Sequence[tuple[str, object]]] = {
        "colour": ColourFamily.choices,
        "gender": Gender.choices,
        "available": [(STOCKED, _("en stock")), (SOLD_OUT, _("épuisé"))],
        "condition": [(NEW_ONE, _("neuf")), (USED, _("pas neuf, donc refusé"))],
        "published": [(ONLINE, _("en ligne")), (OFFLINE, _("hors ligne"))],
    }
    return {key: str(name) for key, name in told.get(ours, ())}


Read = tuple[str, float]  # what it is taken for, and how surely


def _category(text: str) -> Read:
    slug, of_its_own = families.guess_of(text)
    return slug, (SURE if of_its_own else PROBABLE) if slug else UNKNOWN


def _colour(text: str) -> Read:
    family = colours.colour(text).family
    return family, SURE if family else UNKNOWN


def _gender(text: str) -> Read:
    found = genders.gender([genders.spelled(text)])
    return found, SURE if found else UNKNOWN


@lru_cache(maxsize=4096)
def _size(text: str) -> Read:
    """Sure of what is read without a guide: which one it will be, the product's family tells."""
    if (size := normalise(text)).system:
        return size.label, SURE
    read = (normalise(text, guide=guide) for guide in Guide)
    return next(((size.label, PROBABLE) for size in read if size.system), ("", UNKNOWN))


def _available(text: str) -> Read:
    if text.casefold() in UNAVAILABLE:
        return SOLD_OUT, SURE
    return STOCKED, SURE if text.casefold() in AVAILABLE else PROBABLE


def _condition(text: str) -> Read:
    return (NEW_ONE, SURE) if text.casefold() in NEW else (USED, PROBABLE)


def _published(text: str) -> Read:
    if text.casefold() in NO:
        return OFFLINE, SURE
    return ONLINE, SURE if text.casefold() in YES else PROBABLE


READERS: Final[dict[str, Callable[[str], Read]]] = {
    "category": _category, "colour": _colour, "gender": _gender, "size": _size,
    "available": _available, "condition": _condition, "published": _published,
}  # fmt: skip
