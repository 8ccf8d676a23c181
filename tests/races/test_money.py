"""The seller's money and the shopper's at once: what goes back is not sent on, what a bank disputes
is not paid out."""

import threading
from types import SimpleNamespace

import pytest
from django.db.models import Sum
from django.utils import timezone

from marketplace.buying import operations as buying
from marketplace.care import refunds
from marketplace.core import outbox
from marketplace.core.scopes import house_scope
from marketplace.fulfilment import operations as fulfilment
from marketplace.fulfilment.models import Consignment
from marketplace.ledger.models import Kind
from marketplace.payments import gateway
from marketplace.payments import operations as payments
from marketplace.payments.models import Dispute, Payment, Payout, Refund, Reversal, Transfer
from marketplace.payments.operations import disputes
from marketplace.settlement import calendar, payouts, transfers
from marketplace.settlement.models import Due, PayoutTerms, Statement, StatementLine
from tests import shop, stripe_accounts
from tests.marketplace.settlement import books
from tests.marketplace.settlement.test_to_the_bank import agrees, happens, later
from tests.races.conftest import PATIENCE, at_once, kinds
from tests.stripe_twin.process import pay

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
# 50 € less 12 % and the VAT on it, and the delivery; of one of its two units, half of the goods.
ALL, ONE_UNIT = 5000 - 600 - 120 + 490, 2500 - 300 - 60


@pytest.fixture(autouse=True)
def in_the_house():
    with house_scope():
        yield


@pytest.fixture
def world(twin, clock, relay):
    """Two units for 50 €, paid, delivered 17 days ago: their money may go to their seller."""
    clock.set(timezone.now())
    twin.set_clock(clock())
    began = clock()
    point = shop.point(shipping=490)
    stripe_accounts.onboarded(point.trader, twin, at=clock())
    offer = shop.offer(point=point, minor=2500, stock=2)
    order = shop.order(offer, quantity=2, at=clock())
    page = buying.start_payment(
        order=order,
        success_url="http://127.0.0.1:8000/merci",
        cancel_url="http://127.0.0.1:8000/retour",
        at=clock(),
    )
    assert pay(page).outcome == "paid"
    payments.sync(payment=Payment.objects.get(), at=clock())
    relay()
    parcel = Consignment.objects.get()
    fulfilment.accept(consignment=parcel, actor=None, at=clock())
    fulfilment.ship(consignment=parcel, carrier="DPD", tracking="1", actor=None, at=clock())
    fulfilment.deliver(consignment=parcel, actor=None, at=clock())
    relay()
    clock.advance(days=17)
    twin.set_clock(clock())
    return SimpleNamespace(
        order=order, parcel=parcel, trader=parcel.trader_id, clock=clock, twin=twin, relay=relay,
        began=began,
    )  # fmt: skip


def balances(world):
    """What the seller is owed, and what is on its account, in cents."""
    return -books.balance(Kind.PAYABLE, world.trader), books.balance(
        Kind.STRIPE_CONNECTED, world.trader
    )


# --- a refund while its parcel's money is transferred -------------------------------------------
@pytest.fixture
def settle(world):
    def act():
        transfers.sweep(at=world.clock())
        outbox.relay_all(at=world.clock())

    return act


@pytest.fixture
def give_back(world):
    """The desk gives one of both units back, and a worker takes the news up."""
    line_id = world.parcel.lines.get().order_line_id
    wanted = refunds.Wanted(units={line_id: 1}, reason="Abîmé")
    operator = shop.operator()

    def act():
        refunds.give_back(
            order=world.order, wanted=wanted, key="once", user=operator, at=world.clock()
        )
        outbox.relay_all(at=world.clock())

    return act


@pytest.fixture
def between(monkeypatch):
    """``between(patience)``: settling stops between reading what waits and asking for it until
    the other was there, or for so long; the other begins once it has read."""
    has_read, was_there = threading.Event(), threading.Event()

    def pause(patience, act):
        real = transfers._waiting

        def waiting(dues):
            found = real(dues)
            has_read.set()
            was_there.wait(patience)
            return found

        monkeypatch.setattr(transfers, "_waiting", waiting)
        return _after(has_read, act, then=was_there)

    return pause


def _after(event, act, *, then):
    def waits():
        assert event.wait(PATIENCE)
        try:
            return act()
        finally:
            then.set()

    return waits


def one_unit_is_the_sellers(world):
    """In the end its seller has the rest, whoever was first, and Stripe says so too."""
    happens(world)
    later(world, hours=1)
    later(world, hours=1)
    assert [row.status for row in Refund.objects.all()] == ["succeeded"]
    assert {row.status for row in Transfer.objects.all()} == {"made"}
    sent = Transfer.objects.aggregate(sum=Sum("amount_minor"))["sum"]
    back = Reversal.objects.filter(status="made").aggregate(sum=Sum("amount_minor"))["sum"] or 0
    assert sent - back == ALL - ONE_UNIT
    assert balances(world) == (ALL - ONE_UNIT, ALL - ONE_UNIT)
    assert not StatementLine.objects.filter(ready_at=None).exists()
    assert not Due.objects.get().is_open
    agrees(world)


@pytest.mark.parametrize("attempt", range(3))
def test_refunded_while_it_is_transferred(world, settle, give_back, attempt):
    assert kinds(at_once([settle, give_back])) == {"done": 2}

    one_unit_is_the_sellers(world)


def test_a_refund_waits_for_a_transfer_that_has_been_decided(world, settle, give_back, between):
    refunding = between(0.5, give_back)

    assert kinds(at_once([settle, refunding])) == {"done": 2}

    assert Transfer.objects.get().amount_minor == ALL
    one_unit_is_the_sellers(world)
    assert Reversal.objects.get().amount_minor == ONE_UNIT


def test_control_without_the_locks_the_seller_keeps_what_was_refunded(
    world, settle, give_back, between, without_row_locks
):
    """What was read is sent, and the refund that came meanwhile counts as taken off it."""
    refunding = between(PATIENCE, give_back)

    assert kinds(at_once([settle, refunding])) == {"done": 2}
    happens(world)
    later(world, hours=1)
    later(world, hours=1)

    assert (Refund.objects.get().status, Transfer.objects.get().amount_minor) == ("succeeded", ALL)
    assert not Reversal.objects.exists()
    assert balances(world) == (ALL - ONE_UNIT, ALL)


# --- a payout while a bank disputes -------------------------------------------------------------
@pytest.fixture
def on_account(world, settle):
    """The money is on the seller's account, and its day has come."""
    settle()
    later(world, hours=1)
    assert balances(world) == (ALL, ALL)
    PayoutTerms.objects.update(next_date=calendar.day_of(world.clock()))
    return world


@pytest.fixture
def dispute(on_account):
    """Stripe tells of a dispute over all that was paid."""
    world = on_account
    stripe_id = world.twin.dispute(Payment.objects.get().charge_id, reason="product_not_received")

    def act():
        disputes.follow(gateway.retrieve_dispute(stripe_id), at=world.clock())
        outbox.relay_all(at=world.clock())

    return act


def pay_out(world):
    return lambda: payouts.run(at=world.clock())


def untouched():
    """Nothing of a payout is left behind: the lines wait on the account."""
    lines = StatementLine.objects.filter(statement=None, ready_at__isnull=False)
    return (
        not Statement.objects.exists()
        and not Payout.objects.exclude(status="failed").exists()
        and lines.count() == StatementLine.objects.count()
    )


@pytest.mark.parametrize("attempt", range(3))
def test_paid_out_while_it_is_disputed_is_all_or_nothing(on_account, dispute, attempt):
    outcomes = at_once([pay_out(on_account), dispute])

    assert kinds(outcomes) == {"done": 2}
    assert Dispute.objects.get().status == "needs_response"
    if Statement.objects.exists():
        statement = Statement.objects.get()
        listed = statement.lines.aggregate(sum=Sum("total_minor"))["sum"]
        assert (statement.amount_minor, listed) == (ALL, ALL)
        assert Payout.objects.get().amount_minor == ALL
    else:
        assert untouched()
    happens(on_account)
    left = Statement.objects.exists()  # looked at once more before the call
    assert left or untouched()
    assert balances(on_account) == ((0, 0) if left else (ALL, ALL))
    agrees(on_account)


@pytest.fixture
def while_it_is_listed(monkeypatch):
    """The other comes once it was read who has enough, before the lines are listed."""
    has_read, was_there = threading.Event(), threading.Event()
    real = payouts._sums

    def sums(lines, by):
        found = real(lines, by)
        if by == "trader_id":
            has_read.set()
            assert was_there.wait(PATIENCE)
        return found

    monkeypatch.setattr(payouts, "_sums", sums)
    return lambda act: _after(has_read, act, then=was_there)


def test_disputed_between_the_sum_and_the_list_nothing_is_paid(
    on_account, dispute, while_it_is_listed
):
    paid, told = at_once([pay_out(on_account), while_it_is_listed(dispute)])

    assert (paid, told) == (0, None)
    assert untouched()
    happens(on_account)
    assert balances(on_account) == (ALL, ALL)
    agrees(on_account)


def test_control_without_looking_again_what_is_disputed_is_paid_out(
    on_account, dispute, while_it_is_listed, monkeypatch
):
    real = payouts.ready_lines

    def as_read(trader_ids, *, at):
        keys = list(real(trader_ids, at=at).values_list("pk", flat=True))
        return StatementLine.objects.filter(pk__in=keys).order_by()

    monkeypatch.setattr(payouts, "ready_lines", as_read)

    paid, told = at_once([pay_out(on_account), while_it_is_listed(dispute)])

    assert (paid, told) == (1, None)
    assert Dispute.objects.get().status == "needs_response"
    assert Payout.objects.get().amount_minor == ALL
