"""What every technical drawing is made of.

Presentation attributes only, so that a strict CSP accepts it inline.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from math import cos, radians, sin

from django.utils.formats import get_format

INK = "#14181b"
SOLE = "#f7f5ef"
STEEL = "#b9c0c4"
DESIGNS = 4

Values = Mapping[str, object]
Drawer = Callable[["Sketch"], str]


@dataclass(frozen=True)
class Sketch:
    """What a drawing may know: figures, two or three colours, whether to show dimensions.

    ``values`` maps attribute keys to plain numbers in the attribute's unit, or to choice keys.
    """

    values: Values = field(default_factory=dict)
    colours: Sequence[str] = ("#3d8fb5", "#f3c12f", SOLE)
    dimensions: bool = False

    @property
    def main(self) -> str:
        return self.colours[0]

    @property
    def accent(self) -> str:
        return self.colours[1] if len(self.colours) > 1 else "#f3c12f"

    @property
    def third(self) -> str:
        return self.colours[2] if len(self.colours) > 2 else SOLE

    def number(self, key: str, default: float, low: float, high: float) -> float:
        """The figure under ``key``, held within what the drawing can show."""
        raw = self.values.get(key, default)
        value = float(raw) if isinstance(raw, int | float) else default
        return min(max(value, low), high)

    def choice(self, key: str, default: str) -> str:
        raw = self.values.get(key, default)
        return raw if isinstance(raw, str) else default

    def shows(self, *keys: str) -> bool:
        """Whether to write these figures beside the drawing: asked for, and known."""
        return self.dimensions and all(self.values.get(key) is not None for key in keys)

    @property
    def design(self) -> int:
        """0 to 3: which stripes, panels or pattern tell this model from its neighbours."""
        raw = self.values.get("design", 0)
        return raw % DESIGNS if isinstance(raw, int) else 0


def tag(name: str, content: str = "", /, **attributes: object) -> str:
    """One SVG element; underscores in attribute names become hyphens."""
    written = "".join(
        f' {key.replace("_", "-")}="{escape(str(value))}"' for key, value in attributes.items()
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def path(d: str, **attributes: object) -> str:
    return tag("path", d=d, **attributes)


def outline(d: str, *, fill: str, width: float = 2) -> str:
    """A filled shape with the dark outline that all drawings share."""
    return path(d, fill=fill, stroke=INK, stroke_width=width)


def line(d: str, *, width: float = 1.3, colour: str = INK, opacity: float = 1) -> str:
    """An inner line: seam, fold, edge."""
    faded = {} if opacity == 1 else {"opacity": opacity}
    return path(d, fill="none", stroke=colour, stroke_width=width, **faded)


def text(x: float, y: float, label: str, *, anchor: str = "middle", size: float = 15) -> str:
    return tag(
        "text",
        escape(label),
        x=f"{x:.1f}",
        y=f"{y:.1f}",
        text_anchor=anchor,
        font_size=size,
        font_weight=600,
        font_family="Archivo, sans-serif",
        font_stretch="80%",
        fill=INK,
    )


def across(x0: float, x1: float, y: float, label: str) -> str:
    """A horizontal dimension line from x0 to x1 with its label in the middle."""
    gap, middle = 4.2 * len(label) + 8 * bool(label), (x0 + x1) / 2
    return line(
        f"M{x0:.1f},{y - 4:.1f}v8M{x1:.1f},{y - 4:.1f}v8"
        f"M{x0:.1f},{y:.1f}H{middle - gap:.1f}M{middle + gap:.1f},{y:.1f}H{x1:.1f}",
        width=1,
    ) + (text(middle, y + 5, label) if label else "")


def upright(x: float, y0: float, y1: float, label: str, *, side: int = -1) -> str:
    """A vertical dimension line; ``side`` -1 writes its label on the left, 1 on the right."""
    return line(
        f"M{x - 5:.1f},{y0:.1f}h10M{x - 5:.1f},{y1:.1f}h10M{x:.1f},{y0:.1f}V{y1:.1f}", width=1
    ) + (
        text(x + 10 * side, (y0 + y1) / 2 + 5, label, anchor="end" if side < 0 else "start")
        if label
        else ""
    )


def shade(d: str, *, opacity: float = 0.18, colour: str = INK) -> str:
    """A tint laid over a part: shadow in ink, light in white."""
    return path(d, fill=colour, opacity=opacity)


def stitch(d: str, *, colour: str = INK, opacity: float = 0.6) -> str:
    """A row of stitches."""
    return path(
        d, fill="none", stroke=colour, stroke_width=1, stroke_dasharray="3 2.4", opacity=opacity
    )


def band(d: str, *, fill: str, width: float, edge: float = 1.6, cap: str = "butt") -> str:
    """A strap, tube or cord along ``d``: ``width`` wide with its dark edges."""
    shared = {"fill": "none"} | ({} if cap == "round" else {"stroke_linecap": cap})
    return path(d, stroke=INK, stroke_width=f"{width + 2 * edge:g}", **shared) + path(
        d, stroke=fill, stroke_width=f"{width:g}", **shared
    )


def disc(x: float, y: float, radius: float, *, fill: str = INK, edge: float = 0) -> str:
    """A round part; ``edge`` is the width of its dark outline."""
    stroke = {"stroke": INK, "stroke_width": edge} if edge else {}
    return tag("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=f"{radius:g}", fill=fill, **stroke)


def group(content: str, transform: str) -> str:
    return tag("g", content, transform=transform)


def mix(colour: str, other: str, share: float) -> str:
    """``colour`` with ``share`` (0 to 1) of ``other`` in it, both ``#rrggbb``."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def lightness(colour: str) -> float:
    """How light a colour appears, 0 (black) to 1 (white)."""
    red, green, blue = _channels(colour)
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


def detail(colour: str) -> str:
    """The colour of fine lines on ``colour``: ink, or on dark parts a paler tone that is seen."""
    return INK if lightness(colour) > 0.3 else mix(colour, "#ffffff", 0.45)


def lifted(colour: str) -> str:
    """``colour``, or a little paler where it is so dark that the outline would drown in it."""
    return mix(colour, "#ffffff", max(0.0, 0.19 - lightness(colour)))


def smooth(points: Sequence[tuple[float, float]], *, closed: bool = False) -> str:
    """A curve through all ``points`` (Catmull-Rom, written as cubic Béziers)."""
    ring = [points[0], *points, points[-1]]
    if closed:
        ring = [points[-1], *points, points[0], points[1]]
    curves = "".join(
        f"C{start[0] + (end[0] - before[0]) / 6:.1f},{start[1] + (end[1] - before[1]) / 6:.1f}"
        f" {end[0] - (after[0] - start[0]) / 6:.1f},{end[1] - (after[1] - start[1]) / 6:.1f}"
        f" {end[0]:.1f},{end[1]:.1f}"
        for before, start, end, after in zip(ring, ring[1:], ring[2:], ring[3:], strict=False)
    )
    return f"M{points[0][0]:.1f},{points[0][1]:.1f}{curves}" + ("Z" if closed else "")


PAIR = re.compile(r"(-?[\d.]+),(-?[\d.]+)")


def warped(d: str, place: Callable[[float, float], tuple[float, float]]) -> str:
    """A path of absolute ``x,y`` pairs, each moved to its ``place``."""

    def pair(found: re.Match[str]) -> str:
        x, y = place(float(found[1]), float(found[2]))
        return f"{round(x, 1):g},{round(y, 1):g}"

    return PAIR.sub(pair, d)


def polar(x: float, y: float, radius: float, degrees: float) -> str:
    """The point ``radius`` away from x, y, clockwise from the right, as a path writes it."""
    angle = radians(degrees)
    return f"{x + cos(angle) * radius:.1f},{y + sin(angle) * radius:.1f}"


def decimal(value: float, digits: int = 1) -> str:
    """A figure as the reader writes it, 2,5 or 2.5, and 34, never 34,0."""
    written = f"{value:.{digits}f}"
    point = get_format("DECIMAL_SEPARATOR")
    return (written.rstrip("0").rstrip(".") if digits else written).replace(".", point)


def fitted(content: str, *, extent: tuple[float, float, float, float], margin: float = 0.03) -> str:
    """The picture around ``extent`` (left, top, right, bottom) in a 4:3 frame that it fills."""
    left, top, right, bottom = extent
    width, height = (right - left) * (1 + 2 * margin), (bottom - top) * (1 + 2 * margin)
    width, height = max(width, height * 4 / 3), max(height, width * 3 / 4)
    x, y = (left + right - width) / 2, (top + bottom - height) / 2
    return figure(content, box=(round(x, 1), round(y, 1), round(width, 1), round(height, 1)))


def figure(content: str, *, box: tuple[float, float, float, float]) -> str:
    """The whole picture; ``box`` is the viewBox (x, y, width, height).

    All strokes end and turn round unless they say otherwise.
    """
    return tag(
        "svg",
        content,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=" ".join(f"{n:g}" for n in box),
        stroke_linecap="round",
        stroke_linejoin="round",
    )
