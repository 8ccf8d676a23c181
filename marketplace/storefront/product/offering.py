"""The offers of a size: the chosen one, and the others by total price or by date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from marketplace.core.money import Money
from marketplace.delivery import postcodes
from marketplace.delivery.postcodes import Place
from marketplace.offers import choice
from marketplace.offers.queries import OfferView, Rival
from marketplace.storefront.product.asking import Order
from marketplace.technical.models import VariantSheet
from marketplace.traders.models import Trader

MOST_UNITS = 10
FOLDED = 6  # others that are shown before all are asked for
FEW_UNITS = 3  # of one size in all boutiques, from which on it is said how many are left

Found = Mapping[int, Sequence[OfferView]]  # variant → its offers, the chosen first


@dataclass(frozen=True)
class ShownOffer:
    """An offer with the day it arrives and the legal person behind it."""

    offer: OfferView
    trader: Trader
    promised: date

    @property
    def most(self) -> int:
        """Units that may be ordered at once."""
        return min(self.offer.available, MOST_UNITS)

    @property
    def left(self) -> int:
        """How many there are, where there are few; else 0."""
        return self.offer.available if self.offer.available <= FEW_UNITS else 0


@dataclass(frozen=True)
class SizeStock:
    """One size in all boutiques; ``left``: how many there are where they are few, else 0;
    ``offer``: the chosen one, that the basket takes; ``price``: its."""

    offer: int = 0
    boutiques: int = 0
    left: int = 0
    price: Money | None = None


def shown(found: Sequence[OfferView], *, at: datetime) -> list[ShownOffer]:
    """As of ``at``, in the order given."""
    return [
        ShownOffer(offer, offer.tariff.trader, offer.promised(at))
        for offer in found
        if offer.tariff is not None
    ]


def ordered(others: Sequence[ShownOffer], order: Order) -> list[ShownOffer]:
    """By what one costs at the door, or by the day it is there; ties by the other, then the older.

    Only of one variant: its offers have one currency.
    """
    return sorted(
        others,
        key=lambda each: (
            (each.promised, each.offer.landed.minor)
            if order == Order.DATE
            else (each.offer.landed.minor, each.promised),
            each.offer.stockrecord_id,
        ),
    )


def stock(variant: VariantSheet, found: Found) -> SizeStock:
    """What there is of a size, and at which price."""
    offers = found.get(variant.pk, ())
    if not offers:
        return SizeStock()
    units = sum(offer.available for offer in offers)
    return SizeStock(
        offer=offers[0].stockrecord_id,
        boutiques=len({offer.partner_id for offer in offers}),
        left=units if units <= FEW_UNITS else 0,
        price=offers[0].price,
    )


def best(found: Found, *, at: datetime) -> OfferView | None:
    """The offer put forward for the cheapest size, the first to arrive of equals, as a list's card
    has it; None where nobody sells any."""
    chosen = [offers[0] for offers in found.values() if offers]
    return min(
        chosen, key=lambda o: (o.price.minor, o.promised(at), o.stockrecord_id), default=None
    )


def varied(found: Found) -> bool:
    """Whether the offers put forward for the sizes ask more than one price."""
    return len({offers[0].price for offers in found.values() if offers}) > 1


def near(found: Sequence[OfferView], place: Place) -> Sequence[OfferView]:
    """The offers of a size as ``choice`` ranks them for who would fetch it near a place: the winner
    first, the others by price at the door."""
    if not found:
        return found
    winner = choice.choose([_rival(offer, place) for offer in found], near=True)
    marked = [
        replace(offer, chosen=True, reasons=winner.reasons)
        if offer.stockrecord_id == winner.stockrecord_id
        else replace(offer, chosen=False, reasons={})
        for offer in found
    ]
    return sorted(marked, key=lambda o: (not o.chosen, o.landed.minor, o.stockrecord_id))


def _rival(offer: OfferView, place: Place) -> Rival:
    return Rival(
        offer.stockrecord_id,
        offer.landed.minor,
        offer.lead_days + offer.transit_days,
        None if offer.score is None else float(offer.score),
        offer.as_new,
        km(offer, place),
    )


def km(offer: OfferView, place: Place | None) -> float | None:
    """How far it is to fetch, None where it cannot be fetched or nobody asks from anywhere."""
    there = postcodes.find(offer.postcode) if offer.pickup else None
    return place.km_to(there) if place and there else None


def cheapest(best: ShownOffer, others: Sequence[ShownOffer]) -> ShownOffer | None:
    """The offer that costs less than the chosen one: by its price, which lists and sizes show;
    else at the door. None where the chosen one is the cheapest."""
    least = min(others, key=_cost, default=best)
    if least.offer.price.minor < best.offer.price.minor:
        return least
    least = min(others, key=_landed, default=best)
    return least if _landed(least) < _landed(best) else None


def _cost(each: ShownOffer) -> tuple[int, int]:
    return each.offer.price.minor, _landed(each)


def _landed(each: ShownOffer) -> int:
    return each.offer.landed.minor
