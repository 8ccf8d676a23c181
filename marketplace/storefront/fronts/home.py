"""The home page: sports, what testers measured last, who came last, and what sells now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import prefetch_related_objects
from django.urls import reverse

from marketplace.offers import queries as offers
from marketplace.storefront import cards, figures, pictures
from marketplace.storefront.cards import Card, Figure
from marketplace.storefront.fronts import boutiques, ways
from marketplace.storefront.fronts.boutiques import Boutique
from marketplace.storefront.fronts.ways import Way
from marketplace.storefront.pictures import Look
from marketplace.technical import queries as technical
from marketplace.technical.models import Attribute, ReferenceSheet, Source, Sport
from marketplace.traders import queries as traders
from search.contract import Hit, Query, Sort

PICKS = 8
SEEN = 60  # of the most popular, among which the picks are chosen
MEASURED = 6
LAST_MEASURED = 24  # among which those that can be bought are shown
NEWCOMERS = 4
NEW = timedelta(days=180)
# Drawings that show their figures well, the best first: one of them opens the home page.
SHOWPIECES = ("chaussure-trail", "chaussure-running", "raquette", "sac-a-dos", "tente")


@dataclass(frozen=True)
class Showpiece:
    """One reference drawn large, with its figures; ``drawing`` is SVG."""

    name: str
    url: str
    drawing: str
    ground: str


@dataclass(frozen=True)
class Measured:
    """A reference with the figures that our testers measured, the last of them ``on`` that day."""

    name: str
    brand: str
    url: str
    look: Look
    figures: Sequence[Figure]
    on: date


@dataclass(frozen=True)
class Entrance:
    showpiece: Showpiece | None
    sports: Sequence[Way]
    measured: Sequence[Measured]
    newcomers: Sequence[Boutique]
    picks: Sequence[Card]


def entrance(sports: Iterable[Sport], *, at: datetime) -> Entrance:
    """The home page: five queries and a search, besides what is kept ten minutes.

    ``sports``: those in which something is published. Without search it stands, without counts,
    drawings and picks.
    """
    shown = list(sports)
    prefetch_related_objects(shown, "families")
    found = ways.asked(Query(sort=Sort.POPULAR, per_page=SEEN, facets=("sport", "family")))
    hits = found.hits if found else []
    return Entrance(
        showpiece=_showpiece(hits),
        sports=_sports(
            shown, ways.counts(found, "sport"), held=ways.counts(found, "family"), hits=hits
        ),
        measured=_measured(_sold(technical.measured(LAST_MEASURED))[:MEASURED]),
        newcomers=boutiques.shown(traders.newest(NEWCOMERS, since=at.date() - NEW), sports=shown),
        picks=cards.cards(cards.varied(hits, PICKS), at=at),
    )


def of_sports(sports: Iterable[Sport]) -> list[Way]:
    """The sports of the home page alone, for who has come to an end: one query, and a search."""
    shown = list(sports)
    prefetch_related_objects(shown, "families")
    found = ways.asked(Query(per_page=1, facets=("sport", "family")))
    return _sports(shown, ways.counts(found, "sport"), held=ways.counts(found, "family"), hits=())


def _sports(
    sports: Sequence[Sport],
    counts: Mapping[str, int],
    *,
    held: Mapping[str, int],
    hits: Sequence[Hit],
) -> list[Way]:
    firsts = {sport.slug: _first(sport, held) for sport in sports}
    looks = ways.looks([family for family in firsts.values() if family], hits=hits)
    return [
        Way(
            name=str(sport),
            url=reverse("storefront:sport", args=[sport.slug]),
            look=looks.get(firsts[sport.slug]),
            count=counts.get(sport.slug),
        )
        for sport in sports
    ]


def _first(sport: Sport, held: Mapping[str, int]) -> str:
    """The slug of the first family of a sport in which there is something, "" for none."""
    return next((each.slug for each in sport.families.all() if each.slug in held), "")


def _sold(sheets: Sequence[ReferenceSheet]) -> list[ReferenceSheet]:
    """Those that can be bought; one query."""
    sold = offers.lowest(reference_ids=[sheet.pk for sheet in sheets])
    return [sheet for sheet in sheets if sheet.pk in sold]


def _measured(sheets: Sequence[ReferenceSheet]) -> list[Measured]:
    """Each with the figures that were measured, those that decide first; one query for all."""
    known = technical.attributes_of({sheet.family_id for sheet in sheets}) if sheets else {}
    return [
        Measured(
            name=sheet.product.title,
            brand=sheet.brand.name,
            url=reverse("catalogue:detail", args=[sheet.product.slug, sheet.pk]),
            look=pictures.look_of(sheet),
            figures=_figures(sheet, known.get(sheet.family_id, ())),
            on=sheet.measured_on,
        )
        for sheet in sheets
        if sheet.measured_on
    ]


def _figures(sheet: ReferenceSheet, attributes: Sequence[Attribute]) -> list[Figure]:
    measured = [
        each
        for each in attributes
        if sheet.values.get(each.key, {}).get("source") == Source.MEASURED
    ]
    measured.sort(key=lambda each: (each.decider is None, each.decider, each.position))
    return [figures.figure(each, sheet) for each in measured[: cards.FIGURES]]


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
