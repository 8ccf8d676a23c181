"""Fetching an address that somebody else wrote: hostile until checked.

Only http and https, only public addresses (checked after each redirect; the checked address is the
one that is connected to, so a name cannot change its mind in between), bounded in size and time.
What follows the question mark of an address may be a secret: it is said to nobody but its server.

Every error says in ``details["why"]``, for programs, which of these it was: ``address``,
``credentials``, ``private``, ``redirects``, ``unknown_host``, ``certificate``, ``timed_out``,
``broken_off``, ``size``, ``status`` (with ``details["status"]``).
"""

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit

import urllib3

from marketplace.core import wires
from marketplace.core.errors import PermanentError, TransientError
from marketplace.core.sentences import Sentence as _

REDIRECTS = 4
CHUNK = 65536
SECONDS_IN_ALL = 120.0  # however many of them pass between two bytes
WHOLE = 6  # times as long as one answer may take, a whole body may
USER_AGENT = "CordeeBot/1.0"
GLOBAL: Final = ipaddress.IPv6Network("2000::/3")  # all that is given out (RFC 4291)
TUNNELS: Final = ipaddress.IPv6Network("2002::/16")  # to an IPv4 address, private ones too
TRANSLATED: Final = ipaddress.IPv6Network("64:ff9b::/96")
PROTOCOL: Final = ipaddress.IPv4Network("192.0.0.0/24")
RELAYS: Final = ipaddress.IPv4Network("192.88.99.0/24")  # into those tunnels (RFC 7526)
LONGEST_MARK = 200  # characters of an ETag or a date that is kept
UNCHANGED: Final = 304


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
class Marks:
    """By what a server tells that a file is the one that was fetched before, as far as it did."""

    etag: str = ""
    modified: str = ""  # as the server wrote it

    @classmethod
    def of(cls, response: "Response") -> "Marks":
        return cls(
            etag=_mark(response.headers.get("ETag", "")),
            modified=_mark(response.headers.get("Last-Modified", "")),
        )

    def conditions(self) -> dict[str, str]:
        """The headers that ask for the file only if it is another one."""
        said = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in said.items() if value}


def _mark(value: str) -> str:
    """One that can be sent back as it came; what cannot is no mark."""
    good = len(value) <= LONGEST_MARK and value.isascii() and value.isprintable()
    return value if good else ""


Response = urllib3.response.BaseHTTPResponse


@dataclass(frozen=True)
class Fetched:
    url: str  # after redirects
    content_type: str
    body: bytes


def names_a_site(url: str) -> bool:
    """Whether an address says by itself whom to ask, as ``https://…`` does and a path does not."""
    return url.startswith(("http://", "https://"))


def shown(url: str) -> str:
    """An address as others may read it: without what follows its path, which may be a secret."""
    try:
        parts = urlsplit(url)
        site = parts.netloc.rpartition("@")[2]
    except ValueError:
        return url.partition("?")[0][:200]
    return f"{parts.scheme}://{site}{parts.path}"[:200] if site else parts.path[:200]


def fetch(url: str, *, max_bytes: int, seconds: float) -> Fetched:
    """The body of ``url``, read whole; ``seconds`` are those between two pieces of it, six times
    as many all that it may take.

    :raises AddressRefused, TooLarge, NotThere: for good.
    :raises TransientError: may pass; ``wires.TooSlow`` is one.
    """
    with opened(url, seconds=seconds, in_all=WHOLE * seconds) as (final, response):
        body = bytearray()
        for chunk in blocks(response, CHUNK):
            body += chunk
            if len(body) > max_bytes:
                size = _("Plus de %(size)d Mo.") % {"size": max_bytes // 1_000_000}
                raise TooLarge(size, why="size")
        return Fetched(final, response.headers.get("Content-Type", ""), bytes(body))


@contextmanager
def opened(
    url: str, *, seconds: float, in_all: float = SECONDS_IN_ALL, marks: Marks | None = None
) -> Iterator[tuple[str, Response]]:
    """The final address and its response, to be streamed; see ``fetch`` for the errors.

    ``seconds`` may pass without a byte, ``in_all`` until the last one. Where ``marks`` are known,
    the response may be ``UNCHANGED``, without a body.
    """
    with wires.until(in_all) as end:
        for _hop in range(REDIRECTS + 1):
            parts = checked(url)
            address = _public_address(parts)
            pool = wires.pool(
                address, parts.port, secure=parts.scheme == "https", name=str(parts.hostname),
                seconds=seconds, end=end,
            )  # fmt: skip
            try:
                with closing(_asked(pool, parts, marks)) as response:
                    if location := response.get_redirect_location():
                        url = _joined(url, location)
                        continue
                    _accept(response.status, url, marks)
                    yield url, response
                    return
            except urllib3.exceptions.HTTPError as error:
                silent = _("%(url)s n’a pas répondu.") % {"url": shown(url)}
                raise TransientError(silent, why=_why(error)) from error
            finally:
                pool.close()
        raise AddressRefused(_("Trop de redirections."), why="redirects")


def _why(error: Exception) -> str:
    if isinstance(error, urllib3.exceptions.SSLError):
        return "certificate"
    return "timed_out" if isinstance(error, urllib3.exceptions.TimeoutError) else "broken_off"


def blocks(response: Response, size: int) -> Iterator[bytes]:
    """A body in pieces of about ``size`` bytes, unpacked where its server packed it for the way."""
    return response.stream(size, decode_content=True)  # left out, it is not where it is chunked


def _asked(pool: urllib3.HTTPConnectionPool, parts: SplitResult, marks: Marks | None) -> Response:
    conditions = marks.conditions() if marks else {}
    return pool.request(
        "GET",
        (parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
        headers={"Host": parts.netloc, "User-Agent": USER_AGENT, **conditions},
        redirect=False,
        preload_content=False,
        retries=False,
    )


def _accept(status: int, url: str, marks: Marks | None) -> None:
    if status == 200 or (status == UNCHANGED and marks and marks.conditions()):
        return
    told = _("%(url)s a répondu %(status)d.") % {"url": shown(url), "status": status}
    if status >= 500 or status == 429:
        raise TransientError(told, why="status", status=status)
    raise NotThere(told, why="status", status=status)


# --- addresses -------------------------------------------------------------------------------
def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise _no_address(location) from error


def _no_address(url: str) -> AddressRefused:
    strange = _("« %(url)s » n’est pas une adresse http(s).") % {"url": shown(url)}
    return AddressRefused(strange, why="address")


def checked(url: str) -> SplitResult:
    """The parts of an address, as far as it can be judged without asking whose name it is.

    :raises AddressRefused: nothing is fetched from such an address.
    """
    try:
        parts = urlsplit(url)
        good = parts.scheme in {"http", "https"} and parts.hostname and (parts.port or 1)
    except ValueError:
        good = False
    if not good:
        raise _no_address(url)
    if "@" in parts.netloc:
        told = _("L’adresse ne doit pas contenir d’identifiant.")
        raise AddressRefused(told, why="credentials")
    if _is_private(str(parts.hostname)):
        raise _private(parts)
    return parts if parts.netloc.isascii() else _in_ascii(parts)


def _is_private(host: str) -> bool:
    """Whether a host says so by its name, or is an address that is."""
    with suppress(ValueError):
        return not _is_public(host)
    return host == "localhost" or host.endswith(".localhost")


def _private(parts: SplitResult) -> AddressRefused:
    private = _("%(host)s est une adresse privée.") % {"host": str(parts.hostname)}
    return AddressRefused(private, why="private")


def _in_ascii(parts: SplitResult) -> SplitResult:
    """With the host as it is asked for and named in certificates: ``xn--…``."""
    try:
        host = (parts.hostname or "").encode("idna").decode()
    except UnicodeError as error:
        raise _no_address(parts.geturl()) from error
    return parts._replace(netloc=f"{host}:{parts.port}" if parts.port else host)


def _public_address(parts: SplitResult) -> str:
    """One address of the host, when all of them are public."""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        unknown = _("%(host)s est introuvable.") % {"host": str(parts.hostname)}
        raise TransientError(unknown, why="unknown_host") from error
    addresses = [str(entry[4][0]) for entry in found]
    if not all(_is_public(address) for address in addresses):
        raise _private(parts)
    return addresses[0]


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inside = ip.ipv4_mapped or _translated(ip)
        if inside is None:
            return ip in GLOBAL and ip not in TUNNELS and ip.is_global
        ip = inside
    return ip.is_global and not ip.is_multicast and ip not in PROTOCOL and ip not in RELAYS


def _translated(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Whom a network that has IPv6 alone reaches at this address (RFC 6052)."""
    return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in TRANSLATED else None
