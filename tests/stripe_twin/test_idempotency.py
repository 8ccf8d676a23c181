"""``Idempotency-Key``: replay, mismatch, in flight, and how long it is known."""

import threading

import pytest
import stripe

from tests.stripe_twin.conftest import account_params, eventually, session_params
from tests.stripe_twin.resources import REGISTRY

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


# --- each address that changes something --------------------------------------------------------
@pytest.fixture
def posts(client, charge, account, transfer, twin):
    """By address, a call that may be made once: with a key it is, however often it is asked."""
    made = transfer(4000)
    twin.advance(7 * DAY)
    theirs = {"stripe_account": account}
    v1 = client.v1
    disputed, conceded = (_disputed(client, twin) for _ in range(2))
    session = v1.checkout.sessions.create(session_params())
    intent = {
        "amount": 5000,
        "currency": "eur",
        "payment_method": "pm_card_visa",
        "confirm": True,
        "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
    }
    link = {
        "account": account,
        "type": "account_onboarding",
        "refresh_url": "http://shop.test/lien",
        "return_url": "http://shop.test/retour",
    }
    out = {"amount": 100, "currency": "eur"}
    evidence = {"evidence": {"customer_name": "Camille"}}
    source = {"destination": account, "source_transaction": charge.id}
    return {
        "/v1/checkout/sessions": lambda key: v1.checkout.sessions.create(session_params(), key),
        "/v1/checkout/sessions/{session}/expire": lambda key: v1.checkout.sessions.expire(
            session.id, {}, key
        ),
        "/v1/payment_intents": lambda key: v1.payment_intents.create(intent, key),
        "/v1/refunds": lambda key: v1.refunds.create({"charge": charge.id, "amount": 1}, key),
        "/v1/customers": lambda key: v1.customers.create({"email": "a@cordee.test"}, key),
        "/v1/accounts": lambda key: v1.accounts.create(account_params(), key),
        "/v1/account_links": lambda key: v1.account_links.create(link, key),
        "/v1/transfers": lambda key: v1.transfers.create(out | source, key),
        "/v1/transfers/{transfer}/reversals": lambda key: v1.transfers.reversals.create(
            made.id, {"amount": 1}, key
        ),
        "/v1/payouts": lambda key: v1.payouts.create(out, theirs | key),
        "/v1/disputes/{dispute}": lambda key: v1.disputes.update(disputed, evidence, key),
        "/v1/disputes/{dispute}/close": lambda key: v1.disputes.close(conceded, {}, key),
    }


def _disputed(client, twin):
    intent = client.v1.payment_intents.create(
        {
            "amount": 5000,
            "currency": "eur",
            "payment_method": "pm_card_visa",
            "confirm": True,
            "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
        }
    )
    return twin.dispute(intent.latest_charge)


REFUSING = {"/v1/payment_intents/{intent}/cancel"}
ELSEWHERE = {"/v1/payment_methods/{payment_method}/detach"}  # it needs a card that was kept
CHANGING = sorted(
    {route.path for route in REGISTRY.routes if route.method == "POST"} - REFUSING - ELSEWHERE
)


@pytest.mark.parametrize("path", CHANGING)
def test_what_was_done_and_not_heard_of_is_done_once(twin, posts, path):
    before = _done(twin)
    twin.switch(fault="commit_then_drop")
    with pytest.raises(stripe.APIConnectionError):
        posts[path](KEY)
    after = _done(twin)
    assert after != before

    first, again = posts[path](KEY), posts[path](KEY)

    assert first.to_dict() == again.to_dict()
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    assert _done(twin) == after


@pytest.mark.parametrize("fault", ["500_before", "429"])
@pytest.mark.parametrize("path", CHANGING)
def test_what_was_not_done_leaves_nothing(twin, posts, path, fault):
    before = _done(twin)
    twin.switch(fault=fault)

    with pytest.raises((stripe.APIError, stripe.RateLimitError)):
        posts[path](KEY)

    assert _done(twin) == before
    assert posts[path](KEY).object


def _done(twin):
    """Everything there is, and what the balances are: another call would change it."""
    state = twin.state()
    return state["objects"], state["sessions"], state["balance"], state["accounts"]
