"""Socks, cap, beanie, gloves."""

from math import cos, pi, sin

from marketplace.technical.drawings.canvas import (
    INK,
    Drawer,
    Sketch,
    group,
    line,
    outline,
    path,
    shade,
    stitch,
    upright,
)
from marketplace.technical.drawings.pattern import (
    Curve,
    Tube,
    cloth,
    flat,
    fold,
    known,
    mark,
    neat,
    pair,
    said,
    spell,
    weighed,
    whole,
)

PLAIN, STRIPED, BLOCKED, PANELLED = range(4)

# Drawing units to which the lowest sock rises at the heel, and above which a sock has a leg.
LOWEST, ANKLE = 60.0, 90.0

HEIGHTS = {
    "invisible": 7.0,
    "low": 10.0,
    "ankle": 14.0,
    "quarter": 14.0,
    "mid": 20.0,
    "crew": 22.0,
    "high": 40.0,
    "knee": 40.0,
}


def socks(sketch: Sketch) -> str:
    """A pair from the side, as high as stated (centimetres from the floor to the cuff)."""
    stated = sketch.values.get("height", "mid")
    height = (
        HEIGHTS.get(stated, 20.0) if isinstance(stated, str) else sketch.number("height", 20, 6, 45)
    )
    tall = 7 * height
    scale = min(258 / tall, 1.3)
    one = _sock(sketch, tall, scale)
    dx, dy = 74 * scale, 10 * scale
    x0 = -(190 + 74) * scale / 2 + 8 * scale
    y0 = 150 + (tall + 10) * scale / 2 - dy
    behind = group(
        one + shade(_sock_outline(tall, scale), opacity=0.12),
        f"translate({spell(x0 + dx)},{spell(y0 - dy)})",
    )
    front = group(one, f"translate({spell(x0)},{spell(y0)})")
    measure = known(sketch, "height")
    figures = ""
    if measure is not None:
        figures = upright(x0 - 26, y0 - tall * scale, y0, said(measure, "cm"))
    return flat(sketch, behind + front, figures + weighed(sketch, half=120))


def _sock_outline(tall: float, s: float) -> str:
    """Heel at x = 0, floor at y = 0, toes to the right."""

    def p(x: float, y: float) -> str:
        return f"{x * s},{-y * s}"

    top = max(tall, LOWEST)
    high = top > ANKLE
    return neat(
        (
            f"M{p(0, top)}C{p(6, top * 0.7)} {p(4, 74)} {p(-1, 48)}"
            if high
            else f"M{p(2, top + 8)}C{p(2, top - 6)} {p(2, 58)} {p(-1, 48)}"
        )
        + f"C{p(-8, 22)} {p(0, 2)} {p(24, 1)}"
        f"C{p(56, 5)} {p(84, 1)} {p(130, 0)}C{p(168, -1)} {p(188, 8)} {p(186, 26)}"
        f"C{p(184, 46)} {p(158, 50)} {p(136, 50)}"
        + (
            f"C{p(104, 54)} {p(80, 70)} {p(70, 90)}C{p(66, 100)} {p(66, top * 0.8)} {p(70, top)}Z"
            if high
            else f"C{p(124, 51)} {p(112, 54)} {p(*_throat(top))}{_opening(top, s, drop=0)}Z"
        )
    )


def _throat(top: float) -> tuple[float, float]:
    """Where the opening of a low sock ends on the instep."""
    return 104 - 0.9 * (top - LOWEST), 56 + 0.9 * (top - LOWEST)


def _opening(top: float, s: float, *, drop: float) -> str:
    """The edge of a low sock from the instep to the heel, ``drop`` below the very edge."""
    (x, _), dip = _throat(top), 36 + 1.1 * (top - LOWEST) - drop
    return f"C{(x - 24) * s},{-dip * s} {34 * s},{-dip * s} {2 * s},{-(top + 8 - drop) * s}"


def _sock(sketch: Sketch, tall: float, s: float) -> str:
    kind, top = sketch.design, max(tall, LOWEST)

    def p(x: float, y: float) -> str:
        return f"{x * s},{-y * s}"

    heel = (
        f"M{p(-1, 48)}C{p(-8, 22)} {p(0, 2)} {p(24, 1)}L{p(40, 3)}"
        f"C{p(44, 22)} {p(24, 46)} {p(-1, 48)}Z"
    )
    toe = (
        f"M{p(148, -0.5)}C{p(172, 0)} {p(188, 8)} {p(186, 26)}"
        f"C{p(184, 44)} {p(164, 49)} {p(146, 50)}"
        f"C{p(136, 34)} {p(138, 14)} {p(148, -0.5)}Z"
    )
    arch = "".join(
        f"M{p(62 + i * 9, 2)}C{p(66 + i * 9, 20)} {p(64 + i * 8, 44)} {p(80 + i * 8, 62 - i * 2.4)}"
        if top > ANKLE
        else f"M{p(62 + i * 10, 2)}"
        f"C{p(66 + i * 10, 14)} {p(65 + i * 10, 26)} {p(72 + i * 10, 32 + i * 2)}"
        for i in range(6)
    )
    ankle = f"M{p(6, 62)}C{p(28, 60)} {p(50, 68)} {p(68, 92)}" if top > ANKLE else ""
    legging = _sock_leg(sketch, top, s) if top > ANKLE else _low_cuff(sketch, top, s)
    trim = sketch.third if kind == STRIPED else sketch.accent
    d = _sock_outline(tall, s)
    return (
        (_far_edge(sketch, top, s) if top <= ANKLE else "")
        + outline(d, fill=sketch.main)
        + legging
        + outline(neat(heel), fill=trim, width=1.4)
        + outline(neat(toe), fill=trim, width=1.4)
        + line(neat(arch), width=0.9, opacity=0.35)
        + (fold(neat(ankle)) if ankle else "")
        + shade(
            neat(
                f"M{p(24, 1)}C{p(56, 5)} {p(84, 1)} {p(130, 0)}L{p(150, 0)}L{p(146, 9)}"
                f"C{p(100, 10)} {p(60, 14)} {p(36, 12)}Z"
            )
        )
        + path(d, fill="none", stroke=INK, stroke_width=2)
        + mark(116 * s, -27 * s, trim if kind != BLOCKED else sketch.third, size=1.3 * s)
    )


def _sock_leg(sketch: Sketch, top: float, s: float) -> str:
    """The leg of the sock: ribbed cuff, and stripes or a calf panel."""
    kind = sketch.design
    back = Curve.straight((0, -top * s), (4 * s, -70 * s), bow=-3)
    front = Curve.straight((70 * s, -top * s), (67 * s, -92 * s), bow=1)
    tube = Tube(back, front, sag=-2)
    cuff = 18 / max(top - 80, 24)
    ribs = "".join(tube.along(u / 9, t=0, to=cuff) for u in range(1, 9))
    cuffed = (
        cloth(tube.band(0, cuff), sketch.accent)
        + line(ribs, width=0.9, opacity=0.45)
        + line(tube.across(cuff))
    )
    if kind == STRIPED:
        bands = [(cuff + 0.1 * cuff * i * 8, 0.34 * cuff) for i in range(1, 3)]
        cuffed += cloth("".join(tube.band(t, t + h) for t, h in bands), sketch.accent)
    elif kind == BLOCKED:
        cuffed += cloth(tube.band(cuff * 1.5, cuff * 3), sketch.third) + line(
            tube.across(cuff * 1.5) + tube.across(cuff * 3), width=1
        )
    elif kind == PANELLED:
        chevrons = "".join(
            f"M{spell(x0)},{spell(y0)}L{spell((x0 + x1) / 2)},{spell(y0 + 8)}"
            f"L{spell(x1)},{spell(y0)}"
            for (x0, y0), (x1, _) in (
                (tube.spot(t, 0.12), tube.spot(t, 0.88))
                for t in (cuff + 0.12, cuff + 0.26, cuff + 0.4)
            )
        )
        cuffed += line(chevrons, width=4, colour=sketch.accent)
    return cuffed + shade(tube.band(0, 1, till=0.14))


def _far_edge(sketch: Sketch, top: float, s: float) -> str:
    """The far side of the opening of a low sock."""
    x, y = _throat(top)
    dip = 50 + 1.1 * (top - LOWEST)
    d = neat(
        f"M{(x - 4) * s},{-y * s}"
        f"C{(x - 24) * s},{-dip * s} {40 * s},{-dip * s} {3 * s},{-(top + 6) * s}"
        f"L{10 * s},{-30 * s}L{70 * s},{-30 * s}Z"
    )
    return outline(d, fill=sketch.main, width=1.6) + shade(d, opacity=0.5)


def _low_cuff(sketch: Sketch, top: float, s: float) -> str:
    x, y = _throat(top)
    upper = f"M{x * s},{-y * s}" + _opening(top, s, drop=0)
    back = Curve(
        (2, top),
        (34, 28 + 1.1 * (top - LOWEST)),
        (x - 24, 28 + 1.1 * (top - LOWEST)),
        (x + 8, y - 4),
    )
    lower = "".join(
        f"{spell(px * s)},{spell(-py * s)} " for px, py in (back.first, back.second, back.end)
    )
    d = upper + f"L{2 * s},{-top * s}C{lower}Z"
    return outline(neat(d), fill=sketch.accent, width=1.4)


def cap(sketch: Sketch) -> str:
    """A cap from the side, its brim to the right."""
    kind = sketch.design
    crown = (
        "M-150,206C-160,110 -104,44 -20,40C66,38 112,104 110,196C60,190 20,190 "
        "-20,196C-70,204 -110,212 -150,206Z"
    )
    front = "M-14,40C68,38 112,104 110,196C88,193 62,191 36,192C44,130 28,70 -14,40Z"
    rear = "M-26,40C-76,62 -106,130 -102,211C-118,211 -136,209 -150,206C-160,110 -104,48 -26,40Z"
    brim = (
        "M2,197C40,189 80,189 110,194C152,201 190,222 202,245C205,254 197,258 "
        "188,254C148,235 86,226 24,220C10,218 -2,208 2,197Z"
    )
    under = "M24,220C86,226 148,235 188,254C144,250 84,244 46,234C36,231 28,226 24,220Z"
    opening = (
        "M-150,206C-148,180 -128,166 -108,172C-98,176 -94,196 -94,210C-112,212 -132,210 -150,206Z"
    )
    strap = "M-149,204C-132,210 -112,211 -95,209L-95,197C-112,199 -134,198 -150,193Z"
    panel = {PLAIN: "", STRIPED: front, BLOCKED: front, PANELLED: rear}[kind]
    holes = "".join(
        f"M{spell(-128 + c * 12 + (r % 2) * 5)},{spell(112 + r * 12 - c * 9)}h.1"
        for r in range(5)
        for c in range(4)
    )
    eyelets = "".join(
        f"M{x - 3},{y}a3,3 0 1,0 6,0a3,3 0 1,0 -6,0z" for x, y in ((-2, 84), (-72, 88))
    )
    garment = (
        outline(crown, fill=sketch.main)
        + (outline(panel, fill=sketch.accent, width=1.3) if panel else "")
        + (
            path(holes, stroke=INK, stroke_width=3, fill="none", opacity=0.4)
            if kind != PANELLED
            else ""
        )
        + shade(
            "M-150,206C-160,110 -104,48 -26,40C-84,66 -118,130 -116,211C-128,211 "
            "-140,209 -150,206Z",
            opacity=0.1,
        )
        + line("M-20,40C-76,62 -106,130 -102,211M-14,40C28,70 44,130 36,192")
        + stitch("M-14,44C-68,68 -98,134 -95,209M-20,44C20,74 36,132 29,191")
        + path(eyelets, fill=sketch.main, stroke=INK, stroke_width=1.6)
        + outline(opening, fill=INK, width=1.4)
        + outline(strap, fill=sketch.accent, width=1.4)
        + outline("M-128,195L-114,196L-114,211L-128,210Z", fill=sketch.third, width=1.3)
        + outline("M-30,40C-28,32 -8,32 -6,40C-14,43 -22,43 -30,40Z", fill=sketch.accent, width=1.6)
        + (
            stitch("M-146,198C-110,204 -70,196 -20,188C20,182 60,182 108,188")
            if kind == STRIPED
            else ""
        )
        + outline(brim, fill=sketch.accent if kind in (PLAIN, STRIPED) else sketch.main)
        + stitch(
            "M12,204C60,196 96,198 116,203C150,211 180,228 194,248M14,211C60,205 "
            "92,208 112,212C144,219 168,232 186,248"
        )
        + outline(under, fill=INK, width=1.2)
        + path(crown, fill="none", stroke=INK, stroke_width=2)
        + line("M2,197C40,189 80,189 110,194", width=2)
        + mark(76, 132, sketch.third if kind in (STRIPED, BLOCKED) else sketch.accent, size=2.6)
    )
    return flat(sketch, group(garment, "translate(-18,4)"), weighed(sketch, half=150, y=290))


def beanie(sketch: Sketch) -> str:
    """A knitted hat with a turned-up cuff, with or without a pompom."""
    kind = sketch.design
    pompom = kind == BLOCKED
    top = 62 if pompom else 26
    side = Curve((0, top), (74, top - 2), (122, 84 + top * 0.3), (118, 226))
    dome = whole(f"M0,{top}" + side.onward + "L0,236")
    ribs = "".join(
        Curve(
            (2 + 6 * u, top + 4), (74 * u, top + 6), (122 * u, 90 + top * 0.3), (118 * u, 226)
        ).move
        for u in (0.0, 0.2, 0.4, 0.6, 0.8)
    )
    cuff = whole("M0,204C50,204 96,202 124,194C128,220 128,246 124,270C96,278 50,280 0,280")
    knit = "".join(
        f"M{x},204C{x + 2},230 {x + 2},254 {x},{spell(278 - x * x / 1900)}"
        for x in range(8, 124, 12)
    )
    garment = (
        (_pompom(sketch, top) if pompom else "")
        + outline(dome, fill=sketch.main)
        + _jacquard(sketch, side)
        + line(pair(ribs), width=1, opacity=0.5)
        + shade(Tube(side.mirrored(), side).band(0.1, 1, till=0.1), opacity=0.14)
        + line(pair(side.move), width=2)
        + outline(cuff, fill=sketch.main if kind == PANELLED else sketch.accent)
        + line(pair(knit), width=1, opacity=0.4)
        + shade(
            "M-124,194C-128,220 -128,246 -124,270C-116,273 -108,275 -100,276L-100,199"
            "C-110,198 -118,196 -124,194Z",
            opacity=0.14,
        )
        + outline("M34,226L86,224L86,254L34,257Z", fill=sketch.third, width=1.3)
        + stitch("M37,229L83,227L83,251L37,254Z")
        + mark(60, 240, sketch.accent if sketch.accent != sketch.third else sketch.main, size=1.7)
    )
    return flat(sketch, garment, weighed(sketch, half=122))


def _pompom(sketch: Sketch, top: float) -> str:
    """A ball of cut yarn."""
    middle = top - 16

    def around(turn: float, radius: float) -> str:
        return f"{spell(cos(turn) * radius)},{spell(middle + sin(turn) * radius * 0.92)}"

    tufts = f"M{around(0, 38)}" + "".join(
        f"Q{around((i + 0.5) * pi / 11, 48 - i % 3 * 2)} "
        f"{around((i + 1) * pi / 11, 38 - i % 2 * 2)}"
        for i in range(22)
    )
    yarn = "".join(
        f"M{around(i * pi / 10, 8 + i % 3 * 7)}L{around(i * pi / 10 + 0.08, 20 + i % 3 * 7)}"
        for i in range(20)
    )
    shadow = (
        f"M{around(2.2, 40)}Q{around(2.8, 46)} {around(3.6, 40)}"
        f"Q{around(2.9, 24)} {around(2.2, 40)}Z"
    )
    return (
        outline(tufts + "Z", fill=sketch.accent)
        + line(yarn, width=1.1, opacity=0.5)
        + shade(shadow)
    )


def _jacquard(sketch: Sketch, side: Curve) -> str:
    kind = sketch.design
    tube = Tube(side.mirrored(), side, sag=5)
    if kind == STRIPED:
        return cloth(tube.band(0.52, 0.64) + tube.band(0.72, 0.77), sketch.accent) + line(
            tube.across(0.52) + tube.across(0.64), width=1
        )
    if kind == PANELLED:
        zigzag = ""
        for i in range(17):
            x, y = tube.spot(0.6 + (0.07 if i % 2 else 0), 0.02 + 0.06 * i)
            zigzag += f"{'L' if i else 'M'}{spell(x)},{spell(y)}"
        return line(zigzag, width=5, colour=sketch.accent) + cloth(
            tube.band(0.73, 0.77) + tube.band(0.49, 0.53), sketch.accent
        )
    return ""


# Of each finger of the right-hand glove: left and right edge, its tip, where it leaves the hand.
FINGERS = ((63, 87, 46, 122), (90, 113, 26, 118), (116, 138, 40, 120), (140, 160, 76, 132))


def gloves(sketch: Sketch) -> str:
    """A pair from the back of the hand; ``fingers`` short are cut at the first joint."""
    short = sketch.choice("fingers", "long") == "short"
    one = _glove(sketch, short=short)
    other = group(one, "scale(-1,1)")
    return flat(sketch, one + other, weighed(sketch, half=150))


def _finger(x0: float, x1: float, tip: float, web: float, *, short: bool, lean: float) -> str:
    """One finger from its left web to its right one, leaning outward."""
    r = (x1 - x0) / 2
    a, b = x0 + lean, x1 + lean
    if short:
        end = tip + (web - tip) * 0.52
        return f"L{a},{end}L{b},{end}L{x1},{web}"
    return f"L{a},{tip + r}C{a},{tip - r * 0.35} {b},{tip - r * 0.35} {b},{tip + r}L{x1},{web}"


def _glove(sketch: Sketch, *, short: bool) -> str:
    kind = sketch.design
    leans = (-3, 0, 4, 9)
    fingers = ""
    for (x0, x1, tip, web), lean in zip(FINGERS, leans, strict=True):
        fingers += f"L{x0},{web}" + _finger(x0, x1, tip, web, short=short, lean=lean)
    thumb = (
        "C48,210 38,196 30,180L22,160L44,150L50,162C54,170 60,170 61,162"
        if short
        else "C48,210 36,194 28,176C22,162 16,148 15,138C14,122 34,118 40,132C44,146 "
        "48,156 52,164C56,170 61,168 61,160"
    )
    hand = (
        f"M68,244C66,234 62,226 56,218{thumb}{fingers}C162,160 158,190 150,212"
        "C146,224 144,234 144,244Z"
    )
    cuff = "M66,242C92,248 120,248 146,242L152,284C120,291 88,291 60,284Z"
    knuckles = "".join(
        f"M{x0 + 3},{web + 14}C{x0 + 8},{web + 8} {x1 - 8},{web + 8} {x1 - 3},{web + 14}"
        for x0, x1, _, web in FINGERS
    )
    joints = (
        ""
        if short
        else "".join(
            f"M{x0 + lean * 0.5 + 1},{spell((tip + web) / 2 + 6)}"
            f"C{x0 + lean * 0.5 + 6},{spell((tip + web) / 2 + 2)} "
            f"{x1 + lean * 0.5 - 6},{spell((tip + web) / 2 + 2)} "
            f"{x1 + lean * 0.5 - 1},{spell((tip + web) / 2 + 6)}"
            for (x0, x1, tip, web), lean in zip(FINGERS, leans, strict=True)
        )
    )
    return (
        outline(hand, fill=sketch.main)
        + _glove_panels(sketch, kind, short=short)
        + fold(joints)
        + (_cut_fingers(sketch, leans) if short else "")
        + line(knuckles, width=1.2)
        + line("M62,160C66,180 66,200 58,220", width=1.2)
        + shade(
            "M160,134C162,160 158,190 150,212C146,224 144,234 144,244L130,244C134,220 "
            "146,180 148,134Z",
            opacity=0.15,
        )
        + path(hand, fill="none", stroke=INK, stroke_width=2)
        + outline(cuff, fill=sketch.accent if kind != BLOCKED else sketch.main)
        + line(
            "".join(f"M{x},246L{spell(x + (x - 106) * 0.14)},288" for x in range(74, 146, 9)),
            width=0.9,
            opacity=0.4,
        )
        + outline(
            "M92,252L148,250L150,268L92,270C84,270 84,252 92,252Z", fill=sketch.third, width=1.4
        )
        + stitch("M93,255L145,253.4L146,265L93,267")
        + mark(104, 190, sketch.third if kind in (STRIPED, PANELLED) else sketch.accent, size=2)
    )


def _cut_fingers(sketch: Sketch, leans: tuple[int, ...]) -> str:
    """The bound openings of short fingers, dark inside."""
    holes = ""
    for (x0, x1, tip, web), lean in zip(FINGERS, leans, strict=True):
        a, b, y = x0 + lean, x1 + lean, tip + (web - tip) * 0.52
        holes += (
            f"M{a},{y}C{a + 4},{y - 6} {b - 4},{y - 6} {b},{y}"
            f"C{b - 4},{y + 5} {a + 4},{y + 5} {a},{y}Z"
        )
    holes += "M22,160C24,152 36,146 44,150C42,158 32,164 22,160Z"
    return outline(neat(holes), fill=sketch.accent, width=1.6) + shade(neat(holes), opacity=0.5)


def _glove_panels(sketch: Sketch, kind: int, *, short: bool) -> str:
    """Finger tips for screens, a knuckle guard, a back of another cloth."""
    tips = (
        ""
        if short
        else (
            cloth("M60,58C60,42 84,42 84,58L84.4,66C76,70 68,70 60.6,66Z", sketch.accent)
            + line("M60.6,66C68,70 76,70 84.4,66", width=1.2)
            + cloth("M15,138C14,122 34,118 40,132L42,138C34,146 24,148 17,147Z", sketch.accent)
            + line("M17,147C24,148 34,146 42,138", width=1.2)
        )
    )
    if kind == STRIPED:
        back = "M64,148C90,138 130,140 156,152L150,176C126,166 92,166 65,176Z"
        return tips + outline(back, fill=sketch.accent, width=1.3)
    if kind == BLOCKED:
        back = (
            "M63,128C92,118 136,120 160,134C160,160 156,188 150,210C120,200 90,202 "
            "62,214C68,196 66,160 63,128Z"
        )
        return tips + outline(back, fill=sketch.third, width=1.3)
    if kind == PANELLED:
        pads = "".join(
            f"M{x0 + 4},{web + 22}L{x1 - 4},{web + 22}L{x1 - 5},{web + 40}L{x0 + 5},{web + 40}Z"
            for x0, x1, _, web in FINGERS
        )
        return tips + outline(pads, fill=sketch.accent, width=1.3)
    return tips


DRAWINGS: dict[str, Drawer] = {
    "chaussettes": socks,
    "casquette": cap,
    "bonnet": beanie,
    "gants": gloves,
}
