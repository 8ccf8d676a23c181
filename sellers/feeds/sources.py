"""Where a feed comes from: a file, or an address that is fetched to disk and never trusted."""

import hashlib
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

from marketplace.core import fetching
from marketplace.core.sentences import Sentence as _
from sellers.feeds import errors
from sellers.feeds.containers import archives
from sellers.feeds.limits import BLOCK, MAX_BYTES

SECONDS: Final = 60  # without a byte: some shops write their export when it is asked for
SECONDS_IN_ALL: Final = 300.0
MINUTES: Final = 10  # of a pipe


@dataclass(frozen=True)
class Source:
    """An open feed: ``origin`` names it, ``counted_at`` is when its stock was counted at most."""

    stream: BinaryIO
    origin: str
    counted_at: datetime | None


@contextmanager
def opened(address: str) -> Iterator[Source]:
    """The feed at a path or an http(s) address.

    :raises NoSuchSource: no such file. :raises FeedTooLarge: beyond what is accepted.
    :raises PermanentError, TransientError: the address could not be fetched.
    """
    if "://" in address:
        with tempfile.TemporaryFile(prefix="feed-") as copy:
            _fetch(address, copy)
            yield Source(copy, fetching.shown(address), None)
        return
    path = Path(address)
    with _open(path) as stream:
        if not path.is_file():  # a pipe: it can be read but once
            with tempfile.TemporaryFile(prefix="feed-") as copy:
                _copy(iter(lambda: stream.read(BLOCK), b""), copy)
                yield Source(copy, path.name[:300], None)
            return
        changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        yield Source(stream, path.name[:300], changed)


@dataclass(frozen=True)
class Answer:
    """What an address answered: a file, or (``stream`` None) that it is the one of last time."""

    stream: BinaryIO | None
    digest: str  # SHA-256 of the file
    marks: fetching.Marks


@contextmanager
def asked(address: str, *, marks: fetching.Marks) -> Iterator[Answer]:
    """The file at an http(s) address, unless it is the one that ``marks`` tell of.

    :raises: as ``opened``.
    """
    with tempfile.TemporaryFile(prefix="feed-") as copy:
        yield _fetch(address, copy, marks)


@contextmanager
def together(files: Sequence[tuple[str, BinaryIO]]) -> Iterator[Source]:
    """Open files, by name, as one feed; several are put into an archive, to be kept as one.

    :raises FeedTooLarge: beyond what is accepted.
    """
    with tempfile.TemporaryFile(prefix="feed-") as copy:
        if len(files) == 1:
            _copy(iter(lambda: files[0][1].read(BLOCK), b""), copy)
        else:
            archives.packed(_told_apart(files), copy)
        yield Source(copy, " + ".join(name for name, _stream in files)[:300], None)


def _told_apart(files: Sequence[tuple[str, BinaryIO]]) -> list[tuple[str, BinaryIO]]:
    """The same, numbered where two have one name."""
    if len({name for name, _stream in files}) == len(files):
        return [*files]
    return [(f"{place}-{name}", stream) for place, (name, stream) in enumerate(files, start=1)]


@contextmanager
def opened_together(addresses: Sequence[str]) -> Iterator[Source]:
    """One feed, or the files that make one: they are put into an archive, to be kept as one.

    :raises: as ``opened``.
    """
    if len(addresses) == 1:
        with opened(addresses[0]) as source:
            yield source
        return
    with ExitStack() as stack:
        parts = [stack.enter_context(opened(address)) for address in addresses]
        named = [(part.origin.rpartition("/")[2], part.stream) for part in parts]
        whole = stack.enter_context(together(named))
        counted = [part.counted_at for part in parts if part.counted_at]
        yield replace(whole, counted_at=min(counted, default=None))


def _open(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except (OSError, ValueError) as error:
        raise errors.NoSuchSource(
            _("Le fichier « %(path)s » ne peut pas être lu : vérifiez le chemin.")
            % {"path": str(path)[:200]}
        ) from error


def _fetch(url: str, copy: BinaryIO, marks: fetching.Marks | None = None) -> Answer:
    with fetching.opened(url, seconds=SECONDS, in_all=SECONDS_IN_ALL, marks=marks) as (_to, found):
        if found.status == fetching.UNCHANGED:
            return Answer(None, "", fetching.Marks.of(found))
        digest = hashlib.sha256()
        _copy(_unpacked(found, digest), copy)
        return Answer(copy, digest.hexdigest(), fetching.Marks.of(found))


def _unpacked(found: fetching.Response, digest: "hashlib._Hash") -> Iterator[bytes]:
    """The blocks of a response, also of one that the server has packed for its way."""
    size = 0
    for block in fetching.blocks(found, BLOCK):
        size += len(block)
        archives.check_ratio(size, found.tell())
        digest.update(block)
        yield block


def _copy(blocks: Iterable[bytes], copy: BinaryIO) -> None:
    """To disk, bounded in size and time."""
    until = time.monotonic() + MINUTES * 60
    size = 0
    for block in blocks:
        size += len(block)
        if size > MAX_BYTES:
            raise errors.FeedTooLarge
        if time.monotonic() > until:
            raise errors.FeedTooLarge(_("Le fichier met trop longtemps à arriver."))
        copy.write(block)
    copy.seek(0)
