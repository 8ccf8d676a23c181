"""The HTTP server: one thread a connection, kept alive, on loopback."""

import contextlib
import socket
import socketserver
import sys
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

from tests.stripe_twin import control, page, setup_page
from tests.stripe_twin.api import Api
from tests.stripe_twin.twin import Twin
from tests.stripe_twin.wire import Answer, Request, as_json


class Server(ThreadingHTTPServer):
    """Serves one twin."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], twin: Twin) -> None:
        super().__init__(address, Handler)
        self.twin = twin
        self.api = Api(twin)

    def server_bind(self) -> None:
        """Without the look-up of the host's name, which may wait for a name server."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]  # type: ignore[assignment]

    def handle_error(self, request: object, client_address: object) -> None:
        """A caller that goes away is no error."""
        if not isinstance(sys.exception(), ConnectionError):
            traceback.print_exc()

    def answer(self, request: Request) -> Answer:
        if request.path.startswith("/v1/"):
            return self.api.answer(request)
        if request.path.startswith("/pay/"):
            return page.answer(self.twin, request)
        if request.path.startswith("/setup/"):
            return setup_page.answer(self.twin, request)
        return control.answer(self.twin, request)


class Handler(BaseHTTPRequestHandler):
    """Reads a request, writes the answer in one piece."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: the state file tells more."""

    def _serve(self) -> None:
        try:
            answer = self.server.answer(self._request())
        except Exception:  # noqa: BLE001 - the caller gets a 500, the log the reason
            traceback.print_exc()
            answer = as_json({"error": {"type": "api_error", "message": "twin bug"}}, status=500)
        if answer.drop:
            self._drop()
        else:
            self._write(answer)

    def _request(self) -> Request:
        parts = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        return Request(
            method=self.command,
            path=unquote(parts.path),
            query=parts.query,
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(length),
        )

    def _drop(self) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def _write(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Connection", "keep-alive")
        # The headers wait in a buffer; one write keeps them and the body in one packet.
        self._headers_buffer.append(b"\r\n" + answer.body)  # type: ignore[attr-defined]
        self.flush_headers()
