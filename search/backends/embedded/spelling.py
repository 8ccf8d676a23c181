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
        self._begun: dict[str, dict[str, list[str]]] = {}

    def result(self, words: Iterable[str]) -> dict[str, str]:
        return {word: self._one(word) for word in text.misspellable(words)}

    def _one(self, word: str) -> str:
        """Candidates come from the dictionary and are counted one by one: they are few."""
        stem = text.stem(word)
        if self._on_sale(self._asking.named(stem)):
            return word
        candidates = {
            spelled
            for start in (stem[:1], stem[1:2])
            for meant, written in self._beginning(start).items()
            if text.mistaken(word, meant)
            for spelled in written
        }
        counts = {each: self._on_sale(self._asking.spelled(each)) for each in candidates}
        return text.corrected(word, {each: count for each, count in counts.items() if count})

    def _beginning(self, start: str) -> dict[str, list[str]]:
        """By their stems, the words that begin so: read once for all words of a question."""
        if start not in self._begun:
            found = self._begun[start] = {}
            for spelled, _count in self._searcher.terms_with_prefix(SPELLED, start):
                found.setdefault(spelled.partition("=")[0], []).append(spelled)
        return self._begun[start]

    def _on_sale(self, clause: Clause) -> int:
        return self._counting.count(every([clause, self._asking.purchasable()]))
