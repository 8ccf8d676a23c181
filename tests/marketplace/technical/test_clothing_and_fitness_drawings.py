"""What the drawings of clothing and fitness gear make of a reference's values."""

import re

import pytest

from marketplace.technical.drawings import clothing, fitness
from marketplace.technical.drawings.canvas import Sketch
from marketplace.technical.drawings.pattern import Curve, Tube, mirror, neat, said, whole

DRAWINGS = {**clothing.DRAWINGS, **fitness.DRAWINGS}
GENDERS = ("men", "women", "unisex", "kids")


def labels(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


def drawn(key: str, *, dimensions: bool = True, **values: object) -> str:
    return DRAWINGS[key](Sketch(values=values, dimensions=dimensions))


@pytest.mark.parametrize("key", sorted(DRAWINGS))
@pytest.mark.parametrize("design", range(4))
def test_every_design_stays_in_a_four_to_three_frame(key, design):
    svg = drawn(key, dimensions=False, design=design)

    _, _, width, height = map(float, re.search(r'viewBox="([^"]*)"', svg)[1].split())
    assert width / height == pytest.approx(4 / 3)
    assert len(svg) < 9000


@pytest.mark.parametrize("key", sorted(DRAWINGS))
def test_the_four_designs_differ(key):
    pictures = {drawn(key, dimensions=False, design=design) for design in range(4)}

    alike = {"step": 1, "poignees-pompes": 3}.get(key, 4)
    assert len(pictures) >= alike


@pytest.mark.parametrize("key", ["tee-shirt", "debardeur", "polo", "sweat", "veste-impermeable"])
def test_the_cut_follows_the_gender(key):
    cuts = {gender: drawn(key, dimensions=False, gender=gender) for gender in GENDERS}

    assert cuts["men"] == cuts["unisex"]
    assert len(set(cuts.values())) == 3


@pytest.mark.parametrize(
    ("key", "values", "expected"),
    [
        ("veste-impermeable", {"waterproof": 20000, "weight": 320}, ["20\u202f000 mm", "320 g"]),
        ("veste-impermeable", {"breathability": 15000}, ["15\u202f000 g/m²"]),
        ("doudoune", {"fill": 800}, ["800 cuin"]),
        ("polaire", {"grammage": 240}, ["240 g/m²"]),
        ("short", {"inseam": 13}, ["entrejambe", "13 cm"]),
        ("collant", {"length": "seven-eighths"}, ["longueur", "7/8"]),
        ("collant", {"temperature": -4}, ["dès −4 °C"]),
        ("brassiere", {"support": "high"}, ["maintien fort"]),
        ("jupe", {"length_cm": 34}, ["34 cm"]),
        ("chaussettes", {"height": 22}, ["22 cm"]),
        ("tapis", {"thickness": 6.5}, ["6,5 mm"]),
        ("ballon-gym", {"diameter": 65}, ["65 cm"]),
    ],
)
def test_the_deciding_figures_are_written(key, values, expected):
    written = [label.replace("\u00a0", " ") for label in labels(drawn(key, **values))]

    assert [label for label in written if label] == expected


@pytest.mark.parametrize("key", sorted(clothing.DRAWINGS))
def test_cards_and_unknown_figures_are_not_labelled(key):
    assert labels(drawn(key, dimensions=False, weight=120)) == []
    assert [label for label in labels(drawn(key)) if label] == []


def test_a_heavier_dumbbell_is_larger_and_says_its_mass():
    light, heavy = drawn("haltere", mass=2), drawn("haltere", mass=30)

    assert labels(light) == ["2", "2", "2\u00a0kg"]
    assert labels(heavy) == ["30", "30", "30\u00a0kg"]
    assert _head_height(heavy) > 1.4 * _head_height(light)


def _head_height(svg: str) -> float:
    """The tallest extent of the second outlined shape: the heads."""
    heads = max(re.findall(r' d="([^"]*Z[^"]*)"', svg), key=_extent)
    return _extent(heads)


def _extent(d: str) -> float:
    heights = [float(y) for _, y in re.findall(r"(-?[\d.]+),(-?[\d.]+)", d)]
    return max(heights) - min(heights)


def test_a_longer_inseam_makes_longer_legs():
    def leg(svg: str) -> float:
        crotch, hem = re.search(r"M[\d.-]+,([\d.]+)h10M[\d.-]+,([\d.]+)h10M", svg).groups()
        return float(hem) - float(crotch)

    assert leg(drawn("short", inseam=23)) > 2 * leg(drawn("short", inseam=6))


def test_seams_show_on_black_cloth_which_stays_black():
    black = DRAWINGS["tee-shirt"](Sketch(colours=("#000000", "#ffffff", "#ffffff")))
    light = DRAWINGS["tee-shirt"](Sketch(colours=("#ffffff", "#ffffff", "#ffffff")))

    assert 'fill="#000000"' in black
    assert 'stroke="#737373" stroke-width="1.3"' in black
    assert 'stroke="#14181b" stroke-width="2"' in black
    assert 'stroke="#14181b" stroke-width="1.3"' in light


def test_outlines_are_symmetric():
    assert whole("M0,0L10,5C10,8 6,9 0,9") == "M0,0L10,5C10,8 6,9 0,9C-6,9 -10,8 -10,5L0,0Z"
    assert mirror("M1,2L3,4") == "M-1,2L-3,4"
    assert neat("M1.26,2L3.1,4") == "M1.5,2L3,4"


def test_a_tube_is_read_along_and_across():
    tube = Tube(Curve.straight((0, 0), (0, 90)), Curve.straight((40, 0), (40, 90)))

    assert tube.spot(0.5, 0.25) == pytest.approx((10, 45))
    assert tube.across(0.5) == "M0,45L40,45"
    assert tube.band(0, 1, till=0.5).startswith("M0,0C")


def test_figures_are_printed_the_french_way():
    assert said(20000, "mm") == "20\u202f000\u00a0mm"
    assert said(1.5, "kg") == "1,5\u00a0kg"
