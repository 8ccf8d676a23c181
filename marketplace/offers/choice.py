"""The buy box: which offer wins a variant. Pure functions with published weights."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from marketplace.offers.queries import Rival

# Published on the page about ranking; parts of 100.
WEIGHTS = {"price": 60, "date": 25, "score": 15}
# Added to them where the shopper says from where: all of it for a counter next door, nothing from
# ``NEAR_KM`` on. What is stored knows no shopper, and goes without.
NEAR = 10
NEAR_KM = 50
NEUTRAL_SCORE = 4.0  # a boutique without enough sales is neither helped nor punished
BEST_SCORE = 5.0
DAY_COST = 0.08  # what a day more weighs, as a share of the fastest offer's advantage


@dataclass(frozen=True)
class Winner:
    stockrecord_id: int
    reasons: dict[str, Any]


def choose(offers: Sequence[Rival], *, near: bool = False) -> Winner:
    """The winner among the purchasable offers of one variant (at least one).

    Price at the door against the lowest, working days to the door against the fewest, score
    against 5; ``near``: and how far it is to fetch. What is not new wins only where nothing new is
    on sale. Ties go to the lower price, then to the older offer.
    """
    if len(offers) > 1 and not all(offer.new for offer in offers):
        offers = [offer for offer in offers if offer.new] or offers
    lowest = min([offer.minor for offer in offers])
    fastest = min([offer.days for offer in offers])
    marked = [(_points(offer, lowest, fastest, near=near), offer) for offer in offers]
    points, best = min(
        marked,
        key=lambda each: (-sum(each[0].values()), each[1].minor, each[1].stockrecord_id),
    )
    return Winner(
        best.stockrecord_id,
        {
            "points": points,
            "total": round(sum(points.values()), 1),
            "rivals": len(offers) - 1,
            "cheapest": best.minor == lowest,
            "fastest": best.days == fastest,
            "over_lowest": best.minor - lowest,
        },
    )


def total(offer: Rival, offers: Sequence[Rival]) -> float:
    """The points of one of these offers, as ``choose`` counts them."""
    lowest, fastest = min(each.minor for each in offers), min(each.days for each in offers)
    return round(sum(_points(offer, lowest, fastest, near=False).values()), 1)


def _points(offer: Rival, lowest: int, fastest: int, *, near: bool) -> dict[str, float]:
    price = lowest / offer.minor if offer.minor else 1
    date = max(0.0, 1 - DAY_COST * (offer.days - fastest))
    score = (offer.score if offer.score is not None else NEUTRAL_SCORE) / BEST_SCORE
    points = {
        "price": round(WEIGHTS["price"] * price, 1),
        "date": round(WEIGHTS["date"] * date, 1),
        "score": round(WEIGHTS["score"] * score, 1),
    }
    if near:
        share = 0.0 if offer.km is None else max(0.0, 1 - offer.km / NEAR_KM)
        points["near"] = round(NEAR * share, 1)
    return points


@dataclass(frozen=True)
class Needed:
    """What it would take an offer to win, one of both, nothing else changed.

    ``minor``: at which price in cents, the highest that does; ``days``: from how many working days
    until it leaves, the most that does; None where that alone is not enough.
    """

    minor: int | None
    days: int | None


def needed(
    own: Rival,
    others: Sequence[Rival],
    *,
    goods: int,
    lead_days: int,
    landed: Callable[[int], int],
    steps: Sequence[int] = (),
) -> Needed:
    """What it would take ``own`` to win against ``others``.

    ``goods``: its price now; ``landed``: a price → the same at the door; ``steps``: prices from
    which on delivery costs another amount, between which cheaper is always better.
    """
    if not own.new and any(other.new for other in others):
        return Needed(None, None)

    def wins(changed: Rival) -> bool:
        return choose([changed, *others]).stockrecord_id == own.stockrecord_id

    def at_price(minor: int) -> bool:
        return wins(replace(own, minor=landed(minor)))

    bounds = sorted({1, goods, *(step for step in steps if 1 < step < goods)})
    found = None
    for low, high in zip(reversed(bounds[:-1]), reversed(bounds[1:]), strict=True):
        if (found := _highest(low, high - 1, at_price)) is not None:
            break
    quicker = range(lead_days - 1, -1, -1)
    transit = own.days - lead_days
    days = next((n for n in quicker if wins(replace(own, days=n + transit))), None)
    return Needed(found, days)


def _highest(low: int, high: int, holds: Callable[[int], bool]) -> int | None:
    """The highest of the whole numbers from ``low`` to ``high`` for which it holds: for all below
    it, too."""
    if high < low or not holds(low):
        return None
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low
