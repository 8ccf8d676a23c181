"""Webhooks: signed, retried, and misdelivered on demand."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import stripe

from tests.stripe_twin import API_VERSION
from tests.stripe_twin.conftest import eventually
from tests.stripe_twin.process import WEBHOOK_SECRET, pay

PAID = ["charge.succeeded", "payment_intent.succeeded", "checkout.session.completed"]


class Receiver:
    """An endpoint that notes what arrives; the first ``refusals`` get a 500."""

    def __init__(self):
        self.refusals = 0
        self.secret = WEBHOOK_SECRET
        self.events = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                payload = self.rfile.read(int(self.headers["Content-Length"]))
                status = receiver.note(payload, self.headers["Stripe-Signature"])
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/stripe/webhook"

    def note(self, payload, signature):
        if self.refusals:
            self.refusals -= 1
            return 500
        self.events.append(stripe.Webhook.construct_event(payload, signature, self.secret))
        return 200

    @property
    def types(self):
        return [event.type for event in self.events]


@pytest.fixture(scope="module")
def listening():
    receiver = Receiver()
    thread = threading.Thread(target=receiver.server.serve_forever, args=(0.05,))
    thread.start()
    yield receiver
    receiver.server.shutdown()
    receiver.server.server_close()
    thread.join()


@pytest.fixture
def receiver(listening, twin):
    listening.refusals = 0
    listening.secret = WEBHOOK_SECRET
    listening.events.clear()
    twin.switch(webhook_url=listening.url, retry_seconds=0.05)
    return listening


def _settled(twin):
    """Once nothing is under way."""
    states = {row["state"] for row in twin.state()["deliveries"]}
    return not states & {"waiting", "sending"}


def test_events_arrive_signed_in_the_pinned_version(client, receiver, open_session, twin):
    session = open_session()
    pay(session.url)

    eventually(lambda: len(receiver.events) == 3 and _settled(twin))

    assert receiver.types == PAID
    completed = receiver.events[-1]
    assert completed.api_version == API_VERSION == stripe.api_version
    assert completed.livemode is False
    assert completed.data.object.id == session.id
    assert completed.data.object.payment_status == "paid"
    assert completed.data.object.client_reference_id == "C-1001"
    kept = client.v1.events.retrieve(completed.id)
    assert kept.type == "checkout.session.completed"
    assert kept.pending_webhooks == 0


def test_events_of_accounts_go_to_the_second_endpoint(account, receiver, twin):
    receiver.secret = twin.connect_webhook_secret
    twin.switch(webhook_url=None, connect_webhook_url=receiver.url)

    twin.require(account, past_due=["external_account"])

    eventually(lambda: receiver.types == ["account.updated"] and _settled(twin))
    assert receiver.events[0].account == account
    assert receiver.events[0].data.object.payouts_enabled is False


def test_without_a_second_endpoint_nothing_waits_for_it(account, twin):
    twin.switch(connect_webhook_secret=None)

    twin.require(account, past_due=["external_account"])

    assert twin.take() == []
    assert twin.state()["deliveries"] == []


def test_a_wrong_secret_does_not_verify(open_session, twin):
    pay(open_session().url)

    event = twin.take()[0]

    stripe.Webhook.construct_event(event.payload, event.signature, WEBHOOK_SECRET)
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(event.payload, event.signature, "whsec_other")
    forged = event.payload.replace(b"9200", b"1")
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(forged, event.signature, WEBHOOK_SECRET)


def test_a_stale_signature_on_demand(open_session, twin):
    twin.switch(signature_skew=-301)
    pay(open_session().url)

    event = twin.take()[0]

    with pytest.raises(stripe.SignatureVerificationError, match="tolerance"):
        stripe.Webhook.construct_event(event.payload, event.signature, WEBHOOK_SECRET)


def test_a_refused_delivery_is_tried_again(receiver, open_session, twin):
    receiver.refusals = 2
    pay(open_session().url)

    eventually(lambda: len(receiver.events) == 3)

    assert sorted(receiver.types) == sorted(PAID)
    eventually(lambda: _settled(twin))
    assert sorted(row["attempts"] for row in twin.state()["deliveries"]) == [1, 2, 2]


def test_never(client, receiver, open_session, twin):
    twin.switch(webhooks="never")
    session = open_session()
    pay(session.url)

    assert twin.deliver() == []
    assert receiver.events == []
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"
    assert {row["state"] for row in twin.state()["deliveries"]} == {"lost"}
    kept = client.v1.events.list({"types": PAID}).data
    assert [event.type for event in kept] == PAID[::-1]
    assert client.v1.events.list({"type": PAID[0]}).data[0].id == kept[-1].id


def test_hold_then_deliver_in_either_order(receiver, open_session, twin):
    twin.switch(webhooks="hold")
    pay(open_session().url)
    assert receiver.events == []

    sent = twin.deliver(order="reversed")

    assert [(attempt["type"], attempt["status"]) for attempt in sent] == [
        (kind, 200) for kind in PAID[::-1]
    ]
    assert receiver.types == PAID[::-1]
    assert twin.deliver() == []
    twin.deliver(event=sent[0]["event"])
    assert receiver.types == [*PAID[::-1], PAID[2]]


def test_duplicate(receiver, open_session, twin):
    twin.switch(duplicate=True)
    pay(open_session().url)

    eventually(lambda: len(receiver.events) == 6)

    ids = [event.id for event in receiver.events]
    assert len(set(ids)) == 3
    assert ids[0] == ids[1]


def test_shuffle(receiver, open_session, twin):
    twin.switch(shuffle=3)
    pay(open_session().url)

    eventually(lambda: len(receiver.events) == 3)

    assert receiver.types == PAID[::-1]


def test_delay(receiver, open_session, twin):
    twin.switch(delay=0.3)
    session = open_session()
    start = time.monotonic()
    pay(session.url)

    eventually(lambda: len(receiver.events) == 3)

    assert receiver.types == PAID
    assert time.monotonic() - start >= 0.3


def test_a_long_delay_can_be_cut_short(receiver, open_session, twin):
    twin.switch(delay=3600)
    pay(open_session().url)
    assert receiver.events == []

    twin.deliver()

    assert receiver.types == PAID


def test_nobody_needs_to_ask_for_a_session_to_expire(receiver, open_session, twin):
    session = open_session()
    # A second is left: no further request tells the twin that it is over.
    twin.set_clock(session.expires_at - 1)

    eventually(lambda: receiver.types == ["checkout.session.expired"])

    assert receiver.events[0].data.object.status == "expired"


def test_an_endpoint_gets_what_it_subscribed_to(client, receiver, open_session, twin):
    twin.switch(enabled_events=["checkout.session.completed"])
    pay(open_session().url)

    eventually(lambda: receiver.events and _settled(twin))

    assert receiver.types == ["checkout.session.completed"]
    assert len(client.v1.events.list().data) == 4


def test_an_event_names_the_request_that_caused_it(client, open_session, twin):
    session = open_session()

    client.v1.checkout.sessions.expire(session.id, {}, {"idempotency_key": "expire:1"})

    (event,) = twin.take()
    cause = json.loads(event.payload)["request"]
    assert cause["idempotency_key"] == "expire:1"
    assert cause["id"].startswith("req_")


def test_updates_say_what_was_before(client, open_session, twin):
    pay(open_session().url)
    twin.take()
    client.v1.refunds.create({"charge": client.v1.charges.list().data[0].id, "amount": 100})

    event = json.loads(twin.take()[-1].payload)

    assert event["type"] == "charge.refunded"
    assert event["data"]["previous_attributes"] == {"amount_refunded": 0, "refunded": False}
    assert event["data"]["object"]["amount_refunded"] == 100
