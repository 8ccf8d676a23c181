"""Who waits is told once, for what is really there; nobody is written to without their yes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.alerts import operations
from marketplace.alerts.models import Alert
from marketplace.alerts.operations import CONFIRM_WITHIN, KEPT_AFTER, Wish
from marketplace.core import clock
from marketplace.core.models import OutboxEvent
from marketplace.technical.models import ReferenceSheet
from marketplace.traders.models import Trader
from tests import shop

pytestmark = pytest.mark.django_db
EMAIL = "camille@exemple.fr"


def reference_of(record):
    return record.product.parent_id


def ask(record, *, ceiling=None, sized=True, email=EMAIL, proven=True):
    wish = Wish(
        Alert.Kind.PRICE if ceiling else Alert.Kind.SIZE,
        reference_of(record),
        record.product_id if sized else None,
        ceiling,
    )
    return operations.ask(wish=wish, email=email, language="fr", proven=proven, at=clock.now())


def events(topic):
    return list(OutboxEvent.objects.filter(topic=topic).order_by("pk"))


def state(alert):
    alert.refresh_from_db()
    return alert.state


def test_a_size_that_comes_back_is_told_once(relay):
    record = shop.offer(stock=0)
    alert = ask(record)
    assert state(alert) == Alert.State.ACTIVE

    shop.restate(record.pk, stock=2)
    relay()
    assert state(alert) == Alert.State.TOLD
    assert (alert.offer_id, alert.found_minor) == (record.pk, 10000)

    shop.restate(record.pk, stock=0)
    relay()
    shop.restate(record.pk, stock=3)
    relay()
    assert len(events("alert.met")) == 1


def test_a_price_above_the_wish_is_not_told_one_below_is(relay):
    record = shop.offer(minor=12000)
    alert = ask(record, ceiling=9900, sized=False)

    shop.restate(record.pk, minor=9901)
    relay()
    assert state(alert) == Alert.State.ACTIVE
    assert events("alert.met") == []

    shop.restate(record.pk, minor=9900)
    relay()
    assert (state(alert), alert.found_minor) == (Alert.State.TOLD, 9900)


def test_the_price_of_another_size_or_of_what_is_sold_out_is_not_told(relay):
    small, large = shop.reference(sizes=("40", "44"))
    point = shop.point()
    of_small = shop.offer(point=point, variant=small, minor=12000)
    of_large = shop.offer(point=point, variant=large, minor=12000)
    alert = ask(of_large, ceiling=10000)

    shop.restate(of_small.pk, minor=8000)
    shop.restate(of_large.pk, minor=8000, stock=0)
    relay()
    assert state(alert) == Alert.State.ACTIVE

    shop.restate(of_large.pk, stock=1)
    relay()
    assert state(alert) == Alert.State.TOLD


@pytest.mark.parametrize("hide", ["sheet", "trader"])
def test_what_may_not_be_sold_is_not_told(relay, hide):
    record = shop.offer(stock=0)
    alert = ask(record)
    if hide == "sheet":
        ReferenceSheet.objects.filter(pk=reference_of(record)).update(published_at=None)
    else:
        Trader.objects.update(status=Trader.Status.SUSPENDED)

    shop.restate(record.pk, stock=2)
    relay()

    assert state(alert) == Alert.State.ACTIVE
    assert events("alert.met") == []


def test_without_a_yes_nothing_is_told(relay):
    record = shop.offer(stock=0)
    alert = ask(record, proven=False)
    assert len(events("alert.asked")) == 1

    shop.restate(record.pk, stock=2)
    relay()

    assert state(alert) == Alert.State.ASKED
    assert events("alert.met") == []


def test_a_yes_to_what_has_come_back_meanwhile_is_told_at_once():
    record = shop.offer(stock=0)
    alert = ask(record, proven=False)
    shop.restate(record.pk, stock=2)

    said = operations.confirm(alert_id=alert.pk, at=clock.now())

    assert said.state == Alert.State.TOLD
    assert len(events("alert.met")) == 1


def test_saying_yes_twice_is_saying_it_once():
    alert = ask(shop.offer(stock=0), proven=False)
    first = operations.confirm(alert_id=alert.pk, at=clock.now())
    again = operations.confirm(alert_id=alert.pk, at=clock.now() + timedelta(hours=1))

    assert again.confirmed_at == first.confirmed_at
    assert again.state == Alert.State.ACTIVE


def test_a_newer_wish_for_the_same_takes_the_place_of_the_older():
    record = shop.offer(minor=20000)
    first = ask(record, ceiling=9000)
    other = ask(record, ceiling=9000, email="dominique@exemple.fr")
    second = ask(record, ceiling=8000, proven=False)
    assert state(first) == Alert.State.ACTIVE  # what nobody has confirmed changes nothing

    operations.confirm(alert_id=second.pk, at=clock.now())

    assert [state(each) for each in (first, other, second)] == ["stopped", "active", "active"]


def test_what_was_stopped_is_neither_told_nor_confirmed(relay):
    record = shop.offer(stock=0)
    active, asked = ask(record), ask(record, email="b@exemple.fr", proven=False)
    for alert in (active, asked):
        operations.stop(alert_id=alert.pk, at=clock.now())

    operations.confirm(alert_id=asked.pk, at=clock.now())
    shop.restate(record.pk, stock=2)
    relay()

    assert [state(active), state(asked)] == ["stopped", "stopped"]
    assert events("alert.met") == []


def test_the_check_costs_the_same_at_any_size():
    counts = []
    for people in (1, 30):
        record = shop.offer(stock=0)
        for n in range(people):
            ask(record, email=f"personne{people}-{n}@exemple.fr")
        shop.restate(record.pk, stock=9)
        with CaptureQueriesContext(connection) as captured:
            met = operations.check(reference_ids=[reference_of(record)], at=clock.now())
        assert met == people
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_nobody_waiting_costs_one_query(django_assert_num_queries):
    reference = reference_of(shop.offer())
    with django_assert_num_queries(3):  # the savepoint's two and one
        operations.check(reference_ids=[reference], at=clock.now())


def test_many_who_wait_are_told_in_several_events(monkeypatch):
    monkeypatch.setattr(operations, "TOLD_AT_ONCE", 2)
    record = shop.offer(stock=0)
    alerts = [ask(record, email=f"p{n}@exemple.fr") for n in range(5)]
    shop.restate(record.pk, stock=1)

    operations.check(reference_ids=[reference_of(record)], at=clock.now())

    told = [event.payload["alert_ids"] for event in events("alert.met")]
    assert [len(ids) for ids in told] == [2, 2, 1]
    assert sorted(id for ids in told for id in ids) == [alert.pk for alert in alerts]


def test_what_was_never_confirmed_and_what_is_over_is_forgotten():
    now = clock.now()
    record = shop.offer(stock=0)
    waiting = ask(record)
    asked = ask(record, email="b@exemple.fr", proven=False)
    over = ask(record, email="c@exemple.fr")
    operations.stop(alert_id=over.pk, at=now)

    operations.prune(at=now + CONFIRM_WITHIN - timedelta(minutes=1))
    assert Alert.objects.count() == 3
    operations.prune(at=now + CONFIRM_WITHIN + timedelta(minutes=1))
    assert set(Alert.objects.all()) == {waiting, over}
    assert not Alert.objects.filter(pk=asked.pk).exists()
    operations.prune(at=now + KEPT_AFTER + timedelta(minutes=1))
    assert list(Alert.objects.all()) == [waiting]
