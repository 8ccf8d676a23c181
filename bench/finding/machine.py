"""What a process takes of the machine, and a web server for pages."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bench.measuring import ROOT

TICKS = os.sysconf("SC_CLK_TCK")
HOST = "127.0.0.1"
WORKERS = "2"  # one a core
START_S = 60


def cpu_s(pid: int) -> float:
    """Seconds of processor time that a process has taken, in the kernel and out of it."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory_mb(pid: int) -> float:
    """What it holds in memory now, in MiB; pages of files that it maps count, too."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return round(int(line.split()[1]) / 1024, 1)
    return 0.0


def folder_mb(folder: Path) -> float:
    sizes = (path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return round(sum(sizes) / 2**20, 1)


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind((HOST, 0))
        return int(trial.getsockname()[1])


def wait_for(port: int, path: str) -> None:
    """:raises RuntimeError: nobody answers 200 there in time."""
    for _ in range(START_S * 10):
        try:
            connection = http.client.HTTPConnection(HOST, port, timeout=5)
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise RuntimeError(f"nothing answers at {path}")


@contextmanager
def serving(environment: Mapping[str, str]) -> Iterator[int]:
    """The shop's web server as a house runs it, one worker a core; yields its port."""
    port = free_port()
    command = [
        sys.executable, "-m", "granian", "marketplace.config.wsgi:application",
        "--interface", "wsgi", "--no-ws", "--host", HOST, "--port", str(port),
        "--workers", WORKERS, "--blocking-threads", "4",
    ]  # fmt: skip
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **environment},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        try:
            wait_for(port, "/healthz")
            yield port
        finally:
            process.terminate()
