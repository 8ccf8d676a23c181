"""Comparing: the address says what, a cookie of the browser keeps the choice between pages."""

from collections.abc import Sequence

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from marketplace.core import clock
from marketplace.storefront import comparison, own_sizes
from marketplace.storefront.comparison import COOKIE, TooMany
from marketplace.storefront.views.errors import expected
from marketplace.storefront.views.redirects import SeeOther
from marketplace.technical import queries as technical


@require_safe
@expected
def compare(request: HttpRequest) -> HttpResponse:
    """``?r=12&r=34``; without, what the browser keeps, at its own address."""
    if comparison.PARAM not in request.GET:
        return _without_address(request)
    ids, own = comparison.asked(request.GET), own_sizes.kept(request.COOKIES)
    found = comparison.comparison(ids, at=clock.now(), own=own)
    context = {"found": found, "missing": comparison.what_is_missing(found)}
    return render(request, "shop/compare.html", context)


@never_cache
def _without_address(request: HttpRequest) -> HttpResponse:
    if ids := _kept(request):
        return redirect(comparison.address(ids))
    return render(request, "shop/compare.html", {"found": None})


@require_POST
@expected
def add(request: HttpRequest) -> HttpResponse:
    """One more, and on to the comparison."""
    before = _kept(request)
    wanted = comparison.asked(request.POST)
    if len(wanted) != 1 or technical.reference(wanted[0]) is None:
        raise Http404
    try:
        ids = comparison.added(before, wanted[0])
    except TooMany as error:
        messages.warning(request, str(error.message))
        ids = before
    return _keeping(SeeOther(comparison.address(ids)), ids)


@require_POST
@expected
def remove(request: HttpRequest) -> HttpResponse:
    """Without ``r`` (several: without all of them); ``autres`` are those that stay shown."""
    gone = comparison.asked(request.POST)
    stay = comparison.kept(".".join(request.POST.getlist("autres")))
    ids = [pk for pk in _kept(request) if pk not in gone]
    return _keeping(SeeOther(comparison.address(pk for pk in stay if pk not in gone)), ids)


def _kept(request: HttpRequest) -> list[int]:
    return comparison.kept(request.COOKIES.get(COOKIE, ""))


def _keeping(answer: HttpResponse, ids: Sequence[int]) -> HttpResponse:
    """With the choice in the browser. The script of the page reads and writes it, too."""
    if not ids:
        answer.delete_cookie(COOKIE, samesite="Lax")
        return answer
    answer.set_cookie(
        COOKIE,
        ".".join(map(str, ids)),
        max_age=comparison.COOKIE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return answer
