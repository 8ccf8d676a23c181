"""The ways in: sports and families with what stands for them, and what sells now."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from marketplace.storefront import cards, pictures
from marketplace.storefront.cards import Card
from marketplace.storefront.listing.shelves import family_path
from marketplace.storefront.pictures import Look
from marketplace.technical import queries as technical
from marketplace.technical.models import ReferenceSheet, Sport
from search.backends import backend
from search.contract import Query, Result, SearchUnavailable, Sort

logger = logging.getLogger(__name__)

PICKS = 8
SEEN = 60  # of the most popular, among which the picks are chosen


@dataclass(frozen=True)
class Way:
    """A sport or family: where it leads, a reference of it drawn, how many it holds (or None)."""

    name: str
    url: str
    look: Look
    count: int | None


@dataclass(frozen=True)
class Showpiece:
    """One reference drawn large, with its figures; ``drawing`` is SVG."""

    name: str
    url: str
    drawing: str
    ground: str


@dataclass(frozen=True)
class Entrance:
    showpiece: Showpiece | None
    sports: Sequence[Way]
    picks: Sequence[Card]


def entrance(*, at: datetime) -> Entrance:
    """The home page. Without search it stands, without counts and picks."""
    found = _asked(Query(sort=Sort.POPULAR, per_page=SEEN, facets=("sport",)))
    counts = _counts(found, "sport")
    shown = technical.shown_by_family()
    sports: dict[str, Way] = {}
    for family, sheet in shown.items():
        sport = family.sport
        if sport.slug not in sports:
            sports[sport.slug] = Way(
                name=str(sport),
                url=reverse("storefront:sport", args=[sport.slug]),
                look=pictures.look_of(sheet),
                count=counts.get(sport.slug),
            )
    hits = cards.varied(found.hits, PICKS) if found else []
    return Entrance(
        showpiece=_showpiece(list(shown.values())),
        sports=list(sports.values()),
        picks=cards.cards(hits, at=at),
    )


def families(sport: Sport) -> list[Way]:
    """The families of a sport under which something is published."""
    query = Query(filters={"sport": frozenset([sport.slug])}, per_page=1, facets=("family",))
    counts = _counts(_asked(query), "family")
    return [
        Way(
            name=str(family),
            url=family_path(family),
            look=pictures.look_of(sheet),
            count=counts.get(family.slug),
        )
        for family, sheet in technical.shown_by_family(sport).items()
    ]


def _showpiece(sheets: Sequence[ReferenceSheet]) -> Showpiece | None:
    """The second family's: the first one's already stands for its sport."""
    if not sheets:
        return None
    sheet = sheets[min(1, len(sheets) - 1)]
    return Showpiece(
        name=str(sheet),
        url=reverse("catalogue:detail", args=[sheet.product.slug, sheet.pk]),
        drawing=pictures.drawn(sheet, dimensions=True),
        ground=pictures.ground(sheet.colours),
    )


def _asked(query: Query) -> Result | None:
    try:
        return backend().search(query)
    except SearchUnavailable as error:
        logger.warning("home without search: %s", error.code)
        return None


def _counts(found: Result | None, facet: str) -> dict[str, int]:
    return {value.value: value.count for value in found.facets[facet]} if found else {}
