"""No call to Stripe inside a transaction: a slow answer would hold rows that others wait for."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import connection

from marketplace.buying import operations as buying
from marketplace.core import clock as real
from marketplace.core.money import Money
from marketplace.core.scopes import house_scope
from marketplace.fulfilment import operations as fulfilment
from marketplace.fulfilment.models import Consignment
from marketplace.payments import operations, queries
from marketplace.payments.gateway import breaker
from marketplace.payments.models import Dispute, Payment, Payout, Reversal, Transfer
from marketplace.payments.operations import disputes
from tests import shop, stripe_accounts
from tests.stripe_twin.process import TwinProcess, pay

pytestmark = pytest.mark.django_db(transaction=True)
Relay = Callable[..., int]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bool]]:
    """Whether a transaction was open, for each call that went through the door."""
    inside: list[bool] = []
    real_one = breaker.enter

    def enter() -> None:
        inside.append(connection.in_atomic_block)
        real_one()

    monkeypatch.setattr(breaker, "enter", enter)
    yield inside
    assert not any(inside)


def test_no_call_is_made_inside_one(calls: list[bool], twin: TwinProcess, relay: Relay) -> None:
    order = shop.order(shop.offer())
    pay(
        buying.start_payment(
            order=order,
            success_url="http://127.0.0.1:8000/merci",
            cancel_url="http://127.0.0.1:8000/retour",
            at=real.now(),
        )
    )
    operations.sync(payment=Payment.objects.get(order=order), at=real.now())
    relay()
    with house_scope():
        line = Consignment.objects.get(order=order).lines.get()
        fulfilment.refuse_line(line=line, reason="cassé", actor=None, at=real.now())
    relay()
    other = shop.order(shop.offer())
    buying.expire(order=other, at=real.now())

    payment = Payment.objects.get(order=order)
    assert {row.status for row in payment.refunds.all()} == {"succeeded"}
    assert queries.refundable(payment) == Money(0)
    assert len(calls) == 4, "a page, how it stands, two refunds"


def test_nor_for_what_sellers_are_paid(calls: list[bool], twin: TwinProcess, relay: Relay) -> None:
    order = shop.order(shop.offer(minor=10000), user=shop.user())
    pay(
        buying.start_payment(
            order=order,
            success_url="http://127.0.0.1:8000/merci",
            cancel_url="http://127.0.0.1:8000/retour",
            at=real.now(),
        )
    )
    operations.sync(payment=Payment.objects.get(order=order), at=real.now())
    relay()
    with house_scope():
        parcel = Consignment.objects.get(order=order)
        account = stripe_accounts.onboarded(parcel.trader, twin)
        transfer = operations.request_transfer(
            trader_id=parcel.trader_id, consignment_id=parcel.pk, order_id=order.pk,
            amount=Money(9000), key="transfer:1", at=real.now(),
        )  # fmt: skip
        operations.request_reversal(
            transfer=transfer, amount=Money(100), key="reversal:1", at=real.now()
        )
        relay()
        relay()
        twin.advance(10 * 24 * 3600)
        operations.request_payout(
            trader_id=account.trader_id, amount=Money(8900), key="statement:1", at=real.now()
        )
        relay()
        twin.dispute(Payment.objects.get(order=order).charge_id)
        disputes.find_untold(at=real.now())
        operations.sweep(at=real.now() + timedelta(days=2))

        assert Transfer.objects.get().status == "made"
        assert Reversal.objects.get().status == "made"
        assert Payout.objects.get().stripe_id is not None
        assert Dispute.objects.get().status == "needs_response"
