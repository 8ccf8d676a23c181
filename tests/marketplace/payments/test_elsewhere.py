"""What went wrong in other shops and marketplaces, by their issue numbers: not here.

Side by side, in real time, most of these are in ``tests/races`` too.
"""

import time
from datetime import timedelta

import pytest
import stripe
from django.urls import reverse
from oscar.core.loading import get_model

from marketplace.buying import operations as buying
from marketplace.core import clock as real
from marketplace.core.errors import PermanentError
from marketplace.core.models import OutboxEvent, StoredEmail
from marketplace.core.scopes import house_scope
from marketplace.fulfilment import operations as fulfilment
from marketplace.fulfilment.models import Consignment, ConsignmentLine
from marketplace.payments import gateway, operations
from marketplace.payments.models import Payment, Refund, WebhookEvent
from tests import shop
from tests.marketplace.payments.test_payments import fresh, open_page, post_events
from tests.stripe_twin.process import pay

Order = get_model("order", "Order")
pytestmark = pytest.mark.django_db


@pytest.fixture
def order(twin):
    return shop.order()


def told(topic):
    return OutboxEvent.objects.filter(topic=topic).count()


def test_saleor_14648_webhook_and_return_page_count_one_payment(order, twin, client, relay):
    pay(open_page(order))

    buying.look_again(order=order, at=real.now())
    post_events(client, twin.take())
    buying.look_again(order=Order.objects.get(), at=real.now())
    relay()

    assert fresh(order) == ("paid", "succeeded")
    assert (told("payment.succeeded"), told("order.paid")) == (1, 1)
    assert StoredEmail.objects.filter(to="camille@exemple.fr").count() == 1
    assert Payment.objects.get().amount_minor == 20980


def test_medusa_13301_a_paid_order_is_never_refunded_for_being_told_twice(
    order, twin, client, relay
):
    """There the second of the two found the basket gone, and gave the money back."""
    pay(open_page(order))
    buying.look_again(order=order, at=real.now())
    post_events(client, twin.take())
    relay()

    operations.sweep(at=real.now() + timedelta(hours=2))
    buying.sweep(at=real.now() + timedelta(hours=2))
    relay(real.now() + timedelta(hours=2))

    assert fresh(order) == ("paid", "succeeded")
    assert not Refund.objects.exists()
    assert "refund" not in twin.state()["objects"]


def test_spree_14622_an_order_in_several_parcels_is_charged_once(twin, client, relay):
    order = shop.order(*(shop.offer(minor=1000 * n) for n in (1, 2, 3)))
    pay(open_page(order))
    post_events(client, twin.take())
    relay()

    with house_scope():
        assert Consignment.objects.count() == 3
    (charge,) = twin.client().v1.charges.list().data
    assert charge.amount == 6000 + 3 * 490 == Payment.objects.get().amount_minor
    assert charge.transfer_group == order.number


def test_solidus_281_a_refund_whose_answer_was_lost_is_told_before_it_is_found(
    order, twin, client, relay
):
    """There the webhook wrote a second refund, since the first did not know its id yet."""
    pay(open_page(order))
    post_events(client, twin.take())
    relay()
    with house_scope():
        line = ConsignmentLine.objects.order_by("pk").first()
        twin.switch(fault={"kind": "commit_then_drop", "count": 9, "match": "POST /v1/refunds"})
        fulfilment.refuse_line(line=line, reason="Abîmé", actor=None, at=real.now())
    relay()
    assert set(Refund.objects.values_list("status", "stripe_id")) == {("new", None)}
    made = twin.state()["objects"]["refund"]

    post_events(client, twin.take())
    relay()
    twin.switch(fault=None)
    for minutes in (1, 3, 9):
        operations.sweep(at=real.now() + timedelta(minutes=minutes))
    post_events(client, twin.take())
    relay()

    assert set(Refund.objects.values_list("status", flat=True)) == {"succeeded"}
    assert Refund.objects.count() == twin.state()["objects"]["refund"] == made


@pytest.mark.parametrize("secret", ["", "   "])
def test_shopper_602_without_a_secret_nobody_can_sign(order, twin, client, settings, secret):
    pay(open_page(order))
    payload = twin.take()[-1].payload.decode()
    settings.STRIPE_WEBHOOK_SECRET = secret
    forged = stripe.WebhookSignature.generate_signature_header(
        payload, secret, timestamp=int(time.time())
    )

    with pytest.raises(PermanentError, match="no webhook secret"):
        gateway.read_event(payload=payload.encode(), signature=forged, at=real.now())
    answer = client.post(
        reverse("payments:stripe-events"),
        payload,
        content_type="application/json",
        headers={"Stripe-Signature": forged},
    )

    assert answer.status_code == 400
    assert not WebhookEvent.objects.exists()
    assert fresh(order) == ("awaiting_payment", "open")
