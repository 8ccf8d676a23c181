"""Flat drawings of clothing, one per drawing key."""

from marketplace.technical.drawings.canvas import Drawer
from marketplace.technical.drawings.clothing import jackets, legs, small, tops, women

DRAWINGS: dict[str, Drawer] = {
    key: drawer
    for room in (tops, women, jackets, legs, small)
    for key, drawer in room.DRAWINGS.items()
}
