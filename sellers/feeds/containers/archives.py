"""gzip and ZIP, unpacked to disk within limits; what a header promises is never believed."""

import gzip
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO, Final

from marketplace.core.sentences import Sentence as _
from sellers.feeds import errors, limits

IGNORED: Final = ("__macosx/", ".", "thumbs.db", "desktop.ini", "readme", "lisezmoi")
ENCRYPTED: Final = 0x1
OFFICE: Final = "[Content_Types].xml"


def gunzipped(stream: BinaryIO) -> BinaryIO:
    """:raises BrokenArchive, ArchiveTooLarge: it cannot be unpacked, or to too much."""
    stream.seek(0)
    with _unpacking(), gzip.GzipFile(fileobj=stream) as packed:
        return _copied(packed, packed_size=_size(stream))


def is_workbook(stream: BinaryIO) -> bool:
    """Whether a ZIP file is an Excel workbook."""
    with _archive(stream) as archive:
        return OFFICE in archive.namelist()


def tables(stream: BinaryIO) -> list[tuple[str, BinaryIO]]:
    """The files of an archive that may be tables, by name, each unpacked to disk.

    :raises BrokenArchive, ArchiveTooLarge, ProtectedFile: it cannot be unpacked, or to too much.
    :raises NoTable, TooManyFiles: there is none in it, or more than the two that go together.
    """
    with _archive(stream) as archive:
        found = [each for each in archive.infolist() if _may_be_table(each)]
        if not found:
            raise errors.NoTable(_("Il n’y a aucun fichier dans cette archive."))
        if len(found) > 2:
            raise errors.TooManyFiles(
                _("Il y a %(count)d fichiers dans cette archive : laissez celui des produits.")
                % {"count": len(found)}
            )
        if any(each.flag_bits & ENCRYPTED for each in found):
            raise errors.ProtectedFile
        return [(each.filename, _member(archive, each)) for each in found]


def check_workbook(stream: BinaryIO) -> None:
    """What a workbook would unpack to, before any of it is.

    :raises BrokenArchive, ArchiveTooLarge, ForbiddenXml: it must not be unpacked.
    """
    with _archive(stream) as archive:
        members = archive.infolist()
        for each in members:
            check_ratio(each.file_size, each.compress_size)
            if "sharedstrings" in each.filename.lower() and each.file_size > limits.MAX_SHARED:
                raise errors.ArchiveTooLarge
            if each.filename.endswith((".xml", ".rels")):
                with _unpacking(), archive.open(each) as member:
                    if b"<!DOCTYPE" in member.read(4096):
                        raise errors.ForbiddenXml
        if sum(each.file_size for each in members) > limits.MAX_BYTES:
            raise errors.ArchiveTooLarge


def packed(files: list[tuple[str, BinaryIO]], out: BinaryIO) -> None:
    """Files that belong together as one archive, so that they can be kept and read again."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, stream in files:
            with archive.open(name, "w", force_zip64=True) as member:
                while block := stream.read(limits.BLOCK):
                    member.write(block)
    out.seek(0)


def check_ratio(size: int, packed_size: int) -> None:
    """Whether so many bytes may come out of so few.

    :raises ArchiveTooLarge: that is no catalogue.
    """
    if size > limits.MAX_BYTES or (
        size > limits.RATIO_FROM and size > limits.MAX_RATIO * max(packed_size, 1)
    ):
        raise errors.ArchiveTooLarge


# --- unpacking -------------------------------------------------------------------------------
@contextmanager
def _unpacking() -> Iterator[None]:
    try:
        yield
    except (
        zipfile.BadZipFile,
        gzip.BadGzipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
        ValueError,
    ) as error:
        raise errors.BrokenArchive from error  # fmt: skip


@contextmanager
def _archive(stream: BinaryIO) -> Iterator[zipfile.ZipFile]:
    stream.seek(0)
    with _unpacking():
        archive = zipfile.ZipFile(stream)
    with archive:
        if len(archive.infolist()) > limits.MAX_MEMBERS:
            raise errors.TooManyFiles(_("Il y a trop de fichiers dans cette archive."))
        yield archive


def _may_be_table(each: zipfile.ZipInfo) -> bool:
    path = each.filename.lower()
    name = path.rpartition("/")[2]
    return bool(name) and not path.startswith(IGNORED[0]) and not name.startswith(IGNORED[1:])


def _member(archive: zipfile.ZipFile, each: zipfile.ZipInfo) -> BinaryIO:
    with _unpacking(), archive.open(each) as member:
        return _copied(member, packed_size=each.compress_size)


def _copied(packed: IO[bytes] | gzip.GzipFile, *, packed_size: int) -> BinaryIO:
    copy = tempfile.TemporaryFile(prefix="feed-")  # noqa: SIM115 - the caller closes it
    try:
        size = 0
        while block := packed.read(limits.BLOCK):
            size += len(block)
            check_ratio(size, packed_size)
            copy.write(block)
        copy.seek(0)
    except BaseException:
        copy.close()
        raise
    return copy


def _size(stream: BinaryIO) -> int:
    at = stream.tell()
    size = stream.seek(0, 2)
    stream.seek(at)
    return size
