"""The record of an import: begun under a lease, renewed while it lasts, closed with its faults."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Q

from marketplace.core import clock, outbox
from marketplace.core.errors import IllegalMove
from marketplace.core.sentences import Sentence
from marketplace.core.sentences import Sentence as _
from marketplace.core.states import guarded_move
from sellers.feeds import errors, keeping
from sellers.feeds.faults import RowError, Severity
from sellers.feeds.models import FeedFault, FeedLease, FeedRun
from sellers.feeds.staging import Staging

LEASE = timedelta(seconds=60)
RENEWED = 15.0  # seconds
TOLD = 1.0  # seconds between two notes of how far it is
KEPT_FAULTS = 1000  # of a run, and as many warnings
KEPT_RUNS = 20  # of a trader, with their faults
BATCH = 200
MOST_TRIES = 3  # of a run whose workers are killed


class Cancelled(Exception):
    """An import was asked to stop, and stops between two chunks."""


class Watch:
    """Who looks at an import while it runs: nobody, when it is a trial."""

    kept = False  # whether what it does stays

    def step(self, phase: str, done: int = 0, total: int = 0) -> None:
        """Say how far it is; call it before each chunk."""

    def renew(self) -> None:
        """Say that it goes on, where nothing else is to be said."""


class Trial(Watch):
    """A run that is watched like any other while what it does is taken back."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def step(self, phase: str, done: int = 0, total: int = 0) -> None:
        self._watch.step(phase, done, total)

    def renew(self) -> None:
        self._watch.renew()


class Lease(Watch):
    """The right to import for a trader; whoever stops renewing it loses it within a minute."""

    kept = True

    def __init__(self, run: FeedRun) -> None:
        self._run = run
        self._renewed = self._told = time.monotonic()

    def acquire(self) -> None:
        """:raises ImportRunning: another import of this trader holds it."""
        now = clock.now()
        mine = {"run": self._run, "leased_until": now + LEASE}
        with transaction.atomic():
            FeedLease.objects.get_or_create(trader=self._run.trader, defaults={"leased_until": now})
            free = FeedLease.objects.filter(Q(run=None) | Q(leased_until__lte=now))
            if not free.filter(trader=self._run.trader).update(**mine):
                raise errors.ImportRunning(_running())
            # Whatever ran before is dead: its lease is ours.
            FeedRun.objects.filter(trader=self._run.trader, status=FeedRun.Status.RUNNING).exclude(
                pk=self._run.pk
            ).update(status=FeedRun.Status.INTERRUPTED, finished_at=now, error=_interrupted())

    def renew(self) -> None:
        """Keep it; call it before each chunk.

        :raises ImportRunning: it was lost to another import while this one slept.
        """
        if time.monotonic() - self._renewed < RENEWED:
            return
        mine = FeedLease.objects.filter(run=self._run)
        if not mine.update(leased_until=clock.now() + LEASE):
            raise errors.ImportRunning
        self._renewed = time.monotonic()

    def step(self, phase: str, done: int = 0, total: int = 0) -> None:
        """Keep the lease and say how far it is; call it before each chunk.

        :raises Cancelled: somebody wants it to stop.
        :raises ImportRunning: see ``renew``.
        """
        self.renew()
        rows = FeedRun.objects.filter(pk=self._run.pk)
        if rows.filter(cancel_asked_at__isnull=False).exists():
            raise Cancelled
        if phase == self._run.phase and time.monotonic() - self._told < TOLD:
            return
        self._told = time.monotonic()
        self._run.phase, self._run.progress, self._run.progress_total = phase, done, total
        rows.update(phase=phase, progress=done, progress_total=total)

    def release(self) -> None:
        FeedLease.objects.filter(run=self._run).update(run=None, leased_until=clock.now())


def _running() -> Sentence:
    return _(
        "Un import de ce vendeur est en cours : attendez qu’il se termine. S’il a été arrêté net, "
        "on peut le relancer au bout de %(seconds)d secondes."
    ) % {"seconds": LEASE.total_seconds()}


def _interrupted() -> Sentence:
    return _("L’import s’est arrêté en route. Ce qui était fait reste ; relancez-le pour finir.")


def _kills() -> Sentence:
    return _(
        "L’import de ce fichier s’est arrêté net %(times)d fois : il n’est plus repris de "
        "lui-même. Ce qui était fait reste. Envoyez-en un autre, ou relancez celui-ci ; s’il "
        "s’arrête encore, écrivez à Cordée."
    ) % {"times": MOST_TRIES}


@contextmanager
def watched(run: FeedRun | None, *, came_from: FeedRun.Status | None = None) -> Iterator[Watch]:
    """Run an import under its lease, or a trial (no run) that nobody needs to know of.

    :raises ImportRunning: another import of this trader holds the lease.
    """
    if run is None:
        yield Watch()
        return
    with leased(run, came_from=came_from) as lease:
        yield lease


@contextmanager
def leased(run: FeedRun, *, came_from: FeedRun.Status | None = None) -> Iterator[Lease]:
    """Run an import that nobody else runs; what stops it half-way is recorded.

    ``came_from``: where it waits again while somebody else's import runs; without, it is forgotten.

    :raises ImportRunning: somebody else does.
    """
    lease = Lease(run)
    try:
        lease.acquire()
    except errors.ImportRunning:
        if came_from:
            move(run, came_from)
        else:
            FeedRun.objects.filter(pk=run.pk).delete()
        raise
    try:
        yield lease
    except BaseException:
        FeedRun.objects.filter(pk=run.pk, status=FeedRun.Status.RUNNING).update(
            status=FeedRun.Status.INTERRUPTED, finished_at=clock.now(), error=_interrupted()
        )
        raise
    finally:
        lease.release()


def refuse(run: FeedRun, error: errors.FeedError, *, at: datetime) -> None:
    """Record that the whole file was refused."""
    run.status, run.finished_at, run.phase = FeedRun.Status.FAILED, at, ""
    run.error_code, run.error = error.code, error.message
    run.save()


def finish(run: FeedRun, staging: Staging, *, status: str, at: datetime) -> None:
    """Record counts, how it ended, and the first faults for the seller to read."""
    run.rules, run.warned = staging.rules(Severity.ERROR), staging.rules(Severity.WARNING)
    run.fault_count, run.warning_count = sum(run.rules.values()), sum(run.warned.values())
    run.fixed_cells, run.left_cells = staging.to_mend()
    FeedFault.objects.filter(run=run).delete()  # told when it began to wait
    for severity in Severity:
        _keep(run, islice(staging.faults(severity), KEPT_FAULTS))
    run.status, run.finished_at, run.phase = status, at, ""
    # Who wants to see first what would change is there to see it.
    if status == FeedRun.Status.WAITING and not run.ask_first:
        with transaction.atomic():
            run.save()
            ask(run)
    else:
        run.save()
    if status in {FeedRun.Status.DONE, FeedRun.Status.WAITING}:
        supersede(run, at=at)
    _forget(run)


def _keep(run: FeedRun, faults: Iterator[RowError]) -> None:
    while batch := list(islice(faults, BATCH)):
        FeedFault.objects.bulk_create(
            FeedFault(
                run=run,
                line=fault.line,
                column=fault.column[:80],
                value=fault.value,
                rule=fault.rule,
                message=fault.message,
                fix=fault.fix,
                severity=fault.severity,
            )
            for fault in batch
        )


def ask(run: FeedRun) -> None:
    """Tell the boutique that a run waits for its answer."""
    outbox.publish("feed.asks", run_id=run.pk)


def supersede(run: FeedRun, *, at: datetime) -> None:
    """Of files of the same source, or table, that wait for an answer only the latest is kept."""
    same = Q(pk=None)
    if run.source_id:
        same |= Q(source=run.source_id, status=FeedRun.Status.WAITING)
    if run.table_id:
        same |= Q(table=run.table_id, status=FeedRun.Status.UNMAPPED)
    for old in FeedRun.objects.filter(same, pk__lt=run.pk):
        with suppress(IllegalMove):  # somebody answers at this moment
            reject(old, because=_("Un fichier plus récent est arrivé."), at=at)


def reject(run: FeedRun, *, because: Sentence, at: datetime) -> None:
    """A run that waits will not be imported.

    :raises IllegalMove: it does not wait any more.
    """
    move(run, FeedRun.Status.REJECTED, error=because, finished_at=at)
    keeping.let_go(run)


def queue_again(*, at: datetime) -> None:
    """Runs of workers that were killed, back into the queue; those that kill them each time end.

    Not what was taken a moment ago: its worker is about to take the lease too.
    """
    taken = FeedRun.objects.filter(
        status=FeedRun.Status.RUNNING, tries__gt=0, started_at__lte=at - LEASE
    )
    dead = taken.exclude(
        pk__in=FeedLease.objects.filter(leased_until__gt=at, run__isnull=False).values("run")
    )
    for run in dead:
        if run.tries < MOST_TRIES:
            move(run, FeedRun.Status.QUEUED)
        else:
            _give_up(run, at=at)


@transaction.atomic
def _give_up(run: FeedRun, *, at: datetime) -> None:
    move(run, FeedRun.Status.INTERRUPTED, finished_at=at, error=_kills())
    outbox.publish("feed.given_up", run_id=run.pk)


def is_given_up(run: FeedRun) -> bool:
    """Whether its file killed whoever imported it: only its boutique has it imported again."""
    return run.status == FeedRun.Status.INTERRUPTED and run.tries >= MOST_TRIES


def leaves_the_queue(run: FeedRun, *, at: datetime) -> bool:
    """Whether it was still queued, and is no more: its file goes."""
    try:
        move(run, FeedRun.Status.CANCELLED, finished_at=at)
    except IllegalMove:
        return False
    run.file.delete()
    return True


MOVES = {
    FeedRun.Status.QUEUED: frozenset({FeedRun.Status.RUNNING, FeedRun.Status.CANCELLED}),
    FeedRun.Status.WAITING: frozenset(
        {FeedRun.Status.REJECTED, FeedRun.Status.RUNNING, FeedRun.Status.QUEUED}
    ),
    # While its file is there.
    FeedRun.Status.INTERRUPTED: frozenset({FeedRun.Status.RUNNING, FeedRun.Status.QUEUED}),
    FeedRun.Status.RUNNING: frozenset(
        {
            FeedRun.Status.WAITING,
            FeedRun.Status.QUEUED,
            FeedRun.Status.INTERRUPTED,
            FeedRun.Status.UNMAPPED,
        }
    ),
    FeedRun.Status.UNMAPPED: frozenset({FeedRun.Status.QUEUED, FeedRun.Status.REJECTED}),
}


def move(run: FeedRun, to: FeedRun.Status, **fields: Any) -> FeedRun.Status:
    """Returns the old status.

    :raises IllegalMove: it is not in a state from which it may.
    """
    return guarded_move(run, to, moves=MOVES, **fields)


def _forget(run: FeedRun) -> None:
    """Faults of long past imports: only the latest runs are read again."""
    kept = FeedRun.objects.order_by("-started_at", "-id").values_list("pk", flat=True)[:KEPT_RUNS]
    FeedFault.objects.filter(run__trader=run.trader).exclude(run__in=list(kept)).delete()
