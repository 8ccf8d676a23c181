"""The commission of a line, half a cent up; what goes back sums to the whole, however it is cut."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.core.money import Money
from marketplace.core.scopes import house_scope
from marketplace.settlement import commission as terms
from marketplace.settlement.commission import (
    GENERAL,
    Back,
    GivenBack,
    Sold,
    Terms,
    commission,
    given_back,
    of_units,
    of_value,
)
from marketplace.settlement.models import Contract
from tests.factories import FamilyFactory, TraderFactory

DAY = date(2026, 3, 2)


def _terms(rate: int, fixed: int = 0, minimum: int = 0, back: str = Back.WHOLE) -> Terms:
    return Terms(DAY, rate, fixed, minimum, back)


@pytest.mark.parametrize(
    ("gross", "agreed", "net", "vat"),
    [
        (12000, _terms(1200), 1440, 288),
        (12990, _terms(1200), 1559, 312),  # 1558.8, 311.8
        (125, _terms(1000), 13, 3),  # 12.5 rounds up; 2.6
        (124, _terms(1000), 12, 2),  # 12.4; 2.4
        (12000, _terms(1000, fixed=30), 1230, 246),
        (300, _terms(1000, minimum=50), 50, 10),
        (300, _terms(1000, fixed=30, minimum=50), 60, 12),
        (12000, _terms(1000, minimum=50), 1200, 240),
        (12000, _terms(0), 0, 0),
        (0, _terms(1000, fixed=30, minimum=50), 0, 0),
    ],
)
def test_the_commission_of_a_line(gross, agreed, net, vat):
    taken = commission(gross=Money(gross), terms=agreed, vat_bp=2000)

    assert (taken.net, taken.vat) == (Money(net), Money(vat))


def test_no_vat_where_the_seller_owes_it():
    taken = commission(gross=Money(12000), terms=_terms(1000), vat_bp=0)

    assert (taken.net, taken.vat, taken.vat_bp) == (Money(1200), Money(0), 0)


@pytest.mark.parametrize(
    ("back", "net", "vat"), [(Back.WHOLE, 1230, 246), (Back.RATE, 1200, 240), (Back.NONE, 0, 0)]
)
def test_what_goes_back_is_as_the_contract_says(back, net, vat):
    agreed = _terms(1000, fixed=30, back=back)
    taken = commission(gross=Money(12000), terms=agreed, vat_bp=2000)

    assert given_back(taken, agreed) == GivenBack(Money(net), Money(vat))


def test_units_share_by_largest_remainder():
    shares = [of_units(Money(100), units=1, before=n, of=3) for n in range(3)]

    assert shares == [Money(34), Money(33), Money(33)]
    assert of_units(Money(100), units=2, before=1, of=3) == Money(66)
    assert of_units(Money(100), units=0, before=3, of=3) == Money(0)


@pytest.mark.parametrize(("units", "before"), [(4, 0), (1, 3), (-1, 1), (1, -1)])
def test_no_more_units_than_there_are(units, before):
    with pytest.raises(ValueError):
        of_units(Money(100), units=units, before=before, of=3)


# A whole, and how its units are cut into refunds that follow each other.
cuts = st.lists(st.integers(1, 9), min_size=1, max_size=12)
wholes = st.integers(0, 5_000_000).map(Money)


@given(wholes, cuts)
def test_refunds_by_units_sum_to_the_whole(whole, refunds):
    of, before, parts = sum(refunds), 0, []
    for units in refunds:
        parts.append(of_units(whole, units=units, before=before, of=of))
        before += units

    assert sum(part.minor for part in parts) == whole.minor
    for part, units in zip(parts, refunds, strict=True):
        assert abs(part.minor * of - whole.minor * units) < of * (units + 1)


@given(wholes, st.lists(st.integers(1, 100_000), min_size=1, max_size=12))
def test_refunds_by_value_sum_to_the_whole(whole, values):
    of, before, parts = Money(sum(values)), Money(0), []
    for value in map(Money, values):
        parts.append(of_value(whole, value=value, before=before, of=of))
        before += value

    assert sum(part.minor for part in parts) == whole.minor
    assert all(part.minor >= 0 for part in parts)
    for part, value in zip(parts, values, strict=True):
        assert abs(part.minor * of.minor - whole.minor * value) <= of.minor


agreements = st.builds(
    _terms,
    st.integers(0, 3000),
    st.integers(0, 200),
    st.integers(0, 500),
    st.sampled_from([Back.WHOLE, Back.RATE, Back.NONE]),
)


@given(st.integers(1, 1_000_000).map(Money), agreements, st.sampled_from([0, 2000]))
def test_no_more_goes_back_than_was_taken(gross, agreed, vat_bp):
    taken = commission(gross=gross, terms=agreed, vat_bp=vat_bp)
    back = given_back(taken, agreed)

    assert taken.net.minor >= max(agreed.minimum_minor, agreed.fixed_minor)
    assert 0 <= back.net.minor <= taken.net.minor
    assert 0 <= back.vat.minor <= taken.vat.minor
    # Half a cent up: never more than half a cent from what the rate says.
    assert abs(2 * (taken.by_rate.minor * 10_000 - gross.minor * agreed.rate_bp)) <= 10_000


# --- which terms -----------------------------------------------------------------------------
@pytest.fixture
def house():
    with house_scope():
        yield


@pytest.mark.django_db
def test_a_family_s_contract_goes_before_the_one_for_all(house, django_assert_num_queries):
    seller, other = TraderFactory(), TraderFactory()
    shoes, tents = FamilyFactory(), FamilyFactory(slug="tentes")
    for family, since, rate in (
        (None, date(2026, 1, 1), 1000),
        (None, date(2026, 6, 1), 1100),
        (shoes, date(2026, 2, 1), 800),
        (shoes, date(2026, 7, 1), 900),
    ):
        Contract.objects.create(trader=seller, family=family, since=since, rate_bp=rate)
    asked = {
        Sold(seller.pk, shoes.pk, date(2026, 1, 31)): 1000,
        Sold(seller.pk, shoes.pk, date(2026, 2, 1)): 800,
        Sold(seller.pk, shoes.pk, date(2026, 6, 30)): 800,
        Sold(seller.pk, shoes.pk, date(2026, 7, 1)): 900,
        Sold(seller.pk, tents.pk, date(2026, 5, 31)): 1000,
        Sold(seller.pk, tents.pk, date(2026, 6, 1)): 1100,
        Sold(seller.pk, None, date(2026, 6, 1)): 1100,
        Sold(seller.pk, shoes.pk, date(2025, 12, 31)): GENERAL[0].rate_bp,
        Sold(other.pk, shoes.pk, date(2026, 7, 1)): GENERAL[0].rate_bp,
    }

    with django_assert_num_queries(1):
        found = terms.terms_of(lines=asked)

    assert {line: each.rate_bp for line, each in found.items()} == asked


@pytest.mark.django_db
def test_what_is_older_than_the_general_terms_is_refused(house):
    with pytest.raises(LookupError):
        terms.terms_of(lines=[Sold(TraderFactory().pk, None, date(2024, 12, 31))])
