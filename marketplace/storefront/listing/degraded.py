"""A shelf from the database, for when search does not answer: newest first, without filters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse

from marketplace.offers import queries as offers
from marketplace.storefront import cards
from marketplace.storefront.listing.asking import Asked, NoSuchPage
from marketplace.storefront.listing.page import PER_PAGE, Listing, Pages
from marketplace.storefront.listing.shelves import Shelf, family_path
from marketplace.technical import queries as technical
from marketplace.technical.models import Attribute, ReferenceSheet
from search import documents

# What all on a shelf have, as the sheets say it.
FIXED = {
    "sport": "family__sport__slug__in",
    "category": "family__slug__in",
    "family": "family__slug__in",
    "brand": "brand__slug__in",
}
LAST_PAGE = 50  # what lies deeper is left to a search that answers


def shelf(asked: Asked, *, at: datetime) -> Listing:
    """One page of it; five queries, four where the shelf knows its attributes.

    :raises NoSuchPage: there is none, or it lies deeper than the database is asked.
    """
    start = (asked.page - 1) * PER_PAGE
    rows = _sheets(asked.shelf)[start : start + PER_PAGE + 1] if asked.page <= LAST_PAGE else []
    sheets = list(rows)
    if not sheets and asked.page > 1:
        raise NoSuchPage(way_on=asked.shelf.path)
    shown = sheets[:PER_PAGE]
    attributes = asked.shelf.attributes
    if attributes is None:
        families = {sheet.family_id for sheet in shown}
        attributes = list(Attribute.objects.filter(family__in=families))
    more = len(sheets) > PER_PAGE and asked.page < LAST_PAGE
    return Listing(
        asked=asked,
        total=len(shown),
        cards=cards.cards(documents.hits(shown, attributes), at=at),
        groups=(),
        chips=(),
        pages=Pages(asked.page, asked.page + more),
        heard=None,
        orders=(),
        degraded=True,
    )


def _sheets(shelf: Shelf) -> Any:
    """What can be bought of a shelf."""
    sold = offers.purchasable().filter(product__parent=OuterRef("pk"))
    rows = ReferenceSheet.objects.published()
    for facet, values in shelf.fixed.items():
        if facet == "boutique":
            sold = sold.filter(partner__point__trader__slug__in=values)
        else:
            rows = rows.filter(**{FIXED[facet]: values})
    rows = rows.filter(Exists(sold)).order_by("-published_at", "-pk")
    return rows.select_related("product", "brand", "family__sport")


@dataclass(frozen=True)
class Ways:
    """A sport and its families: names and addresses."""

    slug: str
    name: str
    url: str
    families: Sequence[tuple[str, str]]


def ways() -> list[Ways]:
    """Every sport under which something is published; two queries."""
    return [
        Ways(
            sport.slug,
            str(sport),
            reverse("storefront:sport", args=[sport.slug]),
            [(str(family), family_path(family)) for family in sport.families.all()],
        )
        for sport in technical.sports_with_products().prefetch_related("families")
    ]
