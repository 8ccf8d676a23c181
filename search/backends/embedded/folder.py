"""The folder of the index: generations side by side, one of them live, one writer at a time.

``live`` names the live generation and is replaced whole, so that a reader sees the old or the new
one. Locks are ``flock``: a process that is killed gives them back.
"""

import fcntl
import json
import os
import shutil
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import tantivy

from search.backends.embedded import schema
from search.backends.embedded.packed import ID, NAMES_ID, Names
from search.contract import INDEX_VERSION, Document, Reading, RebuildRunning

HEAP = 30_000_000
REBUILD_HEAP = 120_000_000
COMMIT_EVERY = 20_000
# How long a rebuild that was broken off can be gone on with: its journal grows as long.
GONE_ON_WITH_S = 6 * 3600


class Folder:
    """``path`` is made when something is first written to it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._schema = schema.schema()
        self._held = threading.local()

    # --- which generation ---------------------------------------------------------------------
    def live(self) -> str:
        """The name of the live generation; "" when this version built none, or it is lost."""
        name = self._named()
        if not name.endswith(f"-v{INDEX_VERSION}"):
            return ""
        if (self.path / name).is_dir():
            return name
        # Gone since it was named when another one is live by now.
        return "" if name == self._named() else self.live()

    def _named(self) -> str:
        try:
            return (self.path / "live").read_text()
        except FileNotFoundError:
            return ""

    def stamp(self) -> tuple[int, ...]:
        """Changes when another generation goes live."""
        return _stamp(self.path / "live")

    def commit_stamp(self, generation: str) -> tuple[int, ...]:
        """Changes with every commit to a generation."""
        return _stamp(self.path / generation / "meta.json")

    def open(self, generation: str) -> tantivy.Index:
        """:raises ValueError: it is gone, or no index."""
        return self._ready(tantivy.Index.open(str(self.path / generation)))

    def create(self) -> str:
        """An empty generation; it is not live yet."""
        self.path.mkdir(parents=True, exist_ok=True)
        taken = [int(each.name.split("-")[0]) for each in self._generations()]
        name = f"{max(taken, default=0) + 1:06d}-v{INDEX_VERSION}"
        (self.path / name).mkdir()
        tantivy.Index(self._schema, path=str(self.path / name))
        return name

    def _ready(self, index: tantivy.Index) -> tantivy.Index:
        split = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        index.register_tokenizer(schema.WORDS, split)
        index.config_reader("manual")
        return index

    def go_live(self, generation: str) -> None:
        """Swap; the generation before stays for readers that are opening it, older ones go."""
        before = self._named()
        building = self.path / "live.new"
        with building.open("w") as file:
            file.write(generation)
            file.flush()
            os.fsync(file.fileno())
        building.replace(self.path / "live")
        self.clear(keep={before, generation})

    def clear(self, keep: Iterable[str]) -> None:
        kept = set(keep)
        for each in self._generations():
            if each.name not in kept:
                shutil.rmtree(each, ignore_errors=True)

    def _generations(self) -> list[Path]:
        return [each for each in self.path.glob("[0-9]*-v*") if each.is_dir()]

    # --- who writes ---------------------------------------------------------------------------
    @contextmanager
    def turn(self) -> Iterator[None]:
        """One writer at a time, in whatever process; the same thread may take it again."""
        if getattr(self._held, "depth", 0):
            yield
            return
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / "writer.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            self._held.depth = 1
            try:
                yield
            finally:
                self._held.depth = 0

    @contextmanager
    def rebuilding(self) -> Iterator[str]:
        """Held while a generation is built; its changes are noted from here on.

        Gives the generation: a new one, or that of a rebuild that was broken off.

        :raises RebuildRunning: another process, or thread, is at it.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / "rebuild.lock").open("w") as file:
            with self.turn():  # whoever asks ``someone_rebuilds`` has its turn, too
                if not _taken(file.fileno()):
                    raise RebuildRunning
                generation = self._broken_off() or self._begun()
            yield generation

    def _begun(self) -> str:
        self._forget_rebuild()
        self.clear(keep={self._named()})
        generation = self.create()
        self.journal.write_bytes(b"")
        self._building.write_text(f"{generation} {time.time():.0f}")
        return generation

    def _broken_off(self) -> str:
        """The generation that another rebuild left, all changes since its start being noted."""
        try:
            generation, started = self._building.read_text().split()
        except (FileNotFoundError, ValueError):
            return ""
        young = time.time() - float(started) < GONE_ON_WITH_S
        ours = generation.endswith(f"-v{INDEX_VERSION}") and generation != self._named()
        whole = (self.path / generation).is_dir() and self.journal.exists()
        return generation if young and ours and whole else ""

    def done_rebuilding(self) -> None:
        self._forget_rebuild()

    def _forget_rebuild(self) -> None:
        self._building.unlink(missing_ok=True)
        self.journal.unlink(missing_ok=True)

    def someone_rebuilds(self) -> bool:
        """Ask in your turn: whether changes must be noted.

        So they are for a while after a rebuild was broken off, until somebody goes on with it.
        """
        if not self._building.exists():
            return False
        if self._broken_off():
            return True
        with (self.path / "rebuild.lock").open("a") as file:
            if not _taken(file.fileno()):
                return True
            self._forget_rebuild()
            return False

    @property
    def _building(self) -> Path:
        """Names the generation that is being built, and when that began, in seconds since 1970."""
        return self.path / "building"

    # --- changes made while a generation is being built -----------------------------------------
    @property
    def journal(self) -> Path:
        """One change a line: a document, or the number of a reference that is gone."""
        return self.path / "journal"

    def note(self, documents: Iterable[Document], gone: Iterable[int]) -> None:
        """Keep a change for the generation that is being built."""
        lines = [f'{{"gone":{id}}}' for id in gone] + [each.to_json() for each in documents]
        with self.journal.open("a+b") as file:
            # A writer killed half-way leaves half a line; its change was not acknowledged.
            whole = file.tell() == 0 or _last_byte(file.fileno()) == b"\n"
            file.write(b"" if whole else b"\n")
            file.write("".join(f"{line}\n" for line in lines).encode())

    def noted(self, skip: int = 0) -> tuple[list[Document | int], int]:
        """Changes after the first ``skip`` bytes, in order, and the bytes read up to now."""
        with self.journal.open("rb") as file:
            file.seek(skip)
            content = file.read()
        whole = content.rfind(b"\n") + 1
        changes = [_change(line) for line in content[:whole].splitlines()]
        return [change for change in changes if change is not None], skip + whole


def write(index: tantivy.Index, documents: Iterable[Document], gone: Iterable[int] = ()) -> None:
    """Replace documents and remove others.

    Committed, thus on disk and seen by every process, when this returns. The key is text: deleting
    by a number from Python silently deletes nothing.
    """
    names = _next_names(index)
    writer = index.writer(HEAP, 1)
    for id in gone:
        writer.delete_documents_by_term("id", str(id))
    for document in documents:
        writer.delete_documents_by_term("id", str(document.id))
        writer.add_document(schema.encode(document, names))
    _commit(writer, names)
    writer.wait_merging_threads()


def fill(index: tantivy.Index, read: Reading) -> int:
    """Add what a generation lacks, whose highest id says how far it got; returns its size.

    Commits from time to time, so that one that is killed loses little.
    """
    names = _next_names(index)
    searcher = index.searcher()
    count = searcher.num_docs - (names.stamp > 1)
    writer = index.writer(REBUILD_HEAP, 1)
    for document in read(_highest_id(searcher)):
        writer.add_document(schema.encode(document, names))
        count += 1
        if not count % COMMIT_EVERY:
            _commit(writer, names)
    _commit(writer, names)
    writer.wait_merging_threads()
    return count


def _next_names(index: tantivy.Index) -> Names:
    """Those of the last commit, with the stamp of the next."""
    index.reload()
    names = Names.of(index, index.searcher())
    names.stamp += 1
    return names


def _commit(writer: tantivy.IndexWriter, names: Names) -> None:
    writer.delete_documents_by_term("id", NAMES_ID)
    writer.add_document(names.row())
    writer.commit()


def _highest_id(searcher: tantivy.Searcher) -> int:
    everything = tantivy.Query.all_query()
    found = searcher.search(everything, 1, count=False, order_by_field=ID).hits
    return int(found[0][0] or 0) if found else 0


def _change(line: bytes) -> Document | int | None:
    try:
        row = json.loads(line)
    except ValueError:
        return None
    return int(row["gone"]) if "gone" in row else Document.from_row(row)


def _stamp(path: Path) -> tuple[int, ...]:
    try:
        found = path.stat()
    except FileNotFoundError:
        return ()
    return found.st_mtime_ns, found.st_ino, found.st_size


def _last_byte(descriptor: int) -> bytes:
    return os.pread(descriptor, 1, os.fstat(descriptor).st_size - 1)


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
