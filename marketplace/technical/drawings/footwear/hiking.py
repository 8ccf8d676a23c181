"""Hiking boots of three heights, and hiking sandals."""

from marketplace.technical.drawings.canvas import (
    INK,
    STEEL,
    Sketch,
    band,
    decimal,
    detail,
    line,
    mix,
    outline,
    shade,
    stitch,
    upright,
)
from marketplace.technical.drawings.footwear.last import (
    Last,
    between,
    collar_name,
    heights,
    laces,
    lugs,
    shoe_picture,
)

# How high the collar stands above the footbed.
CUTS = {"low": 74.0, "mid": 118.0, "high": 152.0}
RAND = (
    "M-2,12 C-5,22 -5,28 -4,36 C24,30 46,16 76,13 C120,10 150,13 190,14 C224,16 246,24 262,42 "
    "C278,41 290,38 294,32 C302,26 304,20 300,12 C262,3 226,0 190,0 L70,2 C40,6 16,9 -2,12Z"
)


def hiking_boot(sketch: Sketch) -> str:
    """A boot: its cut sets the collar, hooks come with height, lugs are as deep as they are."""
    heel = sketch.number("heel_stack", 34, 20, 46)
    last = Last(heel=heel, forefoot=max(heel - 10, 14), spring=17)
    cut = sketch.choice("cut", "mid")
    collar = CUTS.get(cut, CUTS["mid"])
    lug = sketch.number("lug_depth", 4.5, 2, 8)
    return shoe_picture(
        _boot_upper(last, sketch, collar)
        + (_ankle_wing, _side_net, _mountain, _plain)[sketch.design](last, sketch, collar)
        + _boot_lacing(last, sketch, collar)
        + _rand(last, sketch)
        + _boot_sole(last, sketch, lug),
        _boot_heights(last, sketch, collar, lug),
        top=last.heel + max(collar + 30, 112),
        bottom=lug + 3,
        sides=(-92, 392),
        under=4,
    )


def _boot_heights(last: Last, sketch: Sketch, collar: float, lug: float) -> str:
    cut = collar_name(sketch.choice("cut", "mid")) or collar_name("mid")
    return (
        upright(-28, lug, -(last.heel + collar), cut, side=-1) if sketch.shows("cut") else ""
    ) + (upright(326, -0.5, lug, f"{decimal(lug)} mm", side=1) if sketch.shows("lug_depth") else "")


def _collar_line(collar: float, *, lower: float = 0) -> str:
    """The collar from the heel's tab to the front, ``lower`` millimetres under its edge."""
    c = collar - lower
    if collar < 90:
        return (
            f"C-9,{c + 22} 3,{c + 25} 9,{c + 18} C20,{c + 4} 36,{c - 8} 56,{c - 8} "
            f"C74,{c - 8} 82,{c + 8} 94,{c + 22} C98,{c + 28} 105,{c + 28} 110,{c + 20} "
        )
    return (
        f"C-7,{c + 9} 4,{c + 11} 12,{c + 6} C34,{c - 7} 58,{c - 5} 80,{c + 7} "
        f"C88,{c + 12} 97,{c + 11} 100,{c + 3} "
    )


def _boot_upper(last: Last, sketch: Sketch, collar: float) -> str:
    main, foot, fine, low = sketch.main, last.foot, detail(sketch.main), collar < 90
    back = (
        f"M-2,12 C-7,36 0,{collar * 0.5:.0f} -1,{collar * 0.64:.0f} C-1,{collar - 16} "
        f"-7,{collar - 8} -6,{collar} "
    )
    if low:
        back = f"M-2,12 C-6,36 -1,56 -7,{collar + 10} "
    instep = "C116,88 122,86 134,78 " if low else f"C103,{collar - 22} 110,100 134,78 "
    vamp = "C152,66 172,57 198,50 C232,43 264,46 286,38 C300,31 305,22 300,12 L190,0 L70,2 L-2,12Z"
    top = collar + (20 if low else 3)
    tongue = (
        f"M92,{top} C90,{top + 12} 93,{top + 24} 103,{top + 26} C113,{top + 28} 120,{top + 22} "
        f"120,{top + 8} "
        f"C{122 if low else 118},{top - 18} 128,100 148,84 C164,73 184,65 206,60 L198,44 "
        "L120,56 L96,80Z"
    )
    inside = (
        f"M0,{collar + 6} C24,{collar + 6} 70,{collar + 8} 98,{top + 12} L100,{top} "
        f"L50,{collar - 12}Z"
    )
    if low:
        inside = "M4,92 C22,80 38,75 58,75 C72,75 84,88 98,106 L98,94 L56,60 L30,66Z"
    seam = f"M-6,{collar - (6 if low else 16)} " + _collar_line(collar, lower=16)
    quilt = "".join(f"M{x},{collar - 15} L{x + 3},{collar + 1} " for x in range(20, 82, 15))
    return (
        outline(foot(tongue), fill=mix(main, INK, 0.25), width=1.6)
        + outline(foot(inside), fill=mix(main, INK, 0.65), width=1.4)
        + outline(foot(back + _collar_line(collar) + instep + vamp), fill=main)
        + band(
            foot(f"M-4,{collar - 12} C-15,{collar - 6} -15,{collar + 8} -4,{collar + 8}")
            if not low
            else foot("M-6,76 C-17,80 -17,95 -3,93"),
            fill=sketch.accent,
            width=3.6,
            edge=1.1,
        )
        + line(foot(seam), colour=fine)
        + ("" if low else line(foot(quilt), colour=fine, opacity=0.5))
    )


def _boot_lacing(last: Last, sketch: Sketch, collar: float) -> str:
    foot, fine, low = last.foot, detail(sketch.main), collar < 90
    hooks = 0 if low else 2 if collar < 130 else 3
    stay = "M110,94 C116,88 122,86 134,78 C152,66 172,57 198,50 L206,38 C168,44 128,60 100,84Z"
    if not low:
        stay = (
            f"M100,{collar + 3} C103,{collar - 22} 110,100 134,78 C152,66 172,57 198,50 L206,38 "
            f"C168,44 130,56 112,76 C98,92 90,{collar - 26} 85,{collar + 6}Z"
        )
    rows = between((120 if low else 128, 76 if low else 74), (192, 45), 5 if low else 4, bow=4)
    upper = between((116, 88), (99, collar - 8), hooks, bow=0) if hooks else []
    hooked = "".join(
        line(f"M{x - 6:.1f},{y + 1:.1f}h7", width=5.4)
        + line(f"M{x - 6:.1f},{y + 1:.1f}h7", width=3, colour=STEEL)
        for x, y in (last.at(*point) for point in upper)
    )
    return (
        shade(foot(stay), opacity=0.16)
        + line(foot(stay), colour=fine, opacity=0.7, width=1)
        + laces(last, rows, colour=sketch.accent, reach=17)
        + (laces(last, upper, colour=sketch.accent, reach=20, climb=0.5) if upper else "")
        + hooked
    )


def _rand(last: Last, sketch: Sketch) -> str:
    foot = last.foot
    cap = (
        "M262,42 C278,41 290,38 294,32 C302,26 304,20 300,12 C272,5 250,3 230,2 C242,14 "
        "250,30 262,42Z"
    )
    return (
        outline(foot(RAND), fill=mix(sketch.main, INK, 0.5), width=1.4)
        + outline(foot(cap), fill=mix(INK, "#ffffff", 0.08), width=1.3)
        + line(foot("M268,14 L280,36 M282,13 L292,30"), colour="#ffffff", opacity=0.3)
        + stitch(
            foot("M0,33 C24,26 46,13 76,10 C120,7 150,10 190,11 C220,13 240,20 254,34"),
            colour="#ffffff",
            opacity=0.45,
        )
    )


def _ankle_wing(last: Last, sketch: Sketch, collar: float) -> str:
    """A brace from the heel up to the instep, under the dip of a low collar."""
    d = (
        "M132,70 C104,58 70,52 44,50 C24,48 8,42 -4,36 "
        "L-3,52 C10,60 30,66 50,67 C78,69 100,76 118,88Z"
    )
    if collar < 90:
        d = (
            "M136,62 C106,42 72,32 44,34 C24,34 8,36 -4,36 "
            "L-3,46 C10,47 30,45 50,47 C78,49 102,60 122,76Z"
        )
    return outline(last.foot(d), fill=sketch.accent, width=1.4)


def _side_net(last: Last, sketch: Sketch, _collar: float) -> str:
    """Cords from the eyelets to the rand, a mesh window between them."""
    window = "M64,17 C76,34 88,50 104,66 L132,52 C124,38 116,26 112,13Z"
    return outline(last.foot(window), fill=mix(sketch.main, INK, 0.3), width=1.2) + band(
        last.foot("M64,18 L116,74 M112,14 L136,66 M152,14 L162,56 M116,74 L112,14 M136,66 L152,14"),
        fill=sketch.accent,
        width=3,
        edge=0.9,
        cap="round",
    )


def _mountain(last: Last, sketch: Sketch, _collar: float) -> str:
    """A moulded heel and a ridge at the ankle."""
    heel = "M-4,36 C-2,46 -1,56 -1,64 C20,62 34,46 44,26 C28,27 12,32 -4,36Z"
    return outline(last.foot(heel), fill=sketch.accent, width=1.3) + band(
        last.foot("M56,24 L86,56 L98,42 L112,58 L142,20"),
        fill=sketch.accent,
        width=4.6,
        edge=1.1,
        cap="round",
    )


def _plain(last: Last, sketch: Sketch, collar: float) -> str:
    """Nubuck: two rows of stitches and a loop of leather."""
    fine, top = detail(sketch.main), min(collar, 118) * 0.6
    seams = (
        f"M44,22 C52,40 60,{top:.0f} 84,{top + 8:.0f} C96,{top + 12:.0f} 104,70 112,62 "
        "C130,46 150,40 176,42 C196,40 206,28 214,15"
    )
    inner = (
        f"M50,20 C58,38 66,{top - 5:.0f} 86,{top + 2:.0f} C94,{top + 6:.0f} 100,66 108,57 "
        "C128,40 150,35 174,37 C190,36 200,26 207,14"
    )
    badge = "M70,30 L96,34 L94,48 L68,44Z"
    return (
        shade(
            last.foot("M-4,36 C24,30 44,20 44,22 C52,40 50,60 30,62 C16,62 4,58 -2,56Z"),
            opacity=0.14,
        )
        + line(last.foot(seams), colour=fine)
        + stitch(last.foot(inner), colour=fine)
        + outline(last.foot(badge), fill=sketch.accent, width=1.2)
    )


def _boot_sole(last: Last, sketch: Sketch, lug: float) -> str:
    h, f, tip = last.heel, last.forefoot, last.spring
    wedge = last.ground(
        f"M-4,{h + 12:.1f} C-12,{h * 0.82:.1f} -10,{h * 0.45:.1f} -4,11 L192,9 "
        f"C236,9 280,{tip * 0.6 + 8:.1f} 305,{tip + 4:.1f} C310,{tip + 8:.1f} 309,{f + 6:.1f} "
        f"300,{f + 14:.1f} "
    ) + last.foot("C262,5 226,2 190,2 C150,3 110,3 70,4 C40,7 16,9 -4,12Z")
    tread = last.ground(
        f"M-6,15 C-5,6 4,0 14,0 L88,0 L97,7 L122,7 L131,0 L192,0 C238,1 276,{tip * 0.42:.1f} "
        f"305,{tip:.1f} "
        f"C311,{tip + 6:.1f} 310,{f + 6:.1f} 301,{f + 15:.1f} C297,{tip + 14:.1f} "
        f"286,{tip * 0.6 + 12:.1f} 262,{tip * 0.35 + 10:.1f} "
        "C236,11 214,11 192,11 L40,12 C20,12 6,13 -6,15Z"
    )
    blocks = [8 + i * 16 for i in range(6)] + [138 + i * 16.6 for i in range(10)]
    return (
        lugs(last, lug, blocks, width=12, lean=1.5)
        + outline(wedge, fill=sketch.third)
        + line(
            last.wall("M-2,.86 C50,.74 110,.76 176,.82 C226,.8 262,.9 298,1.0"),
            width=1,
            opacity=0.4,
        )
        + line(last.wall("M20,.62 L64,.62 M100,.64 L150,.66"), width=1.4, opacity=0.35)
        + outline(tread, fill=INK, width=1.4)
        + line(last.ground("M12,5.5 L80,5.5 M140,5.5 L190,5.5"), colour="#ffffff", opacity=0.25)
    )


# --- sandals ---------------------------------------------------------------------------------
def hiking_sandal(sketch: Sketch) -> str:
    """A sandal: a contoured footbed, straps that cross at the ankle, a buckle."""
    heel = sketch.number("heel_stack", 32, 14, 46)
    last = Last(heel=heel, forefoot=max(heel - 8, 10), spring=15)
    return shoe_picture(
        _far_straps(last, sketch) + _near_straps(last, sketch) + _footbed(last, sketch),
        heights(last, sketch),
        top=last.heel + 108,
        bottom=6,
    )


def _far_straps(last: Last, sketch: Sketch) -> str:
    dark = mix(sketch.main, INK, 0.55)
    return "".join(
        outline(last.foot(d), fill=dark, width=1.5)
        for d in (
            "M222,4 C216,28 210,48 196,66 L228,58 C240,42 246,24 250,5Z",
            "M128,8 C134,40 138,66 150,92 L176,82 C160,58 152,32 150,6Z",
            "M-3,60 C6,84 60,84 96,62 L100,48 C64,70 14,70 -1,48Z",
        )
    )


def _near_straps(last: Last, sketch: Sketch) -> str:
    foot, main, accent = last.foot, sketch.main, sketch.accent
    fine = detail(main)
    toe = "M196,2 C194,24 188,46 174,66 C184,74 204,74 216,66 C228,48 236,26 238,2Z"
    instep = "M74,48 C92,58 112,76 132,98 C142,104 160,98 162,88 C140,64 118,46 92,32Z"
    heel = "M98,34 C66,46 36,48 2,42 C-8,44 -10,62 -4,68 C34,76 70,72 104,54Z"
    anchor = (
        "M58,2 C66,18 72,30 78,46 L98,50 C104,32 108,18 116,2 L98,2 C94,12 90,22 87,30 "
        "C84,20 80,12 76,2Z"
    )
    side = "M92,36 C122,40 152,38 182,26 L188,40 C156,54 122,56 90,50Z"
    tab = foot("M108,58 C120,68 130,80 138,92 L152,88 C142,74 130,62 118,52Z")
    return (
        outline(foot(side), fill=main, width=1.6)
        + outline(foot(anchor), fill=mix(main, INK, 0.25), width=1.6)
        + outline(foot(heel), fill=main)
        + outline(foot(instep), fill=main)
        + outline(foot(toe), fill=main)
        + _weave(last, sketch)
        + outline(tab, fill=accent, width=1.3)
        + stitch(foot("M100,40 C66,52 36,53 2,48 M100,50 C68,66 34,68 -3,62"), colour=fine)
        + stitch(foot("M202,4 C200,26 194,46 181,66 M232,4 C230,26 222,46 210,65"), colour=fine)
        + _buckle(last)
    )


def _buckle(last: Last) -> str:
    x, y = last.at(88, 43)
    return (
        f'<g transform="translate({x:.1f},{y:.1f}) rotate(-24)">'
        + outline("M-13,-12h26v24h-26z", fill=mix(INK, "#ffffff", 0.14), width=1.6)
        + line("M-6,-7h12v14h-12z", colour="#ffffff", opacity=0.6, width=1.6)
        + "</g>"
    )


def _weave(last: Last, sketch: Sketch) -> str:
    """Woven marks along the straps."""
    foot, accent = last.foot, sketch.accent
    marks = (
        "M212,12 L219,12 M210,22 L217,23 M207,32 L214,34 M203,42 L210,45 M198,52 L205,56",
        "M217,2 C215,26 208,48 195,70 M50,58 C30,58 14,57 -2,54",
        "M206,10 L222,18 L206,26 L218,36 L200,42 L210,54 M20,52 L30,64 L40,52 L50,64 L60,52",
        "M206,8 L228,16 M204,24 L224,32 M198,40 L218,48 M190,56 L208,62",
    )[sketch.design]
    return line(foot(marks), width=4 if sketch.design != 2 else 2.6, colour=accent)


def _footbed(last: Last, sketch: Sketch) -> str:
    h, f, tip = last.heel, last.forefoot, last.spring
    bed = last.ground(
        f"M-6,{h + 13:.1f} C-12,{h * 0.8:.1f} -9,{h * 0.3:.1f} 0,5 C8,0 18,0 32,0 C100,2 150,0 "
        "190,0 "
        f"C236,1 276,{tip * 0.42:.1f} 303,{tip:.1f} C311,{tip + 6:.1f} 310,{f + 14:.1f} "
        f"302,{f + 18:.1f} "
    ) + last.foot("C282,14 254,3 216,2 C180,2 150,12 118,10 C84,8 64,2 40,4 C18,5 6,10 -6,13Z")
    upper = last.foot(
        "M-6,13 C6,10 18,5 40,4 C64,2 84,8 118,10 C150,12 180,2 216,2 C254,3 282,14 302,18 "
    ) + last.foot(
        "C303,8 294,2 280,-1 C256,-5 236,-7 216,-7 C180,-7 150,2 118,0 "
        "C84,-2 64,-7 40,-6 C18,-5 2,0 -9,4Z"
    )
    tread = last.ground(
        f"M-8,10 C-4,2 8,-1 32,-1 C100,1 150,-1 190,-1 C236,0 276,{tip * 0.42 - 1:.1f} "
        f"304,{tip - 1:.1f} "
        f"C310,{tip + 4:.1f} 310,{f + 4:.1f} 308,{f + 8:.1f} C296,{tip + 8:.1f} "
        f"270,{tip * 0.4 + 8:.1f} 236,7.5 "
        "C200,6.5 150,7 100,8 C60,8 20,6 -8,10Z"
    )
    return (
        lugs(last, 3.5, [10 + i * 17.2 for i in range(17)], width=12, lean=1)
        + outline(bed, fill=sketch.third)
        + outline(upper, fill=mix(sketch.third, INK, 0.55), width=1.4)
        + line(
            last.wall("M-4,.6 C60,.46 120,.5 180,.5 C230,.46 270,.6 304,.8"), width=1, opacity=0.4
        )
        + outline(tread, fill=INK, width=1.4)
    )
