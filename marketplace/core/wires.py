"""Connections to servers of others, which are cut when the time for what they answer is over."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import certifi
import urllib3

from marketplace.core.errors import TransientError
from marketplace.core.sentences import Sentence as _


class TooSlow(TransientError):
    """The answer had not come whole when its time was over."""

    code = "too_slow"


class End:
    """When it is over. Who sends a byte now and then never runs into a socket's own limit."""

    def __init__(self) -> None:
        self.over = False
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []

    def watch(self, connection: socket.socket) -> None:
        """Cut it once the time is over, whatever its reader waits for."""
        with self._lock:
            self._sockets.append(connection.dup())  # TLS takes the socket itself away
            if self.over:
                self._cut()

    def come(self) -> None:
        with self._lock:
            self.over = True
            self._cut()

    def forget(self) -> None:
        with self._lock:
            for connection in self._sockets:
                connection.close()
            self._sockets.clear()

    def _cut(self) -> None:
        for connection in self._sockets:
            with suppress(OSError):  # the other side was quicker
                connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def until(seconds: float) -> Iterator[End]:
    """:raises TooSlow: what is done inside had not ended by then."""
    end = End()
    timer = threading.Timer(seconds, end.come)
    timer.daemon = True
    timer.start()
    try:
        yield end
    except TransientError as error:
        if end.over:  # that is why
            raise _too_slow(seconds) from error
        raise
    finally:
        timer.cancel()
        end.forget()
    if end.over:  # a body without a length ends like one that is cut
        raise _too_slow(seconds)


def _too_slow(seconds: float) -> TooSlow:
    told = _("La réponse n’était pas entière au bout de %(seconds)d secondes.")
    return TooSlow(told % {"seconds": seconds}, why="timed_out")


class _Watched(urllib3.connection.HTTPConnection):
    def __init__(self, *args: Any, end: End, **options: Any) -> None:
        super().__init__(*args, **options)
        self._end = end

    def _new_conn(self) -> socket.socket:
        connection = super()._new_conn()
        self._end.watch(connection)
        return connection


class _WatchedSecure(_Watched, urllib3.connection.HTTPSConnection):
    pass


class _Pool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Watched


class _SecurePool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _WatchedSecure


def pool(
    address: str, port: int | None, *, secure: bool, name: str, seconds: float, end: End
) -> urllib3.HTTPConnectionPool:
    """Connections to a host by its ``address``; a secure one must show that it is ``name``."""
    timeout = urllib3.Timeout(connect=min(seconds, 5), read=seconds)
    if secure:
        return _SecurePool(
            address,
            port or 443,
            timeout=timeout,
            server_hostname=name,
            assert_hostname=name,
            ca_certs=certifi.where(),
            end=end,
        )
    return _Pool(address, port or 80, timeout=timeout, end=end)
