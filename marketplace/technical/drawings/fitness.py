"""Fitness gear: mat, weights, ball, bands, rope, roller, block, push-up bars, step."""

import re
from dataclasses import dataclass
from math import cos, hypot, pi, radians, sin, sqrt

from marketplace.technical.drawings.canvas import (
    INK,
    Drawer,
    Sketch,
    across,
    band,
    detail,
    disc,
    group,
    line,
    mix,
    outline,
    path,
    shade,
    stitch,
    text,
    upright,
)
from marketplace.technical.drawings.pattern import (
    Point,
    extent,
    flat,
    known,
    mark,
    neat,
    pair,
    said,
    spell,
    weighed,
    whole,
)

FIRST, SECOND, THIRD, FOURTH = range(4)
STEEL = "#cdd4d7"
WHITE = "#ffffff"


def _at(p: Point) -> str:
    return f"{spell(p[0])},{spell(p[1])}"


@dataclass(frozen=True)
class Roll:
    """A lying cylinder: its front face is a circle, its axis recedes along (dx, dy)."""

    x: float
    y: float
    radius: float
    dx: float
    dy: float

    def tangent(self, share: float, *, low: bool) -> Point:
        """Where the outline touches the circle at a share of the axis."""
        length = hypot(self.dx, self.dy)
        side = self.radius if low else -self.radius
        x, y = self.x + self.dx * share, self.y + self.dy * share
        return x - self.dy / length * side, y + self.dx / length * side

    def around(self, share: float, *, back: bool = False) -> str:
        """On from the upper tangent to the lower one around the visible side, or back again."""
        end = self.tangent(share, low=not back)
        r = spell(self.radius)
        return f"A{r},{r} 0 0,{0 if back else 1} {_at(end)}"

    def band(self, near: float, far: float) -> str:
        """The visible wall between two shares of the axis."""
        return (
            f"M{_at(self.tangent(near, low=False))}L{_at(self.tangent(far, low=False))}"
            f"{self.around(far)}"
            f"L{_at(self.tangent(near, low=True))}{self.around(near, back=True)}Z"
        )

    def ring(self, share: float) -> str:
        """The line around the visible wall."""
        return f"M{_at(self.tangent(share, low=False))}{self.around(share)}"

    def spot(self, share: float, degrees: float) -> Point:
        """A point of the wall; 0 degrees is on the right, turning downward."""
        a = radians(degrees)
        return (
            self.x + self.dx * share + cos(a) * self.radius,
            self.y + self.dy * share + sin(a) * self.radius,
        )

    def lengthwise(self, degrees: float, near: float = 0, far: float = 1) -> str:
        return f"M{_at(self.spot(near, degrees))}L{_at(self.spot(far, degrees))}"

    def face(self, radius: float | None = None) -> str:
        """A circle on the front face."""
        r = spell(radius or self.radius)
        left = spell(self.x - (radius or self.radius))
        right = spell(self.x + (radius or self.radius))
        y = spell(self.y)
        return f"M{left},{y}A{r},{r} 0 1,1 {right},{y}A{r},{r} 0 1,1 {left},{y}Z"


def mat(sketch: Sketch) -> str:
    """A rolled mat with its end unrolled; its turns are as thick as the mat."""
    thickness = sketch.number("thickness", 6, 1, 25)
    layer = 5 + 0.85 * thickness
    radius = 72 + 0.9 * thickness
    roll = Roll(-58, 284 - radius, radius, 244 - radius, -84)
    floor = roll.y + roll.radius
    edge = (-186.0, floor - layer)
    tongue = (
        f"M{_at(edge)}L{_at((edge[0] + roll.dx, edge[1] + roll.dy))}"
        f"L{_at((roll.x + roll.dx, edge[1] + roll.dy))}L{_at((roll.x, edge[1]))}Z"
    )
    lip = f"M{edge[0]},{edge[1]}L{roll.x},{edge[1]}L{roll.x},{floor}L{edge[0]},{floor}Z"
    garment = (
        outline(neat(tongue), fill=sketch.accent)
        + _mat_grip(sketch, edge, roll)
        + outline(neat(lip), fill=sketch.main)
        + outline(roll.band(0, 1), fill=sketch.main)
        + _mat_print(sketch, roll)
        + shade(_under(roll), opacity=0.16)
        + outline(roll.face(), fill=sketch.main)
        + _turns(roll, layer)
        + line(f"M{edge[0]},{spell(floor)}H{spell(roll.x)}", width=2)
        + _strap(sketch, roll, 0.24)
        + _strap(sketch, roll, 0.74)
    )
    figures = ""
    measured = known(sketch, "thickness")
    if measured is not None:
        x = edge[0] - 12
        figures = extent(x, edge[1], floor) + text(
            x - 2, edge[1] - 12, said(measured, "mm"), anchor="middle"
        )
    return flat(sketch, garment, figures + weighed(sketch, half=150, y=316))


def _under(roll: Roll) -> str:
    """The shaded underside of the wall."""
    near, far = roll.tangent(0, low=True), roll.tangent(1, low=True)
    return (
        f"M{_at(near)}L{_at(far)}A{spell(roll.radius)},{spell(roll.radius)} 0 0,0 "
        f"{_at(roll.spot(1, 28))}L{_at(roll.spot(0, 28))}"
        f"A{spell(roll.radius)},{spell(roll.radius)} 0 0,1 {_at(near)}Z"
    )


def _turns(roll: Roll, layer: float) -> str:
    """The spiral of the rolled mat, in half circles that grow smaller."""
    x, y, r = roll.x, roll.y + roll.radius - layer, roll.radius - layer
    d, side = f"M{spell(x)},{spell(y)}", -1
    while r > layer * 0.7:
        y += side * 2 * r
        d += f"A{spell(r)},{spell(r)} 0 0,1 {spell(x)},{spell(y)}"
        side = -side
        r -= layer / 2
    return line(d, width=1.6)


def _strap(sketch: Sketch, roll: Roll, share: float) -> str:
    """A carrying strap around the roll with its buckle."""
    x, y = roll.spot(share + 0.035, -62)
    buckle = f"M{x - 9},{y - 2}L{x + 5},{y - 9}L{x + 12},{y + 6}L{x - 2},{y + 12}Z"
    return outline(roll.band(share, share + 0.07), fill=sketch.third, width=1.5) + outline(
        neat(buckle), fill=STEEL, width=1.4
    )


def _mat_grip(sketch: Sketch, edge: Point, roll: Roll) -> str:
    """The grain of the unrolled end."""
    grain = "".join(
        f"M{spell(edge[0] + 16 + c * 17 + roll.dx * s)},{spell(edge[1] + roll.dy * s)}h6"
        for s in (0.1, 0.24, 0.38, 0.52, 0.66)
        for c in range(6)
    )
    return line(grain, width=1.6, colour=detail(sketch.accent), opacity=0.4)


def _mat_print(sketch: Sketch, roll: Roll) -> str:
    kind = sketch.design
    if kind == SECOND:
        return outline(roll.band(0.86, 1), fill=sketch.accent, width=1.4)
    if kind == THIRD:
        lines = "".join(roll.lengthwise(a, 0.34, 0.7) for a in (-88, -72, -56, -40))
        return line(lines, width=3, colour=sketch.accent)
    if kind == FOURTH:
        rings = "".join(roll.ring(share) for share in (0.44, 0.5, 0.56, 0.62))
        return line(rings, width=3, colour=sketch.accent)
    x, y = roll.spot(0.52, -62)
    return mark(x, y, sketch.accent, size=2.2)


def dumbbell(sketch: Sketch) -> str:
    """A dumbbell whose heads grow with its mass: hexagonal, round, coated or with plates."""
    mass = sketch.number("mass", sketch.number("weight", 8, 0.5, 60), 0.5, 60)
    size = 44 + 74 * sqrt((mass - 0.5) / 59.5)  # half the height of a head
    size = max(size, 58.0)
    grip, head = 62.0, 50 + size * 0.42
    kind = sketch.design
    if kind == FOURTH:
        ends = _plates(sketch, grip, size)
    elif kind == SECOND:
        ends = _round_head(sketch, grip, head, size)
    else:
        ends = _hex_head(sketch, grip, head, size, soft=kind == THIRD)
    number = said(mass, "").strip()
    centre = grip + head * 0.56
    printed = (
        ""
        if kind == FOURTH
        else _printed(sketch, centre, number) + _printed(sketch, -centre, number)
    )
    outer = grip + head if kind != FOURTH else grip + 130
    drawn = _handle(sketch, grip, coated=kind == THIRD) + ends + printed
    scale = min(186 / outer, 1.32)
    figures = across(-outer * scale, outer * scale, 150 + size * scale + 30, said(mass, "kg"))
    stated = "mass" in sketch.values or "weight" in sketch.values
    placed = group(drawn, f"translate(0,150) scale({round(scale, 3)})")
    return flat(sketch, placed, figures if stated else "")


def _printed(sketch: Sketch, x: float, number: str) -> str:
    """The mass, printed on a head."""
    return _coloured(x, 10, number, fill=sketch.accent, size=30 if len(number) < 3 else 24)


def _coloured(x: float, y: float, label: str, *, fill: str, size: float) -> str:
    return text(x, y, label, size=size).replace(f'fill="{INK}"', f'fill="{fill}"')


def _handle(sketch: Sketch, grip: float, *, coated: bool) -> str:
    """The ergonomic handle, knurled steel or coated."""
    d = whole(
        f"M0,-19C20,-19 {grip - 22},-15 {grip + 4},-14L{grip + 4},14C{grip - 22},15 20,19 0,19"
    )
    knurl = "".join(f"M{x},{-16}L{x + 16},16M{x + 16},{-16}L{x},16" for x in range(-52, 40, 9))
    finish = shade(pair("M0,6C20,6 40,5 66,4L66,14C40,15 20,19 0,19Z"), opacity=0.16)
    if coated:
        return outline(d, fill=sketch.main) + finish
    return outline(d, fill=STEEL) + line(knurl, width=0.9, opacity=0.4) + finish


def _hex_head(sketch: Sketch, grip: float, head: float, size: float, *, soft: bool) -> str:
    """Six-sided heads: three visible faces, chamfered toward both ends."""
    x0, x1, c = grip, grip + head, 14.0
    half = size * 0.5
    d = (
        f"M{x0},{-size + c}L{x0 + c},{-size}L{x1 - c},{-size}L{x1},{-size + c}"
        f"L{x1},{size - c}L{x1 - c},{size}L{x0 + c},{size}L{x0},{size - c}Z"
    )
    if soft:
        d = (
            f"M{x0},{-size + 26}C{x0},{-size + 6} {x0 + 10},{-size} {x0 + 26},{-size}"
            f"L{x1 - 26},{-size}"
            f"C{x1 - 8},{-size} {x1},{-size + 10} {x1},{-size + 26}L{x1},{size - 26}"
            f"C{x1},{size - 8} {x1 - 8},{size} {x1 - 26},{size}L{x0 + 26},{size}"
            f"C{x0 + 8},{size} {x0},{size - 8} {x0},{size - 26}Z"
        )
    edges = f"M{x0},{-half}L{x1},{-half}M{x0},{half}L{x1},{half}"
    bevels = "" if soft else f"M{x0 + c},{-size}L{x0 + c},{size}M{x1 - c},{-size}L{x1 - c},{size}"
    lower = (
        f"M{x0},{half}L{x1},{half}L{x1},{size - c}L{x1 - c},{size}L{x0 + c},{size}L{x0},{size - c}Z"
    )
    upper = (
        f"M{x0},{-half}L{x1},{-half}L{x1},{-size + c}L{x1 - c},{-size}"
        f"L{x0 + c},{-size}L{x0},{-size + c}Z"
    )
    collar = f"M{x0 - 10},-20L{x0},-24L{x0},24L{x0 - 10},20Z"
    return (
        outline(pair(d), fill=sketch.main)
        + (
            ""
            if soft
            else shade(pair(upper), colour=WHITE, opacity=0.16) + shade(pair(lower), opacity=0.24)
        )
        + line(pair(edges), width=1.2, opacity=0.35 if soft else 1)
        + line(pair(bevels), width=1, opacity=0.45)
        + (
            shade(pair(lower), opacity=0.12)
            if soft
            else outline(pair(collar), fill=sketch.accent, width=1.5)
        )
    )


def _round_head(sketch: Sketch, grip: float, head: float, size: float) -> str:
    """Turned heads with a coloured ring."""
    x0, x1 = grip, grip + head
    d = (
        f"M{x0},{-size * 0.72}C{x0 + 4},{-size * 0.94} {x0 + 12},{-size} {x0 + 20},{-size}"
        f"L{x1 - 16},{-size}C{x1 - 4},{-size} {x1},{-size * 0.86} {x1},{-size * 0.7}"
        f"L{x1},{size * 0.7}C{x1},{size * 0.86} {x1 - 4},{size} {x1 - 16},{size}"
        f"L{x0 + 20},{size}C{x0 + 12},{size} {x0 + 4},{size * 0.94} {x0},{size * 0.72}Z"
    )
    ring = (
        f"M{x0 + 14},{-size + 1}"
        f"C{x0 + 20},{-size * 0.4} {x0 + 20},{size * 0.4} {x0 + 14},{size - 1}"
        f"L{x0 + 26},{size}"
        f"C{x0 + 32},{size * 0.4} {x0 + 32},{-size * 0.4} {x0 + 26},{-size}Z"
    )
    gleam = (
        f"M{x0 + 40},{-size * 0.8}L{x1 - 12},{-size * 0.8}L{x1 - 12},{-size * 0.66}"
        f"L{x0 + 40},{-size * 0.66}Z"
    )
    low = (
        f"M{x0 + 4},{size * 0.62}L{x1},{size * 0.62}L{x1 - 2},{size * 0.84}"
        f"L{x1 - 14},{size}L{x0 + 20},{size}L{x0 + 6},{size * 0.86}Z"
    )
    collar = f"M{x0 - 10},-22L{x0},-26L{x0},26L{x0 - 10},22Z"
    return (
        outline(pair(d), fill=sketch.main)
        + outline(pair(ring), fill=sketch.accent, width=1.4)
        + shade(pair(gleam), colour=WHITE, opacity=0.28)
        + shade(pair(low), opacity=0.2)
        + outline(pair(collar), fill=STEEL, width=1.5)
    )


def _plates(sketch: Sketch, grip: float, size: float) -> str:
    """A loadable dumbbell: the bar, two plates on each side, the collar that locks them."""
    bar = f"M{grip},-9L{grip + 130},-9L{grip + 130},9L{grip},9Z"
    threads = "".join(f"M{x},-9L{x + 4},9" for x in range(int(grip) + 66, int(grip) + 130, 6))
    stop = f"M{grip - 6},-28L{grip + 6},-28L{grip + 6},28L{grip - 6},28Z"

    def plate(x: float, width: float, half: float) -> str:
        c = 6
        return (
            f"M{x},{-half + c}L{x + c},{-half}L{x + width - c},{-half}L{x + width},{-half + c}"
            f"L{x + width},{half - c}L{x + width - c},{half}L{x + c},{half}L{x},{half - c}Z"
        )

    big, small = plate(grip + 6, 34, size), plate(grip + 40, 24, size * 0.76)
    nut = (
        f"M{grip + 64},-34L{grip + 88},-30L{grip + 92},-14L{grip + 92},14"
        f"L{grip + 88},30L{grip + 64},34Z"
    )
    grooves = "".join(f"M{grip + 66},{y}L{grip + 90},{spell(y * 0.9)}" for y in (-22, -8, 8, 22))
    rims = (
        f"M{grip + 14},{-size}V{size}M{grip + 32},{-size}V{size}"
        f"M{grip + 46},{-size * 0.76}V{size * 0.76}"
    )
    return (
        outline(pair(bar), fill=STEEL)
        + line(pair(threads), width=1, opacity=0.5)
        + outline(pair(big), fill=sketch.main)
        + outline(pair(small), fill=sketch.accent)
        + line(pair_of_uprights(rims), width=1, opacity=0.45)
        + outline(pair(nut), fill=sketch.third)
        + line(pair(grooves), width=1.2, opacity=0.5)
        + outline(pair(stop), fill=STEEL)
    )


def pair_of_uprights(d: str) -> str:
    """Vertical lines ``Mx,yVy`` on both sides of the middle."""
    return d + d.replace("M", "M-")


def kettlebell(sketch: Sketch) -> str:
    """A kettlebell: the heavier, the larger its bell below the same handle."""
    mass = sketch.number("mass", sketch.number("weight", 12, 2, 48), 2, 48)
    r = 78 + 26 * sqrt((mass - 2) / 46)
    y = 286 - r * 0.94
    top = y - r - 44
    bell = (
        f"M{-r * 0.52},{y + r * 0.94}C{-r * 0.86},{y + r * 0.78} {-r},{y + r * 0.42} {-r},{y}"
        f"C{-r},{y - r * 0.56} {-r * 0.56},{y - r} 0,{y - r}"
        f"C{r * 0.56},{y - r} {r},{y - r * 0.56} {r},{y}"
        f"C{r},{y + r * 0.42} {r * 0.86},{y + r * 0.78} {r * 0.52},{y + r * 0.94}Z"
    )
    handle = (
        f"M-66,{y - r * 0.62}C-78,{y - r - 14} -64,{top} -40,{top}L40,{top}"
        f"C64,{top} 78,{y - r - 14} 66,{y - r * 0.62}"
        f"L36,{y - r * 0.8}C48,{y - r - 8} 44,{top + 26} 32,{top + 26}L-32,{top + 26}"
        f"C-44,{top + 26} -48,{y - r - 8} -36,{y - r * 0.8}Z"
    )
    sleeve = f"M-70,{y - r * 0.9}L-43,{y - r * 0.98}L-42,{y - r * 0.8}L-67,{y - r * 0.68}Z"
    low = (
        f"M{-r * 0.52},{y + r * 0.94}"
        f"C{-r * 0.86},{y + r * 0.78} {-r},{y + r * 0.42} {-r},{y}"
        f"C{-r * 0.7},{y + r * 0.66} {r * 0.5},{y + r * 0.84} {r},{y}"
        f"C{r},{y + r * 0.42} {r * 0.86},{y + r * 0.78} {r * 0.52},{y + r * 0.94}Z"
    )
    gleam = (
        f"M{-r * 0.72},{y - r * 0.1}"
        f"C{-r * 0.72},{y - r * 0.46} {-r * 0.48},{y - r * 0.68} {-r * 0.2},{y - r * 0.76}"
        f"C{-r * 0.5},{y - r * 0.56} {-r * 0.6},{y - r * 0.36} {-r * 0.6},{y - r * 0.1}"
        "Z"
    )
    number = said(mass, "").strip()
    coated = sketch.design in (SECOND, FOURTH)
    drawn = (
        outline(neat(handle), fill=STEEL if sketch.design in (THIRD, FOURTH) else sketch.main)
        + shade(neat(f"M-40,{top + 14}L40,{top + 14}L34,{top + 26}L-34,{top + 26}Z"), opacity=0.2)
        + outline(pair(sleeve), fill=sketch.accent, width=1.5)
        + outline(neat(bell), fill=sketch.main)
        + (_vinyl(sketch, r, y) if coated else "")
        + shade(neat(low), opacity=0.2)
        + shade(neat(gleam), colour=WHITE, opacity=0.3)
        + disc(0, y + r * 0.04, r * 0.46, fill=sketch.accent, edge=1.6)
        + _coloured(0, y + r * 0.04 + 13, number, fill=sketch.main, size=36)
        + path(neat(bell), fill="none", stroke=INK, stroke_width=2)
        + line(neat(f"M{-r * 0.52},{y + r * 0.94}L{r * 0.52},{y + r * 0.94}"), width=4)
    )
    stated = "mass" in sketch.values or "weight" in sketch.values
    return flat(sketch, drawn, across(-r, r, 318, said(mass, "kg")) if stated else "")


def _vinyl(sketch: Sketch, r: float, y: float) -> str:
    """The coat of the lower half."""
    d = (
        f"M{-r},{y}C{-r * 0.6},{y + r * 0.2} {r * 0.6},{y + r * 0.2} {r},{y}"
        f"C{r},{y + r * 0.42} {r * 0.86},{y + r * 0.78} {r * 0.52},{y + r * 0.94}"
        f"L{-r * 0.52},{y + r * 0.94}"
        f"C{-r * 0.86},{y + r * 0.78} {-r},{y + r * 0.42} {-r},{y}Z"
    )
    return outline(neat(d), fill=sketch.third, width=1.4)


def gym_ball(sketch: Sketch) -> str:
    """A stability ball on the floor, with its ridges and valve."""
    diameter = sketch.number("diameter", 65, 15, 95)
    r = 84 + 50 * min((diameter - 15) / 60, 1)
    y = 284 - r
    kind = sketch.design
    shadow = (
        f"M{-r * 0.8},{284}C{-r * 0.5},{292} {r * 0.7},{292} {r * 0.95},{283}"
        f"C{r * 0.6},{277} {-r * 0.5},{277} {-r * 0.8},{284}Z"
    )
    dark = (
        f"M{r * 0.5},{y - r * 0.866}A{r},{r} 0 0,1 {-r * 0.64},{y + r * 0.768}"
        f"A{r * 1.16},{r * 1.16} 0 0,0 {r * 0.5},{y - r * 0.866}Z"
    )
    gleam = (
        f"M{-r * 0.76},{y - r * 0.22}"
        f"C{-r * 0.7},{y - r * 0.52} {-r * 0.5},{y - r * 0.72} {-r * 0.24},{y - r * 0.78}"
        f"C{-r * 0.46},{y - r * 0.6} {-r * 0.6},{y - r * 0.42} {-r * 0.66},{y - r * 0.18}"
        f"C{-r * 0.69},{y - r * 0.12} {-r * 0.75},{y - r * 0.14} {-r * 0.76},{y - r * 0.22}"
        "Z"
    )
    drawn = (
        shade(neat(shadow), opacity=0.18)
        + disc(0, y, r, fill=sketch.main)
        + _ball_surface(sketch, kind, r, y)
        + shade(_circled(dark), opacity=0.16)
        + shade(neat(gleam), colour=WHITE, opacity=0.45)
        + _valve(sketch, r, y)
        + path(_circle(0, y, r), fill="none", stroke=INK, stroke_width=2.2)
    )
    figures = ""
    measured = known(sketch, "diameter")
    if measured is not None:
        figures = across(-r, r, 314, said(measured, "cm")) + line(
            f"M{-r},{spell(y)}V304M{r},{spell(y)}V304", width=0.8, opacity=0.35
        )
    return flat(sketch, drawn, figures)


def _circle(x: float, y: float, r: float) -> str:
    s = spell(r)
    return (
        f"M{spell(x - r)},{spell(y)}A{s},{s} 0 1,1 {spell(x + r)},{spell(y)}"
        f"A{s},{s} 0 1,1 {spell(x - r)},{spell(y)}Z"
    )


def _circled(d: str) -> str:
    """A path with arcs, its coordinates rounded."""
    return re.sub(r"-?\d+\.\d{2,}", lambda m: spell(float(m.group())), d)


def _parallel(r: float, y: float, latitude: float) -> str:
    """The visible half of a circle of latitude, seen from a little above; 1 is the top."""
    half = r * sqrt(1 - latitude**2)
    level = y - latitude * r * 0.94
    return _circled(
        f"M{-half},{level}"
        f"C{-half * 0.6},{level + half * 0.3} {half * 0.6},{level + half * 0.3} {half},{level}"
    )


def _ball_surface(sketch: Sketch, kind: int, r: float, y: float) -> str:
    """Ridges around the ball, a coloured belt, ribs from pole to pole, or massage knobs."""
    fine = detail(sketch.main)
    if kind == THIRD:
        ribs = "".join(
            f"M0,{y - r}C{r * u},{y - r * 0.6} {r * u},{y + r * 0.6} 0,{y + r}"
            for u in (-1.1, -0.66, -0.22, 0.22, 0.66, 1.1)
        )
        return line(_circled(ribs), width=1.4, colour=fine, opacity=0.6) + mark(
            r * 0.1, y, sketch.accent, size=r / 36
        )
    if kind == FOURTH:
        knobs = "".join(
            _knob(r, y, latitude, i * 0.24 + (0.12 if row % 2 else 0))
            for row, latitude in enumerate((0.78, 0.5, 0.2, -0.12, -0.44, -0.72))
            for i in range(-4, 5)
        )
        return path(knobs, fill=mix(sketch.main, WHITE, 0.25), stroke=INK, stroke_width=1)
    ridges = "".join(
        _parallel(r, y, k) for k in (0.86, 0.72, 0.58, 0.44, -0.2, -0.36, -0.52, -0.68, -0.82)
    )
    belt = ""
    if kind == SECOND:
        half = r * sqrt(1 - 0.28**2)
        top, low = y - 0.28 * r * 0.94, y + 0.06 * r
        belt = outline(
            _circled(
                f"M{-half},{top}"
                f"C{-half * 0.6},{top + half * 0.3} {half * 0.6},{top + half * 0.3} {half},{top}"
                f"L{r},{low}C{r * 0.6},{low + r * 0.3} {-r * 0.6},{low + r * 0.3} {-r},{low}Z"
            ),
            fill=sketch.accent,
            width=1.4,
        )
    tone = sketch.third if kind == SECOND else sketch.accent
    return (
        line(ridges, width=1.4, colour=fine, opacity=0.5)
        + belt
        + mark(0, y + r * (0.14 if kind == SECOND else 0.04), tone, size=r / 34)
    )


def _knob(r: float, y: float, latitude: float, turn: float) -> str:
    """One massage knob, narrower toward the edge of the ball; none on the far side."""
    if abs(turn) > 0.9:
        return ""
    half = r * sqrt(1 - latitude**2)
    x = sin(turn * pi / 2) * half
    level = y - latitude * r * 0.94 + half * 0.22 * (1 - (x / half) ** 2)
    rx, ry = max(5.5 * cos(turn * pi / 2), 1.6), 5.0
    if hypot(x, level - y) > r - 7:
        return ""
    return (
        f"M{spell(x - rx)},{spell(level)}a{spell(rx)},{ry} 0 "
        f"1,1 {spell(2 * rx)},0a{spell(rx)},{ry} 0 1,1 {spell(-2 * rx)},0z"
    )


def _valve(sketch: Sketch, r: float, y: float) -> str:
    """The plug of the valve."""
    x, level = r * 0.42, y - r * 0.66
    return disc(x, level, 7, fill=sketch.accent, edge=1.4) + disc(x, level, 2.6)


def strap(sketch: Sketch) -> str:
    """A woven strap in a loose coil, two D-rings at its end."""
    d = (
        "M-134,92C-60,18 96,14 128,66C160,118 -8,118 -70,150C-140,186 -120,256 "
        "-36,258C40,260 64,206 176,214"
    )
    width = 30 if sketch.design in (FIRST, SECOND) else 24
    ring = (
        "M-178,70C-178,54 -166,46 -152,54L-118,96C-112,106 -120,118 -132,114"
        "C-154,106 -178,90 -178,70Z"
    )
    inner = (
        "M-168,70C-168,62 -162,60 -156,66L-130,98C-128,104 -132,106 -138,104"
        "C-152,96 -166,84 -168,70Z"
    )
    stripes = {
        FIRST: line(d, width=3, colour=sketch.accent),
        SECOND: line(d, width=width * 0.36, colour=sketch.accent),
        THIRD: stitch(d, colour=sketch.accent, opacity=1),
        FOURTH: path(
            d,
            fill="none",
            stroke=sketch.accent,
            stroke_width=width,
            stroke_dasharray="14 22",
            stroke_linecap="butt",
        ),
    }[sketch.design]
    drawn = (
        band(d, fill=sketch.main, width=width, edge=2, cap="butt")
        + stripes
        + stitch("M-128,106C-50,34 86,32 112,72")
        + outline("M168,199L184,199L184,230L168,229Z", fill=sketch.main, width=1.6)
        + stitch("M172,203L180,203L180,226L172,226Z")
        + path(ring + inner, fill=STEEL, fill_rule="evenodd", stroke=INK, stroke_width=1.8)
        + group(
            path(ring + inner, fill=STEEL, fill_rule="evenodd", stroke=INK, stroke_width=1.8),
            "translate(-9,9)",
        )
        + outline("M-142,74L-112,46L-90,70L-120,98Z", fill=sketch.main, width=1.8)
        + stitch("M-134,74L-112,54L-98,70L-120,90ZM-134,74L-98,70M-112,54L-120,90")
    )
    length = known(sketch, "length")
    return flat(
        sketch, drawn, across(-150, 180, 300, said(length, "cm")) if length is not None else ""
    )


def elastic(sketch: Sketch) -> str:
    """Resistance bands: three loops, a long loop, or a tube with handles."""
    kind = sketch.design
    if kind == THIRD:
        drawn = _tube_with_handles(sketch)
    elif kind == FOURTH:
        drawn = _long_loop(sketch)
    else:
        drawn = _mini_loops(sketch, alike=kind == SECOND)
    weight = known(sketch, "resistance")
    return flat(
        sketch, drawn, across(-120, 120, 318, said(weight, "kg")) if weight is not None else ""
    )


def _mini_loops(sketch: Sketch, *, alike: bool) -> str:
    """Three flat loops of rising strength, standing one behind the other."""
    tones = (sketch.third, sketch.accent, sketch.main)
    if alike:
        tones = (mix(sketch.main, INK, 0.35), mix(sketch.main, WHITE, 0.3), sketch.main)
    places = ((46, 52, 124), (-36, 116, 134), (14, 186, 150))
    return "".join(
        _standing_loop(
            x, y, rx, 46 + 4 * i, tone, accent=sketch.third if i == 2 else INK, bars=i + 1
        )
        for i, ((x, y, rx), tone) in enumerate(zip(places, tones, strict=True))
    )


def _standing_loop(
    x: float, y: float, rx: float, height: float, fill: str, *, accent: str, bars: int
) -> str:
    """A flat rubber loop on its edge, seen from above its rim."""
    ry = rx * 0.3
    left, right = x - rx, x + rx
    rise, low = ry * 1.33, y + height
    inside = (
        f"M{left},{y}C{left},{y - rise} {right},{y - rise} {right},{y}L{right - 3},{low}"
        f"C{right - 3},{low - rise} {left + 3},{low - rise} {left + 3},{low}Z"
    )
    wall = (
        f"M{left},{y}C{left},{y + ry * 1.33} {right},{y + ry * 1.33} {right},{y}"
        f"L{right - 3},{y + height}"
        f"C{right - 6},{y + height + ry * 1.3} {left + 6},{y + height + ry * 1.3} "
        f"{left + 3},{y + height}"
        "Z"
    )
    shadow = (
        f"M{right - 30},{y + ry * 0.7}C{right - 12},{y + ry * 0.46} {right},{y + ry * 0.24} "
        f"{right},{y}"
        f"L{right - 3},{low}C{right - 4},{low + ry * 0.2} {right - 14},{low + ry * 0.4} "
        f"{right - 31},{low + ry * 0.58}Z"
    )
    rim = (
        f"M{left + 2},{y + 6}"
        f"C{left + 4},{y + ry * 1.33 + 6} {right - 4},{y + ry * 1.33 + 6} {right - 2},{y + 6}"
    )
    gauge = "".join(
        f"M{spell(x - 12 + i * 12)},{spell(y + ry + height * 0.36)}v{spell(height * 0.32)}"
        for i in range(bars)
    )
    return (
        outline(neat(inside), fill=fill)
        + shade(neat(inside), opacity=0.42)
        + outline(neat(wall), fill=fill)
        + line(neat(rim), width=1, opacity=0.4)
        + shade(neat(shadow))
        + line(gauge, width=6, colour=accent if accent != fill else INK)
    )


def _long_loop(sketch: Sketch) -> str:
    """A power band: one long loop, thrown into an open eight."""
    d = (
        "M-150,96C-196,150 -150,240 -70,214C10,188 40,96 112,74C186,54 210,150 "
        "150,206C96,254 20,214 -20,150C-52,98 -112,50 -150,96Z"
    )
    over = "M-70,214C10,188 40,96 112,74"
    return (
        band(d, fill=sketch.main, width=26, edge=2, cap="butt")
        + line(d, width=2, colour=detail(sketch.main), opacity=0.3)
        + band(over, fill=sketch.main, width=26, edge=2, cap="butt")
        + path(
            "M-72,214.6C10,188 40,96 114,73.4",
            fill="none",
            stroke=sketch.main,
            stroke_width=26,
            stroke_linecap="butt",
        )
        + line("M-84,205C-16,186 22,106 84,70", width=2, colour=WHITE, opacity=0.4)
        + group(mark(0, 0, sketch.accent, size=1.5), "translate(19,141) rotate(-52)")
    )


def _tube_with_handles(sketch: Sketch) -> str:
    """An elastic tube with two webbing grips."""
    tube = (
        "M-118,120C-176,190 -130,286 -50,266C30,246 -66,150 20,120C96,94 40,250 "
        "96,262C160,274 176,190 118,120"
    )
    return (
        band(tube, fill=sketch.main, width=9, edge=1.8)
        + line("M-122,128C-172,192 -132,276 -54,258", width=1.6, colour=WHITE, opacity=0.4)
        + _grip(sketch)
        + group(_grip(sketch), "scale(-1,1)")
    )


def _grip(sketch: Sketch) -> str:
    """The left grip: a foam bar in a triangle of webbing."""
    webbing = "M-118,116L-168,58M-118,116L-92,26"
    return (
        band(webbing, fill=sketch.third, width=9, edge=1.6)
        + outline(
            "M-178,62C-184,52 -178,42 -168,38L-92,8C-82,4 -74,10 -72,18C-70,28 -74,34 "
            "-82,37L-160,68C-168,71 -174,70 -178,62Z",
            fill=sketch.accent,
        )
        + line(
            "M-156,36L-148,62M-142,30L-134,57M-128,24L-120,52M-114,18L-106,46M-100,13L-92,41",
            width=1.1,
            opacity=0.5,
        )
        + disc(-118, 116, 10, fill=STEEL, edge=1.8)
        + disc(-118, 116, 3.4)
    )


def jump_rope(sketch: Sketch) -> str:
    """A skipping rope in a loose coil between its two handles."""
    thick = 4.5 if sketch.design in (FIRST, FOURTH) else 7.0
    coil = (
        "M-104,142C-150,230 -120,284 -30,280C70,276 120,230 92,186C66,146 -60,146 -84,196"
        "C-106,242 -30,268 50,262C150,254 150,200 104,142"
    )
    beads = (
        path(
            coil,
            fill="none",
            stroke=sketch.accent,
            stroke_width=thick,
            stroke_dasharray="16 16",
            stroke_linecap="butt",
        )
        if sketch.design == THIRD
        else ""
    )
    sheen = line(coil, width=1.2, colour=WHITE, opacity=0.35)
    return flat(
        sketch,
        band(
            coil,
            fill=sketch.third if sketch.design == SECOND else sketch.main,
            width=thick,
            edge=1.6,
        )
        + beads
        + sheen
        + group(_rope_handle(sketch), "translate(-104,142) rotate(-28)")
        + group(_rope_handle(sketch), "translate(104,142) rotate(28)"),
        weighed(sketch, half=140),
    )


def _rope_handle(sketch: Sketch) -> str:
    """A handle pointing up, the rope leaving at (0, 0) through its bearing."""
    body = (
        "M-11,-14C-16,-40 -15,-60 -12,-84C-10,-104 -14,-112 -14,-122C-14,-134 "
        "14,-134 14,-122C14,-112 10,-104 12,-84C15,-60 16,-40 11,-14Z"
    )
    rings = "".join(
        f"M{-13 + i * 0.2},{-30 - i * 9}C-6,{-26 - i * 9} "
        f"6,{-26 - i * 9} {13 - i * 0.2},{-30 - i * 9}"
        for i in range(6)
    )
    grooves = "M-8,-24L-8,-96M0,-22L0,-98M8,-24L8,-96"
    return (
        outline(body, fill=sketch.accent)
        + line(grooves if sketch.design == FOURTH else rings, width=1.2, opacity=0.5)
        + shade(
            "M4,-14C8,-50 4,-100 6,-131C12,-130 14,-127 14,-122C14,-112 10,-104 12,-84"
            "C15,-60 16,-40 11,-14Z"
        )
        + outline("M-14,-118C-14,-134 14,-134 14,-118Z", fill=sketch.main, width=1.6)
        + outline("M-9,-14L9,-14L7,-2L-7,-2Z", fill=STEEL, width=1.6)
        + disc(0, 1, 5, fill=STEEL, edge=1.6)
    )


def foam_roller(sketch: Sketch) -> str:
    """A hollow roller: a ring of foam on its core, blocks or grooves along the wall."""
    roll = Roll(-92, 186, 86, 196, -84)
    kind = sketch.design
    core = 46.0
    drawn = (
        shade(
            "M-120,272C-60,288 80,262 190,196C210,184 190,180 176,182C90,214 -20,262 -120,272Z",
            opacity=0.14,
        )
        + outline(roll.band(0, 1), fill=sketch.main)
        + _roller_relief(sketch, roll, kind)
        + shade(_under(roll), opacity=0.18)
        + line(roll.ring(1), width=2)
        + outline(roll.face(), fill=sketch.main)
        + shade(roll.face(), colour=WHITE, opacity=0.16)
        + line(roll.face(roll.radius - 9), width=1, opacity=0.5)
        + outline(roll.face(core), fill=sketch.accent)
        + outline(roll.face(core - 9), fill=mix(sketch.accent, INK, 0.6), width=1.6)
        + shade(_core_light(roll, core - 9), colour=WHITE, opacity=0.18)
    )
    length = known(sketch, "length")
    diameter = known(sketch, "diameter")
    figures = "" if length is None else across(-100, 180, 312, said(length, "cm"))
    if diameter is not None:
        figures += upright(-200, roll.y - roll.radius, roll.y + roll.radius, said(diameter, "cm"))
    return flat(sketch, drawn, figures)


def _core_light(roll: Roll, r: float) -> str:
    """The far wall of the core, where light falls in."""
    x, y = roll.x, roll.y
    return _circled(
        f"M{x - r * 0.2},{y - r * 0.98}A{r},{r} 0 0,1 {x + r * 0.9},{y + r * 0.43}"
        f"A{r * 1.2},{r * 1.2} 0 0,0 {x - r * 0.2},{y - r * 0.98}Z"
    )


def _roller_relief(sketch: Sketch, roll: Roll, kind: int) -> str:
    """What the wall looks like: massage blocks, grooves around, or smooth with flecks."""
    if kind == FIRST:
        blocks = ""
        for row, start in enumerate((-100, -68, -36, -4)):
            for i in range(5):
                near = 0.06 + i * 0.19 + (0.05 if row % 2 else 0)
                far = min(near + (0.13 if i % 2 else 0.09), 0.97)
                corners = (
                    roll.spot(near, start),
                    roll.spot(far, start),
                    roll.spot(far, start + 22),
                    roll.spot(near, start + 22),
                )
                blocks += "M" + "L".join(_at(c) for c in corners) + "Z"
        return path(blocks, fill=mix(sketch.main, WHITE, 0.18), stroke=INK, stroke_width=1.2)
    if kind == SECOND:
        grooves = "".join(roll.ring(0.1 + i * 0.16) for i in range(6))
        return line(grooves, width=5, colour=mix(sketch.main, INK, 0.4)) + line(grooves, width=1)
    if kind == THIRD:
        return outline(roll.band(0.36, 0.64), fill=sketch.accent, width=1.4) + line(
            "".join(
                roll.lengthwise(a, 0, 0.36) + roll.lengthwise(a, 0.64, 1)
                for a in range(-100, 40, 20)
            ),
            width=1.2,
            opacity=0.5,
        )
    flecks = "".join(
        f"M{_at(roll.spot(0.04 + 0.118 * (i % 8) + 0.03 * (i // 8 % 2), -106 + i * 3.1))}h3"
        for i in range(44)
    )
    return line(flecks, width=2.6, colour=sketch.accent)


def block(sketch: Sketch) -> str:
    """A yoga block with softened edges, another standing behind it."""
    behind = group(_standing_block(sketch), "translate(66,-4)")
    top = (
        "M-176,166L-84,118L148,118C156,118 158,122 152,126L62,176L-164,176"
        "C-176,176 -180,170 -176,166Z"
    )
    front = (
        "M-178,172C-178,168 -172,168 -166,168L56,168C64,168 66,172 66,180L66,270"
        "C66,278 62,282 54,282L-166,282C-174,282 -178,278 -178,270Z"
    )
    side = (
        "M66,178C66,170 68,168 74,164L148,122C154,119 158,120 158,128L158,206"
        "C158,214 156,218 150,222L76,276C68,282 66,280 66,270Z"
    )
    cork = sketch.choice("material", "foam") == "cork" or sketch.design == FOURTH
    figures = ""
    thickness = known(sketch, "thickness")
    if thickness is not None:
        figures = upright(-196, 170, 282, said(thickness, "mm"))
    return flat(
        sketch,
        behind
        + outline(side, fill=sketch.main)
        + shade(side, opacity=0.26)
        + outline(top, fill=sketch.main)
        + shade(top, colour=WHITE, opacity=0.22)
        + outline(front, fill=sketch.main)
        + _block_grain(sketch, cork=cork)
        + line("M-166,276H52", width=1, opacity=0.4)
        + mark(-56, 226, sketch.accent, size=4),
        figures,
    )


def _standing_block(sketch: Sketch) -> str:
    """The same block on end."""
    front = "M-66,54C-66,48 -63,45 -57,45L25,45C31,45 34,48 34,54L34,190L-66,190Z"
    side = "M34,52C34,48 36,46 40,44L84,20C90,17 93,19 93,25L93,160L34,190Z"
    top = "M-60,45L-6,17C-3,15 0,15 4,15L84,15C92,15 93,18 86,21L40,44C36,46 32,46 28,45Z"
    return (
        outline(top, fill=sketch.accent)
        + shade(top, colour=WHITE, opacity=0.22)
        + outline(side, fill=sketch.accent)
        + shade(side, opacity=0.26)
        + outline(front, fill=sketch.accent)
        + mark(-16, 84, sketch.third, size=2.2)
    )


def _block_grain(sketch: Sketch, *, cork: bool) -> str:
    """Flecks of cork, or a scored line around foam."""
    if not cork:
        scored = "M-178,196L66,196L158,144" if sketch.design in (SECOND, THIRD) else "M-162,184H50"
        return line(
            scored,
            width=5 if sketch.design == THIRD else 1.2,
            colour=sketch.accent if sketch.design == THIRD else INK,
            opacity=0.9,
        )
    flecks = "".join(
        f"M{-166 + (i * 47) % 218},{184 + (i * 29) % 90}l{3 + i % 4},{i % 3}" for i in range(40)
    )
    return line(flecks, width=2.4, opacity=0.35)


def push_up_bars(sketch: Sketch) -> str:
    """Two push-up bars, one before the other."""
    return flat(
        sketch,
        group(_bar(sketch), "translate(52,-46) scale(0.9)")
        + group(_bar(sketch), "translate(-34,10)"),
        weighed(sketch, half=150),
    )


def _bar(sketch: Sketch) -> str:
    """One bar: feet, legs that lean outward, the foam grip."""
    foot = (
        "M-128,262C-136,262 -140,268 -138,274L-134,280L-58,280L-54,272C-54,264 "
        "-60,260 -66,258L-78,242L-112,242Z"
    )
    legs = "M-92,250L-76,140C-74,128 -66,122 -54,122L54,122C66,122 74,128 76,140L92,250"
    rod = sketch.main if sketch.design in (FIRST, SECOND) else STEEL
    grip = "M-58,106C-64,112 -64,132 -58,138L58,138C64,132 64,112 58,106Z"
    ribs = "".join(f"M{x},107C{x - 3},114 {x - 3},130 {x},137" for x in range(-48, 56, 12))
    pads = "M-132,276L-60,276L-60,284L-132,284Z"
    return (
        outline(pair(pads), fill=INK, width=1)
        + outline(pair(foot), fill=sketch.third if sketch.design == FIRST else sketch.main)
        + line(pair("M-112,250L-78,250M-128,272L-62,272"), width=1, opacity=0.5)
        + band(legs, fill=rod, width=17, edge=2, cap="butt")
        + line("M-86,240L-71,142", width=2, colour=WHITE, opacity=0.4)
        + outline(grip, fill=sketch.accent)
        + line(ribs if sketch.design != THIRD else "M-54,116H54M-54,128H54", width=1.2, opacity=0.5)
        + shade("M-62,126L62,126C62,132 60,136 58,138L-58,138C-60,136 -62,132 -62,126Z")
    )


def step(sketch: Sketch) -> str:
    """An aerobic step: a ribbed platform on its risers."""
    height = sketch.number("height", 15, 8, 25)
    lift = 24 + (height - 8) * 3.2
    top = 262 - lift - 52
    deck = (
        f"M-150,{top + 34}C-154,{top + 22} -146,{top + 14} -136,{top + 8}"
        f"L-98,{top - 40}C-92,{top - 48} -86,{top - 50} -76,{top - 50}"
        f"L108,{top - 50}C118,{top - 50} 124,{top - 48} 130,{top - 40}L168,{top + 8}"
        f"C176,{top + 16} 180,{top + 22} 176,{top + 34}Z"
    )
    lip = (
        f"M-151,{top + 28}L177,{top + 28}L174,{top + 52}C173,{top + 58} "
        f"170,{top + 60} 164,{top + 60}L-138,{top + 60}C-144,{top + 60} "
        f"-147,{top + 58} -148,{top + 52}Z"
    )
    riser = f"M-130,{top + 60}L-52,{top + 60}L-46,{top + 60 + lift}L-136,{top + 60 + lift}Z"
    other = f"M78,{top + 60}L156,{top + 60}L162,{top + 60 + lift}L72,{top + 60 + lift}Z"
    ribs = "".join(
        f"M{spell(-132 + i * 5.8)},{spell(top + 18 - i * 8)}"
        f"L{spell(162 - i * 5.8)},{spell(top + 18 - i * 8)}"
        for i in range(8)
    )
    drawn = (
        outline(neat(riser + other), fill=sketch.accent)
        + line(
            neat(
                f"M-132,{top + 60 + lift * 0.5}L-49,{top + 60 + lift * 0.5}"
                f"M75,{top + 60 + lift * 0.5}L159,{top + 60 + lift * 0.5}"
            )
        )
        + shade(
            neat(
                f"M-130,{top + 60}L-52,{top + 60}L-51,{top + 72}L-131,{top + 72}Z"
                f"M78,{top + 60}L156,{top + 60}L157,{top + 72}L77,{top + 72}Z"
            ),
            opacity=0.25,
        )
        + outline(neat(deck), fill=sketch.main)
        + line(ribs, width=3, colour=mix(sketch.main, INK, 0.4))
        + mark(14, top - 12, sketch.third, size=3)
        + outline(neat(lip), fill=sketch.main)
        + shade(neat(lip), opacity=0.16)
        + line(neat(f"M-140,{top + 46}L166,{top + 46}"), width=4, colour=sketch.third)
    )
    measured = known(sketch, "height")
    figures = (
        "" if measured is None else upright(-172, top + 28, top + 60 + lift, said(measured, "cm"))
    )
    return flat(sketch, drawn, figures)


DRAWINGS: dict[str, Drawer] = {
    "tapis": mat,
    "haltere": dumbbell,
    "kettlebell": kettlebell,
    "ballon-gym": gym_ball,
    "sangle": strap,
    "elastique": elastic,
    "corde-a-sauter": jump_rope,
    "rouleau": foam_roller,
    "brique": block,
    "poignees-pompes": push_up_bars,
    "step": step,
}
