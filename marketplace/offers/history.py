"""What an offer has cost, and the lowest of it in the thirty days before its present price.

Source of the thirty days: directive 98/6/EC, article 6a ("Omnibus"), L112-1-1 of the consumer code.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import F, OuterRef, Subquery

from marketplace.offers.models import PriceChange

DAYS = timedelta(days=30)
# (from when, cents), the oldest first; the last is the present price.
History = Sequence[tuple[datetime, int]]


def since(*, stockrecord_ids: Iterable[int], start: datetime) -> Mapping[int, History]:
    """Offer → its prices from the one in force at ``start``; two queries for any number of offers.

    Only what is written has a price here: an offer without any is left out.
    """
    ids = set(stockrecord_ids)
    rows = PriceChange.objects.filter(stockrecord_id__in=ids)
    last = rows.filter(stockrecord=OuterRef("stockrecord"), at__lte=start).order_by("-at", "-pk")
    in_force = rows.filter(at__lte=start, pk=Subquery(last.values("pk")[:1]))
    later = rows.filter(at__gt=start).order_by("at", F("pk").asc())
    found: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    for offer, at, minor in (
        *in_force.values_list("stockrecord_id", "at", "minor"),
        *later.values_list("stockrecord_id", "at", "minor"),
    ):
        found[offer].append((at, minor))
    return dict(found)


def lowest_within(history: History) -> int | None:
    """The lowest of all these prices, in cents; None without any."""
    return min((minor for _at, minor in history), default=None)


def lowest_before_present(history: History) -> int | None:
    """The lowest in the thirty days before the present price began, in cents.

    ``history`` must begin at least thirty days before it; None where the offer is younger than its
    present price, so that there is nothing to compare it with.
    """
    if len(history) < 2:
        return None
    began = history[-1][0]
    earlier = history[:-1]
    starts = [at for at, _minor in earlier]
    ends = [*starts[1:], began]
    within = [minor for (_at, minor), end in zip(earlier, ends, strict=True) if end > began - DAYS]
    return min(within, default=None)


def struck(history: History) -> int | None:
    """What a page may strike through beside the present price, in cents: the lowest of the thirty
    days before it, where these are known whole and all of them were dearer; else None.

    ``history`` as above. Reductions one after the other are each measured from the one before, and
    a sale that follows a sale from the former sale's price: the strictest reading of the law.
    """
    if len(history) < 2 or history[0][0] > history[-1][0] - DAYS:
        return None
    lowest = lowest_before_present(history)
    return lowest if lowest is not None and lowest > history[-1][1] else None
