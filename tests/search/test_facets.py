"""Arithmetic that both engines share."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import facets
from search.contract import PRICE_EDGES, BadQuery, FacetValue, Offer, Query, Sort


@pytest.mark.parametrize(
    ("low", "high", "edges"),
    [
        (0, 12, tuple(float(n) for n in range(14))),
        (195, 320, tuple(float(n) for n in range(180, 341, 20))),
        (1.15, 1.35, (1.14, 1.16, 1.18, 1.2, 1.22, 1.24, 1.26, 1.28, 1.3, 1.32, 1.34, 1.36)),
    ],
)
def test_edges_are_round_and_hold_both_ends(low, high, edges):
    assert facets.edges(low, high) == edges


@given(st.floats(-1e4, 1e4), st.floats(0, 1e4))
def test_edges_rise_and_a_query_takes_them(low, span):
    edges = facets.edges(low, low + span)

    assert edges[0] <= low + 1e-3
    assert edges[-1] > low + span - 1e-3
    assert len(edges) <= 16
    Query(histograms={"attr:drop": edges})


def test_selected_values_are_listed_even_at_0_most_frequent_first():
    assert facets.listed({"a": 1, "b": 3, "c": 0}, {"z", "a"}) == [
        FacetValue("b", 3, False),
        FacetValue("a", 1, True),
        FacetValue("z", 0, True),
    ]


@pytest.mark.parametrize("minor", [0, 499, 500, 9999, 10000, 499_999, 500_000, 10**8])
def test_a_price_falls_into_the_bin_that_holds_it(minor):
    number = facets.bin_of(minor)
    offer = Offer(variant_id=1, size="42", boutique="annecy", minor=minor)

    assert PRICE_EDGES[number] <= minor < PRICE_EDGES[number + 1]
    assert facets.offer_value("price", offer) == str(number)


@pytest.mark.parametrize(
    "asked",
    [
        {"page": 0},
        {"per_page": 101},
        {"text": "x" * 5001},
        {"histograms": {"price": (0, 100)}},
        {"histograms": {"attr:drop": (3.0, 2.0)}},
        {"histograms": {"attr:drop": (0.0, math.nan)}},
        {"facets": ("attr:drop",), "histograms": {"attr:drop": (0.0, 1.0)}},
    ],
)
def test_what_cannot_be_read_is_refused(asked):
    with pytest.raises(BadQuery):
        Query(**asked)


def test_an_empty_choice_is_no_choice():
    query = Query(filters={"brand": frozenset()}, sort="price_asc")

    assert query.filters == {}
    assert query.sort is Sort.PRICE_ASC
    assert not query.wants("brand")
