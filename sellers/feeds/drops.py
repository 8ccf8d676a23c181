"""The drop folder: what is laid into ``<folder>/<trader's slug>/`` is imported as if it were sent.

A file goes ``<trader>/`` → ``<trader>/.encours/`` (claimed, by renaming it) → a queued run →
``<trader>/.pris/`` (kept a while). Whoever is killed on the way leaves it in ``.encours/``, from
where the next sweep goes on; the run's ``dropped_as`` is unique, so that it is queued once.

Whoever may write there is not trusted: folders are held open and nothing is reached by a path that
could be bent meanwhile, by a symbolic link for one.
"""

import fcntl
import logging
import os
import re
import stat
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final
from uuid import uuid4

from django.core.cache import cache
from django.db import IntegrityError

from marketplace.traders.models import Trader
from sellers.feeds import errors, queries, uploads
from sellers.feeds.models import FeedHalf
from sellers.feeds.settings import Settings

logger = logging.getLogger(__name__)

CLAIMED, TAKEN, LOCK = ".encours", ".pris", ".verrou"
CLAIM = re.compile(r"(?P<mark>\d{14}-[0-9a-f]{8})-(?P<name>.+)")
KEPT: Final = timedelta(days=14)
TOLD_AGAIN = 24 * 60 * 60  # seconds
LONE = timedelta(hours=1)  # that half of a pair may wait before its boutique and operators hear
# Written until they are renamed: by WinSCP, FileZilla, browsers, rsync and others.
UNFINISHED = (".part", ".filepart", ".partial", ".tmp", ".crdownload", "~")
HALF = re.compile(r"(?P<stem>.+)-(?P<half>[12])sur2(?P<end>\.[^.]+)")
LONGEST_NAME = 150  # bytes of a file's own name that are kept
FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(frozen=True)
class Box:
    """A trader's folder, and the two in it, held open."""

    trader: Trader
    here: int
    claimed: int
    taken: int


def sweep(folder: Path, *, quiet: timedelta, at: datetime) -> int:
    """Queue what lies there and has not changed for ``quiet``; returns how many runs that makes."""
    try:
        root = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        _tell("it cannot be swept: %s", error)
        return 0
    try:
        traders = _traders(root)
        _forget_halves(besides=traders)
        return sum(_swept(root, trader, quiet=quiet, at=at) for trader in traders)
    finally:
        os.close(root)


def _swept(root: int, trader: Trader, *, quiet: timedelta, at: datetime) -> int:
    """What is wrong with one folder is no other's affair."""
    try:
        with _box(root, trader) as box:
            if box is None:
                return 0
            _note_halves(box, _claim(box, quiet=quiet, at=at))
            queued = _queue(box, at=at)
            _forget(box, before=at - KEPT)
            return queued
    except OSError as error:
        _tell("the folder of %s cannot be swept: %s", trader.slug, error)
        return 0


# --- whose folder it is ------------------------------------------------------------------------
def _traders(root: int) -> list[Trader]:
    with os.scandir(root) as found:
        names = sorted(
            each.name
            for each in found
            if each.is_dir(follow_symlinks=False) and not each.name.startswith(".")
        )
    traders: dict[str, Trader] = Trader.objects.in_bulk(names, field_name="slug")
    for name in names:
        if name not in traders:
            _tell("%r is the folder of no trader: name it as the trader's pages are", name)
    return [traders[name] for name in names if name in traders]


@contextmanager
def _box(root: int, trader: Trader) -> Iterator[Box | None]:
    """A trader's folder for one sweep alone, None while another process has it.

    :raises OSError: it is a link, or not ours to change.
    """
    with ExitStack() as held:
        here = _folder(trader.slug, root, held)
        for name in (CLAIMED, TAKEN):
            with suppress(FileExistsError):
                os.mkdir(name, mode=0o750, dir_fd=here)
        claimed, taken = _folder(CLAIMED, here, held), _folder(TAKEN, here, held)
        lock = os.open(LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=claimed)
        held.callback(os.close, lock)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # ends with the process, killed too
        except BlockingIOError:
            yield None
        else:
            yield Box(trader, here, claimed, taken)


def _folder(name: str, inside: int, held: ExitStack) -> int:
    opened = os.open(name, FOLDER, dir_fd=inside)
    held.callback(os.close, opened)
    return opened


# --- what may be taken -------------------------------------------------------------------------
def _claim(box: Box, *, quiet: timedelta, at: datetime) -> dict[str, FeedHalf]:
    """Take what is whole out of the reach of its sender; returns what waits for its half too long,
    by name."""
    lone: dict[str, FeedHalf] = {}
    ages = dict(_files(box.here, at=at))
    whole = {name for name, age in ages.items() if age >= quiet}
    _complete(box, whole)
    for name in sorted(whole):
        half = HALF.fullmatch(name)
        if half is None:
            _rename(box, name, _mark(at))
        elif _other(half) not in whole:
            if ages[name] > LONE:
                _tell("%r waits in the folder of %s for its half", name, box.trader.slug)
                waits = _half(box, name, _other(half), since=at - ages[name])
                lone[waits.name] = waits
        elif half["half"] == "1":
            mark = _mark(at)
            _rename(box, name, mark)
            _rename(box, _other(half), mark)
    return lone


def _half(box: Box, name: str, other: str, *, since: datetime) -> FeedHalf:
    return FeedHalf(trader=box.trader, name=_legible(name), other=_legible(other), since=since)


def _note_halves(box: Box, lone: Mapping[str, FeedHalf]) -> None:
    """For the boutique to read; nothing is written while nothing changes."""
    rows = FeedHalf.objects.filter(trader=box.trader)
    known = set(rows.values_list("name", flat=True))
    if gone := known - set(lone):
        rows.filter(name__in=gone).delete()
    new = [half for name, half in lone.items() if name not in known]
    FeedHalf.objects.bulk_create(new, ignore_conflicts=True)  # another host may have noted it


def _forget_halves(*, besides: Sequence[Trader]) -> None:
    """Of folders that are there no more."""
    gone = FeedHalf.objects.exclude(trader__in=besides)
    if gone.exists():
        gone.delete()


def _complete(box: Box, whole: set[str]) -> None:
    """Claim the other half of what was claimed by somebody who was killed after the first."""
    for mark, names in _claims(box).items():
        half = HALF.fullmatch(names[0])
        if half and len(names) == 1 and _other(half) in whole:
            _rename(box, _other(half), mark)
            whole.remove(_other(half))


def _files(folder: int, *, at: datetime) -> Iterator[tuple[str, timedelta]]:
    """Names and for how long each has been as it is; links and what is still being written, not."""
    with os.scandir(folder) as found:
        for each in found:
            if each.name.startswith(".") or each.name.lower().endswith(UNFINISHED):
                continue
            if each.is_file(follow_symlinks=False):
                # Not when it was modified, which its sender says as it likes.
                changed = each.stat(follow_symlinks=False).st_ctime
                yield each.name, at - datetime.fromtimestamp(changed, UTC)


def _other(half: re.Match[str]) -> str:
    return f"{half['stem']}-{3 - int(half['half'])}sur2{half['end']}"


def _mark(at: datetime) -> str:
    """A name of what is imported together, by which a folder is sorted."""
    return f"{at:%Y%m%d%H%M%S}-{uuid4().hex[:8]}"


def _rename(box: Box, name: str, mark: str) -> None:
    os.rename(name, f"{mark}-{_legible(name)}", src_dir_fd=box.here, dst_dir_fd=box.claimed)


def _legible(name: str) -> str:
    """A name that can be kept and shown, whatever its sender put into it."""
    own = name.encode(errors="replace")[-LONGEST_NAME:].decode(errors="ignore")
    return "".join(each if each.isprintable() else "_" for each in own)


def _claims(box: Box) -> dict[str, list[str]]:
    """Mark → the files that are imported together under it, by their own names."""
    found = defaultdict(list)
    for name in sorted(os.listdir(box.claimed)):
        if claim := CLAIM.fullmatch(name):
            found[claim["mark"]].append(claim["name"])
    return found


# --- from a claim to a run ---------------------------------------------------------------------
def _queue(box: Box, *, at: datetime) -> int:
    """What is claimed becomes runs, unless it has; returns how many."""
    claims = {
        mark: names
        for mark, names in _claims(box).items()
        if len(names) > 1 or not HALF.fullmatch(names[0])  # else the other half was not there yet
    }
    known = queries.dropped([_dropped_as(box, mark) for mark in claims])
    queued = 0
    for mark, names in claims.items():
        if _dropped_as(box, mark) not in known:
            if not _queued(box, mark, names, at=at):
                continue
            queued += 1
        for name in names:
            done = f"{mark}-{name}"
            os.rename(done, done, src_dir_fd=box.claimed, dst_dir_fd=box.taken)
    return queued


def _dropped_as(box: Box, mark: str) -> str:
    return f"{box.trader.slug}/{mark}"


def _queued(box: Box, mark: str, names: Sequence[str], *, at: datetime) -> bool:
    """Whether it has its run now; a file that cannot be read is told of and stays."""
    dropped_as = _dropped_as(box, mark)
    try:
        with ExitStack() as held:
            files = [(name, held.enter_context(_opened(box, mark, name))) for name in names]
            uploads.queue(
                trader=box.trader, files=files, settings=Settings(), ask_first=False, at=at,
                dropped_as=dropped_as,
            )  # fmt: skip
    except errors.FeedTooLarge as error:
        uploads.refuse(
            trader=box.trader, origin=" + ".join(names), error=error, at=at, dropped_as=dropped_as
        )
    except IntegrityError:
        pass  # another host was quicker
    except OSError as error:
        _tell("%r in the folder of %s cannot be read: %s", names[0], box.trader.slug, error)
        return False
    return True


def _opened(box: Box, mark: str, name: str) -> BinaryIO:
    """:raises OSError: it is no file, or not ours to read."""
    stream = os.fdopen(os.open(f"{mark}-{name}", FILE, dir_fd=box.claimed), "rb")
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        stream.close()
        raise OSError("not a file")
    return stream


# --- afterwards --------------------------------------------------------------------------------
def _forget(box: Box, *, before: datetime) -> None:
    for name in os.listdir(box.taken):
        told = os.stat(name, dir_fd=box.taken, follow_symlinks=False)
        if datetime.fromtimestamp(told.st_ctime, UTC) < before:  # when it came here
            os.unlink(name, dir_fd=box.taken)


def _tell(message: str, *about: object) -> None:
    """Operators, once a day."""
    told = sha256((message % about).encode(errors="replace")).hexdigest()
    if cache.add(f"drops:{told}", 1, TOLD_AGAIN):
        logger.warning("drop folder: " + message, *about)
