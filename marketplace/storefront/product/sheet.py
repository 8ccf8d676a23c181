"""The technical table: each figure with its unit, its place among the family, its source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import translation

from marketplace.storefront.cards import FIGURES, Figure, said
from marketplace.storefront.product.scales import Scale, Spread, scale
from marketplace.technical.models import Attribute, ReferenceSheet, Source


@dataclass(frozen=True)
class Row:
    """``value`` None: not known."""

    label: str
    value: Any
    unit: str
    scale: Scale | None
    source: str


def rows(
    sheet: ReferenceSheet, attributes: Sequence[Attribute], spreads: Mapping[str, Spread]
) -> list[Row]:
    """One row an attribute, in the taxonomy's order."""
    return [_row(sheet, each, spreads.get(each.key)) for each in attributes]


def figures(sheet: ReferenceSheet, attributes: Sequence[Attribute]) -> list[Figure]:
    """The figures that decide, in their order, those that are known."""
    deciders = sorted((a for a in attributes if a.decider), key=lambda a: a.decider or 0)
    known = [each for each in deciders if sheet.value(each.key) is not None]
    return [
        Figure(str(each), _in_words(each, sheet.value(each.key)), each.unit)
        for each in known[: FIGURES + 1]
    ]


def _row(sheet: ReferenceSheet, attribute: Attribute, spread: Spread | None) -> Row:
    value = sheet.value(attribute.key)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return Row(
        label=str(attribute),
        value=None if value is None else _in_words(attribute, value),
        unit=attribute.unit,
        scale=scale(value, spread) if number else None,
        source=_source(sheet.values.get(attribute.key, {})),
    )


def _source(entry: Mapping[str, Any]) -> str:
    try:
        return str(Source(entry.get("source", "")).label)
    except ValueError:
        return ""


def _in_words(attribute: Attribute, value: Any) -> Any:
    """A number as it is, anything else in the reader's language."""
    if isinstance(value, list):
        return ", ".join(str(_in_words(attribute, each)) for each in value)
    end = "_en" if translation.get_language() == "en" else ""
    labels = {choice["key"]: choice[f"label{end}"] for choice in attribute.choices}
    return labels.get(value, value) if isinstance(value, str) else said(value)
