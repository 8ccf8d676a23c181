"""Stripe's books against ours: equal to the cent, or a case with both sides."""

from datetime import datetime, timedelta
from io import StringIO
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command

from marketplace.core.errors import IllegalMove, PermanentError, ReasonMissing, TransientError
from marketplace.ledger.legs import Posting
from marketplace.ledger.models import Kind
from marketplace.payments.gateway import BalanceTransaction, PayoutState
from marketplace.payments.models import Payout
from marketplace.settlement import calendar, reconciling, transfers
from marketplace.settlement.models import Discrepancy, Reconciliation
from tests import shop
from tests.marketplace.settlement import books

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]


class Stripe:
    """What Stripe would tell of each account; "" is the house's own."""

    def __init__(self):
        self.rows: dict[str, list[BalanceTransaction]] = {}
        self.down = False
        self.refused: set[str] = set()

    def say(
        self, type: str, reference: str, net: int, *, at: datetime, fee: int = 0, account: str = ""
    ):
        rows = self.rows.setdefault(account, [])
        name = f"txn_{account}_{len(rows)}"
        rows.append(BalanceTransaction(name, type, reference, net + fee, fee, net, "EUR", at))

    def __call__(self, *, since, until, account_id=None):
        if self.down:
            raise TransientError("no answer")
        if (account_id or "") in self.refused:
            raise PermanentError("no such account")
        rows = self.rows.get(account_id or "", [])
        return [row for row in rows if since <= row.created_at < until]


@pytest.fixture
def stripe(monkeypatch):
    told = Stripe()
    monkeypatch.setattr("marketplace.payments.gateway.balance_transactions", told)
    return told


@pytest.fixture
def sent(clock, stripe):
    """A charge with its fee and a transfer, in both books; returns (day, parcel, transfer)."""
    (parcel,) = books.delivered(shop.offer(minor=5000), at=clock())
    payment = parcel.order.payment
    payment.charge_id = "ch_1"
    payment.save()
    clock.advance(days=16)
    at = clock()
    stripe.say("charge", "ch_1", 5490 - 107, fee=107, at=at)
    charge = [
        books.leg(Kind.STRIPE_CLEARING, 5490),
        books.leg(Kind.SHOPPER_LIABILITY, -5490),
    ]
    books.post(Posting(f"charge:{payment.pk}", "charge", at, charge, parcel.order_id))
    fee = [books.leg(Kind.STRIPE_FEES, 107), books.leg(Kind.STRIPE_CLEARING, -107)]
    books.post(Posting("fee:txn__0", "fee", at, fee, parcel.order_id))
    transfers.sweep(at=at)
    (transfer,) = books.arrive(at=at)
    account = f"acct_{parcel.trader_id}"
    stripe.say("transfer", f"tr_{transfer.pk}", -4890, at=at)
    stripe.say("payment", f"tr_{transfer.pk}", 4890, at=at, account=account)
    return calendar.day_of(at), parcel, transfer


def test_two_books_that_agree_leave_nothing_to_explain(sent, clock):
    day, parcel, _transfer = sent

    assert reconciling.reconcile(day=day, at=clock.advance(days=1)) == 2

    assert not Discrepancy.objects.exists()
    house = Reconciliation.objects.get(account="")
    assert (house.transactions, house.stripe_minor, house.ledger_minor) == (2, 493, 493)
    seller = Reconciliation.objects.get(account=f"acct_{parcel.trader_id}")
    assert (seller.transactions, seller.stripe_minor, seller.ledger_minor) == (1, 4890, 4890)


def test_what_stripe_has_and_we_have_not(sent, clock, stripe):
    day = sent[0]
    stripe.say("stripe_fee", "", -200, at=clock())
    reconciling.reconcile(day=day, at=clock.advance(days=1))

    row = Discrepancy.objects.get()
    assert (row.kind, row.stripe_minor, row.ledger_minor) == ("missing", -200, None)
    assert row.stripe_side["type"] == "stripe_fee"
    assert Reconciliation.objects.get(account="").unexplained == 1


def test_what_goes_to_our_own_bank_is_written_once(sent, clock, stripe):
    """Stripe's payouts of the house's balance, a refused one, and what the bank topped up."""
    day, parcel, _transfer = sent
    moves = [("payout", -30000, 0), ("payout_failure", 30000, 0), ("payout", -1025, 25)]
    for type, net, fee in [*moves, ("topup", 700, 0)]:
        stripe.say(type, "po_ours", net, fee=fee, at=clock())
    stripe.say("payout", "po_by_itself", -100, at=clock(), account=f"acct_{parcel.trader_id}")
    for _again in range(2):
        reconciling.reconcile(day=day, at=clock.advance(days=1))

    row = Discrepancy.objects.get()
    assert (row.account, row.kind, row.stripe_minor) == (
        f"acct_{parcel.trader_id}", "missing", -100
    ), "a seller's account pays nobody by itself"  # fmt: skip
    assert books.balance(Kind.BANK) == 30000 - 30000 + 1000 - 700
    assert books.balance(Kind.STRIPE_FEES) == 107 + 25
    house = Reconciliation.objects.get(account="")
    assert (house.transactions, house.stripe_minor, house.ledger_minor) == (6, 168, 168)


def test_what_came_back_unheard_is_asked_about(sent, clock, stripe, monkeypatch, relay):
    """No event told of it; another account's payout, or one that stands, is not asked about."""
    day, parcel, _transfer = sent
    account, asked = f"acct_{parcel.trader_id}", []
    rows = [
        Payout.objects.create(
            trader=parcel.trader, key=f"statement:{name}", amount_minor=100, stripe_id=name,
            status="paid", created_at=clock(), due_at=clock(),
        )
        for name in ("po_back", "po_there")
    ]  # fmt: skip
    stripe.say("payout_failure", "po_back", 100, at=clock(), account=account)

    def retrieve(*, account_id, payout_id):
        asked.append((account_id, payout_id))
        return PayoutState(payout_id, "failed", None, "account_closed")

    monkeypatch.setattr("marketplace.payments.gateway.retrieve_payout", retrieve)
    reconciling.reconcile(day=day, at=clock.advance(days=1))
    assert asked == [(account, "po_back")]
    assert [Payout.objects.get(pk=row.pk).status for row in rows] == ["failed", "paid"]
    relay()

    reconciling.catch_up(until=day, at=clock.advance(hours=1))
    case = Discrepancy.objects.get(account=account)
    assert (case.resolved_by, case.resolved_at) == (None, clock()), "equal since"
    assert len(asked) == 1


def test_what_is_heard_of_late_is_no_case_of_the_day_on_which_it_is_written(
    sent, clock, stripe, monkeypatch, relay
):
    """Nothing was compared for ten days: the movement is long past when its entry is written."""
    day, parcel, _transfer = sent
    account = f"acct_{parcel.trader_id}"
    Payout.objects.create(
        trader=parcel.trader, key="statement:late", amount_minor=100, stripe_id="po_back",
        status="paid", created_at=clock(), due_at=clock(),
    )  # fmt: skip
    stripe.say("payout_failure", "po_back", 100, at=clock(), account=account)
    monkeypatch.setattr(
        "marketplace.payments.gateway.retrieve_payout",
        lambda **_asked: PayoutState("po_back", "failed", None, "account_closed"),
    )
    reconciling.reconcile(day=day, at=clock.advance(days=10))
    written = calendar.day_of(clock())
    relay()

    reconciling.catch_up(until=written, at=clock.advance(days=1))

    assert books.balance(Kind.STRIPE_CONNECTED, parcel.trader_id) == 4890 + 100
    assert not reconciling.open_discrepancies().exists()
    assert Reconciliation.objects.get(account=account, day=written).unexplained == 0


def test_a_payment_and_its_fee_heard_of_late_are_no_cases_either(clock, stripe):
    """One movement at Stripe, two entries here; nothing listened nor compared for ten days."""
    (parcel,) = books.delivered(shop.offer(minor=5000), at=clock())
    stripe.say("charge", "ch_late", 5490 - 107, fee=107, at=clock())
    clock.advance(days=10)
    payment = parcel.order.payment
    payment.charge_id = "ch_late"
    payment.save()
    charge = [books.leg(Kind.STRIPE_CLEARING, 5490), books.leg(Kind.SHOPPER_LIABILITY, -5490)]
    books.post(Posting(f"charge:{payment.pk}", "charge", clock(), charge, parcel.order_id))
    fee = [books.leg(Kind.STRIPE_FEES, 107), books.leg(Kind.STRIPE_CLEARING, -107)]
    books.post(Posting("fee:txn__0", "fee", clock(), fee, parcel.order_id))

    reconciling.catch_up(until=calendar.day_of(clock()), at=clock.advance(days=1))

    assert not reconciling.open_discrepancies().exists()


def test_another_amount(sent, clock, stripe):
    day = sent[0]
    right = stripe.rows[""][1]
    stripe.rows[""][1] = BalanceTransaction(
        right.id, right.type, right.reference, -4891, 0, -4891, "EUR", right.created_at
    )
    reconciling.reconcile(day=day, at=clock.advance(days=1))

    row = Discrepancy.objects.get()
    assert (row.kind, row.stripe_minor, row.ledger_minor) == ("amount", -4891, -4890)
    assert row.difference_minor == -1
    assert list(row.ledger_side.values()) == [-4890]


def test_what_we_have_and_stripe_has_not(sent, clock, stripe):
    day, parcel, transfer = sent
    del stripe.rows[f"acct_{parcel.trader_id}"]
    reconciling.reconcile(day=day, at=clock.advance(days=1))

    row = Discrepancy.objects.get()
    assert (row.kind, row.reference) == ("unknown", f"transfer:{transfer.pk}")
    assert (row.stripe_minor, row.ledger_minor) == (None, 4890)
    seller = Reconciliation.objects.exclude(account="").get()
    assert (seller.stripe_minor, seller.ledger_minor, seller.unexplained) == (0, 4890, 1)


def test_written_down_later_it_closes_by_itself(sent, clock, stripe):
    day = sent[0]
    hidden = stripe.rows[""].pop()
    reconciling.reconcile(day=day, at=clock.advance(days=1))
    assert Discrepancy.objects.filter(resolved_at=None).count() == 1

    stripe.rows[""].append(hidden)
    reconciling.reconcile(day=day, at=clock.advance(hours=1))
    row = Discrepancy.objects.get()
    assert row.resolved_at == clock()
    assert row.resolved_by is None


def test_compared_again_it_is_one_case(sent, clock, stripe):
    day = sent[0]
    stripe.say("stripe_fee", "", -200, at=clock())
    for _again in range(2):
        reconciling.reconcile(day=day, at=clock.advance(days=1))

    assert Discrepancy.objects.count() == 1


def test_explained_once_and_it_stays_so(sent, clock, stripe):
    day, person = sent[0], shop.operator()
    stripe.say("stripe_fee", "", -200, at=clock())
    reconciling.reconcile(day=day, at=clock.advance(days=1))
    row = Discrepancy.objects.get()

    with pytest.raises(ReasonMissing):
        reconciling.resolve(discrepancy=row, reason=" ", user=person, at=clock())
    reconciling.resolve(discrepancy=row, reason="Abonnement", user=person, at=clock())
    with pytest.raises(IllegalMove):
        reconciling.resolve(discrepancy=row, reason="Encore", user=person, at=clock())

    reconciling.reconcile(day=day, at=clock.advance(hours=1))
    kept = Discrepancy.objects.get()
    assert (kept.reason, kept.resolved_by) == ("Abonnement", person)


def test_stripe_does_not_answer(sent, clock, stripe):
    stripe.down = True

    assert reconciling.reconcile(day=sent[0], at=clock.advance(days=1)) == 0
    assert not Reconciliation.objects.exists()


def test_booked_a_day_later_it_is_the_same(sent, clock, stripe):
    """Moved in the evening, written down after midnight: no difference on either day."""
    (parcel,) = books.delivered(shop.offer(minor=3000), at=clock())
    clock.advance(days=16)
    transfers.sweep(at=clock())
    stripe_at = clock()
    (transfer,) = books.arrive(at=clock.advance(days=1))
    stripe.say("transfer", f"tr_{transfer.pk}", -transfer.amount_minor, at=stripe_at)
    stripe.say(
        "payment", f"tr_{transfer.pk}", transfer.amount_minor, at=stripe_at,
        account=f"acct_{parcel.trader_id}",
    )  # fmt: skip
    for day in (stripe_at, stripe_at + timedelta(days=1)):
        reconciling.reconcile(day=calendar.day_of(day), at=clock() + timedelta(days=2))

    assert not Discrepancy.objects.exists()


def test_the_command_ends_with_1_while_something_differs(sent, clock, stripe):
    day, out = sent[0], StringIO()
    stripe_at = clock()
    now = clock.advance(days=1)
    with patch("marketplace.core.clock.now", return_value=now):
        call_command("settlement", "reconcile", "--day", str(day), stdout=out)
        assert "2 accounts compared, 0 unexplained" in out.getvalue()

        stripe.say("stripe_fee", "", -200, at=stripe_at)
        with pytest.raises(CommandError) as told:
            call_command("settlement", "reconcile", "--day", str(day), stdout=out)
    assert told.value.returncode == 1


def test_a_day_to_come_is_not_compared(sent, clock):
    now = clock()
    with (
        patch("marketplace.core.clock.now", return_value=now),
        pytest.raises(CommandError, match="still to come"),
    ):
        call_command("settlement", "reconcile", "--day", str(now.date() + timedelta(days=1)))

    assert not Reconciliation.objects.exists()


def test_dated_a_moment_later_by_stripe_it_is_the_same(clock, stripe):
    """Ours says a second before midnight, Stripe a second after: no difference on either day."""
    (parcel,) = books.delivered(shop.offer(minor=3000), at=clock())
    midnight = reconciling._bounds(calendar.day_of(clock.advance(days=17)))[0]
    transfers.sweep(at=midnight - timedelta(seconds=1))
    (transfer,) = books.arrive(at=midnight - timedelta(seconds=1))
    name, net, at = f"tr_{transfer.pk}", transfer.amount_minor, midnight + timedelta(seconds=1)
    stripe.say("transfer", name, -net, at=at)
    stripe.say("payment", name, net, at=at, account=f"acct_{parcel.trader_id}")

    for moment in (midnight - timedelta(seconds=1), midnight):
        reconciling.reconcile(day=calendar.day_of(moment), at=clock.advance(days=1))

    assert not Discrepancy.objects.exists()
    told = Reconciliation.objects.filter(account="").order_by("day")
    assert list(told.values_list("transactions", flat=True)) == [0, 1]


def days_compared(account=""):
    rows = Reconciliation.objects.filter(account=account).order_by("day")
    return list(rows.values_list("day", flat=True))


def test_days_on_which_stripe_was_down_are_made_up_for(sent, clock, stripe):
    day, parcel, _transfer = sent
    reconciling.reconcile(day=day, at=clock.advance(days=1))
    stripe.say("stripe_fee", "", -200, at=clock())
    stripe.down = True
    assert reconciling.catch_up(until=day + timedelta(days=1), at=clock.advance(days=1)) == 0
    stripe.down = False

    assert reconciling.catch_up(until=day + timedelta(days=3), at=clock.advance(days=2)) == 2

    assert days_compared() == [day + timedelta(days=n) for n in range(4)]
    assert days_compared(f"acct_{parcel.trader_id}")[-4:] == days_compared()
    assert Discrepancy.objects.get().day == day + timedelta(days=1)


def test_no_more_than_a_month_is_made_up_for(sent, clock):
    day = sent[0]
    reconciling.reconcile(day=day, at=clock.advance(days=1))
    reconciling.catch_up(until=day + timedelta(days=50), at=clock.advance(days=50))

    assert days_compared() == [day, *(day + timedelta(days=n) for n in range(21, 51))]


def test_a_day_with_an_open_case_is_compared_again(sent, clock, stripe):
    day = sent[0]
    hidden = stripe.rows[""].pop()
    reconciling.reconcile(day=day, at=clock.advance(days=1))
    stripe.rows[""].append(hidden)

    reconciling.catch_up(until=day + timedelta(days=40), at=clock.advance(days=40))

    assert Discrepancy.objects.get().resolved_at == clock()


def test_an_account_that_stripe_refuses_is_a_case_and_holds_up_no_other(clock, stripe):
    traders = [shop.point().trader for _n in range(5)]
    for trader in traders:
        books.account(trader)
    stripe.refused = {f"acct_{trader.pk}" for trader in traders[:3]}
    day = calendar.day_of(clock())

    assert reconciling.reconcile(day=day, at=clock.advance(days=1)) == 3
    reconciling.reconcile(day=day, at=clock())

    cases = Discrepancy.objects.filter(kind="refused", resolved_at=None)
    assert {row.account for row in cases} == stripe.refused
    assert cases[0].stripe_side == {"error": "no such account"}
    assert cases.count() == 3


def test_a_refused_account_closes_when_it_is_told_and_stays_explained(clock, stripe):
    trader = shop.point().trader
    books.account(trader)
    account, day = f"acct_{trader.pk}", calendar.day_of(clock())
    stripe.refused = {account}
    reconciling.reconcile(day=day, at=clock.advance(days=1))
    stripe.refused = set()
    reconciling.reconcile(day=day, at=clock.advance(days=1))
    assert Discrepancy.objects.get().resolved_at == clock()

    stripe.refused = {account}
    reconciling.reconcile(day=day, at=clock.advance(days=1))
    row = Discrepancy.objects.get(resolved_at=None)
    person = shop.operator()
    reconciling.resolve(discrepancy=row, reason="Clos", user=person, at=clock.advance(hours=1))
    reconciling.reconcile(day=day, at=clock.advance(days=1))
    assert not Discrepancy.objects.filter(resolved_at=None).exists()
