"""The shop's processes on one machine, without any server: web, worker, beat, the payment twin.

All that they write stands in one folder; several houses run side by side on ports of their own.
"""

import os
import secrets
import socket
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scripts.supervisor import Supervisor
from scripts.terminal import Trouble, run, shown

HOST = "127.0.0.1"
START_S = 60.0


@dataclass(frozen=True)
class House:
    """One shop: the folder it writes to, its ports, its secrets; started with ``python``."""

    python: str
    var: Path
    port: int
    twin_port: int
    secrets: Mapping[str, str]

    @property
    def site(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://{HOST}:{self.port}"

    @property
    def settings(self) -> dict[str, str]:
        """What its processes are told, also for ``manage.py``."""
        twin = f"http://{HOST}:{self.twin_port}"
        return {
            "DJANGO_SETTINGS_MODULE": "marketplace.config.settings",
            "CORDEE_ENV": "demo",
            "SITE_URL": self.site,
            "DATABASE_URL": f"sqlite:///{self.var}/cordee.sqlite3",
            "SEARCH_URL": f"tantivy://{self.var}/search",
            "BROKER_URL": f"filesystem://{self.var}/broker",
            "CACHE_URL": f"file://{self.var}/cache",
            "EMAIL_URL": "stored://",
            "VAR": str(self.var),
            "MEDIA_ROOT": str(self.var / "media"),
            "STATIC_ROOT": str(self.var / "static"),
            "STRIPE_API_BASE": twin,
            "STRIPE_CHECKOUT_ORIGIN": twin,
            "STRIPE_CONNECT_ORIGIN": twin,
            **self.secrets,
        }

    @property
    def env(self) -> dict[str, str]:
        """The whole environment of its processes."""
        return {**os.environ, **self.settings, "PYTHONUNBUFFERED": "1", "DEBUG": "0"}

    def manage(self, *words: str) -> list[str]:
        """A command of ``manage.py``, for ``run`` with this house's ``env``."""
        return [self.python, "manage.py", *words]

    def start_twin(self, supervisor: Supervisor, *, awaited: bool) -> None:
        """Start the stand-in for Stripe, whose memory outlives it.

        :raises Trouble: it is ``awaited`` and does not answer in time.
        """
        command = [
            self.python, "-m", "tests.stripe_twin",
            "--port", str(self.twin_port),
            "--state", str(self.var / "stripe_twin.sqlite3"),
            "--api-key", self.secrets["STRIPE_API_KEY"],
            "--webhook-url", f"{self.site}/stripe/evenements/",
            "--webhook-secret", self.secrets["STRIPE_WEBHOOK_SECRET"],
            "--connect-webhook-url", f"{self.site}/stripe/evenements/comptes/",
            "--connect-webhook-secret", self.secrets["STRIPE_CONNECT_WEBHOOK_SECRET"],
        ]  # fmt: skip
        supervisor.start("stripe-twin", command, env=self.env)
        if awaited and not supervisor.wait_until(lambda: not free(self.twin_port), seconds=START_S):
            raise _silent(supervisor, "stripe-twin")

    def make_world(self, *, references: int, seed: int) -> None:
        """Fill it, the payment twin running, which must know the world's payments.

        :raises Trouble: the command failed.
        """
        options = ["--references", str(references), "--seed", str(seed)]
        run(self.manage("world", *options), name="world", env=self.env)

    def open(self, supervisor: Supervisor) -> None:
        """Start web, worker and beat; returns once the shop answers.

        :raises Trouble: it does not in time.
        """
        celery = [self.python, "-m", "celery", "--app", "marketplace.config", "--quiet"]
        web = [
            self.python, "-m", "granian", "marketplace.config.wsgi:application",
            "--interface", "wsgi", "--no-ws", "--host", HOST, "--port", str(self.port),
            "--workers", "1", "--blocking-threads", "4",
        ]  # fmt: skip
        worker = [*celery, "worker", "--concurrency", "2", "--without-gossip", "--without-mingle"]
        supervisor.start("web", web, env=self.env)
        supervisor.start("worker", worker, env=self.env)
        beat = [*celery, "beat", "--schedule", str(self.var / "beat")]
        supervisor.start("beat", beat, env=self.env)
        if not supervisor.wait_until(lambda: _answers(f"{self.site}/readyz"), seconds=START_S):
            raise _silent(supervisor, "web")


def fresh_secrets() -> dict[str, str]:
    """Keys and a password that nobody knows."""
    return {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "STRIPE_API_KEY": f"sk_test_{secrets.token_hex(16)}",
        "STRIPE_WEBHOOK_SECRET": f"whsec_{secrets.token_hex(24)}",
        "STRIPE_CONNECT_WEBHOOK_SECRET": f"whsec_{secrets.token_hex(24)}",
        "DEMO_PASSWORD": f"cordee-{secrets.token_hex(4)}",
    }


def free(port: int) -> bool:
    """Whether nobody listens on a port of the loopback address.

    :raises Trouble: this person may not open it at all.
    """
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, port))
        except PermissionError:
            raise Trouble(f"Port {port} is root's; another one: make demo PORT=8000") from None
        except OSError:
            return False
    return True


def next_free(port: int) -> int:
    """The first port above ``port`` on which nobody listens, else ``port`` itself."""
    return next((each for each in range(port + 1, 65536) if free(each)), port)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _silent(supervisor: Supervisor, name: str) -> Trouble:
    log = supervisor.logs / f"{name}.log"
    words = log.read_text(errors="replace").strip().splitlines() or ["nothing"]
    return Trouble(f"{name} does not answer; it said: {words[-1][:300]} (all: {shown(log)})")
