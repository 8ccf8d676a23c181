"""A changed price is found within two seconds: the seller, the worker and the reader are three
processes, and the outbox, the broker and the folder of the index are what the demo has."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from search import indexing
from search.backends import backend
from search.contract import Query
from tests import databases, factories

SECONDS = 2.0
PATIENCE_S = 60.0
CELERY = ("celery", "--app", "marketplace.config", "--quiet", "worker", "--beat")
WORKER = (*CELERY, "--concurrency", "1", "--without-gossip", "--without-mingle")


@pytest.fixture
def environment(database_url: str, search_index: Path, tmp_path: Path) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "marketplace.config.settings",
        "CORDEE_ENV": "test",
        "SECRET_KEY": "only-for-tests",
        "VAR": str(tmp_path),
        "DATABASE_URL": database_url,
        "SEARCH_URL": f"tantivy://{search_index}",
        "BROKER_URL": f"filesystem://{tmp_path}/broker",
    }


@pytest.fixture
def worker(environment: dict[str, str], tmp_path: Path) -> Iterator[None]:
    """Celery with its clock, which relays each second whether it was woken or not."""
    schedule = ("--schedule", str(tmp_path / "beat"))
    with (tmp_path / "worker.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *WORKER, *schedule],
            cwd=databases.ROOT,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        yield
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture
def seller(environment: dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.search.seller"],
        cwd=databases.ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.stdin.close()  # type: ignore[union-attr]


def test_a_changed_price_is_found_within_two_seconds(
    transactional_db: None, worker: None, seller: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    offer = factories.OfferFactory(price=Decimal("120.00"))
    indexing.rebuild()

    def visible_after(minor: int) -> float:
        """Seconds from the commit until this process, which has the index open, finds it."""
        seller.stdin.write(f"{offer.pk} {minor}\n")
        seller.stdin.flush()
        committed = float(seller.stdout.readline())
        while backend().search(Query()).hits[0].price != minor:
            assert time.monotonic() - committed < PATIENCE_S
            time.sleep(0.005)
        return time.monotonic() - committed

    visible_after(9000)  # until Celery has started
    taken = [visible_after(minor) for minor in (9100, 9200, 9300, 9400)]

    with capsys.disabled():
        said = ", ".join(f"{each:.2f}" for each in taken)
        sys.stdout.write(f"\nprice visible after {said} s\n")
    assert max(taken) <= SECONDS
