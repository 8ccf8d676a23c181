"""The nearest products that have more or less of what decides: "lighter", "cheaper", "firmer".

Search knows the neighbours, on sale now; which of them stands for which wish, and what it is in
exchange for, is worked out here from their figures.
"""

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from marketplace.core.money import Money
from marketplace.storefront import cards
from marketplace.storefront.pictures import Look
from marketplace.storefront.product import differing
from marketplace.storefront.templatetags.cordee import money
from marketplace.technical import comparing
from marketplace.technical.comparing import Difference
from marketplace.technical.models import Attribute, Gender, ReferenceSheet
from search.backends import backend
from search.contract import PRICE, Hit, Query, Range, SearchUnavailable

logger = logging.getLogger(__name__)

MOST = 6
READ = 40  # neighbours that are weighed: the best-selling ones
FEW = 16  # under which one looks beyond the near ones
NEAR = 4  # steps (see ``comparing``) to both sides
CHEAPER = 0.05  # of the price: the least that makes another one cheaper
DEAREST = 1.5  # times the price; what costs less is not left out, only further away
DEARER_WEIGHS = 10.0  # steps that a price twice as high is away


@dataclass(frozen=True)
class Candidate:
    """A reference as far as it is compared; ``model``: (brand's slug, model's name), ``minor``: its
    lowest price in cents, None where nobody sells it."""

    id: int
    model: tuple[str, str]
    values: Mapping[str, Any]
    minor: int | None


@dataclass(frozen=True)
class Pick:
    """``gain``: in what it is more or less; None: it is cheaper, or the nearest one to a product
    that nobody sells."""

    candidate: Candidate
    gain: Difference | None


@dataclass(frozen=True)
class Alternative:
    """A neighbour in words: ``wish`` "Plus légère", ``detail`` "238 g au lieu de 275 g", and what
    else is otherwise."""

    wish: str
    detail: str
    otherwise: Sequence[str]
    brand: str
    name: str
    url: str
    look: Look
    price: Money


def alternatives(
    reference: ReferenceSheet,
    attributes: Sequence[Attribute],
    *,
    price: Money | None,
    size: str = "",
    besides: Collection[tuple[str, str]] = (),
) -> list[Alternative]:
    """The nearest purchasable ones, at most ``MOST``; none when search does not answer.

    ``price``: the lowest of the reference; ``size``: the one they must be on sale in; ``besides``:
    models that the page shows anyway. At most two searches.
    """
    own = Candidate(
        id=reference.pk,
        model=(reference.brand.slug, reference.model_name),
        values=reference.plain_values,
        minor=price.minor if price else None,
    )
    try:
        hits = _neighbours(reference, own, comparing.deciders(attributes), size)
    except SearchUnavailable as error:
        logger.warning("product page without alternatives: %s", error.code)
        return []
    by_id = {hit.id: hit for hit in hits}
    others = [_candidate(hit) for hit in hits]
    return [
        _alternative(by_id[pick.candidate.id], pick, own, attributes, size)
        for pick in picks(own, others, attributes, besides=besides)
    ]


# --- which ones ------------------------------------------------------------------------------
def picks(
    own: Candidate,
    others: Sequence[Candidate],
    attributes: Sequence[Attribute],
    *,
    besides: Collection[tuple[str, str]] = (),
) -> list[Pick]:
    """For each wish the nearest that grants it: every model once, and never the product's own.

    First one wish for each figure that decides, then a lower price, then the other wishes. What
    nobody sells, but of which something is known, begins with the nearest of all.
    """
    unwanted = {own.model, *besides}
    near = sorted(
        (each for each in others if each.model not in unwanted and each.minor is not None),
        key=lambda each: (_apart(own, each, attributes), each.id),
    )
    told = any(own.values.get(each.key) is not None for each in comparing.deciders(attributes))
    found = [Pick(each, None) for each in near[:1] if told and own.minor is None]
    for wish in _wishes(attributes):
        taken = {pick.candidate.model for pick in found}
        granted = (_granted(wish, own, each) for each in near if each.model not in taken)
        if pick := next((each for each in granted if each), None):
            found.append(pick)
    return found[:MOST]


Wish = tuple[Attribute, int] | None  # an attribute and the way (-1: less of it); None: the price


def _wishes(attributes: Sequence[Attribute]) -> Iterator[Wish]:
    figures = comparing.deciders(attributes)
    yield from ((a, 1 if a.sought == Attribute.Sought.MORE else -1) for a in figures if a.sought)
    yield None
    yield from ((a, 1) for a in figures if a.sought == Attribute.Sought.EITHER)


def _granted(wish: Wish, own: Candidate, other: Candidate) -> Pick | None:
    if wish is None:
        if own.minor is None or other.minor is None:
            return None
        return Pick(other, None) if other.minor <= own.minor * (1 - CHEAPER) else None
    attribute, way = wish
    for each in comparing.differences(own.values, other.values, [attribute]):
        if each.way == way:
            return Pick(other, each)
    return None


def _apart(own: Candidate, other: Candidate, attributes: Sequence[Attribute]) -> float:
    figures = comparing.apart(own.values, other.values, attributes)
    if not own.minor or other.minor is None:
        return figures
    return figures + DEARER_WEIGHS * abs(other.minor - own.minor) / own.minor


# --- what search is asked ----------------------------------------------------------------------
def _neighbours(
    reference: ReferenceSheet, own: Candidate, figures: Sequence[Attribute], size: str
) -> list[Hit]:
    """The best-selling of those that are near in all figures; of the whole family where there are
    few of them."""
    filters = {
        "family": frozenset([reference.family.slug]),
        "gender": frozenset([reference.gender, Gender.UNISEX]),
        **({"size": frozenset([size])} if size else {}),
    }
    near = backend().search(Query(filters=filters, ranges=_ranges(own, figures), per_page=READ))
    if near.total >= FEW:
        return near.hits
    beyond = backend().search(Query(filters=filters, per_page=READ))
    known = {hit.id for hit in near.hits}
    return [*near.hits, *(hit for hit in beyond.hits if hit.id not in known)]


def _ranges(own: Candidate, figures: Sequence[Attribute]) -> dict[str, Range]:
    ranges = {}
    for each in figures:
        value = own.values.get(each.key)
        if comparing.is_number(value) and each.minimum is not None and each.maximum is not None:
            window = NEAR * (each.maximum - each.minimum) / comparing.STEPS
            ranges[f"attr:{each.key}"] = Range(value - window, value + window)
    if own.minor:
        ranges[PRICE] = Range(None, own.minor * DEAREST)
    return ranges


def _candidate(hit: Hit) -> Candidate:
    shown = hit.payload
    return Candidate(
        id=hit.id,
        model=(shown["brand_slug"], shown["title"]),
        values=shown["values"],
        minor=hit.price,
    )


# --- in words ----------------------------------------------------------------------------------
def _alternative(
    hit: Hit, pick: Pick, own: Candidate, attributes: Sequence[Attribute], size: str
) -> Alternative:
    other = pick.candidate
    price, own_price = Money(other.minor or 0), Money(own.minor) if own.minor else None
    wish, detail = differing.gain(pick.gain) if pick.gain else _without(price, own_price)
    told = differing.otherwise(
        own.values, other.values, attributes, besides=pick.gain.attribute if pick.gain else None
    )
    if pick.gain and (more := differing.price(own_price, price)):
        told.append(more)
    url = reverse("catalogue:detail", args=[hit.payload["slug"], hit.id])
    return Alternative(
        wish=wish,
        detail=detail,
        otherwise=told or [_alike(own, attributes)],
        brand=hit.payload["brand"],
        name=hit.payload["title"],
        url=f"{url}?{urlencode({'taille': size})}" if size else url,
        look=cards.look(hit),
        price=price,
    )


def _alike(own: Candidate, attributes: Sequence[Attribute]) -> str:
    """What is said where no other difference is known: close is only what can be compared."""
    if all(own.values.get(each.key) is not None for each in comparing.deciders(attributes)):
        return _("proche pour le reste")
    return _("le reste ne se compare pas : chiffres non communiqués")


def _without(price: Money, own: Money | None) -> tuple[str, str]:
    """The wish and the detail of a pick that gains in no figure."""
    if own is None:
        return _("Le plus proche"), ""
    told = {"other": money(price), "own": money(own)}
    return _("Moins cher"), _("%(other)s au lieu de %(own)s") % told
