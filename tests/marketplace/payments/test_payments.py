"""Payments against the twin, through the real SDK: nothing moves but by what Stripe says."""

from datetime import timedelta

import pytest
from django.urls import reverse
from oscar.core.loading import get_model

from marketplace.buying import operations as buying
from marketplace.core import clock as real
from marketplace.core.errors import IllegalMove, PermanentError, TransientError
from marketplace.core.models import OutboxEvent, StoredEmail
from marketplace.core.money import Money
from marketplace.core.scopes import house_scope
from marketplace.fulfilment.models import Consignment
from marketplace.payments import gateway, operations, queries
from marketplace.payments.models import Payment, Refund, WebhookEvent
from marketplace.payments.operations import NotPayable, RefundTooLarge, sessions
from tests import shop
from tests.stripe_twin.process import abandon, pay

StockRecord = get_model("partner", "StockRecord")
pytestmark = pytest.mark.django_db
DECLINED, ASKS_3DS = "4000000000000002", "4000002500003155"


@pytest.fixture
def order(twin):
    return shop.order()


def open_page(order):
    return buying.start_payment(
        order=order,
        success_url="http://127.0.0.1:8000/merci",
        cancel_url="http://127.0.0.1:8000/retour",
        at=real.now(),
    )


def post_events(client, events):
    return [
        client.post(
            reverse("payments:stripe-events"),
            event.payload,
            content_type="application/json",
            headers={"Stripe-Signature": event.signature},
        ).status_code
        for event in events
    ]


def fresh(order):
    order.refresh_from_db()
    return order.status, Payment.objects.get(order=order).status


def allocated():
    return sorted(StockRecord.objects.values_list("num_allocated", flat=True))


def test_paid_by_webhook(order, twin, client, relay):
    pay(open_page(order))

    assert set(post_events(client, twin.take())) == {200}
    assert fresh(order) == ("awaiting_payment", "open"), "the answer is fast, the work follows"
    relay()

    assert fresh(order) == ("paid", "succeeded")
    assert allocated() == [1, 1]
    with house_scope():
        assert set(Consignment.objects.values_list("status", flat=True)) == {"to_accept"}
    assert StoredEmail.objects.filter(to="camille@exemple.fr").count() == 1


def test_the_return_page_or_a_forged_event_prove_nothing(order, client, relay, twin):
    open_page(order)
    session = Payment.objects.get(order=order).session_id
    forged = b'{"id":"evt_1","type":"checkout.session.completed","data":{"object":{"id":"%s"}}}' % (
        session.encode()
    )
    answer = client.post(
        reverse("payments:stripe-events"),
        forged,
        content_type="application/json",
        headers={"Stripe-Signature": "t=1,v1=00"},
    )
    relay()

    assert answer.status_code == 400
    assert fresh(order) == ("awaiting_payment", "open")
    assert not WebhookEvent.objects.exists()


def test_an_event_said_to_be_paid_is_asked_about_again(order, client, relay, twin):
    """A signed event whose content lies changes nothing: Stripe is asked."""
    open_page(order)
    payment = Payment.objects.get(order=order)
    about = {"object": "checkout.session", "id": payment.session_id, "payment_status": "paid"}
    event = {"id": "evt_lie", "type": "checkout.session.completed", "data": {"object": about}}
    operations.receive_event(event=event, at=real.now())
    relay()

    assert fresh(order) == ("awaiting_payment", "open")


def test_the_same_event_twice_is_handled_once(order, twin, client, relay):
    pay(open_page(order))
    events = twin.take()
    post_events(client, events + events)
    relay()
    post_events(client, events)
    relay()

    assert fresh(order) == ("paid", "succeeded")
    assert WebhookEvent.objects.count() == len(events)
    assert OutboxEvent.objects.filter(topic="payment.succeeded").count() == 1
    assert OutboxEvent.objects.filter(topic="order.paid").count() == 1


def test_events_out_of_order(order, twin, client, relay):
    url = open_page(order)
    pay(url, card=DECLINED)
    pay(url)
    post_events(client, twin.take(order="reversed"))
    relay()

    assert fresh(order) == ("paid", "succeeded")


def test_a_webhook_that_never_comes_is_the_sweepers(order, twin, relay):
    twin.switch(webhooks="never")
    pay(open_page(order))

    assert operations.sweep(at=real.now()) == 0, "not yet due"
    assert operations.sweep(at=real.now() + timedelta(minutes=1)) == 1
    relay()

    assert fresh(order) == ("paid", "succeeded")


def test_one_payment_that_cannot_be_moved_holds_up_no_other(twin, monkeypatch, relay):
    broken, sound = shop.order(), shop.order()
    for each in (broken, sound):
        pay(open_page(each))
    real_one = sessions._succeed

    def succeed(payment, session, *, at):
        if payment.order_id == broken.pk:
            raise RuntimeError("a row that cannot be written")
        real_one(payment, session, at=at)

    monkeypatch.setattr(sessions, "_succeed", succeed)

    assert operations.sweep(at=real.now() + timedelta(minutes=1)) == 1
    relay()

    assert (fresh(broken), fresh(sound)) == (("awaiting_payment", "open"), ("paid", "succeeded"))


def test_declined_then_paid(order, twin, client, relay):
    url = open_page(order)
    assert pay(url, card=DECLINED).outcome == "declined"
    post_events(client, twin.take())
    relay()
    assert fresh(order) == ("awaiting_payment", "open")

    assert pay(url).outcome == "paid"
    post_events(client, twin.take())
    relay()
    assert fresh(order) == ("paid", "succeeded")


@pytest.mark.parametrize(
    ("answer", "status"),
    [("accept", ("paid", "succeeded")), ("refuse", ("awaiting_payment", "open"))],
)
def test_three_d_secure(order, twin, client, relay, answer, status):
    pay(open_page(order), card=ASKS_3DS, three_d_secure=answer)
    post_events(client, twin.take())
    relay()

    assert fresh(order) == status


def test_abandoned_orders_expire_and_give_their_stock_back(order, twin, relay):
    abandon(open_page(order))
    assert allocated() == [1, 1]

    assert buying.sweep(at=real.now() + timedelta(minutes=34)) == 0
    assert buying.sweep(at=real.now() + timedelta(minutes=36)) == 1
    relay()

    assert fresh(order) == ("expired", "expired")
    assert allocated() == [0, 0]
    with house_scope():
        assert set(Consignment.objects.values_list("status", flat=True)) == {"cancelled"}


def test_paid_in_the_last_second_is_paid(order, twin, relay):
    pay(open_page(order))

    buying.expire(order=order, at=real.now() + timedelta(minutes=36))
    relay()

    assert fresh(order) == ("paid", "succeeded")
    assert allocated() == [1, 1]


def test_an_order_whose_page_was_never_opened_expires_too(order, twin, relay):
    buying.sweep(at=real.now() + timedelta(minutes=36))
    relay()

    assert fresh(order) == ("expired", "expired")
    assert allocated() == [0, 0]
    with pytest.raises(NotPayable):
        open_page(order)


def test_stripe_down_at_expiry_keeps_the_stock_until_it_answers(order, twin, relay):
    open_page(order)
    twin.switch(fault={"kind": "500_before", "count": 9})

    buying.sweep(at=real.now() + timedelta(minutes=36))
    relay()
    assert fresh(order) == ("awaiting_payment", "open")
    assert allocated() == [1, 1]

    twin.switch(fault=None)
    buying.sweep(at=real.now() + timedelta(minutes=37))
    relay()
    assert fresh(order) == ("expired", "expired")


def test_paid_after_the_stock_was_given_back_is_refunded(order, twin, relay):
    url = open_page(order)
    pay(url)
    Payment.objects.filter(order=order).update(status="expired")
    buying._release(order, at=real.now())
    StockRecord.objects.update(num_in_stock=0)  # others have bought it

    operations.sync(payment=Payment.objects.get(order=order), at=real.now())
    relay()

    assert fresh(order) == ("expired", "succeeded")
    refund = Refund.objects.get()
    assert (refund.key, refund.status) == (f"late:{order.pk}", "succeeded")
    assert refund.amount_minor == 20980


def test_the_page_stays_the_same(order, twin):
    assert open_page(order) == open_page(order)
    assert twin.state()["objects"]["checkout.session"] == 1


@pytest.mark.parametrize("kind", ["commit_then_drop", "500_after_commit", "500_saved", "slow"])
def test_a_lost_answer_opens_no_second_page(order, twin, kind):
    twin.switch(fault={"kind": kind, "count": 1, "seconds": 0.2})
    try:
        open_page(order)
    except TransientError:
        open_page(order)

    assert twin.state()["objects"]["checkout.session"] == 1


def test_too_many_requests_is_for_later(order, twin):
    twin.switch(fault={"kind": "429", "count": 1})
    with pytest.raises(TransientError):
        open_page(order)

    assert open_page(order)


# --- refunds ---------------------------------------------------------------------------------
@pytest.fixture
def paid(order, relay):
    pay(open_page(order))
    operations.sync(payment=Payment.objects.get(order=order), at=real.now())
    relay()
    order.refresh_from_db()
    return order


def ask(order, *, key="line:1", minor=500):
    return operations.request_refund(
        order_id=order.pk, key=key, amount=Money(minor), reason="refused", at=real.now()
    )


def test_asked_twice_refunded_once(paid, twin, relay):
    assert ask(paid).pk == ask(paid).pk
    relay()
    ask(paid)
    relay()

    assert Refund.objects.get().status == "succeeded"
    assert twin.state()["objects"]["refund"] == 1


def test_never_more_than_was_paid(paid, relay):
    ask(paid, minor=20000)
    with pytest.raises(RefundTooLarge, match="9,80"):
        ask(paid, key="line:2", minor=981)
    relay()

    assert Refund.objects.count() == 1


@pytest.mark.parametrize(
    "kind", ["commit_then_drop", "500_after_commit", "500_saved", "429", "500_before"]
)
def test_a_refund_whose_answer_was_lost_is_sent_once(paid, twin, relay, kind):
    twin.switch(
        fault={"kind": kind, "count": 1 if "500_" in kind else 3, "match": "POST /v1/refunds"}
    )
    ask(paid)
    relay()
    twin.switch(fault=None)
    operations.sweep(at=real.now() + timedelta(hours=25))
    relay()

    assert Refund.objects.get().status == "succeeded"
    assert twin.state()["objects"]["refund"] == 1


def test_a_refund_that_bounces_is_not_called_paid_back(paid, twin, client, relay):
    ask(paid)
    relay()
    twin.take()
    twin.fail_refund(Refund.objects.get().stripe_id, reason="expired_or_canceled_card")
    post_events(client, twin.take())
    relay()

    assert Refund.objects.get().status == "failed"


def test_a_refund_that_bounced_is_asked_for_again_once(paid, twin, client, relay):
    ask(paid)
    relay()
    twin.take()
    bounced = Refund.objects.get()
    with pytest.raises(IllegalMove):
        operations.refund_again(refund=bounced, at=real.now())
    twin.fail_refund(bounced.stripe_id)
    post_events(client, twin.take())
    relay()
    bounced.refresh_from_db()
    assert [row.pk for row in queries.unpaid_refunds()] == [bounced.pk]

    again = operations.refund_again(refund=bounced, at=real.now())
    assert operations.refund_again(refund=bounced, at=real.now()) == again
    relay()

    assert list(Refund.objects.order_by("pk").values_list("status", "amount_minor")) == [
        ("failed", bounced.amount_minor), ("succeeded", bounced.amount_minor),
    ]  # fmt: skip
    assert twin.state()["objects"]["refund"] == 2
    assert not queries.unpaid_refunds().exists()
    assert queries.is_again(again)


def test_the_money_of_a_refund_that_bounced_is_kept_for_it(paid, relay):
    bounced = ask(paid, minor=20000)
    relay()
    Refund.objects.filter(pk=bounced.pk).update(status="failed")
    bounced.refresh_from_db()
    with pytest.raises(RefundTooLarge):
        ask(paid, key="goodwill:1", minor=981)

    again = operations.refund_again(refund=bounced, at=real.now())
    Refund.objects.filter(pk=again.pk).update(status="failed")
    again.refresh_from_db()
    third = operations.refund_again(refund=again, at=real.now())

    assert third.amount == bounced.amount
    with pytest.raises(RefundTooLarge):
        ask(paid, key="goodwill:1", minor=981)


def test_a_refund_works_after_the_twin_was_restarted(paid, twin, relay):
    twin.restart()
    ask(paid)
    relay()

    assert Refund.objects.get().status == "succeeded"


# --- what is not from Stripe -----------------------------------------------------------------
@pytest.mark.parametrize(
    ("changed", "value", "said"),
    [
        ("api_version", "2020-01-01", "version"),
        ("livemode", True, "live and test"),
        ("account", "acct_1", "another account"),
    ],
)
def test_events_of_another_kind_are_refused(settings, changed, value, said):
    import json
    import time

    import stripe

    event = {
        "id": "evt_1", "object": "event", "type": "x", "livemode": False,
        "api_version": gateway.API_VERSION, "data": {"object": {}}, changed: value,
    }  # fmt: skip
    payload = json.dumps(event)
    header = stripe.WebhookSignature.generate_signature_header(
        payload, settings.STRIPE_WEBHOOK_SECRET, timestamp=int(time.time())
    )

    with pytest.raises(PermanentError, match=said):
        gateway.read_event(payload=payload.encode(), signature=header, at=real.now())


@pytest.mark.parametrize("skew", [-400, 400])
def test_old_and_future_signatures_are_refused(settings, skew):
    import json
    import time

    import stripe

    payload = json.dumps({"id": "evt_1", "object": "event", "api_version": gateway.API_VERSION})
    header = stripe.WebhookSignature.generate_signature_header(
        payload, settings.STRIPE_WEBHOOK_SECRET, timestamp=int(time.time()) + skew
    )

    with pytest.raises(PermanentError):
        gateway.read_event(payload=payload.encode(), signature=header, at=real.now())


def test_the_endpoint_takes_posts_alone(client):
    assert client.get(reverse("payments:stripe-events")).status_code == 405
