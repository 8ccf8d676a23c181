"""The technical table: each figure with its unit, its place among the family, its source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from marketplace.storefront.cards import FIGURES, Figure
from marketplace.storefront.figures import figure, in_words
from marketplace.storefront.product.scales import Scale, Spread, scale
from marketplace.technical import comparing
from marketplace.technical.models import Attribute, ReferenceSheet, Source, localised


@dataclass(frozen=True)
class Row:
    """``value`` None: not known. ``measured``: the day on which we measured it, if we did;
    ``help``: one line that explains the figure, or ""."""

    label: str
    norm: str
    help: str
    value: Any
    unit: str
    scale: Scale | None
    source: str
    measured: date | None


def rows(
    sheet: ReferenceSheet, attributes: Sequence[Attribute], spreads: Mapping[str, Spread]
) -> list[Row]:
    """One row an attribute, in the taxonomy's order."""
    return [_row(sheet, each, spreads.get(each.key)) for each in attributes]


def figures(sheet: ReferenceSheet, attributes: Sequence[Attribute]) -> list[Figure]:
    """The figures that decide, in their order, those that are known."""
    deciders = comparing.deciders(attributes)
    known = [each for each in deciders if sheet.value(each.key) is not None]
    return [figure(each, sheet) for each in known[: FIGURES + 1]]


def _row(sheet: ReferenceSheet, attribute: Attribute, spread: Spread | None) -> Row:
    value, entry = sheet.value(attribute.key), sheet.values.get(attribute.key, {})
    return Row(
        label=str(attribute),
        norm=attribute.norm,
        help=localised(attribute, "help"),
        value=None if value is None else in_words(attribute, value),
        unit=attribute.unit,
        scale=scale(value, spread) if comparing.is_number(value) else None,
        source=source(entry),
        measured=_measured(entry),
    )


def source(entry: Mapping[str, Any]) -> str:
    """By whom a value is, in words; "" where nobody noted it."""
    try:
        return str(Source(entry.get("source", "")).label)
    except ValueError:
        return ""


def _measured(entry: Mapping[str, Any]) -> date | None:
    said = entry.get("at", "")
    return date.fromisoformat(said) if said and entry["source"] == Source.MEASURED else None
