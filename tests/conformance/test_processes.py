"""The index in a folder, with processes that die and others that read."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from search.backends.embedded import EmbeddedBackend
from search.contract import NotBuilt, Query
from tests.conformance.other import reference
from tests.databases import ROOT


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "search"


@contextmanager
def other(deed: str, path: Path) -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.conformance.other", deed, str(path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.send_signal(signal.SIGKILL)


def lines(process: "subprocess.Popen[str]", count: int) -> list[str]:
    assert process.stdout
    return [process.stdout.readline().strip() for _ in range(count)]


def killed(deed: str, path: Path, *, after: int) -> int:
    """Kill -9 the other process once it has said ``after`` lines; returns the last it said."""
    with other(deed, path) as process:
        said = lines(process, after)
    assert process.stdout is not None
    return int(said[-1])


def test_a_writer_that_is_killed_loses_no_change_it_had_committed(path):
    last = killed("write", path, after=5)

    engine = EmbeddedBackend(path)
    found = {hit.id for hit in engine.search(Query(per_page=100)).hits}
    assert set(range(1, last + 1)) <= found
    engine.upsert([reference(1, minor=9990)])  # and nobody is barred
    assert engine.search(Query(text="cadence 1")).hits[0].price == 9990


def test_every_reading_process_sees_a_commit_within_a_second(path):
    engine = EmbeddedBackend(path)
    engine.rebuild(lambda _after: [reference(1, minor=4000)])
    with other("read", path) as first, other("read", path) as second:
        readers = (first, second)
        for reader in readers:
            assert lines(reader, 1)[0].split()[0] == "4000"
        for minor in (5000, 6000, 7000):
            engine.upsert([reference(1, minor=minor)])
            committed = time.monotonic()
            for reader in readers:
                price, at = lines(reader, 1)[0].split()
                assert int(price) == minor
                assert float(at) - committed <= 1.0


def test_a_rebuild_that_is_killed_is_gone_on_with(path):
    last = killed("rebuild", path, after=25)
    engine = EmbeddedBackend(path)
    with pytest.raises(NotBuilt):  # half an index answers nobody
        engine.search(Query())
    engine.upsert([reference(3, minor=9990)])  # noted: it was read already
    engine.delete([5], version=1)
    asked = []

    def the_rest(after):
        asked.append(after)
        return [reference(id) for id in range(after + 1, last + 3)]

    assert engine.rebuild(the_rest) == last + 2

    assert asked[0] >= 20  # two commits of ten were made before
    prices = {hit.id: hit.price for hit in engine.search(Query(per_page=100)).hits}
    assert prices == {id: 5000 for id in range(1, last + 3) if id != 5} | {3: 9990}
