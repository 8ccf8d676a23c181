"""The days on which sellers are paid."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.delivery.queries import is_working_day
from marketplace.settlement.calendar import next_date
from marketplace.settlement.models import PayoutTerms

Rhythm = PayoutTerms.Rhythm


@pytest.mark.parametrize(
    ("rhythm", "after", "expected"),
    [
        (Rhythm.WEEKLY, date(2026, 11, 23), date(2026, 11, 24)),
        (Rhythm.WEEKLY, date(2026, 11, 24), date(2026, 12, 1)),
        (Rhythm.WEEKLY, date(2026, 7, 8), date(2026, 7, 15)),  # Tuesday is the national day
        (Rhythm.TWICE_MONTHLY, date(2026, 11, 23), date(2026, 12, 1)),
        (Rhythm.TWICE_MONTHLY, date(2026, 12, 1), date(2026, 12, 16)),
        (Rhythm.TWICE_MONTHLY, date(2026, 10, 16), date(2026, 11, 2)),  # a Sunday, and All Saints
        (Rhythm.MONTHLY, date(2026, 12, 31), date(2027, 1, 4)),  # New Year, then a week-end
        (Rhythm.MONTHLY, date(2027, 1, 1), date(2027, 1, 4)),  # moved, it is still ahead
        (Rhythm.MONTHLY, date(2027, 1, 4), date(2027, 2, 1)),
    ],
)
def test_the_next_day_of_payment(rhythm, after, expected):
    assert next_date(rhythm=rhythm, after=after) == expected


@given(
    st.sampled_from(Rhythm.values), st.dates(min_value=date(2024, 1, 1), max_value=date(2040, 1, 1))
)
def test_it_is_ahead_on_a_working_day_and_within_the_rhythm(rhythm, after):
    found = next_date(rhythm=rhythm, after=after)

    assert found > after
    assert is_working_day(found)
    longest = {Rhythm.WEEKLY: 12, Rhythm.TWICE_MONTHLY: 21, Rhythm.MONTHLY: 36}[Rhythm(rhythm)]
    assert (found - after).days <= longest
