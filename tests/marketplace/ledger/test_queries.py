"""Balances are sums of lines, read by account, by time, by order and by consignment."""

from datetime import timedelta

import pytest

from marketplace.core.money import Money
from marketplace.ledger import queries
from marketplace.ledger.legs import AccountName
from marketplace.ledger.models import Kind
from tests.factories import TraderFactory
from tests.marketplace.ledger.legs import AT, leg, pair, post

pytestmark = pytest.mark.django_db


def _sale(number: int, minor: int, trader, **told):
    return post(
        f"sale:{number}",
        [
            leg(Kind.SHOPPER_LIABILITY, minor, consignment_id=number),
            leg(Kind.PAYABLE, -minor, trader, consignment_id=number),
        ],
        kind="sale",
        **told,
    )


@pytest.fixture
def two():
    """Two sellers; 100 € paid, 60 € and 30 € sent, the second a day later."""
    one, other = TraderFactory(), TraderFactory()
    post("charge:1", pair(10000), order_id=1)
    _sale(1, 6000, one, order_id=1)
    _sale(2, 3000, other, order_id=1, at=AT + timedelta(days=1))
    post("charge:2", pair(500, "CHF"), order_id=2)
    return one, other


def test_a_balance_is_the_sum_of_its_lines(two, django_assert_num_queries):
    one, other = two
    with django_assert_num_queries(7):
        found = [
            queries.balance(Kind.STRIPE_CLEARING),
            queries.balance(Kind.SHOPPER_LIABILITY),
            queries.balance(Kind.PAYABLE, one.pk),
            queries.balance(Kind.PAYABLE, other.pk),
            queries.balance(Kind.PAYABLE),
            queries.balance(Kind.STRIPE_CLEARING, currency="CHF"),
            queries.balance(Kind.LOSSES),
        ]

    assert found == [
        Money(10000), Money(-1000), Money(-6000), Money(-3000), Money(-9000), Money(500, "CHF"),
        Money(0),
    ]  # fmt: skip


def test_a_balance_as_of_a_time_leaves_out_what_came_at_it_or_later(two):
    assert queries.balance(Kind.PAYABLE, until=AT + timedelta(days=1)) == Money(-6000)
    assert queries.balance(Kind.PAYABLE, until=AT) == Money(0)


def test_all_balances_in_one_query(two, django_assert_num_queries):
    one, other = two
    with django_assert_num_queries(1):
        found = queries.balances()

    assert found == [
        (AccountName(Kind.PAYABLE, one.pk), Money(-6000)),
        (AccountName(Kind.PAYABLE, other.pk), Money(-3000)),
        (AccountName(Kind.SHOPPER_LIABILITY), Money(-500, "CHF")),
        (AccountName(Kind.SHOPPER_LIABILITY), Money(-1000)),
        (AccountName(Kind.STRIPE_CLEARING), Money(500, "CHF")),
        (AccountName(Kind.STRIPE_CLEARING), Money(10000)),
    ]
    assert queries.balances(trader_id=other.pk) == [
        (AccountName(Kind.PAYABLE, other.pk), Money(-3000))
    ]
    assert sum(money.minor for _name, money in found) == 0
    assert queries.balances(kinds=[Kind.STRIPE_CLEARING]) == found[-2:]


def test_an_order_s_entries_with_their_lines_in_two_queries(two, django_assert_num_queries):
    with django_assert_num_queries(2):
        told = [
            (entry.source, [(line.account.kind, line.minor) for line in entry.lines.all()])
            for entry in queries.entries_of_order(1)
        ]

    assert told == [
        ("charge:1", [("stripe_clearing", 10000), ("shopper_liability", -10000)]),
        ("sale:1", [("shopper_liability", 6000), ("payable", -6000)]),
        ("sale:2", [("shopper_liability", 3000), ("payable", -3000)]),
    ]


def test_what_names_a_consignment_is_found_by_it(two):
    rows = queries.lines_of_consignments([2])

    assert [(row.entry.source, row.account.kind, row.minor) for row in rows] == [
        ("sale:2", "shopper_liability", 3000),
        ("sale:2", "payable", -3000),
    ]


def test_which_sources_are_written(two):
    assert queries.written(["sale:1", "sale:3"]) == {"sale:1"}
    assert queries.entry("sale:3") is None
    assert queries.entry("sale:1").order_id == 1
