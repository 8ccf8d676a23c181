"""The owner's check of Stripe's sandbox, walked through the twin so that it cannot rot."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import stripe

from marketplace.payments import gateway
from tests.stripe_twin.process import API_KEY, WEBHOOK_SECRET, onboard
from tools import sandbox

TOOL = Path(__file__).resolve().parents[2] / "tools" / "stripe_sandbox_check"


def _environment(twin, **changes):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STRIPE_")}
    return kept | {"STRIPE_API_KEY": API_KEY, "STRIPE_API_BASE": twin.url} | changes


def _start(twin, *arguments, **changes):
    return subprocess.Popen(
        [sys.executable, str(TOOL), "--wait", "20", *arguments],
        env=_environment(twin, **changes),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _free_port():
    listener = sandbox.Listener(0, "whsec_x")
    port = int(listener.url.rstrip("/").rpartition(":")[2])
    listener.close()
    return port


def test_the_whole_journey(twin):
    port = _free_port()
    twin.switch(webhook_url=f"http://127.0.0.1:{port}/", retry_seconds=0.1)
    said = []

    with _start(twin, "--listen", str(port), "--webhook-secret", WEBHOOK_SECRET) as tool:
        for line in tool.stdout:
            said.append(line.rstrip())
            if found := re.search(r"open +(http\S+)", line):
                assert onboard(found[1]).outcome == "sent"
        errors = tool.stderr.read()

    assert (tool.returncode, errors) == (0, "")
    steps = [line.split()[0] for line in said[1:] if not line.startswith(("open", " "))]
    assert steps == [name for name, _step in sandbox.STEPS]
    assert re.search(r"signed, version 2026-10-28\.endive", said[-1])
    books = twin.state()["books"]["eur"]
    assert (books["charged"], books["refunded"], books["disputed"]) == (10_000, -1200, 0)
    assert books["difference"] == 0


def test_an_account_that_is_onboarded_already(twin, account):
    with _start(twin, "--account", account) as tool:
        said = tool.stdout.read()

    assert tool.returncode == 0
    assert f"{account}, transfers active" in said
    assert "webhook  left out" in said
    assert twin.state()["accounts"] == {account: {"eur": 1500}}


def test_it_says_at_which_step_stripe_disagrees(twin, account):
    twin.require(account, disabled_reason="rejected.fraud")

    with _start(twin, "--account", account, "--wait", "1") as tool:
        said = tool.stdout.read()

    assert tool.returncode == 1
    assert said.splitlines()[-1] == "account  FAILED: the onboarding did not happen within 1 s"


def test_a_step_that_stripe_answers_wrongly_fails(twin, account):
    client = stripe.StripeClient(API_KEY, base_addresses={"api": twin.url})
    journey = sandbox.Journey(client=client, mark="CHECK-1", account=account, patience=5)
    sandbox.pay(journey)
    journey.fee += 1
    sandbox.refund_in_part(journey)
    sandbox.transfer(journey)
    sandbox.reverse_in_part(journey)

    with pytest.raises(sandbox.Failed, match=r"moved 4900 instead of 4899"):
        sandbox.add_up(journey)


@pytest.mark.parametrize(
    "changes",
    [
        {"STRIPE_API_KEY": "sk_live_1234"},
        {"STRIPE_API_KEY": "rk_live_1234"},
        {"STRIPE_API_KEY": ""},
        {"OTHER_KEY": "sk_live_1234"},
    ],
)
def test_it_does_not_start_with_live_keys(twin, changes):
    with _start(twin, **changes) as tool:
        said, why = tool.communicate()

    assert (tool.returncode, said) == (2, "")
    assert "does not start" in why
    assert "1234" not in why
    assert twin.state()["objects"] == {}


def test_a_listener_needs_a_secret(twin):
    with _start(twin, "--listen", "0") as tool:
        _said, why = tool.communicate()

    assert tool.returncode == 2
    assert "go together" in why


def test_it_walks_in_the_version_of_the_shop():
    assert sandbox.API_VERSION == gateway.API_VERSION
    assert os.access(TOOL, os.X_OK)
