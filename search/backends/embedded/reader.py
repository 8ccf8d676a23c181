import threading

import tantivy

from search.backends.embedded.folder import Folder
from search.contract import NotBuilt, SearchUnavailable

ATTEMPTS = 3


class Reader:
    """One process's view of the live generation, brought up to date before each search.

    Two files are looked at (a few microseconds); nothing is opened while they stay the same.
    """

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._forget()

    def _forget(self) -> None:
        self._index: tantivy.Index | None = None
        self._generation = ""
        self._live: tuple[int, ...] = ()
        self._commit: tuple[int, ...] = ()

    def open(self) -> tuple[tantivy.Index, tantivy.Searcher]:
        """The index and an unchanging view of its last commit.

        :raises NotBuilt: there is no generation.
        :raises SearchUnavailable: it cannot be read.
        """
        with self._lock:
            for _ in range(ATTEMPTS):
                try:
                    index = self._current()
                    return index, index.searcher()
                except (OSError, ValueError) as error:  # swapped and removed while it was opened
                    self._forget()
                    failure = error
        raise SearchUnavailable(reason=str(failure)) from failure

    @property
    def generation(self) -> str:
        return self._generation

    def _current(self) -> tantivy.Index:
        live = self._folder.stamp()
        if self._index is None or live != self._live:
            name = self._folder.live()
            if not name:
                raise NotBuilt
            self._commit = ()
            self._index, self._generation, self._live = self._folder.open(name), name, live
        commit = self._folder.commit_stamp(self._generation)
        if commit != self._commit:
            self._index.reload()
            self._commit = commit
        return self._index
