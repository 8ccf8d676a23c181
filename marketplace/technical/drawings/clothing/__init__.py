"""Flat drawings of clothing, one per drawing key."""

from marketplace.technical.drawings.canvas import Drawer
from marketplace.technical.drawings.clothing import jackets, legs, small, tops, women
from marketplace.technical.drawings.pattern import cut_from

DRAWINGS: dict[str, Drawer] = {
    key: cut_from(drawer)
    for room in (tops, women, jackets, legs, small)
    for key, drawer in room.DRAWINGS.items()
}
