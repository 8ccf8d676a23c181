"""Swimming: goggles, suits, wetsuits, fins, training aids, caps, buoys."""

from math import sqrt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from marketplace.technical.drawings.canvas import (
    INK,
    Drawer,
    Sketch,
    across,
    band,
    detail,
    disc,
    fitted,
    group,
    line,
    mix,
    outline,
    path,
    shade,
    stitch,
    upright,
)
from marketplace.technical.drawings.details import caption, stated, trim
from marketplace.technical.drawings.pattern import (
    Curve,
    Tube,
    cloth,
    flag,
    flat,
    known,
    mark,
    note,
    pair,
    said,
    whole,
    zipper,
)

RUBBER = mix(INK, "#ffffff", 0.14)
FOAM = "#ffffff"
PLAIN, STRIPED, BLOCKED, PANELLED = range(4)


# --- goggles ---------------------------------------------------------------------------------
TINTS = {"clear": "#dcecf0", "tinted": "#5b6f78", "polarised": "#3f5a52", "photochromic": "#9aa9b0"}
SIZES = {"small": 0.82, "medium": 0.94, "large": 1.08}


def goggles(sketch: Sketch) -> str:
    """Goggles from the front, or a mask; lenses of their tint, the nose bridge of its kind."""
    size = sketch.choice("frame_size", "medium")
    lens = sketch.choice("lens", "tinted")
    tint = TINTS.get(lens, mix(sketch.accent, "#ffffff", 0.35))
    worn = (
        _mask(sketch, tint, mirrored=lens == "mirrored")
        if size == "mask"
        else _eyepieces(sketch, tint, SIZES.get(size, 1), mirrored=lens == "mirrored")
    )
    drawn = _straps(sketch) + worn
    value = known(sketch, "prescription")
    words = (
        said(value, "dpt").replace("-", "−")
        if value
        else stated(sketch, ("field", _("° de champ")))
    )
    plan = caption(sketch, -120, 120, 108, words.replace("\u00a0°", "°"))
    return fitted(drawn + plan, extent=(-196, -112, 196, 124 if plan else 104))


def _straps(sketch: Sketch) -> str:
    web = mix(sketch.main, INK, 0.2) if sketch.design % 2 else RUBBER
    upper = (
        "M118,-16C160,-60 190,-66 194,-70C120,-104 40,-106 0,-106C-40,-106 -120,-104"
        " -194,-70C-190,-66 -160,-60 -118,-16"
    )
    lower = "M118,6C160,-6 182,-20 194,-40M-118,6C-160,-6 -182,-20 -194,-40"
    return band(upper, fill=web, width=9, edge=1.6) + band(lower, fill=web, width=9, edge=1.6)


def _eyepieces(sketch: Sketch, tint: str, size: float, *, mirrored: bool) -> str:
    race = sketch.choice("use", "training") == "race"
    k = size * (0.86 if race else 1)
    frame = (
        "M18,-10C18,-38 52,-48 88,-40C118,-34 126,-12 120,8C112,34 78,44 52,38C28,32 18,16 18,-10Z"
    )
    glass = (
        "M30,-9C30,-28 56,-36 84,-31C106,-27 112,-10 107,5C101,24 76,32 56,28C38,24 30,10 30,-9Z"
    )
    clip = "M112,-22L132,-18V12L114,20C122,6 122,-10 112,-22Z"
    eye = (
        outline(clip, fill=sketch.accent, width=1.6)
        + outline(frame, fill=sketch.main)
        + outline(glass, fill=tint, width=1.6)
        + (
            path(
                "M30,-9C30,-28 56,-36 84,-31C106,-27 112,-10 107,5C84,-12 56,-14 30,-4Z",
                fill="#ffffff",
                opacity=0.4,
            )
            if mirrored
            else ""
        )
        + line("M42,-14C46,-22 56,-26 68,-26", colour="#ffffff", opacity=0.8, width=2.4)
        + (
            line("M24,2C28,24 44,34 62,35", colour=sketch.accent, width=3.4)
            if sketch.design in (1, 2)
            else ""
        )
    )
    both = group(eye, f"scale({k:.2f})") + group(eye, f"scale({-k:.2f},{k:.2f})")
    return _bridge(sketch, k) + both


def _bridge(sketch: Sketch, k: float) -> str:
    kind = sketch.choice("bridge", "fixed")
    x = 26 * k
    if kind == "cord":
        return band(f"M{-x:.0f},-6H{x:.0f}", fill=sketch.third, width=3.4, edge=1.2)
    arch = f"M{-x:.0f},-6Q0,{-20 * k:.0f} {x:.0f},-6"
    teeth = line("M-14,-14v5M-7,-16v5M0,-17v5M7,-16v5M14,-14v5", width=2) if kind == "swap" else ""
    return (
        band(arch, fill=sketch.accent if kind == "swap" else sketch.main, width=10 * k, edge=1.6)
        + teeth
    )


def _mask(sketch: Sketch, tint: str, *, mirrored: bool) -> str:
    frame = whole("M0,-56C60,-58 118,-54 130,-24C136,0 122,46 76,50C40,52 22,30 0,16")
    glass = whole("M0,-44C56,-46 104,-42 114,-20C118,0 106,34 74,38C46,40 26,18 0,4")
    glint = whole("M0,-44C56,-46 104,-42 114,-20C70,-30 30,-28 0,-28")
    return (
        outline(
            "M126,-30L148,-22V10L124,22ZM-126,-30L-148,-22V10L-124,22Z",
            fill=sketch.accent,
            width=1.6,
        )
        + outline(frame, fill=sketch.main)
        + outline(glass, fill=tint, width=1.6)
        + (path(glint, fill="#ffffff", opacity=0.4) if mirrored else "")
        + line("M-92,-20C-86,-30 -70,-33 -52,-34", colour="#ffffff", opacity=0.8, width=2.6)
    )


# --- suits -----------------------------------------------------------------------------------
LEG_CUTS = {"low": 196.0, "medium": 180.0, "high": 160.0, "knee": 226.0}
BACKS = {
    "racer": gettext_noop("dos nageur"),
    "open": gettext_noop("dos ouvert"),
    "cross": gettext_noop("dos croisé"),
    "strappy": gettext_noop("fines bretelles"),
    "closed": gettext_noop("dos fermé"),
}


def one_piece(sketch: Sketch) -> str:
    """A swimsuit from the back, which is where suits differ; its leg cut low or high."""
    leg, back = sketch.choice("leg", "medium"), sketch.choice("back", "racer")
    hip = LEG_CUTS.get(leg, 180.0)
    knee = leg == "knee"
    side = Curve((62, 92), (48, 130), (54, 150), (74, hip))
    low = (
        f"L70,290L20,290C18,270 10,252 0,{250}"
        if knee
        else f"C58,{hip + 30:.0f} 30,262 14,272L0,274"
    )
    front = whole(f"M0,84C20,84 30,70 36,20L50,20C52,60 50,80 62,92{side.onward}{low}")
    drawn = (
        outline(front, fill=mix(sketch.main, INK, 0.4), width=1.6)
        + _back_cut(sketch, back, side, low)
        + _suit_panels(sketch, Tube(side.mirrored(), side))
        + line(pair(f"M62,92{side.onward}{low}"), width=2)
        + stitch(
            pair(
                f"M{side.end[0] - 5:.0f},{hip + 2:.0f}"
                + ("L66,284" if knee else f"C54,{hip + 30:.0f} 28,257 13,266")
            ),
            colour=detail(sketch.main),
        )
    )
    label = _(BACKS[back]) if "back" in sketch.values and back in BACKS else ""
    hours = known(sketch, "chlorine")
    words = ", ".join(
        w for w in (label, said(hours, _("h de chlore")) if hours is not None else "") if w
    )
    return flat(sketch, drawn, across(-170, 170, 322, words) if words else "")


def _back_cut(sketch: Sketch, back: str, side: Curve, low: str) -> str:
    if back in ("cross", "strappy"):
        width = 6 if back == "strappy" else 11
        d = (
            "M42,20C30,80 -20,110 -44,138M-42,20C-30,80 20,110 44,138"
            if back == "cross"
            else ("M40,20C36,60 40,100 50,128M-40,20C-36,60 -40,100 -50,128M-38,70H38")
        )
        body = whole(
            "M0,150C26,150 46,140"
            f" 54,118{Curve((54, 118), (52, 140), (56, 150), side.end).onward}{low}"
        )
        return outline(body, fill=sketch.main) + band(d, fill=sketch.accent, width=width, edge=1.6)
    top = {
        "racer": "M0,66C12,66 24,50 36,20L50,20C46,66 26,84 26,100C26,112 46,108 60,100",
        "open": "M0,170C26,168 34,120 36,20L50,20C52,60 50,80 62,92",
        "closed": "M0,40C20,40 30,32 36,20L50,20C52,60 50,80 62,92",
    }.get(back, "M0,66C12,66 24,50 36,20L50,20C46,66 26,84 26,100C26,112 46,108 60,100")
    return (
        outline(whole(top + side.onward + low), fill=sketch.main)
        + line(pair(top), width=4, colour=sketch.accent)
        + line(pair(top), width=1.3)
    )


def _suit_panels(sketch: Sketch, tube: Tube) -> str:
    kind = sketch.design
    if kind == STRIPED:
        return cloth(tube.band(0.58, 0.74), sketch.accent) + cloth(
            tube.band(0.8, 0.86), sketch.third
        )
    if kind == BLOCKED:
        piece = pair(tube.band(0.3, 1, u=0, till=0.17))
        return cloth(piece, sketch.accent) + line(piece, width=1)
    if kind == PANELLED:
        return "".join(
            cloth(tube.band(0.64 + 0.12 * i, 0.69 + 0.12 * i), sketch.accent) for i in range(3)
        )
    return shade(tube.band(0.4, 1, till=0.12)) + mark(26, 214, sketch.accent, size=1.2)


def jammer(sketch: Sketch) -> str:
    """Brief, boxer, jammer or shorts: as long at the side as it says."""
    cut = sketch.choice("cut", "jammer")
    usual = {"brief": 7, "boxer": 28, "jammer": 46, "short": 40}.get(cut, 46)
    side_cm = sketch.number("side", usual, 3, 60)
    scale = 250 / max(side_cm, 44)
    top = 146 - max(side_cm, 26) * scale / 2
    wide = 104.0 if cut != "short" else 112.0
    foot = top + side_cm * scale
    crotch = top + 24 * scale
    hem = wide - 8 if cut != "short" else wide + 18
    waist = f"M0,{top + 4:.0f}L{wide - 12:.0f},{top:.0f}"
    if foot < crotch + 12:
        edge = (
            f"L{hem:.0f},{foot:.0f}C{hem * 0.6:.0f},{foot + 12:.0f} 30,{crotch - 6:.0f}"
            f" 14,{crotch + 8:.0f}L0,{crotch + 10:.0f}"
        )
    else:
        edge = (
            f"C{wide + 2:.0f},{top + 70:.0f} {hem + 4:.0f},{foot - 50:.0f}"
            f" {hem:.0f},{foot:.0f}L12,{foot + 3:.0f}L0,{crotch:.0f}"
        )
    d = whole(waist + edge)
    side = Curve((wide - 12, top), (wide, top + 40), (hem + 2, foot - 30), (hem, foot))
    tube = Tube(side.mirrored(), side)
    drawn = (
        outline(d, fill=sketch.main)
        + _jammer_panels(sketch, tube, top, brief=foot < crotch + 12)
        + line(f"M0,{top + 12:.0f}V{crotch:.0f}", width=1.1)
        + outline(
            whole(
                f"M0,{top + 4:.0f}L{wide - 12:.0f},{top:.0f}"
                f"L{wide - 11:.0f},{top + 12:.0f}L0,{top + 16:.0f}"
            ),
            fill=sketch.accent if sketch.design == BLOCKED else mix(sketch.main, INK, 0.25),
            width=1.6,
        )
        + (
            band(
                f"M-3,{top + 12:.0f}q-12,22 -6,40M3,{top + 12:.0f}q12,20 8,36",
                fill=sketch.third,
                width=2.6,
                edge=1,
            )
            if flag(sketch, "drawstring", True)
            else ""
        )
        + line(d, width=2)
    )
    plan = ""
    if sketch.shows("side"):
        plan = upright(wide + 34, top, foot, said(side_cm, "cm"), side=1)
    return flat(sketch, drawn, plan)


def _jammer_panels(sketch: Sketch, tube: Tube, top: float, *, brief: bool) -> str:
    kind = sketch.design
    if kind in (STRIPED, BLOCKED):
        piece = pair(tube.band(0.1, 0.98, u=0, till=0.1 if kind == STRIPED else 0.2))
        return cloth(piece, sketch.accent) + line(piece, width=1)
    if kind == PANELLED and not brief:
        return cloth(tube.band(0.74, 0.8, till=0.4), sketch.accent) + cloth(
            tube.band(0.74, 0.8, u=0.6), sketch.accent
        )
    badge = mark(52, top + 46, sketch.accent, size=1.3)
    return badge if brief else shade(tube.band(0.1, 0.9, till=0.1)) + badge


# --- wetsuits --------------------------------------------------------------------------------
def wetsuit(sketch: Sketch) -> str:
    """A swimming wetsuit from the front: panels, the zone that carries, its thickness."""
    sleeve, short = sketch.choice("sleeve", "full"), sketch.choice("use", "") == "swimrun"
    foot = 232.0 if short else 290.0
    side = Curve((40, 78), (34, 120), (40, 140), (44, 160))
    leg = (
        f"C46,190 38,{foot - 40:.0f} {34 if not short else 40:.0f},{foot:.0f}"
        f"L{12},{foot + 2:.0f}C12,{foot - 50:.0f} 8,190 0,178"
    )
    body = whole(
        f"M0,26C8,26 12,20 14,14L20,16C28,22 38,26 48,32C44,46 36,60 40,78{side.onward}{leg}"
    )
    arms = {
        "full": "M48,32C66,40 82,110 98,176L84,182C72,140 56,96 40,78C36,60 44,46 48,32Z",
        "short": "M48,32C60,38 68,66 74,90L52,98C48,90 44,84 40,78C36,60 44,46 48,32Z",
    }.get(sleeve)
    chest = whole("M0,92C16,92 30,88 38,82C34,120 40,140 44,160C40,172 20,182 0,178")
    thick = sketch.number("thickness", 4, 0.5, 6)
    ribs = "".join(f"M{-20 + 2 * i},{196 + 9 * i}h{14 - i}" for i in range(round(thick)))
    drawn = (
        (outline(pair(arms), fill=mix(sketch.main, INK, 0.55)) if arms else "")
        + outline(body, fill=mix(sketch.main, INK, 0.78))
        + outline(chest, fill=mix(RUBBER, sketch.main, 0.25), width=1.3)
        + _wetsuit_paint(sketch)
        + line(pair(ribs), width=2.4, colour=sketch.main)
        + outline("M-14,14C-8,6 8,6 14,14L14,24C6,30 -6,30 -14,24Z", fill=RUBBER, width=1.5)
        + (
            zipper(0, 30, 120, tape=INK, pull=sketch.accent)
            if sketch.choice("zip", "back") == "front"
            else ""
        )
        + line(body, width=2)
    )
    plan = ""
    if sketch.dimensions:
        for key, y, x in (
            ("shoulder_thickness", 40, 40),
            ("thickness", 130, 26),
            ("leg_thickness", 214, 26),
        ):
            value = known(sketch, key)
            if value is not None:
                plan += note(x, y, (124, y - 8), said(value, "mm"))
    return flat(sketch, drawn, plan)


def _wetsuit_paint(sketch: Sketch) -> str:
    piece = (
        "M48,32C56,36 62,50 68,68L56,90C50,86 45,82 40,78C36,60 44,46 48,32Z",
        "M38,82C34,120 40,140 44,160L36,160C30,140 28,112 32,84Z",
        "M44,160C46,180 43,214 38,244L26,244C30,214 32,184 32,164Z",
        "M20,16C28,22 38,26 48,32C46,40 42,48 40,56C30,46 22,32 17,19Z",
    )[sketch.design]
    return path(pair(piece), fill=sketch.accent) + line(pair(piece), width=1)


# --- fins ------------------------------------------------------------------------------------
def fins(sketch: Sketch) -> str:
    """Fins from above; the blade as long as it is, the heel closed, open or strapped."""
    blade = 46 + sketch.number("blade", 18, 3, 70) * 2.6
    if sketch.choice("use", "") == "monofin":
        return _monofin(sketch, blade)
    one = _fin(sketch, blade)
    scale = min(1.0, 270 / (96 + blade))
    drawn = group(one, f"translate(126,16) rotate(4) scale({scale:.2f})") + group(
        one, f"translate(274,16) rotate(-4) scale({-scale:.2f},{scale:.2f})"
    )
    plan = ""
    if sketch.shows("blade"):
        top = 16 + 92 * scale
        plan = upright(
            352, top, top + blade * scale, said(sketch.number("blade", 18, 3, 70), "cm"), side=1
        )
    return fitted(drawn + plan, extent=(40, 8, 420 if plan else 360, 296))


def _fin(sketch: Sketch, blade: float) -> str:
    wide = 40 + min(blade, 160) * 0.16
    end = 92 + blade
    shape = (
        f"M-30,84C-34,110 {-wide:.0f},{end - 30:.0f} {-wide:.0f},{end:.0f}"
        f"Q0,{end + 16:.0f} {wide:.0f},{end - 8:.0f}C{wide:.0f},{end - 40:.0f} 34,110"
        " 30,84Z"
    )
    ribs = (
        f"M-22,92L{-wide * 0.66:.0f},{end - 8:.0f}M0,100V{end:.0f}M22,92"
        f"L{wide * 0.66:.0f},{end - 14:.0f}"
    )
    open_heel = sketch.choice("heel", "closed")
    pocket = (
        "M-26,10C-28,-8 28,-8 26,10C34,44 36,84 32,108C16,122 -16,122 -32,108C-36,84 -34,44 -26,10Z"
    )
    mouth = "M-18,14C-18,2 18,2 18,14C22,30 18,44 0,46C-18,44 -22,30 -18,14Z"
    heel = ""
    if open_heel == "strap":
        pocket = (
            "M-32,52C-20,40 20,40 32,52C36,84 36,96 32,108C16,122 -16,122 -32,108C-36,96"
            " -36,84 -32,52Z"
        )
        mouth = "M-22,56C-12,48 12,48 22,56C14,66 -14,66 -22,56Z"
        heel = band("M-32,62C-40,10 40,10 32,62", fill=RUBBER, width=7, edge=1.4)
    marks = (
        f"M-14,{end - 24:.0f}H14V{end - 16:.0f}H-14Z",
        f"M{-wide * 0.9:.0f},{end - 20:.0f}L{wide * 0.9:.0f},{end - 28:.0f}"
        f"V{end - 14:.0f}L{-wide * 0.9:.0f},{end - 6:.0f}Z",
        "M-34,110L0,128L34,110L30,126L0,146L-30,126Z",
        "M-10,72H10V100H-10Z",
    )[sketch.design]
    return (
        outline(
            shape, fill=sketch.accent if sketch.design == 3 else mix(sketch.main, "#ffffff", 0.15)
        )
        + path(marks, fill=sketch.accent if sketch.design != 3 else sketch.main)
        + line(ribs, width=3, opacity=0.65)
        + heel
        + outline(pocket, fill=sketch.main)
        + outline(mouth, fill=mix(sketch.main, INK, 0.6), width=1.5)
        + line("M-24,70C-10,78 10,78 24,70M-26,86C-10,96 10,96 26,86", opacity=0.5)
    )


def _monofin(sketch: Sketch, blade: float) -> str:
    end = 110 + blade * 0.8
    d = (
        f"M150,96C130,130 60,{end - 30:.0f} 44,{end:.0f}C100,{end + 34:.0f}"
        f" 170,{end - 4:.0f} 200,{end - 10:.0f}C230,{end - 4:.0f} 300,{end + 34:.0f}"
        f" 356,{end:.0f}C340,{end - 30:.0f} 270,130 250,96Z"
    )
    foot = "M-24,4C-26,-12 26,-12 24,4C30,40 32,76 26,96H-26C-32,76 -30,40 -24,4Z"
    feet = "".join(
        group(
            outline(foot, fill=sketch.accent)
            + outline(
                "M-16,10C-14,2 14,2 16,10C18,30 12,38 0,40C-12,38 -18,30 -16,10Z",
                fill=RUBBER,
                width=1.4,
            ),
            f"translate({x},20)",
        )
        for x in (172, 228)
    )
    plan = ""
    if sketch.shows("blade"):
        plan = upright(372, 96, end, said(sketch.number("blade", 40, 3, 70), "cm"), side=1)
    ribs = line(
        f"M170,104L100,{end - 4:.0f}M186,104L150,{end - 2:.0f}M214,104"
        f"L250,{end - 2:.0f}M230,104L300,{end - 4:.0f}",
        width=3,
        opacity=0.6,
    )
    return fitted(
        outline(d, fill=sketch.main) + ribs + feet + plan,
        extent=(36, 2, 440 if plan else 364, end + 22),
    )


# --- training aids ---------------------------------------------------------------------------
def paddles(sketch: Sketch) -> str:
    """A pair of hand paddles whose face is as large as its area, with its openings."""
    area = sketch.number("area", 190, 40, 450)
    k = sqrt(area / 190)
    one = _paddle(sketch)
    drawn = group(one, f"translate(118,150) rotate(-8) scale({k * 0.86:.2f})") + group(
        one, f"translate(284,150) rotate(8) scale({-k * 0.86:.2f},{k * 0.86:.2f})"
    )
    high = 118 * k * 0.86
    plan = caption(sketch, 60, 340, 150 + high + 18, stated(sketch, ("area", "cm²")))
    return fitted(
        drawn + plan,
        extent=(118 - 84 * k, 144 - high, 284 + 84 * k, 156 + high + (26 if plan else 0)),
    )


def _paddle(sketch: Sketch) -> str:
    kind = sketch.choice("kind", "ergonomic")
    shape = {
        "flat": "M-62,-104C-40,-116 40,-116 62,-104C74,-40 74,50 58,108C20,120 -20,120"
        " -58,108C-74,50 -74,-40 -62,-104Z",
        "finger": "M-62,-84C-40,-112 40,-112 62,-84C74,-40 70,10 46,34C20,48 -20,48 -46,34"
        "C-70,10 -74,-40 -62,-84Z",
        "catch": "M-40,-110C-10,-126 30,-120 50,-90C74,-40 50,40 20,110C0,122 -16,116 -24,96"
        "C-50,30 -70,-60 -40,-110Z",
    }.get(
        kind,
        "M-50,-104C-24,-124 44,-116 60,-84C78,-40 74,20 56,66C44,102 -10,124 -36,104"
        "C-66,70 -74,-70 -50,-104Z",
    )
    count = round(sketch.number("holes", 16, 0, 60))
    rows = max(1, round(sqrt(count * 1.6))) if count else 0
    per = max(1, round(count / rows)) if rows else 0
    low, high = (-78, 20) if kind == "finger" else (-78, 84)
    holes = "".join(
        disc(
            -34 + 68 * (i + 0.5) / per,
            low + (high - low) * (j + 0.5) / rows,
            4.2,
            fill=mix(sketch.main, INK, 0.7),
            edge=1,
        )
        for j in range(rows)
        for i in range(per)
    )
    straps = {
        "two": ("M-40,-44C-10,-64 20,-64 44,-44", "M-36,42C-10,24 20,24 44,40"),
        "one": ("M-40,-44C-10,-64 20,-64 44,-44",),
    }
    tubes = "".join(
        band(d, fill=trim(sketch), width=8, edge=1.5, cap="round")
        for d in straps.get(sketch.choice("strap", "two"), ())
    )
    rim = line("M-42,-90C-20,-106 36,-100 50,-76", colour=trim(sketch), opacity=0.8, width=3)
    return (
        outline(shape, fill=sketch.main)
        + (
            path(
                "M-50,-104C-24,-124 44,-116 60,-84L48,-72C30,-98 -16,-102 -44,-84Z",
                fill=sketch.accent,
            )
            if sketch.design % 2 and kind == "ergonomic"
            else ""
        )
        + holes
        + rim
        + tubes
    )


def pull_buoy(sketch: Sketch) -> str:
    """A pull buoy as large as its volume, in layers of foam."""
    k = (sketch.number("volume", 2.6, 0.5, 9) / 2.6) ** (1 / 3)
    waist = 30 if sketch.choice("kind", "classic") != "kick" else 52
    d = (
        f"M-132,-56C-96,-76 -60,-60 0,{-waist}C60,-60 96,-76 132,-56C150,-30 150,30 132,56"
        f"C96,76 60,60 0,{waist}C-60,60 -96,76 -132,56C-150,30 -150,-30 -132,-56Z"
    )
    top = (
        f"M-132,-56C-96,-76 -60,-60 0,{-waist}C60,-60 96,-76 132,-56L150,-74C112,-94"
        f" 74,-80 18,{-waist - 18}"
        f"C-42,-80 -80,-94 -114,-76Z"
    )
    layers = (
        "M-143,-26C-96,-40 -60,-26 0,-12C60,-26 96,-40 143,-26",
        "M-143,26C-96,40 -60,26 0,12C60,26 96,40 143,26",
    )
    middle = layers[0] + "L143,26C96,40 60,26 0,12C-60,26 -96,40 -143,26Z"
    left = (
        "M-132,-56C-96,-76 -60,-60 -40,-50L-40,52C-60,60 -96,76 -132,56C-150,30 -150,-30 -132,-56Z"
    )
    paint = (
        middle,
        pair(left),
        "M-34,-47C-20,-52 20,-52 34,-47V47C20,52 -20,52 -34,47Z"
        if waist > 40
        else "M-34,-45C-20,-40 20,-40 34,-45V45C20,40 -20,40 -34,45Z",
        left,
    )[sketch.design]
    drawn = (
        outline(top, fill=mix(sketch.main, "#ffffff", 0.25))
        + outline(
            "M132,-56L150,-74C168,-48 168,14 150,38L132,56C150,30 150,-30 132,-56Z",
            fill=mix(sketch.main, INK, 0.25),
        )
        + outline(d, fill=sketch.main)
        + path(paint, fill=sketch.accent)
        + line(layers[0] + layers[1])
        + line(d, width=2)
        + mark(96, 4, sketch.third, size=2)
    )
    reach = 150 * k
    plan = caption(
        sketch, -140 * k, 140 * k, 96 * k + 14, stated(sketch, ("volume", "L"), ("buoyancy_n", "N"))
    )
    wide = max(reach + 24, 178)
    return fitted(
        group(drawn, f"scale({k:.2f})") + plan, extent=(-wide, -112, wide, 128 if plan else 100)
    )


def kickboard(sketch: Sketch) -> str:
    """A kickboard as long as it is, its edge as thick."""
    long = 60 + sketch.number("length_cm", 42, 15, 60) * 4.2
    thick = 5 + sketch.number("thickness", 32, 10, 60) * 0.4
    kind = sketch.choice("kind", "classic")
    top = 276 - long
    nose = (
        f"M92,276V{top + 90:.0f}C92,{top + 20:.0f} 130,{top:.0f} 184,{top:.0f}"
        f"C238,{top:.0f} 276,{top + 20:.0f} 276,{top + 90:.0f}V276C240,266 128,266 92,276Z"
    )
    if kind == "hydro":
        nose = (
            f"M104,276L84,{top + 120:.0f}C96,{top + 40:.0f} 150,{top:.0f} 184,{top:.0f}"
            f"C218,{top:.0f} 272,{top + 40:.0f} 284,{top + 120:.0f}L264,276C236,262"
            " 132,262 104,276Z"
        )
    grips = ""
    if kind == "grips":
        grips = "".join(
            outline(
                f"M{x},{top + 96:.0f}c0,-16 22,-16 22,0v46c0,16 -22,16 -22,0z",
                fill=mix(sketch.main, INK, 0.65),
                width=1.6,
            )
            for x in (112, 234)
        )
    paint = (
        f"M92,{top + 150:.0f}H276V{top + 176:.0f}H92Z",
        f"M150,{top + 4:.0f}H176V268H150Z",
        "",
        f"M184,{top + 60:.0f}c40,0 40,60 0,60c-40,0 -40,-60 0,-60z",
    )[sketch.design]
    drawn = (
        group(
            outline(nose, fill=mix(sketch.main, INK, 0.35)),
            f"translate({thick:.0f},{thick * 0.5:.0f})",
        )
        + outline(nose, fill=sketch.main)
        + (path(paint, fill=sketch.accent) if paint else mark(184, top + 90, sketch.accent, size=4))
        + line(
            f"M108,{top + 92:.0f}C110,{top + 36:.0f} 140,{top + 16:.0f} 180,{top + 14:.0f}",
            colour="#ffffff",
            opacity=0.5,
            width=2.4,
        )
        + grips
        + line(nose, width=2)
    )
    plan = ""
    if sketch.shows("length_cm"):
        plan = upright(320, top, 276, said(sketch.number("length_cm", 42, 15, 60), "cm"), side=1)
    return fitted(drawn + plan, extent=(66, min(top - 6, 4), 400 if plan else 318, 296))


# --- caps, buoys, snorkels -------------------------------------------------------------------
def cap(sketch: Sketch) -> str:
    """A swim cap on a head that is only hinted at: smooth, wrinkled or of cloth."""
    material = sketch.choice("material", "silicone")
    long = flag(sketch, "long_hair", False)
    bulge = 26 if long else 0
    ear = 38 if flag(sketch, "ear_cover", False) else 0
    d = (
        f"M74,196C{52 - bulge},{150 + bulge} {58 - bulge},50 176,42C262,38 318,90 326,168"
        f"C300,184 262,186 232,{190 + ear * 0.4:.0f}C190,{200 + ear} 120,{212 + ear} 74,196Z"
    )
    paint = (
        "M96,92C150,60 250,58 310,112L318,134C250,84 150,84 82,124Z",
        "M176,42C196,41 214,44 230,50L196,196L150,202Z",
        "M74,196C62,166 60,120 78,90C112,120 180,140 326,150L326,168C300,184 262,186"
        " 232,190C190,200 120,212 74,196Z",
        "",
    )[sketch.design]
    seams = ""
    if material in ("fabric", "coated", "neoprene"):
        seams = stitch("M200,43C196,100 196,150 200,196", colour=detail(sketch.main)) + stitch(
            "M76,190C130,206 260,186 324,164", colour=detail(sketch.main)
        )
    elif not flag(sketch, "seamless", False):
        seams = line(
            "M112,178C116,168 116,156 112,146M126,182C131,170 131,160 128,152M286,160"
            "C284,150 284,142 288,134",
            opacity=0.45,
            width=1.4,
        )
    drawn = (
        path(
            "M92,200C92,226 110,246 128,250L122,292H268L262,262C296,266 318,256"
            " 318,236C330,226 332,214 344,206L326,168Z",
            fill=mix(sketch.third, INK, 0.12),
            opacity=0.55,
        )
        + outline(d, fill=sketch.main)
        + (path(paint, fill=sketch.accent) if paint else mark(204, 120, sketch.accent, size=4.4))
        + shade(
            f"M74,196C{58},168 60,140 64,124C90,180 200,180 326,160V168C300,184"
            f" 262,186 232,{190 + ear * 0.4:.0f}C190,{200 + ear} 120,{212 + ear}"
            " 74,196Z",
            opacity=0.12,
        )
        + seams
        + line(
            "M120,84C146,64 186,58 216,60",
            colour="#ffffff",
            opacity=0.6 if material in ("silicone", "latex") else 0.2,
            width=4,
        )
        + line(d, width=2)
    )
    plan = ""
    if sketch.shows("thickness"):
        value = sketch.number("thickness", 0.5, 0.2, 6)
        plan = note(300, 120, (352, 70), said(value, "mm"))
    return fitted(drawn + plan, extent=(30, 30, 420 if plan else 370, 294))


def buoy(sketch: Sketch) -> str:
    """An open-water buoy as large as its volume, with its belt, roll top and handles."""
    k = (sketch.number("volume", 20, 3, 60) / 20) ** (1 / 3)
    dry = flag(sketch, "dry_bag", True)
    shell = (
        "M-96,-54C-60,-74 60,-74 96,-54C122,-34 122,34 96,54C60,74 -60,74 -96,54C-122,34"
        " -122,-34 -96,-54Z"
    )
    stripe = (
        "M-34,-68H34V68H-34Z",
        "M-110,-20H110V20H-110Z",
        "M-100,-52C-88,-60 -70,-65 -54,-67V67C-70,65 -88,60 -100,52Z",
        "M54,-67C70,-65 88,-60 100,-52V52C88,60 70,65 54,67ZM-54,-67C-70,-65 -88,-60"
        " -100,-52V52C-88,60 -70,65 -54,67Z",
    )[sketch.design]
    end = (
        (
            outline("M104,-34H146C152,-34 152,34 146,34H104Z", fill=mix(sketch.main, INK, 0.2))
            + line("M122,-34V34M136,-34V34", width=1.2)
            + outline("M140,-12h16v24h-16z", fill=RUBBER, width=1.4)
        )
        if dry
        else ""
    )
    drawn = (
        end
        + band("M-112,0C-150,10 -168,40 -150,72", fill=RUBBER, width=5, edge=1.2)
        + outline(shell, fill=sketch.main)
        + path(stripe, fill=sketch.accent)
        + shade(
            "M-114,20C-60,48 60,48 114,20C112,36 106,46 96,54C60,74 -60,74 -96,54"
            "C-106,46 -112,36 -114,20Z"
        )
        + band("M-40,-70C-36,-92 36,-92 40,-70", fill=RUBBER, width=7, edge=1.3)
        + line("M-84,-40C-50,-54 30,-56 70,-46", colour="#ffffff", opacity=0.6, width=3)
        + disc(70, 26, 9, fill=sketch.third, edge=1.5)
        + disc(70, 26, 3.6, fill=INK)
        + line(shell, width=2)
        + (disc(0, -92, 8, fill="#fff1a8", edge=1.5) if flag(sketch, "light", False) else "")
    )
    belt = band(
        "M-178,100C-120,70 100,70 168,96C120,126 -120,128 -178,100Z",
        fill=mix(sketch.main, INK, 0.3),
        width=9,
        edge=1.4,
    )
    buckle = outline("M-14,110h32v20h-32z", fill=RUBBER, width=1.5)
    shift = f"translate(0,{-20 - 10 * k:.0f}) scale({k:.2f})"
    plan = caption(sketch, -150, 150, 152, stated(sketch, ("volume", "L"), ("buoyancy_n", "N")))
    wide = max(196, 168 * k)
    return fitted(
        belt + buckle + group(drawn, shift) + plan,
        extent=(-wide, -36 - 106 * k, wide, 164 if plan else 138),
    )


def snorkel(sketch: Sketch) -> str:
    """A swimmer's snorkel seen from the side: the head bracket, the tube over the brow."""
    wide = 9 + sketch.number("tube_diameter", 20, 14, 30) * 0.5
    long = 210 + sketch.number("length_cm", 44, 30, 60) * 0.6
    tube = f"M120,252C104,240 96,214 104,186C118,128 150,74 {long - 6:.0f},44"
    purge = (
        outline("M92,238C84,250 88,268 104,272L122,262L116,244Z", fill=sketch.third, width=1.5)
        if flag(sketch, "valve", True)
        else ""
    )
    guard = ""
    if flag(sketch, "dry_top", False):
        guard = outline(f"M{long - 16:.0f},{30}l26,-8l10,28l-26,12z", fill=RUBBER, width=1.6)
    drawn = (
        band(
            "M196,120C260,104 318,134 316,186C314,226 262,236 218,214",
            fill=RUBBER,
            width=10,
            edge=1.5,
        )
        + purge
        + band(tube, fill=sketch.main, width=wide, edge=2)
        + line(tube, colour="#ffffff", opacity=0.35, width=2.4)
        + band(f"M{long - 44:.0f},60L{long - 6:.0f},44", fill=sketch.accent, width=wide, edge=2)
        + (
            band("M106,182L112,164M117,150L124,134", fill=sketch.accent, width=wide, edge=0)
            if sketch.design % 2
            else ""
        )
        + guard
        + outline(
            "M112,240C132,236 148,240 156,246L176,240V274L156,268C142,276 124,274 112,262Z",
            fill=RUBBER,
        )
        + line("M156,246V268", width=1.4)
        + outline(
            "M126,108C150,88 186,92 214,108L206,138C180,128 156,128 138,136Z",
            fill=mix(sketch.main, INK, 0.3),
        )
        + outline("M196,104h20v26h-20z", fill=trim(sketch), width=1.4)
    )
    plan = caption(
        sketch, 90, 320, 296, stated(sketch, ("tube_diameter", "mm"), ("length_cm", "cm"))
    )
    return fitted(drawn + plan, extent=(60, 14, 340, 306 if plan else 284))


DRAWINGS: dict[str, Drawer] = {
    "lunettes-natation": goggles,
    "maillot-une-piece": one_piece,
    "jammer": jammer,
    "combinaison-eau-libre": wetsuit,
    "palmes-natation": fins,
    "plaquettes": paddles,
    "pull-buoy": pull_buoy,
    "planche-natation": kickboard,
    "bonnet-bain": cap,
    "bouee-eau-libre": buoy,
    "tuba-frontal": snorkel,
}
