"""Bikes from the drive side, built from stack, reach, head angle, travel and tyre."""

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, radians, sin, sqrt

from marketplace.technical.drawings.canvas import (
    INK,
    STEEL,
    Drawer,
    Sketch,
    across,
    band,
    detail,
    disc,
    fitted,
    line,
    mix,
    outline,
    path,
    polar,
    tag,
)
from marketplace.technical.drawings.pattern import flag, known, note, said

MM = 0.22  # picture units a millimetre
RUBBER = mix(INK, "#ffffff", 0.14)
METAL = mix(STEEL, INK, 0.2)
Point = tuple[float, float]
SEAT_ANGLE = radians(73.6)
RIM = {"16": 152, "20": 203, "26": 279, "275": 292, "650b": 292}  # bead seat radius in mm
ROAD_RIM = 311


@dataclass(frozen=True)
class Style:
    """What a kind of bike has by default; lengths in mm."""

    stack: float = 560
    reach: float = 385
    angle: float = 72
    fork: float = 375  # axle to crown of a rigid fork
    stay: float = 415
    tyre: float = 30
    bars: str = "drop"
    seat: float = 0.9  # how far up the stack the seat tube reaches
    sag: float = 70  # how far the bottom bracket lies below the axles


ROAD = Style()
GRAVEL = Style(stack=590, reach=390, angle=71, fork=398, stay=428, tyre=45)
MOUNTAIN = Style(
    stack=620, reach=450, angle=66.5, fork=430, stay=438, tyre=58, bars="flat", seat=0.68, sag=40
)
CITY = Style(
    stack=620, reach=375, angle=70, fork=400, stay=450, tyre=42, bars="swept", seat=0.82, sag=60
)


class Bike:
    """The points of a frame, in picture units with the ground at 0."""

    def __init__(self, sketch: Sketch, style: Style) -> None:
        self.sketch, self.style = sketch, style
        self.angle = radians(sketch.number("head_angle", style.angle, 60, 78))
        wheel = sketch.choice("wheel", "")
        clearance = sketch.number("tyre_clearance", style.tyre, 22, 75)
        self.tyre = clearance if sketch.values.get("tyre_clearance") is not None else style.tyre
        small = RIM.get("275" if wheel == "mullet" else wheel, ROAD_RIM)
        self.rear_rim, self.front_rim = small, RIM.get(wheel, ROAD_RIM)
        self.travel = sketch.number("travel", 0, 0, 220)
        rear, front = self.rear_rim + self.tyre * 0.9, self.front_rim + self.tyre * 0.9
        self.rear_radius, self.front_radius = rear * MM, front * MM
        stay = style.stay
        self.bottom = (0.0, -(ROAD_RIM + self.tyre * 0.9 - style.sag))
        rise = rear + self.bottom[1]
        self.rear = (-sqrt(stay * stay - rise * rise), -rear)
        self._front(front)
        self._seat()

    def _front(self, front: float) -> None:
        """Head tube, fork and front axle, from stack, reach and angle."""
        style, c, s = self.style, cos(self.angle), sin(self.angle)
        stack = self.sketch.number("stack", style.stack, 480, 720)
        reach = self.sketch.number("reach", style.reach, 330, 530)
        self.top = (reach, self.bottom[1] - stack)
        whole = (-front + 44 * c - self.top[1]) / s
        fork = style.fork + (70 + self.travel * 0.75 if self.travel > 60 else self.travel * 0.6)
        head = max(whole - fork, 92)
        self.crown = (reach + head * c, self.top[1] + head * s)
        self.front = (reach + whole * c + 44 * s, -front)

    def _seat(self) -> None:
        stack = self.bottom[1] - self.top[1]
        up = stack * self.style.seat / sin(SEAT_ANGLE)
        self.seat = self.along_seat(up)
        self.saddle = self.along_seat(max(stack * 1.24, up + 110))

    def along_seat(self, length: float) -> Point:
        return -length * cos(SEAT_ANGLE), self.bottom[1] - length * sin(SEAT_ANGLE)


def _at(p: Point) -> str:
    return f"{p[0] * MM:.1f},{p[1] * MM:.1f}"


def _toward(p: Point, q: Point, share: float) -> Point:
    return p[0] + (q[0] - p[0]) * share, p[1] + (q[1] - p[1]) * share


def _rod(p: Point, q: Point, *, fill: str, width: float, edge: float = 1.5) -> str:
    return band(f"M{_at(p)}L{_at(q)}", fill=fill, width=width * MM, edge=edge, cap="round")


# --- wheels ----------------------------------------------------------------------------------
def _wheel(bike: Bike, hub: Point, rim: float, *, knobs: float, deep: bool) -> str:
    x, y = hub[0] * MM, hub[1] * MM
    outer, inner = (rim + bike.tyre * 0.9) * MM, rim * MM
    depth = 12.0 if deep else 5.0
    wall = outer - inner + 1.4
    spokes = "".join(
        f"M{polar(x, y, 4.2, 22.5 * i + (40 if i % 2 else -40))}L{polar(x, y, inner - 3, 22.5 * i)}"
        for i in range(16)
    )
    tread = ""
    if knobs:
        tread = _circle(x, y, outer - 0.2, width=knobs, dash="3.2 2.6")
    sketch = bike.sketch
    rim_fill = mix(INK, "#ffffff", 0.24) if deep else METAL
    decal = ""
    if deep:
        decal = line(
            f"M{polar(x, y, inner - depth / 2, -70)}"
            f"A{inner - depth / 2:.1f},{inner - depth / 2:.1f}"
            f" 0 0 1 {polar(x, y, inner - depth / 2, -20)}",
            width=3.4,
            colour=sketch.accent,
        )
    return (
        tread
        + _circle(x, y, outer - wall / 2, width=wall, colour=RUBBER)
        + _circle(x, y, inner - depth / 2, width=depth, colour=rim_fill)
        + _circle(x, y, inner - depth, width=0.9)
        + _circle(x, y, inner - 0.4, width=1)
        + decal
        + line(spokes, width=0.7, opacity=0.7)
    )


def _circle(
    x: float, y: float, r: float, *, width: float, colour: str = INK, dash: str = ""
) -> str:
    extra = {"stroke_dasharray": dash, "stroke_linecap": "butt"} if dash else {}
    return tag(
        "circle",
        cx=f"{x:.1f}",
        cy=f"{y:.1f}",
        r=f"{r:.1f}",
        fill="none",
        stroke=colour,
        stroke_width=f"{width:g}",
        **extra,
    )


def _hub(hub: Point, *, rotor: float, size: float = 14) -> str:
    x, y = hub[0] * MM, hub[1] * MM
    brake = ""
    if rotor:
        r = rotor / 2 * MM
        brake = (
            _circle(x, y, r - 1.4, width=2.6, colour=METAL)
            + _circle(x, y, r, width=0.7)
            + line(
                "".join(f"M{x:.1f},{y:.1f}L{polar(x, y, r - 2, 72 * i)}" for i in range(5)),
                width=1.1,
                colour=METAL,
            )
        )
    return brake + disc(x, y, size * MM, fill=STEEL, edge=1.2)


def _rotor(sketch: Sketch) -> float:
    if sketch.choice("brake", "disc_hydraulic").startswith("disc"):
        return sketch.number("rotor", 160, 140, 230)
    return 0


# --- frame -----------------------------------------------------------------------------------
def _frame(bike: Bike, *, width: float = 34, low: bool = False) -> str:
    """Down tube, top tube, seat tube and stays; ``low`` for a frame one steps through."""
    sketch = bike.sketch
    main, accent = sketch.main, sketch.accent
    steel = sketch.choice("frame_material", "carbon") in ("steel", "titanium")
    width = width * (0.72 if steel else 1)
    bottom, seat, top, crown = bike.bottom, bike.seat, bike.top, bike.crown
    joint = _toward(top, crown, 0.25)
    lower = _toward(top, crown, 0.72)
    end = bike.along_seat(190) if low else _toward(bike.bottom, seat, 0.95)
    stays = accent if sketch.design == 2 else main
    drawn = (
        _rod(bike.rear, bottom, fill=stays, width=width * 0.5)
        + _rod(bike.rear, _toward(bottom, seat, 0.86), fill=stays, width=width * 0.38)
        + _rod(bottom, seat, fill=main, width=width * 0.86)
        + _top_tube(bike, joint, end, width=width * 0.82, low=low)
        + _rod(lower, bottom, fill=main, width=width * 1.16)
        + _rod(top, crown, fill=accent if sketch.design == 3 else main, width=width * 1.2)
        + disc(0, bottom[1] * MM, width * MM * 0.86, fill=main, edge=1.5)
    )
    return drawn + _paint(bike, lower, joint, end, width)


def _top_tube(bike: Bike, joint: Point, end: Point, *, width: float, low: bool) -> str:
    if not low:
        return _rod(joint, end, fill=bike.sketch.main, width=width)
    bend = (joint[0] - 130, end[1] - 60)
    d = f"M{_at(joint)}Q{_at(bend)} {_at(end)}"
    return band(d, fill=bike.sketch.main, width=width * MM, edge=1.5, cap="round")


def _paint(bike: Bike, lower: Point, joint: Point, end: Point, width: float) -> str:
    """The second colour: a panel, rings or a sweep along the tubes, and the light on them."""
    sketch = bike.sketch
    p, q = _toward(lower, bike.bottom, 0.22), _toward(lower, bike.bottom, 0.62)
    w = width * 1.16 * MM
    pieces = (
        f"M{_at(p)}L{_at(q)}",
        "".join(
            f"M{_at(_toward(lower, bike.bottom, a))}L{_at(_toward(lower, bike.bottom, a + 0.05))}"
            for a in (0.2, 0.32, 0.44)
        ),
        f"M{_at(_toward(lower, bike.bottom, 0.7))}L{_at(_toward(lower, bike.bottom, 0.94))}",
        f"M{_at(_toward(lower, bike.bottom, 0.05))}L{_at(_toward(lower, bike.bottom, 0.35))}",
    )[sketch.design]
    gleam = f"M{_at(_toward(joint, end, 0.1))}L{_at(_toward(joint, end, 0.5))}"
    return path(
        pieces, fill="none", stroke=sketch.accent, stroke_width=f"{w:.1f}", stroke_linecap="butt"
    ) + line(gleam, colour="#ffffff", opacity=0.35, width=1.2)


def _rigid_fork(bike: Bike) -> str:
    sketch = bike.sketch
    c, s = cos(bike.angle), sin(bike.angle)
    knee = (bike.crown[0] + 190 * c + 4 * s, bike.crown[1] + 190 * s - 4 * c)
    d = f"M{_at(bike.crown)}L{_at(knee)}Q{_at(_toward(knee, bike.front, 0.6))} {_at(bike.front)}"
    fill = sketch.accent if sketch.design in (1, 3) else sketch.main
    return band(d, fill=fill, width=24 * MM, edge=1.5, cap="round")


def _suspension_fork(bike: Bike) -> str:
    """Stanchions as long as the travel, lowers, an arch."""
    c, s = cos(bike.angle), sin(bike.angle)
    down = (bike.front[0] - 44 * s, bike.front[1] + 44 * c)
    length = bike.travel + 40
    seal = (bike.crown[0] + length * c, bike.crown[1] + length * s)
    tube = "#c9a25a" if bike.travel >= 140 else mix(INK, "#ffffff", 0.3)
    lowers = bike.sketch.accent if bike.sketch.design == 1 else RUBBER
    return (
        _rod(bike.crown, seal, fill=tube, width=30)
        + band(
            f"M{_at(seal)}L{_at(_toward(seal, down, 0.8))}L{_at(bike.front)}",
            fill=lowers,
            width=44 * MM,
            edge=1.5,
            cap="round",
        )
        + _rod(
            (bike.crown[0] - 12 * c, bike.crown[1] - 12 * s),
            (bike.crown[0] + 14 * c, bike.crown[1] + 14 * s),
            fill=RUBBER,
            width=56,
        )
    )


def _shock(bike: Bike) -> str:
    """A rear shock and the rocker that drives it."""
    if not bike.sketch.number("rear_travel", 0, 0, 220):
        return ""
    pivot = bike.along_seat(300)
    rocker = (pivot[0] + 92, pivot[1] - 26)
    foot = (bike.along_seat(120)[0] + 150, bike.along_seat(120)[1] - 20)
    link = (pivot[0] - 90, pivot[1] - 40)
    return (
        _rod(bike.rear, link, fill=bike.sketch.main, width=20)
        + _rod(rocker, foot, fill=STEEL, width=24)
        + _rod(_toward(rocker, foot, 0.45), foot, fill=bike.sketch.accent, width=38)
        + outline(
            f"M{_at(link)}L{_at(rocker)}L{_at((pivot[0] + 20, pivot[1] + 34))}Z",
            fill=mix(bike.sketch.main, INK, 0.25),
            width=1.4,
        )
        + disc(pivot[0] * MM, pivot[1] * MM, 2.6, fill=STEEL, edge=1)
    )


# --- cockpit, saddle, drive ------------------------------------------------------------------
def _bars(bike: Bike) -> str:
    x, y = bike.top
    stem = (x + 78, y - 34)
    kind = bike.style.bars
    tape = RUBBER if bike.sketch.design % 2 else mix(bike.sketch.third, INK, 0.15)
    post = _rod((x + 4, y + 4), (x - 8, y - 34), fill=RUBBER, width=34)
    if kind == "drop":
        bx, by = stem
        curve = (
            f"M{_at(stem)}L{_at((bx + 62, by - 4))}Q{_at((bx + 104, by + 4))}"
            f" {_at((bx + 92, by + 62))}"
            f"Q{_at((bx + 76, by + 128))} {_at((bx - 6, by + 126))}"
        )
        hood = f"M{_at((bx + 56, by - 10))}Q{_at((bx + 96, by - 54))} {_at((bx + 118, by - 40))}"
        lever = f"M{_at((bx + 112, by - 20))}Q{_at((bx + 128, by + 50))} {_at((bx + 104, by + 96))}"
        return (
            line(lever, width=4.2)
            + line(lever, width=1.8, colour=METAL)
            + post
            + _rod((x - 6, y - 28), stem, fill=RUBBER, width=28)
            + band(curve, fill=tape, width=26 * MM, edge=1.4, cap="round")
            + band(hood, fill=RUBBER, width=34 * MM, edge=1.2, cap="round")
        )
    if kind == "swept":
        d = f"M{_at((x + 34, y - 96))}Q{_at((x - 20, y - 140))} {_at((x - 150, y - 96))}"
        grip = f"M{_at((x - 66, y - 120))}Q{_at((x - 110, y - 112))} {_at((x - 152, y - 95))}"
        return (
            _rod((x + 2, y), (x + 34, y - 96), fill=METAL, width=24)
            + band(d, fill=METAL, width=20 * MM, edge=1.3, cap="round")
            + band(
                grip,
                fill="#8a6242" if bike.sketch.design % 2 else RUBBER,
                width=34 * MM,
                edge=1.3,
                cap="round",
            )
        )
    hold = (x + 50, y - 44)
    return (
        post
        + _rod((x - 4, y - 26), hold, fill=RUBBER, width=34)
        + _rod(hold, (x - 26, y - 74), fill=bike.sketch.accent, width=38)
        + line(f"M{_at((x + 44, y - 60))}L{_at((x + 84, y - 18))}", width=3)
    )


def _saddle(bike: Bike, *, soft: bool, dropper: bool) -> str:
    x, y = bike.saddle
    fill = "#8a6242" if soft and bike.sketch.design % 2 else RUBBER
    bulge = 34 if soft else 18
    shape = (
        f"M{_at((x - 130, y - 8))}Q{_at((x - 132, y - bulge - 6))} {_at((x - 60, y - bulge + 6))}"
        f"Q{_at((x + 20, y - 12))} {_at((x + 140, y - 10))}Q{_at((x + 156, y + 4))} "
        f"{_at((x + 130, y + 10))}Q{_at((x + 10, y + 14))} {_at((x - 60, y + bulge))}"
        f"Q{_at((x - 124, y + 30))} {_at((x - 130, y - 8))}Z"
    )
    seam = f"M{_at((x - 118, y + 2))}Q{_at((x - 20, y - 4))} {_at((x + 132, y - 2))}"
    head = (x - 2, y + 26)
    collar = _toward(bike.seat, head, 0.4)
    post = _rod(bike.seat, head, fill=METAL if not dropper else "#c9a25a", width=22)
    if dropper:
        post += _rod(bike.seat, collar, fill=RUBBER, width=34)
    rails = line(f"M{_at((x - 70, y + 34))}L{_at((x + 60, y + 22))}", width=2.4)
    return (
        post
        + rails
        + outline(shape, fill=fill, width=1.6)
        + line(seam, colour=detail(fill), opacity=0.6, width=1)
    )


def _drive(bike: Bike, *, ring: float, hub_gear: bool, cover: bool) -> str:
    """Chain and rings with their crank; a derailleur or a hub gear behind."""
    sketch = bike.sketch
    bx, by = bike.bottom[0] * MM, bike.bottom[1] * MM
    rx, ry = bike.rear[0] * MM, bike.rear[1] * MM
    r, cog = ring * MM, (44 if hub_gear else 30 + sketch.number("speeds", 11, 5, 13) * 3.4) * MM
    jockey = (rx + 3, ry + 17)
    back = f"L{bx:.1f},{by + r:.1f}"
    chain = f"M{bx:.1f},{by - r:.1f}L{rx:.1f},{ry - cog:.1f}"
    chain += (
        f"M{rx:.1f},{ry + cog:.1f}{back}" if hub_gear else f"M{jockey[0]:.1f},{jockey[1]:.1f}{back}"
    )
    belt = sketch.choice("drive", "chain") == "belt"
    drawn = _circle(rx, ry, cog - 1.6, width=3.2, colour=METAL) + _circle(rx, ry, cog, width=0.8)
    drawn += line(chain, width=2.6 if belt else 1.9, colour=INK)
    if not hub_gear:
        drawn += line(f"M{rx + 2:.1f},{ry + 4:.1f}L{jockey[0]:.1f},{jockey[1]:.1f}", width=4.4)
        drawn += disc(*jockey, 2.6, fill=METAL, edge=1)
    if cover:
        return drawn + band(
            chain.split("M")[1].join(("M", "")),
            fill=mix(sketch.main, INK, 0.25),
            width=15,
            edge=1.4,
            cap="round",
        )
    teeth = _circle(bx, by, r, width=2.6, dash="1.6 1.2") + _circle(bx, by, r - 2.4, width=3.6)
    arms = "".join(f"M{bx:.1f},{by:.1f}L{polar(bx, by, r - 3, 90 * i + 30)}" for i in range(4))
    inner = sketch.number("chainrings", 1, 1, 3) > 1
    return (
        drawn
        + teeth
        + _circle(bx, by, r - 2.4, width=1.8, colour=METAL)
        + (_circle(bx, by, r * 0.7, width=2, colour=METAL) if inner else "")
        + line(arms, width=3.4)
    )


def _crank(bike: Bike, *, far: bool) -> str:
    way = 1 if not far else -1
    x, y = bike.bottom
    end = (x + way * 158, y + way * 62)
    pedal = f"M{_at((end[0] - 44, end[1]))}L{_at((end[0] + 44, end[1]))}"
    return (
        _rod((x, y), end, fill=RUBBER if far else METAL, width=22)
        + line(pedal, width=5)
        + ("" if far else disc(x * MM, y * MM, 3.4, fill=RUBBER, edge=1))
    )


# --- bikes -----------------------------------------------------------------------------------
def _assembled(
    bike: Bike,
    *,
    frame: str,
    fork: str,
    knobs: float = 0,
    deep: bool = False,
    ring: float = 88,
    hub_gear: bool = False,
    cover: bool = False,
    soft: bool = False,
    behind: str = "",
) -> str:
    rotor = _rotor(bike.sketch)
    return (
        _crank(bike, far=True)
        + _wheel(bike, bike.rear, bike.rear_rim, knobs=knobs, deep=deep)
        + _wheel(bike, bike.front, bike.front_rim, knobs=knobs, deep=deep)
        + behind
        + _saddle(bike, soft=soft, dropper=flag(bike.sketch, "dropper", False))
        + fork
        + frame
        + _hub(bike.rear, rotor=0, size=22 if hub_gear else 14)
        + _hub(bike.front, rotor=rotor)
        + _drive(bike, ring=ring, hub_gear=hub_gear, cover=cover)
        + _crank(bike, far=False)
        + _bars(bike)
    )


def _picture(bike: Bike, drawn: str, words: str = "") -> str:
    left = bike.rear[0] * MM - bike.rear_radius
    right = max(bike.front[0] * MM + bike.front_radius, bike.top[0] * MM + 46)
    top = min(bike.saddle[1] - 40, bike.top[1] - 150) * MM
    if not bike.sketch.dimensions:
        return fitted(drawn, extent=(left - 2, top, right + 2, 4))
    label = ", ".join(
        said(value, unit)
        for key, unit in (("weight", "kg"), ("battery_wh", "Wh"), ("torque", "Nm"))
        if (value := known(bike.sketch, key)) is not None
    )
    span = across(left, right, 20, label) if label else ""
    return fitted(drawn + words + span, extent=(left - 12, top - 14, right + 44, 30))


def _clearance(bike: Bike) -> str:
    width = known(bike.sketch, "tyre_clearance")
    if width is None:
        return ""
    x, y = bike.front[0] * MM, bike.front[1] * MM
    spot = polar(x, y, bike.front_radius - 3, -45).split(",")
    start = float(spot[0]), float(spot[1])
    return note(*start, (start[0] + 8, start[1] - 26), said(width, "mm"))


def road(sketch: Sketch) -> str:
    """A road bike; carbon rims are deep, an aero bike's deeper still."""
    bike = Bike(sketch, ROAD)
    deep = sketch.choice("wheel_material", "aluminium") == "carbon"
    drawn = _assembled(
        bike,
        frame=_frame(bike, width=44 if sketch.choice("use", "") in ("aero", "triathlon") else 36),
        fork=_rigid_fork(bike),
        deep=deep,
        ring=100,
    )
    return _picture(bike, drawn, _clearance(bike))


def gravel(sketch: Sketch) -> str:
    """A gravel bike: wider tyres with a tread, sometimes a short fork travel."""
    bike = Bike(sketch, GRAVEL)
    fork = _suspension_fork(bike) if bike.travel >= 20 else _rigid_fork(bike)
    drawn = _assembled(bike, frame=_frame(bike), fork=fork, knobs=1.8, ring=86)
    return _picture(bike, drawn, _clearance(bike))


def mountain(sketch: Sketch) -> str:
    """A mountain bike: its fork and its shock as long as their travel."""
    bike = Bike(sketch, MOUNTAIN)
    fork = _suspension_fork(bike) if bike.travel else _rigid_fork(bike)
    frame = _frame(bike, width=44) + _shock(bike)
    drawn = _assembled(bike, frame=frame, fork=fork, knobs=3.4, ring=70)
    return _picture(bike, drawn, _travels(bike))


def _travels(bike: Bike) -> str:
    words = ""
    for key, spot, shift in (
        ("travel", _toward(bike.crown, bike.front, 0.35), (66, -22)),
        ("rear_travel", bike.along_seat(260), (-56, -60)),
    ):
        value = known(bike.sketch, key)
        if value:
            x, y = spot[0] * MM, spot[1] * MM
            words += note(x, y, (x + shift[0], y + shift[1]), said(value, "mm"))
    return words


def _mudguards(bike: Bike) -> str:
    drawn = ""
    for hub, radius, start, end in (
        (bike.rear, bike.rear_radius, 165, 300),
        (bike.front, bike.front_radius, 175, 325),
    ):
        x, y, r = hub[0] * MM, hub[1] * MM, radius + 2.6
        d = f"M{polar(x, y, r, start)}A{r:.1f},{r:.1f} 0 0 1 {polar(x, y, r, end)}"
        stay = f"M{x:.1f},{y:.1f}L{polar(x, y, r, start + 10)}"
        drawn += line(stay, width=1.2) + band(d, fill=bike.sketch.main, width=3.4, edge=1.2)
    return drawn


def _rack(bike: Bike) -> str:
    x, y = bike.rear[0] * MM, bike.rear[1] * MM
    top = y - bike.rear_radius - 9
    return line(
        f"M{x:.1f},{y:.1f}L{x - 12:.1f},{top:.1f}M{x:.1f},{y:.1f}L{x + 14:.1f},{top:.1f}", width=2
    ) + band(f"M{x - 46:.1f},{top:.1f}H{x + 34:.1f}", fill=RUBBER, width=3.4, edge=1)


def _lights(bike: Bike) -> str:
    x, y = _toward(bike.top, bike.crown, 0.15)
    x, y = x * MM + 8, y * MM
    rx, ry = bike.rear[0] * MM - 48, bike.rear[1] * MM - bike.rear_radius - 12
    if not flag(bike.sketch, "rack", True):
        rx, ry = bike.rear[0] * MM - bike.rear_radius - 7, bike.rear[1] * MM - 34
    return outline(f"M{x:.1f},{y - 5:.1f}h9q6,5 0,10h-9z", fill="#fbf3cf", width=1.3) + outline(
        f"M{rx:.1f},{ry:.1f}h5v8h-5z", fill="#d23a2e", width=1.2
    )


def _equipped(bike: Bike, *, given: bool) -> str:
    drawn: list[str] = []
    fittings: tuple[tuple[str, Callable[[Bike], str]], ...] = (
        ("rack", _rack),
        ("mudguards", _mudguards),
        ("lights", _lights),
    )
    for key, draw in fittings:
        if flag(bike.sketch, key, given):
            drawn.append(draw(bike))
    return "".join(drawn)


def city(sketch: Sketch) -> str:
    """A city bike with its rack, mudguards and lights; one steps over or through it."""
    bike = Bike(sketch, CITY)
    hub_gear = sketch.choice("gearing", "derailleur") != "derailleur"
    drawn = _assembled(
        bike,
        frame=_frame(bike, low=sketch.choice("frame_shape", "diamond") != "diamond"),
        fork=_rigid_fork(bike),
        ring=82,
        hub_gear=hub_gear,
        cover=hub_gear and sketch.choice("drive", "chain") == "chain",
        soft=True,
        behind=_equipped(bike, given=True),
    )
    return _picture(bike, drawn)


def electric(sketch: Sketch) -> str:
    """An e-bike: battery and motor as large as their figures."""
    use = sketch.choice("use", "city")
    style = {"mtb": MOUNTAIN, "road": GRAVEL}.get(use, CITY)
    bike = Bike(sketch, style)
    everyday = style is CITY
    fork = _suspension_fork(bike) if bike.travel >= 30 else _rigid_fork(bike)
    low = sketch.choice("frame_shape", "diamond") != "diamond"
    drawn = _assembled(
        bike,
        frame=_frame(bike, width=46, low=low) + _battery(bike),
        fork=fork,
        knobs=0 if everyday else 3,
        ring=76,
        soft=everyday,
        behind=_equipped(bike, given=True) if everyday else "",
    )
    return _picture(bike, drawn + _motor(bike))


def _battery(bike: Bike) -> str:
    share = bike.sketch.number("battery_wh", 500, 150, 1500) / 1500
    lower = _toward(bike.top, bike.crown, 0.72)
    p, q = _toward(bike.bottom, lower, 0.2), _toward(bike.bottom, lower, 0.42 + 0.5 * share**0.6)
    return _rod(p, q, fill=RUBBER, width=58 + 26 * share) + line(
        f"M{_at(_toward(p, q, 0.08))}L{_at(_toward(p, q, 0.4))}", width=2, colour=bike.sketch.accent
    )


def _motor(bike: Bike) -> str:
    size = (40 + bike.sketch.number("torque", 60, 20, 150) * 0.34) * MM
    spot = {"rear": bike.rear, "front": bike.front}.get(bike.sketch.choice("motor", "mid"))
    x, y = (spot or bike.bottom)[0] * MM, (spot or bike.bottom)[1] * MM
    return (
        disc(x, y, size, fill=RUBBER, edge=1.6)
        + _circle(x, y, size * 0.68, width=1.2, colour=bike.sketch.accent)
        + disc(x, y, 3, fill=STEEL, edge=1)
        + (_crank(bike, far=False) if spot is None else "")
    )


DRAWINGS: dict[str, Drawer] = {
    "velo-route": road,
    "velo-gravel": gravel,
    "vtt": mountain,
    "velo-ville": city,
    "vae": electric,
}
