"""From the basket to the door, killed before every single statement: no hand is needed anywhere."""

from django.db.models import Sum
from oscar.core.loading import get_model

from marketplace.core.models import OutboxDelivery, StoredEmail
from marketplace.core.scopes import house_scope
from marketplace.fulfilment.models import Consignment
from marketplace.payments.models import Payment, Refund, WebhookEvent
from tests.stripe_twin.process import pay

Order = get_model("order", "Order")
LEASE = 1.1  # minutes until what the dead had taken on is free


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
