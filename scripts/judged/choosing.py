"""Weights of the ranking chosen on one half of a judged set and looked at on the other.

The published weights are kept unless those that were chosen are better on the other half by more
than chance: by more than twice the standard error of the differences, question by question.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from statistics import mean, stdev
from typing import Any
from unittest.mock import patch

from django.conf import settings

from scripts.judged import halves
from search.backends import throw_away
from search.contract import Backend, Document
from search.judging import files, running
from search.judging.measure import FIRST, ndcg
from search.question import vocabulary
from search.ranking import RANKING, Ranking

ERRORS = 2  # standard errors that are not chance
# Where the engines read the weights from.
READ_IN = ("search.backends.embedded.asking", "search.backends.elasticsearch.asking")
KIND, KEYWORDS, DESCRIPTION = (2.0, 3.0, 4.0), (0.25, 0.5, 1.0), (0.75, 1.25, 1.75)
FORMS, OTHERS = (1.0, 1.5, 2.0), (0.0, 0.1, 0.2)


def grid() -> Iterator[Ranking]:
    """The title's weight is the unit."""
    for kind, keywords, description, forms, others in product(
        KIND, KEYWORDS, DESCRIPTION, FORMS, OTHERS
    ):
        yield replace(
            RANKING,
            fields={
                "kind": kind, "title": 1.0, "keywords": keywords, "description": description,
            },
            forms={"title": forms, "description": forms},
            others=others,
        )  # fmt: skip


def _is_seen(question: str) -> bool:
    return halves.is_seen(question, salt=halves.CHORUS)


@dataclass(frozen=True)
class Choice:
    """nDCG@10 by question, of the published and the chosen weights."""

    chosen: Ranking
    published: Mapping[str, float]
    new: Mapping[str, float]

    @property
    def differences(self) -> list[float]:
        """On the half that nothing was chosen on."""
        return [self.new[each] - self.published[each] for each in self.new if not _is_seen(each)]

    @property
    def is_better(self) -> bool:
        error = stdev(self.differences) / math.sqrt(len(self.differences))
        return mean(self.differences) > ERRORS * error

    @property
    def flat(self) -> dict[str, Any]:
        """nDCG@10 of both by half, what was chosen, and whether to take it."""
        unseen = len(self.differences)
        weights = {**self.chosen.fields, "forms": self.chosen.forms["title"]}
        return {
            **_by_half("published", self.published),
            **_by_half("chosen", self.new),
            "questions_seen": len(self.new) - unseen,
            "questions_unseen": unseen,
            "chosen": {**weights, "others": self.chosen.others},
            "is_better": self.is_better,
        }


def _by_half(name: str, worth: Mapping[str, float]) -> dict[str, float]:
    by_half = {
        "seen": [each for question, each in worth.items() if _is_seen(question)],
        "unseen": [each for question, each in worth.items() if not _is_seen(question)],
        "whole": list(worth.values()),
    }
    return {f"{name}_{half}": round(mean(each), 4) for half, each in by_half.items()}


def of_files(*, products: Path, ratings: Path) -> Choice:
    """On the engine of ``SEARCH_URL``.

    :raises BadJudgedSet: a file cannot be read, or the two are not of one set.
    :raises SearchUnavailable: the engine does not answer.
    """
    judged, known = files.one_set(products_at=products, ratings_at=ratings)
    with _indexed(known) as ask:
        published = _measured(RANKING, judged, ask)
        seen = {question: rated for question, rated in judged.items() if _is_seen(question)}
        worth = [(each, _measured(each, seen, ask)) for each in grid()]
        best = max(worth, key=lambda one: (round(mean(one[1].values()), 4), one[0] == RANKING))
        return Choice(best[0], published, _measured(best[0], judged, ask))


@contextmanager
def _indexed(known: Mapping[str, Document]) -> Iterator[Callable[[str], Sequence[str]]]:
    by_id = {document.id: docid for docid, document in known.items()}
    words = vocabulary.of()
    with throw_away(settings.SEARCH_URL) as engine:
        _fill(engine, known)
        yield lambda asked: [by_id[hit.id] for hit in running.answer(engine, asked, words).hits]


def _fill(engine: Backend, known: Mapping[str, Document]) -> None:
    engine.rebuild(lambda _after: (replace(each, version=1) for each in known.values()))


def _measured(
    ranking: Ranking, judged: files.Ratings, ask: Callable[[str], Sequence[str]]
) -> dict[str, float]:
    with patch(f"{READ_IN[0]}.RANKING", ranking), patch(f"{READ_IN[1]}.RANKING", ranking):
        return {
            question: worth
            for question, rated in judged.items()
            if (worth := ndcg(tuple(ask(question))[:FIRST], rated)) is not None
        }
