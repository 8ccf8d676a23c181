from datetime import datetime, time, timedelta

import pytest

from marketplace.buying import baskets
from marketplace.buying.vouchers.models import Voucher
from marketplace.care import operations, queries, refunds
from marketplace.care.models import Case, CaseMessage
from marketplace.care.operations import CaseClosed, NothingToRefund, TextMissing, TextTooLong
from marketplace.core.days import PARIS
from marketplace.core.errors import NotYours
from marketplace.core.idempotency import KeyReused
from marketplace.core.money import Money
from marketplace.core.scopes import house_scope
from marketplace.fulfilment import operations as fulfilment
from marketplace.fulfilment.models import Consignment
from marketplace.ledger import queries as ledger
from marketplace.payments.models import Refund
from marketplace.settlement import bookkeeping
from tests import shop

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_the_house():
    with house_scope():
        yield


@pytest.fixture
def order(clock):
    return shop.paid_order()


def open_case(order, clock, *, text="Trop petit.", key="k1", line=None):
    return operations.open_case(
        order=order,
        order_line_id=line or order.lines.order_by("pk")[0].pk,
        topic="size",
        text=text,
        key=key,
        at=clock(),
    )


def test_a_case_goes_to_the_seller_of_its_line(order, clock):
    case = open_case(order, clock)
    line = order.lines.order_by("pk")[0]

    assert case.trader.name == line.partner_name
    assert case.answer_by == clock() + timedelta(hours=48)
    assert [message.text for message in case.messages.all()] == ["Trop petit."]


def test_sent_twice_opened_once(order, clock):
    assert open_case(order, clock).pk == open_case(order, clock).pk
    with pytest.raises(KeyReused):
        open_case(order, clock, text="Autre chose")

    assert Case.objects.count() == 1
    assert CaseMessage.objects.count() == 1


def test_a_line_of_another_order_is_not_ones_own(order, clock):
    other = shop.paid_order()
    with pytest.raises(NotYours):
        open_case(order, clock, line=other.lines.first().pk)

    assert not Case.objects.exists()


def test_answered_replied_closed(order, clock):
    case = open_case(order, clock)
    operations.answer(case=case, text="Renvoyez-la.", user=None, at=clock())
    assert case.status == "answered"
    operations.reply(case=case, text="Merci.", at=clock.advance(hours=1))
    assert (case.status, case.answer_by) == ("open", clock() + timedelta(hours=48))
    operations.close(case=case, reason="Échange fait.", user=None, at=clock())

    assert (case.status, case.closing_reason) == ("closed", "Échange fait.")
    assert [m.author for m in case.messages.all()] == ["shopper", "trader", "shopper", "house"]


def ship(order, clock):
    """Every parcel of the order leaves."""
    for parcel in Consignment.objects.filter(order=order):
        fulfilment.accept(consignment=parcel, actor=None, at=clock())
        fulfilment.ship(
            consignment=parcel, carrier="Colissimo", tracking="6A1", actor=None, at=clock()
        )


def test_closing_can_refund_what_was_sent_once(order, clock):
    ship(order, clock)
    case, other = open_case(order, clock), open_case(order, clock, key="k2")
    price = case.order_line.line_price_incl_tax
    assert refunds.of_case(case).amount == Money.from_decimal(price)
    operations.close(case=case, reason="Abîmée.", user=None, at=clock(), refund=True)

    assert case.closing_reason == f"Abîmée.\n\nRemboursé au client : {Money.from_decimal(price)}."
    assert refunds.of_case(other) is None
    with pytest.raises(NothingToRefund):
        operations.close(case=other, reason="Encore.", user=None, at=clock(), refund=True)
    other.refresh_from_db()
    assert other.status == "open", "nothing is half done"
    refund = Refund.objects.get()
    assert (refund.amount_minor, refund.reason) == (int(price * 100), "case")


def test_what_has_not_left_is_refused_or_cancelled_not_refunded(order, clock):
    case = open_case(order, clock)
    assert refunds.of_case(case) is None
    with pytest.raises(NothingToRefund):
        operations.close(case=case, reason="Non.", user=None, at=clock(), refund=True)

    assert not Refund.objects.exists()


@pytest.fixture
def covered(clock):
    """Two units at 25 €, which a voucher paid whole; they are sent."""
    shop.voucher(minor=5000)
    row = shop.paid_order(
        shop.offer(point=shop.point(shipping=0), minor=2500), quantity=2, code="BIENVENUE"
    )
    ship(row, clock)
    return row


def test_what_a_voucher_paid_whole_is_taken_back_for_nothing(covered, clock):
    case = open_case(covered, clock)
    back = refunds.of_case(case)
    assert (back.amount, back.voucher) == (Money(0), Money(5000))
    operations.close(case=case, reason="Abîmée.", user=None, at=clock(), refund=True)

    assert case.closing_reason.endswith(
        "Un bon de Cordée avait payé cet article en entier : rien n’est à rembourser."
    )
    refund = Refund.objects.get()
    assert (refund.amount_minor, refund.quantity, refund.status) == (0, 2, "succeeded")
    bookkeeping.catch_up([covered.pk])
    assert ledger.balance("vouchers") == Money(0), "it came back to the house"
    assert ledger.balance("payable") == Money(0), "and its seller is owed nothing for it"
    assert queries.code_of(case) is None
    assert Voucher.objects.count() == 1, "nobody was asked to give another"
    other = open_case(covered, clock, key="k2")
    assert refunds.of_case(other) is None
    with pytest.raises(NothingToRefund):
        operations.close(
            case=other, reason="Encore.", user=None, at=clock(), refund=True, new_voucher=True
        )
    assert (Refund.objects.count(), Voucher.objects.count()) == (1, 1)


def test_another_voucher_is_given_for_it_once(covered, clock):
    case = open_case(covered, clock)
    close = {"reason": "Abîmée.", "user": None, "refund": True, "new_voucher": True}
    operations.close(case=case, at=clock(), **close)
    with pytest.raises(NothingToRefund):
        operations.close(case=case, at=clock(), **close)

    row = case.voucher
    assert case.closing_reason.endswith("Un bon neuf de 50,00\xa0€ est offert au client.")
    assert (row.amount_minor, row.uses_most, row.budget_minor) == (5000, 1, 5000)
    last = (clock() + timedelta(days=365)).astimezone(PARIS).date()
    assert row.ends_at == datetime.combine(last, time.max, PARIS)
    assert Voucher.objects.count() == 2
    basket = shop.basket(shop.offer(minor=8000))
    code = str(queries.code_of(case))
    assert baskets.enter_voucher(basket=basket, text=code, email="", at=clock()).discount == Money(
        5000
    )
    assert code not in "".join(message.text for message in case.messages.all())


def test_of_a_voucher_only_the_share_of_what_is_left_is_given_anew(clock):
    shop.voucher(minor=1000)
    order = shop.paid_order(shop.offer(minor=3333), quantity=3, code="BIENVENUE")
    ship(order, clock)
    line = order.lines.get().pk
    refunds.give_back(
        order=order, wanted=refunds.Wanted(reason="?", units={line: 1}), key="k" * 16, user=None,
        at=clock(),
    )  # fmt: skip
    back = refunds.of_case(open_case(order, clock))

    assert (back.amount, back.voucher) == (Money(5999), Money(666))


def test_what_no_voucher_paid_is_not_replaced_by_one(order, clock):
    ship(order, clock)
    case = open_case(order, clock)
    with pytest.raises(NothingToRefund):
        operations.close(
            case=case, reason="?", user=None, at=clock(), refund=True, new_voucher=True
        )

    case.refresh_from_db()
    assert (case.status, Refund.objects.count(), Voucher.objects.count()) == ("open", 0, 0)


def test_a_case_gives_no_more_than_gestures_have_left(clock):
    order = shop.paid_order(shop.offer(point=shop.point(shipping=0), minor=10000))
    ship(order, clock)
    refunds.give_back(
        order=order, wanted=refunds.Wanted(reason="?", gesture=Money(2500)), key="g" * 16,
        user=None, at=clock(),
    )  # fmt: skip
    case = open_case(order, clock)
    assert refunds.of_case(case).amount == Money(7500), "what the page says"
    operations.close(case=case, reason="?", user=None, at=clock(), refund=True)

    assert case.closing_reason.endswith("Remboursé au client : 75,00\xa0€.")
    assert refunds.of_case(case) is None


def test_closing_alone_moves_no_money(order, clock):
    ship(order, clock)
    operations.close(case=open_case(order, clock), reason="Rien.", user=None, at=clock())

    assert not Refund.objects.exists()


@pytest.mark.parametrize("act", ["answer", "reply", "note", "close"])
def test_nothing_is_added_to_a_closed_case(order, clock, act):
    case = open_case(order, clock)
    operations.close(case=case, reason="Fait.", user=None, at=clock())
    calls = {
        "answer": lambda: operations.answer(case=case, text="x", user=None, at=clock()),
        "reply": lambda: operations.reply(case=case, text="x", at=clock()),
        "note": lambda: operations.note(case=case, text="x", user=None, at=clock()),
        "close": lambda: operations.close(case=case, reason="x", user=None, at=clock()),
    }

    with pytest.raises(CaseClosed):
        calls[act]()

    assert case.messages.count() == 2


@pytest.mark.parametrize(("text", "error"), [("  ", TextMissing), ("x" * 4001, TextTooLong)])
def test_a_message_has_words_and_an_end(order, clock, text, error):
    with pytest.raises(error):
        open_case(order, clock, text=text)

    assert not Case.objects.exists()


def test_the_same_words_sent_twice_are_one_message(order, clock):
    case, twin = open_case(order, clock), open_case(order, clock)
    for row in (case, twin):
        operations.answer(case=row, text="Renvoyez-la.", user=None, at=clock())
    operations.note(case=case, text="Renvoyez-la.", user=None, at=clock())

    assert list(case.messages.values_list("author", "text")) == [
        ("shopper", "Trop petit."), ("trader", "Renvoyez-la."), ("house", "Renvoyez-la."),
    ]  # fmt: skip


def test_nothing_is_added_behind_a_decision(order, clock):
    case = open_case(order, clock)
    operations.answer(case=case, text="Renvoyez-la.", user=None, at=clock())
    seen_open = Case.objects.get(pk=case.pk)
    operations.close(case=case, reason="Échangée.", user=None, at=clock())

    with pytest.raises(CaseClosed):
        operations.answer(case=seen_open, text="Et encore.", user=None, at=clock())

    assert case.messages.last().text == "Échangée."


def test_who_waits_for_the_seller_comes_first_and_the_closed_last(order, clock):
    answered, closed, late, later = (
        open_case(order, clock, key=str(n), text=f"Dossier {n}.") for n in range(4)
    )
    operations.answer(case=answered, text="Voici.", user=None, at=clock())
    operations.close(case=closed, reason="Réglé.", user=None, at=clock())
    Case.objects.filter(pk=later.pk).update(answer_by=clock() + timedelta(hours=49))

    assert list(queries.cases()) == [late, later, answered, closed]
