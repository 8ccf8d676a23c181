"""Files that are too large to be made while somebody waits: written beside the one that is served,
piece by piece, and put in its place by one row."""

import gzip
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2s
from itertools import chain
from typing import IO, Final

from django.core.files.base import File
from django.core.files.storage import storages

from marketplace.storefront.machines.models import MadeFile
from marketplace.technical.models import Withdrawal

FOLDER: Final = "files"
STILL_READ: Final = timedelta(hours=1)  # by somebody who began before it was replaced
BLOCK: Final = 64 * 1024


@dataclass(frozen=True)
class Pieces:
    """What a file says: ``entries``, read once while they are written, between its two ends."""

    head: str
    entries: Iterable[str]
    tail: str

    def __iter__(self) -> Iterator[str]:
        return chain([self.head], self.entries, [self.tail])


def keep(*, name: str, pieces: Pieces, at: datetime) -> MadeFile:
    """Write a file and serve it from now on under ``name``; memory holds one entry at a time."""
    digest, size, written = blake2s(digest_size=16), 0, 0
    with tempfile.TemporaryFile() as raw:
        # Without the time, so that the same words are the same bytes.
        with gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=6, mtime=0) as packed:
            for piece in pieces:
                told = piece.encode()
                digest.update(told)
                size += len(told)
                written += 1
                packed.write(told)
        raw.seek(0)
        said = digest.hexdigest()
        stored = storages["made"].save(f"{FOLDER}/{name}-{said}.gz", File(raw))
    row, _new = MadeFile.objects.update_or_create(
        name=name,
        defaults={
            "stored": stored,
            "digest": said,
            "entries": written - 2,  # between head and tail
            "bytes": size,
            "made_at": at,
        },
    )
    return row


def forget(*, prefix: str, besides: Iterable[str]) -> int:
    """Serve no more what begins with ``prefix``, apart from some names; how many that were."""
    rows = MadeFile.objects.filter(name__startswith=prefix).exclude(name__in=list(besides))
    return rows.delete()[0]


def sweep(*, at: datetime) -> int:
    """Delete files that nothing serves any more and nobody can still be reading; how many."""
    store, gone = storages["made"], 0
    if not store.exists(FOLDER):
        return 0
    served = set(MadeFile.objects.values_list("stored", flat=True))
    for name in store.listdir(FOLDER)[1]:
        path = f"{FOLDER}/{name}"
        with suppress(FileNotFoundError):  # somebody else sweeps too
            if path not in served and store.get_created_time(path) < at - STILL_READ:
                store.delete(path)
                gone += 1
    return gone


def is_stale(row: MadeFile) -> bool:
    """Whether a product was taken from sale since the file began to be made: it may name it."""
    return Withdrawal.objects.filter(at__gte=row.made_at).exists()


def is_any_unserved(names: Iterable[str]) -> bool:
    """Whether one of these was never made, or a file may name what was taken from sale; two
    queries."""
    made_at = dict(MadeFile.objects.values_list("name", "made_at"))
    if not made_at.keys() >= set(names):
        return True
    return Withdrawal.objects.filter(at__gte=min(made_at.values())).exists()


def opened(row: MadeFile) -> IO[bytes]:
    """The compressed file.

    :raises FileNotFoundError: the store has lost it; the next one brings it back.
    """
    return storages["made"].open(row.stored)


def plain(file: IO[bytes]) -> Iterator[bytes]:
    """What a compressed file says, block by block."""
    with file, gzip.GzipFile(fileobj=file) as unpacked:
        while block := unpacked.read(BLOCK):
            yield block
