"""Faults: what the caller sees, and what was done all the same."""

import time

import pytest
import stripe

from tests.stripe_twin.conftest import session_params
from tests.stripe_twin.process import TwinError

KEY = {"idempotency_key": "checkout:1001"}


def _create(client):
    return client.v1.checkout.sessions.create(session_params(), KEY)


def _count(client):
    return len(client.v1.checkout.sessions.list().data)


def test_commit_then_drop(client, twin):
    twin.switch(fault="commit_then_drop")

    with pytest.raises(stripe.APIConnectionError):
        _create(client)

    assert _count(client) == 1
    assert _create(client).id == client.v1.checkout.sessions.list().data[0].id


def test_a_server_error_after_the_commit(client, twin):
    twin.switch(fault="500_after_commit")

    with pytest.raises(stripe.APIError) as failed:
        _create(client)

    assert failed.value.http_status == 500
    assert _count(client) == 1


def test_a_server_error_before_anything(client, twin):
    twin.switch(fault="500_before")

    with pytest.raises(stripe.APIError):
        _create(client)

    assert _count(client) == 0
    assert _create(client).status == "open"


def test_a_server_error_that_sticks_to_its_key(client, twin):
    twin.switch(fault="500_saved")

    for _ in range(2):
        with pytest.raises(stripe.APIError):
            _create(client)

    assert _count(client) == 0


def test_too_many_requests(client, twin):
    twin.switch(fault={"kind": "429", "count": 2})

    for _ in range(2):
        with pytest.raises(stripe.RateLimitError):
            _create(client)

    assert _create(client).status == "open"
    assert _count(client) == 1


def test_slow(client, twin):
    twin.switch(fault={"kind": "slow", "seconds": 0.3})
    start = time.monotonic()

    _create(client)

    assert time.monotonic() - start >= 0.3


def test_a_fault_waits_for_its_address(client, twin):
    twin.switch(fault={"kind": "429", "match": "POST /v1/refunds"})

    _create(client)
    with pytest.raises(stripe.RateLimitError):
        client.v1.refunds.create({"charge": "ch_1"})


def test_faults_are_taken_back(client, twin):
    twin.switch(fault="500_before")
    twin.switch(fault=None)

    assert _create(client).status == "open"


@pytest.mark.parametrize(
    "switches",
    [
        {"fault": "sulk"},
        {"fault": {"kind": "slow", "hours": 1}},
        {"webhooks": "perhaps"},
        {"delay": "long"},
        {"no_such_switch": True},
        {"webhook_url": "not an address"},
    ],
)
def test_a_switch_that_means_nothing_is_refused(twin, switches):
    before = twin.state()["switches"]

    with pytest.raises(TwinError):
        twin.switch(**switches)

    assert twin.state()["switches"] == before
