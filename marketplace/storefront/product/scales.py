"""Where a figure stands among its family: the ends, the middle half, and this product."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.cache import cache

from marketplace.technical.models import Attribute, Family
from search import facets
from search.backends import backend
from search.contract import Histogram, Query, SearchUnavailable

logger = logging.getLogger(__name__)

KEPT_SECONDS = 600
BINS = 40  # fine enough for quartiles that are read off a drawing
FEWEST = 4  # under this there is no middle half worth the name
WIDE, MARGIN = 160, 5  # of the drawing, in the units of its viewBox


@dataclass(frozen=True)
class Spread:
    """Of one figure in one family, in its unit."""

    lowest: float
    first_quartile: float
    third_quartile: float
    highest: float
    count: int


@dataclass(frozen=True)
class Scale:
    """Positions in the drawing; ``spread`` for those who do not see it."""

    spread: Spread
    dot: float
    band: float
    band_width: float


def scale(value: float, spread: Spread | None) -> Scale | None:
    """Where ``value`` stands; None where there is nothing to compare it with."""
    if spread is None or spread.highest <= spread.lowest or spread.count < FEWEST:
        return None
    left, right = _place(spread.first_quartile, spread), _place(spread.third_quartile, spread)
    return Scale(
        spread=spread,
        dot=_place(value, spread),
        band=left,
        band_width=round(max(right - left, 2), 1),
    )


def spreads(family: Family, attributes: Sequence[Attribute]) -> Mapping[str, Spread]:
    """Attribute key → how its values are spread; one search, kept for ten minutes.

    Empty when search does not answer: the page stands without scales.
    """
    key = f"spreads:{family.pk}"
    known: Mapping[str, Spread] | None = cache.get(key)
    if known is not None:
        return known
    try:
        found = _ask(family, attributes)
    except SearchUnavailable as error:
        logger.warning("product page without scales: %s", error.code)
        return {}
    cache.set(key, found, KEPT_SECONDS)
    return found


def _ask(family: Family, attributes: Sequence[Attribute]) -> dict[str, Spread]:
    bins = {
        f"attr:{each.key}": facets.edges(each.minimum, each.maximum, BINS)
        for each in attributes
        if each.type == Attribute.Type.NUMBER
        and each.minimum is not None
        and each.maximum is not None
    }
    query = Query(filters={"family": frozenset([family.slug])}, per_page=1, histograms=bins)
    found = backend().search(query).histograms
    made = {name.removeprefix("attr:"): _spread(each) for name, each in found.items()}
    return {key: each for key, each in made.items() if each is not None}


def _spread(histogram: Histogram) -> Spread | None:
    if histogram.minimum is None or histogram.maximum is None:
        return None
    return Spread(
        lowest=histogram.minimum,
        first_quartile=_quantile(histogram, 0.25),
        third_quartile=_quantile(histogram, 0.75),
        highest=histogram.maximum,
        count=sum(each.count for each in histogram.bins),
    )


def _quantile(histogram: Histogram, share: float) -> float:
    """The value below which ``share`` of them lie, read off the bins."""
    lowest, highest = histogram.minimum or 0.0, histogram.maximum or 0.0
    wanted = share * sum(each.count for each in histogram.bins)
    for each in histogram.bins:
        if each.count and wanted <= each.count:
            low, high = max(each.low, lowest), min(each.high, highest)
            return low + (high - low) * wanted / each.count
        wanted -= each.count
    return highest


def _place(value: float, spread: Spread) -> float:
    share = (value - spread.lowest) / (spread.highest - spread.lowest)
    return round(MARGIN + min(max(share, 0), 1) * (WIDE - 2 * MARGIN), 1)
