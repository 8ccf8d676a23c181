"""Transfers, reversals and payouts: asked for once, capped, as rows before any call."""

import pytest

from marketplace.core import clock as real
from marketplace.core.errors import IllegalMove
from marketplace.core.models import OutboxEvent
from marketplace.core.money import Money
from marketplace.core.scopes import house_scope
from marketplace.fulfilment.models import Consignment
from marketplace.payments import operations
from marketplace.payments.models import Payment, Payout, Reversal, Transfer
from marketplace.payments.operations import (
    AccountNotReady,
    NothingAsked,
    OtherContent,
    ReversalTooLarge,
    TransferTooLarge,
)
from tests import shop, stripe_accounts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _as_the_house():
    with house_scope():
        yield


@pytest.fixture
def order():
    """Paid: 104,90 €."""
    return shop.paid_order(shop.offer(minor=10000))


@pytest.fixture
def parcel(order):
    return Consignment.objects.get(order=order)


@pytest.fixture
def account(parcel):
    return stripe_accounts.account(parcel.trader)


def transfer(parcel, minor=5000, *, key="transfer:1", **fields):
    return operations.request_transfer(
        trader_id=parcel.trader_id, consignment_id=parcel.pk, order_id=parcel.order_id,
        amount=Money(minor), key=key, at=real.now(), **fields,
    )  # fmt: skip


def told(topic):
    return OutboxEvent.objects.filter(topic=topic).count()


def test_asked_twice_it_is_one(parcel, account):
    assert transfer(parcel).pk == transfer(parcel).pk

    row = Transfer.objects.get()
    assert (row.status, row.amount, row.stripe_id, row.name) == (
        "new", Money(5000), None, f"transfer:{row.pk}",
    )  # fmt: skip
    assert told("transfer.requested") == 1


def test_a_key_is_not_used_for_something_else(parcel, account):
    transfer(parcel)
    with pytest.raises(OtherContent):
        transfer(parcel, 4999)

    assert Transfer.objects.get().amount_minor == 5000


def test_a_charge_gives_no_more_than_it_brought(parcel, account):
    transfer(parcel, 10000)
    with pytest.raises(TransferTooLarge, match="4,90"):
        transfer(parcel, 491, key="transfer:2")
    Transfer.objects.update(status="failed")
    transfer(parcel, 491, key="transfer:2")
    transfer(parcel, 20000, key="transfer:3", from_charge=False)

    assert list(Transfer.objects.order_by("pk").values_list("amount_minor", "from_charge")) == [
        (10000, True), (491, True), (20000, False),
    ]  # fmt: skip


@pytest.mark.parametrize("minor", [0, -1])
def test_nothing_is_not_transferred(parcel, account, minor):
    with pytest.raises(TransferTooLarge):
        transfer(parcel, minor)

    assert not Transfer.objects.exists()


@pytest.mark.parametrize("has", [None, "payouts_enabled", "transfers_active"])
def test_a_seller_that_cannot_be_paid_waits(parcel, has):
    if has:
        stripe_accounts.account(parcel.trader, ready=False, **{has: True})
    with pytest.raises(AccountNotReady):
        transfer(parcel)
    with pytest.raises(AccountNotReady):
        operations.request_payout(
            trader_id=parcel.trader_id, amount=Money(100), key="statement:1", at=real.now()
        )

    assert not Transfer.objects.exists()
    assert not Payout.objects.exists()
    assert told("transfer.requested") == told("payout.requested") == 0


# --- back ------------------------------------------------------------------------------------
def reverse(row, minor, *, key="reversal:1"):
    return operations.request_reversal(transfer=row, amount=Money(minor), key=key, at=real.now())


def test_reversals_never_exceed_their_transfer(parcel, account):
    row = transfer(parcel, 5000)
    assert reverse(row, 3000).pk == reverse(row, 3000).pk
    with pytest.raises(ReversalTooLarge, match="20,00"):
        reverse(row, 2001, key="reversal:2")
    with pytest.raises(OtherContent):
        reverse(row, 2000)
    with pytest.raises(ReversalTooLarge):
        reverse(row, 0, key="reversal:2")

    assert Reversal.objects.get().amount_minor == 3000
    assert operations.reversible(row) == Money(2000)
    assert told("reversal.requested") == 1


def test_what_was_never_transferred_does_not_come_back(parcel, account):
    row = transfer(parcel)
    Transfer.objects.update(status="failed")
    with pytest.raises(IllegalMove):
        reverse(row, 100)

    assert not Reversal.objects.exists()


# --- to the bank -----------------------------------------------------------------------------
def payout(account, minor, *, key="statement:1"):
    return operations.request_payout(
        trader_id=account.trader_id, amount=Money(minor), key=key, at=real.now()
    )


def test_a_payout_is_asked_for_once(account):
    assert payout(account, 900).pk == payout(account, 900).pk
    with pytest.raises(OtherContent):
        payout(account, 901)
    with pytest.raises(NothingAsked):
        payout(account, 0, key="statement:2")

    assert Payout.objects.get().amount == Money(900)
    assert told("payout.requested") == 1


def test_rows_of_another_seller_are_not_seen(parcel, account):
    from marketplace.core.scopes import trader_scope

    transfer(parcel)
    payout(account, 900)
    stranger = shop.point().trader
    with trader_scope(stranger):
        assert not Transfer.objects.exists()
        assert not Payout.objects.exists()
    with trader_scope(parcel.trader):
        assert Transfer.objects.count() == Payout.objects.count() == 1

    assert Payment.objects.get().status == "succeeded"
