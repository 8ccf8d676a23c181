"""The pattern maker's tools: symmetric outlines, and tubes of cloth that carry stripes and seams.

Garments are drawn flat from the front about the line x = 0, in a field of 400 × 300.
Clip paths would need ids, which clash when a page holds two drawings; so panels are cut from the
curves of the outline itself.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.formats import get_format

from marketplace.technical.drawings.canvas import (
    INK,
    Sketch,
    across,
    detail,
    figure,
    line,
    path,
    text,
)

Point = tuple[float, float]

CARD = (-200.0, 0.0, 400.0, 300.0)
MEASURED = (-245.0, -14.0, 490.0, 367.5)

_TOKEN = re.compile(r"[MLCQZ]|-?\d+(?:\.\d+)?(?:e-?\d+)?")


def spell(number: float) -> str:
    """A coordinate, to a half: finer is not seen, and costs bytes on every card."""
    return f"{round(number * 2) / 2 + 0:g}"


def _segments(d: str) -> list[tuple[str, list[Point]]]:
    """The absolute commands M, L, C, Q and Z of a path with their points."""
    found: list[tuple[str, list[Point]]] = []
    numbers: list[float] = []
    for token in _TOKEN.findall(d):
        if token.isalpha():
            found.append((token, []))
            numbers = []
            continue
        numbers.append(float(token))
        if len(numbers) == 2:
            found[-1][1].append((numbers[0], numbers[1]))
            numbers = []
    return found


def _written(segments: Sequence[tuple[str, Sequence[Point]]]) -> str:
    return "".join(
        command + " ".join(f"{spell(x)},{spell(y)}" for x, y in points)
        for command, points in segments
    )


def neat(d: str) -> str:
    """The same path with its coordinates rounded."""
    return _written(_segments(d))


def mirror(d: str) -> str:
    """The path on the other side of the line x = 0."""
    return _written([(command, [(-x, y) for x, y in points]) for command, points in _segments(d)])


def pair(d: str) -> str:
    """The path and its mirror image."""
    return neat(d) + mirror(d)


def whole(half: str) -> str:
    """A closed outline from its right half, which runs from the centre line to the centre line."""
    segments = _segments(half)
    back: list[tuple[str, list[Point]]] = []
    for index in range(len(segments) - 1, 0, -1):
        command, points = segments[index]
        target = segments[index - 1][1][-1]
        reverse = [*reversed(points[:-1]), target]
        back.append((command, [(-x, y) for x, y in reverse]))
    return _written(segments) + _written(back) + "Z"


@dataclass(frozen=True)
class Curve:
    """A cubic curve that can be read at a fraction of its length and cut."""

    start: Point
    first: Point
    second: Point
    end: Point

    @classmethod
    def straight(cls, start: Point, end: Point, *, bow: float = 0) -> "Curve":
        """From start to end, bowing by ``bow`` to the right of the way there."""
        dx, dy = end[0] - start[0], end[1] - start[1]
        length = (dx * dx + dy * dy) ** 0.5 or 1
        sx, sy = -dy / length * bow * 4 / 3, dx / length * bow * 4 / 3
        return cls(
            start,
            (start[0] + dx / 3 + sx, start[1] + dy / 3 + sy),
            (start[0] + dx * 2 / 3 + sx, start[1] + dy * 2 / 3 + sy),
            end,
        )

    def at(self, t: float) -> Point:
        return self.piece(0, t).end

    def piece(self, t0: float, t1: float) -> "Curve":
        """The part between two fractions, which may run backwards."""
        return Curve(
            self._blossom(t0, t0, t0),
            self._blossom(t0, t0, t1),
            self._blossom(t0, t1, t1),
            self._blossom(t1, t1, t1),
        )

    def _blossom(self, *fractions: float) -> Point:
        points = [self.start, self.first, self.second, self.end]
        for t in fractions:
            points = [_between(p, q, t) for p, q in pairwise(points)]
        return points[0]

    def beside(self, other: "Curve", u: float) -> "Curve":
        """The curve at the fraction ``u`` of the way to the other."""
        return Curve(
            _between(self.start, other.start, u),
            _between(self.first, other.first, u),
            _between(self.second, other.second, u),
            _between(self.end, other.end, u),
        )

    def mirrored(self) -> "Curve":
        points = ((-x, y) for x, y in (self.start, self.first, self.second, self.end))
        return Curve(*points)

    @property
    def back(self) -> "Curve":
        return Curve(self.end, self.second, self.first, self.start)

    @property
    def move(self) -> str:
        return f"M{spell(self.start[0])},{spell(self.start[1])}{self.onward}"

    @property
    def onward(self) -> str:
        return _written([("C", [self.first, self.second, self.end])])


def _between(p: Point, q: Point, t: float) -> Point:
    return p[0] + (q[0] - p[0]) * t, p[1] + (q[1] - p[1]) * t


@dataclass(frozen=True)
class Tube:
    """Cloth between two edges: t runs along a sleeve, leg or body, u from one edge to the other.

    ``sag`` is how far its cross lines hang.
    """

    one: Curve
    other: Curve
    sag: float = 0

    def across(self, t: float, *, u: float = 0, to: float = 1) -> str:
        """A line across the tube at ``t``."""
        return f"M{_at(self.spot(t, u))}" + self._cross(t, u, to)

    def along(self, u: float, *, t: float = 0, to: float = 1) -> str:
        """A line along the tube at ``u``."""
        return self._lengthwise(u).piece(t, to).move

    def spot(self, t: float, u: float) -> Point:
        return self._lengthwise(u).at(t)

    def band(self, t: float, to: float, *, u: float = 0, till: float = 1) -> str:
        """The piece of cloth between ``t`` and ``to``, and between ``u`` and ``till`` across."""
        return (
            self.along(u, t=t, to=to)
            + self._cross(to, u, till)
            + self._lengthwise(till).piece(to, t).onward
            + self._cross(t, till, u)
            + "Z"
        )

    def _lengthwise(self, u: float) -> Curve:
        curve, hang = self.one.beside(self.other, u), 4 * self.sag * u * (1 - u)
        points = (curve.start, curve.first, curve.second, curve.end)
        return Curve(*((x, y + hang) for x, y in points)) if hang else curve

    def _cross(self, t: float, u: float, to: float) -> str:
        """On from u to ``to`` across the tube, along the parabola on which the cloth hangs."""
        end = self.spot(t, to)
        if not self.sag:
            return f"L{_at(end)}"
        start = self.spot(t, u)
        slope = 4 * self.sag * (1 - 2 * u)
        straight = (end[1] - start[1] - 4 * self.sag * (to * (1 - to) - u * (1 - u))) / 2
        bend = ((start[0] + end[0]) / 2, start[1] + straight + slope * (to - u) / 2)
        return f"Q{_at(bend)} {_at(end)}"


def _at(p: Point) -> str:
    return f"{spell(p[0])},{spell(p[1])}"


def cloth(d: str, fill: str) -> str:
    """A panel without an outline of its own."""
    return path(d, fill=fill)


def fold(d: str) -> str:
    return line(d, width=1, opacity=0.35)


def zipper(x: float, top: float, bottom: float, *, tape: str, pull: str) -> str:
    """A zip from top to bottom with its slider at the top."""
    teeth = path(
        f"M{spell(x)},{spell(top)}V{spell(bottom)}",
        stroke=INK,
        stroke_width=2.6,
        stroke_dasharray="1.6 1.4",
        stroke_linecap="butt",
        fill="none",
    )
    return (
        line(f"M{spell(x)},{spell(top)}V{spell(bottom)}", width=7)
        + line(f"M{spell(x)},{spell(top)}V{spell(bottom)}", width=4.6, colour=tape)
        + teeth
        + path(
            f"M{spell(x - 2.4)},{spell(top + 2)}h4.8l-.8,5h-3.2zm1,5h2.8l1,11h-4.8z",
            fill=pull,
            stroke=INK,
            stroke_width=1.2,
        )
    )


def slanted_zip(d: str, *, tape: str) -> str:
    """A short zip of a pocket along ``d``."""
    return (
        line(d, width=5.4)
        + line(d, width=3.2, colour=tape)
        + path(
            d,
            stroke=INK,
            stroke_width=1.6,
            stroke_dasharray="1.4 1.4",
            stroke_linecap="butt",
            fill="none",
        )
    )


def mark(x: float, y: float, fill: str, *, size: float = 1) -> str:
    """The small badge on a chest or a leg: a knot of two strokes."""
    s = size
    return path(
        f"M{spell(x - 6 * s)},{spell(y + 5 * s)}l{spell(5 * s)},{spell(-10 * s)}h{spell(4 * s)}"
        f"l{spell(-5 * s)},{spell(10 * s)}zm{spell(7 * s)},0l{spell(3 * s)},{spell(-6 * s)}"
        f"h{spell(4 * s)}l{spell(-3 * s)},{spell(6 * s)}z",
        fill=fill,
    )


def note(x: float, y: float, to: Point, label: str) -> str:
    """A leader from a spot of the cloth to what is said of it, written beyond its end."""
    side = 1 if to[0] > x else -1
    return (
        line(f"M{spell(x)},{spell(y)}L{_at(to)}h{spell(10 * side)}", width=1)
        + path(f"M{spell(x - 2.6)},{spell(y)}a2.6,2.6 0 1,0 5.2,0a2.6,2.6 0 1,0 -5.2,0z", fill=INK)
        + text(to[0] + 15 * side, to[1] + 5, label, anchor="start" if side > 0 else "end")
    )


def extent(x: float, y0: float, y1: float) -> str:
    """An upright dimension line whose label is set elsewhere."""
    return line(
        f"M{spell(x - 5)},{spell(y0)}h10M{spell(x - 5)},{spell(y1)}h10"
        f"M{spell(x)},{spell(y0)}V{spell(y1)}",
        width=1,
    )


def known(sketch: Sketch, key: str) -> float | None:
    """The figure under ``key`` as it is, None where nobody stated it."""
    raw = sketch.values.get(key)
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return None
    return float(raw)


def said(number: float, unit: str) -> str:
    """A figure as the reader's language prints it: ``20 000 mm`` or ``20,000 mm``."""
    whole, _point, fraction = f"{number:,.1f}".removesuffix(".0").partition(".")
    thousands = get_format("THOUSAND_SEPARATOR").replace("\u00a0", "\u202f")
    point = get_format("DECIMAL_SEPARATOR") if fraction else ""
    return f"{whole.replace(',', thousands)}{point}{fraction}\u00a0{unit}"


def flag(sketch: Sketch, key: str, default: bool) -> bool:
    raw = sketch.values.get(key, default)
    return bool(raw) if isinstance(raw, bool | int) else default


def weighed(sketch: Sketch, *, half: float, y: float = 318) -> str:
    """The weight under the garment, across its width."""
    weight = known(sketch, "weight")
    return "" if weight is None else across(-half, half, y, said(weight, "g"))


_FINE = re.compile(rf'stroke="{INK}" stroke-width="(?:0\.\d|1(?:\.\d)?)"')


def seen(garment: str, *, cloth: str) -> str:
    """The garment with its fine lines paler where dark cloth would swallow them.

    The outline stays dark, and the cloth keeps its own colour.
    """
    tone = detail(cloth)
    if tone == INK:
        return garment
    return _FINE.sub(lambda found: found.group().replace(INK, tone), garment)


def flat(sketch: Sketch, garment: str, dimensions: str = "") -> str:
    """The finished picture: 4:3, with room for what is measured where that is asked for."""
    drawn = seen(garment, cloth=sketch.main)
    if sketch.dimensions:
        return figure(drawn + dimensions, box=MEASURED)
    return figure(drawn, box=CARD)
