"""Why an offer comes first: the published weights, in words, with the points it got."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.core.money import Money
from marketplace.delivery.postcodes import Place
from marketplace.offers.choice import NEAR, WEIGHTS
from marketplace.offers.queries import OfferView
from marketplace.storefront.product.offering import ShownOffer, km
from marketplace.storefront.templatetags.cordee import day, money, number


@dataclass(frozen=True)
class Criterion:
    """``points`` of ``most``."""

    label: str
    points: float
    most: int
    words: str


@dataclass(frozen=True)
class Reasons:
    summary: str
    criteria: list[Criterion]
    total: float
    most: int


def reasons(offer: OfferView, place: Place | None = None) -> Reasons | None:
    """``place``: near which it would be fetched, where that was counted. None where no choice was
    stored: the offer is simply the cheapest at the door."""
    points: Mapping[str, float] = offer.reasons.get("points", {})
    weights = WEIGHTS | ({"near": NEAR} if "near" in points else {})
    if not offer.chosen or set(points) != set(weights):
        return None
    words = {
        "price": (_("Prix à votre porte"), _price(offer)),
        "date": (_("Date d’arrivée"), _date(offer.reasons)),
        "score": (_("Note de la boutique"), _score(offer)),
        "near": (_("Retrait près de vous"), _near(offer, place)),
    }
    return Reasons(
        summary=_summary(int(offer.reasons["rivals"])),
        criteria=[
            Criterion(label=words[name][0], points=points[name], most=most, words=words[name][1])
            for name, most in weights.items()
        ],
        total=offer.reasons["total"],
        most=sum(weights.values()),
    )


def drawbacks(best: ShownOffer, other: ShownOffer) -> str:
    """What stands against an offer beside the chosen one: costs at the door, day, score."""
    against = [
        _("%(landed)s livraison comprise") % {"landed": money(other.offer.landed)}
        if other.offer.landed.minor >= best.offer.landed.minor
        else "",
        _("chez vous %(day)s") % {"day": day(other.promised)}
        if other.promised > best.promised
        else "",
        _standing(best.offer, other.offer),
    ]
    return ", ".join(each for each in against if each)


def _standing(best: OfferView, other: OfferView) -> str:
    if other.score is None:
        return "" if best.score is None else _("boutique pas encore notée")
    if best.score is not None and other.score >= best.score:
        return ""
    return _("boutique notée %(score)s sur 5") % {"score": number(other.score)}


def _summary(rivals: int) -> str:
    if not rivals:
        return _("C’est la seule offre pour cette taille aujourd’hui.")
    return ngettext(
        "Elle a le plus de points, devant %(n)d autre offre de la même taille.",
        "Elle a le plus de points, devant %(n)d autres offres de la même taille.",
        rivals,
    ) % {"n": rivals}


def _price(offer: OfferView) -> str:
    said: Mapping[str, Any] = offer.reasons
    if said["cheapest"]:
        return _("%(landed)s livraison comprise : aucune n’est moins chère") % {
            "landed": money(offer.landed)
        }
    return _("%(landed)s livraison comprise : %(more)s de plus que la moins chère") % {
        "landed": money(offer.landed),
        "more": money(Money(int(said["over_lowest"]), offer.price.currency)),
    }


def _date(said: Mapping[str, Any]) -> str:
    if said["fastest"]:
        return _("aucune n’arrive plus tôt")
    return _("une autre arrive plus tôt, mais pèse moins au total")


def _score(offer: OfferView) -> str:
    if offer.score is None:
        return _("pas encore assez de ventes : comptée 4 sur 5")
    return _("%(score)s sur 5") % {"score": number(offer.score)}


def _near(offer: OfferView, place: Place | None) -> str:
    far = km(offer, place)
    if far is None:
        return _("cette boutique ne propose pas de retrait")
    if far < 1:
        return _("à %(town)s, à moins d’un kilomètre") % {"town": offer.town}
    return _("à %(town)s, à %(km)s km") % {"town": offer.town, "km": number(round(far))}
