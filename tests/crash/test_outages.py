"""What everything stands on goes away for a while: all of it is made up for, without a hand."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection
from oscar.core.loading import get_model

from marketplace.buying import operations as buying
from marketplace.core import clock as real
from marketplace.core.errors import TransientError
from marketplace.core.models import OutboxDelivery
from marketplace.core.scopes import house_scope
from marketplace.fulfilment import operations as fulfilment
from marketplace.fulfilment.models import ConsignmentLine
from marketplace.payments.models import Payment, Refund
from tests import factories, services, shop, worker
from tests.crash.house import House
from tests.crash.test_broker import emptied_redis, nothing_is_owed
from tests.crash.test_house import Shopper, an_hour_later
from tests.stripe_twin.process import pay

Order = get_model("order", "Order")
StockRecord = get_model("partner", "StockRecord")


# --- Stripe ------------------------------------------------------------------------------------
class Time:
    """Minutes of shop and Stripe, worker included."""

    def __init__(self, twin, clock):
        self.twin, self.clock = twin, clock
        self.set(0)

    def set(self, minute, *, stripe=True):
        self.now = self.clock.set(BEGAN + timedelta(minutes=minute))
        if stripe:
            self.twin.set_clock(self.now)

    def work_until(self, first, last, *, stripe=True):
        with house_scope():
            for minute in range(first, last + 1):
                self.set(minute, stripe=stripe)
                worker.work(at=self.now)


BEGAN = datetime.fromisoformat("2026-03-02T09:00:00+00:00")


def page_of(order, at):
    return buying.start_payment(
        order=order,
        success_url="http://127.0.0.1:8000/merci",
        cancel_url="http://127.0.0.1:8000/retour",
        at=at,
    )


def stands(order):
    return tuple(Order.objects.filter(pk=order.pk).values_list("status", "payment__status")[0])


@pytest.fixture
def stripe_comes_back(twin):
    yield
    if twin._process is None:
        twin.start()


@pytest.mark.django_db
def test_stripe_is_down_for_ten_minutes(twin, clock, stripe_comes_back):
    time = Time(twin, clock)
    offers = [shop.offer(stock=1) for _ in range(4)]
    paid_before, paid_unheard, left, during = (shop.order(offer) for offer in offers)
    pay(page_of(paid_before, time.now))
    time.work_until(1, 3)
    assert stands(paid_before) == ("paid", "succeeded")
    pay(page_of(paid_unheard, time.now))
    page_of(left, time.now)
    twin.take()  # lost on the way

    twin.kill()
    with house_scope():
        line = ConsignmentLine.objects.get(consignment__order=paid_before)
        fulfilment.refuse_line(line=line, reason="Abîmé", actor=None, at=time.now)
    with pytest.raises(TransientError):
        page_of(during, time.now)
    time.work_until(4, 13, stripe=False)

    assert stands(paid_unheard) == stands(left) == ("awaiting_payment", "open")
    assert stands(during) == ("awaiting_payment", "new")
    assert set(Refund.objects.values_list("status", flat=True)) == {"new"}
    assert list(StockRecord.objects.order_by("pk").values_list("num_allocated", flat=True)) == [
        0, 1, 1, 1,
    ]  # fmt: skip

    twin.start()
    time.set(14)
    pay(page_of(during, time.now))
    time.work_until(14, 50)

    assert [stands(order) for order in (paid_unheard, during)] == [("paid", "succeeded")] * 2
    assert stands(left) == ("expired", "expired")
    assert set(Refund.objects.values_list("status", flat=True)) == {"succeeded"}
    held = StockRecord.objects.order_by("pk").values_list("num_allocated", flat=True)
    assert list(held) == [0, 1, 0, 1]
    at_stripe = twin.state()["objects"]
    assert (at_stripe["charge"], at_stripe["refund"]) == (3, Refund.objects.count())
    assert not OutboxDelivery.objects.filter(done_at=None).exists()


# --- the database ------------------------------------------------------------------------------
def cut_all_connections():
    """What a restart of PostgreSQL is to everybody who was connected."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND usename = current_user"  # the server's own housekeeping is not ours to end
        )
        return cursor.fetchone()[0]


@pytest.mark.needs("postgres")
def test_the_database_is_restarted_while_people_pay(transactional_db, database_url, twin, tmp_path):
    factories.CountryFactory()
    offer = factories.OfferFactory(stock=60)
    with House(folder=tmp_path, database_url=database_url, twin=twin) as house:
        twin.switch(webhook_url=f"{house.url}/stripe/evenements/", webhooks="on", retry_seconds=1)
        house.start("web", "worker", "beat")
        house.wait(house.answers, seconds=90, what="the web process does not answer")
        shoppers = [Shopper(house, offer.pk, forgives={500, 502, 503}) for _ in range(3)]
        for shopper in shoppers:
            shopper.start()
        house.wait(lambda: sum(s.paid for s in shoppers) >= 2, seconds=60, what="nobody can buy")
        ended = 0
        for _ in range(5):
            house.run_for(0.7)
            ended += cut_all_connections()
        paid = sum(s.paid for s in shoppers)
        house.wait(lambda: sum(s.paid for s in shoppers) > paid, seconds=60, what="no more")
        for shopper in shoppers:
            shopper.over.set()
        for shopper in shoppers:
            shopper.join(30)
        Payment.objects.filter(status="open").update(check_at=real.now())
        OutboxDelivery.objects.filter(done_at=None).update(leased_until=real.now())
        unpaid = Payment.objects.filter(status__in=["new", "open"])
        house.wait(
            lambda: unpaid.count() <= sum(s.left + s.met for s in shoppers) and nothing_is_owed(),
            seconds=60,
            what="something waits",
        )
    an_hour_later()

    assert ended > 0
    paid = Order.objects.filter(status="paid").count()
    assert paid >= sum(shopper.paid for shopper in shoppers)
    assert not Order.objects.exclude(status__in=["paid", "expired"]).exists()
    assert StockRecord.objects.get().num_allocated == paid
    assert twin.state()["objects"]["charge"] == paid
    assert [said for shopper in shoppers for said in shopper.strange] == []


# --- Redis -------------------------------------------------------------------------------------
@pytest.mark.needs("redis")
def test_redis_is_flushed_while_people_pay(transactional_db, database_url, twin, tmp_path):
    """Wake-ups, queues and cache are gone; what was to be done is in the database."""
    import redis

    factories.CountryFactory()
    offer = factories.OfferFactory(stock=60)
    places = {"broker": services.REDIS_URL, "cache": services.REDIS_URL}
    flushing, client = threading.Event(), redis.Redis.from_url(services.REDIS_URL)

    def flush():
        while not flushing.wait(0.2):
            client.flushdb()

    with (
        emptied_redis(),
        House(folder=tmp_path, database_url=database_url, twin=twin, **places) as house,
    ):
        twin.switch(webhook_url=f"{house.url}/stripe/evenements/", webhooks="on", retry_seconds=1)
        house.start("web", "worker", "beat")
        house.wait(house.answers, seconds=90, what="the web process does not answer")
        shopper = Shopper(house, offer.pk)
        shopper.start()
        house.wait(lambda: shopper.paid >= 2, seconds=60, what="nobody can buy")
        flusher = threading.Thread(target=flush)
        flusher.start()
        paid = shopper.paid
        house.wait(lambda: shopper.paid > paid, seconds=60, what="nobody buys meanwhile")
        flushing.set()
        flusher.join()
        shopper.over.set()
        shopper.join(30)
        Payment.objects.filter(status="open").update(check_at=real.now())
        bought = shopper.paid
        house.wait(
            lambda: Order.objects.filter(status="paid").count() >= bought and nothing_is_owed(),
            seconds=60,
            what="something waits",
        )
    client.close()

    assert shopper.strange == []
    assert twin.state()["objects"]["charge"] == Order.objects.filter(status="paid").count()
