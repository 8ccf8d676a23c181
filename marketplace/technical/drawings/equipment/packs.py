"""What carries: backpacks, running vests, duffels, belts."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.technical.drawings.canvas import (
    INK,
    STEEL,
    Sketch,
    across,
    band,
    decimal,
    detail,
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

WEBBING = mix(INK, "#ffffff", 0.16)


# --- backpacks -------------------------------------------------------------------------------
def backpack(sketch: Sketch) -> str:
    """A pack from the front: its volume sets the size and what hangs on it."""
    volume = sketch.number("volume", 25, 5, 100)
    scale = 0.72 + 0.28 * min((volume - 5) / 60, 1) ** 0.6
    wide = scale * (1.0 if volume < 35 else 1.06)
    draw = _light_pack if volume < 14 else _day_pack if volume < 35 else _trek_pack
    drawn = group(
        draw(sketch, volume),
        f"translate({200 * (1 - wide):.1f},{288 * (1 - scale):.1f}) scale({wide:.3f},{scale:.3f})",
    )
    floor = 292 if volume < 55 else 308
    words = f"{decimal(volume)} L" if sketch.shows("volume") else ""
    back = sketch.number("back_length", 48, 30, 65)
    plan = across(200 - 78 * wide, 200 + 78 * wide, floor + 18, words) if words else ""
    if sketch.shows("back_length"):
        label = _("dos %(cm)s cm") % {"cm": decimal(back)}
        plan += upright(200 + 136 * wide, 288 - 250 * scale, 284, label, side=1)
    return fitted(drawn + plan, extent=(60, 8, 340, floor + 28 if plan else floor))


def _straps_behind(low: float = 222) -> str:
    """The shoulder straps that show on both sides of the body."""
    return band(
        f"M168,52C118,58 104,120 116,{low}M232,52C282,58 296,120 284,{low}", fill=WEBBING, width=13
    )


def _hip_belt(sketch: Sketch) -> str:
    fill = mix(sketch.main, INK, 0.3)
    return (
        band("M82,252C66,262 64,276 78,284M318,252C334,262 336,276 322,284", fill=WEBBING, width=5)
        + outline(
            "M146,226C116,226 92,236 78,246C74,252 78,262 86,262C108,258 130,258 150,262Z",
            fill=fill,
        )
        + outline(
            "M254,226C284,226 308,236 322,246C326,252 322,262 314,262C292,258 270,258 250,262Z",
            fill=fill,
        )
        + stitch(
            "M138,236C118,238 100,244 88,250M262,236C282,238 300,244 312,250", colour=detail(fill)
        )
    )


def _bottle(sketch: Sketch, x: float) -> str:
    """A bottle that looks out of a side pocket."""
    return outline(
        f"M{x - 9},214V150C{x - 9},144 {x + 9},144 {x + 9},150V214Z",
        fill=mix("#ffffff", sketch.accent, 0.25),
        width=1.6,
    ) + outline(f"M{x - 6},146V134H{x + 6}V146Z", fill=INK, width=1.4)


def _day_pack(sketch: Sketch, volume: float) -> str:
    main, accent, fine = sketch.main, sketch.accent, detail(sketch.main)
    body = (
        "M140,84C140,44 166,24 200,24C234,24 260,44 260,84C270,130 274,196 268,252C266,276 "
        "250,286 200,286C150,286 134,276 132,252C126,196 130,130 140,84Z"
    )
    side = mix(main, INK, 0.3)
    pocket = (
        "M152,170C152,160 160,154 172,154H228C240,154 248,160 248,170L252,246C252,260 "
        "242,268 226,268H174C158,268 148,260 148,246Z"
    )
    panel = (
        "M152,150C150,110 160,70 176,50H224C240,70 250,110 248,150Z",
        "M134,120C160,150 240,150 266,120L268,146C240,172 160,172 132,146Z",
        "M140,84C140,44 166,24 200,24C234,24 260,44 260,84L262,100C240,90 160,90 138,100Z",
        "M176,25H188L176,286H158Z",
    )[sketch.design]
    return (
        _straps_behind()
        + (_hip_belt(sketch) if volume >= 20 else "")
        + _bottle(sketch, 128)
        + band("M184,30C184,8 216,8 216,30", fill=WEBBING, width=6)
        + outline(
            "M138,178C122,184 116,196 118,214L122,262C126,274 136,280 148,280L142,178Z", fill=side
        )
        + outline(
            "M262,178C278,184 284,196 282,214L278,262C274,274 264,280 252,280L258,178Z", fill=side
        )
        + outline(body, fill=main)
        + path(panel, fill=accent if sketch.design else mix(main, "#ffffff", 0.14))
        + line(panel, width=1.2)
        + line(body, width=2)
        + line(
            "M144,140C140,96 150,44 200,42C250,44 260,96 256,140",
            colour=fine,
            width=4.5,
            opacity=0.3,
        )
        + line("M144,140C140,96 150,44 200,42C250,44 260,96 256,140", colour=fine)
        + outline("M140,138h7v18a3.5,3.5 0 0 1 -7,0z", fill=accent, width=1.1)
        + outline("M253,138h7v18a3.5,3.5 0 0 1 -7,0z", fill=accent, width=1.1)
        + band("M134,128L160,134M266,128L240,134", fill=WEBBING, width=5, edge=1)
        + outline(pocket, fill=mix(main, INK, 0.14))
        + line("M158,178C158,170 164,166 174,166H226C236,166 242,170 242,178", colour=fine)
        + outline("M236,176h7v16a3.5,3.5 0 0 1 -7,0z", fill=accent, width=1.1)
        + stitch("M154,244C154,256 162,262 176,262H224C238,262 246,256 246,244", colour=fine)
        + _mark(sketch, 200, 220)
        + band("M200,74V128", fill=WEBBING, width=6, edge=1)
        + line("M196,84h8M196,96h8M196,108h8M196,120h8", colour="#ffffff", opacity=0.6)
        + line(
            "M119,206C126,200 134,196 140,194M281,206C274,200 266,196 260,194",
            colour=detail(side),
            width=2.4,
        )
        + shade(
            "M132,240C132,276 150,286 200,286C250,286 266,276 268,240C262,266 240,276 "
            "200,276C160,276 138,266 132,240Z",
            opacity=0.16,
        )
    )


def _mark(sketch: Sketch, x: float, y: float) -> str:
    """The maker's badge: another shape for each model."""
    shape = (
        f"M{x - 17},{y + 9}L{x - 5},{y - 9}L{x + 2},{y + 1}L{x + 7},{y - 5}L{x + 17},{y + 9}Z",
        f"M{x - 14},{y - 7}H{x + 14}V{y + 7}H{x - 14}Z",
        f"M{x},{y - 11}L{x + 11},{y}L{x},{y + 11}L{x - 11},{y}Z",
        f"M{x - 10},{y}a10,10 0 1 0 20,0a10,10 0 1 0 -20,0Z",
    )[sketch.design]
    return outline(shape, fill=sketch.accent, width=1.2)


def _trek_pack(sketch: Sketch, volume: float) -> str:
    main, accent, fine = sketch.main, sketch.accent, detail(sketch.main)
    dark, side = mix(main, INK, 0.16), mix(main, INK, 0.32)
    lid = (
        "M134,88C130,52 150,30 200,30C250,30 270,52 266,88C268,98 262,104 254,104C220,110 "
        "180,110 146,104C138,104 132,98 134,88Z"
    )
    body = (
        "M142,96H258C270,140 274,200 268,254C266,276 250,284 200,284C150,284 134,276 "
        "132,254C126,200 130,140 142,96Z"
    )
    front = "M160,128H240C246,150 250,186 248,214H152C150,186 154,150 160,128Z"
    panels = (
        front,
        "M142,96H258L262,118H138Z",
        "M132,222H268V244H132Z M142,96H152V222H134Z M258,96H248V222H266Z",
        front,
    )[sketch.design]
    mat = _rolled_mat(sketch) if volume >= 55 else ""
    return (
        mat
        + _straps_behind(230)
        + _hip_belt(sketch)
        + band("M186,36C186,14 214,14 214,36", fill=WEBBING, width=6)
        + outline(
            "M140,150C120,156 112,176 114,206L118,256C124,270 136,276 148,278L142,150Z", fill=side
        )
        + outline(
            "M260,150C280,156 288,176 286,206L282,256C276,270 264,276 252,278L258,150Z", fill=side
        )
        + line(
            "M126,166C122,190 122,220 128,262M274,166C278,190 278,220 272,262",
            colour=detail(side),
            width=2,
        )
        + outline(body, fill=main)
        + path(panels, fill=accent if sketch.design in (1, 2) else dark)
        + line(panels, width=1.3)
        + (_mesh() if sketch.design in (0, 3) else "")
        + line("M133,222C160,228 240,228 267,222", colour=fine, width=4.5, opacity=0.3)
        + line("M133,222C160,228 240,228 267,222", colour=fine)
        + line(body, width=2)
        + band(
            "M136,140L160,148M264,140L240,148M133,186L152,190M267,186L248,190",
            fill=WEBBING,
            width=4.5,
            edge=1,
        )
        + band("M168,226V282M232,226V282", fill=WEBBING, width=7, edge=1.2)
        + outline(lid, fill=mix(main, "#ffffff", 0.08) if sketch.design != 3 else accent)
        + line("M150,78C180,70 220,70 250,78", colour=fine, width=4, opacity=0.3)
        + line("M150,78C180,70 220,70 250,78", colour=fine)
        + outline("M246,76h7v14a3.5,3.5 0 0 1 -7,0z", fill=accent, width=1.1)
        + band("M168,102V150M232,102V150", fill=WEBBING, width=7, edge=1.2)
        + outline(
            "M161,124h14v14h-14z M225,124h14v14h-14z", fill=mix(INK, "#ffffff", 0.3), width=1.4
        )
        + _mark(sketch, 200, 52)
        + band("M192,264C188,276 212,276 208,264", fill=accent, width=3, edge=1)
        + shade(
            "M132,244C132,276 150,284 200,284C250,284 266,276 268,244C262,266 240,274 "
            "200,274C160,274 138,266 132,244Z",
            opacity=0.16,
        )
    )


def _rolled_mat(sketch: Sketch) -> str:
    """A mat strapped under the pack."""
    tint = sketch.third if sketch.design in (1, 2) else sketch.accent
    return (
        outline("M118,272H282C292,272 292,306 282,306H118C108,306 108,272 118,272Z", fill=tint)
        + line("M118,272C128,272 128,306 118,306M121,284C124,284 124,294 120,294", width=1.3)
        + shade("M120,297H288C288,303 285,306 282,306H118Z", opacity=0.18)
        + band("M168,268V306M232,268V306", fill=WEBBING, width=7, edge=1.2)
    )


def _mesh() -> str:
    """A stretch pocket's net."""
    crossing = "".join(f"M{158 + i * 14},130L{154 + i * 15},212" for i in range(1, 6))
    level = "".join(f"M{157 - i},{144 + i * 16}H{243 + i}" for i in range(5))
    return line(crossing + level, colour="#ffffff", opacity=0.2, width=1) + line(
        "M158,140C180,148 220,148 242,140", width=2.4
    )


def _light_pack(sketch: Sketch, volume: float) -> str:
    main, accent, fine = sketch.main, sketch.accent, detail(sketch.main)
    body = (
        "M152,66C154,40 174,26 200,26C226,26 246,40 248,66C262,110 266,190 258,244C254,272 "
        "240,284 200,284C160,284 146,272 142,244C134,190 138,110 152,66Z"
    )
    net = (
        "M146,182C170,174 230,174 254,182C258,206 258,226 255,246C250,268 238,276 "
        "200,276C162,276 150,268 145,246C142,226 142,206 146,182Z"
    )
    cord = "M164,92L236,116L164,140L236,164"
    side = (
        "M152,66C138,110 134,190 142,244L156,262C146,200 150,120 166,44Z M248,66C262,110 "
        "266,190 258,244L244,262C254,200 250,120 234,44Z",
        "M144,104L254,92L257,116L141,130Z",
        "M166,40L186,28L170,176L148,180Z",
        "M152,66C154,40 174,26 200,26C226,26 246,40 248,66L252,84C230,74 170,74 148,84Z",
    )[sketch.design]
    return (
        band(
            "M170,50C112,62 96,130 112,216C120,236 132,242 144,240M230,50C288,62 304,130 "
            "288,216C280,236 268,242 256,240",
            fill=mix(main, INK, 0.35),
            width=17,
        )
        + line(
            "M170,50C112,62 96,130 112,216M230,50C288,62 304,130 288,216",
            colour="#ffffff",
            opacity=0.25,
            width=1,
        )
        + band(
            "M222,36C268,20 312,60 302,128C300,150 294,160 296,170",
            fill=accent,
            width=4,
            edge=1.2,
            cap="round",
        )
        + outline("M290,168l12,-3l4,16l-12,3z", fill=INK, width=1.2)
        + band("M188,32C188,12 212,12 212,32", fill=WEBBING, width=5)
        + outline(body, fill=main)
        + path(side, fill=accent)
        + line(side, width=1.2)
        + line(body, width=2)
        + line(
            "M158,110C154,74 170,44 200,42C230,44 246,74 242,110", colour=fine, width=4, opacity=0.3
        )
        + line("M158,110C154,74 170,44 200,42C230,44 246,74 242,110", colour=fine)
        + outline("M239,106h6v16a3,3 0 0 1 -6,0z", fill=accent, width=1)
        + line(cord, width=4.2)
        + line(cord, width=2.2, colour=mix(accent, "#ffffff", 0.2))
        + line("M164,92h0M236,116h0M164,140h0M236,164h0", width=7)
        + outline(net, fill=mix(main, INK, 0.28))
        + line(
            "".join(
                f"M{150 + i * 11},{182 - (2.5 if 2 < i < 8 else 0)}L{154 + i * 10.2:.0f},270"
                for i in range(10)
            )
            + "M145,204H255M144,226H256M147,248H253",
            colour="#ffffff",
            opacity=0.22,
            width=1,
        )
        + line("M146,184C170,176 230,176 254,184", width=3, colour=accent)
        + _mark(sketch, 200, 236)
        + line(f"M{160},258h{min(volume, 13) * 3:.0f}", width=2, colour="#ffffff", opacity=0.35)
    )


# --- running vests ---------------------------------------------------------------------------
def running_vest(sketch: Sketch) -> str:
    """A vest from the front: flasks in its pockets, more pack behind when it holds more."""
    volume = sketch.number("volume", 8, 1, 25)
    flasks = round(sketch.number("flasks", 2, 0, 4))
    main, accent = sketch.main, sketch.accent
    bulge = 6 + volume * 2.2
    pack = (
        f"M140,44C{128 - bulge:.0f},70 {112 - bulge:.0f},150 "
        f"{122 - bulge:.0f},262H{278 + bulge:.0f}C{288 + bulge:.0f},150 {272 + bulge:.0f},70 "
        "260,44Z"
    )
    inside = "M160,36C174,54 226,54 240,36C252,100 256,190 252,272H148C144,190 148,100 160,36Z"
    panel = (
        "M164,24C136,28 108,54 100,108C92,150 92,214 102,268C124,280 156,280 "
        "178,270C186,212 188,160 182,116C178,88 168,60 180,34C178,26 172,22 164,24Z"
    )
    left = _vest_panel(sketch, panel, flask=flasks >= 1, low=flasks >= 3)
    right = group(
        _vest_panel(sketch, panel, flask=flasks >= 2, low=flasks >= 4),
        "translate(400,0) scale(-1,1)",
    )
    words = []
    if sketch.shows("volume"):
        words.append(f"{decimal(volume)} L")
    if sketch.shows("flasks"):
        words.append(ngettext("%(n)d flasque", "%(n)d flasques", flasks) % {"n": flasks})
    drawn = (
        outline(pack, fill=mix(main, INK, 0.42))
        + outline(inside, fill=mix(main, INK, 0.58), width=1.6)
        + line(
            "M168,66C186,76 214,76 232,66M158,240C186,250 214,250 242,240",
            colour="#ffffff",
            opacity=0.25,
        )
        + line(
            "".join(f"M{166 + i * 12},{84 + 3 * (i % 2)}V232" for i in range(7)),
            colour="#ffffff",
            opacity=0.12,
            width=3,
        )
        + left
        + right
        + _sternum(accent, 128)
        + _sternum(accent, 206)
    )
    plan = text(200, 306, ", ".join(words)) if words else ""
    return fitted(drawn + plan, extent=(96 - bulge, 16, 304 + bulge, 312 if words else 284))


def _sternum(colour: str, y: float) -> str:
    return (
        band(f"M166,{y}H234", fill=colour, width=5, edge=1.2)
        + outline(f"M190,{y - 7}h20v14h-20z", fill=WEBBING, width=1.4)
        + line(f"M197,{y - 6}v12", colour="#ffffff", opacity=0.5)
    )


def _vest_panel(sketch: Sketch, panel: str, *, flask: bool, low: bool) -> str:
    main, accent, fine = sketch.main, sketch.accent, detail(sketch.main)
    pocket = "M112,148C124,142 156,142 172,148L170,226C156,234 126,234 110,226Z"
    edge = (
        "M100,108C92,150 92,214 102,268L116,273C106,214 106,150 116,98Z",
        "M98,236C120,246 160,246 182,238L178,270C156,280 124,280 102,268Z",
        "M164,24C148,26 132,36 120,52L178,74C172,60 174,46 180,34C178,26 172,22 164,24Z",
        "M96,164L184,134L185,150L95,182Z",
    )[sketch.design]
    net = (
        "".join(f"M{118 + i * 11},146L{117 + i * 11},230" for i in range(5))
        + "M111,166H171M110,186H170M110,206H170"
    )
    bottle = ""
    if flask:
        bottle = (
            outline(
                "M118,206C114,160 114,122 124,108C132,100 152,100 160,108C170,122 170,160 166,206Z",
                fill=mix("#dff0f5", accent, 0.15),
            )
            + shade("M119,150C130,146 154,146 166,150L166,206H118Z", colour="#4aa3c7", opacity=0.4)
            + line("M124,122C132,118 152,118 160,122", width=1)
            + outline("M130,102V92H154V102Z", fill=accent, width=1.5)
            + band("M142,92C142,76 138,66 134,58", fill="#e9eef0", width=5, edge=1.2)
            + outline("M127,60L139,56L136,42C132,38 126,40 124,45Z", fill=INK, width=1.2)
        )
    second = (
        outline(
            "M112,240C112,234 122,232 140,232C158,232 168,234 168,240L166,262C150,268 130,268 "
            "114,262Z",
            fill=mix("#dff0f5", accent, 0.3),
            width=1.5,
        )
        if low
        else line("M110,246C130,252 152,252 172,246", colour=fine)
        + outline("M166,244h6v15a3,3 0 0 1 -6,0z", fill=accent, width=1)
    )
    return (
        outline(panel, fill=main)
        + path(edge, fill=accent)
        + line(edge, width=1.2)
        + line(panel, width=2)
        + bottle
        + outline(pocket, fill=mix(main, INK, 0.2), width=1.6)
        + line(net, colour="#ffffff", opacity=0.2, width=1)
        + line("M112,150C126,144 156,144 172,150", colour=accent, width=3)
        + second
        + stitch("M160,32C136,38 116,62 108,110C100,152 100,214 108,262", colour=fine)
    )


# --- duffels ---------------------------------------------------------------------------------
def duffel(sketch: Sketch) -> str:
    """A sports bag lying on its length."""
    volume = sketch.number("volume", 40, 3, 120)
    scale = 0.74 + 0.26 * min(volume / 70, 1) ** 0.7
    drawn = group(
        _duffel(sketch),
        f"translate({200 * (1 - scale):.1f},{262 * (1 - scale):.1f}) scale({scale:.3f})",
    )
    plan = ""
    if sketch.shows("volume"):
        plan = across(200 - 176 * scale, 200 + 176 * scale, 288, f"{decimal(volume)} L")
    return fitted(drawn + plan, extent=(22, 12, 390, 300 if plan else 272))


def _duffel(sketch: Sketch) -> str:
    main, accent, fine = sketch.main, sketch.accent, detail(sketch.main)
    body = "M84,92H322C362,92 384,130 384,176C384,226 362,258 322,258H84Z"
    end = (
        "M84,92C116,92 134,130 134,176C134,224 116,258 84,258C50,258 32,224 32,176C32,130 "
        "50,92 84,92Z"
    )
    marks = (
        "",
        "M322,92C362,92 384,130 384,176C384,226 362,258 322,258H300V92Z",
        "M134,176L196,92H252L162,258H106C124,248 134,216 134,176Z",
        "M133,160H383L383,196H133Z",
    )[sketch.design]
    handle = "M186,250V112C186,38 292,38 292,112V250"
    far = "M200,96C204,50 274,50 278,96"
    return (
        band("M62,98C60,24 340,6 366,120", fill=WEBBING, width=8)
        + outline(
            "M196,22C214,16 246,16 262,20L264,36C246,32 216,32 198,38Z", fill=WEBBING, width=1.5
        )
        + band(far, fill=WEBBING, width=8)
        + outline(body, fill=main)
        + (path(marks, fill=accent) + line(marks, width=1.3) if marks else "")
        + line(body, width=2)
        + line("M116,106H340", colour=fine, width=5, opacity=0.3)
        + line("M116,106H340", colour=fine)
        + outline("M330,102h20v8h-20z", fill=accent, width=1.1)
        + shade("M110,240H370C360,252 344,258 322,258H84C96,256 104,250 110,240Z", opacity=0.18)
        + outline(
            "M208,152H272C278,152 282,156 282,162V224C282,232 278,236 270,236H210C202,236 "
            "198,232 198,224V162C198,156 202,152 208,152Z",
            fill=mix(main, INK, 0.15),
            width=1.6,
        )
        + line("M204,166H276", colour=fine)
        + outline("M268,162h7v15a3.5,3.5 0 0 1 -7,0z", fill=accent, width=1.1)
        + _mark(sketch, 240, 204)
        + band(handle, fill=accent if sketch.design in (0, 3) else WEBBING, width=9)
        + outline(
            "M214,48C230,40 248,40 264,48L262,66C248,58 230,58 216,66Z",
            fill=mix(INK, "#ffffff", 0.1),
            width=1.5,
        )
        + stitch("M183,248V112M295,248V112", colour="#ffffff", opacity=0.4)
        + outline(end, fill=mix(main, INK, 0.22) if sketch.design != 3 else accent)
        + tag(
            "ellipse",
            cx=83,
            cy=175,
            rx=42,
            ry=70,
            fill="none",
            stroke=fine,
            stroke_width=1.1,
            opacity=0.6,
        )
        + outline(
            "M56,190C56,160 66,148 83,148C100,148 110,160 110,190C110,216 100,232 "
            "83,232C66,232 56,216 56,190Z",
            fill=mix(main, INK, 0.34),
            width=1.5,
        )
        + line("M58,180C72,172 94,172 108,180", colour="#ffffff", opacity=0.4)
        + band("M66,120H100", fill=WEBBING, width=8)
        + outline("M57,96l12,-4l4,12l-12,4z", fill=STEEL, width=1.3)
        + outline("M360,112l12,6l-5,12l-12,-6z", fill=STEEL, width=1.3)
    )


# --- belts -----------------------------------------------------------------------------------
def running_belt(sketch: Sketch) -> str:
    """A belt with its pouch; flasks sit on its sides."""
    flasks = round(sketch.number("flasks", 1, 0, 2))
    main, accent, fine = sketch.main, sketch.accent, detail(sketch.main)
    back = "M24,128C40,70 120,48 200,48C280,48 360,70 376,128"
    front = "M24,128C36,196 116,222 200,222C284,222 364,196 376,128"
    pouch = (
        "M108,170C112,160 122,158 134,160C178,166 222,166 266,160C278,158 288,160 "
        "292,170L300,226C302,240 292,248 278,250C226,256 174,256 122,250C108,248 98,240 100,226Z"
    )
    bottles = "".join(
        group(
            outline(
                "M-22,52L-26,-20C-26,-40 -14,-46 -8,-48H8C14,-46 26,-40 26,-20L22,52C10,58 "
                "-10,58 -22,52Z",
                fill=mix("#e6f2f5", accent, 0.2),
            )
            + shade(
                "M-25,-4C-10,-8 10,-8 25,-4L22,52C10,58 -10,58 -22,52Z",
                colour="#4aa3c7",
                opacity=0.4,
            )
            + outline("M-9,-48V-62H9V-48Z", fill=accent, width=1.6)
            + outline("M-5,-62V-72H5V-62Z", fill=INK, width=1.4)
            + band(
                "M-30,14C-12,24 12,24 30,14M-30,36C-12,46 12,46 30,36",
                fill=mix(main, INK, 0.3),
                width=11,
                edge=1.3,
            ),
            f"translate({x},168) rotate({turn}) scale(.86)",
        )
        for x, turn in ((330, 24), (70, -24))[:flasks]
    )
    marks = (
        "M120,204C170,212 230,212 280,204L281,216C230,224 170,224 119,216Z",
        "M134,160L160,162L146,253L116,249C108,246 100,238 100,226L108,170C110,162 122,158 134,160Z",
        "M176,164L200,165L186,254H160Z M212,165L224,164L210,254H198Z",
        "M252,226h36v12h-36z",
    )[sketch.design]
    volume = f"{decimal(sketch.number('volume', 1, 0.1, 10))} L" if sketch.shows("volume") else ""
    label = text(200, 286, volume) if volume else ""
    drawn = (
        band(back, fill=mix(main, INK, 0.5), width=32, edge=2, cap="round")
        + stitch("M34,120C56,74 130,58 200,58C270,58 344,74 366,120", colour="#ffffff", opacity=0.3)
        + outline("M176,32h48v34h-48z", fill=WEBBING)
        + line("M190,34V64M210,34V64M176,49h14M210,49h14", colour="#ffffff", opacity=0.45)
        + band(front, fill=main, width=34, edge=2, cap="round")
        + line("M34,150C60,196 130,212 200,212C270,212 340,196 366,150", colour=accent, width=3)
        + outline(pouch, fill=mix(main, INK, 0.12))
        + path(marks, fill=accent)
        + line(pouch, width=2)
        + line("M116,180C170,190 230,190 284,180", colour=fine, width=5, opacity=0.3)
        + line("M116,180C170,190 230,190 284,180", colour=fine)
        + outline("M276,176l8,-1l4,20a4,4 0 0 1 -8,1z", fill=accent, width=1.1)
        + stitch(
            "M108,228C112,238 120,242 130,243C176,248 224,248 270,243C280,242 288,238 292,228",
            colour=fine,
        )
        + bottles
    )
    return fitted(drawn + label, extent=(4, 20, 396, 296 if volume else 266))
