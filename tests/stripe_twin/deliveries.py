"""Webhooks: which events are sent, when, how often and in which order."""

import http.client
import json
import sqlite3
import threading
import time
import traceback
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import stripe

from tests.stripe_twin.rendering import render
from tests.stripe_twin.store import Object

if TYPE_CHECKING:
    from tests.stripe_twin.twin import Twin

TIMEOUT = 10.0
LONGEST_PAUSE = 60.0
MOST_ATTEMPTS = 100


def plan(twin: "Twin", event: Object) -> int:
    """Plan the deliveries of a new event; returns how many are pending."""
    switches = twin.switches
    if event["type"] not in _endpoint(twin, event, "enabled_events") or _is_nowhere(twin, event):
        return 0
    if switches["webhooks"] == "never":
        _add(twin, event["id"], state="lost")
        return 0
    state = _first_state(twin, event)
    for _copy in range(switches["duplicate"]):
        _add(twin, event["id"], state=state, due=time.time() + switches["delay"])
    if state == "shuffled":
        _release_shuffled(twin)
    return 1


def _endpoint(twin: "Twin", event: Object, name: str) -> Any:
    """A switch of the endpoint that an event goes to: the platform's or that for accounts."""
    return twin.switches[f"connect_{name}" if event.get("account") else name]


def _is_nowhere(twin: "Twin", event: Object) -> bool:
    """No endpoint for connected accounts was ever made known."""
    return bool(event.get("account")) and not twin.switches["connect_webhook_secret"]


def _first_state(twin: "Twin", event: Object) -> str:
    if twin.switches["webhooks"] == "hold" or not _endpoint(twin, event, "webhook_url"):
        return "held"
    return "shuffled" if twin.switches["shuffle"] else "waiting"


def _add(twin: "Twin", event_id: str, *, state: str, due: float = 0.0) -> int:
    rows = twin.store.execute(
        "INSERT INTO deliveries (event_id, state, due) VALUES (?, ?, ?) RETURNING seq",
        event_id,
        state,
        due,
    )
    return int(rows[0]["seq"])


def _release_shuffled(twin: "Twin") -> None:
    """Once n are together, queue them last first: a later due time for the earlier ones."""
    group = twin.store.execute("SELECT seq FROM deliveries WHERE state = 'shuffled' ORDER BY seq")
    if len(group) < twin.switches["shuffle"]:
        return
    now = time.time()
    for place, row in enumerate(reversed(group)):
        _set(twin, row["seq"], state="waiting", due=now + place / 1000)


def _set(twin: "Twin", seq: int, **values: Any) -> None:
    names = ", ".join(f"{name} = ?" for name in values)
    twin.store.execute(f"UPDATE deliveries SET {names} WHERE seq = ?", *values.values(), seq)


def unsent(twin: "Twin", *, last_first: bool = False) -> list[int]:
    """The deliveries still to make, held and delayed ones included."""
    rows = twin.store.execute(
        "SELECT seq FROM deliveries WHERE state IN ('held', 'shuffled', 'waiting')"
        f" ORDER BY seq {'DESC' if last_first else 'ASC'}"
    )
    return [row["seq"] for row in rows]


def again(twin: "Twin", event_id: str) -> int:
    """A further delivery of an event, whatever became of the earlier ones."""
    with twin.store.transaction():
        return _add(twin, event_id, state="held")


def send_now(twin: "Twin", seq: int) -> dict[str, Any] | None:
    """Attempt one delivery; None when another thread has it already."""
    row = _claim(twin, seq)
    return None if row is None else _attempt(twin, row)


def take(twin: "Twin", seq: int) -> dict[str, Any] | None:
    """Hand out a signed event instead of sending it."""
    row = _claim(twin, seq)
    if row is None:
        return None
    event, payload = _payload(twin, row["event_id"])
    _finish(twin, row, state="delivered", answer="taken")
    return {
        "event": event["id"],
        "type": event["type"],
        "account": event.get("account"),
        "payload": payload,
        "signature": sign(twin, payload, secret=_endpoint(twin, event, "webhook_secret")),
    }


def sign(twin: "Twin", payload: str, *, secret: str) -> str:
    """The ``Stripe-Signature`` header. Its time is the machine's: receivers check it."""
    timestamp = int(time.time()) + twin.switches["signature_skew"]
    header = stripe.WebhookSignature.generate_signature_header(payload, secret, timestamp)
    return str(header)


def recover(twin: "Twin") -> None:
    """After a restart: what was being sent may or may not have arrived, so send it again."""
    with twin.store.transaction():
        twin.store.execute("UPDATE deliveries SET state = 'waiting' WHERE state = 'sending'")


def _claim(twin: "Twin", seq: int) -> sqlite3.Row | None:
    with twin.store.transaction():
        rows = twin.store.execute(
            "UPDATE deliveries SET state = 'sending', attempts = attempts + 1"
            " WHERE seq = ? AND state IN ('held', 'shuffled', 'waiting') RETURNING *",
            seq,
        )
    return rows[0] if rows else None


def _payload(twin: "Twin", event_id: str) -> tuple[Object, str]:
    with twin.store.lock:
        event = twin.store.get(event_id)
        if event is None:
            raise LookupError(event_id)
        return event, json.dumps(render(twin, event), indent=2)


def _attempt(twin: "Twin", row: sqlite3.Row) -> dict[str, Any]:
    event, payload = _payload(twin, row["event_id"])
    signature = sign(twin, payload, secret=_endpoint(twin, event, "webhook_secret") or "")
    status, answer = _post(_endpoint(twin, event, "webhook_url"), payload, signature=signature)
    if 200 <= status < 300:
        _finish(twin, row, state="delivered", answer=answer)
    elif row["attempts"] >= MOST_ATTEMPTS:
        _finish(twin, row, state="given_up", answer=answer)
    else:
        pause = twin.switches["retry_seconds"] * 2 ** min(row["attempts"] - 1, 16)
        due = time.time() + min(pause, LONGEST_PAUSE)
        _finish(twin, row, state="waiting", answer=answer, due=due)
    return {"event": event["id"], "type": event["type"], "status": status}


def _finish(twin: "Twin", row: sqlite3.Row, **values: Any) -> None:
    with twin.store.transaction():
        _set(twin, row["seq"], **values)
        open_ones = twin.store.execute(
            "SELECT 1 FROM deliveries WHERE event_id = ? AND state != 'delivered'", row["event_id"]
        )
        event = twin.store.get(row["event_id"])
        if event and not open_ones and event["pending_webhooks"]:
            twin.store.save(event | {"pending_webhooks": 0})


def _post(url: str | None, payload: str, *, signature: str) -> tuple[int, str]:
    """One HTTP attempt: status (0 without an answer) and a word about it.

    Redirects are failures, as with Stripe, and no proxy of the environment is used.
    """
    if not url:
        return 0, "no webhook_url"
    address = urlsplit(url)
    connect = (
        http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    )
    connection = connect(address.hostname or "", address.port, timeout=TIMEOUT)
    target = (address.path or "/") + (f"?{address.query}" if address.query else "")
    try:
        connection.request("POST", target, body=payload.encode(), headers=_headers(signature))
        response = connection.getresponse()
        response.read()
    except (OSError, http.client.HTTPException) as problem:
        return 0, f"{type(problem).__name__}: {problem}"[:200]
    else:
        return response.status, str(response.status)
    finally:
        connection.close()


def _headers(signature: str) -> dict[str, str]:
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        "Stripe-Signature": signature,
    }


class Deliverer(threading.Thread):
    """Sends due deliveries in the background, asleep until one is due."""

    def __init__(self, twin: "Twin") -> None:
        super().__init__(name="deliverer", daemon=True)
        self._twin = twin
        self._woken = threading.Event()

    def wake(self) -> None:
        self._woken.set()

    def run(self) -> None:
        while not self._twin.stopping.is_set():
            self._woken.clear()
            try:
                pause = self._next()
            except Exception:  # noqa: BLE001 - one bad event must not end all deliveries
                traceback.print_exc()
                pause = 1.0
            if pause > 0:
                self._woken.wait(pause)

    def _next(self) -> float:
        """Send the delivery that is due, or say how long there is none."""
        rows = self._twin.store.execute(
            "SELECT seq, due FROM deliveries WHERE state = 'waiting' ORDER BY due, seq LIMIT 1"
        )
        if not rows:
            return LONGEST_PAUSE
        pause = float(rows[0]["due"]) - time.time()
        if pause <= 0:
            send_now(self._twin, rows[0]["seq"])
        return pause
