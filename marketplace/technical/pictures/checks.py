"""Whether what was fetched is a picture that a browser shows, by its content alone."""

import io

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from marketplace.core.errors import PermanentError

MAX_PIXELS = 60_000_000  # a decompression bomb unfolds far beyond this
WIDEST = 1600
FORMATS = ("JPEG", "PNG", "WEBP")
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


class NotAPicture(PermanentError):
    """What was fetched is not a picture that a browser shows."""

    code = "not_a_picture"


class TooManyPixels(NotAPicture):
    """It may be one, but nobody unfolds it."""

    code = "too_many_pixels"


def opened(body: bytes) -> Image.Image:
    """The picture in ``body``, decoded whole, upright.

    :raises NotAPicture: another format, damaged, or too many pixels.
    """
    try:
        image = Image.open(io.BytesIO(body), formats=FORMATS)
        if image.width * image.height > MAX_PIXELS:
            raise Image.DecompressionBombError
        # A JPEG need not be decoded larger than it is kept.
        image.draft(image.mode, (WIDEST, WIDEST))
        image.load()
        return ImageOps.exif_transpose(image)
    except BOMBS as error:
        raise TooManyPixels(_("L’image a trop de pixels.")) from error
    # Not only what Pillow documents: damaged metadata ends in TypeError, struct.error or
    # AttributeError, each version another. Nothing but the picture is at work here.
    except Exception as error:
        raise NotAPicture(_("Ce n’est pas une image JPEG, PNG ou WebP lisible.")) from error


def fitted(image: Image.Image) -> Image.Image:
    """At most ``WIDEST`` pixels wide and high, in colours that every browser shows; never larger
    than it came."""
    image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    if image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255):
        image = image.convert("RGB")  # nothing shines through
    image.thumbnail((WIDEST, WIDEST))
    return image
