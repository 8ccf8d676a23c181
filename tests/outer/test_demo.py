"""Before anything is made: one line for what is in the way."""

import json
import os
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts import demo, house


@pytest.fixture(autouse=True)
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The demo's folder, elsewhere; making anything is an error unless a test allows it."""
    for name, path in {
        "VAR": tmp_path,
        "LOCK": tmp_path / "demo.lock",
        "DONE": tmp_path / "done",
        "SECRETS": tmp_path / "demo.env",
    }.items():
        monkeypatch.setattr(demo, name, path)
    monkeypatch.setattr("scripts.environment.ensure", _nothing_is_made)
    return tmp_path


def _nothing_is_made(which: str) -> Path:
    raise AssertionError(f"installs {which}")


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield int(listener.getsockname()[1])


def test_a_taken_port_is_one_line_with_a_free_one(
    taken: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert demo.main(["run", "--port", str(taken)]) == 1

    said = capsys.readouterr()
    assert said.out == ""
    line, another = said.err.rsplit("=", 1)
    assert line == f"Port {taken} is taken; another one: make demo PORT"
    assert house.free(int(another))


@pytest.mark.parametrize("port", ["0", "65536", "eighty", "-1", "٨٠", ""])
def test_a_port_that_is_none_is_one_line(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert demo.main(["run", f"--port={port}"]) == 1

    assert capsys.readouterr().err == (
        f"PORT={port} will not do: a number from 1 to 65535 is needed.\n"
    )


@pytest.mark.parametrize("command", ["run", "reset"])
def test_a_demo_that_runs_is_left_alone(
    command: str, var: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (var / "cordee.sqlite3").touch()
    with demo._alone():
        assert demo.main([command]) == 1

    assert capsys.readouterr().err == (
        f"The demo of this folder already runs (process {os.getpid()}):"
        " stop it with Ctrl-C where it runs.\n"
    )
    assert (var / "cordee.sqlite3").exists()


def test_another_world_is_not_made_over_the_one_that_is_there(
    var: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (var / "done").mkdir()
    (var / "done" / "world").write_text(json.dumps([3000, 1]))

    assert demo.main(["run", "--port", str(house.next_free(20000)), "--references", "300"]) == 1

    assert capsys.readouterr().err == (
        "The demo holds a world of 3000 references (seed 1):"
        " make demo REFERENCES=3000 SEED=1 starts it, make demo-reset forgets it.\n"
    )


def test_a_reset_forgets_what_the_shop_wrote_and_keeps_what_is_dear_to_make(var: Path) -> None:
    for name in ("cordee.sqlite3", "cordee.sqlite3-wal", "stripe_twin.sqlite3", "demo.json"):
        (var / name).touch()
    for folder in ("search", "media", "broker", "static", "done"):
        (var / folder).mkdir()
        (var / folder / "file").touch()
    (var / "done" / "world").touch()
    (var / "done" / "static").touch()

    assert demo.main(["reset"]) == 0

    assert sorted(path.name for path in var.iterdir()) == ["demo.lock", "done", "static"]
    assert not (var / "done" / "world").exists()
    assert (var / "done" / "static").exists()


def test_a_full_disk_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(_which: str) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("scripts.environment.ensure", full)

    assert demo.main(["run", "--port", str(house.next_free(20000))]) == 1

    assert capsys.readouterr().err.startswith("The disk is full: make room at ")


def test_secrets_are_made_once_and_readable_by_their_owner_alone(var: Path) -> None:
    first, second = (demo._house(port, python="python").settings for port in (8000, 9000))

    for name in ("SECRET_KEY", "STRIPE_API_KEY", "STRIPE_WEBHOOK_SECRET", "DEMO_PASSWORD"):
        assert first[name] == second[name]
        assert f"{name}={first[name]}\n" in (var / "demo.env").read_text()
    assert (first["SITE_URL"], second["SITE_URL"]) == (
        "http://127.0.0.1:8000",
        "http://127.0.0.1:9000",
    )
    assert stat.S_IMODE((var / "demo.env").stat().st_mode) == 0o600


def test_the_twin_keeps_its_port_while_nobody_else_has_it(taken: int) -> None:
    def port() -> int:
        return demo._house(8000, python="python").twin_port

    first = port()
    assert port() == first
    kept = demo.SECRETS.read_text()
    demo.SECRETS.write_text(kept.replace(f"STRIPE_TWIN_PORT={first}", f"STRIPE_TWIN_PORT={taken}"))

    assert port() not in {taken, 8000}
