"""Addresses that feeds are fetched from by themselves: which is due, what came, what went wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction

from marketplace.core import fetching, outbox
from marketplace.core.errors import CordeeError, IllegalMove, PermanentError, TransientError
from marketplace.core.scopes import trader_scope
from marketplace.core.sentences import Sentence
from marketplace.traders.models import Trader
from sellers.feeds import errors, queries, runs, sources, uploads
from sellers.feeds.models import FeedAddress, FeedRun
from sellers.feeds.settings import Settings

MOST: Final = 10  # of a trader
AT_ONCE: Final = 1  # of all traders: other workers are left for imports, and for shoppers
LEASE: Final = timedelta(minutes=8)  # longer than a fetch may take
APART: Final = timedelta(minutes=1)  # between two looks, however often they are asked for
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=15), timedelta(days=1)  # after a failure
TOLD_AFTER: Final = 5  # failures in a row: within four hours
GIVEN_UP: Final = timedelta(days=7)  # of failures
FORGOTTEN = {"etag": "", "modified": "", "digest": ""}
WELL = {"failures": 0, "failing_since": None, "said": Sentence()}
ENDED_BADLY = {
    FeedRun.Status.FAILED,
    FeedRun.Status.REJECTED,
    FeedRun.Status.CANCELLED,
    FeedRun.Status.INTERRUPTED,
}


# --- what a boutique decides -------------------------------------------------------------------
def add(
    *, trader: Trader, address: str, settings: Settings, every: str, hour: int, at: datetime
) -> FeedAddress:
    """Fetch an address from now on, the first time at once.

    ``every``: see ``FeedAddress.Every``; ``hour``: of a day, in Paris.

    :raises AddressRefused: nothing is fetched from there.
    :raises KnownAddress, TooManyAddresses: the trader has it, or enough of them.
    """
    fetching.checked(address)
    row = FeedAddress(
        trader=trader, address=address, asked=asdict(settings), every=every, hour=hour, due_at=at
    )
    with trader_scope(trader), _once():
        row.save()
        if queries.addresses().count() > MOST:
            raise errors.TooManyAddresses
    return row


def change(
    row: FeedAddress, *, address: str, settings: Settings, every: str, hour: int, at: datetime
) -> None:
    """Fetch another address, or at other times, or read what comes otherwise.

    What was found at another address, or was read otherwise, counts no more: it is fetched at once,
    paused or not.

    :raises AddressRefused, KnownAddress: as ``add``.
    """
    fetching.checked(address)
    asked = asdict(settings)
    fields: dict[str, Any] = {"due_at": FeedAddress(every=every, hour=hour).due_after(at)}
    if (address, asked) != (row.address, row.asked):
        fields = {**FORGOTTEN, **WELL, "outcome": "", "due_at": at, "paused_at": None}
    with _once():
        _decided(row, address=address, asked=asked, every=every, hour=hour, **fields)


@contextmanager
def _once() -> Iterator[None]:
    """The rule of the database decides, also of a form that is sent twice at once.

    :raises KnownAddress: the trader has the address already.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise errors.KnownAddress from error


def pause(row: FeedAddress, *, at: datetime) -> None:
    """Fetch it no more until ``resume``; what had gone wrong is nobody's concern any more."""
    _decided(row, paused_at=at, **WELL)


def resume(row: FeedAddress, *, at: datetime) -> None:
    """Fetch it again, at once, whatever had gone wrong."""
    _decided(row, paused_at=None, due_at=at, **WELL)


def forget(row: FeedAddress) -> None:
    """Fetch it never again; what was imported from it stays."""
    queries.addresses().filter(pk=row.pk).delete()


def _decided(row: FeedAddress, **fields: Any) -> None:
    """The boutique's word; a worker that fetches it at this moment does so for nothing."""
    FeedAddress.objects.filter(pk=row.pk).update(taken_until=None, **fields)


def fetch_soon(row: FeedAddress, *, at: datetime) -> None:
    """Look at it now. A file whose import has ended badly counts as new.

    :raises IllegalMove: it is paused.
    """
    again = FORGOTTEN if row.run and row.run.status in ENDED_BADLY else {}
    soon = max(at, row.looked_at + APART) if row.looked_at else at
    if not FeedAddress.objects.filter(pk=row.pk, paused_at=None).update(due_at=soon, **again):
        raise IllegalMove


# --- what a worker does ------------------------------------------------------------------------
def fetch_next(*, at: datetime) -> bool:
    """Fetch the address whose turn it is, unless enough are fetched; whether one was.

    Of two workers that begin at once one takes it, and the other goes.
    """
    if queries.fetching(at=at) >= AT_ONCE:
        return False
    row = queries.next_due(at=at)
    return row is not None and fetch(row, at=at)


def fetch(row: FeedAddress, *, at: datetime) -> bool:
    """Look at an address; what is there waits for its import. False when somebody else looks.

    Killed on the way, it is looked at again once its lease is over: the file and the note that it
    was taken are kept together or not at all.
    """
    if not _claim(row, at=at):
        return False
    with trader_scope(row.trader):
        if (
            row.run
            and row.run.status == FeedRun.Status.INTERRUPTED
            and not runs.is_given_up(row.run)
        ):
            row.etag = row.modified = row.digest = ""  # what came last is not all in
        try:
            with sources.asked(row.address, marks=row.marks) as answer:
                _take(row, answer, at=at)
        except IllegalMove:
            pass  # the boutique decided otherwise meanwhile
        except (errors.FeedError, PermanentError, TransientError) as error:
            _failed(row, error, at=at)
        except Exception:
            _give_back(row, at=at)
            raise
    return True


def _claim(row: FeedAddress, *, at: datetime) -> bool:
    """Put it off before it is fetched: one that its worker dies of is not the first again."""
    free = queries.addresses().exclude(taken_until__gt=at)
    mine = free.filter(pk=row.pk, due_at=row.due_at, paused_at=None)
    row.taken_until = at + LEASE
    return bool(mine.update(taken_until=row.taken_until, due_at=row.taken_until))


def _give_back(row: FeedAddress, *, at: datetime) -> None:
    """What stopped us is ours to mend: no failure of the address, which has its turn later."""
    mine = FeedAddress.objects.filter(pk=row.pk, taken_until=row.taken_until)
    mine.update(taken_until=None, looked_at=at, due_at=at + FIRST_PAUSE)


def _take(row: FeedAddress, answer: sources.Answer, *, at: datetime) -> None:
    """Queue a file that is not the one of last time.

    :raises IllegalMove: the row is not ours any more.
    """
    if answer.stream is None:
        _note(row, at=at, outcome=FeedAddress.Outcome.UNCHANGED)
        return
    marks = asdict(answer.marks)
    if answer.digest == row.digest:
        _note(row, at=at, outcome=FeedAddress.Outcome.UNCHANGED, **marks)
        return
    found = {"outcome": FeedAddress.Outcome.QUEUED, "digest": answer.digest, **marks}
    uploads.queue(
        trader=row.trader,
        files=[(row.shown, answer.stream)],
        settings=Settings(**row.asked),
        ask_first=False,
        at=at,
        along=lambda run: _note(row, at=at, run=run, **found),
    )


def _note(row: FeedAddress, *, at: datetime, **fields: Any) -> None:
    """How the look ended, and when the next one is.

    :raises IllegalMove: the row is not ours any more.
    """
    mine = FeedAddress.objects.filter(pk=row.pk, taken_until=row.taken_until)
    noted = {**WELL, "looked_at": at, "due_at": row.due_after(at), **fields}
    if not mine.update(taken_until=None, **noted):
        raise IllegalMove


def _failed(row: FeedAddress, error: CordeeError, *, at: datetime) -> None:
    """Try again later and later; in the end the boutique has to say when."""
    failures, since = row.failures + 1, row.failing_since or at
    given_up = at - since >= GIVEN_UP
    fields = {
        "outcome": error.code,
        "said": Sentence.of(error.message),
        "failures": failures,
        "failing_since": since,
        "due_at": at + min(FIRST_PAUSE * 2 ** min(failures - 1, 10), LONGEST_PAUSE),
        "paused_at": at if given_up else None,
    }
    try:
        with transaction.atomic():
            _note(row, at=at, **fields)
            if given_up or failures == TOLD_AFTER:
                outbox.publish("feed.address_failing", address_id=row.pk)
    except IllegalMove:
        pass  # the boutique decided otherwise meanwhile
