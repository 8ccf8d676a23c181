"""Golf: clubs whose face leans as their loft says, balls cut open, bags, shoes."""

from math import cos, pi, radians, sin, sqrt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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
    text,
)
from marketplace.technical.drawings.details import trim
from marketplace.technical.drawings.footwear.last import Last, between, laces, shoe_picture
from marketplace.technical.drawings.pattern import flag, known, said

RUBBER = mix(INK, "#ffffff", 0.14)
CHROME = mix(STEEL, "#ffffff", 0.3)


def _shaft(sketch: Sketch, x0: float, y0: float, x1: float, y1: float) -> str:
    """The end of a shaft with its ferrule; steel has steps."""
    steel = sketch.choice("shaft", "graphite") == "steel"
    fill = CHROME if steel else mix(sketch.main, INK, 0.25)
    drawn = band(f"M{x0},{y0}L{x1},{y1}", fill=fill, width=9, edge=1.6)
    if steel:
        steps = "".join(
            f"M{x0 + (x1 - x0) * t - 5:.0f},{y0 + (y1 - y0) * t:.0f}h10"
            for t in (0.3, 0.5, 0.7, 0.9)
        )
        drawn += line(steps, width=1.2, opacity=0.6)
    ferrule = f"M{x0},{y0}L{x0 + (x1 - x0) * 0.1:.0f},{y0 + (y1 - y0) * 0.1:.0f}"
    return drawn + band(ferrule, fill=RUBBER, width=11, edge=1.4)


def _leaning(loft: float, bounce: float | None, sketch: Sketch) -> str:
    """The club from the toe: how far its face lies back, how its sole meets the ground."""
    a = radians(loft)
    x, y, size = 318.0, 250.0, 92.0
    top = (x + sin(a) * size, y - cos(a) * size)
    back = (top[0] + 7, top[1] + 3)
    d = (
        f"M{x},{y}L{top[0]:.0f},{top[1]:.0f}L{back[0]:.0f},{back[1]:.0f}"
        f"C{x + 26 + sin(a) * 20:.0f},{y - 40} {x + 40:.0f},{y - 18}"
        f" {x + 40:.0f},{y - 2}Q{x + 18},{y + 6} {x},{y}Z"
    )
    arc = f"M{x},{y - 60}A60,60 0 0 1 {x + sin(a) * 60:.0f},{y - cos(a) * 60:.0f}"
    words = f"{decimal(loft)}°"
    if bounce is not None:
        words += ", " + _("bounce %(degrees)s°") % {"degrees": decimal(bounce)}
    return (
        line(f"M{x - 26},{y + 4}H{x + 70}", width=1.4)
        + line(f"M{x},{y}V{y - 104}", width=1, opacity=0.6)
        + outline(d, fill=CHROME, width=1.8)
        + line(arc, width=1.4)
        + (text(x + 20, y + 26, words) if sketch.shows("loft") else "")
    )


# --- irons and wedges ------------------------------------------------------------------------
BLADE = (
    "M84,150C92,140 102,134 112,128C150,106 196,72 226,60C256,52 278,70 280,104C282,150"
    " 258,206 214,222C170,234 120,220 96,204C82,194 78,162 84,150Z"
)


def iron(sketch: Sketch) -> str:
    """An iron from behind: blade, cavity or hollow body, and its loft from the toe."""
    loft = sketch.number("loft", 32, 18, 66)
    kind = sketch.choice("construction", "cavity")
    drawn = (
        _shaft(sketch, 92, 122, 60, 8)
        + _hosel()
        + outline(BLADE, fill=CHROME)
        + _back(sketch, kind)
    )
    plan = _leaning(loft, None, sketch)
    return fitted(drawn + plan, extent=(36, 4, 412, 288))


def _hosel() -> str:
    return band("M96,156L88,112", fill=CHROME, width=17, edge=1.8)


def _back(sketch: Sketch, kind: str) -> str:
    cavity = (
        "M112,164C150,142 200,104 228,92C246,90 252,104 250,124C248,154 236,180 210,190"
        "C176,200 140,194 118,186C108,180 106,170 112,164Z"
    )
    muscle = (
        "M100,180C150,186 220,164 272,128C264,172 244,208 214,222C170,234 120,220 96,204"
        "C92,198 94,186 100,180Z"
    )
    if kind == "blade":
        return (
            outline(muscle, fill=mix(STEEL, INK, 0.12), width=1.4)
            + line("M112,150C160,124 206,90 240,78", colour="#ffffff", width=2.4, opacity=0.8)
            + path("M150,196h44l-5,9h-44z", fill=sketch.accent)
        )
    fill = sketch.main if kind == "hollow" else mix(STEEL, INK, 0.45)
    drawn = outline(cavity, fill=fill, width=1.6)
    badge = (
        "M150,160L214,122L222,146L162,178Z",
        "M132,172L236,112V126L140,184Z",
        "M196,120L234,104L232,150L204,172Z",
        "M160,152a22,22 0 1 0 44,0a22,22 0 1 0 -44,0z",
    )[sketch.design]
    drawn += outline(badge, fill=sketch.accent if kind != "cavity" else sketch.main, width=1.2)
    if kind == "super":
        drawn += outline(muscle, fill=mix(STEEL, INK, 0.2), width=1.4) + line(
            "M124,206C160,214 200,206 236,186", width=3, colour=sketch.accent
        )
    return drawn + line(
        "M96,196C116,214 176,226 214,214C240,206 258,182 268,150",
        colour="#ffffff",
        opacity=0.7,
        width=2,
    )


def wedge(sketch: Sketch) -> str:
    """A wedge from the face: its grooves, its loft and its bounce."""
    finish = {"raw": "#a89a84", "black": mix(INK, "#ffffff", 0.25)}.get(
        sketch.choice("finish", "chrome"), CHROME
    )
    face = (
        "M92,158C100,146 118,136 134,124C164,102 200,62 236,56C268,54 286,84 282,124"
        "C278,180 244,222 196,228C150,230 110,220 96,206C84,192 84,170 92,158Z"
    )
    grooves = "".join(
        f"M{124 + max(i - 3, 0) * 13},{200 - i * 13}"
        f"L{250 + min(i, 4) * 4 - max(i - 7, 0) * 8},{196 - i * 14}"
        for i in range(10)
    )
    drawn = (
        _shaft(sketch, 98, 120, 66, 8)
        + band("M104,160L95,112", fill=finish, width=17, edge=1.8)
        + outline(face, fill=finish)
        + line(grooves, width=1.6, colour=detail(finish), opacity=0.75)
        + line("M150,214C190,220 236,204 262,168", colour=trim(sketch), width=4)
        + path("M106,196h18v9h-18z", fill=sketch.main)
    )
    loft, bounce = sketch.number("loft", 56, 42, 66), known(sketch, "bounce")
    return fitted(drawn + _leaning(loft, bounce, sketch), extent=(42, 4, 440, 288))


# --- woods -----------------------------------------------------------------------------------
def wood(sketch: Sketch) -> str:
    """A wood as large as its head's volume, from the face, with its score lines and weight."""
    usual = {"driver": 460, "fairway": 175, "hybrid": 115}.get(sketch.choice("kind", "driver"), 460)
    volume = sketch.number("head_volume", usual, 70, 470)
    k = (volume / 460) ** (1 / 3)
    low = 0.82 if volume < 220 else 1.0
    crown = (
        "M-104,30C-112,-10 -84,-70 -10,-84C66,-96 116,-54 124,-4C92,-30 40,-44 -10,-40"
        "C-60,-36 -92,-8 -104,30Z"
    )
    face = (
        "M-104,30C-92,-8 -60,-36 -10,-40C40,-44 92,-30 124,-4C128,30 96,66"
        f" 30,{74 * low:.0f}C-40,{80 * low:.0f} -92,60 -104,30Z"
    )
    loft = sketch.number("loft", 10.5, 6, 32)
    grooves = "".join(
        f"M{-58 + 4 * i},{-16 + i * 14}h36M{36 - 4 * i},{-16 + i * 14}h36" for i in range(5)
    )
    carbon = sketch.choice("face", "titanium") == "carbon"
    head = (
        outline(crown, fill=sketch.main)
        + _crown_paint(sketch)
        + outline(face, fill=mix(sketch.accent, INK, 0.2) if carbon else CHROME)
        + line(grooves, width=1.6, opacity=0.55)
        + line("M-96,36C-80,60 -30,72 30,66", colour="#ffffff", opacity=0.6, width=2.4)
        + (
            disc(-86, -4, 11, fill=RUBBER, edge=1.5)
            + line("M-91,-4h10M-86,-9v10", width=2, colour=STEEL)
            if flag(sketch, "adjustable", False)
            else ""
        )
        + line(crown, width=2)
    )
    heel = round(216 - 82 * k), round(200 - 22 * k)
    drawn = (
        _shaft(sketch, heel[0], heel[1], 44, 6)
        + band(
            f"M{heel[0]:.0f},{heel[1]:.0f}L{heel[0] + (44 - heel[0]) * 0.12:.0f},"
            f"{heel[1] + (6 - heel[1]) * 0.12:.0f}",
            fill=RUBBER,
            width=17 * k,
            edge=1.8,
        )
        + group(head, f"translate(216,200) scale({k:.2f})")
    )
    words = [f"{decimal(loft)}°" if "loft" in sketch.values else ""]
    if known(sketch, "head_volume") is not None:
        words.append(said(volume, "cm³"))
    label = ", ".join(w for w in words if w)
    plan = across(216 - 112 * k, 216 + 124 * k, 296, label) if sketch.dimensions and label else ""
    return fitted(drawn + plan, extent=(30, 4, 346, 306 if plan else 290))


def _crown_paint(sketch: Sketch) -> str:
    marks = (
        "M-10,-84C66,-96 116,-54 124,-4C110,-20 90,-30 70,-36C64,-60 30,-78 -10,-84Z",
        "M-2,-85L18,-86L14,-41L2,-41Z",
        "M-96,0C-90,-40 -60,-72 -20,-82L-10,-62C-44,-54 -74,-34 -96,0Z",
        "M20,-64l18,10l-18,8l-18,-8z",
    )[sketch.design]
    return path(marks, fill=sketch.accent) + shade(
        "M-104,30C-100,0 -70,-44 -10,-52C46,-56 100,-36 124,-4C92,-30 40,-44 -10,-40"
        "C-60,-36 -92,-8 -104,30Z"
    )


# --- putters ---------------------------------------------------------------------------------
def putter(sketch: Sketch) -> str:
    """A putter seen by the player: blade, half or full mallet, with its hosel and its line."""
    kind = sketch.choice("head", "mallet")
    draw = {"blade": _blade_putter, "mid_mallet": _mid_mallet}.get(kind, _mallet)
    hosel = sketch.choice("hosel", "plumber")
    neck = {
        "centre": "M200,172V20",
        "slant": "M142,166C138,120 120,60 116,20",
        "double_bend": "M146,166C146,130 116,130 116,96V20",
    }.get(hosel, "M134,168V128H116V20")
    grip = f"M{200 if hosel == 'centre' else 116},{20}V54"
    drawn = (
        draw(sketch)
        + band(neck, fill=CHROME, width=10, edge=1.7)
        + band(grip, fill=trim(sketch), width=10, edge=1.6)
    )
    words = []
    length = known(sketch, "length_in")
    if length is not None:
        words.append(_("%(length)s pouces") % {"length": decimal(length)})
    if (weight := known(sketch, "head_weight")) is not None:
        words.append(said(weight, "g"))
    plan = across(84, 316, 296, ", ".join(words)) if sketch.dimensions and words else ""
    return fitted(drawn + plan, extent=(70, 12, 330, 306 if plan else 284))


def _blade_putter(sketch: Sketch) -> str:
    return (
        outline(
            "M92,168H308V190C308,200 300,204 290,206H236L228,224H172L164,206H110"
            "C100,204 92,200 92,190Z",
            fill=mix(sketch.main, STEEL, 0.35),
        )
        + outline("M92,164H308V178H92Z", fill=CHROME, width=1.6)
        + shade("M110,192H290V206H236L228,224H172L164,206H110Z")
        + line("M200,180V222", colour=sketch.accent, width=4)
        + (disc(200, 198, 7, fill=sketch.third, edge=1.3) if sketch.design % 2 else "")
    )


def _mid_mallet(sketch: Sketch) -> str:
    d = "M92,178H308C310,216 262,250 200,250C138,250 90,216 92,178Z"
    return (
        outline(d, fill=sketch.main)
        + outline("M90,164H310V180H90Z", fill=CHROME, width=1.6)
        + shade(
            "M92,178C110,226 290,226 308,178C310,216 262,250 200,250C138,250 90,216 92,178Z",
            opacity=0.12,
        )
        + line("M200,184V248", colour=sketch.accent, width=4)
        + (
            line("M182,184V246M218,184V246", colour=sketch.accent, width=2.4)
            if sketch.design % 2
            else ""
        )
    )


def _mallet(sketch: Sketch) -> str:
    wings = "M92,178H308V250C308,272 276,276 268,256L256,214H144L132,256C124,276 92,272 92,250Z"
    rails = "M160,184h80v30h-80z"
    if sketch.design % 2:
        wings = (
            "M92,178H308L300,236C290,262 240,272 200,272C160,272 110,262 100,236ZM150,206"
            "C150,246 250,246 250,206Z"
        )
        rails = "M176,182h48v22h-48z"
    return (
        path(wings, fill=sketch.main, stroke=INK, stroke_width=2, fill_rule="evenodd")
        + outline("M90,164H310V180H90Z", fill=CHROME, width=1.6)
        + outline(rails, fill=sketch.accent, width=1.4)
        + line("M200,184V212", colour=sketch.third, width=4)
        + disc(112, 244, 8, fill=STEEL, edge=1.4)
        + disc(288, 244, 8, fill=STEEL, edge=1.4)
    )


# --- balls -----------------------------------------------------------------------------------
def ball(sketch: Sketch) -> str:
    """A ball with its dimples, and another cut open: cover, mantles, core."""
    layers = round(sketch.number("layers", 3, 1, 6))
    count = sketch.number("dimples", 332, 200, 500)
    white = "#fbfaf6" if sketch.design in (0, 1) else mix(sketch.main, "#ffffff", 0.35)
    x, y, r = 128.0, 146.0, 104.0
    drawn = (
        disc(x, y, r, fill=white, edge=2)
        + _dimples(x, y, r, count)
        + shade(
            f"M{x - r * 0.9:.0f},{y + r * 0.44:.0f}A{r},{r} 0 0 0 {x + r:.0f},{y}"
            f"C{x + r * 0.7:.0f},{y + r * 0.7:.0f} {x - r * 0.3:.0f},{y + r * 0.9:.0f}"
            f" {x - r * 0.9:.0f},{y + r * 0.44:.0f}Z",
            opacity=0.12,
        )
    )
    if flag(sketch, "alignment", False):
        drawn += line(
            f"M{x - 60},{y + 24}H{x + 60}M{x - 60},{y + 32}H{x + 60}",
            colour=sketch.accent,
            width=3.4,
        )
    drawn += text(x, y + 6, str(1 + sketch.design), size=26) + outline(
        f"M{x - 30},{y - 34}h60l-8,12h-44z", fill=sketch.main, width=1.2
    )
    drawn += _cut(sketch, layers, white)
    words = []
    if (value := known(sketch, "compression")) is not None:
        words.append(_("compression %(value)s") % {"value": decimal(value)})
    if known(sketch, "layers") is not None:
        words.append(ngettext("%(n)d couche", "%(n)d couches", layers) % {"n": layers})
    plan = across(24, 376, 288, ", ".join(words)) if sketch.dimensions and words else ""
    return fitted(drawn + plan, extent=(16, 30, 384, 298 if plan else 262))


def _dimples(x: float, y: float, r: float, count: float) -> str:
    """Rings of dimples that shrink towards the edge."""
    rings = round(sqrt(count) / 2.7)
    spots = ""
    for i in range(1, rings + 1):
        a = pi / 2 * i / (rings + 0.4)
        radius, many = r * sin(a), max(6 * i, 1)
        spots += "".join(f"M{polar(x, y, radius, 360 * j / many + 57 * i)}h0" for j in range(many))
    return line(spots, width=150 / rings * 0.5, opacity=0.1)


def _cut(sketch: Sketch, layers: int, white: str) -> str:
    x, y, r = 306.0, 176.0, 78.0
    soft = sketch.number("compression", 80, 25, 120) / 120
    core = mix(sketch.main, "#ffffff", 0.5 * (1 - soft))
    drawn = disc(x, y, r, fill=white, edge=2)
    tints = (
        sketch.accent,
        mix(sketch.accent, "#ffffff", 0.5),
        sketch.third,
        mix(sketch.main, INK, 0.3),
    )
    radius = r - 6
    for i in range(max(layers - 2, 0)):
        drawn += disc(x, y, radius, fill=tints[i % 4], edge=1.4)
        radius -= 12 if i else 9
    return (
        drawn
        + (disc(x, y, radius, fill=core, edge=1.6) if layers > 1 else "")
        + line(
            f"M{polar(x, y, radius * 0.6, 200)}A{radius * 0.6:.0f},{radius * 0.6:.0f}"
            f" 0 0 1 {polar(x, y, radius * 0.6, 260)}",
            colour="#ffffff",
            opacity=0.6,
            width=3,
        )
    )


# --- bags ------------------------------------------------------------------------------------
def bag(sketch: Sketch) -> str:
    """A bag with its dividers, pockets, straps, and legs where it stands on its own."""
    kind = sketch.choice("kind", "stand")
    half = {"cart": 62, "carry": 44, "travel": 58}.get(kind, 52)
    body = (
        f"M{200 - half},72L{200 - half + 8},272C{200 - half + 8},282 {192 + half},282"
        f" {192 + half},272L{200 + half},72Z"
    )
    legs = (
        band(
            f"M{196 - half},110L{140 - half},286M{196 - half},110L{172 - half},288",
            fill=RUBBER,
            width=6,
            edge=1.4,
        )
        if kind == "stand"
        else ""
    )
    drawn = (
        legs
        + _clubs(sketch, half)
        + outline(body, fill=sketch.main)
        + _bag_paint(sketch, half)
        + _bag_pockets(sketch, half)
        + outline(
            f"M{194 - half},62C{194 - half},50 {206 + half},50 {206 + half},62"
            f"L{204 + half},84H{196 - half}Z",
            fill=mix(sketch.main, INK, 0.35),
        )
        + _dividers(sketch, half)
        + (
            band(
                f"M{200 + half},90C{262 + half},120 {256 + half},210 {194 + half},236",
                fill=mix(sketch.main, INK, 0.35),
                width=12,
                edge=1.6,
            )
            if sketch.choice("strap", "double") != "none"
            else ""
        )
        + outline(
            f"M{204 - half},266H{196 + half}V280C{190 + half},288 {210 - half},288"
            f" {204 - half},280Z",
            fill=RUBBER,
            width=1.6,
        )
    )
    words = []
    if (value := known(sketch, "dividers")) is not None:
        count = round(value)
        words.append(ngettext("%(n)d compartiment", "%(n)d compartiments", count) % {"n": count})
    if (weight := known(sketch, "weight")) is not None:
        words.append(said(weight, "kg"))
    plan = across(100, 300, 312, ", ".join(words)) if sketch.dimensions and words else ""
    return fitted(drawn + plan, extent=(70, 4, 330, 322 if plan else 294))


def _clubs(sketch: Sketch, half: float) -> str:
    drawn = ""
    for i, (x, top) in enumerate(((-0.6, 34), (-0.2, 14), (0.24, 26), (0.62, 40))):
        at = 200 + x * half
        drawn += band(f"M{at:.0f},70V{top + 10}", fill=CHROME, width=5, edge=1.3)
        head = f"M{at - 4:.0f},{top + 14}c-2,-16 8,-22 24,-18c6,8 0,18 -10,20z"
        drawn += outline(head, fill=sketch.accent if i == 1 else CHROME, width=1.5)
    return drawn


def _bag_paint(sketch: Sketch, half: float) -> str:
    marks = (
        f"M{200 - half * 0.2:.0f},84H{200 + half * 0.2:.0f}"
        f"L{200 + half * 0.16:.0f},276H{200 - half * 0.16:.0f}Z",
        f"M{201 - half:.0f},110H{199 + half:.0f}L{198 + half:.0f},136H{202 - half:.0f}Z",
        f"M{200 - half},84H{200 - half * 0.45:.0f}L{200 - half * 0.4:.0f},278L{208 - half},272Z",
        f"M{200 + half},84L{192 + half},272H{200:.0f}Z",
    )[sketch.design]
    return path(marks, fill=sketch.accent) + line(marks, width=1, opacity=0.6)


def _bag_pockets(sketch: Sketch, half: float) -> str:
    count = round(sketch.number("pockets", 6, 1, 16))
    fill = mix(sketch.main, "#ffffff", 0.14)
    big = (
        f"M{200 - half * 0.7:.0f},176C{200 - half * 0.7:.0f},166"
        f" {200 + half * 0.7:.0f},166 {200 + half * 0.7:.0f},176"
        f"L{200 + half * 0.62:.0f},254H{200 - half * 0.62:.0f}Z"
    )
    drawn = outline(big, fill=fill, width=1.6) + line(
        f"M{200 - half * 0.56:.0f},186H{200 + half * 0.56:.0f}", width=1.6, colour=detail(fill)
    )
    if count >= 4:
        drawn += outline(
            f"M{200 - half * 0.5:.0f},104H{200 + half * 0.5:.0f}"
            f"L{200 + half * 0.46:.0f},154H{200 - half * 0.46:.0f}Z",
            fill=fill,
            width=1.5,
        )
    if count >= 7:
        drawn += outline(
            f"M{200 - half * 0.44:.0f},206H{200 + half * 0.44:.0f}"
            f"L{200 + half * 0.4:.0f},246H{200 - half * 0.4:.0f}Z",
            fill=mix(fill, INK, 0.14),
            width=1.3,
        )
    return drawn


def _dividers(sketch: Sketch, half: float) -> str:
    count = round(sketch.number("dividers", 6, 1, 16))
    lines = "".join(f"M{200 - half + 2 * half * i / count:.0f},56V74" for i in range(1, count))
    return line(lines, width=1.4, colour=detail(mix(sketch.main, INK, 0.35)), opacity=0.9)


# --- shoes -----------------------------------------------------------------------------------
UPPER = (
    "M-1,10C-5,34 0,52 -5,74C-6,86 4,90 11,82C22,70 38,62 57,63C76,64 86,76 98,86"
    "C120,74 152,60 190,50C230,42 262,42 284,32C300,24 304,12 299,4C262,0 226,-2"
    " 190,-2L70,0C40,2 16,6 -1,10Z"
)


def golf_shoe(sketch: Sketch) -> str:
    """A golf shoe: a saddle, laces or a dial, soft spikes or nubs under the sole."""
    heel = sketch.number("heel_stack", 27, 15, 45)
    last = Last(heel=heel, forefoot=max(heel - 8, 12), spring=14)
    foot, fine = last.foot, detail(sketch.main)
    saddle = (
        "M88,-1C92,24 102,52 118,72C134,62 152,56 172,52C182,34 184,14 180,-2Z",
        "M-1,10C-5,34 0,52 -4,66C24,62 50,36 62,1C40,2 16,6 -1,10Z",
        "M226,-2C224,16 232,36 246,42C262,40 276,36 284,32C300,24 304,12 299,4C276,0"
        " 250,-1 226,-2Z",
        "M70,12C120,26 190,26 262,10L266,20C190,38 116,38 64,24Z",
    )[sketch.design]
    drawn = (
        outline(
            foot("M93,84C94,98 98,108 107,109C116,110 124,102 130,92L184,62L174,54Z"),
            fill=mix(sketch.main, INK, 0.25),
            width=1.6,
        )
        + outline(
            foot(
                "M1,84C18,72 38,68 58,69C74,71 84,82 97,96L99,86C86,74 76,64 57,63"
                "C36,63 14,72 1,84Z"
            ),
            fill=mix(sketch.main, INK, 0.6),
            width=1.4,
        )
        + outline(foot(UPPER), fill=sketch.main)
        + outline(foot(saddle), fill=sketch.accent, width=1.4)
        + line(foot("M206,47C214,34 214,16 208,-1"), colour=fine, opacity=0.6)
        + line(foot(UPPER), width=2)
        + _golf_closure(last, sketch)
        + _golf_sole(last, sketch)
    )
    plan = ""
    if sketch.shows("weight"):
        plan = across(6, 300, 36, said(sketch.number("weight", 400, 200, 700), "g"))
    return shoe_picture(drawn, plan, top=last.heel + 112, bottom=12, under=34)


def _golf_closure(last: Last, sketch: Sketch) -> str:
    closure = sketch.choice("closure", "laces")
    if closure == "dial":
        x, y = last.at(112, 78)
        return (
            disc(x, y, 13, fill=RUBBER, edge=1.6)
            + disc(x, y, 7, fill=sketch.accent)
            + line(last.foot("M126,72L160,66L158,56L186,54"), width=2, colour=detail(sketch.main))
        )
    if closure == "velcro":
        return outline(
            last.foot("M116,40L132,92L176,74L162,34Z"), fill=mix(sketch.main, INK, 0.3), width=1.5
        )
    return laces(last, between((114, 78), (186, 50), 5, bow=3), colour=sketch.third, reach=16)


def _golf_sole(last: Last, sketch: Sketch) -> str:
    h, f = last.heel, last.forefoot
    body = last.ground(
        f"M-4,{h + 10:.1f}C-9,{h * 0.8:.1f} -8,4 0,1C8,0 16,0 26,0L206,0C250,0 284,6"
        f" 303,14C308,18 308,{f + 8:.1f} 301,{f + 12:.1f} "
    )
    body += last.foot("C262,2 226,-1 190,-1L70,1C40,3 16,6 -4,10Z")
    spikes = ""
    if sketch.choice("sole", "spikeless") == "soft_spikes":
        for x in (24, 62, 168, 210, 252, 280):
            y = last.bottom(x)
            spikes += outline(
                last.ground(f"M{x - 12},{y + 1}L{x - 9},{y - 4}L{x + 9},{y - 4}L{x + 12},{y + 1}Z"),
                fill=sketch.accent,
                width=1.2,
            )
            spikes += outline(
                last.ground(
                    f"M{x - 8},{y - 4}L{x - 9},{y - 10}L{x - 3},{y - 5}L{x},{y - 11}"
                    f"L{x + 3},{y - 5}L{x + 9},{y - 10}L{x + 8},{y - 4}Z"
                ),
                fill=RUBBER,
                width=1,
            )
    else:
        nubs = "".join(f"M{x},{last.bottom(x) - 1.5:.1f} h0 " for x in range(10, 290, 11))
        spikes = line(last.ground(nubs), width=6.4)
    return (
        spikes
        + outline(body, fill=sketch.third)
        + line(last.wall("M-3,.6C60,.55 200,.55 302,.66"), width=1, opacity=0.45)
    )


DRAWINGS: dict[str, Drawer] = {
    "fer-golf": iron,
    "wedge-golf": wedge,
    "bois-golf": wood,
    "putter-golf": putter,
    "balles-golf": ball,
    "sac-golf": bag,
    "chaussure-golf": golf_shoe,
}
