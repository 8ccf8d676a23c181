"""Which of the sizes on offer is meant by one that is not offered as it was asked for."""

import pytest

from search.question import offers

HEADS = ["S (53–55 cm)", "M (56–58 cm)", "L (59–61 cm)"]
SKIS = ["163 cm", "170 cm", "177 cm"]


@pytest.mark.parametrize(
    ("asked", "offered", "meant"),
    [
        ("M", HEADS, {"M (56–58 cm)"}),
        ("57 cm", HEADS, {"M (56–58 cm)"}),
        ("57", HEADS, {"M (56–58 cm)"}),
        ("XL", HEADS, set()),
        ("M", ["M/L", "S/M"], {"M/L"}),
        ("42", ["39-41", "42-44"], {"42-44"}),
        ("172 cm", SKIS, {"170 cm"}),
        ("120 cm", SKIS, set()),  # too far
        ("170 cm", ["170", "170 m"], set()),  # of something else
        ("42 ⅔", ["42", "42,5", "43"], {"42,5"}),
        ("42", ["41", "43"], set()),  # a shoe of another size does not fit
        ("5", ["4", "6"], set()),
        ("M", [], set()),
    ],
)
def test_a_size_means(asked, offered, meant):
    assert offers.meant(asked, offered) == meant
