"""One clear line for each trouble."""

import shutil
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from scripts import terminal
from scripts.terminal import Trouble, need_space, run

Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def _logs_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal, "LOGS", tmp_path)


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_a_failed_step_is_its_last_line_and_where_to_read_on(tmp_path: Path) -> None:
    with pytest.raises(Trouble) as trouble:
        run(python("print('trying', flush=True); raise SystemExit('no such host')"), name="install")

    assert str(trouble.value) == f"install failed: no such host (all of it: {tmp_path}/install.log)"


@pytest.mark.parametrize(
    "words",
    [
        "OSError: [Errno 28] No space left on device",
        "sqlite3.OperationalError: database or disk is full",
    ],
)
def test_a_full_disk_is_named_whoever_meets_it(words: str) -> None:
    with pytest.raises(Trouble, match=r"^The disk is full: make room at \S+ and try again\.$"):
        run(python(f"raise SystemExit({words!r})"), name="world")


def test_steps_side_by_side_all_run_and_any_failure_counts(tmp_path: Path) -> None:
    written = tmp_path / "written"
    with pytest.raises(Trouble):
        run(
            python("raise SystemExit(1)"),
            python(f"open({str(written)!r}, 'w').close()"),
            name="prepare",
        )
    assert written.exists()


def test_too_little_space_stops_a_step_before_it_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(10**12, 10**12, 300 * 1024**2))

    need_space(300, at=tmp_path)
    with pytest.raises(Trouble) as trouble:
        need_space(301, at=tmp_path)

    assert str(trouble.value) == (
        f"The disk is full: 300 MiB are free at {tmp_path} and 301 MiB are needed."
    )
