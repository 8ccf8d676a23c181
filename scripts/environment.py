"""The virtual environment: made once, brought up to date when the locks change, mended alone.

``python -m scripts.environment base|dev`` makes it; needs nothing but the standard library.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.terminal import ROOT, Trouble, need_space, one_line, run, step

VENV = Path(os.environ.get("VENV") or ROOT / ".venv").absolute()
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "cordee.json"
SPACE_MIB = 1200
PARTS = {"bin", "include", "lib", "lib64", "share", "pyvenv.cfg", ".gitignore", STAMP.name}

# The locks are complete and hashed, so pip has nothing to resolve or to look up.
PIP = [
    "-m",
    "pip",
    "install",
    "--quiet",
    "--no-input",
    "--disable-pip-version-check",
    "--no-deps",
    "--require-hashes",
    "--no-compile",
]


def ensure(which: str) -> Path:
    """The environment's Python, after installing what ``which`` ("base" or "dev") still lacks.

    :raises Trouble: it cannot be made here; says what to do.
    """
    wanted = _digests(which)
    if not wanted.items() <= _stamped().items() or not _answers():
        _install(which, wanted)
    return PYTHON


def _digests(which: str) -> dict[str, str]:
    """The locks that are satisfied once ``which`` is installed; dev's holds all of base's."""
    names = ["base", "dev"] if which == "dev" else ["base"]
    return {name: hashlib.sha256(_lock(name).read_bytes()).hexdigest() for name in names}


def _lock(name: str) -> Path:
    return ROOT / "requirements" / f"{name}.txt"


def _stamped() -> dict[str, str]:
    """What was installed to the end. An interrupted install leaves no stamp."""
    try:
        stamp: dict[str, str] = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return stamp


def _answers() -> bool:
    """Whether its Python still starts: the checkout or the system's Python may have moved."""
    try:
        return subprocess.run([PYTHON, "-c", ""], capture_output=True).returncode == 0
    except OSError:
        return False


def _install(which: str, wanted: dict[str, str]) -> None:
    need_space(SPACE_MIB, at=VENV.parent)
    before = _stamped() if _answers() else {}
    if not before:
        _make()
    STAMP.unlink(missing_ok=True)
    entries = re.split(r"\n(?=[A-Za-z0-9])", _lock(which).read_text())
    with step(f"installing {len(entries)} packages"), tempfile.TemporaryDirectory() as folder:
        halves = _halves(entries, Path(folder))
        run(*([str(PYTHON), *PIP, "-r", str(half)] for half in halves), name="install")
    STAMP.write_text(json.dumps(before | wanted))


def _halves(entries: list[str], folder: Path) -> list[Path]:
    """Two requirement files: two pips side by side take half the time on two cores."""
    paths = [folder / "first.txt", folder / "second.txt"]
    for start, path in enumerate(paths):
        path.write_text("\n".join(entries[start::2]) + "\n")
    return paths


def _make() -> None:
    if VENV.exists() and not {path.name for path in VENV.iterdir()} <= PARTS:
        raise Trouble(f"{VENV} is in the way and is no virtual environment: move it elsewhere.")
    with step(f"making {VENV.name} with Python {sys.version.split()[0]}"):
        shutil.rmtree(VENV, ignore_errors=True)
        run([sys.executable, "-m", "venv", str(VENV)], name="venv")


if __name__ == "__main__":
    try:
        ensure(sys.argv[1] if len(sys.argv) > 1 else "base")
    except Trouble as trouble:
        sys.exit(one_line(trouble))
    except KeyboardInterrupt:
        sys.exit(130)
