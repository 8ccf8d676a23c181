"""Who sells, and from where."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch, QuerySet

from marketplace.traders.models import Point, SpecialDays, Trader


def trader(slug: str) -> Trader | None:
    """The trader of that name with its tariffs, None when there is none; two queries."""
    return Trader.objects.filter(slug=slug).prefetch_related("tariffs").first()


def points(trader: Trader, *, on: date) -> list[Point]:
    """A trader's shops, then its warehouses, by town, each with its ``special_days`` that are not
    over ``on``; two queries."""
    rows = trader.points.select_related("partner").prefetch_related(_special_days(on))
    return list(rows.order_by("kind", "town", "pk"))


def point(pk: int, *, trader: Trader, on: date) -> Point | None:
    """A point of a trader, as in ``points``; None when it is nobody's or somebody else's."""
    rows = Point.objects.filter(trader=trader, pk=pk).select_related("partner", "trader")
    return rows.prefetch_related(_special_days(on)).first()


def _special_days(on: date) -> "Prefetch[str]":
    return Prefetch("special_days", SpecialDays.objects.filter(last__gte=on))


def selling() -> QuerySet[Trader]:
    """Boutiques that may sell now, by town."""
    rows = Trader.objects.filter(status=Trader.Status.ACTIVE, kind=Trader.Kind.BOUTIQUE)
    return rows.order_by("town", "name")


def newest(count: int) -> list[Trader]:
    """The boutiques that came last, the latest first; one query."""
    return list(selling().filter(since__isnull=False).order_by("-since", "-pk")[:count])


def by_slug(slugs: Iterable[str]) -> dict[str, Trader]:
    """Slug → trader, of those that may sell; one query."""
    rows = Trader.objects.filter(slug__in=set(slugs), status=Trader.Status.ACTIVE)
    return {row.slug: row for row in rows}
