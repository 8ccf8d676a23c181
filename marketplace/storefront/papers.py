"""What travels with a form, signed: what a page showed. Nobody can send what none has shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.core import signing
from django.utils.translation import gettext_lazy as _

from marketplace.buying.acceptance import Accepted
from marketplace.buying.baskets import Offered
from marketplace.core.errors import CordeeError
from marketplace.core.money import Money
from marketplace.offers.queries import OfferView

CHECKOUT: Final = "cordee.checkout"
MOVES: Final = "cordee.moves"
OLDEST: Final = timedelta(hours=12)


class PageTooOld(CordeeError):
    """The page is from too long ago, or its figures are not ours."""

    code = "page_too_old"
    status = 409
    message = _("Cette page date trop, ou ne vient pas d’ici : en voici une fraîche, vérifiez-la.")


def accepted(figures: Accepted, *, browser: str) -> str:
    """``browser``: the secret of the one that they are shown in, which is part of the key."""
    return signing.dumps(figures.packed(), salt=CHECKOUT + browser, compress=True)


def read_accepted(paper: str, *, browser: str) -> Accepted:
    """:raises PageTooOld: no page of the last hours has shown it in this browser."""
    try:
        found = signing.loads(paper, salt=CHECKOUT + browser, max_age=OLDEST)
        return Accepted.unpacked(found)
    except (signing.BadSignature, ValueError) as error:
        raise PageTooOld from error


@dataclass(frozen=True)
class Moves:
    """Lines of one basket that would be taken from other boutiques."""

    basket: int
    wishes: Mapping[int, Offered]


def moves(basket: int, offers: Mapping[int, OfferView]) -> str:
    """``offers``: line → the offer that it would be taken from."""
    told = [
        [line, offer.stockrecord_id, offer.price.minor, offer.price.currency]
        for line, offer in offers.items()
    ]
    return signing.dumps([basket, told], salt=MOVES, compress=True)


def read_moves(paper: str) -> Moves:
    """:raises PageTooOld: no page of the last hours has proposed it."""
    try:
        basket, told = signing.loads(paper, salt=MOVES, max_age=OLDEST)
    except signing.BadSignature as error:
        raise PageTooOld from error
    return Moves(
        basket,
        {line: Offered(offer, Money(minor, currency)) for line, offer, minor, currency in told},
    )
