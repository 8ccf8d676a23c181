"""From the basket to the door and to the seller's bank, killed before every single statement: no
hand is needed anywhere."""

from datetime import timedelta

from django.db.models import Sum
from oscar.core.loading import get_model

from marketplace.core.models import OutboxDelivery, StoredEmail
from marketplace.core.scopes import house_scope
from marketplace.fulfilment.models import Consignment
from marketplace.ledger import checking
from marketplace.ledger.models import Kind
from marketplace.payments.models import (
    Payment,
    Payout,
    Refund,
    Reversal,
    StripeAccount,
    Transfer,
    WebhookEvent,
)
from marketplace.settlement import calendar, reconciling
from marketplace.settlement.models import Due, PayoutTerms, Statement
from tests import factories, stripe_accounts
from tests.marketplace.settlement import books
from tests.stripe_twin.process import pay

Order = get_model("order", "Order")
LEASE = 1.1  # minutes until what the dead had taken on is free
PUT_OFF = 61  # minutes until Stripe is asked again, at the latest


def ordered_and_paid(shop):
    """Up to a paid order whose seller is asked, each process killed at each of its statements."""
    pay(shop.walk("buy", basket=shop.basket.pk))
    assert shop.pages_at_stripe() == 1
    event = shop.twin.take()[-1]
    said = shop.walk("webhook", payload=event.payload.decode(), signature=event.signature)
    assert (said, WebhookEvent.objects.count()) == (200, 1)
    shop.walk("turn", minute=1, pause=LEASE)
    shop.run("turn", minute=2 + shop.walked)


def nothing_waits():
    return not OutboxDelivery.objects.filter(done_at=None).exists()


def told(shop):
    """Subjects of what the shopper was told, each as often as it was."""
    to = Order.objects.get().sheet.email
    return list(StoredEmail.objects.filter(to=to).order_by("pk").values_list("subject", flat=True))


def test_from_the_basket_to_the_door(shop):
    ordered_and_paid(shop)
    assert shop.ends() == ("paid", "succeeded", 1)

    for stood in ("to_accept", "to_ship", "shipped"):
        with house_scope():
            assert Consignment.objects.get().status == stood
        shop.walk("forward", minute=3)
        shop.walk("turn", minute=4, pause=LEASE)
        shop.run("turn", minute=5 + shop.walked)

    with house_scope():
        parcel = Consignment.objects.get()
        assert (parcel.status, parcel.changes.count()) == ("delivered", 4)
    shop.offer.refresh_from_db()
    assert (shop.offer.num_in_stock, shop.offer.num_allocated) == (0, 0)
    assert shop.twin.state()["objects"]["charge"] == 1
    assert Order.objects.get().changes.count() == 2
    assert nothing_waits()
    assert len(told(shop)) == len(set(told(shop))) == 4, "paid, accepted, shipped, delivered"
    assert shop.deaths > 100


def test_refused_and_refunded(shop):
    ordered_and_paid(shop)

    shop.walk("refuse", minute=3)
    shop.walk("turn", minute=4, pause=LEASE)
    for minute in (6, 8, 70):
        shop.run("turn", minute=minute + shop.walked)

    refunds = Refund.objects.all()
    assert set(refunds.values_list("status", flat=True)) == {"succeeded"}
    back = refunds.aggregate(sum=Sum("amount_minor"))["sum"]
    assert back == Payment.objects.get().amount_minor, (
        "goods and delivery, nothing was left to send"
    )
    at_stripe = shop.twin.client().v1.refunds.list({"limit": 100}).data
    assert sorted(refund.id for refund in at_stripe) == sorted(row.stripe_id for row in refunds)
    shop.offer.refresh_from_db()
    assert (shop.offer.num_in_stock, shop.offer.num_allocated) == (1, 0)
    assert nothing_waits()


# --- from the door to the bank -------------------------------------------------------------------
DAY = 24 * 60
GESTURE = 1000


def delivered(shop):
    """Paid and delivered, by processes that live; the seller's account is open."""
    with house_scope():
        stripe_accounts.onboarded(shop.offer.partner.point.trader, shop.twin)
    pay(shop.run("buy", basket=shop.basket.pk))
    event = shop.twin.take()[-1]
    shop.run("webhook", payload=event.payload.decode(), signature=event.signature)
    shop.run("turn", minute=1)
    for minute in (2, 4, 6):
        shop.run("forward", minute=minute)
        shop.run("turn", minute=minute + 1)


def at_of(shop, minute):
    return shop.opened_at + timedelta(minutes=minute + shop.walked)


def walk(shop, minute, act, *, pause=LEASE, **more):
    """An act is killed at each of its statements, and so is each delivery of what it told."""
    shop.twin.set_clock(at_of(shop, minute))
    shop.walk(act, minute=minute, pause=pause, **more)
    for _event in range(20):
        if nothing_waits():
            return
        shop.walk("one", minute=minute, pause=LEASE)
    raise AssertionError("something is told for ever")


def on_account(trader_id):
    """Cents that the seller is owed, and that are on its account."""
    return -books.balance(Kind.PAYABLE, trader_id), books.balance(Kind.STRIPE_CONNECTED, trader_id)


def made(rows):
    return list(rows.order_by("pk").values_list("status", "amount_minor"))


def at_stripe(shop, account):
    """Amounts of the transfers, reversals and payouts that Stripe has made."""
    api = shop.twin.client().v1
    sent = api.transfers.list({"limit": 100}).data
    paid = api.payouts.list({"limit": 100}, {"stripe_account": account.account_id}).data
    return (
        [each.amount for each in sent],
        [each.amount_reversed for each in sent],
        [(each.amount, each.status) for each in paid],
    )


def test_from_the_door_to_the_bank(shop):
    """Transferred, reversed in part, paid out: each once, and both journals are equal."""
    delivered(shop)
    operator = factories.UserFactory(is_staff=True)
    with house_scope():
        account, due = StripeAccount.objects.get(), Due.objects.get()
        trader, whole = account.trader_id, due.total_minor

        walk(shop, 17 * DAY, "money", step="settle")
        assert made(Transfer.objects) == [("made", whole)]
        assert on_account(trader) == (whole, whole)

        walk(shop, 18 * DAY, "gesture", minor=GESTURE, user=operator.pk)
        assert made(Refund.objects) == [("succeeded", GESTURE)]
        assert made(Reversal.objects) == [("made", GESTURE)]
        assert on_account(trader) == (whole - GESTURE, whole - GESTURE)

        PayoutTerms.objects.update(next_date=calendar.day_of(at_of(shop, 19 * DAY)))
        walk(shop, 19 * DAY, "money", step="pay")
        walk(shop, 24 * DAY, "money", step="ask", pause=PUT_OFF)
        assert made(Payout.objects) == [("paid", whole - GESTURE)]
        statement = Statement.objects.get()
        listed = statement.lines.aggregate(sum=Sum("total_minor"))["sum"]
        assert (statement.status, statement.amount_minor, listed) == (
            "paid", whole - GESTURE, whole - GESTURE,
        )  # fmt: skip
        assert on_account(trader) == (0, 0)

        assert at_stripe(shop, account) == ([whole], [GESTURE], [(whole - GESTURE, "paid")])
        day, last = calendar.day_of(shop.opened_at), calendar.day_of(at_of(shop, 24 * DAY))
        while day <= last:
            assert reconciling.reconcile(day=day, at=at_of(shop, 24 * DAY)) == 2
            day += timedelta(days=1)
        assert list(reconciling.open_discrepancies()) == []
        assert list(checking.check().differences) == []
    assert shop.deaths > 100
