"""Who may see an order: its account, or whoever holds a signed link to it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache

from marketplace.buying import queries
from marketplace.core import clock
from marketplace.core.scopes import shopper_scope
from marketplace.storefront import links
from marketplace.storefront.views import lost

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Door:
    """The way somebody came to an order: their account, or a signed link with its ``token``."""

    order: Any
    token: str = ""

    def url(self, page: str = "", *args: object) -> str:
        """The order's page, or one below it, by the same way."""
        way = "storefront:order-link" if self.token else "storefront:order"
        keys = [self.order.number, self.token] if self.token else [self.order.number]
        return reverse(f"{way}-{page}" if page else way, args=[*keys, *args])


def order_view(view: View) -> View:
    """Only for whoever may see the order; all that is read inside belongs to it.

    The view gets a ``Door``. Somebody else's order is not there; a link that is over, or that
    opens nothing, gets a page that sends a fresh one.
    """

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, number: str, token: str = "", **kwargs: Any) -> HttpResponse:
        if not token and not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        try:
            door = _by_link(number, token) if token else _by_account(request.user, number)
        except links.LinkExpired:
            return unseen(lost.expired(request, number, days=links.VALID_DAYS))
        except links.LinkForged:
            return unseen(lost.forged(request, number))
        with shopper_scope(door.order):
            return unseen(view(request, door, **kwargs))

    return guarded


def return_view(view: View) -> View:
    """Only with the key that the payment page was given; the view gets the order."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, number: str) -> HttpResponse:
        try:
            links.check_return(number=number, key=request.GET.get("cle", ""))
        except links.LinkForged as error:
            raise Http404 from error
        order = _existing(number)
        if links.return_is_over(order, at=clock.now()):
            return unseen(lost.expired(request, number, days=links.RETURN_VALID_DAYS))
        with shopper_scope(order):
            return unseen(view(request, order))

    return guarded


def unseen(response: HttpResponse) -> HttpResponse:
    """Keep the address, which opens the order, from other sites and from search engines.

    Not ``no-referrer``: a browser would then send its forms with ``Origin: null``, which the
    protection against forged requests refuses.
    """
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


def _by_account(user: Any, number: str) -> Door:
    order = _existing(number)
    if order.user_id != user.pk:
        raise Http404
    return Door(order)


def _by_link(number: str, token: str) -> Door:
    """:raises LinkExpired: it opened this order once. :raises LinkForged: it never did."""
    links.check(number=number, token=token)
    return Door(_existing(number), token)


def _existing(number: str) -> Any:
    order = queries.order(number=number)
    if order is None:
        raise Http404
    return order
