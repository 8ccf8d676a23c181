"""Refunds and the balance."""

import pytest
import stripe

from tests.stripe_twin.process import pay

HOUR = 3600


def test_a_part_then_the_rest(client, charge, twin):
    first = client.v1.refunds.create(
        {
            "payment_intent": charge.payment_intent,
            "amount": 5200,
            "reason": "requested_by_customer",
            "metadata": {"refund": "7"},
        }
    )
    assert (first.amount, first.status, first.charge) == (5200, "succeeded", charge.id)
    assert (first.reason, first.metadata.to_dict()) == ("requested_by_customer", {"refund": "7"})
    part = client.v1.charges.retrieve(charge.id)
    assert (part.amount_refunded, part.refunded) == (5200, False)

    second = client.v1.refunds.create({"charge": charge.id})

    assert second.amount == 4000
    whole = client.v1.charges.retrieve(charge.id, {"expand": ["refunds"]})
    assert (whole.amount_refunded, whole.refunded) == (9200, True)
    assert [refund.id for refund in whole.refunds.data] == [second.id, first.id]
    listed = client.v1.refunds.list({"payment_intent": charge.payment_intent}).data
    assert [refund.id for refund in listed] == [second.id, first.id]
    assert [event.type for event in twin.take()] == [
        "refund.created",
        "charge.refunded",
        "refund.created",
        "charge.refunded",
    ]


def test_never_more_than_the_charge(client, charge):
    with pytest.raises(stripe.InvalidRequestError, match=r"€92.01.*greater than charge amount"):
        client.v1.refunds.create({"charge": charge.id, "amount": 9201})
    client.v1.refunds.create({"charge": charge.id, "amount": 9000})
    with pytest.raises(stripe.InvalidRequestError, match=r"€2.01.*unrefunded amount.*€2.00"):
        client.v1.refunds.create({"charge": charge.id, "amount": 201})
    client.v1.refunds.create({"charge": charge.id, "amount": 200})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.refunds.create({"charge": charge.id, "amount": 1})

    assert refused.value.code == "charge_already_refunded"
    assert [refund.amount for refund in client.v1.refunds.list().data] == [200, 9000]


@pytest.mark.parametrize("amount", [0, -5])
def test_never_nothing(client, charge, amount):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.refunds.create({"charge": charge.id, "amount": amount})

    assert refused.value.param == "amount"
    assert client.v1.refunds.list().data == []


def test_only_of_a_paid_charge(client, open_session):
    session = open_session()
    pay(session.url, "4000000000000002")
    intent = client.v1.payment_intents.list().data[0]

    with pytest.raises(stripe.InvalidRequestError, match="does not have a successful charge"):
        client.v1.refunds.create({"payment_intent": intent.id})
    with pytest.raises(stripe.InvalidRequestError, match="was not paid"):
        client.v1.refunds.create({"charge": intent.latest_charge})
    with pytest.raises(stripe.InvalidRequestError) as missing:
        client.v1.refunds.create({"payment_intent": "pi_unknown"})

    assert (missing.value.code, missing.value.http_status) == ("resource_missing", 400)
    assert client.v1.refunds.list().data == []


def test_the_balance_sums_to_zero(client, charge):
    client.v1.refunds.create({"charge": charge.id})

    moves = client.v1.balance_transactions.list({"expand": ["data.source"]}).data

    assert [(move.type, move.amount, move.fee, move.net) for move in moves] == [
        ("refund", -9200, 0, -9200),
        ("charge", 9200, 163, 9037),
    ]
    assert sum(move.amount for move in moves) == 0
    assert moves[1].source.id == charge.id
    assert client.v1.balance_transactions.list({"source": charge.id}).data[0].id == moves[1].id


def test_a_refund_that_fails_later(client, charge, twin):
    twin.switch(refund_fails_after=HOUR)
    refund = client.v1.refunds.create({"charge": charge.id})
    assert refund.status == "succeeded"
    twin.take()

    twin.advance(HOUR + 1)

    failed = client.v1.refunds.retrieve(refund.id, {"expand": ["failure_balance_transaction"]})
    assert (failed.status, failed.failure_reason) == ("failed", "expired_or_canceled_card")
    assert failed.failure_balance_transaction.amount == 9200
    back = client.v1.charges.retrieve(charge.id)
    assert (back.amount_refunded, back.refunded) == (0, False)
    assert [event.type for event in twin.take()] == [
        "refund.failed",
        "refund.updated",
        "charge.refund.updated",
    ]
    assert twin.state()["balance"] == {"eur": 9037}
    twin.switch(refund_fails_after=None)
    assert client.v1.refunds.create({"charge": charge.id}).amount == 9200


def test_a_refund_made_to_fail_now(client, charge, twin):
    refund = client.v1.refunds.create({"charge": charge.id, "amount": 100})

    twin.fail_refund(refund.id, reason="lost_or_stolen_card")
    twin.fail_refund(refund.id)

    assert client.v1.refunds.retrieve(refund.id).failure_reason == "lost_or_stolen_card"
    assert client.v1.charges.retrieve(charge.id).amount_refunded == 0


def test_a_refund_that_stays_pending(client, charge, twin):
    twin.switch(refund_pending_for=HOUR)
    refund = client.v1.refunds.create({"charge": charge.id})
    assert refund.status == "pending"
    twin.take()

    twin.advance(HOUR + 1)

    assert client.v1.refunds.retrieve(refund.id).status == "succeeded"
    assert [event.type for event in twin.take()] == ["refund.updated", "charge.refund.updated"]


@pytest.mark.parametrize(
    ("card", "at_first", "later"),
    [("4000000000005126", "succeeded", "failed"), ("4000000000007726", "pending", "succeeded")],
)
def test_the_test_cards_for_refunds(client, open_session, twin, card, at_first, later):
    pay(open_session().url, card)
    refund = client.v1.refunds.create({"charge": client.v1.charges.list().data[0].id})
    assert refund.status == at_first

    twin.advance(61)

    assert client.v1.refunds.retrieve(refund.id).status == later


def test_a_balance_transaction_that_comes_later(client, open_session, twin):
    twin.switch(balance_transaction_after=HOUR)
    pay(open_session().url)
    charge = client.v1.charges.list({"expand": ["data.balance_transaction"]}).data[0]
    assert charge.balance_transaction is None
    twin.take()

    twin.advance(HOUR + 1)

    settled = client.v1.charges.retrieve(charge.id, {"expand": ["balance_transaction"]})
    assert settled.balance_transaction.net == 9037
    assert [event.type for event in twin.take()] == ["charge.updated"]
