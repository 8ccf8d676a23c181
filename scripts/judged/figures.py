"""What the order of answers is worth, class by class."""

from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.core.scopes import house_scope
from scripts.judged import grading
from scripts.judged.halves import is_seen
from search.judging import files, running
from search.judging.measure import Asked, Evaluation

RIGHT = grading.RIGHT


@dataclass(frozen=True)
class Figures:
    """``natural_seen``, ``natural_unseen``: nDCG@10 of natural questions of the half that words and
    rules were tuned on, and of the other; ``code_first``: the share of codes whose reference comes
    first; ``typo_found``: of misspelt questions with something right among the first ten;
    ``zero_share``: of all without a result."""

    whole: Evaluation
    classes: dict[str, Evaluation]
    code_first: float
    typo_found: float

    @property
    def natural_seen(self) -> float:
        return self._natural(seen=True)

    @property
    def natural_unseen(self) -> float:
        return self._natural(seen=False)

    def _natural(self, *, seen: bool) -> float:
        asked = self.classes["natural"].asked
        return Evaluation(tuple(one for one in asked if is_seen(one.query) is seen)).ndcg10

    @property
    def flat(self) -> dict[str, float]:
        return {
            "ndcg10": round(self.whole.ndcg10, 4),
            "bm25_ndcg10": round(self.whole.bm25_ndcg10, 4),
            "queries": len(self.whole.asked),
            "zero_share": round(self.whole.zero_share, 4),
            "natural_seen": round(self.natural_seen, 4),
            "natural_unseen": round(self.natural_unseen, 4),
            "code_first": round(self.code_first, 4),
            "typo_found": round(self.typo_found, 4),
        }

    @property
    def table(self) -> str:
        lines = [f"{'class':14}{'asked':>6}{'nDCG@10':>9}{'BM25':>8}{'without':>9}"]
        for name, each in {**self.classes, "all": self.whole}.items():
            lines.append(
                f"{name:14}{len(each.asked):6}{each.ndcg10:9.3f}{each.bm25_ndcg10:8.3f}"
                f"{each.zero_share:9.1%}"
            )
        lines.append(f"natural: seen {self.natural_seen:.3f}, unseen {self.natural_unseen:.3f}")
        weakest = sorted(
            (one for one in self.whole.asked if one.ndcg is not None), key=lambda one: one.ndcg or 0
        )
        lines += [f"{one.ndcg:.3f} {one.bm25_ndcg:.3f} {one.query}" for one in weakest[:20]]
        return "\n".join([*lines, f"code first {self.code_first:.1%}, typo {self.typo_found:.1%}"])


def of_the_shop() -> Figures:
    """Of the demo world that the settings' database holds.

    :raises BadJudgedSet: it holds another one.
    """
    with house_scope():
        found = running.of_own(ratings=grading.RATINGS)
    judged = files.ratings(grading.RATINGS)
    kinds = {each.ask: each.kind for each in grading.questions(grading.world())}
    classes = {
        kind: Evaluation(tuple(one for one in found.asked if kinds[one.query] == kind))
        for kind in grading.CLASSES
    }
    return Figures(
        whole=found,
        classes=classes,
        code_first=_share(classes["code"].asked, judged, first=1),
        typo_found=_share(classes["typo"].asked, judged, first=10),
    )


def _share(asked: Sequence[Asked], judged: files.Ratings, *, first: int) -> float:
    """Of questions that meet something right among the ``first`` answers."""
    met = [
        any(judged[one.query].get(docid) == RIGHT for docid in one.found[:first]) for one in asked
    ]
    return sum(met) / len(met)
