"""The whole shop as processes, and a browser that notes whatever goes wrong on any page."""

import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    sync_playwright,
)

from scripts.house import HOST, House, fresh_secrets
from scripts.supervisor import Supervisor
from scripts.terminal import ROOT
from tests import databases, services
from tests.journeys.people import PATIENCE_S, WIDTHS

SELLER, OPERATOR, SHOPPER = "boutique@cordee.test", "regie@cordee.test", "sportif@cordee.test"
REFERENCES = 60
REFUSED_FORM = "status of 422"  # a form sent back with its faults, which is what it is for
PICTURES = ROOT / "var" / "journeys"


# --- the shop --------------------------------------------------------------------------------
@dataclass(frozen=True)
class Shop:
    """A house that is open, as those who type commands see it."""

    house: House
    supervisor: Supervisor

    def open(self) -> None:
        """Start all of it, or all of it again."""
        self.house.start_twin(self.supervisor, awaited=True)
        self.house.open(self.supervisor)

    def restart(self) -> None:
        """What a person does with Ctrl-C and ``make demo``."""
        self.supervisor.stop()
        self.open()

    @property
    def site(self) -> str:
        return self.house.site

    @property
    def password(self) -> str:
        """Of every account of the demo, and of those that tests add."""
        return self.house.secrets["DEMO_PASSWORD"]

    def manage(self, *words: str) -> str:
        """Run a command of ``manage.py``; returns what it printed."""
        done = subprocess.run(
            self.house.manage(*words), env=self.house.env, cwd=ROOT, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{' '.join(words)}: {done.stdout}{done.stderr}"
        return done.stdout

    def add_member(self, email: str, *, trader: str) -> None:
        """Give somebody the keys of a trader's portal."""
        self.manage(
            "shell", "-v", "0", "-c",
            "from marketplace.core.models import User\n"
            "from marketplace.traders.models import Trader, TraderMember\n"
            f"user = User.objects.create_user({email!r}, {self.password!r})\n"
            f"TraderMember.objects.create(user=user, trader=Trader.objects.get(slug={trader!r}))",
        )  # fmt: skip


@pytest.fixture(scope="package")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """Web, worker, beat and the payment twin on the embedded column, with a small world."""
    var = tmp_path_factory.mktemp("shop")
    house = House(
        python=sys.executable,
        var=var,
        port=_free_port(),
        twin_port=_free_port(),
        secrets=fresh_secrets(),
    )
    with databases.copy_for("journeys", vendor="sqlite") as template:
        shutil.copyfile(template, var / "cordee.sqlite3")
    supervisor = Supervisor(logs=var / "logs")
    shop = Shop(house, supervisor)
    shop.manage("collectstatic", "--noinput", "--verbosity", "0")
    try:
        house.start_twin(supervisor, awaited=True)
        shop.manage("world", "--references", str(REFERENCES), "--seed", "1")
        house.open(supervisor)
        yield shop
    finally:
        supervisor.stop(grace=0)  # a worker takes 4 s to end; ``restart`` sees that it does
    _assert_quiet(var / "logs")


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind((HOST, 0))
        return int(trial.getsockname()[1])


def _assert_quiet(logs: Path) -> None:
    """No process died or met an error that nobody expected, least of all a locked database."""
    found = [
        f"{log.name}: {line}"
        for log in sorted(logs.glob("*.log"))
        for line in log.read_text().splitlines()
        if re.search(r"\b(ERROR|CRITICAL|Traceback|database is locked)\b", line)
    ]
    assert found == []


# --- the browser -----------------------------------------------------------------------------
@dataclass
class Watch:
    """What a careful person sees in the browser's console and network panel."""

    faults: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Note what goes wrong on every page of a context."""
        context.on("console", self._said)
        context.on("weberror", lambda error: self.faults.append(str(error.error)))
        context.on("request", self._stays_here)
        context.on("response", self._answered)

    def _said(self, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning") and REFUSED_FORM not in said.text:
            self.faults.append(f"{said.page.url if said.page else ''}: {said.text}")

    def _answered(self, answer: Response) -> None:
        if answer.status > 499:
            self.faults.append(f"{answer.status} {answer.url}")

    def _stays_here(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and parts.hostname != HOST:
            self.faults.append(f"left the house: {request.url}")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=services.browser(),
            args=["--no-sandbox", "--disable-dev-shm-usage", "--force-prefers-reduced-motion"],
        )
        yield browser
        browser.close()


Visitor = Callable[..., Page]


@pytest.fixture(params=WIDTHS)
def width(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def visitor(browser: Browser, shop: Shop, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """``visitor(width="phone", scripts=False)``: a page of somebody who was never here before.

    Whatever goes wrong on any of its pages fails the test; a failed test leaves pictures.
    """
    watch = Watch()
    contexts: list[BrowserContext] = []
    failed_before = request.session.testsfailed

    def new(*, width: str = "desktop", scripts: bool = True) -> Page:
        across, down = WIDTHS[width]
        context = browser.new_context(
            base_url=shop.site,
            viewport={"width": across, "height": down},
            java_script_enabled=scripts,
            has_touch=width == "phone",
            locale="fr-FR",
            timezone_id="Europe/Paris",
        )
        context.set_default_timeout(PATIENCE_S * 1000)
        watch.over(context)
        contexts.append(context)
        return context.new_page()

    yield new
    if request.session.testsfailed > failed_before:
        _keep_pictures(contexts, request.node.name)
    for context in contexts:
        context.close()
    assert watch.faults == []


def _keep_pictures(contexts: list[BrowserContext], name: str) -> None:
    for number, page in enumerate(page for context in contexts for page in context.pages):
        page.screenshot(path=PICTURES / f"{name}-{number}.png", full_page=True)
