"""Where French postcodes lie, and how far it is from one to another.

The table is data: ``places/postcodes.csv``, made by ``scripts/postcodes.py``; where it comes from
and under which licences: ``places/README.md``.
"""

import csv
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.core.errors import CordeeError

TABLE: Final = Path(__file__).parent / "places" / "postcodes.csv"
EARTH_KM: Final = 6371.0
WRITTEN: Final = re.compile(r"\d{5}", re.ASCII)
MOST_SHOWN = 20  # letters of what cannot be read that are said back


class UnknownPostcode(CordeeError):
    code = "unknown_postcode"
    message: str | Promise = gettext_lazy("Ce code postal n’est pas français.")


@dataclass(frozen=True, slots=True)
class Place:
    """The middle of a postcode. ``town``: its largest municipality; ``rough``: known to some ten
    kilometres only."""

    postcode: str
    town: str
    latitude: float
    longitude: float
    rough: bool = False

    def km_to(self, other: "Place") -> float:
        """Kilometres as the crow flies (haversine)."""
        here, there = math.radians(self.latitude), math.radians(other.latitude)
        east = math.radians(other.longitude - self.longitude)
        a = (
            math.sin((there - here) / 2) ** 2
            + math.cos(here) * math.cos(there) * math.sin(east / 2) ** 2
        )
        return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(a)))


def place(written: str) -> Place:
    """Where a postcode lies, as somebody wrote it: "74 000" is 74000.

    :raises UnknownPostcode: it is no French postcode, or nobody has told where it lies.
    """
    postcode = re.sub(r"\s", "", written)
    if not WRITTEN.fullmatch(postcode):
        raise UnknownPostcode(
            _("« %(written)s » n’est pas un code postal : il a cinq chiffres, par exemple 74000.")
            % {"written": written.strip()[:MOST_SHOWN]}
        )
    if found := find(postcode):
        return found
    raise UnknownPostcode(
        _("Nous ne savons pas situer le code postal %(postcode)s : "
          "essayez celui d’une commune voisine.")
        % {"postcode": postcode}
    )  # fmt: skip


def find(postcode: str) -> Place | None:
    """Where a postcode lies; None when it is not known."""
    return _places().get(postcode)


def everywhere() -> list[Place]:
    """All that are known, by their postcode."""
    return sorted(_places().values(), key=lambda place: place.postcode)


@cache
def _places() -> Mapping[str, Place]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {
            row["postcode"]: Place(
                row["postcode"], row["town"], float(row["latitude"]), float(row["longitude"]),
                rough=row["rough"] == "1",
            )
            for row in csv.DictReader(file)
        }  # fmt: skip
