"""Home, and the page of a sport."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from marketplace.core import clock
from marketplace.storefront import entrance
from marketplace.storefront.listing import shelves
from marketplace.storefront.views.catalogue import shelf_page
from marketplace.storefront.views.errors import expected
from marketplace.technical.models import Sport


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "shop/home.html", {"entrance": entrance.entrance(at=clock.now())})


@require_safe
@expected
def sport(request: HttpRequest, slug: str) -> HttpResponse:
    """A sport's families, then what is most asked for in it."""
    row = get_object_or_404(Sport, slug=slug)
    shelf = shelves.of_sport(row, path=request.path)
    families = [] if request.GET else entrance.families(row)
    return shelf_page(request, shelf, "shop/sport.html", sport=row, families=families)
