"""The page of a sport: its families with what decides in each, its brands, what came last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from marketplace.storefront import cards
from marketplace.storefront.cards import Card
from marketplace.storefront.fronts import ways
from marketplace.storefront.fronts.ways import Way
from marketplace.storefront.listing import names
from marketplace.technical import queries as technical
from marketplace.technical.models import Sport
from search.contract import Query, Sort

BRANDS = 12
NEWEST = 4
SEEN = 40  # of the newest, among which those shown are chosen


@dataclass(frozen=True)
class Front:
    families: Sequence[Way]
    brands: Sequence[Way]
    newest: Sequence[Card]


def front(sport: Sport, *, at: datetime) -> Front:
    """What stands before a sport's listing: three queries and a search.

    Without search all its families, without counts.
    """
    query = Query(
        filters={"sport": frozenset([sport.slug])},
        sort=Sort.NEWEST,
        per_page=SEEN,
        facets=("family", "brand"),
    )
    found = ways.asked(query)
    families = technical.families_of(sport)
    return Front(
        families=ways.to_families(
            families,
            counts=ways.counts(found, "family") if found else None,
            deciders=technical.deciders(family.pk for family in families),
        ),
        brands=_brands(ways.counts(found, "brand"), sport),
        newest=cards.cards(cards.varied(found.hits if found else [], NEWEST), at=at),
    )


def _brands(counts: dict[str, int], sport: Sport) -> list[Way]:
    """Those of which most is found, each leading to what it has for the sport."""
    shown = ways.most(counts, BRANDS)
    called, _guides = names.of({"brand": shown})
    return [
        Way(
            name=called.get(("brand", slug), slug),
            url=f"{reverse('storefront:brand', args=[slug])}?sport={sport.slug}",
            look=None,
            count=counts[slug],
        )
        for slug in shown
    ]
