"""Disputes move as Stripe says, once; while one is open nothing is sent back besides."""

from datetime import timedelta

import pytest

from marketplace.core import clock as real
from marketplace.core.models import OutboxEvent
from marketplace.core.money import Money
from marketplace.payments import gateway, operations, queries
from marketplace.payments.gateway import DisputeState
from marketplace.payments.models import Dispute, Payment, Refund
from marketplace.payments.operations import RefundTooLarge, disputes
from tests import shop

pytestmark = pytest.mark.django_db
AT = real.now()


@pytest.fixture
def payment():
    order = shop.paid_order(shop.offer(minor=10000))
    Payment.objects.filter(order=order).update(charge_id="ch_1")
    return Payment.objects.get(order=order)


def told(status, **changes):
    state = {
        "id": "du_1", "status": status, "reason": "fraudulent", "amount_minor": 10490,
        "currency": "EUR", "charge_id": "ch_1", "intent_id": None, "created_at": AT,
        "evidence_due_at": AT + timedelta(days=9), "submitted": False, "was_withdrawn": True,
        "fee_minor": 2000,
    }  # fmt: skip
    return DisputeState(**state | changes)


def follow(status, **changes):
    return disputes.follow(told(status, **changes), at=AT)


def topics():
    rows = OutboxEvent.objects.filter(topic__startswith="dispute.").order_by("pk")
    return list(rows.values_list("topic", flat=True))


def test_opened_answered_won(payment):
    for status in ("needs_response", "needs_response", "under_review", "won", "won"):
        follow(status)

    row = Dispute.objects.get()
    assert (row.status, row.amount, row.fee_minor, row.payment) == (
        "won", Money(10490), 2000, payment,
    )  # fmt: skip
    assert row.closed_at == AT
    assert topics() == ["dispute.opened", "dispute.won"]


def test_lost_is_lost_whatever_comes_late(payment):
    for status in ("needs_response", "lost", "under_review", "needs_response"):
        follow(status)

    assert Dispute.objects.get().status == "lost"
    assert topics() == ["dispute.opened", "dispute.lost"]


def test_first_heard_of_when_decided(payment):
    follow("lost")

    assert topics() == ["dispute.opened", "dispute.lost"]


def test_a_question_takes_nothing_but_holds_the_order(payment):
    follow("warning_needs_response", was_withdrawn=False)
    assert topics() == []
    assert queries.is_disputed(payment.order_id)
    follow("warning_closed", was_withdrawn=False)

    assert topics() == []
    assert not queries.is_disputed(payment.order_id)


def test_a_question_may_become_a_dispute(payment):
    follow("warning_needs_response", was_withdrawn=False, fee_minor=0)
    follow("needs_response")

    assert topics() == ["dispute.opened"]
    assert Dispute.objects.get().fee_minor == 2000


def test_of_a_payment_that_nobody_knows(payment, caplog):
    assert follow("needs_response", charge_id="ch_other") is None

    assert not Dispute.objects.exists()
    assert "of no payment that is known" in caplog.text


def test_what_no_event_has_told_is_found(payment, monkeypatch):
    follow("needs_response")
    second = told("needs_response", id="du_2")
    monkeypatch.setattr(gateway, "list_disputes", lambda since: [told("lost"), second])

    assert disputes.find_untold(at=AT) == 1
    assert set(Dispute.objects.values_list("stripe_id", "status")) == {
        ("du_1", "needs_response"), ("du_2", "needs_response"),
    }  # fmt: skip


def test_the_sweeper_asks_about_open_ones(payment, monkeypatch):
    follow("needs_response")
    monkeypatch.setattr(gateway, "retrieve_dispute", lambda _id: told("won"))
    assert operations.sweep(at=AT + timedelta(minutes=5)) == 0
    assert operations.sweep(at=AT + timedelta(hours=7)) == 1
    assert operations.sweep(at=AT + timedelta(days=7)) == 0

    assert Dispute.objects.get().status == "won"


# --- refunds meanwhile -------------------------------------------------------------------------
@pytest.fixture
def sent(monkeypatch):
    keys = []

    def refund(*, intent_id, amount, name, key):
        keys.append(key)
        return gateway.RefundState("re_1", "succeeded")

    monkeypatch.setattr(gateway, "refund", refund)
    return keys


def ask(payment):
    return operations.request_refund(
        order_id=payment.order_id, key="line:1", amount=Money(500), reason="x", at=AT
    )


def test_a_refund_waits_for_the_bank(payment, sent):
    follow("needs_response")
    refund = ask(payment)
    operations.send_refund(refund=refund, at=AT)
    refund.refresh_from_db()
    assert (refund.status, sent) == ("new", [])
    assert refund.due_at > AT + timedelta(hours=1)
    assert "attend la fin du litige" in refund.last_error
    follow("won")
    operations.send_refund(refund=refund, at=AT)

    refund.refresh_from_db()
    assert (refund.status, len(sent)) == ("succeeded", 1)
    assert refund.last_error == "", "it is over"


def test_what_the_bank_has_taken_back_is_not_paid_twice(payment, sent):
    refund = ask(payment)
    follow("lost")
    operations.send_refund(refund=refund, at=AT)

    refund.refresh_from_db()
    assert (refund.status, sent) == ("failed", [])
    assert "litige est perdu" in refund.last_error


def test_nothing_is_refunded_of_what_the_bank_has_taken_back(payment, sent):
    follow("lost")
    with pytest.raises(RefundTooLarge):
        ask(payment)
    left = operations.refund_what_is_left(
        order_id=payment.order_id, key="line:1", amount=Money(500), reason="x", at=AT
    )

    assert (left, Refund.objects.count(), sent) == (Money(0), 0, [])


def test_the_rest_of_what_was_lost_in_part_can_be_refunded(payment, sent):
    follow("lost", amount_minor=3000)
    with pytest.raises(RefundTooLarge):
        operations.request_refund(
            order_id=payment.order_id, key="line:1", amount=Money(7491), reason="x", at=AT
        )
    refund = operations.request_refund(
        order_id=payment.order_id, key="line:1", amount=Money(7490), reason="x", at=AT
    )
    operations.send_refund(refund=refund, at=AT)

    refund.refresh_from_db()
    assert (refund.status, len(sent)) == ("succeeded", 1)


def test_a_mere_question_holds_no_refund_up(payment, sent):
    follow("warning_needs_response", was_withdrawn=False)
    operations.send_refund(refund=ask(payment), at=AT)

    assert len(sent) == 1
