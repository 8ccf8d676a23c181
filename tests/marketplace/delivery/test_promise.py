from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from marketplace.core.money import Money
from marketplace.delivery import queries
from marketplace.delivery.models import Tariff

PARIS = ZoneInfo("Europe/Paris")


def paris(*parts):
    return datetime(*parts, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("ordered", "lead", "transit", "arrives"),
    [
        (paris(2026, 11, 23, 10), 0, 1, date(2026, 11, 24)),  # Monday morning
        (paris(2026, 11, 23, 15), 0, 1, date(2026, 11, 25)),  # after the cut-off
        (paris(2026, 11, 27, 15), 1, 2, date(2026, 12, 3)),  # Friday, too late
        (paris(2026, 11, 28, 9), 0, 1, date(2026, 12, 1)),  # Saturday counts as Monday
        (paris(2026, 12, 24, 10), 0, 1, date(2026, 12, 28)),  # Christmas and its weekend
        (paris(2026, 5, 13, 15), 0, 1, date(2026, 5, 18)),  # Ascension on the 14th
    ],
)
def test_the_promised_date(ordered, lead, transit, arrives):
    promised = queries.promised_date(
        cut_off=time(14), lead_days=lead, transit_days=transit, at=ordered
    )

    assert promised == arrives


def test_the_cut_off_is_read_in_paris():
    at = datetime(2026, 7, 6, 11, 59, tzinfo=ZoneInfo("UTC"))  # 13:59 in Paris, in summer

    assert queries.dispatch_date(cut_off=time(14), lead_days=0, at=at) == date(2026, 7, 6)


def test_delivery_is_free_from_its_amount():
    tariff = Tariff(minor=490, free_from_minor=6000)

    assert queries.charge(tariff, Money(5999)) == Money(490)
    assert queries.charge(tariff, Money(6000)) == Money(0)
    assert queries.charge(Tariff(minor=490, free_from_minor=None), Money(10**6)) == Money(490)
