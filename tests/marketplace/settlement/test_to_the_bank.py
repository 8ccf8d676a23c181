"""The money's whole way, through the twin of Stripe: from a basket to three banks, to the cent."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from marketplace.buying import operations as buying
from marketplace.core.models import StoredEmail
from marketplace.core.money import Money
from marketplace.fulfilment import operations as fulfilment
from marketplace.fulfilment.models import Consignment
from marketplace.ledger import checking
from marketplace.ledger.models import Kind
from marketplace.payments import gateway
from marketplace.payments import operations as payments
from marketplace.payments.models import Payment, Payout, Refund, StripeAccount, Transfer
from marketplace.payments.operations import payouts as sent
from marketplace.settlement import calendar, payouts, queries, reconciling, transfers
from marketplace.settlement.models import Discrepancy, PayoutTerms, Statement, StatementLine
from tests import shop, stripe_accounts
from tests.marketplace.settlement import books
from tests.stripe_twin.process import pay

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]


@pytest.fixture
def world(twin, clock, relay):
    """Paid: 50 € of one boutique, 30 € and 40 € of another, 90 € of a third that refuses."""
    clock.set(timezone.now())
    twin.set_clock(clock())
    points = [shop.point(name) for name in ("Foulées d’Annecy", "Le Couloir 4", "Cap Ouest")]
    offers = [
        shop.offer(point=points[at], minor=minor)
        for at, minor in ((0, 5000), (1, 3000), (1, 4000), (2, 9000))
    ]
    for point in points:
        stripe_accounts.onboarded(point.trader, twin, at=clock())
    order = shop.order(*offers, at=clock())
    addresses = ("http://127.0.0.1:8000/merci", "http://127.0.0.1:8000/retour")
    pay(
        buying.start_payment(
            order=order, success_url=addresses[0], cancel_url=addresses[1], at=clock()
        )
    )
    payments.sync(payment=Payment.objects.get(order=order), at=clock())
    relay()
    parcels = list(Consignment.objects.filter(order=order).order_by("number"))
    by_point = {parcel.partner_id: parcel for parcel in parcels}
    kept, returned, refused = (by_point[point.pk] for point in points)
    fulfilment.refuse_line(line=refused.lines.get(), reason="Rupture", actor=None, at=clock())
    for parcel in (kept, returned):
        fulfilment.accept(consignment=parcel, actor=None, at=clock())
        fulfilment.ship(consignment=parcel, carrier="DPD", tracking="1", actor=None, at=clock())
        fulfilment.deliver(consignment=parcel, actor=None, at=clock())
    relay()
    return SimpleNamespace(
        order=order, kept=kept, returned=returned, refused=refused, clock=clock, twin=twin,
        relay=relay, began=clock(),
    )  # fmt: skip


def later(world, **by):
    """Both clocks go on, and what happens by itself happens."""
    world.clock.advance(**by)
    world.twin.set_clock(world.clock())
    happens(world)


def happens(world):
    payments.sweep(at=world.clock())
    world.relay(world.clock())
    transfers.sweep(at=world.clock())
    world.relay(world.clock())
    payments.sweep(at=world.clock())
    world.relay(world.clock())


def give_back(world, parcel, minor):
    """The desk refunds one line, which the seller bears."""
    line = parcel.lines.get(order_line__line_price_incl_tax=Money(minor).decimal)
    payments.request_refund(
        order_id=world.order.pk, key=f"line:{line.order_line_id}", amount=Money(minor),
        reason="case", at=world.clock(), order_line_id=line.order_line_id,
        quantity=line.order_line.quantity, consignment_id=parcel.pk,
    )  # fmt: skip
    happens(world)


def pay_out(world):
    PayoutTerms.objects.update(next_date=calendar.day_of(world.clock()))
    asked = payouts.run(at=world.clock())
    happens(world)
    return asked


def agrees(world):
    """Every day so far: Stripe's books and ours are equal, and the journal with itself."""
    day, last = calendar.day_of(world.began), calendar.day_of(world.clock())
    while day <= last:
        accounts = StripeAccount.objects.count()
        assert reconciling.reconcile(day=day, at=world.clock()) == 1 + accounts
        day += timedelta(days=1)
    told = [(row.kind, row.reference, row.stripe_side, row.ledger_side)
            for row in Discrepancy.objects.filter(resolved_at=None)]  # fmt: skip
    assert told == []
    assert list(checking.check().differences) == []


def statement_of(parcel):
    return Statement.objects.get(trader=parcel.trader)


def test_three_boutiques_one_refuses_one_is_returned_in_part(world, client):
    give_back(world, world.returned, 3000)
    later(world, days=17)
    assert {row.status for row in Refund.objects.all()} == {"succeeded"}
    assert {row.status for row in Transfer.objects.all()} == {"made"}

    assert pay_out(world) == 2
    # 50 € less 12 % and its VAT, and 4,90 €; 40 € of 70 € likewise.
    assert statement_of(world.kept).amount_minor == 5000 - 600 - 120 + 490
    sums = queries.sums(queries.lines_of(statement_of(world.returned)))
    assert (sums.gross.minor, sums.refund.minor, sums.delivery.minor) == (7000, -3000, 490)
    assert (sums.commission.minor, sums.commission_vat.minor) == (-480, -96)
    assert sums.total.minor == statement_of(world.returned).amount_minor == 3914
    assert not Statement.objects.filter(trader=world.refused.trader).exists()

    later(world, days=4)
    assert {row.status for row in Payout.objects.all()} == {"paid"}
    assert {row.status for row in Statement.objects.all()} == {"paid"}
    for kind in (Kind.SHOPPER_LIABILITY, Kind.REFUNDS_DUE, Kind.PAYABLE, Kind.STRIPE_CONNECTED):
        assert books.balance(kind) == 0, kind
    agrees(world)

    client.force_login(shop.operator())
    page = client.get(reverse("desk:order", args=[world.order.number])).context["page"]
    assert page.money.balances
    last = page.money.steps[-1]
    assert last.to_shopper.minor == 0
    shown = {part.consignment.pk: part.sums.total.minor for part in page.money.parts}
    assert shown == {world.kept.pk: 4770, world.returned.pk: 3914}


def test_returned_after_it_was_transferred_the_transfer_is_reversed(world):
    later(world, days=17)
    give_back(world, world.returned, 3000)
    later(world, hours=1)

    assert pay_out(world) == 2
    assert statement_of(world.returned).amount_minor == 3914
    agrees(world)


def test_returned_after_it_was_paid_out_it_is_a_debt(world):
    later(world, days=17)
    assert pay_out(world) == 2
    later(world, days=4)
    give_back(world, world.returned, 3000)
    later(world, hours=1)
    later(world, hours=1)

    # The refund takes 30 € less the commission that goes back with it.
    owed = 3000 - 360 - 72
    assert books.balance(Kind.DEBT, world.returned.trader_id) == owed
    assert books.balance(Kind.PAYABLE, world.returned.trader_id) == 0
    unpaid = StatementLine.objects.filter(statement=None)
    assert sorted(unpaid.values_list("kind", "total_minor")) == [("debt", owed), ("refund", -owed)]
    assert pay_out(world) == 0
    agrees(world)


def test_what_comes_back_is_found_although_no_event_tells(world):
    """A refund and a payout that were paid: Stripe's books say that they are back."""
    give_back(world, world.returned, 3000)
    later(world, days=17)
    pay_out(world)
    later(world, days=4)
    payout = Payout.objects.get(pk=statement_of(world.kept).payout_id)
    refund = Refund.objects.get(amount_minor=3000)
    world.twin.fail_payout(payout.stripe_id)
    world.twin.fail_refund(refund.stripe_id)
    later(world, days=1)
    payout.refresh_from_db(), refund.refresh_from_db()
    assert (payout.status, refund.status) == ("paid", "succeeded"), "nobody was told"

    reconciling.catch_up(until=reconciling.yesterday(world.clock()), at=world.clock())
    happens(world)
    payout.refresh_from_db(), refund.refresh_from_db()
    assert (payout.status, refund.status) == ("failed", "failed")
    assert statement_of(world.kept).status == "failed"
    assert books.balance(Kind.PAYABLE, world.kept.trader_id) == -4770
    assert books.balance(Kind.REFUNDS_DUE) == -3000
    agrees(world)


def test_a_payout_that_comes_back_after_it_was_paid(world):
    later(world, days=17)
    pay_out(world)
    later(world, days=4)
    statement = statement_of(world.kept)
    payout = Payout.objects.get(pk=statement.payout_id)
    world.twin.fail_payout(payout.stripe_id)
    sent.follow(
        payout,
        gateway.retrieve_payout(
            account_id=world.kept.trader.stripe_account.account_id, payout_id=payout.stripe_id
        ),
        at=world.clock(),
    )
    happens(world)

    statement.refresh_from_db()
    assert statement.status == "failed"
    assert books.balance(Kind.STRIPE_CONNECTED, world.kept.trader_id) == 4770
    assert books.balance(Kind.PAYABLE, world.kept.trader_id) == -4770
    subjects = StoredEmail.objects.filter(to=world.kept.trader.email)
    assert subjects.filter(subject__contains="revenu").count() == 1
    later(world, days=1)
    assert pay_out(world) == 1
    again = Statement.objects.filter(trader=world.kept.trader).latest("pk")
    assert (again.amount_minor, again.lines.count()) == (4770, 2)
    agrees(world)
