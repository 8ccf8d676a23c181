"""When money may leave, and what holds it."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from marketplace.care.models import Case
from marketplace.payments.models import Dispute, Refund
from marketplace.settlement import dues, maturity, terms
from marketplace.settlement.models import Due
from marketplace.traders.models import Trader
from tests import shop
from tests.marketplace.settlement import books

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]
SPAN = timedelta(days=16)
INSTANT = timedelta(microseconds=1)


@pytest.fixture
def parcel(clock):
    return books.delivered(shop.offer(minor=5000), at=clock())[0]


def test_sixteen_days_after_the_delivery_and_not_an_instant_before(parcel, clock):
    assert list(maturity.matured(at=clock() + SPAN - INSTANT)) == []
    assert list(maturity.matured(at=clock() + SPAN)) == [books.due(parcel)]


def case_of(parcel, clock):
    line = parcel.lines.get()
    return Case.objects.create(
        order=parcel.order, order_line_id=line.order_line_id, trader=parcel.trader, topic="size",
        opened_at=clock(), answer_by=clock(),
    )  # fmt: skip


def open_case(parcel, clock):
    case_of(parcel, clock)


def open_dispute(parcel, clock):
    Dispute.objects.create(
        payment=parcel.order.payment, stripe_id="dp_1", amount_minor=5490, opened_at=clock()
    )


def ask_refund(parcel, clock, **fields):
    Refund.objects.create(
        payment=parcel.order.payment, key="line:1", reason="case", amount_minor=5000,
        created_at=clock(), due_at=clock(), **fields,
    )  # fmt: skip


def refund_of_it(parcel, clock):
    ask_refund(parcel, clock, consignment_id=parcel.pk, status="pending")


def refund_of_all(parcel, clock):
    ask_refund(parcel, clock)


def lose_account(parcel, clock):
    books.account(parcel.trader, payouts_enabled=False)


def fail_kyc(parcel, clock):
    Trader.objects.filter(pk=parcel.trader_id).update(payable=False)


def put_off(parcel, clock):
    Due.objects.update(put_off_until=clock() + SPAN + timedelta(hours=1))


@pytest.mark.parametrize(
    ("hold", "reason"),
    [
        (open_case, "un dossier client est ouvert"),
        (open_dispute, "le client conteste le paiement auprès de sa banque"),
        (refund_of_it, "un remboursement est en cours"),
        (refund_of_all, "un remboursement est en cours"),
        (lose_account, "votre compte de versement est à compléter"),
        (fail_kyc, "votre compte de versement est à compléter"),
        (put_off, "le virement a été refusé, il sera redemandé"),
    ],
)
def test_held_and_said_why(parcel, clock, hold, reason):
    hold(parcel, clock)
    at = clock() + SPAN

    assert list(maturity.matured(at=at)) == []
    (due,) = maturity.held(Due.objects.all(), at=at)
    with override("fr"):
        assert maturity.reasons(due, at=at) == [reason]


def test_what_is_over_holds_nothing(parcel, clock):
    case = case_of(parcel, clock)
    Case.objects.filter(pk=case.pk).update(status="closed")
    open_dispute(parcel, clock)
    Dispute.objects.update(status="won")
    ask_refund(parcel, clock, consignment_id=parcel.pk, status="succeeded")

    assert list(maturity.matured(at=clock() + SPAN)) == [books.due(parcel)]


def test_another_parcel_of_the_order_is_not_held_by_a_case(clock):
    first, second = books.delivered(shop.offer(minor=5000), shop.offer(minor=7000), at=clock())
    case_of(first, clock)

    assert list(maturity.matured(at=clock() + SPAN)) == [books.due(second)]


def test_a_trusted_trader_is_earlier_with_a_reserve(clock):
    parcel = shop.paid_order(shop.offer(minor=5000)).consignments.get()
    books.account(parcel.trader)
    terms.agree(trader=parcel.trader, trusted_days=3, reserve_bp=1000, at=clock())
    parcel.delivered_at = clock()
    parcel.save()
    books.post(books.sale(parcel, at=clock()))

    due = books.due(parcel)
    assert due.matures_at == clock() + timedelta(days=3)
    assert (due.reserve_bp, due.reserve_until) == (1000, clock() + SPAN)
    assert dues.note_deliveries(Due.objects.all()) == 0


def test_terms_that_make_no_sense_are_refused(clock):
    trader = shop.point().trader

    for wrong in ({"minimum_minor": -1}, {"reserve_bp": 10_001}, {"trusted_days": 61}):
        with pytest.raises(terms.BadTerms):
            terms.agree(trader=trader, at=clock(), **wrong)

    assert not hasattr(Trader.objects.get(pk=trader.pk), "payout_terms")


@pytest.mark.parametrize("size", [1, 20])
def test_one_query_decides_them_all(clock, django_assert_num_queries, size):
    point = shop.point()
    for _n in range(size):
        books.delivered(shop.offer(point=point, minor=5000), at=clock())

    with django_assert_num_queries(1):
        assert len(maturity.matured(at=clock() + SPAN)) == size
