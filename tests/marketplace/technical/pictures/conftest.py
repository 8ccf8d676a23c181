import io
import random
import struct
from collections.abc import Callable

import pytest
from PIL import Image

from marketplace.core.fetching import Fetched

ADDRESS = "https://boutique.test/p/1.jpg"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Where files are kept."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def kept(media) -> list[str]:
    """The files that lie there."""
    return sorted(str(path.relative_to(media)) for path in media.rglob("*.webp"))


def painted(size=(40, 30), *, seed=0, mode="RGB") -> Image.Image:
    """A picture that looks like no other of another ``seed``."""
    pixels = random.Random(seed).randbytes(12 * 9 * len(mode))
    return Image.frombytes(mode, (12, 9), pixels).resize(size, Image.Resampling.NEAREST)


def encoded(image: Image.Image, format="PNG", **options) -> bytes:
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def damaged(tag: int) -> bytes:
    """Metadata that say to turn the picture, and hold text under a tag that has none."""
    fields = (0x0112, 3, 1, 6 << 16, tag, 2, 4, 0x61626364)
    return b"Exif\0\0" + struct.pack(">2sHIH" + 2 * "HHII" + "I", b"MM", 42, 8, 2, *fields, 0)


def answering(body: bytes, kind="image/jpeg") -> Callable[..., Fetched]:
    return lambda url, **_bounds: Fetched(url, kind, body)


def serving(**bodies: bytes) -> Callable[..., Fetched]:
    """A site that has ``/<name>.jpg``; ``fetch.asked`` are the addresses that were fetched."""

    def fetch(url, **_bounds):
        fetch.asked.append(url)
        return Fetched(url, "image/jpeg", bodies[url.rpartition("/")[2].removesuffix(".jpg")])

    fetch.asked = []
    return fetch


def raising(error: Exception) -> Callable[..., Fetched]:
    def fetch(_url, **_bounds):
        raise error

    return fetch
