"""Going through what is due: a row that fails holds up no other; a service that is down ends it."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from marketplace.core.errors import PermanentError, TransientError

logger = logging.getLogger(__name__)
Row = TypeVar("Row")

FAILURES_IN_A_ROW = 3  # then the service that was asked is taken to be down until the next sweep


def _leave(_row: object) -> None:
    """Nothing to do for a row that failed: it is due again, or was put off beforehand."""


def each(
    rows: Iterable[Row],
    work: Callable[[Row], object],
    *,
    after_failure: Callable[[Row], object] = _leave,
) -> int:
    """Do ``work`` on each row, every error logged and kept here; returns how many were done.

    ``work`` answers ``False`` when there was nothing left to do. ``after_failure`` is told of each
    row that failed. Ends early once an outside service has failed several times in a row.
    """
    done = failures = 0
    for row in rows:
        try:
            done += work(row) is not False
            failures = 0
            continue
        except (TransientError, PermanentError) as error:
            level = logging.WARNING if isinstance(error, TransientError) else logging.ERROR
            logger.log(level, "sweep: %s stays as it is: %s", row, error)
            failures += 1
        except Exception:
            logger.exception("sweep: %s stays as it is", row)
        after_failure(row)
        if failures == FAILURES_IN_A_ROW:
            break
    return done
