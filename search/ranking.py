"""What decides the order of a list: one versioned set of figures, for both engines, published.

The text decides first. Each word counts by the field that says it best; the other fields add a
share. What popularity and the date of arrival add is bounded, and nothing that a seller pays is
known here: a document holds no margin, no commission and no fee.

A change is a new entry in ``VERSIONS``, a new version of the page "classement" of the same date,
and 15 days' notice to sellers. Older entries stay: their pages are filled from them.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Ranking:
    """``fields``: what a word is worth by where it is found (BM25 times this).

    ``forms``: what its very form adds in a field, as a share of it: "raquette" where "raquette"
    was asked for, not "raquettes". ``others``: the share of fields besides the best one.
    ``typo``: what a word with one typo is worth.

    ``popular``: the most that units sold add, as a share of the text's score, reached at
    ``popular_units``. ``soon``: the most that an early arrival adds, lost evenly over
    ``soon_days`` working days. ``fits``: what is added where a size that the shopper prefers can
    be bought. ``boost``: the most that operators may add for one query, of which they may put
    ``pinned`` references first.
    """

    fields: Mapping[str, float] = field(
        default_factory=lambda: {"kind": 3.0, "title": 1.0, "keywords": 0.5, "description": 1.25}
    )
    forms: Mapping[str, float] = field(default_factory=lambda: {"title": 1.5, "description": 1.5})
    others: float = 0.1
    typo: float = 0.3
    popular: float = 0.3
    popular_units: int = 1000
    soon: float = 0.1
    soon_days: int = 10
    fits: float = 0.2
    boost: float = 0.5
    pinned: int = 5

    def popularity(self, units: float) -> float:
        """What ``units`` sold add: 0 to ``popular``, by their logarithm."""
        return self.popular * min(1.0, math.log1p(units) / math.log1p(self.popular_units))

    def arrival(self, days: int | None) -> float:
        """What an arrival in ``days`` working days adds: 0 to ``soon``; None is unknown."""
        if days is None:
            return 0.0
        return self.soon * max(0.0, 1 - days / self.soon_days)


# The second says how offers are chosen near a shopper, and which price a list is sorted by.
VERSIONS: Mapping[date, Ranking] = {date(2026, 11, 30): Ranking(), date(2026, 12, 1): Ranking()}
RANKING = VERSIONS[max(VERSIONS)]
