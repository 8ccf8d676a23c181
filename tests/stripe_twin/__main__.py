"""``python -m tests.stripe_twin --port 12111 --state FILE.sqlite3``."""

import argparse
import os
import signal
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

LIVE_KEYS = ("sk_live", "rk_live", "pk_live")
REFUSED = 2
ENDPOINTS = ("webhook_url", "webhook_secret", "connect_webhook_url", "connect_webhook_secret")


def main(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run until told to stop; returns the exit status."""
    if live := sorted(name for name, value in environment.items() if _is_live(value)):
        return _refuse(f"a live key of Stripe is in the environment ({', '.join(live)})")
    if any(_is_live(argument) for argument in arguments):
        return _refuse("a live key of Stripe is among the arguments")
    options = _parser().parse_args(arguments)
    for endpoint in ("webhook", "connect_webhook"):
        secret = getattr(options, f"{endpoint}_secret") or ""
        if getattr(options, f"{endpoint}_url") and not secret.strip():
            flag = f"--{endpoint.replace('_', '-')}"
            return _refuse(f"{flag}-url needs {flag}-secret")
    return _run(options)


def _run(options: argparse.Namespace) -> int:
    # Only now: whoever is refused need not wait for the SDK, nor have a state file made.
    from tests.stripe_twin.server import Server
    from tests.stripe_twin.twin import Twin

    given = {name: value for name in ENDPOINTS if (value := getattr(options, name))}
    twin = Twin(options.state, api_key=options.api_key, given=given)
    server = Server((options.host, options.port), twin)
    local = f"http://{options.host}:{server.server_address[1]}"
    twin.public_url = (options.public_url or local).rstrip("/")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if options.until_stdin_closes:
        threading.Thread(target=_watch_stdin, args=(stop,), daemon=True).start()
    twin.start()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(f"{local}\n")
    sys.stdout.flush()
    stop.wait()
    # What is under way is cut off: its transaction is rolled back and its caller asks again.
    server.server_close()
    twin.stop()
    return 0


def _watch_stdin(stop: threading.Event) -> None:
    """End with the process that started this one, however that one ends."""
    while os.read(0, 1024):
        pass
    stop.set()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.stripe_twin",
        description="A stand-in for Stripe on loopback. Prints its address when it is ready.",
    )
    parser.add_argument("--state", type=Path, required=True, help="SQLite file of its state")
    parser.add_argument("--port", type=int, default=12111, help="0: any free one")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--public-url", help="where a browser reaches it, if elsewhere")
    parser.add_argument("--api-key", help="accept this sk_test_ key only")
    parser.add_argument("--webhook-url", help="where events are sent")
    parser.add_argument("--webhook-secret", help="whsec_… that signs them")
    parser.add_argument("--connect-webhook-url", help="where those of connected accounts go")
    parser.add_argument("--connect-webhook-secret", help="whsec_… that signs those")
    parser.add_argument("--until-stdin-closes", action="store_true")
    return parser


def _is_live(text: str) -> bool:
    return any(prefix in text for prefix in LIVE_KEYS)


def _refuse(reason: str) -> int:
    sys.stderr.write(f"stripe_twin does not start: {reason}.\n")
    return REFUSED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
