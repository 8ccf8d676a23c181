"""The ways in: sports and families with what stands for them, and what sells now."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.urls import reverse

from marketplace.storefront import cards, pictures
from marketplace.storefront.cards import Card
from marketplace.storefront.listing.shelves import family_path
from marketplace.storefront.pictures import Look
from marketplace.technical import queries as technical
from marketplace.technical.models import Sport
from search.backends import backend
from search.contract import Hit, Query, Result, SearchUnavailable, Sort

logger = logging.getLogger(__name__)

PICKS = 8
SEEN = 60  # of the most popular, among which the picks are chosen
KEPT_SECONDS = 600
# Drawings that show their figures well, the best first: one of them opens the home page.
SHOWPIECES = ("chaussure-trail", "chaussure-running", "raquette", "sac-a-dos", "tente")


@dataclass(frozen=True)
class Way:
    """A sport or family: where it leads, one of its references, how many it holds.

    ``look`` and ``count`` are None while search does not answer.
    """

    name: str
    url: str
    look: Look | None
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
    """The home page. Without search it stands, without counts, drawings and picks."""
    found = _asked(Query(sort=Sort.POPULAR, per_page=SEEN, facets=("sport", "family")))
    counts, held = _counts(found, "sport"), _counts(found, "family")
    sports = list(technical.sports_with_products().prefetch_related("families"))
    firsts = {sport.slug: _first(sport, held) for sport in sports}
    looks = _looks([family for family in firsts.values() if family])
    hits = found.hits if found else []
    return Entrance(
        showpiece=_showpiece(hits),
        sports=[
            Way(
                name=str(sport),
                url=reverse("storefront:sport", args=[sport.slug]),
                look=looks.get(firsts[sport.slug]),
                count=counts.get(sport.slug),
            )
            for sport in sports
        ],
        picks=cards.cards(cards.varied(hits, PICKS), at=at),
    )


def families(sport: Sport) -> list[Way]:
    """The families of a sport in which something can be bought; without search those in which
    something is published, without counts and drawings.
    """
    query = Query(filters={"sport": frozenset([sport.slug])}, per_page=1, facets=("family",))
    found = _asked(query)
    counts = _counts(found, "family")
    looks = _looks(counts)
    known = technical.families_of(sport) if found else technical.families_with_products(sport)
    return [
        Way(
            name=str(family),
            url=family_path(family),
            look=looks.get(family.slug),
            count=counts.get(family.slug),
        )
        for family in known
        if family.slug in counts or found is None
    ]


def _first(sport: Sport, held: Mapping[str, int]) -> str:
    """The slug of the first family of a sport in which there is something, "" for none."""
    return next((each.slug for each in sport.families.all() if each.slug in held), "")


def _looks(families: Iterable[str]) -> dict[str, Look]:
    """Family → the look of what is most asked for in it: a search each, kept ten minutes."""
    keys = {f"look:{family}": family for family in families}
    known: dict[str, Any] = cache.get_many(keys)
    for key in keys.keys() - known.keys():
        query = Query(filters={"family": frozenset([keys[key]])}, sort=Sort.POPULAR, per_page=1)
        found = _asked(query)
        for hit in found.hits if found else ():
            known[key] = cards.look(hit)
            cache.set(key, known[key], KEPT_SECONDS)
    return {keys[key]: look for key, look in known.items()}


def _showpiece(hits: Sequence[Hit]) -> Showpiece | None:
    by_drawing = {hit.payload["drawing"]: hit for hit in reversed(hits)}
    hit = next((by_drawing[name] for name in SHOWPIECES if name in by_drawing), None)
    if hit is None:
        return None
    shown = hit.payload
    return Showpiece(
        name=f"{shown['brand']} {shown['title']}",
        url=reverse("catalogue:detail", args=[shown["slug"], hit.id]),
        drawing=pictures.svg(
            drawing=shown["drawing"],
            values=shown["values"],
            colours=shown["colours"],
            dimensions=True,
        ),
        ground=pictures.ground(shown["colours"]),
    )


def _asked(query: Query) -> Result | None:
    try:
        return backend().search(query)
    except SearchUnavailable as error:
        logger.warning("home without search: %s", error.code)
        return None


def _counts(found: Result | None, facet: str) -> dict[str, int]:
    return {value.value: value.count for value in found.facets[facet]} if found else {}
