"""What drawings of small gear share: the colour of a trim, the caption under the picture."""

from marketplace.technical.drawings.canvas import STEEL, Sketch, across
from marketplace.technical.drawings.pattern import known, said


def trim(sketch: Sketch) -> str:
    """The colour of a small part, by which a model is told from its neighbours."""
    return (sketch.accent, sketch.third, STEEL, "#14181b")[sketch.design]


def stated(sketch: Sketch, *figures: tuple[str, str]) -> str:
    """What is known of ``figures`` (key, unit), one after the other."""
    return ", ".join(
        said(value, unit).strip()
        for key, unit in figures
        if (value := known(sketch, key)) is not None
    )


def caption(sketch: Sketch, x0: float, x1: float, y: float, words: str) -> str:
    """A dimension line from x0 to x1 with the ``words``, where dimensions are asked for."""
    return across(x0, x1, y, words) if sketch.dimensions and words else ""
