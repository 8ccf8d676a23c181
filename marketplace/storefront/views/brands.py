"""Brands: all of them, and what one of them makes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from marketplace.storefront.fronts import brands
from marketplace.storefront.fronts.ways import is_entrance
from marketplace.storefront.listing import shelves
from marketplace.storefront.machines.caching import revisited
from marketplace.storefront.views.catalogue import shelf_page
from marketplace.storefront.views.errors import expected
from marketplace.technical import queries as technical


@require_safe
@revisited
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "shop/brands.html", {"letters": brands.letters()})


@require_safe
@revisited
@expected
def brand(request: HttpRequest, slug: str) -> HttpResponse:
    """A brand of which something is published, on sale or not; one that is only proposed is not
    there."""
    row = get_object_or_404(technical.published_brands(), slug=slug)
    shelf = shelves.of_brand(row)
    front = brands.front(row) if is_entrance(shelf, request.GET) else None
    return shelf_page(request, shelf, "shop/brand.html", brand=row, front=front)
