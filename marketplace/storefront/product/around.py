"""What a product belongs with: its other colours and versions, and what goes with it."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.core.money import Money
from marketplace.offers import queries as offers
from marketplace.storefront import pictures
from marketplace.storefront.pictures import Look
from marketplace.storefront.product import differing
from marketplace.technical import queries as technical
from marketplace.technical import taxonomy
from marketplace.technical.lines import model_line
from marketplace.technical.models import Attribute, Gender, ReferenceSheet
from search.backends import backend
from search.contract import Query, SearchUnavailable

logger = logging.getLogger(__name__)

KEPT_SECONDS = 600
CANDIDATES = 3  # of each family that goes with it, in case one is sold out by now


@dataclass(frozen=True)
class Colourway:
    """``price``: its lowest, None where nobody sells it."""

    name: str
    url: str
    look: Look
    current: bool
    price: Money | None


@dataclass(frozen=True)
class Related:
    """Another reference that a link leads to; ``note``: what makes it another; ``otherwise``: in
    what its figures and its price differ."""

    name: str
    note: str
    url: str
    look: Look
    price: Money | None
    otherwise: Sequence[str] = ()


@dataclass(frozen=True)
class Around:
    colourways: Sequence[Colourway]
    versions: Sequence[Related]
    accessories: Sequence[Related]

    @property
    def prices_differ(self) -> bool:
        """Whether a colour costs other than the others, or cannot be had."""
        return len({way.price for way in self.colourways}) > 1


def around(
    reference: ReferenceSheet, attributes: Sequence[Attribute], *, price: Money | None
) -> Around:
    """Three queries, whatever there is; ``price``: the reference's own lowest."""
    line, candidates = technical.line(reference), _candidates(reference)
    ids = [*line.colourways, *line.versions, *(pk for each in candidates for pk in each)]
    sheets, prices = technical.references(ids), offers.lowest(reference_ids=ids)
    buyable = ([pk for pk in each if pk in sheets and pk in prices] for each in candidates)
    return Around(
        colourways=[
            _colourway(sheets[pk], reference, prices) for pk in line.colourways if pk in sheets
        ],
        versions=[
            _version(sheets[pk], reference, attributes, prices, price)
            for pk in line.versions
            if pk in sheets
        ],
        accessories=[
            _related(sheets[each[0]], str(sheets[each[0]].brand), prices)
            for each in buyable
            if each
        ],
    )


# --- what goes with it -------------------------------------------------------------------------
def _candidates(reference: ReferenceSheet) -> list[list[int]]:
    """Best-selling references of each family that goes with this one, the closest family first; of
    the same brand where it makes one. Kept for ten minutes; none when search does not answer."""
    key = f"goes-with:{reference.brand_id}:{reference.family_id}:{reference.gender}"
    known: list[list[int]] | None = cache.get(key)
    if known is not None:
        return known
    try:
        found = list(_ask(reference))
    except SearchUnavailable as error:
        logger.warning("product page without what goes with it: %s", error.code)
        return []
    cache.set(key, found, KEPT_SECONDS)
    return found


def _ask(reference: ReferenceSheet) -> Iterator[list[int]]:
    for slug in taxonomy.fits().get(reference.family.slug, ()):
        wanted = {
            "family": frozenset([slug]),
            "gender": frozenset([reference.gender, Gender.UNISEX]),
        }
        own = {**wanted, "brand": frozenset([reference.brand.slug])}
        hits = backend().search(Query(filters=own, per_page=CANDIDATES)).hits
        if not hits:
            hits = backend().search(Query(filters=wanted, per_page=CANDIDATES)).hits
        yield [hit.id for hit in hits]


# --- in words ----------------------------------------------------------------------------------
def _colourway(each: ReferenceSheet, own: ReferenceSheet, prices: Mapping[int, Money]) -> Colourway:
    return Colourway(
        name=each.colour_name or str(each),
        url=_url(each),
        look=pictures.look_of(each),
        current=each.pk == own.pk,
        price=prices.get(each.pk),
    )


def _version(
    other: ReferenceSheet,
    own: ReferenceSheet,
    attributes: Sequence[Attribute],
    prices: Mapping[int, Money],
    price: Money | None,
) -> Related:
    """Told by whom it is for, else by being older or newer."""
    older = model_line(other.model_name)[1] < model_line(own.model_name)[1]
    named = _("Modèle précédent") if older else _("Modèle suivant")
    told = differing.otherwise(own.plain_values, other.plain_values, attributes)
    more = differing.price(price, prices.get(other.pk))
    return _related(
        other,
        other.get_gender_display() if other.gender != own.gender else named,
        prices,
        otherwise=[*told, *([more] if more else [])],
    )


def _related(
    sheet: ReferenceSheet,
    note: str,
    prices: Mapping[int, Money],
    *,
    otherwise: Sequence[str] = (),
) -> Related:
    return Related(
        name=sheet.model_name,
        note=note,
        url=_url(sheet),
        look=pictures.look_of(sheet),
        price=prices.get(sheet.pk),
        otherwise=otherwise,
    )


def _url(sheet: ReferenceSheet) -> str:
    return reverse("catalogue:detail", args=[sheet.product.slug, sheet.pk])
