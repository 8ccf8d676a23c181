"""Asked for while nothing was open, contested before the call: it does not leave."""

from datetime import timedelta

import pytest
from django.db.models import F

from marketplace.core.errors import TransientError
from marketplace.core.money import Money
from marketplace.payments import gateway
from marketplace.payments import operations as payments
from marketplace.payments.gateway import PayoutState, Resting, TransferState
from marketplace.payments.models import Dispute, Payment, Payout, StripeAccount, Transfer
from marketplace.settlement import payouts, transfers
from marketplace.settlement.models import PayoutTerms, Statement, StatementLine
from tests import shop
from tests.marketplace.settlement import books
from tests.marketplace.settlement.test_payouts import arrived

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]
HOUR = timedelta(hours=1)


@pytest.fixture
def calls(monkeypatch):
    """What Stripe is asked to make: (key, cents); nothing of it was there before."""
    made = []

    def transfer(*, amount, key, **_others):
        made.append((key, amount.minor))
        return TransferState(id=f"tr_{len(made)}", amount_minor=amount.minor)

    def payout(*, amount, key, **_others):
        made.append((key, amount.minor))
        return PayoutState(id=f"po_{len(made)}", status="in_transit", arrival_date=None, failure="")

    monkeypatch.setattr(gateway, "create_transfer", transfer)
    monkeypatch.setattr(gateway, "create_payout", payout)
    monkeypatch.setattr(gateway, "find_transfer", lambda **_what: None)
    monkeypatch.setattr(gateway, "find_payout", lambda **_what: None)
    return made


def known(clock):
    """Stripe was asked about the accounts just now."""
    StripeAccount.objects.update(checked_at=clock())


def disputed(parcel, clock):
    return Dispute.objects.create(
        payment=parcel.order.payment, stripe_id="dp_1", amount_minor=5490, opened_at=clock()
    )


# --- transfers -------------------------------------------------------------------------------
@pytest.fixture
def asked(clock):
    """48,90 € are asked for, and no call was made."""
    parcel = books.delivered(shop.offer(minor=5000), at=clock())[0]
    clock.advance(days=16)
    transfers.sweep(at=clock())
    known(clock)
    Payment.objects.update(charge_id="ch_1")
    return parcel


def send_transfer(clock):
    payments.send_transfer(transfer=Transfer.objects.get(), at=clock())
    return Transfer.objects.get()


def test_a_transfer_waits_for_the_end_of_a_dispute(asked, calls, clock):
    dispute = disputed(asked, clock)
    row = send_transfer(clock)

    assert (row.status, row.attempts, row.due_at) == ("new", 0, clock() + HOUR)
    assert "ouvert sur ce colis" in row.last_error
    assert calls == []

    Dispute.objects.filter(pk=dispute.pk).update(status="won")
    assert send_transfer(clock).status == "made"
    assert calls == [(f"transfer:{row.pk}:0", 4890)]


def test_another_parcels_dispute_holds_nothing(asked, calls, clock):
    other = books.delivered(shop.offer(minor=3000), at=clock())[0]
    disputed(other, clock)

    assert send_transfer(clock).status == "made"


def test_a_transfer_whose_answer_was_lost_is_looked_for_and_not_made_anew(
    asked, calls, clock, monkeypatch
):
    disputed(asked, clock)
    Transfer.objects.update(attempts=1)
    assert (send_transfer(clock).status, calls) == ("new", [])
    assert Transfer.objects.get().attempts == 1

    monkeypatch.setattr(gateway, "find_transfer", lambda **_what: TransferState("tr_9", 4890))
    assert (send_transfer(clock).stripe_id, calls) == ("tr_9", [])


# --- payouts ---------------------------------------------------------------------------------
@pytest.fixture
def two(clock, calls):
    """A seller's two parcels in one statement: 48,90 € and 31,30 €; no call was made."""
    point = shop.point()
    first = books.delivered(shop.offer(point=point, minor=5000), at=clock())[0]
    arrived(shop.offer(point=point, minor=3000), clock=clock)
    assert payouts.run(at=clock()) == 1
    assert Payout.objects.get().amount_minor == 4890 + 3130
    known(clock)
    return first


def send_payout(clock):
    payments.send_payout(payout=Payout.objects.get(), at=clock())
    return Payout.objects.get()


def test_contested_lines_leave_a_payout_and_the_rest_goes(two, calls, clock):
    disputed(two, clock)
    row = send_payout(clock)

    assert (row.status, row.amount_minor) == ("begun", 3130)
    assert calls == [(f"payout:{row.pk}:0", 3130)]
    statement = Statement.objects.get()
    assert (statement.amount_minor, statement.payout_id) == (3130, row.pk)
    assert payouts.differing([statement]) == []
    left = StatementLine.objects.filter(statement=None)
    assert {line.due.consignment_id for line in left} == {two.pk}


@pytest.mark.parametrize("minimum", [3130, 3131])
def test_less_than_the_minimum_does_not_go(two, calls, clock, minimum):
    PayoutTerms.objects.update(minimum_minor=minimum)
    disputed(two, clock)
    row = send_payout(clock)

    if minimum == 3130:
        assert (row.status, calls) == ("begun", [(f"payout:{row.pk}:0", 3130)])
        return
    assert (row.status, row.stripe_id, calls) == ("failed", None, [])
    assert not Statement.objects.exists()
    assert StatementLine.objects.filter(statement=None).count() == 4


def test_a_payout_of_what_is_contested_alone_is_taken_back(clock, calls):
    parcel = arrived(shop.offer(minor=5000), clock=clock)[0]
    payouts.run(at=clock())
    known(clock)
    dispute = disputed(parcel, clock)
    row = send_payout(clock)
    assert (row.status, calls) == ("failed", [])
    assert "contesté" in row.last_error
    assert not Statement.objects.exists()

    Dispute.objects.filter(pk=dispute.pk).update(status="won")
    PayoutTerms.objects.update(next_date=clock().date())
    assert payouts.run(at=clock()) == 1
    assert Payout.objects.latest("pk").amount_minor == 4890


def test_what_was_charged_and_is_contested_does_not_raise_a_payout(two, calls, clock):
    """Without the lines of a parcel that owes, more would be listed than is on the account."""
    lines = StatementLine.objects.filter(due__consignment=two)
    lines.filter(kind="sale").update(
        gross_minor=F("gross_minor") - 9000, total_minor=F("total_minor") - 9000
    )
    Statement.objects.update(amount_minor=8020 - 9000 + 2000)
    disputed(two, clock)

    assert (send_payout(clock).status, calls) == ("failed", [])
    assert not Statement.objects.exists()


def test_what_stripe_may_have_heard_of_keeps_its_amount(two, calls, clock, monkeypatch):
    """The same key with another amount would be refused, although the first was made."""

    def lost(**_what):
        raise TransientError("no answer")

    with monkeypatch.context() as patched:
        patched.setattr(gateway, "create_payout", lost)
        with pytest.raises(TransientError):
            send_payout(clock)
    dispute = disputed(two, clock)
    row = send_payout(clock)
    assert (row.status, row.attempts, calls) == ("new", 1, [])

    Dispute.objects.filter(pk=dispute.pk).update(status="won")
    row = send_payout(clock)
    assert (row.status, calls) == ("begun", [(f"payout:{row.pk}:0", 8020)])
    assert Statement.objects.get().amount_minor == 8020


def test_a_try_that_the_breaker_stopped_takes_back_itself_alone(two, calls, clock, monkeypatch):
    """Another worker's may have reached Stripe meanwhile."""

    def rests(**_what):
        Payout.objects.update(attempts=F("attempts") + 1)
        raise Resting("later")

    monkeypatch.setattr(gateway, "create_payout", rests)
    with pytest.raises(Resting):
        send_payout(clock)

    assert Payout.objects.get().attempts == 1


def test_a_worker_that_read_the_old_amount_asks_for_nothing(two, calls, clock):
    stale = Payout.objects.get()
    disputed(two, clock)
    send_payout(clock)
    payments.send_payout(payout=stale, at=clock())

    assert [minor for _key, minor in calls] == [3130]


def test_an_amount_is_lowered_within_the_first_try_alone(two, clock):
    row = Payout.objects.get()
    assert not payments.lower(payout=row, amount=Money(3130), why="")
    Payout.objects.update(attempts=2)
    assert not payments.lower(payout=row, amount=Money(3130), why="")

    assert Payout.objects.get().amount_minor == 8020
