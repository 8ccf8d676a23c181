"""Whatever happens, what came in by cards is what is held plus what went out."""

import sqlite3
from contextlib import closing

import pytest
import stripe
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.stripe_twin.process import TwinProcess

DAY = 24 * 3600
AMOUNTS = st.integers(1, 6000)
CARDS = st.sampled_from(
    ["pm_card_visa", "pm_card_bypassPending", "pm_card_refundFail", "pm_card_createDispute"]
)
ACCOUNTS = st.sampled_from(["acct_a", "acct_b"])


def test_every_kind_of_movement(client, charge, account, transfer, twin):
    made = transfer(4000)
    client.v1.transfers.reversals.create(made.id, {"amount": 500})
    refund = client.v1.refunds.create({"charge": charge.id, "amount": 1200})
    client.v1.refunds.create({"charge": charge.id, "amount": 300})
    twin.fail_refund(refund.id)
    twin.advance(7 * DAY)
    theirs = {"stripe_account": account}
    paid = client.v1.payouts.create({"amount": 2000, "currency": "eur"}, theirs)
    client.v1.payouts.create({"amount": 1000, "currency": "eur"}, theirs)
    twin.fail_payout(paid.id)
    twin.stripe_fee(200, description="Comptes actifs")
    twin.top_up(700)
    dispute = twin.dispute(charge.id, amount=1000)

    state = twin.state()

    assert state["books"] == {
        "eur": {
            "charged": 9200,
            "refunded": -300,
            "paid_out": -1000,
            "disputed": -1000,
            "topped_up": 700,
            "fees": -163 - 200 - 2000,
            "held": 5237,
            "difference": 0,
        }
    }
    assert state["accounts"] == {account: {"eur": 4000 - 500 - 1000}}
    assert state["balance"] == {"eur": 5237 - 2500}
    twin.decide_dispute(dispute, "won")
    books = twin.state()["books"]["eur"]
    assert (books["disputed"], books["held"], books["difference"]) == (0, 6237, 0)
    moves = client.v1.balance_transactions.list({"limit": 100}).data
    theirs_moves = client.v1.balance_transactions.list({"limit": 100}, theirs).data
    assert {move.type for move in moves} == {
        "charge",
        "refund",
        "refund_failure",
        "transfer",
        "transfer_refund",
        "stripe_fee",
        "adjustment",
        "topup",
    }
    assert [move.type for move in theirs_moves] == [
        "payout_failure",
        "payout",
        "payout",
        "payment_refund",
        "payment",
    ]
    assert sum(move.net for move in [*moves, *theirs_moves]) == books["held"]
    (fee,) = client.v1.balance_transactions.list({"type": "stripe_fee"}).data
    assert (fee.net, fee.description, fee.source) == (-200, "Comptes actifs", None)
    since = client.v1.balance_transactions.list({"created": {"gt": charge.created + DAY}}).data
    assert {move.type for move in since} == {"stripe_fee", "adjustment", "topup"}


def test_the_books_notice_a_movement_that_is_missing(client, charge, twin):
    client.v1.refunds.create({"charge": charge.id, "amount": 1200})
    with closing(sqlite3.connect(twin.state_file, isolation_level=None)) as state:
        state.execute("DELETE FROM objects WHERE json_extract(body, '$.type') = 'refund'")

    assert twin.state()["books"]["eur"]["difference"] == -1200


class Money(RuleBasedStateMachine):
    """Anything in any order; refusals are fine, money that appears or vanishes is not."""

    twin: TwinProcess
    charges = Bundle("charges")
    transfers = Bundle("transfers")
    refunds = Bundle("refunds")
    payouts = Bundle("payouts")
    disputes = Bundle("disputes")

    def __init__(self):
        super().__init__()
        self.twin.reset()
        self.twin.seed_accounts([{"account_id": "acct_a"}, {"account_id": "acct_b"}])
        self.client = self.twin.client()

    def _tried(self, call):
        """The id of what a call made, or of nothing where Stripe refuses."""
        try:
            return call().id
        except stripe.InvalidRequestError:
            return "none"

    @rule(target=charges, amount=st.integers(50, 9000), card=CARDS)
    def charge(self, amount, card):
        params = {
            "amount": amount,
            "currency": "eur",
            "payment_method": card,
            "confirm": True,
            "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
        }
        return self.client.v1.payment_intents.create(params).latest_charge

    @rule(target=refunds, charge=charges, amount=AMOUNTS)
    def refund(self, charge, amount):
        params = {"charge": charge, "amount": amount}
        return self._tried(lambda: self.client.v1.refunds.create(params))

    @rule(target=transfers, charge=charges, account=ACCOUNTS, amount=AMOUNTS, taken=st.booleans())
    def transfer(self, charge, account, amount, taken):
        source = {"source_transaction": charge} if taken else {}
        params = {"amount": amount, "currency": "eur", "destination": account} | source
        return self._tried(lambda: self.client.v1.transfers.create(params))

    @rule(transfer=transfers, amount=AMOUNTS)
    def reverse(self, transfer, amount):
        self._tried(lambda: self.client.v1.transfers.reversals.create(transfer, {"amount": amount}))

    @rule(target=payouts, account=ACCOUNTS, amount=AMOUNTS)
    def pay_out(self, account, amount):
        params, theirs = {"amount": amount, "currency": "eur"}, {"stripe_account": account}
        return self._tried(lambda: self.client.v1.payouts.create(params, theirs))

    @rule(payout=payouts)
    def send_back(self, payout):
        if payout != "none":
            self.twin.fail_payout(payout)

    @rule(refund=refunds)
    def fail_refund(self, refund):
        if refund != "none":
            self.twin.fail_refund(refund)

    @rule(outcome=st.sampled_from(["won", "lost"]))
    def decide(self, outcome):
        for dispute in self.client.v1.disputes.list().data[:1]:
            self.twin.decide_dispute(dispute.id, outcome)

    @rule(days=st.integers(1, 25))
    def wait(self, days):
        self.twin.advance(days * DAY)

    @invariant()
    def the_books_balance(self):
        state = self.twin.state()
        for books in state["books"].values():
            assert books["difference"] == 0
        for held in state["accounts"].values():
            assert held["eur"] >= 0
        held = state["balance"].get("eur", 0)
        held += sum(account["eur"] for account in state["accounts"].values())
        assert held == state["books"].get("eur", {"held": 0})["held"]

    @invariant()
    def no_charge_gives_more_than_it_took(self):
        given = {}
        for one in self.client.v1.transfers.list({"limit": 100}).data:
            assert 0 <= one.amount_reversed <= one.amount
            given[one.source_transaction] = given.get(one.source_transaction, 0) + one.amount
        for charge in self.client.v1.charges.list({"limit": 100}).data:
            assert given.get(charge.id, 0) <= charge.amount
            assert charge.amount_refunded <= charge.amount


@pytest.mark.usefixtures("twin")
def test_histories_keep_the_books(running_twin):
    Money.twin = running_twin
    run_state_machine_as_test(
        Money,
        settings=settings(
            max_examples=15,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
