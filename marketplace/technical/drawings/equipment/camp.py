"""For the night out: tents, sleeping bags, mats."""

from itertools import pairwise

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
    warped,
)

GROUND = 262.0
NIGHT = mix(INK, "#2b4257", 0.35)
CORD = "#6c7378"


# --- tents -----------------------------------------------------------------------------------
def tent(sketch: Sketch) -> str:
    """A tent as wide and high as its persons need; the season tells how it meets the ground."""
    persons = round(sketch.number("persons", 2, 1, 8))
    size = min(persons, 5)
    wide, high = 0.76 + 0.06 * (size - 1), 0.72 + 0.07 * (size - 1)
    pitch = Pitch(sketch, wide=wide, high=high, seasons=_seasons(sketch))
    drawn = (_dome, _tunnel, _pyramid, _geodesic)[sketch.design](pitch)
    words = []
    if sketch.shows("persons"):
        words.append(ngettext("%(n)d place", "%(n)d places", persons) % {"n": persons})
    if sketch.shows("seasons"):
        words.append(
            ngettext("%(n)d saison", "%(n)d saisons", pitch.seasons) % {"n": pitch.seasons}
        )
    plan = across(200 - 176 * wide, 200 + 176 * wide, 300, ", ".join(words)) if words else ""
    return fitted(drawn + plan, extent=(4, 42, 396, 312 if words else 284))


def _seasons(sketch: Sketch) -> int:
    """Seasons come as a choice ("3") or as a plain number."""
    chosen = sketch.choice("seasons", "")
    return int(chosen) if chosen in ("2", "3", "4") else round(sketch.number("seasons", 3, 2, 4))


class Pitch:
    """Where a tent stands: its shapes are drawn for three persons, then widened and raised."""

    def __init__(self, sketch: Sketch, *, wide: float, high: float, seasons: int) -> None:
        self.sketch, self.wide, self.high, self.seasons = sketch, wide, high, seasons

    def at(self, d: str) -> str:
        return warped(
            d, lambda x, y: (200 + (x - 200) * self.wide, GROUND + (y - GROUND) * self.high)
        )

    def part(self, d: str, fill: str, width: float = 2) -> str:
        return outline(self.at(d), fill=fill, width=width)

    def seam(self, d: str, *, width: float = 1.3, opacity: float = 0.8) -> str:
        return line(self.at(d), colour=detail(self.sketch.main), width=width, opacity=opacity)

    def tint(self, d: str, opacity: float, colour: str = INK) -> str:
        return shade(self.at(d), opacity=opacity, colour=colour)

    def pole(self, d: str) -> str:
        return band(self.at(d), fill=self.sketch.accent, width=2.6, edge=1, cap="round")

    def guys(self, d: str, pegs: str) -> str:
        """Guy lines and the pegs that hold them."""
        return line(self.at(d), colour=CORD, width=1.2) + line(self.at(pegs), width=2.6)

    def skirt(self, front: str, base: str) -> str:
        """How the fly meets the ground: with air below, straight, or with a skirt for snow.

        ``front``: the strip above the ground; ``base``: the strip that lies on it.
        """
        if self.seasons == 2:
            return path(self.at(front), fill="#ffffff", opacity=0.55) + path(
                self.at(front),
                fill="none",
                stroke=INK,
                stroke_width=1.2,
                stroke_dasharray="1.5 2.5",
            )
        if self.seasons == 4:
            return self.part(base, mix(self.sketch.third, INK, 0.1), 1.5)
        return ""

    def inside(self, d: str, mat: str) -> str:
        """What one sees through the open door: the dark, the net, a mat."""
        return (
            self.part(d, NIGHT, 1.6)
            + self.tint(mat, 1, mix(self.sketch.accent, INK, 0.15))
            + line(self.at(mat), width=1)
        )


def _dome(pitch: Pitch) -> str:
    sketch = pitch.sketch
    fly = "M22,258C34,150 104,62 196,58C290,62 352,150 376,248L246,270Z"
    side = "M196,58C290,62 352,150 376,248L246,270C258,190 240,110 196,58Z"
    return (
        pitch.guys(
            "M96,128L2,258M330,130L398,252M238,150L268,272",
            "M2,254L4,264M398,248L396,258M268,268L266,278",
        )
        + pitch.skirt("", "M22,258L8,268L246,284L390,256L376,248L246,270Z")
        + pitch.part(fly, sketch.main)
        + pitch.tint(side, 0.2)
        + pitch.part(
            "M150,72C166,62 182,58 196,58C240,60 276,82 304,114C262,104 206,96 150,72Z",
            sketch.accent,
            1.4,
        )
        + pitch.inside(
            "M72,262C84,190 112,136 150,122C190,140 214,206 218,268Z",
            "M96,263C118,246 188,246 206,267Z",
        )
        + line(
            pitch.at(
                "M150,122C146,180 144,230 146,266M100,190C130,200 170,200 "
                "200,196M84,228C120,236 180,238 214,232"
            ),
            colour="#ffffff",
            opacity=0.25,
            width=1,
        )
        + pitch.part(
            "M150,122C128,132 108,160 94,196C112,200 124,190 130,176C138,158 146,140 150,122Z",
            mix(sketch.main, "#ffffff", 0.3),
            1.5,
        )
        + pitch.seam("M98,190C110,190 118,182 124,172", width=3)
        + pitch.skirt("M22,258L26,240L246,252L372,232L376,248L246,270Z", "")
        + pitch.pole("M246,270C258,190 240,110 196,58C150,64 90,110 62,166")
        + pitch.seam("M196,58C290,62 352,150 376,248", width=2)
        + pitch.seam("M300,112C312,150 318,200 316,259", opacity=0.45)
        + line(pitch.at("M22,258L246,270L376,248"), width=2)
    )


def _tunnel(pitch: Pitch) -> str:
    sketch = pitch.sketch
    fly = "M18,258C18,140 52,92 104,90L286,112C346,118 378,190 384,244L176,268Z"
    front = "M18,258C18,140 52,92 104,90C152,92 178,160 176,268Z"
    return (
        pitch.guys(
            "M50,124L0,250M330,140L398,246M264,176L292,270",
            "M0,246L2,256M398,242L396,252M292,266L290,276",
        )
        + pitch.skirt("", "M18,258L6,268L176,284L396,254L384,244L176,268Z")
        + pitch.part(fly, sketch.main)
        + pitch.tint("M104,90L286,112C346,118 378,190 384,244L176,268C178,160 152,92 104,90Z", 0.12)
        + pitch.part(
            "M190,101L232,106C276,130 284,200 284,256L238,262C240,190 226,124 190,101Z",
            sketch.accent,
            1.4,
        )
        + pitch.part(front, mix(sketch.main, "#ffffff", 0.12), 1.8)
        + pitch.inside(
            "M56,261C56,180 76,134 104,130C134,136 150,190 148,266Z",
            "M64,261C84,246 128,246 146,265Z",
        )
        + line(
            pitch.at("M104,130C100,180 100,220 102,263M62,200C90,208 120,208 144,204"),
            colour="#ffffff",
            opacity=0.25,
            width=1,
        )
        + pitch.part(
            "M104,130C84,134 70,160 62,196C76,200 88,192 92,176C96,160 102,146 104,130Z",
            mix(sketch.main, "#ffffff", 0.4),
            1.5,
        )
        + pitch.skirt("M18,258L19,238L176,250L383,228L384,244L176,268Z", "")
        + pitch.pole("M18,258C18,140 52,92 104,90C152,92 178,160 176,268")
        + pitch.pole("M190,101C226,124 240,190 238,262")
        + pitch.pole("M286,112C326,130 340,190 338,250")
        + pitch.part("M206,150L238,154L240,186L212,184Z", mix(sketch.main, INK, 0.3), 1.3)
        + line(pitch.at("M18,258L176,268L384,244"), width=2)
    )


def _pyramid(pitch: Pitch) -> str:
    sketch = pitch.sketch
    fly = "M20,256C90,190 160,110 198,50C240,110 320,190 382,246L240,272Z"
    return (
        pitch.guys("M112,160L4,250M304,160L398,244", "M4,246L6,256M398,240L396,250")
        + pitch.skirt("", "M20,256L8,266L240,286L394,256L382,246L240,272Z")
        + pitch.part(fly, sketch.main)
        + pitch.tint("M198,50C240,110 320,190 382,246L240,272C232,200 216,120 198,50Z", 0.22)
        + pitch.part(
            "M198,50C184,74 166,100 150,122C180,132 232,130 252,122C228,96 212,72 198,50Z",
            sketch.accent,
            1.4,
        )
        + pitch.inside(
            "M92,262C116,220 146,172 166,142C190,176 206,220 214,269Z",
            "M110,263C130,250 190,252 204,267Z",
        )
        + line(pitch.at("M166,142L168,266"), colour=STEEL, width=3)
        + pitch.part(
            "M166,142C146,172 124,208 106,238C124,240 138,226 146,206C156,184 162,164 166,142Z",
            mix(sketch.main, "#ffffff", 0.3),
            1.5,
        )
        + pitch.skirt("M20,256L34,243L238,256L368,233L382,246L240,272Z", "")
        + pitch.seam("M198,50C216,120 232,200 240,272", width=2)
        + pitch.seam("M290,146L306,259M150,122C110,170 70,214 40,250", opacity=0.4)
        + pitch.part("M188,66C184,62 190,46 198,46C206,46 212,62 208,66Z", INK, 1.2)
        + line(pitch.at("M20,256L240,272L382,246"), width=2)
    )


def _geodesic(pitch: Pitch) -> str:
    sketch = pitch.sketch
    fly = "M16,256C22,180 64,92 130,68C180,52 236,54 284,74C344,104 376,180 384,246L226,272Z"
    return (
        pitch.guys(
            "M60,140L0,252M346,140L400,246M226,190L246,276",
            "M0,248L2,258M400,242L398,252M246,272L244,282",
        )
        + pitch.skirt("", "M16,256L4,266L226,286L396,256L384,246L226,272Z")
        + pitch.part(fly, sketch.main)
        + pitch.part(
            "M130,68C180,52 236,54 284,74C258,100 236,124 220,150C194,124 162,94 130,68Z",
            sketch.accent,
            1.4,
        )
        + pitch.tint(
            "M284,74C344,104 376,180 384,246L226,272C230,230 228,190 220,150C236,124 258,100 "
            "284,74Z",
            0.2,
        )
        + pitch.inside(
            "M82,262C88,204 112,160 142,148C176,166 198,216 202,269Z",
            "M100,263C120,248 180,248 196,267Z",
        )
        + line(
            pitch.at("M142,148C138,190 136,230 138,265M96,216C130,226 170,226 196,222"),
            colour="#ffffff",
            opacity=0.25,
            width=1,
        )
        + pitch.part(
            "M142,148C122,156 106,178 98,208C114,212 126,204 130,188C136,172 142,160 142,148Z",
            mix(sketch.main, "#ffffff", 0.3),
            1.5,
        )
        + pitch.skirt("M16,256L19,236L226,252L380,228L384,246L226,272Z", "")
        + pitch.pole("M16,256C40,150 130,90 284,74")
        + pitch.pole("M226,272C236,200 210,110 130,68")
        + pitch.pole("M220,150C250,100 270,84 284,74C310,120 330,190 330,255")
        + pitch.pole("M384,246C360,150 280,90 130,68")
        + line(pitch.at("M16,256L226,272L384,246"), width=2)
    )


# --- sleeping bags ---------------------------------------------------------------------------
def sleeping_bag(sketch: Sketch) -> str:
    """A mummy bag from above: the colder its comfort, the plumper its chambers."""
    comfort = sketch.number("comfort", 2, -30, 20)
    loft = 1.5 + (20 - comfort) * 0.22
    drawn = group(_mummy(sketch, loft), "rotate(-22 200 150)")
    words = []
    if sketch.shows("comfort"):
        words.append(_("confort %(degrees)s °C") % {"degrees": decimal(comfort).replace("-", "−")})
    if sketch.shows("limit"):
        limit = decimal(sketch.number("limit", 0, -40, 15)).replace("-", "−")
        words.append(_("limite %(degrees)s °C") % {"degrees": limit})
    plan = text(276, 284, ", ".join(words)) if words else ""
    return fitted(drawn + plan, extent=(20, 8, 386, 292))


def _half_width(x: float) -> float:
    """Half the bag's width: shoulders at 140, feet at 370."""
    return 74 - 30 * ((x - 140) / 230) ** 1.2 if x > 140 else 60 + 14 * max((x - 96) / 44, 0)


def _chambers(start: float, end: float, count: int, loft: float) -> tuple[str, list[float]]:
    """The scalloped outline of chambers side by side, and where they meet."""
    xs = [start + (end - start) * i / count for i in range(count + 1)]
    top, below = f"M{xs[0]:.0f},{150 - _half_width(xs[0]):.1f}", ""
    for a, b in pairwise(xs):
        middle, reach = (a + b) / 2, loft * 1.7
        top += (
            f"Q{middle:.0f},{150 - _half_width(middle) - reach:.1f} "
            f"{b:.0f},{150 - _half_width(b):.1f}"
        )
        below = (
            f"Q{middle:.0f},{150 + _half_width(middle) + reach:.1f} "
            f"{a:.0f},{150 + _half_width(a):.1f}" + below
        )
    foot = (
        f"C{end + 34:.0f},{150 - _half_width(end) + 8:.0f} "
        f"{end + 34:.0f},{150 + _half_width(end) - 8:.0f} {end:.0f},{150 + _half_width(end):.0f}"
    )
    return top + foot + below + "Z", xs


def _mummy(sketch: Sketch, loft: float) -> str:
    main, accent, fine = sketch.main, sketch.accent, detail(sketch.main)
    body, xs = _chambers(112, 362, 9, loft)
    hood = (
        "M132,90C112,82 82,82 58,102C30,124 30,176 58,198C82,218 112,218 132,210"
        "C144,184 144,116 132,90Z"
    )
    seams = "".join(
        f"M{x:.0f},{150 - _half_width(x):.0f}C{x + 9:.0f},125 {x + 9:.0f},175 "
        f"{x:.0f},{150 + _half_width(x):.0f}"
        for x in xs[1:-1]
    )
    if sketch.choice("filling", "down") == "synthetic":
        seams = "".join(
            f"M{x + 6:.0f},{150 - _half_width(x) + 8:.0f}q9,{_half_width(x) * 0.45:.0f} "
            f"-4,{_half_width(x) * 0.9:.0f}"
            f"t4,{_half_width(x) * 0.9:.0f}"
            for x in xs[1:-1]
        )
    blocks = (
        f"M{xs[6]:.0f},{150 - _half_width(xs[6]):.0f}"
        f"L{xs[9]:.0f},{150 - _half_width(xs[9]):.0f}C{xs[9] + 34:.0f},112 "
        f"{xs[9] + 34:.0f},188 {xs[9]:.0f},{150 + _half_width(xs[9]):.0f}"
        f"L{xs[6]:.0f},{150 + _half_width(xs[6]):.0f}C{xs[6] + 9:.0f},175 {xs[6] + 9:.0f},125 "
        f"{xs[6]:.0f},{150 - _half_width(xs[6]):.0f}Z",
        "M130,138C210,134 300,138 386,144L386,158C300,164 210,166 132,164Z",
        f"M{xs[1]:.0f},{150 - _half_width(xs[1]):.0f}"
        f"L{xs[3]:.0f},{150 - _half_width(xs[3]):.0f}C{xs[3] + 9:.0f},125 {xs[3] + 9:.0f},175 "
        f"{xs[3]:.0f},{150 + _half_width(xs[3]):.0f}"
        f"L{xs[1]:.0f},{150 + _half_width(xs[1]):.0f}C{xs[1] + 9:.0f},175 {xs[1] + 9:.0f},125 "
        f"{xs[1]:.0f},{150 - _half_width(xs[1]):.0f}Z",
        "M352,106C392,116 392,184 352,194C362,170 362,130 352,106Z",
    )[sketch.design]
    zip_line = "M206,201C250,194 290,186 330,176"
    return (
        outline(body, fill=main)
        + path(blocks, fill=accent)
        + line(blocks, width=1, opacity=0.4)
        + line(seams, colour=fine, opacity=0.75)
        + shade(
            f"M112,{150 + _half_width(112) - 4:.0f}C200,214 300,190 372,170C372,184 366,190 "
            "362,194L300,204L140,224Z",
            opacity=0.13,
        )
        + line(seams, colour="#ffffff", opacity=0.16, width=4)
        + line(body, width=2)
        + line(zip_line, width=3.4, colour=mix(main, INK, 0.55))
        + stitch(zip_line, colour="#ffffff", opacity=0.6)
        + _opened(sketch)
        + outline(hood, fill=mix(main, INK, 0.1))
        + line(
            "M54,106C62,112 70,118 76,124M36,150H64M54,194C62,188 70,182 76,176"
            "M88,86C92,96 94,106 94,112M88,214C92,204 94,194 94,188",
            colour=fine,
            opacity=0.7,
        )
        + outline(FACE, fill=mix(accent, "#ffffff", 0.12), width=1.6)
        + outline(
            "M116,128C104,120 88,120 80,129C73,140 73,160 80,171C88,180 104,180 116,172"
            "C122,158 122,142 116,128Z",
            fill=NIGHT,
            width=1.3,
        )
        + band(
            "M118,176C128,192 116,204 126,222M118,172C134,186 132,200 142,214",
            fill=accent,
            width=1.8,
            edge=0.8,
            cap="round",
        )
        + outline("M119,186h9v10h-9z", fill=INK, width=1)
    )


FACE = (
    "M124,116C108,106 82,106 71,122C63,138 63,162 71,178C82,194 108,194 124,184"
    "C132,164 132,136 124,116Z"
)


def _opened(sketch: Sketch) -> str:
    """The upper end of the zip, open, its corner folded back over the lining."""
    flap = (
        "M118,212C128,206 140,204 150,205L206,201C192,178 168,160 132,152C134,172 130,194 118,212Z"
    )
    return (
        outline(flap, fill=mix(sketch.accent, "#ffffff", 0.12), width=1.6)
        + line("M132,152C134,172 130,194 118,212", width=1.6)
        + stitch("M136,164C160,172 182,186 194,198", opacity=0.5)
        + outline("M202,196l15,-2l2,6l-16,3z", fill=sketch.accent, width=1.2)
    )


# --- mats ------------------------------------------------------------------------------------
def sleeping_mat(sketch: Sketch) -> str:
    """A mat on its slope: as thick as it is; foam folds, air has chambers and a valve."""
    thickness = sketch.number("thickness", 6, 0.5, 15)
    foam = thickness <= 2.2
    drawn = (
        _folded(sketch, thickness)
        if foam
        else group(_inflated(sketch, thickness), "rotate(-14 200 150)")
    )
    words = []
    if sketch.shows("thickness"):
        words.append(f"{decimal(thickness)} cm")
    if sketch.shows("r_value"):
        words.append(f"R {decimal(sketch.number('r_value', 3, 0, 12))}")
    plan = text(300, 296, ", ".join(words)) if words else ""
    return fitted(drawn + plan, extent=(6, -6, 394, 302 if words else 286))


def _inflated(sketch: Sketch, thickness: float) -> str:
    """Chambers or dimples, half of the mat still rolled: its winding shows the thickness."""
    main, accent, fine = sketch.main, sketch.accent, detail(sketch.main)
    depth, y, count = 4 + thickness * 2.6, 132 - thickness * 1.3, 8
    xs = [24 + 228 * i / count for i in range(count + 1)]
    taper = 0.05 if sketch.design % 2 == 0 else 0

    def half(x: float) -> float:
        return 66 - (252 - x) * taper - (10 if x < 30 else 0)

    top, below = f"M24,{y - half(24):.1f}", ""
    for a, b in pairwise(xs):
        m = (a + b) / 2
        top += f"Q{m:.0f},{y - half(m) - 6:.1f} {b:.0f},{y - half(b):.1f}"
        below = f"Q{m:.0f},{y + half(m) + 6:.1f} {a:.0f},{y + half(a):.1f}" + below
    head = f"C8,{y + 40:.0f} 8,{y - 40:.0f} 24,{y - half(24):.1f}Z"
    sheet = (
        f"{top}L290,{y - half(252):.1f}V{y + half(252):.1f}L252,{y + half(252):.1f}{below}{head}"
    )
    wall = mix(main, INK, 0.35)
    pillow = (
        f"M24,{y - half(24):.1f}L{xs[2]:.0f},{y - half(xs[2]):.1f}V{y + half(xs[2]):.1f}"
        f"L24,{y + half(24):.1f}{head}"
    )
    return (
        outline(warped(sheet, lambda px, py: (px, py + depth)), fill=wall)
        + path(f"M12.5,{y:.1f}H288V{y + depth:.1f}H12.5Z", fill=wall)
        + line(f"M12,{y:.1f}V{y + depth:.1f}", width=2)
        + outline(sheet, fill=main)
        + path(pillow, fill=accent, opacity=0.9)
        + _texture(sketch, xs, [(y - half(x), y + half(x)) for x in xs], y, depth)
        + line(sheet, width=2)
        + disc(40, y + 34, 9, fill=INK)
        + disc(40, y + 34, 5, fill=STEEL, edge=1)
        + line(f"M130,{y - 5:.0f}h46M130,{y + 6:.0f}h30", colour=fine, opacity=0.5, width=3)
        + _roll(sketch, y, half(252), thickness, depth)
    )


def _texture(
    sketch: Sketch, xs: list[float], edges: list[tuple[float, float]], y: float, depth: float
) -> str:
    fine = detail(sketch.main)
    chambers = "".join(
        f"M{x:.0f},{low:.0f}C{x + 6:.0f},{y - 20:.0f} {x + 6:.0f},{y + 20:.0f} {x:.0f},{high:.0f}"
        f"V{high + depth:.0f}"
        for x, (low, high) in list(zip(xs, edges, strict=True))[1:]
    )
    dimples = "".join(
        f"M{46 + i * 25},{y - 46 + j * 29 + 8 * (i % 2):.0f}h0" for i in range(9) for j in range(4)
    )
    tubes = "".join(
        f"M26,{y + v:.0f}C100,{y + v + 3:.0f} 200,{y + v + 3:.0f} 288,{y + v:.0f}"
        for v in (-38, -13, 13, 38)
    )
    return (
        line(chambers, colour=fine, opacity=0.8),
        line(dimples, colour=fine, width=7, opacity=0.3) + line(dimples, colour=fine, width=1.6),
        line(chambers, colour=fine, opacity=0.8)
        + line(f"M84,{y:.1f}H284", colour=sketch.accent, width=7),
        line(tubes, colour=fine, opacity=0.8)
        + line(tubes, colour="#ffffff", opacity=0.25, width=5),
    )[sketch.design]


def _roll(sketch: Sketch, y: float, half: float, thickness: float, depth: float) -> str:
    radius = 32 + min(thickness, 12) * 1.2
    x, low, end = 284 + radius, y - half, y + half + depth * 0.6
    main = sketch.main
    turns = "".join(
        tag(
            "ellipse",
            cx=f"{x:.1f}",
            cy=f"{end:.1f}",
            rx=f"{radius * k:.1f}",
            ry=f"{radius * 0.62 * k:.1f}",
            fill="none",
            stroke=INK,
            stroke_width=1.3,
        )
        for k in [1 - step * (0.09 + thickness * 0.022) for step in range(1, 9)]
        if k > 0.15
    )
    body = (
        f"M{x - radius:.1f},{end:.1f}V{low:.1f}A{radius:.1f},{radius * 0.62:.1f} 0 0 1 "
        f"{x + radius:.1f},{low:.1f}V{end:.1f}Z"
    )
    strap = (
        f"M{x - radius:.1f},{y - 18:.1f}A{radius:.1f},{radius * 0.62:.1f} 0 0 0 "
        f"{x + radius:.1f},{y - 18:.1f}"
    )
    return (
        outline(body, fill=main)
        + path(
            f"M{x + radius * 0.3:.1f},{low - radius * 0.55:.1f}C{x + radius:.1f},{low - 12:.1f} "
            f"{x + radius:.1f},{low:.1f} "
            f"{x + radius:.1f},{low:.1f}V{end:.1f}H{x + radius * 0.3:.1f}Z",
            fill=INK,
            opacity=0.18,
        )
        + line(
            f"M{x - radius * 0.5:.1f},{low - radius * 0.4:.1f}V{end:.1f}",
            colour="#ffffff",
            opacity=0.35,
            width=5,
        )
        + band(strap, fill=sketch.accent, width=8, edge=1.3)
        + tag(
            "ellipse",
            cx=f"{x:.1f}",
            cy=f"{end:.1f}",
            rx=f"{radius:.1f}",
            ry=f"{radius * 0.62:.1f}",
            fill=mix(main, INK, 0.3),
            stroke=INK,
            stroke_width=2,
        )
        + turns
    )


def _folded(sketch: Sketch, thickness: float) -> str:
    """Closed-cell foam, half folded like an accordion: its edge shows the thickness."""
    main, edge = sketch.main, mix(sketch.accent, INK, 0.1)
    t = 5 + thickness * 5
    leaves = []
    for i in range(6):
        x, up = 14 + i * 60, i % 2 == 0
        y0, y1 = (226, 130) if up else (130, 226)
        if i > 3:
            x, y0, y1 = 14 + i * 60, (226 if i == 4 else 214), (214 if i == 4 else 202)
        leaves.append((x, y0, x + 60, y1))
    drawn = ""
    for i, (x0, y0, x1, y1) in enumerate(leaves):
        fill = main if i % 2 == 0 else mix(main, INK, 0.22)
        sheet = f"M{x0},{y0}L{x1},{y1}L{x1 + 22},{y1 - 76}L{x0 + 22},{y0 - 76}Z"
        bumps = "".join(
            f"M{x0 + (x1 - x0) * u + 22 * v:.0f},{y0 + (y1 - y0) * u - 76 * v:.0f}h0"
            for u in (0.22, 0.5, 0.78)
            for v in (0.15, 0.38, 0.61, 0.84)
        )
        drawn += outline(sheet, fill=fill, width=1.8) + line(
            bumps, width=7, colour=detail(fill), opacity=0.22
        )
    profile = (
        "M"
        + "L".join(f"{x0},{y0}" for x0, y0, _, _ in leaves)
        + f"L{leaves[-1][2]},{leaves[-1][3]}"
    )
    return drawn + band(profile, fill=edge, width=t, edge=1.8)
