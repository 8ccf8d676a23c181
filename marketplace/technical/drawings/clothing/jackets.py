"""Second and third layers: sweatshirt, fleece, wind jacket, hardshell, down jacket, softshell."""

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
    yoke,
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
    slanted_zip,
    spell,
    weighed,
    whole,
    zipper,
)

PLAIN, STRIPED, BLOCKED, PANELLED = range(4)


def jacket_body(sketch: Sketch, *, hood: bool) -> Body:
    """The body of a layer: a smaller scale where a hood has to fit above it."""
    body = replace(light_body(sketch), dip=3)
    wider = replace(body, chest=body.chest + 4, waist=body.waist + 4, hem=body.hem + 3)
    top = 82 if hood else 38
    return wider.scaled((284 - top) / (body.bottom - body.top), top=top)


def hooded(body: Body, *, fill: str, trim: str, brim: bool = False) -> str:
    """A hood up, with its dark inside, behind the collar."""
    t, n = body.top, body.neck + 4
    shell = whole(
        f"M0,{t - 68}C{n * 0.7},{t - 69} {n + 11},{t - 48} {n + 11},{t - 20}"
        f"C{n + 11},{t - 6} {n + 6},{t + 2} {n + 3},{t + 9}L0,{t + 40}"
    )
    rim = (
        f"M0,{t - 55}C{n * 0.52},{t - 55} {n * 0.86},{t - 40} {n * 0.84},{t - 18}"
        f"C{n * 0.82},{t - 2} {n * 0.5},{t + 8} 0,{t + 12}"
    )
    inside = (
        f"M0,{t - 49}C{n * 0.44},{t - 49} {n * 0.7},{t - 37} {n * 0.69},{t - 18}"
        f"C{n * 0.67},{t - 5} {n * 0.42},{t + 1} 0,{t + 4}"
    )
    panels = (
        f"M{n * 0.34},{t - 68}"
        f"C{n * 0.36},{t - 62} {n * 0.38},{t - 58} {n * 0.36},{t - 52}"
        f"M{n + 9},{t - 14}C{n + 2},{t - 12} {n - 1},{t - 16} {n * 0.86},{t - 20}"
    )
    peak = whole(
        f"M0,{t - 62}C{n * 0.5},{t - 62} {n * 0.8},{t - 52} {n * 0.9},{t - 34}"
        f"C{n * 0.7},{t - 44} {n * 0.4},{t - 47} 0,{t - 47}"
    )
    return (
        outline(shell, fill=fill)
        + line(pair(panels))
        + outline(whole(rim), fill=trim, width=1.4)
        + outline(whole(inside), fill=fill, width=1.4)
        + shade(whole(inside), opacity=0.55)
        + line(f"M0,{t - 48}V{t + 2}", width=1, opacity=0.5)
        + fold(
            pair(f"M{n * 0.2},{t - 6}C{n * 0.34},{t - 12} {n * 0.44},{t - 20} {n * 0.5},{t - 30}")
        )
        + shade(
            neat(
                f"M{-n - 11},{t - 20}C{-n - 11},{t - 48} {-n * 0.7},{t - 69} 0,{t - 68}"
                f"L0,{t - 62}C{-n * 0.6},{t - 62} {-n + 1},{t - 44} {-n + 1},{t - 20}"
                f"L{-n + 4},{t + 6}L{-n - 3},{t + 9}"
                f"C{-n - 6},{t + 2} {-n - 11},{t - 6} {-n - 11},{t - 20}Z"
            )
        )
        + (
            outline(peak, fill=trim, width=1.4)
            + stitch(
                pair(f"M0,{t - 51}C{n * 0.36},{t - 51} {n * 0.62},{t - 48} {n * 0.8},{t - 41}")
            )
            if brim
            else ""
        )
    )


def collared(body: Body, *, fill: str, inside: str, height: float = 20) -> str:
    """A stand-up collar, closed in front, open above."""
    t, n = body.top, body.neck
    h = height
    back = whole(
        f"M0,{t - h - 5}C{n * 0.5},{t - h - 5} {n - 8},{t - h - 4} {n - 4},{t - h}"
        f"C{n - 10},{t - h + 9} {n * 0.5},{t - h + 12} 0,{t - h + 12}"
    )
    front = whole(
        f"M0,{t - h + 12}"
        f"C{n * 0.5},{t - h + 12} {n - 10},{t - h + 9} {n - 4},{t - h}"
        f"C{n - 3},{t - h * 0.5} {n},{t - 4} {n + 4},{t + 1}"
        f"C{n * 0.7},{t + 12} {n * 0.4},{t + 15} 0,{t + 15}"
    )
    return (
        outline(back, fill=inside, width=1.6)
        + shade(back, opacity=0.55)
        + outline(front, fill=fill, width=1.8)
        + stitch(
            pair(
                f"M0,{t - h + 16}C{n * 0.5},{t - h + 16} {n - 10},{t - h + 13} {n - 4},{t - h + 5}"
            )
        )
    )


def _rib(tube: Tube, start: float, count: int, fill: str) -> str:
    """Ribbed knit at the end of a tube."""
    step = 1 / count
    ribs = "".join(tube.along(step * i, t=start) for i in range(1, count))
    return cloth(tube.band(start, 1), fill) + line(ribs, width=0.8, opacity=0.4)


def _cuffs(sleeve: Sleeve, width: float, fill: str, *, ribs: int = 0) -> str:
    """Cuffs of a width in the drawing's units, ribbed or stitched."""
    tube = sleeve.tube
    start = 1 - width / 160
    lines = "".join(tube.along(i / ribs, t=start) for i in range(1, ribs))
    return (
        cloth(sleeve.ring(0, width), fill)
        + (line(pair(lines), width=0.8, opacity=0.4) if ribs else stitch(sleeve.seam(width - 3.5)))
        + line(sleeve.seam(width))
    )


def _elbows(sleeve: Sleeve) -> str:
    tube = sleeve.tube
    return fold(
        pair(
            tube.across(0.45, u=0.5)
            + tube.across(0.52, u=0.62)
            + tube.across(0.22, u=0.66)
            + tube.across(0.5, u=0, to=0.2)
        )
    )


def _blocked(sketch: Sketch, body: Body, *, neck: float = 14) -> str:
    """What the design adds on the body: a stripe, a yoke, side panels, or nothing."""
    kind, tube = sketch.design, body.tube
    if kind == STRIPED:
        return (
            cloth(tube.band(0.1, 0.28), sketch.accent)
            + line(tube.across(0.1) + tube.across(0.28))
            + body.seams()
        )
    if kind == BLOCKED:
        return yoke(body, sketch.accent, drop=34, neck=neck, to=0.55)
    if kind == PANELLED:
        return body.side_panels(0.12, sketch.accent) + body.seams()
    return ""


def _arms(sketch: Sketch, sleeve: Sleeve, cuffs: str) -> str:
    """The sleeves with what the design puts on them."""
    kind, tube = sketch.design, sleeve.tube
    trim = ""
    if kind == PANELLED:
        trim = cloth(sleeve.band(0, 1, till=0.24), sketch.accent) + line(
            pair(tube.along(0.24)), width=1
        )
    elif kind == STRIPED:
        trim = cloth(sleeve.ring(86, 104), sketch.accent) + line(
            sleeve.seam(86) + sleeve.seam(104), width=1
        )
    return (
        sleeve.sewn(sketch.main) + trim + sleeve.shadow() + _elbows(sleeve) + cuffs + sleeve.edge()
    )


def sweat(sketch: Sketch) -> str:
    """A sweatshirt: with or without a hood, with or without a zip, ribbed at hem and cuffs."""
    hood, zipped = flag(sketch, "hood", True), flag(sketch, "zip", False)
    base = jacket_body(sketch, hood=hood)
    if not hood:
        base = jacket_body(sketch, hood=False).scaled(1.04, top=26)
    body = replace(base, hem=base.hem - 7, waist=base.waist + 3)
    sleeve = long_sleeve(body, cuff=24)
    rib = body.height(body.bottom - 17)
    trim = sketch.accent if sketch.design == PLAIN and not hood else sketch.main
    t = body.top
    garment = (
        _arms(sketch, sleeve, _cuffs(sleeve, 17, trim, ribs=6))
        + (
            hooded(body, fill=sketch.main, trim=sketch.main)
            if hood
            else body.back(fill=sketch.main, depth=24)
        )
        + body.sewn(body.neckline(14 if hood else 22), sketch.main)
        + _blocked(sketch, body, neck=14 if hood else 22)
        + body.shadow()
        + body.folds()
        + _rib(body.tube, rib, 22, trim)
        + line(body.tube.across(rib))
        + body.seams()
        + ("" if hood else ring(body.neckline(22), body.neckline(31, wider=7), trim))
        + _kangaroo(sketch, body, zipped=zipped)
        + (
            zipper(
                0, t + (16 if hood else 24), body.bottom + 1, tape=sketch.third, pull=sketch.accent
            )
            if zipped
            else ""
        )
        + (_cords(sketch, body) if hood else _insert(body))
        + mark(
            body.chest * 0.5,
            body.armpit + 4,
            sketch.third if sketch.design == STRIPED else sketch.accent,
            size=1.2,
        )
    )
    return flat(sketch, garment, weighed(sketch, half=body.hem))


def _insert(body: Body) -> str:
    """The stitched triangle below the neckline of a sweatshirt."""
    y = body.top + 32
    return stitch(f"M-11,{y}L0,{y + 15}L11,{y}")


def _cords(sketch: Sketch, body: Body) -> str:
    """The cords of a hood out of their eyelets."""
    t = body.top + 17
    cord = f"M10,{t}C15,{t + 14} 9,{t + 26} 13,{t + 42}"
    return (
        line(pair(cord), width=4.4)
        + line(pair(cord), width=2.4, colour=sketch.accent)
        + line(pair(f"M13,{t + 38}L13.4,{t + 46}"), width=4.4)
    )


def _kangaroo(sketch: Sketch, body: Body, *, zipped: bool) -> str:
    """The pouch pocket, in one piece or on either side of the zip."""
    low = body.bottom - 18
    high, w = low - 58, body.hem * 0.66
    if zipped:
        d = pair(f"M6,{high}L{w * 0.62},{high}L{w},{high + 36}L{w},{low}L6,{low}Z")
    else:
        d = whole(
            f"M0,{high}L{w * 0.62},{high}"
            f"C{w * 0.7},{high + 16} {w * 0.86},{high + 28} {w},{high + 34}L{w},{low}"
            f"L0,{low}"
        )
    hems = pair(
        f"M{w * 0.62 - 5},{high + 1}"
        f"C{w * 0.7 - 6},{high + 18} {w * 0.86 - 4},{high + 31} {w - 1},{high + 39}"
    )
    fill = sketch.accent if sketch.design == BLOCKED else sketch.main
    return outline(d, fill=fill, width=1.4) + ("" if zipped else stitch(hems))


def fleece(sketch: Sketch) -> str:
    """A fleece with a stand-up collar and a half or a full zip."""
    zipped = sketch.values.get("zip", "full" if sketch.design % 2 else "half")
    full = zipped in ("full", True)
    body = jacket_body(sketch, hood=False)
    sleeve = long_sleeve(body, cuff=25)
    t = body.top
    collar = sketch.accent if sketch.design in (PLAIN, BLOCKED) else sketch.main
    low = body.bottom + 2 if full else t + 106
    flap = "" if full else line(f"M-7,{t + 12}V{low + 6}H7V{t + 12}", width=1)
    garment = (
        _arms(sketch, sleeve, _cuffs(sleeve, 9, sketch.accent))
        + body.sewn(body.neckline(14), sketch.main)
        + _blocked(sketch, body)
        + _pile(body, sleeve)
        + body.shadow()
        + body.folds()
        + cloth(body.tube.band(body.height(body.bottom - 8), 1), sketch.accent)
        + line(body.tube.across(body.height(body.bottom - 8)))
        + body.seams()
        + collared(body, fill=collar, inside=sketch.third)
        + flap
        + zipper(0, t - 7, low, tape=sketch.third, pull=sketch.accent)
        + _chest_pocket(sketch, body)
        + (_hand_pockets(sketch, body) if full else "")
    )
    thick = known(sketch, "grammage")
    spot = (-body.chest * 0.5, body.armpit + 20)
    said_of_it = "" if thick is None else note(*spot, (-140, 50), said(thick, "g/m²"))
    return flat(sketch, garment, said_of_it + weighed(sketch, half=body.hem))


def _pile(body: Body, sleeve: Sleeve) -> str:
    """The curls of the pile, strewn evenly on the body and the sleeves."""
    curls = ""
    for row in range(9):
        for column in range(7):
            x, y = body.tube.spot(0.06 + row * 0.104, 0.1 + column * 0.135 + (row % 2) * 0.055)
            if abs(x) > 12:
                curls += f"M{spell(x - 3)},{spell(y)}q3,-4 6,0"
    spots = [sleeve.tube.spot(0.14 + i * 0.1, 0.34 + (i % 2) * 0.3) for i in range(8)]
    arms = "".join(
        f"M{spell(side * x - 3)},{spell(y)}q3,-4 6,0" for x, y in spots for side in (1, -1)
    )
    return path(curls + arms, fill="none", stroke=INK, stroke_width=1, opacity=0.28)


def _chest_pocket(sketch: Sketch, body: Body) -> str:
    """A small zipped pocket with its patch."""
    x, y, w = body.chest * 0.28, body.armpit - 8, body.chest * 0.42
    patch = (
        f"M{x},{y - 7}H{x + w}V{y + 34}"
        f"C{x + w},{y + 38} {x + w - 3},{y + 40} {x + w - 6},{y + 40}H{x + 6}"
        f"C{x + 3},{y + 40} {x},{y + 38} {x},{y + 34}Z"
    )
    return (
        outline(patch, fill=sketch.accent if sketch.design != STRIPED else sketch.main, width=1.3)
        + slanted_zip(f"M{spell(x + 5)},{y}H{spell(x + w - 5)}", tape=sketch.third)
        + mark(x + w / 2, y + 23, sketch.third)
    )


def _hand_pockets(sketch: Sketch, body: Body, *, rise: float = 60) -> str:
    """The zips of the hand pockets, leaning inward at the top."""
    low = body.bottom - 26
    d = neat(f"M{body.hem * 0.74},{low}L{body.hem * 0.56},{low - rise}")
    return slanted_zip(d, tape=sketch.third) + slanted_zip(mirror(d), tape=sketch.third)


def wind_jacket(sketch: Sketch) -> str:
    """A thin running jacket: crumpled cloth, elastic edges, reflective tabs."""
    hood = flag(sketch, "hood", True)
    body = jacket_body(sketch, hood=hood)
    body = replace(body, hem=body.hem - 4)
    sleeve = long_sleeve(body, cuff=21)
    t = body.top
    garment = (
        _arms(sketch, sleeve, _cuffs(sleeve, 8, sketch.accent))
        + (hooded(body, fill=sketch.main, trim=sketch.accent) if hood else "")
        + body.sewn(body.neckline(14), sketch.main)
        + _blocked(sketch, body)
        + ("" if sketch.design == PANELLED else body.shadow())
        + _crumpled(body)
        + cloth(body.tube.band(body.height(body.bottom - 7), 1), sketch.accent)
        + line(body.tube.across(body.height(body.bottom - 7)))
        + body.seams()
        + ("" if hood else collared(body, fill=sketch.main, inside=sketch.main))
        + zipper(
            0, t + (14 if hood else -6), body.bottom + 2, tape=sketch.accent, pull=sketch.third
        )
        + _vents(body)
        + _reflectors(sketch, body, sleeve)
    )
    return flat(sketch, garment, weighed(sketch, half=body.hem))


def _crumpled(body: Body) -> str:
    x, y, b = body.chest, body.armpit, body.bottom
    gathers = "".join(
        f"M{body.hem * u},{b - 8}"
        f"C{body.hem * u - 2},{b - 20} {body.hem * u + 3},{b - 26} "
        f"{body.hem * u + 1},{b - 30 - 12 * (i % 2)}"
        for i, u in enumerate((0.2, 0.42, 0.63, 0.84))
    )
    wrinkles = (
        f"M{x - 4},{y + 8}C{x * 0.8},{y + 22} {x * 0.55},{y + 28} {x * 0.36},{y + 20}"
        f"M{x - 6},{y + 20}C{x * 0.86},{y + 40} {x * 0.7},{y + 50} {x * 0.52},{y + 52}"
        f"M{x - 8},{y + 74}C{x * 0.8},{y + 70} {x * 0.62},{y + 76} {x * 0.5},{y + 88}"
        f"M{x - 9},{y + 98}C{x * 0.8},{y + 92} {x * 0.66},{y + 96} {x * 0.56},{y + 104}"
    )
    return fold(pair(gathers + wrinkles))


def _vents(body: Body) -> str:
    """Laser-cut holes under the yoke."""
    y = body.tip + 30
    holes = "".join(
        f"M{spell(body.shoulder * (0.34 + 0.12 * i) + (row % 2) * 4)},{spell(y + row * 6)}h.1"
        for row in range(3)
        for i in range(4)
    )
    return path(pairs_of_dots(holes), fill="none", stroke=INK, stroke_width=2.2, opacity=0.55)


def pairs_of_dots(d: str) -> str:
    """Dots written ``Mx,yh.1`` and their mirror images."""
    return d + d.replace("M", "M-").replace("M--", "M")


def _reflectors(sketch: Sketch, body: Body, sleeve: Sleeve) -> str:
    """Grey reflective tabs on the hem and the sleeves, and the mark."""
    tabs = pair(
        f"M{body.hem * 0.5},{body.bottom - 30}"
        f"L{body.hem * 0.5 + 26},{body.bottom - 33}"
        f"L{body.hem * 0.5 + 26},{body.bottom - 28}"
        f"L{body.hem * 0.5},{body.bottom - 25}Z"
    )
    return (
        path(sleeve.ring(40, 47), fill="#dfe4e6", stroke=INK, stroke_width=1)
        + path(tabs, fill="#dfe4e6", stroke=INK, stroke_width=1)
        + mark(body.chest * 0.5, body.armpit - 2, sketch.third, size=1.2)
    )


def hardshell(sketch: Sketch) -> str:
    """A waterproof jacket: hood with a brim, storm flap, sealed zips, tabs at the cuffs."""
    hood = flag(sketch, "hood", True)
    body = jacket_body(sketch, hood=hood)
    body = replace(body, waist=body.waist + 3, hem=body.hem + 6)
    sleeve = long_sleeve(body, cuff=27)
    t, tube = body.top, body.tube
    garment = (
        _arms(sketch, sleeve, stitch(sleeve.seam(6)))
        + _cuff_tabs(sketch, sleeve)
        + (
            hooded(
                body,
                fill=sketch.main,
                trim=sketch.accent if sketch.design == BLOCKED else sketch.main,
                brim=True,
            )
            if hood
            else ""
        )
        + body.sewn(body.neckline(14), sketch.main)
        + _blocked(sketch, body)
        + ("" if sketch.design == PANELLED else body.shadow())
        + body.folds()
        + line(pair(tube.along(0.73, t=0)), width=1.2, opacity=0.8)
        + body.seams()
        + stitch(tube.across(body.height(body.bottom - 7)))
        + ("" if hood else collared(body, fill=sketch.main, inside=sketch.third))
        + _storm_flap(sketch, t + (12 if hood else -6), body.bottom + body.dip)
        + _sealed_pockets(sketch, body)
        + _hem_cords(sketch, body)
        + mark(body.chest * 0.5, body.tip + 40, sketch.third, size=1.2)
    )
    return flat(sketch, garment, _shell_figures(sketch, body))


def _storm_flap(sketch: Sketch, top: float, bottom: float) -> str:
    """The flap over the front zip, its snaps, the zip beside it."""
    snaps = "".join(
        f"M{-1.2},{spell(top + 22 + i * (bottom - top - 44) / 3)}a2.2,2.2 0 1,0 "
        "4.4,0a2.2,2.2 0 1,0 -4.4,0z"
        for i in range(4)
    )
    return (
        zipper(-6, top, bottom, tape=sketch.accent, pull=sketch.third)
        + outline(f"M-4,{top}H9V{bottom}H-4Z", fill=sketch.main, width=1.4)
        + stitch(f"M6,{top}V{bottom}")
        + path(snaps, fill=sketch.third, stroke=INK, stroke_width=1)
    )


def _sealed_pockets(sketch: Sketch, body: Body) -> str:
    """Hand pockets and a chest pocket with welded, water-tight zips."""
    b, h, a = body.bottom - 22, body.hem, body.armpit

    def welded(x0: float, y0: float, x1: float, y1: float) -> str:
        d = f"M{x0 - 5},{y0}L{x1 - 5},{y1}L{x1 + 6},{y1 - 1}L{x0 + 6},{y0 - 1}Z"
        zip_line = neat(f"M{x0},{y0 - 4}L{x1},{y1 + 3}")
        pull = neat(f"M{x1 - 2},{y1 + 2}L{x1 + 2},{y1 + 2}L{x1 + 3},{y1 + 14}L{x1 - 1},{y1 + 14}Z")
        return (
            outline(neat(d), fill=sketch.accent, width=1.3)
            + line(zip_line, width=1.8)
            + outline(pull, fill=sketch.third, width=1)
        )

    chest = welded(-body.chest * 0.42, a + 42, -body.chest * 0.42, a - 8)
    return welded(h * 0.74, b, h * 0.54, b - 64) + welded(-h * 0.74, b, -h * 0.54, b - 64) + chest


def _cuff_tabs(sketch: Sketch, sleeve: Sleeve) -> str:
    """The hook-and-loop tabs that close the cuffs."""
    outer, inner = sleeve.tube.one.at(0.93), sleeve.tube.other.at(0.9)

    def at(u: float, v: float) -> str:
        x = outer[0] + (inner[0] - outer[0]) * u - v * 0.35
        y = outer[1] + (inner[1] - outer[1]) * u - v * 0.94
        return f"{spell(x)},{spell(y)}"

    d = f"M{at(0.02, -4)}L{at(0.62, -4)}L{at(0.74, 0)}L{at(0.62, 5)}L{at(0.02, 5)}Z"
    return outline(pair(d), fill=sketch.accent, width=1.3)


def _hem_cords(sketch: Sketch, body: Body) -> str:
    y = body.bottom + 1
    x = body.hem * 0.86
    return line(pair(f"M{x},{y}C{x + 2},{y + 10} {x - 10},{y + 10} {x - 7},{y}")) + outline(
        pair(f"M{x - 3},{y - 3}L{x + 3},{y - 3}L{x + 3},{y + 3}L{x - 3},{y + 3}Z"),
        fill=sketch.accent,
        width=1.1,
    )


def _shell_figures(sketch: Sketch, body: Body) -> str:
    """What is said of the membrane, and the weight."""
    notes = ""
    water, breath = known(sketch, "waterproof"), known(sketch, "breathability")
    if water is not None:
        notes += note(body.chest * 0.55, body.armpit - 22, (118, 62), said(water, "mm"))
    if breath is not None:
        notes += note(-body.chest * 0.62, body.armpit - 22, (-112, 62), said(breath, "g/m²"))
    return notes + weighed(sketch, half=body.hem)


def down_jacket(sketch: Sketch) -> str:
    """A down jacket: quilted in baffles, the fuller the down the fewer and rounder they are."""
    hood = flag(sketch, "hood", True)
    fill_power = sketch.number("fill", 700, 500, 1000)
    count = round(12 - (fill_power - 500) / 100)
    base = jacket_body(sketch, hood=hood)
    body = replace(base, hem=base.hem - 3, waist=base.waist + 5, chest=base.chest + 5, dip=4)
    sleeve = replace(long_sleeve(body, cuff=30), bow=10)
    t = body.top
    garment = (
        _puffed_sleeves(sketch, sleeve, count)
        + (_puffed_hood(sketch, body) if hood else "")
        + _puffed_body(sketch, body, count)
        + (
            ""
            if hood
            else collared(
                body,
                fill=sketch.accent if sketch.design == BLOCKED else sketch.main,
                inside=sketch.accent,
                height=24,
            )
            + line(
                pair(
                    f"M0,{t}C{body.neck * 0.5},{t} {body.neck - 6},{t - 4} {body.neck - 2},{t - 10}"
                ),
                width=1,
            )
        )
        + zipper(
            0, t + (13 if hood else -8), body.bottom + 3, tape=sketch.accent, pull=sketch.third
        )
        + _hand_pockets(sketch, body, rise=46)
        + mark(
            body.chest * 0.52,
            body.armpit + (14 if sketch.design == BLOCKED else -12),
            sketch.third,
            size=1.2,
        )
    )
    fill = known(sketch, "fill")
    said_of_it = (
        ""
        if fill is None
        else note(body.chest * 0.6, body.armpit + 26, (150, 62), said(fill, "cuin"))
    )
    return flat(sketch, garment, said_of_it + weighed(sketch, half=body.hem))


def _scallops(edge: Curve, count: int, bulge: float) -> str:
    """The edge as a row of bulges, from its start."""
    d = ""
    for i in range(count):
        a, m, b = edge.at(i / count), edge.at((i + 0.5) / count), edge.at((i + 1) / count)
        dx, dy = b[0] - a[0], b[1] - a[1]
        length = (dx * dx + dy * dy) ** 0.5 or 1
        cx, cy = m[0] + dy / length * bulge * 2, m[1] - dx / length * bulge * 2
        d += f"Q{spell(cx)},{spell(cy)} {spell(b[0])},{spell(b[1])}"
    return d


def _quilting(tube: Tube, count: int, *, start: int = 1) -> str:
    """The seams between the baffles, and the small creases that start from them."""
    seams = "".join(tube.across(i / count) for i in range(start, count))
    creases = ""
    for i in range(start, count):
        for u in (0.14, 0.36, 0.64, 0.86):
            x, y = tube.spot(i / count, u + 0.02 * (i % 3))
            creases += f"M{spell(x)},{spell(y)}l{spell((u - 0.5) * 4)},6"
    return line(seams) + line(creases, width=0.9, opacity=0.4)


def _puffed_sleeves(sketch: Sketch, sleeve: Sleeve, count: int) -> str:
    tube = replace(sleeve.tube, sag=2)
    arm = f"M{sleeve.tip[0] - 16},{sleeve.tip[1] + 4}L{sleeve.tip[0]},{sleeve.tip[1]}" + _scallops(
        tube.one, count, 3.2
    )
    arm += f"L{sleeve.inner[0]},{sleeve.inner[1]}" + _scallops(tube.other.back, count, 2.6)
    arm += f"L{sleeve.pit[0] - 16},{sleeve.pit[1]}Z"
    seams = "".join(tube.across(i / count) for i in range(1, count))
    creases = "".join(
        f"M{spell(x)},{spell(y)}L{spell(x + 2)},{spell(y + 5)}"
        for x, y in (tube.spot(i / count + 0.005, u) for i in range(1, count) for u in (0.3, 0.65))
    )
    coloured = sketch.accent if sketch.design == STRIPED else sketch.main
    return (
        outline(pair(arm), fill=coloured)
        + sleeve.shadow()
        + line(pair(seams))
        + line(pair(creases), width=0.9, opacity=0.4)
        + cloth(sleeve.ring(0, 8), sketch.accent)
        + line(sleeve.seam(8))
        + line(
            pair(f"M{sleeve.outer[0]},{sleeve.outer[1]}L{sleeve.inner[0]},{sleeve.inner[1]}"),
            width=2,
        )
    )


def _puffed_body(sketch: Sketch, body: Body, count: int) -> str:
    rows = max(count - 3, 4)
    tube = body.tube
    half = (
        f"M0,{body.top + 14}L{body.neck},{body.top}"
        f"L{body.shoulder},{body.tip}{body.armhole.onward}"
        + _scallops(body.side, rows, 3.4)
        + f"C{body.hem * 0.6},{body.bottom + 5} {body.hem * 0.3},{body.bottom + 5} "
        f"0,{body.bottom + 5}"
    )
    panel = {
        BLOCKED: lambda: yoke(body, sketch.accent, drop=24, neck=14, to=0.6),
        PANELLED: lambda: cloth(tube.band(1 - 2 / rows, 1), sketch.accent),
    }.get(sketch.design, lambda: "")()
    pitch = (body.bottom - body.armpit) / rows
    upper = ""
    y = body.armpit - pitch
    while y > body.tip + 2:
        x = _armhole_x(body, y)
        upper += f"M{-x},{y}Q0,{y + body.dip * 2} {x},{y}"
        y -= pitch
    edge = whole(half)
    return (
        cloth(edge, sketch.main)
        + panel
        + line(body.armhole.move + body.armhole.mirrored().move)
        + path(edge, fill="none", stroke=INK, stroke_width=2)
        + body.shadow()
        + line(neat(upper) + tube.across(0))
        + _quilting(tube, rows)
    )


def _armhole_x(body: Body, y: float) -> float:
    """How far the armhole stands from the centre at the height ``y``."""
    hole = body.armhole
    return min((hole.at(i / 24) for i in range(25)), key=lambda p: abs(p[1] - y))[0]


def _puffed_hood(sketch: Sketch, body: Body) -> str:
    t, n = body.top, body.neck + 4
    quilts = (
        f"M0,{t - 61}C{n * 0.3},{t - 61} {n * 0.6},{t - 58} {n * 0.78},{t - 51}"
        f"M{n * 0.8},{t - 36}L{n + 6},{t - 40}"
        f"M{n * 0.74},{t - 1}L{n + 6},{t - 1}"
    )
    return hooded(
        body, fill=sketch.accent if sketch.design == BLOCKED else sketch.main, trim=sketch.accent
    ) + line(pair(quilts))


def softshell(sketch: Sketch) -> str:
    """A softshell jacket, or a vest, smooth with stretch panels."""
    vest = flag(sketch, "vest", False)
    hood = flag(sketch, "hood", False)
    body = jacket_body(sketch, hood=hood)
    if vest:
        body = replace(body.scaled(1.03, top=body.top - 2), shoulder=body.shoulder * 0.86)
    sleeve = long_sleeve(body, cuff=23)
    t = body.top
    garment = (
        (
            _vest_back(sketch, body)
            if vest
            else _arms(sketch, sleeve, _cuffs(sleeve, 10, sketch.main))
        )
        + (hooded(body, fill=sketch.main, trim=sketch.accent) if hood else "")
        + body.sewn(body.neckline(14), sketch.main, armholes=not vest)
        + _blocked(sketch, body)
        + ("" if sketch.design == PANELLED else body.shadow())
        + body.folds()
        + stitch(body.tube.across(body.height(body.bottom - 7)))
        + (
            line(pair(body.armhole.move), width=2) + stitch(pair(_inset(body.armhole, 5)))
            if vest
            else ""
        )
        + (line(pair(_princess(body))) if sketch.design in (PLAIN, BLOCKED) else "")
        + ("" if hood else collared(body, fill=sketch.main, inside=sketch.accent))
        + zipper(
            0, t + (13 if hood else -7), body.bottom + 3, tape=sketch.accent, pull=sketch.third
        )
        + _hand_pockets(sketch, body, rise=50)
        + _upper_zip(sketch, body)
        + mark(
            -body.chest * 0.5,
            body.armpit - 6,
            sketch.third if sketch.design == STRIPED else sketch.accent,
            size=1.2,
        )
    )
    return flat(sketch, garment, weighed(sketch, half=body.hem))


def _inset(hole: Curve, by: float) -> str:
    return Curve(
        (hole.start[0] - by, hole.start[1] - 1),
        (hole.first[0] - by, hole.first[1]),
        (hole.second[0] - by, hole.second[1] + by),
        (hole.end[0] - 1, hole.end[1] + by + 2),
    ).move


def _vest_back(sketch: Sketch, body: Body) -> str:
    """What shows of the back through the armholes of a vest."""
    outside = Curve(
        (body.shoulder, body.tip),
        (body.shoulder + 4, body.tip + 40),
        (body.chest - 8, body.armpit - 14),
        (body.chest, body.armpit),
    )
    d = pair(outside.move + body.armhole.back.onward + "Z")
    return outline(d, fill=sketch.accent, width=1.6) + shade(d, opacity=0.45)


def _princess(body: Body) -> str:
    """The shaping seam from the armhole to the hem."""
    x, y = body.armhole.at(0.62)
    return (
        f"M{x},{y}"
        f"C{x - 18},{y + 26} {body.waist * 0.66},{body.armpit + 50} {body.hem * 0.8},{body.bottom}"
    )


def _upper_zip(sketch: Sketch, body: Body) -> str:
    x, y = body.chest * 0.3, body.armpit - 16
    return slanted_zip(neat(f"M{x},{y}L{x + body.chest * 0.34},{y + 5}"), tape=sketch.accent)


DRAWINGS: dict[str, Drawer] = {
    "sweat": sweat,
    "polaire": fleece,
    "coupe-vent": wind_jacket,
    "veste-impermeable": hardshell,
    "doudoune": down_jacket,
    "softshell": softshell,
}
