"""Rackets, packs, tents and everything else that is neither worn on the foot nor as clothing."""

from marketplace.technical.drawings.canvas import Drawer
from marketplace.technical.drawings.equipment import camp, gear, packs, tennis

DRAWINGS: dict[str, Drawer] = {
    "raquette": tennis.racket,
    "cordage": tennis.string,
    "balles": tennis.balls,
    "grip": tennis.grip,
    "sac-raquettes": tennis.racket_bag,
    "sac-a-dos": packs.backpack,
    "gilet-hydratation": packs.running_vest,
    "sac-sport": packs.duffel,
    "ceinture": packs.running_belt,
    "batons": gear.poles,
    "gourde": gear.bottle,
    "lampe-frontale": gear.head_torch,
    "montre": gear.watch,
    "lunettes": gear.sunglasses,
    "tente": camp.tent,
    "sac-de-couchage": camp.sleeping_bag,
    "matelas": camp.sleeping_mat,
}
