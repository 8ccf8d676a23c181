"""Processes that read for a rebuild end with it, however it ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.databases import ROOT

READING = """
import os, time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from search import beside

if __name__ == "__main__":
    pool = ProcessPoolExecutor(1, get_context("spawn"), initializer=beside.begin)
    print(pool.submit(os.getpid).result(), flush=True)
    time.sleep(60)
"""


def is_alive(pid: int) -> bool:
    """One that has ended and that nobody asked for yet is not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_reader_ends_with_the_rebuild_that_is_killed(tmp_path):
    program = tmp_path / "reading.py"
    program.write_text(READING)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, str(program)], stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout
        reader = int(process.stdout.readline())
        assert is_alive(reader)
        process.send_signal(signal.SIGKILL)
    for _ in range(100):
        if not is_alive(reader):
            break
        time.sleep(0.1)
    assert not is_alive(reader)
