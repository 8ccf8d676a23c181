"""Files that boutiques send wait in rows; workers import them, one after the other."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import BinaryIO, Final
from uuid import uuid4

from django.core.files import File
from django.db import transaction

from marketplace.core.errors import IllegalMove
from marketplace.core.scopes import trader_scope
from marketplace.traders.models import Trader
from sellers.feeds import errors, operations, queries, runs
from sellers.feeds.models import FeedRun
from sellers.feeds.settings import Settings
from sellers.feeds.sources import together

AT_ONCE: Final = 1  # imports: other workers are left for what shoppers wait for


def queue(
    *,
    trader: Trader,
    files: Sequence[tuple[str, BinaryIO]],
    settings: Settings,
    ask_first: bool,
    at: datetime,
    dropped_as: str | None = None,
    along: Callable[[FeedRun], object] | None = None,
) -> FeedRun:
    """Keep a file that came, one or the two that make one feed, for a worker to import.

    ``files``: names and contents. ``ask_first``: it waits for a yes once it is known what would
    change. ``dropped_as``: a name under which it is taken once only. ``along``: what is noted in
    the same transaction, or nothing is kept.

    :raises FeedTooLarge: beyond what is accepted.
    """
    with trader_scope(trader), together(files) as source:
        run = FeedRun(
            trader=trader, status=FeedRun.Status.QUEUED, origin=source.origin, received_at=at,
            started_at=at, counted_at=at, asked=asdict(settings), ask_first=ask_first,
            dropped_as=dropped_as,
        )  # fmt: skip
        # First: nobody waits on the database while a large file is copied.
        run.file.save(f"{uuid4().hex}.feed", File(source.stream), save=False)
        try:
            with transaction.atomic():
                run.save()
                if along:
                    along(run)
        except BaseException:
            run.file.delete(save=False)
            raise
        return run


def refuse(
    *, trader: Trader, origin: str, error: errors.FeedError, at: datetime, dropped_as: str
) -> None:
    """Record a file that is not even kept, for the boutique to read why."""
    with trader_scope(trader):
        run = FeedRun(
            trader=trader, origin=origin[:300], received_at=at, started_at=at, dropped_as=dropped_as
        )
        runs.refuse(run, error, at=at)


def say_yes(*, run: FeedRun, at: datetime) -> None:
    """The boutique says yes to a run that waits: a worker imports it.

    :raises IllegalMove: it does not wait any more.
    """
    with trader_scope(run.trader):
        yes = {"sure": True, "tries": 0, "started_at": at, "finished_at": None}
        runs.move(run, FeedRun.Status.QUEUED, **yes)


def import_next(*, at: datetime) -> bool:
    """Import the run that is queued longest, unless enough are imported; whether one was.

    Of two workers that begin at once one takes the run, and the other goes.
    """
    runs.queue_again(at=at)
    if queries.importing(at=at) >= AT_ONCE:
        return False
    run = queries.next_queued(at=at)
    return run is not None and take(run, at=at)


def take(run: FeedRun, *, at: datetime) -> bool:
    """Whether it was imported, or refused; False when somebody else took it or it must wait."""
    with trader_scope(run.trader):
        try:
            taken = {"started_at": at, "tries": run.tries + 1, "cancel_asked_at": None}
            came_from = runs.move(run, FeedRun.Status.RUNNING, **taken)
        except IllegalMove:
            return False
        try:
            with operations.import_kept(run, sure=run.sure, came_from=came_from, at=at):
                return True
        except errors.ImportRunning:
            return False
        except errors.FeedError:
            return True  # the run tells of it
