"""Bikes drawn from their geometry, and what a cyclist wears and fits."""

from marketplace.technical.drawings.canvas import Drawer
from marketplace.technical.drawings.cycling import bikes, parts, wear

DRAWINGS: dict[str, Drawer] = {**bikes.DRAWINGS, **wear.DRAWINGS, **parts.DRAWINGS}
