"""The order that waits for its payment: an empty basket points to it.

A signed cookie names it for as long as its articles are held, for guests and accounts alike; an
account finds it on its other devices too. Where the answer that would have set it was lost, the
cookie of a guest's basket names it, until an empty basket is shown.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpResponse

from marketplace.buying import queries
from marketplace.buying.operations import RESERVED_FOR
from marketplace.storefront.middleware import named_basket

COOKIE = "cordee_unpaid"
signer = Signer(salt="cordee.unpaid")


def remember(response: HttpResponse, order: Any) -> None:
    """Name ``order`` until its reservation is over."""
    response.set_cookie(
        COOKIE,
        signer.sign(order.number),
        max_age=int(RESERVED_FOR.total_seconds()),
        secure=settings.OSCAR_BASKET_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def keep(response: HttpResponse, request: Any, order: Any) -> None:
    """Go on naming a guest's ``order``, if any: the cookie of its basket goes with ``response``."""
    if order is not None and not request.user.is_authenticated:
        remember(response, order)


def order_of(request: Any, *, at: datetime) -> Any:
    """The order whose payment this person left, None when there is none; two queries at most."""
    if request.user.is_authenticated:
        return _named(request, at=at) or queries.awaiting_payment(user=request.user, at=at)
    found = _named(request, at=at)
    if found is None and (basket := named_basket(request)):
        return queries.awaiting_payment(basket_id=basket, user=None, at=at)
    return found


def _named(request: Any, *, at: datetime) -> Any:
    try:
        return queries.awaiting_payment(number=signer.unsign(request.COOKIES[COOKIE]), at=at)
    except (KeyError, BadSignature):
        return None
