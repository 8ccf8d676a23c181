"""Flat drawings of clothing, one per drawing key."""

from marketplace.technical.drawings.canvas import Drawer
from marketplace.technical.drawings.clothing import jackets, legs, small, tops, women

DRAWINGS: dict[str, Drawer] = {
    **tops.DRAWINGS,
    **jackets.DRAWINGS,
    **legs.DRAWINGS,
    **small.DRAWINGS,
    **women.DRAWINGS,
}
