"""Who sells: a trader's page and what it sells."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.dates import WEEKDAYS
from django.views.decorators.http import require_safe

from marketplace.storefront.listing import shelves
from marketplace.storefront.views.catalogue import shelf_page
from marketplace.storefront.views.errors import expected
from marketplace.traders.models import Point, Trader


@require_safe
@expected
def trader(request: HttpRequest, slug: str) -> HttpResponse:
    row = get_object_or_404(Trader, slug=slug)
    points = [(point, _week(point)) for point in row.points.order_by("pk")]
    shelf = shelves.of_trader(row)
    return shelf_page(request, shelf, "shop/trader.html", trader=row, points=points)


def _week(point: Point) -> list[tuple[str, str]]:
    """Weekday → opening hours, "" when closed; empty when none are known."""
    if not point.hours:
        return []
    return [(str(name), "–".join(point.hours.get(str(day), ()))) for day, name in WEEKDAYS.items()]
