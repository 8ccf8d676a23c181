"""The process: its state survives, live keys keep it from starting, seeds make orders known."""

import os
import subprocess
import sys
import time

import pytest
import stripe

from tests.stripe_twin.conftest import session_params
from tests.stripe_twin.process import ROOT, TwinError, TwinProcess, pay

ROW = {
    "session_id": "cs_test_demo1",
    "intent_id": "pi_demo1",
    "charge_id": "ch_demo1",
    "amount": 9200,
    "currency": "eur",
    "client_reference_id": "C-1",
    "created": 1_790_000_000,
    "status": "paid",
    "transfer_group": "C-1",
    "refunds": [{"id": "re_demo1", "amount": 1200, "metadata": {"line": "3"}}],
}


def test_a_restart_knows_every_object(tmp_path):
    with TwinProcess(state=tmp_path / "twin.sqlite3") as twin:
        client = twin.client()
        params = session_params()
        session = client.v1.checkout.sessions.create(params, {"idempotency_key": "order:1"})
        url = session.url
        pay(url)
        waiting = client.v1.checkout.sessions.create(session_params())
        twin.switch(webhooks="hold")
        lead = twin.advance(3600) - int(time.time())

        twin.kill()
        twin.start()

        assert url == f"{twin.url}/pay/{session.id}"
        again = client.v1.checkout.sessions.create(params, {"idempotency_key": "order:1"})
        assert again.id == session.id
        paid = client.v1.checkout.sessions.retrieve(session.id)
        refund = client.v1.refunds.create({"payment_intent": paid.payment_intent, "amount": 100})
        assert refund.status == "succeeded"
        assert twin.state()["switches"]["webhooks"] == "hold"
        assert abs(twin.state()["now"] - int(time.time()) - lead) <= 1
        assert pay(waiting.url).outcome == "paid"
        assert "checkout.session.completed" in [event.type for event in twin.take()]
        assert twin.state()["sessions"] == {"complete": 2}


def _run(arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "tests.stripe_twin", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=10,
        check=False,
    )


def test_it_does_not_start_beside_a_live_key(tmp_path):
    state = tmp_path / "twin.sqlite3"

    ended = _run(["--port", "0", "--state", str(state)], STRIPE_API_KEY="sk_live_1234")

    assert ended.returncode == 2
    assert "STRIPE_API_KEY" in ended.stderr
    assert "1234" not in ended.stderr
    assert not state.exists()


def test_it_does_not_take_a_live_key(tmp_path):
    state = tmp_path / "twin.sqlite3"

    ended = _run(["--port", "0", "--state", str(state), "--api-key", "sk_live_1234"])

    assert ended.returncode == 2
    assert not state.exists()


@pytest.mark.parametrize("flag", ["--webhook-url", "--connect-webhook-url"])
def test_it_does_not_send_unsigned_events(tmp_path, flag):
    state = tmp_path / "twin.sqlite3"

    ended = _run(["--state", str(state), flag, "http://127.0.0.1/x"])

    assert ended.returncode == 2
    assert f"{flag} needs {flag.removesuffix('url')}secret" in ended.stderr
    assert not state.exists()


def test_a_process_that_ends_at_once_says_why(tmp_path):
    twin = TwinProcess(state=tmp_path / "twin.sqlite3", webhook_url="ftp://nowhere")

    with pytest.raises(TwinError, match="webhook_url"):
        twin.start()


def test_seeds_make_paid_orders_known(client, twin):
    assert twin.seed([ROW]) == {"created": 1, "changed": 0, "known": 0, "refunds": 1}

    expand = ["payment_intent.latest_charge.balance_transaction"]
    session = client.v1.checkout.sessions.retrieve("cs_test_demo1", {"expand": expand})
    assert (session.status, session.client_reference_id) == ("complete", "C-1")
    intent = session.payment_intent
    assert (intent.id, intent.transfer_group, intent.status) == ("pi_demo1", "C-1", "succeeded")
    charge = intent.latest_charge
    assert (charge.id, charge.amount_refunded, charge.created) == ("ch_demo1", 1200, ROW["created"])
    assert charge.balance_transaction.status == "available"
    assert client.v1.refunds.retrieve("re_demo1").metadata.to_dict() == {"line": "3"}
    assert client.v1.refunds.create({"payment_intent": "pi_demo1"}).amount == 8000
    assert client.v1.events.list({"type": "checkout.session.completed"}).data == []


def test_seeds_sown_again_change_nothing(client, twin):
    twin.seed([ROW])
    client.v1.refunds.create({"payment_intent": "pi_demo1", "amount": 800})
    before = twin.state()["objects"]

    assert twin.seed([ROW]) == {"created": 0, "changed": 0, "known": 1, "refunds": 0}

    assert twin.state()["objects"] == before
    assert client.v1.charges.retrieve("ch_demo1").amount_refunded == 2000


def test_seeds_of_open_and_expired_sessions(client, twin):
    now = twin.state()["now"]
    open_row = {name: ROW[name] for name in ("amount", "currency", "client_reference_id")} | {
        "session_id": "cs_test_open",
        "created": now,
        "status": "open",
        "success_url": "http://shop.test/merci",
    }
    twin.seed([open_row, open_row | {"session_id": "cs_test_gone", "status": "expired"}])

    session = client.v1.checkout.sessions.retrieve("cs_test_open")
    assert session.status == "open"
    assert client.v1.checkout.sessions.retrieve("cs_test_gone").status == "expired"
    assert pay(session.url).redirect == "http://shop.test/merci"


@pytest.mark.parametrize(
    "change",
    [
        {"amount": 9300},
        {"status": "lost"},
        {"surprise": 1},
        {"refunds": [{"id": "re_demo2", "amount": 9000}]},
    ],
)
def test_seeds_that_contradict_are_refused_as_a_whole(client, twin, change):
    twin.seed([ROW])
    other = ROW | {"session_id": "cs_test_demo2", "intent_id": "pi_2", "charge_id": "ch_2"}

    with pytest.raises(TwinError):
        twin.seed([other | {"refunds": []}, ROW | change])

    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.retrieve("cs_test_demo2")


def test_the_clock_can_stand_in_the_past(client, twin):
    monday = 1_772_442_000  # 2026-03-02 09:00 UTC
    twin.set_clock(monday)

    session = client.v1.checkout.sessions.create(session_params(expires_at=monday + 31 * 60))

    assert monday <= session.created <= monday + 5


def test_a_reset_returns_to_the_start(client, twin):
    twin.seed([ROW])
    client.v1.checkout.sessions.create(session_params(), {"idempotency_key": "order:1"})
    fresh = twin.state()["switches"] | {"webhook_secret": twin.webhook_secret}
    twin.switch(webhook_url="http://127.0.0.1:9/", webhooks="never", fault="429")
    twin.advance(3600)

    twin.reset()

    state = twin.state()
    assert state["objects"] == {}
    assert state["deliveries"] == []
    assert state["clock_lead"] == 0
    assert state["switches"] == fresh
    assert client.v1.checkout.sessions.create(
        session_params(client_reference_id="C-2"), {"idempotency_key": "order:1"}
    )
