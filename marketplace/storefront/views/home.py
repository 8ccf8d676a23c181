"""Home, and the page of a sport."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from marketplace.core import clock
from marketplace.storefront.context_processors import house_of
from marketplace.storefront.fronts import home as homes
from marketplace.storefront.fronts import sports
from marketplace.storefront.fronts.ways import is_entrance
from marketplace.storefront.listing import shelves
from marketplace.storefront.machines.caching import revisited
from marketplace.storefront.views.catalogue import shelf_page
from marketplace.storefront.views.errors import expected
from marketplace.technical.models import Sport


@require_safe
@revisited
def home(request: HttpRequest) -> HttpResponse:
    entrance = homes.entrance(house_of(request).sports, at=clock.now())
    return render(request, "shop/home.html", {"entrance": entrance})


@require_safe
@revisited
@expected
def sport(request: HttpRequest, slug: str) -> HttpResponse:
    """A sport's families, its brands and what came last, then what is most asked for in it."""
    row = get_object_or_404(Sport, slug=slug)
    shelf = shelves.of_sport(row, path=request.path)
    front = sports.front(row, at=clock.now()) if is_entrance(shelf, request.GET) else None
    return shelf_page(request, shelf, "shop/sport.html", sport=row, front=front)
