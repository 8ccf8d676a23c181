"""Listings: everything, a category."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from oscar.core.loading import get_model

from marketplace.core import clock
from marketplace.storefront import searches
from marketplace.storefront.listing import shelves
from marketplace.storefront.listing.page import listing
from marketplace.storefront.listing.shelves import Shelf
from marketplace.storefront.views.errors import expected
from marketplace.technical.models import Sport

Category = get_model("catalogue", "Category")


@require_safe
@expected
def index(request: HttpRequest) -> HttpResponse:
    """Everything that is published, or what a search finds of it."""
    return shelf_page(request, shelves.everything())


@require_safe
@expected
def category(request: HttpRequest, category_slug: str, pk: int) -> HttpResponse:
    """A family's listing, or a sport's, at its one address."""
    del category_slug  # the key finds it; another slug is sent on below
    rows = Category.objects.filter(is_public=True, ancestors_are_public=True)
    row = get_object_or_404(rows.select_related("family__sport", "family__category"), pk=pk)
    family = getattr(row, "family", None)
    if family is None:
        sport = get_object_or_404(Sport, slug=row.slug)
        path = reverse("catalogue:category", args=[sport.slug, pk])
        shelf = shelves.of_sport(sport, path=path)
    else:
        shelf = shelves.of_family(family)
    if request.path != shelf.path:
        return redirect(with_query(request, shelf.path), permanent=True)
    return shelf_page(request, shelf)


def shelf_page(
    request: HttpRequest, shelf: Shelf, template: str = "shop/listing.html", **context: object
) -> HttpResponse:
    """A page around a listing."""
    found = listing(shelf, request.GET, at=clock.now())
    searches.note(request, found)
    answer = render(
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
    answer["HX-Push-Url"] = found.asked.url  # what htmx shows as the address: no empty fields
    return answer


def with_query(request: HttpRequest, path: str) -> str:
    query = request.META.get("QUERY_STRING", "")
    return f"{path}?{query}" if query else path
