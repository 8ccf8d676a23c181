"""What both engines keep alike: fields of facets, and offers for display as short rows of JSON."""

from collections.abc import Iterable, Sequence
from typing import Any

from search.contract import DOCUMENT_FACETS, Offer, attribute_key


def field_of(facet: str) -> str:
    """Where the values of a document's facet are kept.

    :raises UnknownFacet: it names no attribute.
    """
    return facet if facet in DOCUMENT_FACETS else f"choices.{attribute_key(facet)}"


def offer_rows(offers: Iterable[Offer]) -> list[list[Any]]:
    return [
        [
            *(o.variant_id, o.size, o.boutique, o.minor, int(o.purchasable)),
            *(o.point, o.lead_days, int(o.pickup)),
        ]
        for o in offers
    ]


def offers_from(rows: Iterable[Sequence[Any]]) -> list[Offer]:
    return [
        Offer(variant, size, boutique, minor, bool(purchasable), point, lead_days, bool(pickup))
        for variant, size, boutique, minor, purchasable, point, lead_days, pickup in rows
    ]
