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


def counters(partner_ids: Iterable[int], *, on: date) -> dict[int, Point]:
    """Those of these points where one may fetch what is bought, each with its ``special_days``
    that are not over ``on``; two queries."""
    return {pk: row for pk, row in named(partner_ids, on=on).items() if row.pickup}


def named(partner_ids: Iterable[int], *, on: date) -> dict[int, Point]:
    """These points, each with its ``special_days`` that are not over ``on``; two queries."""
    rows = Point.objects.filter(partner_id__in=set(partner_ids))
    return {row.pk: row for row in rows.prefetch_related(_special_days(on))}


def _special_days(on: date) -> "Prefetch[str]":
    return Prefetch("special_days", SpecialDays.objects.filter(last__gte=on))


def selling_points(*, on: date) -> list[Point]:
    """The points of all who may sell, by postcode, each with its trader and with its
    ``special_days`` that are not over ``on``; two queries."""
    rows = Point.objects.filter(trader__status=Trader.Status.ACTIVE).select_related("trader")
    rows = rows.prefetch_related(_special_days(on))
    return list(rows.order_by("postcode", "town", "trader__name", "pk"))


def by_name() -> QuerySet[Trader]:
    """The boutiques that may sell, which one may ask for by name."""
    return Trader.objects.filter(status=Trader.Status.ACTIVE, kind=Trader.Kind.BOUTIQUE).order_by(
        "pk"
    )


def shops() -> QuerySet[Point]:
    """Where one may come in, of all who may sell, by the name of its boutique."""
    return Point.objects.filter(kind=Point.Kind.SHOP, trader__status=Trader.Status.ACTIVE).order_by(
        "trader__name", "pk"
    )


def newest(count: int, *, since: date) -> list[Trader]:
    """Boutiques that may sell and have come ``since`` that day, the latest first; one query."""
    rows = Trader.objects.filter(
        status=Trader.Status.ACTIVE, kind=Trader.Kind.BOUTIQUE, since__gte=since
    )
    return list(rows.order_by("-since", "-pk")[:count])


def by_slug(slugs: Iterable[str]) -> dict[str, Trader]:
    """Slug → trader, of those that may sell; one query."""
    rows = Trader.objects.filter(slug__in=set(slugs), status=Trader.Status.ACTIVE)
    return {row.slug: row for row in rows}
