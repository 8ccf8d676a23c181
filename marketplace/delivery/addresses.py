"""Whether a town goes with its postcode, as people write them.

The table is data: ``places/towns.csv``, made by ``scripts/towns.py`` (see ``places/README.md``).
It knows every municipality, not every way to write one: whoever insists is believed.
"""

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

TABLE: Final = Path(__file__).parent / "places" / "towns.csv"
SHORT: Final = {r"\bst\b": "saint", r"\bste\b": "sainte"}
# What follows the name on an envelope: the delivery office, the district.
AFTER: Final = re.compile(r"\bcedex\b.*$|\b\d+\s*(?:er|e|eme|nd)?\b(?:\s*arrondissement\b)?")


def towns(postcode: str) -> Sequence[str]:
    """The municipalities of a postcode, the largest first; none when it is not known."""
    return _towns().get(postcode, ())


def agrees(*, postcode: str, town: str) -> bool:
    """Whether ``town`` is one of the postcode's; accents, case, hyphens and districts aside."""
    return plain(town) in {plain(each) for each in towns(postcode)}


def plain(town: str) -> str:
    """``Saint-Étienne``, ``ST ETIENNE cedex 2`` and ``saint etienne`` are one."""
    text = unicodedata.normalize("NFD", town.casefold().replace("œ", "oe"))
    text = text.encode("ascii", "ignore").decode().replace("-", " ")
    text = AFTER.sub(" ", text)
    for short, long in SHORT.items():
        text = re.sub(short, long, text)
    return re.sub(r"[^a-z]", "", text)


@cache
def _towns() -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["postcode"]].append(row["town"])
    return dict(found)
