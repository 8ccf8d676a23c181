"""Padel and badminton: rackets, shuttlecocks, thin strings."""

from dataclasses import replace
from itertools import pairwise
from math import cos, pi, sin, sqrt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from marketplace.technical.drawings.canvas import (
    INK,
    STEEL,
    Drawer,
    Sketch,
    across,
    band,
    decimal,
    detail,
    fitted,
    group,
    line,
    mix,
    outline,
    path,
    shade,
    smooth,
    tag,
    text,
)
from marketplace.technical.drawings.equipment import tennis
from marketplace.technical.drawings.pattern import known, said, whole

RUBBER = mix(INK, "#ffffff", 0.14)
Point = tuple[float, float]

# --- padel -----------------------------------------------------------------------------------
# Half the head's outline by shape, from the tip down: where it is widest tells the shape.
HEADS: dict[str, tuple[Point, ...]] = {
    "round": ((0, 0), (48, 8), (88, 40), (103, 92), (92, 142), (62, 178), (34, 200)),
    "teardrop": ((0, 0), (52, 6), (92, 34), (103, 80), (88, 134), (56, 178), (32, 204)),
    "hybrid": ((0, 0), (54, 6), (95, 32), (103, 76), (84, 132), (54, 178), (32, 204)),
    "diamond": ((0, 0), (62, 4), (100, 26), (104, 62), (80, 126), (50, 180), (30, 208)),
}
BALANCES = {
    "low": gettext_noop("équilibre bas"),
    "medium": gettext_noop("équilibre moyen"),
    "high": gettext_noop("équilibre haut"),
}


def padel(sketch: Sketch) -> str:
    """A padel racket: round, teardrop or diamond, its face drilled and of its weave."""
    shape = HEADS.get(sketch.choice("shape", "teardrop"), HEADS["teardrop"])
    right = smooth(shape)
    left = smooth([(-x, y) for x, y in reversed(shape)])
    low = shape[-1]
    head = right + f"L14,236H-14L{-low[0]},{low[1]}" + left.split("M")[1].join(("L", "")) + "Z"
    inner = group(path(head, fill=sketch.main), "translate(0,11) scale(0.86,0.88)")
    drawn = (
        outline(head, fill=mix(sketch.main, INK, 0.3))
        + inner
        + _padel_paint(sketch)
        + _weave(sketch)
        + _holes(sketch, shape)
        + outline(
            "M0,196C12,196 24,204 26,210L12,236H-12L-26,210C-24,204 -12,196 0,196Z",
            fill="#f5f4ef",
            width=1.6,
        )
        + line(head, width=2)
        + line("M-60,18C-30,2 30,2 60,18", colour="#ffffff", opacity=0.4, width=2.4)
        + _padel_handle(sketch)
    )
    words = []
    if (weight := known(sketch, "weight")) is not None:
        words.append(said(weight, "g"))
    if balance := BALANCES.get(sketch.choice("balance_level", "")):
        words.append(_(balance))
    if not sketch.dimensions:
        return fitted(group(drawn, "rotate(24 0 160)"), extent=(-136, -6, 136, 352))
    return fitted(drawn + across(-150, 150, 376, ", ".join(words)), extent=(-190, -6, 190, 388))


def _padel_paint(sketch: Sketch) -> str:
    marks = (
        "M-88,96C-50,60 50,40 90,70L92,96C50,70 -40,92 -84,128Z",
        "M-14,14H14L8,190H-8Z",
        "M-84,60C-60,30 -30,16 0,14V190C-40,176 -84,140 -84,60Z",
        "M0,20L60,92L0,176L-60,92Z",
    )[sketch.design]
    return path(marks, fill=sketch.accent, opacity=0.92)


def _weave(sketch: Sketch) -> str:
    """The weave of a carbon face, finer the more threads it has."""
    step = {"carbon3k": 9, "carbon12k": 14, "carbon18k": 20, "hybrid": 16}.get(
        sketch.choice("face", "fibreglass")
    )
    if step is None:
        return ""
    d = "".join(
        f"M{x},{34 + abs(x) * 0.4:.0f}L{x + 22},{150 - abs(x) * 0.4:.0f}"
        for x in range(-72, 60, step)
    )
    return line(d, width=1, colour="#ffffff", opacity=0.22)


def _holes(sketch: Sketch, shape: tuple[Point, ...]) -> str:
    count = sketch.number("holes", 60, 30, 110)
    pitch = 132 / sqrt(count)
    dark = mix(sketch.main, INK, 0.75)
    spots, y, row = "", 30.0, 0
    while y < 184:
        reach = _half_width(shape, y) * 0.8 - 8
        columns = int(reach / pitch)
        offset = pitch / 2 if row % 2 else 0
        for i in range(-columns, columns + 1):
            x = i * pitch + offset
            if abs(x) < reach:
                spots += f"M{x:.1f},{y:.1f}h0"
        y, row = y + pitch * 0.9, row + 1
    return line(spots, width=9) + line(spots, width=7.4, colour=dark)


def _half_width(shape: tuple[Point, ...], y: float) -> float:
    for (x0, y0), (x1, y1) in pairwise(shape):
        if y0 <= y <= y1:
            return x0 + (x1 - x0) * (y - y0) / (y1 - y0)
    return 30


def _padel_handle(sketch: Sketch) -> str:
    wrap = sketch.third if sketch.design % 2 else RUBBER
    turns = "".join(f"M-13,{y}L13,{y + 7}" for y in range(244, 330, 11))
    return (
        outline("M-14,234H14V332C14,344 -14,344 -14,332Z", fill=wrap)
        + line(turns, colour=detail(wrap), opacity=0.6, width=1.2)
        + outline("M-16,230H16V240H-16Z", fill=sketch.accent, width=1.5)
        + band("M0,342C-20,352 -34,338 -26,320", fill=mix(sketch.main, INK, 0.4), width=4, edge=1.2)
    )


# --- badminton -------------------------------------------------------------------------------
HEAVIER = {
    "head_light": gettext_noop("en manche"),
    "even": gettext_noop("équilibrée"),
    "head_heavy": gettext_noop("en tête"),
}


def badminton(sketch: Sketch) -> str:
    """A badminton racket: isometric or oval head, a thin shaft that bends as it is rigid."""
    oval = sketch.choice("head_shape", "isometric") == "oval"
    half_width, half_length, power = 56.0, 72.0, 2.0 if oval else 2.7
    frame = 6.4 if sketch.choice("balance_level", "even") == "head_heavy" else 5
    hoop = _superellipse(half_width, half_length, power)
    bend = {"flexible": 12, "medium": 7, "stiff": 3}.get(
        sketch.choice("stiffness_level", "medium"), 0
    )
    shaft = f"M0,{half_length + 4:.0f}Q{bend},{half_length + 92:.0f} 0,{half_length + 186:.0f}"
    drawn = (
        path(hoop, fill="#ffffff", opacity=0.4)
        + line(_mesh(half_width, half_length, power), width=1, opacity=0.7)
        + band(
            shaft,
            fill=mix(sketch.main, INK, 0.2) if sketch.design % 2 else STEEL,
            width=4.4,
            edge=1.5,
        )
        + outline(
            f"M-13,{half_length - 5:.0f}C-8,{half_length + 8:.0f}"
            f" -4,{half_length + 10:.0f} -3,{half_length + 26:.0f}H3"
            f"C4,{half_length + 10:.0f} 8,{half_length + 8:.0f} 13,{half_length - 5:.0f}Z",
            fill=sketch.main,
            width=1.6,
        )
        + band(hoop, fill=sketch.main, width=frame, edge=1.7)
        + _hoop_marks(sketch, half_width, half_length, power, frame)
        + _badminton_handle(sketch, half_length + 180)
    )
    words = []
    weight_class = sketch.choice("weight_class", "")
    if weight_class:
        words.append(weight_class.upper())
    if balance := HEAVIER.get(sketch.choice("balance_level", "")):
        words.append(_(balance))
    if (tension := known(sketch, "tension")) is not None:
        words.append(f"{decimal(tension)} kg")
    if not sketch.dimensions:
        turned = group(drawn, "rotate(58)")
        return fitted(turned, extent=(-316, -92, 84, 208))
    label = ", ".join(w for w in words if w)
    plan = across(-84, 352, 96, label) if label else ""
    return fitted(group(drawn, "rotate(-90)") + plan, extent=(-92, -128, 364, 116))


def _superellipse(a: float, b: float, power: float) -> str:
    points = []
    for i in range(28):
        t = 2 * pi * i / 28
        c, s = cos(t), sin(t)
        points.append((a * _signed(c, 2 / power), b * _signed(s, 2 / power)))
    return smooth(points, closed=True)


def _signed(value: float, power: float) -> float:
    return (1 if value >= 0 else -1) * float(abs(value) ** power)


def _mesh(a: float, b: float, power: float) -> str:
    d = ""
    for i in range(22):
        x = a * (2 * (i + 0.5) / 22 - 1) * 0.96
        reach = b * float((1 - abs(x / a) ** power) ** (1 / power))
        d += f"M{x:.1f},{-reach:.1f}V{reach:.1f}"
    for i in range(21):
        y = b * (2 * (i + 0.5) / 21 - 1) * 0.96
        reach = a * float((1 - abs(y / b) ** power) ** (1 / power))
        d += f"M{-reach:.1f},{y:.1f}H{reach:.1f}"
    return d


def _hoop_marks(sketch: Sketch, a: float, b: float, power: float, frame: float) -> str:
    spans = (
        ((20, 50), (130, 160)),
        ((250, 290),),
        ((200, 230), (310, 340)),
        ((165, 195), (-15, 15)),
    )[sketch.design]
    drawn = ""
    for start, end in spans:
        points = []
        for i in range(5):
            t = (start + (end - start) * i / 4) * pi / 180
            points.append((a * _signed(cos(t), 2 / power), b * _signed(sin(t), 2 / power)))
        drawn += line(smooth(points), width=frame, colour=sketch.accent)
    return drawn


def _badminton_handle(sketch: Sketch, top: float) -> str:
    wrap = sketch.third if sketch.design in (1, 2) else RUBBER
    turns = "".join(f"M-8.4,{top + y:.0f}l16.8,6" for y in range(22, 88, 9))
    return (
        outline(f"M-3.4,{top:.0f}H3.4L8.6,{top + 20:.0f}H-8.6Z", fill=sketch.accent, width=1.6)
        + outline(
            f"M-8.6,{top + 18:.0f}H8.6V{top + 88:.0f}L10.4,{top + 98:.0f}H-10.4"
            f"L-8.6,{top + 88:.0f}Z",
            fill=wrap,
        )
        + line(turns, width=1.1, colour=detail(wrap), opacity=0.6)
    )


# --- shuttlecocks ----------------------------------------------------------------------------
SPEEDS = {"slow": "#3e8e62", "medium": "#2f7fa3", "fast": "#d43a2c"}
SPEED_NAMES = {
    "slow": gettext_noop("vitesse lente"),
    "medium": gettext_noop("vitesse moyenne"),
    "fast": gettext_noop("vitesse rapide"),
}


def shuttle(sketch: Sketch) -> str:
    """A shuttlecock of feathers or nylon, the ribbon in the colour of its speed, and its tube."""
    nylon = sketch.choice("material", "goose") == "nylon"
    ribbon = SPEEDS.get(sketch.choice("speed", "medium"), SPEEDS["medium"])
    skirt = _nylon(sketch) if nylon else _feathers(sketch)
    base = "#e9dcc2" if sketch.choice("cork", "cork") != "foam" else "#f4f3ee"
    drawn = (
        skirt
        + outline("M-31,118C-32,156 -18,178 0,178C18,178 32,156 31,118Z", fill=base)
        + shade("M6,176C20,170 32,150 31,118H20C22,148 16,168 6,176Z")
        + outline("M-33,112H33V126H-33Z", fill=ribbon, width=1.6)
        + (
            line("M-22,142C-8,148 8,148 22,142", colour=sketch.accent, width=3)
            if sketch.design % 2
            else ""
        )
    )
    words = []
    if (count := known(sketch, "count")) is not None:
        words.append(ngettext("%(n)d volant", "%(n)d volants", round(count)) % {"n": round(count)})
    if speed := SPEED_NAMES.get(sketch.choice("speed", "")):
        words.append(_(speed))
    plan = across(-150, 150, 206, ", ".join(words)) if sketch.dimensions and words else ""
    tube = group(_tube(sketch, ribbon), "translate(112,8)")
    return fitted(
        tube + group(drawn, "translate(-52,16) rotate(14) scale(0.92)") + plan,
        extent=(-176, -136, 176, 216 if plan else 190),
    )


def _feathers(sketch: Sketch) -> str:
    """Sixteen feathers, nine of them seen, bound by two threads."""
    drawn = ""
    for i in sorted(range(9), key=lambda j: -abs(j - 4)):
        t = (i - 4) / 4
        x, foot = 96 * t, 27 * t
        vane = (
            f"M{foot + (x - foot) * 0.42 - 3:.0f},60L{x - 17:.0f},-112"
            f"C{x - 8:.0f},-132 {x + 10:.0f},-132 {x + 17:.0f},-112"
            f"L{foot + (x - foot) * 0.42 + 3:.0f},60Z"
        )
        drawn += line(f"M{foot:.0f},114L{x * 0.96:.0f},-112", width=3.4) + line(
            f"M{foot:.0f},114L{foot + (x - foot) * 0.5:.0f},10", width=1.6, colour="#f4f0e4"
        )
        drawn += outline(
            vane,
            fill="#fdfcf8"
            if sketch.choice("material", "goose") != "hybrid"
            else mix(sketch.main, "#ffffff", 0.7),
            width=1.4,
        )
        drawn += line(f"M{foot + (x - foot) * 0.42:.0f},60L{x:.0f},-118", width=1.2, opacity=0.7)
    return drawn + line(
        "M-38,84C-14,92 14,92 38,84M-46,62C-18,72 18,72 46,62",
        width=2.2,
        colour=mix(sketch.accent, INK, 0.2),
    )


def _nylon(sketch: Sketch) -> str:
    skirt = whole("M0,-118C46,-118 90,-112 104,-100L33,114L0,114")
    fill = "#f2d64b" if sketch.design % 2 else "#fbfaf4"
    ribs = "".join(
        f"M{27 * t:.0f},112L{96 * t:.0f},{-116 + 12 * abs(t):.0f}"
        for t in (-0.9, -0.6, -0.3, 0, 0.3, 0.6, 0.9)
    )
    rings = "".join(
        f"M{-w:.0f},{y}C{-w * 0.4:.0f},{y + 9} {w * 0.4:.0f},{y + 9} {w:.0f},{y}"
        for y, w in ((-84, 97), (-66, 92), (-48, 86), (-30, 80), (-2, 71), (60, 51))
    )
    return (
        outline(skirt, fill=fill)
        + line(ribs, width=2.4, opacity=0.75)
        + line(rings, width=1.3, opacity=0.7)
    )


def _tube(sketch: Sketch, ribbon: str) -> str:
    mark = (
        "M-30,-30H30V30H-30Z",
        "M-30,-70H30V-40H-30Z",
        "M-30,-90L30,-60V80L-30,50Z",
        "M-30,40H30V110H-30Z",
    )[sketch.design]
    return (
        outline("M-30,-116V150C-30,162 30,162 30,150V-116Z", fill=sketch.main)
        + path(mark, fill=sketch.accent)
        + shade("M12,-116V158C24,157 30,154 30,150V-116Z")
        + tag(
            "ellipse",
            cx=0,
            cy=-116,
            rx=30,
            ry=10,
            fill=mix(sketch.third, INK, 0.1),
            stroke=INK,
            stroke_width=2,
        )
        + outline(
            "M-30,132V150C-30,162 30,162 30,150V132C20,140 -20,140 -30,132Z", fill=ribbon, width=1.6
        )
    )


# --- strings ---------------------------------------------------------------------------------
def thin_string(sketch: Sketch) -> str:
    """A badminton string: the tennis coil or reel, its gauge drawn on a scale of its own."""
    gauge = sketch.number("gauge", 0.68, 0.55, 0.8)
    kind = sketch.choice("string_type", "multifilament")
    values = dict(sketch.values) | {
        "gauge": 1 + (gauge - 0.55) * 1.4,
        "string_type": {"titanium": "multifilament", "monofilament": "polyester"}.get(kind, kind),
    }
    drawn = tennis.string(replace(sketch, values=values, dimensions=False))
    if not sketch.shows("gauge"):
        return drawn
    return drawn.removesuffix("</svg>") + text(340, 272, f"{decimal(gauge, 2)} mm") + "</svg>"


DRAWINGS: dict[str, Drawer] = {
    "raquette-padel": padel,
    "raquette-badminton": badminton,
    "volant": shuttle,
    "cordage-badminton": thin_string,
}
