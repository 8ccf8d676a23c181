"""How often a form may be sent; counted in the cache, by fixed spans of time."""

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
