"""Bodies and sleeves, cut for men, women or children, that all upper garments share."""

from dataclasses import dataclass, replace
from math import dist
from typing import Self

from marketplace.technical.drawings.canvas import INK, Sketch, line, outline, path, shade, stitch
from marketplace.technical.drawings.pattern import (
    Curve,
    Point,
    Tube,
    cloth,
    fold,
    mirror,
    neat,
    pair,
    whole,
)


@dataclass(frozen=True)
class Body:
    """The right half of a torso: half widths, and heights from the neck point down."""

    top: float = 22
    neck: float = 33
    shoulder: float = 86
    tip: float = 40
    armpit: float = 108
    chest: float = 96
    waist: float = 93
    hem: float = 95
    bottom: float = 284
    dip: float = 4  # how much lower the hem hangs in front

    def scaled(self, factor: float, *, top: float) -> Self:
        """The same body at another scale with its neck point at ``top``."""

        def down(y: float) -> float:
            return top + (y - self.top) * factor

        return replace(
            self,
            top=top,
            neck=self.neck * factor,
            shoulder=self.shoulder * factor,
            tip=down(self.tip),
            armpit=down(self.armpit),
            chest=self.chest * factor,
            waist=self.waist * factor,
            hem=self.hem * factor,
            bottom=down(self.bottom),
        )

    @property
    def side(self) -> Curve:
        bend = (8 * self.waist - self.chest - self.hem) / 6
        third = (self.bottom - self.armpit) / 3
        return Curve(
            (self.chest, self.armpit),
            (bend, self.armpit + third),
            (bend, self.bottom - third),
            (self.hem, self.bottom),
        )

    @property
    def armhole(self) -> Curve:
        drop = self.armpit - self.tip
        return Curve(
            (self.shoulder, self.tip),
            (self.shoulder - 9, self.tip + 0.5 * drop),
            (self.chest - 20, self.armpit - 0.1 * drop),
            (self.chest, self.armpit),
        )

    @property
    def tube(self) -> Tube:
        """The body below the armpits, from its left edge to its right."""
        return Tube(self.side.mirrored(), self.side, sag=self.dip)

    def height(self, y: float) -> float:
        """The fraction of the tube at the height ``y``."""
        return (y - self.armpit) / (self.bottom - self.armpit)

    def neckline(self, depth: float, *, wider: float = 0, square: float = 0.58) -> Curve:
        """From the centre front up to the neck point, ``depth`` below it."""
        neck = self.neck + wider
        return Curve(
            (0, self.top + depth),
            (neck * square, self.top + depth),
            (neck * 0.94, self.top + depth * 0.5),
            (neck, self.top + wider * 0.35),
        )

    def vee(self, depth: float) -> Curve:
        return Curve.straight((0, self.top + depth), (self.neck, self.top), bow=3)

    def outline(self, neckline: Curve) -> str:
        edge = neckline.move + f"L{self.shoulder},{self.tip}" + self.armhole.onward
        return whole(edge + self.side.onward + self._hem)

    @property
    def _hem(self) -> str:
        dip = self.bottom + self.dip * 4 / 3
        return f"C{self.hem * 2 / 3},{dip} {self.hem / 3},{dip} 0,{self.bottom + self.dip}"

    def sewn(self, neckline: Curve, fill: str, *, armholes: bool = True) -> str:
        """The torso: strong outline, lighter armhole seams."""
        return (
            cloth(self.outline(neckline), fill)
            + line(pair(neckline.move))
            + self.seams(armholes=armholes)
            + self.shoulders()
        )

    def seams(self, *, armholes: bool = True) -> str:
        """The outline again, over panels that were laid on the body."""
        inner = line(pair(self.armhole.move)) if armholes else ""
        return line(pair(self.side.move + self._hem), width=2) + inner

    def side_panels(self, u: float, fill: str) -> str:
        """Panels from a point under the arms, widening to the fraction ``u`` of the hem."""
        tube = self.tube
        seam = Curve(
            (self.chest, self.armpit),
            (self.chest * (1 - u * 3), self.armpit + 34),
            tube.spot(0.55, 1 - u),
            tube.spot(1, 1 - u),
        )
        foot = f"L{self.hem},{self.bottom}"
        panel = seam.move + foot + self.side.back.onward + "Z"
        return cloth(pair(panel), fill) + shade(mirror(panel)) + line(pair(seam.move))

    def shoulders(self) -> str:
        return line(pair(f"M{self.neck},{self.top}L{self.shoulder},{self.tip}"), width=2)

    def back(self, *, rise: float = 7, fill: str, depth: float = 60) -> str:
        """What one sees of the inside of the back through the neckline."""
        n, t = self.neck, self.top
        d = whole(
            f"M0,{t + rise}C{n * 0.5},{t + rise} {n * 0.8},{t + 4} {n},{t}"
            f"L{n},{t + depth}L0,{t + depth}"
        )
        return outline(d, fill=fill, width=1.4) + shade(d, opacity=0.5)

    def folds(self) -> str:
        """Where the cloth pulls: under the arms and toward the hem."""
        x, y, h = self.chest, self.armpit, self.hem
        return fold(
            pair(
                f"M{x - 5},{y + 6}C{x - 20},{y + 14} {x - 32},{y + 18} {x - 44},{y + 17}"
                f"M{x - 5},{y + 16}C{x - 14},{y + 26} {x - 22},{y + 33} {x - 31},{y + 36}"
            )
            + neat(
                f"M{h * 0.62},{self.bottom - 12}"
                f"C{h * 0.6},{self.bottom - 34} {h * 0.66},{self.bottom - 48} "
                f"{h * 0.74},{self.bottom - 62}"
                f"M{-h * 0.35},{self.bottom - 12}"
                f"C{-h * 0.38},{self.bottom - 26} {-h * 0.34},{self.bottom - 38} "
                f"{-h * 0.3},{self.bottom - 46}"
            )
        )

    def shadow(self) -> str:
        """The side turned away from the light."""
        return shade(self.tube.band(0, 1, u=0, till=0.09))

    def hemmed(self, *, height: float = 8) -> str:
        return stitch(self.tube.across(1 - height / (self.bottom - self.armpit)))


@dataclass(frozen=True)
class Sleeve:
    """The right sleeve: from the shoulder tip and the armpit to the two ends of its opening."""

    tip: Point
    pit: Point
    outer: Point
    inner: Point
    bow: float = 6

    @property
    def tube(self) -> Tube:
        """From the outer edge to the inner one."""
        return Tube(
            Curve.straight(self.tip, self.outer, bow=-self.bow),
            Curve.straight(self.pit, self.inner, bow=self.bow * 0.4),
        )

    def sewn(self, fill: str) -> str:
        """Both sleeves; the body is drawn over their heads."""
        tube = self.tube
        d = (
            f"M{self.tip[0] - 14},{self.tip[1] + 4}"
            f"L{self.tip[0]},{self.tip[1]}{tube.one.onward}"
            f"L{self.inner[0]},{self.inner[1]}{tube.other.back.onward}"
            f"L{self.pit[0] - 14},{self.pit[1]}Z"
        )
        return path(neat(d) + mirror(d), fill=fill, stroke=INK, stroke_width=2)

    def edge(self) -> str:
        """The outline again, over trims that were laid on the sleeves."""
        tube = self.tube
        opening = f"L{self.inner[0]},{self.inner[1]}"
        return line(pair(tube.one.move + opening + tube.other.back.onward), width=2)

    def ring(self, near: float, far: float) -> str:
        """A band around both sleeves between two distances from their openings."""
        (o1, i1), (o0, i0) = self._from_opening(near), self._from_opening(far)
        one, other = self.tube.one.piece(o0, o1), self.tube.other.piece(i1, i0)
        return pair(f"{one.move}L{other.start[0]},{other.start[1]}{other.onward}Z")

    def seam(self, distance: float) -> str:
        """A seam around both sleeves at a distance from their openings."""
        o, i = self._from_opening(distance)
        p, q = self.tube.one.at(o), self.tube.other.at(i)
        return pair(f"M{p[0]},{p[1]}L{q[0]},{q[1]}")

    def _from_opening(self, distance: float) -> tuple[float, float]:
        return (
            1 - distance / dist(self.tip, self.outer),
            1 - distance / dist(self.pit, self.inner),
        )

    def band(self, t: float, to: float, *, u: float = 0, till: float = 1) -> str:
        """A band along both sleeves."""
        return pair(self.tube.band(t, to, u=u, till=till))

    def shadow(self) -> str:
        """The underside, and the whole of the far sleeve's."""
        return shade(pair(self.tube.band(0.0, 1, u=0.74, till=1)))


def ring(inner: Curve, outer: Curve, fill: str) -> str:
    """The band between two necklines that run from the centre to the neck point."""
    end = f"L{outer.end[0]},{outer.end[1]}"
    return outline(whole(inner.move + end + outer.back.onward), fill=fill, width=1.4)


def yoke(body: Body, fill: str, *, drop: float, neck: float, to: float = 0.6) -> str:
    """Shoulders of another cloth, down to ``drop`` below the shoulder tips at the centre.

    ``neck``: how deep the neckline is; ``to``: how far down the armholes the yoke reaches.
    """
    hole = body.armhole.piece(0, to)
    y = body.tip + drop
    d = whole(
        f"M0,{body.top + neck}C{body.neck * 0.6},{body.top + neck} {body.neck},{body.top + 12} "
        f"{body.neck},{body.top}L{body.shoulder},{body.tip}{hole.onward}"
        f"C{hole.end[0] * 0.6},{hole.end[1]} 20,{y} 0,{y}"
    )
    return (
        cloth(d, fill)
        + line(
            pair(
                f"M{body.neck},{body.top}"
                f"C{body.neck},{body.top + 12} {body.neck * 0.6},{body.top + neck} "
                f"0,{body.top + neck}"
            )
        )
        + line(pair(f"M{hole.end[0]},{hole.end[1]}C{hole.end[0] * 0.6},{hole.end[1]} 20,{y} 0,{y}"))
        + line(pair(body.armhole.move))
        + body.shoulders()
    )


def light_body(sketch: Sketch) -> Body:
    """The body of a shirt."""
    gender = sketch.choice("gender", "unisex")
    if gender == "women":
        return Body(neck=35, shoulder=74, chest=84, waist=72, hem=86, armpit=104, tip=38)
    if gender == "kids":
        return Body(
            top=30, neck=31, shoulder=84, tip=47, armpit=114, chest=94, waist=93, hem=97, bottom=266
        )
    return Body()


def short_sleeve(sketch: Sketch, body: Body) -> Sleeve:
    if sketch.choice("gender", "unisex") == "women":
        outer, inner = (121, 104), (91, 122)
    else:
        outer, inner = (150, 122), (113, 145)
    reach = body.tip - 40
    return Sleeve(
        tip=(body.shoulder, body.tip),
        pit=(body.chest, body.armpit),
        outer=(outer[0], outer[1] + reach),
        inner=(inner[0], inner[1] + reach),
        bow=5,
    )


def long_sleeve(body: Body, *, spread: float = 1, cuff: float = 26) -> Sleeve:
    """A sleeve to the wrist; ``spread`` widens the angle to the body."""
    length = body.bottom - body.tip
    x = body.shoulder + 78 * spread
    y = body.tip + length * 0.86
    return Sleeve(
        tip=(body.shoulder, body.tip),
        pit=(body.chest, body.armpit),
        outer=(x, y),
        inner=(x - cuff, y + cuff * 0.22),
        bow=13,
    )
