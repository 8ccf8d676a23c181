"""The taxonomy's files, one a sport: families, what one chooses by, plausible ranges."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def sports() -> list[dict[str, Any]]:
    """The files' content, in the order in which the shop shows the sports."""
    files = sorted(Path(__file__).parent.glob("*.toml"))
    return sorted((tomllib.loads(f.read_text("utf-8")) for f in files), key=_position)


@cache
def fits() -> dict[str, list[str]]:
    """Slug of a family → slugs of the families of accessories that go with it."""
    return tomllib.loads((Path(__file__).parent / "fits" / "families.toml").read_text("utf-8"))


def _position(sport: dict[str, Any]) -> int:
    return int(sport["position"])
