"""The lowest price of the thirty days before the present one, as the law counts it."""

from datetime import UTC, datetime, timedelta

import pytest

from marketplace.offers import history
from marketplace.offers.models import PriceChange

TODAY = datetime(2026, 11, 30, 12, tzinfo=UTC)


def days(*told):
    """(days ago, euros), the oldest first."""
    return [(TODAY - timedelta(days=ago), euros * 100) for ago, euros in told]


@pytest.mark.parametrize(
    ("told", "lowest"),
    [
        (days((0, 80)), None),  # it has had no other price
        (days((90, 100), (0, 80)), 10000),
        (days((90, 60), (40, 100), (0, 80)), 10000),  # the 60 € ended forty days ago
        (days((90, 60), (20, 100), (0, 80)), 6000),  # it was in force twenty-five days ago
        (days((90, 100), (10, 70), (5, 100), (0, 80)), 7000),  # raised before being lowered
        (days((90, 100), (10, 80), (0, 80)), 8000),
    ],
)
def test_lowest_before_the_present_price(told, lowest):
    assert history.lowest_before_present(told) == lowest


@pytest.mark.django_db
def test_prices_are_read_from_the_one_in_force(django_assert_num_queries):
    first, second, unknown = 1, 2, 3  # a history outlives its offer, and asks for none
    for record, ago, euros in ((first, 90, 50), (first, 40, 100), (first, 3, 90), (second, 2, 70)):
        PriceChange.objects.create(
            stockrecord_id=record, minor=euros * 100, at=TODAY - timedelta(days=ago)
        )

    with django_assert_num_queries(2):
        found = history.since(stockrecord_ids=[first, second, unknown], start=TODAY - history.DAYS)

    assert found == {first: days((40, 100), (3, 90)), second: days((2, 70))}
    assert history.lowest_within(found[first]) == 9000
    assert history.lowest_within(()) is None
