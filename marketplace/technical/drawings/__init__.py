"""Technical side-view drawings of products, made from their own figures.

A family's drawing is known by a key; ``draw`` is a pure function, so its result can be cached
for ever. With dimensions it is one of the reader's language too: figures and words stand beside the
lines. Without, there is no word in it.
"""

from collections.abc import Sequence

from marketplace.technical.drawings import (
    balls,
    climbing,
    clothing,
    combat,
    court_shoes,
    cycling,
    equipment,
    fitness,
    footwear,
    golf,
    racquets,
    skis,
    snow,
    swimming,
    table_tennis,
    team_gear,
)
from marketplace.technical.drawings.canvas import Drawer, Sketch, Values, lifted

DRAWINGS: dict[str, Drawer] = {
    **footwear.DRAWINGS,
    **equipment.DRAWINGS,
    **clothing.DRAWINGS,
    **fitness.DRAWINGS,
    **balls.DRAWINGS,
    **court_shoes.DRAWINGS,
    **team_gear.DRAWINGS,
    **table_tennis.DRAWINGS,
    **combat.DRAWINGS,
    **skis.DRAWINGS,
    **snow.DRAWINGS,
    **climbing.DRAWINGS,
    **cycling.DRAWINGS,
    **swimming.DRAWINGS,
    **golf.DRAWINGS,
    **racquets.DRAWINGS,
}


def draw(*, drawing: str, values: Values, colours: Sequence[str], dimensions: bool = False) -> str:
    """The SVG of one product.

    ``values``: the reference's figures by attribute key; ``colours``: one to three ``#rrggbb``.

    :raises KeyError: no drawing of that name.
    """
    worn = [lifted(colour) for colour in colours]
    return DRAWINGS[drawing](Sketch(values=values, colours=worn, dimensions=dimensions))
