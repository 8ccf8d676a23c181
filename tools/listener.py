"""A webhook endpoint on loopback that believes nothing unsigned."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import stripe


class Listener:
    """Keeps the events that arrive signed with ``secret``, and counts the others."""

    def __init__(self, port: int, secret: str) -> None:
        self.events: list[Any] = []
        self.refused = 0
        self._secret = secret
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                payload = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                signature = self.headers.get("Stripe-Signature") or ""
                self.send_response(200 if listener.note(payload, signature) else 400)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/"

    def note(self, payload: bytes, signature: str) -> bool:
        """Keep an event whose signature is right."""
        try:
            event = stripe.Webhook.construct_event(payload, signature, self._secret)
        except (ValueError, stripe.SignatureVerificationError):
            self.refused += 1
            return False
        self.events.append(event)
        return True

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
