"""What the products of every family are like, sport by sport."""

from dataclasses import replace
from importlib import import_module
from pkgutil import iter_modules

from marketplace.world.kinds.more import MORE
from marketplace.world.products import KINDS as FIRST
from marketplace.world.products import Kind


def _of_all_sports() -> dict[str, Kind]:
    """The first sports', then a module a sport; each with its further figures."""
    found = dict(FIRST)
    for module in sorted(each.name for each in iter_modules(__path__)):
        found |= getattr(import_module(f"{__name__}.{module}"), "KINDS", {})
    return {
        slug: replace(kind, figures={**kind.figures, **MORE.get(slug, {})})
        for slug, kind in found.items()
    }


KINDS: dict[str, Kind] = _of_all_sports()
