"""All tests, step by step: ``make test``. Runs in ``.venv``.

On SQLite, then on PostgreSQL where it answers, then races, which must not share the processor, and
journeys, which share a house. What was skipped is listed at the end, with how to start what it
lacked.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scripts.terminal import ROOT, say
from tests import databases, services

NOTHING_COLLECTED = 5
ALL_BUT_ALONE = "not race and not journey"
SIDE_BY_SIDE = ["-n", "2", "--dist", "worksteal"]
MEMORY = Path("/dev/shm")
ROOM = 2 * 2**30  # bytes


@dataclass
class Step:
    """One run of pytest."""

    name: str
    marks: str
    on: str = "sqlite"
    options: Sequence[str] = ()
    where: Sequence[str] = ()  # what is looked through, all of it by default
    may_be_empty: bool = False
    status: int = 0
    seconds: float = 0.0
    skipped: list[dict[str, str]] = field(default_factory=list)


def main(arguments: list[str]) -> int:
    """Run every step, also after a failure; returns the exit status."""
    databases.prepare()
    steps = _steps()
    written = Path(tempfile.mkdtemp(prefix="cordee-tests-", dir=_in_memory()))
    try:
        for step in steps:
            _run(step, arguments, written)
    finally:
        failed = any(step.status for step in steps)
        if not failed:
            shutil.rmtree(written, ignore_errors=True)
    _tell(steps)
    if failed:
        say(f"\n  what the tests wrote: {written}")
    return int(failed)


def _in_memory() -> Path | None:
    """A folder whose files wait for no disk, as each change of an index does otherwise.

    None where there is none with enough room, or where no program may be started from it.
    """
    if not os.access(MEMORY, os.W_OK):
        return None
    there = os.statvfs(MEMORY)
    usable = there.f_bavail * there.f_frsize > ROOM and not there.f_flag & os.ST_NOEXEC
    return MEMORY if usable else None


def _steps() -> list[Step]:
    postgres = services.required() or services.reachable("postgres")
    server = "postgres" if postgres else "sqlite"
    steps = [Step("on SQLite", ALL_BUT_ALONE, options=SIDE_BY_SIDE)]
    if postgres:
        steps.append(Step("on PostgreSQL", ALL_BUT_ALONE, on=server, options=SIDE_BY_SIDE))
    alone, by_file = ["-n", "0"], ["-n", "2", "--dist", "loadfile"]  # a house for each of the two
    steps += [
        Step("races", "race", server, alone, ["tests/races"], may_be_empty=True),
        Step("journeys", "journey", "sqlite", by_file, ["tests/journeys"], may_be_empty=True),
    ]
    return steps


def _run(step: Step, arguments: list[str], written: Path) -> None:
    say(f"\n### Tests: {step.name}")
    environment = {**os.environ, "TEST_ON": step.on, "PYTEST_DEBUG_TEMPROOT": str(written)}
    # What one step compiles, the next ones read.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    began = time.monotonic()
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        what = arguments or step.where
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-m", step.marks, *step.options, *what],
            cwd=ROOT,
            env=environment | {"CORDEE_TEST_STEP": report.name},
        )
        step.skipped = json.loads(Path(report.name).read_text() or "[]")
    step.seconds = time.monotonic() - began
    empty = done.returncode == NOTHING_COLLECTED and (step.may_be_empty or arguments)
    step.status = 0 if empty else done.returncode


def _tell(steps: Sequence[Step]) -> None:
    say("\n### Tests: what ran")
    for step in steps:
        word = "failed" if step.status else "passed"
        say(f"  {step.name:<16} {word}  {step.seconds:6.1f} s   {len(step.skipped)} skipped")
    reasons = Counter(each["reason"] for step in steps for each in step.skipped)
    if not services.reachable("postgres"):
        reasons[f"everything again on PostgreSQL: {services.why_not('postgres')}"] += 1
    if reasons:
        say("\n### Tests: what was skipped")
    for reason, count in sorted(reasons.items()):
        say(f"  {count:>4} × {reason}")


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
