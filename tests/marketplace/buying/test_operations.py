"""From a basket to an order: placed as it was accepted, or not at all; ended once."""

from datetime import timedelta
from decimal import Decimal

import pytest
from oscar.core.loading import get_model

from marketplace.buying import baskets, operations, queries
from marketplace.buying.baskets import SoldOut
from marketplace.buying.models import OrderSheet
from marketplace.buying.operations import (
    BasketEmpty,
    BasketTaken,
    Buyer,
    QuoteChanged,
    TooMuch,
)
from marketplace.core import outbox
from marketplace.core.errors import IllegalMove, NotYours
from marketplace.core.models import OutboxEvent
from marketplace.core.money import Money
from marketplace.core.scopes import house_scope
from marketplace.fulfilment.models import Consignment
from marketplace.offers import operations as offers
from marketplace.offers.models import StockReservation
from marketplace.offers.operations import OutOfStock
from marketplace.payments.models import Payment, Refund
from marketplace.technical import withdrawals
from marketplace.technical.models import Withdrawal
from tests import factories, shop

Basket = get_model("basket", "Basket")
Order = get_model("order", "Order")
StockRecord = get_model("partner", "StockRecord")
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def quoted(basket, clock):
    return queries.quote(basket=basket, at=clock())


def place(basket, quote, clock, *, accepted=None):
    return operations.place(
        basket=basket,
        quote=quote,
        buyer=Buyer(email=" Camille@Exemple.fr ", language="fr"),
        address=shop.ADDRESS,
        terms_version="2026-11-01",
        accepted_total=accepted or quote.total,
        at=clock(),
    )


def nothing_happened(basket):
    """The basket is open, nothing is ordered, owed or held."""
    assert Basket.objects.get(pk=basket.pk).status == "Open"
    assert not Order.objects.exists()
    assert not Payment.objects.exists()
    assert not StockReservation.objects.exists()
    assert set(StockRecord.objects.values_list("num_allocated", flat=True)) <= {0}
    assert not OutboxEvent.objects.filter(topic__in=["order.placed", "offers.reserved"]).exists()
    with house_scope():
        assert not Consignment.objects.exists()


def test_what_was_recalled_meanwhile_is_not_ordered(clock):
    offer = factories.OfferFactory()
    basket = factories.BasketFactory(offers=[offer])
    accepted = quoted(basket, clock).total
    withdrawals.withdraw(
        reference_id=offer.product.parent_id,
        reason=Withdrawal.Reason.RECALL,
        said="",
        user=None,
        at=clock(),
    )

    assert [line.gone for line in quoted(basket, clock).lines] == [True]
    with pytest.raises(QuoteChanged):
        place(basket, quoted(basket, clock), clock, accepted=accepted)
    with pytest.raises(SoldOut):
        baskets.add(basket=basket, stockrecord_id=offer.pk, quantity=1)
    nothing_happened(basket)


def test_an_order_is_what_was_accepted(clock):
    first, second = factories.OfferFactory(price=Decimal("89.90")), factories.OfferFactory()
    basket = factories.BasketFactory(offers=[(first, 2), second])

    order = place(basket, quoted(basket, clock), clock)

    assert order.status == "awaiting_payment"
    assert (order.total_incl_tax, order.shipping_incl_tax) == (Decimal("289.60"), Decimal("9.80"))
    assert order.total_excl_tax == Decimal("241.33")
    assert order.payment.amount_minor == 28960
    assert order.sheet.email == "camille@exemple.fr"
    assert order.sheet.expires_at == clock() + timedelta(minutes=35)
    assert order.payment.expires_at == clock() + timedelta(minutes=31)
    with house_scope():
        parcels = list(Consignment.objects.order_by("number"))
        assert [parcel.number[-2:] for parcel in parcels] == ["-A", "-B"]
        assert {parcel.status for parcel in parcels} == {"awaiting_payment"}
    assert list(StockRecord.objects.order_by("pk").values_list("num_allocated", flat=True)) == [
        2,
        1,
    ]
    assert Basket.objects.get().status == "Submitted"


def test_the_same_basket_gives_the_same_order(clock):
    basket = factories.BasketFactory(offers=[factories.OfferFactory(stock=3)])
    quote = quoted(basket, clock)

    assert place(basket, quote, clock).pk == place(basket, quote, clock).pk

    assert Order.objects.count() == Payment.objects.count() == 1
    assert StockRecord.objects.get().num_allocated == 1


def test_an_empty_basket_is_not_ordered(clock):
    basket = factories.BasketFactory()
    with pytest.raises(BasketEmpty):
        place(basket, quoted(basket, clock), clock)

    nothing_happened(basket)


def test_a_merged_basket_is_not_ordered(clock):
    basket = factories.BasketFactory(offers=[factories.OfferFactory()])
    quote = quoted(basket, clock)
    Basket.objects.update(status="Merged")

    with pytest.raises(BasketTaken):
        place(basket, quote, clock)

    assert not Order.objects.exists()


def test_a_price_that_changed_is_accepted_again_first(clock):
    offer = factories.OfferFactory()
    basket = factories.BasketFactory(offers=[offer])
    seen = quoted(basket, clock).total
    shop.restate(offer.pk, minor=11000, at=clock())
    OutboxEvent.objects.all().delete()

    quote = quoted(basket, clock)
    with pytest.raises(QuoteChanged) as refused:
        place(basket, quote, clock, accepted=seen)

    (line,) = refused.value.details["problems"]
    assert (line.was, line.unit) == (Money(10000), Money(11000))
    nothing_happened(basket)
    assert place(basket, quote, clock).total_incl_tax == Decimal("114.90")


def test_more_than_is_left_is_not_ordered(clock):
    basket = factories.BasketFactory(offers=[(factories.OfferFactory(stock=2), 3)])
    quote = quoted(basket, clock)

    assert [line.short for line in quote.problems] == [True]
    with pytest.raises(QuoteChanged):
        place(basket, quote, clock)

    nothing_happened(basket)


def test_a_quantity_changed_in_another_window_is_not_ordered_as_it_was(clock):
    basket = factories.BasketFactory(offers=[factories.OfferFactory()])
    quote = quoted(basket, clock)
    basket.lines.update(quantity=2)

    with pytest.raises(QuoteChanged):
        place(basket, quote, clock)

    nothing_happened(basket)


@pytest.mark.parametrize("seen", [True, False], ids=["seen at once", "by the guard alone"])
def test_sold_between_the_page_and_the_order_leaves_all_as_it_was(clock, monkeypatch, seen):
    """The first line could be had; the second one is gone, so neither is taken."""
    if not seen:
        monkeypatch.setattr(operations.offer_queries, "short", lambda **_wanted: [])
    first, second = factories.OfferFactory(), factories.OfferFactory(stock=1)
    basket = factories.BasketFactory(offers=[first, second])
    quote = quoted(basket, clock)
    StockRecord.objects.filter(pk=second.pk).update(num_in_stock=0)

    with pytest.raises(OutOfStock, match="corrigez la quantité dans votre panier") as refused:
        place(basket, quote, clock)

    assert refused.value.details == {"stockrecord_ids": [second.pk]}
    nothing_happened(basket)


def test_who_comes_too_late_costs_two_reads_and_no_lock(clock, django_assert_num_queries):
    basket = factories.BasketFactory(offers=[factories.OfferFactory(stock=1) for _ in range(3)])
    quote = quoted(basket, clock)
    StockRecord.objects.update(num_in_stock=0)

    with django_assert_num_queries(2), pytest.raises(OutOfStock):
        place(basket, quote, clock)

    nothing_happened(basket)


@pytest.mark.parametrize("lines", [1, 3, 10])
def test_placing_an_order_costs_little(clock, lines, django_assert_max_num_queries):
    """design.md: 15 + 4 n; each line of another boutique, which costs most."""
    basket = factories.BasketFactory(offers=[factories.OfferFactory() for _ in range(lines)])
    quote = quoted(basket, clock)

    with django_assert_max_num_queries(15 + 4 * lines):
        place(basket, quote, clock)

    assert Order.objects.get().lines.count() == lines


@pytest.mark.parametrize("lines", [1, 30])
def test_adding_to_a_basket_costs_little(lines, django_assert_max_num_queries):
    basket = factories.BasketFactory(offers=[factories.OfferFactory() for _ in range(lines)])
    offer = factories.OfferFactory()

    with django_assert_max_num_queries(20):
        baskets.add(basket=basket, stockrecord_id=offer.pk, quantity=1)

    assert basket.lines.count() == lines + 1


@pytest.mark.parametrize("lines", [1, 30])
def test_a_quote_costs_the_same_at_any_size(clock, lines, django_assert_num_queries):
    basket = factories.BasketFactory(offers=[factories.OfferFactory() for _ in range(lines)])

    with django_assert_num_queries(4):  # lines, offers, tariffs, choices
        quote = quoted(basket, clock)

    assert len(quote.parcels) == lines


def test_more_than_a_card_can_be_charged_is_refused_before_anything_is_held(clock):
    dear = factories.OfferFactory(price="99999.00", stock=99)
    basket = factories.BasketFactory(offers=[(dear, 11)])

    with pytest.raises(TooMuch, match="999 999,99"):
        place(basket, quoted(basket, clock), clock)

    nothing_happened(basket)


# --- paid, or given back -----------------------------------------------------------------------
@pytest.fixture
def order(clock):
    return shop.order(shop.offer(stock=3))


def pay(order, clock):
    Payment.objects.filter(order=order).update(
        status="succeeded", intent_id="pi_1", succeeded_at=clock()
    )
    operations.confirm(order=Order.objects.get(pk=order.pk), at=clock())


def status(order):
    return Order.objects.get(pk=order.pk).status


def test_confirmed_once(order, clock):
    pay(order, clock)
    pay(order, clock)

    assert status(order) == "paid"
    assert OutboxEvent.objects.filter(topic="order.paid").count() == 1
    assert [change.new for change in order.changes.all()] == ["awaiting_payment", "paid"]
    assert OrderSheet.objects.get().paid_at == clock()


def test_what_is_paid_does_not_expire(order, clock):
    pay(order, clock)

    operations.expire(order=Order.objects.get(), at=clock.advance(hours=1))

    assert status(order) == "paid"
    assert StockRecord.objects.get().num_allocated == 1


def test_an_expired_order_gives_its_stock_back_once(order, clock):
    for _ in range(2):
        operations.expire(order=Order.objects.get(), at=clock.advance(minutes=36))

    assert status(order) == "expired"
    assert StockRecord.objects.get().num_allocated == 0
    assert OutboxEvent.objects.filter(topic="order.expired").count() == 1


def test_paid_after_it_expired_it_is_confirmed_once_while_its_stock_is_there(order, clock):
    operations.expire(order=order, at=clock.advance(minutes=36))

    for _ in range(2):
        pay(order, clock)

    assert status(order) == "paid"
    assert StockRecord.objects.get().num_allocated == 1
    assert not Refund.objects.exists()
    assert OutboxEvent.objects.filter(topic="order.paid").count() == 1
    assert list(order.changes.values_list("old", "new"))[-1] == ("expired", "paid")


@pytest.mark.parametrize("dropped", [True, False])
def test_boutiques_are_asked_for_what_was_paid_late(order, clock, dropped):
    """Whether they had heard that it was given up or not, and also if they hear it afterwards."""
    operations.expire(order=order, at=clock.advance(minutes=36))
    with house_scope():
        if dropped:
            outbox.relay_all(at=clock.advance(seconds=1))
        pay(order, clock)
        outbox.relay_all(at=clock.advance(seconds=1))

        parcel = Consignment.objects.get(order=order)
        assert (parcel.status, parcel.accept_by is not None) == ("to_accept", True)
    assert status(order) == "paid"


@pytest.mark.parametrize("gone", ["sold", "paused"])
def test_paid_after_it_expired_the_money_goes_back_whole_and_once(order, clock, gone):
    operations.expire(order=order, at=clock.advance(minutes=36))
    record = StockRecord.objects.get()
    if gone == "sold":
        StockRecord.objects.update(num_in_stock=0)
    else:
        offers.pause(stockrecord_ids=[record.pk])

    for _ in range(2):
        pay(order, clock)

    assert status(order) == "expired"
    refund = Refund.objects.get()
    assert (refund.amount_minor, refund.reason) == (10490, "late")
    assert StockRecord.objects.get().num_allocated == 0

    # What comes back later changes nothing: the money is on its way.
    StockRecord.objects.update(num_in_stock=5)
    offers.resume(stockrecord_ids=[record.pk])
    pay(order, clock)
    assert (status(order), Refund.objects.count()) == ("expired", 1)


def test_one_order_that_cannot_be_ended_holds_up_no_other(clock, monkeypatch):
    """And comes back after a minute, behind the others."""
    broken, sound = shop.order(shop.offer()), shop.order(shop.offer())
    real = operations._release

    def release(order, *, at):
        if order.pk == broken.pk:
            raise RuntimeError("its stock cannot be given back")
        real(order, at=at)

    monkeypatch.setattr(operations, "_release", release)

    assert operations.sweep(at=clock.advance(minutes=36)) == 1

    assert (status(broken), status(sound)) == ("awaiting_payment", "expired")
    assert broken.sheet.expires_at < clock()
    assert OrderSheet.objects.get(order=broken).expires_at == clock() + timedelta(minutes=1)
    monkeypatch.setattr(operations, "_release", real)
    assert operations.sweep(at=clock.advance(minutes=1)) == 1
    assert status(broken) == "expired"


# --- the basket, again -------------------------------------------------------------------------
def again(order):
    basket = Basket()
    basket.strategy = shop.Selector().strategy()
    return operations.restore_basket(order=order, basket=basket)


def test_an_expired_order_is_a_basket_again(clock):
    order = shop.order(shop.offer(stock=3), shop.offer(stock=3), quantity=2)
    operations.expire(order=order, at=clock.advance(minutes=36))

    basket = again(order)

    assert basket.pk != order.basket_id
    assert Basket.objects.get(pk=order.basket_id).status == "Submitted", "never thawed"
    assert [line.quantity for line in basket.lines.order_by("pk")] == [2, 2]
    assert place(basket, quoted(basket, clock), clock).pk != order.pk


def test_what_is_in_the_basket_already_is_left_as_it_is(order, clock):
    operations.expire(order=order, at=clock.advance(minutes=36))
    basket = again(order)
    basket.lines.update(quantity=3)

    operations.restore_basket(order=order, basket=basket)

    assert [line.quantity for line in basket.lines.all()] == [3]


@pytest.mark.parametrize("paid", [True, False])
def test_a_living_order_is_not_put_back(order, clock, paid):
    if paid:
        pay(order, clock)

    with pytest.raises(IllegalMove):
        again(order)

    assert Basket.objects.count() == 1


def test_an_offer_that_is_no_longer_sold_comes_back_as_one_that_is_gone(order, clock):
    operations.expire(order=order, at=clock.advance(minutes=36))
    record = StockRecord.objects.get()
    shop.restate(record.pk, stock=0, at=clock())

    quote = quoted(again(order), clock)

    assert [line.gone for line in quote.lines] == [True]
    assert not quote.can_be_placed


# --- a line ------------------------------------------------------------------------------------
def test_a_line_of_another_order_is_not_cancelled(clock):
    order, other = shop.paid_order(shop.offer()), shop.paid_order(shop.offer())
    with house_scope(), pytest.raises(NotYours):
        operations.cancel_line(
            order=order, order_line_id=other.lines.get().pk, actor=None, at=clock()
        )

    assert not Refund.objects.exists()
