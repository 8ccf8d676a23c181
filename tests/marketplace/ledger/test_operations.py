"""Posting: once for each source, balanced or not at all, at the same price whatever its size."""

from datetime import timedelta

import pytest

from marketplace.core.money import Money
from marketplace.ledger import operations as ledger
from marketplace.ledger import queries
from marketplace.ledger.legs import Leg, Posting
from marketplace.ledger.models import Account, Entry, EntryLine, Kind
from marketplace.ledger.operations import Malformed, SourceConflict, Unbalanced
from tests.factories import TraderFactory
from tests.marketplace.ledger.legs import AT, leg, pair, post

pytestmark = pytest.mark.django_db


def test_an_entry_is_written_with_its_lines():
    seller = TraderFactory()
    sale = post(
        "sale:7",
        [
            leg(Kind.SHOPPER_LIABILITY, 12000, consignment_id=7),
            leg(Kind.PAYABLE, -10560, seller, order_line_id=3, consignment_id=7,
                vat_rate_bp=2000, vat_minor=-1760),
            leg(Kind.COMMISSION, -1200, order_line_id=3, consignment_id=7),
            leg(Kind.COMMISSION_VAT, -240, order_line_id=3, consignment_id=7),
        ],
        kind="sale",
        order_id=40,
    )  # fmt: skip

    kept = Entry.objects.get()
    assert (kept.pk, kept.source, kept.kind, kept.at, kept.order_id, kept.line_count) == (
        sale.pk, "sale:7", "sale", AT, 40, 4,
    )  # fmt: skip
    rows = kept.lines.values_list(
        "position", "account__kind", "account__trader_id", "minor", "currency",
        "order_line_id", "consignment_id", "vat_rate_bp", "vat_minor",
    )  # fmt: skip
    assert list(rows) == [
        (1, "shopper_liability", None, 12000, "EUR", None, 7, None, None),
        (2, "payable", seller.pk, -10560, "EUR", 3, 7, 2000, -1760),
        (3, "commission", None, -1200, "EUR", 3, 7, None, None),
        (4, "commission_vat", None, -240, "EUR", 3, 7, None, None),
    ]


def test_told_twice_it_is_written_once():
    first = post("charge:1", at=AT)
    again = post("charge:1", list(reversed(pair())), at=AT + timedelta(hours=1))

    assert again.pk == first.pk
    assert again.at == AT
    assert EntryLine.objects.count() == 2


@pytest.mark.parametrize(
    "told",
    [
        {"legs": pair(1001)},
        {"legs": pair(currency="CHF")},
        {"order_id": 2},
        {"kind": "fee"},
        {"legs": [leg(Kind.STRIPE_CLEARING, 1000), leg(Kind.REFUNDS_DUE, -1000)]},
        {"legs": [leg(Kind.STRIPE_CLEARING, 1000, order_line_id=1), pair()[1]]},
    ],
    ids=["amount", "currency", "order", "kind", "account", "order line"],
)
def test_told_with_something_else_it_is_refused(told):
    post("charge:1", order_id=1)

    with pytest.raises(SourceConflict) as refused:
        post("charge:1", **{"order_id": 1, **told})

    assert refused.value.status == 409
    assert "charge:1" in str(refused.value)
    assert EntryLine.objects.count() == 2


@pytest.mark.parametrize(
    ("legs", "error"),
    [
        ([leg(Kind.STRIPE_CLEARING, 1000)], Malformed),
        ([*pair(), leg(Kind.STRIPE_FEES, 0)], Malformed),
        ([leg(Kind.STRIPE_CLEARING, 1000), leg(Kind.SHOPPER_LIABILITY, -999)], Unbalanced),
        (
            [leg(Kind.STRIPE_CLEARING, 1000), leg(Kind.SHOPPER_LIABILITY, -1000, currency="CHF")],
            Unbalanced,
        ),
        ([leg(Kind.STRIPE_CLEARING, 1000), leg(Kind.PAYABLE, -1000)], Malformed),
        ([leg(Kind.STRIPE_CLEARING, 10, vat_minor=2), leg(Kind.LOSSES, -10)], Malformed),
        (
            [leg(Kind.STRIPE_CLEARING, 10, vat_rate_bp=2000, vat_minor=-2), leg(Kind.LOSSES, -10)],
            Malformed,
        ),
        (
            [leg(Kind.STRIPE_CLEARING, 10, vat_rate_bp=2000, vat_minor=11), leg(Kind.LOSSES, -10)],
            Malformed,
        ),
    ],
    ids=[
        "one leg",
        "nothing",
        "a cent",
        "two currencies",
        "whose",
        "rate",
        "sign",
        "more VAT than amount",
    ],
)
def test_what_is_no_entry_is_refused(legs: list[Leg], error):
    with pytest.raises(error):
        post("charge:1", legs)

    assert not Entry.objects.exists()
    assert not EntryLine.objects.exists()
    assert not Account.objects.exists()


def test_an_entry_without_legs_is_refused():
    with pytest.raises(Malformed):
        ledger.post(source="charge:1", kind="charge", at=AT, legs=[])


@pytest.mark.parametrize("source", ["", "x" * 101])
def test_a_source_has_a_length(source):
    with pytest.raises(Malformed):
        post(source)


def test_the_house_s_accounts_have_no_trader():
    with pytest.raises(Malformed):
        post(legs=[leg(Kind.STRIPE_CLEARING, 1000, TraderFactory()), leg(Kind.LOSSES, -1000)])


def test_two_currencies_balance_each_by_itself():
    post(legs=[*pair(1000), *pair(700, "CHF")])

    assert queries.balance(Kind.STRIPE_CLEARING) == Money(1000)
    assert queries.balance(Kind.STRIPE_CLEARING, currency="CHF") == Money(700, "CHF")


def _postings(count: int, legs: int) -> list[Posting]:
    seller = TraderFactory()
    return [
        Posting(
            source=f"sale:{number}",
            kind="sale",
            at=AT,
            legs=[
                leg(Kind.SHOPPER_LIABILITY, 100 * (legs - 1), consignment_id=number),
                *(leg(Kind.PAYABLE, -100, seller, order_line_id=n) for n in range(1, legs)),
            ],
        )
        for number in range(1, count + 1)
    ]


@pytest.mark.parametrize(("count", "legs"), [(1, 2), (1, 3000), (100, 2), (100, 30)])
def test_posting_costs_the_same_whatever_its_size(count, legs, django_assert_max_num_queries):
    postings = _postings(count, legs)

    # savepoint, known, savepoint, accounts, opened, accounts, numbers, lines, entries, released;
    # PostgreSQL's COPY of the lines is not counted.
    with django_assert_max_num_queries(12):
        ledger.post_many(postings=postings)

    assert Entry.objects.count() == count
    assert EntryLine.objects.count() == count * legs


def test_a_known_source_costs_one_look(django_assert_num_queries):
    postings = _postings(50, 4)
    written = ledger.post_many(postings=postings)

    with django_assert_num_queries(3):  # savepoint, known, release
        assert ledger.post_many(postings=postings) == written


def test_many_are_returned_in_the_order_given_and_written_once():
    post("charge:2", pair(20))
    told = [Posting(f"charge:{n}", "charge", AT, pair(10 * n)) for n in (3, 2, 1, 3)]

    entries = ledger.post_many(postings=told)

    assert [entry.source for entry in entries] == ["charge:3", "charge:2", "charge:1", "charge:3"]
    assert Entry.objects.count() == 3
    assert queries.balance(Kind.STRIPE_CLEARING) == Money(60)


def test_many_are_written_all_or_none():
    post("charge:2", pair(20))
    told = [Posting(f"charge:{n}", "charge", AT, pair(10)) for n in (1, 2, 3)]

    with pytest.raises(SourceConflict):
        ledger.post_many(postings=told)

    assert list(Entry.objects.values_list("source", flat=True)) == ["charge:2"]


def test_one_source_told_in_two_ways_at_once_is_refused():
    told = [Posting("charge:1", "charge", AT, pair(minor)) for minor in (10, 11)]

    with pytest.raises(SourceConflict):
        ledger.post_many(postings=told)

    assert not Entry.objects.exists()
