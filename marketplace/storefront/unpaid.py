"""The order that waits for its payment: an empty basket points to it.

A signed cookie names it for as long as its articles are held, for guests and accounts alike; an
account finds it on its other devices too.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpResponse

from marketplace.buying import queries
from marketplace.buying.operations import RESERVED_FOR

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


def order_of(request: Any, *, at: datetime) -> Any:
    """The order whose payment this person left, None when there is none; one query at most."""
    if named := request.COOKIES.get(COOKIE):
        try:
            return queries.awaiting_payment(number=signer.unsign(named), at=at)
        except BadSignature:
            pass
    if request.user.is_authenticated:
        return queries.awaiting_payment(user=request.user, at=at)
    return None
