"""Words as the index writes them: two searches a word, in one ``_msearch``."""

from collections.abc import Iterable, Sequence
from typing import Any

from search import text
from search.backends.elasticsearch.asking import ON_SALE, Body
from search.backends.stored import SPELLED
from search.suggesting import NAMES

MOST_NEAR = 200
SOLD = ON_SALE.to_dict()


class Spelling:
    def __init__(self, words: Iterable[str]) -> None:
        self._words = text.misspellable(words)

    def bodies(self) -> list[Body]:
        return [body for word in self._words for body in (_is_there(word), _near(word))]

    def read(self, answers: Sequence[Any]) -> dict[str, str]:
        found = {}
        for word, there, near in zip(self._words, answers[::2], answers[1::2], strict=True):
            buckets = near["aggregations"]["near"]["buckets"]
            counts = {row["key"]: row["doc_count"] for row in buckets}
            known = there["hits"]["total"]["value"]
            found[word] = word if known else text.corrected(word, counts)
        return found


def _is_there(word: str) -> Body:
    named = [{"term": {field: text.stem(word)}} for field in NAMES]
    clause = {"bool": {"filter": [SOLD], "should": named, "minimum_should_match": 1}}
    return {"query": clause, "size": 0, "terminate_after": 1, "track_total_hits": 1}


def _near(word: str) -> Body:
    """Counted among the few references that have such a word."""
    pattern = f"({'|'.join(sorted(_typos(word)))})=.*"
    near = {"regexp": {SPELLED: {"value": pattern, "flags": "NONE"}}}
    return {
        "query": {"bool": {"filter": [SOLD, near]}},
        "size": 0,
        "track_total_hits": False,
        "aggs": {"near": {"terms": {"field": SPELLED, "include": pattern, "size": MOST_NEAR}}},
    }


def _typos(word: str) -> set[str]:
    """Expressions for the stems of what ``text.mistaken`` takes it for; a word is letters alone."""
    stem = text.stem(word)
    ways = {stem[1] + stem[0] + stem[2:], *text.swapped(word)}
    for at in range(1, len(stem) + 1):
        ways.add(f"{stem[:at]}.?{stem[at + 1 :]}")  # another letter, or one too many
        ways.add(f"{stem[:at]}.{stem[at:]}")  # one that is missing
        ways.add(stem[:at] + stem[at + 1 : at + 2] + stem[at : at + 1] + stem[at + 2 :])
    return ways
