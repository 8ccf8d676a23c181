from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.core.money import CurrencyMismatch, Money, total

cents = st.integers(min_value=-(10**12), max_value=10**12)


@given(cents)
def test_a_decimal_and_back_is_the_same_amount(minor):
    assert Money.from_decimal(Money(minor).decimal) == Money(minor)


def test_half_a_cent_rounds_up_as_on_an_invoice():
    assert Money.from_decimal(Decimal("1.005")) == Money(101)


def test_a_currency_without_cents_has_none():
    assert Money.from_decimal(Decimal("1200"), "JPY") == Money(1200, "JPY")


@given(cents, st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any))
def test_shares_sum_to_the_whole(minor, weights):
    assert sum(part.minor for part in Money(minor).share(weights)) == minor


@given(st.integers(0, 10**9), st.integers(1, 12))
def test_equal_shares_differ_by_at_most_a_cent(minor, count):
    parts = [part.minor for part in Money(minor).share([1] * count)]

    assert max(parts) - min(parts) <= 1


def test_the_larger_remainder_gets_the_cent():
    assert Money(100).share([1, 1, 1]) == [Money(34), Money(33), Money(33)]
    assert Money(10).share([1, 2]) == [Money(3), Money(7)]


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1]])
def test_impossible_weights_are_refused(weights):
    with pytest.raises(ValueError, match=r"weights|empty"):
        Money(100).share(weights)


def test_currencies_do_not_mix():
    with pytest.raises(CurrencyMismatch):
        Money(1) + Money(1, "CHF")
    with pytest.raises(CurrencyMismatch):
        assert Money(1) < Money(1, "CHF")


def test_nothing_sums_to_zero_euros():
    assert total([]) == Money(0)
    assert total([Money(150), Money(50)]) == Money(200)


def test_amounts_read_as_people_write_them():
    assert Money(13990).format("fr") == "139,90\xa0€"
    assert Money(13990).format("en") == "€139.90"
