"""Asking Stripe for what a row says, once, whatever becomes of the answers.

The row stands before the call, and its name is the key: the same key again gives the same answer.
Stripe forgets keys after a day, and replays its own faults to them; what was made can always be
found by our row's name, so that a later try looks first, and asks under another key only then.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.db.models import F
from django.utils.module_loading import import_string

from marketplace.core.errors import TransientError
from marketplace.payments.gateway import Resting, ServerFault
from marketplace.payments.models import Asked, Payout, Transfer

State = TypeVar("State")
LONGEST_WAIT = timedelta(hours=1)
WHILE_HELD = timedelta(hours=1)


@dataclass(frozen=True)
class Way(Generic[State]):
    """How one kind of row is asked for: ``make(key)``; ``find()`` by its name; ``retrieve(id)``.

    ``waits()`` says, right before ``make``, why it must not be made now; "" where it may.
    """

    make: Callable[[str], State]
    find: Callable[[], State | None]
    retrieve: Callable[[str], State]
    waits: Callable[[], str] = lambda: ""


def ask(row: Asked, way: Way[State], *, at: datetime) -> State | None:
    """What became of ``row`` at Stripe; made there now, if it was not before.

    None where it is not asked for now: ``way.waits``, or another worker has just moved the row.

    :raises TransientError: no answer; the row says when it is tried again.
    :raises PermanentError: Stripe refuses it.
    """
    rows: Any = type(row)._base_manager.filter(pk=row.pk)
    # What is asked for may be lowered, or taken back, before the call: see ``payouts.lower``.
    as_read: Any = row
    unchanged = rows.filter(amount_minor=row.amount_minor, status=as_read.status)
    if not unchanged.update(attempts=F("attempts") + 1, due_at=at + wait(row.attempts)):
        return None
    try:
        if row.stripe_id:
            return way.retrieve(row.stripe_id)
        # An earlier try may have reached Stripe although its answer did not reach us.
        made = way.find() if row.attempts else None
        if made is None and (why := way.waits()):
            rows.update(attempts=F("attempts") - 1, last_error=why, due_at=at + WHILE_HELD)
            return None
        return made or way.make(f"{row.name}:{row.key_round}")
    except Resting as error:
        rows.update(
            attempts=F("attempts") - 1,  # of this try alone: another's may have reached Stripe
            last_error=str(error)[:300],
            due_at=at + _asked_to_wait(error),
        )
        raise
    except TransientError as error:
        round_up = 1 if isinstance(error, ServerFault) else 0
        due_at = at + max(wait(row.attempts), _asked_to_wait(error))
        rows.update(last_error=str(error)[:300], key_round=F("key_round") + round_up, due_at=due_at)
        raise


def leaving(row: Transfer | Payout) -> str:
    """Why money must not leave now, as the rooms above know it; "" where it may.

    Of a payout, which is of many parcels, what something is open against is left out first.
    """
    return str(import_string(settings.LEAVING)(row))


def _asked_to_wait(error: TransientError) -> timedelta:
    """How long Stripe, or the breaker, wants to be left alone."""
    seconds = error.details.get("retry_after", 0)
    return timedelta(seconds=float(str(seconds)))


def wait(attempts: int) -> timedelta:
    """Ever longer between tries, an hour at most."""
    doubled: timedelta = timedelta(seconds=15) * 2 ** min(attempts, 10)
    return min(doubled, LONGEST_WAIT)
