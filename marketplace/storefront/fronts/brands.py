"""Brands: the list of all, and the page of one."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from marketplace.storefront.fronts import boutiques, ways
from marketplace.storefront.fronts.boutiques import Boutique
from marketplace.storefront.fronts.ways import Way
from marketplace.technical import queries as technical
from marketplace.technical.models import Brand
from marketplace.traders import queries as traders
from search.contract import Query, Sort

OTHERS = "0–9"  # the heading of names that begin with no letter
SEEN = 60  # of the most popular, by which the families are drawn


@dataclass(frozen=True)
class Letter:
    """Brands whose names begin with ``sign``; ``key`` is its place on the page."""

    sign: str
    key: str
    brands: Sequence[Way]


@dataclass(frozen=True)
class Front:
    """``brand`` of which ``total`` references are on sale, None while search does not answer;
    ``own``: it sells here itself."""

    brand: Brand
    total: int | None
    families: Sequence[Way]
    boutiques: Sequence[Boutique]
    own: Boutique | None


def letters() -> list[Letter]:
    """All brands of which something can be bought, by their first letter; a query and a search.

    Without search those of which anything is published, without counts.
    """
    found = ways.asked(Query(per_page=1, facets=("brand",)))
    counts = ways.counts(found, "brand")
    rows = technical.published_brands()
    if found is not None:
        rows = rows.filter(slug__in=counts)
    by_sign: dict[str, list[Way]] = {}
    for brand in sorted(rows, key=lambda row: (_folded(row.name), row.pk)):
        url = reverse("storefront:brand", args=[brand.slug])
        way = Way(name=brand.name, url=url, look=None, count=counts.get(brand.slug))
        by_sign.setdefault(_sign(brand.name), []).append(way)
    ordered = sorted(by_sign, key=lambda sign: (sign == OTHERS, sign))
    return [Letter(sign, _key(sign), by_sign[sign]) for sign in ordered]


def _sign(name: str) -> str:
    first = _folded(name)[:1].upper()
    return first if "A" <= first <= "Z" else OTHERS


def _key(sign: str) -> str:
    return "lettre-0" if sign == OTHERS else f"lettre-{sign.lower()}"


def _folded(name: str) -> str:
    """As a dictionary sorts it: without accents and marks."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in plain if sign.isalnum() or sign == " ").strip()


def front(brand: Brand) -> Front:
    """What stands before a brand's listing: two queries and a search.

    Without search the maker is told, and nothing that is on sale.
    """
    query = Query(
        filters={"brand": frozenset([brand.slug])},
        sort=Sort.POPULAR,
        per_page=SEEN,
        facets=("family", "boutique"),
    )
    found = ways.asked(query)
    held = ways.counts(found, "family")
    sellers = _sellers(ways.counts(found, "boutique"))
    return Front(
        brand=brand,
        total=found.total if found else None,
        families=ways.to_families(
            technical.families_named(held), counts=held, hits=found.hits if found else ()
        ),
        boutiques=[each for each in sellers if each.slug != brand.slug],
        own=next((each for each in sellers if each.slug == brand.slug), None),
    )


def _sellers(counts: Mapping[str, int]) -> list[Boutique]:
    """Those that have most of it first."""
    rows = traders.by_slug(counts)
    return [boutiques.told(rows[slug], count=counts[slug])
            for slug in ways.most(counts, len(counts)) if slug in rows]  # fmt: skip
