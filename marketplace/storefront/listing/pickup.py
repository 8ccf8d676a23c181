"""Where what is listed can be fetched, near a postcode."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from marketplace.delivery import queries as delivery
from marketplace.delivery.postcodes import Place
from marketplace.delivery.queries import Counter
from marketplace.storefront.listing.asking import DISTANCES, Asked


@dataclass(frozen=True)
class Around:
    """The counters within ``km`` of ``place`` and those chosen by their number; ``next`` is the
    nearest of the others.
    """

    place: Place | None
    km: int
    counters: Sequence[Counter]
    chosen: frozenset[str]
    next: Counter | None = None

    @property
    def wanted(self) -> list[str]:
        """Numbers of the points where it may be fetched."""
        within = [str(each.point_id) for each in self.counters]
        return [number for number in within if number in self.chosen] if self.chosen else within

    @property
    def wider(self) -> int | None:
        """The distance to choose for the nearest one; None where none is far enough."""
        if self.next is None or self.next.km is None:
            return None
        return next((km for km in DISTANCES if km >= (self.next.km or 0)), None)


def around(asked: Asked) -> Around | None:
    """Where it may be fetched; None when it may come from anywhere, which costs no query."""
    chosen = frozenset(asked.values("retrait"))
    if asked.place is None and not chosen:
        return None
    known = delivery.counters(asked.place)
    if asked.place is None:
        met = [each for each in known if str(each.point_id) in chosen]
        return Around(None, asked.km, met, chosen)
    placed = [each for each in known if each.km is not None]
    within = [e for e in placed if (e.km or 0) <= asked.km or str(e.point_id) in chosen]
    beyond = (each for each in placed if each not in within)
    return Around(asked.place, asked.km, within, chosen, next(beyond, None))


def called(counter: Counter) -> str:
    """``Alpes Trail, Annecy · 3 km``."""
    name = f"{counter.name}, {counter.town}"
    if counter.km is None:
        return name
    if counter.km < 1:
        return _("%(name)s · moins de 1 km") % {"name": name}
    return _("%(name)s · %(km)d km") % {"name": name, "km": round(counter.km)}
