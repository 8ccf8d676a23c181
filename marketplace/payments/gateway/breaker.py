"""A breaker between the shop and Stripe: after failures in a row nobody asks for a while.

Its state stands in the cache, so that all processes rest together; a cache that does not answer
is a breaker that lets everybody through. Then one probe goes first, the others wait for its news.
"""

import logging
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from marketplace.core import clock
from marketplace.core.errors import TransientError

FAILURES = 5  # calls in a row, each with the SDK's own tries
REST_S = 20
PROBE_S = 45  # what a call with all its tries may take
MEMORY_S = 600
LONGEST_PAUSE_S = 120
COUNT, UNTIL, PROBE, PAUSE = (
    "stripe:failures", "stripe:rests_until", "stripe:probe", "stripe:paused_until",
)  # fmt: skip

logger = logging.getLogger(__name__)
Result = TypeVar("Result")


class Resting(TransientError):
    """Stripe is not asked for a moment; what is owed stands in rows and is asked for later."""

    code = "resting"
    message = _("Le service de paiement ne répond pas : réessayez dans un instant.")


def _kept(function: Callable[..., Result | None]) -> Callable[..., Result | None]:
    """A cache that fails is a breaker that is not there."""

    @wraps(function)
    def guarded(*args: object) -> Result | None:
        try:
            return function(*args)
        except TransientError:
            raise
        except Exception:  # noqa: BLE001 - whatever the cache's library raises
            logger.warning("the breaker's cache does not answer")
            return None

    return guarded


@_kept
def enter() -> None:
    """Ask for leave to call.

    :raises Resting: not now.
    """
    now = clock.now().timestamp()
    known = cache.get_many([UNTIL, PAUSE])
    until, paused = known.get(UNTIL), known.get(PAUSE)
    if paused is not None and now < paused:
        raise Resting(retry_after=paused - now)
    if until is None:
        return
    if now < until or not cache.add(PROBE, 1, PROBE_S):
        raise Resting(retry_after=max(until - now, 1))


@_kept
def failed() -> None:
    """No answer, or a fault of Stripe's own."""
    cache.add(COUNT, 0, MEMORY_S)
    count = cache.incr(COUNT)
    if count >= FAILURES:
        logger.error("Stripe failed %d times in a row: nobody asks it for %d s", count, REST_S)
        cache.set(UNTIL, clock.now().timestamp() + REST_S, MEMORY_S)
    cache.delete(PROBE)


@_kept
def succeeded() -> None:
    """Stripe is there, whatever it said."""
    if cache.get_many([COUNT, UNTIL]):
        cache.delete_many([COUNT, UNTIL, PROBE])


@_kept
def leave() -> None:
    """The call ended in a way that says nothing of Stripe."""
    cache.delete(PROBE)


@_kept
def pause(seconds: int) -> None:
    """Stripe asks not to be asked for so long."""
    if seconds:
        wait = min(seconds, LONGEST_PAUSE_S)
        cache.set(PAUSE, clock.now().timestamp() + wait, wait)


def is_resting() -> bool:
    """Whether a call would be refused here and now; sweepers then leave their rows as they are."""
    return bool(_rests())


@_kept
def _rests() -> bool:
    now = clock.now().timestamp()
    return any(now < until for until in cache.get_many([UNTIL, PAUSE]).values())
