"""Shoes from the side, drawn in millimetres from their own stacks, lugs and cut."""

from marketplace.technical.drawings.canvas import Drawer
from marketplace.technical.drawings.footwear import court, hiking, running

DRAWINGS: dict[str, Drawer] = {
    "chaussure-running": running.running_shoe,
    "chaussure-trail": running.trail_shoe,
    "chaussure-randonnee": hiking.hiking_boot,
    "chaussure-tennis": court.tennis_shoe,
    "chaussure-salle": court.gym_shoe,
    "sandale": hiking.hiking_sandal,
}
