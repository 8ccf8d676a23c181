"""What a brand calls the models of one line: "Cadence 3", "Cadence 2 Femme", "Cadence 2025"."""

import re
from typing import Final

_WHO: Final = re.compile(
    r"\b(?:femmes?|hommes?|women'?s?|men'?s?|woman|man|w|m|lady|enfants?|kids?|juniors?|jr|unisexe?|"
    r"mixte)\b\.?",
    re.IGNORECASE,
)
_GENERATION: Final = re.compile(r"\s+(?:v\.?|mk\.?|gen\.?)?\s*(\d{1,4})$", re.IGNORECASE)


def model_line(model_name: str) -> tuple[str, int]:
    """(the line's name, the model's generation): ("Cadence", 3); 0 where the name tells none."""
    bare = " ".join(_WHO.sub(" ", model_name.replace("’", "'")).split())
    found = _GENERATION.search(bare)
    return (bare[: found.start()], int(found[1])) if found else (bare, 0)
