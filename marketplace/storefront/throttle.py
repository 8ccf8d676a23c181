"""How often a form may be sent, or something be asked; counted by fixed spans of time."""

import time
from collections import Counter
from hashlib import blake2s

from django.core.cache import cache


def exceeded(*, what: str, who: str, most: int, seconds: int) -> bool:
    """Count one more ``what`` of ``who``; whether it is more than ``most`` in ``seconds``."""
    digest = blake2s(who.encode(), digest_size=16).hexdigest()  # an address is nobody's business
    key = f"throttle:{what}:{digest}"
    if cache.add(key, 1, seconds):
        return most < 1
    try:
        return bool(cache.incr(key) > most)
    except ValueError:  # it ran out in this very moment
        cache.add(key, 1, seconds)
        return most < 1


_here: dict[str, tuple[int, Counter[str]]] = {}  # what → the present span, and who how often


def exceeded_here(*, what: str, who: str, most: int, seconds: int) -> bool:
    """As ``exceeded``, in this process alone: for what costs less to answer than to count in the
    cache."""
    span = int(time.monotonic()) // seconds
    known, counts = _here.get(what, (span, Counter()))
    if known != span:
        counts = Counter()
    _here[what] = span, counts
    counts[who] += 1
    return counts[who] > most


def forget() -> None:
    """Begin to count again in this process."""
    _here.clear()
