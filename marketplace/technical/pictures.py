"""Pictures that feeds name: fetched in the background and checked; else the drawing stands in."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from marketplace.core import fetching, outbox
from marketplace.core.errors import CordeeError, PermanentError
from marketplace.core.fetching import Fetched
from marketplace.technical.models import Picture

MAX_BYTES = 15_000_000
MAX_PIXELS = 60_000_000  # a decompression bomb unfolds far beyond this
SECONDS = 10
WIDEST = 1600
FORMATS = ("JPEG", "PNG", "WEBP")
UNREADABLE = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    OSError,
    SyntaxError,
    ValueError,
)
TRIES = 3
AGAIN = timedelta(minutes=30)
BATCH = 40


class NotAPicture(PermanentError):
    """What was fetched is not a picture that a browser shows."""

    code = "not_a_picture"


def fetch_due(
    *, at: datetime, fetch: Callable[..., Fetched] = fetching.fetch, limit: int = BATCH
) -> int:
    """Fetch pictures whose time has come; returns how many were tried."""
    due = list(
        Picture.objects.filter(state=Picture.State.PENDING, due_at__lte=at).order_by("due_at")[
            :limit
        ]
    )
    tried = 0
    for picture in due:
        if _claim(picture, at=at):
            _try(picture, fetch=fetch)
            tried += 1
    return tried


def _claim(picture: Picture, *, at: datetime) -> bool:
    """Put a picture off before it is fetched; whether it is ours.

    Slow ones take longer than the clock's tick: the next worker must not fetch them as well. And
    one that this worker dies of is not the first again.
    """
    rows = Picture.objects.filter(pk=picture.pk, due_at=picture.due_at, attempts=picture.attempts)
    picture.due_at, picture.attempts = at + AGAIN, picture.attempts + 1
    return bool(rows.update(due_at=picture.due_at, attempts=picture.attempts))


def _try(picture: Picture, *, fetch: Callable[..., Fetched]) -> None:
    try:
        if not fetching.names_a_site(picture.source_url):
            raise NotAPicture(_("L’adresse de l’image n’a pas de site : %(url)s")
                              % {"url": picture.source_url})  # fmt: skip
        fetched = fetch(picture.source_url, max_bytes=MAX_BYTES, seconds=SECONDS)
        image = fitted(opened(fetched.body))
    except CordeeError as error:
        _failed(picture, error)
        return
    picture.width, picture.height = image.size
    picture.state = Picture.State.FETCHED
    picture.fault = ""
    picture.file.save(f"{picture.pk}.webp", ContentFile(as_webp(image)), save=False)
    with transaction.atomic():
        picture.save()
        outbox.publish("catalogue.changed", reference_ids=[picture.product_id])


def _failed(picture: Picture, error: CordeeError) -> None:
    final = isinstance(error, PermanentError) or picture.attempts >= TRIES
    picture.state = Picture.State.UNREACHABLE if final else Picture.State.PENDING
    picture.fault = str(error.message)[:200]
    picture.save()


def opened(body: bytes) -> Image.Image:
    """The picture in ``body``, decoded whole, upright.

    :raises NotAPicture: another format, damaged, or too many pixels.
    """
    try:
        image = Image.open(io.BytesIO(body), formats=FORMATS)
        if image.width * image.height > MAX_PIXELS:
            raise NotAPicture(_("L’image a trop de pixels."))
        image.load()
        return ImageOps.exif_transpose(image)
    except UNREADABLE as error:
        raise NotAPicture(_("Ce n’est pas une image JPEG, PNG ou WebP lisible.")) from error


def fitted(image: Image.Image) -> Image.Image:
    """At most ``WIDEST`` pixels wide and high, in colours that every browser shows."""
    image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    image.thumbnail((WIDEST, WIDEST))
    return image


def as_webp(image: Image.Image) -> bytes:
    """Without the camera's metadata."""
    out = io.BytesIO()
    image.save(out, "WEBP", quality=82)
    return out.getvalue()
