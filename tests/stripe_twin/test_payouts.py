"""Payouts of connected accounts: sent, arrived, and come back."""

import json

import pytest
import stripe

from tests.stripe_twin import banks
from tests.stripe_twin.process import TwinError

DAY = 24 * 3600


@pytest.fixture
def theirs(account):
    return {"stripe_account": account}


@pytest.fixture
def payout(client, transfer, theirs, twin):
    """Pays out of 40,00 € that an account can spend; other events are out of the way."""
    transfer(4000)
    twin.advance(7 * DAY)
    twin.take()

    def create(amount=4000, **changes):
        return client.v1.payouts.create({"amount": amount, "currency": "eur"} | changes, theirs)

    return create


def _available(client, theirs):
    return client.v1.balance.retrieve({}, theirs).available[0].amount


def test_from_pending_to_paid(client, payout, theirs, twin, account):
    made = payout(metadata={"payout": "9"}, statement_descriptor="CORDEE 2026-11")

    assert made.id.startswith("po_")
    assert (made.status, made.automatic, made.type) == ("pending", False, "bank_account")
    assert made.metadata.to_dict() == {"payout": "9"}
    assert made.arrival_date % DAY == 0
    assert made.created + DAY < made.arrival_date <= made.created + 2 * DAY
    assert _available(client, theirs) == 0
    statuses = []
    for seconds in (3601, 2 * DAY):
        twin.advance(seconds)
        statuses.append(client.v1.payouts.retrieve(made.id, {}, theirs).status)
    assert statuses == ["in_transit", "paid"]
    events = twin.take()
    assert [event.type for event in events] == ["payout.created", "payout.updated", "payout.paid"]
    assert {event.account for event in events} == {account}
    (booked,) = client.v1.balance_transactions.list({"source": made.id}, theirs).data
    assert (booked.id, booked.type, booked.net) == (made.balance_transaction, "payout", -4000)


def test_payouts_are_seen_from_their_account_alone(client, payout, theirs, twin):
    twin.seed_accounts([{"account_id": "acct_other"}])
    made = payout()

    assert client.v1.payouts.list().data == []
    assert client.v1.payouts.list({}, {"stripe_account": "acct_other"}).data == []
    assert [one.id for one in client.v1.payouts.list({"status": "pending"}, theirs).data] == [
        made.id
    ]
    assert client.v1.payouts.list({"status": "paid"}, theirs).data == []
    with pytest.raises(stripe.InvalidRequestError, match="No such payout"):
        client.v1.payouts.retrieve(made.id)


def test_never_more_than_is_available(client, payout, theirs, transfer):
    transfer(1000)

    with pytest.raises(stripe.InvalidRequestError, match="insufficient") as refused:
        payout(5001)

    assert (refused.value.http_status, refused.value.code) == (400, "balance_insufficient")
    assert client.v1.payouts.list({}, theirs).data == []


def test_pending_money_is_not_paid_out(client, transfer, theirs):
    transfer(4000)

    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.payouts.create({"amount": 1, "currency": "eur"}, theirs)

    assert refused.value.code == "balance_insufficient"


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"amount": 0}, "amount"),
        ({"currency": "xxx"}, "currency"),
        ({"statement_descriptor": "x" * 23}, "statement_descriptor"),
        ({"method": "instant"}, "method=instant"),
        ({"destination": "ba_1"}, "destination"),
    ],
)
def test_payouts_that_are_refused(client, payout, theirs, changes, param):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        payout(**changes)

    assert refused.value.param == param
    assert client.v1.payouts.list({}, theirs).data == []


def test_an_account_whose_payouts_are_stopped(client, payout, account, theirs, twin):
    twin.require(account, past_due=["external_account"])

    with pytest.raises(stripe.InvalidRequestError) as refused:
        payout()

    assert refused.value.code == "payouts_not_allowed"
    assert client.v1.payouts.list({}, theirs).data == []


def test_paid_then_failed(client, payout, theirs, twin):
    twin.switch(payout_fails_after=3 * DAY)
    made = payout()
    twin.advance(2 * DAY)
    assert client.v1.payouts.retrieve(made.id, {}, theirs).status == "paid"
    assert _available(client, theirs) == 0
    twin.take()

    twin.advance(3 * DAY)

    failed = client.v1.payouts.retrieve(
        made.id, {"expand": ["failure_balance_transaction"]}, theirs
    )
    assert (failed.status, failed.failure_code) == ("failed", "could_not_process")
    assert failed.failure_message == "The bank could not process this payout."
    returned = failed.failure_balance_transaction
    assert (returned.type, returned.reporting_category, returned.net) == (
        "payout_failure",
        "payout_reversal",
        4000,
    )
    assert _available(client, theirs) == 4000
    (event,) = twin.take()
    told = json.loads(event.payload)["data"]
    assert event.type == "payout.failed"
    assert told["previous_attributes"] == {"status": "paid"}
    twin.switch(payout_fails_after=None)
    assert payout().status == "pending"


@pytest.mark.parametrize("wait", [0, DAY])
def test_a_payout_made_to_fail_now(client, payout, account, theirs, twin, wait):
    made = payout()
    twin.advance(wait)

    twin.fail_payout(made.id)
    twin.fail_payout(made.id)
    twin.advance(10 * DAY)

    assert client.v1.payouts.retrieve(made.id, {}, theirs).status == "failed"
    assert _available(client, theirs) == 4000
    assert client.v1.accounts.retrieve(account).payouts_enabled is True


def test_a_closed_bank_account_has_to_be_replaced(client, payout, account, theirs, twin):
    made = payout()

    twin.fail_payout(made.id, reason="account_closed")

    shown = client.v1.accounts.retrieve(account)
    assert shown.requirements.past_due == ["external_account"]
    assert (shown.payouts_enabled, shown.capabilities.transfers) == (False, "active")
    twin.onboard(account)
    assert payout().status == "pending"


def test_a_test_bank_that_refuses(client, payout, account, theirs, twin):
    (iban,) = [iban for iban, reason in banks.FAILURES.items() if reason == "no_account"]
    twin.require(account, past_due=["external_account"])
    twin.onboard(account, iban=iban)
    made = payout()

    twin.set_clock(made.arrival_date + 1)
    assert client.v1.payouts.retrieve(made.id, {}, theirs).status == "paid"
    twin.advance(DAY)

    assert client.v1.payouts.retrieve(made.id, {}, theirs).failure_code == "no_account"


def test_a_reason_that_means_nothing(payout, twin):
    made = payout()

    with pytest.raises(TwinError, match="account_closed"):
        twin.fail_payout(made.id, reason="bad mood")


def test_movements_of_a_manual_payout_are_not_filtered(client, payout, theirs):
    made = payout()

    with pytest.raises(stripe.InvalidRequestError, match="automatic transfers, not manual"):
        client.v1.balance_transactions.list({"payout": made.id}, theirs)
    with pytest.raises(stripe.InvalidRequestError, match="No such payout"):
        client.v1.balance_transactions.list({"payout": "po_unknown"}, theirs)


def test_our_own_payout_takes_no_seller_s_money(client, payout, theirs, twin):
    key = {"idempotency_key": "payout:1"}
    params = {"amount": 9037 - 4000, "currency": "eur"}
    ours = client.v1.payouts.create(params, key)

    assert ours.status == "pending"
    assert _available(client, {}) == 0
    assert _available(client, theirs) == 4000
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payouts.create({"amount": 1, "currency": "eur"})
    another = client.v1.payouts.create({"amount": 4000, "currency": "eur"}, theirs | key)
    assert another.id != ours.id


def test_a_payout_happens_once(client, payout, theirs, twin):
    twin.switch(fault={"kind": "commit_then_drop", "match": "POST /v1/payouts"})
    params, options = {"amount": 4000, "currency": "eur"}, theirs | {"idempotency_key": "payout:1"}

    with pytest.raises(stripe.APIConnectionError):
        client.v1.payouts.create(params, options)
    again = client.v1.payouts.create(params, options)

    assert [one.id for one in client.v1.payouts.list({}, theirs).data] == [again.id]
