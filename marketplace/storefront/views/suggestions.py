"""Suggestions while typing: a part of a page, put under the search field by htmx."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from marketplace.storefront.listing.asking import MOST_LETTERS
from marketplace.storefront.suggestions.page import Suggestions, suggestions
from marketplace.storefront.throttle import exceeded_here, network
from search.contract import SearchUnavailable

A_MINUTE = 60
MOST_BY_ADDRESS = 600  # of the network, in each process: ten people who type without a pause
KEPT_SECONDS = 60  # by the browser, for what is typed, taken back and typed again


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """``?q=``: what is in the field. Nothing rather than an error: the form searches anyway."""
    if exceeded_here(
        what="suggest",
        who=network(request),
        most=MOST_BY_ADDRESS,
        seconds=A_MINUTE,
    ):
        return HttpResponse(status=429, headers={"Retry-After": str(A_MINUTE)})
    answer = render(request, "shop/_suggestions.html", {"found": _found(request.GET.get("q", ""))})
    answer["X-Robots-Tag"] = "noindex"
    patch_cache_control(answer, private=True, max_age=KEPT_SECONDS)
    return answer


def _found(written: str) -> Suggestions:
    """Nothing for what no search would take, and while search does not answer."""
    if len(written) > MOST_LETTERS:
        return Suggestions()
    try:
        return suggestions(written)
    except SearchUnavailable:
        return Suggestions()
