"""Helmets, cycling shoes, bib shorts and jerseys."""

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
    disc,
    fitted,
    group,
    line,
    mix,
    outline,
    path,
    shade,
    stitch,
    text,
)
from marketplace.technical.drawings.clothing.bodies import (
    light_body,
    long_sleeve,
    ring,
    short_sleeve,
)
from marketplace.technical.drawings.footwear.last import Last, between, laces, shoe_picture
from marketplace.technical.drawings.pattern import (
    Curve,
    Tube,
    cloth,
    flag,
    flat,
    fold,
    known,
    mark,
    mirror,
    pair,
    said,
    whole,
    zipper,
)

RUBBER = mix(INK, "#ffffff", 0.14)
PLAIN, STRIPED, BLOCKED, PANELLED = range(4)

# --- helmets ---------------------------------------------------------------------------------
SHELL = (
    "M58,186C44,104 98,36 204,34C300,34 352,98 358,172C330,186 296,176 262,180"
    "C214,186 190,208 132,214C100,216 64,210 58,186Z"
)
TAIL = (
    "M14,206C30,120 96,36 210,34C302,34 352,98 358,172C330,186 296,176 262,180"
    "C214,186 190,208 132,214C90,218 40,220 14,206Z"
)
BOWL = (
    "M62,196C44,96 110,30 206,30C302,30 354,98 354,178C326,188 296,182 262,184"
    "C214,188 196,214 150,218C110,222 74,222 62,196Z"
)
JAW = (
    "M262,182C292,178 330,180 356,174C384,206 396,250 376,268C352,284 300,272 262,246"
    "C250,226 250,204 262,182Z"
)
SLOT = "M-26,0C-18,-11 12,-13 27,-5C20,7 -12,11 -26,0Z"


def helmet(sketch: Sketch) -> str:
    """A helmet from the side: as many openings as it has, with its visor, tail or jaw."""
    use = sketch.choice("use", "road")
    shell = {"aero": TAIL, "urban": BOWL, "full_face": BOWL}.get(use, SHELL)
    visor = flag(sketch, "visor", use in ("mtb", "full_face"))
    drawn = (
        _straps(sketch, full=use == "full_face")
        + (outline(JAW, fill=sketch.main) + _jaw_vents() if use == "full_face" else "")
        + outline(shell, fill=sketch.main)
        + _helmet_paint(sketch)
        + shade(
            "M60,184C110,196 190,172 262,166C300,164 330,168 357,160L358,172C330,186 296,176 "
            "262,180C214,186 190,208 132,214C100,216 64,210 60,184Z"
        )
        + _vents(sketch, use)
        + line(shell, width=2)
        + (_visor(sketch) if visor else "")
        + ("" if use == "full_face" else _dial(sketch, use))
    )
    words = []
    weight, vents = known(sketch, "weight"), known(sketch, "vents")
    if weight is not None:
        words.append(said(weight, "g"))
    if vents:
        words.append(_("%(n)d aérations") % {"n": round(vents)})
    plan = across(58, 358, 306, ", ".join(words)) if sketch.dimensions and words else ""
    return fitted(drawn + plan, extent=(10, 22, 408, 316 if plan else 292))


def _straps(sketch: Sketch, *, full: bool) -> str:
    if full:
        return outline("M142,214C168,246 224,266 268,252L262,182Z", fill=RUBBER, width=1.6)
    web = mix(sketch.third, INK, 0.78)
    return (
        band("M270,176C262,216 240,252 214,276", fill=web, width=6, edge=1.2)
        + band("M132,208C160,236 190,252 222,262", fill=web, width=6, edge=1.2)
        + outline("M204,268h22v16h-22z", fill=sketch.accent, width=1.4)
    )


def _jaw_vents() -> str:
    return outline(
        "M300,212C322,208 348,208 366,214C362,226 330,228 306,228Z", fill=RUBBER, width=1.3
    ) + outline("M306,240C326,240 350,240 366,240C360,252 334,254 316,252Z", fill=RUBBER, width=1.3)


def _vents(sketch: Sketch, use: str) -> str:
    """Openings in two rows along the dome."""
    seen = round(sketch.number("vents", 6 if use in ("urban", "aero") else 18, 0, 40) / 3)
    rows = ((0.38, 15), (0.72, 0)) if seen > 4 else ((0.55, 6),)
    drawn = ""
    for row, (height, turn) in enumerate(rows):
        count = seen - seen // 2 if row == 0 and len(rows) > 1 else seen // len(rows)
        for i in range(count):
            t = (i + 0.5) / count
            x = 92 + 236 * t
            y = 190 - (150 - 40 * row) * height * (1 - (2 * t - 1) ** 2) ** 0.5 - 18 * (1 - t) * row
            angle = -42 + 84 * t + turn - 8
            size = min(1.1, 4.6 / count)
            slot = path(SLOT, fill=RUBBER, stroke=INK, stroke_width=1.4) + line(
                "M-18,-1C-8,-7 8,-8 20,-4", colour=detail(RUBBER), opacity=0.5, width=1.2
            )
            drawn += group(
                slot, f"translate({x:.0f},{y:.0f}) rotate({angle:.0f}) scale({size:.2f})"
            )
    return drawn


def _helmet_paint(sketch: Sketch) -> str:
    marks = (
        "M58,186C52,150 62,112 84,84L118,98C98,128 94,168 102,212C80,210 62,204 58,186Z",
        "M66,132C130,64 262,44 342,112L348,128C262,68 146,84 62,156Z",
        "M204,34C300,34 352,98 358,172L330,178C326,106 280,58 204,34Z",
        "M132,54C160,42 184,36 208,34L236,180C220,184 204,190 190,198Z",
    )[sketch.design]
    return path(marks, fill=sketch.accent) + line(marks, width=1, opacity=0.5)


def _visor(sketch: Sketch) -> str:
    d = "M296,84C340,86 384,104 404,128C396,138 372,130 350,124C334,116 314,106 302,104Z"
    return outline(d, fill=sketch.accent, width=1.8) + line("M312,96C344,100 372,112 394,127")


def _dial(sketch: Sketch, use: str) -> str:
    if use == "aero":
        return outline(
            "M262,178C300,176 336,178 356,172C362,196 352,214 336,216C300,216 276,204 262,178Z",
            fill=mix("#3a4a52", sketch.accent, 0.25),
            width=1.6,
        ) + line("M284,188C304,184 326,184 344,184", colour="#ffffff", opacity=0.6)
    return band("M66,206C70,232 92,240 118,236", fill=RUBBER, width=7, edge=1.2) + disc(
        76, 226, 9, fill=sketch.third, edge=1.4
    )


# --- shoes -----------------------------------------------------------------------------------
UPPER = (
    "M0,4C-6,26 -1,46 -5,66C-6,78 5,82 12,74C24,62 40,55 58,56C76,58 84,68 96,76"
    "C118,66 152,56 192,46C232,36 262,34 284,24C299,16 303,8 298,0C262,-4 226,-6 190,-5"
    "L110,-2L60,0C40,0 18,1 0,4Z"
)
COLLAR = "M2,78C18,66 38,62 58,63C74,65 84,76 96,88L98,78C84,66 74,57 56,56C36,56 16,64 2,78Z"
TONGUE = "M92,76C94,88 98,98 106,99C114,100 122,92 130,84L176,58L168,50Z"


def shoe(sketch: Sketch) -> str:
    """A cycling shoe: a stiff thin sole with its cleat, closed as it says."""
    rubber = sketch.choice("sole", "nylon") == "rubber" or sketch.choice("cleat", "") == "none"
    last = Last(heel=24 if rubber else 18, forefoot=17 if rubber else 12, spring=22)
    drawn = (
        _cycling_upper(last, sketch)
        + (_shoe_laces if sketch.choice("closure", "dial") == "laces" else _fasteners)(last, sketch)
        + _cycling_sole(last, sketch, rubber=rubber)
    )
    plan = ""
    if sketch.shows("stiffness"):
        stiffness = decimal(sketch.number("stiffness", 8, 1, 16))
        plan = across(6, 300, 44, _("rigidité %(stiffness)s") % {"stiffness": stiffness})
    return shoe_picture(drawn, plan, top=last.heel + 102, bottom=16, under=40)


def _cycling_upper(last: Last, sketch: Sketch) -> str:
    foot, main, fine = last.foot, sketch.main, detail(sketch.main)
    panel = (
        "M0,4C-6,26 -1,46 -4,58C18,54 42,40 62,0C40,0 18,1 0,4Z",
        "M110,-2C130,24 156,44 192,46C232,36 262,34 284,24C262,-4 226,-6 190,-5Z",
        "M62,0C60,22 50,40 30,58C52,52 72,56 96,76L132,61C110,40 96,18 92,-1Z",
        "M214,-5C220,14 232,28 250,33L284,24C299,16 303,8 298,0C268,-4 240,-6 214,-5Z",
    )[sketch.design]
    holes = "".join(f"M{206 + i * 12},{26 - j * 8 - i} h0 " for j in range(3) for i in range(5 - j))
    return (
        outline(foot(TONGUE), fill=mix(main, INK, 0.3), width=1.6)
        + outline(foot(COLLAR), fill=mix(main, INK, 0.6), width=1.4)
        + outline(foot(UPPER), fill=main)
        + path(foot(panel), fill=sketch.accent)
        + line(foot(panel), colour=fine, opacity=0.8)
        + line(foot("M-4,60C14,50 30,46 52,46C74,48 84,58 98,68"), colour=fine, opacity=0.6)
        + line(foot(holes), width=3, colour=fine, opacity=0.6)
        + line(foot(UPPER), width=2)
    )


def _shoe_laces(last: Last, sketch: Sketch) -> str:
    return laces(last, between((112, 68), (196, 40), 6, bow=2), colour=sketch.third, reach=15)


def _fasteners(last: Last, sketch: Sketch) -> str:
    """One or two dials with their cords, or three straps."""
    closure, foot = sketch.choice("closure", "dial"), last.foot
    if closure == "straps":
        straps = (
            "M96,10L126,66L146,60L120,8Z",
            "M136,8L162,54L180,48L160,6Z",
            "M176,6L196,44L212,39L196,4Z",
        )
        return "".join(
            outline(foot(d), fill=mix(sketch.main, INK, 0.35), width=1.4) for d in straps
        )
    cords = foot("M118,44L148,62L150,34L176,52L180,26L204,42")
    drawn = line(cords, width=3) + line(cords, width=1.5, colour=sketch.third)
    spots = ((122, 42), (186, 26)) if closure == "two_dials" else ((128, 40),)
    for x, height in spots:
        cx, cy = last.at(x, height)
        drawn += disc(cx, cy, 12, fill=RUBBER, edge=1.5) + disc(cx, cy, 6.5, fill=sketch.accent)
        drawn += line(
            f"M{cx - 9:.1f},{cy:.1f}h0M{cx + 9:.1f},{cy:.1f}h0M{cx:.1f},{cy - 9:.1f}h0"
            f"M{cx:.1f},{cy + 9:.1f}h0",
            width=2.4,
            colour=detail(RUBBER),
        )
    return drawn


def _cycling_sole(last: Last, sketch: Sketch, *, rubber: bool) -> str:
    h, f = last.heel, last.forefoot
    body = last.ground(
        f"M-3,{h + 6:.1f}C-8,{h * 0.7:.1f} -6,5 4,4L70,6C110,12 150,4 190,2"
        f"C240,0 284,6 302,20C306,24 306,{f + 14:.1f} 300,{f + 18:.1f} "
    )
    body += last.foot("C262,1 226,-1 190,-1L70,1C40,2 16,3 -3,6Z")
    carbon = sketch.choice("sole", "nylon") in ("carbon", "nylon_carbon")
    fill = (
        mix(INK, "#ffffff", 0.2) if carbon else mix(sketch.third, INK, 0.75 if not rubber else 0.2)
    )
    drawn = outline(body, fill=fill)
    if carbon:
        weave = "".join(
            f"M{x},{h * 0.35:.1f}L{x + 6},{h * 0.35 + 6:.1f} " for x in range(20, 270, 12)
        )
        drawn += line(last.ground(weave), colour="#ffffff", opacity=0.25)
    heel = last.ground("M6,5L10,-3L48,-3L54,6Z")
    return drawn + outline(heel, fill=RUBBER, width=1.4) + _cleat(last, sketch)


def _cleat(last: Last, sketch: Sketch) -> str:
    kind = sketch.choice("cleat", "three_bolt")
    if kind == "two_bolt":
        lugs = "".join(f"M{x},4L{x + 2},-6L{x + 13},-6L{x + 16},4Z " for x in (104, 124, 238, 258))
        return outline(last.ground(lugs), fill=RUBBER, width=1.3) + outline(
            last.ground("M172,3L176,-4L214,-4L218,3Z"), fill=STEEL, width=1.4
        )
    if kind == "none":
        teeth = "".join(f"M{x},4L{x + 2},-1L{x + 8},-1L{x + 10},4Z " for x in range(66, 270, 14))
        return outline(last.ground(teeth), fill=RUBBER, width=1.1)
    colour = ("#d43a2c", "#f3c12f", "#8d969c", "#d43a2c")[sketch.design]
    return outline(
        last.ground("M160,4L158,-5L168,-9L222,-9L236,0L232,5Z"), fill=colour, width=1.5
    ) + line(last.ground("M172,-2L214,-2"), width=1.2)


# --- bib shorts ------------------------------------------------------------------------------
FOOT = {"short": 0.42, "three-quarter": 0.68, "full": 1.0}
LENGTHS = {
    "short": gettext_noop("court"),
    "three-quarter": gettext_noop("3/4"),
    "full": gettext_noop("long"),
}


def bibs(sketch: Sketch) -> str:
    """Shorts or tights with their pad, and straps where they have them."""
    bib = flag(sketch, "bib", True)
    length = FOOT.get(sketch.choice("length", "short"), 0.42)
    above = 84.0 if bib else 6.0
    scale = 288 / (above + 76 + 176 * length + 8)
    waist, top = 62 * scale, 6 + above * scale
    crotch = top + 76 * scale
    foot = crotch + 176 * length * scale
    ankle = (42 - 17 * length) * scale
    side = Curve(
        (waist, top),
        (waist + 14 * scale, top + 44 * scale),
        (waist + 12 * scale, crotch + 20 * scale),
        (30 * scale + ankle, foot),
    )
    inner = Curve(
        (0, crotch),
        (10 * scale, crotch + 8),
        (24 * scale, crotch + 40 * scale),
        (30 * scale - ankle * 0.12, foot + 2),
    )
    leg = Tube(side, inner)
    half = whole(
        f"M0,{top:.1f}L{waist:.1f},{top:.1f}{side.onward}L{inner.end[0]:.1f},"
        f"{inner.end[1]:.1f}{inner.back.onward}"
    )
    garment = (
        (_bib(sketch, waist, top, scale) if bib else "")
        + outline(half, fill=sketch.main)
        + _bib_panels(sketch, leg)
        + _pad(sketch, crotch, scale)
        + _grippers(sketch, leg)
        + line(pair(f"M0,{top + 10 * scale:.1f}L0,{crotch:.1f}"), width=1.1)
        + shade(mirror(leg.band(0, 1, till=0.1)))
        + line(half, width=2)
        + ("" if bib else _bib_waist(sketch, waist, top, scale))
    )
    words = []
    hours = known(sketch, "pad_hours")
    if hours is not None:
        words.append(_("peau %(hours)s h") % {"hours": decimal(hours)})
    if long := LENGTHS.get(sketch.choice("length", "")):
        words.append(_(long))
    plan = text(0, 322, ", ".join(words)) if words else ""
    return flat(sketch, garment, plan)


def _bib(sketch: Sketch, waist: float, top: float, scale: float) -> str:
    """Straps over the shoulders, the back's mesh between them."""
    high = top - 84 * scale
    back = whole(
        f"M0,{high + 14:.1f}L{16 * scale:.1f},{high:.1f}C{22 * scale:.1f},"
        f"{high + 30 * scale:.1f} {waist:.1f},{top - 44 * scale:.1f}"
        f" {waist:.1f},{top:.1f}L0,{top:.1f}"
    )
    strap = Curve(
        (16 * scale, high),
        (34 * scale, high + 26 * scale),
        (50 * scale, top - 40 * scale),
        (waist - 5 * scale, top),
    )
    mesh = "".join(
        f"M{-40 * scale:.0f},{y:.0f}H{40 * scale:.0f}"
        for y in range(round(high + 40 * scale), round(top), 7)
    )
    return (
        outline(back, fill=mix(sketch.main, INK, 0.35), width=1.6)
        + line(mesh, width=0.8, colour="#ffffff", opacity=0.25)
        + band(strap.move + strap.mirrored().move, fill=sketch.accent, width=12 * scale, edge=1.5)
    )


def _bib_waist(sketch: Sketch, waist: float, top: float, scale: float) -> str:
    d = whole(
        f"M0,{top:.1f}L{waist:.1f},{top:.1f}L{waist + 3:.1f},{top + 13 * scale:.1f}"
        f"L0,{top + 13 * scale:.1f}"
    )
    return outline(d, fill=sketch.accent, width=1.6)


def _bib_panels(sketch: Sketch, leg: Tube) -> str:
    kind = sketch.design
    if kind == STRIPED:
        piece = leg.band(0.5, 0.62)
    elif kind == BLOCKED:
        piece = leg.band(0.02, 0.98, u=0, till=0.24)
    elif kind == PANELLED:
        piece = leg.band(0.3, 0.94, u=0.2, till=0.62)
    else:
        return stitch(pair(leg.along(0.26, t=0.04, to=0.96)), colour=detail(sketch.main))
    return cloth(pair(piece), sketch.accent) + line(pair(piece), width=1)


def _grippers(sketch: Sketch, leg: Tube) -> str:
    grip = pair(leg.band(0.91, 1))
    return (
        cloth(grip, mix(sketch.main, INK, 0.4))
        + line(pair(leg.across(0.91)), width=1.2)
        + mark((leg.spot(0.95, 0.5))[0], leg.spot(0.95, 0.5)[1], sketch.accent, size=0.9)
    )


def _pad(sketch: Sketch, crotch: float, scale: float) -> str:
    """The pad as hidden edges are drawn: the longer the ride, the larger."""
    size = (20 + 1.4 * sketch.number("pad_hours", 4, 0, 12)) * scale
    fine = detail(sketch.main)
    d = whole(
        f"M0,{crotch - size * 1.5:.1f}C{size * 0.8:.1f},{crotch - size * 1.6:.1f} {size:.1f},"
        f"{crotch - size * 0.5:.1f} {size * 0.34:.1f},{crotch - 1:.1f}L0,{crotch - 1:.1f}"
    )
    return path(d, fill=sketch.third, opacity=0.16) + path(
        d, fill="none", stroke=fine, stroke_width=1.4, stroke_dasharray="5 3.4", opacity=0.8
    )


# --- jerseys ---------------------------------------------------------------------------------
def jersey(sketch: Sketch) -> str:
    """A jersey: stand-up collar, zip, gripper at the hem."""
    body = light_body(sketch)
    sleeve_kind, zip_kind = sketch.choice("sleeve", "short"), sketch.choice("zip", "full")
    neckline, rib = body.neckline(24), body.neckline(36, wider=9)
    sleeve = long_sleeve(body) if sleeve_kind == "long" else short_sleeve(sketch, body)
    arms = ""
    if sleeve_kind != "none":
        arms = sleeve.sewn(sketch.accent if sketch.design in (BLOCKED, PLAIN) else sketch.main)
        arms += sleeve.shadow() + stitch(sleeve.seam(9)) + sleeve.edge()
    tape = mix(sketch.main, INK, 0.3)
    end = {"full": body.bottom + 3, "half": body.armpit + 40}.get(zip_kind)
    garment = (
        arms
        + body.back(fill=sketch.main, depth=26)
        + body.sewn(neckline, sketch.main)
        + _jersey_panels(sketch, body.tube)
        + body.seams()
        + ("" if sketch.design == PANELLED else body.shadow())
        + body.folds()
        + stitch(body.tube.across(0.94), colour=detail(sketch.main))
        + fold(body.tube.across(0.9))
        + ring(neckline, rib, sketch.accent)
        + (zipper(0, body.top + 26, end, tape=tape, pull=sketch.accent) if end else "")
        + mark(body.chest * 0.52, body.armpit + 6, sketch.third, size=1.2)
    )
    words = []
    weight, pockets = known(sketch, "weight"), known(sketch, "pockets")
    if weight is not None:
        words.append(said(weight, "g"))
    if pockets:
        count = round(pockets)
        words.append(ngettext("%(n)d poche au dos", "%(n)d poches au dos", count) % {"n": count})
    return flat(sketch, garment, across(-body.hem, body.hem, 318, ", ".join(words)))


def _jersey_panels(sketch: Sketch, tube: Tube) -> str:
    kind = sketch.design
    if kind == STRIPED:
        return cloth(tube.band(0.2, 0.36), sketch.accent) + cloth(
            tube.band(0.4, 0.45), sketch.third
        )
    if kind == BLOCKED:
        return cloth(tube.band(0.52, 1), sketch.accent) + line(tube.across(0.52), width=1)
    if kind == PANELLED:
        return "".join(
            cloth(tube.band(0, 1, u=u, till=u + 0.05), sketch.accent)
            for u in (0.12, 0.22, 0.73, 0.83)
        )
    return cloth(tube.band(0.06, 0.12), sketch.accent)


DRAWINGS: dict[str, Drawer] = {
    "casque-velo": helmet,
    "chaussure-velo": shoe,
    "cuissard": bibs,
    "maillot-velo": jersey,
}
