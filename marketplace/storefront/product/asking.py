"""What the address of a product page asks for, and back to addresses."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import TextChoices
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from marketplace.delivery import postcodes
from marketplace.delivery.postcodes import Place, UnknownPostcode
from marketplace.storefront.own_sizes import Sizes

SIZE, SYSTEM, ORDER, OFFERS = "taille", "tailles", "tri", "offres"
NEAR = "cp"  # the postcode near which one would fetch it
MISSING = "manque"  # what was not said when it was put into the basket: ``SIZE``
EVERYTHING = "toutes"  # what ``OFFERS`` says
LONGEST = 24  # of a size, as the catalogue keeps it


class Order(TextChoices):
    """In which order the offers stand."""

    TOTAL = "total", _("Prix total")
    DATE = "date", _("Date d’arrivée")


@dataclass(frozen=True)
class Asked:
    """``size``: as it is sold; ``system``: one of ``sizes.SYSTEMS`` in which sizes are said,
    ``before``: in which they were before, ``own``: the shopper's sizes, as they are sold;
    ``everything``: no offer is folded away; ``hurried``: the basket wants to know the size;
    ``near``: a postcode as it was written. "" and the first order: nothing is asked."""

    path: str
    size: str = ""
    system: str = ""
    before: str = ""
    own: Sizes = ()
    order: Order = Order.TOTAL
    everything: bool = False
    hurried: bool = False
    near: str = ""

    @property
    def place(self) -> Place | None:
        """Where "near" is, as far as that was understood."""
        return None if self.unplaced or not self.near else postcodes.place(self.near)

    @property
    def unplaced(self) -> str:
        """Why the postcode cannot be taken, "" where it can or none was given."""
        try:
            if self.near:
                postcodes.place(self.near)
        except UnknownPostcode as error:
            return str(error.message)
        return ""

    @property
    def fields(self) -> Mapping[str, str]:
        """What a form that asks for a postcode sends along."""
        return self._pairs(self, but=NEAR)

    def address(self, **changes: Any) -> str:
        """The address that asks the same, but for the changes."""
        asked = replace(self, **changes)
        filled = self._pairs(asked)
        return f"{asked.path}?{urlencode(filled)}" if filled else asked.path

    @staticmethod
    def _pairs(asked: "Asked", *, but: str = "") -> dict[str, str]:
        pairs = {
            SIZE: asked.size,
            SYSTEM: asked.system,
            ORDER: "" if asked.order == Order.TOTAL else asked.order.value,
            OFFERS: EVERYTHING if asked.everything else "",
            NEAR: "" if asked.unplaced else asked.near,
        }
        return {name: value for name, value in pairs.items() if value and name != but}


def read(path: str, params: QueryDict, *, before: str = "", own: Sizes = ()) -> Asked:
    """An order that is none is the first one; whether there is such a size, the page says."""
    order = params.get(ORDER, "")
    return Asked(
        path=path,
        size=_short(params.get(SIZE, "")),
        system=_short(params.get(SYSTEM, "")),
        before=before,
        own=own,
        order=Order(order) if order in Order.values else Order.TOTAL,
        everything=params.get(OFFERS) == EVERYTHING,
        hurried=params.get(MISSING) == SIZE,
        near=_short(params.get(NEAR, "")),
    )


def without_size(path: str) -> str:
    """Where the page says that a size must be chosen, at the sizes."""
    return f"{path}?{urlencode({MISSING: SIZE})}#tailles"


def _short(said: str) -> str:
    return said.replace("\0", "").strip()[:LONGEST]
