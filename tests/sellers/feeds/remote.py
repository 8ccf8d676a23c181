"""A boutique's own web server, on loopback, which counts as public while it stands."""

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from marketplace.core import fetching


@dataclass
class Remote:
    """What it answers is set from outside; ``asked`` are the headers of what it was asked."""

    url: str = ""
    body: bytes = b""
    status: int = 200
    etag: str = ""
    modified: str = ""
    location: str = ""
    packed: bool = False  # for its way
    drips: bool = False  # a byte now and then, without an end
    asked: list[Any] = field(default_factory=list)

    def is_known(self, headers: Any) -> bool:
        if self.etag:
            return bool(headers.get("If-None-Match") == self.etag)
        return bool(self.modified and headers.get("If-Modified-Since") == self.modified)

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        self.asked.append(request.headers)
        known = self.is_known(request.headers)
        request.send_response(304 if known else self.status)
        for name, value in (
            ("ETag", self.etag), ("Last-Modified", self.modified), ("Location", self.location),
            ("Content-Encoding", "gzip" if self.packed else ""),
        ):  # fmt: skip
            if value:
                request.send_header(name, value)
        request.end_headers()
        if not known:
            self.send(request.wfile)

    def send(self, stream: Any) -> None:
        try:
            while self.drips:
                stream.write(b"x")
                time.sleep(0.05)
        except OSError:
            return  # nobody listens any more
        stream.write(gzip.compress(self.body) if self.packed else self.body)


@contextmanager
def standing(monkeypatch: pytest.MonkeyPatch) -> Iterator[Remote]:
    remote = Remote()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            remote.answer(self)

        def log_message(self, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    public = fetching._is_public
    monkeypatch.setattr(fetching, "_is_public", lambda a: a == "127.0.0.1" or public(a))
    remote.url = f"http://127.0.0.1:{server.server_port}/export.csv?jeton=secret"
    yield remote
    server.shutdown()
    thread.join()
    server.server_close()
