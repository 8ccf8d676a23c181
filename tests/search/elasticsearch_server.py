"""Stands for Elasticsearch where a real one cannot be made to fall silent or to ask for a key."""

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Server:
    """Speaks enough of Elasticsearch to say that nothing is found; silent when told to be."""

    def __init__(self, *, tls: ssl.SSLContext | None = None) -> None:
        self.asked = 0
        self.shown: list[str | None] = []  # by whoever asked, to be let in
        self.speaks = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer.asked += 1
                outer.shown.append(self.headers["Authorization"])
                length = int(self.headers["Content-Length"])
                searches = self.rfile.read(length).count(b"\n") // 2
                if not outer.speaks.wait(5):
                    return
                empty = {"hits": {"total": {"value": 0}, "hits": []}, "aggregations": {}}
                body = json.dumps({"responses": [empty] * searches}).encode()
                self.send_response(200)
                self.send_header("X-Elastic-Product", "Elasticsearch")
                kind = "application/vnd.elasticsearch+json;compatible-with=8"
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self) -> None:
                """How it stands is asked, too; nobody needs the answer here."""
                outer.speaks.wait(5)
                self.send_error(503)

            def log_message(self, *_args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.host = f"127.0.0.1:{self._server.server_port}"
        self.url = f"{'https' if tls else 'http'}://{self.host}/shop"

    @contextmanager
    def running(self) -> Iterator["Server"]:
        thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.speaks.set()
            self._server.shutdown()
            self._server.server_close()
            thread.join()
