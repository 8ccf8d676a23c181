"""``Idempotency-Key``: replay, mismatch, in flight, and how long it is known."""

import threading

import pytest
import stripe

from tests.stripe_twin.conftest import eventually, session_params

KEY = {"idempotency_key": "checkout:1001"}
DAY = 24 * 3600


def _count(client):
    return len(client.v1.checkout.sessions.list().data)


def test_the_same_request_is_answered_the_same(client):
    first = client.v1.checkout.sessions.create(session_params(), KEY)
    again = client.v1.checkout.sessions.create(session_params(), KEY)

    assert again.id == first.id
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    assert _count(client) == 1


def test_another_request_with_the_same_key_is_refused(client):
    client.v1.checkout.sessions.create(session_params(), KEY)

    with pytest.raises(stripe.IdempotencyError, match="same parameters") as refused:
        client.v1.checkout.sessions.create(session_params(client_reference_id="C-2"), KEY)
    with pytest.raises(stripe.IdempotencyError, match="same endpoint"):
        client.v1.refunds.create({"charge": "ch_1"}, KEY)

    assert refused.value.http_status == 400
    assert _count(client) == 1


def test_a_server_error_is_replayed_too(client, twin):
    twin.switch(fault="500_after_commit")

    for _ in range(2):
        with pytest.raises(stripe.APIError) as failed:
            client.v1.checkout.sessions.create(session_params(), KEY)
        assert failed.value.http_status == 500

    assert _count(client) == 1


def test_a_refusal_is_replayed_too(client):
    params = {"charge": "ch_unknown"}
    for _ in range(2):
        with pytest.raises(stripe.InvalidRequestError, match="No such charge") as refused:
            client.v1.refunds.create(params, KEY)

    assert refused.value.headers["Idempotent-Replayed"] == "true"


def test_a_request_that_breaks_the_contract_does_not_use_its_key_up(client):
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.create(session_params(surprise="1"), KEY)

    assert client.v1.checkout.sessions.create(session_params(), KEY).status == "open"


def test_a_key_in_flight_conflicts(client, twin):
    twin.switch(fault={"kind": "slow", "seconds": 1})
    made = []
    first = threading.Thread(
        target=lambda: made.append(client.v1.checkout.sessions.create(session_params(), KEY))
    )
    first.start()
    eventually(lambda: twin.state()["switches"]["faults"] == [])

    with pytest.raises(stripe.APIError) as refused:
        client.v1.checkout.sessions.create(session_params(), KEY)

    first.join()
    assert refused.value.http_status == 409
    assert refused.value.error.code == "idempotency_key_in_use"
    assert client.v1.checkout.sessions.create(session_params(), KEY).id == made[0].id
    assert _count(client) == 1


def test_a_key_is_forgotten_after_a_day(client, twin):
    first = client.v1.checkout.sessions.create(session_params(), KEY)

    twin.advance(DAY + 1)

    assert client.v1.checkout.sessions.create(session_params(), KEY).id != first.id


def test_the_sdk_retries_with_the_same_key(twin):
    twin.switch(fault="commit_then_drop")

    session = twin.client(max_network_retries=1).v1.checkout.sessions.create(session_params())

    assert session.status == "open"
    assert _count(twin.client()) == 1
