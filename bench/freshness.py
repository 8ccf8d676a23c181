"""How long after a seller's change everybody finds it, through the outbox and a real worker.

``python -m bench freshness [--references 3000] [--changes 200] [--engines embedded]``: prices and
stocks change one by one; each is timed from its commit until another process, which has the index
open, finds it. Needs PostgreSQL, and Elasticsearch for the second engine.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench import worlds
from bench.finding import shop
from bench.measuring import ROOT, in_a_process

WORKER = (
    *("celery", "--app", "marketplace.config", "--quiet", "worker", "--beat"),
    *("--concurrency", "1", "--without-gossip", "--without-mingle"),
)


def run(options: Sequence[str], *, quiet: bool) -> dict[str, float]:
    """Milliseconds, by engine: ``p50``, ``p99`` and the slowest."""
    parser = argparse.ArgumentParser(prog="python -m bench freshness")
    parser.add_argument("--references", type=int, default=3000)
    parser.add_argument("--changes", type=int, default=200)
    parser.add_argument("--engines", default="embedded,elasticsearch", help="with commas")
    told = parser.parse_args(options)
    figures: dict[str, float] = {}
    with worlds.world(told.references) as (database, folder):
        for engine in told.engines.split(","):
            found = _measured(engine, told.changes, database, Path(folder))
            figures |= {f"{engine}_visible_{name}": each for name, each in found.items()}
            if not quiet:
                said = ", ".join(f"{name} {each} ms" for name, each in found.items())
                print(f"{engine}: {told.changes} changes visible after {said}")
    return figures


def _measured(engine: str, changes: int, database: str, folder: Path) -> dict[str, float]:
    address = shop.address(engine, folder)
    environment = {
        **worlds.settings(database, str(folder), search=address),
        "BROKER_URL": f"filesystem://{folder}/broker",
        "SEARCH_TIMEOUT": "20",  # a busy machine must not end the measurement
    }
    try:
        in_a_process("-m", "django", "search", "rebuild", "--json", environment=environment)
        with _working(environment, folder):
            words = ("-m", "bench.finding.changing", str(changes))
            found: dict[str, float] = json.loads(in_a_process(*words, environment=environment))
            return found
    finally:
        if engine == "elasticsearch":
            shop.Elasticsearch(address).drop()


@contextmanager
def _working(environment: Mapping[str, str], folder: Path) -> Iterator[None]:
    """Celery with its clock, as ``make demo`` has it."""
    with (folder / "worker.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *WORKER, "--schedule", str(folder / "beat")],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            yield
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
