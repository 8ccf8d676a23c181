"""Listings: everything, a category."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from oscar.core.loading import get_model

from marketplace.core import clock
from marketplace.storefront import own_sizes, searches
from marketplace.storefront.listing import asking, degraded, shelves
from marketplace.storefront.listing.page import Listing, listing
from marketplace.storefront.listing.shelves import Shelf
from marketplace.storefront.machines.caching import revisited
from marketplace.storefront.throttle import exceeded_here, network
from marketplace.storefront.views.errors import RETRY_SECONDS, expected, too_many_searches
from marketplace.technical import sizes
from marketplace.technical.models import Sport
from search.contract import SearchUnavailable

Category = get_model("catalogue", "Category")

# In which system a shopper has sizes said, by the guide of the family.
SYSTEM_COOKIE = "tailles_{}"
SYSTEM_SECONDS = 365 * 24 * 3600
A_MINUTE = 60
# Searches by words, of the network, in each process: forty people of one office who each search or
# filter every ten seconds; robots.txt asks programs for none. Given up after 0.8 s, so many keep
# four threads of a process's 32 busy at most.
MOST_BY_ADDRESS = 240


@require_safe
@revisited
@expected
def index(request: HttpRequest) -> HttpResponse:
    """Everything that is published, or what a search finds of it."""
    return shelf_page(request, shelves.everything())


@require_safe
@revisited
@expected
def category(request: HttpRequest, category_slug: str, pk: int) -> HttpResponse:
    """A family's listing at its one address."""
    del category_slug  # the key finds it; another slug is sent on below
    rows = Category.objects.filter(is_public=True, ancestors_are_public=True)
    row = get_object_or_404(rows.select_related("family__sport", "family__category"), pk=pk)
    family = getattr(row, "family", None)
    if family is None:  # a sport's, which has a page of its own
        sport = get_object_or_404(Sport, slug=row.slug)
        there = reverse("storefront:sport", args=[sport.slug])
        return redirect(with_query(request, there), permanent=True)
    shelf = shelves.of_family(family)
    if request.path != shelf.path:
        return redirect(with_query(request, shelf.path), permanent=True)
    return shelf_page(request, shelf)


def shelf_page(
    request: HttpRequest, shelf: Shelf, template: str = "shop/listing.html", **context: object
) -> HttpResponse:
    """A page around a listing; 400 where something that was filled in had to be left out."""
    if _too_often(request):
        return too_many_searches(request, seconds=A_MINUTE)
    remembered = {guide: system_before(request, guide) for guide in sizes.SYSTEMS}
    own = own_sizes.kept(request.COOKIES)
    try:
        found = listing(shelf, request.GET, at=clock.now(), remembered=remembered, own_sizes=own)
    except SearchUnavailable as error:
        return _without_search(request, shelf, template, error, **context)
    searches.note(request, found)
    answer = _rendered(request, template, found, **context)
    answer.status_code = 400 if found.asked.faults else 200
    answer["HX-Push-Url"] = found.asked.url  # what htmx shows as the address: no empty fields
    guide = found.asked.shelf.guide
    if asking.SYSTEM in request.GET and found.asked.system != remembered.get(guide, ""):
        remember_system(answer, guide, found.asked.system)
    return answer


def _too_often(request: HttpRequest) -> bool:
    """Counted here and not in the cache, so that nobody's search waits for that or fails with it.

    Shelves without words are not counted: their answers are kept, and programs may read them all.
    """
    return bool(request.GET.get(asking.TEXT)) and exceeded_here(
        what="search", who=network(request), most=MOST_BY_ADDRESS, seconds=A_MINUTE
    )


def system_before(request: HttpRequest, guide: str) -> str:
    """In which system the shopper had sizes of this guide said before; "" for none."""
    return request.COOKIES.get(SYSTEM_COOKIE.format(guide), "")


def remember_system(answer: HttpResponse, guide: str, system: str) -> None:
    answer.set_cookie(
        SYSTEM_COOKIE.format(guide),
        system,
        max_age=SYSTEM_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _rendered(
    request: HttpRequest, template: str, found: Listing, **context: object
) -> HttpResponse:
    shelf = found.asked.shelf
    return render(
        request,
        template,
        {
            "listing": found,
            "shelf": shelf,
            "searched": found.asked.text,
            "current_sport": shelf.sport,
            **context,
        },
    )


def _without_search(
    request: HttpRequest,
    shelf: Shelf,
    template: str,
    error: SearchUnavailable,
    **context: object,
) -> HttpResponse:
    """The shelf from the database; of words, only that nobody can look for them now."""
    if text := request.GET.get(asking.TEXT, "").replace("\0", "").strip()[: asking.MOST_LETTERS]:
        answer = render(
            request,
            "shop/away.html",
            {"searched": text, "sports": degraded.ways()},
        )
    else:
        asked = asking.read(shelf, request.GET)
        answer = _rendered(request, template, degraded.shelf(asked, at=clock.now()), **context)
    # People see the page; search engines keep the one that they have, and come back.
    answer.status_code = error.status
    answer["Retry-After"] = str(RETRY_SECONDS)
    answer["Cache-Control"] = "no-store"
    return answer


def with_query(request: HttpRequest, path: str) -> str:
    query = request.META.get("QUERY_STRING", "")
    return f"{path}?{query}" if query else path
