"""The dated table of rates, and what of an amount is VAT."""

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.core.money import Money
from marketplace.ledger import vat
from marketplace.ledger.vat import NoRate

TODAY = date(2026, 11, 30)
MEMBERS = {
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT",
    "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
}  # fmt: skip
amounts = st.integers(-10_000_000, 10_000_000).map(Money)
rates = st.sampled_from([0, 550, 1000, 2000, 2100, 2550, 2700])


@pytest.mark.parametrize(
    ("country", "day", "bp"),
    [
        ("FR", TODAY, 2000),
        ("FI", TODAY, 2550),
        ("DE", date(2020, 6, 30), 1900),
        ("DE", date(2020, 7, 1), 1600),
        ("DE", date(2020, 12, 31), 1600),
        ("DE", date(2021, 1, 1), 1900),
        ("EE", date(2025, 6, 30), 2200),
        ("EE", date(2025, 7, 1), 2400),
        ("RO", date(2025, 8, 1), 2100),
    ],
)
def test_a_rate_holds_on_its_days(country, day, bp):
    assert vat.rate(country=country, day=day).bp == bp


@pytest.mark.parametrize(
    "asked",
    [
        {"country": "CH", "day": TODAY},
        {"country": "FR", "day": date(2015, 12, 31)},
        {"country": "FR", "day": TODAY, "category": "books"},
    ],
)
def test_what_the_table_does_not_say_is_refused(asked):
    with pytest.raises(NoRate) as refused:
        vat.rate(**asked)

    assert asked["country"] in str(refused.value)


def test_every_member_state_has_a_rate_on_every_day_since_2016():
    of_country = defaultdict(list)
    for each in vat.rates():
        assert each.source
        assert 0 <= each.bp < 3000
        of_country[each.country, each.category].append(each)

    assert {country for country, _category in of_country} == MEMBERS
    for windows in of_country.values():
        assert windows[0].first == date(2016, 1, 1)
        assert windows[-1].last is None
        for before, after in pairwise(windows):
            assert before.last + timedelta(days=1) == after.first
            assert before.bp != after.bp


@pytest.mark.parametrize(
    ("gross", "bp", "part"),
    [(12000, 2000, 2000), (10000, 2000, 1667), (3, 2000, 1), (2, 2000, 0), (-10000, 2000, -1667),
     (10000, 0, 0), (12550, 2550, 2550)],
)  # fmt: skip
def test_the_vat_inside_an_amount(gross, bp, part):
    assert vat.inside(Money(gross), bp) == Money(part)


@pytest.mark.parametrize(("net", "part"), [(1000, 200), (1, 0), (2, 0), (3, 1), (-3, -1), (13, 3)])
def test_the_vat_upon_an_amount(net, part):
    assert vat.upon(Money(net), 2000) == Money(part)


@given(amounts, rates)
def test_what_is_without_vat_with_its_vat_is_the_amount_again(gross, bp):
    net = gross - vat.inside(gross, bp)
    assert abs((net + vat.upon(net, bp) - gross).minor) <= 1


@given(amounts, rates)
def test_what_is_given_back_is_what_was_taken(gross, bp):
    assert vat.inside(gross * -1, bp) == vat.inside(gross, bp) * -1


@pytest.mark.parametrize(
    ("country", "number", "bp"),
    [("FR", "FR40303265045", 2000), ("FR", "", 2000), ("BE", "BE0203201340", 0), ("BE", "", 2000),
     ("CH", "CHE-100.155.212", 2000)],
)  # fmt: skip
def test_a_seller_of_another_member_state_owes_the_vat_on_the_commission_itself(
    country, number, bp
):
    assert vat.on_commission(country=country, vat_number=number, day=TODAY) == bp
