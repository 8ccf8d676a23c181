"""Small gear: poles, bottles, head torches, watches, glasses."""

from django.utils.translation import gettext as _

from marketplace.technical.drawings.canvas import (
    INK,
    STEEL,
    Sketch,
    across,
    band,
    decimal,
    detail,
    disc,
    fitted,
    group,
    lightness,
    line,
    mix,
    outline,
    path,
    polar,
    shade,
    stitch,
    text,
    upright,
)

RUBBER = mix(INK, "#ffffff", 0.14)


# --- poles -----------------------------------------------------------------------------------
def poles(sketch: Sketch) -> str:
    """A pair of poles, crossed: the shorter they fold, the more sections they have."""
    folded = sketch.number("folded", 62, 30, 135)
    sections = 4 if folded < 42 else 3 if folded < 75 else 2 if folded < 112 else 1
    pole = _pole(sketch, sections)
    drawn = group(pole, "translate(14,264) rotate(-33)") + group(
        pole, "translate(386,264) scale(-1,1) rotate(-33)"
    )
    plan = ""
    if sketch.shows("folded"):
        plan = text(200, 290, _("plié %(cm)s cm") % {"cm": decimal(folded)})
    return fitted(drawn + plan, extent=(4, 6, 396, 296 if plan else 284))


def _pole(sketch: Sketch, sections: int) -> str:
    """One pole on its length: the tip at 0, the grip at 430."""
    main, accent = sketch.main, sketch.accent
    carbon = sketch.choice("shaft", "aluminium") == "carbon"
    tube = mix(INK, "#ffffff", 0.2) if carbon else mix(STEEL, "#ffffff", 0.25)
    joints = [34 + (318 - 34) * i / sections for i in range(sections + 1)]
    drawn = outline("M0,-1.5L26,-3.5V3.5L0,1.5Z", fill=STEEL, width=1.4)
    for i in range(sections):
        half = 3.2 + 0.9 * (i + 3 - sections)
        a, b = joints[i], joints[i + 1]
        fill = main if i == sections - 1 else (tube if i % 2 == 0 else mix(main, "#ffffff", 0.35))
        drawn += outline(
            f"M{a - 6:.0f},{-half:.1f}H{b:.0f}V{half:.1f}H{a - 6:.0f}Z", fill=fill, width=1.6
        )
        drawn += line(
            f"M{a:.0f},{-half * 0.4:.1f}H{b - 6:.0f}", colour="#ffffff", opacity=0.45, width=1.2
        )
        if carbon:
            drawn += line(
                "".join(
                    f"M{x:.0f},{half:.1f}l5,{-2 * half:.1f}"
                    for x in range(round(a) + 6, round(b) - 10, 12)
                ),
                colour="#ffffff",
                opacity=0.12,
            )
    top = joints[sections - 1]
    marks = (
        f"M{top + 24:.0f},-6h9v12h-9z M{top + 38:.0f},-6h5v12h-5z",
        f"M{top + 16:.0f},-6h40l-8,12h-40z",
        f"M{top + 16:.0f},-6l8,6l-8,6h6l8,-6l-8,-6z M{top + 30:.0f},-6l8,6l-8,6h6l8,-6l-8,-6z",
        f"M{top + 18:.0f},-2.5h34v5h-34z",
    )[sketch.design]
    drawn += path(marks, fill=accent)
    for x in joints[1:-1]:
        drawn += outline(f"M{x - 14:.0f},-7.5h24v15h-24z", fill=RUBBER, width=1.5) + outline(
            f"M{x - 10:.0f},-12h18l3,5h-24z", fill=accent, width=1.3
        )
    basket = outline("M36,-22C44,-20 46,20 36,22C30,20 30,-20 36,-22Z", fill=RUBBER, width=1.5)
    grip = (
        outline(
            "M316,-7C324,-9 330,-6 338,-8L346,-7L354,-9L362,-7L370,-9L378,-7L388,-9C398,-12 "
            "404,-12 412,-12C424,-12 428,-6 428,0C428,9 418,12 408,10C396,9 390,8 316,8Z",
            fill="#c9a06a" if sketch.design % 2 else RUBBER,
        )
        + line(
            "M322,3H392" if sketch.design % 2 else "M324,-4v9M336,-4v9M348,-4v9M360,-4v9M372,-4v9",
            colour=detail(RUBBER) if not sketch.design % 2 else INK,
            opacity=0.5,
        )
        + outline(
            "M400,-12C412,-14 428,-10 429,0C428,8 420,11 408,10C414,2 412,-6 400,-12Z",
            fill=accent,
            width=1.5,
        )
        + line("M316,-7V8", width=1.6)
    )
    strap = band(
        "M404,8C396,40 352,52 330,34C322,26 350,14 398,9",
        fill=mix(main, INK, 0.25),
        width=6,
        edge=1.3,
    )
    return strap + drawn + basket + grip


# --- bottles ---------------------------------------------------------------------------------
def bottle(sketch: Sketch) -> str:
    """A flask that folds, a bike bottle, a wide-mouthed one or steel: as much as it holds."""
    volume = sketch.number("volume", 600, 150, 3000)
    scale = min(max((volume / 1000) ** 0.25, 0.7), 1)
    wide = scale * min(max((volume / 1000) ** 0.3, 1), 1.3)
    insulated = sketch.values.get("insulated") is True
    draw = _steel if insulated else (_squeeze, _soft_flask, _wide_mouth, _soft_flask)[sketch.design]
    if volume > 1100 and not insulated:
        draw = _wide_mouth
    drawn = group(
        draw(sketch, volume),
        f"translate({200 * (1 - wide):.1f},{286 * (1 - scale):.1f}) scale({wide:.3f},{scale:.3f})",
    )
    plan = ""
    if sketch.shows("volume"):
        label = f"{decimal(volume / 1000, 2)} L" if volume >= 1000 else f"{volume:.0f} ml"
        plan = upright(200 + 84 * wide, 286 - 206 * scale, 286, label, side=1)
    return fitted(drawn + plan, extent=(100, 8, 300, 290))


def _graduations(x: float, volume: float, top: float, bottom: float) -> str:
    """Marks every 100 ml, a longer one every 500."""
    step = 100 if volume <= 1200 else 250
    count = int(volume / step)
    return line(
        "".join(
            f"M{x:.0f},{bottom - (bottom - top) * i * step / volume:.1f}h{14 if i % 5 == 0 else 8}"
            for i in range(1, count + 1)
        ),
        width=1.4,
        opacity=0.65,
    )


def _steel(sketch: Sketch, _volume: float) -> str:
    main, accent, fine = sketch.main, sketch.accent, detail(sketch.main)
    body = (
        "M146,112C146,92 168,88 172,72H228C232,88 254,92 254,112V268C254,280 246,286 "
        "236,286H164C154,286 146,280 146,268Z"
    )
    marks = (
        "M146,196L254,150V176L146,222Z",
        "M146,236H254V268C254,280 246,286 236,286H164C154,286 146,280 146,268Z",
        "M172,214L192,178L204,196L214,184L232,214Z",
        "M146,128H254V140H146Z M146,148H254V154H146Z",
    )[sketch.design]
    lid = (
        outline("M168,72V44C168,36 174,32 182,32H218C226,32 232,36 232,44V72Z", fill=RUBBER)
        + line("M180,38V66M190,38V66M200,38V66M210,38V66M220,38V66", colour="#ffffff", opacity=0.2)
        + band("M176,36C176,6 224,6 224,36", fill=accent, width=8)
    )
    return (
        lid
        + outline(body, fill=main)
        + path(marks, fill=accent)
        + line(marks, width=1.1)
        + outline("M168,70H232V80H168Z", fill=STEEL, width=1.6)
        + outline(
            "M146,268H254C254,280 246,286 236,286H164C154,286 146,280 146,268Z",
            fill=STEEL,
            width=1.6,
        )
        + shade("M226,94C248,98 254,104 254,114V266H236V112C236,104 232,98 226,94Z", opacity=0.2)
        + shade("M158,112C158,106 164,102 168,100V262H158Z", opacity=0.35, colour="#ffffff")
        + line(body, width=2)
        + line("M146,268H254", colour=fine, opacity=0.5)
    )


def _squeeze(sketch: Sketch, volume: float) -> str:
    main, accent = sketch.main, sketch.accent
    body = (
        "M144,98C144,86 152,82 162,80H238C248,82 256,86 256,98V140C256,150 246,154 "
        "246,164C246,174 256,178 256,188V270C256,282 248,286 236,286H164C152,286 144,282 "
        "144,270V188C144,178 154,174 154,164C154,154 144,150 144,140Z"
    )
    return (
        outline(
            "M182,46C182,20 186,12 200,12C214,12 218,20 218,46Z", fill=mix(accent, "#ffffff", 0.3)
        )
        + line("M184,30H216", width=1.6)
        + outline("M154,80V60C154,50 164,46 176,44H224C236,46 246,50 246,60V80Z", fill=accent)
        + line("".join(f"M{162 + i * 11},54V76" for i in range(8)), opacity=0.45)
        + outline(body, fill=mix(main, "#ffffff", 0.25))
        + path(
            "M144,204H256V270C256,282 248,286 236,286H164C152,286 144,282 144,270Z "
            "M144,120H256V140C256,150 246,154 246,164C246,174 256,178 "
            "256,188V204H144V188C144,178 154,174 154,164C154,154 144,150 144,140Z",
            fill=main,
            opacity=0.75,
        )
        + line("M146,120H254", colour="#ffffff", opacity=0.7, width=1.6)
        + outline("M146,208L254,196V226L146,238Z", fill=accent, width=1.3)
        + line("M154,160H246M154,168H246", opacity=0.4)
        + _graduations(150, volume, 92, 284)
        + shade(
            "M232,84C248,86 256,90 256,98V140C256,150 246,154 246,164C246,174 256,178 "
            "256,188V270C256,282 248,286 236,286H226C236,282 238,276 238,268V100C238,92 236,86 "
            "232,84Z",
            opacity=0.16,
        )
        + shade("M158,92H166V138H158Z M158,192H166V262H158Z", colour="#ffffff", opacity=0.5)
        + line(body, width=2)
    )


def _soft_flask(sketch: Sketch, volume: float) -> str:
    """A flask that flattens as one drinks: bite valve, creases, water seen through the skin."""
    main, accent = sketch.main, sketch.accent
    body = (
        "M178,88C150,92 138,112 138,142C134,186 150,212 144,246C142,266 152,284 174,286"
        "H226C248,284 258,266 256,246C250,212 266,186 262,142C262,112 250,92 222,88Z"
    )
    water = (
        "M138,148C172,156 228,140 262,148C266,186 250,212 256,246C258,266 248,284 "
        "226,286H174C152,284 142,266 144,246C150,212 134,186 138,148Z"
    )
    print_ = (
        "M166,214L190,172L204,192L214,180L234,214Z",
        "M148,196L254,170L252,196L147,222Z",
        "M168,168H232V216H168Z",
        "M200,166L224,192L200,218L176,192Z",
    )[sketch.design]
    return (
        outline(
            "M186,20C186,12 214,12 214,20L211,46H189Z", fill=mix(accent, "#ffffff", 0.25), width=1.8
        )
        + line("M192,18H208M194,26V42M206,26V42", opacity=0.5)
        + outline("M180,58C180,48 186,44 200,44C214,44 220,48 220,58L224,68H176Z", fill=accent)
        + outline("M172,68H228C232,68 232,88 228,88H172C168,88 168,68 172,68Z", fill=RUBBER)
        + line("M180,70V86M190,70V86M200,70V86M210,70V86M220,70V86", colour="#ffffff", opacity=0.3)
        + outline(body, fill=mix("#e8f3f7", main, 0.14))
        + path(water, fill="#4aa3c7", opacity=0.42)
        + line("M138,148C172,156 228,140 262,148", colour="#ffffff", opacity=0.9, width=1.8)
        + path(print_, fill=main)
        + line(print_, width=1.3)
        + line(
            "M146,120C154,134 154,150 150,166M254,120C246,134 246,150 250,166M152,236C164,246 "
            "160,262 156,272M248,236C236,246 240,262 244,272",
            opacity=0.4,
        )
        + _graduations(160, volume, 116, 284)
        + line("M180,240H222M186,250H216", width=2.4, colour=main)
        + line("M150,270C166,278 234,278 250,270", opacity=0.5)
        + shade(
            "M152,112C146,126 146,160 152,186L160,186C154,160 154,128 164,106Z",
            colour="#ffffff",
            opacity=0.6,
        )
        + line(body, width=2)
    )


def _wide_mouth(sketch: Sketch, volume: float) -> str:
    main, accent = sketch.main, sketch.accent
    body = (
        "M150,104C150,92 160,88 164,80H236C240,88 250,92 250,104V270C250,282 244,286 "
        "234,286H166C156,286 150,282 150,270Z"
    )
    return (
        band("M236,66C270,58 276,84 250,92", fill=RUBBER, width=5)
        + outline("M160,80V50C160,42 166,40 174,40H226C234,40 240,42 240,50V80Z", fill=RUBBER)
        + line("".join(f"M{168 + i * 8},46V74" for i in range(9)), colour="#ffffff", opacity=0.22)
        + outline("M158,78H242V88H158Z", fill=accent, width=1.5)
        + band("M166,44C166,16 234,16 234,44", fill=RUBBER, width=5)
        + outline(body, fill=mix("#eaf3f6", main, 0.3))
        + path(
            "M150,132H250V270C250,282 244,286 234,286H166C156,286 150,282 150,270Z",
            fill=main,
            opacity=0.6,
        )
        + line("M151,132H249", colour="#ffffff", opacity=0.8, width=1.8)
        + _graduations(156, volume, 104, 284)
        + outline("M188,150H242V226H188Z", fill=mix(accent, "#ffffff", 0.1), width=1.3)
        + outline("M194,200L208,174L217,186L223,179L236,200Z", fill=main, width=1.1)
        + line("M196,212H234", width=2, opacity=0.6)
        + shade(
            "M232,92C246,94 250,98 250,106V270C250,282 244,286 234,286H226C234,282 236,278 "
            "236,270V106C236,100 234,96 232,92Z",
            opacity=0.16,
        )
        + shade("M160,110H168V262H160Z", colour="#ffffff", opacity=0.5)
        + line(body, width=2)
    )


# --- head torches ----------------------------------------------------------------------------
def head_torch(sketch: Sketch) -> str:
    """A lamp on its band: lights by its lumens; from 700 a battery behind and a top strap."""
    lumens = sketch.number("lumens", 350, 20, 3000)
    lights = 1 if lumens < 250 else 2 if lumens < 700 else 3
    strong = lumens >= 700
    main, accent = sketch.main, sketch.accent
    weave = (
        stitch(
            "M46,132C56,208 130,236 200,236C270,236 344,208 354,132", colour="#ffffff", opacity=0.6
        ),
        line("M44,140C54,212 128,246 200,246C272,246 346,212 356,140", colour=accent, width=5),
        line(
            "M42,126C52,196 128,224 200,224C272,224 348,196 358,126M46,146C58,216 130,248 "
            "200,248C270,248 342,216 354,146",
            colour=accent,
            width=2.6,
        ),
        line(
            "".join(
                f"M{x},{y}l10,12"
                for x, y in ((56, 174), (76, 196), (102, 212), (278, 216), (304, 204), (328, 184))
            ),
            colour=accent,
            width=6,
        ),
    )[sketch.design]
    back = "M40,124C40,74 112,46 200,46C288,46 360,74 360,124"
    drawn = (
        band(back, fill=mix(main, INK, 0.5), width=26, edge=2, cap="round")
        + (
            outline(
                "M152,26H248C256,26 260,30 260,38V66C260,72 256,76 248,76H152C144,76 140,72 "
                "140,66V38C140,30 144,26 152,26Z",
                fill=RUBBER,
            )
            + line(
                "M168,34V68M184,34V68M200,34V68M216,34V68M232,34V68", colour="#ffffff", opacity=0.25
            )
            if strong
            else outline("M176,34h48v24h-48z", fill=RUBBER, width=1.6)
            + line("M188,36V56M212,36V56", colour="#ffffff", opacity=0.4)
        )
        + (
            band("M200,70C196,100 196,130 200,186", fill=mix(main, INK, 0.2), width=20, edge=2)
            if strong
            else ""
        )
        + band(
            "M40,124C44,204 124,236 200,236C276,236 356,204 360,124",
            fill=main,
            width=28,
            edge=2,
            cap="round",
        )
        + weave
        + outline(
            "M92,194l20,14l-6,26l-22,-16z M308,194l-20,14l6,26l22,-16z", fill=RUBBER, width=1.5
        )
        + _lamp(sketch, lights, lumens)
    )
    plan = text(334, 282, f"{lumens:.0f} lm") if sketch.shows("lumens") else ""
    if sketch.shows("battery"):
        plan += text(66, 282, f"{decimal(sketch.number('battery', 5, 0, 400))} h")
    return fitted(drawn + plan, extent=(18, 16, 382, 296))


def _lamp(sketch: Sketch, lights: int, lumens: float) -> str:
    """The housing in front, its lenses lit, rays as long as the output."""
    half = 36 + lights * 17
    accent, y = sketch.accent, 218
    box = (
        f"M{200 - half},{y - 26}C{200 - half},{y - 40} {200 - half + 14},{y - 44} "
        f"{200 - half + 24},{y - 44}H{200 + half - 24}C{200 + half - 14},{y - 44} "
        f"{200 + half},{y - 40} {200 + half},{y - 26}V{y + 22}C{200 + half},{y + 38} "
        f"{200 + half - 14},{y + 44} "
        f"{200 + half - 24},{y + 44}H{200 - half + 24}C{200 - half + 14},{y + 44} "
        f"{200 - half},{y + 38} {200 - half},{y + 22}Z"
    )
    spots = (
        [(200, 30)]
        if lights == 1
        else [(174, 27), (228, 22)]
        if lights == 2
        else [(156, 24), (204, 24), (246, 15)]
    )
    reach = 6 + 14 * min(lumens / 1500, 1)
    lenses = ""
    for x, r in spots:
        rays = "".join(
            f"M{polar(x, y, r - 9, turn)}L{polar(x, y, r - 4, turn)}" for turn in range(22, 382, 45)
        )
        lenses += (
            disc(x, y, r + 3, fill=STEEL, edge=1.6)
            + disc(x, y, r, fill="#fff3c4", edge=1.4)
            + line(rays, width=1.4, opacity=0.5)
            + disc(x, y, r * 0.42, fill="#ffffff", edge=1.2)
            + disc(x, y, r * 0.18, fill="#f3c12f")
        )
    beams = "".join(
        f"M{200 + s * k:.0f},{y + 52:.0f}l{s * k * 0.12:.1f},{reach:.1f}"
        for s in (-1, 1)
        for k in (half * 0.2, half * 0.6, half * 0.95)
    )
    return (
        outline(box, fill=mix(sketch.main, INK, 0.35) if sketch.design % 2 else RUBBER)
        + shade(
            f"M{200 - half + 22},{y - 40}H{200 + half - 22}L{200 + half - 8},{y - 30}"
            f"H{200 - half + 8}Z",
            colour="#ffffff",
            opacity=0.25,
        )
        + outline(
            f"M{200 + half * 0.3:.0f},{y - 44}v-9h{half * 0.4:.0f}v9z", fill=accent, width=1.5
        )
        + outline(
            f"M{200 - half - 8},{y - 20}h9v40h-9z M{200 + half - 1},{y - 20}h9v40h-9z",
            fill=accent,
            width=1.5,
        )
        + lenses
        + line(beams, width=3.4, colour="#e0a800")
    )


# --- watches ---------------------------------------------------------------------------------
def watch(sketch: Sketch) -> str:
    """A GPS watch: its screen as large as it is, a map where it has maps."""
    screen = sketch.number("screen", 32, 20, 45)
    radius = 44 + (screen - 20) * 1.5
    square = sketch.design == 2
    case = _square_case(sketch, radius) if square else _round_case(sketch, radius)
    drawn = _watch_strap(sketch, radius) + case + _face(sketch, radius * (0.92 if square else 1))
    plan = ""
    if sketch.shows("screen"):
        plan = across(200 - radius, 200 + radius, 308, f"{decimal(screen)} mm")
    if sketch.shows("battery"):
        hours = decimal(sketch.number("battery", 20, 0, 400))
        plan += text(316, 156, _("%(hours)s h GPS") % {"hours": hours}, anchor="start")
    extent = (
        60.0,
        8.0,
        400.0 if sketch.shows("battery") else 340.0,
        316.0 if sketch.shows("screen") else 292.0,
    )
    return fitted(drawn + plan, extent=extent)


def _watch_strap(sketch: Sketch, radius: float) -> str:
    main, fine, half = sketch.main, detail(sketch.main), radius * 0.62
    top = (
        f"M{200 - half:.0f},{150 - radius * 0.8:.0f}L{200 - half * 0.72:.0f},22"
        f"C{200 - half * 0.7:.0f},10 {200 + half * 0.7:.0f},10 {200 + half * 0.72:.0f},22"
        f"L{200 + half:.0f},{150 - radius * 0.8:.0f}Z"
    )
    low = (
        f"M{200 - half:.0f},{150 + radius * 0.8:.0f}L{200 - half * 0.72:.0f},272"
        f"C{200 - half * 0.66:.0f},292 {200 + half * 0.66:.0f},292 {200 + half * 0.72:.0f},272"
        f"L{200 + half:.0f},{150 + radius * 0.8:.0f}Z"
    )
    holes = "".join(f"M200,{y}h0" for y in range(round(150 + radius + 28), 282, 11))
    buckle = line(
        f"M{200 - half * 0.86:.0f},20V12C{200 - half * 0.86:.0f},6 {200 + half * 0.86:.0f},6 "
        f"{200 + half * 0.86:.0f},12V20",
        width=6,
    ) + line(
        f"M{200 - half * 0.86:.0f},20V12C{200 - half * 0.86:.0f},6 {200 + half * 0.86:.0f},6 "
        f"{200 + half * 0.86:.0f},12V20M200,10V26",
        width=2.6,
        colour=STEEL,
    )
    ribs = "".join(f"M{200 - half * 0.7:.0f},{y}H{200 + half * 0.7:.0f}" for y in (34, 44, 256))
    return (
        outline(top, fill=main)
        + outline(low, fill=main)
        + shade(
            f"M{200 + half * 0.4:.0f},{150 + radius * 0.8:.0f}H{200 + half:.0f}"
            f"L{200 + half * 0.72:.0f},272C{200 + half * 0.7:.0f},286 "
            f"{200 + half * 0.3:.0f},288 {200 + half * 0.3:.0f},286Z",
            opacity=0.18,
        )
        + line(ribs, colour=fine, opacity=0.35, width=2)
        + line(holes, width=5.4, colour=mix(main, INK, 0.7))
        + buckle
    )


def _round_case(sketch: Sketch, radius: float) -> str:
    outer = radius + 15
    angles = (150, 180, 210, 330, 30) if sketch.design != 1 else (0, 332, 28)
    buttons = "".join(
        group(
            outline(
                f"M{outer - 3:.0f},-8h9a3,3 0 0 1 3,3v10a3,3 0 0 1 -3,3h-9z", fill=STEEL, width=1.5
            ),
            f"translate(200,150) rotate({a})",
        )
        for a in angles
    )
    ticks = "".join(
        f"M{polar(200, 150, radius + 4, turn)}L{polar(200, 150, radius + 10, turn)}"
        for turn in range(0, 360, 30)
    )
    lugs = (
        f"M{200 - radius * 0.7:.0f},{150 - outer * 0.62:.0f}"
        f"L{200 - radius * 0.62:.0f},{150 - outer - 7:.0f}H{200 + radius * 0.62:.0f}"
        f"L{200 + radius * 0.7:.0f},{150 - outer * 0.62:.0f}V{150 + outer * 0.62:.0f}"
        f"L{200 + radius * 0.62:.0f},{150 + outer + 7:.0f}H{200 - radius * 0.62:.0f}"
        f"L{200 - radius * 0.7:.0f},{150 + outer * 0.62:.0f}Z"
    )
    bezel = sketch.accent if sketch.design != 3 else mix(STEEL, "#ffffff", 0.2)
    return (
        buttons
        + outline(lugs, fill=mix(sketch.main, INK, 0.35))
        + disc(200, 150, outer, fill=mix(sketch.main, INK, 0.3), edge=2)
        + disc(200, 150, outer - 3, fill=RUBBER if sketch.design == 0 else bezel, edge=1)
        + line(
            ticks,
            colour=bezel if sketch.design == 0 else INK,
            width=2.4 if sketch.design != 1 else 1,
        )
        + disc(200, 150, radius + 2, fill=INK)
    )


def _square_case(sketch: Sketch, radius: float) -> str:
    r = radius + 8
    shape = (
        f"M{200 - r:.0f},{150 - r + 24:.0f}a24,24 0 0 1 24,-24h{2 * r - 48:.0f}a24,24 0 0 "
        f"1 24,24v{2 * r - 48:.0f}a24,24 0 0 1 -24,24h{48 - 2 * r:.0f}a24,24 0 0 1 -24,-24z"
    )
    return (
        outline(
            f"M{200 + r - 2:.0f},118h9a4,4 0 0 1 4,4v16a4,4 0 0 1 -4,4h-9z "
            f"M{200 + r - 2:.0f},160h5v26h-5z",
            fill=sketch.accent,
            width=1.5,
        )
        + outline(shape, fill=mix(STEEL, sketch.accent, 0.2))
        + group(path(shape, fill=INK), "translate(14,10.5) scale(.93)")
    )


def _face(sketch: Sketch, radius: float) -> str:
    """What the screen shows: the time, a pulse or a map, how far."""
    u = radius / 60
    accent = sketch.accent if lightness(sketch.accent) > 0.35 else "#f3c12f"
    glow = mix(accent, "#ffffff", 0.25)
    shown = text(0, -18, "10:24", size=27).replace(f'fill="{INK}"', 'fill="#ffffff"')
    if sketch.values.get("maps") is True:
        middle = (
            path(
                "M-44,-6C-30,-14 -20,4 -6,-4C8,-12 20,-8 46,-6V24C20,30 -20,30 -46,22Z",
                fill="#2f6b4a",
            )
            + line("M-46,8C-26,2 -14,20 4,12C20,4 32,14 46,8", colour="#7fc4e0", width=3)
            + line("M-36,20C-22,8 -8,22 4,4C12,-6 24,2 34,-2", colour=glow, width=3)
            + disc(34, -2, 3.4, fill="#ffffff")
        )
    else:
        middle = line("M-46,8H-24L-18,-4L-8,22L2,-2L8,10H18L23,2L28,8H46", colour=glow, width=2.6)
    numbers = text(-20, 44, "12,4", size=15).replace(f'fill="{INK}"', 'fill="#ffffff"') + text(
        22, 44, "4:52", size=15
    ).replace(f'fill="{INK}"', f'fill="{glow}"')
    ring = line("M-38.5,-41A56,56 0 0 1 38.5,-41", colour=glow, width=3.4)
    divider = line("M0,32V46", colour="#ffffff", opacity=0.4)
    gleam = path(
        "M-34,-44C-48,-30 -54,-10 -50,10L-20,-52C-26,-50 -30,-48 -34,-44Z",
        fill="#ffffff",
        opacity=0.1,
    )
    return group(
        (ring if sketch.design != 2 else "") + shown + middle + numbers + divider + gleam,
        f"translate(200,150) scale({u:.2f})",
    )


# --- sunglasses ------------------------------------------------------------------------------
def sunglasses(sketch: Sketch) -> str:
    """Sports glasses: the higher the category, the darker the lens."""
    category = sketch.number("category", 3, 0, 4)
    lens = mix(mix(sketch.accent, "#ffffff", 0.6), INK, 0.12 + category * 0.16)
    main, fine = sketch.main, detail(sketch.main)
    whole = sketch.design in (0, 3)
    shield = (
        "M48,112C90,96 150,92 200,92C250,92 310,96 352,112C362,150 344,196 "
        "306,208C266,218 236,204 222,176C214,160 186,160 178,176C164,204 134,218 94,208C56,196 "
        "38,150 48,112Z"
    )
    pair = (
        "M52,114C96,98 148,96 184,104C186,140 170,198 120,208C74,212 42,168 52,114Z "
        "M348,114C304,98 252,96 216,104C214,140 230,198 280,208C326,212 358,168 348,114Z"
    )
    glass = shield if whole else pair
    gleam = (
        "M72,122C92,114 112,110 132,108L96,194C76,186 64,166 66,140Z "
        "M146,107L158,106L122,204L108,204Z"
    )
    arm = "M52,122L70,58C73,44 84,36 100,34C112,33 118,38 124,44"
    mirrored = "translate(400,0) scale(-1,1)"
    tip = "M75,50C80,40 90,35 100,34C112,33 118,38 124,44"
    temple = band(arm, fill=main, width=11, cap="round") + band(
        tip, fill=mix(sketch.accent, INK, 0.1), width=11, edge=1.2, cap="round"
    )
    brow = (
        "M40,116C84,90 148,82 200,82C252,82 316,90 360,116L354,132C310,110 252,102 "
        "200,102C148,102 90,110 46,132Z",
        "M38,118C84,90 150,86 200,96C250,86 316,90 362,118L352,132C308,108 250,106 "
        "214,112H186C150,106 92,108 48,132Z",
        "M42,112C90,88 156,86 200,98C244,86 310,88 358,112L350,124C306,104 248,104 "
        "214,108C206,100 194,100 186,108C152,104 94,104 50,124Z",
        "M40,116C84,90 148,82 200,82C252,82 316,90 360,116L358,124C312,98 252,92 200,92C148,92 "
        "88,98 42,124Z",
    )[sketch.design]
    rims = line(pair, width=7) + line(pair, width=4, colour=main) if sketch.design == 1 else ""
    nose = (
        "M182,166C176,180 174,188 170,194M218,166C224,180 226,188 230,194"
        if whole
        else "M186,112C188,138 176,158 168,176M214,112C212,138 224,158 232,176"
    )
    drawn = (
        temple
        + group(temple, mirrored)
        + line("M58,104L64,82M342,104L336,82", colour=sketch.accent, width=4)
        + outline(glass, fill=lens)
        + path(gleam, fill="#ffffff", opacity=0.32)
        + group(path(gleam, fill="#ffffff", opacity=0.2), "translate(168,0)")
        + (
            shade(
                "M62,150C66,186 84,204 100,208C134,216 164,202 178,176L168,172C154,190 130,200 "
                "104,196C84,192 70,174 62,150Z",
                opacity=0.25,
            )
            if whole
            else ""
        )
        + rims
        + outline(brow, fill=main)
        + line(
            "M60,112C104,96 150,92 200,92C250,92 296,96 340,112"
            if sketch.design in (0, 3)
            else "M60,112C104,98 148,96 176,102M340,112C296,98 252,96 224,102",
            colour=fine,
            opacity=0.4,
        )
        + line(nose, width=7)
        + line(nose, width=4, colour=mix(sketch.accent, "#ffffff", 0.3))
        + outline(
            "M44,118l14,-6l4,12l-16,8z M356,118l-14,-6l-4,12l16,8z", fill=sketch.accent, width=1.3
        )
        + (
            line(
                "M92,202h24M284,202h24" if sketch.design == 3 else "M110,118h22M268,118h22",
                colour="#ffffff",
                opacity=0.7,
                width=2.4,
            )
        )
    )
    plan = (
        text(200, 246, _("catégorie %(n)d") % {"n": round(category)})
        if sketch.shows("category")
        else ""
    )
    return fitted(drawn + plan, extent=(26, 16, 374, 254 if plan else 226))
