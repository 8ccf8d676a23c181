"""Arithmetic of facets that both engines share."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace

from search.contract import (
    BOUTIQUE,
    PICKUP,
    PRICE,
    PRICE_EDGES,
    SIZE,
    THOUSANDTHS,
    FacetValue,
    Offer,
    OfferFilter,
)


def edges(minimum: float, maximum: float, bins: int = 12) -> tuple[float, ...]:
    """Rising edges of at most about ``bins`` bins of a round width that hold both ends."""
    span = max((maximum - minimum) or bins, bins / THOUSANDTHS)
    power = 10.0 ** math.floor(math.log10(span / bins))
    step = next(power * by for by in (1, 2, 2.5, 5, 10) if span / (power * by) <= bins)
    first = math.floor(minimum / step)
    last = math.floor(maximum / step) + 1
    return tuple(round(index * step, 6) for index in range(first, last + 1))


def listed(counts: Mapping[str, int], selected: Iterable[str] = ()) -> list[FacetValue]:
    """Values with a count, and those selected whatever their count; most frequent first."""
    chosen = frozenset(selected)
    shown = {value: count for value, count in counts.items() if count}
    shown |= {value: counts.get(value, 0) for value in chosen}
    by_count = sorted(shown.items(), key=lambda each: (-each[1], each[0]))
    return [FacetValue(value, count, value in chosen) for value, count in by_count]


def bin_of(minor: int) -> int:
    """Which bin of ``PRICE_EDGES`` a price in cents falls into."""
    return sum(1 for edge in PRICE_EDGES[1:] if minor >= edge)


def narrowed(wanted: OfferFilter, facet: str, value: str) -> OfferFilter:
    """``wanted``, and ``value`` in ``facet``: a facet of offers, or "price" and a bin's number."""
    if facet == SIZE:
        return replace(wanted, sizes=frozenset([value]))
    if facet == BOUTIQUE:
        return replace(wanted, boutiques=frozenset([value]))
    if facet == PICKUP:
        return replace(wanted, pickups=frozenset([value]))
    low, high = PRICE_EDGES[int(value)], PRICE_EDGES[int(value) + 1]
    return replace(wanted, low=int(low), high=None if math.isinf(high) else int(high) - 1)


def offer_value(facet: str, offer: Offer) -> str:
    """What an offer counts as in ``facet``, "" as nothing; the counterpart of ``narrowed``."""
    if facet == PRICE:
        return str(bin_of(offer.minor))
    return {SIZE: offer.size, BOUTIQUE: offer.boutique, PICKUP: offer.pickup_point}[facet]
