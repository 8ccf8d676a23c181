"""What team sports wear and set up: shin guards, keeper's gloves, hoops, knee pads, nets, pads."""

from django.utils.translation import gettext as _

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
    tag,
    text,
    upright,
)
from marketplace.technical.drawings.clothing.bodies import Body, Sleeve, light_body, short_sleeve
from marketplace.technical.drawings.pattern import flat, known, mirror, neat, pair, said

WEBBING = mix(INK, "#ffffff", 0.16)
LATEX = "#f3efe4"


def _weight(sketch: Sketch) -> list[str]:
    weight = known(sketch, "weight")
    return [] if weight is None else [f"{decimal(weight)} g"]


# --- shin guards -----------------------------------------------------------------------------
def shin_guards(sketch: Sketch) -> str:
    """A pair of shells: slipped in, strapped or in a sleeve, with or without ankle discs."""
    tall = sketch.number("height_cm", 19, 8, 32)
    scale = 0.62 + 0.38 * (tall - 8) / 16
    kind = sketch.choice("fixation", "strap")
    ankle = sketch.values.get("ankle") is True
    one = _shell(sketch, kind, ankle)
    low = 252.0 if ankle else 206.0
    both = group(one, f"translate(-64,0) scale({scale:.3f})") + group(
        one, f"translate(64,0) scale({-scale:.3f},{scale:.3f})"
    )
    floor = low * scale + 10
    if not sketch.dimensions:
        return fitted(both, extent=(-130, 6, 130, floor))
    plan = text(0, floor + 22, ", ".join(_weight(sketch)))
    if sketch.shows("height_cm"):
        plan += upright(-138, 18 * scale, 204 * scale, f"{decimal(tall)} cm")
    return fitted(both + plan, extent=(-220, 2, 220, floor + 32))


def _shell(sketch: Sketch, kind: str, ankle: bool) -> str:
    main, fine = sketch.main, detail(sketch.main)
    shell = (
        "M-40,30C-20,12 20,12 40,30C50,76 44,146 32,190C16,208 -16,208 -32,190"
        "C-44,146 -50,76 -40,30Z"
    )
    inner = (
        "M-46,26C-22,4 22,4 46,26C57,76 50,150 36,196C18,216 -18,216 -36,196C-50,150 -57,76 -46,26Z"
    )
    weave = sketch.choice("shell", "pp")
    art = (
        "M-44,70L44,112L42,140L-46,98Z",
        "M-14,17C-4,16 4,16 14,17L12,204C4,206 -4,206 -12,204Z",
        "M-46,56C-16,84 16,84 47,56L47,76C16,106 -16,106 -48,76ZM-46,104C-16,132 16,132 46,104"
        "L44,124C16,152 -16,152 -44,124Z",
        "M-40,30C-20,12 20,12 40,30C46,56 48,84 46,112C16,96 -16,96 -46,112C-48,84 -46,56 -40,30Z",
    )[sketch.design]
    fibre = ""
    if weave in ("carbon", "fibreglass"):
        fibre = line(
            "".join((
f"M{-38 + i * 12},{40 + i * 3}"
f"L{-38 + i * 12 + 20},{180 - i * 2}"
) for i in range(5))
            + "".join(f"M{-40},{60 + i * 26}L40,{44 + i * 26}" for i in range(5)),
            width=1.4, colour=fine, opacity=0.35,
        )  # fmt: skip
    vents = line("M-12,172h0M0,172h0M12,172h0M-6,182h0M6,182h0", width=4, colour=fine, opacity=0.7)
    return (
        _holding(sketch, kind)
        + (_ankle(sketch) if ankle else "")
        + outline(inner, fill=mix(sketch.third, INK, 0.5), width=1.8)
        + outline(shell, fill=main)
        + outline(art, fill=sketch.accent, width=1.3)
        + fibre
        + vents
        + shade((
"M22,18C30,21 36,25 40,30C50,76 44,146 32,190C28,195 22,199 16,201C30,140 "
"34,74 22,18Z"
),
                opacity=0.16)
        + shade("M-32,34C-26,27 -18,24 -10,23C-20,40 -26,80 -26,120C-34,100 -38,60 -32,34Z",
                colour="#ffffff", opacity=0.4)
        + line(shell, width=2)
        + path("M-8,46l8,-16h7l-8,16zM3,46l5,-9h7l-5,9z", fill=sketch.third)
    )  # fmt: skip


def _holding(sketch: Sketch, kind: str) -> str:
    if kind == "sleeve":
        sock = (
            "M-58,10C-26,-2 26,-2 58,10C66,70 60,150 46,212C24,222 -24,222 -46,212"
            "C-60,150 -66,70 -58,10Z"
        )
        ribs = "".join(f"M{x},{8 - (28 - abs(x) * 0.2) * 0.1:.0f}V24" for x in range(-48, 50, 8))
        return outline(sock, fill=mix(sketch.main, INK, 0.62)) + line(
            ribs, width=1, colour="#ffffff", opacity=0.3
        )
    if kind == "strap":
        return outline("M-62,150H62V172H-62Z", fill=WEBBING, width=1.8) + outline(
            "M44,152H60V170H44Z", fill=sketch.accent, width=1.2
        )
    return ""


def _ankle(sketch: Sketch) -> str:
    """A padded stirrup with a disc over each malleolus."""
    stirrup = band("M-30,186C-40,214 -34,240 0,246C34,240 40,214 30,186", fill=WEBBING, width=15)
    pad = mix(sketch.main, INK, 0.15)
    return (
        stirrup
        + disc(-34, 216, 17, fill=pad, edge=1.8)
        + disc(34, 216, 17, fill=pad, edge=1.8)
        + disc(-34, 216, 8, fill=sketch.accent, edge=1.2)
        + disc(34, 216, 8, fill=sketch.accent, edge=1.2)
    )


# --- keeper's gloves -------------------------------------------------------------------------
# Of each finger: left and right edge, its tip, where it leaves the hand.
FINGERS = ((-52, -24, 56, 142), (-23, 5, 30, 136), (6, 34, 40, 138), (35, 60, 74, 148))


def keeper_gloves(sketch: Sketch) -> str:
    """The palm beside the back: its latex, the way its fingers are cut, spines behind."""
    latex = sketch.number("latex", 3.5, 1, 6)
    cut = sketch.choice("glove_cut", "flat")
    palm = group(_keeper(sketch, cut, latex, palm=True), "translate(-92,0)")
    back = group(_keeper(sketch, cut, latex, palm=False), "translate(96,0) scale(-1,1)")
    if not sketch.dimensions:
        return fitted(palm + back, extent=(-192, 10, 192, 292))
    cuts = {"flat": _("coupe plate"), "roll": _("coupe roulée"), "negative": _("coupe négative"),
            "hybrid": _("coupe hybride")}  # fmt: skip
    words = [_("latex %(mm)s mm") % {"mm": decimal(latex)}] if sketch.shows("latex") else []
    words += [cuts[cut]] if sketch.shows("glove_cut") and cut in cuts else []
    words += _weight(sketch)
    return fitted(palm + back + text(0, 314, ", ".join(words)), extent=(-200, 6, 200, 324))


def _keeper(sketch: Sketch, cut: str, latex: float, *, palm: bool) -> str:
    main, grow = sketch.main, (latex - 3.5) * 1.4 + (2.5 if cut == "roll" else 0)
    fill = LATEX if palm and sketch.design % 2 == 0 else sketch.accent if palm else main
    fine = detail(fill)
    fingers, seams, spines = "", "", ""
    for i, (x0, x1, tip, web) in enumerate(FINGERS):
        lean = (-9, -3, 3, 10)[i]
        a, b, r = x0 + lean - grow, x1 + lean + grow, (x1 - x0) / 2 + grow
        fingers += (
            f"L{x0 - grow * 0.4:.1f},{web}L{a:.1f},{tip + r:.1f}C{a:.1f},{tip - r * 0.4:.1f} "
            f"{b:.1f},{tip - r * 0.4:.1f} {b:.1f},{tip + r:.1f}L{x1 + grow * 0.4:.1f},{web}"
        )
        middle = (a + b) / 2
        seams += _finger_seam(cut, a, b, tip, web, (x0 + x1) / 2)
        spines += f"M{middle:.1f},{tip + 16}L{(x0 + x1) / 2:.1f},{web + 34}"
    hand = (
        f"M-50,222C-56,204 -66,190 -78,178C-92,162 -100,140 -98,126C-94,110 -74,114 -68,128"
        f"C-62,142 -58,152 -54,158{fingers}C62,176 60,200 54,222Z"
    )
    cuff = "M-54,216C-30,224 34,224 58,216L64,276C34,286 -30,286 -58,276Z"
    strap = ""
    if sketch.choice("closure", "strap") != "strapless":
        wide = 26 if sketch.choice("closure", "strap") == "strap" else 40
        strap = outline(f"M-60,228H66V{228 + wide}H-60Z", fill=sketch.third, width=1.6) + (
            path(f"M-8,{228 + wide - 6}l8,-14h7l-8,14zM4,{228 + wide - 6}l5,-9h7l-5,9z", fill=main)
        )
    return (
        outline(cuff, fill=mix(main, INK, 0.18))
        + outline(neat(hand), fill=fill)
        + (_palm(sketch, fill) if palm else _backhand(sketch, spines))
        + line(seams, width=1.3, colour=fine, opacity=0.65)
        + shade("M60,148C62,176 60,200 54,222L40,222C48,196 50,172 48,148Z", opacity=0.13)
        + line(neat(hand), width=2)
        + strap
    )


def _finger_seam(cut: str, a: float, b: float, tip: float, web: float, foot: float) -> str:
    """Gussets beside a flat finger, one seam under a rolled one, both sides turned in."""
    if cut == "roll":
        return (
            f"M{a + 4:.1f},{tip + 20}C{foot:.1f},{tip + 28} {foot:.1f},{tip + 28} "
            f"{b - 4:.1f},{tip + 20}"
        )
    inset = 8.0 if cut == "negative" else 4.5
    side = f"M{a + inset:.1f},{tip + 14}L{foot - (b - a) / 2 + inset:.1f},{web + 4}"
    other = f"M{b - inset:.1f},{tip + 14}L{foot + (b - a) / 2 - inset:.1f},{web + 4}"
    return side if cut == "hybrid" else side + other


def _palm(sketch: Sketch, fill: str) -> str:
    fine = detail(fill)
    grain = "".join(
        f"M{x + (y // 9) % 2 * 5},{y}h0" for y in range(150, 216, 9) for x in range(-46, 54, 10)
    )
    return (
        line(grain, width=2, colour=fine, opacity=0.28)
        + line("M-52,164C-36,176 -30,196 -34,218", colour=fine, opacity=0.6)
        + line("M-44,152C-10,164 30,164 56,154", colour=fine, opacity=0.45)
        + path("M-2,206l10,-20h9l-10,20zM13,206l6,-11h9l-6,11z", fill=sketch.main, opacity=0.8)
    )


def _backhand(sketch: Sketch, spines: str) -> str:
    kind = sketch.design
    panel = (
        "M-46,158C-14,170 30,170 58,160L54,206C26,214 -20,214 -48,206Z",
        "M-50,150L60,196L56,218H10L-54,178Z",
        "M-20,150C0,156 18,156 34,152L30,218H-24Z",
        "M-46,164H60V176H-48ZM-48,186H58V196H-49Z",
    )[kind]
    drawn = outline(panel, fill=sketch.accent, width=1.3)
    if sketch.values.get("spines") is True:
        drawn += band(spines, fill=sketch.third, width=5.5, edge=1.2, cap="round")
    else:
        drawn += line(spines, width=1.2, colour=detail(sketch.main), opacity=0.4)
    return drawn + line("M-54,158C-40,170 -38,196 -46,216", colour=detail(sketch.main), opacity=0.6)


# --- hoops -----------------------------------------------------------------------------------
def hoop(sketch: Sketch) -> str:
    """A basketball hoop: backboard, ring and net, on what carries them at the stated height."""
    kind = sketch.choice("installation", "portable")
    wide = sketch.number("backboard_width", 110, 30, 185)
    high = sketch.number("rim_height", 305, 80, 320)
    if kind in ("wall", "mini"):
        half, board = 118.0, 150.0
        drawn = _wall_mount(half) + _board(sketch, half, 40, board) + _ring(sketch, 150 + 22, half)
        extent = (-138.0, 18.0, 138.0, 282.0)
        plan = ""
        if sketch.shows("backboard_width"):
            plan = across(-half, half, 300, f"{decimal(wide)} cm")
        return fitted(drawn + plan, extent=(-150, 14, 150, 312) if sketch.dimensions else extent)
    ground = 292.0
    half = 34 + wide * 0.26
    lift = 150 * (high - 80) / 240
    top = 172 - lift - half * 0.2
    tall = half * 1.24
    rim = top + tall * 0.84
    drawn = (
        _stand(sketch, kind, top + tall * 0.5, ground)
        + _board(sketch, half, top, tall)
        + _ring(sketch, rim, half)
    )
    if not sketch.dimensions:
        return fitted(drawn, extent=(-118, min(top, 14) - 8, 118, ground + 8))
    plan = ""
    if sketch.shows("rim_height"):
        plan += upright(-104, rim, ground, f"{decimal(high)} cm")
    if sketch.shows("backboard_width"):
        plan += across(-half, half, top - 16, f"{decimal(wide)} cm")
    return fitted(drawn + plan, extent=(-190, min(top, 14) - 34, 190, ground + 10))


def _board(sketch: Sketch, half: float, top: float, tall: float) -> str:
    sheet = sketch.choice("backboard", "polycarbonate")
    fill = {"glass": "#dcebf0", "acrylic": "#e3eef2", "polycarbonate": "#e9eef0", "wood": "#d9b682",
            "steel": "#c8ced1", "polyethylene": "#f1f0ea"}.get(sheet, "#e9eef0")  # fmt: skip
    box_ = f"M{-half:.1f},{top:.1f}H{half:.1f}V{top + tall:.1f}H{-half:.1f}Z"
    fan = (
        f"M{-half:.1f},{top + tall * 0.42:.1f}C{-half:.1f},{top:.1f} {half:.1f},{top:.1f} "
        f"{half:.1f},{top + tall * 0.42:.1f}V{top + tall:.1f}H{-half:.1f}Z"
    )
    shape = fan if sketch.design == 3 and sheet != "glass" else box_
    s, y = half * 0.33, top + tall * 0.44
    square = f"M{-s:.1f},{y:.1f}H{s:.1f}V{y + tall * 0.38:.1f}H{-s:.1f}Z"
    gleam = (
        f"M{-half * 0.82:.1f},{top + tall * 0.8:.1f}L{-half * 0.2:.1f},{top + tall * 0.12:.1f}"
        f"H{half * 0.06:.1f}L{-half * 0.56:.1f},{top + tall * 0.8:.1f}Z"
    )
    pad = f"M{-half:.1f},{top + tall - 7:.1f}H{half:.1f}V{top + tall + 3:.1f}H{-half:.1f}Z"
    return (
        outline(shape, fill=fill)
        + (shade(gleam, colour="#ffffff", opacity=0.75) if sheet in ("glass", "acrylic") else "")
        + line(shape, width=6, colour=sketch.main)
        + line(shape, width=1.6)
        + line(square, width=4.6, colour=sketch.accent)
        + (outline(pad, fill=sketch.main, width=1.4) if shape == box_ else "")
    )


def _ring(sketch: Sketch, y: float, half: float) -> str:
    """The ring with its bracket and the net under it, seen a little from above."""
    r = max(half * 0.4, 18)
    d = r * 0.3
    deep = r * 1.5
    cords = "".join(
        f"M{-r + 2 * r * i / 6:.1f},{y + d * 0.7:.1f}L{-r * 0.55 + 1.1 * r * (i + 1) / 6:.1f},"
        f"{y + deep:.1f}M{-r + 2 * r * i / 6:.1f},{y + d * 0.7:.1f}"
        f"L{-r * 0.55 + 1.1 * r * (i - 1) / 6:.1f},{y + deep:.1f}"
        for i in range(7)
    )
    spring = (
        outline(
            f"M-11,{y - 12:.1f}H11V{y + 7:.1f}H-11Z", fill=mix(sketch.accent, INK, 0.3), width=1.5
        )
        if sketch.values.get("breakaway") is True
        else outline(f"M-8,{y - 8:.1f}H8V{y + 5:.1f}H-8Z", fill="#d8622b", width=1.5)
    )
    ring = {"cx": 0, "cy": f"{y + d * 0.7:.1f}", "rx": f"{r:.1f}", "ry": f"{d:.1f}", "fill": "none"}
    return (
        spring
        + line(cords, width=2.6)
        + line(cords, width=1.4, colour="#ffffff")
        + tag("ellipse", stroke=INK, stroke_width=7.4, **ring)
        + tag("ellipse", stroke="#d8622b", stroke_width=4.4, **ring)
    )


def _stand(sketch: Sketch, kind: str, top: float, ground: float) -> str:
    steel = mix(STEEL, INK, 0.55) if sketch.design % 2 == 0 else sketch.main
    if kind == "in_ground":
        return (
            shade(f"M-64,{ground}C-40,{ground - 8} 40,{ground - 8} 64,{ground}C40,{ground + 7} "
                  f"-40,{ground + 7} -64,{ground}Z", opacity=0.2)
            + outline(f"M-8,{top}H8V{ground}H-8Z", fill=steel)
            + outline(f"M-20,{ground - 8}H20V{ground}H-20Z", fill=STEEL, width=1.6)
            + line(f"M-3,{top}V{ground - 8}", colour="#ffffff", opacity=0.3, width=2)
        )  # fmt: skip
    volume = sketch.number("base_volume", 120, 10, 300)
    half = 48 + volume * 0.15
    base = (
        f"M{-half},{ground}V{ground - 18}C{-half},{ground - 30} "
        f"{-half * 0.6},{ground - 34} 0,{ground - 34}"
        f"C{half * 0.6},{ground - 34} {half},{ground - 30} {half},{ground - 18}V{ground}Z"
    )
    wheels = ""
    if sketch.values.get("wheels") is not False:
        wheels = "".join(disc(s * (half - 12), ground - 2, 8, fill=INK, edge=1.4) for s in (-1, 1))
    return (
        band(f"M0,{ground - 30}V{top}", fill=steel, width=13, edge=1.8)
        + band(f"M{-half * 0.6:.0f},{ground - 26}L0,{ground - 96}L{half * 0.6:.0f},{ground - 26}",
               fill=steel, width=5, edge=1.4)
        + outline(base, fill=mix(INK, "#ffffff", 0.2))
        + path((
f"M{-half * 0.5:.0f},{ground - 22}H{half * 0.5:.0f}V{ground - 12}"
f"H{-half * 0.5:.0f}Z"
),
               fill=sketch.accent)
        + wheels
    )  # fmt: skip


def _wall_mount(half: float) -> str:
    return band(f"M{-half * 0.5},60V182M{half * 0.5},60V182", fill=STEEL, width=9, edge=1.6)


# --- knee and elbow pads ---------------------------------------------------------------------
def joint_pads(sketch: Sketch) -> str:
    """A pair of sleeves with their cushion: as thick as it is, as long as the joint wants."""
    zone = sketch.choice("zone", "knee")
    thick = sketch.number("thickness", 15, 2, 45)
    tall = sketch.number("knee_height", {"knee": 24.0, "elbow": 18.0}.get(zone, 14.0), 8, 45)
    scale = min(0.66 + tall / 62, 1.12)
    slim = {"knee": 1.0, "elbow": 0.8}.get(zone, 0.74)
    one = _pad(sketch, thick, slim)
    both = group(one, f"translate(-80,0) scale({scale:.3f})") + group(
        one, f"translate(84,0) scale({scale:.3f})"
    )
    floor = 232 * scale + 20
    if not sketch.dimensions:
        return fitted(both, extent=(-166, 8, 170, floor))
    words = [_("coussin %(mm)s mm") % {"mm": decimal(thick)}] if sketch.shows("thickness") else []
    words += _weight(sketch)
    plan = text(2, floor + 20, ", ".join(words))
    if sketch.shows("knee_height"):
        plan += upright(-164, 20 * scale, 232 * scale, f"{decimal(tall)} cm")
    return fitted(both + plan, extent=(-240, 4, 240, floor + 30))


def _pad(sketch: Sketch, thick: float, slim: float) -> str:
    main, fine, k = sketch.main, detail(sketch.main), slim
    bulge = 8 + thick * 1.1
    x0, x1, low = -58 * k, 52 * k, 232.0
    sleeve = (
        f"M{x0:.0f},24C{x0 + 30:.0f},14 {x1 - 30:.0f},14 {x1:.0f},24C{x1 + 8:.0f},80 "
        f"{x1 - 4:.0f},130 "
        f"{x1 - 10:.0f},{low - 4}C{x1 - 36:.0f},{low + 8} {x0 + 40:.0f},{low + 8} "
        f"{x0 + 12:.0f},{low - 4}"
        f"C{x0 + 2:.0f},190 {x0 - bulge * 0.5:.0f},178 {x0 - bulge * 0.55:.0f},130"
        f"C{x0 - bulge * 0.6:.0f},84 {x0 - 4:.0f},60 {x0:.0f},24Z"
    )
    cushion = (
        f"M{x0 + 4:.0f},66C{x0 + 34:.0f},52 {x0 + 74 * k:.0f},58 {x0 + 82 * k:.0f},84"
        f"C{x0 + 90 * k:.0f},124 {x0 + 82 * k:.0f},168 {x0 + 66 * k:.0f},184C{x0 + 40:.0f},196 "
        f"{x0 + 14:.0f},192 {x0 + 4:.0f},180C{x0 - bulge:.0f},160 "
        f"{x0 - bulge:.0f},88 {x0 + 4:.0f},66Z"
    )
    grooves = (
        f"M{x0 - bulge * 0.6:.0f},106C{x0 + 20:.0f},96 {x0 + 60 * k:.0f},100 {x0 + 84 * k:.0f},112"
        f"M{x0 - bulge * 0.62:.0f},142C{x0 + 20:.0f},136 {x0 + 60 * k:.0f},140 "
f"{x0 + 82 * k:.0f},150",
        f"M{x0 + 30 * k:.0f},60C{x0 + 22 * k:.0f},100 {x0 + 22 * k:.0f},150 {x0 + 34 * k:.0f},190"
        f"M{x0 + 56 * k:.0f},62C{x0 + 62 * k:.0f},100 {x0 + 60 * k:.0f},150 {x0 + 54 * k:.0f},188",
        f"M{x0 + 14:.0f},84C{x0 + 60 * k:.0f},76 {x0 + 72 * k:.0f},110 {x0 + 66 * k:.0f},150"
        f"C{x0 + 56 * k:.0f},176 {x0 + 26:.0f},180 {x0 + 10:.0f},166",
        (
f"M{x0 - bulge * 0.4:.0f},88L{x0 + 80 * k:.0f},160"
f"M{x0 - bulge * 0.4:.0f},164L{x0 + 80 * k:.0f},92"
),
    )[sketch.design]  # fmt: skip
    ribs = "".join(
        f"M{x:.0f},{19 + abs(x) * 0.06:.0f}v12M{x * 0.82:.0f},{low - 12}v12"
        for x in range(int(x0) + 8, int(x1) - 4, 8)
    )
    hole = ""
    if sketch.values.get("open_back") is True:
        hole = outline(
            f"M{x1 - 4:.0f},100C{x1 - 26 * k:.0f},104 {x1 - 26 * k:.0f},152 {x1 - 8:.0f},158Z",
            fill=mix(main, INK, 0.6), width=1.4,
        )  # fmt: skip
    return (
        outline(sleeve, fill=main)
        + line(ribs, width=1, colour=fine, opacity=0.45)
        + line(f"M{x0:.0f},36C{x0 + 30:.0f},28 {x1 - 30:.0f},28 {x1:.0f},36"
               f"M{x0 + 10:.0f},{low - 14}C{x0 + 40:.0f},{low - 4} {x1 - 36:.0f},{low - 4} "
f"{x1 - 8:.0f},{low - 14}",
               colour=fine, opacity=0.7)
        + hole
        + outline(cushion, fill=sketch.accent)
        + line(grooves, width=1.8, colour=detail(sketch.accent), opacity=0.7)
        + shade(f"M{x0 + 60 * k:.0f},64C{x0 + 76 * k:.0f},68 {x0 + 80 * k:.0f},76 "
f"{x0 + 82 * k:.0f},84"
                f"C{x0 + 90 * k:.0f},124 {x0 + 82 * k:.0f},168 {x0 + 66 * k:.0f},184"
                f"C{x0 + 76 * k:.0f},140 {x0 + 74 * k:.0f},100 {x0 + 60 * k:.0f},64Z", opacity=0.15)
        + shade(f"M{x1 - 20 * k:.0f},22C{x1 - 8:.0f},22 {x1:.0f},23 {x1:.0f},24C{x1 + 8:.0f},80 "
                f"{x1 - 4:.0f},130 {x1 - 10:.0f},{low - 4}L{x1 - 24 * k:.0f},{low}"
                f"C{x1 - 12:.0f},130 {x1 - 8:.0f},80 {x1 - 20 * k:.0f},22Z", opacity=0.14)
        + path((
f"M{x1 - 34 * k:.0f},66l8,-16h7l-8,16z"
f"M{x1 - 22 * k:.0f},66l5,-9h7l-5,9z"
), fill=sketch.third)
    )  # fmt: skip


# --- nets ------------------------------------------------------------------------------------
def volleyball_net(sketch: Sketch) -> str:
    """A net of its length and mesh, on posts or rolled out alone between two trees of air."""
    long = sketch.number("length_m", 9.5, 2, 12)
    mesh = sketch.number("mesh", 100, 15, 150)
    posts = sketch.values.get("posts") is not False
    half = 92 + long * 8.4
    top, deep = 84.0, 76.0
    step = max(mesh * 0.15, 5.5)
    net = "".join(f"M{x:.1f},{top}V{top + deep}" for x in _steps(-half, half, step)) + "".join(
        f"M{-half:.1f},{y:.1f}H{half:.1f}" for y in _steps(top, top + deep, step)
    )
    cord = 0.7 + sketch.number("cord", 3, 0.8, 8) * 0.22
    floor = 286.0
    drawn = (
        (_posts(sketch, half, top, floor) if posts else _lines(half, top, deep))
        + line(net, width=cord, opacity=0.75)
        + _tapes(sketch, half, top, deep)
        + (_antennas(half, top, deep) if sketch.values.get("antennas") is True else "")
    )
    base = floor + 10 if posts else top + deep + 30
    if not sketch.dimensions:
        return fitted(drawn, extent=(-half - 34, 30, half + 34, base))
    plan = across(-half, half, base + 12, f"{decimal(long)} m") if sketch.shows("length_m") else ""
    if sketch.shows("net_height") and posts:
        high = sketch.number("net_height", 243, 80, 260)
        plan += upright(half + 34, top - 4, floor, f"{decimal(high)} cm", side=1)
    if sketch.shows("mesh"):
        plan += text(0, 58, _("maille %(mm)s mm") % {"mm": decimal(mesh)})
    return fitted(drawn + plan, extent=(-half - 60, 24, half + 110, base + 28))


def _steps(start: float, end: float, step: float) -> list[float]:
    count = max(round((end - start) / step), 1)
    return [start + (end - start) * i / count for i in range(count + 1)]


def _tapes(sketch: Sketch, half: float, top: float, deep: float) -> str:
    upper = f"M{-half:.1f},{top - 5}H{half:.1f}V{top + 5}H{-half:.1f}Z"
    lower = f"M{-half:.1f},{top + deep - 3}H{half:.1f}V{top + deep + 4}H{-half:.1f}Z"
    sides = "".join(
        f"M{s * half - 4:.1f},{top - 4}H{s * half + 4:.1f}V{top + deep + 4}H{s * half - 4:.1f}Z"
        for s in (-1, 1)
    )
    marks = (
        "M-16,{0}H16V{1}H-16Z",
        "M-60,{0}H-30V{1}H-60ZM30,{0}H60V{1}H30Z",
        "M-90,{0}H90V{1}H-90Z",
        "M-8,{0}H-2V{1}H-8ZM2,{0}H8V{1}H2Z",
    )[sketch.design].format(top - 4, top + 4)
    return (
        outline(lower + sides, fill=sketch.third, width=1.4)
        + outline(upper, fill=sketch.main, width=1.6)
        + path(marks, fill=sketch.accent)
        + stitch(f"M{-half + 6:.1f},{top + 2.4}H{half - 6:.1f}", colour=detail(sketch.main))
    )


def _posts(sketch: Sketch, half: float, top: float, floor: float) -> str:
    steel = mix(STEEL, INK, 0.25)
    x = half + 13
    guys = ""
    if sketch.design % 2:
        guys = line(f"M{-x},{top}L{-x - 16},{floor - 2}M{x},{top}L{x + 16},{floor - 2}", width=1.4)
    poles = "".join(
        outline(f"M{s * x - 5:.1f},{top - 14}H{s * x + 5:.1f}V{floor}H{s * x - 5:.1f}Z", fill=steel)
        + outline(f"M{s * x - 7:.1f},{floor - 96}H{s * x + 7:.1f}V{floor - 6}H{s * x - 7:.1f}Z",
                  fill=sketch.main, width=1.6)
        + outline(f"M{s * x - 18:.1f},{floor - 6}H{s * x + 18:.1f}V{floor + 3}H{s * x - 18:.1f}Z",
                  fill=mix(INK, "#ffffff", 0.2), width=1.6)
        for s in (-1, 1)
    )  # fmt: skip
    ties = line(
        f"M{-x},{top}H{-half}M{x},{top}H{half}M{-x},{top + 76}H{-half}M{x},{top + 76}H{half}",
        width=1.6,
    )
    return shade(f"M{-x - 26},{floor + 2}C{-x},{floor - 6} {x},{floor - 6} {x + 26},{floor + 2}"
                 f"C{x},{floor + 9} "
f"{-x},{floor + 9} "
f"{-x - 26},{floor + 2}Z", opacity=0.12) + guys + ties + poles  # fmt: skip


def _lines(half: float, top: float, deep: float) -> str:
    """The tensioning lines of a net that comes without posts."""
    return line(
        "".join(
            (
f"M{s * half},{y}C{s * (half + 14)},{y + 4} {s * (half + 18)},{y + 12} "
f"{s * (half + 26)},{y + 18}"
)
            for s in (-1, 1) for y in (top, top + deep)
        ),
        width=2,
    )  # fmt: skip


def _antennas(half: float, top: float, deep: float) -> str:
    drawn = ""
    for s in (-1, 1):
        x = s * (half - 16)
        drawn += band(f"M{x},{top - 46}V{top + deep}", fill="#ffffff", width=3.4, edge=1.1)
        drawn += path(
            f"M{x},{top - 46}V{top + deep}", fill="none", stroke="#c9302c", stroke_width=3.4,
            stroke_dasharray="8 8", stroke_linecap="butt",
        )  # fmt: skip
    return drawn


# --- rugby -----------------------------------------------------------------------------------
def scrum_cap(sketch: Sketch) -> str:
    """A soft headguard from the side: cells of foam, an ear left free, a chin strap."""
    thick = sketch.number("thickness", 10, 3, 20)
    vents = round(sketch.number("vents", 18, 0, 80))
    main, fine, swell = sketch.main, detail(sketch.main), 3 + thick * 0.5
    shell = (
        f"M-96,150C-{104 + swell:.0f},76 -60,{24 - swell:.0f} 12,{22 - swell:.0f}"
        f"C82,{24 - swell:.0f} {116 + swell:.0f},74 112,132C110,168 104,196 92,222L40,232"
        "C26,222 22,206 20,192L-28,196C-36,210 -40,224 -48,236L-78,226C-88,204 -94,178 -96,150Z"
    )
    cells = "".join(
        f"M{x},{y}C{x + 2},{y - 12} {x + 26},{y - 14} {x + 30},{y - 2}"
f"C{x + 33},{y + 14} {x + 28},{y + 22} "
        f"{x + 15},{y + 22}C{x + 3},{y + 22} {x - 2},{y + 14} {x},{y}Z"
        for x, y in (
            (-78, 96), (-38, 62), (4, 48), (46, 60), (-84, 140), (-46, 108), (-6, 92), (36, 96),
            (74, 106), (60, 144), (72, 184),
        )
    )  # fmt: skip
    holes = "".join(
        f"M{-70 + (i % 9) * 20 + (i // 9 % 2) * 9},{62 + (i // 9) * 32 + abs((i % 9) - 4) * 4}h0"
        for i in range(min(vents, 36))
    )
    ear = tag("ellipse", cx=2, cy=158, rx=25, ry=31, fill=mix(INK, main, 0.25), stroke=INK,
              stroke_width=2)  # fmt: skip
    accents = (
        "M-96,150C-98,130 -96,112 -90,96C-30,60 60,58 112,118L112,132C60,86 -40,90 -96,150Z",
        f"M-6,{22 - swell:.0f}C6,{21 - swell:.0f} 18,{21 - swell:.0f} 30,{23 - swell:.0f}L36,128"
        "C22,120 -4,120 -14,128Z",
        "M20,192C22,206 26,222 40,232L92,222C104,196 110,168 112,132C84,150 46,176 20,192Z",
        "M-96,150L-28,196C-36,210 -40,224 -48,236L-78,226C-88,204 -94,178 -96,150Z",
    )[sketch.design]  # fmt: skip
    strap = band("M-62,222C-56,262 20,282 62,226", fill=WEBBING, width=10)
    drawn = (
        strap
        + outline(shell, fill=main)
        + outline(accents, fill=sketch.accent, width=1.3)
        + outline(cells, fill=mix(main, "#ffffff" if sketch.design % 2 else INK, 0.12), width=1.3)
        + line(holes, width=4.4, colour=mix(INK, main, 0.2))
        + ear
        + disc(2, 158, 13, fill=mix(main, INK, 0.55))
        + shade("M70,42C100,64 114,98 112,132C110,168 104,196 92,222L70,226C92,170 98,98 70,42Z",
                opacity=0.15)
        + line(shell, width=2.2)
        + outline("M-8,262H16V278H-8Z", fill=sketch.third, width=1.5)
        + path("M86,212l-5,-14h7l5,14z", fill=sketch.third)
        + line("M-90,168C-84,190 -78,208 -70,222", colour=fine, opacity=0.5)
    )  # fmt: skip
    if not sketch.dimensions:
        return fitted(drawn, extent=(-112, 6, 122, 286))
    words = [f"{decimal(thick)} mm"] if sketch.shows("thickness") else []
    return fitted(
        drawn + text(4, 312, ", ".join(words + _weight(sketch))), extent=(-130, 2, 140, 320)
    )


def shoulder_pads(sketch: Sketch) -> str:
    """A padded top: foam where it protects, cloth that stretches elsewhere."""
    body = light_body(sketch)
    sleeve = short_sleeve(sketch, body)
    zones = sketch.values.get("zones")
    covered = set(zones) if isinstance(zones, list | tuple) else {"shoulders", "chest"}
    thick = sketch.number("thickness", 10, 3, 20)
    neckline = body.neckline(30)
    garment = (
        ("" if sketch.choice("sleeve", "short") == "none" else _tight_sleeves(sketch, sleeve))
        + body.back(fill=sketch.main, depth=30)
        + body.sewn(neckline, sketch.main)
        + _side_mesh(sketch, body)
        + body.shadow()
        + body.folds()
        + body.hemmed()
        + _foam(sketch, body, covered, thick)
        + line(pair(neckline.move), width=4.5, colour=sketch.accent)
        + line(pair(neckline.move), width=1.2)
    )
    plan = ""
    if sketch.dimensions:
        words = [said(thick, "mm")] if sketch.shows("thickness") else []
        weight = known(sketch, "weight")
        words += [said(weight, "g")] if weight is not None else []
        plan = text(0, 322, ", ".join(words)) if words else ""
    return flat(sketch, garment, plan)


def _tight_sleeves(sketch: Sketch, sleeve: Sleeve) -> str:
    return sleeve.sewn(sketch.main) + sleeve.shadow() + stitch(sleeve.seam(7)) + sleeve.edge()


def _side_mesh(sketch: Sketch, body: Body) -> str:
    if sketch.design in (1, 3):
        return body.side_panels(0.12, sketch.accent) + body.seams()
    return ""


def _foam(sketch: Sketch, body: Body, covered: set[str], thick: float) -> str:
    """The cells of each protected zone; thicker foam is quilted in larger cells."""
    fill = sketch.accent if sketch.design % 2 == 0 else sketch.third
    swell = thick * 0.4
    t, s = body.tip, body.shoulder
    drawn = ""
    if "shoulders" in covered:
        cap = (
            f"M{s - 34},{t - 10 - swell:.0f}C{s - 8},{t - 10 - swell:.0f} "
            f"{s + 12 + swell:.0f},{t - 2} "
            f"{s + 20 + swell:.0f},{t + 22}C{s + 22 + swell:.0f},{t + 40} "
            f"{s + 6},{t + 48} {s - 8},{t + 42}"
            f"C{s - 26},{t + 30} {s - 38},{t + 8} {s - 34},{t - 10 - swell:.0f}Z"
        )
        drawn += _quilt(cap, fill, f"M{s - 32},{t + 10}L{s + 16},{t + 6}"
f"M{s - 22},{t + 28}"
f"L{s + 18},{t + 28}"
                        f"M{s - 8},{t - 8}L{s + 2},{t + 42}")  # fmt: skip
    if "biceps" in covered:
        arm = f"M{s + 12},{t + 52}L{s + 36},{t + 64}L{s + 26},{t + 84}L{s + 6},{t + 74}Z"
        drawn += _quilt(arm, fill, f"M{s + 9},{t + 62}L{s + 32},{t + 74}")
    if "chest" in covered:
        chest = (
            f"M8,{t + 40}L{s - 30},{t + 34}L{s - 22},{t + 72}C{s - 40},{t + 88} "
            f"26,{t + 88} 8,{t + 80}Z"
        )
        drawn += _quilt(chest, fill, f"M8,{t + 60}L{s - 26},{t + 54}M30,{t + 38}L30,{t + 84}")
    if "ribs" in covered:
        ribs = "".join(
            f"M{body.waist - 34},{y}L{body.waist - 8},{y - 4}"
            f"L{body.waist - 8},{y + 12}L{body.waist - 34},{y + 16}Z"
            for y in (t + 110, t + 136, t + 162)
        )
        drawn += _quilt(ribs, fill, "")
    if "back" in covered:
        # Seen through the neckline as the edge of the pad between the shoulders.
        drawn += outline(f"M-22,{body.top + 12}C-8,{body.top + 20} 8,{body.top + 20} "
f"22,{body.top + 12}"
                         f"L18,{body.top + 24}C6,{body.top + 28} -6,{body.top + 28} "
f"-18,{body.top + 24}Z",
                         fill=fill, width=1.3)  # fmt: skip
    return drawn


def _quilt(d: str, fill: str, seams: str) -> str:
    shape = neat(d) + mirror(d)
    grooves = line(neat(seams) + mirror(seams), width=2.2, colour=detail(fill), opacity=0.6)
    return outline(shape, fill=fill, width=1.6) + (grooves if seams else "")


DRAWINGS: dict[str, Drawer] = {
    "protege-tibias": shin_guards,
    "gants-gardien": keeper_gloves,
    "panier-basketball": hoop,
    "genouilleres": joint_pads,
    "filet-volleyball": volleyball_net,
    "casque-rugby": scrum_cap,
    "epauliere": shoulder_pads,
}
