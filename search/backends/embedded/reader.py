import threading
from dataclasses import dataclass

import tantivy

from search.backends.embedded.folder import Folder
from search.backends.embedded.packed import Names
from search.contract import NotBuilt, SearchUnavailable

ATTEMPTS = 3


@dataclass(frozen=True)
class Commit:
    """An unchanging view of one commit of one generation."""

    generation: str
    index: tantivy.Index
    searcher: tantivy.Searcher
    names: Names

    @property
    def documents(self) -> int:
        """How many references it has; what lists the names is none."""
        return self.searcher.num_docs - bool(self.names)


class Reader:
    """One process's view of the live generation, brought up to date before each search.

    Two files are looked at (a few microseconds); nothing is opened while they stay the same.
    """

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._forget()

    def _forget(self) -> None:
        self._commit: Commit | None = None
        self._live: tuple[int, ...] = ()
        self._seen: tuple[int, ...] = ()

    def open(self) -> Commit:
        """The last commit of the live generation.

        :raises NotBuilt: there is no generation.
        :raises SearchUnavailable: it cannot be read.
        """
        with self._lock:
            for _ in range(ATTEMPTS):
                try:
                    return self._current()
                except (OSError, ValueError) as error:  # swapped and removed while it was opened
                    self._forget()
                    failure = error
        raise SearchUnavailable(reason=str(failure)) from failure

    def _current(self) -> Commit:
        live = self._folder.stamp()
        if self._commit is None or live != self._live:
            name = self._folder.live()
            if not name:
                raise NotBuilt
            self._live = live
            return self._reload(name, self._folder.open(name))
        if self._folder.commit_stamp(self._commit.generation) != self._seen:
            return self._reload(self._commit.generation, self._commit.index)
        return self._commit

    def _reload(self, generation: str, index: tantivy.Index) -> Commit:
        self._seen = self._folder.commit_stamp(generation)
        index.reload()
        searcher = index.searcher()
        self._commit = Commit(generation, index, searcher, Names.of(index, searcher))
        return self._commit
