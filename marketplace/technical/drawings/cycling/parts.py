"""Pedals, lights, tyres, turbo trainers, locks, bike computers."""

from itertools import pairwise
from math import cos, radians, sin

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
    polar,
    shade,
    tag,
    text,
    upright,
)
from marketplace.technical.drawings.details import caption, stated, trim
from marketplace.technical.drawings.pattern import flag

RUBBER = mix(INK, "#ffffff", 0.14)
GLASS = "#eef4f5"


# --- pedals ----------------------------------------------------------------------------------
def pedals(sketch: Sketch) -> str:
    """A pair from above: the platform as wide as it is, the system it holds."""
    kind = sketch.choice("system", "three_bolt")
    half = sketch.number("platform", {"flat": 100, "mixed": 92}.get(kind, 62), 30, 120) * 0.72
    body = {"three_bolt": _road_body, "two_bolt": _spd_body}.get(kind, _flat_body)
    axle = "#c9b58a" if sketch.choice("axle", "steel") == "titanium" else STEEL
    pedal = (
        outline("M-128,-7h58v14h-58zM-128,-3h-8v6h8z", fill=axle, width=1.6)
        + outline("M-92,-11h12v22h-12z", fill=trim(sketch), width=1.4)
        + body(sketch, half)
    )
    drawn = group(pedal, "translate(150,100) rotate(-14)") + group(
        pedal, "translate(270,232) rotate(166)"
    )
    plan = caption(sketch, 60, 360, 340, stated(sketch, ("weight", "g"), ("float", "°")))
    return fitted(drawn + plan, extent=(4, 8, 416, 352 if plan else 324))


def _road_body(sketch: Sketch, half: float) -> str:
    d = (
        f"M-70,-22L-20,{-half:.0f}H38C62,{-half:.0f} 76,-26 80,-10V10C76,26 62,{half:.0f}"
        f" 38,{half:.0f}H-20L-70,22Z"
    )
    plate = f"M6,{-half * 0.62:.0f}H44C56,-18 60,-10 60,0C60,10 56,18 44,{half * 0.62:.0f}H6Z"
    return (
        outline(d, fill=sketch.main)
        + outline("M-60,-14L-18,-26V26L-60,14Z", fill=RUBBER, width=1.4)
        + outline(plate, fill=STEEL, width=1.5)
        + line("M16,-12H48M16,0H52M16,12H48", width=1.2, opacity=0.5)
        + outline(
            "M62,-20C76,-14 76,14 62,20L56,14C62,6 62,-6 56,-14Z", fill=sketch.accent, width=1.3
        )
        + (
            line(f"M-14,{-half + 8:.0f}H36", colour=sketch.accent, width=4)
            if sketch.design % 2
            else ""
        )
    )


def _spd_body(sketch: Sketch, half: float) -> str:
    h = max(half, 34)
    return (
        outline("M-70,-16H66V16H-70Z", fill=sketch.main)
        + outline(f"M-34,{-h:.0f}H34L42,-14H-42Z", fill=mix(STEEL, "#ffffff", 0.2), width=1.6)
        + outline(f"M-34,{h:.0f}H34L42,14H-42Z", fill=mix(STEEL, INK, 0.15), width=1.6)
        + outline(f"M-20,{-h + 9:.0f}H20V-10H-20Z", fill=RUBBER, width=1.2)
        + line("M-26,20h52M-26,27h52", width=2.4, colour=INK)
        + disc(0, h - 8, 3, fill=STEEL, edge=1)
        + outline("M60,-12h12v24h-12z", fill=sketch.accent, width=1.4)
    )


def _flat_body(sketch: Sketch, half: float) -> str:
    h = half * 0.98
    frame = (
        f"M-66,{-h * 0.7:.0f}L-50,{-h:.0f}H58L78,{-h * 0.66:.0f}V{h * 0.66:.0f}L58,{h:.0f}H-50"
        f"L-66,{h * 0.7:.0f}Z"
    )
    holes = (
        f"M-48,{-h * 0.74:.0f}H-4V-15H-48ZM10,{-h * 0.74:.0f}H54L62,-15H10Z"
        f"M-48,{h * 0.74:.0f}H-4V15H-48ZM10,{h * 0.74:.0f}H54L62,15H10Z"
    )
    count = round(sketch.number("pins", 10, 0, 24))
    spots = [
        (-56 + 126 * (i + 0.5) / max(count / 2, 1), s) for i in range(count // 2) for s in (-1, 1)
    ]
    pins = "".join(f"M{x:.0f},{s * (h - 6):.0f}h0" for x, s in spots)
    return (
        outline(frame, fill=sketch.main)
        + outline(holes, fill=mix(sketch.main, INK, 0.7), width=1.3)
        + shade(
            f"M-66,{h * 0.7:.0f}L-50,{h:.0f}H58L78,{h * 0.66:.0f}V{h * 0.3:.0f}H-66Z", opacity=0.14
        )
        + line(pins, width=6)
        + line(pins, width=2.6, colour=STEEL)
        + (
            group(_spd_body(sketch, 30), "scale(0.8)")
            if sketch.choice("system", "flat") == "mixed"
            else outline(
                "M-70,-11H72V11H-70Z",
                fill=sketch.accent if sketch.design % 2 else sketch.main,
                width=1.5,
            )
        )
    )


# --- lights ----------------------------------------------------------------------------------
def light(sketch: Sketch) -> str:
    """A head lamp, a tail light or both; the beam as strong as the lumens."""
    position = sketch.choice("position", "front")
    lumens = sketch.number("lumens", 400, 3, 6000)
    words = stated(sketch, ("lumens", "lm"), ("battery", "h"))
    if position == "rear":
        drawn = _tail_light(sketch, lumens)
    elif position == "set":
        drawn = group(_head_light(sketch, lumens), "translate(-10,-34) scale(0.86)") + group(
            _tail_light(sketch, lumens), "translate(196,112) scale(0.62)"
        )
    else:
        drawn = _head_light(sketch, lumens)
    plan = caption(sketch, 40, 360, 290, words)
    return fitted(drawn + plan, extent=(10, 14, 390, 300 if plan else 286))


def _head_light(sketch: Sketch, lumens: float) -> str:
    size = 0.8 + 0.4 * min(lumens / 2000, 1) ** 0.5
    reach = 60 + 80 * min(lumens / 1500, 1)
    cut = flag(sketch, "stvzo", False)
    r = 42 * size
    beam = (
        f"M248,{130 - r * 0.8:.0f}L{248 + reach:.0f},{130 - (r * 0.8 if cut else r * 1.7):.0f}"
        f"V{130 + r * 1.7:.0f}L248,{130 + r * 0.8:.0f}Z"
    )
    body = (
        f"M96,{130 - r * 0.74:.0f}H190C204,{130 - r * 0.74:.0f} 208,{130 - r:.0f}"
        f" 222,{130 - r:.0f}H240"
        f"V{130 + r:.0f}H222C208,{130 + r:.0f} 204,{130 + r * 0.74:.0f} 190,{130 + r * 0.74:.0f}H96"
        f"C84,{130 + r * 0.5:.0f} 84,{130 - r * 0.5:.0f} 96,{130 - r * 0.74:.0f}Z"
    )
    fins = "".join(f"M{x},{130 - r * 0.72:.0f}V{130 + r * 0.72:.0f}" for x in range(150, 192, 9))
    return (
        path(beam, fill="#f6dc7a", opacity=0.35)
        + path(beam, fill="#fff6d2", opacity=0.4)
        + _clamp(150, 130 + r * 0.74)
        + outline(body, fill=sketch.main)
        + shade(
            f"M96,{130 + r * 0.74:.0f}H190C204,{130 + r * 0.74:.0f} 208,{130 + r:.0f} "
            f"222,{130 + r:.0f}H240V{130 + r * 0.5:.0f}H92Z"
        )
        + line(fins, colour=detail(sketch.main), opacity=0.6, width=1.6)
        + outline(
            f"M238,{130 - r:.0f}h10c6,{r * 0.5:.0f} 6,{r * 1.5:.0f} 0,{2 * r:.0f}h-10z",
            fill=GLASS,
            width=1.6,
        )
        + outline(f"M104,{130 - r * 0.74 - 5:.0f}h26v7h-26z", fill=trim(sketch), width=1.3)
        + (
            line(f"M214,{130 - r:.0f}V{130 + r:.0f}", colour=sketch.accent, width=5)
            if sketch.design % 2
            else ""
        )
    )


def _clamp(x: float, y: float) -> str:
    return (
        outline(f"M{x - 18:.0f},{y - 2:.0f}h36l-4,20h-28z", fill=RUBBER, width=1.6)
        + disc(x, y + 40, 25, fill=RUBBER, edge=1.6)
        + disc(x, y + 40, 16, fill=STEEL, edge=1.4)
    )


def _tail_light(sketch: Sketch, lumens: float) -> str:
    rows = 3 + round(min(lumens, 200) / 50)
    glow = 34 + min(lumens, 300) * 0.12
    leds = "".join(
        disc(200, 60 + 150 * (i + 0.5) / rows, 9, fill="#ff8d7a", edge=1) for i in range(rows)
    )
    return (
        tag(
            "ellipse",
            cx=200,
            cy=136,
            rx=48 + glow,
            ry=110 + glow * 0.5,
            fill="#e2402f",
            opacity=0.14,
        )
        + outline(
            "M148,82C148,52 170,38 200,38C230,38 252,52 252,82V190C252,222 230,236 200,236"
            "C170,236 148,222 148,190Z",
            fill=sketch.main,
        )
        + outline(
            "M166,84C166,66 180,56 200,56C220,56 234,66 234,84V188C234,206 220,216 200,216"
            "C180,216 166,206 166,188Z",
            fill="#b32a1f",
            width=1.5,
        )
        + leds
        + path(
            "M172,84C172,72 180,64 190,62V206C178,204 172,198 172,188Z",
            fill="#ffffff",
            opacity=0.25,
        )
        + outline("M184,222h32v12h-32z", fill=trim(sketch), width=1.3)
        + band("M252,120C280,120 286,150 284,176", fill=RUBBER, width=9, edge=1.4)
    )


# --- tyres -----------------------------------------------------------------------------------
def tyre(sketch: Sketch) -> str:
    """A tyre from the side, and its section with the knobs it has."""
    width = sketch.number("width", 30, 18, 125)
    knobs = sketch.number("tread_depth", 0, 0, 9)
    small = {"406": 0.78, "349": 0.7, "559": 0.95, "584": 0.97}
    outer = 132 * small.get(sketch.choice("bead_seat", "622"), 1)
    wall = 9 + width * 0.36
    side = (RUBBER, sketch.main, "#c79a63", mix(sketch.main, "#ffffff", 0.4))[sketch.design]
    ring = _ring(146, 150, outer - wall / 2, wall, RUBBER)
    ring += _ring(146, 150, outer - wall * 0.72, wall * 0.5, side, edge=0.8)
    tread = ""
    if knobs:
        tread = tag(
            "circle",
            cx=146,
            cy=150,
            r=f"{outer:.1f}",
            fill="none",
            stroke=INK,
            stroke_width=f"{2 + knobs * 1.2:.1f}",
            stroke_dasharray="6 4.4",
            stroke_linecap="butt",
        )
    arc = outer - wall * 0.72
    stamp = line(
        f"M{polar(146, 150, arc, -140)}A{arc:.1f},{arc:.1f} 0 0 1 {polar(146, 150, arc, -100)}"
        f"M{polar(146, 150, arc, 40)}A{arc:.1f},{arc:.1f} 0 0 1 {polar(146, 150, arc, 80)}",
        width=3,
        colour=sketch.accent if side == sketch.main else sketch.main,
    )
    drawn = tread + ring + stamp + _section(sketch, width, knobs, side)
    words = stated(sketch, ("width", "mm"), ("weight", "g"))
    half = 14 + width * 0.5
    plan = ""
    if sketch.dimensions and words:
        plan = across(330 - half, 330 + half, 254, "") + text(330, 280, words)
    return fitted(drawn + plan, extent=(8, 12, 404, 288))


def _ring(x: float, y: float, r: float, width: float, fill: str, edge: float = 1.6) -> str:
    shared = {"cx": x, "cy": y, "r": f"{r:.1f}", "fill": "none"}
    return tag("circle", **shared, stroke=INK, stroke_width=f"{width + 2 * edge:.1f}") + tag(
        "circle", **shared, stroke=fill, stroke_width=f"{width:.1f}"
    )


def _section(sketch: Sketch, width: float, knobs: float, side: str) -> str:
    """The section, cut: casing, tread, beads."""
    half, cx, cy = 14 + width * 0.5, 330.0, 170.0
    thick = 5 + width * 0.04
    drawn = ""
    if knobs:
        count = 5 if width < 50 else 7
        for i in range(count):
            a = -150 + 120 * i / (count - 1)
            x, y = cx + cos(radians(a)) * (half + 2), cy + sin(radians(a)) * (half + 2)
            lug = f"M-4,2L-3.4,{-3 - knobs * 1.5:.1f}H3.4L4,2Z"
            drawn += group(
                outline(lug, fill=RUBBER, width=1),
                f"translate({x:.1f},{y:.1f}) rotate({a + 90:.0f})",
            )
    arc = f"M{polar(cx, cy, half, 130)}A{half:.1f},{half:.1f} 0 1 1 {polar(cx, cy, half, 50)}"
    tread = (
        f"M{polar(cx, cy, half + 1, -150)}A{half + 1:.1f},{half + 1:.1f} 0 0 1"
        f" {polar(cx, cy, half + 1, -30)}"
    )
    beads = "".join(
        disc(
            cx + s * half * cos(radians(50)),
            cy + half * sin(radians(50)),
            4.6,
            fill=STEEL,
            edge=1.3,
        )
        for s in (-1, 1)
    )
    guard = ""
    if flag(sketch, "puncture", False):
        inner = half - thick * 0.3
        guard = line(
            f"M{polar(cx, cy, inner, -140)}A{inner:.1f},{inner:.1f} 0 0 1"
            f" {polar(cx, cy, inner, -40)}",
            width=2.2,
            colour=sketch.accent,
        )
    return (
        drawn
        + band(arc, fill=side, width=thick)
        + band(tread, fill=RUBBER, width=thick + 2)
        + guard
        + beads
    )


# --- turbo trainers --------------------------------------------------------------------------
def trainer(sketch: Sketch) -> str:
    """A direct drive with its flywheel, a frame for the rear wheel, or rollers."""
    kind = sketch.choice("transmission", "direct")
    draw = {"wheel_on": _wheel_on, "rollers": _rollers}.get(kind, _direct)
    words = stated(sketch, ("max_power", "W"), ("slope", "%"))
    plan = caption(sketch, 40, 360, 292, words)
    return fitted(draw(sketch) + plan, extent=(14, 14, 386, 302 if plan else 276))


def _direct(sketch: Sketch) -> str:
    r = 46 + sketch.number("flywheel", 6, 0, 15) * 2.6
    cogs = "".join(
        tag(
            "circle",
            cx=288,
            cy=118,
            r=12 + 3.2 * i,
            fill="none",
            stroke=INK if i % 2 else STEEL,
            stroke_width=2,
        )
        for i in range(6)
    )
    spokes = "".join(
        f"M{polar(170, 128, r * 0.3, a)}L{polar(170, 128, r * 0.8, a)}" for a in range(0, 360, 45)
    )
    return (
        band("M150,214L60,260M246,214L340,260", fill=sketch.main, width=15)
        + outline("M44,254h40v12h-40zM318,254h40v12h-40z", fill=RUBBER, width=1.6)
        + outline(
            "M120,232C104,150 150,62 232,56C296,54 330,92 322,138C312,178 280,196 268,232Z",
            fill=sketch.main,
        )
        + shade("M120,232C116,214 116,196 118,180C170,214 236,214 290,186C280,200 274,214 268,232Z")
        + disc(170, 128, r, fill=mix(INK, "#ffffff", 0.22), edge=2)
        + line(spokes, width=7, colour=mix(INK, "#ffffff", 0.42))
        + disc(170, 128, r * 0.26, fill=sketch.accent, edge=1.5)
        + disc(288, 118, 34, fill=mix(STEEL, INK, 0.35), edge=1.6)
        + cogs
        + disc(288, 118, 7, fill=STEEL, edge=1.4)
        + outline("M196,206h44v9h-44z", fill=trim(sketch), width=1.3)
        + (
            line("M236,70C262,74 286,80 300,92", colour=sketch.accent, width=5)
            if sketch.design % 2
            else ""
        )
    )


def _wheel_on(sketch: Sketch) -> str:
    r = 24 + sketch.number("flywheel", 2, 0, 15) * 2.4
    return (
        band("M200,70L86,258M200,70L314,258", fill=sketch.main, width=17)
        + band("M70,258H330", fill=RUBBER, width=13)
        + outline("M52,250h40v16h-40zM308,250h40v16h-40z", fill=RUBBER, width=1.6)
        + outline("M164,56h72v26h-72z", fill=sketch.main)
        + disc(200, 69, 9, fill=STEEL, edge=1.5)
        + band("M200,226V176", fill=mix(sketch.main, INK, 0.3), width=24)
        + outline("M150,150h100v46h-100z", fill=sketch.accent)
        + line("M166,150v46M182,150v46M198,150v46M214,150v46M230,150v46", width=1, opacity=0.5)
        + disc(278, 173, r, fill=mix(INK, "#ffffff", 0.2), edge=1.8)
        + disc(278, 173, r * 0.45, fill=STEEL, edge=1.4)
        + band("M236,69h52", fill=STEEL, width=7)
        + outline("M286,58h16v22h-16z", fill=trim(sketch), width=1.4)
    )


def _rollers(sketch: Sketch) -> str:
    drums = "".join(
        outline(
            f"M{x - 17},{122 - dy}L{x + 27},{96 - dy}a14,14 0 0 1 14,24"
            f"L{x - 3},{150 - dy}a16,16 0 0 1 -14,-28z",
            fill=mix(STEEL, "#ffffff", 0.3),
        )
        + disc(x - 8, 137 - dy, 17, fill=sketch.accent, edge=1.6)
        + disc(x - 8, 137 - dy, 5, fill=STEEL, edge=1.2)
        for x, dy in ((92, -40), (140, -40), (300, -40))
    )
    return (
        band("M96,140H352", fill=mix(sketch.main, INK, 0.3), width=11)
        + drums
        + band("M44,190H332", fill=sketch.main, width=15)
        + line("M146,192C190,196 250,196 290,192", width=3)
        + outline("M196,184h36v12h-36z", fill=trim(sketch), width=1.2)
        + outline("M36,196h34v14h-34zM300,196h34v14h-34z", fill=RUBBER, width=1.5)
    )


# --- locks -----------------------------------------------------------------------------------
def lock(sketch: Sketch) -> str:
    """A lock of its kind, as thick as its shackle and as long as it reaches."""
    kind = sketch.choice("kind", "u")
    thick = 7 + sketch.number("diameter", 12, 4, 25) * 0.9
    draw = {"chain": _chain, "folding": _folding, "cable": _cable}.get(kind, _u_lock)
    words = stated(sketch, ("diameter", "mm"), ("weight", "g"))
    plan = caption(sketch, 70, 330, 292, words)
    return fitted(draw(sketch, thick) + plan, extent=(20, 10, 380, 302 if plan else 284))


def _u_lock(sketch: Sketch, thick: float) -> str:
    top = 226 - min(sketch.number("length_cm", 23, 10, 60), 36) * 5.2
    top = max(top, 34)
    shackle = (
        f"M128,226V{top + 72:.0f}C128,{top - 24:.0f} 272,{top - 24:.0f} 272,{top + 72:.0f}V226"
    )
    return (
        band(
            shackle,
            fill=mix(sketch.main, INK, 0.25) if sketch.design % 2 else RUBBER,
            width=thick,
            edge=2,
        )
        + line(shackle, colour="#ffffff", opacity=0.25, width=2)
        + _lock_body(sketch, 88, 214, 224)
    )


def _lock_body(sketch: Sketch, x: float, y: float, width: float) -> str:
    return (
        outline(
            f"M{x},{y + 14}c0,-10 6,-14 14,-14h{width - 28}c8,0 14,4 14,14v22c0,10 -6,14 -14,14"
            f"h{28 - width}c-8,0 -14,-4 -14,-14z",
            fill=sketch.main,
        )
        + shade(f"M{x},{y + 32}h{width}v4c0,10 -6,14 -14,14h{28 - width}c-8,0 -14,-4 -14,-14z")
        + outline(
            f"M{x + 30},{y}h16v50h-16zM{x + width - 46},{y}h16v50h-16z",
            fill=trim(sketch),
            width=1.4,
        )
        + _opening(sketch, x + width / 2, y + 25)
    )


def _opening(sketch: Sketch, x: float, y: float) -> str:
    kind = sketch.choice("key_type", "key")
    if kind == "code":
        return "".join(
            outline(f"M{x - 28 + i * 15:.0f},{y - 13:.0f}h12v26h-12z", fill=GLASS, width=1.2)
            + text(x - 22 + i * 15, y + 5, str((7 * i + 3) % 10), size=12)
            for i in range(4)
        )
    keyhole = disc(x, y, 12, fill=STEEL, edge=1.5) + line(f"M{x},{y - 6}v12", width=4)
    return keyhole + (disc(x + 26, y, 4, fill="#4ab16d", edge=1) if kind == "connected" else "")


def _chain(sketch: Sketch, thick: float) -> str:
    drawn, count = "", 22
    for i in range(count):
        a = 118 + 304 * i / (count - 1)
        x, y = 200 + 140 * cos(radians(a)), 130 + 104 * sin(radians(a))
        link = tag(
            "ellipse",
            cx=0,
            cy=0,
            rx=19,
            ry=10 if i % 2 else 4.5,
            fill="none",
            stroke=INK,
            stroke_width=f"{thick * 0.46 + 3:.1f}",
        ) + tag(
            "ellipse",
            cx=0,
            cy=0,
            rx=19,
            ry=10 if i % 2 else 4.5,
            fill="none",
            stroke=mix(STEEL, "#ffffff", 0.15) if sketch.design % 2 else sketch.main,
            stroke_width=f"{thick * 0.46:.1f}",
        )
        drawn += group(link, f"translate({x:.0f},{y:.0f}) rotate({a + 90:.0f})")
    return drawn + _lock_body(sketch, 128, 206, 144)


def _folding(sketch: Sketch, thick: float) -> str:
    corners = ((92, 236), (64, 120), (134, 40), (266, 40), (336, 120), (308, 236))
    bars = "".join(
        band(
            f"M{a[0]},{a[1]}L{b[0]},{b[1]}",
            fill=sketch.main if i % 2 else mix(sketch.main, INK, 0.2),
            width=16 + thick * 0.5,
            edge=1.8,
            cap="round",
        )
        for i, (a, b) in enumerate(pairwise(corners))
    )
    rivets = "".join(disc(x, y, 7, fill=STEEL, edge=1.4) for x, y in corners[1:-1])
    return bars + rivets + _lock_body(sketch, 76, 212, 248)


def _cable(sketch: Sketch, thick: float) -> str:
    coils = "".join(
        tag(
            "ellipse",
            cx=200,
            cy=120 + i * 9,
            rx=128 - i * 5,
            ry=78,
            fill="none",
            stroke=INK,
            stroke_width=f"{thick * 0.8 + 3.4:.1f}",
        )
        + tag(
            "ellipse",
            cx=200,
            cy=120 + i * 9,
            rx=128 - i * 5,
            ry=78,
            fill="none",
            stroke=sketch.main,
            stroke_width=f"{thick * 0.8:.1f}",
        )
        for i in range(4)
    )
    return coils + _lock_body(sketch, 136, 212, 128)


# --- computers -------------------------------------------------------------------------------
def computer(sketch: Sketch) -> str:
    """A bike computer on its mount: its screen as large as it is, its map where it has one."""
    diagonal = sketch.number("screen", 58, 25, 120) * 2.6
    width, height = diagonal * 0.56, diagonal * 0.83
    x, y = 200 - width / 2, 138 - height / 2
    body = (
        f"M{x - 14:.0f},{y + 4:.0f}q0,-22 22,-22h{width - 16:.0f}q22,0 22,22"
        f"v{height + 18:.0f}q0,22 -22,22h{16 - width:.0f}q-22,0 -22,-22z"
    )
    glass = "#dfe9d6" if not flag(sketch, "colour_screen", True) else "#f2f6f3"
    drawn = (
        band(f"M{200},{y + height + 20:.0f}V{282}", fill=RUBBER, width=26)
        + band("M60,286H340", fill=STEEL, width=16)
        + outline(body, fill=sketch.main)
        + outline(f"M{x:.0f},{y:.0f}h{width:.0f}v{height:.0f}h{-width:.0f}z", fill=glass, width=1.6)
        + _screen(sketch, x, y, width, height)
        + outline(f"M{200 - 16},{y + height + 12:.0f}h32v8h-32z", fill=trim(sketch), width=1.3)
        + (
            line(
                f"M{x - 14:.0f},{y + 40:.0f}v26M{x + width + 14:.0f},{y + 40:.0f}v26",
                colour=sketch.accent,
                width=5,
            )
        )
    )
    plan = ""
    if sketch.shows("screen"):
        plan = upright(
            x + width + 34,
            y,
            y + height,
            decimal(sketch.number("screen", 58, 25, 120)) + " mm",
            side=1,
        )
    return fitted(drawn + plan, extent=(40, min(y - 26, 10), 360, 296))


def _screen(sketch: Sketch, x: float, y: float, w: float, h: float) -> str:
    kind = sketch.choice("navigation", "maps")
    if kind == "none":
        rows = (
            "".join(f"M{x:.0f},{y + h * t:.0f}h{w:.0f}" for t in (0.34, 0.6, 0.8))
            + f"M{x + w / 2:.0f},{y + h * 0.34:.0f}v{h * 0.66:.0f}"
        )
        return line(rows, width=1) + text(200, y + h * 0.26, "31,4", size=h * 0.2)
    route = (
        f"M{x + w * 0.2:.0f},{y + h * 0.72:.0f}C{x + w * 0.3:.0f},{y + h * 0.4:.0f}"
        f" {x + w * 0.7:.0f},"
        f"{y + h * 0.6:.0f} {x + w * 0.78:.0f},{y + h * 0.1:.0f}"
    )
    roads = ""
    if kind == "maps":
        roads = line(
            f"M{x:.0f},{y + h * 0.3:.0f}L{x + w:.0f},{y + h * 0.5:.0f}M{x + w * 0.4:.0f},{y:.0f}"
            f"L{x + w * 0.55:.0f},{y + h * 0.74:.0f}M{x:.0f},{y + h * 0.56:.0f}"
            f"L{x + w:.0f},{y + h * 0.2:.0f}",
            width=2.4,
            colour="#c8cfc8",
        ) + path(
            f"M{x:.0f},{y:.0f}h{w * 0.3:.0f}q4,{h * 0.16:.0f} {-w * 0.3:.0f},{h * 0.22:.0f}z",
            fill="#bcd6c0",
        )
    foot = f"M{x:.0f},{y + h * 0.76:.0f}h{w:.0f}M{x + w / 2:.0f},{y + h * 0.76:.0f}v{h * 0.24:.0f}"
    return (
        roads
        + line(route, width=5, colour=sketch.accent)
        + disc(x + w * 0.46, y + h * 0.5, 5, fill=INK)
        + line(foot, width=1)
        + text(x + w * 0.25, y + h * 0.93, "27", size=h * 0.12)
        + text(x + w * 0.75, y + h * 0.93, "214", size=h * 0.12)
    )


DRAWINGS: dict[str, Drawer] = {
    "pedales": pedals,
    "eclairage-velo": light,
    "pneu-velo": tyre,
    "home-trainer": trainer,
    "antivol": lock,
    "compteur-velo": computer,
}
