"""Disputes: the bank takes the money, and gives it back or not."""

import json

import pytest
import stripe

from tests.stripe_twin.process import TwinError, pay

DAY = 24 * 3600
OPENED = ["charge.dispute.created", "charge.dispute.funds_withdrawn"]


@pytest.fixture
def dispute(client, charge, twin):
    """A dispute over all of a charge of 92,00 €."""
    return client.v1.disputes.retrieve(twin.dispute(charge.id, reason="product_not_received"))


def _types(twin):
    return [event.type for event in twin.take()]


def test_a_dispute_takes_the_money_and_a_fee(client, charge, dispute, twin):
    assert dispute.id.startswith("du_")
    assert (dispute.amount, dispute.currency, dispute.status) == (9200, "eur", "needs_response")
    assert (dispute.charge, dispute.payment_intent) == (charge.id, charge.payment_intent)
    assert (dispute.reason, dispute.is_charge_refundable) == ("product_not_received", False)
    details = dispute.evidence_details
    assert 18 * DAY <= details.due_by - dispute.created < 19 * DAY
    assert (details.has_evidence, details.submission_count, details.past_due) == (False, 0, False)
    (taken,) = dispute.balance_transactions
    assert (taken.type, taken.reporting_category) == ("adjustment", "dispute")
    assert (taken.amount, taken.fee, taken.net) == (-9200, 2000, -11200)
    assert taken.source == dispute.id
    assert client.v1.charges.retrieve(charge.id).disputed is True
    assert [one.id for one in client.v1.disputes.list({"charge": charge.id}).data] == [dispute.id]
    assert twin.state()["balance"] == {"eur": 9037 - 11200}
    assert _types(twin) == OPENED


def test_part_of_a_charge_is_disputed(client, charge, twin):
    client.v1.refunds.create({"charge": charge.id, "amount": 2000})

    for amount in (0, 7201):
        with pytest.raises(TwinError, match="Between 1 and 7200"):
            twin.dispute(charge.id, amount=amount)
    dispute = twin.dispute(charge.id, amount=5200)

    assert client.v1.disputes.retrieve(dispute).amount == 5200


def test_the_cap_of_refunds_outlives_a_dispute(client, charge, twin):
    for amount in (1000, 500):
        client.v1.refunds.create({"charge": charge.id, "amount": amount})
    dispute = twin.dispute(charge.id)
    assert client.v1.disputes.retrieve(dispute).amount == 7700
    twin.decide_dispute(dispute, "won")

    with pytest.raises(stripe.InvalidRequestError, match=r"€77.01.*unrefunded amount.*€77.00"):
        client.v1.refunds.create({"charge": charge.id, "amount": 7701})

    assert client.v1.refunds.create({"charge": charge.id}).amount == 7700
    assert client.v1.charges.retrieve(charge.id).refunded is True


def test_a_charge_is_disputed_once_and_for_a_reason(client, charge, twin):
    with pytest.raises(TwinError, match="reason is one of"):
        twin.dispute(charge.id, reason="bad mood")
    twin.dispute(charge.id)

    with pytest.raises(TwinError, match="disputed already"):
        twin.dispute(charge.id)

    assert len(client.v1.disputes.list().data) == 1


def test_what_the_bank_took_is_not_refunded(client, charge, dispute, twin):
    with pytest.raises(stripe.InvalidRequestError, match="charged back") as refused:
        client.v1.refunds.create({"charge": charge.id, "amount": 100})
    assert (refused.value.http_status, refused.value.code) == (400, "charge_disputed")

    twin.decide_dispute(dispute.id, "lost")
    with pytest.raises(stripe.InvalidRequestError, match="charged back"):
        client.v1.refunds.create({"charge": charge.id, "amount": 100})

    assert client.v1.refunds.list().data == []


@pytest.mark.parametrize(
    ("text", "status", "balance"),
    [("winning_evidence", "won", 9037 - 2000), ("losing_evidence", "lost", 9037 - 11200)],
)
def test_evidence_decides_in_test_mode(client, dispute, twin, text, status, balance):
    twin.take()
    evidence = {
        "uncategorized_text": text,
        "shipping_carrier": "Colissimo",
        "shipping_tracking_number": "6A123",
    }

    sent = client.v1.disputes.update(dispute.id, {"evidence": evidence, "submit": True})

    assert sent.status == "under_review"
    assert (sent.evidence_details.has_evidence, sent.evidence_details.submission_count) == (True, 1)
    decided = client.v1.disputes.retrieve(dispute.id)
    assert decided.status == status
    assert decided.evidence.shipping_tracking_number == "6A123"
    assert twin.state()["balance"] == {"eur": balance}
    expected = ["charge.dispute.updated", "charge.dispute.closed"]
    won = ["charge.dispute.funds_reinstated"] if status == "won" else []
    assert _types(twin) == expected + won


def test_won_money_comes_back_without_the_fee(client, charge, dispute, twin):
    twin.decide_dispute(dispute.id, "won")
    twin.decide_dispute(dispute.id, "lost")

    won = client.v1.disputes.retrieve(dispute.id)
    assert won.status == "won"
    assert [(one.reporting_category, one.net) for one in won.balance_transactions] == [
        ("dispute", -11200),
        ("dispute_reversal", 9200),
    ]
    assert client.v1.refunds.create({"charge": charge.id, "amount": 9200}).status == "succeeded"


def test_evidence_is_gathered_before_it_is_sent(client, dispute, twin):
    first = {"evidence": {"customer_name": "Camille"}, "submit": False}
    gathered = client.v1.disputes.update(dispute.id, first)
    assert gathered.status == "needs_response"
    assert (gathered.evidence_details.has_evidence, gathered.evidence_details.submission_count) == (
        True,
        0,
    )

    sent = client.v1.disputes.update(
        dispute.id, {"evidence": {"product_description": "Chaussures"}, "metadata": {"case": "4"}}
    )

    assert (sent.status, sent.metadata.to_dict()) == ("under_review", {"case": "4"})
    assert sent.evidence.customer_name == "Camille"
    assert sent.evidence.product_description == "Chaussures"
    with pytest.raises(stripe.InvalidRequestError, match="cannot be changed"):
        client.v1.disputes.update(dispute.id, {"evidence": {"customer_name": "Dominique"}})
    twin.advance(90 * DAY)
    assert client.v1.disputes.retrieve(dispute.id).status == "under_review"
    twin.decide_dispute(dispute.id, "won")
    assert client.v1.disputes.retrieve(dispute.id).status == "won"


def test_silence_loses(client, dispute, twin):
    client.v1.disputes.update(
        dispute.id, {"evidence": {"customer_name": "Camille"}, "submit": False}
    )
    twin.take()
    left = dispute.evidence_details.due_by - twin.state()["now"]

    twin.advance(left - 60)
    assert client.v1.disputes.retrieve(dispute.id).status == "needs_response"
    twin.advance(61)

    lost = client.v1.disputes.retrieve(dispute.id)
    assert (lost.status, lost.evidence_details.past_due) == ("lost", True)
    (event,) = twin.take()
    assert event.type == "charge.dispute.closed"
    assert json.loads(event.payload)["data"]["object"]["status"] == "lost"
    with pytest.raises(stripe.InvalidRequestError, match="cannot be changed"):
        client.v1.disputes.update(dispute.id, {"evidence": {"customer_name": "Camille"}})


def test_giving_in(client, dispute):
    assert client.v1.disputes.close(dispute.id).status == "lost"

    with pytest.raises(stripe.InvalidRequestError, match="already closed"):
        client.v1.disputes.close(dispute.id)


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({"evidence": {"receipt": "file_1"}}, "evidence[receipt]"),
        ({"evidence": {"appeal": {"card": {"reason_for_filing": "x"}}}}, "evidence[appeal]"),
        ({"evidence": {"mood": "bad"}}, "evidence[mood]"),
        ({"evidence": {"customer_name": "x" * 150_001}}, "evidence"),
        ({"intended_submission_method": "manual"}, "intended_submission_method"),
    ],
)
def test_evidence_that_is_refused(client, dispute, params, param):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.disputes.update(dispute.id, params)

    assert refused.value.param == param
    assert client.v1.disputes.retrieve(dispute.id).evidence_details.has_evidence is False


@pytest.mark.parametrize(
    ("card", "reason"),
    [("4000000000000259", "fraudulent"), ("4000000000002685", "product_not_received")],
)
def test_the_test_cards_for_disputes(client, open_session, card, reason):
    assert pay(open_session().url, card).outcome == "paid"

    (dispute,) = client.v1.disputes.list().data

    assert (dispute.reason, dispute.amount) == (reason, 9200)


def test_a_disputed_card_waits_for_the_money(client, open_session, twin):
    twin.switch(balance_transaction_after=3600)
    pay(open_session().url, "4000000000000259")
    assert client.v1.disputes.list().data == []

    twin.advance(3601)
    twin.advance(61)

    assert client.v1.disputes.list().data[0].status == "needs_response"


def test_a_dispute_is_decided_once_by_a_known_word(client, dispute, twin):
    with pytest.raises(TwinError, match="won or lost"):
        twin.decide_dispute(dispute.id, "forgotten")
    assert client.v1.disputes.retrieve(dispute.id).status == "needs_response"
