"""What glides: skis, boards, skins and roller skis from above, with their side view; and poles."""

from collections.abc import Callable
from dataclasses import dataclass
from math import pi, sin, sqrt
from math import pow as power

from django.utils.translation import gettext as _

from marketplace.technical.drawings.canvas import (
    INK,
    STEEL,
    Drawer,
    Sketch,
    across,
    band,
    decimal,
    detail,
    disc,
    fitted,
    group,
    line,
    mix,
    outline,
    path,
    shade,
    smooth,
    text,
    upright,
)
from marketplace.technical.drawings.pattern import said

Point = tuple[float, float]

RUBBER = mix(INK, "#ffffff", 0.14)
BASE = "#2b3034"
LEFT, RIGHT = 16.0, 384.0


@dataclass(frozen=True)
class Plank:
    """A ski or board seen from above along the line ``y``; widths in units of the picture.

    ``tip_at`` and ``tail_at`` are where it is widest, as shares of its length from the tail.
    """

    start: float
    length: float
    y: float
    tip: float
    waist: float
    tail: float
    tip_at: float = 0.88
    tail_at: float = 0.06
    blunt: float = 4  # how square its tail is
    round: float = 2.3  # and how round its tip

    def half(self, share: float) -> float:
        """Half its width at a share of its length."""
        middle = 0.46
        if share > self.tip_at:
            over = (share - self.tip_at) / (1 - self.tip_at)
            return self.tip / 2 * sqrt(max(1 - power(over, self.round), 0))
        if share < self.tail_at:
            over = (self.tail_at - share) / self.tail_at
            return self.tail / 2 * sqrt(max(1 - power(over, self.blunt), 0))
        end, at = (self.tip, self.tip_at) if share > middle else (self.tail, self.tail_at)
        return (self.waist + (end - self.waist) * ((share - middle) / (at - middle)) ** 2) / 2

    def at(self, share: float, side: float = 0) -> Point:
        """A point at a share of the length; ``side`` -1 is the upper edge, 1 the lower one."""
        return self.start + self.length * share, self.y + self.half(share) * side

    def panel(self, start: float, end: float, *, low: float = -1, high: float = 1) -> str:
        """The piece between two shares of the length, and two of the width."""
        first, last = max(start, self.tail_at), min(end, self.tip_at)
        shares = {start, end} | {first + (last - first) * i / 10 for i in range(11)}
        round_off = [sin(i * pi / 14) for i in range(1, 8)]  # denser where it curves most
        if end > self.tip_at:
            shares |= {self.tip_at + (1 - self.tip_at) * bend for bend in round_off}
        if start < self.tail_at:
            shares |= {self.tail_at * (1 - bend) for bend in round_off}
        shares = {share for share in shares if start <= share <= end}
        there = [self.at(share, low) for share in sorted(shares)]
        back = [self.at(share, high) for share in sorted(shares, reverse=True)]
        return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in [*there, *back]) + "Z"

    def outline(self) -> str:
        return self.panel(0, 1)

    def slanted(self, start: float, end: float, lean: float) -> str:
        """A stripe across, leaning by a share of the length."""
        corners = ((start, -1), (end, -1), (end + lean, 1), (start + lean, 1))
        points = [self.at(share, side) for share, side in corners]
        return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points) + "Z"

    def along(self, start: float, end: float, side: float) -> str:
        points = [self.at(start + (end - start) * i / 14, side) for i in range(15)]
        return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points)


# --- graphics --------------------------------------------------------------------------------
def _stripes(plank: Plank, sketch: Sketch) -> str:
    bars = plank.slanted(0.62, 0.69, 0.05) + plank.slanted(0.71, 0.74, 0.05)
    tail = plank.slanted(0.16, 0.24, 0.05) + plank.slanted(0.26, 0.29, 0.05)
    return path(bars, fill=sketch.accent) + path(tail, fill=sketch.third)


def _halves(plank: Plank, sketch: Sketch) -> str:
    front = plank.panel(0.66, 1)
    return (
        path(front, fill=sketch.accent)
        + line(front, width=1.2)
        + path(plank.slanted(0.58, 0.63, 0.0), fill=sketch.third)
        + path(plank.panel(0.05, 0.22, low=-0.3, high=0.3), fill=sketch.third)
    )


def _rails(plank: Plank, sketch: Sketch) -> str:
    return path(plank.panel(0.03, 0.95, low=0.35, high=0.75), fill=sketch.accent) + path(
        plank.panel(0.03, 0.95, low=-0.75, high=-0.55), fill=sketch.third
    )


def _peaks(plank: Plank, sketch: Sketch) -> str:
    ridge = [(0.6, 0.9), (0.66, -0.2), (0.69, 0.3), (0.75, -0.85), (0.8, 0.1), (0.83, -0.3)]
    points = [plank.at(*spot) for spot in [*ridge, (0.92, 0.9)]]
    snow = [plank.at(*spot) for spot in ((0.72, -0.3), (0.75, -0.85), (0.78, -0.3), (0.75, 0.0))]
    return (
        path("M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points) + "Z", fill=sketch.accent)
        + path("M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in snow) + "Z", fill=sketch.third)
        + path(plank.slanted(0.12, 0.3, 0.04), fill=sketch.accent)
    )


GRAPHICS: tuple[Callable[[Plank, Sketch], str], ...] = (_stripes, _halves, _rails, _peaks)


def _top(plank: Plank, sketch: Sketch) -> str:
    """The decorated top sheet with its edges."""
    return (
        outline(plank.outline(), fill=sketch.main)
        + GRAPHICS[sketch.design](plank, sketch)
        + shade(plank.panel(0.02, 0.96, low=0.72, high=1), opacity=0.16)
        + line(plank.along(0.05, 0.93, -0.84), colour="#ffffff", opacity=0.4, width=1.4)
        + path(plank.outline(), fill="none", stroke=INK, stroke_width=2)
    )


def _under(plank: Plank, sketch: Sketch, *, edges: bool = True, groove: bool = True) -> str:
    """The running base: steel edges, a groove, the model's colours under the tip."""
    return (
        outline(plank.outline(), fill=STEEL if edges else BASE)
        + path(plank.panel(0.012, 0.985, low=-0.9, high=0.9), fill=BASE)
        + path(plank.slanted(0.7, 0.8, 0.03), fill=sketch.main)
        + path(plank.slanted(0.82, 0.85, 0.03), fill=sketch.accent)
        + (line(plank.along(0.05, 0.66, 0), colour="#ffffff", opacity=0.3) if groove else "")
        + path(plank.outline(), fill="none", stroke=INK, stroke_width=2)
    )


# --- the side view ---------------------------------------------------------------------------
# Of each profile: how far the tip and the tail leave the snow early, and how high the middle is.
PROFILES = {
    "camber": (0.0, 0.0, 9.0),
    "rocker_camber": (0.16, 0.0, 7.0),
    "rocker_camber_rocker": (0.16, 0.13, 5.0),
    "full_rocker": (0.36, 0.34, 0.0),
    "flat": (0.0, 0.0, 0.0),
    "rocker": (0.36, 0.36, 0.0),
    "hybrid_camber": (0.15, 0.15, 5.0),
    "hybrid_rocker": (0.26, 0.26, 3.0),
}


def _side_view(
    sketch: Sketch, plank: Plank, ground: float, *, kick: float, tail: float, thick: float
) -> str:
    """The bend, three times as high as it is: ``kick`` and ``tail`` are how far the ends rise."""
    early, late, middle = PROFILES.get(sketch.choice("profile", "rocker_camber"), (0.1, 0, 6))
    front, back = plank.tip_at - early, plank.tail_at + late

    def lift(share: float) -> float:
        if share >= front:
            return (kick + 10 * (early > 0)) * ((share - front) / (1 - front)) ** 2
        if share <= back:
            return (tail + 8 * (late > 0)) * ((back - share) / max(back, 0.01)) ** 2
        place = (share - back) / (front - back)
        return middle * 4 * place * (1 - place)

    shares = [i / 20 for i in range(21)]
    low = [(plank.at(share)[0], ground - lift(share)) for share in shares]
    high = [
        (x, y - thick * (0.34 + 0.66 * (1 - abs(2 * share - 1) ** 2)))
        for share, (x, y) in zip(shares, low, strict=True)
    ]
    d = smooth(low) + smooth(list(reversed(high))).replace("M", "L", 1) + "Z"
    return (
        line(f"M{plank.start - 6:.0f},{ground + 1.5:.1f}H{RIGHT + 6:.0f}", width=1, opacity=0.4)
        + outline(d, fill=sketch.main, width=1.8)
        + line(smooth([(x, y - 1.6) for x, y in low]), colour=sketch.accent, width=1.6)
    )


def _cotes(sketch: Sketch, plank: Plank, scale: float) -> str:
    """The three widths, set across the ski where they are measured."""
    drawn = ""
    for key, share in (("tail", plank.tail_at), ("waist", 0.46), ("tip", plank.tip_at)):
        if sketch.shows(key):
            x, half = plank.at(share)[0], plank.half(share)
            figure = decimal(half * 2 / scale, 0)
            drawn += line(
                f"M{x:.1f},{plank.y - half - 4:.1f}V{plank.y - half - 14:.1f}M{x - 4:.1f},"
                f"{plank.y - half - 4:.1f}h8",
                width=1,
            ) + text(x, plank.y - half - 19, f"{figure} mm")
    return drawn


def _length(sketch: Sketch, plank: Plank, y: float) -> str:
    words = []
    if sketch.shows("reference_length"):
        words.append(f"{decimal(sketch.number('reference_length', 170, 60, 230), 0)} cm")
    if sketch.shows("radius"):
        words.append(_("rayon %(m)s m") % {"m": decimal(sketch.number("radius", 15, 1, 60))})
    return across(plank.start, plank.start + plank.length, y, ", ".join(words)) if words else ""


# --- alpine skis -----------------------------------------------------------------------------
def ski(sketch: Sketch) -> str:
    """A pair from above and from below, as wide as its figures, and its bend beneath."""
    waist = sketch.number("waist", 84, 55, 145)
    tip = sketch.number("tip", waist + 44, waist + 8, 180)
    tail = sketch.number("tail", waist + 26, waist + 4, 170)
    length = 322 + 54 * (sketch.number("reference_length", 172, 120, 200) - 120) / 80
    scale = 0.38
    start = (LEFT + RIGHT - length) / 2
    early = 0.05 if waist > 92 else 0

    def plank(y: float) -> Plank:
        return Plank(
            start, length, y, tip * scale, waist * scale, tail * scale, 0.88 - early,
            0.05 + early, 4 if waist < 92 else 2.6, 1.75,
        )  # fmt: skip

    upper, lower = plank(74), plank(74 + tip * scale + 26)
    ground = lower.y + tip * scale / 2 + 58
    drawn = _top(upper, sketch) + _fittings(upper, sketch) + _under(lower, sketch)
    side = _side_view(sketch, upper, ground, kick=24, tail=5, thick=9)
    plan = _cotes(sketch, upper, scale) + _length(sketch, upper, ground + 20)
    top = upper.y - tip * scale / 2 - (36 if "waist" in sketch.values and plan else 4)
    return fitted(drawn + side + plan, extent=(8, top, 392, ground + (30 if plan else 6)))


def _fittings(plank: Plank, sketch: Sketch) -> str:
    """Bindings where they are sold with it, else the mark of the boot's middle."""
    x, y = plank.at(0.44)
    if sketch.values.get("bindings_included") is not True:
        return line(f"M{x:.1f},{y - 9:.1f}v18M{x - 5:.1f},{y:.1f}h10", width=1.5,
                    colour=detail(sketch.main))  # fmt: skip
    toe, heel = x + 34, x - 40
    return (
        outline(f"M{heel - 16:.0f},{y - 8}H{toe + 18:.0f}V{y + 8}H{heel - 16:.0f}Z", fill=RUBBER,
                width=1.2)
        + outline(f"M{toe - 8:.0f},{y - 15}L{toe + 16:.0f},{y - 10}V{y + 10}L{toe - 8:.0f},{y + 15}"
                  f"C{toe - 2:.0f},{y + 6} {toe - 2:.0f},{y - 6} {toe - 8:.0f},{y - 15}Z",
                  fill=sketch.third, width=1.5)
        + outline(f"M{heel + 8:.0f},{y - 13}L{heel - 14:.0f},{y - 9}L{heel - 24:.0f},{y - 5}"
                  f"V{y + 5}"
                  f"L{heel - 14:.0f},{y + 9}L{heel + 8:.0f},{y + 13}Z", fill=sketch.accent,
                  width=1.5)
        + line(f"M{toe + 6:.0f},{y - 6}V{y + 6}M{heel - 8:.0f},{y - 6}V{y + 6}", width=1.4)
    )  # fmt: skip


# --- cross-country skis ----------------------------------------------------------------------
def nordic_ski(sketch: Sketch) -> str:
    """Narrow skis: the upper one from above, the lower one shows what grips, and their bend."""
    waist = sketch.number("waist", 44, 36, 70)
    scale = 0.72
    edge = 2 if waist < 50 else 12
    tip, middle, tail = (waist + edge) * scale, waist * scale, (waist + edge * 0.6) * scale
    upper = Plank(10, 380, 62, tip, middle, tail, 0.86, 0.08, 2, 1.7)
    lower = Plank(10, 380, 62 + tip + 40, tip, middle, tail, 0.86, 0.08, 2, 1.7)
    ground = lower.y + tip / 2 + 74
    bend = sketch.number("camber_height", 2.6, 0.5, 6)
    drawn = (
        _top(upper, sketch)
        + _plate(upper, sketch)
        + _under(lower, sketch, edges=sketch.values.get("metal_edges") is True)
        + _kick_zone(lower, sketch)
    )
    side = _nordic_side(sketch, upper, ground, bend)
    plan = ""
    if sketch.shows("waist"):
        x, half = upper.at(0.46)[0], upper.half(0.46)
        plan += upright(x, upper.y - half, upper.y + half, "") + text(
            x, upper.y - half - 9, f"{decimal(waist, 0)} mm"
        )
    if sketch.shows("camber_height"):
        plan += text(200, ground + 22, _("cambre %(mm)s mm") % {"mm": decimal(bend)})
    return fitted(drawn + side + plan, extent=(4, 24, 396, ground + (28 if plan else 6)))


def _plate(plank: Plank, sketch: Sketch) -> str:
    x, y = plank.at(0.52)
    return (
        outline(f"M{x - 56:.0f},{y - 8}H{x + 20:.0f}L{x + 30:.0f},{y - 4}"
                f"V{y + 4}L{x + 20:.0f},{y + 8}"
                f"H{x - 56:.0f}Z", fill=RUBBER, width=1.4)
        + line(f"M{x - 48:.0f},{y - 3}H{x - 2:.0f}M{x - 48:.0f},{y + 3}H{x - 2:.0f}", width=2.2,
               colour="#ffffff", opacity=0.35)
        + outline(f"M{x + 2:.0f},{y - 6}h14v12h-14z", fill=sketch.accent, width=1.3)
    )  # fmt: skip


def _kick_zone(plank: Plank, sketch: Sketch) -> str:
    """Skin, scales or the marks between which one waxes."""
    grip = sketch.choice("grip", "")
    if grip == "skin":
        piece = plank.panel(0.38, 0.6, low=-0.62, high=0.62)
        hairs = "".join(
            f"M{plank.at(0.385 + i * 0.0135)[0]:.1f},{plank.y + j * 4.4:.1f}l5,0"
            for i in range(16) for j in (-1.5, -0.5, 0.5, 1.5)
        )  # fmt: skip
        return outline(piece, fill="#e9dcc0", width=1.3) + line(hairs, width=1, opacity=0.55)
    if grip == "scales":
        scales = "".join(
            f"M{plank.at(0.36 + i * 0.018)[0]:.1f},{plank.y + j * 7.5 - 3.6:.1f}q6,3.6 0,7.2"
            for i in range(15) for j in (-1, 0, 1)
        )  # fmt: skip
        return line(scales, width=1.5, colour="#ffffff", opacity=0.75)
    if grip == "wax":
        marks = plank.slanted(0.34, 0.344, 0) + plank.slanted(0.62, 0.624, 0)
        return path(marks, fill="#ffffff") + shade(
            plank.panel(0.35, 0.616, low=-0.8, high=0.8), colour="#c9b27a", opacity=0.45
        )
    return line(plank.along(0.2, 0.62, 0.35), colour="#ffffff", opacity=0.25)


def _nordic_side(sketch: Sketch, plank: Plank, ground: float, bend: float) -> str:
    def lift(share: float) -> float:
        if share > 0.88:
            return 34 * power((share - 0.88) / 0.12, 1.8)
        if share < 0.06:
            return 4 * ((0.06 - share) / 0.06) ** 2
        place = (share - 0.06) / 0.82
        return (5 + 4.2 * bend) * power(4 * place * (1 - place), 1.6)

    shares = [i / 24 for i in range(25)]
    low = [(plank.at(share)[0], ground - lift(share)) for share in shares]
    high = [
        (x, y - (3 + 7 * (1 - abs(2 * share - 1) ** 1.6)))
        for share, (x, y) in zip(shares, low, strict=True)
    ]
    d = smooth(low) + smooth(list(reversed(high))).replace("M", "L", 1) + "Z"
    return (
        line(f"M4,{ground + 1.5:.1f}H396", width=1, opacity=0.4)
        + outline(d, fill=sketch.main, width=1.8)
        + line(smooth([(x, y - 1.6) for x, y in low]), colour=sketch.accent, width=1.5)
    )


# --- boards ----------------------------------------------------------------------------------
def _board(sketch: Sketch, *, y: float, widen: float = 1) -> Plank:
    waist = sketch.number("waist", 252, 195, 300)
    shape = sketch.choice("shape", "directional_twin")
    tip, tail = waist + 46, waist + 46
    if shape == "directional":
        tail -= 8
    if shape == "tapered":
        tip, tail = tip + 12, tail - 22
    scale = 0.32 * widen
    nose, end = {"twin": (0.86, 0.14), "tapered": (0.78, 0.1), "directional": (0.82, 0.11)}.get(
        shape, (0.84, 0.13)
    )
    blunt = 2.3 if shape in ("twin", "directional_twin") else 3.2
    return Plank(16, 368, y, tip * scale, waist * scale, tail * scale, nose, end, blunt)


def snowboard(sketch: Sketch) -> str:
    """A board from above and from below: its shape, width and inserts; its bend beneath."""
    upper = _board(sketch, y=62)
    lower = _board(sketch, y=62 + upper.tip + 10)
    ground = lower.y + upper.tip / 2 + 42
    drawn = _top(upper, sketch) + _inserts(upper, sketch) + _under(lower, sketch, groove=False)
    return _board_picture(sketch, upper, drawn, ground)


def splitboard(sketch: Sketch) -> str:
    """The board whole, and beneath it parted into the two skis one climbs on."""
    whole = _board(sketch, y=62)
    gap = whole.tip / 2 + 16
    centre = 62 + whole.tip + 20
    upper = _board(sketch, y=centre - 7)
    lower = _board(sketch, y=centre + 7)
    seam = line(whole.along(0.002, 0.998, 0), width=2.2)
    hooks = "".join(
        outline(f"M{whole.at(s)[0] - 9:.1f},{whole.y - 4}h18v8h-18z", fill=STEEL, width=1.3)
        for s in (0.13, 0.87)
    )
    halves = "".join(
        outline(plank.panel(0, 1, low=low, high=high), fill=sketch.main)
        + path(plank.panel(0.1, 0.9, low=low * 0.7 or 0.05, high=high * 0.7 or -0.05),
               fill=sketch.accent)
        + path(plank.panel(0.3, 0.36, low=low, high=high), fill=sketch.third)
        + path(plank.panel(0, 1, low=low, high=high), fill="none", stroke=INK, stroke_width=2)
        for plank, low, high in ((upper, -1, 0), (lower, 0, 1))
    )  # fmt: skip
    pads = "".join(
        outline(f"M{plank.at(0.44)[0]:.0f},{y:.1f}h58v9h-58z", fill=RUBBER, width=1.3)
        + outline(f"M{plank.at(0.44)[0] + 60:.0f},{y - 1:.1f}h12v11h-12z", fill=STEEL, width=1.3)
        for plank, y in ((upper, upper.y - 21), (lower, lower.y + 12))
    )
    ground = centre + gap + 36
    drawn = _top(whole, sketch) + _inserts(whole, sketch, split=True) + seam + hooks + halves + pads
    return _board_picture(sketch, whole, drawn, ground)


def _board_picture(sketch: Sketch, plank: Plank, drawn: str, ground: float) -> str:
    side = _side_view(sketch, plank, ground, kick=26, tail=22, thick=8)
    plan = ""
    if sketch.shows("waist"):
        x, half = plank.at(0.46)[0], plank.half(0.46)
        plan += upright(x, plank.y - half, plank.y + half, "") + text(
            x, plank.y - half - 9, f"{decimal(sketch.number('waist', 252, 195, 300), 0)} mm"
        )
    if sketch.shows("flex"):
        flex = decimal(sketch.number("flex", 5, 1, 10))
        plan += text(200, ground + 22, _("flex %(flex)s / 10") % {"flex": flex})
    return fitted(drawn + side + plan, extent=(8, 2, 392, ground + (28 if plan else 6)))


def _inserts(plank: Plank, sketch: Sketch, *, split: bool = False) -> str:
    kind = sketch.choice("inserts", "4x4")
    fine = detail(sketch.main)
    if split:
        return "".join(
            outline(f"M{plank.at(s)[0] - 22:.0f},{plank.y + k * 16 - 5:.1f}h44v10h-44z",
                    fill=RUBBER, width=1.3)
            for s in (0.34, 0.62) for k in (-1, 1)
        )  # fmt: skip
    if kind == "channel":
        return "".join(
            line(f"M{plank.at(s)[0] - 26:.0f},{plank.y}h52", width=6)
            + line(f"M{plank.at(s)[0] - 26:.0f},{plank.y}h52", width=3, colour=STEEL)
            for s in (0.33, 0.63)
        )
    step = 10 if kind == "4x4" else 7
    dots = "".join(
        f"M{plank.at(s)[0] + i * step:.1f},{plank.y + k * 9:.1f}h0"
        for s in (0.33, 0.63) for i in (-2, -1, 0, 1, 2) for k in (-1, 1)
    )  # fmt: skip
    return line(dots, width=5, colour=fine) + line(dots, width=2.6, colour=STEEL)


# --- skins -----------------------------------------------------------------------------------
def skins(sketch: Sketch) -> str:
    """A pair of climbing skins: one laid out on its plush, the other rolling up its glue."""
    wide = 26 + (sketch.number("width", 100, 50, 160) - 50) * 0.42
    plush = {"mohair": "#e9dcc0", "mix": "#d9c9b0"}.get(
        sketch.choice("fibre", "mix"), mix(sketch.main, "#ffffff", 0.45)
    )
    tint = mix(plush, sketch.main, 0.35)
    y = 74.0
    flat = f"M54,{y - wide / 2}H352C366,{y - wide / 2} 372,{y - 8} 372,{y}C372,{y + 8} 366,"
    flat += f"{y + wide / 2} 352,{y + wide / 2}H54C44,{y + wide / 2} 40,{y + 8} 40,{y}"
    flat += f"C40,{y - 8} 44,{y - wide / 2} 54,{y - wide / 2}Z"
    hairs = "".join(
        f"M{62 + i * 13 + (j % 2) * 6:.0f},{y - wide / 2 + 6 + j * (wide - 12) / 5:.1f}l6,1"
        for i in range(22) for j in range(6)
    )  # fmt: skip
    upper = (
        outline(flat, fill=tint)
        + path(f"M60,{y - wide / 6:.1f}H350V{y + wide / 6:.1f}H60Z", fill=sketch.main,
            opacity=0.8 if sketch.design % 2 else 0.3,)
        + line(hairs, width=1.1, opacity=0.45)
        + _skin_ends(sketch, y)
    )  # fmt: skip
    base = 214.0
    roll = "".join(
        path(f"M250,{base - r}a{r},{r} 0 1,1 -.1,0Z", fill="none", stroke=INK, stroke_width=1.6)
        for r in (10, 18, 27, 36)
    )
    lower = (
        outline(f"M44,{base + 34}H252L252,{base + 46}H44Z", fill=tint, width=1.8)
        + outline(f"M44,{base + 34}L86,{base + 8}H250L252,{base + 34}Z", fill=sketch.accent)
        + line("".join(f"M{92 + i * 20},{base + 12}l-26,18" for i in range(6)), colour="#ffffff",
               opacity=0.45, width=1.6)
        + disc(250, base, 46, fill=tint, edge=2)
        + disc(250, base, 40, fill=sketch.accent, edge=1.4)
        + roll
        + outline(f"M290,{base - 22}l50,8v12l-46,-4z", fill=RUBBER, width=1.5)
        + disc(344, base - 8, 9, fill="none", edge=5)
        + disc(344, base - 8, 9, fill="none", edge=0)
    )  # fmt: skip
    plan = ""
    if sketch.shows("width"):
        plan = upright(206, y - wide / 2, y + wide / 2, "") + text(
            206, y - wide / 2 - 9, said(sketch.number("width", 100, 50, 160), "mm")
        )
    return fitted(upper + lower + plan, extent=(4, 14, 396, 276))


def _skin_ends(sketch: Sketch, y: float) -> str:
    """The loop over the tip, the clip at the tail."""
    return (
        band(f"M352,{y}L378,{y - 9}C392,{y - 9} 392,{y + 9} 378,{y + 9}L352,{y}", fill=STEEL,
             width=3, edge=1.2)
        + outline(f"M336,{y - 9}H360V{y + 9}H336Z", fill=RUBBER, width=1.5)
        + outline(f"M62,{y - 7}H26C20,{y - 7} 20,{y + 7} 26,{y + 7}H62Z", fill=RUBBER, width=1.5)
        + outline(f"M28,{y - 4}h-16v8h16z", fill=sketch.accent, width=1.4)
    )  # fmt: skip


# --- poles -----------------------------------------------------------------------------------
def alpine_poles(sketch: Sketch) -> str:
    """A pair of ski poles, crossed: tube, basket and clamp as they are."""
    thick = 3.2 + (sketch.number("diameter", 16, 8, 20) - 8) * 0.34
    basket = 12 + (sketch.number("basket", 55, 30, 120) - 30) * 0.26
    pole = _shaft(sketch, thick) + _round_basket(sketch, basket) + _alpine_grip(sketch)
    words = [f"Ø {decimal(sketch.number('diameter', 16, 8, 20))} mm"] * sketch.shows("diameter")
    return _crossed(pole, words)


def nordic_poles(sketch: Sketch) -> str:
    """Cross-country poles: thin tubes, half baskets, straps that hold the hand."""
    basket = 10 + (sketch.number("basket", 40, 20, 80) - 20) * 0.3
    half = (
        outline(f"M40,2L34,{basket}C46,{basket + 8} 58,{basket - 2} 62,4Z", fill=sketch.accent,
                width=1.5)
        + outline("M30,-5H58V5H30Z", fill=RUBBER, width=1.4)
    )  # fmt: skip
    words = []
    if sketch.shows("carbon_share"):
        share = decimal(sketch.number("carbon_share", 60, 0, 100), 0)
        words.append(_("%(share)s %% carbone") % {"share": share})
    return _crossed(_shaft(sketch, 4.4) + half + _nordic_grip(sketch), words)


def _crossed(pole: str, words: list[str]) -> str:
    drawn = group(pole, "translate(14,262) rotate(-33)") + group(
        pole, "translate(386,262) scale(-1,1) rotate(-33)"
    )
    plan = text(200, 288, ", ".join(words)) if words else ""
    return fitted(drawn + plan, extent=(4, 6, 396, 294 if plan else 284))


def _shaft(sketch: Sketch, half: float) -> str:
    """The tube from the tip at 0 to the grip at 330, woven where it is carbon."""
    kind = sketch.choice("shaft", "aluminium")
    tube = mix(INK, "#ffffff", 0.22) if "carbon" in kind else sketch.main
    thin = half * 0.62
    weave = ""
    if "carbon" in kind:
        weave = line(
            "".join(f"M{x},{half:.1f}l7,{-2 * half:.1f}" for x in range(60, 320, 11)),
            colour="#ffffff", opacity=0.16,
        )  # fmt: skip
    marks = (
        f"M236,{-half:.1f}h46l-8,{2 * half:.1f}h-46z",
        f"M180,{-half:.1f}h16v{2 * half:.1f}h-16zM204,{-half:.1f}h60v{2 * half:.1f}h-60z",
        f"M120,{-half * 0.35:.1f}H310v{half * 0.7:.1f}H120z",
        "".join(f"M{200 + i * 24},{-half:.1f}l10,{half:.1f}l-10,{half:.1f}h10l10,{-half:.1f}"
                f"l-10,{-half:.1f}z" for i in range(4)),
    )[sketch.design]  # fmt: skip
    paint = sketch.main if "carbon" in kind else sketch.accent
    clamp = ""
    if sketch.values.get("adjustable") is True:
        clamp = outline(f"M150,{-half - 4:.1f}h26v{2 * half + 8:.1f}h-26z", fill=RUBBER,
                        width=1.5) + outline(f"M152,{-half - 9:.1f}h30l4,5h-34z",
                                             fill=sketch.accent, width=1.3)  # fmt: skip
    return (
        outline("M0,-1.5L22,-3V3L0,1.5Z", fill=STEEL, width=1.4)
        + outline(f"M18,{-thin:.1f}L330,{-half:.1f}V{half:.1f}L18,{thin:.1f}Z", fill=tube)
        + weave
        + path(marks, fill=paint)
        + line(f"M30,{-thin * 0.4:.1f}L326,{-half * 0.5:.1f}", colour="#ffffff", opacity=0.45)
        + line(f"M18,{-thin:.1f}L330,{-half:.1f}M18,{thin:.1f}L330,{half:.1f}", width=1.8)
        + clamp
    )


def _round_basket(sketch: Sketch, radius: float) -> str:
    return (
        outline(f"M36,{-radius:.1f}C50,{-radius:.1f} 50,{radius:.1f} 36,{radius:.1f}"
                f"C26,{radius:.1f} 26,{-radius:.1f} 36,{-radius:.1f}Z", fill=RUBBER, width=1.6)
        + line(f"M38,{-radius * 0.7:.1f}C45,{-radius * 0.5:.1f} 45,{radius * 0.5:.1f} "
               f"38,{radius * 0.7:.1f}", colour="#ffffff", opacity=0.35)
        + outline("M28,-6H56V6H28Z", fill=sketch.accent, width=1.4)
    )  # fmt: skip


def _alpine_grip(sketch: Sketch) -> str:
    fill = {"cork": "#c9a06a"}.get(sketch.choice("grip", "rubber"), RUBBER)
    cord = mix(sketch.main, INK, 0.25)
    strap = band("M418,6C420,40 372,62 346,46C330,36 360,14 408,8", fill=cord,
                 width=8, edge=1.3)  # fmt: skip
    return (
        strap
        + outline("M322,-9C332,-12 340,-8 348,-11C356,-7 364,-12 372,-8C380,-12 388,-8 398,-12"
                  "L424,-18C432,-18 434,-10 432,0C430,10 420,13 410,12C400,14 392,8 384,11"
                  "C376,8 368,12 360,9C350,12 336,10 322,9Z", fill=fill)
        + line("M340,-5v10M356,-5v11M372,-4v10M388,-5v10", colour=detail(fill), opacity=0.5)
        + outline("M402,-13L424,-18C432,-18 434,-10 432,0C430,10 420,13 410,12C414,4 410,-4 "
                  "402,-13Z", fill=sketch.accent, width=1.6)
    )  # fmt: skip


def _nordic_grip(sketch: Sketch) -> str:
    fill = "#c9a06a" if sketch.choice("grip", "cork") == "cork" else RUBBER
    glove = sketch.choice("strap", "shark") != "standard"
    strap = band("M414,6C410,34 370,52 348,36C340,28 366,12 404,8", fill=sketch.main,
                 width=13 if glove else 7, edge=1.3)  # fmt: skip
    wrist = (
        outline("M336,24l26,16l-9,15l-27,-15z", fill=sketch.accent, width=1.5)
        + line("M338,32l18,11", width=1.2)
        if glove
        else ""
    )
    return (
        strap
        + wrist
        + outline("M322,-6L396,-8C408,-14 424,-16 430,-12C434,-4 430,8 420,10L322,6Z", fill=fill)
        + line("M334,-2h52M334,2h52", colour=detail(fill), opacity=0.4)
        + outline("M400,-10C412,-15 426,-15 430,-11C434,-3 430,8 420,10L404,9Z", fill=RUBBER,
                  width=1.5)
    )  # fmt: skip


# --- roller skis -----------------------------------------------------------------------------
def roller_ski(sketch: Sketch) -> str:
    """A roller ski from the side: its frame as long, its wheels as large as they are."""
    base = sketch.number("wheelbase", 610, 450, 800)
    radius = 17 + (sketch.number("wheel_diameter", 100, 60, 160) - 60) * 0.24
    half = 92 + (base - 450) * 0.17
    ground, x0, x1 = 236.0, 200 - half, 200 + half
    axle = ground - radius
    classic = sketch.choice("technique", "skating") == "classic"
    wood = sketch.choice("frame", "aluminium")
    fill = {"wood": "#c9a06a", "carbon": mix(INK, "#ffffff", 0.2)}.get(wood, sketch.main)
    top = axle - radius - 12
    frame = (
        f"M{x0 - 12:.0f},{axle - 7:.0f}C{x0 + 8:.0f},{axle - 8:.0f} {x0 + 10:.0f},{top:.0f} "
        f"{x0 + 34:.0f},{top:.0f}H{x1 - 34:.0f}C{x1 - 10:.0f},{top:.0f} {x1 - 8:.0f},"
        f"{axle - 8:.0f} {x1 + 12:.0f},{axle - 7:.0f}V{axle + 6:.0f}C{x1 - 14:.0f},"
        f"{axle + 6:.0f} {x1 - 18:.0f},{top + 17:.0f} {x1 - 42:.0f},{top + 17:.0f}"
        f"H{x0 + 42:.0f}C{x0 + 18:.0f},{top + 17:.0f} {x0 + 14:.0f},{axle + 6:.0f} "
        f"{x0 - 12:.0f},{axle + 6:.0f}Z"
    )
    marks = (
        f"M150,{top + 3:.0f}h70l-8,11h-70z",
        f"M140,{top + 3:.0f}h10v11h-10zM156,{top + 3:.0f}h60v11h-60z",
        f"M{x0 + 50:.0f},{top + 7:.0f}H{x1 - 50:.0f}v4H{x0 + 50:.0f}z",
        f"M150,{top + 14:.0f}l14,-11l14,11zM186,{top + 14:.0f}l14,-11l14,11z",
    )[sketch.design]
    guard = "".join(
        band(f"M{x - radius - 5:.0f},{axle + 4:.0f}C{x - radius - 5:.0f},{axle - radius * 1.5:.0f} "
             f"{x + radius + 5:.0f},{axle - radius * 1.5:.0f} {x + radius + 5:.0f},{axle + 4:.0f}",
             fill=RUBBER, width=4, edge=1.2)
        for x in (x0, x1)
    ) if classic else ""  # fmt: skip
    brake = ""
    if sketch.values.get("brake") is True:
        brake = outline(f"M{x0 - radius - 8:.0f},{axle - 12:.0f}l-22,6v14l16,8l12,-10z",
                        fill=sketch.accent, width=1.6)  # fmt: skip
    one = (
        brake
        + guard
        + "".join(_wheel(x, axle, radius, sketch) for x in (x0, x1))
        + outline(frame, fill=fill)
        + path(marks, fill=sketch.accent)
        + shade(f"M{x0 + 42:.0f},{top + 12:.0f}H{x1 - 42:.0f}v5H{x0 + 42:.0f}z", opacity=0.2)
        + "".join(disc(x, axle, 5, fill=STEEL, edge=1.5) for x in (x0, x1))
        + outline(f"M168,{top:.0f}v-9h96l12,5v4z", fill=RUBBER, width=1.6)
        + outline(f"M246,{top - 9:.0f}v-8h16l8,8z", fill=sketch.accent, width=1.5)
    )
    left, right = x0 - radius - 34, x1 + radius + 14
    drawn = (
        group(one, "translate(0,-112)")
        + line(f"M{left:.0f},{ground - 110.5}H{right:.0f}M{left:.0f},{ground + 1.5}H{right:.0f}",
               width=1, opacity=0.4)
        + one
    )  # fmt: skip
    plan = ""
    if sketch.shows("wheelbase"):
        plan += across(x0, x1, ground + 24, said(base, "mm"))
    if sketch.shows("wheel_diameter"):
        wide = said(sketch.number("wheel_diameter", 100, 60, 160), "mm")
        plan += upright(right + 4, axle - radius, ground, wide, side=1)
        right += 76
    low = ground + (34 if plan else 10)
    return fitted(drawn + plan, extent=(left, top - 134, right, low))


def _wheel(x: float, y: float, radius: float, sketch: Sketch) -> str:
    spokes = "".join(
        f"M{x:.1f},{y:.1f}l{dx * (radius - 8):.1f},{dy * (radius - 8):.1f}"
        for dx, dy in ((0.95, 0.31), (0, 1), (-0.95, 0.31), (-0.59, -0.81), (0.59, -0.81))
    )
    return (
        disc(x, y, round(radius, 1), fill=RUBBER, edge=2)
        + disc(x, y, round(radius - 6, 1), fill=sketch.third, edge=1.4)
        + line(spokes, width=3.4)
        + disc(x, y, 7, fill=sketch.accent, edge=1.4)
    )


DRAWINGS: dict[str, Drawer] = {
    "ski": ski,
    "ski-nordique": nordic_ski,
    "snowboard": snowboard,
    "splitboard": splitboard,
    "peaux": skins,
    "batons-ski": alpine_poles,
    "batons-nordique": nordic_poles,
    "roller-ski": roller_ski,
}
