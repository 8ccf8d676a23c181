"""Payouts on the calendar, each with a statement that equals it to the cent."""

import io
from datetime import date, timedelta

import pytest
from django.core.management import call_command

from marketplace.core.models import StoredEmail
from marketplace.ledger.models import Kind
from marketplace.payments.models import Dispute, Payment, Payout
from marketplace.settlement import payouts, queries, terms, transfers
from marketplace.settlement.models import Discrepancy, Due, PayoutTerms, Statement, StatementLine
from sellers.payouts import mails
from tests import shop
from tests.marketplace.settlement import books

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]


def arrived(*records, clock):
    """Parcels whose money is on their sellers' accounts, and the clock on their day of payment."""
    parcels = books.delivered(*records, at=clock())
    clock.advance(days=16)
    transfers.sweep(at=clock())
    books.arrive(at=clock())
    day = PayoutTerms.objects.order_by("-next_date").first().next_date
    clock.set(max(clock(), clock().replace(year=day.year, month=day.month, day=day.day)))
    return parcels


@pytest.fixture
def parcel(clock):
    """48,90 € on its seller's account."""
    return arrived(shop.offer(minor=5000), clock=clock)[0]


def test_a_payout_is_what_its_statement_lists(parcel, clock):
    assert payouts.run(at=clock()) == 1

    statement, payout = Statement.objects.get(), Payout.objects.get()
    assert (statement.amount_minor, payout.amount_minor) == (4890, 4890)
    assert (statement.payout_id, payout.key) == (payout.pk, f"statement:{statement.pk}")
    sums = queries.sums(queries.lines_of(statement))
    assert (sums.gross.minor, sums.commission.minor, sums.commission_vat.minor) == (
        5000,
        -500,
        -100,
    )
    assert (sums.delivery.minor, sums.total.minor, sums.lines) == (490, 4890, 2)


def test_the_day_comes_once(parcel, clock):
    assert payouts.run(at=clock()) == 1
    assert payouts.run(at=clock()) == 0

    assert PayoutTerms.objects.get().next_date > clock().date()
    assert Payout.objects.count() == 1


def test_nobody_is_paid_before_their_day(parcel, clock):
    PayoutTerms.objects.update(next_date=clock().date() + timedelta(days=1))

    assert payouts.run(at=clock()) == 0
    assert not Statement.objects.exists()


def test_less_than_the_minimum_is_carried_over(parcel, clock):
    terms.agree(trader=parcel.trader, minimum_minor=4891, at=clock())
    assert payouts.run(at=clock()) == 0
    assert not Statement.objects.exists()
    assert StatementLine.objects.filter(statement=None).count() == 2
    assert PayoutTerms.objects.get().next_date > clock().date()

    terms.agree(trader=parcel.trader, minimum_minor=4890, at=clock())
    PayoutTerms.objects.update(next_date=clock().date())
    assert payouts.run(at=clock()) == 1


def test_a_change_of_terms_changes_nothing_that_was_promised(clock):
    """Delivered under the old terms, noted by nobody yet; and a day that was announced."""
    parcel = books.delivered(shop.offer(minor=5000), at=clock())[0]
    due = Due.objects.filter(consignment=parcel)
    due.update(delivered_at=None, matures_at=None)
    announced = PayoutTerms.objects.get().next_date
    terms.agree(
        trader=parcel.trader, trusted_days=30, reserve_bp=5000, rhythm="monthly", at=clock()
    )
    terms.agree(trader=parcel.trader, trusted_days=1, at=clock())
    transfers.sweep(at=clock())

    row = due.get()
    assert (row.matures_at, row.reserve_bp) == (clock() + timedelta(days=16), 0)
    assert PayoutTerms.objects.get().next_date == announced
    terms.agree(trader=parcel.trader, rhythm="weekly", at=clock())
    assert PayoutTerms.objects.get().next_date == date(2026, 3, 3)


def test_what_is_not_on_the_account_is_not_paid(clock):
    books.delivered(shop.offer(minor=5000), at=clock())
    clock.advance(days=16)
    transfers.sweep(at=clock())  # asked for, not made
    PayoutTerms.objects.update(next_date=clock().date())

    assert payouts.run(at=clock()) == 0
    assert not Statement.objects.exists()


def test_what_is_disputed_stays_and_the_rest_is_paid(clock):
    point = shop.point()
    offers = [shop.offer(point=point, minor=minor) for minor in (5000, 3000)]
    disputed = books.delivered(offers[0], at=clock())[0]
    arrived(offers[1], clock=clock)
    Dispute.objects.create(
        payment=disputed.order.payment, stripe_id="dp_1", amount_minor=5490, opened_at=clock()
    )

    assert payouts.run(at=clock()) == 1
    assert Statement.objects.get().amount_minor == 2640 + 490
    left = StatementLine.objects.filter(statement=None)
    assert {line.due.consignment_id for line in left} == {disputed.pk}


def test_a_trader_that_cannot_be_paid_waits(parcel, clock):
    books.account(parcel.trader, payouts_enabled=False)

    assert payouts.run(at=clock()) == 0
    assert not Payout.objects.exists()


@pytest.mark.parametrize("column", ["gross_minor", "delivery_minor"])
def test_a_statement_that_is_not_what_the_ledger_owes_stops_its_payout(clock, column):
    wrong, right = arrived(shop.offer(minor=5000), shop.offer(minor=3000), clock=clock)
    line = StatementLine.objects.filter(trader=wrong.trader).first()
    StatementLine.objects.filter(pk=line.pk).update(
        **{column: getattr(line, column) + 1}, total_minor=line.total_minor + 1
    )

    assert payouts.run(at=clock()) == 1

    assert Statement.objects.get().trader_id == right.trader_id
    assert Payout.objects.get().trader_id == right.trader_id
    assert StatementLine.objects.filter(trader=wrong.trader, statement=None).count() == 2
    alarm = Discrepancy.objects.get()
    assert (alarm.kind, alarm.reference) == ("statement", f"statement:{wrong.trader_id}")
    assert (alarm.stripe_minor, alarm.ledger_minor) == (4891, 4890)


def test_more_than_is_on_the_account_stops_too(parcel, clock):
    """The ledger says that some of it has left already."""
    from marketplace.ledger.legs import Posting

    legs = [
        books.leg(Kind.STRIPE_CLEARING, 1),
        books.leg(Kind.STRIPE_CONNECTED, -1, trader=parcel.trader_id),
    ]
    books.post(Posting("by-hand:1", "by-hand", clock(), legs))

    assert payouts.run(at=clock()) == 0
    assert not Statement.objects.exists()
    assert Discrepancy.objects.get().ledger_minor == 4889


def test_failed_after_it_was_paid_everything_is_back(parcel, clock, relay):
    payouts.run(at=clock())
    statement = Statement.objects.get()
    payout = books.begin(statement, at=clock())
    Payout.objects.update(status="paid", arrival_date=date(2026, 12, 18))
    payouts.on_payout_paid([{"payout_id": payout.pk}], clock())
    statement.refresh_from_db()
    assert (statement.status, statement.arrival_date) == ("paid", date(2026, 12, 18))

    Payout.objects.update(status="failed", failure="account_closed")
    for _told_twice in range(2):
        payouts.on_payout_failed([{"payout_id": payout.pk}], clock())
    mails.on_statement_failed([{"statement_id": statement.pk}], clock())

    statement.refresh_from_db()
    assert (statement.status, statement.failure) == ("failed", "account_closed")
    lines = StatementLine.objects.all()
    assert {(line.statement_id, line.returned_by_id) for line in lines} == {(None, statement.pk)}
    assert queries.sums(queries.lines_of(statement)).total.minor == 4890
    assert list(payouts.failed()) == [statement]
    letter = StoredEmail.objects.get(to=parcel.trader.email, subject__contains="revenu")
    assert "Le compte bancaire est fermé." in letter.text
    assert "48,90" in letter.subject


def test_what_stripe_never_sent_is_not_said_to_be_the_banks(parcel, clock):
    payouts.run(at=clock())
    statement = Statement.objects.get()
    Payout.objects.update(status="failed", last_error="You have insufficient available funds.")
    payouts.on_payout_failed([{"payout_id": statement.payout_id}], clock())
    mails.on_statement_failed([{"statement_id": statement.pk}], clock())

    statement.refresh_from_db()
    assert (statement.has_left, statement.why) == (False, "Stripe ne l’a pas fait partir.")
    letter = StoredEmail.objects.get(to=parcel.trader.email, subject__contains="reporté")
    assert "banque a renvoyé" not in letter.text
    assert "insufficient" not in letter.text
    assert StatementLine.objects.filter(statement=None).count() == 2


def test_what_stripe_holds_back_is_carried_over(clock):
    """A charge that is not available yet: what was transferred of it is pending there."""
    point = shop.point()
    offers = [shop.offer(point=point, minor=minor) for minor in (5000, 3000)]
    young = books.delivered(offers[0], at=clock())[0]
    arrived(offers[1], clock=clock)
    Payment.objects.filter(order=young.order).update(available_at=clock() + timedelta(hours=1))

    assert payouts.run(at=clock()) == 1
    assert Statement.objects.get().amount_minor == 2640 + 490
    books.begin(Statement.objects.get(), at=clock())
    standing = queries.standing(young.trader, at=clock())
    assert (standing.ready.minor, standing.coming.minor) == (0, 4890)

    PayoutTerms.objects.update(next_date=clock.advance(days=1).date())
    assert payouts.run(at=clock()) == 1
    assert Statement.objects.latest("pk").amount_minor == 4890


@pytest.mark.parametrize(
    ("kept", "announced"),
    [
        (date(2026, 11, 16), date(2026, 12, 1)),
        (date(2026, 11, 30), date(2026, 11, 30)),
        (date(2026, 12, 16), date(2026, 12, 16)),
    ],
)
def test_a_day_that_has_passed_is_not_announced(parcel, clock, kept, announced):
    PayoutTerms.objects.update(next_date=kept)
    at = clock().replace(year=2026, month=11, day=30)
    clock.advance(days=(at - clock()).days)

    assert queries.standing(parcel.trader, at=at).next_date == announced
    out = io.StringIO()
    call_command("settlement", "terms", parcel.trader.slug, stdout=out)
    assert f"next on {announced}," in out.getvalue()
    assert PayoutTerms.objects.get().next_date == kept


def test_what_came_back_is_paid_on_the_next_day(parcel, clock):
    from marketplace.ledger.legs import Posting

    payouts.run(at=clock())
    first = Statement.objects.get()
    payout = books.begin(first, at=clock())
    Payout.objects.update(status="failed", failure="account_closed")
    payouts.on_payout_failed([{"payout_id": payout.pk}], clock())
    legs = [
        books.leg(Kind.STRIPE_CONNECTED, 4890, trader=parcel.trader_id),
        books.leg(Kind.PAYABLE, -4890, trader=parcel.trader_id),
    ]
    books.post(Posting(f"payout-failed:{payout.pk}", "payout-failed", clock(), legs))

    PayoutTerms.objects.update(next_date=clock.advance(days=1).date())
    assert payouts.run(at=clock()) == 1
    second = Statement.objects.latest("pk")
    assert (second.amount_minor, second.lines.count()) == (4890, 2)
    books.begin(second, at=clock())
    assert list(payouts.failed()) == []


@pytest.mark.parametrize("size", [1, 12])
def test_many_traders_cost_little_more_than_one(clock, django_assert_max_num_queries, size):
    arrived(*[shop.offer(minor=5000) for _n in range(size)], clock=clock)

    with django_assert_max_num_queries(16 + 10 * size):  # each payout is a row with its event
        assert payouts.run(at=clock()) == size
