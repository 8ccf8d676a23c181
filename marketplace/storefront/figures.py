"""Figures in the reader's words, and those that decide for products of an order or a basket."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from marketplace.storefront.cards import FIGURES, Figure, said
from marketplace.technical.models import Attribute, ReferenceSheet


def deciders(sheets: Iterable[ReferenceSheet]) -> dict[int, list[Figure]]:
    """Reference → its deciding figures that are known, in their order; one query for all."""
    wanted = {sheet.pk: sheet for sheet in sheets}
    families = {sheet.family_id for sheet in wanted.values()}
    by_family: dict[int, list[Attribute]] = defaultdict(list)
    rows = Attribute.objects.filter(family__in=families, decider__isnull=False)
    for attribute in rows.order_by("decider"):
        by_family[attribute.family_id].append(attribute)
    return {
        pk: [
            figure(attribute, sheet)
            for attribute in by_family[sheet.family_id]
            if sheet.value(attribute.key) is not None
        ][:FIGURES]
        for pk, sheet in wanted.items()
    }


def figure(attribute: Attribute, sheet: ReferenceSheet) -> Figure:
    """What a sheet says of an attribute, with its label and unit."""
    value = in_words(attribute, sheet.value(attribute.key))
    return Figure(label=str(attribute), value=value, unit=attribute.unit)


def in_words(attribute: Attribute, value: Any) -> Any:
    """A number as it is, anything else in the reader's language."""
    if isinstance(value, list):
        return ", ".join(str(in_words(attribute, each)) for each in value)
    end = "_en" if translation.get_language() == "en" else ""
    labels = {choice["key"]: choice[f"label{end}"] for choice in attribute.choices}
    return labels.get(value, value) if isinstance(value, str) else said(value)


def together(labels: Sequence[str]) -> str:
    """Labels within a sentence: ``technique, boue et haute montagne``."""
    *others, last = map(uncapped, labels)
    if not others:
        return last
    return _("%(others)s et %(last)s") % {"others": ", ".join(others), "last": last}


def uncapped(label: str) -> str:
    """A label within a sentence; an abbreviation or a name (GPS, IPX4, Gore-Tex) keeps its
    capitals."""
    first = label.partition(" ")[0]
    plain = first[1:].islower() or first == "À"
    return label[0].lower() + label[1:] if plain else label
