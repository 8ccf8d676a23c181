"""What is said of an attribute, in its own unit; and whose word stands."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.technical.models import Attribute, Doubt, Source
from marketplace.technical.values import TRUST, entry, merged, read


def number(unit: str = "", low: float | None = None, high: float | None = None) -> Attribute:
    return Attribute(key="x", type="number", unit=unit, minimum=low, maximum=high)


def chosen(*choices: str, type: str = "choice") -> Attribute:
    keys = ("key", "label", "label_en")
    told = [dict(zip(keys, choice.split(":"), strict=True)) for choice in choices]
    return Attribute(key="x", type=type, choices=told)


@pytest.mark.parametrize(
    ("said", "unit", "value"),
    [
        ("8mm", "mm", 8),
        ("6,5 mm", "mm", 6.5),
        (8, "mm", 8),
        ("20 000 mm", "mm", 20_000),
        ("1.200,5", "mm", 1200.5),
        ("1,200.5", "mm", 1200.5),
        ("20k", "mm", 20_000),
        ("95 in²", "cm²", 612.9),
        ("95 sq. in.", "cm²", 612.9),
        ("12 pouces", "cm", 30.48),
        ('27"', "cm", 68.58),
        ("9 oz.", "g", 255.1),
        ("17 oz", "ml", 502.8),
        ("1.5 lb", "g", 680.4),
        ("0,25 kg", "g", 250),
        ("250 gr", "g", 250),
        ("env. 250 grammes (42)", "g", 250),
        ("9 oz / 255 g", "g", 255.1),
        ("2 litres", "L", 2),
        ("750 ml", "L", 0.75),
        ("14 °F", "°C", -10),
        ("−5", "°C", -5),
        ("90 min", "h", 1.5),
        ("15 mph", "km/h", 24.14),
        ("10 000 g/m²/24h", "g/m²/24 h", 10_000),
        ("800 cuin", "cuin", 800),
        ("2", "", 2),
    ],
)
def test_a_number_is_kept_in_the_attribute_s_unit(said: Any, unit: str, value: float) -> None:
    assert read(said, number(unit)).value == value


@pytest.mark.parametrize(
    "said", ["léger", "6-8 mm", "3 kg", "4 5/8", "8 mm max", "", None, "1e9 mm"]
)
def test_what_is_no_figure_of_the_unit_is_not_known(said: Any) -> None:
    assert read(said, number("mm")).value is None


def test_a_header_s_unit_is_the_one_of_bare_numbers() -> None:
    assert read("1,1", number("g"), unit="lbs").value == 499
    assert read("500 g", number("g"), unit="lbs").value == 500


def test_what_is_not_plausible_is_read_and_doubted() -> None:
    assert read("2 kg", number("g", 150, 380)) == read("2000", number("g", 150, 380))
    assert read("2 kg", number("g", 150, 380)).value == 2000
    assert read("2 kg", number("g", 150, 380)).doubt is Doubt.HIGH
    assert read("0,2", number("g", 150, 380)).doubt is Doubt.LOW
    assert read("380", number("g", 150, 380)).doubt is None


def test_a_point_before_three_figures_means_what_is_plausible() -> None:
    assert read("20.000", number("mm", 1500, 30_000)).value == 20_000
    assert read("1.250", number("kg", 0.5, 4)).value == 1.25


FOAMS = ("eva:EVA:EVA", "tpu:TPU:TPU", "eva_tpu:EVA + TPU:EVA + TPU")


@pytest.mark.parametrize(
    ("said", "key"),
    [("EVA", "eva"), ("mousse TPU", "tpu"), ("eva + tpu", "eva_tpu"), ("PEBA", None)],
)
def test_a_choice_is_named_by_its_key_or_labels(said: str, key: str | None) -> None:
    assert read(said, chosen(*FOAMS)).value == key


def test_a_pattern_is_written_with_any_cross() -> None:
    patterns = chosen("p16x19:16×19:16×19", "p18x20:18×20:18×20")
    assert [read(said, patterns).value for said in ("16x19", "18 × 20")] == ["p16x19", "p18x20"]


def test_several_choices_are_a_list_or_a_blend() -> None:
    surfaces = ("clay:Terre battue:Clay", "hard:Dur:Hard", "grass:Gazon:Grass")
    assert read("dur, terre battue", chosen(*surfaces, type="choices")).value == ["clay", "hard"]
    blend = chosen("cotton:Coton:Cotton", "polyester:Polyester:Polyester", "blend:Mélange:Blend")
    assert read(["Cotton", "Polyester"], blend).value == "blend"


def test_a_choice_s_synonyms_name_it() -> None:
    attribute = chosen("peba:PEBA:PEBA")
    attribute.choices[0]["synonyms"] = ["Pebax"]
    assert read("pebax", attribute).value == "peba"


@pytest.mark.parametrize(
    ("said", "value"),
    [("Oui", True), ("without", False), (True, True), (False, False), ("Gore-Tex", None)],
)
def test_yes_and_no(said: Any, value: bool | None) -> None:
    assert read(said, Attribute(type="bool")).value is value


def test_a_text_is_kept_short() -> None:
    assert read(["a" * 100, "b" * 100], Attribute(type="text")).value == f"{'a' * 100}, {'b' * 18}"


# --- whose word stands -----------------------------------------------------------------------
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
SOURCES = st.sampled_from(TRUST)


def said(value: Any, source: str, on: date = MONDAY) -> dict[str, Any]:
    return {"drop": entry(value, source=source, on=on)}


@given(known=SOURCES, told=SOURCES)
def test_a_lesser_source_never_overwrites_a_better_one(known: Source, told: Source) -> None:
    found = merged(said(8, known), said(6, told, TUESDAY))["drop"]
    assert found["source"] == min(known, told, key=TRUST.index)


def test_the_order_of_trust() -> None:
    assert [source.value for source in TRUST] == ["measured", "house", "brand", "seller", "text"]


def test_of_one_source_the_newer_value_stands_and_the_same_keeps_its_date() -> None:
    known = said(8, Source.BRAND)
    assert merged(known, said(6, Source.BRAND, TUESDAY)) == said(6, Source.BRAND, TUESDAY)
    assert merged(known, said(8, Source.BRAND, TUESDAY)) == known
    assert merged(said(6, Source.BRAND, TUESDAY), known) == said(6, Source.BRAND, TUESDAY)


def test_what_nobody_vouches_for_gives_way() -> None:
    assert merged({"drop": {"value": 8}}, said(6, Source.TEXT)) == said(6, Source.TEXT)
