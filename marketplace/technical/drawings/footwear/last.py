"""The shoemaker's last: coordinates in millimetres in which every shoe is drawn.

x runs from the heel (0) to the tip (about 300). Heights are given in one of three ways, so that one
outline serves every stack: above the ground, above the footbed, or as a share of the sole's wall.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from marketplace.technical.drawings.canvas import (
    INK,
    Sketch,
    across,
    band,
    decimal,
    fitted,
    line,
    path,
    upright,
    warped,
)


@dataclass(frozen=True)
class Last:
    """A foot on its sole. ``spring`` is how far the tip is lifted off the ground."""

    heel: float
    forefoot: float
    spring: float = 20

    def rise(self, x: float) -> float:
        """The footbed's height at x."""
        share = min(max((x - 60) / 150, 0), 1)
        return self.heel + (self.forefoot - self.heel) * share * share * (3 - 2 * share)

    def bottom(self, x: float) -> float:
        """The tread's height at x: flat, but for the heel's bevel and the toe spring."""
        if x > 190:
            return self.spring * min((x - 190) / 113, 1.1) ** 2
        return 10 * max((34 - x) / 34, 0) ** 2

    def ground(self, d: str) -> str:
        """A path whose heights are above the ground."""
        return self._placed(d, lambda _, y: y)

    def foot(self, d: str) -> str:
        """A path whose heights are above the footbed: uppers ride on any sole."""
        return self._placed(d, lambda x, y: self.rise(x) + y)

    def wall(self, d: str) -> str:
        """A path whose heights go from 0 (tread) to 1 (footbed): lines on the side of the sole."""
        return self._placed(d, lambda x, y: self.bottom(x) + y * (self.rise(x) - self.bottom(x)))

    def at(self, x: float, height: float) -> tuple[float, float]:
        """One point above the footbed, as the picture counts (y downwards)."""
        return x, -(self.rise(x) + height)

    @staticmethod
    def _placed(d: str, height: Callable[[float, float], float]) -> str:
        return warped(d, lambda x, y: (x, -height(x, y)))


def laces(
    last: Last,
    eyelets: Sequence[tuple[float, float]],
    *,
    colour: str,
    reach: float = 16,
    climb: float = 0.78,
) -> str:
    """Laces from each eyelet (x, height above the footbed) over the edge of the tongue."""
    starts = [last.at(x, height) for x, height in eyelets]
    strands = "".join(
        f"M{x:.1f},{y:.1f}q{reach * 0.35:.1f},{-reach * climb * 0.77:.1f} "
        f"{reach:.1f},{-reach * climb:.1f}"
        for x, y in starts
    )
    holes = "".join(f"M{x:.1f},{y:.1f}h0" for x, y in starts)
    return band(strands, fill=colour, width=4, edge=0.8, cap="round") + line(holes, width=4.6)


def lugs(
    last: Last, depth: float, xs: Sequence[float], *, width: float = 9.4, lean: float = 2.5
) -> str:
    """Lugs under the sole: at the heel they lean back to brake, in front forward to push."""
    drawn = []
    for x in xs:
        tilt = -lean if x < 115 else lean
        y, slope = last.bottom(x), (last.bottom(x + 5) - last.bottom(x - 5)) / 2
        half = width / 2
        drawn.append(
            f"M{x - half:.1f},{y - slope + 2:.1f} "
            f"L{x - half * 0.75 + tilt:.1f},{y - slope - depth:.1f}"
            f" L{x + half * 0.8 + tilt:.1f},{y + slope - depth:.1f} "
            f"L{x + half:.1f},{y + slope + 2:.1f}Z"
        )
    return path(last.ground("".join(drawn)), fill=INK, stroke=INK, stroke_width=1.2)


def between(
    start: tuple[float, float], end: tuple[float, float], count: int, *, bow: float = 0
) -> list[tuple[float, float]]:
    """``count`` points from start to end, sagging by ``bow`` in the middle."""
    steps = [i / (count - 1) for i in range(count)]
    return [
        (
            start[0] + (end[0] - start[0]) * t,
            start[1] + (end[1] - start[1]) * t - bow * 4 * t * (1 - t),
        )
        for t in steps
    ]


def collar_name(cut: str) -> str:
    """How high a shoe's collar is, in a word; "" where it is none that is known."""
    return {"low": _("basse"), "mid": _("mi-haute"), "high": _("haute")}.get(cut, "")


def heights(last: Last, sketch: Sketch, *, lug: float = 0) -> str:
    """The dimension lines of what is known of the stacks, the drop and the lugs."""
    left = upright(-28, lug, -last.heel, decimal(last.heel), side=-1)
    right = upright(328, lug, -last.forefoot, decimal(last.forefoot), side=1)
    words = []
    if sketch.shows("lug_depth"):
        words.append(_("crampons %(mm)s mm") % {"mm": decimal(lug)})
    if sketch.shows("drop") or sketch.shows("heel_stack", "forefoot_stack"):
        drop = sketch.number("drop", last.heel - last.forefoot, -5, 20)
        words.append(_("drop %(mm)s mm") % {"mm": decimal(drop)})
    return (
        (left if sketch.shows("heel_stack") else "")
        + (right if sketch.shows("forefoot_stack") else "")
        + (across(6, 300, 26 + lug, ", ".join(words)) if words else "")
    )


def shoe_picture(
    content: str,
    dimensions: str,
    *,
    top: float,
    bottom: float = 4,
    sides: tuple[float, float] = (-62, 362),
    under: float = 38,
) -> str:
    """The frame that all shoes share, so that neighbours on a page are of one scale.

    ``sides``, ``under``: how far dimension lines and their labels reach out.
    """
    if dimensions:
        return fitted(content + dimensions, extent=(sides[0], -top, sides[1], bottom + under))
    return fitted(content, extent=(-10, -top, 310, bottom))
