"""Fetching an address that somebody else wrote: hostile until checked.

Only http and https, only public addresses (checked after each redirect; the checked address is the
one that is connected to, so a name cannot change its mind in between), bounded in size and time.

Every error says in ``details["why"]``, for programs, which of these it was: ``address``,
``credentials``, ``private``, ``redirects``, ``unknown_host``, ``certificate``, ``timed_out``,
``broken_off``, ``size``, ``status`` (with ``details["status"]``).
"""

import ipaddress
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

import certifi
import urllib3
from django.utils.translation import gettext as _

from marketplace.core.errors import PermanentError, TransientError

REDIRECTS = 4
CHUNK = 65536
WHOLE = 6  # times as long as one answer may take, a whole body may
USER_AGENT = "CordeeBot/1.0"


class AddressRefused(PermanentError):
    """Not an address that the marketplace fetches from."""

    code = "address_refused"


class TooLarge(PermanentError):
    """The answer is larger than what is accepted here."""

    code = "too_large"


class NotThere(PermanentError):
    """The server answered with an error that will not pass by itself."""

    code = "not_there"


@dataclass(frozen=True)
class Fetched:
    url: str  # after redirects
    content_type: str
    body: bytes


def names_a_site(url: str) -> bool:
    """Whether an address says by itself whom to ask, as ``https://…`` does and a path does not."""
    return url.startswith(("http://", "https://"))


def fetch(url: str, *, max_bytes: int, seconds: float) -> Fetched:
    """The body of ``url``, read whole; ``seconds`` are those between two pieces of it, six times
    as many all that it may take.

    :raises AddressRefused, TooLarge, NotThere: for good. :raises TransientError: may pass.
    """
    ends = time.monotonic() + WHOLE * seconds
    with opened(url, seconds=seconds) as (final, response):
        body = bytearray()
        while chunk := response.read1(CHUNK):
            body += chunk
            if len(body) > max_bytes:
                size = _("Plus de %(size)d Mo.") % {"size": max_bytes // 1_000_000}
                raise TooLarge(size, why="size")
            if time.monotonic() > ends:
                raise _silent(url, "timed_out")
        return Fetched(final, response.headers.get("Content-Type", ""), bytes(body))


@contextmanager
def opened(url: str, *, seconds: float) -> Iterator[tuple[str, urllib3.response.BaseHTTPResponse]]:
    """The final address and its response, to be streamed; see ``fetch`` for the errors."""
    for _hop in range(REDIRECTS + 1):
        parts = _checked(url)
        address = _public_address(parts)
        pool = _pool(parts, address, seconds)
        try:
            response = pool.request(
                "GET",
                _target(parts),
                headers={"Host": parts.netloc, "User-Agent": USER_AGENT},
                redirect=False,
                preload_content=False,
                retries=False,
            )
            if location := response.get_redirect_location():
                url = urljoin(url, location)
                continue
            _accept(response.status, url)
            yield url, response
            return
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise _silent(url, _why(error)) from error
        finally:
            pool.close()
    raise AddressRefused(_("Trop de redirections."), why="redirects")


def _silent(url: str, why: str) -> TransientError:
    return TransientError(_("%(url)s n’a pas répondu.") % {"url": url}, why=why)


def _why(error: Exception) -> str:
    if isinstance(error, urllib3.exceptions.SSLError):
        return "certificate"
    late = isinstance(error, (urllib3.exceptions.TimeoutError, TimeoutError))
    return "timed_out" if late else "broken_off"


def _checked(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        good = parts.scheme in {"http", "https"} and parts.hostname and (parts.port or 1)
    except ValueError:
        good = False
    if not good:
        strange = _("« %(url)s » n’est pas une adresse http(s).") % {"url": url[:200]}
        raise AddressRefused(strange, why="address")
    if parts.username or parts.password:
        told = _("L’adresse ne doit pas contenir d’identifiant.")
        raise AddressRefused(told, why="credentials")
    return parts


def _public_address(parts: SplitResult) -> str:
    """One address of the host, when all of them are public."""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        unknown = _("%(host)s est introuvable.") % {"host": parts.hostname}
        raise TransientError(unknown, why="unknown_host") from error
    addresses = [str(entry[4][0]) for entry in found]
    if not all(_is_public(address) for address in addresses):
        private = _("%(host)s est une adresse privée.") % {"host": parts.hostname}
        raise AddressRefused(private, why="private")
    return addresses[0]


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.split("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None)
    return (mapped or ip).is_global and not ip.is_multicast


def _pool(parts: SplitResult, address: str, seconds: float) -> urllib3.HTTPConnectionPool:
    timeout = urllib3.Timeout(connect=min(seconds, 5), read=seconds)
    if parts.scheme == "https":
        return urllib3.HTTPSConnectionPool(
            address,
            parts.port or 443,
            timeout=timeout,
            server_hostname=parts.hostname,
            assert_hostname=parts.hostname,
            ca_certs=certifi.where(),
        )
    return urllib3.HTTPConnectionPool(address, parts.port or 80, timeout=timeout)


def _target(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _accept(status: int, url: str) -> None:
    if status == 200:
        return
    told = _("%(url)s a répondu %(status)d.") % {"url": url, "status": status}
    if status >= 500 or status == 429:
        raise TransientError(told, why="status", status=status)
    raise NotThere(told, why="status", status=status)
