"""Runs several processes as one: starts them, restarts those that die, stops them all together."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from scripts.terminal import ROOT, say, shown

FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 30.0
HEALTHY_AFTER_S = 60.0
GRACE_S = 6.0
TICK_S = 0.2
LAST_WORDS = 5
LOG_LIMIT = 20 * 1024 * 1024

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass
class Child:
    """A process that must stay up, and how it fares."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    failures: int = 0
    retry_at: float | None = None


@dataclass
class Supervisor:
    """Keeps its children running until told to stop. Times are seconds of a monotonic clock."""

    logs: Path
    clock: Callable[[], float] = time.monotonic
    children: list[Child] = field(default_factory=list)

    def start(self, name: str, command: Sequence[str], *, env: Mapping[str, str]) -> Child:
        """Start a child and answer for it from now on."""
        self.logs.mkdir(parents=True, exist_ok=True)
        child = Child(name, command, env, self.logs / f"{name}.log")
        self.children.append(child)
        self._spawn(child)
        return child

    def watch(self) -> None:
        """Look after the children for ever; ends with an exception (``KeyboardInterrupt``)."""
        while True:
            self.tick()
            time.sleep(TICK_S)

    def wait_until(self, ready: Callable[[], bool], *, seconds: float) -> bool:
        """Look after the children until ``ready()``; returns False when time is up."""
        deadline = self.clock() + seconds
        while self.clock() < deadline:
            if ready():
                return True
            self.tick()
            time.sleep(TICK_S)
        return False

    def tick(self) -> None:
        """Note who has died and start again whose time has come."""
        for child in self.children:
            if child.process and child.process.poll() is not None:
                self._bury(child)
            if child.retry_at is not None and self.clock() >= child.retry_at:
                self._spawn(child)

    def stop(self, *, grace: float = GRACE_S) -> None:
        """Ask all to end, the last started first; end by force what has not after ``grace`` s."""
        running = [child.process for child in reversed(self.children) if child.process]
        for process in running:
            process.terminate()
        deadline = self.clock() + grace
        for process in running:
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, deadline - self.clock()))
            _end_group(process)
        self.children.clear()

    def _spawn(self, child: Child) -> None:
        child.retry_at = None
        child.started_at = self.clock()
        mode = "wb" if child.log.exists() and child.log.stat().st_size > LOG_LIMIT else "ab"
        with child.log.open(mode) as output:
            # A session of its own: Ctrl-C reaches the supervisor alone, which ends them in order.
            child.process = subprocess.Popen(
                child.command,
                env=child.env,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )

    def _bury(self, child: Child) -> None:
        process = child.process
        if process is None:
            return
        _end_group(process)  # its own children may still hold its port
        child.process = None
        lived = self.clock() - child.started_at
        child.failures = 1 if lived > HEALTHY_AFTER_S else child.failures + 1
        wait = min(FIRST_WAIT_S * 2 ** (child.failures - 1), LONGEST_WAIT_S)
        child.retry_at = self.clock() + wait
        _tell(child, how=_how(process.returncode), wait=wait)


def _die_with_parent() -> None:
    """Even when the supervisor is killed outright, no child outlives it (Linux)."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _end_group(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):  # nobody is left in it
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _how(status: int) -> str:
    if status < 0:
        return f"killed by {signal.Signals(-status).name}"
    return f"exit status {status}"


def _tell(child: Child, *, how: str, wait: float) -> None:
    if child.failures == 1:
        say(f"{child.name} stopped ({how}); starting it again.")
        return
    say(
        f"{child.name} stopped {child.failures} times in a row ({how}); next try in {wait:g} s."
        f" All it said: {shown(child.log)}"
    )
    if child.failures == 2:
        lines = child.log.read_text(errors="replace").splitlines()
        for line in lines[-LAST_WORDS:]:
            say(f"    {line[:300]}")
