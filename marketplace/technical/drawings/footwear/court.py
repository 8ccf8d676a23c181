"""Shoes for courts and halls: low, flat, held at the side."""

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
    shoe_picture,
)

COURT_UPPER = (
    "M-1,12 C-4,36 0,54 -6,80 C-8,92 3,96 9,89 C18,76 34,64 56,64 C72,64 80,78 92,94 "
    "C97,100 105,99 109,93 C126,78 150,66 190,54 C226,46 258,46 282,38 C299,31 304,20 300,8 "
    "C262,2 226,0 190,0 L70,0 C40,4 16,8 -1,12Z"
)
COURT_INSIDE = (
    "M3,90 C20,78 38,73 57,73 C72,73 82,87 94,102 L97,94 C82,78 74,62 56,62 C34,62 16,76 3,90Z"
)
COURT_TONGUE = (
    "M89,92 C90,103 92,114 100,118 C108,122 118,119 121,111 C140,86 166,70 198,60 L190,50Z"
)
SOCK_UPPER = (
    "M-2,8 C-6,32 -2,52 -7,84 C-9,96 0,100 8,95 C22,84 38,74 58,75 C74,76 84,88 94,106 "
    "C99,114 109,114 113,106 C128,86 152,68 192,56 C230,46 262,48 284,38 C300,30 305,18 301,6 "
    "C262,2 226,0 190,0 L70,0 C40,2 16,4 -2,8Z"
)


def tennis_shoe(sketch: Sketch) -> str:
    """A court shoe: a flat herringbone sole that climbs the toe, a shank under the arch."""
    heel = sketch.number("heel_stack", 30, 16, 42)
    last = Last(heel=heel, forefoot=max(heel - 7, 13), spring=9)
    return shoe_picture(
        _court_upper(last, sketch)
        + (_braces, _quarter, _bars, _vents)[sketch.design](last, sketch)
        + _court_lacing(last, sketch)
        + _court_sole(last, sketch)
        + _shank(last, sketch)
        + _tread(last, sketch),
        heights(last, sketch),
        top=last.heel + 120,
    )


def gym_shoe(sketch: Sketch) -> str:
    """An indoor trainer: low and flat, a gum sole, a guard where a rope would bite."""
    heel = sketch.number("heel_stack", 20, 10, 36)
    drop = sketch.number("drop", 4, 0, 10)
    last = Last(heel=heel, forefoot=sketch.number("forefoot_stack", heel - drop, 8, 34), spring=8)
    return shoe_picture(
        _sock_upper(last, sketch)
        + _gym_lacing(last, sketch)
        + (_strap, _crossing, _strap, _crossing)[sketch.design](last, sketch)
        + _gum_sole(last, sketch),
        heights(last, sketch),
        top=last.heel + 120,
    )


# --- tennis ----------------------------------------------------------------------------------
def _court_upper(last: Last, sketch: Sketch) -> str:
    main, foot, fine = sketch.main, last.foot, detail(sketch.main)
    cap = foot("M282,38 C299,31 304,20 300,8 C270,3 244,1 222,0 C232,16 254,32 282,38Z")
    heel = foot("M-1,12 C-4,36 0,54 -4,70 C20,66 38,44 56,2 C40,4 16,8 -1,12Z")
    holes = "".join(
        f"M{214 + i * 11 - j * 5},{31 - j * 8 - i} h0 " for j in range(3) for i in range(4 - j // 2)
    )
    return (
        outline(foot(COURT_TONGUE), fill=mix(main, INK, 0.18), width=1.6)
        + outline(foot(COURT_INSIDE), fill=mix(main, INK, 0.62), width=1.4)
        + outline(foot(COURT_UPPER), fill=main)
        + shade(
            foot(
                "M-6,80 C-8,92 3,96 9,89 C18,76 34,64 56,64 C72,64 80,78 92,94 L94,84 "
                "C84,70 76,53 56,53 C26,53 12,70 -4,76Z"
            ),
            opacity=0.14,
        )
        + line(foot("M-4,76 C12,70 26,53 56,53 C76,53 84,70 94,84"), colour=fine, opacity=0.7)
        + shade(heel, opacity=0.2)
        + line(heel, colour=fine)
        + outline(cap, fill=mix(main, INK, 0.35), width=1.3)
        + line(foot(holes), width=3.2, colour=fine, opacity=0.65)
    )


def _court_lacing(last: Last, sketch: Sketch) -> str:
    foot, fine = last.foot, detail(sketch.main)
    return (
        shade(foot("M109,93 C126,78 150,66 190,54 L200,42 C168,48 128,62 99,84Z"), opacity=0.14)
        + line(foot("M99,84 C128,62 168,48 200,42"), colour=fine)
        + stitch(foot("M101,80 C130,58 168,44 199,38"), colour=fine, opacity=0.5)
        + laces(last, between((113, 81), (188, 48), 6, bow=3), colour=sketch.third, reach=16)
    )


def _braces(last: Last, sketch: Sketch) -> str:
    """Two braces from the shank up to the eyelets."""
    d = "M98,1 L126,64 L140,58 L124,1Z M140,1 L152,53 L166,48 L164,1Z"
    return outline(last.foot(d), fill=sketch.accent, width=1.4)


def _quarter(last: Last, sketch: Sketch) -> str:
    """The whole quarter in the second colour."""
    d = last.foot(
        "M56,2 C48,22 40,40 28,52 C52,62 80,70 99,82 C122,66 140,58 158,53 C162,34 160,16 154,0Z"
    )
    return outline(d, fill=sketch.accent, width=1.4) + stitch(
        last.foot(
            "M62,4 C56,22 48,38 38,49 C58,57 82,65 99,75 C120,60 136,53 152,48 C155,32 154,16 149,3"
        ),
        colour=detail(sketch.accent),
        opacity=0.55,
    )


def _bars(last: Last, sketch: Sketch) -> str:
    """Level bars that shorten towards the toe."""
    d = "M50,10 H168 L163,18 H47Z M44,24 H157 L149,32 H40Z M36,38 H140 L129,46 H30Z"
    return outline(last.foot(d), fill=sketch.accent, width=1.2)


def _vents(last: Last, sketch: Sketch) -> str:
    """A moulded cage with slanted openings."""
    cage = "M70,1 C78,30 92,54 112,74 C130,62 152,54 176,49 C182,30 182,14 178,0Z"
    slots = "".join(f"M{88 + i * 21},{10 + i} L{104 + i * 17},{50 - i * 4} " for i in range(4))
    return outline(last.foot(cage), fill=mix(sketch.main, sketch.accent, 0.75), width=1.4) + line(
        last.foot(slots), width=5.5, colour=mix(sketch.main, INK, 0.4)
    )


def _court_sole(last: Last, sketch: Sketch) -> str:
    h, f = last.heel, last.forefoot
    wall = last.ground(
        f"M-4,{h + 13:.1f} C-9,{h * 0.8:.1f} -8,{h * 0.4:.1f} -3,6 C2,1 10,0 20,0 "
        f"L212,0 C250,0 282,3 302,9 C308,13 309,{f + 8:.1f} 301,{f + 20:.1f} "
    ) + last.foot("C282,14 250,6 226,5 C212,10 196,9 184,3 L70,3 C40,6 16,9 -4,13Z")
    toe = last.ground(f"M236,1 C262,2 286,5 302,9 C308,13 309,{f + 10:.1f} 300,{f + 22:.1f} ")
    return (
        outline(wall, fill=sketch.third)
        + outline(
            toe + last.wall("C286,1.5 274,1.4 264,1.35 C258,1 250,.4 236,.06Z"),
            fill=mix(sketch.third, INK, 0.16),
            width=1.4,
        )
        + line(
            last.wall("M268,1.12 L300,1.3 M263,.84 L304,1.0 M257,.56 L305,.66"),
            width=1,
            opacity=0.5,
        )
        + line(
            last.wall("M-4,.82 C60,.74 120,.74 180,.78 C200,.84 220,.84 238,.78"),
            width=1,
            opacity=0.45,
        )
        + stitch(last.wall("M-2,.92 C40,.86 80,.86 104,.86"), opacity=0.5)
    )


def _shank(last: Last, sketch: Sketch) -> str:
    """What keeps the arch from twisting when the foot stops sideways."""
    d = last.wall(
        "M92,.1 C98,.5 104,1.02 118,1.2 L160,1.2 C170,1 176,.5 184,.1 C160,.32 116,.32 92,.1Z"
    )
    slots = last.wall("M122,.5 L126,1 M136,.48 L138,1 M150,.48 L150,1")
    return outline(d, fill=sketch.accent, width=1.6) + line(slots, width=3, opacity=0.75)


def _tread(last: Last, sketch: Sketch) -> str:
    """Herringbone for clay and all courts, longer flats for hard courts, pimples for grass."""
    court = sketch.choice("court", "omni")
    base = path(
        last.ground("M-2,6.5 C2,1 10,-1 20,-1 L212,-1 C250,-1 282,2 303,9 C284,9 250,6.5 212,6.5Z"),
        fill=mix(sketch.accent, INK, 0.72),
    )
    if court == "grass":
        dots = "".join(f"M{x},-2.4 h0 " for x in range(14, 262, 7))
        return base + line(last.ground(dots), width=4)
    step = 13 if court == "hard" else 8
    teeth = "".join(f"M{x},6 L{x + step / 2:g},1.2 L{x + step},6 " for x in range(10, 250, step))
    return base + line(last.ground(teeth), width=1.3, colour="#ffffff", opacity=0.75)


# --- halls -----------------------------------------------------------------------------------
def _sock_upper(last: Last, sketch: Sketch) -> str:
    main, foot, fine = sketch.main, last.foot, detail(sketch.main)
    knit = "".join(
        f"M{198 + i * 9},{46 - i * 0.6:.1f} C{206 + i * 9},34 {205 + i * 9},18 {198 + i * 9},4 "
        for i in range(9)
    )
    heel = foot("M-2,8 C-6,32 -2,52 -5,66 C16,62 36,40 52,2 C36,3 16,5 -2,8Z")
    return (
        outline(
            foot(
                "M4,96 C22,86 40,84 58,86 C72,88 82,98 96,114 L100,106 C84,88 74,74 58,73 "
                "C38,72 20,84 4,96Z"
            ),
            fill=mix(main, INK, 0.6),
            width=1.4,
        )
        + outline(
            foot(
                "M96,108 C96,118 100,126 108,127 C116,127 119,120 123,112 C142,86 168,70 "
                "204,60 L192,52Z"
            ),
            fill=mix(main, sketch.accent, 0.3),
            width=1.6,
        )
        + outline(foot(SOCK_UPPER), fill=main)
        + line(foot(knit), width=1, colour=fine, opacity=0.28)
        + line(
            foot(
                "M-6,76 C16,78 34,62 58,62 C78,63 86,76 97,92 M-5,84 C18,82 34,68 58,68 "
                "C76,69 86,82 95,98"
            ),
            colour=fine,
            opacity=0.5,
            width=1,
        )
        + outline(
            heel, fill=mix(main, sketch.accent, 0.55 if sketch.design % 2 else 0.12), width=1.3
        )
        + shade(
            foot("M286,37 C300,30 305,18 301,6 C282,3 264,2 250,1 C258,14 270,28 286,37Z"),
            opacity=0.22,
        )
    )


def _gym_lacing(last: Last, sketch: Sketch) -> str:
    foot, fine = last.foot, detail(sketch.main)
    return (
        shade(foot("M113,106 C128,86 152,68 192,56 L198,45 C164,52 130,68 102,92Z"), opacity=0.15)
        + line(foot("M102,92 C130,68 164,52 198,45"), colour=fine)
        + laces(last, between((116, 90), (187, 51), 5, bow=5), colour=sketch.accent, reach=16)
    )


def _strap(last: Last, sketch: Sketch) -> str:
    """A strap over the instep, closed low on the side."""
    d = last.foot("M70,2 C84,30 104,62 136,94 C144,98 154,92 154,84 C132,60 116,30 108,2Z")
    badge = last.foot("M88,16 C98,36 110,54 124,70 L138,64 C126,48 116,30 110,14Z")
    return (
        outline(d, fill=sketch.accent, width=1.6)
        + stitch(
            last.foot("M75,4 C90,32 110,62 140,91 M103,4 C112,30 128,58 149,81"),
            colour=detail(sketch.accent),
            opacity=0.6,
        )
        + (shade(badge, opacity=0.14) if sketch.design == 0 else "")
    )


def _crossing(last: Last, sketch: Sketch) -> str:
    """Two bands that cross at the side."""
    d = "M66,5 C92,26 116,46 146,58 M152,5 C132,20 112,46 104,78"
    return band(last.foot(d), fill=sketch.accent, width=9, edge=1.4)


def _gum_sole(last: Last, sketch: Sketch) -> str:
    h, f, wall = last.heel, last.forefoot, last.wall
    gum = (
        mix(sketch.third, "#b07a3c", 0.5)
        if sketch.design in (0, 3)
        else mix(sketch.third, INK, 0.6)
    )
    body = last.ground(
        f"M-4,{h + 9:.1f} C-9,{h * 0.8:.1f} -8,3 -1,1 C8,0 16,0 26,0 L206,0 C250,0 284,3 303,8 "
        f"C309,12 308,{f + 8:.1f} 301,{f + 12:.1f} "
    ) + last.foot("C262,5 226,2 190,2 L70,2 C40,4 16,6 -4,9Z")
    tread = last.ground(
        "M-5,7 C-4,1 8,-1 26,-1 L206,-1 C250,-1 284,2 305,9 C300,14 284,12 "
        "250,7.5 C230,5.5 214,5.5 206,5.5 L26,5.5 C14,5.5 4,6 -5,7Z"
    )
    guard = (
        last.ground("M98,0 ")
        + last.foot("L92,2 C96,14 102,24 112,28 L146,28 C156,22 160,12 164,2 ")
        + last.ground("L160,0Z")
    )
    grooves = last.foot(
        "M106,2 L106,21 M118,2 L118,25 M130,2 L130,26 M142,2 L142,25 M153,2 L153,18"
    )
    return (
        outline(body, fill=sketch.third)
        + line(wall("M-4,.7 C60,.62 200,.6 302,.74"), width=1, opacity=0.4)
        + outline(guard, fill=gum, width=1.5)
        + line(grooves, width=1.2, opacity=0.6)
        + outline(tread, fill=gum, width=1.4)
    )
