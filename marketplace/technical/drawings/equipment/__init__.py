"""Rackets, packs, tents and everything else that is neither worn on the foot nor as clothing."""

from marketplace.technical.drawings.canvas import Drawer
from marketplace.technical.drawings.equipment import tennis

DRAWINGS: dict[str, Drawer] = {
    "raquette": tennis.racket,
    "cordage": tennis.string,
    "balles": tennis.balls,
    "grip": tennis.grip,
    "sac-raquettes": tennis.racket_bag,
}
