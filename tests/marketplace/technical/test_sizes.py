"""Sizes as boutiques write them, read by the guide of the family."""

from itertools import pairwise

import pytest

from marketplace.technical import sizes
from marketplace.technical.models import Gender
from marketplace.technical.sizes import Size, equivalents, normalise


@pytest.mark.parametrize(
    ("raw", "label", "system", "mondo"),
    [
        ("42,5", "42,5", "eu", 270),
        ("EU 42.5", "42,5", "eu", 270),
        ("42 (US 8.5)", "42", "eu", 265),
        ("UK 8 / EU 42.5", "42,5", "eu", 270),
        ("US 9", "42,5", "us", 270),
        ("9 US", "42,5", "us", 270),
        ("US W 10.5", "42,5", "us", 270),
        ("UK 8", "42,5", "uk", 270),
        ("27 cm", "42,5", "cm", 270),
        ("270", "42,5", "cm", 270),
        ("JP 27", "42,5", "cm", 270),
        ("41,5", "41,5", "eu", 262),  # no size of the table: in between
        ("3Y", "35", "kids", 216),
        ("10C", "27", "kids", 160),
        ("30", "30", "eu", 185),
        ("9", "9", "numeric", None),  # UK, US men or US women: nobody can tell
        ("US 9.25", "US 9.25", "", None),
        ("M", "M", "alpha", None),
    ],
)
def test_shoes_are_shown_in_eu(raw: str, label: str, system: str, mondo: int | None) -> None:
    found = normalise(raw, guide="shoe", gender="men")
    assert (found.label, found.system, found.mondo_mm) == (label, system, mondo)


def test_a_woman_s_us_size_is_not_a_man_s() -> None:
    assert normalise("US 9", guide="shoe", gender="women").label == "40,5"
    assert normalise("US 9", guide="shoe", gender="men").label == "42,5"


@pytest.mark.parametrize("raw", ["US 9", "UK 8.5", "42 2/3", "42⅔", "42.67", "27 cm"])
@pytest.mark.parametrize("brand", ["salomon", "sente"])
def test_a_brand_that_counts_in_thirds_has_its_table(raw: str, brand: str) -> None:
    found = normalise(raw, guide="shoe", brand=brand, gender="men")
    assert (found.label, found.mondo_mm) == ("42 ⅔", 270)


@pytest.mark.parametrize(
    ("guide", "raw", "label", "system"),
    [
        ("clothing", "XXL", "2XL", "alpha"),
        ("clothing", "M / long", "M long", "alpha"),
        ("clothing", "W32 L34", "W32 L34", "inseam"),
        ("clothing", "32/34", "W32 L34", "inseam"),
        ("clothing", "8-10 ans", "8–10 ans", "age"),
        ("clothing", "128 cm", "8 ans", "age"),
        ("clothing", "US 6", "38", "us"),
        ("clothing", "DE 36", "38", "eu"),
        ("clothing", "38", "38", "numeric"),
        ("ski_boot", "26/26.5", "26,5", "mondo"),
        ("ski_boot", "265", "26,5", "mondo"),
        ("ski_boot", "EU 42", "26,5", "eu"),
        ("helmet", "54-58 cm", "54–58 cm", "range"),
        ("helmet", "M (55-59 cm)", "M (55–59 cm)", "alpha"),
        ("sock", "39/42", "39–42", "range"),
        ("glove", "8.5", "8,5", "numeric"),
        ("bike", "54", "54 cm", "cm"),
        ("bike", "M/54", "M", "alpha"),
        ("bike", "S/M", "S/M", "alpha"),
        ("clothing", "s / m", "S/M", "alpha"),
        ("clothing", "XL-XXL", "XL/2XL", "alpha"),
        ("helmet", "M/L", "M/L", "alpha"),
        ("clothing", "L/S", "L/S", ""),
        ("bike", "18 pouces", "18″", "in"),
        ("bra", "EU 75B", "90B", "cup"),
        ("bra", "34B", "90B", "cup"),
        ("bra", "90 B", "90B", "cup"),
        ("length", "1,60 m", "160 cm", "length"),
        ("length", "160", "160 cm", "length"),
        ("length", "60 m", "60 m", "length"),
        ("ball", "Taille 5", "5", "numeric"),
        ("", "30 L", "30 L", ""),
        ("", "42 2/3", "42 ⅔", "numeric"),
        ("helmet", "", "Taille unique", "one"),
    ],
)
def test_every_guide_reads_its_own(guide: str, raw: str, label: str, system: str) -> None:
    found = normalise(raw, guide=guide, gender="women")
    assert (found.label, found.system) == (label, system)


@pytest.mark.parametrize(
    ("guide", "raws"),
    [
        ("shoe", ["10C", "3Y", "US 7", "42", "42,5", "28 cm"]),
        ("clothing", ["XS", "S", "M long", "XL"]),
        ("helmet", ["52-55", "54-58", "59-62"]),
        ("length", ["90 cm", "160", "1,70 m", "60 m"]),
        ("", ["XS", "39", "40 ⅔", "41"]),
        ("", ["9 L", "30 L", "100 L"]),
    ],
)
def test_sizes_sort_as_a_person_would(guide: str, raws: list[str]) -> None:
    ranks = [normalise(raw, guide=guide, gender="men").rank for raw in raws]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == len(ranks)


def test_a_label_read_again_is_the_same_label() -> None:
    for row in sizes._shoes("salomon"):
        label = sizes._written(row[sizes.EU])
        assert normalise(label, guide="shoe", brand="salomon") == Size(
            label, "eu", sizes._rank(row[sizes.EU]), round(row[sizes.LENGTH])
        )


@pytest.mark.parametrize("brand", ["", "salomon"])
def test_every_column_of_a_table_of_shoes_grows(brand: str) -> None:
    for one, next_ in pairwise(sizes._shoes(brand)):
        assert all(small < large for small, large in zip(one, next_, strict=True))


# --- the same size elsewhere -----------------------------------------------------------------
def test_shoes_in_other_systems() -> None:
    shown = [("42,5", 270), ("41,5", 262)]
    assert equivalents(shown, guide="shoe", gender="men") == (
        ("EU", "UK", "US", "cm"), [("42,5", "8", "9", "27"), ("41,5", "7", "8", "26,2")],
    )  # fmt: skip
    _headings, rows = equivalents([("42,5", None)], guide="shoe", gender="unisex")
    assert rows == [("42,5", "8", "9 H · 10,5 F", "27")]
    _headings, rows = equivalents([("35", 216)], guide="shoe", gender="kids")
    assert rows == [("35", "2,5", "3Y", "21,6")]


@pytest.mark.parametrize(
    ("brand", "rows"),
    [
        ("", [("41,5", "7", "8"), ("42", "7,5", "8,5"), ("42,5", "8", "9"), ("43", "8,5", "9,5"),
              ("43,5", "8,5", "9,5"), ("44", "9", "10")]),
        ("hoka", [("37", "4,5", "5"), ("42", "8", "8,5"), ("42,5", "8,5", "9"), ("43", "9", "9,5"),
                  ("43,5", "9", "9,5"), ("44", "9,5", "10"), ("45", "10,5", "11")]),
    ],
)  # fmt: skip
def test_a_size_between_two_of_a_table_is_the_one_that_is_meant(
    brand: str, rows: list[tuple[str, str, str]]
) -> None:
    shown = [
        (label, normalise(label, guide="shoe", brand=brand).mondo_mm) for label, _uk, _us in rows
    ]
    found = equivalents(shown, guide="shoe", brand=brand, gender="men")[1]
    assert [tuple(row[:3]) for row in found] == rows


def test_clothing_gloves_bikes_and_bras_in_other_systems() -> None:
    _headings, rows = equivalents([("S", None), ("36", None)], guide="clothing", gender="women")
    assert rows == [("S", "36", "34", "40", "8", "4")]
    assert equivalents([("54 cm", None)], guide="bike") == (
        ["Taille", "cm", "pouces", "Taille du cycliste, cm"], [("M", "53–55", "17–18", "168–176")],
    )  # fmt: skip
    assert equivalents([("90B", None)], guide="bra")[1] == [("90B", "75B", "3B", "34B")]
    assert equivalents([("M", None)], guide="glove")[1] == [("M", "8")]
    assert equivalents([("26,5", 265)], guide="ski_boot", gender=Gender.MEN)[1] == [
        ("26,5", "42", "7,5", "8,5")
    ]


def test_what_has_one_system_has_no_table() -> None:
    assert equivalents([("Taille unique", None)], guide="shoe") == ((), ())
    assert equivalents([("160 cm", None)], guide="length") == ((), ())


# --- as the shopper says it ----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("system", "guide", "label", "said"),
    [
        ("eu", "shoe", "42,5", "42,5"),
        ("uk", "shoe", "42,5", "8"),
        ("us-h", "shoe", "42,5", "9"),
        ("us-f", "shoe", "42,5", "10,5"),
        ("cm", "shoe", "42,5", "27"),
        ("cm", "shoe", "42 ⅔", "27"),
        ("uk", "shoe", "42 ⅔", "8,5"),  # who makes thirds calls it so on the box
        ("uk", "shoe", "28", "10,5K"),
        ("us-f", "shoe", "28", "11C"),
        ("uk", "shoe", "51", "EU 51"),
        ("uk", "shoe", "Taille unique", "Taille unique"),
        ("lettres", "clothing", "38", "M"),  # a woman's: no man has it
        ("lettres", "clothing", "48", "48"),  # a woman's 4XL and a man's M
        ("fr-f", "clothing", "M", "38"),
        ("fr-h", "clothing", "M", "48"),
        ("fr-f", "clothing", "S/M", "36/38"),
        ("fr-h", "clothing", "M long", "48 long"),
        ("fr-f", "clothing", "10 ans", "10 ans"),
        ("numeros", "glove", "M", "8"),
        ("lettres", "glove", "8", "M"),
        ("uk", "clothing", "M", "M"),  # a system of other guides
        ("cm", "helmet", "54–58 cm", "54–58 cm"),
    ],
)
def test_a_size_as_the_shopper_says_it(system: str, guide: str, label: str, said: str) -> None:
    assert sizes.said_in(system, label, guide=guide) == said


def test_a_brand_or_who_wears_it_decides_where_tables_differ() -> None:
    assert sizes.said_in("uk", "42", guide="shoe") == "7,5"
    assert sizes.said_in("uk", "42", guide="shoe", brand="salomon") == "8"
    assert sizes.said_in("lettres", "48", guide="clothing", gender="men") == "M"
    assert sizes.said_in("lettres", "48", guide="clothing", gender="women") == "4XL"


def test_what_somebody_says_may_be_several_sizes_of_the_boutiques() -> None:
    assert {"42,5", "42 ⅔"} <= sizes.meant_by("cm", "27", guide="shoe")
    assert sizes.meant_by("eu", "42", guide="shoe") == {"42"}
    assert sizes.meant_by("lettres", "M", guide="clothing", gender="men") == {"M", "48"}
    assert sizes.meant_by("uk", "n’importe", guide="shoe") == {"n’importe"}


@pytest.mark.parametrize("guide", sizes.SYSTEMS)
def test_every_label_is_found_by_what_it_is_called(guide: str) -> None:
    for system in sizes.SYSTEMS[guide]:
        for label in sizes._labels(guide):
            said = sizes.said_in(system, label, guide=guide)
            assert label in sizes.meant_by(system, said, guide=guide)
