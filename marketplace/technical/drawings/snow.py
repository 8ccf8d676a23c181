"""What one wears and carries on snow: boots, bindings, goggles, helmets, gloves, rescue tools."""

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
    stitch,
    text,
)
from marketplace.technical.drawings.pattern import said

RUBBER = mix(INK, "#ffffff", 0.14)
LINING = mix(INK, "#ffffff", 0.3)


def _release(low: str, high: str) -> str:
    return _("réglage %(low)s à %(high)s") % {"low": low, "high": high}


def _soft(flex: float) -> str:
    return _("flex %(flex)s / 10") % {"flex": decimal(flex)}


# --- ski boots -------------------------------------------------------------------------------
LOWER = (
    "M94,258C86,232 90,206 98,186L182,166C198,194 218,206 248,212C292,219 326,226 336,242"
    "C340,250 338,258 336,260Z"
)
CUFF = (
    "M96,212C90,172 96,118 108,72C111,60 118,58 128,60L196,48C207,46 213,52 212,62"
    "C207,100 205,128 208,156C210,180 200,194 184,202L112,222C102,224 98,222 96,212Z"
)


def ski_boot(sketch: Sketch) -> str:
    """An alpine boot: as many buckles as it has, the sole of its norm, a lever where it walks."""
    count = round(sketch.number("buckles", 4, 1, 4))
    walk = sketch.values.get("walk_mode") is True
    sole = sketch.choice("sole", "alpine")
    rubber = sole != "alpine"
    drawn = (
        _liner(sketch)
        + _alpine_sole(sketch, rocker=rubber)
        + outline(LOWER, fill=sketch.main)
        + _shell(sketch)
        + outline(CUFF, fill=mix(sketch.main, "#ffffff", 0.1))
        + _cuff_panel(sketch)
        + (_lever(sketch) if walk else _spine(sketch))
        + _buckles(sketch, count)
        + _strap(sketch)
        + (_inserts() if sketch.values.get("pin_inserts") is True else "")
        + disc(150, 190, 8, fill=STEEL, edge=1.6)
        + disc(150, 190, 3, fill=INK)
    )
    return _boot_picture(sketch, drawn)


def touring_boot(sketch: Sketch) -> str:
    """A touring boot: two or three buckles, a lever, inserts, a rubber sole, its cuff's swing."""
    count = round(sketch.number("buckles", 2, 0, 4))
    drawn = (
        _liner(sketch)
        + _touring_sole(sketch)
        + outline(LOWER, fill=sketch.main)
        + _shell(sketch)
        + path("M112,232L176,176L196,190L136,252Z", fill=sketch.third, opacity=0.9)
        + outline(CUFF, fill=mix(sketch.main, sketch.accent, 0.82))
        + shade("M190,50L196,48C207,46 213,52 212,62C207,100 205,128 208,156C210,180 200,194 "
                "184,202L174,205C190,160 188,100 190,50Z")
        + line("M122,76C114,120 110,164 112,206", width=1.2, opacity=0.5,
               colour=detail(sketch.accent))
        + _lever(sketch)
        + _buckles(sketch, count)
        + _strap(sketch)
        + _inserts()
        + disc(150, 190, 8, fill=STEEL, edge=1.6)
        + disc(150, 190, 3, fill=INK)
    )  # fmt: skip
    swing = ""
    if sketch.shows("cuff_range"):
        swing = _swing(sketch.number("cuff_range", 60, 0, 85))
    return _boot_picture(sketch, drawn, swing)


def _boot_picture(sketch: Sketch, drawn: str, plan: str = "") -> str:
    if sketch.shows("flex"):
        flex = _("flex %(flex)s") % {"flex": decimal(sketch.number("flex", 100, 20, 160), 0)}
        plan += text(300, 100, flex, size=17)
    if sketch.shows("sole_length"):
        plan += across(92, 340, 302, said(sketch.number("sole_length", 305, 220, 370), "mm"))
    return fitted(drawn + plan, extent=(60, 12, 352, 312 if plan else 292))


def _liner(sketch: Sketch) -> str:
    d = "M112,84C108,56 112,34 126,28L190,18C206,16 212,28 210,44L206,72L120,88Z"
    return (
        outline(d, fill=LINING)
        + line("M124,40L202,28M121,52L206,40", width=1.2, colour="#ffffff", opacity=0.35)
        + outline("M178,24C184,8 202,8 208,20L206,66L190,70Z", fill=mix(LINING, "#ffffff", 0.15),
                  width=1.6)
        + band("M118,36C106,26 104,12 116,8", fill=sketch.accent, width=5, edge=1.2)
    )  # fmt: skip


def _shell(sketch: Sketch) -> str:
    """The seams and reinforcements of the lower shell."""
    fine = detail(sketch.main)
    marks = (
        "M150,252C190,246 250,240 330,246L332,254C250,252 190,254 150,256Z",
        "M236,212C286,218 322,226 332,240L300,240C276,230 256,226 232,226Z",
        "M198,214C240,226 290,230 330,240L328,248C280,240 230,236 188,226Z",
        "M256,216L300,224L292,250L250,250Z",
    )[sketch.design]
    return (
        path(marks, fill=sketch.accent)
        + line(marks, width=1.1)
        + line("M198,196C220,226 262,232 300,236M118,250C160,246 190,232 206,206", width=1.3,
               colour=fine, opacity=0.6)
        + shade("M94,258C86,232 90,206 98,186L112,182C104,208 104,236 112,258Z")
        + path(LOWER, fill="none", stroke=INK, stroke_width=2)
    )  # fmt: skip


def _cuff_panel(sketch: Sketch) -> str:
    marks = (
        "M112,150L150,84L170,80L128,170Z",
        "M108,110L168,98L166,116L106,128ZM105,136L164,124L163,134L104,146Z",
        "M130,66L164,60C152,110 146,150 146,206L114,214C116,150 120,106 130,66Z",
        "M124,176L146,112L158,134L166,118L176,164Z",
    )[sketch.design]
    return (
        path(marks, fill=sketch.accent)
        + line(marks, width=1.1)
        + shade("M96,212C90,172 96,118 108,72L122,66C110,116 106,170 112,220Z")
    )


def _spine(sketch: Sketch) -> str:
    return outline("M92,132L102,92L112,94L104,178L92,178Z", fill=sketch.third, width=1.5) + (
        disc(99, 120, 3, fill=INK) + disc(98, 158, 3, fill=INK)
    )


def _lever(sketch: Sketch) -> str:
    """What frees the cuff behind the heel."""
    return (
        outline("M98,100L86,96L80,186C80,200 92,206 98,198Z", fill=RUBBER, width=1.6)
        + outline("M86,96C78,84 84,70 96,72L106,92L98,104Z", fill=sketch.accent, width=1.6)
        + line("M88,118L92,190", width=2, colour="#ffffff", opacity=0.4)
    )


def _buckles(sketch: Sketch, count: int) -> str:
    """Cuff first, then the instep, then the toe: ladders, levers and their catches."""
    spots = ((178, 108, -11), (178, 152, -12), (232, 200, 24), (284, 216, 14))
    chosen = {0: (), 1: (0,), 2: (0, 2), 3: (0, 1, 2)}.get(count, (0, 1, 2, 3))
    one = (
        band("M-44,0H34", fill=STEEL, width=3.4, edge=1.1)
        + outline("M-46,-6h16v12h-16z", fill=RUBBER, width=1.3)
        + line("M-42,-5v10M-38,-5v10M-34,-5v10", width=1.2, colour="#ffffff", opacity=0.5)
        + outline("M-6,-9L30,-7C36,-7 36,7 30,7L-6,9C-12,6 -12,-6 -6,-9Z", fill=sketch.third,
                  width=1.7)
        + outline("M2,-4.5H22V4.5H2Z", fill=sketch.accent, width=1.1)
    )  # fmt: skip
    return "".join(
        group(one, f"translate({spots[i][0]},{spots[i][1]}) rotate({spots[i][2]})") for i in chosen
    )


def _strap(sketch: Sketch) -> str:
    return (
        outline("M107,70L212,52L213,76L104,96Z", fill=RUBBER, width=1.7)
        + stitch("M109,74L210,57M107,91L210,72", colour="#ffffff", opacity=0.5)
        + outline("M164,60L194,55L195,80L165,86Z", fill=sketch.accent, width=1.4)
    )


def _inserts() -> str:
    """The steel sockets that take the pins of a touring binding."""
    return disc(326, 250, 6.5, fill=STEEL, edge=1.8) + disc(326, 250, 2, fill=INK) + (
        outline("M88,236h12v18h-12z", fill=STEEL, width=1.5) + line("M92,238v14", width=2)
    )  # fmt: skip


def _alpine_sole(sketch: Sketch, *, rocker: bool) -> str:
    fill = RUBBER if rocker else mix(sketch.third, INK, 0.12)
    toe = "M236,256L346,256C350,262 348,274 342,280H262L236,270Z"
    if rocker:
        toe = "M236,256L346,254C352,258 350,264 342,270C310,284 280,284 258,282L236,270Z"
    heel = "M82,256H170V270L160,282H88C82,278 80,264 82,256Z"
    treads = "M96,274h10M114,274h10M132,274h10M268,274h10M286,275h10M304,273h10"
    return (
        outline("M160,254H250V266H160Z", fill=mix(sketch.main, INK, 0.3), width=1.6)
        + outline(heel, fill=fill)
        + outline(toe, fill=fill)
        + (line(treads, width=4, colour="#ffffff", opacity=0.3) if rocker else "")
        + line("M84,266H166M244,264H344", width=1.1, colour=detail(fill), opacity=0.6)
    )


def _touring_sole(sketch: Sketch) -> str:
    d = (
        "M82,252H342C350,254 352,262 344,270C330,278 316,280 300,280H254C240,280 236,270 220,270"
        "H180C166,270 166,282 154,282H92C82,282 80,262 82,252Z"
    )
    lugs = "M96,278v-9M110,278v-9M124,278v-9M138,278v-9M258,276v-8M274,276v-8M290,276v-8M306,275v-8"
    return (
        outline(d, fill=RUBBER)
        + line(lugs, width=4.6, colour="#ffffff", opacity=0.25)
        + line("M84,262H346", width=3, colour=sketch.accent)
    )


def _swing(degrees: float) -> str:
    """How far the cuff moves, about its pivot."""
    x, y, r = 150, 190, 176
    start, end = -90 - degrees * 0.3, -90 + degrees * 0.7
    a, b = polar(x, y, r, start), polar(x, y, r, end)
    return line(f"M{x},{y}L{a}M{x},{y}L{b}M{a}A{r},{r} 0 0,1 {b}", width=1, opacity=0.8) + text(
        300, 66, f"{decimal(degrees, 0)}°", size=17
    )


# --- bindings --------------------------------------------------------------------------------
def _slice(sketch: Sketch) -> str:
    """The piece of ski that a binding stands on."""
    return outline(
        "M10,232C120,222 280,222 390,232V244C280,236 120,236 10,244Z", fill=sketch.third
    ) + line("M12,240C120,231 280,231 388,240", width=2, colour=sketch.main)


def _brake(x: float) -> str:
    return (
        band(f"M{x},212C{x - 10},240 {x - 44},262 {x - 60},272", fill=STEEL, width=4.4, edge=1.4)
        + outline(f"M{x - 56},262l-22,12l6,10l26,-10z", fill=RUBBER, width=1.5)
        + outline(f"M{x - 18},214h40v-10h-34z", fill=RUBBER, width=1.5)
    )


def ski_binding(sketch: Sketch) -> str:
    """Toe, heel and brake from the side: the stronger its springs, the longer its housings."""
    top = sketch.number("din_max", 11, 3, 20)
    long = (top - 3) * 2.1
    rise = (sketch.number("stand_height", 22, 10, 50) - 22) * 0.8
    base = 204 - max(rise, -8)
    toe = (
        f"M256,{base}L262,{base - 42}C264,{base - 58} 276,{base - 62} 288,{base - 60}"
        f"L{322 + long * 0.5:.0f},{base - 44}C{340 + long * 0.5:.0f},{base - 36} "
        f"{344 + long * 0.5:.0f},{base - 18} {342 + long * 0.5:.0f},{base}Z"
    )
    heel = (
        f"M{86 - long * 0.5:.0f},{base}L{72 - long * 0.5:.0f},{base - 34}"
        f"C{66 - long * 0.5:.0f},{base - 60} 84,{base - 78} 104,{base - 78}L138,{base - 70}"
        f"C148,{base - 66} 150,{base - 54} 144,{base - 46}L140,{base}Z"
    )
    lever = (
        f"M104,{base - 78}L{56 - long * 0.4:.0f},{base - 108}C{46 - long * 0.4:.0f},{base - 114} "
        f"{40 - long * 0.4:.0f},{base - 100} {48 - long * 0.4:.0f},{base - 94}L92,{base - 58}Z"
    )
    marks = (
        f"M272,{base - 50}L300,{base - 48}L290,{base - 8}H262Z",
        f"M268,{base - 22}H340L341,{base - 8}H266Z",
        f"M300,{base - 54}L330,{base - 40}L320,{base - 24}L296,{base - 34}Z",
        f"M276,{base - 8}L296,{base - 46}L306,{base - 8}ZM306,{base - 8}L318,{base - 34}"
        f"L328,{base - 8}Z",
    )[sketch.design]
    drawn = (
        _slice(sketch)
        + _brake(170)
        + outline(f"M64,228L70,{base}H356L362,226Z", fill=RUBBER)
        + line(f"M84,{base + 12}H160M254,{base + 12}H344", width=2.2, colour="#ffffff",
               opacity=0.3)
        + outline(f"M226,{base}h32v-9h-28z", fill=STEEL, width=1.5)
        + outline(toe, fill=sketch.main)
        + path(marks, fill=sketch.accent)
        + line(marks, width=1.1)
        + outline(f"M262,{base - 42}C244,{base - 44} 240,{base - 32} 246,{base - 22}L262,"
                  f"{base - 18}Z", fill=RUBBER, width=1.7)
        + outline(heel, fill=sketch.main)
        + outline(f"M138,{base - 70}L166,{base - 58}C172,{base - 52} 168,{base - 44} 160,"
                  f"{base - 44}H140Z", fill=RUBBER, width=1.7)
        + outline(lever, fill=sketch.accent)
        + _window(106, base - 26, top)
        + _window(316 + long * 0.2, base - 20, top)
    )  # fmt: skip
    plan = ""
    if sketch.shows("din_max"):
        low = decimal(sketch.number("din_min", top * 0.35, 0.5, 12))
        plan += text(262, base - 100, _release(low, decimal(top)), size=16)
    if sketch.shows("brake_width"):
        wide = decimal(sketch.number("brake_width", 90, 70, 150), 0)
        plan += text(200, 274, _("freins %(mm)s mm") % {"mm": wide}, size=16)
    return fitted(drawn + plan, extent=(8, 66, 392, 292))


def _window(x: float, y: float, top: float) -> str:
    """The scale on which one reads the setting."""
    at = 3 + 14 * min(top, 18) / 18
    return (
        outline(f"M{x - 13:.0f},{y - 7}h26v13h-26z", fill="#ffffff", width=1.4)
        + line("".join(f"M{x - 9 + i * 6:.0f},{y - 4}v7" for i in range(4)), width=1)
        + line(f"M{x - 13 + at:.1f},{y - 6}v11", width=2.4, colour="#c8370f")
    )


def touring_binding(sketch: Sketch) -> str:
    """Two pins at the toe, two at the heel; risers and a brake where it has them."""
    risers = round(sketch.number("risers", 2, 0, 3))
    brakes = sketch.values.get("brakes") is not False and "brake_width" in sketch.values
    brakes = brakes or sketch.values.get("brakes") is True
    main, accent = sketch.main, sketch.accent
    base = 212
    toe = (
        outline(f"M226,{base + 12}L236,{base}H352L360,{base + 12}Z", fill=RUBBER)
        + outline(f"M250,{base}L258,{base - 34}C262,{base - 50} 286,{base - 54} 292,{base - 40}"
                  f"L300,{base}Z", fill=main)
        + outline(f"M262,{base - 40}C258,{base - 66} 268,{base - 84} 284,{base - 86}C294,"
                  f"{base - 84} 296,{base - 70} 286,{base - 64}L284,{base - 36}Z", fill=STEEL)
        + disc(284, base - 76, 5, fill=INK)
        + outline(f"M296,{base - 22}L372,{base - 34}C384,{base - 34} 384,{base - 18} 372,"
                  f"{base - 16}L298,{base - 6}Z", fill=accent)
        + disc(276, base - 16, 6, fill=STEEL, edge=1.6)
    )  # fmt: skip
    flaps = "".join(
        outline(f"M{108 - i * 6},{base - 86 - i * 17}L{146 + i * 9},{base - 90 - i * 17}v11"
                f"L{108 - i * 6},{base - 74 - i * 17}Z", fill=accent if i % 2 == 0 else RUBBER,
                width=1.6)
        for i in range(risers)
    )  # fmt: skip
    heel = (
        outline(f"M50,{base + 12}L58,{base}H158L166,{base + 12}Z", fill=RUBBER)
        + line(f"M62,{base + 6}H150", width=1.6, colour="#ffffff", opacity=0.4)
        + outline(f"M74,{base}L80,{base - 22}H140L146,{base}Z", fill=STEEL)
        + outline(
            f"M78,{base - 22}V{base - 66}C78,{base - 76} 86,{base - 80} 96,{base - 80}"
            f"H128C140,{base - 80} 144,{base - 72} 144,{base - 64}V{base - 22}Z",
            fill=main,
        )
        + outline(f"M86,{base - 46}H136V{base - 32}H86Z", fill=accent, width=1.4)
        + _window(112, base - 58, sketch.number("din_max", 10, 4, 18))
        + band(f"M144,{base - 62}H166M144,{base - 48}H166", fill=STEEL, width=4.6, edge=1.4)
        + flaps
    )
    drawn = _slice(sketch) + (_brake(196) if brakes else "") + toe + heel
    plan = ""
    if sketch.shows("weight"):
        plan += text(216, 276, said(sketch.number("weight", 350, 80, 1500), "g"), size=16)
    if sketch.shows("din_max"):
        high = decimal(sketch.number("din_max", 10, 4, 18))
        low = decimal(sketch.number("din_min", 4, 1, 10))
        plan += text(262, 98, _release(low, high), size=16)
    return fitted(drawn + plan, extent=(8, 74, 392, 288))


# --- cross-country and snowboard boots -------------------------------------------------------
def nordic_boot(sketch: Sketch) -> str:
    """A cross-country boot: a high stiff cuff to skate, a low soft one to stride."""
    technique = sketch.choice("technique", "skating")
    tall = {"classic": 128.0, "backcountry": 86.0}.get(technique, 72.0)
    closure = sketch.choice("closure", "quicklace")
    upper = (
        f"M70,238C62,206 72,170 80,{tall + 46:.0f}L84,{tall + 8:.0f}C88,{tall - 4:.0f} 100,"
        f"{tall - 4:.0f} 112,{tall:.0f}L166,{tall + 4:.0f}C176,{tall + 8:.0f} 176,"
        f"{tall + 24:.0f} 174,{tall + 40:.0f}C180,168 208,180 248,190C300,200 336,208 342,238Z"
    )
    marks = (
        "M108,236C120,204 150,190 186,178L210,186C168,202 150,214 144,236Z",
        "M214,184L250,191L236,236H198Z M258,193L276,197L262,236H246Z",
        "M84,214C140,208 200,214 338,224L340,234H82Z",
        "M150,236L190,192L204,214L222,196L240,236Z",
    )[sketch.design]
    drawn = (
        outline(f"M92,{tall + 14:.0f}L98,{tall - 18:.0f}L168,{tall - 12:.0f}L170,{tall + 20:.0f}Z",
                fill=LINING, width=1.7)
        + _nordic_sole(sketch, backcountry=technique == "backcountry")
        + outline(upper, fill=sketch.main)
        + path(marks, fill=sketch.accent)
        + line(marks, width=1.1)
        + outline("M302,203C326,208 340,216 342,238H296C292,224 294,212 302,203Z", fill=RUBBER,
                  width=1.5)
        + shade(f"M70,238C62,206 72,170 80,{tall + 46:.0f}L84,{tall + 8:.0f}L98,{tall + 4:.0f}"
                f"C90,160 88,206 96,238Z")
        + _closure(sketch, closure)
        + (_skate_cuff(sketch, tall) if tall < 110 else "")
        + path(upper, fill="none", stroke=INK, stroke_width=2)
    )  # fmt: skip
    plan = ""
    if sketch.shows("sole_norm"):
        names = {"prolink": "Prolink", "nnn": "NNN", "turnamic": "Turnamic", "sns": "SNS",
                 "nnn_bc": "NNN BC"}  # fmt: skip
        norm = sketch.choice("sole_norm", "nnn")
        plan += text(296, 120, names.get(norm, norm), size=16)
    if sketch.shows("weight"):
        plan += across(70, 342, 284, said(sketch.number("weight", 550, 300, 1200), "g"))
    return fitted(drawn + plan, extent=(52, 50, 358, 294 if plan else 268))


def _nordic_sole(sketch: Sketch, *, backcountry: bool) -> str:
    deep = 262 if backcountry else 254
    return (
        outline(f"M66,234H344C354,236 358,246 350,{deep - 4}H300L292,{deep}H84C68,{deep} 64,246 "
                f"66,234Z", fill=RUBBER)
        + line("M70,243H346", width=2.4, colour=sketch.accent)
        + disc(342, 246, 4.6, fill=STEEL, edge=1.5)
        + line("".join(f"M{x},{deep - 1}v-7" for x in range(92, 290, 14)), width=3,
               colour="#ffffff", opacity=0.28)
    )  # fmt: skip


def _skate_cuff(sketch: Sketch, tall: float) -> str:
    cuff = (
        f"M76,{tall + 30:.0f}L80,{tall + 14:.0f}L176,{tall + 20:.0f}L174,{tall + 48:.0f}"
        f"L128,{tall + 62:.0f}L122,176C122,190 104,190 102,178L98,{tall + 60:.0f}Z"
    )
    return (
        outline(cuff, fill=mix(sketch.third, INK, 0.08))
        + disc(112, 176, 6, fill=STEEL, edge=1.5)
        + outline(f"M142,{tall + 20:.0f}h30v14l-30,4z", fill=sketch.accent, width=1.5)
        + line(f"M84,{tall + 24:.0f}L138,{tall + 28:.0f}", width=1.2, opacity=0.5)
    )


def _closure(sketch: Sketch, closure: str) -> str:
    rows = [(166 + i * 19, 158 + i * 7.5) for i in range(5)]
    tongue = shade("M170,150C190,166 224,176 262,186L256,198C214,190 178,182 158,162Z",
                   opacity=0.25)  # fmt: skip
    if closure == "dial":
        wires = "".join(f"M{x:.0f},{y:.0f}l10,20" for x, y in rows)
        return (
            tongue
            + line(wires, width=2.2, colour=STEEL)
            + disc(182, 172, 13, fill=RUBBER, edge=1.8)
            + disc(182, 172, 8, fill=sketch.accent, edge=1.3)
        )
    width = 4.4 if closure == "laces" else 3
    laces = "".join(f"M{x - 4:.0f},{y + 14:.0f}L{x + 10:.0f},{y - 3:.0f}" for x, y in rows)
    lock = "" if closure == "laces" else outline("M160,146h18v14h-18z", fill=sketch.accent,
                                                 width=1.5)  # fmt: skip
    return tongue + band(laces, fill=sketch.third, width=width, edge=1.1, cap="round") + lock


def snowboard_boot(sketch: Sketch) -> str:
    """A soft boot: laces, wires or one or two dials; the stiffer, the more its shaft is braced."""
    flex = sketch.number("flex", 5, 1, 10)
    upper = (
        "M88,244C78,200 86,150 92,110L98,58C102,44 114,42 128,44L190,40C204,40 208,50 206,64"
        "C202,104 204,136 216,158C232,180 268,186 304,196C334,206 344,224 342,246Z"
    )
    brace = (
        f"M90,196C{112 + flex * 2:.0f},150 {108 + flex * 3:.0f},110 106,{96 - flex * 2:.0f}"
        f"L96,{84 - flex * 2:.0f}L84,190Z"
    )
    marks = (
        "M120,240C130,206 160,192 200,176L226,188C178,204 160,220 154,242Z",
        "M232,182L272,190L264,242H222Z",
        "M98,128C130,120 160,118 202,122L203,136C160,132 130,134 96,142Z",
        "M140,242L176,190L196,220L214,200L240,242Z",
    )[sketch.design]
    drawn = (
        outline("M108,62L112,28C120,16 180,14 194,24L200,60Z", fill=LINING)
        + band("M120,26C108,14 110,2 124,2", fill=sketch.accent, width=6, edge=1.2)
        + outline("M80,240H344C356,244 356,268 342,274H98C80,274 76,254 80,240Z", fill=RUBBER)
        + line("M82,252H350", width=3, colour=sketch.third)
        + line("".join(f"M{x},273v-9" for x in range(104, 340, 17)), width=5, colour="#ffffff",
               opacity=0.22)
        + outline(upper, fill=sketch.main)
        + path(marks, fill=sketch.accent)
        + line(marks, width=1.1)
        + outline(brace, fill=mix(sketch.main, INK, 0.45), width=1.5)
        + outline("M300,195C334,206 344,224 342,246H288C284,226 290,208 300,195Z",
                  fill=mix(sketch.main, INK, 0.4), width=1.5)
        + stitch("M104,72C98,120 92,180 96,238M292,204C280,220 280,232 282,242",
                 colour=detail(sketch.main))
        + shade("M128,44L190,40C204,40 208,50 206,64L205,76L112,80L114,58Z", opacity=0.22)
        + _board_lacing(sketch)
        + path(upper, fill="none", stroke=INK, stroke_width=2)
    )  # fmt: skip
    plan = text(286, 110, _soft(flex), size=16) if sketch.shows("flex") else ""
    if sketch.shows("weight"):
        plan += across(80, 346, 298, said(sketch.number("weight", 900, 500, 1500), "g"))
    return fitted(drawn + plan, extent=(60, -4, 356, 308 if plan else 280))


def _board_lacing(sketch: Sketch) -> str:
    kind = sketch.choice("closure", "laces")
    rows = [(184, 72), (183, 96), (184, 120), (190, 144), (206, 164), (232, 178)]
    facing = shade("M206,64C202,104 204,136 216,158C228,174 250,182 274,188L262,200"
                   "C226,192 198,176 188,152C180,128 182,96 184,66Z", opacity=0.22)  # fmt: skip
    if kind in ("boa", "double_boa"):
        wires = "".join(f"M{x - 4},{y}l22,{4 if y < 140 else 12}" for x, y in rows)
        dials = [(164, 96)] if kind == "boa" else [(164, 84), (196, 190)]
        return facing + line(wires, width=2.4, colour=STEEL) + "".join(
            disc(x, y, 15, fill=RUBBER, edge=1.8)
            + line("".join(f"M{polar(x, y, 11, t)}L{polar(x, y, 14, t)}"
                           for t in range(0, 360, 30)), width=1.2, colour="#ffffff", opacity=0.5)
            + disc(x, y, 9, fill=sketch.accent, edge=1.3)
            for x, y in dials
        )  # fmt: skip
    width = 5 if kind == "laces" else 3.4
    laces = "".join(f"M{x - 6},{y + 4}l24,{-6 if y < 140 else 6}" for x, y in rows)
    lock = "" if kind == "laces" else outline("M158,62h20v16h-20z", fill=sketch.accent, width=1.5)
    return facing + band(laces, fill=sketch.third, width=width, edge=1.1, cap="round") + lock


def _padded(sketch: Sketch, d: str, pad: str) -> str:
    """A strap over the boot with its cushion."""
    return band(d, fill=RUBBER, width=9, edge=1.4) + outline(pad, fill=sketch.accent)


def snowboard_binding(sketch: Sketch) -> str:
    """A binding from the side: highback, ankle and toe straps; none of them on a step-in."""
    entry = sketch.choice("entry", "strap")
    flex = sketch.number("flex", 5, 1, 10)
    lean = sketch.number("forward_lean", 12, 0, 35)
    fill = {"carbon": mix(INK, "#ffffff", 0.2), "aluminium": STEEL}.get(
        sketch.choice("baseplate", "nylon"), mix(sketch.main, INK, 0.35)
    )
    high = 40 + (10 - flex) * 4
    back = (
        f"M82,214C72,170 74,120 84,{high + 20:.0f}C88,{high:.0f} 108,{high - 6:.0f} 122,"
        f"{high + 6:.0f}C116,100 114,140 128,206Z"
    )
    slots = (
        f"M94,{high + 40:.0f}C90,110 90,130 92,156L104,154C102,130 102,110 106,{high + 38:.0f}Z",
        f"M92,{high + 34:.0f}h20v10h-20zM90,{high + 56:.0f}h20v10h-20zM88,{high + 78:.0f}h20v10"
        "h-20z",
        f"M92,150L100,{high + 30:.0f}L110,150Z",
        f"M90,{high + 44:.0f}l10,-12l10,12l-10,60z",
    )[sketch.design]
    swung = f"rotate({(lean - 12) * 0.5:.1f} 100 212)"
    straps = _padded(sketch, "M106,190C130,120 180,96 214,204",
                   "M128,136C144,106 182,102 196,142L184,166C172,134 152,134 140,160Z") + (
        outline("M184,150l24,10l-6,24l-22,-12z", fill=STEEL, width=1.5)
        + _padded(sketch, "M250,204C262,168 300,160 316,206",
                "M258,178C272,158 300,158 310,186L298,196C288,180 276,180 266,192Z")
    )  # fmt: skip
    if entry == "step":
        straps = outline("M250,206l10,-26l30,-6l16,32z", fill=sketch.accent) + (
            disc(120, 178, 10, fill=STEEL, edge=1.8)
            + band("M300,196C318,188 326,196 330,206", fill=STEEL, width=5, edge=1.3)
        )
    cable = ""
    if entry == "rear":
        cable = band("M112,90L196,150", fill=STEEL, width=2.6, edge=1) + group(
            outline("M86,130l-26,-18l-8,30l28,20z", fill=sketch.accent, width=1.8), swung
        )
    drawn = (
        line("M28,250H372", width=1, opacity=0.4)
        + group(outline(back, fill=sketch.main) + path(slots, fill=sketch.accent)
                + line(slots, width=1.1) + path(back, fill="none", stroke=INK, stroke_width=2),
                swung)
        + outline("M74,214C90,198 130,198 146,212L330,206C346,208 350,226 344,238H80"
                  "C68,236 66,222 74,214Z", fill=fill)
        + outline("M78,236H346V248H82Z", fill=RUBBER, width=1.7)
        + line("M160,222H318M160,229H318", width=1.6, colour=detail(fill), opacity=0.45)
        + disc(106, 214, 7, fill=STEEL, edge=1.6)
        + disc(214, 218, 6, fill=STEEL, edge=1.6)
        + cable
        + straps
    )  # fmt: skip
    plan = text(296, 90, _soft(flex), size=16) if sketch.shows("flex") else ""
    if sketch.shows("weight"):
        plan += across(70, 350, 274, said(sketch.number("weight", 1700, 900, 3200), "g"))
    return fitted(drawn + plan, extent=(40, 26, 366, 284 if plan else 258))


# --- heads and hands -------------------------------------------------------------------------
TINTS = {"s0": "#f3ead0", "s1": "#f0c04a", "s2": "#e08a3c", "s3": "#7c4a5c", "s4": "#2c2f38",
         "s1_s3": "#b06a72"}  # fmt: skip


def goggles(sketch: Sketch) -> str:
    """A goggle from the front: its lens as dark as its category, round or flat, clips, strap."""
    category = sketch.choice("category", "s2")
    tint = TINTS.get(category, TINTS["s2"])
    wide = {"small": 0.86, "large": 1.06}.get(sketch.choice("frame_size", "medium"), 0.97)
    bulge = {"cylindrical": 0, "toric": 6}.get(sketch.choice("lens", "spherical"), 12)
    frame = (
        f"M200,{70 - bulge}C262,{70 - bulge} 318,74 336,100C350,126 342,182 318,204"
        "C292,222 246,226 226,210C214,198 208,190 200,190C192,190 186,198 174,210"
        f"C154,226 108,222 82,204C58,182 50,126 64,100C82,74 138,{70 - bulge} 200,{70 - bulge}Z"
    )
    lens = (
        f"M200,{86 - bulge}C258,{86 - bulge} 306,90 320,110C332,130 326,174 306,190"
        "C284,206 250,208 234,196C220,182 212,174 200,174C188,174 180,182 166,196"
        f"C150,208 116,206 94,190C74,174 68,130 80,110C94,90 142,{86 - bulge} 200,{86 - bulge}Z"
    )
    mirror = sketch.values.get("mirrored") is True
    gleam = shade("M96,112L150,96L110,188L92,180Z", colour="#ffffff", opacity=0.35) + shade(
        "M166,94L186,92L144,198L126,200Z", colour="#ffffff", opacity=0.35
    )
    if mirror:
        gleam += shade("M80,130C140,108 260,108 322,136L318,160C260,136 140,136 78,156Z",
                       colour=sketch.accent, opacity=0.5)  # fmt: skip
    clips = ""
    if sketch.choice("change", "none") != "none":
        magnetic = sketch.choice("change", "none") == "magnetic"
        clips = "".join(
            (disc(x, 146, 6, fill=STEEL, edge=1.5) if magnetic else
             outline(f"M{x - 6},132h12v28h-12z", fill=STEEL, width=1.5))
            for x in (66, 334)
        )  # fmt: skip
    strap = (
        "M60,116L4,100V186L60,176Z",
        "M340,116L396,100V186L340,176Z",
    )
    woven = (
        "M4,128L58,136V146L4,142ZM396,128L342,136V146L396,142Z",
        "M16,104l12,3v72l-12,3zM384,104l-12,3v72l12,3z",
        "M4,112L60,124V132L4,122ZM396,112L340,124V132L396,122ZM4,162L60,158V166L4,174Z"
        "M396,162L340,158V166L396,174Z",
        "M8,170l18,-40l10,24l8,-16l12,34zM392,170l-18,-40l-10,24l-8,-16l-12,34z",
    )[sketch.design]
    vents = "".join(f"M{x},{78 - bulge * (1 - abs(x - 200) / 140):.0f}h8" for x in
                    range(120, 280, 16))  # fmt: skip
    body = (
        "".join(outline(d, fill=sketch.main) for d in strap)
        + path(woven, fill=sketch.accent)
        + outline("M60,112h-18v70h18zM340,112h18v70h-18z", fill=RUBBER, width=1.6)
        + outline(frame, fill=sketch.main)
        + line(vents, width=3, colour=detail(sketch.main), opacity=0.7)
        + outline(lens, fill=tint, width=1.8)
        + gleam
        + line("M192,178C196,174 204,174 208,178", width=1.6)
        + path(frame, fill="none", stroke=INK, stroke_width=2)
        + clips
    )
    drawn = group(body, f"translate({200 * (1 - wide):.1f},{146 * (1 - wide):.1f}) "
                        f"scale({wide})")  # fmt: skip
    words = []
    if sketch.shows("category"):
        words.append({"s1_s3": _("S1 à S3")}.get(category, category.upper()))
    if sketch.shows("vlt"):
        light = decimal(sketch.number("vlt", 25, 3, 100), 0)
        words.append(_("%(light)s %% de lumière") % {"light": light})
    plan = text(200, 250, ", ".join(words), size=16) if words else ""
    return fitted(drawn + plan, extent=(2, 44, 398, 262 if plan else 232))


def ski_helmet(sketch: Sketch) -> str:
    """A helmet from the side: as many openings as it has, ear pads, goggle clip or visor."""
    vents = round(sketch.number("vents", 12, 0, 40))
    visor = sketch.values.get("visor") is True
    shell = (
        "M84,196C62,120 110,44 206,42C294,42 344,98 346,164C346,176 340,182 328,182"
        "L286,180C268,180 258,190 250,204H104C94,204 88,204 84,196Z"
    )
    pad = "M118,198C112,226 128,262 160,268C196,272 236,246 250,204Z"
    marks = (
        "M96,150C110,84 170,56 240,60L262,72C190,66 134,96 116,160Z",
        "M206,42C250,42 290,56 314,84L250,110L206,66Z",
        "M84,170H340L344,182H88Z",
        "M150,180L200,96L222,138L240,112L276,180Z",
    )[sketch.design]
    shown = min((vents + 1) // 2, 10)
    openings = "".join(
        group(
            outline("M-15,-5C-8,-9 8,-9 15,-4C8,4 -8,5 -15,-5Z", fill=mix(INK, "#ffffff", 0.1),
                    width=1.4),
            f"translate({x},{y}) rotate({turn})",
        )
        for x, y, turn in (
            (150, 92, -36), (196, 74, -10), (244, 78, 16), (136, 124, -48), (180, 108, -24),
            (226, 104, 4), (274, 104, 30), (120, 160, -66), (164, 142, -34), (290, 138, 44),
        )[:shown]
    )  # fmt: skip
    drawn = (
        band("M160,262C190,290 240,288 268,262L286,196", fill=RUBBER, width=8, edge=1.4)
        + outline("M210,268h34v16h-34z", fill=sketch.accent, width=1.5)
        + outline(pad, fill=LINING)
        + stitch("M128,210C126,234 140,256 162,258C192,260 222,240 236,212", colour="#ffffff")
        + outline(shell, fill=sketch.main)
        + path(marks, fill=sketch.accent)
        + line(marks, width=1.1)
        + openings
        + shade("M84,196C62,120 110,44 206,42C140,58 104,116 112,204H104C94,204 88,204 84,196Z")
        + shade("M230,54C280,60 320,96 330,140C306,100 270,76 226,68Z", colour="#ffffff",
                opacity=0.4)
        + path(shell, fill="none", stroke=INK, stroke_width=2)
        + outline("M78,166h20v30h-20z", fill=RUBBER, width=1.6)
        + disc(94, 214, 12, fill=sketch.third, edge=1.8)
    )  # fmt: skip
    if visor:
        drawn += path("M262,158L352,160C358,196 340,226 316,232L266,214C256,198 256,176 262,158Z",
                      fill="#b98a3c", opacity=0.75) + line(
            "M262,158L352,160C358,196 340,226 316,232L266,214C256,198 256,176 262,158Z", width=2
        ) + shade("M284,164L306,165L288,218L270,212Z", colour="#ffffff", opacity=0.4)  # fmt: skip
    plan = ""
    if sketch.shows("weight"):
        plan += text(340, 268, said(sketch.number("weight", 420, 200, 1100), "g"))
    if sketch.shows("vents"):
        plan += text(340, 246, _("%(n)d aérations") % {"n": vents})
    return fitted(drawn + plan, extent=(56, 30, 392 if plan else 368, 294))


def ski_gloves(sketch: Sketch) -> str:
    """A pair, plump for the cold: gloves, mittens or three fingers; short or long cuffs."""
    style = sketch.choice("style", "glove")
    long = sketch.choice("gauntlet", "long") == "long"
    cold = (10 - sketch.number("temperature", -12, -40, 10)) / 50
    one = _thick_glove(sketch, style, long=long, plump=4 * cold)
    drawn = group(one, "translate(200,0)") + group(one, "translate(200,0) scale(-1,1)")
    plan = ""
    if sketch.shows("temperature"):
        value = decimal(sketch.number("temperature", -12, -40, 10), 0).replace("-", "−")
        plan = text(200, 312, _("jusqu’à %(value)s °C") % {"value": value}, size=16)
    return fitted(drawn + plan, extent=(14, 6, 386, 320 if plan else 292))


def _thick_glove(sketch: Sketch, style: str, *, long: bool, plump: float) -> str:
    wrist = 196
    p = plump
    tops = {
        "mitten": f"C{50 - p:.0f},60 {70 - p:.0f},14 104,14C{142 + p:.0f},14 {166 + p:.0f},60 "
        f"{166 + p:.0f},110",
        "lobster": f"C{56 - p:.0f},50 {62 - p:.0f},14 80,14C98,14 98,60 98,110C102,60 102,22 "
        f"126,22C{158 + p:.0f},22 {168 + p:.0f},70 {166 + p:.0f},116",
    }
    fingers = (
        f"C{54 - p:.0f},80 {54 - p:.0f},36 66,32C80,30 83,60 84,104C84,60 84,16 98,14"
        "C112,14 114,60 113,104C115,60 118,24 130,24C142,26 142,64 140,108"
        f"C144,76 150,52 {160 + p:.0f},54C{172 + p:.0f},58 {170 + p:.0f},96 {166 + p:.0f},118"
    )  # fmt: skip
    hand = (
        f"M68,{wrist}C58,180 40,164 30,146C18,126 20,106 34,106C48,108 54,128 62,140"
        f"L60,118{tops.get(style, fingers)}C{168 + p:.0f},150 156,176 150,{wrist}Z"
    )
    end = 284 if long else 236
    spread = 12 if long else 2
    cuff = (
        f"M66,{wrist}C92,{wrist + 6} 126,{wrist + 6} 152,{wrist}L{158 + spread},{end}"
        f"C130,{end + 8} 86,{end + 8} {60 - spread},{end}Z"
    )
    back = (
        "M76,120C96,108 130,108 152,122L146,160C120,150 96,152 80,164Z",
        "M72,176C100,166 124,166 154,172L152,188C124,182 100,182 70,192Z",
        "M112,112L156,124L146,190L104,192Z",
        "M84,176L106,126L118,150L128,136L146,176Z",
    )[sketch.design]
    leather = sketch.choice("palm", "leather") == "leather"
    return (
        outline(hand, fill=sketch.main)
        + path(back, fill=sketch.accent)
        + line(back, width=1.1)
        + (shade("M30,146C18,126 20,106 34,106C48,108 54,128 62,140L68,170C52,164 40,160 30,146Z",
                 opacity=0.28) if leather else "")
        + stitch("M70,126C72,150 70,172 74,190M150,120C154,150 148,172 146,190",
                 colour=detail(sketch.main))
        + shade(f"M166,116C{168 + p:.0f},150 156,176 150,{wrist}H136C148,170 152,140 150,112Z",
                opacity=0.16)
        + path(hand, fill="none", stroke=INK, stroke_width=2)
        + outline(cuff, fill=mix(sketch.main, INK, 0.3))
        + outline(f"M74,{wrist - 6}H148V{wrist + 12}H74Z", fill=sketch.third, width=1.6)
        + stitch(f"M78,{wrist - 2}H144M78,{wrist + 8}H144")
        + (band(f"M{58 - spread + 4},{end - 12}C88,{end - 4} 128,{end - 4} "
                f"{160 + spread - 4},{end - 12}", fill=sketch.accent, width=4, edge=1.1)
           if long else "")
    )  # fmt: skip


# --- avalanche rescue ------------------------------------------------------------------------
def transceiver(sketch: Sketch) -> str:
    """A transceiver from the front with its harness strap: display, arrows, switch, antennas."""
    antennas = round(sketch.number("antennas", 3, 1, 4))
    main, accent = sketch.main, sketch.accent
    body = (
        "M140,52C140,36 152,28 168,28H240C256,28 266,38 266,54V226C266,248 252,262 232,264H174"
        "C154,262 140,248 140,226Z"
    )
    marks = (
        "M140,196L266,160V176L140,212Z",
        "M140,222H266V236C264,252 250,262 232,264H174C154,262 140,250 140,234Z",
        "M140,52C140,36 152,28 168,28H180V264H174C154,262 140,248 140,226Z",
        "M168,232L194,190L208,214L218,200L238,232Z",
    )[sketch.design]
    arrows = "".join(
        path(f"M{203 + (i - 2) * 17:.0f},{76 + abs(i - 2) * 5}l-5,9h10z",
             fill="#c8370f" if i == 2 else INK)
        for i in range(5)
    )  # fmt: skip
    lights = "".join(disc(176 + i * 18, 178, 5, fill=accent if i < antennas else STEEL, edge=1.3)
                     for i in range(4))  # fmt: skip
    drawn = (
        band("M160,36C90,20 40,70 36,150C34,200 60,250 110,272", fill=RUBBER, width=13, edge=1.6)
        + band("M246,36C320,22 362,80 366,150C368,200 346,250 300,272", fill=RUBBER, width=13,
               edge=1.6)
        + outline("M24,140h26v34h-26z", fill=accent, width=1.6)
        + band("M204,264C204,284 224,292 260,290", fill=accent, width=4, edge=1.2)
        + outline(body, fill=main)
        + path(marks, fill=accent)
        + line(marks, width=1.1)
        + shade("M250,30C262,34 266,42 266,54V226C266,246 254,260 236,264C250,252 250,240 250,226Z")
        + outline("M154,54C154,46 160,44 166,44H240C248,44 252,48 252,56V152C252,160 248,164 "
                  "240,164H166C158,164 154,160 154,152Z", fill=RUBBER)
        + outline("M162,58H244V152H162Z", fill="#d7e3d4", width=1.5)
        + arrows
        + text(203, 126, f"{decimal(sketch.number('search_width', 50, 20, 90) * 0.24, 0)},4",
               size=34)
        + line("M172,138H234", width=4, opacity=0.25)
        + line("M172,138H210", width=4)
        + lights
        + disc(203, 216, 17, fill=RUBBER, edge=1.8)
        + line("M203,206V220", width=3, colour="#ffffff")
        + outline("M262,88h14v44h-14z", fill=accent, width=1.6)
        + path(body, fill="none", stroke=INK, stroke_width=2)
    )  # fmt: skip
    words = []
    if sketch.shows("antennas"):
        words.append(ngettext("%(n)d antenne", "%(n)d antennes", antennas) % {"n": antennas})
    if sketch.shows("search_width"):
        wide = decimal(sketch.number("search_width", 50, 20, 90), 0)
        words.append(_("bande de %(m)s m") % {"m": wide})
    plan = text(200, 312, ", ".join(words), size=16) if words else ""
    return fitted(drawn + plan, extent=(14, 14, 386, 320 if plan else 298))


def shovel(sketch: Sketch) -> str:
    """A shovel with its blade, a folded probe, or both: what the set holds."""
    kind = sketch.choice("kind", "shovel")
    drawn = ""
    if kind in ("shovel", "set"):
        drawn += group(
            _shovel(sketch), "translate(10,-24) scale(0.94)" if kind == "set" else "translate(0,0)"
        )
    if kind in ("probe", "set"):
        drawn += group(
            _probe(sketch), "translate(76,134) scale(0.62)" if kind == "set" else "translate(0,0)"
        )
    plan = ""
    if sketch.shows("length"):
        plan += across(24, 376, 286, said(sketch.number("length", 90, 50, 400), "cm"))
    return fitted(drawn + plan, extent=(8, 14, 392, 296 if plan else 276))


def _tube(sketch: Sketch) -> str:
    return {"carbon": mix(INK, "#ffffff", 0.2), "steel": STEEL}.get(
        sketch.choice("shaft", "aluminium"), mix(STEEL, "#ffffff", 0.3)
    )


def _shovel(sketch: Sketch) -> str:
    volume = sketch.number("blade_volume", 2.2, 1, 4)
    half = 44 + (volume - 1) * 10
    y = 150
    blade = (
        f"M236,{y - 14}L258,{y - half:.0f}C300,{y - half - 8:.0f} 350,{y - half:.0f} 384,"
        f"{y - half + 12:.0f}C390,{y - 20} 390,{y + 20} 384,{y + half - 12:.0f}"
        f"C350,{y + half:.0f} 300,{y + half + 8:.0f} 258,{y + half:.0f}L236,{y + 14}Z"
    )
    ribs = (
        f"M262,{y}H370M264,{y - half * 0.45:.0f}C300,{y - half * 0.5:.0f} 340,"
        f"{y - half * 0.4:.0f} 372,{y - half * 0.34:.0f}M264,{y + half * 0.45:.0f}C300,"
        f"{y + half * 0.5:.0f} 340,{y + half * 0.4:.0f} 372,{y + half * 0.34:.0f}"
    )
    hole = f"M272,{y - 8}h24v16h-24z"
    marks = (
        f"M330,{y - half * 0.9:.0f}L352,{y - half * 0.86:.0f}L336,{y + half * 0.88:.0f}"
        f"L314,{y + half * 0.94:.0f}Z",
        f"M300,{y + 20}l16,-34l10,18l8,-12l14,28z",
        f"M372,{y - half * 0.8:.0f}L384,{y - half + 12:.0f}C390,{y - 20} 390,{y + 20} 384,"
        f"{y + half - 12:.0f}L372,{y + half * 0.8:.0f}Z",
        f"M310,{y - 20}h40v8h-40zM310,{y + 12}h40v8h-40z",
    )[sketch.design]
    return (
        outline(f"M60,{y - 7}H160V{y + 7}H60Z", fill=sketch.accent)
        + outline(f"M150,{y - 9}H246V{y + 9}H150Z", fill=_tube(sketch))
        + disc(166, y, 3.4, fill=INK)
        + disc(226, y, 3.4, fill=INK)
        + outline(
            f"M64,{y - 10}C40,{y - 12} 46,{y - 34} 22,{y - 34}C12,{y - 34} 10,{y - 24} 18,"
            f"{y - 20}C28,{y - 14} 24,{y + 14} 18,{y + 20}C10,{y + 24} 12,{y + 34} 22,"
            f"{y + 34}C46,{y + 34} 40,{y + 12} 64,{y + 10}Z",
            fill=RUBBER,
        )
        + outline(blade, fill=sketch.main)
        + path(marks, fill=sketch.accent)
        + line(ribs, width=2, colour=detail(sketch.main), opacity=0.55)
        + outline(hole, fill=mix(INK, "#ffffff", 0.3), width=1.5)
        + shade(
            f"M258,{y + half:.0f}L250,{y + half * 0.6:.0f}C300,{y + half * 0.8:.0f} 350,"
            f"{y + half * 0.7:.0f} 388,{y + half * 0.4:.0f}L384,{y + half - 12:.0f}"
            f"C350,{y + half:.0f} 300,{y + half + 8:.0f} 258,{y + half:.0f}Z"
        )
        + path(blade, fill="none", stroke=INK, stroke_width=2)
    )


def _probe(sketch: Sketch) -> str:
    """The sections folded side by side, the cable, the handle that tightens it."""
    tube = _tube(sketch)
    count = 6
    drawn = ""
    for i in range(count):
        y = 104 + i * 17
        drawn += outline(f"M70,{y - 5}H330V{y + 5}H70Z", fill=tube if i % 2 else sketch.main,
                         width=1.7)  # fmt: skip
        drawn += line("".join(f"M{x},{y - 5}v10" for x in range(96, 330, 22)), width=1.1,
                      opacity=0.6)  # fmt: skip
        drawn += outline(f"M316,{y - 6}h20v12h-20z", fill=sketch.accent, width=1.4)
    loops = "".join(
        f"M336,{104 + i * 17}C356,{104 + i * 17} 356,{121 + i * 17} 336,{121 + i * 17}"
        if i % 2 == 0
        else f"M70,{104 + i * 17}C50,{104 + i * 17} 50,{121 + i * 17} 70,{121 + i * 17}"
        for i in range(count - 1)
    )
    return (
        line(loops, width=3.6)
        + line(loops, width=1.8, colour=STEEL)
        + drawn
        + outline("M70,99L36,102V106L70,109Z", fill=STEEL, width=1.5)
        + band("M70,189C40,189 30,214 52,228H120", fill=sketch.accent, width=5, edge=1.3)
        + outline("M116,218h44v20h-44z", fill=RUBBER, width=1.6)
        + outline("M176,94h34v103h-34z", fill=sketch.accent, width=1.6)
        + stitch("M181,98v95M205,98v95", colour=detail(sketch.accent))
    )


DRAWINGS: dict[str, Drawer] = {
    "chaussure-ski": ski_boot,
    "chaussure-ski-randonnee": touring_boot,
    "fixation-ski": ski_binding,
    "fixation-rando": touring_binding,
    "chaussure-nordique": nordic_boot,
    "boots-snowboard": snowboard_boot,
    "fixation-snowboard": snowboard_binding,
    "masque-ski": goggles,
    "casque-ski": ski_helmet,
    "gants-ski": ski_gloves,
    "dva": transceiver,
    "pelle-avalanche": shovel,
}
