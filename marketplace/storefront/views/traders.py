"""Who sells: all of them by department, and one with its shops and what it sells."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from marketplace.core import clock
from marketplace.storefront.context_processors import house_of
from marketplace.storefront.fronts import boutiques
from marketplace.storefront.fronts.ways import is_entrance
from marketplace.storefront.listing import shelves
from marketplace.storefront.machines.caching import revisited
from marketplace.storefront.views.catalogue import shelf_page
from marketplace.storefront.views.errors import expected
from marketplace.traders import queries


@require_safe
@revisited
def index(request: HttpRequest) -> HttpResponse:
    directory = boutiques.directory(list(house_of(request).sports), at=clock.now())
    return render(request, "shop/traders.html", {"directory": directory})


@require_safe
@revisited
@expected
def trader(request: HttpRequest, slug: str) -> HttpResponse:
    """One boutique, selling or not."""
    row = queries.trader(slug)
    if row is None:
        raise Http404
    shelf = shelves.of_trader(row)
    front = is_entrance(shelf, request.GET)
    places = boutiques.places(row, at=clock.now()) if front else []
    context = {"trader": row, "front": front, "places": places}
    return shelf_page(request, shelf, "shop/trader.html", **context)
