"""``kill -9`` at each step of a payment: it ends paid with the unit taken once, or given back."""

import pytest
from oscar.core.loading import get_model

from marketplace.core.money import Money
from marketplace.core.scopes import house_scope
from marketplace.fulfilment.models import Consignment
from marketplace.payments import operations as payments
from marketplace.payments.models import Payment, Refund, WebhookEvent
from tests.crash.conftest import GIVEN_BACK, PAID
from tests.stripe_twin.process import pay

Basket = get_model("basket", "Basket")
Order = get_model("order", "Order")

IN_THE_ORDER = [
    "before:marketplace.buying.operations._create_order",  # the basket is claimed
    "before:marketplace.payments.operations.open_payment",
    "after:marketplace.offers.operations.reserve",  # all is written, nothing committed
]
AROUND_THE_PAGE = [
    "before:marketplace.payments.gateway.create_session",  # the order is there, no page yet
    "after:marketplace.payments.gateway.create_session",  # a page at Stripe that nobody knows
    "after:marketplace.payments.operations.start_session",  # known, but the answer did not leave
]
IN_THE_WEBHOOK = [
    "before:marketplace.payments.operations.receive_event",
    "after:marketplace.payments.operations.receive_event",  # kept, but the answer did not leave
]
IN_THE_WORKER = [
    "before:marketplace.payments.gateway.retrieve_session",
    "after:marketplace.payments.gateway.retrieve_session",
    "after:marketplace.payments.operations.sessions.guarded_move",  # moved, nothing committed
    "after:marketplace.payments.operations.sessions._succeed",  # committed, not noted as handled
    "before:marketplace.buying.operations.confirm",
    "after:marketplace.buying.operations.guarded_move",
    "after:marketplace.buying.operations.confirm",
    "after:marketplace.fulfilment.operations.open_for_acceptance",
]
AT_THE_END = [
    "before:marketplace.payments.gateway.expire_session",
    "after:marketplace.payments.gateway.expire_session",  # closed at Stripe, unknown here
    "after:marketplace.payments.operations.sessions._expire",  # known here, the stock still held
    "after:marketplace.offers.operations.release",  # nothing committed
]
IN_A_REFUND = [
    "before:marketplace.payments.gateway.refund",
    "after:marketplace.payments.gateway.refund",  # made at Stripe, unknown here
    "after:marketplace.payments.operations.refunds.follow",
]


# --- the web process, while the shopper orders -------------------------------------------------
@pytest.mark.parametrize("point", IN_THE_ORDER)
def test_killed_inside_the_order_leaves_nothing(shop, point):
    shop.buy(kill=point)

    assert not Order.objects.exists()
    assert Basket.objects.get().status == Basket.OPEN
    shop.offer.refresh_from_db()
    assert shop.offer.num_allocated == 0

    pay(shop.buy())
    shop.work_until(2)
    assert shop.ends() == PAID


@pytest.mark.parametrize("point", AROUND_THE_PAGE)
def test_killed_around_the_payment_page_and_the_shopper_comes_back(shop, point):
    shop.buy(kill=point)
    assert shop.ends()[0] == "awaiting_payment"

    pay(shop.buy(minute=0.5))
    shop.work_until(4)

    assert shop.ends() == PAID
    assert shop.pages_at_stripe() == 1


@pytest.mark.parametrize("point", AROUND_THE_PAGE)
def test_killed_around_the_payment_page_and_the_shopper_comes_back_late(shop, point):
    """Too late for the page's first thirty minutes: the time to pay starts again."""
    shop.buy(kill=point)
    shop.twin.advance(20 * 60)

    pay(shop.buy(minute=20))
    shop.work_until(32)

    assert shop.ends() == PAID


@pytest.mark.parametrize("point", AROUND_THE_PAGE)
def test_killed_around_the_payment_page_and_the_shopper_is_gone(shop, point):
    shop.buy(kill=point)

    shop.work_until(36)

    assert shop.ends() == GIVEN_BACK


# --- the web process, while Stripe tells -------------------------------------------------------
@pytest.mark.parametrize("point", IN_THE_WEBHOOK)
@pytest.mark.parametrize("told_again", [True, False])
def test_killed_while_stripe_tells(shop, point, told_again):
    pay(shop.buy())
    event = shop.twin.take()[-1]
    shop.deliver(event, kill=point)

    if told_again:
        shop.deliver(event)
    shop.work_until(2)

    assert shop.ends() == PAID
    assert WebhookEvent.objects.count() == (point in IN_THE_WEBHOOK[1:] or told_again)


# --- the worker --------------------------------------------------------------------------------
@pytest.mark.parametrize("point", IN_THE_WORKER)
def test_killed_while_it_confirms(shop, point):
    pay(shop.buy())
    shop.deliver(shop.twin.take()[-1])

    shop.run("work", kill=point)
    shop.work_until(4)  # whatever the dead worker had leased is free after a minute

    assert shop.ends() == PAID
    with house_scope():
        assert list(Consignment.objects.values_list("status", flat=True)) == ["to_accept"]
    assert Order.objects.get().changes.count() == 2


@pytest.mark.parametrize("point", AT_THE_END)
def test_killed_while_it_gives_the_stock_back(shop, point):
    shop.buy()

    shop.run("work", kill=point, minute=36)
    shop.run("work", minute=38)

    assert shop.ends() == GIVEN_BACK


def test_killed_before_it_closed_the_page_and_paid_meanwhile(shop):
    url = shop.buy()
    shop.run("work", kill=AT_THE_END[0], minute=36)
    pay(url)

    shop.run("work", minute=38)

    assert shop.ends() == PAID


def test_killed_after_it_closed_the_page_nothing_can_be_paid(shop):
    url = shop.buy()
    shop.run("work", kill=AT_THE_END[1], minute=36)

    assert pay(url).outcome == "closed"
    shop.run("work", minute=38)

    assert shop.ends() == GIVEN_BACK


@pytest.mark.parametrize("point", IN_A_REFUND)
def test_killed_while_it_refunds(shop, point):
    pay(shop.buy())
    shop.work_until(2)
    payments.request_refund(
        order_id=Order.objects.get().pk,
        key="line:1",
        amount=Money(500),
        reason="refused",
        at=shop.opened_at,
    )

    shop.run("work", kill=point, minute=3)
    for minute in (4, 5, 10):
        shop.run("work", minute=minute)

    assert Refund.objects.get().status == Refund.Status.SUCCEEDED
    assert shop.twin.state()["objects"]["refund"] == 1
    assert Payment.objects.get().status == Payment.Status.SUCCEEDED
