"""Running shoes for the road and for trails."""

from marketplace.technical.drawings.canvas import (
    INK,
    Sketch,
    band,
    detail,
    line,
    mix,
    outline,
    path,
    shade,
    stitch,
)
from marketplace.technical.drawings.footwear.last import (
    Last,
    between,
    heights,
    laces,
    lugs,
    shoe_picture,
)

UPPER = (
    "M-1,14 C-5,38 -1,58 -7,86 C-9,98 2,103 8,95 C18,80 34,66 56,66 C74,66 82,82 95,99 "
    "C100,105 106,104 110,99 C128,80 152,62 200,48 C230,41 262,42 284,35 C298,30 304,23 300,14 "
    "C262,2 226,0 190,0 C150,1 110,1 70,2 C40,6 16,9 -1,14Z"
)
INSIDE = "M4,97 C22,84 38,79 58,79 C72,79 82,92 96,108 L98,99 C82,82 74,64 56,64 C34,64 16,80 4,97Z"
TONGUE = "M92,96 C93,106 96,116 103,120 C110,124 119,122 122,115 C142,86 168,67 206,54 L196,44Z"
# What holds the midfoot of a trail shoe: net, contour lines, struts, a triangle.
CAGES = (
    "M58,18 L112,78 M88,14 L132,63 M120,13 L152,53 M150,13 L172,45 "
    "M84,15 L62,44 M116,14 L80,64 M146,14 L99,76 M176,14 L128,66",
    "M62,20 C70,44 96,42 104,62 C106,68 106,74 105,80 M86,15 C94,36 118,36 124,54 "
    "C126,60 126,64 126,68 M114,14 C122,28 140,30 146,44 C147,48 148,52 148,55",
    "M60,18 L96,50 L130,14 L160,46 L186,15 M96,50 L110,84 M160,46 L156,52",
    "M64,17 L104,76 L140,58 L120,14 M152,15 L176,43",
)


def running_shoe(sketch: Sketch) -> str:
    """A road shoe: its foam, rocker and plate follow the stacks."""
    last = _last(sketch, heel=34, forefoot=26)
    carbon = sketch.choice("plate", "none")
    return shoe_picture(
        _upper(last, sketch)
        + _emblem(last, sketch)
        + _lacing(last, sketch)
        + _midsole(last, sketch)
        + _plate(last, sketch, carbon)
        + _road_outsole(last),
        heights(last, sketch),
        top=last.heel + 122,
    )


def trail_shoe(sketch: Sketch) -> str:
    """A trail shoe: lugs as deep as they are, a rubber guard around the toe."""
    last = _last(sketch, heel=30, forefoot=24)
    lug = sketch.number("lug_depth", 4, 1.5, 9)
    return shoe_picture(
        lugs(last, lug, [10 + i * 17.2 for i in range(17)])
        + _upper(last, sketch)
        + _trail_overlays(last, sketch)
        + _lacing(last, sketch)
        + _midsole(last, sketch, trail=True)
        + _trail_outsole(last),
        heights(last, sketch, lug=lug),
        top=last.heel + 122,
        bottom=lug + 3,
    )


def _last(sketch: Sketch, *, heel: float, forefoot: float) -> Last:
    """The two stacks; where only one and the drop are known, the other follows."""
    high = sketch.number("heel_stack", heel, 14, 52)
    drop = sketch.number("drop", heel - forefoot, -2, 16)
    low = sketch.number("forefoot_stack", high - drop, 8, 46)
    return Last(heel=high, forefoot=low, spring=12 + low * 0.4)


def _upper(last: Last, sketch: Sketch) -> str:
    main, foot = sketch.main, last.foot
    fine = detail(main)
    mesh = "".join(
        f"M{x},{3 + i % 2} C{x + 7},16 {x + 8},28 {x + 5},{47 - i * 1.7:.1f} "
        for i, x in enumerate(range(196, 268, 9))
    )
    return (
        outline(foot(TONGUE), fill=mix(main, sketch.accent, 0.25), width=1.6)
        + outline(foot(INSIDE), fill=mix(main, INK, 0.62), width=1.4)
        + outline(foot(UPPER), fill=main)
        + line(foot(mesh), width=0.9, colour=fine, opacity=0.3)
        + _pull_tab(last, sketch)
    )


def _pull_tab(last: Last, sketch: Sketch) -> str:
    foot, fine = last.foot, detail(sketch.main)
    return (
        band(foot("M-6,84 C-17,88 -17,103 -3,101"), fill=sketch.accent, width=3.4, edge=1.1)
        + line(foot("M-4,80 C12,72 22,55 56,54 C76,54 86,70 97,86"), colour=fine, opacity=0.8)
        + shade(
            foot(
                "M-7,86 C-9,98 2,103 8,95 C18,80 34,66 56,66 C74,66 82,82 95,99 "
                "L97,86 C86,70 76,54 56,54 C22,55 12,72 -4,80Z"
            ),
            opacity=0.12,
        )
    )


def _lacing(last: Last, sketch: Sketch) -> str:
    foot, fine = last.foot, detail(sketch.main)
    stay = "M110,99 C128,80 152,62 200,48 L207,36 C176,40 132,58 101,86Z"
    return (
        shade(foot(stay), opacity=0.16)
        + line(foot("M101,86 C132,58 176,40 207,36"), colour=fine)
        + laces(last, between((117, 81), (193, 44), 5, bow=4), colour=sketch.accent, reach=17)
    )


def _emblem(last: Last, sketch: Sketch) -> str:
    """Heel and toe panels and the mark on the side: four models, four ways."""
    return (_stripes, _saddle, _peak, _dots)[sketch.design](last, sketch)


def _heel_cup(last: Last, sketch: Sketch, fill: str | None = None, opacity: float = 0.22) -> str:
    d = last.foot("M-1,14 C-5,38 -1,58 -5,76 C14,72 30,50 46,28 C54,16 62,7 72,2 C40,6 16,9 -1,14Z")
    return (outline(d, fill=fill, width=1.3) if fill else shade(d, opacity=opacity)) + line(
        d, colour=detail(fill or sketch.main)
    )


def _toe_cap(last: Last, sketch: Sketch) -> str:
    d = last.foot("M284,35 C298,30 304,23 300,14 C276,6 256,3 236,1 C252,10 264,26 284,35Z")
    return shade(d, opacity=0.26) + line(d, colour=detail(sketch.main))


def _stripes(last: Last, sketch: Sketch) -> str:
    bars = "".join(
        outline(last.foot(d), fill=sketch.accent, width=1.4)
        for d in (
            "M92,3 C108,22 124,38 137,49 L149,42 C136,32 124,18 112,1Z",
            "M124,1 C136,14 150,27 162,37 L174,33 C160,23 152,13 143,1Z",
        )
    )
    return _heel_cup(last, sketch) + _toe_cap(last, sketch) + bars


def _saddle(last: Last, sketch: Sketch) -> str:
    """A band from the arch up to the laces."""
    d = "M88,3 C106,22 112,52 112,78 C122,69 134,62 148,56 C152,36 150,16 142,1Z"
    return (
        _heel_cup(last, sketch)
        + _toe_cap(last, sketch)
        + outline(last.foot(d), fill=sketch.accent, width=1.4)
        + line(
            last.foot("M103,4 C119,24 124,46 124,69 M127,2 C137,20 139,42 137,61"),
            colour=detail(sketch.accent),
            opacity=0.55,
        )
    )


def _peak(last: Last, sketch: Sketch) -> str:
    """A ridge drawn in one stroke, on a heel of another tone."""
    ridge = last.foot("M66,10 L100,50 L116,31 L132,48 L164,8")
    return _heel_cup(last, sketch, fill=mix(sketch.main, sketch.accent, 0.35)) + band(
        ridge, fill=sketch.accent, width=6, edge=1.2, cap="round"
    )


def _dots(last: Last, sketch: Sketch) -> str:
    dots = "".join(
        f"M{88 + i * 12 + j * 6},{10 + j * 8.5} h0 " for j in range(5) for i in range(6 - j // 2)
    )
    rows = line(last.foot(dots), width=4.6, colour=sketch.accent)
    return _heel_cup(last, sketch, fill=sketch.accent) + _toe_cap(last, sketch) + rows


def _midsole(last: Last, sketch: Sketch, *, trail: bool = False) -> str:
    h, tip = last.heel, last.spring
    wall = (
        f"M-3,{h + 15:.1f} C{-8 if trail else -12},{h * 0.8:.1f} -9,{h * 0.34:.1f} 4,9 C12,2 "
        "24,0 42,0 "
        f"C100,2 150,0 190,0 C236,1 276,{tip * 0.42:.1f} 303,{tip:.1f} "
        f"C309,{tip + 5:.1f} 309,{last.forefoot + 10:.1f} 300,{last.forefoot + 17:.1f} "
    )
    top = "C262,4 226,1 190,2 C150,3 110,2 70,4 C40,7 16,10 -3,15Z"
    d = last.ground(wall) + last.foot(top)
    return outline(d, fill=sketch.third) + _sculpture(last, sketch)


def _sculpture(last: Last, sketch: Sketch) -> str:
    """Grooves that tell one foam from another."""
    wall, fine = last.wall, detail(sketch.third)
    if sketch.design == 1:
        return line(
            wall("M-4,.95 C50,.5 90,.2 150,.3 C200,.4 250,.75 300,.8"),
            colour=fine,
            width=1.1,
            opacity=0.55,
        ) + shade(
            wall(
                "M2,.3 C60,.16 100,.08 150,.3 C200,.4 250,.75 300,.6 C290,.2 240,0 190,0 "
                "C120,0 60,0 30,0Z"
            ),
            opacity=0.1,
            colour=sketch.main,
        )
    if sketch.design == 2:
        ribs = "".join(
            f"M{x},{0.78 - i * 0.03:.2f} C{x - 3},.5 {x - 2},.35 {x + 3},.2 "
            for i, x in enumerate(range(8, 84, 11))
        )
        return line(wall(ribs), colour=fine, width=1.4, opacity=0.45) + line(
            wall("M100,.5 C160,.42 230,.5 302,.7"), colour=fine, width=1, opacity=0.4
        )
    if sketch.design == 3:
        return shade(
            wall(
                "M-6,.75 C60,.62 110,.55 170,.52 C220,.5 270,.6 305,.66 C300,.2 240,0 190,0 "
                "L40,0 C10,0 -4,.3 -6,.75Z"
            ),
            opacity=0.55,
            colour=sketch.accent,
        ) + line(
            wall("M-6,.75 C60,.62 110,.55 170,.52 C220,.5 270,.6 305,.66"), colour=fine, width=1.1
        )
    return line(
        wall("M4,.78 C60,.6 110,.62 170,.66 C220,.5 268,.7 298,.86"),
        colour=fine,
        width=1,
        opacity=0.4,
    ) + line(wall("M2,.62 C40,.5 70,.47 104,.5"), colour=fine, width=1, opacity=0.4)


def _plate(last: Last, sketch: Sketch, kind: str) -> str:
    """A plate is seen on edge through a window under the arch."""
    if kind not in ("carbon", "nylon"):
        return ""
    window = last.wall("M92,.34 C104,.66 156,.66 176,.3 C160,.16 108,.16 92,.34Z")
    edge = last.wall("M14,.52 C60,.5 96,.36 134,.34 C186,.32 240,.46 296,.72")
    tint = INK if kind == "carbon" else sketch.accent
    weave = "".join(
        last.wall(f"M{x},.26 L{x + 8},.5 M{x + 8},.26 L{x},.5 ") for x in range(106, 160, 9)
    )
    return (
        line(edge, width=3 if kind == "carbon" else 2, colour=tint, opacity=0.85)
        + outline(window, fill=tint, width=1.2)
        + line(weave, width=0.9, colour="#ffffff", opacity=0.4)
    )


def _road_outsole(last: Last) -> str:
    tip = last.spring
    heel = "M6,8 C14,1 28,-1.5 44,-1.5 L112,-0.5 L104,4.5 L44,4.5 C30,4.5 18,5 6,8Z"
    fore = (
        f"M138,4.5 L146,-1 C170,-1.5 190,-1.5 200,-1.5 C240,-0.5 278,{tip * 0.42 - 2:.1f} "
        f"304,{tip - 1:.1f} "
        f"C276,{tip * 0.42 + 4.5:.1f} 240,4.8 200,4.5Z"
    )
    cuts = "M176,-2 L180,5 M208,-2 L212,5 M60,-2 L64,5"
    return path(last.ground(heel + fore), fill=INK) + line(
        last.ground(cuts), width=1.8, colour="#ffffff", opacity=0.5
    )


def _trail_outsole(last: Last) -> str:
    tip = last.spring
    base = (
        f"M2,10 C10,1 24,-1 42,-1 C100,1 150,-1 190,-1 C236,0 276,{tip * 0.42 - 1:.1f} "
        f"304,{tip - 1:.1f} "
        f"C310,{tip + 5:.1f} 309,{last.forefoot + 12:.1f} 300,{last.forefoot + 20:.1f} "
    )
    d = last.ground(
        base + f"C296,{tip + 12:.1f} 284,{tip * 0.5 + 8:.1f} 262,{tip * 0.3 + 6:.1f} "
    ) + last.ground("C236,7 210,6 190,6 C150,6 100,8 42,6 C26,6 12,8 2,10Z")
    return path(d, fill=INK, stroke=INK, stroke_width=1.5, stroke_linejoin="round")


def _trail_overlays(last: Last, sketch: Sketch) -> str:
    foot = last.foot
    fine = detail(sketch.main)
    rand = (
        "M-1,14 C-3,24 -3,30 -3,38 C20,32 40,22 70,17 C110,12 150,14 190,15 C226,18 250,22 268,38 "
        "L284,35 C298,30 304,23 300,14 C262,2 226,0 190,0 C150,1 110,1 70,2 C40,6 16,9 -1,14Z"
    )
    guard = "M268,38 C280,38 303,32 300,14 C276,6 252,3 230,2 C246,12 258,26 268,38Z"
    cage = CAGES[sketch.design]
    return (
        band(foot(cage), fill=sketch.accent, width=3.2, edge=1, cap="round")
        + outline(foot(rand), fill=mix(sketch.main, INK, 0.45), width=1.3)
        + outline(foot(guard), fill=INK, width=1.3)
        + line(foot("M278,12 L289,30 M266,10 L279,33"), colour="#ffffff", opacity=0.35, width=1.4)
        + stitch(
            foot("M2,34 C24,28 42,19 70,14 C110,9 150,11 190,12 C222,14 244,18 260,30"),
            colour="#ffffff",
            opacity=0.4,
        )
        + line(foot("M-5,70 C14,66 30,48 46,24"), colour=fine)
    )
