"""T-shirt, tank, polo."""

from dataclasses import replace

from marketplace.technical.drawings.canvas import (
    INK,
    Drawer,
    Sketch,
    line,
    outline,
    path,
    shade,
    stitch,
)
from marketplace.technical.drawings.clothing.bodies import (
    Body,
    Sleeve,
    light_body,
    long_sleeve,
    ring,
    short_sleeve,
    yoke,
)
from marketplace.technical.drawings.pattern import (
    Curve,
    cloth,
    flat,
    fold,
    mark,
    pair,
    weighed,
    whole,
)

PLAIN, STRIPED, RAGLAN, PANELLED = range(4)


def tee(sketch: Sketch) -> str:
    """A shirt without a collar, sleeves short or long."""
    body = light_body(sketch)
    long = sketch.choice("sleeve", "short") == "long"
    sleeve = long_sleeve(body) if long else short_sleeve(sketch, body)
    depth = 36 if sketch.choice("gender", "unisex") == "women" else 27
    neckline, rib = body.neckline(depth), body.neckline(depth + 9, wider=7)
    garment = (
        _shirt_sleeves(sketch, sleeve, long=long)
        + body.back(fill=sketch.main, depth=depth)
        + _label(body, sketch.third)
        + body.sewn(neckline, sketch.main, armholes=sketch.design != RAGLAN)
        + _body_panels(sketch, body)
        + ("" if sketch.design == PANELLED else body.shadow())
        + body.folds()
        + body.hemmed()
        + ring(neckline, rib, sketch.accent if sketch.design in (PLAIN, PANELLED) else sketch.main)
        + _badge(sketch, body)
    )
    return flat(sketch, garment, weighed(sketch, half=body.hem))


def _label(body: Body, fill: str) -> str:
    return path(f"M-7,{body.top + 9}h14v7h-14z", fill=fill, opacity=0.9)


def _shirt_sleeves(sketch: Sketch, sleeve: Sleeve, *, long: bool) -> str:
    kind = sketch.design
    tube = sleeve.tube
    hem = 16 if long else 13
    trim = ""
    if kind == PLAIN:
        trim = cloth(sleeve.ring(0, hem), sketch.accent)
    elif kind == STRIPED:
        trim = (
            cloth(sleeve.ring(34, 44) + sleeve.ring(50, 54), sketch.accent)
            if long
            else cloth(sleeve.ring(20, 32), sketch.accent)
        )
    elif kind == PANELLED and long:
        trim = cloth(sleeve.band(0, 1, u=0, till=0.22), sketch.accent) + line(
            pair(tube.along(0.22)), width=1
        )
    bends = (
        tube.across(0.48, u=0.5) + tube.across(0.55, u=0.66) + tube.across(0.26, u=0.7)
        if long
        else tube.along(0.62, t=0.12, to=0.5)
    )
    return (
        sleeve.sewn(sketch.accent if kind == RAGLAN else sketch.main)
        + trim
        + sleeve.shadow()
        + (line(sleeve.seam(hem)) if kind == PLAIN else stitch(sleeve.seam(7)))
        + fold(pair(bends))
        + sleeve.edge()
    )


def _body_panels(sketch: Sketch, body: Body) -> str:
    kind, tube = sketch.design, body.tube
    if kind == STRIPED:
        return (
            cloth(tube.band(0.13, 0.27), sketch.accent)
            + cloth(tube.band(0.3, 0.335), sketch.third)
            + line(tube.across(0.13) + tube.across(0.27), width=1)
            + body.seams()
        )
    if kind == RAGLAN:
        return _raglan(sketch, body)
    if kind == PANELLED:
        return body.side_panels(0.13, sketch.accent) + body.seams()
    return ""


def _raglan(sketch: Sketch, body: Body) -> str:
    """Sleeves that run up to the neck."""
    seam = Curve(
        (body.chest, body.armpit),
        (body.chest - 30, body.armpit - 8),
        (body.neck + 22, body.tip + 14),
        (body.neck + 3, body.top + 5),
    )
    panel = f"M{body.neck},{body.top}L{body.shoulder},{body.tip}{body.armhole.onward}{seam.onward}Z"
    return cloth(pair(panel), sketch.accent) + line(pair(seam.move)) + body.shoulders()


def _badge(sketch: Sketch, body: Body) -> str:
    """The mark on the chest and a reflective tab at the hem."""
    kind = sketch.design
    tone = sketch.third if kind == STRIPED or sketch.accent == sketch.main else sketch.accent
    x, y = body.chest * 0.5, body.armpit + (36 if kind == STRIPED else 2)
    if kind == STRIPED:
        return mark(x, body.armpit - 6, tone)
    if kind == PLAIN:
        return mark(x, y, tone) + outline(
            f"M{body.hem * 0.62},{body.bottom - 26}h4v16h-4z", fill=sketch.third, width=1
        )
    return mark(0, y + 6, tone if kind == PANELLED else sketch.third, size=1.8)


def tank(sketch: Sketch) -> str:
    """A running singlet: deep armholes, bound edges."""
    women = sketch.choice("gender", "unisex") == "women"
    base = light_body(sketch)
    body = replace(
        base,
        neck=base.neck - 4,
        shoulder=base.neck + (9 if women else 16),
        tip=base.top + 6,
        armpit=base.armpit + (6 if women else 12),
        chest=base.chest - (6 if women else 2),
    )
    neckline, binding = (
        body.neckline(62 if women else 44),
        body.neckline(68 if women else 50, wider=5),
    )
    garment = (
        body.back(fill=sketch.main, depth=70, rise=20)
        + _label(replace(body, top=body.top + 13), sketch.third)
        + _back_armholes(sketch, body)
        + body.sewn(neckline, sketch.main, armholes=False)
        + _tank_panels(sketch, body)
        + ("" if sketch.design == PANELLED else body.shadow())
        + body.folds()
        + body.hemmed()
        + _bound_armholes(sketch, body)
        + ring(neckline, binding, sketch.accent)
        + line(pair(f"M{body.neck},{body.top}L{body.shoulder},{body.tip}"), width=2)
    )
    return flat(sketch, garment, weighed(sketch, half=body.hem))


def _back_armholes(sketch: Sketch, body: Body) -> str:
    """The slivers of the back that show beyond the armholes."""
    outside = Curve(
        (body.shoulder, body.tip),
        (body.shoulder + 3, body.tip + 40),
        (body.chest - 8, body.armpit - 14),
        (body.chest, body.armpit),
    )
    d = pair(outside.move + body.armhole.back.onward + "Z")
    return outline(d, fill=sketch.main, width=1.4) + shade(d, opacity=0.5)


def _bound_armholes(sketch: Sketch, body: Body) -> str:
    hole = body.armhole
    inner = Curve(
        (hole.start[0] - 6, hole.start[1] - 1),
        (hole.first[0] - 6, hole.first[1]),
        (hole.second[0] - 6, hole.second[1] + 5),
        (hole.end[0] - 1, hole.end[1] + 7),
    )
    end = f"L{inner.end[0]},{inner.end[1]}"
    return outline(pair(hole.move + end + inner.back.onward + "Z"), fill=sketch.accent, width=1.4)


def _tank_panels(sketch: Sketch, body: Body) -> str:
    kind, tube = sketch.design, body.tube
    if kind == STRIPED:
        sash = [tube.spot(t, u) for t, u in ((0.1, 1), (0.38, 1), (0.72, 0), (0.44, 0))]
        d = "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in sash) + "Z"
        return outline(d, fill=sketch.accent, width=1.3) + body.seams(armholes=False)
    if kind == RAGLAN:
        return (
            cloth(tube.band(0.0, 0.3), sketch.third)
            + line(tube.across(0.0) + tube.across(0.3))
            + mark(0, body.armpit + 30, sketch.accent, size=2)
            + body.seams(armholes=False)
        )
    if kind == PANELLED:
        return (
            body.side_panels(0.14, sketch.accent)
            + body.seams(armholes=False)
            + mark(body.chest * 0.3, body.armpit, sketch.third)
        )
    bib = tube.band(0.2, 0.52, u=0.24, till=0.76)
    return outline(bib, fill=sketch.third, width=1.3) + mark(
        0, tube.spot(0.37, 0.5)[1], sketch.accent, size=2.2
    )


def polo(sketch: Sketch) -> str:
    """A shirt with a collar and a buttoned placket."""
    body = light_body(sketch)
    body = replace(body, top=body.top + 6, tip=body.tip + 2)
    sleeve = short_sleeve(sketch, body)
    kind = sketch.design
    trim = sleeve.ring(0, 9) + (sleeve.ring(14, 18) if kind == STRIPED else "")
    garment = (
        sleeve.sewn(sketch.main)
        + sleeve.shadow()
        + cloth(trim, sketch.main if kind == RAGLAN else sketch.accent)
        + line(sleeve.seam(9))
        + fold(pair(sleeve.tube.along(0.62, t=0.12, to=0.5)))
        + sleeve.edge()
        + body.back(fill=sketch.main, rise=2, depth=30)
        + body.sewn(body.neckline(30), sketch.main)
        + _polo_panels(sketch, body)
        + ("" if sketch.design == PANELLED else body.shadow())
        + body.folds()
        + body.hemmed()
        + _placket(sketch, body)
    )
    return flat(sketch, garment, weighed(sketch, half=body.hem))


def _polo_panels(sketch: Sketch, body: Body) -> str:
    kind, tube = sketch.design, body.tube
    if kind == STRIPED:
        return (
            cloth(tube.band(0.1, 0.2) + tube.band(0.26, 0.3), sketch.accent)
            + line(tube.across(0.1) + tube.across(0.2), width=1)
            + body.seams()
        )
    if kind == RAGLAN:
        return (
            yoke(body, sketch.accent, drop=36, neck=30)
            + body.shoulders()
            + line(pair(body.armhole.move))
        )
    if kind == PANELLED:
        return body.side_panels(0.11, sketch.accent) + body.seams()
    return mark(body.chest * 0.52, body.armpit + 4, sketch.accent)


def _placket(sketch: Sketch, body: Body) -> str:
    t, n = body.top, body.neck
    leaf = (
        f"M1,{t + 25}C8,{t + 14} {n - 12},{t + 4} {n - 8},{t - 9}"
        f"C{n - 1},{t - 8} {n + 4},{t - 3} {n + 7},{t + 4}"
        f"C{n + 2},{t + 22} {n - 6},{t + 38} {n - 12},{t + 46}C16,{t + 40} "
        f"8,{t + 32} 1,{t + 25}Z"
    )
    stand = whole(
        f"M0,{t - 11}C{n * 0.5},{t - 12} {n - 12},{t - 11} {n - 8},{t - 9}"
        f"L{n - 10},{t + 6}C{n * 0.4},{t + 3} 8,{t + 3} 0,{t + 3}"
    )
    buttons = "".join(
        f"M-2.4,{t + y}a2.4,2.4 0 1,0 4.8,0a2.4,2.4 0 1,0 -4.8,0z" for y in (38, 56, 73)
    )
    collar = sketch.accent if sketch.design in (STRIPED, PANELLED) else sketch.main
    return (
        outline(f"M-8,{t + 24}H8V{t + 84}H-8Z", fill=collar, width=1.3)
        + stitch(f"M-5.4,{t + 30}V{t + 81}H5.4V{t + 30}")
        + path(buttons, fill=sketch.third, stroke=INK, stroke_width=1)
        + outline(stand, fill=collar, width=1.6)
        + shade(stand, opacity=0.25)
        + outline(pair(leaf), fill=collar, width=1.6)
        + stitch(
            pair(
                f"M{n + 2},{t + 6}C{n - 2},{t + 22} {n - 10},{t + 34} {n - 14},{t + 41}"
                f"C18,{t + 36} 10,{t + 29} 5,{t + 23}"
            )
        )
    )


DRAWINGS: dict[str, Drawer] = {"tee-shirt": tee, "debardeur": tank, "polo": polo}
