"""Balls of team sports: their panels are cut on a sphere and seen from the front."""

from collections.abc import Callable, Sequence
from itertools import product
from math import atan2, cos, pi, radians, sin, sqrt

from django.utils.translation import gettext as _

from marketplace.technical.drawings.canvas import (
    INK,
    Drawer,
    Sketch,
    across,
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
    text,
    upright,
)
from marketplace.technical.drawings.pattern import known, spell

Vector = tuple[float, float, float]
R = 132.0  # the ball's radius on the picture
GOLDEN = (1 + sqrt(5)) / 2


# --- the sphere ------------------------------------------------------------------------------
def _unit(v: Vector) -> Vector:
    length = sqrt(v[0] ** 2 + v[1] ** 2 + v[2] ** 2)
    return v[0] / length, v[1] / length, v[2] / length


def _turned(v: Vector, tilt: float, spin: float) -> Vector:
    """``v`` after a spin about the vertical and a tilt towards the viewer, in degrees."""
    a, b = radians(spin), radians(tilt)
    x, z = v[0] * cos(a) + v[2] * sin(a), -v[0] * sin(a) + v[2] * cos(a)
    return x, v[1] * cos(b) - z * sin(b), v[1] * sin(b) + z * cos(b)


def _between(a: Vector, b: Vector, share: float) -> Vector:
    return _unit((a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share,
                  a[2] + (b[2] - a[2]) * share))  # fmt: skip


def _mean(points: Sequence[Vector]) -> Vector:
    return _unit((sum(p[0] for p in points), sum(p[1] for p in points), sum(p[2] for p in points)))


def _shrunk(corners: Sequence[Vector], share: float) -> list[Vector]:
    """The panel drawn in towards its middle."""
    middle = _mean(corners)
    return [_between(corner, middle, share) for corner in corners]


def _place(v: Vector) -> str:
    """A point of the sphere on the picture; what is behind is brought to the rim."""
    x, y = v[0], v[1]
    if v[2] < 0:
        length = sqrt(x * x + y * y) or 1
        x, y = x / length, y / length
    return f"{spell(x * R)},{spell(-y * R)}"


def _panel(corners: Sequence[Vector], *, steps: int = 3) -> str:
    """A panel between its corners along great circles; "" where it is turned away."""
    if _mean(corners)[2] < -0.3:
        return ""
    ring = [
        _place(_between(a, b, share))
        for a, b in zip(corners, [*corners[1:], corners[0]], strict=True)
        for share in (i / steps for i in range(steps))
    ]
    return "M" + "L".join(ring) + "Z"


def _seam(curve: Callable[[float], Vector], steps: int = 48) -> str:
    """The visible part of a closed curve on the sphere; ``curve`` takes 0 to 1."""
    drawn, pen = "", False
    for i in range(steps + 1):
        v = _unit(curve(i / steps))
        if v[2] >= -0.02:
            drawn += ("L" if pen else "M") + f"{spell(v[0] * R)},{spell(-v[1] * R)}"
        pen = v[2] >= -0.02
    return drawn


def _around(middle: Vector, points: Sequence[Vector]) -> list[Vector]:
    """The points in the order in which they stand around the middle."""
    side = _unit((middle[1], -middle[0], 0.3) if abs(middle[2]) < 0.9 else (1, 0.2, 0))
    dot = sum(a * b for a, b in zip(side, middle, strict=True))
    u = _unit((side[0] - dot * middle[0], side[1] - dot * middle[1], side[2] - dot * middle[2]))
    v = (middle[1] * u[2] - middle[2] * u[1], middle[2] * u[0] - middle[0] * u[2],
         middle[0] * u[1] - middle[1] * u[0])  # fmt: skip

    def angle(p: Vector) -> float:
        return atan2(sum(a * b for a, b in zip(p, v, strict=True)),
                     sum(a * b for a, b in zip(p, u, strict=True)))  # fmt: skip

    return sorted(points, key=angle)


def _icosahedron() -> list[Vector]:
    return [
        _unit(v)
        for a, b in product((-1.0, 1.0), (-GOLDEN, GOLDEN))
        for v in ((0.0, a, b), (a, b, 0.0), (b, 0.0, a))
    ]


def _near(v: Vector, points: Sequence[Vector]) -> list[Vector]:
    """The corners that an edge joins to ``v``."""
    return [p for p in points if 0.3 < sum(a * b for a, b in zip(v, p, strict=True)) < 0.9]


def _triangles(points: Sequence[Vector]) -> list[list[Vector]]:
    return [
        [a, b, c]
        for i, a in enumerate(points)
        for j, b in enumerate(points[i + 1 :], i + 1)
        for c in points[j + 1 :]
        if b in _near(a, points) and c in _near(a, points) and c in _near(b, points)
    ]


def _panels(count: int) -> tuple[list[list[Vector]], list[list[Vector]]]:
    """The panels of a ball of about ``count``: those of the second colour, and the others."""
    points = [_turned(p, 21, 14) for p in _icosahedron()]
    triangles = _triangles(points)
    stars = [_around(p, [_mean(t) for t in triangles if p in t]) for p in points]
    if count >= 26:
        pentagons = [_around(p, [_between(p, q, 1 / 3) for q in _near(p, points)]) for p in points]
        hexagons = [
            _around(_mean(t), [_between(a, b, 1 / 3) for a in t for b in t if a != b])
            for t in triangles
        ]
        return pentagons, hexagons
    if count >= 16:
        return triangles[::3], [t for i, t in enumerate(triangles) if i % 3]
    return stars[::4], [s for i, s in enumerate(stars) if i % 4]


# --- what all balls share --------------------------------------------------------------------
def _lit(content: str, fill: str) -> str:
    """The sphere under its panels, with shadow and gleam."""
    dark = (
        f"M{R * 0.62:.0f},{-R * 0.785:.0f}A{R},{R} 0 0 1 {-R * 0.74:.0f},{R * 0.67:.0f}"
        f"C{-R * 0.1:.0f},{R * 0.95:.0f} {R * 0.98:.0f},{R * 0.3:.0f} "
        f"{R * 0.62:.0f},{-R * 0.785:.0f}Z"
    )
    gleam = (
        f"M{-R * 0.78:.0f},{-R * 0.2:.0f}C{-R * 0.74:.0f},{-R * 0.55:.0f} "
        f"{-R * 0.5:.0f},{-R * 0.78:.0f} {-R * 0.2:.0f},{-R * 0.82:.0f}"
        f"C{-R * 0.46:.0f},{-R * 0.62:.0f} {-R * 0.62:.0f},{-R * 0.42:.0f} "
        f"{-R * 0.68:.0f},{-R * 0.17:.0f}C{-R * 0.7:.0f},{-R * 0.1:.0f} "
        f"{-R * 0.77:.0f},{-R * 0.12:.0f} {-R * 0.78:.0f},{-R * 0.2:.0f}Z"
    )
    floor = (
        f"M{-R * 0.85:.0f},{R * 0.99:.0f}C{-R * 0.4:.0f},{R * 0.9:.0f} {R * 0.6:.0f},"
        f"{R * 0.9:.0f} {R:.0f},{R * 0.99:.0f}C{R * 0.6:.0f},{R * 1.07:.0f} "
        f"{-R * 0.4:.0f},{R * 1.07:.0f} {-R * 0.85:.0f},{R * 0.99:.0f}Z"
    )
    return (
        shade(floor, opacity=0.16)
        + disc(0, 0, R, fill=fill)
        + content
        + shade(dark, opacity=0.15)
        + shade(gleam, colour="#ffffff", opacity=0.5)
        + line(f"M{-R},0A{R},{R} 0 1 1 {R},0A{R},{R} 0 1 1 {-R},0Z", width=2.4)
    )


def _shown(sketch: Sketch, ball: str, *, half: float = R, words: Sequence[str] = ()) -> str:
    """The ball in its frame, with its diameter, its weight and what else is known of it."""
    if not sketch.dimensions:
        return fitted(ball, extent=(-half - 6, -R - 4, half + 6, R + 10))
    plan = ""
    around, weight = known(sketch, "circumference"), known(sketch, "weight")
    if around is not None:
        plan += upright(-half - 24, -R, R, f"Ø {decimal(around / pi)} cm")
    notes = [f"{weight:.0f} g"] if weight is not None else []
    notes += words
    if notes:
        plan += text(0, R + 38, ", ".join(notes))
    return fitted(ball + plan, extent=(-half - 112, -R - 6, half + 112, R + 48))


def _dots(step: float, radius: float, colour: str) -> str:
    """Grain: points in rows, closer towards the rim as the surface turns away."""
    marks = []
    for lat in range(-72, 73, 8):
        ring = cos(radians(lat))
        count = max(round(step * ring), 1)
        for i in range(-count, count + 1):
            turn = radians((i + (lat // 8) % 2 * 0.5) * 84 / step)
            x, y = ring * sin(turn), sin(radians(lat))
            marks.append(f"M{x * R:.0f},{y * R:.0f}h0")
    return line("".join(marks), width=radius, colour=colour, opacity=0.3)


def _valve(x: float, y: float) -> str:
    return disc(x, y, 4.2, fill=mix(INK, "#ffffff", 0.15), edge=1.2) + disc(x, y, 1.3, fill="#fff")


def _patches(
    panels: Sequence[Sequence[Vector]], fill: str, *, width: float = 2, steps: int = 3
) -> str:
    d = "".join(_panel(panel, steps=steps) for panel in panels)
    return outline(d, fill=fill, width=width) if d else ""


# --- football --------------------------------------------------------------------------------
def football(sketch: Sketch) -> str:
    """A football: as many panels as it has, stitched or bonded."""
    count = round(sketch.number("panels", 32, 4, 48))
    accents, plain = _panels(count)
    bonded = sketch.choice("construction", "machine") in ("bonded", "moulded")
    width = 1.4 if bonded else 2.2
    content = _patches(plain, sketch.main, width=width) + _patches(
        accents, sketch.accent, width=width
    )
    kind = sketch.design
    inner = [_shrunk(panel, 0.34) for panel in (accents if kind % 2 else plain)]
    if kind in (1, 2):
        content += _patches(inner, sketch.third if kind == 1 else sketch.accent, width=1, steps=2)
    if kind == 3:
        content += _patches([p for i, p in enumerate(plain) if i % 3 == 0], sketch.third, width=1.6)
        content += _patches(inner, sketch.main, width=1, steps=2)
    if not bonded:
        content += _stitches([*plain, *accents], detail(sketch.main))
    labels = {"basic": "FIFA Basic", "quality": "FIFA Quality", "pro": "FIFA Quality Pro"}
    label = labels.get(sketch.choice("label", "none"))
    return _shown(sketch, _lit(content, sketch.main), words=[label] if label else [])


def _stitches(panels: Sequence[Sequence[Vector]], colour: str) -> str:
    d = "".join(_panel(_shrunk(panel, 0.07), steps=2) for panel in panels)
    return path(d, fill="none", stroke=colour, stroke_width=0.9, stroke_dasharray="2.4 3",
                opacity=0.5)  # fmt: skip


# --- basketball ------------------------------------------------------------------------------
def basketball(sketch: Sketch) -> str:
    """A basketball: eight panels or more between black channels, a pebbled skin."""
    count = round(sketch.number("panels", 8, 6, 16))
    deep = sketch.values.get("deep_channels") is True
    seams = _channels(12 if count >= 10 else 8)
    width = 6.5 if deep else 4.2
    skins = {"leather": 0.16, "composite": 0.0, "rubber": -0.1}
    skin = skins.get(sketch.choice("material", "composite"), 0.0)
    main = mix(sketch.main, "#6b3f1d" if skin > 0 else "#ffffff", abs(skin))
    content = _painted(sketch) + _dots(9, 2.3, detail(main))
    content += line(seams, width=width + 2, colour=main, opacity=0.6) + line(seams, width=width)
    content += _print(sketch)
    approved = sketch.values.get("approved") is True
    return _shown(sketch, _lit(content, main), words=["FIBA"] if approved else [])


def _channels(count: int) -> str:
    def seam(place: Callable[[float], Vector]) -> str:
        return _seam(lambda t: _turned(place(t), -16, 22), steps=72)

    def round_(t: float) -> tuple[float, float]:
        return cos(2 * pi * t), sin(2 * pi * t)

    d = seam(lambda t: (round_(t)[0], 0, round_(t)[1]))
    d += seam(lambda t: (0, round_(t)[0], round_(t)[1]))
    for side in (-1, 1):
        d += seam(lambda t, s=side: (s * 0.62 + s * 0.16 * round_(2 * t)[0],  # type: ignore[misc]
                                     0.78 * round_(t)[0], 0.78 * round_(t)[1]))  # fmt: skip
        if count > 8:
            d += seam(lambda t, s=side: (s * 0.3, 0.95 * round_(t)[0], 0.95 * round_(t)[1]))  # type: ignore[misc]
    return d


def _painted(sketch: Sketch) -> str:
    """The upper half in the second colour, or none."""
    if sketch.design != 2:
        return ""
    rim = [_turned((cos(pi * t / 24), 0, sin(pi * t / 24)), -16, 22) for t in range(-24, 24)]
    front = sorted((v for v in rim if v[2] >= 0), key=lambda v: v[0])
    edge = "L".join(_place(v) for v in front)
    return path(f"M{edge}A{R},{R} 0 0 0 {_place(front[0])}Z", fill=sketch.accent)


def _print(sketch: Sketch) -> str:
    tone = detail(sketch.main) if sketch.design % 2 else sketch.accent
    marks = (
        "M-58,40L-38,10H-22L-42,40ZM-32,40L-19,20H-5L-18,40Z",
        "M-70,20H-14V26H-70ZM-66,32H-22V36H-66Z",
        "M44,36L64,6H80L60,36ZM70,36L83,16H97L84,36Z",
        "M-62,44C-50,12 -26,8 -12,16L-18,24C-30,18 -44,24 -52,46Z",
    )[sketch.design]
    return path(marks, fill=tone) + _valve(20, 70)


# --- handball --------------------------------------------------------------------------------
def handball(sketch: Sketch) -> str:
    """A handball: small panels with a bright heart; a moulded grain where no resin is needed."""
    count = round(sketch.number("panels", 32, 6, 32))
    accents, plain = _panels(32 if count >= 26 else count)
    kind = sketch.design
    content = _patches(plain, sketch.main) + _patches(
        accents, (sketch.third, sketch.accent, sketch.third, sketch.main)[kind]
    )
    hearts = [_shrunk(p, 0.26) for p in plain]
    content += _patches(hearts[kind % 2 :: 2], sketch.accent, width=1.1, steps=1)
    content += _patches([_shrunk(p, 0.62) for p in plain], sketch.main, width=1, steps=1)
    if sketch.choice("grip", "resin") == "no_resin":
        content += _dots(10, 2.8, detail(sketch.main))
    else:
        content += _stitches([*plain, *accents], detail(sketch.main))
    content += _valve(-8, 22)
    words = {"resin": _("avec résine"), "no_resin": _("sans résine"), "soft": _("mousse")}
    said = words.get(sketch.choice("grip", "")) if sketch.dimensions else None
    return _shown(sketch, _lit(content, sketch.main), words=[said] if said else [])


# --- volleyball ------------------------------------------------------------------------------
def volleyball(sketch: Sketch) -> str:
    """A volleyball: three strips on each side of a cube, blown round; fewer strips curl."""
    strips = 3 if sketch.number("panels", 18, 6, 24) >= 14 else 2
    beach = sketch.choice("use", "indoor") == "beach"
    content = ""
    for axis in range(3):
        for sign in (-1, 1):
            content += "".join(
                _patches([_strip(axis, sign, i, strips, swirl=beach)],
                         _strip_fill(sketch, axis, i, strips))
                for i in range(strips)
            )  # fmt: skip
    if sketch.values.get("dimples") is True:
        content += _dots(10, 2.4, detail(sketch.main))
    elif sketch.choice("construction", "bonded") in ("hand", "machine"):
        content += _stitches(
            [_strip(axis, sign, i, strips, swirl=beach)
             for axis in range(3) for sign in (-1, 1) for i in range(strips)],
            detail(sketch.main),
        )  # fmt: skip
    content += _valve(38, 26)
    said = ["FIVB"] if sketch.values.get("approved") is True else []
    return _shown(sketch, _lit(content, sketch.main), words=said)


def _strip_fill(sketch: Sketch, axis: int, i: int, strips: int) -> str:
    tints = (sketch.main, sketch.accent, sketch.third)
    return (
        tints[(axis + i) % 3],
        tints[i % 2],
        tints[axis] if i % 2 == 0 else sketch.third,
        sketch.accent if i == strips // 2 else tints[0 if axis else 2],
    )[sketch.design]


def _strip(axis: int, sign: int, i: int, strips: int, *, swirl: bool) -> list[Vector]:
    """The i-th strip of one side of the cube; ``swirl`` bends it as beach balls are cut."""
    low, high = -1 + 2 * i / strips, -1 + 2 * (i + 1) / strips
    bend = 0.3 if swirl else 0.0
    edge: list[tuple[float, float]] = []
    for v, way in ((low, 1), (high, -1)):
        for step in range(9):
            u = way * (-1 + step / 4)
            edge.append((u, v + bend * sin(pi * u) * (1 - abs(v))))
    corners = []
    for u, v in edge:
        ring = [0.0, 0.0, 0.0]
        ring[axis], ring[(axis + 1) % 3], ring[(axis + 2) % 3] = float(sign), u, v
        corners.append(_turned(_unit((ring[0], ring[1], ring[2])), 28, 36))
    return corners


# --- rugby -----------------------------------------------------------------------------------
TILT = -24


def rugby_ball(sketch: Sketch) -> str:
    """A rugby ball: four panels from point to point, its grip in rows of dots."""
    length = sketch.number("length_cm", 28.5, 15, 32)
    around = sketch.number("circumference", 75, 40, 80)
    long = 172.0
    high = long * min(max(_waist(length, around), 0.56), 0.78)
    grip = {"low": 1.6, "medium": 2.6, "high": 3.8}.get(sketch.choice("grip", "medium"), 2.6)
    drawn = (
        outline(_lens(long, high), fill=sketch.main)
        + _bands(sketch, long, high)
        + _rows(long, high, grip, detail(sketch.main))
        + line(_meridian(long, high, -0.34) + _meridian(long, high, 0.62), width=1.8)
        + path(
            _meridian(long, high, -0.3) + _meridian(long, high, -0.38),
            fill="none", stroke=detail(sketch.main), stroke_width=0.9, stroke_dasharray="2.4 3",
            opacity=0.5,
        )
        + shade(_belly(long, high), opacity=0.15)
        + shade(
            f"M{-long * 0.72:.0f},{-high * 0.42:.0f}C{-long * 0.5:.0f},{-high * 0.82:.0f} "
            f"{-long * 0.1:.0f},{-high * 0.9:.0f} {long * 0.14:.0f},{-high * 0.86:.0f}"
            f"C{-long * 0.2:.0f},{-high * 0.74:.0f} {-long * 0.5:.0f},{-high * 0.6:.0f} "
            f"{-long * 0.72:.0f},{-high * 0.42:.0f}Z",
            colour="#ffffff", opacity=0.45,
        )
        + line(_lens(long, high), width=2.4)
        + disc(long * 0.1, -high * 0.5, 4, fill=mix(INK, "#ffffff", 0.2), edge=1.2)
    )  # fmt: skip
    if not sketch.dimensions:
        return fitted(group(drawn, f"rotate({TILT})"), extent=(-164, -132, 164, 132))
    plan = ""
    if sketch.shows("length_cm"):
        plan += across(-long, long, high + 34, f"{decimal(length)} cm")
    weight = known(sketch, "weight")
    if weight is not None:
        plan += text(0, high + 66, f"{weight:.0f} g")
    return fitted(drawn + plan, extent=(-204, -high - 20, 204, high + 78))


def _waist(length: float, around: float) -> float:
    """Half the height of the ball as a share of half its length, from the girth over its points.

    Ramanujan's ellipse, turned round: the girth is π(3(a + b) − √((3a + b)(a + 3b))).
    """
    a = length / 2
    return next(
        (
            share / 100
            for share in range(50, 101)
            if pi * a * (3 * (1 + share / 100)
                         - sqrt((3 + share / 100) * (1 + 3 * share / 100))) >= around
        ),
        0.62,
    )  # fmt: skip


def _lens(long: float, high: float) -> str:
    """Outline with soft points."""
    return (
        f"M{-long},0C{-long},{-high * 0.42:.1f} {-long * 0.55:.1f},{-high} 0,{-high}"
        f"C{long * 0.55:.1f},{-high} {long},{-high * 0.42:.1f} {long},0"
        f"C{long},{high * 0.42:.1f} {long * 0.55:.1f},{high} 0,{high}"
        f"C{-long * 0.55:.1f},{high} {-long},{high * 0.42:.1f} {-long},0Z"
    )


def _meridian(long: float, high: float, share: float) -> str:
    y = high * share
    return (
        f"M{-long},0C{-long},{y * 0.42:.1f} {-long * 0.55:.1f},{y:.1f} 0,{y:.1f}"
        f"C{long * 0.55:.1f},{y:.1f} {long},{y * 0.42:.1f} {long},0"
    )


def _belly(long: float, high: float) -> str:
    return (
        f"M{-long},0C{-long},{high * 0.42:.1f} {-long * 0.55:.1f},{high} 0,{high}"
        f"C{long * 0.55:.1f},{high} {long},{high * 0.42:.1f} {long},0"
        f"C{long * 0.7:.1f},{high * 0.6:.1f} {-long * 0.4:.1f},{high * 0.66:.1f} {-long},0Z"
    )


def _half(long: float, high: float, x: float) -> float:
    """The height of the outline at x: its curve read at the point where it passes x."""
    low, top = 0.0, 1.0
    for _step in range(24):
        t = (low + top) / 2
        reach = long * ((1 - t) ** 3 + 3 * (1 - t) ** 2 * t + 3 * (1 - t) * t * t * 0.55)
        low, top = (t, top) if reach > abs(x) else (low, t)
    t = (low + top) / 2
    return high * (3 * (1 - t) ** 2 * t * 0.42 + 3 * (1 - t) * t * t + t**3)


def _bands(sketch: Sketch, long: float, high: float) -> str:
    """Points, hoops or a panel of the second colour."""
    kind = sketch.design
    if kind == 2:
        d = _meridian(long, high, -0.34) + (
            f"C{long},{-high * 0.42:.1f} {long * 0.55:.1f},{-high} 0,{-high}"
            f"C{-long * 0.55:.1f},{-high} {-long},{-high * 0.42:.1f} {-long},0Z"
        )
        return path(d, fill=sketch.accent) + path(
            f"M-46,{-high * 0.1:.0f}L-30,{high * 0.3:.0f}H-16L-32,{-high * 0.1:.0f}Z"
            f"M-22,{-high * 0.1:.0f}L-6,{high * 0.3:.0f}H8L-8,{-high * 0.1:.0f}Z",
            fill=sketch.third,
        )
    stripes = {0: ((0.6, 1.0),), 1: ((0.3, 0.42), (0.5, 0.56)), 3: ((0.68, 0.8),)}[kind]
    drawn = "".join(
        outline(_hoop(long, high, side, near, far), fill=sketch.accent, width=1.3)
        for side in (-1, 1)
        for near, far in stripes
    )
    knot = path("M-30,24L-12,-6H4L-14,24ZM-4,24L8,4H22L10,24Z", fill=sketch.accent)
    return drawn + knot


def _hoop(long: float, high: float, side: int, near: float, far: float) -> str:
    """A band around the ball between two shares of the way to its point."""
    edge = [long * (near + (far - near) * i / 8) for i in range(9)]
    rim = [(side * x, _half(long, high, x)) for x in edge]
    below = "L".join(f"{x:.1f},{y:.1f}" for x, y in rim)
    above = "L".join(f"{x:.1f},{-y:.1f}" for x, y in reversed(rim))
    (x0, y0), (x1, y1) = rim[0], rim[-1]
    turn = f"Q{x1 + side * 16:.1f},0 {x1:.1f},{-y1:.1f}" if far < 1 else ""
    return f"M{x0:.1f},{-y0:.1f}Q{x0 + side * 16:.1f},0 {below}{turn}L{above}Z"


def _rows(long: float, high: float, size: float, colour: str) -> str:
    marks = "".join(
        f"M{long * x / 10:.0f},{_half(long, high, long * x / 10) * y / 9:.0f}h0"
        for x in range(-8, 9)
        for y in range(-8, 9)
        if (x + y) % 2 == 0
    )
    return line(marks, width=size, colour=colour, opacity=0.28)


DRAWINGS: dict[str, Drawer] = {
    "ballon-football": football,
    "ballon-basketball": basketball,
    "ballon-handball": handball,
    "ballon-volleyball": volleyball,
    "ballon-rugby": rugby_ball,
}
