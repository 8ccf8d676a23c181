"""Pick-up points of a carrier: which are near, and where one of them is.

A network is an adapter that ``settings.RELAY_NETWORK`` names by its dotted path. The embedded one
reads its points from a table, which the demo world fills; a carrier's would ask its API and raise
``TransientError`` while that does not answer. Where none is named, nobody is offered the method.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from marketplace.core.errors import TransientError
from marketplace.delivery.models import RelayPoint
from marketplace.delivery.postcodes import Place

NEAR: Final = 5  # points that a shopper chooses among
FAR_KM: Final = 30  # beyond it, nobody fetches a parcel
DEGREES: Final = 0.28  # of latitude, a little more than ``FAR_KM``


@dataclass(frozen=True, slots=True)
class Relay:
    """A pick-up point; ``km`` from where one asks, None when nobody asks."""

    code: str
    name: str
    line1: str
    postcode: str
    town: str
    km: float | None = None


class Network(Protocol):
    """What an adapter can do. Both raise ``TransientError`` while the carrier does not answer."""

    def near(self, place: Place, *, count: int) -> list[Relay]:
        """At most ``count`` points within ``FAR_KM``, the nearest first."""

    def find(self, codes: Iterable[str]) -> dict[str, Relay]:
        """Code → point, of those that still take parcels."""


class Embedded:
    """Points that stand in the database."""

    def near(self, place: Place, *, count: int) -> list[Relay]:
        """One query, of a strip of the country."""
        strip = (place.latitude - DEGREES, place.latitude + DEGREES)
        found = [_relay(row, place) for row in RelayPoint.objects.filter(latitude__range=strip)]
        within = [each for each in found if (each.km or 0) <= FAR_KM]
        return sorted(within, key=lambda each: (each.km, each.code))[:count]

    def find(self, codes: Iterable[str]) -> dict[str, Relay]:
        """One query."""
        return {row.pk: _relay(row) for row in RelayPoint.objects.filter(pk__in=set(codes))}


def _relay(row: RelayPoint, place: Place | None = None) -> Relay:
    here = Place(row.postcode, row.town, row.latitude, row.longitude)
    km = place.km_to(here) if place else None
    return Relay(row.pk, row.name, row.line1, row.postcode, row.town, km)


def network() -> Network | None:
    """The network that parcels can be sent through, None without one."""
    name = settings.RELAY_NETWORK
    return cast(Network, import_string(name)()) if name else None


def near(place: Place | None) -> list[Relay]:
    """The points to choose among; none without a network, a place, or an answer."""
    known = network()
    if known is None or place is None:
        return []
    try:
        return known.near(place, count=NEAR)
    except TransientError:
        return []


def find(codes: Iterable[str]) -> dict[str, Relay]:
    """Code → point; those that no longer take parcels, or of which nobody answers, are left out.

    No query and no call without a code.
    """
    wanted = {code for code in codes if code}
    known = network() if wanted else None
    if known is None:
        return {}
    try:
        return known.find(wanted)
    except TransientError:
        return {}
