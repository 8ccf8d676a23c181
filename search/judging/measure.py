"""Asks judged questions and says how good the order of the answers was.

nDCG@10 with gain 2^grade - 1, a product that nobody judged counting 0. A question of which no
product is of any use has no best order: it counts among the questions and in the share without
result, not in the mean.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean

from search.judging.files import Ratings

FIRST = 10
Ask = Callable[[str], Sequence[str]]  # a question → docids of the first hits, in order


@dataclass(frozen=True, slots=True)
class Asked:
    """``ndcg`` and ``bm25_ndcg`` are None where nothing that is judged is of any use."""

    query: str
    found: tuple[str, ...]
    ndcg: float | None
    bm25_ndcg: float | None


@dataclass(frozen=True)
class Evaluation:
    asked: tuple[Asked, ...]

    @property
    def ndcg10(self) -> float:
        return _mean([each.ndcg for each in self.asked])

    @property
    def bm25_ndcg10(self) -> float:
        return _mean([each.bm25_ndcg for each in self.asked])

    @property
    def ranked(self) -> int:
        """How many questions the means are of."""
        return sum(each.ndcg is not None for each in self.asked)

    @property
    def zero_share(self) -> float:
        """The share of questions without any result."""
        return sum(not each.found for each in self.asked) / len(self.asked)


def evaluate(judged: Ratings, *, ask: Ask, bm25: Ask) -> Evaluation:
    """``ask`` is the shop's way to answer, ``bm25`` the plain one that it must beat."""
    return Evaluation(
        tuple(
            Asked(query, found, ndcg(found, rated), ndcg(tuple(bm25(query)), rated))
            for query, rated in judged.items()
            for found in [tuple(ask(query))[:FIRST]]
        )
    )


def ndcg(found: Sequence[str], rated: Mapping[str, int]) -> float | None:
    """0 to 1; None where no judged product is of any use."""
    best = _gain(sorted(rated.values(), reverse=True))
    return _gain([rated.get(docid, 0) for docid in found]) / best if best else None


def _gain(grades: Sequence[int]) -> float:
    first = enumerate(grades[:FIRST], start=2)
    return math.fsum((2**grade - 1) / math.log2(place) for place, grade in first)


def _mean(values: Sequence[float | None]) -> float:
    known = [value for value in values if value is not None]
    return mean(known) if known else 0.0
