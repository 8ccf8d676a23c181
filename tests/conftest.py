"""What every test may count on: a database of its own, services or a word about them, time."""

import gc
import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import stripe
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connections
from django.test import TransactionTestCase
from django.utils import translation

from marketplace.storefront import throttle
from search.question import current
from search.steering import current as steering
from tests import databases, services
from tests.stripe_twin.process import TwinProcess

MONDAY_MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


# --- databases -------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, worker_id: str
) -> Iterator[None]:
    """A copy of the migrated template instead of migrations for each worker."""
    database = connections["default"]
    with databases.copy_for(worker_id, vendor=database.vendor) as name:
        database.settings_dict["NAME"] = name
        yield
        with django_db_blocker.unblock():
            connections.close_all()


def _emptied(_case: TransactionTestCase) -> None:
    """What a test committed goes; Django would also make again what migrating left, half a second
    each time."""
    databases.empty(connections["default"])


TransactionTestCase._fixture_teardown = _emptied  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def database_url(django_db_setup: None) -> str:
    """``DATABASE_URL`` of this worker's copy, for processes that tests start."""
    database = connections["default"]
    return databases.url_of(str(database.settings_dict["NAME"]), vendor=database.vendor)


# --- names -----------------------------------------------------------------------------------
def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes that are no text give a case no name of their own: an archive holds the second in which
    it was made, its length hangs on it too, and workers that collect on two sides of a second would
    disagree about the names."""
    if isinstance(val, bytes) and not (val.isascii() and val.decode("ascii").isprintable()):
        return argname
    return None


# --- services --------------------------------------------------------------------------------
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A race needs PostgreSQL, a journey needs Chromium.

    ``make test`` runs each test where it says something: the run on PostgreSQL leaves out what asks
    no database or what is the same on any, the run on SQLite what needs PostgreSQL, where that
    answers.
    """
    for item in items:
        if item.get_closest_marker("race"):
            item.add_marker(pytest.mark.needs("postgres"))
        if item.get_closest_marker("journey"):
            item.add_marker(pytest.mark.needs("chromium"))
    if "CORDEE_TEST_STEP" not in os.environ or not services.reachable("postgres"):
        return
    if django_settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        elsewhere = [item for item in items if not _differs_by_database(item)]
    else:
        elsewhere = [item for item in items if "postgres" in _needs(item)]
    config.hook.pytest_deselected(items=elsewhere)
    left_out = set(elsewhere)
    items[:] = [item for item in items if item not in left_out]


def pytest_collection_finish() -> None:
    """What was imported and collected stays: looking through it for what is dead, time and again,
    took a tenth of all."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def _differs_by_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("any_database"):
        return False
    fixtures = {"db", "transactional_db", "django_db_setup"}
    return "django_db" in item.keywords or not fixtures.isdisjoint(
        getattr(item, "fixturenames", ())
    )


def pytest_runtest_setup(item: pytest.Item) -> None:
    for name in sorted(_needs(item)):
        if not services.reachable(name):
            _want(services.why_not(name))
        elif name == "postgres" and connections["default"].vendor != "postgresql":
            _want("runs on PostgreSQL; to run it: TEST_ON=postgres pytest …")


def _needs(item: pytest.Item) -> set[str]:
    return {str(name) for marker in item.iter_markers("needs") for name in marker.args}


def _want(reason: str) -> None:
    if services.required():
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Leave the list of skipped tests for ``make test``, which tells of all at its end."""
    path = os.environ.get("CORDEE_TEST_STEP")
    if not path:
        return
    skipped = [
        {"test": report.nodeid, "reason": str(report.longrepr[2]).removeprefix("Skipped: ")}
        for report in terminalreporter.stats.get("skipped", [])
    ]
    Path(path).write_text(json.dumps(skipped))


@pytest.fixture(scope="session")
def running_twin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwinProcess]:
    with TwinProcess(state=tmp_path_factory.mktemp("stripe_twin") / "twin.sqlite3") as twin:
        yield twin


@pytest.fixture
def twin(running_twin: TwinProcess, settings: Any) -> TwinProcess:
    """A Stripe that knows nothing yet, that the shop's settings point to; it holds its events."""
    running_twin.reset()
    settings.STRIPE_API_BASE = settings.STRIPE_CHECKOUT_ORIGIN = running_twin.url
    settings.STRIPE_CONNECT_ORIGIN = running_twin.url
    settings.STRIPE_WEBHOOK_SECRET = running_twin.webhook_secret
    settings.STRIPE_CONNECT_WEBHOOK_SECRET = running_twin.connect_webhook_secret
    return running_twin


@pytest.fixture
def search_index(tmp_path: Path, settings: Any) -> Path:
    """An empty index of the test's own, in a folder; ``indexing.rebuild()`` fills it."""
    folder = tmp_path / "search"
    settings.SEARCH_URL = f"tantivy://{folder}"
    return folder


# --- nothing leaks from one test into the next -----------------------------------------------
@pytest.fixture(autouse=True)
def _clean_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    # A machine that tests run on is slow at times, and no search is given up for that.
    monkeypatch.setattr(django_settings, "SEARCH_TIMEOUT", 20.0)
    # pytest-django puts its own in; ours is what the demo uses.
    monkeypatch.setattr(django_settings, "EMAIL_BACKEND", "marketplace.core.mail.StoredBackend")
    cache.clear()
    current.forget()
    steering.forget()
    throttle.forget()
    yield
    translation.deactivate()  # a request leaves its language behind


# --- time and what happens by itself ---------------------------------------------------------
@pytest.fixture(autouse=True, scope="session")
def _stripe_is_asked_again_at_once() -> Iterator[None]:
    """The SDK's tries after a failure are all made, without half a second and more before each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0.0)
        patch.setattr(stripe.HTTPClient, "MAX_DELAY", 0.0)
        yield


class Clock:
    """The time as the code under test reads it; it stands still until it is moved."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def set(self, at: datetime) -> datetime:
        self.at = at
        return at

    def advance(self, **by: float) -> datetime:
        """``advance(minutes=5)``; returns the new time."""
        return self.set(self.at + timedelta(**by))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Stops ``marketplace.core.clock.now()``, at a Monday morning to begin with."""
    stopped = Clock(MONDAY_MORNING)
    monkeypatch.setattr("marketplace.core.clock.now", stopped)
    return stopped


@pytest.fixture
def relay(db: None) -> Callable[..., int]:
    """Hands what the outbox holds to its subscribers until nothing is due; returns how many."""
    from marketplace.core import clock, outbox
    from marketplace.core.scopes import house_scope

    def run(at: datetime | None = None) -> int:
        with house_scope():
            return outbox.relay_all(at=at or clock.now())

    return run
