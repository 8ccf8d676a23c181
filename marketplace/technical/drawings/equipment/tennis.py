"""Tennis: rackets with their own string plan, strings, balls, grips, bags."""

from math import cos, pi, radians, sin

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
    polar,
    shade,
    smooth,
    tag,
    text,
    upright,
)

# --- racket ----------------------------------------------------------------------------------
MM = 0.6  # picture units a millimetre
LENGTH = 685 * MM
ROUNDNESS = 2.2  # the head's superellipse: 2 would be an ellipse
AREA_FACTOR = 3.267  # its area is this × both half axes
SLENDERNESS = 1.28
TILT = 33
PATTERNS = {"16x19": (16, 19), "18x20": (18, 20), "16x20": (16, 20), "18x19": (18, 19)}
FELT = "#d6e04c"
WEBBING = mix(INK, "#ffffff", 0.16)


class Head:
    """The strung ellipse: as large as its area in cm² says."""

    def __init__(self, *, area: float, frame: float) -> None:
        self.half_width = (area * 100 / (AREA_FACTOR * SLENDERNESS)) ** 0.5 * MM
        self.half_length = self.half_width * SLENDERNESS
        self.frame = frame
        self.centre = LENGTH - frame - self.half_length

    def chord(self, share: float) -> float:
        """Half the chord at ``share`` (-1 to 1) of the way out, as a share of the other axis."""
        return float((1 - abs(share) ** ROUNDNESS) ** (1 / ROUNDNESS))

    def arc(self, start: float, end: float, *, out: float = 0.5) -> str:
        """The hoop from one angle to another (degrees, 0 at the tip), ``out`` frames outside."""
        long, wide = self.half_length + out * self.frame, self.half_width + out * self.frame
        steps = max(round(abs(end - start) / 18), 2)
        points = []
        for i in range(steps + 1):
            angle = radians(start + (end - start) * i / steps)
            c, s = cos(angle), sin(angle)
            points.append(
                (
                    self.centre + long * (1 if c > 0 else -1) * abs(c) ** (2 / ROUNDNESS),
                    wide * (1 if s > 0 else -1) * abs(s) ** (2 / ROUNDNESS),
                )
            )
        return smooth(points)

    def strings(self, mains: int, crosses: int) -> str:
        """The string plan: mains along the racket, crosses over it, denser in the middle."""
        drawn = []
        for i in range(mains):
            share = _spread(i, mains) * 0.9
            reach, y = self.half_length * self.chord(share), self.half_width * share
            drawn.append(f"M{self.centre - reach:.1f},{y:.1f}H{self.centre + reach:.1f}")
        for i in range(crosses):
            share = _spread(i, crosses) * 0.9 + 0.015
            reach, x = self.half_width * self.chord(share), self.centre + self.half_length * share
            drawn.append(f"M{x:.1f},{-reach:.1f}V{reach:.1f}")
        return "".join(drawn)


def _spread(i: int, count: int) -> float:
    """-1 to 1, closer together in the middle."""
    even = 2 * i / (count - 1) - 1
    return even * (0.86 + 0.14 * abs(even))


def racket(sketch: Sketch) -> str:
    """A racket: head, string plan, beam and balance are its own."""
    area = sketch.number("head_size", 645, 540, 780)
    beam = sketch.number("beam", 23, 17, 30)
    head = Head(area=area, frame=5.6 + (beam - 19) * 0.35)
    drawn = _strings(sketch, head) + _throat(sketch, head) + _hoop(sketch, head) + _handle(sketch)
    plan = _racket_plan(sketch, head, area, beam)
    if plan:
        return fitted(drawn + plan, extent=(-14, -136, LENGTH + 14, 168))
    radius = head.half_length + head.frame, head.half_width + head.frame
    c, s = cos(radians(TILT)), sin(radians(TILT))
    right = head.centre * c + ((radius[0] * c) ** 2 + (radius[1] * s) ** 2) ** 0.5
    top = head.centre * s + ((radius[0] * s) ** 2 + (radius[1] * c) ** 2) ** 0.5
    return fitted(group(drawn, f"rotate(-{TILT})"), extent=(-7, -top, right + 2, 12))


def _strings(sketch: Sketch, head: Head) -> str:
    mains, crosses = PATTERNS.get(sketch.choice("pattern", "16x19"), (16, 19))
    plan = head.strings(mains, crosses)
    bed = head.arc(0, 360, out=0)
    damper = head.centre - head.half_length * 0.95
    tint = sketch.accent if sketch.design == 1 else mix(sketch.third, "#ffffff", 0.5)
    return (
        path(bed, fill="#ffffff", opacity=0.35)
        + line(plan, width=1.5, colour=INK, opacity=0.75)
        + line(plan, width=0.7, colour=tint)
        + disc(damper + 5, 0, 3.6, fill=sketch.accent, edge=1)
    )


def _throat(sketch: Sketch, head: Head) -> str:
    start = head.centre - head.half_length * 0.6
    y = head.half_width * head.chord(0.6) + head.frame / 2
    neck = head.centre - head.half_length - 62
    fill = sketch.accent if sketch.design == 2 else sketch.main
    arms = "".join(
        f"M{start:.1f},{side * y:.1f}C{start - 26:.1f},{side * y * 0.82:.1f} {neck + 34:.1f},"
        f"{side * 16} {neck:.1f},{side * 4.6}L{neck - 20:.1f},{side * 4.4} "
        for side in (-1, 1)
    )
    gleam = arms.split("M")[1]
    return band(arms, fill=fill, width=head.frame + 2.4, edge=1.9) + line(
        f"M{gleam}", colour="#ffffff", opacity=0.35, width=1.6
    )


def _hoop(sketch: Sketch, head: Head) -> str:
    frame, main, accent = head.frame, sketch.main, sketch.accent
    hoop = band(head.arc(0, 360) + "Z", fill=main, width=frame + 1.4, edge=1.9)
    marks = (
        ((50, 118), (242, 310)),
        ((-56, 56),),
        ((150, 210),),
        ((28, 52), (62, 86), (96, 120), (240, 264), (274, 298), (308, 332)),
    )[sketch.design]
    tint = "".join(
        line(head.arc(a, b), width=frame + 1.4, colour=accent).replace(
            "/>", ' stroke-linecap="butt"/>'
        )
        for a, b in marks
    )
    guard = line(head.arc(-38, 38, out=1.05), width=3.4)
    return (
        hoop
        + tint
        + guard
        + line(head.arc(200, 340, out=0.75), colour="#ffffff", opacity=0.4, width=1.4)
    )


def _handle(sketch: Sketch) -> str:
    top, wrap = 205 * MM, mix(sketch.third, INK, 0.82) if sketch.design % 2 == 0 else sketch.third
    fine = detail(wrap)
    turns = "".join(f"M{x},-9.8L{x + 8},9.8" for x in range(12, 116, 11))
    shaft = f"M{top - 4},-7.5L{top + 32:.0f},-7V7L{top - 4},7.5Z"
    return (
        outline(shaft, fill=mix(sketch.main, INK, 0.2), width=1.9)
        + outline(
            f"M3,-11.5C6,-11.5 9,-10.4 14,-10H{top:.0f}V10H14C9,10.4 6,11.5 3,11.5Z", fill=wrap
        )
        + line(turns, colour=fine, opacity=0.6, width=1.1)
        + outline(f"M{top - 1:.0f},-10.6h7v21.2h-7z", fill=sketch.accent, width=1.5)
        + outline("M-1,-12.4h5v24.8h-5c-2.6,-6 -2.6,-18 0,-24.8z", fill=INK, width=1.5)
    )


def _racket_plan(sketch: Sketch, head: Head, area: float, beam: float) -> str:
    drawn = ""
    if sketch.shows("head_size"):
        drawn += text(head.centre, -head.half_width - 22, f"{area:.0f} cm²")
    if sketch.shows("pattern"):
        drawn += text(
            head.centre, head.half_width + 28, sketch.choice("pattern", "").replace("x", " × ")
        )
    if sketch.shows("balance"):
        balance = sketch.number("balance", 320, 280, 390)
        x = balance * MM
        drawn += path(f"M{x:.1f},30l9,15h-18z", fill=INK) + across(0, x, 62, f"{balance:.0f} mm")
    if sketch.shows("beam"):
        half, y = beam * MM / 2, 138
        side = (
            f"M0,{y - 10}H123L{head.centre - head.half_length - 40:.0f},{y - half:.1f}"
            f"H{LENGTH - 30:.0f}L{LENGTH:.0f},{y - half * 0.7:.1f}V{y + half * 0.7:.1f}"
            f"L{LENGTH - 30:.0f},{y + half:.1f}H{head.centre - head.half_length - 40:.0f}"
            f"L123,{y + 10}H0Z"
        )
        drawn += (
            outline(side, fill=sketch.main, width=1.6)
            + line(f"M123,{y - 9}V{y + 9}")
            + upright(LENGTH - 84, y - half, y + half, "", side=1)
            + text(LENGTH - 92, y + 24, f"{decimal(beam)} mm")
        )
    return drawn


# --- string ----------------------------------------------------------------------------------
def string(sketch: Sketch) -> str:
    """A set in a coil or a whole reel, and the string's section, enlarged."""
    gauge = sketch.number("gauge", 1.25, 1.0, 1.45)
    reel = sketch.number("length_m", 12, 5, 220) > 30
    drawn = (_reel(sketch, gauge) if reel else _coil(sketch, gauge)) + _section(sketch, gauge)
    if sketch.shows("gauge"):
        radius = 9 + (gauge - 1) * 50
        drawn += across(340 - radius, 340 + radius, 254, "") + text(
            340, 278, f"{decimal(gauge, 2)} mm"
        )
    return fitted(drawn, extent=(14, 14, 386, 284))


def _section(sketch: Sketch, gauge: float) -> str:
    radius, kind = 9 + (gauge - 1) * 50, sketch.choice("string_type", "polyester")
    sides = (0, 6, 5, 8)[sketch.design]
    shape = disc(340, 212, radius, fill=sketch.main, edge=2)
    if kind == "polyester" and sides:
        corners = "L".join(polar(340, 212, radius, 360 * i / sides) for i in range(sides))
        shape = outline(f"M{corners}Z", fill=sketch.main)
    if kind in ("multifilament", "gut", "hybrid"):
        fibres = "".join(
            f"M{polar(340, 212, radius * r, a)}h0"
            for r, step in ((0.28, 90), (0.6, 45), (0.86, 30))
            for a in range(0, 360 if kind != "hybrid" else 180, step)
        )
        shape += line(fibres, width=radius * 0.2, colour=detail(sketch.main), opacity=0.55)
    return (
        disc(340, 212, 36, fill="#ffffff", edge=2)
        + shape
        + shade(
            f"M{340 - radius * 0.5:.1f},{212 - radius * 0.1:.1f}a{radius * 0.5:.1f},"
            f"{radius * 0.5:.1f} 0 0 1 {radius * 0.5:.1f},{-radius * 0.5:.1f}"
            f"l-2,5a{radius * 0.4:.1f},{radius * 0.4:.1f} 0 0 0 {-radius * 0.3:.1f},"
            f"{radius * 0.45:.1f}z",
            opacity=0.45,
            colour="#ffffff",
        )
    )


def _coil(sketch: Sketch, gauge: float) -> str:
    main, fine = sketch.main, detail(sketch.main)
    packet = (
        "M40,32L232,18C238,18 242,22 242,28L254,262C254,268 250,272 244,272L56,282C50,282 "
        "46,278 46,272L34,40C34,36 36,32 40,32Z"
    )
    strands = "".join(
        tag(
            "ellipse",
            cx=168 + i % 3,
            cy=148 - i % 2,
            rx=128 - i * 5.6,
            ry=112 - i * 5,
            fill="none",
            stroke=fine,
            stroke_width=1,
            opacity=0.6,
        )
        for i in range(1, 6)
    )
    ring = tag("ellipse", cx=168, cy=148, rx=114, ry=99, fill="none", stroke=INK, stroke_width=34)
    ring += tag("ellipse", cx=168, cy=148, rx=114, ry=99, fill="none", stroke=main, stroke_width=30)
    tail = "M262,92C300,80 330,96 334,122C337,142 320,150 308,140"
    ties = "".join(
        group(
            outline("M-9,-21h18v42h-18z", fill=sketch.accent, width=1.6)
            + line("M-9,-7h18M-9,7h18", opacity=0.5, width=1),
            f"translate({x},{y}) rotate({turn})",
        )
        for x, y, turn in ((168, 49, 0), (69, 198, 58), (267, 198, -58))
    )
    return (
        outline(packet, fill=sketch.third)
        + _packet_print(sketch)
        + ring
        + strands
        + shade(
            "M54,148A114,99 0 0 1 168,33L168,38A110,95 0 0 0 60,148Z", colour="#ffffff", opacity=0.4
        )
        + ties
        + band(tail, fill=main, width=1.6 + (gauge - 1) * 5, edge=1.3, cap="round")
    )


def _packet_print(sketch: Sketch) -> str:
    marks = (
        "M38,60L244,46L246,82L40,96Z",
        "M34,40L110,27L52,280L46,272Z",
        "M48,250L253,238L254,262L48,276Z M36,44L242,30L243,44L37,58Z",
        "M140,25L232,18C238,18 242,22 242,28L246,110Z",
    )[sketch.design]
    return path(marks, fill=sketch.accent, opacity=0.85) + line(
        "M92,134L200,126M98,152L190,146M104,170L180,165",
        width=5,
        colour=mix(sketch.third, INK, 0.3),
    )


def _reel(sketch: Sketch, gauge: float) -> str:
    main, fine, rim = sketch.main, detail(sketch.main), mix(sketch.third, INK, 0.12)
    turns = "".join(f"M{x},66C{x + 22},120 {x + 22},190 {x},244" for x in range(116, 222, 8))
    spokes = "".join(
        f"M{92 + 22 * cos(a * pi / 3):.1f},{155 + 34 * sin(a * pi / 3):.1f}"
        f"L{92 + 52 * cos(a * pi / 3):.1f},{155 + 92 * sin(a * pi / 3):.1f}"
        for a in range(6)
    )
    label = tag(
        "ellipse", cx=92, cy=155, rx=44, ry=78, fill=sketch.accent, stroke=INK, stroke_width=1.4
    )
    return (
        tag(
            "ellipse",
            cx=232,
            cy=155,
            rx=74,
            ry=132,
            fill=mix(rim, INK, 0.25),
            stroke=INK,
            stroke_width=2,
        )
        + outline("M100,60H226C250,104 250,206 226,250H100Z", fill=main)
        + line(turns, colour=fine, opacity=0.55, width=1)
        + shade("M100,60H226C230,66 233,74 236,82H110Z", colour="#ffffff", opacity=0.3)
        + shade("M100,250H226C230,244 234,234 237,224H110Z", opacity=0.2)
        + tag("ellipse", cx=92, cy=155, rx=74, ry=132, fill=rim, stroke=INK, stroke_width=2)
        + tag(
            "ellipse",
            cx=92,
            cy=155,
            rx=64,
            ry=117,
            fill="none",
            stroke=INK,
            stroke_width=1,
            opacity=0.5,
        )
        + (label if sketch.design % 2 else line(spokes, width=7, opacity=0.75))
        + tag(
            "ellipse",
            cx=92,
            cy=155,
            rx=17,
            ry=27,
            fill=mix(INK, rim, 0.15),
            stroke=INK,
            stroke_width=1.6,
        )
        + band(
            "M222,74C270,44 330,42 352,76C366,100 346,128 322,120",
            fill=main,
            width=1.6 + (gauge - 1) * 5,
            edge=1.3,
            cap="round",
        )
    )


# --- balls -----------------------------------------------------------------------------------
STAGES = {"green": "#2f9e4f", "orange": "#e8762c", "red": "#d23a2e"}


def balls(sketch: Sketch) -> str:
    """A tube of three or four, or a bucket for a whole lesson."""
    count = round(sketch.number("count", 4, 1, 100))
    drawn = _tube(sketch, count) if count <= 4 else _bucket(sketch, count)
    extent = (8.0, 4.0, 392.0, 296.0)
    if sketch.shows("count"):
        label = ngettext("%(n)d balle", "%(n)d balles", count) % {"n": count}
        return fitted(drawn + text(330, 258, label), extent=extent)
    return fitted(drawn, extent=extent)


def _ball(x: float, y: float, radius: float, stage: str, turn: float = 0) -> str:
    """A felt ball with its seam."""
    r = radius
    seam = (
        f"M{-r * 0.98:.1f},{-r * 0.16:.1f}C{-r * 0.35:.1f},{-r / 2:.1f} "
        f"{-r * 0.25:.1f},{-r * 0.95:.1f} "
        f"{-r * 0.2:.1f},{-r * 0.98:.1f}M{-r * 0.72:.1f},{r * 0.7:.1f}"
        f"C{-r * 0.1:.1f},{r * 0.15:.1f} "
        f"{r / 2:.1f},{r * 0.3:.1f} {r * 0.9:.1f},{-r * 0.44:.1f}"
    )
    felt, mark = disc(0, 0, r, fill=FELT, edge=2), ""
    if stage == "red":
        felt += path(f"M{-r:.1f},0A{r:g},{r:g} 0 0 0 {r:.1f},0Z", fill=STAGES["red"])
    elif stage in STAGES:
        mark = disc(r * 0.1, -r * 0.15, r * 0.14, fill=STAGES[stage])
    if r > 30:
        fuzz = "".join(
            f"M{cos(a) * r * s:.1f},{sin(a) * r * s:.1f}l{cos(a + 2) * 3:.1f},{sin(a + 2) * 3:.1f}"
            for a, s in ((0.3, 0.75), (1.2, 0.62), (2.4, 0.8), (3.6, 0.6), (4.4, 0.82), (5.5, 0.55))
        )
        mark += line(fuzz, width=0.9, opacity=0.4) + shade(
            f"M{-r * 0.6:.1f},{r * 0.8:.1f}A{r:g},{r:g} 0 0 0 {r * 0.99:.1f},{-r * 0.1:.1f}"
            f"A{r * 1.2:.1f},{r * 1.2:.1f} 0 0 1 {-r * 0.6:.1f},{r * 0.8:.1f}Z",
            opacity=0.14,
        )
    return group(
        felt + band(seam, fill="#ffffff", width=r * 0.09, edge=r * 0.03, cap="round") + mark,
        f"translate({x:.1f},{y:.1f}) rotate({turn:g})",
    )


def _tube(sketch: Sketch, count: int) -> str:
    """The tube lies on its length; its balls show through."""
    length, r, stage = 44 + count * 82, 41, sketch.choice("stage", "standard")
    main, fine = sketch.main, detail(sketch.main)
    seen = "".join(_ball(26 + r + i * 82, 0, r - 1, stage, turn=i * 67) for i in range(count))
    end = length + 6
    wrap = f"M{end - 66},-46C{end - 56},-30 {end - 56},30 {end - 66},46H{end - 24}V-46Z"
    slogans = (
        f"M{end - 50},-46L{end - 30},-46L{end - 40},46L{end - 54},46Z",
        f"M{end - 60},-14H{end - 24}V14H{end - 60}Z",
        f"M{end - 38},-46H{end - 30}V46H{end - 38}Z M{end - 52},-46H{end - 46}V46H{end - 52}Z",
        f"M{end - 58},-30L{end - 24},-46V-20L{end - 58},0Z",
    )[sketch.design]
    lid = (
        f"M{end - 24},-49H{end - 6}C{end},-49 {end + 2},-44 {end + 2},-40V40C{end + 2},44 "
        f"{end},49 {end - 6},49H{end - 24}Z"
    )
    return group(
        path(f"M10,-46H{end - 20}V46H10C2,30 2,-30 10,-46Z", fill="#ffffff", opacity=0.4)
        + seen
        + line(f"M10,-46H{end - 20}M10,46H{end - 20}", width=2)
        + outline("M10,-46C20,-30 20,30 10,46C0,46 -4,30 -4,0C-4,-30 0,-46 10,-46Z", fill=STEEL)
        + line("M4,-40C-1,-20 -1,20 4,40", opacity=0.5)
        + outline(wrap, fill=main)
        + path(slogans, fill=sketch.accent)
        + line(wrap)
        + outline(lid, fill=sketch.accent)
        + line(
            f"M{end - 18},-48V48M{end - 12},-48V48",
            colour=fine if sketch.accent == main else INK,
            opacity=0.4,
            width=1,
        )
        + path(f"M14,-38H{end - 70}V-30H16Z", fill="#ffffff", opacity=0.7),
        f"translate({200 - end / 2 * 0.88:.1f},{150 + end / 2 * 0.42:.1f}) rotate(-25)",
    )


def _bucket(sketch: Sketch, count: int) -> str:
    stage = sketch.choice("stage", "training")
    rows = 1 + (count > 12) + (count > 40)
    heap = "".join(
        _ball(
            200 + (i - (5 - row) / 2 + 0.5) * 52, 118 - row * 40, 27, stage, turn=i * 71 + row * 40
        )
        for row in range(rows - 1, -1, -1)
        for i in range(5 - row)
    )
    pail = "M66,122H334L308,274C307,282 300,286 292,286H108C100,286 93,282 92,274Z"
    print_ = (
        "M84,226H316L310,262H90Z",
        "M70,146L330,146L326,168L74,168Z M80,200H320L318,212H82Z",
        "M120,122L160,286H200L160,122Z M220,122L244,286H268L252,122Z",
        "M68,146L318,230L314,254L72,172Z",
    )[sketch.design]
    return (
        heap
        + outline(pail, fill=sketch.main)
        + path(print_, fill=sketch.accent)
        + line(pail, width=2)
        + outline(
            "M58,112H342C346,112 348,116 347,120L345,130H55L53,120C52,116 54,112 58,112Z",
            fill=mix(sketch.main, INK, 0.25),
        )
        + band("M62,124C40,190 90,236 200,236C310,236 360,190 338,124", fill=STEEL, width=3.4)
        + disc(62, 122, 6, fill=STEEL, edge=1.6)
        + disc(338, 122, 6, fill=STEEL, edge=1.6)
    )


# --- grips -----------------------------------------------------------------------------------
def grip(sketch: Sketch) -> str:
    """Rolls of tape, one of them unrolling; thick bands wind thicker."""
    thickness = sketch.number("thickness", 0.6, 0.3, 2.5)
    count = round(sketch.number("count", 1, 1, 60))
    shown = min(count, 3)
    scale = {1: 1.0, 2: 0.82, 3: 0.72}[shown]
    colours = (sketch.main, sketch.accent, sketch.third)
    rolls = "".join(
        group(
            _roll(sketch, colours[i] if sketch.design % 2 else sketch.main, thickness, tail=i == 0),
            f"translate({i * 104 * scale:.0f},{-i * 22}) scale({scale:g})",
        )
        for i in range(shown - 1, -1, -1)
    )
    right = 312 * scale + (shown - 1) * 104 * scale
    right = max(right, 330 * scale + 20)
    words = []
    if sketch.shows("thickness"):
        words.append(f"{decimal(thickness, 2)} mm")
    if sketch.shows("count") and count > 1:
        words.append(ngettext("%(n)d unité", "%(n)d unités", count) % {"n": count})
    bottom = 262 * scale + (34 if words else 0)
    plan = text(right / 2, bottom - 4, ", ".join(words)) if words else ""
    return fitted(rolls + plan, extent=(0, 8 - (shown - 1) * 22, right, bottom))


def _embossed(design: int) -> str:
    """The surface of the tape: ribs, waves, holes or slots."""
    if design < 2:
        sway = 0 if design == 0 else 9
        return "".join(
            f"M{118 + i * 22},{30 + 3 * (i % 2)}C{146 + i * 22 + sway},90 "
            f"{146 + i * 22 - sway * 3},150 {118 + i * 22},208"
            for i in range(4)
        )
    length = 0 if design == 2 else 7
    return "".join(
        f"M{126 + (i % 4) * 22},{44 + (i // 4) * 25 + 12 * (i % 2)}v{length}" for i in range(24)
    ).replace("v0", "h0")


def _roll(sketch: Sketch, colour: str, thickness: float, *, tail: bool) -> str:
    fine, edge = detail(colour), mix(colour, INK, 0.3)
    step = 6 + thickness * 3.4
    turns = "".join(
        tag("ellipse", cx=84, cy=118, rx=r * 0.66, ry=r, fill="none", stroke=INK, stroke_width=1.2)
        for r in [92 - step * i for i in range(1, 20)]
        if r > 26
    )
    pattern = _embossed(sketch.design)
    unrolled = ""
    if tail:
        unrolled = (
            outline("M120,206C170,204 240,210 312,238L250,258C200,236 150,222 96,214Z", fill=colour)
            + outline(
                f"M250,258L312,238V{238 + 2 + thickness * 3:.1f}"
                f"L250,{258 + 2 + thickness * 3:.1f}Z",
                fill=edge,
                width=1.6,
            )
            + line("M130,214C190,214 250,228 286,246", colour=fine, opacity=0.6)
            + line(
                "M160,212h0M186,215h0M212,219h0M238,225h0M262,232h0M196,224h0M222,231h0M246,239h0",
                width=3,
                colour=fine,
                opacity=0.55,
            )
        )
    return (
        unrolled
        + outline("M84,26H190C236,44 236,192 190,210H84Z", fill=colour)
        + line(pattern, colour=fine, opacity=0.5, width=1.4 if sketch.design < 2 else 3.4)
        + shade("M84,26H190C200,30 208,40 213,52H100Z", colour="#ffffff", opacity=0.28)
        + shade("M90,210H190C202,204 212,188 217,168H112Z", opacity=0.16)
        + tag("ellipse", cx=84, cy=118, rx=61, ry=92, fill=edge, stroke=INK, stroke_width=2)
        + turns
        + tag("ellipse", cx=84, cy=118, rx=15, ry=23, fill="#ffffff", stroke=INK, stroke_width=1.6)
        + outline(
            "M150,29L176,27L188,33C204,60 208,90 206,120L180,120C182,84 174,52 150,29Z",
            fill=sketch.accent if colour != sketch.accent else sketch.third,
            width=1.4,
        )
    )


# --- bags ------------------------------------------------------------------------------------
BODY = (
    "M14,206C10,186 20,172 48,162C120,140 180,112 236,88C300,66 352,84 376,128C396,168 390,222 "
    "356,240C342,247 320,248 300,248L62,244C34,243 18,230 14,206Z"
)
ZIP = "M30,196C60,176 130,150 190,126C250,102 300,88 336,106C360,120 372,150 370,184"
# The racket inside, as hidden edges are drawn.
HIDDEN = (
    "M232,176C232,146 258,122 296,118C336,116 364,140 362,172C360,206 332,226 296,226"
    "C258,226 232,206 232,176ZM240,152C214,172 200,186 170,190L40,204V222L170,208"
    "C202,208 222,208 250,212"
)


def racket_bag(sketch: Sketch) -> str:
    """A bag with one compartment for every three rackets."""
    rackets = sketch.number("rackets", 6, 1, 15)
    lobes = max(1, min(4, round(rackets / 3 + 0.01)))
    rise = 19
    back = "".join(
        group(
            outline(BODY, fill=mix(sketch.main, INK, 0.1 + 0.12 * i))
            + line(ZIP, colour=detail(sketch.main), opacity=0.7),
            f"translate({-i * 3},{-i * rise})",
        )
        for i in range(lobes - 1, 0, -1)
    )
    words = []
    if sketch.shows("rackets"):
        count = round(rackets)
        words.append(ngettext("%(n)d raquette", "%(n)d raquettes", count) % {"n": count})
    if sketch.shows("volume"):
        words.append(f"{decimal(sketch.number('volume', 50, 5, 150))} L")
    lift = (lobes - 1) * rise
    return fitted(
        _shoulder_strap(lift)
        + back
        + outline(BODY, fill=sketch.main)
        + _bag_front(sketch)
        + (text(200, 292, ", ".join(words)) if words else ""),
        extent=(2, 46 - lift, 392, 296 if words else 268),
    )


def _shoulder_strap(lift: float) -> str:
    return band(
        f"M84,{150 - lift:.0f}C110,{60 - lift:.0f} 210,{20 - lift:.0f} 284,{82 - lift:.0f}",
        fill=WEBBING,
        width=9,
    )


def _bag_front(sketch: Sketch) -> str:
    main, accent, fine = sketch.main, sketch.accent, detail(sketch.main)
    marks = (
        "M196,104L228,91L190,247L152,246Z M240,87L256,82L216,247L200,247Z",
        "M14,206C80,196 240,206 385,156L386,190C250,232 90,218 20,226Z",
        "M236,88C300,66 352,84 376,128C396,168 390,222 356,240C342,247 320,248 300,248L210,246"
        "C214,190 250,130 236,88Z",
        "M48,162L104,145L92,245L62,244C34,243 18,230 14,206C10,186 20,172 48,162Z",
    )[sketch.design]
    hidden = detail(accent if sketch.design == 2 else main)
    return (
        path(marks, fill=accent)
        + line(marks, width=1.3)
        + shade(
            "M16,214C22,234 36,243 62,244L300,248C344,250 372,240 384,200C320,244 110,236 16,214Z",
            opacity=0.14,
        )
        + line(BODY, width=2)
        + line(ZIP, colour=fine, width=4, opacity=0.25)
        + line(ZIP, colour=fine)
        + path(
            HIDDEN,
            fill="none",
            stroke=hidden,
            stroke_width=1.5,
            stroke_dasharray="6 4",
            opacity=0.75,
        )
        + outline("M366,172h7v18a3.5,3.5 0 0 1 -7,0z", fill=accent, width=1.1)
        + outline("M26,190h7v16a3.5,3.5 0 0 1 -7,0z", fill=accent, width=1.1)
        + band("M16,190C-6,190 -2,226 22,224", fill=WEBBING, width=7)
        + band("M130,246C150,268 236,268 258,248", fill=WEBBING, width=7)
    )
