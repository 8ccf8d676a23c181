"""Shoes of team and combat sports: studded boots, basketball shoes, boxing boots."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from marketplace.technical.drawings.canvas import (
    INK,
    STEEL,
    Drawer,
    Sketch,
    band,
    decimal,
    detail,
    line,
    mix,
    outline,
    shade,
    smooth,
    stitch,
    text,
    upright,
)
from marketplace.technical.drawings.footwear.last import (
    Last,
    between,
    collar_name,
    heights,
    laces,
    shoe_picture,
)

# Of each soleplate: how long its studs are and where they stand under the foot.
STUDS: dict[str, tuple[float, Sequence[float]]] = {
    "fg": (12, (16, 46, 164, 190, 216, 244, 268)),
    "sg": (16, (20, 48, 176, 214, 256)),
    "ag": (8.5, (12, 32, 52, 146, 162, 178, 194, 210, 226, 242, 258, 274)),
    "mg": (10, (14, 34, 54, 154, 174, 194, 216, 238, 260)),
    "hg": (7.5, (12, 30, 48, 150, 170, 190, 210, 230, 250, 268)),
    "tf": (4.5, tuple(range(8, 284, 11))),
    "ic": (0, ()),
}


def _collar_note(sketch: Sketch, last: Last, height: float) -> str:
    cut = collar_name(sketch.choice("collar", ""))
    return upright(-28, 0, -(last.heel + height), cut) if cut and sketch.dimensions else ""


# --- studded boots ---------------------------------------------------------------------------
LOW = (
    "M1,6 C-6,28 -1,48 -6,70 C-8,82 4,86 11,77 C22,64 38,57 56,58 C74,59 84,72 98,84 "
    "C122,68 156,54 198,44 C238,37 268,38 288,29 C303,21 304,9 297,2 C262,-4 226,-6 190,-6 "
    "L110,-3 L70,-2 C40,-1 18,2 1,6Z"
)
SOCK = (
    "M1,6 C-6,28 0,52 -3,84 C-5,104 -6,116 -5,124 C18,132 60,134 84,130 C86,116 92,102 108,88 "
    "C130,70 160,54 198,44 C238,37 268,38 288,29 C303,21 304,9 297,2 C262,-4 226,-6 190,-6 "
    "L110,-3 L70,-2 C40,-1 18,2 1,6Z"
)


def studded_boot(sketch: Sketch) -> str:
    """A boot for grass: its soleplate says how many studs and how long they are."""
    sole = sketch.choice("sole", "fg")
    stud, places = STUDS.get(sole, STUDS["fg"])
    plate = 9.0 if stud > 5 else 15.0
    last = Last(heel=stud + plate + 3, forefoot=stud + plate, spring=15)
    mid = sketch.choice("collar", "low") in ("mid", "high")
    count = sketch.values.get("stud_count")
    words = _("%(count)s crampons") % {"count": count} if sketch.dimensions and count else ""
    return shoe_picture(
        _boot_upper(last, sketch, mid=mid)
        + (_chevrons, _wing, _arc, _grain)[sketch.design](last, sketch)
        + _boot_laces(last, sketch, mid=mid)
        + _studs(last, sketch, stud, places, metal=sole == "sg")
        + _plate(last, sketch, stud, flat=stud <= 5),
        _collar_note(sketch, last, 126 if mid else 84) + (text(150, 30, words) if words else ""),
        top=last.heel + (138 if mid else 108),
        bottom=6,
        sides=(-92, 334),
        under=30 if words else 8,
    )


def _boot_upper(last: Last, sketch: Sketch, *, mid: bool) -> str:
    foot, main, fine = last.foot, sketch.main, detail(sketch.main)
    heel = foot("M1,6 C-5,26 -2,42 -4,58 C24,56 46,34 62,-1 C38,0 18,2 1,6Z")
    toe = foot("M288,29 C303,21 304,9 297,2 C276,-2 256,-4 238,-5 C248,12 268,24 288,29Z")
    if mid:
        knit = "".join(f"M{x},129 C{x},118 {x + 3},104 {x + 10},92 " for x in range(2, 80, 7))
        behind = shade(foot("M-5,124 C18,132 60,134 84,130 C60,124 18,122 -5,124Z"), opacity=0.55)
        body = outline(foot(SOCK), fill=main) + behind
        body += line(foot(knit), width=1, colour=fine, opacity=0.35)
        body += line(foot("M-3,84 C30,92 70,96 100,94"), colour=fine, opacity=0.6)
    else:
        inside = "M5,80 C20,68 38,63 56,64 C72,65 84,78 98,92 L100,82 L60,52Z"
        tongue = (
            "M93,82 C92,94 95,106 104,108 C114,110 121,106 124,98 C142,80 168,64 200,54 L190,40Z"
        )
        body = (
            outline(foot(tongue), fill=mix(main, INK, 0.22), width=1.6)
            + outline(foot(inside), fill=mix(main, INK, 0.6), width=1.4)
            + outline(foot(LOW), fill=main)
            + shade(
                foot("M-6,70 C-8,82 4,86 11,77 C22,64 38,57 56,58 C74,59 84,72 98,84 L101,73 "
                     "C86,60 76,48 56,47 C30,46 12,58 -4,64Z"),
                opacity=0.14,
            )
        )  # fmt: skip
    return (
        body
        + shade(heel, opacity=0.2)
        + line(heel, colour=fine)
        + shade(toe, opacity=0.13)
        + line(foot("M238,-5 C248,12 268,24 288,29"), colour=fine, opacity=0.7)
    )


def _boot_laces(last: Last, sketch: Sketch, *, mid: bool) -> str:
    foot, fine = last.foot, detail(sketch.main)
    start = (116, 76)
    if sketch.choice("lacing", "laces") == "laceless":
        bands = "".join(
            f"M{112 + i * 19},{79 - i * 7.4:.1f} C{116 + i * 19},{66 - i * 6:.1f} "
            f"{113 + i * 18},{52 - i * 4:.1f} {106 + i * 19},{42 - i * 4:.1f} "
            for i in range(5)
        )
        return line(foot(bands), width=1.4, colour=fine, opacity=0.7)
    stay = "M98,84 C122,68 156,54 198,44 L206,34 C166,42 126,56 102,70Z"
    if mid:
        stay = "M108,88 C130,70 160,54 198,44 L206,34 C166,42 134,56 110,74Z"
    strap = ""
    if sketch.choice("lacing", "laces") == "strap":
        strap = outline(
            foot("M112,10 C118,40 132,66 152,78 C160,78 166,72 166,64 C150,50 142,30 138,8Z"),
            fill=sketch.accent, width=1.5,
        )  # fmt: skip
    return (
        shade(foot(stay), opacity=0.16)
        + line(foot(stay), colour=fine, opacity=0.75)
        + laces(last, between(start, (192, 42), 6, bow=2), colour=sketch.third, reach=15)
        + strap
    )


def _chevrons(last: Last, sketch: Sketch) -> str:
    d = "M112,2 L146,43 L164,38 L132,0Z M146,0 L178,34 L188,32 L158,-1Z"
    return outline(last.foot(d), fill=sketch.accent, width=1.3)


def _wing(last: Last, sketch: Sketch) -> str:
    d = "M58,-1 C60,22 52,40 38,54 C70,58 84,70 99,76 C120,62 150,50 186,42 C150,36 108,24 84,-2Z"
    return outline(last.foot(d), fill=sketch.accent, width=1.3) + stitch(
        last.foot("M64,2 C66,22 60,38 50,50 C72,54 88,62 100,70 C118,58 140,50 160,45"),
        colour=detail(sketch.accent), opacity=0.55,
    )  # fmt: skip


def _arc(last: Last, sketch: Sketch) -> str:
    return band(
        last.foot("M40,14 C92,2 150,12 214,38"), fill=sketch.accent, width=8, edge=1.3
    ) + band(last.foot("M52,30 C100,18 140,24 182,44"), fill=sketch.third, width=4, edge=1.1)


def _grain(last: Last, sketch: Sketch) -> str:
    """Ribs on the vamp where the ball is struck."""
    ribs = "".join(
        f"M{206 + i * 10},{38 - i * 0.8:.1f} C{212 + i * 9},28 {210 + i * 9},16 {202 + i * 10},4 "
        for i in range(8)
    )
    patch = "M198,44 C238,37 268,38 282,31 C270,22 262,8 250,-5 L196,-6 C206,12 206,30 198,44Z"
    return outline(last.foot(patch), fill=mix(sketch.main, sketch.accent, 0.85), width=1.3) + line(
        last.foot(ribs), width=2, colour=detail(sketch.accent), opacity=0.55
    )


def _underside(last: Last, x: float, stud: float) -> float:
    return last.bottom(x) + stud


def _plate(last: Last, sketch: Sketch, stud: float, *, flat: bool) -> str:
    """The soleplate between the studs and the foot, or the flat gum sole of a hall boot."""
    xs = (-3, 4, 20, 60, 100, 140, 180, 220, 250, 275, 294, 303)
    low = [(float(x), -_underside(last, x, stud)) for x in xs]
    top = smooth(low)
    fill = mix(sketch.third, "#b07a3c", 0.45) if flat else sketch.accent
    body = top + last.foot(
        "L300,8 C292,3 262,-1 226,-2 C200,-2 150,2 110,2 C70,2 36,4 2,11Z"
    ).replace("M", "L")
    rib = smooth([(float(x), -(_underside(last, x, stud) + 4.5)) for x in xs[1:-1]])
    return (
        outline(body, fill=fill, width=1.8)
        + line(rib, width=1, colour=detail(fill), opacity=0.6)
        + (line(rib, width=4, colour=mix(fill, INK, 0.4), opacity=0.4) if flat else "")
    )


def _studs(
    last: Last, sketch: Sketch, length: float, places: Sequence[float], *, metal: bool
) -> str:
    bladed = sketch.choice("stud_shape", "conical")
    drawn = ""
    for i, x in enumerate(places):
        blade = bladed == "bladed" or (bladed == "mixed" and 60 < x < 230)
        top, foot = (7.5, 5.5) if blade else (6.5, 3.6)
        if length < 6:
            top, foot = 4.0, 2.6
        lean = (-2.5 if x < 110 else 2.5) if blade else 0
        high, base = _underside(last, x, length) + 3, last.bottom(x)
        d = (
            f"M{x - top:.1f},{high:.1f} L{x - foot + lean:.1f},{base + 1:.1f} "
            f"L{x + foot + lean:.1f},{base + 1:.1f} L{x + top:.1f},{high:.1f}Z"
        )
        fill = mix(sketch.third, INK, 0.12) if i % 2 else sketch.third
        drawn += outline(last.ground(d), fill=fill, width=1.5)
        if metal:
            tip = (
                f"M{x - foot - 1:.1f},{base + 7:.1f} L{x - foot:.1f},{base:.1f} "
                f"L{x + foot:.1f},{base:.1f} L{x + foot + 1:.1f},{base + 7:.1f}Z"
            )
            drawn += outline(last.ground(tip), fill=STEEL, width=1.4)
    return drawn


# --- basketball ------------------------------------------------------------------------------
COLLARS = {"low": 70.0, "mid": 104.0, "high": 136.0}


def _high_upper(collar: float) -> str:
    """The upper of a court shoe whose collar stands ``collar`` above the footbed."""
    c = collar
    front = f"C{92 if c > 90 else 88},{c - 8} 92,{c - 6} 96,{c + 8} C110,{c + 4} 116,{c - 8} "
    return (
        f"M0,8 C-6,34 2,{c * 0.5:.0f} -4,{c * 0.7:.0f} C-7,{c * 0.85:.0f} -10,{c + 4} -4,{c + 12} "
        f"C8,{c + 14} 16,{c + 2} 30,{c - 6} C50,{c - 16} 72,{c - 14} 84,{c - 4} "
        + front
        + f"{118 if c > 90 else 116},{max(c - 22, 78)} C146,72 170,62 198,54 C236,48 266,48 284,36 "
        "C300,28 305,16 300,4 C262,0 226,-3 190,-3 L70,-3 C40,0 18,4 0,8Z"
    )


def basketball_shoe(sketch: Sketch) -> str:
    """A basketball shoe: the collar it states, a thick cushioned sole, a plate at the arch."""
    heel = sketch.number("heel_stack", 32, 16, 46)
    drop = sketch.number("drop", 8, 0, 14)
    last = Last(heel=heel, forefoot=sketch.number("forefoot_stack", heel - drop, 12, 40), spring=12)
    collar = COLLARS.get(sketch.choice("collar", "mid"), COLLARS["mid"])
    return shoe_picture(
        _basket_upper(last, sketch, collar)
        + (_blade, _panels, _ribs, _cage)[sketch.design](last, sketch, collar)
        + _basket_laces(last, sketch, collar)
        + _basket_sole(last, sketch),
        (_collar_note(sketch, last, collar + 12)) + heights(last, sketch, lug=0),
        top=last.heel + collar + 34,
        sides=(-92, 362),
    )


def _basket_upper(last: Last, sketch: Sketch, collar: float) -> str:
    foot, main, fine, c = last.foot, sketch.main, detail(sketch.main), collar
    tongue = (
        f"M84,{c - 2} C84,{c + 14} 90,{c + 28} 102,{c + 30} C114,{c + 30} 120,{c + 20} 120,{c + 6} "
        f"C124,{max(c - 16, 88)} 150,78 206,62 L196,50 L110,62Z"
    )
    inside = f"M0,{c + 8} C16,{c + 4} 60,{c + 6} 96,{c + 16} L96,{c} L50,{c - 24}Z"
    heel = (
        f"M0,8 C-5,32 0,{c * 0.45:.0f} -3,{c * 0.6:.0f} "
        f"C26,{c * 0.55:.0f} 48,40 60,-3 C36,0 16,4 0,8Z"
    )
    toe = "M284,36 C300,28 305,16 300,4 C276,1 256,-1 236,-2 C246,16 264,30 284,36Z"
    pads = (
        f"M-5,{c * 0.8:.0f} C20,{c * 0.86:.0f} 46,{c - 30} 70,{c - 27} "
        f"C80,{c - 26} 88,{c - 18} 96,{c - 12}"
    )
    return (
        outline(foot(tongue), fill=mix(main, INK, 0.25), width=1.6)
        + outline(foot(inside), fill=mix(main, INK, 0.6), width=1.4)
        + outline(foot(_high_upper(c)), fill=main)
        + band(
            foot(f"M-4,{c - 4} C-15,{c} -15,{c + 14} -3,{c + 13}"), fill=sketch.accent, width=3.6,
            edge=1.1,
        )
        + line(foot(pads), colour=fine, opacity=0.7)
        + shade(foot(heel), opacity=0.18)
        + line(foot(heel), colour=fine)
        + outline(foot(toe), fill=mix(main, INK, 0.16), width=1.3)
        + line(
            foot("".join(f"M{208 + i * 9},{46 - i * 0.8:.0f}h0 M{212 + i * 9},36h0 "
                         f"M{209 + i * 9},26h0 "
                         for i in range(5))),
            width=3, colour=fine, opacity=0.55,
        )
    )  # fmt: skip


def _basket_laces(last: Last, sketch: Sketch, collar: float) -> str:
    foot, fine = last.foot, detail(sketch.main)
    top = max(collar - 22, 78)
    stay = (
        f"M{118 if collar > 90 else 116},{top} C146,72 170,62 198,54 L206,42 "
        f"C166,50 128,60 104,{top - 16:.0f}Z"
    )
    lower = between((122, 74), (192, 52), 5, bow=2)
    upper = between((108, 86), (99, collar - 4), 3 if collar > 120 else 2) if collar > 90 else []
    return (
        shade(foot(stay), opacity=0.14)
        + line(foot(stay), colour=fine, opacity=0.75)
        + laces(last, lower, colour=sketch.third, reach=17)
        + (laces(last, upper, colour=sketch.third, reach=20, climb=0.5) if upper else "")
    )


def _blade(last: Last, sketch: Sketch, collar: float) -> str:
    """A blade from the heel to the arch, and its shorter twin."""
    c = collar
    d = (
        f"M6,{c * 0.58:.0f} L40,{c * 0.62:.0f} L132,6 L104,4Z "
        f"M62,{c * 0.6:.0f} L80,{c * 0.6:.0f} L164,8 L148,6Z"
    )
    return outline(last.foot(d), fill=sketch.accent, width=1.4)


def _panels(last: Last, sketch: Sketch, collar: float) -> str:
    d = (
        f"M60,-3 C58,24 50,44 36,{collar * 0.62:.0f} C62,{collar * 0.66:.0f} "
        f"88,{collar * 0.7:.0f} 104,{max(collar - 38, 62)} C130,62 150,58 168,52 "
        f"C166,32 160,14 150,-3Z"
    )
    return outline(last.foot(d), fill=sketch.accent, width=1.4) + stitch(
        last.foot("M66,2 C66,26 60,44 50,60 M145,2 C154,18 160,34 162,50"),
        colour=detail(sketch.accent), opacity=0.55,
    )  # fmt: skip


def _ribs(last: Last, sketch: Sketch, collar: float) -> str:
    top = collar * 0.6
    d = "".join(
        f"M{66 + i * 20},2 C{70 + i * 20},24 {80 + i * 19},{top * 0.7:.0f} "
        f"{94 + i * 17},{top - i * 3:.0f} "
        for i in range(5)
    )
    return band(last.foot(d), fill=sketch.accent, width=5, edge=1.2)


def _cage(last: Last, sketch: Sketch, collar: float) -> str:
    """A collar wing of the second colour round the ankle."""
    c = collar
    d = (
        f"M-3,{c * 0.62:.0f} C-6,{c * 0.8:.0f} -10,{c + 4} -4,{c + 12} C8,{c + 14} 16,{c + 2} "
        f"30,{c - 6} C50,{c - 16} 72,{c - 14} 84,{c - 4} L96,{c - 14} C96,60 70,44 40,46 "
        f"C20,48 6,{c * 0.5:.0f} -3,{c * 0.62:.0f}Z"
    )
    return outline(last.foot(d), fill=sketch.accent, width=1.4) + line(
        last.foot("M60,14 L150,14 M58,22 L146,22"), width=4, colour=sketch.accent
    )


def _basket_sole(last: Last, sketch: Sketch) -> str:
    h, f, wall = last.heel, last.forefoot, last.wall
    gum = sketch.choice("outsole", "rubber") == "gum"
    rubber = mix(sketch.third, "#b07a3c", 0.55) if gum else mix(sketch.accent, INK, 0.15)
    body = last.ground(
        f"M-5,{h + 13:.1f} C-12,{h * 0.8:.1f} -11,{h * 0.3:.1f} -4,4 C2,0 12,0 26,0 L200,0 "
        f"C246,0 280,4 303,11 C310,16 309,{f + 8:.1f} 302,{f + 17:.1f} "
    ) + last.foot("C276,12 250,8 222,7 C196,8 166,2 140,1 L70,1 C40,4 16,8 -5,13Z")
    tread = last.ground(
        "M-7,9 C-7,1 6,-1 26,-1 L200,-1 C246,-1 280,3 305,12 C303,18 284,13 246,8 "
        "C226,6 210,6 200,6 L26,6 C14,6 2,7 -7,9Z"
    )
    pod = wall(
        "M2,.36 C10,.3 60,.3 92,.36 C98,.5 96,.78 84,.84 C60,.9 24,.92 6,.9 C-2,.8 -2,.46 2,.36Z"
    )
    plate = ""
    if sketch.choice("plate", "none") != "none":
        fill = INK if sketch.choice("plate", "none") == "carbon" else sketch.accent
        plate = outline(
            wall("M98,.3 C120,.6 160,.6 184,.3 C176,.82 108,.86 98,.3Z"), fill=fill, width=1.4
        )
    teeth = "".join(f"M{x},5 L{x + 4},1 L{x + 8},5 " for x in range(12, 240, 9))
    return (
        outline(body, fill=sketch.third)
        + outline(pod, fill=mix(sketch.third, sketch.accent, 0.5), width=1.3)
        + line(
            wall("M-2,.98 C60,.92 140,.9 200,.98 C236,1.06 270,1.1 300,1.1"), width=1, opacity=0.4
        )
        + stitch(
            wall("M110,1.0 C150,.96 190,.98 240,1.08 C266,1.12 284,1.14 298,1.14"), opacity=0.45
        )
        + plate
        + outline(tread, fill=rubber, width=1.4)
        + line(last.ground(teeth), width=1.1, colour=detail(rubber), opacity=0.8)
    )


# --- boxing ----------------------------------------------------------------------------------
SHAFTS = {"low": 92.0, "mid": 128.0, "high": 176.0}


def boxing_boot(sketch: Sketch) -> str:
    """A boxing boot: a thin flat sole and a laced shaft as high as it states."""
    heel = sketch.number("heel_stack", 12, 4, 26)
    last = Last(heel=heel, forefoot=max(heel - 3, 4), spring=7)
    shaft = SHAFTS.get(sketch.choice("collar", "high"), SHAFTS["high"])
    return shoe_picture(
        _shaft(last, sketch, shaft)
        + (_straps, _flash, _mesh, _heel_cap)[sketch.design](last, sketch, shaft)
        + _shaft_laces(last, sketch, shaft)
        + _thin_sole(last, sketch),
        _collar_note(sketch, last, shaft)
        + (upright(328, 0, -last.heel, f"{decimal(heel)} mm", side=1)
           if sketch.shows("heel_stack") else ""),
        top=last.heel + shaft + 22,
        sides=(-92, 392),
        under=6,
    )  # fmt: skip


def _shaft_line(s: float) -> str:
    return (
        f"M0,6 C-6,30 4,52 2,72 C0,{s * 0.6:.0f} -10,{s * 0.8:.0f} -9,{s} C16,{s + 7} 58,{s + 8} "
        f"84,{s + 2} C90,{s * 0.82:.0f} 96,{max(s * 0.62, 84):.0f} 112,82 C132,68 160,56 196,46 "
        "C234,39 264,38 284,28 C300,20 303,8 298,1 C262,-3 226,-4 190,-4 L70,-4 C40,-1 16,2 0,6Z"
    )


def _shaft(last: Last, sketch: Sketch, shaft: float) -> str:
    foot, main, fine, s = last.foot, sketch.main, detail(sketch.main), shaft
    tongue = (
        f"M78,{s} C82,{s + 14} 92,{s + 20} 100,{s + 14} "
        f"C104,{s * 0.86:.0f} 108,{max(s * 0.66, 92):.0f} "
        "122,92 C142,78 168,64 200,54 L190,44 L104,70Z"
    )
    inside = f"M-7,{s} C16,{s + 7} 58,{s + 8} 86,{s + 2} C60,{s - 4} 20,{s - 5} -7,{s}Z"
    return (
        outline(foot(tongue), fill=mix(main, INK, 0.28), width=1.6)
        + outline(foot(_shaft_line(s)), fill=main)
        + shade(foot(inside), opacity=0.55)
        + line(foot(f"M-9,{s - 10} C16,{s - 4} 58,{s - 3} 82,{s - 9}"), colour=fine)
        + line(foot("M50,-3 C54,26 46,54 3,70"), colour=fine)
        + shade(foot("M0,6 C-6,30 4,52 3,68 C40,54 52,30 50,-4 C32,-1 14,3 0,6Z"), opacity=0.18)
        + shade(foot("M284,28 C300,20 303,8 298,1 C278,-1 262,-2 246,-3 C254,12 268,22 284,28Z"),
                opacity=0.16)
        + line(foot("M246,-3 C254,12 268,22 284,28"), colour=fine)
    )  # fmt: skip


def _shaft_laces(last: Last, sketch: Sketch, shaft: float) -> str:
    foot, fine, s = last.foot, detail(sketch.main), shaft
    stay = (
        f"M84,{s + 2} C90,{s * 0.82:.0f} 96,{max(s * 0.62, 84):.0f} 112,82 C132,68 160,56 196,46 "
        f"L202,36 C160,44 124,56 100,72 C84,{max(s * 0.56, 80):.0f} 76,{s * 0.8:.0f} 70,{s + 4}Z"
    )
    rows = between((118, 72), (188, 43), 5, bow=2)
    upper = between((94, max(s * 0.56, 84)), (79, s - 12), 4 if s < 140 else 6)
    return (
        shade(foot(stay), opacity=0.15)
        + line(foot(stay), colour=fine, opacity=0.75)
        + laces(last, rows, colour=sketch.third, reach=16)
        + laces(last, upper, colour=sketch.third, reach=18, climb=0.35)
    )


def _straps(last: Last, sketch: Sketch, _shaft: float) -> str:
    d = "M52,2 L98,66 L118,56 L76,1Z M92,0 L130,50 L140,46 L104,-1Z"
    return outline(last.foot(d), fill=sketch.accent, width=1.3)


def _flash(last: Last, sketch: Sketch, shaft: float) -> str:
    s = shaft
    d = (
        f"M12,{s - 14} L34,{s - 12} C30,{s * 0.6:.0f} 44,50 90,22 L150,8 C96,12 "
        f"40,34 20,66 C10,{s * 0.66:.0f} 14,{s * 0.8:.0f} 12,{s - 14}Z"
    )
    return outline(last.foot(d), fill=sketch.accent, width=1.3)


def _mesh(last: Last, sketch: Sketch, shaft: float) -> str:
    """A netted shaft between two rails."""
    s, fine = shaft, detail(sketch.main)
    rows = "".join(
        f"M{6 + (i % 2) * 4 + j * 9},{78 + i * 8} h0 "
        for i in range(max(int((s - 96) / 8), 2))
        for j in range(7)
    )
    return line(last.foot(rows), width=3.2, colour=fine, opacity=0.6) + band(
        last.foot("M60,10 C100,20 150,26 206,20"), fill=sketch.accent, width=6, edge=1.2
    )


def _heel_cap(last: Last, sketch: Sketch, _shaft: float) -> str:
    d = "M0,6 C-6,30 4,52 3,68 C40,54 52,30 50,-4 C32,-1 14,3 0,6Z"
    toe = "M284,28 C300,20 303,8 298,1 C278,-1 250,-3 226,-4 C236,14 256,32 284,28Z"
    return outline(last.foot(d) + last.foot(toe), fill=sketch.accent, width=1.4)


def _thin_sole(last: Last, sketch: Sketch) -> str:
    h, f = last.heel, last.forefoot
    gum = sketch.choice("outsole", "gum")
    fill = {"gum": mix(sketch.third, "#b07a3c", 0.5), "suede": "#b39a7c"}.get(gum, sketch.third)
    body = last.ground(
        f"M-3,{h + 8:.1f} C-8,{h * 0.6:.1f} -7,1 2,0 L206,0 C250,0 284,1 301,5 "
        f"C307,8 307,{f + 5:.1f} 300,{f + 9:.1f} "
    ) + last.foot("C262,3 226,0 190,0 L70,0 C40,2 16,4 -3,8Z")
    cuts = "".join(f"M{x},{-last.bottom(x):.1f}v-3" for x in range(10, 280, 9))
    return (
        outline(body, fill=fill, width=1.8)
        + line(last.wall("M-3,.8 C60,.76 200,.76 300,.9"), width=1, opacity=0.45)
        + line(cuts, width=1.2, opacity=0.6)
    )


DRAWINGS: dict[str, Drawer] = {
    "chaussure-crampons": studded_boot,
    "chaussure-basketball": basketball_shoe,
    "chaussure-boxe": boxing_boot,
}
