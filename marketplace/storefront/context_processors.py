"""What every page shows around its content; read only when a template asks for it."""

from functools import cached_property
from typing import Any, NamedTuple, cast

from django.core.cache import cache
from django.db.models import QuerySet, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from marketplace.technical import queries as technical
from marketplace.technical.models import Sport

KEPT_SECONDS = 60


class SportLink(NamedTuple):
    """A sport, and where it is: every page says each twice."""

    slug: str
    name: str
    url: str


class House:
    def __init__(self, request: HttpRequest) -> None:
        self._request: Any = request

    @cached_property
    def sports(self) -> QuerySet[Sport]:
        return technical.sports_with_products()

    @cached_property
    def sport_links(self) -> list[SportLink]:
        """Kept for a minute: every page has them, and on a quick one they took a tenth of it."""
        key = f"sport-links:{get_language()}"
        return cast(list[SportLink], cache.get_or_set(key, self._sport_links, KEPT_SECONDS))

    def _sport_links(self) -> list[SportLink]:
        return [
            SportLink(each.slug, str(each), reverse("storefront:sport", args=[each.slug]))
            for each in self.sports
        ]

    @cached_property
    def basket_count(self) -> int:
        """Units in the basket; 0 without a query for somebody who has none."""
        basket = getattr(self._request, "basket", None)
        if basket is None or basket.pk is None:
            return 0
        return int(basket.lines.aggregate(units=Sum("quantity"))["units"] or 0)


def house_of(request: Any) -> House:
    """The same for a view and its templates: what one has read the other need not."""
    if not hasattr(request, "house"):
        request.house = House(request)
    return cast(House, request.house)


def house(request: HttpRequest) -> dict[str, Any]:
    return {"house": house_of(request)}
