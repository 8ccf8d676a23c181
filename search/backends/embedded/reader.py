import threading
from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from typing import Any

import tantivy

from search.backends.embedded.folder import Folder
from search.backends.embedded.packed import Names, Table
from search.contract import NotBuilt, SearchUnavailable

ATTEMPTS = 3
MOST_KEPT = 3_000  # facets: some kilobytes each
# From so many references on, all their offers are kept in memory.
WORTH_A_TABLE = 5_000


class Kept:
    """What was counted on one commit, for whoever asks the same of it again."""

    def __init__(self) -> None:
        self._counted: dict[Hashable, Any] = {}

    def get(self, key: Hashable) -> Any:
        """None where nobody asked for it yet."""
        return self._counted.get(key)

    def keep(self, key: Hashable, counted: Any) -> None:
        if len(self._counted) >= MOST_KEPT:
            self._counted.clear()
        self._counted[key] = counted


@dataclass(frozen=True)
class Commit:
    """An unchanging view of one commit of one generation."""

    generation: str
    index: tantivy.Index
    searcher: tantivy.Searcher
    names: Names
    table: Table | None = None
    kept: Kept = field(default_factory=Kept)

    @property
    def documents(self) -> int:
        """How many references it has; what lists the names is none."""
        return self.searcher.num_docs - bool(self.names.stamp)


class Reader:
    """One process's view of the live generation, brought up to date before each search.

    Two files are looked at (a few microseconds); nothing is opened while they stay the same.
    """

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._filling = False
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
        commit = Commit(generation, index, searcher, Names.of(index, searcher))
        self._commit = replace(commit, table=self._table_of(commit))
        return self._commit

    # --- offers in memory -----------------------------------------------------------------------
    def _table_of(self, commit: Commit) -> Table | None:
        """Made from the one before; the first of a large index in a thread beside, later."""
        before = self._commit
        kept = before.table if before and before.generation == commit.generation else None
        if kept and not kept.sparse:
            return _table(commit, kept)
        if _worth_a_table(commit) and not self._filling:
            self._filling = True
            threading.Thread(target=self._fill, args=[commit], daemon=True).start()
        return None

    def _fill(self, commit: Commit) -> None:
        """Read all offers once; until then searches read theirs from the index."""
        try:
            unread: Commit | None = commit
            while unread:  # again, when another generation has gone live meanwhile
                unread = self._filled(unread, _table(unread, Table.empty()))
        finally:
            self._filling = False

    def _filled(self, commit: Commit, table: Table) -> Commit | None:
        """Put the table to use; the commit of which all must be read instead, if there is one."""
        with self._lock:
            now = self._commit
            if not now or now.table:
                return None
            if now.generation != commit.generation:
                return now if _worth_a_table(now) else None
            self._commit = replace(now, table=_table(now, table))
            return None


def _worth_a_table(commit: Commit) -> bool:
    return commit.documents >= WORTH_A_TABLE


def _table(commit: Commit, before: Table) -> Table:
    return before.after(commit.index, commit.searcher, commit.names.stamp)
