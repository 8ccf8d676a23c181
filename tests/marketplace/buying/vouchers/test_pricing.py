"""What a voucher takes off, to the cent, whatever is in the basket."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.buying.vouchers import pricing
from marketplace.buying.vouchers.models import Voucher
from marketplace.buying.vouchers.pricing import Article
from marketplace.core.money import Money


def of_amount(minor, **terms):
    return Voucher(kind="amount", amount_minor=minor, **terms)


def of_percent(percent, **terms):
    return Voucher(kind="percent", percent=percent, **terms)


def article(line_id, minor, *, sport=1, family=1, trader=1):
    return Article(line_id, Money(minor), sport, family, trader)


def worth(voucher, *minors, delivery=0):
    articles = [article(place, minor) for place, minor in enumerate(minors)]
    return pricing.worth(voucher, articles, to_pay=Money(sum(minors) + delivery))


def minors(worth):
    return [share.minor for share in worth.shares.values()]


vouchers = st.one_of(
    st.integers(1, 10**6).map(of_amount),
    st.builds(
        of_percent, st.integers(1, 100), cap_minor=st.none() | st.integers(1, 10**5)
    ),
)  # fmt: skip


@given(vouchers, st.lists(st.integers(1, 10**6), min_size=1, max_size=15), st.integers(0, 5000))
def test_the_shares_sum_to_the_discount_and_what_is_left_can_be_paid(voucher, prices, delivery):
    found = worth(voucher, *prices, delivery=delivery)
    left = sum(prices) + delivery - found.discount.minor

    assert found.discount.minor == sum(minors(found))
    assert found.discount.minor <= sum(prices), "goods alone, never the delivery"
    assert left == 0 or left >= 50 or not found.discount
    for place, share in found.shares.items():
        assert 0 <= share.minor <= prices[place]


def test_the_larger_remainder_gets_the_cent():
    assert minors(worth(of_amount(1000), 3333, 3333, 3334)) == [333, 333, 334]
    assert minors(worth(of_amount(1), 500, 500)) == [1, 0]


@pytest.mark.parametrize(
    ("percent", "cap", "goods", "off"),
    [(10, None, 9995, 1000), (10, None, 9994, 999), (15, 1000, 9000, 1000), (15, 2000, 9000, 1350)],
)
def test_a_percentage_rounds_half_up_and_has_a_ceiling(percent, cap, goods, off):
    assert worth(of_percent(percent, cap_minor=cap), goods).discount == Money(off)


def test_it_is_never_more_than_the_goods_and_leaves_the_delivery():
    found = worth(of_amount(10000), 6000, delivery=490)

    assert (found.discount, found.limited) == (Money(6000), False)


@pytest.mark.parametrize(
    ("off", "goods", "given", "limited"),
    [
        (10000, 10000, 10000, False),  # nothing is left
        (9950, 10000, 9950, False),  # just enough for a card
        (9951, 10000, 9950, True),
        (9999, 10000, 9950, True),
        (10, 40, 0, True),  # nothing can be taken off
    ],
)
def test_what_is_left_is_nothing_or_enough_for_a_card(off, goods, given, limited):
    found = worth(of_amount(off), goods)

    assert (found.discount.minor, found.limited) == (given, limited)


@pytest.mark.parametrize(
    ("terms", "lines"),
    [
        ({}, [0, 1, 2]),
        ({"sport_ids": [1]}, [0, 1]),
        ({"family_ids": [12]}, [1]),
        ({"sport_ids": [2], "family_ids": [11]}, [0, 2]),
        ({"trader_ids": [7]}, [0, 2]),
        ({"sport_ids": [1], "trader_ids": [7]}, [0]),
        ({"family_ids": [99]}, []),
    ],
)
def test_what_it_is_for(terms, lines):
    articles = [
        article(0, 100, sport=1, family=11, trader=7),
        article(1, 100, sport=1, family=12, trader=8),
        article(2, 100, sport=2, family=21, trader=7),
    ]

    found = pricing.concerned(of_amount(1, **terms), articles)

    assert [each.line_id for each in found] == lines
