"""The virtual environment mends itself. Installing is a stand-in that notes what it was asked."""

from pathlib import Path

import pytest

from scripts import environment
from scripts.terminal import Trouble


class Installs(list[str]):
    """Names of the steps that ran; ``fails`` makes the one of that name fail."""

    fails = ""

    def __call__(self, *commands: list[str], name: str) -> None:
        self.append(name)
        if name == self.fails:
            raise Trouble(f"{name} failed")
        if name == "venv":
            python = Path(commands[0][-1]) / "bin" / "python"
            python.parent.mkdir(parents=True)
            python.write_text("#!/bin/sh\n")
            python.chmod(0o755)


@pytest.fixture
def installs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installs:
    venv, root = tmp_path / "venv", tmp_path
    (root / "requirements").mkdir()
    for name in ("base", "dev"):
        (root / "requirements" / f"{name}.txt").write_text("one==1 \\\n    --hash=x\ntwo==2\n")
    monkeypatch.setattr(environment, "ROOT", root)
    monkeypatch.setattr(environment, "VENV", venv)
    monkeypatch.setattr(environment, "PYTHON", venv / "bin" / "python")
    monkeypatch.setattr(environment, "STAMP", venv / "cordee.json")
    installs = Installs()
    monkeypatch.setattr(environment, "run", installs)
    return installs


def test_it_is_made_once(installs: Installs) -> None:
    environment.ensure("base")
    environment.ensure("base")

    assert installs == ["venv", "install"]


def test_what_the_tests_need_holds_what_the_shop_needs(installs: Installs) -> None:
    environment.ensure("dev")
    environment.ensure("base")

    assert installs == ["venv", "install"]


def test_a_changed_lock_is_installed_over_what_is_there(installs: Installs) -> None:
    environment.ensure("base")
    environment._lock("base").write_text("one==2\n")
    environment.ensure("base")

    assert installs == ["venv", "install", "install"]


def test_an_interrupted_install_is_made_anew(installs: Installs) -> None:
    installs.fails = "install"
    with pytest.raises(Trouble):
        environment.ensure("base")
    installs.fails = ""

    environment.ensure("base")

    assert installs == ["venv", "install", "venv", "install"]


def test_a_half_made_environment_is_made_anew(installs: Installs) -> None:
    (environment.VENV / "bin").mkdir(parents=True)

    environment.ensure("base")

    assert installs == ["venv", "install"]


def test_an_environment_whose_python_has_gone_is_made_anew(installs: Installs) -> None:
    environment.ensure("base")
    environment.PYTHON.unlink()

    environment.ensure("base")

    assert installs == ["venv", "install", "venv", "install"]


def test_a_folder_of_somebody_else_is_left_alone(installs: Installs) -> None:
    environment.VENV.mkdir()
    (environment.VENV / "thesis.odt").touch()

    with pytest.raises(Trouble, match="is in the way and is no virtual environment"):
        environment.ensure("base")

    assert installs == []
    assert (environment.VENV / "thesis.odt").exists()


def test_the_lock_of_the_tests_holds_the_shops_in_the_same_versions() -> None:
    def pins(name: str) -> set[str]:
        lines = environment._lock(name).read_text().splitlines()
        return {line.split(" ")[0] for line in lines if "==" in line and not line.startswith(" ")}

    assert pins("base") - pins("dev") == set()
