"""Every check of the code that does not run it: ``make lint``. Runs in ``.venv``.

All checks run, also after one has failed, so that one look shows everything there is to mend.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from scripts.terminal import ROOT, say

PYTHON = sys.executable
TEMPLATES = ["marketplace", "sellers"]
CHECKS = {
    "ruff check": [PYTHON, "-m", "ruff", "check", "."],
    "ruff format": [PYTHON, "-m", "ruff", "format", "--check", "--quiet", "."],
    "mypy": [PYTHON, "-m", "mypy"],
    "layers": [str(Path(PYTHON).parent / "lint-imports"), "--no-logo"],
    "templates": [PYTHON, "-m", "djlint", *TEMPLATES, "--lint"],
    "template format": [PYTHON, "-m", "djlint", *TEMPLATES, "--check"],
    "migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
    "translations": [PYTHON, "-m", "scripts.messages", "check"],
    "tenancy": [PYTHON, "-m", "scripts.tenancy"],
    "words": [PYTHON, "-m", "scripts.words"],
}


def main() -> int:
    """Run every check; says little of those that pass. Returns the exit status."""
    failed = [name for name, command in CHECKS.items() if not _passes(name, command)]
    if failed:
        say(f"\nmake lint: {', '.join(failed)} failed")
    return int(bool(failed))


def _passes(name: str, command: list[str]) -> bool:
    began = time.monotonic()
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    word = "failed" if done.returncode else "passed"
    say(f"  {name:<16} {word}  {time.monotonic() - began:6.1f} s")
    if done.returncode:
        say(done.stdout)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
