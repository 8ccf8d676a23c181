"""What holds a climber: ropes, harnesses, carabiners, tools for ice, and what lies beneath."""

from math import cos, radians, sin

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
    text,
    upright,
)
from marketplace.technical.drawings.pattern import said

RUBBER = mix(INK, "#ffffff", 0.14)
PALE = mix(STEEL, "#ffffff", 0.45)


# --- ropes -----------------------------------------------------------------------------------
def rope(sketch: Sketch) -> str:
    """A coiled rope: strands as thick as its diameter, its end tied, its cut end beside."""
    diameter = sketch.number("diameter", 9.5, 5, 13)
    thick = 6 + (diameter - 5) * 1.5
    turns = round(92 / (thick + 3))
    loops = ""
    for i in range(turns):
        x = 104 + i * (thick + 2.4)
        loops += _strand(
            sketch,
            f"M{x:.0f},66C{x - 26:.0f},130 {x - 20:.0f},224 {x + 8:.0f},256"
            f"C{x + 22:.0f},272 {x + 44:.0f},268 {x + 58:.0f},250"
            f"C{x + 86:.0f},214 {x + 84:.0f},124 {x + 52:.0f},66",
            thick,
        )
    reach = 104 + turns * (thick + 2.4) + 40
    wraps = "".join(
        _strand(sketch, f"M92,{92 + i * (thick + 2):.0f}C140,{102 + i * (thick + 2):.0f} "
                        f"{reach - 40:.0f},{102 + i * (thick + 2):.0f} {reach:.0f},"
                        f"{88 + i * (thick + 2):.0f}", thick)
        for i in range(3)
    )  # fmt: skip
    tail = _strand(sketch, "M150,70C146,26 206,10 222,40C232,60 214,76 204,70", thick) + _strand(
        sketch, "M214,72C262,60 300,90 322,130", thick
    )
    end = _cut_end(sketch, 330, 150, 20 + (diameter - 5) * 3)
    plan = ""
    if sketch.shows("diameter"):
        radius = 20 + (diameter - 5) * 3
        plan += across(330 - radius, 330 + radius, 150 + radius + 20, "") + text(
            330, 150 + radius + 42, f"{decimal(diameter)} mm", size=16
        )
    if sketch.shows("linear_weight"):
        weight = decimal(sketch.number("linear_weight", 60, 25, 95), 0)
        plan += text(330, 256, f"{weight} g/m", size=16)
    return fitted(tail + loops + wraps + end + plan, extent=(70, 12, 388, 282))


def _strand(sketch: Sketch, d: str, thick: float) -> str:
    """A piece of rope with its woven tracers."""
    pattern = ((6, 7), (2, 9), (12, 5), (4, 14))[sketch.design]
    return band(d, fill=sketch.main, width=thick, edge=1.5, cap="round") + path(
        d, fill="none", stroke=sketch.accent, stroke_width=f"{thick * 0.5:.1f}",
        stroke_dasharray=f"{pattern[0]} {pattern[1]}", stroke_linecap="butt",
    ) + path(
        d, fill="none", stroke=sketch.third, stroke_width=f"{thick * 0.22:.1f}",
        stroke_dasharray=f"{pattern[1] * 0.4:.1f} {pattern[0] + pattern[1] * 0.6:.1f}",
        stroke_linecap="butt",
    )  # fmt: skip


def _cut_end(sketch: Sketch, x: float, y: float, radius: float) -> str:
    """The rope cut across: the sheath and the yarns of its core."""
    core = radius * 0.72
    yarns = "".join(
        disc(x + cos(radians(a)) * core * k, y + sin(radians(a)) * core * k, round(core * 0.2, 1),
             fill="#fbfaf5", edge=1.2)
        for k, step, first in ((0, 360, 0), (0.42, 60, 0), (0.78, 30, 15))
        for a in range(first, 360 + first, step)
    )  # fmt: skip
    weave = "".join(
        f"M{x + cos(radians(a)) * core:.1f},{y + sin(radians(a)) * core:.1f}"
        f"L{x + cos(radians(a + 12)) * radius:.1f},{y + sin(radians(a + 12)) * radius:.1f}"
        for a in range(0, 360, 24)
    )
    return (
        disc(x, y, radius, fill=sketch.main, edge=2)
        + line(weave, width=3, colour=sketch.accent)
        + disc(x, y, round(core, 1), fill="#e9e4d6", edge=1.6)
        + yarns
        + disc(x, y, radius, fill="none", edge=2)
    )


# --- harnesses -------------------------------------------------------------------------------
def harness(sketch: Sketch) -> str:
    """A harness from the front: its buckles, gear loops, adjustable or fixed legs."""
    buckles = round(sketch.number("buckles", 1, 0, 4))
    loops = round(sketch.number("gear_loops", 4, 0, 8))
    adjustable = sketch.values.get("adjustable_legs")
    legs = buckles >= 3 if adjustable is None else adjustable is True
    main, accent = sketch.main, sketch.accent
    belt = (
        "M66,88C110,70 290,70 334,88L344,96C346,112 342,126 334,132C290,114 240,112 226,116"
        "H174C160,112 110,114 66,132C58,126 54,112 56,96Z"
    )
    inside = "M70,86C120,58 280,58 330,86C280,74 120,74 70,86Z"
    gear = "".join(
        band(
            f"M{x},{124 - abs(200 - x) * 0.06:.0f}C{x - 4 * side:.0f},168 {x + 46 * side:.0f},168 "
            f"{x + 46 * side},{126 + abs(200 - x) * 0.02:.0f}",
            fill=mix(accent, INK, 0.1), width=5, edge=1.3, cap="round",
        )
        for side, x in ((-1, 160), (1, 240), (-1, 108), (1, 292))[:loops]
    )  # fmt: skip
    leg = (
        "M92,236C88,206 128,188 160,196C186,202 192,218 186,236C178,266 154,282 124,278"
        "C102,274 92,258 92,236ZM112,238C112,256 126,264 142,260C158,256 168,244 170,230"
        "C168,216 152,212 136,214C122,218 112,226 112,238Z"
    )
    legs_drawn = "".join(
        group(
            _ring(leg, main)
            + stitch("M100,238C98,214 128,198 158,204C178,208 184,220 180,234",
                     colour=detail(main))
            + (outline("M96,222h24v18h-24z", fill=STEEL, width=1.6)
               + outline("M101,227h14v8h-14z", fill=main, width=1.2) if legs else "")
            + band("M112,206C106,180 98,150 90,130", fill=accent, width=5, edge=1.2),
            transform,
        )
        for transform in ("translate(0,0)", "translate(400,0) scale(-1,1)")
    )  # fmt: skip
    marks = (
        "M76,112C112,96 150,98 172,100V108C150,106 112,106 78,122Z"
        "M324,112C288,96 250,98 228,100V108C250,106 288,106 322,122Z",
        "M96,82L118,78L108,120L86,124ZM304,82L282,78L292,120L314,124Z",
        "M60,96L66,88L88,82L84,126L66,132C58,126 54,112 60,96Z"
        "M340,96L334,88L312,82L316,126L334,132C342,126 346,112 340,96Z",
        "M110,112l14,-24l8,10l8,-8l12,20zM290,112l-14,-24l-8,10l-8,-8l-12,20z",
    )[sketch.design]
    buckle = "".join(
        outline(f"M{x - 15},84h30v34h-30z", fill=STEEL, width=1.8)
        + outline(f"M{x - 9},90h18v8h-18zM{x - 9},104h18v8h-18z", fill=main, width=1.3)
        for x in ((160,) if buckles in (1, 3) else (160, 240) if buckles >= 2 else ())
    )
    tie = (
        band("M186,104C186,88 214,88 214,104V192C214,210 186,210 186,192Z", fill=accent, width=9,
             edge=1.6)
        + outline("M178,94h44v22h-44z", fill=main, width=1.7)
        + stitch("M182,100h36M182,110h36", colour=detail(main))
        + band("M160,206C176,198 224,198 240,206", fill=main, width=14, edge=1.6)
        + band("M200,106V190", fill=mix(accent, "#ffffff", 0.3), width=7, edge=1.4)
    )  # fmt: skip
    drawn = (
        outline(inside, fill=mix(main, INK, 0.6), width=1.5)
        + legs_drawn
        + outline(belt, fill=main)
        + path(marks, fill=accent)
        + line(marks, width=1.1)
        + stitch("M72,92C120,76 280,76 328,92M72,124C112,108 150,106 174,110M328,124C288,108 250,"
                 "106 226,110", colour=detail(main))
        + path(belt, fill="none", stroke=INK, stroke_width=2)
        + gear
        + buckle
        + tie
    )  # fmt: skip
    words = []
    if sketch.shows("buckles"):
        words.append(ngettext("%(n)d boucle", "%(n)d boucles", buckles) % {"n": buckles})
    if sketch.shows("gear_loops"):
        words.append(ngettext("%(n)d porte-matériel", "%(n)d porte-matériel", loops) % {"n": loops})
    if sketch.shows("weight"):
        words.append(said(sketch.number("weight", 380, 70, 900), "g"))
    plan = text(200, 308, ", ".join(words), size=16) if words else ""
    return fitted(drawn + plan, extent=(40, 52, 360, 318 if plan else 288))


def _ring(d: str, fill: str) -> str:
    """A shape with a hole."""
    return path(d, fill=fill, fill_rule="evenodd", stroke=INK, stroke_width=2)


# --- shoes -----------------------------------------------------------------------------------
def climbing_shoe(sketch: Sketch) -> str:
    """A climbing shoe from the side: the more it is downturned, the more its toe points down."""
    turn = {"flat": 0, "moderate": 14, "aggressive": 30}.get(
        sketch.choice("downturn", "moderate"), 14
    )
    arch = turn * 0.7
    toe = 216 + turn
    thick = 6 + sketch.number("rubber_thickness", 4, 1.5, 6) * 1.6
    upper = (
        f"M58,214C46,190 44,150 62,118C66,108 78,106 88,112C110,124 132,128 152,122"
        f"C196,134 250,160 312,{176 + turn * 0.4:.0f}C344,{186 + turn * 0.6:.0f} 356,"
        f"{204 + turn * 0.8:.0f} 352,{toe}C300,{214 + turn * 0.3:.0f} 262,{206 - arch:.0f} 220,"
        f"{206 - arch:.0f}C170,{206 - arch:.0f} 120,222 58,214Z"
    )
    sole = (
        f"M54,210C120,224 170,{206 - arch:.0f} 220,{206 - arch:.0f}C262,{206 - arch:.0f} 300,"
        f"{212 + turn * 0.3:.0f} 354,{toe - 4}C358,{toe + 4} 356,{toe + thick:.0f} 344,"
        f"{toe + thick:.0f}C296,{214 + turn * 0.3 + thick:.0f} 262,{206 - arch + thick:.0f} 220,"
        f"{206 - arch + thick:.0f}C170,{206 - arch + thick:.0f} 120,{222 + thick:.0f} 62,"
        f"{214 + thick:.0f}C52,{212 + thick:.0f} 50,214 54,210Z"
    )
    heel = "M58,214C46,190 44,150 62,118L74,122C66,150 72,184 108,216C90,218 72,218 58,214Z"
    rand = (
        f"M108,216C96,204 88,190 84,176C130,190 200,180 262,182C300,184 330,{178 + turn * 0.4:.0f}"
        f" 340,{188 + turn * 0.6:.0f}C354,{196 + turn * 0.7:.0f} 356,{206 + turn * 0.8:.0f} 352,"
        f"{toe}C300,{214 + turn * 0.3:.0f} 262,{206 - arch:.0f} 220,{206 - arch:.0f}"
        f"C170,{206 - arch:.0f} 140,216 108,216Z"
    )
    toe_patch = (
        f"M262,158C280,164 298,170 312,{176 + turn * 0.4:.0f}C326,{180 + turn * 0.5:.0f} 336,"
        f"{186 + turn * 0.6:.0f} 342,{190 + turn * 0.6:.0f}L262,184Z"
    )
    marks = (
        "M150,182L184,130L204,138L178,181Z",
        "M128,180C140,160 160,146 190,134L214,142C184,152 166,164 156,182Z",
        "M92,170C140,176 200,168 262,172L262,180C200,178 140,188 88,180Z",
        "M140,182L164,150L178,168L190,156L208,181Z",
    )[sketch.design]
    drawn = (
        band("M64,122C46,112 44,96 56,90", fill=sketch.accent, width=7, edge=1.3)
        + outline("M70,116C80,94 104,96 120,108C136,118 150,120 160,124L140,134C110,134 86,128 "
                  "70,116Z", fill=mix(sketch.main, INK, 0.6), width=1.6)
        + outline(upper, fill=sketch.main)
        + path(marks, fill=sketch.accent)
        + line(marks, width=1.1)
        + outline(rand, fill=RUBBER, width=1.6)
        + outline(toe_patch, fill=RUBBER, width=1.4)
        + outline(heel, fill=RUBBER, width=1.6)
        + line("M84,184C130,196 200,190 262,190", width=1.2, colour="#ffffff", opacity=0.3)
        + line(f"M276,168L284,184M292,173L300,{184 + turn * 0.2:.0f}", width=1.4,
               colour="#ffffff", opacity=0.4)
        + outline(sole, fill=mix(sketch.third, INK, 0.78), width=1.8)
        + _shoe_closure(sketch)
        + line(f"M20,{252 + thick:.0f}H390", width=1, opacity=0.35)
    )  # fmt: skip
    words = []
    if sketch.shows("downturn"):
        names = {"flat": _("plat"), "moderate": _("cambrure modérée"),
                 "aggressive": _("cambrure forte")}  # fmt: skip
        words.append(names.get(sketch.choice("downturn", "flat"), ""))
    if sketch.shows("rubber_thickness"):
        thickness = decimal(sketch.number("rubber_thickness", 4, 1.5, 6))
        words.append(_("gomme %(mm)s mm") % {"mm": thickness})
    plan = text(200, 288, ", ".join(words), size=16) if words else ""
    return fitted(drawn + plan, extent=(30, 66, 380, 298 if plan else 270))


def _shoe_closure(sketch: Sketch) -> str:
    closure = sketch.choice("closure", "velcro")
    fine = detail(sketch.main)
    if closure == "laces":
        rows = [(150 + i * 22, 130 + i * 7) for i in range(6)]
        d = "".join(f"M{x - 8},{y + 14}L{x + 8},{y - 6}" for x, y in rows)
        return line("M138,138C180,150 236,170 276,180", colour=fine, opacity=0.6) + band(
            d, fill=sketch.third, width=4, edge=1.1, cap="round"
        )
    if closure == "slipper":
        return "".join(
            shade(f"M{130 + i * 12},{122 + i * 3}l12,3l-10,24l-10,-4z", opacity=0.2)
            for i in range(4)
        ) + line("M124,120C120,140 132,152 170,154", colour=fine)
    straps = "M126,152L160,112L182,118L150,162Z", "M196,172L222,132L244,142L222,178Z"
    return "".join(
        outline(d, fill=sketch.accent, width=1.8)
        + stitch(d.replace("Z", ""), colour=detail(sketch.accent), opacity=0.4)
        for d in straps
    ) + outline("M158,112l24,5l-6,12l-24,-6z", fill=sketch.third, width=1.4)


# --- carabiners ------------------------------------------------------------------------------
FRAMES = {
    "d": "M172,40C210,22 262,34 268,78L262,214C260,254 226,272 196,262C166,252 150,232 148,204"
         "L136,98C132,68 146,52 172,40Z",
    "hms": "M150,52C190,14 286,26 292,84C294,120 274,180 254,226C244,256 220,270 198,264"
           "C172,258 162,240 160,214L128,110C122,84 132,68 150,52Z",
    "oval": "M148,104C148,56 170,32 204,32C240,32 260,56 260,104V198C260,244 240,268 204,268"
            "C170,268 148,244 148,198Z",
}  # fmt: skip
GATES = {"d": (139, 92, 149, 210), "hms": (128, 104, 161, 212), "oval": (148, 98, 148, 204)}


def carabiner(sketch: Sketch) -> str:
    """A carabiner: its shape, and the gate it has: solid, wire, screwed or locking itself."""
    drawn = _carabiner(
        sketch, shape=sketch.choice("shape", "d"), gate=sketch.choice("gate", "solid")
    )
    plan = ""
    if sketch.shows("major_axis"):
        force = decimal(sketch.number("major_axis", 24, 18, 50))
        plan += upright(316, 30, 268, f"{force} kN", side=1)
    if sketch.shows("weight"):
        plan += text(60, 156, said(sketch.number("weight", 60, 15, 320), "g"), size=16)
    return fitted(drawn + plan, extent=(30 if plan else 90, 16, 390 if plan else 330, 282))


def _carabiner(sketch: Sketch, *, shape: str, gate: str, fill: str = "") -> str:
    d = FRAMES.get(shape, FRAMES["d"])
    x0, y0, x1, y1 = GATES.get(shape, GATES["d"])
    colour = fill or sketch.main
    wide = 17
    slant = (x1 - x0) / (y1 - y0)
    gap = f"M{x0 - slant * 4:.1f},{y0 - 4}L{x1 + slant * 4:.1f},{y1 + 4}"
    engraved = ("M270,90L262,200", "M272,100L270,140M264,160L263,200", "M200,38C226,34 250,44 258,"
                "70", "M268,84L266,120M264,140L261,180")[sketch.design]  # fmt: skip
    frame = (
        band(d, fill=colour, width=wide, edge=2)
        + path(d, fill="none", stroke=mix(colour, "#ffffff", 0.5), stroke_width=3.2)
        + (line(engraved, width=3.4, colour=sketch.accent) if shape == "d" else "")
    )
    if gate == "wire":
        door = band(f"M{x0 - 5},{y0 - 2}L{x1 - 4},{y1}M{x0 + 6},{y0 - 2}L{x1 + 5},{y1}", fill=STEEL,
                    width=3.4, edge=1.5)  # fmt: skip
        return frame + path(gap, fill="none", stroke="#ffffff", stroke_width=wide + 5,
                            stroke_linecap="butt") + door + (
            disc(x1, y1 + 2, 6, fill=STEEL, edge=1.8) + disc(x0, y0 - 4, 5, fill=STEEL, edge=1.8)
        )  # fmt: skip
    door = band(gap, fill=mix(sketch.accent, STEEL, 0.4), width=13, edge=1.9) + disc(
        x1, y1, 4.5, fill=STEEL, edge=1.6
    )
    return frame + door + _sleeve(sketch, gate, (x0, y0, x1, y1))


def _sleeve(sketch: Sketch, gate: str, ends: tuple[float, float, float, float]) -> str:
    """The barrel over the gate: knurled to screw, with a mark to twist, a button to press."""
    x0, y0, x1, y1 = ends
    at = {"screw": 0.34, "twist": 0.42, "triple": 0.42, "magnetic": 0.2}.get(gate)
    if at is None:
        return ""
    x, y = x0 + (x1 - x0) * at, y0 + (y1 - y0) * at
    lean = -57.3 * (x1 - x0) / (y1 - y0)
    half = {"screw": 26, "magnetic": 18}.get(gate, 36)
    barrel = outline(f"M-12,{-half}H12V{half}H-12Z", fill=sketch.accent, width=1.8)
    knurl = "".join(f"M{i},{-half + 4}V{half - 4}" for i in (-8, -4, 0, 4, 8))
    extra = {
        "screw": line(knurl, width=1.3, opacity=0.55, colour=detail(sketch.accent)),
        "twist": line("M-10,-14L10,8M-10,0L10,22", width=3, colour=sketch.third)
        + path("M-4,-30h8l-4,-7z", fill=INK),
        "triple": line("M-10,-14L10,8M-10,0L10,22", width=3, colour=sketch.third)
        + disc(0, -24, 5, fill="#c8370f", edge=1.3),
        "magnetic": outline("M-16,-8h8v16h-8zM8,-8h8v16h-8z", fill=STEEL, width=1.4),
    }
    return group(barrel + extra[gate], f"translate({x:.1f},{y:.1f}) rotate({lean:.1f})")


def quickdraw(sketch: Sketch) -> str:
    """Two carabiners on their sling, as long and wide as it is; the rope's end held firm."""
    length = sketch.number("sling_length", 12, 8, 60)
    wide = 18 + (sketch.number("sling_width", 14, 8, 30) - 8) * 1.2
    gate = sketch.choice("gate", "solid")
    upper, lower = ("solid", "wire") if gate == "mixed" else (gate, gate)
    long = 92 + (min(length, 30) - 8) * 4
    x0, x1, y = 134.0, 134 + long, 100.0
    sling = outline(
        f"M{x0 - 10:.0f},{y - wide / 2:.1f}H{x1 + 10:.0f}C{x1 + 20:.0f},{y - wide / 2:.1f} "
        f"{x1 + 20:.0f},{y + wide / 2:.1f} {x1 + 10:.0f},{y + wide / 2:.1f}H{x0 - 10:.0f}"
        f"C{x0 - 20:.0f},{y + wide / 2:.1f} {x0 - 20:.0f},{y - wide / 2:.1f} {x0 - 10:.0f},"
        f"{y - wide / 2:.1f}Z",
        fill=sketch.accent,
    )
    woven = (
        f"M{x0 + 14:.0f},{y}H{x1 - 20:.0f}",
        "".join(f"M{x0 + 16 + i * 14:.0f},{y - wide / 2 + 2:.1f}v{wide - 4:.1f}"
                for i in range(int((long - 30) / 14))),
        "".join(f"M{x0 + 16 + i * 14:.0f},{y - 3}l7,6l7,-6" for i in range(int((long - 34) / 14))),
        f"M{x0 + 14:.0f},{y - wide / 4:.1f}H{x1 - 20:.0f}M{x0 + 14:.0f},{y + wide / 4:.1f}"
        f"H{x1 - 20:.0f}",
    )[sketch.design]  # fmt: skip
    keeper = outline(f"M{x1 - 8:.0f},{y - wide / 2 - 5:.1f}h22v{wide + 10:.1f}h-22z", fill=RUBBER,
                     width=1.6)  # fmt: skip
    two = group(
        _carabiner(sketch, shape="d", gate=lower, fill=mix(sketch.main, "#ffffff", 0.25)),
        f"translate({x1 - 12:.0f},{y:.0f}) scale(0.66) rotate(-90) translate(-204,-30)",
    )
    one = group(
        _carabiner(sketch, shape="d", gate=upper),
        f"translate({x0 + 12:.0f},{y:.0f}) scale(0.66) rotate(90) translate(-204,-30)",
    )
    drawn = one + two + sling + line(woven, width=2.4, colour=detail(sketch.accent), opacity=0.8)
    bars = stitch(f"M{x0 + 8:.0f},{y - wide / 2:.1f}v{wide:.1f}M{x1 - 14:.0f},{y - wide / 2:.1f}"
                  f"v{wide:.1f}", opacity=0.9)  # fmt: skip
    plan = ""
    if sketch.shows("sling_length"):
        plan += across(x0 - 14, x1 + 14, y - 70, f"{decimal(length, 0)} cm")
    if sketch.shows("weight"):
        plan += text((x0 + x1) / 2, y + 80, said(sketch.number("weight", 95, 50, 180), "g"))
    return fitted(drawn + bars + keeper + plan, extent=(x0 - 152, y - 84, x1 + 152, y + 90))


# --- helmets ---------------------------------------------------------------------------------
def climbing_helmet(sketch: Sketch) -> str:
    """A helmet from the side: hard shell or foam with openings, lamp clips, straps, dial."""
    vents = round(sketch.number("vents", 10, 0, 40))
    hard = sketch.choice("shell", "in_mold") == "hard_shell"
    shell = (
        "M84,196C70,120 118,48 208,46C294,46 340,108 344,180C344,192 338,198 326,198"
        "C260,190 160,192 100,208C90,208 86,204 84,196Z"
    )
    marks = (
        "M90,180C150,168 270,168 342,178L344,190C270,180 150,180 88,194Z",
        "M208,46C250,46 290,62 314,96L250,118L206,72Z",
        "M150,60L170,52C156,100 150,146 150,196L128,200C126,150 134,100 150,60Z",
        "M150,176L196,106L220,144L238,122L274,174Z",
    )[sketch.design]
    spots = (
        (136, 118, -52), (176, 92, -28), (222, 84, 4), (266, 98, 30), (128, 156, -70),
        (166, 136, -40), (210, 124, -6), (254, 134, 24), (296, 136, 46), (300, 168, 70),
    )  # fmt: skip
    shown = min((vents + 1) // 2, 4 if hard else 10)
    openings = "".join(
        group(
            outline("M-17,-6C-8,-10 10,-9 17,-3L11,5C2,8 -10,7 -17,-6Z",
                    fill=mix(INK, "#ffffff", 0.12), width=1.5),
            f"translate({x},{y}) rotate({turn}) scale({0.7 if hard else 1})",
        )
        for x, y, turn in spots[:shown]
    )  # fmt: skip
    ridges = line("M112,190C112,130 150,74 208,60M300,190C304,130 272,84 226,62", width=1.6,
                  colour=detail(sketch.main), opacity=0.55) if hard else ""  # fmt: skip
    drawn = (
        outline("M92,200C92,220 108,232 126,228L140,198Z", fill=mix(INK, "#ffffff", 0.3))
        + disc(100, 222, 13, fill=sketch.accent, edge=1.8)
        + band("M150,196C166,232 196,256 236,268M290,190C274,224 256,250 236,268M106,214C140,232 "
               "172,240 196,238", fill=RUBBER, width=6, edge=1.3)
        + outline("M222,258h30v18h-30z", fill=sketch.accent, width=1.6)
        + outline(shell, fill=sketch.main)
        + path(marks, fill=sketch.accent)
        + line(marks, width=1.1)
        + ridges
        + openings
        + shade("M84,196C70,120 118,48 208,46C150,62 112,120 116,204L100,208C90,208 86,204 84,196Z")
        + shade("M236,58C284,68 316,100 328,146C304,106 272,82 232,72Z", colour="#ffffff",
                opacity=0.4)
        + path(shell, fill="none", stroke=INK, stroke_width=2)
        + outline("M322,150h16v16h-14z", fill=RUBBER, width=1.5)
        + outline("M92,150h-14v18h12z", fill=RUBBER, width=1.5)
    )  # fmt: skip
    plan = ""
    if sketch.shows("vents"):
        plan += text(342, 240, _("%(n)d aérations") % {"n": vents})
    if sketch.shows("weight"):
        plan += text(342, 264, said(sketch.number("weight", 250, 120, 600), "g"))
    return fitted(drawn + plan, extent=(64, 34, 394 if plan else 360, 286))


# --- belay devices ---------------------------------------------------------------------------
def belay_device(sketch: Sketch) -> str:
    """A tube, a cam that locks, or a figure of eight, with the rope it takes."""
    kind = sketch.choice("device", "tube")
    low, high = sketch.number("rope_min", 8.5, 6, 11), sketch.number("rope_max", 10.5, 8, 13)
    if sketch.choice("assist", "manual") != "manual" and "device" not in sketch.values:
        kind = "cam"
    draw = {"cam": _cam_device, "figure8": _figure_eight}.get(kind, _tube_device)
    plan = ""
    if sketch.shows("rope_min", "rope_max"):
        rope = _("corde %(low)s à %(high)s mm") % {"low": decimal(low), "high": decimal(high)}
        plan += text(200, 308, rope, size=16)
    if sketch.shows("weight"):
        plan += text(342, 250, said(sketch.number("weight", 90, 30, 500), "g"), size=16)
    return fitted(draw(sketch) + plan, extent=(44, 12, 376, 316 if plan else 276))


def _live_rope(sketch: Sketch, d: str) -> str:
    return band(d, fill=sketch.third, width=13, edge=1.6) + path(
        d, fill="none", stroke=mix(sketch.accent, INK, 0.1), stroke_width=6,
        stroke_dasharray="6 9", stroke_linecap="butt",
    )  # fmt: skip


def _tube_device(sketch: Sketch) -> str:
    strands = round(sketch.number("strands", 2, 1, 2))
    guide = sketch.values.get("guide_mode") is True
    body = "M104,112L126,232C130,250 146,258 166,258H234C254,258 270,250 274,232L296,112Z"
    holes = "M132,98H190V124H132ZM210,98H268V124H210Z" if strands == 2 else "M150,98H250V124H150Z"
    teeth = "".join(f"M{118 + i * 3},{138 + i * 16}h14" for i in range(5)) + "".join(
        f"M{282 - i * 3},{138 + i * 16}h-14" for i in range(5)
    )
    marks = (
        "M150,176H250L244,200H156Z",
        "M152,160L190,160L182,240H164Z",
        "M160,220L200,164L240,220Z",
        "M148,168H252V176H148ZM150,186H250V194H150Z",
    )[sketch.design]
    ear = (
        disc(200, 62, 26, fill=sketch.main, edge=2) + disc(200, 62, 13, fill="#ffffff", edge=1.8)
        if guide
        else ""
    )
    cable = band("M170,256C160,290 240,290 230,256", fill=STEEL, width=5, edge=1.4)
    return (
        cable
        + ear
        + _live_rope(sketch, "M160,112C150,70 110,40 66,34")
        + outline(body, fill=sketch.main)
        + outline("M96,92H304C312,92 312,122 304,124H96C88,122 88,92 96,92Z",
                  fill=mix(sketch.main, "#ffffff", 0.18))
        + outline(holes, fill=mix(INK, "#ffffff", 0.12), width=1.7)
        + path(marks, fill=sketch.accent)
        + line(marks, width=1.1)
        + line(teeth, width=4, colour=detail(sketch.main), opacity=0.6)
        + _live_rope(sketch, "M166,112V80C166,40 200,20 244,22" if not guide
                     else "M166,110C166,84 150,64 120,58")
        + shade("M296,124L274,232C270,250 254,258 234,258H218C238,254 250,244 254,228L272,124Z")
    )  # fmt: skip


def _cam_device(sketch: Sketch) -> str:
    panic = sketch.choice("assist", "assisted") == "assisted_panic"
    plate = (
        "M108,96C120,60 170,40 214,46C268,54 306,100 302,156C300,206 262,248 206,252"
        "C168,254 132,238 122,206C112,174 98,128 108,96Z"
    )
    handle = "M214,118L318,60C334,52 346,66 336,80L236,152Z"
    marks = (
        "M138,116L196,74L214,80L150,140Z",
        "M120,170C160,190 210,190 240,176L236,196C204,206 160,206 126,194Z",
        "M206,252C168,254 132,238 122,206L150,198C160,220 180,230 206,228Z",
        "M142,208L166,176L180,194L190,182L206,210Z",
    )[sketch.design]
    return (
        _live_rope(sketch, "M72,20C96,60 120,84 150,110")
        + _live_rope(sketch, "M156,240C120,262 96,270 60,270")
        + outline(plate, fill=sketch.main)
        + path(marks, fill=sketch.accent)
        + line(marks, width=1.1)
        + outline("M150,110C176,90 226,96 240,132C250,162 226,192 192,190C164,188 150,170 148,146Z",
                  fill=PALE)
        + line("M160,128C178,112 214,114 226,140", width=4, opacity=0.3)
        + disc(204, 146, 11, fill=STEEL, edge=1.8)
        + line("M198,146h12M204,140v12", width=1.8)
        + outline(handle, fill=sketch.accent)
        + (line("M250,104L308,72", width=5, colour="#c8370f") if panic
           else line("M250,104L308,72", width=2, colour=detail(sketch.accent), opacity=0.6))
        + disc(240, 214, 19, fill="#ffffff", edge=2)
        + shade("M302,156C300,206 262,248 206,252C190,252 176,250 164,246C230,240 276,204 284,"
                "110C298,124 304,140 302,156Z")
        + disc(136, 120, 5, fill=STEEL, edge=1.5)
        + disc(180, 232, 5, fill=STEEL, edge=1.5)
        + path(plate, fill="none", stroke=INK, stroke_width=2)
    )  # fmt: skip


def _figure_eight(sketch: Sketch) -> str:
    d = (
        "M200,24C240,24 268,54 268,92C268,118 254,136 238,146C250,154 256,168 256,184"
        "C256,222 232,248 200,248C168,248 144,222 144,184C144,168 150,154 162,146C146,136 132,118 "
        "132,92C132,54 160,24 200,24ZM200,52C174,52 158,70 158,94C158,118 176,132 200,132"
        "C224,132 242,118 242,94C242,70 226,52 200,52ZM200,162C182,162 170,172 170,190"
        "C170,210 182,222 200,222C218,222 230,210 230,190C230,172 218,162 200,162Z"
    )
    return (
        _live_rope(sketch, "M84,30C130,40 170,60 186,92")
        + _ring(d, sketch.main)
        + line("M146,92C146,62 168,38 200,38", width=4, colour="#ffffff", opacity=0.45)
        + line("M157,190C157,216 176,236 200,236", width=3, colour=sketch.accent)
        + _live_rope(sketch, "M186,92C200,120 190,150 160,152C130,154 110,180 92,230")
    )


# --- protection ------------------------------------------------------------------------------
def protection(sketch: Sketch) -> str:
    """Cams in the crack they fit, or a nut on its cable."""
    low, high = sketch.number("range_min", 22, 2, 250), sketch.number("range_max", 34, 4, 300)
    kind = sketch.choice("kind", "cam")
    size = 34 + min(high, 120) * 0.42
    drawn = _cam(sketch, size) if kind == "cam" else _nut(sketch, size, hexed=kind == "hex")
    plan = ""
    if sketch.shows("range_min", "range_max"):
        words = _("%(low)s à %(high)s mm") % {"low": decimal(low), "high": decimal(high)}
        plan += across(200 - size * 0.95, 200 + size * 0.95, 22, "") + text(330, 27, words, size=16)
    if sketch.shows("strength"):
        plan += text(320, 160, f"{decimal(sketch.number('strength', 12, 2, 20))} kN", size=16)
    return fitted(drawn + plan, extent=(60 if plan else 80, 12, 390 if plan else 320, 288))


def _cam(sketch: Sketch, size: float) -> str:
    cams = round(sketch.number("cams", 4, 3, 4))
    y = 38 + size * 0.62
    lobe = (
        f"M0,{-size * 0.12:.1f}C{size * 0.2:.1f},{-size * 0.62:.1f} {size * 0.8:.1f},"
        f"{-size * 0.62:.1f} {size * 0.95:.1f},{-size * 0.2:.1f}C{size * 1.02:.1f},"
        f"{size * 0.2:.1f} {size * 0.74:.1f},{size * 0.62:.1f} {size * 0.3:.1f},{size * 0.7:.1f}"
        f"C{size * 0.36:.1f},{size * 0.4:.1f} {size * 0.2:.1f},{size * 0.2:.1f} 0,"
        f"{size * 0.16:.1f}Z"
    )
    holes = disc(size * 0.52, -size * 0.1, round(size * 0.13, 1), fill="#fffdf6", edge=1.5) + disc(
        size * 0.5, size * 0.26, round(size * 0.1, 1), fill="#fffdf6", edge=1.5
    )
    teeth = "".join(
        f"M{size * (0.99 - 0.012 * i * i):.1f},{size * (-0.1 + i * 0.11):.1f}l-6,1"
        for i in range(5)
    )
    back = outline(lobe, fill=mix(sketch.main, INK, 0.4))
    front = outline(lobe, fill=sketch.main) + holes + line(teeth, width=1.6)
    backs = "".join(
        group(back, f"translate(200,{y:.0f}) scale({s},1) rotate(-14)")
        for s in ((-1, 1) if cams == 4 else (-1,))
    )
    fronts = "".join(group(front, f"translate(200,{y:.0f}) scale({s},1)") for s in (-1, 1))
    return (
        backs
        + line(f"M{200 - size * 0.5:.0f},{y + size * 0.4:.0f}L186,206M{200 + size * 0.5:.0f},"
               f"{y + size * 0.4:.0f}L214,206", width=2)
        + band(f"M200,{y:.0f}V236", fill=STEEL, width=9, edge=1.6)
        + line("".join(f"M196,{yy}l8,4" for yy in range(round(y + size * 0.6), 190, 8)),
               width=1.2, opacity=0.5)
        + fronts
        + disc(200, y, 9, fill=STEEL, edge=1.8)
        + outline("M166,200H234C240,200 240,214 234,214H166C160,214 160,200 166,200Z",
                  fill=sketch.accent)
        + outline("M188,226H212V246H188Z", fill=sketch.accent, width=1.6)
        + _sling(sketch, 244)
    )  # fmt: skip


def _sling(sketch: Sketch, top: float) -> str:
    fill = sketch.third if sketch.design % 2 else sketch.accent
    return band(f"M194,{top}C182,{top + 24} 186,{top + 38} 200,{top + 38}C214,{top + 38} 218,"
                f"{top + 24} 206,{top}", fill=fill, width=8, edge=1.5)  # fmt: skip


def _nut(sketch: Sketch, size: float, *, hexed: bool) -> str:
    h = size * 0.62
    body = (
        f"M{200 - h},40L{200 + h},40L{200 + h * 0.72:.0f},{40 + h * 1.5:.0f}"
        f"L{200 - h * 0.72:.0f},{40 + h * 1.5:.0f}Z"
    )
    if hexed:
        body = (
            f"M{200 - h * 0.6:.0f},36H{200 + h * 0.6:.0f}L{200 + h * 1.1:.0f},{36 + h * 0.8:.0f}"
            f"L{200 + h * 0.6:.0f},{36 + h * 1.6:.0f}H{200 - h * 0.6:.0f}L{200 - h * 1.1:.0f},"
            f"{36 + h * 0.8:.0f}Z"
        )
    low = 40 + h * 1.5
    return (
        band(f"M186,{low:.0f}C180,200 176,240 186,262C192,276 208,276 214,262C224,240 220,200 214,"
             f"{low:.0f}", fill=STEEL, width=5, edge=1.5)
        + outline(body, fill=sketch.main)
        + outline(f"M{200 - h * 0.4:.0f},54h{h * 0.8:.0f}v{h * 0.7:.0f}h{-h * 0.8:.0f}z",
                  fill=mix(INK, "#ffffff", 0.15), width=1.6)
        + path(f"M{200 - h * 0.7:.0f},{low - 12:.0f}h{h * 1.4:.0f}v6h{-h * 1.4:.0f}z",
               fill=sketch.accent)
        + outline("M182,196h36v22h-36z", fill=sketch.accent, width=1.6)
    )  # fmt: skip


# --- ice -------------------------------------------------------------------------------------
def crampons(sketch: Sketch) -> str:
    """A crampon from the side: its points counted, its front points, and how it is fixed."""
    points = round(sketch.number("points", 12, 6, 16))
    fixing = sketch.choice("fixing", "semi")
    front = sketch.choice("front_points", "horizontal")
    metal = {"aluminium": sketch.main, "mixed": mix(sketch.main, STEEL, 0.3)}.get(
        sketch.choice("material", "steel"), STEEL
    )
    down = max((points - 2) // 2, 2)
    xs = [74 + (250 - 74) * i / (down - 1) for i in range(down)]
    spikes = "".join(f"M{x - 11:.0f},184L{x - 1:.0f},232L{x + 11:.0f},184Z" for x in xs)
    far = "".join(f"M{x - 4:.0f},184L{x + 8:.0f},222L{x + 16:.0f},184Z" for x in xs)
    rail = (
        "M56,168C90,158 120,172 156,172C200,172 230,158 286,160L318,166V184C290,188 250,188 220,"
        "188H60C52,184 52,172 56,168Z"
    )
    beak = {
        "vertical": "M296,160L352,178L392,214L378,216L340,198L300,190Z",
        "mono": "M296,164L358,180L396,216L380,216L344,196L300,188Z",
        "none": "M296,164H326V186H296Z",
    }.get(front, "M296,164L346,172L388,200L384,208L338,194L298,188Z")
    toe_bail = (
        outline(
            "M284,164L300,120C306,110 322,112 326,122L336,166L322,168L314,132L300,168Z",
            fill=RUBBER,
            width=1.7,
        )
        if fixing != "auto"
        else band("M290,166L306,128C316,118 332,124 332,140L326,166", fill=STEEL, width=5, edge=1.5)
    )
    heel_bail = (
        outline("M56,168L44,124C42,112 56,108 62,118L76,166Z", fill=RUBBER, width=1.7)
        if fixing == "strap"
        else outline(
            "M58,168L40,136L28,98C26,88 40,84 46,92L66,140L74,166Z", fill=sketch.accent, width=1.8
        )
        + band("M42,128L66,132", fill=STEEL, width=4, edge=1.3)
    )
    straps = band(
        "M50,124C90,70 190,66 250,96C280,108 300,112 312,124", fill=sketch.main, width=9, edge=1.5
    ) + outline("M176,66l26,4l-4,22l-26,-4z", fill=STEEL, width=1.6)
    plate = ""
    if sketch.values.get("anti_balling") is not False:
        plate = outline("M62,186H150L146,196H70ZM196,188H290L280,198H204Z", fill=sketch.accent,
                        width=1.4)  # fmt: skip
    boot = line("M60,160C48,120 64,84 66,40M154,40C160,84 190,108 240,116C286,124 322,132 330,160",
                width=1.2, opacity=0.35)  # fmt: skip
    drawn = (
        boot
        + straps
        + outline(far, fill=mix(metal, INK, 0.35), width=1.6)
        + heel_bail
        + outline(beak, fill=metal)
        + outline(spikes, fill=metal, width=1.8)
        + outline(rail, fill=metal)
        + "".join(disc(x, 176, 3.6, fill=mix(INK, "#ffffff", 0.2)) for x in xs)
        + outline("M140,168H216V180H140Z", fill=sketch.main, width=1.6)
        + line("M150,174H206", width=2.6, opacity=0.6)
        + plate
        + toe_bail
    )
    words = []
    if sketch.shows("points"):
        words.append(_("%(n)d pointes") % {"n": points})
    if sketch.shows("weight"):
        words.append(said(sketch.number("weight", 850, 250, 1300), "g"))
    plan = text(190, 268, ", ".join(words), size=16) if words else ""
    return fitted(drawn + plan, extent=(14, 32, 402, 278 if plan else 242))


def ice_axe(sketch: Sketch) -> str:
    """An ice axe: shaft straight or curved, adze, hammer or bare head, grip and spike."""
    curve = {"straight": 0, "slight": 18, "curved": 46}.get(sketch.choice("curve", "straight"), 0)
    head = sketch.choice("head", "adze")
    tube = {"carbon": mix(INK, "#ffffff", 0.22), "steel": STEEL}.get(
        sketch.choice("shaft_material", "aluminium"), sketch.main
    )
    shaft = f"M112,66C{116 + curve},{110 + curve * 0.1:.0f} {210 + curve},{130 - curve} 330,250"
    if not curve:
        shaft = "M112,66L330,250"
    grip = (
        f"M{248 + curve * 0.35:.0f},{178 - curve * 0.32:.0f}C{272 + curve * 0.3:.0f},"
        f"{198 - curve * 0.22:.0f} {300 + curve * 0.1:.0f},{224 - curve * 0.1:.0f} 330,250"
    )
    pick = "M124,58L96,42L52,58L14,104L10,118L28,108L64,84L104,80Z"
    droop = "M124,58L96,40L48,50L10,86L2,112L26,96L62,78L104,80Z"
    tail = {
        "hammer": "M120,58L154,22L184,44L172,58L150,52L132,78Z",
        "none": "M120,58L134,46L144,58L132,78Z",
    }.get(head, "M120,58L150,32L196,18C204,34 204,52 196,66L150,56L132,78Z")
    notches = "".join(f"M{34 + i * 11},{98 - i * 5}l5,7" for i in range(5))
    marks = (
        (0.3, 0.42), (0.22, 0.28), (0.5, 0.6), (0.3, 0.34),
    )[sketch.design]  # fmt: skip
    x0, x1 = 112 + 218 * marks[0], 112 + 218 * marks[1]
    y0, y1 = 66 + 184 * marks[0], 66 + 184 * marks[1]
    rings = "" if curve else band(f"M{x0:.0f},{y0:.0f}L{x1:.0f},{y1:.0f}", fill=sketch.accent,
                                  width=15, edge=0)  # fmt: skip
    trigger = ""
    if curve > 30:
        trigger = outline("M268,166l22,-8l10,14l-22,10z", fill=sketch.accent, width=1.7) + (
            outline("M322,250l26,-18l14,16l-24,20z", fill=sketch.accent, width=1.7)
        )
    leash = ""
    if sketch.values.get("leash") is True:
        leash = band("M142,58C210,40 280,80 262,130C252,158 226,156 214,150", fill=sketch.accent,
                     width=8, edge=1.4)  # fmt: skip
    drawn = (
        leash
        + band(shaft, fill=tube, width=15, edge=2)
        + rings
        + line(shaft, width=3, colour="#ffffff", opacity=0.35)
        + band(grip, fill=RUBBER, width=20 if curve else 17, edge=2)
        + path(grip, fill="none", stroke="#ffffff", stroke_width=12, stroke_dasharray="2 7",
               stroke_linecap="butt", opacity=0.25)
        + outline("M322,248L338,236L372,280L364,284Z", fill=STEEL)
        + trigger
        + outline(tail, fill=STEEL)
        + outline(droop if curve > 30 else pick, fill=STEEL)
        + line(notches, width=2)
        + outline("M100,46H142L148,86L118,98L100,76Z", fill=mix(STEEL, INK, 0.25))
        + disc(116, 66, 6, fill="#fffdf6", edge=1.8)
        + disc(134, 66, 3, fill=INK)
    )  # fmt: skip
    plan = ""
    if sketch.shows("weight"):
        plan += text(110, 226, said(sketch.number("weight", 420, 180, 900), "g"), size=16)
    if sketch.shows("axe_type"):
        names = {"1": _("type 1 (B)"), "2": _("type 2 (T)")}
        plan += text(110, 202, names.get(sketch.choice("axe_type", "1"), ""), size=16)
    return fitted(drawn + plan, extent=(0, 12, 384, 290))


# --- bouldering ------------------------------------------------------------------------------
def crash_pad(sketch: Sketch) -> str:
    """An open pad in the round: as long, wide and thick as it is, folded where it folds."""
    length = sketch.number("length", 132, 40, 250)
    width = sketch.number("width", 100, 40, 200)
    thick = sketch.number("thickness", 10, 2, 30)
    k = 230 / max(length, 90)
    a, b, t = length * k, width * k * 0.62, 8 + thick * 2.6
    x, y = 200 - (a + b * 0.6) / 2, 206.0
    dx, dy = b * 0.6, -b * 0.62

    def at(u: float, v: float, z: float = 0) -> str:
        return f"{x + a * u + dx * v:.1f},{y + dy * v + z:.1f}"

    top = f"M{at(0, 0)}L{at(1, 0)}L{at(1, 1)}L{at(0, 1)}Z"
    front = f"M{at(0, 0)}L{at(1, 0)}L{at(1, 0, t)}L{at(0, 0, t)}Z"
    side = f"M{at(1, 0)}L{at(1, 1)}L{at(1, 1, t)}L{at(1, 0, t)}Z"
    layers = round(sketch.number("foam_layers", 2, 1, 5))
    seams = "".join(
        f"M{at(0, 0, t * i / layers)}L{at(1, 0, t * i / layers)}L{at(1, 1, t * i / layers)}"
        for i in range(1, layers)
    )
    folding = sketch.choice("folding", "hinge")
    cuts = {"hinge": (0.5,), "three": (0.335, 0.665)}.get(folding, ())
    hinges = "".join(f"M{at(u, 0, t)}L{at(u, 0)}L{at(u, 1)}" for u in cuts)
    marks = (
        f"M{at(0.08, 0.12)}L{at(0.42, 0.12)}L{at(0.42, 0.88)}L{at(0.08, 0.88)}Z",
        f"M{at(0.3, 0)}L{at(0.42, 0)}L{at(0.7, 1)}L{at(0.58, 1)}Z"
        f"M{at(0.48, 0)}L{at(0.52, 0)}L{at(0.8, 1)}L{at(0.76, 1)}Z",
        f"M{at(0.2, 0.2)}L{at(0.42, 0.8)}L{at(0.52, 0.45)}L{at(0.6, 0.62)}L{at(0.8, 0.2)}Z",
        f"M{at(0.06, 0.1)}L{at(0.94, 0.1)}L{at(0.94, 0.22)}L{at(0.06, 0.22)}Z"
        f"M{at(0.06, 0.78)}L{at(0.94, 0.78)}L{at(0.94, 0.9)}L{at(0.06, 0.9)}Z",
    )[sketch.design]
    buckles = "".join(
        outline(f"M{at(u, 0, 6)}l14,0l0,{t * 0.5:.0f}l-14,0Z", fill=RUBBER, width=1.5)
        for u in (0.16, 0.78)
    )
    drawn = (
        shade(f"M{at(0, 0, t + 6)}L{at(1, 0, t + 6)}L{at(1, 1, t + 4)}L{at(1.03, 0.9, t + 8)}"
              f"L{at(1.02, 0, t + 10)}L{at(0.02, 0, t + 10)}Z", opacity=0.16)
        + outline(front, fill=mix(sketch.main, INK, 0.15))
        + outline(side, fill=mix(sketch.main, INK, 0.4))
        + line(seams, width=1.4, colour=detail(sketch.main), opacity=0.6)
        + outline(top, fill=sketch.main)
        + path(marks, fill=sketch.accent)
        + line(marks, width=1.1)
        + stitch(f"M{at(0.03, 0.04)}L{at(0.97, 0.04)}L{at(0.97, 0.96)}L{at(0.03, 0.96)}Z",
                 colour=detail(sketch.main))
        + line(hinges, width=2.4)
        + buckles
        + band(f"M{at(0, 0.3, 2)}C{at(-0.12, 0.2, 10)} {at(-0.12, 0.6, 10)} {at(0, 0.7, 2)}",
               fill=sketch.accent, width=7, edge=1.4)
        + path(top, fill="none", stroke=INK, stroke_width=2)
    )  # fmt: skip
    plan = ""
    if sketch.shows("length"):
        plan += across(x, x + a, y + t + 24, f"{decimal(length, 0)} cm")
    if sketch.shows("thickness"):
        plan += upright(x - 30, y, y + t, f"{decimal(thick)} cm", side=-1)
    left = x - (96 if plan else 44)
    low = y + t + (36 if plan else 14)
    return fitted(drawn + plan, extent=(left, y + dy - 10, x + a + dx + 16, low))


def chalk_bag(sketch: Sketch) -> str:
    """A chalk bag on its belt, or a bucket that stands: its opening, brush and pocket."""
    bucket = sketch.choice("kind", "belt") == "bucket"
    wide = 118 if bucket else 78
    top, low = (118, 254) if bucket else (92, 262)
    main, accent = sketch.main, sketch.accent
    body = (
        f"M{200 - wide},{top}L{200 - wide + (0 if bucket else 8)},{low - 24}C{200 - wide + 10},"
        f"{low + 6} {200 + wide - 10},{low + 6} {200 + wide - (0 if bucket else 8)},{low - 24}"
        f"L{200 + wide},{top}C{200 + wide - 30},{top + 26} {200 - wide + 30},{top + 26} "
        f"{200 - wide},{top}Z"
    )
    mouth = (
        f"M{200 - wide},{top}C{200 - wide + 20},{top - 34} {200 + wide - 20},{top - 34} "
        f"{200 + wide},{top}C{200 + wide - 20},{top + 30} {200 - wide + 20},{top + 30} "
        f"{200 - wide},{top}Z"
    )
    middle = (top + low) / 2
    marks = (
        f"M{200 - wide + 3},{middle}L{200 + wide - 3},{middle - 26}V{middle}"
        f"L{200 - wide + 4},{middle + 28}Z",
        f"M{200 - 40},{low - 6}L200,{middle - 10}L{200 + 18},{middle + 18}L{200 + 28},{middle + 4}"
        f"L{200 + 56},{low - 8}Z",
        f"M{200 - wide + 6},{low - 50}H{200 + wide - 6}L{200 + wide - 9},{low - 26}"
        f"C{200 + wide - 16},{low + 4} {200 - wide + 16},{low + 4} {200 - wide + 9},{low - 26}Z",
        f"M{200 - 14},{top + 20}h28V{low - 1}h-28Z",
    )[sketch.design]
    strap = band(f"M20,{top + 34}C90,{top + 20} 310,{top + 20} 380,{top + 34}", fill=accent,
                 width=12, edge=1.6) + outline(f"M318,{top + 16}h32v24h-32z", fill=RUBBER,
                                               width=1.6)  # fmt: skip
    brush = ""
    if sketch.values.get("brush_holder") is not False:
        x = 200 + wide - 26
        brush = (
            outline(f"M{x - 7},{top - 46}h16V{low - 60}h-16z", fill="#d8b57e", width=1.7)
            + line("".join(f"M{x - 6 + i * 4},{top - 46}v-16" for i in range(4)), width=3)
            + outline(f"M{x - 12},{middle - 18}h26v20h-26z", fill=accent, width=1.6)
        )
    pocket = ""
    if sketch.values.get("pocket") is True or bucket:
        pocket = line(f"M{200 - wide * 0.6:.0f},{middle + 34}H{200 + wide * 0.5:.0f}", width=6) + (
            path(f"M{200 - wide * 0.6:.0f},{middle + 34}H{200 + wide * 0.5:.0f}", fill="none",
                 stroke=STEEL, stroke_width=2.4, stroke_dasharray="2 2", stroke_linecap="butt")
            + outline(f"M{200 + wide * 0.5 - 4:.0f},{middle + 36}l10,2l-2,16l-8,-2z", fill=accent,
                      width=1.3)
        )  # fmt: skip
    drawn = (
        ("" if bucket else strap)
        + outline(mouth, fill=mix(main, INK, 0.2))
        + path(f"M{200 - wide + 18},{top + 1}C{200 - wide + 34},{top - 20} {200 + wide - 34},"
               f"{top - 20} {200 + wide - 18},{top + 1}C{200 + wide - 34},{top + 17} "
               f"{200 - wide + 34},{top + 17} {200 - wide + 18},{top + 1}Z", fill="#fbfaf5",
               stroke=INK, stroke_width=1.4)
        + outline(body, fill=main)
        + path(marks, fill=accent)
        + line(marks, width=1.1)
        + pocket
        + stitch(f"M{200 - wide + 5},{top + 14}C{200 - wide + 34},{top + 38} {200 + wide - 34},"
                 f"{top + 38} {200 + wide - 5},{top + 14}", colour=detail(main))
        + shade(f"M{200 + wide},{top}L{200 + wide - 6},{low - 24}C{200 + wide - 16},{low} "
                f"{200 + 30},{low + 2} {200 + 10},{low + 1}C{200 + wide - 40},{low - 14} "
                f"{200 + wide - 30},{top + 60} {200 + wide - 26},{top + 14}Z")
        + path(body, fill="none", stroke=INK, stroke_width=2)
        + brush
        + band(f"M{200 - wide + 10},{top - 8}C{200 - wide - 14},{top - 50} {200 - wide + 44},"
               f"{top - 60} {200 - wide + 48},{top - 22}", fill=accent, width=4, edge=1.2)
    )  # fmt: skip
    plan = ""
    if sketch.shows("opening"):
        opening = decimal(sketch.number("opening", 12, 6, 35))
        plan += across(200 - wide, 200 + wide, 288, _("ouverture %(cm)s cm") % {"cm": opening})
    return fitted(drawn + plan, extent=(14 if not bucket else 50, 28, 386 if not bucket else 350,
                                        298 if plan else 274))  # fmt: skip


def chalk(sketch: Sketch) -> str:
    """Chalk as it is sold: a pouch, a ball, a block or a bottle."""
    form = sketch.choice("form", "loose")
    draw = {"ball": _chalk_ball, "block": _chalk_block, "liquid": _chalk_bottle}.get(form, _pouch)
    plan = ""
    if sketch.shows("net_weight"):
        plan = text(200, 296, said(sketch.number("net_weight", 200, 20, 2000), "g"), size=16)
    return fitted(draw(sketch) + plan, extent=(80, 14, 320, 306 if plan else 276))


def _label(sketch: Sketch, x0: float, y0: float, x1: float, y1: float) -> str:
    w, h = x1 - x0, y1 - y0
    peak = (
        f"M{x0 + w * 0.16:.0f},{y0 + h * 0.72:.0f}L{x0 + w * 0.42:.0f},{y0 + h * 0.2:.0f}"
        f"L{x0 + w * 0.56:.0f},{y0 + h * 0.46:.0f}L{x0 + w * 0.66:.0f},{y0 + h * 0.32:.0f}"
        f"L{x0 + w * 0.86:.0f},{y0 + h * 0.72:.0f}Z",
        f"M{x0 + w * 0.2:.0f},{y0 + h * 0.2:.0f}H{x0 + w * 0.8:.0f}V{y0 + h * 0.4:.0f}"
        f"H{x0 + w * 0.2:.0f}Z",
    )[sketch.design % 2]
    return (
        outline(f"M{x0},{y0}H{x1}V{y1}H{x0}Z", fill=sketch.accent, width=1.6)
        + path(peak, fill=sketch.main)
        + line(peak, width=1.1)
        + line(f"M{x0 + w * 0.2:.0f},{y1 - h * 0.16:.0f}H{x1 - w * 0.2:.0f}", width=3, opacity=0.6)
    )


def _pouch(sketch: Sketch) -> str:
    body = "M124,64H276L286,250C286,264 114,264 114,250Z"
    return (
        outline(body, fill=sketch.main)
        + outline("M122,38H278V66H122Z", fill=mix(sketch.main, INK, 0.15))
        + line("M126,58H274M126,48H274", width=1.4, colour=detail(sketch.main), opacity=0.6)
        + _label(sketch, 146, 96, 254, 196)
        + outline("M160,212H240V240H160Z", fill="#fbfaf5", width=1.5)
        + "".join(disc(170 + i * 15, 228 - (i % 2) * 5, 6, fill="#ffffff", edge=1.2)
                  for i in range(5))
        + shade("M276,66L286,250C286,258 262,262 236,262C262,250 262,120 258,66Z")
        + shade("M134,70H146L138,250H126Z", colour="#ffffff", opacity=0.35)
        + path(body, fill="none", stroke=INK, stroke_width=2)
    )  # fmt: skip


def _chalk_ball(sketch: Sketch) -> str:
    ball = "M200,92C262,92 296,132 296,178C296,228 254,262 200,262C146,262 104,228 104,178C104,132 "
    ball += "138,92 200,92Z"
    weave = "".join(
        f"M{120 + i * 26},{118 - abs(3 - i) * -6}C{140 + i * 20},{160} {140 + i * 18},{210} "
        f"{138 + i * 20},{246 - abs(3 - i) * 4}"
        for i in range(6)
    ) + (
        "M112,150C160,170 240,170 288,150M106,190C160,212 240,212 294,190"
        "M126,228C170,244 230,244 274,228"
    )
    return (
        outline("M178,96C160,60 176,34 200,34C224,34 240,60 222,96Z", fill="#fbfaf5")
        + outline(ball, fill="#fbfaf5")
        + line(weave, width=1.2, opacity=0.35)
        + shade("M296,178C296,228 254,262 200,262C180,262 162,258 146,248C230,246 270,200 270,124"
                "C288,140 296,158 296,178Z", opacity=0.12)
        + band("M172,90C186,98 214,98 228,90", fill=sketch.main, width=10, edge=1.5)
        + outline("M222,84l44,22l-10,18l-42,-26z", fill=sketch.accent, width=1.6)
        + path(ball, fill="none", stroke=INK, stroke_width=2)
    )  # fmt: skip


def _chalk_block(sketch: Sketch) -> str:
    return (
        outline("M104,110L172,70H300L236,110Z", fill="#ffffff")
        + outline("M236,110L300,70V196L236,242Z", fill="#dcd8cc")
        + outline("M104,110H236V242H104Z", fill="#fbfaf5")
        + outline("M104,146H236L300,106V166L236,210H104Z", fill=sketch.main)
        + shade("M236,146L300,106V166L236,210Z", opacity=0.2)
        + _label(sketch, 124, 150, 216, 206)
        + line("M104,110H236V242H104ZM236,110L300,70M236,242L300,196", width=2)
        + line("M120,124L150,118M190,230L220,226", width=1.4, opacity=0.35)
    )


def _chalk_bottle(sketch: Sketch) -> str:
    body = "M150,96C150,84 164,80 172,76H228C236,80 250,84 250,96V246C250,264 150,264 150,246Z"
    return (
        outline("M184,28H216L212,54H188Z", fill=mix(sketch.accent, "#ffffff", 0.3), width=1.8)
        + outline("M170,52H230V78H170Z", fill=sketch.accent)
        + line("".join(f"M{178 + i * 9},56V74" for i in range(6)), opacity=0.5)
        + outline(body, fill=sketch.main)
        + outline("M150,112H250V224H150Z", fill="#fbfaf5", width=1.5)
        + _label(sketch, 160, 122, 240, 214)
        + shade("M236,82C246,86 250,90 250,96V246C250,258 226,260 206,260C236,252 236,120 232,80Z")
        + shade("M158,98H166V240H158Z", colour="#ffffff", opacity=0.4)
        + path(body, fill="none", stroke=INK, stroke_width=2)
    )


DRAWINGS: dict[str, Drawer] = {
    "corde": rope,
    "baudrier": harness,
    "chausson-escalade": climbing_shoe,
    "mousqueton": carabiner,
    "degaine": quickdraw,
    "casque-escalade": climbing_helmet,
    "assureur": belay_device,
    "coinceur": protection,
    "crampons": crampons,
    "piolet": ice_axe,
    "crash-pad": crash_pad,
    "sac-magnesie": chalk_bag,
    "magnesie": chalk,
}
