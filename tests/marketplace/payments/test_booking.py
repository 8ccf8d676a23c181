"""What Stripe took of a payment: known with it, or later; told once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from marketplace.buying import operations as buying
from marketplace.core import clock as real
from marketplace.core.errors import PermanentError
from marketplace.core.models import OutboxEvent
from marketplace.core.money import Money
from marketplace.payments import gateway, operations
from marketplace.payments.gateway import Booking
from marketplace.payments.models import Payment
from marketplace.payments.operations import sessions
from tests import shop
from tests.stripe_twin.process import pay

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(twin):
    return shop.order(shop.offer(minor=10000))


def paid(order):
    pay(
        buying.start_payment(
            order=order,
            success_url="http://127.0.0.1:8000/merci",
            cancel_url="http://127.0.0.1:8000/retour",
            at=real.now(),
        )
    )
    return operations.sync(payment=Payment.objects.get(order=order), at=real.now())


def booked():
    return list(OutboxEvent.objects.filter(topic="charge.booked").values_list("payload", flat=True))


def test_what_is_booked_at_once_is_told_with_the_payment(order, twin):
    payment = paid(order)

    assert payment.balance_transaction.startswith("txn_")
    assert payment.fee_minor > 0
    assert payment.book_at is None
    assert booked() == [
        {
            "payment_id": payment.pk,
            "balance_transaction": payment.balance_transaction,
            "fee_minor": payment.fee_minor,
        }
    ]


def test_what_is_booked_later_is_told_by_an_event(order, twin, client, relay):
    twin.switch(balance_transaction_after=3600)
    payment = paid(order)
    assert (payment.status, payment.balance_transaction, booked()) == ("succeeded", None, [])
    twin.take()
    twin.advance(3601)
    for event in twin.take() * 2:
        assert event.type == "charge.updated"
        client.post(
            reverse("payments:stripe-events"), event.payload, content_type="application/json",
            headers={"Stripe-Signature": event.signature},
        )  # fmt: skip
    relay()

    payment.refresh_from_db()
    assert payment.balance_transaction is not None
    assert len(booked()) == 1


def test_an_event_that_never_comes_is_the_sweepers(order, twin):
    twin.switch(balance_transaction_after=3600, webhooks="never")
    payment = paid(order)
    soon = real.now() + timedelta(minutes=1)
    assert operations.sweep(at=soon) == 0, "asked, and not booked yet"
    payment.refresh_from_db()
    assert payment.book_at > soon, "put off"
    twin.advance(3601)
    operations.sweep(at=soon + timedelta(hours=1))
    operations.sweep(at=soon + timedelta(hours=3))

    payment.refresh_from_db()
    assert payment.fee_minor > 0
    assert len(booked()) == 1


def test_other_money_than_was_paid_is_nobodys_booking(order, twin, monkeypatch):
    twin.switch(balance_transaction_after=3600)
    payment = paid(order)
    for amount in (Money(1), Money(10490, "USD")):
        told = Booking("txn_1", amount, Money(30, amount.currency))
        monkeypatch.setattr(gateway, "retrieve_booking", lambda _charge, told=told: told)
        with pytest.raises(PermanentError):
            sessions.book(payment=payment, at=real.now())

    payment.refresh_from_db()
    assert payment.balance_transaction is None
    assert booked() == []


def test_what_is_booked_otherwise_undoes_no_payment(order, twin, monkeypatch):
    real_one = gateway.retrieve_session

    def booked_otherwise(session_id):
        told = Booking("txn_1", Money(1), Money(0))
        return replace(real_one(session_id), booking=told)

    monkeypatch.setattr(gateway, "retrieve_session", booked_otherwise)
    payment = paid(order)

    assert (payment.status, payment.balance_transaction) == ("succeeded", None)
    assert payment.book_at is not None, "asked about again"
    assert OutboxEvent.objects.filter(topic="payment.succeeded").count() == 1
    assert booked() == []


def test_a_session_in_another_currency_pays_nothing(order, twin, monkeypatch):
    real_one = gateway.retrieve_session

    def in_dollars(session_id):
        state = real_one(session_id)
        return type(state)(**{**state.__dict__, "currency": "USD"})

    monkeypatch.setattr(gateway, "retrieve_session", in_dollars)
    with pytest.raises(PermanentError):
        paid(order)

    assert Payment.objects.get().status == "open"
