"""How a reference is shown: its seller's picture, else its drawing, on a tinted ground."""

import colorsys
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2s
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.urls import reverse

from marketplace.technical import drawings
from marketplace.technical.models import ColourFamily, ReferenceSheet
from marketplace.technical.pictures.files import name

WIDTH, HEIGHT = 400, 300
# What stands in for a family whose drawing does not exist (yet): a plain bag.
SOBER = "sac-sport"
# What a reference is tinted with when only the name of its colour is known.
TINTS = {
    ColourFamily.BLACK: "#2f3438",
    ColourFamily.GREY: "#8d969c",
    ColourFamily.WHITE: "#f1efe7",
    ColourFamily.BLUE: "#3d8fb5",
    ColourFamily.GREEN: "#3e8e62",
    ColourFamily.YELLOW: "#d9a417",
    ColourFamily.ORANGE: "#d9603b",
    ColourFamily.RED: "#c23b32",
    ColourFamily.PINK: "#c2456f",
    ColourFamily.PURPLE: "#8a63a8",
    ColourFamily.BROWN: "#8a6242",
    ColourFamily.MULTI: "#5f8f8b",
}
UNKNOWN_TINT = "#8d969c"
ACCENTS = ("#e9e4d6", "#f7f5ef")
# Upper bound of the hue, in degrees, of each ground that has a class in shop.css.
HUES = (
    (12, "red"), (40, "orange"), (68, "yellow"), (168, "green"), (255, "blue"),
    (305, "purple"), (345, "pink"), (361, "red"),
)  # fmt: skip
PALE = 0.13  # under this saturation, or this far from mid lightness, a colour has no hue


@dataclass(frozen=True)
class Look:
    """What an ``<img>`` needs; ``ground`` is a class of shop.css.

    ``srcset``: its widths to choose from, "" where there is but one.
    """

    src: str
    ground: str
    drawn: bool = True
    width: int = WIDTH
    height: int = HEIGHT
    srcset: str = ""


def look(
    *,
    pk: int,
    drawing: str,
    values: Mapping[str, Any],
    colours: Sequence[str],
    cover: Mapping[str, Any],
) -> Look:
    """The seller's picture where there is one (``cover``, as ``PictureFile.shown``), or the drawing
    at an address that never changes."""
    if cover:
        return photograph(cover)
    address = reverse("machines:drawing", args=[pk])
    named = version(drawing=drawing, values=values, colours=colours)
    return Look(src=f"{address}?v={named}", ground=ground(colours))


def look_of(sheet: ReferenceSheet) -> Look:
    """As ``look``, of a sheet read with its family."""
    return look(
        pk=sheet.pk,
        drawing=sheet.family.drawing,
        values=sheet.plain_values,
        colours=sheet.colours,
        cover=sheet.cover,
    )


def photograph(kept: Mapping[str, Any]) -> Look:
    """What was fetched from a seller, on the ground of no colour: ``PictureFile.shown``."""
    stem, width = kept["stem"], kept["width"]
    address = default_storage.url
    widths = [f"{address(name(stem, each))} {each}w" for each in kept["widths"]]
    return Look(
        src=address(name(stem)),
        ground="ground-grey",
        drawn=False,
        width=width,
        height=kept["height"],
        srcset=", ".join([*widths, f"{address(name(stem))} {width}w"]) if widths else "",
    )


def version(*, drawing: str, values: Mapping[str, Any], colours: Sequence[str]) -> str:
    """Names what a drawing is made of, the program that draws it included."""
    made_of = json.dumps([_program(), drawing, dict(values), list(colours)], sort_keys=True)
    return blake2s(made_of.encode(), digest_size=8).hexdigest()


@cache
def _program() -> str:
    digest = blake2s(digest_size=8)
    for source in sorted(Path(drawings.__file__).parent.rglob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()


def drawn(sheet: ReferenceSheet, *, dimensions: bool = False) -> str:
    """The SVG of a sheet read with its family."""
    return svg(
        drawing=sheet.family.drawing,
        values=sheet.plain_values,
        colours=_colours(sheet),
        dimensions=dimensions,
    )


def svg(
    *, drawing: str, values: Mapping[str, Any], colours: Sequence[str], dimensions: bool = False
) -> str:
    """The drawing of that name, a sober one when there is none."""
    return drawings.draw(
        drawing=drawing if drawing in drawings.DRAWINGS else SOBER,
        values=values,
        colours=colours or (UNKNOWN_TINT, *ACCENTS),
        dimensions=dimensions,
    )


def _colours(sheet: ReferenceSheet) -> Sequence[str]:
    if sheet.colours:
        return list(sheet.colours)
    family = ColourFamily(sheet.colour_family) if sheet.colour_family else None
    return (TINTS[family] if family else UNKNOWN_TINT, *ACCENTS)


def ground(colours: Sequence[str]) -> str:
    """The class of the tint behind a drawing, by the hue of its main colour (``#rrggbb``)."""
    if not colours:
        return "ground-grey"
    red, green, blue = (int(colours[0][at : at + 2], 16) / 255 for at in (1, 3, 5))
    hue, _lightness, _saturation = colorsys.rgb_to_hls(red, green, blue)
    if max(red, green, blue) - min(red, green, blue) < PALE:
        return "ground-grey"
    return "ground-" + next(name for most, name in HUES if hue * 360 < most)
