"""What one product has more or less of than another: never a difference that nobody notices."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.technical import comparing
from marketplace.technical.comparing import differences, noticeable
from marketplace.technical.models import Attribute

WEIGHT = Attribute(key="weight", label="Poids", minimum=150, maximum=380, decider=1,
                   sought="less", less="plus légère", more="plus lourde")  # fmt: skip
CUSHIONING = Attribute(
    key="cushioning", label="Amorti", type="choice", decider=2, sought="either",
    less="plus ferme", more="plus amortie", scale=["firm", "balanced", "max"],
)  # fmt: skip
TERRAIN = Attribute(key="terrain", label="Terrain", type="choices", is_facet=True)
HOOD = Attribute(key="hood", label="Capuche", type="bool", decider=3)
EVERY = [WEIGHT, CUSHIONING, TERRAIN, HOOD]


@pytest.mark.parametrize(
    ("attribute", "own", "other", "way"),
    [
        (WEIGHT, 275, 238, -1),
        (WEIGHT, 238, 275, 1),
        (WEIGHT, 275, 270, None),  # nobody feels five grams
        (WEIGHT, 275, None, 0),
        (WEIGHT, None, 238, None),
        (CUSHIONING, "firm", "max", 1),
        (CUSHIONING, "max", "balanced", -1),
        (CUSHIONING, "firm", "reactive", 0),  # off the scale
        (TERRAIN, ["mud", "groomed"], ["groomed", "mud"], None),
        (TERRAIN, ["mud"], ["groomed"], 0),
        (HOOD, True, False, 0),
        (HOOD, True, True, None),
    ],
)
def test_which_way_another_differs(attribute, own, other, way) -> None:
    found = differences({attribute.key: own}, {attribute.key: other}, [attribute])
    assert [each.way for each in found] == ([] if way is None else [way])


@pytest.mark.parametrize(
    ("low", "high", "value", "step"),
    [
        (150, 380, 265, 11.5),  # a twentieth of the range
        (500, 12_000, 1200, 120),  # a tenth of the figure, where that is less
        (0, 14, 0, 0.7),
        (-30, 20, -20, 2),
        (None, None, 50, 5),
    ],
)
def test_from_where_on_a_figure_is_another(low, high, value, step) -> None:
    assert noticeable(Attribute(minimum=low, maximum=high), value) == pytest.approx(step)


def test_the_further_apart_the_more_steps() -> None:
    own = {"weight": 265, "cushioning": "firm", "terrain": ["mud"]}
    distances = [
        comparing.apart(own, own | other, EVERY)
        for other in ({}, {"weight": 240}, {"weight": 180}, {"weight": 180, "terrain": ["groomed"]})
    ]
    assert distances == sorted(distances)
    assert distances[0] == 0


figures = st.floats(min_value=-1e6, max_value=1e6, allow_nan=False)


@settings(deadline=None)
@given(own=figures, other=figures, low=figures, span=st.floats(min_value=0.1, max_value=1e5))
def test_what_is_less_is_less_and_by_a_noticeable_step(own, other, low, span) -> None:
    attribute = Attribute(key="x", minimum=low, maximum=low + span)
    for each in differences({"x": own}, {"x": other}, [attribute]):
        assert each.way == (1 if other > own else -1)
        assert abs(other - own) >= noticeable(attribute, own)


@settings(deadline=None)
@given(own=st.sampled_from([*CUSHIONING.scale, "reactive"]),
       other=st.sampled_from([*CUSHIONING.scale, "reactive"]))  # fmt: skip
def test_one_way_there_is_the_other_way_back(own, other) -> None:
    there = differences({"cushioning": own}, {"cushioning": other}, [CUSHIONING])
    back = differences({"cushioning": other}, {"cushioning": own}, [CUSHIONING])
    assert [each.way for each in there] == [-each.way for each in back]
