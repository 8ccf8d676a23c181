"""What the visitor has looked at. The browser alone knows; the page asks for the cards by htmx."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from marketplace.core import clock
from marketplace.storefront import comparison
from marketplace.storefront.seen import MOST, seen
from marketplace.storefront.views.errors import expected

KEPT_SECONDS = 60


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The same for everyone: its cards come afterwards."""
    return render(request, "shop/seen.html", {"most": MOST})


@require_safe
@expected
def cards(request: HttpRequest) -> HttpResponse:
    """``?r=12&r=34``: their cards, a part of a page; those that are gone are left out."""
    shown = seen(comparison.asked(request.GET), at=clock.now())
    answer = render(request, "shop/_seen.html", {"cards": shown})
    answer["X-Robots-Tag"] = "noindex"
    patch_cache_control(answer, private=True, max_age=KEPT_SECONDS)
    return answer
