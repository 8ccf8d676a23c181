"""Transfers out of a charge or of the balance, and their reversals."""

import pytest
import stripe

from tests.stripe_twin import cards
from tests.stripe_twin.process import pay

WEEK = 7 * 24 * 3600


def _funds(client, account=None):
    options = {"stripe_account": account} if account else {}
    balance = client.v1.balance.retrieve({}, options)
    return balance.available[0].amount, balance.pending[0].amount


def test_a_transfer_out_of_a_charge(client, charge, account, twin):
    transfer = client.v1.transfers.create(
        {
            "amount": 4000,
            "currency": "eur",
            "destination": account,
            "source_transaction": charge.id,
            "metadata": {"transfer": "1"},
        }
    )

    assert transfer.id.startswith("tr_")
    assert (transfer.amount, transfer.amount_reversed, transfer.reversed) == (4000, 0, False)
    assert (transfer.destination, transfer.source_transaction) == (account, charge.id)
    assert transfer.transfer_group == "C-1001"
    assert transfer.reversals.data == []
    assert _funds(client) == (0, 9037 - 4000)
    assert _funds(client, account) == (0, 4000)
    assert [event.type for event in twin.take()] == ["transfer.created"]

    twin.advance(WEEK)

    assert _funds(client) == (9037 - 4000, 0)
    assert _funds(client, account) == (4000, 0)


def test_both_sides_book_it(client, charge, account, transfer):
    made = transfer(4000)

    (out,) = client.v1.balance_transactions.list({"source": made.id}).data
    assert (out.type, out.reporting_category) == ("transfer", "transfer")
    assert (out.amount, out.fee, out.net, out.status) == (-4000, 0, -4000, "pending")
    theirs = {"stripe_account": account}
    (received,) = client.v1.balance_transactions.list({"expand": ["data.source"]}, theirs).data
    assert (received.type, received.amount, received.net) == ("payment", 4000, 4000)
    assert received.source.id == made.destination_payment
    assert received.source.source_transfer == made.id
    assert client.v1.charges.retrieve(made.destination_payment, {}, theirs).amount == 4000
    with pytest.raises(stripe.InvalidRequestError, match="No such charge"):
        client.v1.charges.retrieve(made.destination_payment)


def test_a_charge_is_transferred_once(client, charge, transfer):
    transfer(4000)
    transfer(5000)

    with pytest.raises(stripe.InvalidRequestError, match=r"€2.01.*left to transfer.*€2.00"):
        transfer(201)

    transfer(200)
    assert [one.amount for one in client.v1.transfers.list().data] == [200, 5000, 4000]


def test_what_was_reversed_is_not_given_back_to_the_charge(client, transfer):
    made = transfer(9200)
    client.v1.transfers.reversals.create(made.id)

    with pytest.raises(stripe.InvalidRequestError, match="left to transfer"):
        transfer(1)


def test_out_of_the_balance_only_what_is_there(client, open_session, account, twin):
    pay(open_session().url, cards.AVAILABLE_AT_ONCE)
    assert _funds(client) == (9037, 0)
    params = {"currency": "eur", "destination": account, "transfer_group": "C-7"}

    with pytest.raises(stripe.InvalidRequestError, match="insufficient available") as refused:
        client.v1.transfers.create(params | {"amount": 9038})
    assert (refused.value.http_status, refused.value.code) == (400, "balance_insufficient")
    assert client.v1.transfers.list().data == []

    made = client.v1.transfers.create(params | {"amount": 9037})
    assert _funds(client) == (0, 0)
    assert _funds(client, account) == (9037, 0)
    assert client.v1.transfers.list({"transfer_group": "C-7"}).data[0].id == made.id
    assert client.v1.transfers.list({"destination": "acct_other"}).data == []


def test_pending_money_needs_its_charge(client, charge, account):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.transfers.create({"amount": 100, "currency": "eur", "destination": account})

    assert refused.value.code == "balance_insufficient"


@pytest.mark.parametrize(
    ("changes", "code", "param"),
    [
        ({"destination": "acct_unknown"}, "resource_missing", "destination"),
        ({"source_transaction": "ch_unknown"}, "resource_missing", "source_transaction"),
        ({"currency": "usd"}, None, "currency"),
        ({"currency": "xxx"}, None, "currency"),
        ({"amount": 0}, "parameter_invalid_integer", "amount"),
        ({"amount": 9201}, None, "amount"),
        ({"transfer_group": "C-2"}, None, "transfer_group"),
        ({"source_type": "card"}, "twin_unsupported", "source_type"),
    ],
)
def test_transfers_that_are_refused(client, transfer, changes, code, param):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        transfer(**{"amount": 100} | changes)

    assert (refused.value.http_status, refused.value.code) == (400, code)
    assert refused.value.param == param
    assert client.v1.transfers.list().data == []


def test_an_account_must_be_able_to_receive(client, account, transfer, twin):
    twin.require(account, past_due=["company.verification.document"])

    with pytest.raises(stripe.InvalidRequestError, match="capabilities") as refused:
        transfer(100)

    assert refused.value.code == "insufficient_capabilities_for_transfer"
    assert client.v1.transfers.list().data == []


def test_a_declined_charge_gives_nothing(client, open_session, transfer):
    pay(open_session().url, cards.DECLINED)
    declined = client.v1.charges.list().data[0]
    assert declined.paid is False

    with pytest.raises(stripe.InvalidRequestError, match="was not paid"):
        transfer(100, source_transaction=declined.id)


# --- reversals ---------------------------------------------------------------------------------
def test_parts_are_taken_back_then_the_rest(client, account, transfer, twin):
    made = transfer(4000)
    twin.take()

    first = client.v1.transfers.reversals.create(
        made.id, {"amount": 1500, "metadata": {"reversal": "3"}}
    )
    rest = client.v1.transfers.reversals.create(made.id)

    assert (first.amount, rest.amount) == (1500, 2500)
    assert first.metadata.to_dict() == {"reversal": "3"}
    whole = client.v1.transfers.retrieve(made.id)
    assert (whole.amount_reversed, whole.reversed) == (4000, True)
    assert [one.id for one in whole.reversals.data] == [rest.id, first.id]
    listed = client.v1.transfers.reversals.list(made.id, {"limit": 1})
    assert ([one.id for one in listed.data], listed.has_more) == ([rest.id], True)
    assert client.v1.transfers.reversals.retrieve(made.id, first.id).transfer == made.id
    assert _funds(client, account) == (0, 0)
    assert _funds(client) == (0, 9037)
    assert [event.type for event in twin.take()] == ["transfer.reversed"] * 2
    (back,) = client.v1.balance_transactions.list({"source": first.id}).data
    assert (back.type, back.reporting_category, back.net) == (
        "transfer_refund",
        "transfer_reversal",
        1500,
    )
    theirs = client.v1.balance_transactions.list(
        {"type": "payment_refund"}, {"stripe_account": account}
    ).data
    assert [one.net for one in theirs] == [-2500, -1500]


def test_never_more_than_the_transfer(client, transfer):
    made = transfer(4000)
    client.v1.transfers.reversals.create(made.id, {"amount": 3000})

    with pytest.raises(stripe.InvalidRequestError, match=r"€10.01.*unreversed amount.*€10.00"):
        client.v1.transfers.reversals.create(made.id, {"amount": 1001})
    client.v1.transfers.reversals.create(made.id, {"amount": 1000})
    with pytest.raises(stripe.InvalidRequestError, match="already fully reversed"):
        client.v1.transfers.reversals.create(made.id, {"amount": 1})

    assert client.v1.transfers.retrieve(made.id).amount_reversed == 4000


def test_what_was_paid_out_cannot_be_taken_back(client, account, transfer, twin):
    made = transfer(4000)
    twin.advance(WEEK)
    theirs = {"stripe_account": account}
    client.v1.payouts.create({"amount": 3000, "currency": "eur"}, theirs)

    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.transfers.reversals.create(made.id, {"amount": 1001})

    assert (refused.value.http_status, refused.value.code) == (400, "balance_insufficient")
    assert client.v1.transfers.retrieve(made.id).amount_reversed == 0
    assert client.v1.transfers.reversals.create(made.id, {"amount": 1000}).amount == 1000
    assert _funds(client, account) == (0, 0)


def test_other_money_on_its_way_covers_no_reversal(client, account, transfer, open_session, twin):
    made = transfer(4000)
    twin.advance(WEEK)
    pay(open_session().url)
    later = transfer(3000, source_transaction=client.v1.charges.list().data[0].id)
    client.v1.payouts.create({"amount": 4000, "currency": "eur"}, {"stripe_account": account})
    assert _funds(client, account) == (0, 3000)

    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.transfers.reversals.create(made.id, {"amount": 1})

    assert refused.value.code == "balance_insufficient"
    assert client.v1.transfers.reversals.create(later.id, {"amount": 3000}).amount == 3000
    assert _funds(client, account) == (0, 0)


def test_a_reversal_is_asked_for_under_its_transfer(client, transfer):
    made, other = transfer(100), transfer(200)
    reversal = client.v1.transfers.reversals.create(made.id)

    with pytest.raises(stripe.InvalidRequestError, match="No such transfer_reversal"):
        client.v1.transfers.reversals.retrieve(other.id, reversal.id)
    with pytest.raises(stripe.InvalidRequestError) as missing:
        client.v1.transfers.reversals.create("tr_unknown")

    assert missing.value.http_status == 404


def test_a_refund_does_not_reverse_by_itself(client, charge, account, transfer):
    transfer(4000)

    client.v1.refunds.create({"charge": charge.id})

    assert _funds(client, account) == (0, 4000)
    assert client.v1.transfers.list().data[0].amount_reversed == 0


@pytest.mark.parametrize("fault", ["commit_then_drop", "500_after_commit"])
def test_transfers_and_reversals_happen_once(client, charge, account, twin, fault):
    params = {
        "amount": 4000,
        "currency": "eur",
        "destination": account,
        "source_transaction": charge.id,
    }
    twin.switch(fault={"kind": fault, "match": "POST /v1/transfers"})

    with pytest.raises((stripe.APIConnectionError, stripe.APIError)):
        client.v1.transfers.create(params, {"idempotency_key": "transfer:1"})
    (made,) = client.v1.transfers.list().data
    if fault == "commit_then_drop":
        again = client.v1.transfers.create(params, {"idempotency_key": "transfer:1"})
        assert again.id == made.id
    key = {"idempotency_key": "reversal:1"}
    first = client.v1.transfers.reversals.create(made.id, {"amount": 100}, key)

    assert client.v1.transfers.reversals.create(made.id, {"amount": 100}, key).id == first.id
    assert len(client.v1.transfers.list().data) == 1
    assert client.v1.transfers.retrieve(made.id).amount_reversed == 100
