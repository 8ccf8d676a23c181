"""What the commands of the Makefile say: one line a step, one line for a trouble."""

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
LOGS = VAR / "logs"

DISK_FULL = re.compile(r"No space left on device|disk is full|Disk quota exceeded|Errno 28\b")
MIB = 1024 * 1024


class Trouble(Exception):
    """What went wrong and what to do about it, in one line."""


def say(line: str = "") -> None:
    """Print a line at once, also where the output is a pipe."""
    print(line, flush=True)


def one_line(trouble: BaseException) -> int:
    """Tell of a trouble; returns the exit status to leave with."""
    print(trouble, file=sys.stderr, flush=True)
    return 1


@contextmanager
def step(name: str) -> Iterator[None]:
    """Say how long a step took, once it is done."""
    began = time.monotonic()
    yield
    say(f"  {name:<58} {time.monotonic() - began:5.1f} s")


def shown(path: Path) -> str:
    """A path as a person at the root of the checkout would type it."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def need_space(mib: int, *, at: Path) -> None:
    """Stop before a step that would fill the disk.

    :raises Trouble: fewer than ``mib`` MiB are free.
    """
    free = shutil.disk_usage(at).free // MIB
    if free < mib:
        raise Trouble(f"The disk is full: {free} MiB are free at {at} and {mib} MiB are needed.")


def run(
    *commands: Sequence[str], name: str, env: Mapping[str, str] | None = None, echo: bool = False
) -> None:
    """Run commands side by side, their output in ``var/logs/<name>.log``.

    With ``echo`` the (single) command's lines are shown as they come.

    :raises Trouble: one of them failed; says where to read on.
    """
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{name}.log"
    with log.open("w") as output:
        started = [
            subprocess.Popen(
                command,
                cwd=ROOT,
                env=env,
                stdin=subprocess.DEVNULL,
                text=True,
                stdout=subprocess.PIPE if echo else output,
                stderr=subprocess.STDOUT,
            )
            for command in commands
        ]
        try:
            for process in started:
                _copy_lines(process, output)
            failed = [process for process in started if process.wait()]
        finally:
            _end(started)
    if failed:
        raise _trouble(name, log)


def _copy_lines(process: "subprocess.Popen[str]", output: TextIO) -> None:
    for line in process.stdout or ():
        output.write(line)
        say(f"    {line.rstrip()}")


def _end(processes: Sequence["subprocess.Popen[str]"]) -> None:
    """Leave nothing running behind an interruption."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    for process in processes:
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _trouble(name: str, log: Path) -> Trouble:
    text = log.read_text(errors="replace")
    if DISK_FULL.search(text):
        return Trouble(f"The disk is full: make room at {ROOT} and try again.")
    words = [line.strip() for line in text.splitlines() if line.strip()]
    last = words[-1] if words else "it said nothing"
    return Trouble(f"{name} failed: {last[:300]} (all of it: {shown(log)})")
