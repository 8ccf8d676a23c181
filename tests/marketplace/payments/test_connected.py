"""Sellers' accounts, transfers, reversals and payouts against the twin, through the real SDK."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.urls import reverse

from marketplace.buying import operations as buying
from marketplace.core import clock as real
from marketplace.core.errors import TransientError
from marketplace.core.models import OutboxEvent
from marketplace.core.money import Money
from marketplace.core.scopes import house_scope
from marketplace.fulfilment.models import Consignment
from marketplace.payments import gateway, operations
from marketplace.payments.models import (
    Dispute,
    Payment,
    Payout,
    Reversal,
    StripeAccount,
    Transfer,
)
from marketplace.payments.operations import accounts, disputes
from marketplace.traders.models import Trader
from tests import shop, stripe_accounts
from tests.stripe_twin.process import onboard, pay

pytestmark = pytest.mark.django_db
DAY = 24 * 3600
FAULTS = ["commit_then_drop", "500_after_commit", "500_saved", "429", "500_before"]


@pytest.fixture(autouse=True)
def _as_the_house():
    with house_scope():
        yield


@pytest.fixture
def order(twin, relay):
    """Really paid: 104,90 €."""
    row = shop.order(shop.offer(minor=10000))
    pay(
        buying.start_payment(
            order=row,
            success_url="http://127.0.0.1:8000/merci",
            cancel_url="http://127.0.0.1:8000/retour",
            at=real.now(),
        )
    )
    operations.sync(payment=Payment.objects.get(order=row), at=real.now())
    relay()
    twin.take()
    return row


@pytest.fixture
def parcel(order):
    return Consignment.objects.get(order=order)


@pytest.fixture
def account(parcel, twin):
    row = stripe_accounts.onboarded(parcel.trader, twin)
    twin.take()
    return row


def transfer(parcel, minor=9000, *, key="transfer:1", **fields):
    return operations.request_transfer(
        trader_id=parcel.trader_id, consignment_id=parcel.pk, order_id=parcel.order_id,
        amount=Money(minor), key=key, at=real.now(), **fields,
    )  # fmt: skip


def post(client, events):
    """Each event to its own endpoint."""
    for event in events:
        name = "stripe-account-events" if event.account else "stripe-events"
        answer = client.post(
            reverse(f"payments:{name}"), event.payload, content_type="application/json",
            headers={"Stripe-Signature": event.signature},
        )  # fmt: skip
        assert answer.status_code == 200, event.type


def topics(*beginnings):
    rows = OutboxEvent.objects.order_by("pk").values_list("topic", flat=True)
    return [topic for topic in rows if topic.startswith(beginnings)]


# --- accounts ----------------------------------------------------------------------------------
def test_onboarding_by_the_page_and_its_events(twin, client, relay):
    trader = shop.point().trader
    Trader.objects.update(payable=False)
    address = accounts.onboarding_link(
        trader=trader,
        refresh_url="http://127.0.0.1:8000/nouveau",
        return_url="http://127.0.0.1:8000/retour",
        at=real.now(),
    )
    row = StripeAccount.objects.get()
    assert not row.is_ready
    assert "external_account" in row.requirements["past_due"]
    assert not Trader.objects.get(pk=trader.pk).payable
    assert onboard(address).outcome == "sent"
    assert not StripeAccount.objects.get().is_ready, "nobody was asked yet"
    post(client, twin.take())
    relay()

    row.refresh_from_db()
    assert (row.is_ready, row.details_submitted) == (True, True)
    assert Trader.objects.get(pk=trader.pk).payable
    assert "account.changed" in topics("account")


def test_what_is_past_due_stops_the_seller(account, twin, client, relay):
    twin.require(account.account_id, currently_due=["company.tax_id"], past_due=["company.tax_id"])
    post(client, twin.take())
    relay()

    account.refresh_from_db()
    assert not account.is_ready
    assert not Trader.objects.get(pk=account.trader_id).payable


@pytest.mark.parametrize("kind", FAULTS)
def test_one_account_whatever_becomes_of_the_answer(twin, kind):
    trader = shop.point().trader
    twin.switch(
        fault={"kind": kind, "count": 1 if "500_" in kind else 3, "match": "POST /v1/accounts"}
    )
    for _try in range(2):
        with suppress(TransientError):
            accounts.open_account(trader=trader, at=real.now())
    twin.switch(fault=None)
    row = accounts.open_account(trader=trader, at=real.now())

    assert row.account_id is not None
    assert twin.state()["objects"]["account"] == 1


# --- transfers ---------------------------------------------------------------------------------
def test_a_transfer_and_part_of_it_back(parcel, account, twin, relay):
    row = transfer(parcel)
    relay()
    row.refresh_from_db()
    assert (row.status, row.stripe_id[:3]) == ("made", "tr_")
    operations.request_reversal(transfer=row, amount=Money(2500), key="reversal:1", at=real.now())
    relay()

    back = Reversal.objects.get()
    assert (back.status, back.stripe_id[:4]) == ("made", "trr_")
    assert topics("transfer", "reversal") == [
        "transfer.requested", "transfer.made", "reversal.requested", "transfer.reversed",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", FAULTS)
def test_one_transfer_whatever_becomes_of_the_answer(parcel, account, twin, relay, kind):
    twin.switch(
        fault={"kind": kind, "count": 1 if "500_" in kind else 3, "match": "POST /v1/transfers"}
    )
    transfer(parcel)
    relay()
    twin.switch(fault=None)
    operations.sweep(at=real.now() + timedelta(hours=25))
    relay()

    assert Transfer.objects.get().status == "made"
    assert twin.state()["objects"]["transfer"] == 1
    assert topics("transfer.made") == ["transfer.made"]


@pytest.mark.parametrize("kind", FAULTS)
def test_one_reversal_whatever_becomes_of_the_answer(parcel, account, twin, relay, kind):
    row = transfer(parcel)
    relay()
    row.refresh_from_db()
    path = f"POST /v1/transfers/{row.stripe_id}/reversals"
    twin.switch(fault={"kind": kind, "count": 1 if "500_" in kind else 3, "match": path})
    operations.request_reversal(transfer=row, amount=Money(1), key="reversal:1", at=real.now())
    relay()
    twin.switch(fault=None)
    operations.sweep(at=real.now() + timedelta(hours=25))
    relay()

    assert Reversal.objects.get().status == "made"
    assert twin.state()["objects"]["transfer_reversal"] == 1


def test_a_seller_that_lost_its_standing_is_not_paid(parcel, account, twin, relay):
    """Asked for while it was ready; Stripe is asked once more before the money leaves."""
    StripeAccount.objects.update(checked_at=real.now() - timedelta(hours=2))
    twin.require(account.account_id, past_due=["company.tax_id"])
    transfer(parcel)
    relay()
    assert (Transfer.objects.get().status, topics("transfer.made")) == ("new", [])
    twin.onboard(account.account_id)
    operations.sweep(at=real.now() + timedelta(hours=2))

    assert Transfer.objects.get().status == "made"


def test_what_stripe_refuses_has_failed(parcel, account, twin, relay):
    transfer(parcel, 10490)
    relay()
    extra = Transfer.objects.get()
    Transfer.objects.filter(pk=extra.pk).update(key="hidden", status="failed")
    transfer(parcel, 100)  # the charge has nothing left, which Stripe knows
    relay()

    assert Transfer.objects.latest("pk").status == "failed"
    assert topics("transfer.failed") == ["transfer.failed"]


def test_a_reversal_waits_for_its_transfer(parcel, account, twin, relay):
    twin.switch(fault={"kind": "500_before", "count": 9, "match": "POST /v1/transfers"})
    row = transfer(parcel)
    operations.request_reversal(transfer=row, amount=Money(1), key="reversal:1", at=real.now())
    relay()
    assert (Transfer.objects.get().status, Reversal.objects.get().status) == ("new", "new")
    twin.switch(fault=None)
    operations.sweep(at=real.now() + timedelta(minutes=5))
    operations.sweep(at=real.now() + timedelta(minutes=6))

    assert (Transfer.objects.get().status, Reversal.objects.get().status) == ("made", "made")


# --- payouts -----------------------------------------------------------------------------------
@pytest.fixture
def funded(parcel, account, twin, relay):
    """90 € stand in the seller's account, and can be paid out."""
    transfer(parcel)
    relay()
    twin.advance(10 * DAY)
    twin.take()
    return account


def payout(account, minor=9000, *, key="statement:1"):
    return operations.request_payout(
        trader_id=account.trader_id, amount=Money(minor), key=key, at=real.now()
    )


def test_begun_paid_and_sent_back(funded, twin, client, relay):
    payout(funded)
    relay()
    row = Payout.objects.get()
    assert (row.status, row.stripe_id[:3], row.arrival_date is None) == ("begun", "po_", False)
    twin.advance(4 * DAY)
    post(client, twin.take())
    relay()
    row.refresh_from_db()
    assert row.status == "paid"
    twin.fail_payout(row.stripe_id)
    events = twin.take()
    post(client, events)
    post(client, [event for event in events if event.type == "payout.failed"])
    relay()

    row.refresh_from_db()
    assert (row.status, bool(row.failure)) == ("failed", True)
    assert topics("payout") == ["payout.requested", "payout.begun", "payout.paid", "payout.failed"]


def test_events_out_of_order_move_nothing_back(funded, twin, client, relay):
    payout(funded)
    relay()
    twin.advance(4 * DAY)
    post(client, twin.take(order="reversed"))
    relay()

    assert Payout.objects.get().status == "paid"
    assert topics("payout.paid") == ["payout.paid"]


def test_without_events_the_sweeper_asks(funded, twin, relay):
    twin.switch(webhooks="never")
    payout(funded)
    relay()
    twin.advance(4 * DAY)
    operations.sweep(at=real.now() + timedelta(hours=2))

    assert Payout.objects.get().status == "paid"


@pytest.mark.parametrize("kind", FAULTS)
def test_one_payout_whatever_becomes_of_the_answer(funded, twin, relay, kind):
    twin.switch(
        fault={"kind": kind, "count": 1 if "500_" in kind else 3, "match": "POST /v1/payouts"}
    )
    payout(funded)
    relay()
    twin.switch(fault=None)
    operations.sweep(at=real.now() + timedelta(hours=25))
    relay()

    assert Payout.objects.get().status == "begun"
    assert twin.state()["objects"]["payout"] == 1


def test_more_than_there_is_fails_and_never_began(funded, relay):
    payout(funded, 9001)
    relay()

    row = Payout.objects.get()
    assert (row.status, row.stripe_id) == ("failed", None)
    (told,) = OutboxEvent.objects.filter(topic="payout.failed")
    assert told.payload == {"payout_id": row.pk, "begun": False}


# --- disputes ----------------------------------------------------------------------------------
def test_a_dispute_defended_and_won(order, twin, client, relay):
    charge = Payment.objects.get(order=order).charge_id
    twin.dispute(charge, reason="product_not_received")
    post(client, twin.take())
    relay()
    row = Dispute.objects.get()
    assert (row.status, row.amount, row.evidence_due_at is None) == (
        "needs_response", Money(10490), False,
    )  # fmt: skip
    assert row.fee_minor > 0
    disputes.submit(
        dispute=row, evidence={"customer_name": "Camille Perrin"}, user=None, at=real.now()
    )
    row.refresh_from_db()
    assert row.status == "under_review"
    twin.decide_dispute(row.stripe_id, "won")
    post(client, twin.take())
    relay()

    row.refresh_from_db()
    assert row.status == "won"
    assert topics("dispute") == ["dispute.opened", "dispute.won"]


def test_a_dispute_that_no_event_told_of(order, twin):
    twin.switch(webhooks="never")
    dispute = twin.dispute(Payment.objects.get(order=order).charge_id)
    assert disputes.find_untold(at=real.now()) == 1
    twin.decide_dispute(dispute, "lost")
    operations.sweep(at=real.now() + timedelta(hours=7))

    assert Dispute.objects.get().status == "lost"
    assert topics("dispute") == ["dispute.opened", "dispute.lost"]


# --- the books ---------------------------------------------------------------------------------
def test_movements_name_what_our_rows_keep(parcel, account, twin, relay):
    row = transfer(parcel)
    relay()
    row.refresh_from_db()
    operations.request_reversal(transfer=row, amount=Money(500), key="r", at=real.now())
    relay()
    back, payment = Reversal.objects.get(), Payment.objects.get()
    since, until = real.now() - timedelta(days=1), real.now() + timedelta(days=1)

    ours = gateway.balance_transactions(since=since, until=until)
    theirs = gateway.balance_transactions(since=since, until=until, account_id=account.account_id)
    assert sorted((each.reference, each.net_minor) for each in ours) == sorted([
        (payment.charge_id, payment.amount_minor - payment.fee_minor),
        (row.stripe_id, -9000), (back.stripe_id, 500),
    ])  # fmt: skip
    assert sorted((each.reference, each.net_minor) for each in theirs) == sorted(
        [(row.stripe_id, 9000), (back.stripe_id, -500)]
    )
