"""Arithmetic of facets that both engines share."""

import math
from collections.abc import Iterable, Mapping

from search.contract import (
    BOUTIQUE,
    PICKUP,
    PRICE,
    PRICE_EDGES,
    SIZE,
    THOUSANDTHS,
    FacetValue,
    Offer,
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


def offer_value(facet: str, offer: Offer) -> str:
    """What an offer counts as in ``facet``, "" as nothing; of the price, the number of its bin."""
    if facet == PRICE:
        return str(bin_of(offer.minor))
    return {SIZE: offer.size, BOUTIQUE: offer.boutique, PICKUP: offer.pickup_point}[facet]
