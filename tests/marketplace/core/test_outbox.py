from datetime import timedelta

import pytest
from django.db import transaction

from marketplace.core import outbox
from marketplace.core.models import OutboxDelivery, OutboxEvent
from marketplace.core.outbox import Subscription

HERE = __name__
heard: list[tuple[str, list[dict]]] = []


def first(payloads, at):
    heard.append(("first", list(payloads)))


def second(payloads, at):
    heard.append(("second", list(payloads)))


def many(payloads, at):
    heard.append(("many", list(payloads)))


def failing(payloads, at):
    OutboxEvent.objects.create(topic="side effect", payload={}, created_at=at)
    raise RuntimeError("the shelf is full")


def picky(payloads, at):
    if any(payload["n"] == 13 for payload in payloads):
        raise RuntimeError("not thirteen")
    heard.append(("picky", list(payloads)))


def down(payloads, at):
    heard.append(("down", list(payloads)))
    raise RuntimeError("no answer")


def chained(payloads, at):
    outbox.publish("quiet", n=1)


@pytest.fixture(autouse=True)
def table(monkeypatch):
    heard.clear()
    table = {
        "quiet": [],
        "heard": [Subscription("first", f"{HERE}.first"), Subscription("second", f"{HERE}.second")],
        "bulk": [Subscription("many", f"{HERE}.many", batch=True)],
        "broken": [Subscription("failing", f"{HERE}.failing"), Subscription("s", f"{HERE}.second")],
        "chain": [Subscription("chained", f"{HERE}.chained")],
        "picky": [Subscription("picky", f"{HERE}.picky", batch=True)],
        "outside": [Subscription("down", f"{HERE}.down", atomic=False)],
    }
    monkeypatch.setattr(outbox, "subscriptions", lambda: table)
    monkeypatch.setattr(outbox, "quiet_until", 0.0)


@pytest.mark.django_db
def test_every_subscriber_hears_once(clock):
    outbox.publish("heard", n=1)

    assert outbox.relay(at=clock()) == 2
    assert outbox.relay(at=clock()) == 0
    assert sorted(heard) == [("first", [{"n": 1}]), ("second", [{"n": 1}])]


@pytest.mark.django_db
def test_who_is_left_out_of_a_round_hears_in_the_next(clock):
    outbox.publish("heard", n=1)

    assert outbox.relay_all(at=clock(), but_for={"first"}) == 1
    assert heard == [("second", [{"n": 1}])]
    assert outbox.relay_all(at=clock()) == 1
    assert heard[1:] == [("first", [{"n": 1}])]


@pytest.mark.django_db
def test_a_batch_subscriber_gets_all_that_waits(clock):
    for n in range(3):
        outbox.publish("bulk", n=n)

    outbox.relay(at=clock())

    assert heard == [("many", [{"n": 0}, {"n": 1}, {"n": 2}])]


@pytest.mark.django_db
def test_much_is_handed_over_in_heaps_with_the_lease_renewed(clock, monkeypatch):
    """Forty thousand references at once take longer than a lease: nobody else starts on them."""
    monkeypatch.setattr(outbox, "HEAP", 30)  # {'n': 0} takes 8
    left = []

    def slow(payloads, at):
        clock.advance(seconds=50)
        heard.append(("slow", list(payloads)))
        if waiting := OutboxDelivery.objects.filter(done_at=None).last():
            left.append(waiting.leased_until - clock())

    monkeypatch.setattr(Subscription, "load", lambda _self: slow)
    for n in range(7):
        outbox.publish("bulk", n=n)

    assert outbox.relay(at=clock()) == 7

    assert [[each["n"] for each in payloads] for _name, payloads in heard] == [
        [0, 1, 2],
        [3, 4, 5],
        [6],
    ]
    assert left == [timedelta(seconds=10)] * 2


@pytest.mark.django_db
def test_what_fails_in_one_heap_lets_the_others_wait_uncounted(clock, monkeypatch):
    monkeypatch.setattr(outbox, "HEAP", 20)
    for n in (1, 13, 2, 3):
        outbox.publish("picky", n=n)

    assert outbox.relay(at=clock()) == 1
    attempts = OutboxDelivery.objects.order_by("id").values_list("attempts", flat=True)
    assert list(attempts) == [1, 1, 0, 0]

    assert outbox.relay(at=clock()) == 2
    assert [payloads for _name, payloads in heard] == [[{"n": 1}], [{"n": 2}, {"n": 3}]]


@pytest.mark.django_db
def test_an_event_in_a_transaction_takes_no_savepoint(django_assert_num_queries):
    with transaction.atomic(), django_assert_num_queries(2):  # the event, its delivery
        outbox.publish("bulk", n=1)


@pytest.mark.django_db
def test_a_topic_nobody_declared_is_refused():
    with pytest.raises(KeyError):
        outbox.publish("unheard.of")

    assert not OutboxEvent.objects.exists()


@pytest.mark.django_db
def test_a_failing_subscriber_keeps_its_event_and_stops_nobody(clock):
    outbox.publish("broken")

    assert outbox.relay(at=clock()) == 1

    left = OutboxDelivery.objects.get(done_at=None)
    assert left.subscriber == "failing"
    assert left.last_error == "RuntimeError: the shelf is full"
    assert left.due_at > clock()
    assert not OutboxEvent.objects.filter(topic="side effect").exists()


@pytest.mark.django_db
def test_a_failure_comes_back_later_each_time(clock):
    outbox.publish("broken")
    outbox.relay(at=clock())
    waits = []
    for _ in range(4):
        delivery = OutboxDelivery.objects.get(subscriber="failing")
        waits.append(delivery.due_at - clock())
        clock.set(delivery.due_at)
        outbox.relay(at=clock())

    assert waits == sorted(waits)
    assert waits[-1] > waits[0]
    assert waits[-1] <= outbox.LONGEST_RETRY


@pytest.mark.django_db
def test_one_that_always_fails_does_not_hold_up_its_batch(clock):
    for n in (1, 13, 2):
        outbox.publish("picky", n=n)

    assert outbox.relay(at=clock()) == 2

    assert heard == [("picky", [{"n": 1}]), ("picky", [{"n": 2}])]
    assert OutboxDelivery.objects.get(done_at=None).last_error == "RuntimeError: not thirteen"


@pytest.mark.django_db
def test_a_service_that_looks_down_is_asked_three_times_and_the_rest_waits_uncounted(clock):
    for n in range(5):
        outbox.publish("outside", n=n)
    outbox.publish("heard", n=9)

    assert outbox.relay(at=clock()) == 2

    names = [name for name, _payloads in heard]
    assert names == ["first", "second", "down", "down", "down"], "the slow one comes last"
    attempts = OutboxDelivery.objects.filter(subscriber="down").order_by("id")
    assert list(attempts.values_list("attempts", flat=True)) == [1, 1, 1, 0, 0]
    heard.clear()
    outbox.relay(at=clock.advance(seconds=1))
    assert heard == [("down", [{"n": 3}]), ("down", [{"n": 4}])], "not behind those that failed"


@pytest.mark.django_db
def test_a_subscriber_of_an_earlier_version_is_in_nobodys_way(clock):
    outbox.publish("heard", n=1)
    OutboxDelivery.objects.filter(subscriber="first").update(subscriber="gone")

    assert outbox.relay(at=clock()) == 1

    assert heard == [("second", [{"n": 1}])]
    assert "gone" in OutboxDelivery.objects.get(done_at=None).last_error


@pytest.mark.django_db
def test_what_another_relay_has_done_meanwhile_is_not_done_again(clock):
    """A relay that was slower than its lease."""
    outbox.publish("heard", n=1)
    ours = outbox._claim(at=clock(), limit=10)
    outbox.relay(at=clock.advance(seconds=61))
    heard.clear()

    for delivery in ours:
        outbox._deliver(outbox.subscriptions()["heard"][0], [delivery], at=clock())

    assert heard == []


@pytest.mark.django_db
def test_what_a_dead_relay_had_taken_is_taken_again(clock):
    outbox.publish("heard", n=1)
    taken = outbox._claim(at=clock(), limit=10)  # and then the process dies
    assert len(taken) == 2

    assert outbox.relay(at=clock()) == 0
    clock.advance(seconds=61)
    assert outbox.relay(at=clock()) == 2


@pytest.mark.django_db
def test_events_of_handlers_are_relayed_too(clock):
    outbox.publish("chain")

    outbox.relay_all(at=clock())

    assert OutboxEvent.objects.filter(topic="quiet").exists()


@pytest.mark.django_db(transaction=True)
def test_one_wake_up_a_transaction(monkeypatch):
    sent = []
    monkeypatch.setattr(outbox.current_app, "send_task", lambda *a, **k: sent.append(a))

    with transaction.atomic():
        for n in range(5):
            outbox.publish("heard", n=n)

    assert sent == [("core.relay",)]


@pytest.mark.django_db(transaction=True)
def test_a_dead_broker_is_counted_and_harms_nothing(monkeypatch):
    def refuse(*_args, **_options):
        raise ConnectionRefusedError

    monkeypatch.setattr(outbox.current_app, "send_task", refuse)
    before = outbox.failed_wakeups

    with transaction.atomic():
        outbox.publish("heard", n=1)

    assert outbox.failed_wakeups == before + 1
    assert OutboxEvent.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_dead_broker_is_left_alone_for_a_while(monkeypatch):
    tries = []

    def refuse(*_args, **_options):
        tries.append(1)
        raise ConnectionRefusedError

    monkeypatch.setattr(outbox.current_app, "send_task", refuse)
    before = outbox.failed_wakeups
    for n in range(3):
        outbox.publish("heard", n=n)

    assert (len(tries), outbox.failed_wakeups - before) == (1, 3)
    monkeypatch.setattr(outbox, "quiet_until", outbox.time.monotonic())
    outbox.publish("heard", n=3)
    assert len(tries) == 2


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_wakes_nobody(monkeypatch):
    sent = []
    monkeypatch.setattr(outbox.current_app, "send_task", lambda *a, **k: sent.append(a))

    with transaction.atomic():
        outbox.publish("heard", n=1)
        transaction.set_rollback(True)

    assert sent == []
    assert not OutboxEvent.objects.exists()


@pytest.mark.django_db
def test_lag_is_the_age_of_the_oldest_undone(clock):
    assert outbox.lag(at=clock()) == timedelta(0)
    outbox.publish("heard", n=1)

    assert outbox.lag(at=clock.advance(seconds=30)) == timedelta(seconds=30)


@pytest.mark.django_db
def test_what_fails_is_listed_and_can_be_tried_at_once(clock):
    outbox.publish("broken")
    outbox.relay(at=clock())
    assert [row.last_error for row in outbox.failing()] == ["RuntimeError: the shelf is full"]
    assert outbox.relay(at=clock()) == 0, "its turn has not come"

    assert outbox.hasten(delivery=outbox.failing()[0], at=clock())
    outbox.relay(at=clock())

    assert [row.attempts for row in outbox.failing()] == [2]


@pytest.mark.django_db
def test_what_is_done_is_not_tried_again(clock):
    outbox.publish("heard", n=1)
    outbox.relay(at=clock())

    assert not outbox.hasten(delivery=OutboxDelivery.objects.first(), at=clock())
    assert outbox.relay(at=clock()) == 0


@pytest.mark.django_db
def test_pruning_forgets_only_what_everyone_has_handled(clock):
    outbox.publish("heard", n=1)
    outbox.publish("broken")
    outbox.relay(at=clock())

    outbox.prune(before=clock.advance(days=31))

    assert [event.topic for event in OutboxEvent.objects.all()] == ["broken"]
