"""Flat drawings of clothing, one per drawing key."""

from marketplace.technical.drawings.canvas import Drawer
from marketplace.technical.drawings.clothing import jackets, tops, women

DRAWINGS: dict[str, Drawer] = {
    **tops.DRAWINGS,
    **jackets.DRAWINGS,
    **women.DRAWINGS,
}
