"""A digest of files, to know whether work that was made from them is still good."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from scripts.terminal import ROOT

CODE = ("marketplace", "sellers", "search")


def of(paths: Iterable[Path]) -> str:
    """Changes with the name or the content of any of ``paths``."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(f"{path.relative_to(ROOT)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def schema() -> str:
    """Changes when the database's tables may: migrations, settings, locked libraries."""
    return of([*_under("**/migrations/*.py"), *_under("config/settings.py"), _lock()])


def static() -> str:
    """Changes when the static files may."""
    return of([*_under("**/static/**/*"), *_under("config/settings.py"), _lock()])


def prepared() -> str:
    """Changes when what ``manage.py prepare`` brings may: taxonomy, synonyms, the index's form."""
    return of([*_under("**/*.toml"), *_under("**/migrations/*.py"), *_under("*.py"),
               *_under("backends/**/*.py"), _lock()])  # fmt: skip


def _under(pattern: str) -> list[Path]:
    return [path for room in CODE for path in (ROOT / room).glob(pattern) if path.is_file()]


def _lock() -> Path:
    return ROOT / "requirements" / "base.txt"
