"""The twin as tests use it: a process to start, restart and kill, and a payer without a browser."""

import contextlib
import http.client
import json
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode, urljoin, urlsplit

import stripe

from tests.stripe_twin import banks, cards

ROOT = Path(__file__).resolve().parents[2]
API_KEY = "sk_test_twin"
WEBHOOK_SECRET = "whsec_twin"
CONNECT_WEBHOOK_SECRET = "whsec_twin_connect"
TIMEOUT = 15.0


class TwinError(Exception):
    """The twin did not start, or refused a control call."""


@dataclass(frozen=True, kw_only=True)
class SignedEvent:
    """A webhook handed out instead of sent: post ``payload`` with ``Stripe-Signature``.

    ``account`` names the connected account it tells of; such events are for the second endpoint.
    """

    id: str
    type: str
    payload: bytes
    signature: str
    account: str | None = None


class TwinProcess:
    """A twin of its own, started on a free port.

    ::

        with TwinProcess(state=tmp_path / "twin.sqlite3") as twin:
            client = twin.client()

    Without a ``webhook_url`` events are held: :meth:`take` hands them out signed, and
    :meth:`switch` can set the address later. A restart keeps the port and the state file.
    """

    def __init__(
        self,
        *,
        state: Path,
        port: int = 0,
        webhook_url: str | None = None,
        webhook_secret: str = WEBHOOK_SECRET,
        connect_webhook_url: str | None = None,
        connect_webhook_secret: str = CONNECT_WEBHOOK_SECRET,
    ) -> None:
        self.state_file = state
        self.port = port
        self.webhook_url = webhook_url
        self.webhook_secret = webhook_secret
        self.connect_webhook_url = connect_webhook_url
        self.connect_webhook_secret = connect_webhook_secret
        self._process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        """The base address, for ``STRIPE_API_BASE``; no slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    def client(self, **options: Any) -> stripe.StripeClient:
        """A client of the SDK that talks to this twin."""
        return stripe.StripeClient(API_KEY, base_addresses={"api": self.url}, **options)

    # --- its life --------------------------------------------------------------------------
    def start(self) -> Self:
        """Start it and wait until it serves.

        :raises TwinError: it ended at once; its log says why.
        """
        if self._process:
            raise TwinError("It runs already.")
        with self._log.open("a") as log:
            self._process = subprocess.Popen(
                self._command(),
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        said = self._process.stdout.readline() if self._process.stdout else ""
        if not said:
            self._end()
            raise TwinError(self._log.read_text()[-2000:])
        self.port = int(said.strip().rpartition(":")[2])
        return self

    def stop(self) -> None:
        """End it in good order."""
        if self._process:
            self._process.terminate()
            self._end()

    def kill(self) -> None:
        """End it at once, as a power cut of the process would."""
        if self._process:
            self._process.kill()
            self._end()

    def restart(self) -> Self:
        """Stop and start again, on the same port with the same state."""
        self.stop()
        return self.start()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def _log(self) -> Path:
        return self.state_file.with_suffix(".log")

    def _command(self) -> Sequence[str]:
        command = [sys.executable, "-m", "tests.stripe_twin", "--until-stdin-closes"]
        command += ["--state", str(self.state_file), "--port", str(self.port)]
        command += ["--webhook-secret", self.webhook_secret]
        command += ["--connect-webhook-secret", self.connect_webhook_secret]
        if self.webhook_url:
            command += ["--webhook-url", self.webhook_url]
        if self.connect_webhook_url:
            command += ["--connect-webhook-url", self.connect_webhook_url]
        return command

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with contextlib.suppress(OSError):
                    pipe.close()
        try:
            process.wait(TIMEOUT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    # --- its controls ----------------------------------------------------------------------
    def state(self) -> dict[str, Any]:
        """Counts of objects, balances, books, clock, switches, the latest deliveries.

        ``balance`` is the platform's, ``accounts`` those of the connected accounts, ``books`` what
        moved by currency, whose ``difference`` is zero.
        """
        return self._control("GET", "state")

    def switch(self, **switches: Any) -> dict[str, Any]:
        """Set switches; see ``switches.py`` for their names."""
        return self._control("POST", "switch", switches)

    def advance(self, seconds: float) -> int:
        """Move its clock ahead and let happen what is due; returns its time."""
        return int(self._control("POST", "clock", {"advance": seconds})["now"])

    def set_clock(self, at: datetime | float) -> int:
        """Let its clock run on from a moment, past ones included; returns its time."""
        seconds = at.timestamp() if isinstance(at, datetime) else at
        return int(self._control("POST", "clock", {"at": seconds})["now"])

    def deliver(self, *, order: str = "created", event: str | None = None) -> list[dict[str, Any]]:
        """Send all unsent events now (``order="reversed"``: last first), or one event again.

        Returns ``{"event", "type", "status"}`` of each attempt; status 0 is no answer.
        """
        body = {"order": order, "event": event}
        return list(self._control("POST", "deliver", body)["sent"])

    def take(self, *, order: str = "created", event: str | None = None) -> list[SignedEvent]:
        """The unsent events, signed, for a view under test; they count as delivered."""
        taken = self._control("POST", "take", {"order": order, "event": event})["events"]
        return [
            SignedEvent(
                id=one["event"],
                type=one["type"],
                payload=one["payload"].encode(),
                signature=one["signature"],
                account=one["account"],
            )
            for one in taken
        ]

    def fail_refund(self, refund: str, *, reason: str = "expired_or_canceled_card") -> None:
        """The shopper's bank sends a refund back."""
        self._control("POST", "fail_refund", {"refund": refund, "reason": reason})

    def fail_payout(self, payout: str, *, reason: str = "could_not_process") -> None:
        """The seller's bank sends a payout back, even after "paid"; reasons: ``banks.py``."""
        self._control("POST", "fail_payout", {"payout": payout, "reason": reason})

    def dispute(self, charge: str, *, amount: int | None = None, reason: str = "fraudulent") -> str:
        """A card's holder goes to the bank, over all that is left of a charge or ``amount``.

        Returns the id of the dispute.
        """
        body = {"charge": charge, "amount": amount, "reason": reason}
        return str(self._control("POST", "dispute", body)["id"])

    def decide_dispute(self, dispute: str, outcome: str) -> None:
        """The bank decides: ``won`` or ``lost``."""
        self._control("POST", "decide_dispute", {"dispute": dispute, "outcome": outcome})

    def stripe_fee(self, amount: int, *, description: str = "Connect") -> str:
        """Stripe takes a fee that is part of no charge; returns its balance transaction."""
        body = {"amount": amount, "description": description}
        return str(self._control("POST", "stripe_fee", body)["id"])

    def top_up(self, amount: int) -> str:
        """The platform adds money of its own; returns its balance transaction."""
        return str(self._control("POST", "top_up", {"amount": amount})["id"])

    def onboard(self, account: str, *, iban: str | None = None) -> None:
        """The holder of a connected account has given all that is asked of it."""
        self._control("POST", "onboard", {"account": account} | ({"iban": iban} if iban else {}))

    def require(self, account: str, **requirements: Any) -> None:
        """Ask for more: ``currently_due=[…]``, ``past_due=[…]`` (disables), ``disabled_reason``."""
        self._control("POST", "requirements", {"account": account} | requirements)

    def seed_accounts(self, rows: list[dict[str, Any]]) -> dict[str, int]:
        """Make connected accounts known; see ``seeding.sow_accounts`` for the rows."""
        return self._control("POST", "seed_accounts", rows)

    def seed(self, rows: list[dict[str, Any]]) -> dict[str, int]:
        """Make orders known without paying them; see ``seeding.sow`` for the rows."""
        return self._control("POST", "seed", rows)

    def reset(self) -> None:
        """Forget everything: a fresh twin without the wait for a process."""
        self._control("POST", "reset")

    def _control(self, method: str, action: str, body: Any = None) -> dict[str, Any]:
        sent = json.dumps(body if body is not None else {})
        reply = _request(method, f"{self.url}/_twin/{action}", sent, kind="application/json")
        answer: dict[str, Any] = json.loads(reply.text)
        if reply.status != 200:
            raise TwinError(answer["error"]["message"])
        return answer


# --- a payer without a browser -----------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class Visit:
    """How a visit to the hosted page ended.

    ``outcome``: ``paid`` (``redirect`` is the success address, id filled in), ``declined`` (the
    page stays open), ``abandoned`` (``redirect`` is the cancel address), or ``closed`` (expired,
    or nothing to do). ``page`` is the last page shown, empty after a redirect to the shop.
    """

    outcome: str
    redirect: str | None = None
    page: str = ""


def pay(
    session_url: str,
    card: str = cards.SUCCEEDS,
    three_d_secure: str = "accept",
    *,
    keep: bool = False,
    saved_card: str | None = None,
) -> Visit:
    """Open the hosted page, type a card, answer 3-D Secure (``accept`` or ``refuse``) if asked.

    ``keep`` ticks the box that has the card kept; ``saved_card`` (its id) presses the button of a
    card that was kept before, instead of typing one.
    """
    if three_d_secure not in ("accept", "refuse"):
        raise ValueError(three_d_secure)
    opened = _request("GET", session_url)
    if opened.status != 200 or "card_number" not in opened.text:
        return Visit(outcome="closed", page=opened.text)
    reply = _submit(session_url, **_choice(opened.text, card, keep=keep, saved_card=saved_card))
    if reply.location.endswith("/3ds"):
        challenge = urljoin(session_url, reply.location)
        _request("GET", challenge)
        reply = _submit(challenge, decision=three_d_secure)
    return _ended(session_url, reply, elsewhere="paid")


def _choice(page: str, card: str, *, keep: bool, saved_card: str | None) -> dict[str, str]:
    """What is sent from the page: only what it offers can be ticked or pressed."""
    if keep and 'name="keep"' not in page:
        raise TwinError("The page does not ask whether to keep the card.")
    if saved_card and f'value="{saved_card}"' not in page:
        raise TwinError(f"The page does not offer {saved_card}.")
    if saved_card:
        return {"saved_card": saved_card}
    return {"card_number": card} | ({"keep": "yes"} if keep else {})


def onboard(link_url: str, **given: str) -> Visit:
    """Open an onboarding link, fill in its page and send it.

    ``given`` are the fields (``business``, ``representative``, ``iban``, ``terms``, others by
    the name of their requirement); without any, all that the page asks is filled in. ``outcome``:
    ``sent`` (``redirect`` is the return address), ``refresh`` (the link is spent: ``redirect`` is
    the refresh address) or ``closed``.
    """
    opened = _request("GET", link_url)
    if opened.status != 303:
        return Visit(outcome="closed", page=opened.text)
    if not opened.location.startswith("/setup/"):
        return Visit(outcome="refresh", redirect=opened.location)
    form = urljoin(link_url, opened.location)
    shown = _request("GET", form).text
    asked = dict.fromkeys(re.findall(r'<input[^>]* name="([^"]+)"', shown), "x")
    reply = _submit(form, **(given or asked | {"iban": banks.RECEIVES}))
    return Visit(outcome="sent", redirect=reply.location, page=shown)


def age(session_url: str, charge_id: str, by: timedelta) -> None:
    """The charge of a page that was paid lies further in the past, as a demo's story does.

    :raises TwinError: the twin knows no such charge.
    """
    body = json.dumps({"charge": charge_id, "seconds": int(by.total_seconds())})
    reply = _request("POST", urljoin(session_url, "/_twin/age"), body, kind="application/json")
    if reply.status != 200:
        raise TwinError(reply.text)


def abandon(session_url: str) -> Visit:
    """Open the hosted page and go back to the shop."""
    opened = _request("GET", session_url)
    if opened.status != 200 or "/abandon" not in opened.text:
        return Visit(outcome="closed", page=opened.text)
    return _ended(session_url, _submit(f"{session_url}/abandon"), elsewhere="abandoned")


def _ended(session_url: str, reply: "_Reply", *, elsewhere: str) -> Visit:
    if not reply.location.startswith("/pay/"):
        return Visit(outcome=elsewhere, redirect=reply.location)
    shown = _request("GET", urljoin(session_url, reply.location))
    outcome = "declined" if 'role="alert"' in shown.text else "closed"
    return Visit(outcome=outcome, page=shown.text)


@dataclass(frozen=True, kw_only=True)
class _Reply:
    status: int
    text: str
    location: str


def _submit(url: str, **form: str) -> _Reply:
    return _request("POST", url, urlencode(form), kind="application/x-www-form-urlencoded")


def _request(method: str, url: str, body: str | None = None, *, kind: str = "") -> _Reply:
    """One request on a connection of its own: no redirect followed, no proxy used."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=TIMEOUT)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request(
            method, target, body=body, headers={"Content-Type": kind} if kind else {}
        )
        response = connection.getresponse()
        return _Reply(
            status=response.status,
            text=response.read().decode(),
            location=response.headers.get("Location", ""),
        )
    finally:
        connection.close()
