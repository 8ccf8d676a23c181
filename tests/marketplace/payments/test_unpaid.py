"""Refunds that failed and that somebody must see to: none that a dispute settles."""

import pytest

from marketplace.core import clock as real
from marketplace.core.money import Money
from marketplace.payments import operations, queries
from marketplace.payments.models import Dispute, Payment, Refund
from marketplace.payments.operations import RefundTooLarge
from tests import shop, stripe_accounts

pytestmark = pytest.mark.django_db


@pytest.fixture
def order():
    """Paid: 104,90 €."""
    return shop.paid_order(shop.offer(minor=10000))


def failed(order, minor, *, key="goodwill:1"):
    row = operations.request_refund(
        order_id=order.pk, key=key, amount=Money(minor), reason="x", at=real.now(), kind="goodwill"
    )
    Refund.objects.filter(pk=row.pk).update(status="failed")
    row.refresh_from_db()
    return row


def listed():
    return [row.pk for row in queries.unpaid_refunds()]


def test_a_dispute_that_is_not_decided_holds_it_and_one_that_is_won_gives_it_back(order):
    row = failed(order, 5000)
    assert listed() == [row.pk]
    dispute = stripe_accounts.dispute(order)
    assert listed() == []

    for status, there in (("under_review", []), ("won", [row.pk])):
        Dispute.objects.filter(pk=dispute.pk).update(status=status)
        assert listed() == there, status


def test_a_question_of_the_bank_takes_nothing(order):
    row = failed(order, 5000)
    stripe_accounts.dispute(order, status="warning")

    assert listed() == [row.pk]


@pytest.mark.parametrize(
    ("lost", "there"), [(10490, False), (5491, False), (5490, True), (100, True)]
)
def test_a_lost_dispute_settles_what_cannot_be_sent_besides(order, lost, there):
    row = failed(order, 5000)
    failed(shop.paid_order(shop.offer(minor=10000)), 100, key="goodwill:2")
    stripe_accounts.dispute(order, status="lost", amount_minor=lost)

    assert (row.pk in listed()) is there
    assert len(listed()) == 1 + there, "another order's stays"
    assert (queries.unspent(Payment.objects.get(order=order)).minor >= 0) is there


def test_what_a_lost_dispute_gave_back_in_part_is_refunded_for_the_rest(order):
    row = failed(order, 10000)
    stripe_accounts.dispute(order, status="lost", amount_minor=4000)
    assert listed() == [row.pk]

    again = operations.refund_again(refund=row, at=real.now())

    assert again.amount == Money(6000)
    assert operations.refund_again(refund=row, at=real.now()) == again
    assert listed() == []


def test_what_a_lost_dispute_gave_back_whole_is_not_refunded(order):
    row = failed(order, 5000)
    stripe_accounts.dispute(order, status="lost", amount_minor=5491)

    with pytest.raises(RefundTooLarge):
        operations.refund_again(refund=row, at=real.now())

    assert Refund.objects.count() == 1


def test_it_costs_one_query_at_any_size(order, django_assert_num_queries):
    for n in range(3):
        failed(order, 100, key=f"goodwill:{n}")
    with django_assert_num_queries(1):
        assert len(list(queries.unpaid_refunds())) == 3
