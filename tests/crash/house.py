"""Web, worker and clock as they run in the demo, on a test's own database and ports."""

import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from scripts.supervisor import Supervisor
from tests.stripe_twin.process import API_KEY, TwinProcess

PYTHON = [sys.executable, "-W", "ignore"]


class House:
    """Starts processes, kills them outright, and starts them again as the demo's supervisor does.

    ::

        with House(folder=tmp_path, database_url=url, twin=twin) as house:
            house.start("web", "worker", "beat")
            house.kill("worker")
    """

    def __init__(
        self,
        *,
        folder: Path,
        database_url: str,
        twin: TwinProcess,
        broker: str = "",
        cache: str = "",
    ) -> None:
        self.folder = folder
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.supervisor = Supervisor(logs=folder / "logs")
        kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
        self.environment = {
            **kept,
            "CORDEE_ENV": "development",
            "DJANGO_SETTINGS_MODULE": "marketplace.config.settings",
            "SECRET_KEY": "only-for-tests",
            "VAR": str(folder),
            "DATABASE_URL": database_url,
            "BROKER_URL": broker or f"filesystem://{folder}/broker",
            "CACHE_URL": cache or f"file://{folder}/cache",
            "SITE_URL": self.url,
            "STRIPE_API_KEY": API_KEY,
            "STRIPE_API_BASE": twin.url,
            "STRIPE_CHECKOUT_ORIGIN": twin.url,
            "STRIPE_WEBHOOK_SECRET": twin.webhook_secret,
            "STRIPE_CONNECT_WEBHOOK_SECRET": twin.connect_webhook_secret,
        }
        celery = [*PYTHON, "-m", "celery", "--app", "marketplace.config", "--quiet"]
        self.commands = {
            "web": [
                *PYTHON, "-m", "granian", "marketplace.config.wsgi:application",
                "--interface", "wsgi", "--no-ws", "--host", "127.0.0.1", "--port", str(self.port),
                "--workers", "1", "--blocking-threads", "4",
            ],
            "worker": [
                *celery, "worker", "--concurrency", "2", "--without-gossip", "--without-mingle",
            ],
            "beat": [*celery, "beat", "--schedule", str(folder / "beat")],
        }  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.supervisor.stop(grace=0)  # dying is what they are here for; a worker takes 4 s to end

    def start(self, *names: str) -> None:
        for name in names:
            self.supervisor.start(name, self.commands[name], env=self.environment)

    def kill(self, *names: str) -> None:
        """``kill -9``, all processes of each at once; they come back by themselves."""
        for child in self.supervisor.children:
            if child.name in names and child.process and child.process.poll() is None:
                os.killpg(child.process.pid, signal.SIGKILL)

    def wait(self, ready: Callable[[], bool], *, seconds: float, what: str) -> None:
        """Until ``ready()``, the processes looked after meanwhile."""
        if not self.supervisor.wait_until(ready, seconds=seconds):
            raise AssertionError(f"{what}; {self._words()}")

    def run_for(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        self.supervisor.wait_until(lambda: time.monotonic() > deadline, seconds=seconds + 1)

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def logged(self) -> str:
        """All that the processes said."""
        files = sorted((self.folder / "logs").glob("*.log"))
        return "\n".join(path.read_text(errors="replace") for path in files)

    def _words(self) -> str:
        return self.logged()[-1500:]


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])
