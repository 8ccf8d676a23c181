"""Several processes as one: restarted when they die, ended together."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scripts.supervisor import Child, Supervisor

SLEEPS = [sys.executable, "-c", "import time; time.sleep(60)"]
FAILS = [sys.executable, "-c", "import sys; print('no such table'); sys.exit(3)"]
# A leader whose own child outlives it unless the whole group is ended.
HAS_A_CHILD = [
    sys.executable,
    "-c",
    "import subprocess, sys, time\n"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
    "print(child.pid, flush=True); time.sleep(60)",
]
IGNORES_TERM = [
    sys.executable,
    "-c",
    "import signal, time\n"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)",
]


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    supervisor = Supervisor(logs=tmp_path)
    yield supervisor
    supervisor.stop()


def start(supervisor: Supervisor, command: list[str]) -> Child:
    return supervisor.start("web", command, env=dict(os.environ))


def until(supervisor: Supervisor, ready: Callable[[], object]) -> None:
    assert supervisor.wait_until(lambda: bool(ready()), seconds=20), "it never happened"


def pid(child: Child) -> int:
    assert child.process is not None
    return child.process.pid


def alive(process: int) -> bool:
    """A zombie that nobody has asked about is dead as well."""
    status = Path(f"/proc/{process}/status")
    return status.exists() and "\nState:\tZ" not in status.read_text()


def test_a_killed_child_is_started_again_and_told_of(
    supervisor: Supervisor, capsys: pytest.CaptureFixture[str]
) -> None:
    child = start(supervisor, SLEEPS)
    first = pid(child)
    os.kill(first, signal.SIGKILL)

    until(supervisor, lambda: child.process and child.process.pid != first)

    assert alive(pid(child))
    assert capsys.readouterr().out == "web stopped (killed by SIGKILL); starting it again.\n"


def test_the_second_failure_in_a_row_is_told_with_its_last_words(
    supervisor: Supervisor, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    child = start(supervisor, FAILS)

    until(supervisor, lambda: child.failures == 2)

    assert capsys.readouterr().out.splitlines() == [
        "web stopped (exit status 3); starting it again.",
        "web stopped 2 times in a row (exit status 3); next try in 1 s."
        f" All it said: {tmp_path / 'web.log'}",
        "    no such table",
        "    no such table",
    ]


def test_waits_grow_and_a_minute_of_health_forgives(tmp_path: Path) -> None:
    now = [0.0]
    supervisor = Supervisor(logs=tmp_path, clock=lambda: now[0])
    child = start(supervisor, FAILS)
    waits = []
    for _ in range(8):
        assert child.process is not None
        child.process.wait()
        supervisor.tick()
        assert child.retry_at is not None
        waits.append(child.retry_at - now[0])
        now[0] = child.retry_at
        supervisor.tick()
    assert waits == [0.5, 1, 2, 4, 8, 16, 30, 30]

    assert child.process is not None
    child.process.wait()
    now[0] += 61
    supervisor.tick()

    assert child.failures == 1


def test_what_a_dead_child_had_started_is_ended_before_it_starts_again(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    child = start(supervisor, HAS_A_CHILD)
    until(supervisor, (tmp_path / "web.log").read_text)
    grandchild = int((tmp_path / "web.log").read_text())
    os.kill(pid(child), signal.SIGKILL)

    until(supervisor, lambda: child.failures == 1)

    until(supervisor, lambda: not alive(grandchild))


def test_stopping_ends_children_and_theirs(supervisor: Supervisor, tmp_path: Path) -> None:
    child = start(supervisor, HAS_A_CHILD)
    until(supervisor, (tmp_path / "web.log").read_text)
    processes = [pid(child), int((tmp_path / "web.log").read_text())]

    supervisor.stop()

    deadline = time.monotonic() + 5
    while any(map(alive, processes)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [alive(process) for process in processes] == [False, False]


def test_a_child_that_will_not_end_is_ended_by_force(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    child = start(supervisor, IGNORES_TERM)
    until(supervisor, (tmp_path / "web.log").read_text)
    process = child.process

    supervisor.stop(grace=0.3)

    assert process is not None
    assert process.returncode == -signal.SIGKILL


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's help is Linux's")
def test_no_child_outlives_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path; from scripts.supervisor import Supervisor\n"
        f"supervisor = Supervisor(logs=Path({str(tmp_path)!r}))\n"
        f"child = supervisor.start('web', {SLEEPS!r}, env=dict(os.environ))\n"
        "print(child.process.pid, flush=True); supervisor.watch()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        child = int(running.stdout.readline())
        running.kill()
    deadline = time.monotonic() + 5
    while alive(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(child)
