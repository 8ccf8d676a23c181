"""What is a picture: told by its content, before it is unfolded."""

import io
import struct
import zlib

import pytest
from PIL import Image

from marketplace.technical.pictures import checks
from tests.marketplace.technical.pictures.conftest import damaged, encoded, painted


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_what_browsers_show_is_one(format):
    assert checks.opened(encoded(painted(), format)).size == (40, 30)


@pytest.mark.parametrize(
    "body",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html>", b"", b"%PDF-1.4",
        encoded(painted(), "GIF"), encoded(painted(), "TIFF"),
        encoded(painted((400, 300)), "JPEG")[:500],
    ],
    ids=["svg", "page", "empty", "pdf", "gif", "tiff", "cut off"],
)  # fmt: skip
def test_nothing_else_is(body):
    with pytest.raises(checks.NotAPicture, match="JPEG, PNG ou WebP"):
        checks.opened(body)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    ("tag", "kind"), [(0x0100, struct.error), (0x011A, TypeError)], ids=["width", "resolution"]
)
def test_damaged_metadata_is_no_picture_and_no_error_of_ours(format, tag, kind):
    with pytest.raises(checks.NotAPicture, match="JPEG, PNG ou WebP") as caught:
        checks.opened(encoded(painted(), format, exif=damaged(tag)))
    assert isinstance(caught.value.__cause__, kind)


def bomb(width, height) -> bytes:
    """A PNG of a few hundred bytes that says it has that many pixels."""

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(100_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "size", [(10_000, 6_001), (10_000, 10_000), (30_000, 30_000)],
    ids=["beyond ours", "where Pillow warns", "where Pillow refuses"],
)  # fmt: skip
def test_a_bomb_is_not_unfolded(size, monkeypatch):
    monkeypatch.setattr(Image.Image, "load", lambda _self: pytest.fail("it was unfolded"))

    with pytest.raises(checks.TooManyPixels):
        checks.opened(bomb(*size))


def test_as_many_pixels_as_are_allowed_are(monkeypatch):
    monkeypatch.setattr(checks, "MAX_PIXELS", 1200)
    assert checks.opened(encoded(painted((40, 30)))).size == (40, 30)


def test_a_photograph_taken_sideways_stands_upright():
    turned = Image.Exif()
    turned[0x0112] = 6  # orientation: a quarter turn

    assert checks.opened(encoded(painted((40, 30)), "JPEG", exif=turned)).size == (30, 40)


def test_transparency_stays_where_there_is_any():
    glass = Image.new("RGBA", (4, 4), (0, 0, 0, 0))
    assert checks.fitted(glass).mode == "RGBA"
    assert checks.fitted(painted(mode="RGB").convert("RGBA")).mode == "RGB"


@pytest.mark.parametrize(
    ("came", "fits"),
    [((3200, 2400), (1600, 1200)), ((800, 4000), (320, 1600)), ((40, 30), (40, 30))],
)
def test_it_is_made_to_fit_and_never_enlarged(came, fits):
    assert checks.fitted(Image.new("RGB", came)).size == fits


def test_other_colours_become_those_of_screens():
    for mode in ("CMYK", "L", "P", "1"):
        out = io.BytesIO()
        Image.new(mode, (4, 4)).save(out, "JPEG" if mode in {"CMYK", "L"} else "PNG")
        assert checks.fitted(checks.opened(out.getvalue())).mode == "RGB"
