"""Which Python a bare machine has, and what to do when it has none."""

import subprocess
import sys
from pathlib import Path

import pytest

from scripts.terminal import ROOT


def find(folder: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run the script on a machine where only what is in ``folder`` can be found."""
    return subprocess.run(
        ["/bin/sh", str(ROOT / "scripts" / "find-python")],
        env={"PATH": str(folder), **environment},
        capture_output=True,
        text=True,
    )


def python(folder: Path, name: str, *, recent: bool = True, venv: bool = True) -> str:
    """A stand-in that answers the script's two questions."""
    path = folder / name
    answers = f"*version_info*) exit {int(not recent)};; *ensurepip*) exit {int(not venv)};;"
    path.write_text(f"#!/bin/sh\ncase $2 in {answers} esac\n")
    path.chmod(0o755)
    return str(path)


def test_no_python_is_one_line(tmp_path: Path) -> None:
    found = find(tmp_path)

    assert (found.returncode, found.stdout) == (1, "")
    assert found.stderr == (
        "Python 3.11 or newer is needed and none was found:"
        " install it, or name it with PYTHON=/path/to/python3.\n"
    )


def test_an_old_python_is_none(tmp_path: Path) -> None:
    python(tmp_path, "python3", recent=False)

    assert find(tmp_path).returncode == 1


def test_a_python_without_venv_says_what_to_install(tmp_path: Path) -> None:
    path = python(tmp_path, "python3", venv=False)

    found = find(tmp_path)

    assert (found.returncode, found.stdout) == (1, "")
    assert found.stderr == (
        f"{path} cannot make virtual environments: apt install python3-venv, then try again.\n"
    )


def test_the_first_that_is_good_enough_is_taken(tmp_path: Path) -> None:
    python(tmp_path, "python3", recent=False)
    python(tmp_path, "python3.13", venv=False)
    good = python(tmp_path, "python3.12")

    assert find(tmp_path).stdout == f"{good}\n"


@pytest.mark.parametrize("name", ["python3", "another"])
def test_a_person_may_name_one(tmp_path: Path, name: str) -> None:
    python(tmp_path, "python3.12")
    named = python(tmp_path, name)

    assert find(tmp_path, PYTHON=named).stdout == f"{named}\n"


def test_a_real_python_answers_both_questions() -> None:
    assert find(Path("/nowhere"), PYTHON=sys.executable).stdout == f"{sys.executable}\n"
