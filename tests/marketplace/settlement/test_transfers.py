"""Matured money goes to the seller, and comes back when it must."""

from datetime import timedelta

import pytest

from marketplace.care.models import Case
from marketplace.ledger.models import Kind
from marketplace.payments.models import Reversal, Transfer
from marketplace.settlement import maturity, terms, transfers
from marketplace.settlement.models import StatementLine
from tests import shop
from tests.marketplace.settlement import books

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]
SPAN = timedelta(days=16)


@pytest.fixture
def parcel(clock):
    """Sold for 50 €, delivered for 4,90 €: 48,90 € are due."""
    (parcel,) = books.delivered(shop.offer(minor=5000), at=clock())
    clock.advance(days=16)
    return parcel


def refund(parcel, minor, clock, key=1):
    books.post(books.refund(parcel, minor, key=key, at=clock()))


def unpaid(parcel):
    """What is still waiting to go or to come, in cents; 0: nothing."""
    rows = StatementLine.objects.filter(due__consignment=parcel, ready_at=None)
    return sum(rows.values_list("total_minor", flat=True))


def test_what_has_matured_is_sent_once(parcel, clock):
    assert transfers.sweep(at=clock()) == 1
    assert transfers.sweep(at=clock()) == 0

    transfer = Transfer.objects.get()
    assert (transfer.amount_minor, transfer.trader_id) == (4890, parcel.trader_id)
    assert (transfer.key, transfer.from_charge) == (f"transfer:{parcel.pk}:0", True)
    assert not books.due(parcel).is_open
    assert unpaid(parcel) == 4890

    books.arrive(at=clock())
    assert unpaid(parcel) == 0
    assert books.balance(Kind.STRIPE_CONNECTED, parcel.trader_id) == 4890


def test_nothing_leaves_before_its_day(parcel, clock):
    assert transfers.sweep(at=clock() - timedelta(seconds=1)) == 0
    assert not Transfer.objects.exists()


def test_what_came_up_since_the_list_was_read_is_seen(parcel, clock, monkeypatch):
    """A case is opened between the query that finds what has matured and the locks."""
    due = maturity.matured(at=clock()).get()
    Case.objects.create(
        order=parcel.order, order_line_id=parcel.lines.get().order_line_id, trader=parcel.trader,
        topic="size", opened_at=clock(), answer_by=clock(),
    )  # fmt: skip

    assert transfers.settle(due_ids=[due.pk], at=clock()) == 0
    assert not Transfer.objects.exists()
    assert books.due(parcel).is_open


def test_refunded_before_it_left_only_the_rest_is_sent(parcel, clock):
    refund(parcel, 2000, clock)
    transfers.sweep(at=clock())

    assert Transfer.objects.get().amount_minor == 4890 - 1760


def test_all_of_it_refunded_nothing_is_sent_and_nothing_waits(parcel, clock):
    refund(parcel, 5000, clock)
    StatementLine.objects.filter(kind="delivery").update(delivery_minor=0, total_minor=0)
    transfers.sweep(at=clock())

    assert not Transfer.objects.exists()
    assert StatementLine.objects.filter(ready_at=None).count() == 0
    assert not books.due(parcel).is_open


def test_refunded_after_it_was_sent_the_transfer_is_reversed(parcel, clock):
    transfers.sweep(at=clock())
    books.arrive(at=clock())
    refund(parcel, 2000, clock)
    assert transfers.sweep(at=clock()) == 1

    reversal = Reversal.objects.get()
    assert (reversal.amount_minor, reversal.transfer.amount_minor) == (1760, 4890)
    assert unpaid(parcel) == -1760

    books.take_back(reversal, at=clock())
    assert unpaid(parcel) == 0
    assert books.balance(Kind.STRIPE_CONNECTED, parcel.trader_id) == 4890 - 1760
    assert books.balance(Kind.PAYABLE, parcel.trader_id) == -(4890 - 1760)


def test_refunded_while_it_is_being_sent_the_reversal_follows_the_transfer(parcel, clock):
    transfers.sweep(at=clock())
    refund(parcel, 2000, clock)
    assert transfers.sweep(at=clock()) == 0  # nobody knows yet whether it is made
    assert not Reversal.objects.exists()

    books.arrive(at=clock())
    assert transfers.sweep(at=clock()) == 1
    assert Reversal.objects.get().amount_minor == 1760


def test_an_open_case_does_not_stop_what_must_come_back(parcel, clock):
    transfers.sweep(at=clock())
    books.arrive(at=clock())
    Case.objects.create(
        order=parcel.order, order_line_id=parcel.lines.get().order_line_id, trader=parcel.trader,
        topic="size", opened_at=clock(), answer_by=clock(),
    )  # fmt: skip
    refund(parcel, 2000, clock)

    assert transfers.sweep(at=clock()) == 1
    assert Reversal.objects.get().amount_minor == 1760


def test_what_cannot_be_reversed_is_owed_and_netted_from_the_next(parcel, clock):
    transfers.sweep(at=clock())
    books.arrive(at=clock())
    refund(parcel, 2000, clock)
    transfers.sweep(at=clock())
    reversal = Reversal.objects.get()
    Reversal.objects.update(status="failed")
    payload = {"reversal_id": reversal.pk}
    transfers.on_reversal_failed([payload], clock())
    transfers.on_reversal_failed([payload], clock())

    trader = parcel.trader_id
    assert books.balance(Kind.DEBT, trader) == 1760
    assert books.balance(Kind.PAYABLE, trader) == -4890
    assert unpaid(parcel) == 0
    assert not books.due(parcel).is_open

    (other,) = books.delivered(shop.offer(point=parcel.trader.points.get(), minor=3000), at=clock())
    clock.advance(days=16)
    transfers.sweep(at=clock())
    latest = Transfer.objects.latest("pk")
    assert (latest.consignment_id, latest.amount_minor) == (other.pk, 2640 + 490 - 1760)
    assert books.balance(Kind.DEBT, trader) == 0
    netted = StatementLine.objects.get(kind="netting")
    assert (netted.due_id, netted.correction_minor) == (books.due(other).pk, -1760)


def test_one_debt_is_netted_once_from_several(clock):
    point = shop.point()
    parcels = [
        books.delivered(shop.offer(point=point, minor=1000), at=clock())[0] for _n in range(2)
    ]
    books.post(transfers._debt(books.due(parcels[0]), 2000, about="before", at=clock()))
    StatementLine.objects.filter(kind="debt").update(ready_at=clock())
    clock.advance(days=16)
    transfers.sweep(at=clock())

    # Each brings 13,70 €: the first all of it, the second what is left of 20 €.
    assert [row.amount_minor for row in Transfer.objects.all()] == [740]
    assert books.balance(Kind.DEBT, point.trader.pk) == 0


def test_a_transfer_that_stripe_refuses_waits_a_day_and_goes_again(parcel, clock):
    transfers.sweep(at=clock())
    Transfer.objects.update(status="failed")
    transfers.on_transfer_failed([{"transfer_id": Transfer.objects.get().pk}], clock())

    assert transfers.sweep(at=clock() + timedelta(hours=23)) == 0
    assert transfers.sweep(at=clock.advance(days=1)) == 1
    assert [row.amount_minor for row in Transfer.objects.order_by("pk")] == [4890, 4890]
    assert Transfer.objects.order_by("pk").last().key == f"transfer:{parcel.pk}:1"


def reserved(clock):
    """48,90 € of a trusted seller, a tenth of which is held back."""
    parcel = shop.paid_order(shop.offer(minor=5000)).consignments.get()
    books.account(parcel.trader)
    terms.agree(trader=parcel.trader, trusted_days=1, reserve_bp=1000, at=clock())
    parcel.delivered_at = clock()
    parcel.save()
    books.post(books.sale(parcel, at=clock()))
    return parcel


def test_a_reserve_is_held_back_and_given_back_later(clock):
    parcel = reserved(clock)

    transfers.sweep(at=clock() + timedelta(days=1))
    books.arrive(at=clock())
    assert Transfer.objects.get().amount_minor == 4890 - 489
    assert books.balance(Kind.RESERVE, parcel.trader_id) == -489
    assert books.balance(Kind.PAYABLE, parcel.trader_id) == -(4890 - 489)

    transfers.sweep(at=clock() + SPAN - timedelta(seconds=1))
    assert Transfer.objects.count() == 1
    transfers.sweep(at=clock() + SPAN)
    assert [row.amount_minor for row in Transfer.objects.order_by("pk")] == [4401, 489]
    books.arrive(at=clock())
    assert books.balance(Kind.RESERVE, parcel.trader_id) == 0
    assert books.balance(Kind.STRIPE_CONNECTED, parcel.trader_id) == 4890
    assert books.due(parcel).reserve_minor == 0


def test_a_refund_uses_the_reserve_of_its_parcel_before_its_transfer(clock):
    """Refunded piece by piece, then whole: no debt stands beside a reserve."""
    parcel = reserved(clock)
    transfers.sweep(at=clock.advance(days=1))
    books.arrive(at=clock())
    trader = parcel.trader_id

    refund(parcel, 200, clock)  # 1,76 € of the seller's
    assert transfers.sweep(at=clock()) == 1
    assert books.balance(Kind.RESERVE, trader) == -(489 - 176)
    assert not Reversal.objects.exists()
    assert (unpaid(parcel), books.due(parcel).reserve_minor) == (0, -(489 - 176))

    refund(parcel, 4800, clock, key=2)  # 42,24 € more, of which 3,13 € are held
    assert transfers.sweep(at=clock()) == 1
    reversal = Reversal.objects.get()
    assert reversal.amount_minor == 4224 - 313
    books.take_back(reversal, at=clock())
    assert books.balance(Kind.RESERVE, trader) == 0
    assert books.balance(Kind.DEBT, trader) == 0
    assert books.balance(Kind.STRIPE_CONNECTED, trader) == 490  # the delivery
    assert books.balance(Kind.PAYABLE, trader) == -490
    assert unpaid(parcel) == 0

    assert transfers.release(at=clock() + SPAN) == 0


def test_what_is_left_of_a_used_reserve_is_given_back_on_its_day(clock):
    parcel = reserved(clock)
    transfers.sweep(at=clock.advance(days=1))
    books.arrive(at=clock())
    refund(parcel, 200, clock)
    transfers.sweep(at=clock())

    transfers.sweep(at=clock() + SPAN)
    assert [row.amount_minor for row in Transfer.objects.order_by("pk")] == [4401, 489 - 176]
    assert books.balance(Kind.RESERVE, parcel.trader_id) == 0
    assert books.balance(Kind.DEBT, parcel.trader_id) == 0


def test_refused_then_refunded_the_reserve_is_used_before_a_debt(clock):
    parcel = reserved(clock)
    transfers.sweep(at=clock.advance(days=1))
    refused(Transfer.objects.get(), clock)
    refund(parcel, 5000, clock)  # 44,00 € of the 44,01 € that wait besides the reserve
    refund(parcel, 200, clock, key=2)
    assert transfers.sweep(at=clock()) == 1

    assert books.balance(Kind.RESERVE, parcel.trader_id) == -(489 - 175)
    assert books.balance(Kind.DEBT, parcel.trader_id) == 0
    assert unpaid(parcel) == 0


def refused(transfer, clock):
    Transfer.objects.filter(pk=transfer.pk).update(status="failed")
    transfers.on_transfer_failed([{"transfer_id": transfer.pk}], clock())


def test_refused_with_a_reserve_held_back_the_same_rest_goes_again(clock):
    parcel = reserved(clock)
    transfers.sweep(at=clock.advance(days=1))
    refused(Transfer.objects.get(), clock)

    assert transfers.sweep(at=clock.advance(days=1)) == 1
    assert [row.amount_minor for row in Transfer.objects.order_by("pk")] == [4401, 4401]
    assert books.balance(Kind.RESERVE, parcel.trader_id) == -489


def test_a_due_that_fails_holds_up_no_other_of_its_batch(clock, monkeypatch):
    bad, good = (books.delivered(shop.offer(minor=5000), at=clock())[0] for _n in range(2))
    plan = transfers._plan

    def failing(due, *args, **kwargs):
        if due.consignment_id == bad.pk:
            raise ValueError("this one")
        return plan(due, *args, **kwargs)

    monkeypatch.setattr(transfers, "_plan", failing)

    assert transfers.sweep(at=clock.advance(days=16)) == 1
    assert Transfer.objects.get().consignment_id == good.pk
    assert books.due(bad).is_open


def test_a_case_opened_while_reserves_are_locked_keeps_its_reserve(clock, monkeypatch):
    parcel = reserved(clock)
    transfers.sweep(at=clock.advance(days=1))
    lock = transfers._lock

    def slow(due_ids):
        Case.objects.create(
            order=parcel.order, order_line_id=parcel.lines.get().order_line_id,
            trader=parcel.trader, topic="size", opened_at=clock(), answer_by=clock(),
        )  # fmt: skip
        lock(due_ids)

    monkeypatch.setattr(transfers, "_lock", slow)

    assert transfers.release(at=clock.advance(days=16)) == 0
    assert books.balance(Kind.RESERVE, parcel.trader_id) == -489


def test_a_due_that_is_less_than_nothing_becomes_a_debt_once_it_has_matured(clock):
    (parcel,) = books.delivered(shop.offer(minor=5000), at=clock())
    refund(parcel, 5000, clock)
    refund(parcel, 1000, clock, key=2)  # 8,80 €, more than the delivery brought
    transfers.sweep(at=clock())
    assert books.balance(Kind.DEBT, parcel.trader_id) == 0

    transfers.sweep(at=clock.advance(days=16))
    assert books.balance(Kind.DEBT, parcel.trader_id) == 880 - 490
    assert books.balance(Kind.PAYABLE, parcel.trader_id) == 0
    assert not Transfer.objects.exists()


def test_told_by_the_outbox_it_comes_back_without_the_sweeper(parcel, clock, relay):
    transfers.sweep(at=clock())
    books.arrive(at=clock())
    refund(parcel, 2000, clock)
    relay()

    assert Reversal.objects.get().amount_minor == 1760
