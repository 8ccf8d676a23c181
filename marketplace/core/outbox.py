"""The outbox: what was committed reaches every subscriber, whatever the broker does.

``publish`` writes the event and one delivery per subscriber in the caller's transaction. The
relay, woken after the commit and every second besides, hands each delivery to its subscriber.
"""

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils.module_loading import import_string

from marketplace.core import clock
from marketplace.core.models import OutboxDelivery, OutboxEvent

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
FIRST_RETRY = timedelta(seconds=2)
LONGEST_RETRY = timedelta(minutes=10)
BATCH = 500
FAILURES_IN_A_ROW = 3
# Characters of payloads that a batch subscriber gets in one call: some 2,500 numbers of references,
# read and indexed in a few seconds, well within the lease.
HEAP = 20_000

QUIET_S = 30.0  # without a try after the broker did not answer; the tick of the clock goes on

Payload = dict[str, Any]
failed_wakeups = 0
quiet_until = 0.0  # of the monotonic clock


@dataclass(frozen=True)
class Subscription:
    """Who reacts to a topic.

    ``handler`` is the dotted path of ``f(payloads, at)``; ``payloads`` holds one payload, or all
    that are waiting when ``batch``. ``atomic`` handlers share a transaction with the note that
    they are done, so their rows change exactly once; a handler that talks to another service is
    not atomic and must bear being called twice.
    """

    name: str
    handler: str
    batch: bool = False
    atomic: bool = True

    def load(self) -> Callable[[Sequence[Payload], datetime], None]:
        handler: Callable[[Sequence[Payload], datetime], None] = import_string(self.handler)
        return handler


@lru_cache
def subscriptions() -> Mapping[str, Sequence[Subscription]]:
    """Topic → subscriptions, from the page that ``settings.OUTBOX_SUBSCRIPTIONS`` names."""
    table: Mapping[str, Sequence[Subscription]] = import_string(settings.OUTBOX_SUBSCRIPTIONS)
    return table


def publish(topic: str, **payload: Any) -> None:
    """Write an event in the present transaction; its subscribers hear of it after the commit.

    :raises KeyError: nobody has declared ``topic``.
    """
    publish_all([(topic, payload)])


def publish_all(events: Sequence[tuple[str, Payload]]) -> None:
    """The same for several (topic, payload) at once, in two queries.

    :raises KeyError: nobody has declared one of the topics.
    """
    at = clock.now()
    subscribers = {topic: [each.name for each in subscriptions()[topic]] for topic, _ in events}
    with transaction.atomic(savepoint=False):  # an event that cannot be written undoes its cause
        rows = OutboxEvent.objects.bulk_create(
            OutboxEvent(topic=topic, payload=payload, created_at=at) for topic, payload in events
        )
        OutboxDelivery.objects.bulk_create(
            OutboxDelivery(event=row, subscriber=name, due_at=at)
            for row in rows
            for name in subscribers[row.topic]
        )
        _wake_once_after_commit()


def _wake_once_after_commit() -> None:
    already = any(entry[1] is _wake for entry in connection.run_on_commit)
    if not already:
        transaction.on_commit(_wake)


def _wake() -> None:
    """Tell the relay now; when the broker is dead the next tick of the clock does it.

    A broker that does not answer costs one time-out now and then, not one a request.
    """
    global failed_wakeups, quiet_until
    if time.monotonic() < quiet_until:
        failed_wakeups += 1
        return
    try:
        current_app.send_task("core.relay", retry=False, expires=10)
    except Exception:  # noqa: BLE001 - whatever the broker's library raises, the work is committed
        failed_wakeups += 1
        quiet_until = time.monotonic() + QUIET_S
        logger.warning("outbox: the broker did not take the wake-up (%d so far)", failed_wakeups)


def relay(*, at: datetime, limit: int = BATCH, but_for: Collection[str] = ()) -> int:
    """Hand what is due to its subscribers, ``but_for`` some; returns how many deliveries were done.

    One that fails is kept with its error and comes back later; the others go on.
    """
    done = 0
    by_subscriber: dict[str, list[OutboxDelivery]] = defaultdict(list)
    for delivery in _claim(at=at, limit=limit, but_for=but_for):
        by_subscriber[delivery.subscriber].append(delivery)
    known = {s.name: s for each in subscriptions().values() for s in each}
    # Those that ask another service come last: its slowness is not everyone's.
    for name in sorted(by_subscriber, key=lambda each: each in known and not known[each].atomic):
        if name in known:
            done += _deliver_heaps(known[name], by_subscriber[name], at=at)
        else:  # of an earlier version; told at the desk, in nobody's way
            _put_back(by_subscriber[name], LookupError(f"nobody is called {name}"), at=at)
    return done


def _deliver_heaps(
    subscription: Subscription, deliveries: Sequence[OutboxDelivery], *, at: datetime
) -> int:
    """Hand over heap after heap, our lease renewed before each; returns how many were done.

    After a heap in which something failed the rest waits for the next round.
    """
    heaps = _heaps(deliveries) if subscription.batch else [list(deliveries)]
    done = 0
    for position, heap in enumerate(heaps):
        rest = [delivery for later in heaps[position + 1 :] for delivery in later]
        if position:
            _renew([*heap, *rest])
        handed = _deliver_all(subscription, heap, at=at)
        done += handed
        if handed < len(heap):
            _let_wait(rest)
            break
    return done


def _heaps(deliveries: Sequence[OutboxDelivery]) -> list[list[OutboxDelivery]]:
    """In order, each with about ``HEAP`` characters of payloads at most."""
    heaps: list[list[OutboxDelivery]] = []
    room = 0
    for delivery in deliveries:
        room -= len(str(delivery.event.payload))
        if not heaps or room < 0:
            heaps.append([])
            room = HEAP - len(str(delivery.event.payload))
        heaps[-1].append(delivery)
    return heaps


def _renew(group: Sequence[OutboxDelivery]) -> None:
    OutboxDelivery.objects.filter(pk__in=[each.pk for each in group], done_at=None).update(
        leased_until=clock.now() + LEASE
    )


def _deliver_all(
    subscription: Subscription, deliveries: Sequence[OutboxDelivery], *, at: datetime
) -> int:
    """Hand over all at once, or one by one when that fails or is not wanted; returns how many.

    After failures in a row the rest waits for the next round: the service is taken to be down.
    """
    together = subscription.batch and len(deliveries) > 1
    if together and _deliver(subscription, deliveries, at=at) is None:
        return len(deliveries)
    done = failures = 0
    for position, delivery in enumerate(deliveries):
        error = _deliver(subscription, [delivery], at=at)
        if error is None:
            done, failures = done + 1, 0
            continue
        _put_back([delivery], error, at=at)
        failures += 1
        if failures == FAILURES_IN_A_ROW:
            _let_wait(deliveries[position + 1 :])
            break
    return done


def relay_all(*, at: datetime, but_for: Collection[str] = ()) -> int:
    """Relay until nothing that is due is left, events that handlers publish included.

    What is for the subscribers ``but_for`` waits.
    """
    total = 0
    while done := relay(at=max(at, clock.now()), but_for=but_for):
        total += done
    return total


def _claim(*, at: datetime, limit: int, but_for: Collection[str] = ()) -> list[OutboxDelivery]:
    """Lease due deliveries, oldest first; two relays never get the same one."""
    free = Q(leased_until=None) | Q(leased_until__lt=at)
    owed = OutboxDelivery.objects.filter(free, done_at=None, due_at__lte=at)
    if but_for:
        owed = owed.exclude(subscriber__in=but_for)
    if not owed.exists():  # the usual tick: no write transaction for nothing
        return []
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            owed = owed.select_for_update(skip_locked=True, of=("self",))
        rows = list(owed.select_related("event").order_by("id")[:limit])
        OutboxDelivery.objects.filter(pk__in=[row.pk for row in rows]).update(
            leased_until=at + LEASE, attempts=F("attempts") + 1
        )
    return rows


def _deliver(
    subscription: Subscription, group: Sequence[OutboxDelivery], *, at: datetime
) -> Exception | None:
    """Hand over a group as one; returns what went wrong, if anything."""
    payloads = [delivery.event.payload for delivery in group]
    try:
        if not subscription.atomic:
            subscription.load()(payloads, at)
            _mark_done(group, at=at)
            return None
        with transaction.atomic():
            ours = _mark_done(group, at=at)
            if ours == len(group):
                subscription.load()(payloads, at)
            elif len(group) > 1:  # our lease ran out and another relay has done some of it
                raise LookupError("done in part")
    except Exception as error:
        logger.exception("outbox: %s failed", subscription.name)
        return error
    return None


def _mark_done(group: Iterable[OutboxDelivery], *, at: datetime) -> int:
    """Note deliveries as done; returns how many were not so before."""
    owed = OutboxDelivery.objects.filter(pk__in=[each.pk for each in group], done_at=None)
    return owed.update(done_at=at, leased_until=None, last_error="")


def _let_wait(group: Sequence[OutboxDelivery]) -> None:
    """Not tried, so neither counted nor put off: they come back before those that failed."""
    OutboxDelivery.objects.filter(pk__in=[each.pk for each in group]).update(
        leased_until=None, attempts=F("attempts") - 1
    )


def _put_back(group: Sequence[OutboxDelivery], error: Exception, *, at: datetime) -> None:
    attempts = max(each.attempts for each in group)
    wait = min(FIRST_RETRY * 2 ** min(attempts, 12), LONGEST_RETRY)
    OutboxDelivery.objects.filter(pk__in=[each.pk for each in group]).update(
        leased_until=None, due_at=at + wait, last_error=f"{type(error).__name__}: {error}"[:2000]
    )


def undone(*, subscriber: str = "") -> QuerySet[OutboxDelivery]:
    """Deliveries that are not done yet, of one subscriber or of all, the oldest event first."""
    rows = OutboxDelivery.objects.filter(done_at=None)
    if subscriber:
        rows = rows.filter(subscriber=subscriber)
    return rows.select_related("event").order_by("event__created_at", "id")


def failing() -> QuerySet[OutboxDelivery]:
    """Deliveries that went wrong at least once and are still owed, with their events."""
    return undone().exclude(last_error="")


def hasten(*, delivery: OutboxDelivery, at: datetime) -> bool:
    """Try a delivery that is owed now instead of when its turn comes; False when it is done."""
    owed = OutboxDelivery.objects.filter(pk=delivery.pk, done_at=None)
    with transaction.atomic():
        moved = owed.update(due_at=at)
        _wake_once_after_commit()
    return bool(moved)


def lag(*, at: datetime, subscriber: str = "") -> timedelta:
    """How long the oldest undone delivery, of one subscriber or of all, waits; zero for none."""
    oldest = undone(subscriber=subscriber).values_list("event__created_at", flat=True).first()
    return at - oldest if oldest else timedelta(0)


def prune(*, before: datetime) -> int:
    """Forget events that everyone has handled; returns how many rows went."""
    settled = OutboxEvent.objects.filter(created_at__lt=before).exclude(deliveries__done_at=None)
    return settled.delete()[0]
