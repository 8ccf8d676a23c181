"""The language of an address, and the basket of whoever asks: read when a page wants it, written
only when something is put in."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.functional import SimpleLazyObject, empty
from oscar.core.loading import get_class, get_model

from marketplace.buying import baskets, queries
from marketplace.storefront.machines import addresses

Basket = get_model("basket", "Basket")
Selector = get_class("partner.strategy", "Selector")
COOKIE = settings.OSCAR_BASKET_COOKIE_OPEN


class LanguageMiddleware(LocaleMiddleware):
    """The language is the address's own, so that a page has one text and may be kept as it is.

    Whoever chose another one at the foot of a page is sent on from the French address, which a
    friend, an e-mail or a bookmark names; programs choose none.
    """

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        spoken = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        others = {code for code, _name in settings.LANGUAGES} - {settings.LANGUAGE_CODE}
        reads = request.method in {"GET", "HEAD"}
        if not reads or chosen not in others or spoken != settings.LANGUAGE_CODE:
            return None
        there = addresses.translated(request.get_full_path(), chosen)
        return HttpResponseRedirect(there) if there != request.get_full_path() else None

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Without ``Vary: Accept-Language``, which it does not depend on."""
        del request  # Django passes it
        response.headers.setdefault("Content-Language", translation.get_language() or "")
        return response


class BasketMiddleware:
    """Sets ``request.basket``: unsaved for somebody who has put nothing in yet.

    A page that is only looked at writes no row and no session. A guest's basket is named by a
    signed cookie; it joins the account's own when its owner signs in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.strategy = Selector().strategy(request=request)
        request.basket = SimpleLazyObject(lambda: load(request))
        response = self.get_response(request)
        _keep(request, response)
        return response


def load(request: Any) -> Any:
    """The open basket of the account or of the cookie, else a new one that is not saved."""
    if request.user.is_authenticated:
        basket = adopt(request) if request.method == "POST" else queries.basket_of(request.user)
    else:
        basket = _guest_basket(request) or Basket()
    basket.strategy = request.strategy
    return basket


def adopt(request: Any) -> Any:
    """The account's basket, with what was put in before signing in."""
    own = queries.basket_of(request.user)
    if guest := _guest_basket(request):
        baskets.merge(source=guest, into=own)
    request.basket_adopted = True
    return own


def _guest_basket(request: Any) -> Any:
    pk = named_basket(request)
    return None if pk is None else queries.guest_basket(pk)


def named_basket(request: Any) -> int | None:
    """The basket that a guest's cookie names, open or ordered meanwhile; None without one."""
    try:
        return int(Signer().unsign(request.COOKIES[COOKIE]))
    except (KeyError, BadSignature, ValueError):
        return None


def _keep(request: Any, response: HttpResponse) -> None:
    """Name a guest's saved basket in the cookie; take the cookie away once it names nothing."""
    known = request.COOKIES.get(COOKIE)
    if getattr(request, "basket_adopted", False):
        if known:
            response.delete_cookie(COOKIE, samesite="Lax")
        return
    basket = request.basket
    if isinstance(basket, SimpleLazyObject) and basket._wrapped is empty:
        return
    if request.user.is_authenticated:
        return
    if basket.pk is None:
        if known:
            response.delete_cookie(COOKIE, samesite="Lax")
    elif known != (name := Signer().sign(str(basket.pk))):
        response.set_cookie(
            COOKIE,
            name,
            max_age=settings.OSCAR_BASKET_COOKIE_LIFETIME,
            secure=settings.OSCAR_BASKET_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
