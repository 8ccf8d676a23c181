"""The figures that decide, for products on a page about an order or a basket."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils import translation

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
            _figure(attribute, sheet)
            for attribute in by_family[sheet.family_id]
            if sheet.value(attribute.key) is not None
        ][:FIGURES]
        for pk, sheet in wanted.items()
    }


def _figure(attribute: Attribute, sheet: ReferenceSheet) -> Figure:
    value = sheet.value(attribute.key)
    end = "_en" if translation.get_language() == "en" else ""
    choice = next((c for c in attribute.choices if c["key"] == value), None)
    return Figure(
        label=str(attribute),
        value=choice[f"label{end}"] if choice else said(value),
        unit=attribute.unit,
    )
