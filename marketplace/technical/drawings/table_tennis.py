"""Table tennis: bats, blades, rubbers, tables, balls."""

from math import cos, radians, sin

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.technical.drawings.canvas import (
    INK,
    SOLE,
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
    tag,
    text,
    upright,
)

WOOD = "#d9b682"
DARK_WOOD = "#a97845"
RUBBER_RED = "#c9302c"
STYLES = {
    "defensive": "DEF",
    "allround": "ALL",
    "off_minus": "OFF−",
    "offensive": "OFF",
    "off_plus": "OFF+",
}

# Right half of each handle, from the middle of its top (x = 0, y = 0) to the end at y = 100.
GRIPS = {
    "flared": "C14,6 13,40 14,60C15,78 18,90 19,100",
    "straight": "C14,6 14,40 14,60C14,78 14,90 14,100",
    "anatomic": "C13,6 13,16 16,36C19,52 13,70 13,80C13,90 17,96 18,100",
    "penhold": "C12,4 12,14 13,22C14,34 14,44 14,56",
}
TILT = 32


def _blade_outline(wide: float, long: float) -> str:
    """The striking face, its neck at the origin and its top upwards."""
    w, h = wide / 2, long
    return (
        f"M-14,0C-18,-8 {-w * 0.82:.1f},{-h * 0.12:.1f} {-w:.1f},{-h * 0.44:.1f}"
        f"C{-w * 1.03:.1f},{-h * 0.78:.1f} {-w * 0.62:.1f},{-h} 0,{-h}"
        f"C{w * 0.62:.1f},{-h} {w * 1.03:.1f},{-h * 0.78:.1f} {w:.1f},{-h * 0.44:.1f}"
        f"C{w * 0.82:.1f},{-h * 0.12:.1f} 18,-8 14,0Z"
    )


def _sheet_outline(wide: float, long: float) -> str:
    """The rubber on the face: cut straight above the handle."""
    w, h = wide / 2 - 2.5, long - 2.5
    y = h * 0.13
    return (
        f"M{-w * 0.5:.1f},{-y:.1f}C{-w * 0.86:.1f},{-h * 0.22:.1f} {-w:.1f},{-h * 0.34:.1f} "
        f"{-w:.1f},{-h * 0.46:.1f}C{-w * 1.03:.1f},{-h * 0.78:.1f} {-w * 0.62:.1f},{-h} 0,{-h}"
        f"C{w * 0.62:.1f},{-h} {w * 1.03:.1f},{-h * 0.78:.1f} {w:.1f},{-h * 0.46:.1f}"
        f"C{w:.1f},{-h * 0.34:.1f} {w * 0.86:.1f},{-h * 0.22:.1f} {w * 0.5:.1f},{-y:.1f}Z"
    )


def _handle(sketch: Sketch) -> str:
    kind = sketch.choice("handle", "flared")
    half = GRIPS.get(kind, GRIPS["flared"])
    length = 56 if kind == "penhold" else 100
    other = half.replace("C", "C-").replace(" ", " -").replace("--", "")
    back = _reversed_handle(other)
    grip = f"M0,0L12,0{half}L0,{length}{back}Z"
    fill = (sketch.main, mix(DARK_WOOD, INK, 0.45), sketch.main, WOOD)[sketch.design]
    stripes = (
        "M-6,6V{0}M6,6V{0}",
        "M0,4V{0}",
        "M-8,14H8M-8,22H8",
        "M-4,6V{0}M4,6V{0}",
    )[sketch.design].format(length - 6)
    lens = tag(
        "ellipse",
        cx=0,
        cy=length * 0.36,
        rx=6,
        ry=10,
        fill=sketch.third if fill == sketch.main else sketch.main,
        stroke=INK,
        stroke_width=1.2,
    )
    return (
        outline(grip, fill=fill)
        + line(stripes, width=2.4, colour=sketch.accent)
        + lens
        + line(f"M-13,{length - 8}C-5,{length - 6} 5,{length - 6} 13,{length - 8}", width=1.1)
    )


def _reversed_handle(half: str) -> str:
    """The left edge, from the end back up to the neck."""
    numbers = [
        tuple(float(n) for n in pair.split(","))
        for curve in half.split("C")[1:]
        for pair in curve.split(" ")
    ]
    points = [(-12.0, 0.0), *((-abs(x), y) for x, y in numbers)]
    back = [f"{x:g},{y:g}" for x, y in reversed(points)]
    curves = "".join(
        f"C{back[i + 1]} {back[i + 2]} {back[i + 3]}" for i in range(0, len(back) - 3, 3)
    )
    return f"L{back[0]}{curves}L0,0"


# --- bats and blades -------------------------------------------------------------------------
def bat(sketch: Sketch) -> str:
    """A bat: the rubber on its blade, stars as it has, the sponge at its edge."""
    sponge = sketch.number("sponge", 1.8, 0, 2.6)
    wide, long = 150.0, 158.0
    face = sketch.main if sketch.design % 2 else RUBBER_RED
    drawn = (
        outline(_blade_outline(wide, long), fill=WOOD)
        + outline(_sheet_outline(wide, long), fill=face, width=1.8)
        + shade(
            f"M{-wide * 0.38:.0f},{-long * 0.3:.0f}C{-wide * 0.5:.0f},{-long * 0.66:.0f} "
            f"{-wide * 0.3:.0f},{-long * 0.92:.0f} 4,{-long * 0.95:.0f}"
            f"C{-wide * 0.22:.0f},{-long * 0.86:.0f} {-wide * 0.36:.0f},{-long * 0.62:.0f} "
            f"{-wide * 0.3:.0f},{-long * 0.3:.0f}Z",
            colour="#ffffff", opacity=0.3,
        )
        + _bat_print(sketch, face)
        + _handle(sketch)
    )  # fmt: skip
    return _bat_picture(sketch, drawn, _edge_view(sketch, sponge, 6.5), long)


def _bat_print(sketch: Sketch, face: str) -> str:
    tone = detail(face) if detail(face) != INK else mix(face, INK, 0.55)
    stars = round(sketch.number("stars", 0, 0, 7))
    spread = min(stars, 5)
    drawn = "".join(
        _star(-(spread - 1) * 8 + i * 16, -44 + (4 if i % 2 else 0), 6.4, tone)
        for i in range(spread)
    )
    marks = (
        "M-40,-92H40V-86H-40ZM-28,-80H28V-76H-28Z",
        "M-34,-104L-14,-72H0L-20,-104ZM0,-104L20,-72H34L14,-104Z",
        "M0,-118C22,-108 34,-90 32,-66C18,-84 -6,-92 -30,-88C-26,-104 -14,-114 0,-118Z",
        "M-44,-70C-20,-96 20,-96 44,-70L38,-64C18,-84 -18,-84 -38,-64Z",
    )[sketch.design]
    return path(marks, fill=tone, opacity=0.75) + drawn


def _star(x: float, y: float, radius: float, fill: str) -> str:
    points = "L".join(
        f"{x + (radius if i % 2 == 0 else radius * 0.42) * sin(radians(36 * i)):.1f},"
        f"{y - (radius if i % 2 == 0 else radius * 0.42) * cos(radians(36 * i)):.1f}"
        for i in range(10)
    )
    return path(f"M{points}Z", fill=fill)


def _bat_picture(sketch: Sketch, drawn: str, edge: str, long: float) -> str:
    """The bat on its tilt; upright beside its edge where figures are shown."""
    handle = 56 if sketch.choice("handle", "flared") == "penhold" else 100
    if not sketch.dimensions:
        tilted = group(drawn, f"rotate({TILT})")
        reach = long * 0.5
        return fitted(
            tilted,
            extent=(-handle * sin(radians(TILT)) - 20, -long * cos(radians(TILT)) - 22,
                    long * sin(radians(TILT)) + reach * 0.72, handle * cos(radians(TILT)) + 18),
        )  # fmt: skip
    return fitted(
        drawn + group(edge, "translate(126,0)") + _bat_words(sketch),
        extent=(-110, -long - 10, 216, handle + 40),
    )


def _bat_words(sketch: Sketch) -> str:
    words = []
    if sketch.shows("weight"):
        words.append(f"{decimal(sketch.number('weight', 0, 0, 300))} g")
    if sketch.shows("ply"):
        plies = round(sketch.number("ply", 5, 1, 9))
        words.append(ngettext("%(n)d pli", "%(n)d plis", plies) % {"n": plies})
    style = STYLES.get(sketch.choice("style", ""))
    if style:
        words.append(style)
    handle = 56 if sketch.choice("handle", "flared") == "penhold" else 100
    rates = [
        f"{name} {sketch.number(key, 0, 0, 130):.0f}"
        for key, name in (("speed", _("vitesse")), ("spin", _("effet")), ("control", _("contrôle")))
        if sketch.shows(key)
    ]
    rows = [", ".join(row) for row in (words, rates) if row]
    return "".join(text(40, handle + 14 + 19 * i, row, size=13) for i, row in enumerate(rows))


def _edge_view(sketch: Sketch, sponge: float, wood: float) -> str:
    """The bat from its edge, thicknesses enlarged: plies, sponge and rubber on both sides."""
    scale = 3.2
    half, soft = wood * scale / 2, sponge * scale
    plies = round(sketch.number("ply", 5, 1, 9))
    parts = outline(f"M{-half},-152H{half}V96H{-half}Z", fill=WOOD, width=1.6)
    grain = "".join(f"M{-half + wood * scale * i / plies:.1f},-152V96" for i in range(1, plies))
    parts += line(grain, width=1.2, colour=DARK_WOOD)
    if sponge or "sponge" in sketch.values:
        for side, colour in ((-1, RUBBER_RED), (1, mix(INK, "#ffffff", 0.14))):
            x, edge = side * half, side * (half + soft)
            top = side * (half + soft + 4)
            parts += outline(f"M{x:.1f},-152H{edge:.1f}V-24H{x:.1f}Z", fill="#f0c23a", width=1.3)
            parts += outline(f"M{edge:.1f},-152H{top:.1f}V-24H{edge:.1f}Z", fill=colour, width=1.3)
        if sketch.shows("sponge"):
            label = f"{decimal(sponge)} mm"
            parts += line(f"M{half + soft / 2:.1f},-90L38,-104", width=1) + text(
                41, -102, label, anchor="start", size=13
            )
    parts += outline(f"M{-half - 4:.1f},-6H{half + 4:.1f}V96H{-half - 4:.1f}Z", fill=DARK_WOOD,
                     width=1.6)  # fmt: skip
    return parts


def blade(sketch: Sketch) -> str:
    """A bare blade: its grain, its fibre, as many plies at the edge as it has."""
    wide = sketch.number("head_width", 150, 130, 180)
    long = sketch.number("head_length", 157, 130, 180)
    fibre = sketch.choice("composition", "wood")
    face = mix(WOOD, {"carbon": "#8b7a5e", "aramid": "#c2a36c"}.get(fibre, "#ecd5aa"), 0.5)
    grain = "".join(
        f"M{x},{-long * 0.14 - abs(x) * 0.3:.0f}C{x + 3},{-long * 0.4:.0f} {x - 4},"
        f"{-long * 0.7:.0f} {x * 0.9:.0f},{-long * 0.97 + abs(x) ** 2 / wide * 1.05:.0f}"
        for x in range(-63, 64, 9)
    )
    drawn = (
        outline(_blade_outline(wide, long), fill=face)
        + line(grain, width=1.1, colour=DARK_WOOD, opacity=0.5)
        + _fibre(fibre, long)
        + outline(
            f"M-30,{-long * 0.2:.0f}C-12,{-long * 0.26:.0f} 12,{-long * 0.26:.0f} 30,"
            f"{-long * 0.2:.0f}L26,{-long * 0.13:.0f}C10,{-long * 0.18:.0f} -10,"
            f"{-long * 0.18:.0f} -26,{-long * 0.13:.0f}Z",
            fill=sketch.accent, width=1.3,
        )
        + _handle(sketch)
    )  # fmt: skip
    wood = sketch.number("thickness", 5.8, 3, 9)
    return _bat_picture(sketch, drawn, _edge_view(sketch, 0, wood), long)


def _fibre(kind: str, long: float) -> str:
    """A window onto the fibre under the outer ply, as shops show it."""
    if kind == "wood":
        return ""
    tint = {"carbon": "#2b2f33", "aramid": "#c9a227", "glass": "#e9eef0"}.get(kind, "#2b2f33")
    y = -long * 0.62
    window = f"M-22,{y - 16:.0f}H22V{y + 16:.0f}H-22Z"
    weave = "".join(f"M{x},{y - 16:.0f}V{y + 16:.0f}" for x in range(-18, 20, 6)) + "".join(
        f"M-22,{y + dy:.0f}H22" for dy in range(-12, 14, 6)
    )
    other = (
        "#23272b" if kind == "aramid" else mix(tint, "#ffffff" if kind == "carbon" else INK, 0.3)
    )
    return outline(window, fill=tint, width=1.3) + line(weave, width=2, colour=other)


# --- rubbers ---------------------------------------------------------------------------------
PIMPLES = {"short": (13, 5.0), "medium": (15, 4.4), "long": (17, 3.6)}


def rubber(sketch: Sketch) -> str:
    """A sheet with a lifted corner: what is on top, the pimples below, the sponge under it."""
    surface = sketch.choice("surface", "inverted")
    sponge = sketch.number("sponge", 2.0, 0, 2.6)
    colour = sketch.main
    thick = 5 + sponge * 7
    sheet = (
        "M44,28H306C314,28 320,34 320,42V176L232,262H44C36,262 30,256 30,248V42C30,34 36,28 44,28Z"
    )
    under = "M320,176L232,262C240,240 246,224 240,200C262,204 296,192 320,176Z"
    drawn = (
        shade(
            f"M40,{254 + thick}H236L330,178V190L240,{268 + thick}H40Z", opacity=0.14
        )
        + outline(
            f"M30,248V{248 + thick}C30,{256 + thick} 36,{262 + thick} 44,{262 + thick}H232V262H44"
            "C36,262 30,256 30,248Z",
            fill="#f0c23a", width=1.8,
        )
        + shade(
            f"M32,{250 + thick * 0.7}V{250 + thick}C36,{260 + thick} 44,{262 + thick} "
            f"60,{262 + thick}H232V{250 + thick * 0.7}Z",
            opacity=0.12,
        )
        + outline(sheet, fill=colour)
        + _sheet_surface(sketch, surface)
        + outline(under, fill=mix("#f0c23a", INK, 0.06))
        + line(
            "M250,252C262,232 262,222 258,208M272,232C280,218 282,210 280,204",
            width=1, opacity=0.4,
        )
        + _sheet_print(sketch)
    )  # fmt: skip
    words = [
        f"{decimal(sponge)} mm" if sketch.shows("sponge") else "",
        f"{decimal(sketch.number('hardness', 40, 0, 90))}°" if sketch.shows("hardness") else "",
    ]
    said = ", ".join(word for word in words if word)
    low = 276 + thick
    if said:
        return fitted(drawn + text(132, low + 18, said), extent=(6, 14, 344, low + 28))
    return fitted(drawn, extent=(20, 20, 330, low))


def _sheet_surface(sketch: Sketch, surface: str) -> str:
    fine = detail(sketch.main)
    if surface in PIMPLES:
        step, size = PIMPLES[surface]
        dots = "".join(
            f"M{x + (row % 2) * step / 2:.0f},{y}h0"
            for row, y in enumerate(range(74, 236, step - 3))
            for x in range(48, 300, step)
            if x + y < 462
        )
        lift = 1.5 if surface == "short" else 3 if surface == "medium" else 5
        caps = line(dots.replace("h0", f"v{lift}"), width=size, colour=mix(sketch.main, INK, 0.45))
        return caps + line(dots, width=size - 1.2, colour=mix(sketch.main, "#ffffff", 0.25))
    gleam = "M52,210L150,66H196L98,210ZM116,210L214,66H228L130,210Z"
    if surface != "anti":
        return shade(gleam, colour="#ffffff", opacity=0.3)
    matt = "".join(f"M46,{y}H{min(306, 462 - y)}" for y in range(80, 240, 8))
    return shade(gleam, colour="#ffffff", opacity=0.1) + line(
        matt, width=0.8, colour=fine, opacity=0.25
    )


def _sheet_print(sketch: Sketch) -> str:
    """The strip above the handle with the maker's mark and the approval."""
    bar = "M44,28H306C314,28 320,34 320,42V62H30V42C30,34 36,28 44,28Z"
    ittf = outline("M246,38H290V54H246Z", fill=sketch.third, width=1.2)
    marks = (
        "M44,50L52,38H60L52,50ZM58,50L66,38H74L66,50Z",
        "M44,40H104V44H44ZM44,48H90V51H44Z",
        "M44,46a7,7 0 1 1 14,0a7,7 0 1 1 -14,0ZM64,42H110V50H64Z",
        "M44,52C56,36 70,36 82,52Z",
    )[sketch.design]
    tone = sketch.accent if sketch.accent != sketch.main else sketch.third
    return (
        shade(bar, opacity=0.25)
        + line("M30,62H320", width=1.2)
        + path(marks, fill=tone)
        + (ittf + line("M254,46H282", width=2.4) if sketch.values.get("ittf") is not False else "")
    )


# --- tables ----------------------------------------------------------------------------------
def table(sketch: Sketch) -> str:
    """A table seen from its side: the top as thick as it is, wheels and frame of its kind."""
    thick = sketch.number("top_thickness", 22, 3, 60)
    outdoor = sketch.choice("use", "indoor") == "outdoor"
    concrete = sketch.choice("material", "chipboard") == "concrete"
    edge = 3 + thick * 0.32
    far, near = "M84,104H316L392,176H8Z", 176.0
    legs = _concrete_legs(edge) if concrete else _legs(sketch, outdoor, edge)
    top = (
        outline(f"M8,176H392V{near + edge:.1f}H8Z", fill=mix(sketch.main, INK, 0.35), width=1.8)
        + outline(far, fill=sketch.main)
        + line("M12,173H388M86,106H314M84,104L8,176M316,104L392,176", width=2.6, colour="#ffffff")
        + line("M200,104V176", width=1.6, colour="#ffffff")
        + shade("M316,104L392,176H300L262,104Z", opacity=0.08)
        + line(far, width=1.8)
    )
    drawn = (
        shade("M20,292C90,284 310,284 380,292C310,300 90,300 20,292Z", opacity=0.16)
        + legs
        + top
        + _apron(sketch, near + edge)
        + _net(sketch)
    )
    return _table_picture(sketch, drawn, thick, near, edge)


def _table_picture(sketch: Sketch, drawn: str, thick: float, near: float, edge: float) -> str:
    if not sketch.dimensions:
        return fitted(drawn, extent=(0, 60, 400, 302))
    plan = across(8, 392, 322, "274 cm")
    if sketch.shows("top_thickness"):
        plan += upright(410, near, near + edge, f"{decimal(thick)} mm", side=1)
    if sketch.shows("weight"):
        plan += text(200, 350, f"{decimal(sketch.number('weight', 0, 0, 2000))} kg")
    return fitted(drawn + plan, extent=(-10, 56, 480, 360))


def _apron(sketch: Sketch, y: float) -> str:
    """The frame under the top, with the model's stripe."""
    stripe = ("M40,{0}H120V{1}H40Z", "M280,{0}H360V{1}H280Z", "M150,{0}H250V{1}H150Z",
              "M40,{0}H70V{1}H40ZM80,{0}H96V{1}H80Z")[sketch.design]  # fmt: skip
    return outline(
        f"M16,{y:.1f}H384V{y + 11:.1f}H16Z", fill=mix(INK, "#ffffff", 0.2), width=1.5
    ) + path(stripe.format(f"{y + 2:.1f}", f"{y + 9:.1f}"), fill=sketch.accent)


def _net(sketch: Sketch) -> str:
    if sketch.values.get("net") is False:
        return ""
    posts = outline("M194,76H200V108H194Z", fill=STEEL, width=1.4)
    front = outline("M196,142H204V182H196Z", fill=STEEL, width=1.6)
    web = "M197,80L200,146V176L197,104Z"
    return posts + outline(web, fill=mix(sketch.accent, INK, 0.5), width=1.3) + line(
        "M197,80L200,146", width=3, colour="#ffffff"
    ) + front  # fmt: skip


def _legs(sketch: Sketch, outdoor: bool, edge: float) -> str:
    """Steel legs on castors; an outdoor table has broad wheels and feet like arches."""
    tube = 5 + sketch.number("frame_tube", 40, 15, 120) * 0.075
    steel = mix(STEEL, INK, 0.35)
    y = 180 + edge
    if outdoor:
        arches = (
            f"M70,{y}C62,220 48,250 40,288M70,{y}C92,222 118,252 150,288"
            f"M330,{y}C338,220 352,250 360,288M330,{y}C308,222 282,252 250,288"
        )
        wheel, places = 17.0, [150, 250]
    else:
        arches = f"M56,{y}V288M170,{y}V288M230,{y}V288M344,{y}V288M56,258H170M230,258H344"
        wheel, places = 8.0, [56, 170, 230, 344]
    wheels = round(sketch.number("wheels", 4, 0, 8))
    rollers = "".join(
        disc(x, 292 - wheel, wheel, fill=INK, edge=1.4)
        + disc(x, 292 - wheel, wheel * 0.45, fill=sketch.accent, edge=1)
        for x in places[:wheels]
    )
    brace = (
        band("M170,230L230,230", fill=steel, width=tube * 0.7, edge=1.3)
        if sketch.values.get("foldable") is not False and not outdoor
        else ""
    )
    return brace + band(arches, fill=steel, width=tube, edge=1.5) + rollers


def _concrete_legs(edge: float) -> str:
    y = 176 + edge
    stone = "#b6b4ae"
    return outline(f"M60,{y}H120L108,290H72Z", fill=stone) + outline(
        f"M280,{y}H340L328,290H292Z", fill=stone
    )


# --- balls -----------------------------------------------------------------------------------
def table_tennis_balls(sketch: Sketch) -> str:
    """Balls before their box, as many as fit; stars stand on both."""
    count = round(sketch.number("count", 3, 1, 1000))
    stars = round(sketch.number("stars", 3, 0, 3))
    shown = min(count, 6)
    tint = (SOLE, "#f2a33c", SOLE, SOLE)[sketch.design]
    loose = "".join(
        _tt_ball(
            250 + (i % 3) * 58 - (i // 3) * 28, 250 - (i // 3) * 50, 31, tint, stars, sketch, i
        )
        for i in reversed(range(shown))
    )
    words = ngettext("%(n)d balle", "%(n)d balles", count) % {"n": count}
    size = sketch.number("diameter", 40, 37, 60)
    if sketch.shows("diameter"):
        words += f", Ø {decimal(size)} mm"
    drawn = _box(sketch, stars, large=count > 12) + loose
    if sketch.shows("count"):
        return fitted(drawn + text(210, 314, words), extent=(10, 10, 420, 324))
    return fitted(drawn, extent=(16, 14, 408, 290))


def _tt_ball(x: float, y: float, r: float, fill: str, stars: int, sketch: Sketch, turn: int) -> str:
    tone = sketch.main
    mark = "".join(_star((i - (stars - 1) / 2) * 11, -9, 4.6, tone) for i in range(stars))
    label = mark + line("M-12,2H12M-8,8H8", width=2.2, colour=tone)
    seam = "" if sketch.values.get("seamless") is True else line(
        f"M{-r},4C{-r * 0.5:.0f},{r * 0.55:.0f} {r * 0.5:.0f},{r * 0.55:.0f} {r},4",
        width=0.9, opacity=0.35,
    )  # fmt: skip
    gleam = (
        f"M{-r * 0.7:.0f},{-r * 0.3:.0f}C{-r * 0.6:.0f},{-r * 0.75:.0f} "
        f"{-r * 0.1:.0f},{-r * 0.85:.0f} {r * 0.1:.0f},{-r * 0.8:.0f}"
        f"C{-r * 0.3:.0f},{-r * 0.6:.0f} {-r * 0.5:.0f},{-r * 0.4:.0f} "
        f"{-r * 0.7:.0f},{-r * 0.3:.0f}Z"
    )
    dark = (
        f"M{r * 0.72:.0f},{-r * 0.68:.0f}A{r},{r} 0 0 1 {-r * 0.6:.0f},{r * 0.8:.0f}"
        f"C{r * 0.2:.0f},{r * 0.8:.0f} {r * 0.8:.0f},{r * 0.2:.0f} {r * 0.72:.0f},{-r * 0.68:.0f}Z"
    )
    return group(
        disc(0, 0, r, fill=fill, edge=1.8)
        + shade(dark, opacity=0.12)
        + seam
        + shade(gleam, colour="#ffffff", opacity=0.8)
        + group(label, f"rotate({(-14, 8, 22, -6, 14, -20)[turn % 6]})"),
        f"translate({x:.0f},{y:.0f})",
    )


def _box(sketch: Sketch, stars: int, *, large: bool) -> str:
    top = 40 if large else 96
    front = f"M40,{top + 30}H214V276H40Z"
    side = f"M214,{top + 30}L262,{top}V250L214,276Z"
    lid = f"M40,{top + 30}L88,{top}H262L214,{top + 30}Z"
    y = top + 92
    window = disc(127, y + 26, 46, fill=mix(sketch.third, INK, 0.08), edge=1.6) + _tt_ball(
        127, y + 26, 33, SOLE, stars, sketch, 1
    )
    marks = (
        "M56,{0}H198V{1}H56Z",
        "M40,{0}L100,{1}H40Z",
        "M40,{0}H214V{1}H40Z",
        "M150,{0}H214V{1}H180Z",
    )
    band_ = marks[sketch.design].format(top + 40, top + 54)
    return (
        outline(front, fill=sketch.main)
        + path(band_, fill=sketch.accent)
        + outline(side, fill=mix(sketch.main, INK, 0.28))
        + outline(lid, fill=mix(sketch.main, "#ffffff", 0.22))
        + (line(f"M127,{top + 30}L175,{top}", width=1, opacity=0.5))
        + window
        + line(front, width=2)
    )


DRAWINGS: dict[str, Drawer] = {
    "raquette-ping": bat,
    "bois-ping": blade,
    "revetement-ping": rubber,
    "table-ping": table,
    "balles-ping": table_tennis_balls,
}
