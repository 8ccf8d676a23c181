"""Words as the index writes them, from one commit of it."""

from collections.abc import Iterable

from search import text
from search.backends.embedded.asking import Asking, Clause, every
from search.backends.embedded.counting import Counting
from search.backends.embedded.reader import Commit
from search.backends.stored import SPELLED


class Spelling:
    def __init__(self, commit: Commit) -> None:
        self._searcher = commit.searcher
        self._asking = Asking(commit.index, commit.names)
        self._counting = Counting(self._searcher, self._asking)

    def result(self, words: Iterable[str]) -> dict[str, str]:
        return {word: self._one(word) for word in text.misspellable(words)}

    def _one(self, word: str) -> str:
        """Candidates come from the dictionary and are counted one by one: they are few."""
        stem = text.stem(word)
        if self._on_sale(self._asking.named(stem)):
            return word
        candidates = {
            spelled
            for start in (stem[:1], stem[1::-1])
            for spelled, _count in self._searcher.terms_with_prefix(SPELLED, start)
            if text.near(stem, spelled.partition("=")[0])
        }
        counts = {each: self._on_sale(self._asking.spelled(each)) for each in candidates}
        return text.corrected(word, {each: count for each, count in counts.items() if count})

    def _on_sale(self, clause: Clause) -> int:
        return self._counting.count(every([clause, self._asking.purchasable()]))
