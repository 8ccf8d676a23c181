"""Shorts, tights, trousers."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from marketplace.technical.drawings.canvas import (
    INK,
    Drawer,
    Sketch,
    figure,
    group,
    line,
    outline,
    path,
    shade,
    stitch,
    text,
)
from marketplace.technical.drawings.pattern import (
    MEASURED,
    Curve,
    Point,
    Tube,
    cloth,
    extent,
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
    seen,
    slanted_zip,
    spell,
    weighed,
    whole,
)

PLAIN, STRIPED, BLOCKED, PANELLED = range(4)
REFLECTIVE = "#dfe4e6"


def waistband(
    half: float, top: float, height: float, *, fill: str, inside: str, curve: float = 4
) -> str:
    """An elastic waistband with the far side of it showing above."""
    low = top + height
    back = whole(
        f"M0,{top - curve}"
        f"C{half * 0.5},{top - curve} {half * 0.8},{top - curve * 0.7} {half},{top}"
        f"C{half * 0.8},{top + curve * 0.8} {half * 0.5},{top + curve} 0,{top + curve}"
    )
    front = whole(
        f"M0,{top + curve}"
        f"C{half * 0.5},{top + curve} {half * 0.8},{top + curve * 0.8} {half},{top}"
        f"L{half + 1.5},{low}"
        f"C{half * 0.8},{low + curve * 0.8} {half * 0.5},{low + curve} "
        f"0,{low + curve}"
    )
    return (
        outline(back, fill=inside, width=1.4) + shade(back, opacity=0.5) + outline(front, fill=fill)
    )


def _gathers(half: float, top: float, height: float) -> str:
    """The creases of an elastic, and of the cloth below it."""
    d = "".join(
        f"M{spell(half * u)},{spell(top + 6)}L{spell(half * u)},{spell(top + height)}"
        for u in (0.16, 0.28, 0.4, 0.52, 0.64, 0.76, 0.88)
    )
    return line(pair(d), width=0.9, opacity=0.4)


def _bow(x: float, y: float, fill: str) -> str:
    """The tied cord of a waistband."""
    d = (
        f"M{x},{y}C-14,{y - 8} -20,{y + 4} -2,{y + 1}C14,{y - 8} 20,{y + 4} 2,{y + 1}"
        f"M-1,{y + 1}C-4,{y + 12} -9,{y + 18} -8,{y + 30}M1,{y + 1}C4,{y + 12} "
        f"7,{y + 20} 6,{y + 34}"
    )
    return line(neat(d), width=4) + line(neat(d), width=2, colour=fill)


def shorts(sketch: Sketch) -> str:
    """Shorts whose legs are as long as their inseam says, over a liner or not."""
    inseam = sketch.number("inseam", 13, 4, 28)
    liner = flag(sketch, "liner", False)
    women = sketch.choice("gender", "unisex") == "women"
    below = 5.0 if liner else 0.0
    wide = 25.5 + 0.2 * inseam
    scale = min(262 / (29 + inseam + below), 164 / wide)
    top = (300 - scale * (28 + inseam + below)) / 2
    waist = scale * (17 if women else 18.5)
    crotch = top + scale * 28

    def at(x: float, y: float) -> Point:
        return x * scale, top + y * scale

    side = Curve((waist + 1, top + 18), at(23.5, 9), at(wide - 2.5, 18), at(wide, 26 + inseam))
    inner = Curve(
        (0, crotch), at(0.8, 30), at(1.2, 30 + inseam * 0.5), at(1.6 + inseam * 0.06, 28 + inseam)
    )
    leg = Tube(side, inner, sag=0)
    middle, foot = (side.end[0] + inner.end[0]) / 2, inner.end[1]
    edge = f"Q{spell(middle)},{spell(foot + 5)} {spell(inner.end[0])},{spell(foot)}"
    d = whole(f"M0,{top + 10}L{waist + 1},{top + 18}" + side.onward + edge + inner.back.onward)
    garment = (
        (_liner(sketch, scale, at, inseam, wide) if liner else "")
        + outline(d, fill=sketch.main)
        + _short_panels(sketch, leg, side, inner, edge, inseam)
        + _short_hem(inner, side)
        + shade(mirror(leg.band(0, 1, till=0.1)))
        + shade(
            neat(
                f"M0,{crotch}L{inner.end[0]},{inner.end[1]}"
                f"L{inner.end[0] + 12},{inner.end[1] + 2}C{12},{crotch + 20} 9,{crotch - 6} "
                f"0,{crotch - 22}Z"
            ),
            opacity=0.1,
        )
        + line(f"M0,{spell(top + 24)}V{spell(crotch)}")
        + stitch(neat(f"M3.5,{top + 24}L3.5,{crotch - 4}"))
        + fold(
            pair(
                f"M6,{crotch - 6}C20,{crotch - 12} 34,{crotch - 12} 46,{crotch - 20}"
                f"M6,{crotch + 2}C18,{crotch + 2} 28,{crotch + 6} 38,{crotch + 6}"
            )
        )
        + line(pair(side.move + edge + inner.back.onward), width=2)
        + waistband(
            waist,
            top,
            20,
            fill=sketch.accent if sketch.design == BLOCKED else sketch.main,
            inside=sketch.main,
        )
        + _gathers(waist, top, 18)
        + _bow(0, top + 16, sketch.third)
        + mark(
            side.at(0.8)[0] * (-0.45 if sketch.design == PANELLED else -0.58),
            side.at(0.8)[1],
            sketch.third if sketch.design in (BLOCKED, STRIPED) else sketch.accent,
            size=1.3,
        )
    )
    return _with_inseam(sketch, garment, x=side.end[0] + 18, crotch=crotch, hem=inner.end[1])


def _with_inseam(sketch: Sketch, garment: str, *, x: float, crotch: float, hem: float) -> str:
    """The inseam beside the leg, the weight below."""
    inseam = known(sketch, "inseam")
    if not sketch.dimensions or inseam is None:
        return flat(sketch, garment, weighed(sketch, half=x - 18))
    middle = (crotch + hem) / 2
    marks = (
        extent(x, crotch, hem)
        + path(
            f"M6,{spell(crotch)}H{spell(x - 8)}",
            stroke=INK,
            stroke_width=0.8,
            stroke_dasharray="2 3",
            fill="none",
            opacity=0.6,
        )
        + text(x + 10, middle - 3, _("entrejambe"), anchor="start")
        + text(x + 10, middle + 15, said(inseam, "cm"), anchor="start")
    )
    left, top, width, height = MEASURED
    drawn = seen(garment, cloth=sketch.main) + marks + weighed(sketch, half=x - 18)
    return figure(drawn, box=(left + 38, top, width, height))


def _liner(
    sketch: Sketch, scale: float, at: Callable[[float, float], Point], inseam: float, wide: float
) -> str:
    """The tight inner leg that shows below the hem."""
    (x0, y0), (x1, _) = at(3.2 + inseam * 0.06, 22 + inseam), at(wide - 5, 22 + inseam)
    low = at(0, 33 + inseam)[1]
    d = pair(
        f"M{x0},{y0}L{x1},{y0}L{x1 - scale * 0.6},{low - 4}"
        f"C{x1 - scale * 6},{low + 3} {x0 + scale * 6},{low + 3} {x0 + scale * 0.5},{low}"
        "Z"
    )
    hem = pair(
        f"M{x1 - scale * 0.6},{low - 11}"
        f"C{x1 - scale * 6},{low - 4} {x0 + scale * 6},{low - 4} {x0 + scale * 0.5},{low - 7}"
    )
    fill = sketch.accent if sketch.design != PANELLED else INK
    return (
        outline(d, fill=fill)
        + shade(d, opacity=0.16)
        + stitch(hem)
        + mark(x1 - 16, low - 18, sketch.third)
    )


def _short_panels(
    sketch: Sketch, leg: Tube, side: Curve, inner: Curve, edge: str, inseam: float
) -> str:
    kind = sketch.design
    if kind == STRIPED:
        return cloth(
            pair(leg.band(0.05, 1, u=0.06, till=0.14) + leg.band(0.05, 1, u=0.2, till=0.28)),
            sketch.accent,
        )
    if kind == BLOCKED:
        x, y = side.at(0.62)
        d = (
            side.piece(0.62, 1).move
            + edge
            + inner.piece(1, 0.35).onward
            + f"C{x * 0.4},{y + 12} {x * 0.7},{y - 4} {x},{y}Z"
        )
        cut = (
            f"M{inner.at(0.35)[0]},{inner.at(0.35)[1]}C{x * 0.4},{y + 12} {x * 0.7},{y - 4} {x},{y}"
        )
        return cloth(pair(d), sketch.accent) + line(pair(cut))
    if kind == PANELLED:
        seam = Curve(
            side.at(0.08),
            (side.at(0.4)[0] * 0.76, side.at(0.4)[1]),
            (side.at(0.7)[0] * 0.7, side.at(0.7)[1]),
            leg.spot(1, 0.26),
        )
        d = seam.move + f"L{side.end[0]},{side.end[1]}" + side.piece(1, 0.08).onward + "Z"
        return cloth(pair(d), sketch.accent) + line(pair(seam.move))
    return _notch(sketch, side) if inseam <= 16 else _pocket(sketch, side)


def _short_hem(inner: Curve, side: Curve) -> str:
    (x0, y0), (x1, y1) = inner.end, side.end
    return stitch(pair(f"M{x0 - 1},{y0 - 9}Q{(x0 + x1) / 2},{y0 - 4} {x1 - 2},{y1 - 9}"))


def _notch(sketch: Sketch, side: Curve) -> str:
    """The bound split at the side of a running short."""
    x, y = side.end
    x0, y0 = side.at(0.62)
    d = (
        f"M{x0 - 1},{y0}C{x0 - 5},{y - 30} {x - 24},{y - 6} {x - 34},{y + 3}L{x},{y}"
        + side.piece(1, 0.62).onward
        + "Z"
    )
    return outline(pair(d), fill=sketch.accent, width=1.3) + _pocket(sketch, side)


def _pocket(sketch: Sketch, side: Curve) -> str:
    (x0, y0), (x1, y1) = side.at(0.14), side.at(0.42)
    d = neat(f"M{x0 - 14},{y0}L{x1 - 8},{y1}")
    return slanted_zip(d, tape=sketch.third) + slanted_zip(mirror(d), tape=sketch.third)


def _below(outer: Curve, inside: Curve, *, sag: float = 1.5) -> Tube:
    """The leg below the crotch, where its cross lines run level."""
    level = min((i / 60 for i in range(61)), key=lambda t: abs(outer.at(t)[1] - inside.start[1]))
    return Tube(outer.piece(level, 1), inside, sag=sag)


# How far the legs of tights reach, and how much larger the shorter ones are drawn.
LENGTHS: dict[str, tuple[float, float]] = {
    "full": (1, 1),
    "seven-eighths": (0.9, 1.06),
    "three-quarter": (0.68, 1.3),
}
LENGTH_NAMES = {
    "full": gettext_noop("longueur cheville"),
    "seven-eighths": gettext_noop("longueur 7/8"),
    "three-quarter": gettext_noop("longueur 3/4"),
}


def tights(sketch: Sketch) -> str:
    """Tights or leggings, front and back."""
    length = sketch.choice("length", "full")
    reach, k = LENGTHS.get(length, LENGTHS["full"])
    apart = 88 if k < 1.2 else 100
    garment = group(_tights_view(sketch, reach, k, back=False), f"translate(-{apart},0)") + group(
        _tights_view(sketch, reach, k, back=True), f"translate({apart},0)"
    )
    named = "length" in sketch.values and length in LENGTH_NAMES
    label = _(LENGTH_NAMES[length]) if named else ""
    foot = 16 + (284 - 16) * (reach * k if reach < 1 else 1)
    marks = extent(-apart - 62 * k, 12, foot) if label else ""
    coldest = known(sketch, "temperature")
    if coldest is not None:
        from_there = _("dès %(figure)s") % {"figure": said(coldest, "°C").replace("-", "−")}
        marks += note(apart + 30, 60, (apart + 58 * k, 44), from_there)
    if label:
        word, value = label.split(" ", 1)
        marks += text(-apart - 62 * k - 10, 150, word, anchor="end") + text(
            -apart - 62 * k - 10, 168, value, anchor="end"
        )
    return flat(sketch, garment, marks + weighed(sketch, half=apart + 40))


def _tights_view(sketch: Sketch, reach: float, k: float, *, back: bool) -> str:
    """One side of the tights about x = 0."""
    kind = sketch.design
    top = 16.0
    women = sketch.choice("gender", "unisex") == "women"
    w, hip = (30, 68) if women else (35, 63)

    def at(x: float, y: float) -> Point:
        return x * k, top + y * k

    high = 24 * k if women else 14 * k
    outer = Curve(at(w, high / k - 1), at(hip, 78), at(36, 160), at(34, 268)).piece(0, reach)
    inside = Curve(at(0, 86), at(8, 140), at(8, 200), at(16, 268)).piece(
        0, (reach * 268 - 86) / 182
    )
    leg = Tube(outer, inside)
    lower = _below(outer, inside)
    d = whole(
        f"M0,{top + 6}L{outer.start[0]},{outer.start[1]}"
        + outer.onward
        + f"L{inside.end[0]},{inside.end[1]}"
        + inside.back.onward
    )
    fork = inside.start[1]
    return (
        outline(d, fill=sketch.main)
        + _tights_panels(sketch, leg, lower, back=back)
        + shade(mirror(leg.band(0, 1, till=0.16)))
        + shade(pair(leg.band(0.12, 1, u=0.86)), opacity=0.1)
        + (
            _tights_behind(sketch, lower, w * k, fork, top + high)
            if back
            else _tights_front(fork, top + high)
        )
        + stitch(pair(lower.across(0.965)))
        + line(pair(outer.move + f"L{inside.end[0]},{inside.end[1]}" + inside.back.onward), width=2)
        + waistband(
            w * k + 0.5,
            top,
            high,
            fill=sketch.accent if kind in (BLOCKED, PANELLED) else sketch.main,
            inside=sketch.main,
            curve=3,
        )
        + stitch(pair(f"M0,{top + high}L{w * k * 0.8},{top + high - 1}"))
        + (
            ""
            if back
            else mark(lower.spot(0.16, 0.5)[0], lower.spot(0.16, 0.5)[1], sketch.third, size=1.1)
        )
    )


def _tights_front(fork: float, low: float) -> str:
    return line(f"M0,{spell(low + 3)}V{spell(fork)}") + fold(
        pair(
            f"M3,{fork - 4}C10,{fork - 10} 18,{fork - 12} 26,{fork - 18}M4,{fork + 4}"
            f"C10,{fork + 4} 16,{fork + 2} 22,{fork - 2}"
        )
    )


def _tights_behind(sketch: Sketch, leg: Tube, half: float, fork: float, low: float) -> str:
    """The seat seam, the yoke with its zipped pocket, the reflective tabs at the calves."""
    yoke_line = (
        f"M0,{low + 26}C{half * 0.5},{low + 20} {half * 0.9},{low + 12} {half + 3},{low + 8}"
    )
    return (
        line(pair(yoke_line))
        + line(f"M0,{spell(low + 26)}V{spell(fork)}")
        + slanted_zip(f"M-11,{spell(low + 10)}H11", tape=sketch.third)
        + path(
            pair(leg.band(0.72, 0.76, u=0.3, till=0.7)), fill=REFLECTIVE, stroke=INK, stroke_width=1
        )
        + fold(pair(f"M3,{fork + 2}C12,{fork + 8} 22,{fork + 6} 32,{fork - 2}"))
        + fold(pair(leg.across(0.34, u=0.2, to=0.7) + leg.across(0.38, u=0.34, to=0.84)))
    )


def _tights_panels(sketch: Sketch, leg: Tube, lower: Tube, *, back: bool) -> str:
    kind = sketch.design
    if kind == STRIPED:
        return cloth(pair(lower.band(0.8, 0.87) + lower.band(0.9, 0.93)), sketch.accent)
    if kind == BLOCKED:
        return cloth(pair(lower.band(0.46, 1)), sketch.accent) + line(pair(lower.across(0.46)))
    outer = leg.one
    if kind == PANELLED:
        seam = Curve(outer.at(0.04), leg.spot(0.2, 0.55), leg.spot(0.5, 0.2), outer.at(0.76))
        d = seam.move + outer.piece(0.76, 0.04).onward + "Z"
        return cloth(pair(d), sketch.accent) + line(pair(seam.move))
    width = 0.2 if back else 0.14
    return cloth(pair(leg.band(0, 1, till=width)), sketch.accent) + line(pair(leg.along(width)))


def trousers(sketch: Sketch) -> str:
    """Hiking trousers, or track trousers with stripes, front and back."""
    garment = group(_trouser_view(sketch, back=False), "translate(-94,0)") + group(
        _trouser_view(sketch, back=True), "translate(94,0)"
    )
    return flat(sketch, garment, weighed(sketch, half=150))


def _trouser_view(sketch: Sketch, *, back: bool) -> str:
    kind, top = sketch.design, 16.0
    women = sketch.choice("gender", "unisex") == "women"
    w = 35.0 if women else 40.0
    outer = Curve(
        (w + 1, top + 10),
        (62 if women else 60, 96),
        (60, 180),
        (62 if kind != STRIPED else 54, 284),
    )
    inside = Curve((0, 104), (5, 160), (10, 220), (16 if kind != STRIPED else 22, 286))
    leg, lower = Tube(outer, inside), _below(outer, inside)
    d = whole(
        f"M0,{top + 4}L{w + 1},{top + 10}"
        + outer.onward
        + f"L{inside.end[0]},{inside.end[1]}"
        + inside.back.onward
    )
    details = _trouser_back(sketch, w, top) if back else _trouser_front(sketch, lower, w, top)
    return (
        outline(d, fill=sketch.main)
        + _trouser_panels(sketch, leg, lower, back=back)
        + shade(mirror(leg.band(0, 1, till=0.13)))
        + shade(pair(leg.band(0.06, 1, u=0.88)), opacity=0.1)
        + _creases(lower)
        + (
            cloth(pair(lower.band(0.94, 1)), sketch.accent) + line(pair(lower.across(0.94)))
            if kind == STRIPED
            else stitch(pair(lower.across(0.96)))
        )
        + line(pair(outer.move + f"L{inside.end[0]},{inside.end[1]}" + inside.back.onward), width=2)
        + details
        + waistband(w, top - 2, 13, fill=sketch.main, inside=sketch.main, curve=2.5)
        + (
            _gathers(w, top - 2, 12) + ("" if back else _bow(0, top + 8, sketch.third))
            if kind == STRIPED
            else _belt(sketch, w, top, back=back)
        )
    )


def _creases(leg: Tube) -> str:
    return fold(
        pair(
            leg.across(0.33, u=0.1, to=0.45)
            + leg.across(0.38, u=0.5, to=0.9)
            + leg.across(0.85, u=0.15, to=0.5)
            + leg.across(0.89, u=0.45, to=0.85)
            + leg.across(0.04, u=0.62, to=0.95)
        )
    )


def _belt(sketch: Sketch, w: float, top: float, *, back: bool) -> str:
    """Loops, and in front the button."""
    places = (0.3, 0.78) if not back else (0.0, 0.55, 0.9)
    loops = "".join(
        f"M{w * u - 2},{top - 2}L{w * u + 2},{top - 2}L{w * u + 2},{top + 14}"
        f"L{w * u - 2},{top + 14}Z"
        for u in places
    )
    button = (
        ""
        if back
        else path(
            f"M-3,{top + 7}a3,3 0 1,0 6,0a3,3 0 1,0 -6,0z",
            fill=sketch.third,
            stroke=INK,
            stroke_width=1.2,
        )
    )
    return outline(pair(loops), fill=sketch.accent, width=1.1) + button


def _trouser_front(sketch: Sketch, leg: Tube, w: float, top: float) -> str:
    """Fly, slanted hand pockets, and a cargo pocket on hiking trousers."""
    low = top + 12
    hands = neat(f"M{w * 0.6},{low + 4}L{w + 7},{low + 44}")
    fly = line(f"M0,{low}V104") + stitch(
        f"M8,{low}V{low + 34}C8,{low + 46} 4,{low + 50} 0,{low + 52}"
    )
    common = slanted_zip(hands, tape=sketch.accent) + slanted_zip(mirror(hands), tape=sketch.accent)
    if sketch.design == STRIPED:
        return line(f"M0,{low}V104") + common
    x, y = leg.spot(0.1, 0.26)
    pocket = f"M{x - 22},{y}L{x + 8},{y}L{x + 8},{y + 44}L{x - 22},{y + 44}Z"
    zipped = neat(f"M{x - 18},{y + 8}L{x - 18},{y + 36}")
    return (
        fly
        + common
        + outline(
            neat(pocket), fill=sketch.accent if sketch.design == PLAIN else sketch.main, width=1.3
        )
        + slanted_zip(zipped, tape=sketch.third)
        + mark(x - 4, y + 24, sketch.third)
    )


def _trouser_back(sketch: Sketch, w: float, top: float) -> str:
    """Seat seam, yoke, one pocket with its flap."""
    low = top + 12
    flap = (
        f"M{w * 0.22},{low + 24}L{w * 0.94},{low + 20}L{w * 0.94},{low + 30}"
        f"L{w * 0.58},{low + 36}L{w * 0.22},{low + 34}Z"
    )
    return (
        line(pair(f"M0,{low + 16}C{w * 0.4},{low + 13} {w * 0.8},{low + 8} {w + 4},{low + 4}"))
        + line(f"M0,{low + 16}V104")
        + outline(neat(flap), fill=sketch.main, width=1.3)
        + slanted_zip(neat(f"M{-w * 0.9},{low + 26}L{-w * 0.3},{low + 26}"), tape=sketch.accent)
    )


def _trouser_panels(sketch: Sketch, leg: Tube, lower: Tube, *, back: bool) -> str:
    kind = sketch.design
    if kind == STRIPED:
        stripes = leg.band(0, 1, u=0.04, till=0.13) + leg.band(0, 1, u=0.2, till=0.29)
        return cloth(pair(stripes), sketch.accent)
    if flag(sketch, "zip_off", False):
        d = lower.across(0.24, u=0.02, to=0.98)
        return slanted_zip(d, tape=sketch.accent) + slanted_zip(mirror(d), tape=sketch.accent)
    if kind == BLOCKED:
        foot = lower.band(0.72, 1) + leg.band(0, 0.3, u=0, till=0.3)
        cuts = lower.across(0.72) + leg.across(0.3, to=0.3) + leg.along(0.3, to=0.3)
        return cloth(pair(foot), sketch.accent) + line(pair(cuts))
    if kind == PANELLED:
        top, end = (0.76, 1.0) if back else (0.3, 0.6)
        cuts = lower.across(top) + ("" if back else lower.across(end))
        return cloth(pair(lower.band(top, end)), sketch.accent) + line(pair(cuts))
    return line(pair(lower.across(0.4) if back else lower.across(0.3) + lower.across(0.54)))


DRAWINGS: dict[str, Drawer] = {"short": shorts, "collant": tights, "pantalon": trousers}
