"""Refunds asked for at once: never twice, never more than was paid."""

import pytest
from oscar.core.loading import get_model

from marketplace.buying import operations as buying
from marketplace.core import clock
from marketplace.core.money import Money
from marketplace.payments import gateway, operations
from marketplace.payments.models import Payment, Refund
from marketplace.payments.operations import refunds
from tests import shop
from tests.races.conftest import Meeting, at_once, kinds
from tests.stripe_twin.process import pay

Order = get_model("order", "Order")
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
MANY = 6


@pytest.fixture
def order():
    """Paid: 104,90 €."""
    return shop.paid_order(shop.offer(minor=10000))


def ask(order, *, key, minor):
    return lambda: (
        operations.request_refund(
            order_id=order.pk, key=key, amount=Money(minor), reason="refused", at=clock.now()
        ).pk
    )


def test_the_same_refund_is_owed_once(order):
    outcomes = at_once([ask(order, key="line:1", minor=5000) for _ in range(MANY)])

    assert kinds(outcomes) == {"done": MANY}
    assert set(outcomes) == {Refund.objects.get().pk}


def test_different_refunds_never_exceed_what_was_paid(order):
    acts = [ask(order, key=f"line:{n}", minor=6000) for n in range(MANY)]

    assert kinds(at_once(acts)) == {"RefundTooLarge": MANY - 1, "done": 1}
    assert Refund.objects.get().amount_minor == 6000


def test_control_without_the_lock_more_goes_back_than_came_in(
    order, without_row_locks, monkeypatch
):
    met, real = Meeting(MANY), refunds.refundable

    def slowly(payment, **options):
        left = real(payment, **options)
        met.wait()
        return left

    monkeypatch.setattr(refunds, "refundable", slowly)

    at_once([ask(order, key=f"line:{n}", minor=6000) for n in range(MANY)])

    assert Refund.objects.count() == MANY


# --- at Stripe ---------------------------------------------------------------------------------
@pytest.fixture
def owed(twin):
    """A refund of an order that was really paid, and not yet asked for at Stripe."""
    order = shop.order(shop.offer(minor=10000))
    pay(
        buying.start_payment(
            order=order,
            success_url="http://127.0.0.1:8000/merci",
            cancel_url="http://127.0.0.1:8000/retour",
            at=clock.now(),
        )
    )
    operations.sync(payment=Payment.objects.get(), at=clock.now())
    ask(order, key="line:1", minor=5000)()
    return Refund.objects.get()


def send(refund):
    row = Refund.objects.select_related("payment").get(pk=refund.pk)
    return lambda: operations.send_refund(refund=row, at=clock.now())


def test_relay_and_sweeper_send_it_once(owed, twin):
    outcomes = at_once([send(owed) for _ in range(MANY)])

    assert set(kinds(outcomes)) <= {"done", "TransientError"}, "409: the other is being answered"
    owed.refresh_from_db()
    assert owed.status == "succeeded"
    assert twin.state()["objects"]["refund"] == 1


def test_control_without_the_key_stripe_pays_each_time(owed, twin, monkeypatch):
    real, keys = gateway.refund, iter(range(MANY))
    monkeypatch.setattr(
        gateway, "refund", lambda *, key, **more: real(key=f"{key}:{next(keys)}", **more)
    )

    at_once([send(owed), send(owed)])

    assert twin.state()["objects"]["refund"] == 2
