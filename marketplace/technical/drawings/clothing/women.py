"""Sports bra, tennis dress, skirt."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from marketplace.technical.drawings.canvas import (
    Drawer,
    Sketch,
    line,
    outline,
    shade,
    stitch,
    upright,
)
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
    neat,
    note,
    pair,
    said,
    weighed,
    whole,
)

PLAIN, STRIPED, BLOCKED, PANELLED = range(4)

# Of each support: strap width, where the straps stand, how deep the neckline, how tall the band.
SUPPORTS: dict[str, tuple[float, float, float, float]] = {
    "low": (9, 52, 142, 20),
    "medium": (19, 50, 116, 30),
    "high": (30, 50, 88, 40),
}
SUPPORT_NAMES = {
    "low": gettext_noop("maintien léger"),
    "medium": gettext_noop("maintien moyen"),
    "high": gettext_noop("maintien fort"),
}


def bra(sketch: Sketch) -> str:
    """A sports bra: the more it holds, the wider its straps, the higher its neckline."""
    support = sketch.choice("support", "medium")
    strap, stand, neck, band = SUPPORTS.get(support, SUPPORTS["medium"])
    foot = 278 - band
    inner, outer = stand - strap / 2, stand + strap / 2
    hole = Curve((outer, 24), (outer - 2, 96), (76, 128), (104, 146))
    side = Curve((104, 146), (106, 176), (92, 200), (88, foot))
    neckline = Curve(
        (0, neck), (inner * 0.62, neck), (inner - 3, 84 if neck > 100 else 66), (inner, 24)
    )
    front = whole(neckline.move + f"L{outer},24" + hole.onward + side.onward + f"L0,{foot + 5}")
    binding = Curve(
        (0, neck + 7),
        (inner * 0.62 + 4, neck + 7),
        (inner + 2, 84 if neck > 100 else 66),
        (inner + 5, 24),
    )
    garment = (
        _bra_back(sketch, inner, outer, support)
        + outline(front, fill=sketch.main)
        + _bra_panels(sketch, hole, side, foot)
        + _bra_cups(support, neck, foot)
        + _bra_bindings(sketch, neckline, binding, hole)
        + _bra_band(sketch, foot, band)
        + line(pair(side.move), width=2)
    )
    named = "support" in sketch.values and support in SUPPORT_NAMES
    label = _(SUPPORT_NAMES[support]) if named else ""
    return flat(sketch, garment, note(72, foot + band / 2, (112, 300), label) if label else "")


def _bra_back(sketch: Sketch, inner: float, outer: float, support: str) -> str:
    """The back seen between the straps: crossed where the hold is light, a racer back otherwise."""
    if support == "low":
        crossed = (
            f"M{inner},24C{inner - 4},70 {-inner + 30},120 {-inner + 4},170"
            f"L{-inner + 16},174C{-inner + 40},124 {outer - 3},74 {outer},24Z"
        )
        d = neat(crossed) + mirror(crossed)
    else:
        d = whole(
            f"M0,64C{inner * 0.5},62 {inner - 8},52 {inner},24L{outer},24L{outer - 6},172L0,172"
        )
    return outline(d, fill=sketch.main, width=1.4) + shade(d, opacity=0.45)


def _bra_panels(sketch: Sketch, hole: Curve, side: Curve, foot: float) -> str:
    kind = sketch.design
    if kind == PANELLED:
        seam = Curve((hole.at(0.62)[0], hole.at(0.62)[1]), (62, 150), (60, 190), (66, foot + 2))
        lower = hole.piece(0.62, 1)
        panel = lower.move + side.onward + f"L66,{foot + 2}" + seam.back.onward + "Z"
        return cloth(pair(panel), sketch.accent) + shade(mirror(panel)) + line(pair(seam.move))
    if kind == STRIPED:
        stripes = Tube(side.mirrored(), side, sag=3)
        return cloth(stripes.band(0.42, 0.66), sketch.accent) + cloth(
            stripes.band(0.74, 0.82), sketch.third
        )
    return shade(Tube(side.mirrored(), side).band(0, 1, till=0.09))


def _bra_cups(support: str, neck: float, foot: float) -> str:
    seams = f"M82,132C58,146 34,{foot - 34} 30,{foot + 4}" if support != "low" else ""
    gathers = f"M0,{neck + 12}V{foot + 4}" if support == "high" else ""
    wrinkles = (
        f"M6,{foot - 40}C16,{foot - 34} 26,{foot - 34} 36,{foot - 40}M6,{foot - 26}"
        f"C14,{foot - 22} 22,{foot - 22} 30,{foot - 26}"
    )
    return (
        (line(pair(seams)) if seams else "")
        + (line(gathers) if gathers else "")
        + fold(pair(wrinkles))
    )


def _bra_bindings(sketch: Sketch, neckline: Curve, binding: Curve, hole: Curve) -> str:
    fill = sketch.accent if sketch.design in (PLAIN, PANELLED, STRIPED) else sketch.main
    ring = whole(neckline.move + f"L{binding.end[0]},{binding.end[1]}" + binding.back.onward)
    stitches = Curve(
        (hole.start[0] - 4, 24),
        (hole.first[0] - 4, hole.first[1]),
        (hole.second[0] - 3, hole.second[1] + 5),
        (hole.end[0] - 2, hole.end[1] + 5),
    )
    return outline(ring, fill=fill, width=1.4) + stitch(pair(stitches.move))


def _bra_band(sketch: Sketch, foot: float, band: float) -> str:
    fill = sketch.main if sketch.design == STRIPED else sketch.accent
    d = whole(
        f"M0,{foot + 5}C40,{foot + 5} 66,{foot + 3} 89,{foot}L86,{foot + band - 2}"
        f"C66,{foot + band + 3} 40,{foot + band + 5} 0,{foot + band + 5}"
    )
    rows = "".join(
        f"M0,{foot + 5 + y}C40,{foot + 5 + y} 66,{foot + 3 + y} 88,{foot + y}"
        for y in (5, band - 5)
    )
    return (
        outline(d, fill=fill)
        + stitch(pair(rows))
        + mark(0, foot + band / 2 + 5, sketch.third, size=min(band / 22, 1.5))
        + shade(f"M-89,{foot}L-86,{foot + band - 2}L-70,{foot + band + 2}L-73,{foot + 2}Z")
    )


def _pleats(
    waist: float, hem: float, top: float, bottom: float, count: int
) -> tuple[str, str, str]:
    """The right half of a pleated skirt: lower edge, pleat lines, hidden sides of the pleats."""
    edge, lines, hidden = "", "", ""
    for i in range(count, 0, -1):
        share, before = i / count, (i - 1) / count
        x, x0 = hem * share, hem * before
        lift = 10 * share**2
        edge += f"L{x - 5},{bottom - lift + 7}L{x0 + 0.01},{bottom - 10 * before**2}"
        if i < count:
            w = waist * share
            lines += (
                f"M{w},{top}"
                f"C{w + (x - w) * 0.25},{top + 40} {x - (x - w) * 0.2},{bottom - 60} "
                f"{x},{bottom - lift}"
            )
            hidden += (
                f"M{w},{top + 10}"
                f"C{w + (x - w) * 0.25},{top + 50} {x - (x - w) * 0.2},{bottom - 60} "
                f"{x},{bottom - lift}"
                f"L{x - 9},{bottom - lift + 5}Z"
            )
    return edge, lines, hidden


def skirt(sketch: Sketch) -> str:
    """A pleated skirt over its short."""
    kind = sketch.design
    under = flag(sketch, "shorts", True)
    # The longer the skirt, the lower its hem; the shorter, the more of the short is seen.
    longer = (sketch.number("length_cm", 36, 28, 50) - 36) * 1.6
    top, bottom, waist, hem = 50, min(246 + longer, 268 if under else 276), 76, 152
    edge, lines, hidden = _pleats(waist, hem, top, bottom, 5)
    side = Curve((waist, top), (waist + 18, top + 40), (hem - 10, bottom - 66), (hem, bottom - 10))
    d = whole(f"M0,{top}L{waist},{top}" + side.onward + edge)
    tube = Tube(side.mirrored(), side, sag=6)
    stripe = cloth(tube.band(0.82, 0.9), sketch.accent) if kind == STRIPED else ""
    side_panel = (
        cloth(pair(tube.band(0, 1, till=0.1)), sketch.accent) + line(pair(tube.along(0.1)))
        if kind == PANELLED
        else ""
    )
    garment = (
        (_under_short(sketch, bottom) if under else "")
        + outline(d, fill=sketch.main)
        + stripe
        + side_panel
        + shade(pair(hidden), opacity=0.2)
        + line(pair(lines))
        + line(pair(side.move), width=2)
        + _waistband(sketch, waist, 22, top + 2)
        + mark(hem * 0.62, bottom - 62, sketch.third)
    )
    length = known(sketch, "length_cm")
    measured = "" if length is None else upright(-178, 20, bottom, said(length, "cm"))
    return flat(sketch, garment, measured + weighed(sketch, half=hem))


def _under_short(sketch: Sketch, bottom: float) -> str:
    legs = pair(f"M4,{bottom - 30}L106,{bottom - 30}L104,276C74,281 42,281 12,277Z")
    return (
        outline(legs, fill=sketch.third if sketch.design == BLOCKED else sketch.accent)
        + shade(legs, opacity=0.25)
        + stitch(pair("M13,270C42,274 74,274 103,269"))
    )


def _waistband(sketch: Sketch, half: float, top: float, bottom: float) -> str:
    fill = sketch.accent if sketch.design in (PLAIN, PANELLED) else sketch.main
    d = whole(
        f"M0,{top + 5}"
        f"C{half * 0.5},{top + 5} {half * 0.8},{top + 3} {half - 1},{top}"
        f"L{half + 1},{bottom}C{half * 0.8},{bottom + 3} {half * 0.5},{bottom + 5} "
        f"0,{bottom + 5}"
    )
    back = whole(
        f"M0,{top - 4}"
        f"C{half * 0.5},{top - 4} {half * 0.8},{top - 3} {half - 1},{top}"
        f"C{half * 0.8},{top + 3} {half * 0.5},{top + 5} 0,{top + 5}"
    )
    return (
        outline(back, fill=sketch.main, width=1.4)
        + shade(back, opacity=0.5)
        + outline(d, fill=fill)
        + stitch(
            pair(
                f"M0,{top + 10}C{half * 0.5},{top + 10} {half * 0.8},{top + 8} {half - 1},{top + 5}"
            )
        )
    )


def dress(sketch: Sketch) -> str:
    """A tennis dress: fitted bodice, pleated skirt."""
    kind = sketch.design
    top, waist_y, bottom = 16, 146, 282
    waist, hem = 54, 112
    edge, lines, hidden = _pleats(waist, hem, waist_y, bottom - 4, 5)
    hole = Curve((46, top + 2), (40, 52), (46, 78), (68, 88))
    side = Curve((68, 88), (66, 110), (54, 128), (waist, waist_y))
    flare = Curve((waist, waist_y), (waist + 10, 172), (hem - 14, bottom - 60), (hem, bottom - 14))
    neckline = (
        Curve((0, 66), (14, 66), (26, 44), (30, top))
        if kind in (PLAIN, STRIPED)
        else Curve((0, 78), (8, 62), (22, 36), (30, top))
    )
    binding = Curve(
        (0, neckline.start[1] + 8),
        (neckline.first[0] + 4, neckline.first[1] + 8),
        (neckline.second[0] + 5, neckline.second[1] + 2),
        (36, top),
    )
    back = whole(f"M0,30C12,30 24,26 30,{top}L46,{top + 2}L40,90L0,90")
    bodice = whole(
        neckline.move + f"L46,{top + 2}" + hole.onward + side.onward + f"L0,{waist_y + 3}"
    )
    skirt_d = whole(f"M0,{waist_y + 3}L{waist},{waist_y}" + flare.onward + edge)
    under = pair(
        f"M4,{bottom - 30}L74,{bottom - 30}L72,{bottom + 9}C50,{bottom + 12} "
        f"30,{bottom + 11} 10,{bottom + 8}Z"
    )
    body = Tube(side.mirrored(), side, sag=2)
    skirt_tube = Tube(flare.mirrored(), flare, sag=5)
    panels = {
        PLAIN: "",
        STRIPED: cloth(skirt_tube.band(0.84, 0.92), sketch.accent),
        BLOCKED: "",
        PANELLED: _dress_sides(sketch, hole, side, waist_y),
    }[kind]
    garment = (
        outline(under, fill=sketch.third)
        + shade(under, opacity=0.3)
        + outline(back, fill=sketch.main, width=1.4)
        + shade(back, opacity=0.45)
        + outline(skirt_d, fill=sketch.accent if kind == BLOCKED else sketch.main)
        + shade(pair(hidden), opacity=0.2)
        + panels * (kind == STRIPED)
        + line(pair(lines))
        + line(pair(flare.move), width=2)
        + outline(bodice, fill=sketch.main)
        + panels * (kind == PANELLED)
        + ("" if kind == PANELLED else shade(body.band(0, 1, till=0.1)))
        + fold(pair("M62,96C52,104 42,108 34,108M56,128C46,132 36,134 28,133"))
        + outline(
            whole(neckline.move + f"L36,{top}" + binding.back.onward), fill=sketch.accent, width=1.4
        )
        + stitch(pair("M42,20C36,54 42,82 65,93"))
        + outline(
            whole(
                f"M0,{waist_y - 4}C20,{waist_y - 4} 40,{waist_y - 5} {waist},{waist_y - 7}"
                f"L{waist + 1},{waist_y + 4}C40,{waist_y + 6} 20,{waist_y + 7} "
                f"0,{waist_y + 7}"
            ),
            fill=sketch.accent,
            width=1.4,
        )
        + mark(24, 96, sketch.third)
    )
    return flat(sketch, garment, weighed(sketch, half=hem, y=320))


def _dress_sides(sketch: Sketch, hole: Curve, side: Curve, y: float) -> str:
    spot = hole.at(0.6)
    seam = Curve(spot, (spot[0] - 8, spot[1] + 24), (32, y - 30), (36, y))
    panel = hole.piece(0.6, 1).move + side.onward + f"L36,{y}" + seam.back.onward + "Z"
    return cloth(pair(panel), sketch.accent) + shade(mirror(panel)) + line(pair(seam.move))


DRAWINGS: dict[str, Drawer] = {"brassiere": bra, "robe-tennis": dress, "jupe": skirt}
