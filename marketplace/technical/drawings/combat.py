"""Combat sports: gloves, bags, uniforms, headguards, pads, hand wraps, mouthguards."""

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
    shade,
    stitch,
    tag,
    text,
    upright,
)
from marketplace.technical.drawings.pattern import known, mirror, neat, pair

WEBBING = mix(INK, "#ffffff", 0.16)
COTTON = "#f4f1e8"


def _under(words: list[str], x: float, y: float) -> str:
    return text(x, y, ", ".join(words)) if words else ""


def _weight(sketch: Sketch) -> list[str]:
    weight = known(sketch, "weight")
    return [] if weight is None else [f"{decimal(weight)} g"]


# --- boxing gloves ---------------------------------------------------------------------------
def boxing_gloves(sketch: Sketch) -> str:
    """A pair: the fist, the thumb, a cuff as long as it is, laced or strapped."""
    cuff = sketch.number("cuff", 10, 3, 22)
    laced = sketch.choice("closure", "velcro") == "laces"
    far = group(_glove(sketch, cuff, laced, shaded=True), "translate(150,-16) rotate(9)")
    near = _glove(sketch, cuff, laced, shaded=False)
    bottom = 208 + cuff * 4.6
    words = {"laces": _("lacets"), "velcro": _("bande"), "hybrid": _("lacets et bande")}
    said = words.get(sketch.choice("closure", ""))
    if not sketch.dimensions:
        return fitted(far + near, extent=(10, 4, 350, bottom + 16))
    plan = ""
    if sketch.shows("cuff"):
        plan += upright(12, 200, bottom, f"{decimal(cuff)} cm")
    plan += _under([said] if said else [], 190, bottom + 42)
    return fitted(far + near + plan, extent=(-60, 4, 360, bottom + 50))


def _glove(sketch: Sketch, cuff: float, laced: bool, *, shaded: bool) -> str:
    main, fine = sketch.main, detail(sketch.main)
    low = 208 + cuff * 4.6
    fist = (
        "M58,196C40,168 26,128 32,88C38,44 78,20 122,24C164,28 190,60 190,104"
        "C190,142 176,170 166,200Z"
    )
    thumb = (
        "M58,196C44,186 36,166 40,142C44,116 62,104 78,114C92,124 92,150 100,166"
        "C104,176 98,190 84,196Z"
    )
    sleeve = (
        f"M60,192C92,202 132,204 166,196L174,{low - 6:.0f}C140,{low + 8:.0f} "
        f"92,{low + 8:.0f} 58,{low - 6:.0f}Z"
    )
    panel = (
        "M32,88C38,44 78,20 122,24C164,28 190,60 190,104C150,70 84,66 32,88Z",
        "M122,24C164,28 190,60 190,104C190,142 176,170 166,200L140,200C156,150 158,80 122,24Z",
        "M34,104C80,86 142,88 189,116L186,138C140,110 82,106 34,126Z",
        "M58,196C50,184 44,170 40,156C90,164 140,164 182,152C178,170 170,186 166,200Z",
    )[sketch.design]
    drawn = (
        outline(sleeve, fill=mix(main, INK, 0.12) if sketch.design != 3 else sketch.accent)
        + _closing(sketch, low, laced)
        + outline(fist, fill=main)
        + outline(panel, fill=sketch.accent, width=1.3)
        + line("M40,76C74,56 148,58 184,84", colour=fine, opacity=0.6)
        + stitch("M46,132C90,142 142,142 180,130", colour=fine, opacity=0.55)
        + shade(
            "M160,52C180,66 190,84 190,104C190,142 176,170 166,200L148,200C166,156 174,100 160,52Z",
            opacity=0.16,
        )
        + shade("M46,74C56,50 80,36 104,34C84,46 68,62 60,84C54,92 44,88 46,74Z",
                colour="#ffffff", opacity=0.4)
        + line(fist, width=2)
        + outline(thumb, fill=main)
        + shade("M78,114C92,124 92,150 100,166C104,176 98,190 84,196C88,170 82,138 78,114Z",
                opacity=0.14)
        + stitch("M50,150C54,128 64,118 74,122", colour=fine, opacity=0.55)
    )  # fmt: skip
    if sketch.values.get("thumb") is True:
        drawn += band("M86,120C96,112 108,112 116,118", fill=sketch.accent, width=6, edge=1.2)
    if sketch.choice("material", "leather") == "leather":
        drawn += line("M112,176C124,180 138,180 150,176M116,186C126,189 136,189 146,186", width=1,
                      colour=fine, opacity=0.4)  # fmt: skip
    return drawn + (shade(fist, opacity=0.1) if shaded else "")


def _closing(sketch: Sketch, low: float, laced: bool) -> str:
    middle = (200 + low) / 2
    if laced:
        rungs = "".join(
            f"M98,{y}L130,{y + 9}M130,{y}L98,{y + 9}" for y in range(206, int(low) - 10, 12)
        )
        return line("M98,204V{0}M130,204V{0}".format(int(low)), width=1.2) + band(
            rungs, fill=sketch.third, width=2.6, edge=0.8, cap="round"
        )
    tall = min(30.0, (low - 200) * 0.62)
    strap = (
        f"M56,{middle - tall / 2:.0f}C94,{middle - tall / 2 + 8:.0f} "
        f"136,{middle - tall / 2 + 8:.0f} "
        f"176,{middle - tall / 2:.0f}L178,{middle + tall / 2:.0f}"
        f"C138,{middle + tall / 2 + 8:.0f} 94,{middle + tall / 2 + 8:.0f} "
        f"54,{middle + tall / 2:.0f}Z"
    )
    return outline(strap, fill=sketch.third) + path(
        f"M100,{middle - 3:.0f}l6,-9h6l-6,9zM111,{middle - 1:.0f}l6,-9h6l-6,9z", fill=sketch.main
    )


# --- bags ------------------------------------------------------------------------------------
def punch_bag(sketch: Sketch) -> str:
    """A bag as long and as wide as it is: on chains, on a base, or against a wall."""
    long = sketch.number("length_cm", 120, 15, 220)
    wide = sketch.number("diameter", 35, 10, 80)
    mount = sketch.choice("mounting", "hanging")
    scale = 196 / max(long, 100)
    h, w = long * scale, wide * scale / 2
    top = 74.0 if mount == "hanging" else 22.0 + max(0.0, 196 - h) * 0.3
    bottom = top + h
    body = _bag_body(sketch, w, top, bottom)
    rig = _rig(sketch, mount, w, top, bottom)
    floor = max(bottom + (62 if mount == "standing" else 12), top + 150)
    half = max(w + 20, 86)
    if not sketch.dimensions:
        return fitted(rig + body, extent=(-half - 30, 6, half + 30, floor))
    plan = ""
    if sketch.shows("length_cm"):
        plan += upright(-w - 24, top, bottom, f"{decimal(long)} cm")
    mass = known(sketch, "mass")
    if mass is not None:
        plan += text(w + 24, (top + bottom) / 2 + 5, f"{decimal(mass)} kg", anchor="start")
    if sketch.shows("diameter"):
        plan += across(-w, w, floor + 16, f"{decimal(wide)} cm")
    return fitted(rig + body + plan, extent=(-half - 90, 6, half + 90, floor + 28))


def _bag_body(sketch: Sketch, w: float, top: float, bottom: float) -> str:
    main, fine = sketch.main, detail(sketch.main)
    d = w * 0.22
    shape = (
        f"M{-w:.1f},{top:.1f}V{bottom:.1f}C{-w:.1f},{bottom + d:.1f} "
        f"{w:.1f},{bottom + d:.1f} {w:.1f},{bottom:.1f}V{top:.1f}Z"
    )
    tall = bottom - top

    def belt(start: float, end: float) -> str:
        a, b = top + tall * start, top + tall * end
        return (
            f"M{-w:.1f},{a:.1f}C{-w:.1f},{a + d:.1f} {w:.1f},{a + d:.1f} {w:.1f},{a:.1f}V{b:.1f}"
            f"C{w:.1f},{b + d:.1f} {-w:.1f},{b + d:.1f} {-w:.1f},{b:.1f}Z"
        )

    belts = (((0.0, 0.14), (0.86, 1.0)), ((0.4, 0.58),), ((0.0, 0.3),), ((0.2, 0.25), (0.75, 0.8)))
    bands = "".join(
        outline(belt(a, b), fill=sketch.accent, width=1.3) for a, b in belts[sketch.design]
    )
    y = top + tall * 0.5
    knot = path(f"M-18,{y + 12:.0f}l12,-24h12l-12,24zM2,{y + 12:.0f}l7,-14h11l-7,14z",
                fill=sketch.third)  # fmt: skip
    creases = "".join(
        f"M{-w * 0.6:.1f},{top + tall * t:.1f}C{-w * 0.2:.1f},{top + tall * t + 5:.1f} "
        f"{w * 0.1:.1f},{top + tall * t + 5:.1f} {w * 0.3:.1f},{top + tall * t + 2:.1f}"
        for t in (0.36, 0.64, 0.72)
    )
    return (
        outline(shape, fill=main)
        + bands
        + knot
        + line(creases, width=1, colour=fine, opacity=0.35)
        + shade(f"M{w * 0.5:.1f},{top:.1f}H{w:.1f}V{bottom:.1f}C{w:.1f},{bottom + d * 0.8:.1f} "
                f"{w * 0.6:.1f},{bottom + d:.1f} {w * 0.36:.1f},{bottom + d:.1f}Z", opacity=0.16)
        + shade(f"M{-w * 0.8:.1f},{top + 8:.1f}H{-w * 0.56:.1f}V{bottom - 12:.1f}H{-w * 0.8:.1f}Z",
                colour="#ffffff", opacity=0.25)
        + line(shape, width=2)
        + tag("ellipse", cx=0, cy=f"{top:.1f}", rx=f"{w:.1f}", ry=f"{d:.1f}",
              fill=mix(main, INK, 0.35), stroke=INK, stroke_width=2)
        + stitch(f"M{-w:.1f},{top + 12:.1f}C{-w:.1f},{top + 12 + d:.1f} {w:.1f},{top + 12 + d:.1f} "
                 f"{w:.1f},{top + 12:.1f}", colour=fine, opacity=0.5)
    )  # fmt: skip


def _rig(sketch: Sketch, mount: str, w: float, top: float, bottom: float) -> str:
    """What holds the bag."""
    if mount == "standing":
        return _base(sketch, bottom)
    return _bracket(w, top, bottom) if mount == "wall" else _chains(sketch, w, top)


def _chains(sketch: Sketch, w: float, top: float) -> str:
    """Four chains up to a swivel and its hook."""
    if sketch.values.get("hanger") is False:
        return band(f"M{-w * 0.8:.1f},{top}L0,34L{w * 0.8:.1f},{top}", fill=WEBBING, width=7)
    chains = (
        f"M{-w * 0.86:.1f},{top}L0,36L{w * 0.86:.1f},{top}M{-w * 0.3:.1f},{top + 4}"
        f"L0,36L{w * 0.3:.1f},{top + 4}"
    )
    links = path(chains, fill="none", stroke=STEEL, stroke_width=2.2, stroke_dasharray="3.4 2.6")
    return (
        line(chains, width=4.6)
        + links
        + band("M0,36V24M0,24C-9,24 -9,10 0,10C8,10 9,18 4,20", fill=STEEL, width=4, edge=1.3)
        + disc(0, 34, 6, fill=STEEL, edge=1.6)
    )


def _base(sketch: Sketch, bottom: float) -> str:
    """A post and a round base, filled with water or sand."""
    fill = mix(INK, "#ffffff", 0.18)
    volume = sketch.number("base_volume", 80, 5, 250)
    half = 52 + volume * 0.16
    y = bottom + 24
    return (
        shade(f"M{-half - 8},{y + 36}C{-half},{y + 28} {half},{y + 28} {half + 8},{y + 36}"
              f"C{half},{y + 44} {-half},{y + 44} {-half - 8},{y + 36}Z", opacity=0.18)
        + outline(f"M-13,{bottom}H13V{y + 6}H-13Z", fill=STEEL)
        + outline(f"M{-half},{y + 30}C{-half},{y + 6} {-half * 0.5},{y} 0,{y}"
                  f"C{half * 0.5},{y} {half},{y + 6} {half},{y + 30}C{half},{y + 38} "
                  f"{-half},{y + 38} {-half},{y + 30}Z", fill=fill)
        + line((
f"M{-half + 6},{y + 24}C{-half * 0.4},{y + 34} {half * 0.4},{y + 34} "
f"{half - 6},{y + 24}"
),
               colour="#ffffff", opacity=0.3)
        + disc(half * 0.62, y + 16, 6, fill=sketch.accent, edge=1.3)
    )  # fmt: skip


def _bracket(w: float, top: float, bottom: float) -> str:
    board = f"M{-w - 26},{top - 10}H{w + 26}V{bottom + 10}H{-w - 26}Z"
    screws = "".join(
        disc(x, y, 3.4, fill=STEEL, edge=1.2)
        for x in (-w - 16, w + 16) for y in (top + 2, bottom - 2)
    )  # fmt: skip
    return outline(board, fill="#cfae7e") + screws


# --- uniforms --------------------------------------------------------------------------------
def uniform(sketch: Sketch) -> str:
    """Jacket over trousers, belted: its skirt and its lapel say which art it is for."""
    art = sketch.choice("uniform", "judo")
    dyed = sketch.design in (1, 2)
    cloth = sketch.main if dyed else COTTON
    skirt = {"judo": 196.0, "jjb": 186.0, "karate": 190.0, "aikido": 192.0, "taekwondo": 192.0}.get(
        art, 192.0
    )
    sleeve = 160.0 if art in ("jjb", "taekwondo") else 150.0
    body = _uniform_trousers(cloth, art) + _jacket(sketch, cloth, art, skirt, sleeve)
    if not sketch.dimensions:
        return fitted(body, extent=(-150, 8, 150, 292))
    grammage = known(sketch, "grammage")
    words = [f"{decimal(grammage)} g/m²"] if grammage is not None else []
    weaves = {
        "single": _("grain simple"),
        "double": _("grain double"),
        "pearl": _("grain perle"),
        "gold": _("grain d’or"),
        "plain": _("toile"),
    }
    weave = weaves.get(sketch.choice("weave", ""))
    words += [weave] if weave else []
    return fitted(body + _under(words, 0, 316), extent=(-170, 4, 170, 326))


def _uniform_trousers(cloth: str, art: str) -> str:
    leg = "M-58,176L-66,286H-8L0,214L8,286H66L58,176Z"
    knees = ""
    if art in ("judo", "jjb", "aikido"):
        knees = outline(pair("M14,224L60,220L63,262L18,264Z"), fill=mix(cloth, INK, 0.06), width=1)
    stripe = ""
    if art == "taekwondo":
        stripe = line(pair("M59,184L66,284"), width=4, colour=INK)
    return (
        outline(leg, fill=cloth)
        + knees
        + stripe
        + line("M0,196V216", width=1.2, opacity=0.6)
        + stitch(pair("M10,278L65,278"))
        + shade("M-58,196L-66,286H-46L-40,196Z", opacity=0.08)
    )


def _jacket(sketch: Sketch, cloth: str, art: str, skirt: float, reach: float) -> str:
    # The left side lies over the right, as it is worn.
    trim = {1: sketch.accent, 2: sketch.third, 3: sketch.main}.get(sketch.design, cloth)
    lapel = INK if art == "taekwondo" else mix(cloth, INK, 0.07) if trim == cloth else trim
    sleeve = (
        f"M66,32L{reach - 14:.0f},96C{reach + 2:.0f},112 {reach - 4:.0f},132 "
        f"{reach - 16:.0f},138L70,86Z"
    )
    arms = outline(neat(sleeve) + mirror(sleeve), fill=cloth)
    body = (
        f"M-24,20L-74,34C-72,80 -68,110 -66,138L-74,{skirt:.0f}H74L66,138C68,110 72,80 74,34L24,20"
        "C12,30 -12,30 -24,20Z"
    )
    gi = (
        arms
        + stitch(
            pair(
                f"M{reach - 20:.0f},102C{reach - 8:.0f},112 {reach - 12:.0f},128 "
                f"{reach - 20:.0f},134"
            )
        )
        + outline("M-24,20C-12,30 12,30 24,20L14,44H-14Z", fill=mix(cloth, INK, 0.3), width=1.4)
        + outline(body, fill=cloth)
        + _weave_marks(sketch, art)
    )
    if art == "taekwondo":
        gi += outline("M-26,20L0,74L26,20L36,24L2,96H-2L-36,24Z", fill=lapel, width=1.5)
    else:
        gi += (
            outline("M26,20L-30,138L-46,138L12,22Z", fill=mix(lapel, INK, 0.1), width=1.5)
            + outline("M-26,20L34,138H18L-36,23Z", fill=lapel, width=1.5)
            + stitch("M-22,24L30,136M-32,26L22,136")
        )
    slits = pair(f"M58,{skirt - 34:.0f}L62,{skirt:.0f}")
    shoulder = (
        outline(pair("M30,24L70,36L68,52L32,38Z"), fill=trim, width=1.2) if trim != cloth else ""
    )
    return (
        gi
        + shoulder
        + line(pair("M74,34C72,56 71,76 70,88"), width=1.3)
        + line(slits, width=1.2)
        + shade((
f"M-74,{skirt:.0f}L-66,138C-68,110 -72,80 -74,34L-62,32C-58,80 -54,140 "
f"-58,{skirt:.0f}Z"
),
                opacity=0.08)
        + stitch(pair(f"M2,{skirt - 7:.0f}L72,{skirt - 7:.0f}"))
        + line(body, width=2)
        + outline(f"M34,{skirt - 34:.0f}H56V{skirt - 16:.0f}H34Z", fill=sketch.main, width=1.3)
        + _belt(sketch)
    )  # fmt: skip


def _weave_marks(sketch: Sketch, art: str) -> str:
    """Rice grain on the upper half where the cloth is woven so."""
    weave = sketch.choice("weave", "plain" if art in ("karate", "taekwondo") else "pearl")
    if weave == "plain":
        return ""
    step = {"single": 9, "double": 7, "pearl": 8, "gold": 11}.get(weave, 8)
    rows = range(56, 132, step)
    grain = "".join(
        f"M{x + (row % 2) * step / 2:.0f},{y}v2"
        for row, y in enumerate(rows)
        for x in range(-60, 62, step)
    )
    return line(grain, width=2.2, opacity=0.13)


def _belt(sketch: Sketch) -> str:
    if sketch.values.get("belt") is False:
        return line("M-66,138H66", width=1, opacity=0.4)
    belt = sketch.accent if sketch.accent.lower() not in ("#ffffff", "#f7f5ef") else INK
    return (
        outline("M-68,130H68V146H-68Z", fill=belt, width=1.6)
        + line("M-66,138H66", width=1, colour=detail(belt), opacity=0.6)
        + outline("M-4,142L-30,196L-16,200L6,150Z", fill=belt, width=1.6)
        + outline("M4,142L28,192L14,198L-6,150Z", fill=belt, width=1.6)
        + outline("M-13,127H13L15,150H-15Z", fill=mix(belt, "#ffffff", 0.12), width=1.6)
    )


# --- headguards ------------------------------------------------------------------------------
def boxing_headguard(sketch: Sketch) -> str:
    """A headguard from the front: what it covers of the face."""
    face = sketch.choice("face", "cheek")
    thick = sketch.number("thickness", 26, 8, 60)
    rim = 6 + thick * 0.22
    main, fine = sketch.main, detail(sketch.main)
    shell = (
        "M0,18C-66,18 -98,60 -98,124C-98,176 -84,220 -60,244L-34,262H34L60,244"
        "C84,220 98,176 98,124C98,60 66,18 0,18Z"
    )
    opening = _opening(face, rim)
    drawn = (
        outline(shell, fill=main)
        + _head_panels(sketch)
        + line("M-96,112C-60,92 60,92 96,112", colour=fine, opacity=0.7)
        + stitch("M-95,120C-60,100 60,100 95,120", colour=fine, opacity=0.5)
        + outline(opening, fill=mix(INK, main, 0.22))
        + shade("M-50,120C-40,106 40,106 50,120C40,116 -40,116 -50,120Z", opacity=0.4)
        + _ears(main, sketch.third)
        + _face_guard(sketch, face)
        + shade((
"M60,40C86,62 98,90 98,124C98,176 "
"84,220 60,244L44,254C66,220 82,150 "
"60,40Z"
), opacity=0.15)
        + shade("M-70,52C-56,36 -34,28 -16,27C-40,40 -60,62 -66,86C-72,84 -76,66 -70,52Z",
                colour="#ffffff", opacity=0.35)
        + line(shell, width=2.2)
        + band("M-34,258C-14,270 14,270 34,258", fill=WEBBING, width=12)
        + outline("M-9,256h18v15h-18z", fill=sketch.third, width=1.4)
        + path("M-12,66l10,-20h9l-10,20zM3,66l6,-12h9l-6,12z", fill=sketch.third)
    )  # fmt: skip
    if not sketch.dimensions:
        return fitted(drawn, extent=(-110, 8, 110, 280))
    plan = _under(_weight(sketch), 0, 300)
    if sketch.shows("thickness"):
        plan += line("M-72,132L-116,132", width=1) + text(
            -120, 137, f"{decimal(thick)} mm", anchor="end"
        )
    return fitted(drawn + plan, extent=(-190, 4, 190, 308))


def _opening(face: str, rim: float) -> str:
    half = 66 - rim * 0.7
    if face in ("cheek", "chin"):
        chin = 214 if face == "chin" else 250
        return neat(
            f"M0,112C{-half},112 {-half - 4},132 {-half},150C{-half + 6},166 -26,168 -24,190"
            f"L-28,{chin}L28,{chin}L24,190C26,168 {half - 6},166 {half},150"
            f"C{half + 4},132 {half},112 0,112Z"
        )
    return neat(
        f"M0,112C{-half},112 {-half - 4},136 {-half - 2},160C{-half},200 {-half + 18},232 -30,250"
        f"L30,250C{half - 18},232 {half},200 {half + 2},160C{half + 4},136 {half},112 0,112Z"
    )


def _ears(main: str, light: str) -> str:
    ear = "M86,134C98,134 104,150 102,170C100,186 92,194 84,192Z"
    holes = "M92,150h0M92,162h0M91,174h0"
    return outline(neat(ear) + mirror(ear), fill=mix(main, INK, 0.2), width=1.5) + line(
        holes + "M-92,150h0M-92,162h0M-91,174h0", width=4.4, colour=mix(INK, light, 0.1)
    )


def _face_guard(sketch: Sketch, face: str) -> str:
    if face == "bar":
        return band("M-72,186C-40,214 40,214 72,186", fill=sketch.accent, width=17, edge=1.8)
    if face == "grid":
        bars = (
            "M-60,150C-30,166 30,166 60,150M-60,178C-30,196 30,196 60,178M-50,206"
            "C-26,222 26,222 50,206M-22,116V226M22,116V226"
        )
        return band(bars, fill=STEEL, width=4.5, edge=1.4, cap="round")
    if face == "chin":
        return outline("M-44,216C-20,226 20,226 44,216L38,256C16,266 -16,266 -38,256Z",
                       fill=sketch.accent)  # fmt: skip
    return ""


def _head_panels(sketch: Sketch) -> str:
    d = (
        "M-30,20C-36,50 -34,84 -30,104H30C34,84 36,50 30,20C12,17 -12,17 -30,20Z",
        "M-98,124C-98,96 -92,76 -82,58C-60,70 -54,100 -60,130L-97,140Z"
        "M98,124C98,96 92,76 82,58C60,70 54,100 60,130L97,140Z",
        "M-92,86C-84,56 -60,30 -30,22L-24,44C-48,52 -66,72 -72,98ZM92,86C84,56 60,30 30,22"
        "L24,44C48,52 66,72 72,98Z",
        "M-97,110C-60,88 60,88 97,110V126C60,104 -60,104 -97,126Z",
    )[sketch.design]
    return outline(d, fill=sketch.accent, width=1.4)


# --- shins -----------------------------------------------------------------------------------
def shin_instep_guards(sketch: Sketch) -> str:
    """A pair for kicking: padded ribs over the shin, a hinged pad over the foot."""
    foot = sketch.choice("coverage", "shin_instep") == "shin_instep"
    thick = sketch.number("thickness", 22, 5, 60)
    one = _shin(sketch, foot, thick)
    both = group(one, "translate(-62,0)") + group(one, "translate(62,0) scale(-1,1)")
    low = 284 if foot else 226
    if not sketch.dimensions:
        return fitted(both, extent=(-140, 8, 140, low))
    plan = _under(_weight(sketch), 0, low + 26)
    tall = known(sketch, "height_cm")
    if tall is not None:
        plan += upright(-142, 20, 216, f"{decimal(tall)} cm")
    plan += (
        line("M112,110L142,110", width=1) + text(148, 115, f"{decimal(thick)} mm", anchor="start")
        if sketch.shows("thickness") else ""
    )  # fmt: skip
    return fitted(both + plan, extent=(-220, 4, 220, low + 36))


def _shin(sketch: Sketch, foot: bool, thick: float) -> str:
    main, fine = sketch.main, detail(sketch.main)
    bulge = thick * 0.3
    shell = (
        f"M-34,22C-14,14 14,14 34,22C{40 + bulge * 0.4:.0f},60 {38 + bulge * 0.5:.0f},130 "
        f"28,208C10,218 -10,218 -28,208C{-38 - bulge:.0f},130 {-40 - bulge:.0f},60 -34,22Z"
    )
    ribs = "".join(
        f"M{-22 + i * 1.4:.0f},{y}C-10,{y + 5} 10,{y + 5} {22 - i * 1.4:.0f},{y}"
        for i, y in enumerate(range(66, 200, 24))
    )
    pads = (
        "M-24,32C-8,26 8,26 24,32L18,200C6,206 -6,206 -18,200Z",
        (
            "M-26,36C-8,30 8,30 26,36L24,74H-24ZM-23,88H23L21,126H-21ZM-20,140H20"
            "L18,198C6,204 -6,204 -18,198Z"
        ),
        "M-12,28C-4,26 4,26 12,28L10,202C4,206 -4,206 -10,202Z",
        (
            "M-30,30C-10,22 10,22 30,30L28,60C10,54 -10,54 -28,60ZM-24,176H24L22,204"
            "C8,210 -8,210 -22,204Z"
        ),
    )[sketch.design]
    sleeve = sketch.choice("closure", "velcro") == "sleeve"
    straps = (
        outline(
            "M-42,30C-14,20 14,20 42,30L36,214C12,224 -12,224 -36,214Z", fill=mix(main, INK, 0.55)
        )
        if sleeve
        else outline("M30,62H50V88H30ZM28,140H46V164H28Z", fill=WEBBING, width=1.6)
    )
    return (
        (_instep(sketch) if foot else "")
        + straps
        + outline(shell, fill=main)
        + outline(pads, fill=sketch.accent, width=1.3)
        + line(ribs, width=1.4, colour=detail(sketch.accent), opacity=0.6)
        + shade(shell.replace("M-34,22C-14,14 14,14 34,22", "M16,18C24,18 30,20 34,22")
                .split("C10,218")[0] + "L12,213C22,140 24,70 16,18Z", opacity=0.14)
        + stitch("M-30,28C-36,70 -34,140 -24,202", colour=fine, opacity=0.5)
        + line(shell, width=2)
    )  # fmt: skip


def _instep(sketch: Sketch) -> str:
    d = (
        "M-26,196C-10,204 10,204 26,196C38,226 40,250 36,268C18,282 -18,282 -36,268"
        "C-40,250 -38,226 -26,196Z"
    )
    loop = band("M-30,262C-50,258 -50,240 -36,236", fill=WEBBING, width=7)
    return (
        loop
        + outline(d, fill=mix(sketch.main, INK, 0.12))
        + line("M-30,222C-10,232 10,232 30,222M-34,246C-12,256 12,256 34,246", width=1.4,
               colour=detail(sketch.main), opacity=0.7)
        + path("M-8,262l5,-10h5l-5,10zM1,262l3,-6h5l-3,6z", fill=sketch.accent)
    )  # fmt: skip


# --- hand wraps ------------------------------------------------------------------------------
def hand_wraps(sketch: Sketch) -> str:
    """Two rolls, one of them running out: longer wraps make thicker rolls."""
    long = sketch.number("length_m", 4.5, 1, 8)
    wide = sketch.number("width_mm", 50, 25, 100)
    radius = 34 + long * 7
    width = 40 + wide * 0.9
    far = group(_wrap_roll(sketch, radius, width, tail=False), "translate(176,-26) scale(.86)")
    near = _wrap_roll(sketch, radius, width, tail=True)
    right = 366 + width * 0.7
    if not sketch.dimensions:
        return fitted(far + near, extent=(40, 60, right, 296))
    words = []
    if sketch.shows("length_m"):
        words.append(f"{decimal(long)} m")
    if sketch.shows("width_mm"):
        words.append(f"{decimal(wide, 0)} mm")
    return fitted(far + near + _under(words, 180, 322), extent=(30, 50, right + 8, 332))


def _wrap_roll(sketch: Sketch, radius: float, width: float, *, tail: bool) -> str:
    main, fine = sketch.main, detail(sketch.main)
    x, y = 104.0, 262 - radius
    edge = mix(main, INK, 0.28)
    rx = radius * 0.56
    top, low = y - radius, y + radius
    wall = (
        f"M{x},{top:.0f}H{x + width:.0f}C{x + width + rx * 1.3:.0f},{top + radius * 0.24:.0f} "
        f"{x + width + rx * 1.3:.0f},{low - radius * 0.24:.0f} {x + width:.0f},{low:.0f}H{x}Z"
    )
    ribs = "".join(
        f"M{x + width * s:.0f},{top:.0f}C{x + width * s + rx * 1.3:.0f},{top + radius * 0.24:.0f} "
        f"{x + width * s + rx * 1.3:.0f},{low - radius * 0.24:.0f} {x + width * s:.0f},{low:.0f}"
        for s in (0.12, 0.88)
    )
    turns = "".join(
        tag("ellipse", cx=x, cy=f"{y:.0f}", rx=f"{r * 0.56:.1f}", ry=f"{r:.1f}", fill="none",
            stroke=INK, stroke_width=1)
        for r in (radius - 6 * i for i in range(1, 14)) if r > 8
    )  # fmt: skip
    run = ""
    if tail:
        run = outline(
            f"M{x - 4:.0f},{low - 2:.0f}C{x + 70:.0f},{low + 6:.0f} {x + 150:.0f},{low + 12:.0f} "
            f"{x + 214:.0f},{low + 4:.0f}L{x + 214 + width * 0.72:.0f},{low - 26:.0f}"
            f"C{x + 190 + width * 0.5:.0f},{low - 14:.0f} {x + 120 + width:.0f},{low - 10:.0f} "
            f"{x + width:.0f},{low - 4:.0f}Z",
            fill=main,
        ) + _closing_tab(sketch, x + 214, low, width)
        if sketch.values.get("thumb_loop") is not False:
            run += band(
                f"M{x - 10:.0f},{low - 10:.0f}C{x - 56:.0f},{low + 4:.0f} {x - 60:.0f},"
                f"{low + 22:.0f} {x - 22:.0f},{low + 12:.0f}",
                fill=main,
                width=5,
                edge=1.3,
            )
    stripes = (0.3, 0.46) if sketch.design % 2 else (0.42, 0.58)
    stripe = (
        f"M{x + width * stripes[0]:.0f},{top:.0f}H{x + width * stripes[1]:.0f}"
        f"C{x + width * stripes[1] + rx * 1.3:.0f},{top + radius * 0.24:.0f} "
        f"{x + width * stripes[1] + rx * 1.3:.0f},{low - radius * 0.24:.0f} "
        f"{x + width * stripes[1]:.0f},{low:.0f}H{x + width * stripes[0]:.0f}"
        f"C{x + width * stripes[0] + rx * 1.3:.0f},{low - radius * 0.24:.0f} "
        f"{x + width * stripes[0] + rx * 1.3:.0f},{top + radius * 0.24:.0f} "
        f"{x + width * stripes[0]:.0f},{top:.0f}Z"
    )
    return (
        run
        + outline(wall, fill=main)
        + (path(stripe, fill=sketch.accent) if sketch.design < 3 else "")
        + stitch(ribs, colour=fine, opacity=0.6)
        + shade((
f"M{x},{low - radius * 0.4:.0f}H{x + width + rx * 0.8:.0f}"
f"L{x + width:.0f},{low:.0f}H{x}Z"
),
                opacity=0.12)
        + line(wall, width=2)
        + tag("ellipse", cx=x, cy=f"{y:.0f}", rx=f"{rx:.1f}", ry=f"{radius:.1f}", fill=edge,
              stroke=INK, stroke_width=2)
        + turns
    )  # fmt: skip


def _closing_tab(sketch: Sketch, x: float, low: float, width: float) -> str:
    """The hook-and-loop tab at the end of the wrap."""
    return outline(
        f"M{x},{low + 4:.0f}L{x + 34:.0f},{low:.0f}L{x + 34 + width * 0.66:.0f},{low - 28:.0f}"
        f"L{x + width * 0.72:.0f},{low - 26:.0f}Z",
        fill=sketch.third, width=1.6,
    ) + stitch(f"M{x + 6},{low + 1:.0f}L{x + width * 0.68:.0f},{low - 24:.0f}")  # fmt: skip


# --- focus mitts -----------------------------------------------------------------------------
def focus_mitts(sketch: Sketch) -> str:
    """A pair of mitts, or one long pad or shield, as deep as it is thick."""
    shape = sketch.choice("shape", "curved")
    thick = sketch.number("thickness", 50, 15, 250)
    deep = 6 + min(thick, 160) * 0.2
    if shape in ("thai", "shield"):
        drawn = _long_pad(sketch, deep, shield=shape == "shield")
    else:
        one = _mitt(sketch, deep, curved=shape == "curved")
        drawn = group(one, "translate(96,-10) rotate(10)") + group(
            one, "translate(-62,8) rotate(-8)"
        )
    if not sketch.dimensions:
        return fitted(drawn, extent=(-150, 6, 170, 292))
    words = _weight(sketch)
    if sketch.shows("thickness"):
        words.insert(0, _("épaisseur %(mm)s mm") % {"mm": decimal(thick)})
    return fitted(drawn + _under(words, 8, 316), extent=(-170, 2, 190, 326))


def _mitt(sketch: Sketch, deep: float, *, curved: bool) -> str:
    main, fine = sketch.main, detail(sketch.main)
    dip = 16 if curved else 2
    face = (
        f"M-52,236C-70,190 -76,120 -64,66C-54,32 -24,{18 + dip} 0,{18 + dip}"
        f"C24,{18 + dip} 54,32 64,66"
        "C76,120 70,190 52,236C34,250 -34,250 -52,236Z"
    )
    rings = disc(0, 138, 36, fill=sketch.accent, edge=1.5) + disc(
        0, 138, 17, fill=sketch.third, edge=1.3
    )
    marks = {
        1: outline("M-64,96C-30,84 30,84 66,96L70,128C30,114 -30,114 -70,128Z", fill=sketch.accent,
                   width=1.3),
        3: outline("M-54,200C-30,214 30,214 54,200L48,238C30,248 -30,248 -48,238Z",
                   fill=sketch.accent, width=1.3),
    }.get(sketch.design, "")  # fmt: skip
    return (
        group(outline(face, fill=mix(main, INK, 0.5)), f"translate({deep:.1f},{deep * 0.3:.1f})")
        + outline(face, fill=main)
        + marks
        + rings
        + stitch(
            f"M-46,228C-62,186 -66,122 -56,72C-48,42 -22,{28 + dip} 0,{28 + dip}"
            f"C22,{28 + dip} 48,42 56,72C66,122 62,186 46,228",
            colour=fine, opacity=0.6,
        )
        + (line((
"M-60,88C-28,104 28,104 60,88"
"M-56,196C-28,184 28,184 56,196"
), width=1.1, colour=fine,
                opacity=0.5) if curved else "")
        + shade((
"M38,34C60,50 66,64 68,80C74,130 "
"70,190 52,236L36,244C56,180 60,90 "
"38,34Z"
), opacity=0.14)
        + outline("M-30,240C-10,250 10,250 30,240L34,270C12,280 -12,280 -34,270Z", fill=WEBBING)
        + line("M-32,256C-10,266 10,266 32,256", width=2.4, colour=sketch.third)
    )  # fmt: skip


def _long_pad(sketch: Sketch, deep: float, *, shield: bool) -> str:
    main, fine = sketch.main, detail(sketch.main)
    half = 84 if shield else 58
    front = (
        f"M{-half},28H{half}C{half + 8},28 {half + 10},34 {half + 10},42V262"
        f"C{half + 10},272 {half + 6},276 {half},276H{-half}C{-half - 6},276 "
        f"{-half - 10},272 {-half - 10},262V42C{-half - 10},34 {-half - 8},28 "
        f"{-half},28Z"
    )
    side = f"M{half + 10},40L{half + 10 + deep:.0f},30V250L{half + 10},264Z"
    marks = (
        f"M{-half - 10},70H{half + 10}V104H{-half - 10}Z",
        f"M{-half - 10},40L{half + 10},150V190L{-half - 10},80Z",
        "M-16,28H16V276H-16Z",
        f"M{-half - 10},220H{half + 10}V262H{-half - 10}Z",
    )[sketch.design]
    target = disc(0, 152, 34, fill=sketch.third, edge=1.4) + disc(0, 152, 15, fill=main, edge=1.2)
    handles = (
        band(f"M{half + 12 + deep:.0f},90C{half + 40 + deep:.0f},96 {half + 40 + deep:.0f},130 "
             f"{half + 12 + deep:.0f},136M{half + 12 + deep:.0f},176C{half + 40 + deep:.0f},182 "
             f"{half + 40 + deep:.0f},216 {half + 12 + deep:.0f},222", fill=WEBBING, width=8)
    )  # fmt: skip
    return (
        handles
        + outline(side, fill=mix(main, INK, 0.4))
        + outline(front, fill=main)
        + outline(marks, fill=sketch.accent, width=1.3)
        + target
        + stitch(f"M{-half - 2},40H{half + 2}V266H{-half - 2}Z", colour=fine, opacity=0.6)
        + shade((
f"M{half - 14},28H{half}C{half + 8},28 {half + 10},34 {half + 10},42V262"
f"L{half - 14},276Z"
),
                opacity=0.12)
        + line(front, width=2)
    )  # fmt: skip


# --- mouthguards -----------------------------------------------------------------------------
def mouthguard(sketch: Sketch) -> str:
    """A mouthguard from the front and above: its wall as thick as it is, its layers."""
    thick = sketch.number("thickness", 4, 1, 10)
    wall = 14 + thick * 4.2
    double = sketch.values.get("double") is True
    drawn = _arch(sketch, wall)
    if double:
        drawn = group(_arch(sketch, wall), "translate(0,330) scale(1,-.62)") + drawn
    low = 300 if double else 236
    if not sketch.dimensions:
        return fitted(drawn, extent=(-150, 26, 150, low))
    words = []
    if sketch.shows("thickness"):
        words.append(f"{decimal(thick)} mm")
    layers = known(sketch, "layers")
    if layers is not None:
        count = round(layers)
        words.append(ngettext("%(n)d couche", "%(n)d couches", count) % {"n": count})
    return fitted(drawn + _under(words, 0, low + 22), extent=(-170, 20, 170, low + 32))


def _arch(sketch: Sketch, wall: float) -> str:
    main, fine = sketch.main, detail(sketch.main)
    outer = "M-128,96C-124,170 -70,218 0,218C70,218 124,170 128,96L118,52C112,44 100,44 96,54"
    inner = 96 - wall * 0.9
    body = outer + (
        f"C94,110 {inner:.0f},{176 - wall:.0f} 0,{186 - wall:.0f}"
        f"C{-inner:.0f},{176 - wall:.0f} -94,110 -96,54C-100,44 -112,44 -118,52Z"
    )
    shelf = (
        f"M-96,54C-94,110 {-inner:.0f},{176 - wall:.0f} 0,{186 - wall:.0f}"
        f"C{inner:.0f},{176 - wall:.0f} "
        f"94,110 96,54L78,58C74,96 48,{146 - wall:.0f} 0,{152 - wall:.0f}"
        f"C-48,{146 - wall:.0f} -74,96 -78,58Z"
    )
    teeth = "".join(
        f"M{x},{y}C{x * 0.99:.0f},{y + 16} {x * 0.96:.0f},{y + 26} {x * 0.9:.0f},{y + 34}"
        for x, y in (
            (-112, 100), (-94, 134), (-66, 162), (-34, 178), (0, 184), (34, 178), (66, 162),
            (94, 134), (112, 100),
        )
    )  # fmt: skip
    band_ = (
        "M-126,112C-118,176 -66,218 0,218C66,218 118,176 126,112L122,134C108,184 62,206 0,206"
        "C-62,206 -108,184 -122,134Z"
    )
    marks = (
        path("M-16,206l10,-18h9l-10,18zM2,206l5,-10h9l-5,10z", fill=sketch.third),
        line("M-80,170C-50,194 50,194 80,170", width=6, colour=sketch.third),
        path("M-60,180L-44,158L-30,190ZM60,180L44,158L30,190ZM-14,198L0,166L14,198Z",
             fill=sketch.third),
        line("M-100,124L-84,160M-70,148L-58,184M100,124L84,160M70,148L58,184", width=5,
             colour=sketch.third),
    )[sketch.design]  # fmt: skip
    layers = round(sketch.number("layers", 1, 1, 5))
    seams = "".join(
        f"M{-118 + 5 * i},{60 + 3 * i}C{-108 + 4 * i},{150 - 3 * i} "
        f"-62,{200 - 5 * i} 0,{200 - 5 * i}"
        f"C62,{200 - 5 * i} {108 - 4 * i},{150 - 3 * i} {118 - 5 * i},{60 + 3 * i}"
        for i in range(1, layers)
    )
    return (
        outline(shelf, fill=mix(main, INK, 0.3), width=1.6)
        + outline(body, fill=main)
        + (outline(band_, fill=sketch.accent, width=1.3) if layers > 1 else "")
        + line(seams, width=1, colour=fine, opacity=0.45)
        + line(teeth, width=1.2, colour=fine, opacity=0.5)
        + marks
        + shade("M84,176C112,156 126,128 128,96L118,52C114,110 104,150 84,176Z", opacity=0.16)
        + shade("M-112,70C-110,110 -98,146 -78,166C-98,154 -116,120 -118,84Z", colour="#ffffff",
                opacity=0.5)
        + line(body, width=2)
    )  # fmt: skip


DRAWINGS: dict[str, Drawer] = {
    "gants-boxe": boxing_gloves,
    "sac-frappe": punch_bag,
    "kimono": uniform,
    "casque-boxe": boxing_headguard,
    "jambieres": shin_instep_guards,
    "protege-dents": mouthguard,
    "bandes-boxe": hand_wraps,
    "patte-ours": focus_mitts,
}
