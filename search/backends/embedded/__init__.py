"""tantivy in a folder: no server, one writer at a time, any number of reading processes."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from search.backends.embedded.engine import Search
from search.backends.embedded.folder import Folder, fill, write
from search.backends.embedded.reader import Commit, Reader
from search.backends.embedded.spelling import Spelling
from search.backends.embedded.suggesting import Suggestion
from search.contract import Document, NotBuilt, Query, Reading, Result, Status, Suggested

ENGINE = "tantivy"


class EmbeddedBackend:
    def __init__(self, path: Path) -> None:
        self._folder = Folder(path)
        self._reader = Reader(self._folder)

    def search(self, query: Query) -> Result:
        return Search(self.commit(), query).result()

    def search_all(self, queries: Sequence[Query]) -> list[Result]:
        commit = self.commit()
        return [Search(commit, query).result() for query in queries]

    def commit(self) -> Commit:
        """What a search that begins now is answered from.

        :raises SearchUnavailable: there is no index, or it cannot be read.
        """
        return self._reader.open()

    def suggest(
        self, written: str, *, most: int, counting: Mapping[str, Sequence[str]]
    ) -> Suggested:
        return Suggestion(self.commit()).result(written, most=most, counting=counting)

    def spellings(self, words: Iterable[str]) -> dict[str, str]:
        return Spelling(self.commit()).result(words)

    def turn(self) -> AbstractContextManager[None]:
        return self._folder.turn()

    def upsert(self, documents: Iterable[Document]) -> None:
        self._change(list(documents), [])

    def delete(self, ids: Iterable[int], *, version: int) -> None:  # noqa: ARG002
        """``version`` is not needed: turns already order what is written."""
        self._change([], list(ids))

    def _change(self, documents: list[Document], gone: list[int]) -> None:
        if not documents and not gone:
            return
        with self._folder.turn():
            if self._folder.someone_rebuilds():
                self._folder.note(documents, gone)
            if live := self._folder.live():
                write(self._folder.open(live), documents, gone)

    def rebuild(self, read: Reading) -> int:
        with self._folder.rebuilding() as generation:
            count = fill(self._folder.open(generation), read)
            noted = self._catch_up(generation, 0)
            with self._folder.turn():  # nobody changes anything between this and the swap
                self._catch_up(generation, noted)
                self._folder.go_live(generation)
                self._folder.done_rebuilding()
        return count

    def _catch_up(self, generation: str, read: int) -> int:
        """Apply what was changed while the generation was built."""
        changes, read = self._folder.noted(read)
        last = {change if isinstance(change, int) else change.id: change for change in changes}
        documents = [change for change in last.values() if isinstance(change, Document)]
        if last:
            gone = [id for id in last if isinstance(last[id], int)]
            write(self._folder.open(generation), documents, gone)
        return read

    def is_built(self) -> bool:
        return bool(self._folder.live())

    def status(self) -> Status:
        try:
            commit = self.commit()
        except NotBuilt:
            return Status(ENGINE, "", 0)
        return Status(ENGINE, commit.generation, commit.documents)
