"""Pictures as they are kept: WebP in the shop's widths, once for all that looks the same.

The same is what has the same pixels once it is decoded and fitted, not what has the same bytes: a
maker's photograph comes from one boutique as it was sent, from another without its metadata, from
a third as PNG. Decoding has to be done in any case, to know that it is a picture; the sizes and
their encoding, which take most of the time, are made once.
"""

import io
import secrets
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any, Final

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from PIL import Image

from marketplace.core import outbox
from marketplace.technical.models import Picture, PictureAddress, PictureFile
from marketplace.technical.pictures import checks, covers

# What the pages show, in pixels of the screen: lines of a basket and colours (72 to 113 wide),
# cards (180 to 360), a product's own page (360 to 680), each once and twice as dense, once three
# times. ``checks.WIDEST`` is the largest.
WIDTHS: Final = (160, 320, 720, 1120)
QUALITY: Final = 82
SOME: Final = 500
FOLDER: Final = "pictures"
WRITTEN: Final = timedelta(days=1)  # after so long its row is there, or will never be


def name(stem: str, width: int | None = None) -> str:
    """The file in which a picture is kept ``width`` pixels wide; without, the largest."""
    return f"{stem}-{width}.webp" if width else f"{stem}.webp"


def digest(image: Image.Image) -> str:
    """Names what a picture looks like."""
    told = f"{image.mode} {image.width} {image.height} ".encode()
    return blake2b(told + image.tobytes(), digest_size=32).hexdigest()


def as_webp(image: Image.Image) -> bytes:
    """Without the camera's metadata."""
    out = io.BytesIO()
    image.save(out, "WEBP", quality=QUALITY)
    return out.getvalue()


def keep(image: Image.Image, *, use: Callable[[PictureFile], None]) -> None:
    """Keep what ``checks.fitted`` made, unless it is kept already, and ``use`` it.

    Its row is locked while it is used, so that nobody sweeps it in between. Files are written
    before their row, each time under another name: whoever sees a row finds all of them, and of
    two that keep the same picture at once the slower one takes its own away.
    """
    looks = digest(image)
    with transaction.atomic():
        known = PictureFile.objects.select_for_update().filter(digest=looks).first()
        if known:
            use(known)
            return
    stem = f"{FOLDER}/{looks[:2]}/{looks[2:26]}-{secrets.token_hex(4)}"
    widths = _write_smaller(image, stem)
    default_storage.save(name(stem), ContentFile(as_webp(image)))
    made = {"stem": stem, "width": image.width, "height": image.height, "widths": widths}
    with transaction.atomic():
        rows = PictureFile.objects.select_for_update()
        row, mine = rows.get_or_create(digest=looks, defaults=made)
        use(row)
    if not mine:
        _delete(_names(stem, widths))


def _write_smaller(image: Image.Image, stem: str) -> list[int]:
    """The widths in which it was written besides its own; it is never enlarged."""
    widths = [width for width in WIDTHS if width < image.width]
    for width in widths:
        height = max(1, round(image.height * width / image.width))
        smaller = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
        default_storage.save(name(stem, width), ContentFile(as_webp(smaller)))
    return widths


def _names(stem: str, widths: Iterable[int]) -> list[str]:
    return [name(stem), *(name(stem, width) for width in widths)]


# --- what nobody shows any more ------------------------------------------------------------------
@transaction.atomic
def sweep() -> int:
    """Forget addresses that no reference names and files that no address has; returns how many
    files were.

    What is being used at this moment is locked, and left for the next time.
    """
    _forget(PictureAddress, ~Exists(Picture.objects.filter(address=OuterRef("pk"))))
    used = Exists(PictureAddress.objects.filter(file=OuterRef("pk")))
    gone: list[PictureFile] = _forget(PictureFile, ~used)
    for start in range(0, len(gone), SOME):
        some = gone[start : start + SOME]
        names = [each for file in some for each in _names(file.stem, file.widths)]
        outbox.publish("pictures.dropped", files=names)
    return len(gone)


def _forget(model: Any, unused: Any) -> list[Any]:
    """Delete rows that are unused, also once they are locked and nobody can begin to use them."""
    locked = list(model.objects.filter(unused).select_for_update(skip_locked=True, of=("self",)))
    rows = model.objects.filter(pk__in=[row.pk for row in locked]).filter(unused)
    gone = list(rows)
    rows.delete()
    return gone


def on_dropped(payloads: Sequence[outbox.Payload], _at: datetime) -> None:
    """Delete files that no row names any more; one that is gone already is gone."""
    _delete(each for payload in payloads for each in payload["files"])


def sweep_unnamed(*, at: datetime) -> int:
    """Delete files whose worker was killed before it wrote their row; returns how many."""
    gone = [each for folder in _folders() for each in _unnamed(folder, before=at - WRITTEN)]
    _delete(gone)
    return len(gone)


def _folders() -> list[str]:
    """Those of ``keep``, by the first two signs of what a picture looks like."""
    try:
        folders, _files = default_storage.listdir(FOLDER)
    except FileNotFoundError:  # nothing was kept yet
        return []
    return [f"{FOLDER}/{folder}" for folder in folders if len(folder) == 2]


def _unnamed(folder: str, *, before: datetime) -> list[str]:
    _none, files = default_storage.listdir(folder)
    rows = PictureFile.objects.filter(stem__startswith=f"{folder}/")
    named = {each for row in rows.only("stem", "widths") for each in _names(row.stem, row.widths)}
    there = {f"{folder}/{file}" for file in files}
    return [each for each in there - named if _is_older(each, before)]


def _is_older(file: str, moment: datetime) -> bool:
    try:
        return default_storage.get_modified_time(file) < moment
    except FileNotFoundError:
        return False  # dropped meanwhile


def _delete(names: Iterable[str]) -> None:
    for each in names:
        default_storage.delete(each)


# --- what was kept before there were several widths -----------------------------------------------
def remake(*, at: datetime, limit: int) -> int:
    """Give its smaller widths to what was kept in one alone; returns how many were looked at.

    The file itself stays as it is. One that is lost is fetched again.
    """
    shown = Exists(PictureAddress.objects.filter(file=OuterRef("pk")))
    old = list(PictureFile.objects.filter(shown, digest=None).order_by("pk")[:limit])
    for file in old:
        try:
            with default_storage.open(name(file.stem)) as kept:
                image = checks.fitted(checks.opened(kept.read()))
        except (FileNotFoundError, checks.NotAPicture):
            _lost(file, at=at)
        else:
            _widened(file, image)
    return len(old)


def _widened(file: PictureFile, image: Image.Image) -> None:
    looks = digest(image)
    if not _gives_way(file, looks):
        file.digest, file.widths = looks, _write_smaller(image, file.stem)
        with transaction.atomic():
            file.save(update_fields=["digest", "widths"])
            covers.choose(covers.named_by(file=file))


@transaction.atomic
def _gives_way(file: PictureFile, looks: str) -> bool:
    """Whether another file looks the same: that one is shown from now on, and this one swept."""
    twin = PictureFile.objects.select_for_update().filter(digest=looks).first()
    if twin is None:
        return False
    references = covers.named_by(file=file)
    _locked(file).update(file=twin)
    covers.choose(references)
    return True


@transaction.atomic
def _lost(file: PictureFile, *, at: datetime) -> None:
    references = covers.named_by(file=file)
    _locked(file).update(file=None, state=PictureAddress.State.PENDING, due_at=at, attempts=0)
    covers.choose(references)
    file.delete()


def _locked(file: PictureFile) -> QuerySet[PictureAddress]:
    """Its addresses, locked in the order in which everybody locks them: see ``addresses``."""
    locked = file.addresses.select_for_update().order_by("pk")
    return PictureAddress.objects.filter(pk__in=list(locked.values_list("pk", flat=True)))
