"""Every drawing stands for its figures, and may be set inline under a strict CSP."""

import re
from collections.abc import Iterator
from itertools import pairwise, product
from math import isfinite
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.utils import translation

from marketplace.technical import taxonomy
from marketplace.technical.drawings import DRAWINGS, draw
from marketplace.technical.drawings.canvas import (
    Sketch,
    decimal,
    detail,
    fitted,
    lifted,
    lightness,
    mix,
    smooth,
    warped,
)
from marketplace.technical.drawings.equipment.tennis import Head
from marketplace.technical.drawings.footwear.last import Last

COLOURS = ("#3d8fb5", "#f3c12f", "#f7f5ef")
PALETTES = (COLOURS, ("#14181b",), ("#ffffff", "#ffffff"), ("#000000", "#000000", "#000000"))
ALLOWED_TAGS = {"svg", "g", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon"}
ALLOWED_TAGS |= {"text", "tspan", "defs", "clipPath", "use"}
LARGEST = 12_000  # bytes

# What each drawing must react to: a figure and values between which the picture changes.
FIGURES: list[tuple[str, str, tuple[object, ...]]] = [
    ("chaussure-running", "heel_stack", (20, 34, 45)),
    ("chaussure-running", "forefoot_stack", (15, 26, 38)),
    ("chaussure-running", "drop", (0, 4, 12)),
    ("chaussure-running", "plate", ("none", "nylon", "carbon")),
    ("chaussure-trail", "heel_stack", (20, 30, 40)),
    ("chaussure-trail", "lug_depth", (2, 4, 6)),
    ("chaussure-randonnee", "cut", ("low", "mid", "high")),
    ("chaussure-randonnee", "lug_depth", (2, 4, 6)),
    ("chaussure-tennis", "heel_stack", (22, 28, 34)),
    ("chaussure-tennis", "court", ("clay", "hard", "grass")),
    ("chaussure-salle", "heel_stack", (14, 20, 28)),
    ("sandale", "heel_stack", (20, 30, 40)),
    ("raquette", "head_size", (580, 645, 740)),
    ("raquette", "pattern", ("16x19", "18x20", "16x20")),
    ("raquette", "beam", (19, 23, 27)),
    ("cordage", "gauge", (1.1, 1.25, 1.35)),
    ("cordage", "length_m", (12, 200)),
    ("cordage", "string_type", ("polyester", "multifilament")),
    ("balles", "count", (3, 4, 24, 72)),
    ("balles", "stage", ("standard", "green", "orange", "red")),
    ("grip", "thickness", (0.4, 0.6, 1.8)),
    ("grip", "count", (1, 2, 3)),
    ("sac-raquettes", "rackets", (3, 6, 9, 12)),
    ("sac-a-dos", "volume", (5, 12, 22, 30, 45, 65)),
    ("gilet-hydratation", "volume", (3, 8, 15)),
    ("gilet-hydratation", "flasks", (0, 1, 2, 3, 4)),
    ("sac-sport", "volume", (15, 40, 60)),
    ("ceinture", "flasks", (0, 1, 2)),
    ("tente", "persons", (1, 2, 3, 4)),
    ("tente", "seasons", ("2", "3", "4")),
    ("sac-de-couchage", "comfort", (-20, -5, 0, 10)),
    ("sac-de-couchage", "filling", ("down", "synthetic")),
    ("matelas", "thickness", (1.5, 2, 5, 9)),
    ("batons", "folded", (36, 62, 100, 125)),
    ("batons", "shaft", ("aluminium", "carbon")),
    ("gourde", "volume", (250, 500, 750, 1500)),
    ("gourde", "insulated", (False, True)),
    ("lampe-frontale", "lumens", (100, 400, 900, 1500)),
    ("montre", "screen", (28, 33, 40)),
    ("montre", "maps", (False, True)),
    ("lunettes", "category", (0, 1, 3, 4)),
]
# What stands beside the drawing on the product's page.
LABELS: list[tuple[str, dict[str, object], list[str]]] = [
    ("chaussure-running", {"heel_stack": 34, "forefoot_stack": 26}, ["34", "26", "drop 8 mm"]),
    ("chaussure-running", {"drop": 6}, ["drop 6 mm"]),
    ("chaussure-trail", {"lug_depth": 4.5, "drop": 4}, ["crampons 4,5 mm, drop 4 mm"]),
    ("chaussure-randonnee", {"cut": "high", "lug_depth": 4}, ["haute", "4 mm"]),
    ("raquette", {"head_size": 645, "pattern": "16x19"}, ["645 cm²", "16 × 19"]),
    ("raquette", {"balance": 320, "beam": 23}, ["320 mm", "23 mm"]),
    ("cordage", {"gauge": 1.25}, ["1,25 mm"]),
    ("balles", {"count": 4}, ["4 balles"]),
    ("grip", {"thickness": 0.6, "count": 12}, ["0,6 mm, 12 unités"]),
    ("sac-raquettes", {"rackets": 9, "volume": 60}, ["9 raquettes, 60 L"]),
    ("sac-a-dos", {"volume": 26, "back_length": 48}, ["26 L", "dos 48 cm"]),
    ("gilet-hydratation", {"volume": 8, "flasks": 2}, ["8 L, 2 flasques"]),
    ("sac-sport", {"volume": 40}, ["40 L"]),
    ("tente", {"persons": 2, "seasons": "3"}, ["2 places, 3 saisons"]),
    ("tente", {"persons": 1}, ["1 place"]),
    ("sac-de-couchage", {"comfort": -5, "limit": -11}, ["confort −5 °C, limite −11 °C"]),
    ("matelas", {"thickness": 7.5, "r_value": 4.2}, ["7,5 cm, R 4,2"]),
    ("batons", {"folded": 36}, ["plié 36 cm"]),
    ("gourde", {"volume": 500}, ["500 ml"]),
    ("gourde", {"volume": 1500}, ["1,5 L"]),
    ("lampe-frontale", {"lumens": 400, "battery": 6}, ["400 lm", "6 h"]),
    ("montre", {"screen": 33, "battery": 38}, ["33 mm", "38 h GPS"]),
    ("lunettes", {"category": 3}, ["catégorie 3"]),
]


WORD = re.compile("[A-Za-zÀ-ÖÙ-öù-ÿœ]+")


def words(svg: str) -> list[str]:
    return [node.text or "" for node in ET.fromstring(svg).iter() if node.tag.endswith("}text")]


def names_and_attributes(svg: str) -> tuple[set[str], set[str]]:
    nodes = list(ET.fromstring(svg).iter())
    return (
        {node.tag.rpartition("}")[2] for node in nodes},
        {name for node in nodes for name in node.attrib},
    )


def figures_of(drawing: str) -> list[tuple[str, tuple[object, ...]]]:
    return [(key, values) for name, key, values in FIGURES if name == drawing]


@pytest.mark.parametrize("drawing", sorted(DRAWINGS))
def test_drawing_is_plain_svg_that_a_strict_csp_accepts(drawing):
    for design, dimensions in product(range(4), (False, True)):
        values = {"design": design}
        svg = draw(drawing=drawing, values=values, colours=COLOURS, dimensions=dimensions)

        tags, attributes = names_and_attributes(svg)
        assert svg.startswith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="')
        assert tags <= ALLOWED_TAGS
        assert "style" not in attributes
        assert not {name for name in attributes if name.startswith("on") or name.endswith("href")}
        assert len(svg.encode()) < LARGEST
        assert not re.search(r"\b(nan|inf|None)\b", svg)


@pytest.mark.parametrize("drawing", sorted(DRAWINGS))
def test_drawing_accepts_missing_extreme_and_odd_values(drawing):
    keys = [key for key, _ in figures_of(drawing)] or ["weight"]
    for odd in (None, -1e9, 1e9, 0, 0.01, True, "", "unknown", "3"):
        for dimensions in (False, True):
            svg = draw(
                drawing=drawing,
                values=dict.fromkeys([*keys, "design"], odd),
                colours=COLOURS,
                dimensions=dimensions,
            )
            assert ET.fromstring(svg).tag.endswith("svg")
            assert len(svg.encode()) < LARGEST


@pytest.mark.parametrize("drawing", sorted(DRAWINGS))
def test_drawing_wears_one_two_or_three_colours(drawing):
    for colours in PALETTES:
        svg = draw(drawing=drawing, values={}, colours=colours)

        assert lifted(colours[0]) in svg
        assert ET.fromstring(svg).tag.endswith("svg")


@pytest.mark.parametrize(("drawing", "key", "values"), FIGURES)
def test_drawing_changes_with_its_figure(drawing, key, values):
    drawn = [draw(drawing=drawing, values={key: value}, colours=COLOURS) for value in values]

    assert len(set(drawn)) == len(values)


@pytest.mark.parametrize("drawing", sorted({name for name, _, _ in FIGURES}))
def test_four_designs_tell_models_apart(drawing):
    drawn = {draw(drawing=drawing, values={"design": i}, colours=COLOURS) for i in range(4)}

    assert len(drawn) == 4


@pytest.mark.parametrize("drawing", sorted({name for name, _, _ in FIGURES}))
def test_card_picture_is_four_to_three(drawing):
    for _, values in figures_of(drawing):
        for value in values:
            svg = draw(drawing=drawing, values={figures_of(drawing)[0][0]: value}, colours=COLOURS)
            _, _, width, height = map(float, ET.fromstring(svg).attrib["viewBox"].split())
            assert width / height == pytest.approx(4 / 3, abs=0.01)


@pytest.mark.parametrize(("drawing", "values", "expected"), LABELS)
def test_dimensions_say_the_known_figures(drawing, values, expected):
    plain = draw(drawing=drawing, values=values, colours=COLOURS)
    dimensioned = draw(drawing=drawing, values=values, colours=COLOURS, dimensions=True)

    added = [label for label in words(dimensioned) if label not in words(plain)]
    assert sorted(added) == sorted(expected)


@pytest.mark.parametrize("drawing", sorted({name for name, _, _ in FIGURES}))
def test_unknown_figures_are_not_made_up(drawing):
    plain = draw(drawing=drawing, values={}, colours=COLOURS)
    dimensioned = draw(drawing=drawing, values={}, colours=COLOURS, dimensions=True)

    assert words(dimensioned) == words(plain)


# Units, norms and names, and words that both languages share.
SHARED = {
    "mm", "cm", "m", "g", "kg", "L", "ml", "h", "W", "Wh", "Nm", "N", "kN", "lm", "B", "T", "dpt",
    "cuin", "C", "GPS", "FIBA", "FIFA", "FIVB", "NNN", "BC", "Prolink", "Turnamic", "SNS", "DEF",
    "ALL", "OFF", "Basic", "Quality", "Pro", "S", "G", "U", "R", "type", "flex", "drop", "bounce",
    "latex", "compression", "long", "double",
}  # fmt: skip
ENGLISH = [
    ("chaussure-trail", {"lug_depth": 4.5, "drop": 4}, ["lugs 4.5 mm, drop 4 mm"]),
    ("chaussure-randonnee", {"cut": "high"}, ["high"]),
    ("tente", {"persons": 1, "seasons": "3"}, ["1 person, 3 seasons"]),
    ("sac-de-couchage", {"comfort": -5.5, "limit": -11}, ["comfort −5.5 °C, limit −11 °C"]),
    ("veste-impermeable", {"waterproof": 20_000}, ["20,000\u00a0mm"]),
    ("raquette-padel", {"balance_level": "low"}, ["low balance"]),
    (
        "maillot-une-piece",
        {"back": "racer", "chlorine": 200},
        ["racerback, 200\u00a0h in chlorine"],
    ),
    ("masque-ski", {"category": "s1_s3", "vlt": 20}, ["S1 to S3, 20% of light"]),
]


@pytest.mark.parametrize(("drawing", "values", "expected"), ENGLISH)
def test_dimensions_are_said_in_the_readers_language(drawing, values, expected):
    with translation.override("en"):
        svg = draw(drawing=drawing, values=values, colours=COLOURS, dimensions=True)

    assert words(svg) == expected


def stated(family: dict[str, Any]) -> Iterator[dict[str, object]]:
    """Figures of a family, all known, as often as every choice comes once."""
    attributes = family["attributes"]
    known = {
        each["key"]: (each.get("minimum", 0) + each["maximum"]) / 2
        for each in attributes
        if "maximum" in each
    }
    choices = {
        each["key"]: [choice.split(":")[0] for choice in each["choices"]]
        for each in attributes
        if "choices" in each
    }
    for turn in range(max(map(len, choices.values()), default=1)):
        yield known | {key: keys[turn % len(keys)] for key, keys in choices.items()}


FAMILIES = {
    family["slug"]: family
    for sport in taxonomy.sports()
    for family in sport["families"]
    if family["drawing"] in DRAWINGS
}


@pytest.mark.parametrize("slug", sorted(FAMILIES))
def test_no_word_of_french_is_left_for_an_english_reader(slug):
    family = FAMILIES[slug]
    for values in stated(family):
        said = {}
        for language in ("fr", "en"):
            with translation.override(language):
                svg = draw(
                    drawing=family["drawing"], values=values, colours=COLOURS, dimensions=True
                )
            said[language] = {word for label in words(svg) for word in WORD.findall(label)}

        assert said["fr"] & said["en"] <= SHARED


@pytest.mark.parametrize("slug", sorted(FAMILIES))
def test_a_picture_without_dimensions_is_the_same_in_all_languages(slug):
    family = FAMILIES[slug]
    for values in stated(family):
        svg = draw(drawing=family["drawing"], values=values, colours=COLOURS)

        assert not WORD.findall("".join(words(svg)))


def test_unknown_drawing_is_refused():
    with pytest.raises(KeyError):
        draw(drawing="licorne", values={}, colours=COLOURS)


# --- honest geometry -------------------------------------------------------------------------
def test_sole_stands_as_high_as_its_stacks():
    last = Last(heel=40, forefoot=36)

    assert (last.rise(0), last.rise(300)) == (40, 36)
    assert last.foot("M0,10 L300,0") == "M0,-50 L300,-36"


def test_forefoot_follows_from_heel_and_drop():
    known = draw(
        drawing="chaussure-running",
        values={"heel_stack": 36, "forefoot_stack": 30},
        colours=COLOURS,
    )
    derived = draw(
        drawing="chaussure-running", values={"heel_stack": 36, "drop": 6}, colours=COLOURS
    )

    assert derived == known


@pytest.mark.parametrize("area", [580, 645, 740])
def test_head_encloses_its_area(area):
    head = Head(area=area, frame=6)
    steps = 2000
    surface = sum(
        2 * head.half_width * head.chord(-1 + (2 * i + 1) / steps) * 2 * head.half_length / steps
        for i in range(steps)
    )

    # 0.6 picture units a millimetre.
    assert surface / 0.6**2 / 100 == pytest.approx(area, rel=0.01)


@pytest.mark.parametrize(("mains", "crosses"), [(16, 19), (18, 20)])
def test_string_plan_has_its_strings(mains, crosses):
    plan = Head(area=645, frame=6).strings(mains, crosses)

    assert (plan.count("H"), plan.count("V")) == (mains, crosses)


# --- the canvas ------------------------------------------------------------------------------
def test_sketch_holds_figures_within_what_can_be_drawn():
    sketch = Sketch(values={"drop": 30, "none": None, "word": "x", "design": 6})

    assert sketch.number("drop", 8, 0, 14) == 14
    assert sketch.number("none", 8, 0, 14) == 8
    assert sketch.number("word", 8, 0, 14) == 8
    assert sketch.design == 2


@pytest.mark.parametrize(
    ("value", "digits", "written"),
    [(34.0, 1, "34"), (2.5, 1, "2,5"), (1.25, 2, "1,25"), (1200, 0, "1200"), (100, 1, "100")],
)
def test_figures_are_written_as_the_reader_writes_them(value, digits, written):
    assert decimal(value, digits) == written
    with translation.override("en"):
        assert decimal(value, digits) == written.replace(",", ".")


def test_colours_mix_and_details_stay_visible():
    assert mix("#000000", "#ffffff", 0.5) == "#808080"
    assert detail("#f3c12f") == "#14181b"
    assert detail("#14181b") == "#7e8082"


def test_outlines_do_not_drown_in_dark_colours():
    assert lifted("#f3c12f") == "#f3c12f"
    assert lightness(lifted("#000000")) == pytest.approx(0.19, abs=0.01)


def test_smooth_passes_through_its_points():
    points = [(0.0, 0.0), (10.0, 5.0), (20.0, 0.0)]
    ends = re.findall(r"(-?[\d.]+),(-?[\d.]+)(?=C|Z|$)", smooth(points))

    assert [(float(x), float(y)) for x, y in ends] == points
    assert smooth(points, closed=True).endswith("0.0,0.0Z")


def test_warped_moves_absolute_pairs():
    assert warped("M1,2 C3,4 5,6 7,8Z", lambda x, y: (x * 2, -y)) == "M2,-2 C6,-4 10,-6 14,-8Z"


@pytest.mark.parametrize("extent", [(0, 0, 400, 100), (0, 0, 100, 400), (-20, 10, 300, 260)])
def test_fitted_frame_holds_its_extent(extent):
    svg = fitted("", extent=extent)
    x, y, width, height = map(float, ET.fromstring(svg).attrib["viewBox"].split())

    assert all(map(isfinite, (x, y, width, height)))
    assert width / height == pytest.approx(4 / 3, abs=0.01)
    assert x <= extent[0]
    assert y <= extent[1]
    assert x + width >= extent[2]
    assert y + height >= extent[3]


def test_plumper_with_the_cold():
    """Chambers bulge further the colder the comfort."""
    tops = []
    for comfort in (15, 0, -20):
        svg = draw(drawing="sac-de-couchage", values={"comfort": comfort}, colours=COLOURS)
        body = re.search(r'd="M112,[\d.]+Q\d+,(-?[\d.]+)', svg)
        assert body
        tops.append(float(body[1]))

    assert all(warmer > colder for warmer, colder in pairwise(tops))
