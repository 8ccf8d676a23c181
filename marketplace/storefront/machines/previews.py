"""The picture that stands for a product where its address is shared, and in price comparers.

1200 × 630 pixels, PNG: the drawing or the seller's picture on its ground, beside it what it is and
the figures that decide. Made when somebody first asks, kept by what it is made of.
"""

import io
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from hashlib import blake2s
from pathlib import Path

import resvg_py
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from PIL import Image, ImageDraw, ImageFont

from marketplace.storefront import pictures
from marketplace.storefront.cards import Figure
from marketplace.storefront.templatetags.cordee import number
from marketplace.technical.models import ReferenceSheet
from marketplace.technical.pictures.files import name as kept_name

WIDTH, HEIGHT = 1200, 630
SHOWN = 720  # of the width: the ground with the thing on it
ROOM = 40  # around what stands on a ground
BARE = (960, 720)
FOLDER = "previews"
KEPT = timedelta(days=30)
FONT = Path(__file__).parents[1] / "static/storefront/fonts/archivo-latin-wdth-normal.woff2"
PAPER, INK, SOFT, CHALK = "#f5f4ef", "#14181b", "#566068", "#f3c12f"
# As base.css has them.
GROUNDS = {
    "ground-red": "#f2dfdb", "ground-orange": "#f2e2da", "ground-yellow": "#f5ecd4",
    "ground-green": "#e0ebe3", "ground-blue": "#dfe9ec", "ground-purple": "#e9e1ee",
    "ground-pink": "#f3e0e7", "ground-grey": "#e7e5dd",
}  # fmt: skip
MARK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke-width="2.6" '
    f'stroke-linecap="round"><path stroke="{CHALK}" d="M7 2c6 4 4 7 0 10s-4 7 2 10"/>'
    f'<path stroke="{INK}" d="M17 2c-6 4-4 7 0 10s4 7-2 10"/></svg>'
)


def version(sheet: ReferenceSheet, figures: Sequence[Figure]) -> str:
    """Names what a preview is made of, the program that makes it included."""
    words = [str(sheet.brand), sheet.model_name, sheet.colour_name, *map(str, figures)]
    return _digest(sheet, words)


def bare_version(sheet: ReferenceSheet) -> str:
    """Names what ``bare`` is made of."""
    return _digest(sheet, [])


def _digest(sheet: ReferenceSheet, words: Sequence[str]) -> str:
    drawing = pictures.version(
        drawing=sheet.family.drawing, values=sheet.plain_values, colours=sheet.colours
    )
    made_of = json.dumps([_program(), drawing, sheet.cover.get("stem", ""), words])
    return blake2s(made_of.encode(), digest_size=8).hexdigest()


def png(sheet: ReferenceSheet, figures: Sequence[Figure]) -> bytes:
    """The picture, from where it is kept or made now; words in the present language."""
    return _kept(version(sheet, figures), lambda: _made(sheet, figures))


def bare(sheet: ReferenceSheet) -> bytes:
    """The thing on its ground without a word, as price comparers ask for: 960 × 720."""
    return _kept(bare_version(sheet), lambda: _bare(sheet))


def _kept(version: str, make: Callable[[], Image.Image]) -> bytes:
    kept, path = storages["made"], f"{FOLDER}/{version}.png"
    if kept.exists(path):
        with kept.open(path) as file:
            return bytes(file.read())
    out = io.BytesIO()
    make().save(out, "PNG")
    kept.save(path, ContentFile(out.getvalue()))
    return out.getvalue()


def sweep(*, at: datetime) -> int:
    """Take away what was made ``KEPT`` ago; what is asked for is made again. How many went."""
    kept, gone = storages["made"], 0
    if not kept.exists(FOLDER):
        return 0
    for name in kept.listdir(FOLDER)[1]:
        if kept.get_created_time(f"{FOLDER}/{name}") < at - KEPT:
            kept.delete(f"{FOLDER}/{name}")
            gone += 1
    return gone


@cache
def _program() -> str:
    return blake2s(Path(__file__).read_bytes(), digest_size=8).hexdigest()


def _bare(sheet: ReferenceSheet) -> Image.Image:
    picture = Image.new("RGB", BARE, GROUNDS[_ground(sheet)])
    thing = _thing(sheet, (BARE[0] - 2 * ROOM, BARE[1] - 2 * ROOM))
    picture.paste(thing, ((BARE[0] - thing.width) // 2, (BARE[1] - thing.height) // 2), thing)
    return picture


def _ground(sheet: ReferenceSheet) -> str:
    return "ground-grey" if sheet.cover else pictures.ground(sheet.colours)


def _made(sheet: ReferenceSheet, figures: Sequence[Figure]) -> Image.Image:
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    picture.paste(GROUNDS[_ground(sheet)], (0, 0, SHOWN, HEIGHT))
    thing = _thing(sheet, (SHOWN - 2 * ROOM, HEIGHT - 2 * ROOM))
    place = ((SHOWN - thing.width) // 2, (HEIGHT - thing.height) // 2)
    picture.paste(thing, place, thing)
    _write(picture, sheet, figures)
    return picture


def _thing(sheet: ReferenceSheet, room: tuple[int, int]) -> Image.Image:
    """The seller's picture whole, or the drawing, as large as there is room for."""
    if not sheet.cover:
        return _rastered(pictures.drawn(sheet), width=room[0])
    with default_storage.open(kept_name(sheet.cover["stem"])) as file:
        shown = Image.open(file).convert("RGBA")
    scale = min(room[0] / shown.width, room[1] / shown.height)
    return shown.resize((max(1, int(shown.width * scale)), max(1, int(shown.height * scale))))


def _rastered(svg: str, *, width: int) -> Image.Image:
    """No font and no file is read for it: our drawings hold neither words nor pictures."""
    made = resvg_py.svg_to_bytes(svg_string=svg, width=width, skip_system_fonts=True)
    return Image.open(io.BytesIO(bytes(made))).convert("RGBA")


# --- words ------------------------------------------------------------------------------------
@cache
def _font(size: int, *, weight: int = 600, width: int = 88) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(FONT), size)
    font.set_variation_by_axes([weight, width])
    return font


def _write(picture: Image.Image, sheet: ReferenceSheet, figures: Sequence[Figure]) -> None:
    pen, left, most = ImageDraw.Draw(picture), SHOWN + 44, WIDTH - SHOWN - 88
    y = 52
    pen.text((left, y), _cut(str(sheet.brand).upper(), _font(24, width=92), most), SOFT,
             _font(24, width=92))  # fmt: skip
    y += 42
    for line in _lines(sheet.model_name, _font(52, weight=680), most, limit=3):
        pen.text((left, y), line, INK, _font(52, weight=680))
        y += 56
    if sheet.colour_name:
        font = _font(28, weight=480, width=100)
        pen.text((left, y + 6), _cut(sheet.colour_name, font, most), SOFT, font)
        y += 44
    y = max(y + 22, 300)
    for figure in list(figures)[:3]:
        y = _figure(pen, figure, left, y, most)
    mark = _rastered(MARK, width=40)
    picture.paste(mark, (left - 4, HEIGHT - 84), mark)
    pen.text((left + 44, HEIGHT - 86), "Cordée", INK, _font(36, weight=760, width=80))


def _figure(pen: ImageDraw.ImageDraw, figure: Figure, left: int, y: int, most: int) -> int:
    """A figure as on a card; returns where the next one stands."""
    label, value = _font(20, weight=560, width=95), _font(36, weight=680, width=80)
    said = f"{number(figure.value)} {figure.unit}".strip()
    pen.text((left, y), _cut(figure.label, label, most // 2), SOFT, label)
    pen.text((left + most, y - 12), _cut(said, value, most // 2), INK, value, anchor="ra")
    pen.line((left, y + 36, left + most, y + 36), fill="#d9d7cd", width=2)
    return y + 54


def _lines(text: str, font: ImageFont.FreeTypeFont, most: int, *, limit: int) -> Iterator[str]:
    """At most ``limit`` lines, each as wide as fits; what is left over is cut."""
    words = text.split()
    for last in range(1, limit + 1):
        if not words:
            return
        if last == limit:
            yield _cut(" ".join(words), font, most)
            return
        taken = 1
        while taken < len(words) and font.getlength(" ".join(words[: taken + 1])) <= most:
            taken += 1
        yield _cut(" ".join(words[:taken]), font, most)
        words = words[taken:]


def _cut(text: str, font: ImageFont.FreeTypeFont, most: int) -> str:
    if font.getlength(text) <= most:
        return text
    while text and font.getlength(f"{text}…") > most:
        text = text[:-1]
    return f"{text.rstrip()}…"
