"""What runs now, kept by this process: a change is taken up ``LOOKED_AFTER_S`` later everywhere."""

import logging
import threading
import time
from dataclasses import dataclass
from datetime import datetime

from search.contract import MOST_PINNED, NOT_STEERED, Result, Steering
from search.models import Steer
from search.ranking import RANKING
from search.steering import queries

logger = logging.getLogger(__name__)

LOOKED_AFTER_S = 5.0
MOST_RUNNING = 2000


@dataclass(frozen=True)
class _Kept:
    """``looked``: when it was read, by the process's clock."""

    rows: dict[str, list[Steer]]
    looked: float


_lock = threading.Lock()
_kept: _Kept | None = None


def of(text: str, *, at: datetime) -> Steering:
    """What operators say of a question that has the same words as one of theirs, in its order.

    At most one query each ``LOOKED_AFTER_S``.
    """
    asked = queries.key(text) if text else ""
    rows = [row for row in _rows(at).get(asked, ()) if row.runs(at=at)] if asked else []
    if not rows:
        return NOT_STEERED
    pins = [row.reference_id for row in rows if row.kind == Steer.Kind.PIN]
    # Those of a time that allowed more run on with what is allowed now.
    boosts = {
        row.reference_id: min(row.percent / 100, RANKING.boost) for row in rows if row.percent
    }
    return Steering(pinned=tuple(pins[:MOST_PINNED]), boosts=boosts)


def tell(text: str, result: Result) -> None:
    """Leave a line in the log where an answer was steered, with what stands first on this page.

    It names the operators' question, not what somebody typed.
    """
    if result.steered:
        pinned = [hit.id for hit in result.hits if hit.pinned]
        logger.info("steered %r: pinned here %s", queries.key(text), pinned)


def forget() -> None:
    """Read it anew when it is next asked for."""
    global _kept
    with _lock:
        _kept = None


def _rows(at: datetime) -> dict[str, list[Steer]]:
    """By what a question must equal, the oldest first."""
    global _kept
    with _lock:
        now = time.monotonic()
        if _kept is None or now - _kept.looked >= LOOKED_AFTER_S:
            rows: dict[str, list[Steer]] = {}
            for row in queries.running(at=at).order_by("pk")[:MOST_RUNNING]:
                rows.setdefault(row.key, []).append(row)
            _kept = _Kept(rows, now)
        return _kept.rows
