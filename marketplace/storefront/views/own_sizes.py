"""The shopper's own size: kept and forgotten by a form of its own, never by looking at a page."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from marketplace.storefront import own_sizes
from marketplace.storefront.views.errors import expected
from marketplace.storefront.views.redirects import SeeOther, safe_next


@require_POST
@expected
def keep(request: HttpRequest) -> HttpResponse:
    """``guide`` and ``taille``, several where one is several; back to ``next``."""
    guide, own = own_sizes.asked(request.POST)
    answer = _back(request)
    answer.set_cookie(
        own_sizes.COOKIE.format(guide),
        own_sizes.written(own),
        max_age=own_sizes.COOKIE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer


@require_POST
@expected
def forget(request: HttpRequest) -> HttpResponse:
    guide = own_sizes.asked_guide(request.POST)
    answer = _back(request)
    answer.delete_cookie(own_sizes.COOKIE.format(guide), samesite="Lax")
    return answer


def _back(request: HttpRequest) -> HttpResponse:
    return SeeOther(safe_next(request, reverse("catalogue:index")))
