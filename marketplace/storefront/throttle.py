"""How often a form may be sent, or something be asked; counted by fixed spans of time."""

import time
from collections import Counter
from hashlib import blake2s
from ipaddress import IPv6Address, IPv6Network, ip_address

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

ONE_CONNECTION = 64  # bits of an IPv6 address: whoever has one has all that begin like it


def network(request: HttpRequest) -> str:
    """Whose request it is, as far as an address tells: that of ``TRUSTED_PROXIES``, none other."""
    address = ip_address(get_adapter().get_client_ip(request))
    if isinstance(address, IPv6Address) and not address.ipv4_mapped:
        return str(IPv6Network((address, ONE_CONNECTION), strict=False))
    return str(address)


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
