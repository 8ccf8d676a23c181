"""The buy box: which offer wins a variant. A pure function with published weights."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from marketplace.offers.queries import Rival

# Published on the page about ranking; parts of 100.
WEIGHTS = {"price": 60, "date": 25, "score": 15}
NEUTRAL_SCORE = 4.0  # a boutique without enough sales is neither helped nor punished
BEST_SCORE = 5.0
DAY_COST = 0.08  # what a day more weighs, as a share of the fastest offer's advantage


@dataclass(frozen=True)
class Winner:
    stockrecord_id: int
    reasons: dict[str, Any]


def choose(offers: Sequence[Rival]) -> Winner:
    """The winner among the purchasable offers of one variant (at least one).

    Price at the door against the lowest, working days to the door against the fewest, score
    against 5. Ties go to the lower price, then to the older offer.
    """
    lowest = min([offer.minor for offer in offers])
    fastest = min([offer.days for offer in offers])
    marked = [(_points(offer, lowest=lowest, fastest=fastest), offer) for offer in offers]
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


def _points(offer: Rival, *, lowest: int, fastest: int) -> dict[str, float]:
    price = lowest / offer.minor if offer.minor else 1
    date = max(0.0, 1 - DAY_COST * (offer.days - fastest))
    score = (offer.score if offer.score is not None else NEUTRAL_SCORE) / BEST_SCORE
    parts = {"price": price, "date": date, "score": score}
    return {name: round(WEIGHTS[name] * part, 1) for name, part in parts.items()}
