"""Webhooks, sweeper and relay at once: an order is confirmed once."""

import json

import pytest
from oscar.core.loading import get_model

from marketplace.buying import operations as buying
from marketplace.core import clock, outbox
from marketplace.core.models import OutboxDelivery, OutboxEvent, StoredEmail
from marketplace.core.outbox import Subscription
from marketplace.fulfilment.models import Consignment
from marketplace.payments import operations as payments
from marketplace.payments.models import Payment, WebhookEvent
from marketplace.technical import withdrawals
from tests import shop
from tests.races.conftest import at_once, kinds
from tests.stripe_twin.process import pay

Order = get_model("order", "Order")
StockRecord = get_model("partner", "StockRecord")
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
MANY = 6


@pytest.fixture
def paid_at_stripe(twin):
    """An order that was paid on its page; the shop has not heard of it."""
    order = shop.order(shop.offer(stock=3))
    page = buying.start_payment(
        order=order,
        success_url="http://127.0.0.1:8000/merci",
        cancel_url="http://127.0.0.1:8000/retour",
        at=clock.now(),
    )
    pay(page)
    return order


def told(topic):
    return OutboxEvent.objects.filter(topic=topic).count()


def ask_stripe(order):
    """Webhook or sweeper: both end here, each with the row as it read it."""
    payment = Payment.objects.get(order=order)
    return lambda: payments.sync(payment=payment, at=clock.now()).status


def test_webhook_and_sweeper_at_once_confirm_once(paid_at_stripe, relay):
    outcomes = at_once([ask_stripe(paid_at_stripe) for _ in range(MANY)])
    assert kinds(outcomes) == {"done": MANY}
    assert told("payment.succeeded") == 1

    at_once([lambda: outbox.relay_all(at=clock.now())] * MANY)
    relay()

    order = Order.objects.get()
    assert (order.status, order.changes.count()) == ("paid", 2)
    assert told("order.paid") == 1
    assert StoredEmail.objects.filter(to=order.sheet.email).count() == 1
    assert StockRecord.objects.get().num_allocated == 1


def test_control_without_the_guard_it_succeeds_as_often_as_it_is_asked(
    paid_at_stripe, without_guarded_moves
):
    without_guarded_moves("marketplace.payments.operations.sessions", MANY)

    at_once([ask_stripe(paid_at_stripe) for _ in range(MANY)])

    assert told("payment.succeeded") == MANY


def return_page(order):
    """The shopper is back from Stripe and waits for the shop to know."""
    row = Order.objects.get(pk=order.pk)
    return lambda: buying.look_again(order=row, at=clock.now()).status


def webhook(event):
    """Stripe tells, and a worker takes the news up."""

    def act():
        payments.receive_event(event=json.loads(event.payload), at=clock.now())
        outbox.relay_all(at=clock.now())

    return act


def test_webhook_and_return_page_at_once_confirm_once(paid_at_stripe, twin, relay):
    events = [e for e in twin.take() if e.type.endswith(("session.completed", "intent.succeeded"))]
    acts = [webhook(event) for event in events]
    acts += [return_page(paid_at_stripe) for _ in range(MANY // 2)]  # each with a row of its own

    outcomes = at_once(acts)
    relay()

    assert kinds(outcomes) == {"done": len(acts)}
    assert set(outcomes[len(events) :]) == {"paid"}, "who waits is told at once"
    order = Order.objects.get()
    assert (order.status, order.changes.count(), order.payment.refunds.count()) == ("paid", 2, 0)
    assert told("payment.succeeded") == told("order.paid") == 1
    assert StoredEmail.objects.filter(to=order.sheet.email).count() == 1
    assert twin.state()["objects"]["charge"] == 1


def test_control_without_the_guard_both_confirm(paid_at_stripe, without_guarded_moves):
    payments.sync(payment=Payment.objects.get(), at=clock.now())
    without_guarded_moves("marketplace.buying.operations", 2)
    row = Order.objects.get(pk=paid_at_stripe.pk)

    at_once([return_page(paid_at_stripe), lambda: buying.confirm(order=row, at=clock.now())])

    assert told("order.paid") == 2


def test_the_same_event_many_times_at_once_is_kept_once(paid_at_stripe, twin):
    event = next(e for e in twin.take() if e.type == "checkout.session.completed")
    body = json.loads(event.payload)

    outcomes = at_once([lambda: payments.receive_event(event=body, at=clock.now())] * MANY)

    assert sorted(outcomes) == [False] * (MANY - 1) + [True]
    assert WebhookEvent.objects.count() == told("stripe.event") == 1


# --- paid, or given back -----------------------------------------------------------------------
def test_confirmed_and_expired_at_once_is_one_of_them():
    """It is paid, and once: where its time was over first, what it held is still there."""
    order = shop.order(shop.offer(stock=3))
    Payment.objects.update(status="succeeded", intent_id="pi_1", succeeded_at=clock.now())

    def again():
        return Order.objects.get(pk=order.pk)

    rows = [again() for _ in range(MANY)]
    acts = [lambda row=row: buying.confirm(order=row, at=clock.now()) for row in rows[::2]]
    acts += [lambda row=row: buying._release(row, at=clock.now()) for row in rows[1::2]]

    assert kinds(at_once(acts)) == {"done": MANY}

    left = again()
    refunds = left.payment.refunds.count()
    held = StockRecord.objects.get().num_allocated
    assert (left.status, held, refunds) == ("paid", 1, 0)
    assert told("order.paid") == 1
    assert left.changes.count() == 2 + told("order.expired")


@pytest.fixture
def open_page(twin):
    """An order whose time is over, with a page that is open all the same; its address."""
    order = shop.order(shop.offer(stock=3))
    page = buying.start_payment(
        order=order,
        success_url="http://127.0.0.1:8000/merci",
        cancel_url="http://127.0.0.1:8000/retour",
        at=clock.now(),
    )
    return order, page


def ends(order):
    """Order, units held, charges at Stripe, refunds owed."""
    left = Order.objects.get(pk=order.pk)
    return left.status, StockRecord.objects.get().num_allocated, left.payment.refunds.count()


@pytest.mark.parametrize("attempt", range(4))
def test_paid_on_the_page_while_it_is_closed(open_page, twin, relay, attempt):
    """Stripe decides: the page is closed first, the stock goes back after."""
    order, page = open_page

    visit, _expired = at_once([lambda: pay(page), lambda: buying.expire(order=order, at=later())])
    buying.sweep(at=later())
    relay()

    charges = twin.state()["objects"].get("charge", 0)
    if visit.outcome == "paid":
        assert (*ends(order), charges) == ("paid", 1, 0, 1)
    else:
        assert (*ends(order), charges) == ("expired", 0, 0, 0)


def later():
    return clock.now() + buying.RESERVED_FOR + buying.AGAIN_IN


def test_control_stock_given_back_before_the_page_is_closed_is_paid_for(open_page, twin, relay):
    """Then only a refund makes it good."""
    order, page = open_page

    buying._release(order, at=later())
    assert pay(page).outcome == "paid"
    payments.sync(payment=Payment.objects.get(), at=later())
    relay()

    assert ends(order)[0] == "paid" or ends(order) == ("expired", 0, 1)
    assert twin.state()["objects"]["charge"] == 1


def test_paid_and_recalled_at_once_the_money_is_kept_only_for_what_is_sold():
    """Recall, sweeper and payment in one moment: paid before the recall, or given back."""
    order = shop.order(shop.offer(stock=3))
    reference_id = StockRecord.objects.get().product.parent_id
    Payment.objects.update(status="succeeded", intent_id="pi_1", succeeded_at=clock.now())

    def again():
        return Order.objects.get(pk=order.pk)

    def recall():
        withdrawals.withdraw(
            reference_id=reference_id, reason="recall", said="", user=None, at=clock.now()
        )
        buying.sweep(at=clock.now())

    rows = [again() for _ in range(MANY)]
    acts = [lambda row=row: buying.confirm(order=row, at=clock.now()) for row in rows]

    assert kinds(at_once([recall, *acts])) == {"done": MANY + 1}
    buying.confirm(order=again(), at=clock.now())

    left = again()
    held = StockRecord.objects.get().num_allocated
    assert (left.status, held, left.payment.refunds.count()) in {("paid", 1, 0), ("expired", 0, 1)}
    assert told("order.paid") + told("order.expired") == 1


def test_control_without_the_guard_it_is_both(without_guarded_moves):
    order = shop.order(shop.offer(stock=3))
    Payment.objects.update(status="succeeded", intent_id="pi_1", succeeded_at=clock.now())
    one, other = Order.objects.get(pk=order.pk), Order.objects.get(pk=order.pk)
    without_guarded_moves("marketplace.buying.operations", 2)

    at_once(
        [
            lambda: buying.confirm(order=one, at=clock.now()),
            lambda: buying._release(other, at=clock.now()),
        ]
    )

    assert (told("order.paid"), told("order.expired")) == (1, 1)


# --- the outbox --------------------------------------------------------------------------------
heard: list[int] = []


def listen(payloads, at):
    heard.extend(payload["n"] for payload in payloads)


@pytest.fixture
def events(monkeypatch):
    """Forty events for a subscriber that only counts, outside transactions."""
    heard.clear()
    row = Subscription("listen", f"{__name__}.listen", atomic=False)
    monkeypatch.setattr(outbox, "subscriptions", lambda: {"said": [row]})
    for n in range(40):
        outbox.publish("said", n=n)


def relays():
    return [lambda: outbox.relay(at=clock.now(), limit=10)] * MANY


def test_relays_at_once_share_the_work(events):
    at_once(relays())

    assert sorted(heard) == list(range(40))
    assert not OutboxDelivery.objects.filter(done_at=None).exists()


def test_control_without_leases_everybody_hears_everything(events, monkeypatch):
    def everything(*, at, limit, but_for):
        return list(OutboxDelivery.objects.select_related("event").order_by("id")[:limit])

    monkeypatch.setattr(outbox, "_claim", everything)

    at_once(relays())

    assert len(heard) == MANY * 10


def test_parcels_are_opened_once(paid_at_stripe, relay):
    at_once([ask_stripe(paid_at_stripe)])
    at_once([lambda: outbox.relay_all(at=clock.now())] * MANY)
    relay()

    from marketplace.core.scopes import house_scope

    with house_scope():
        assert [row.status for row in Consignment.objects.all()] == ["to_accept"]
    assert told("consignment.to_accept") == 1
