"""Addresses that a trader's feeds named and nobody could fetch: rows of the present scope only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from marketplace.technical.models import Picture, PictureAddress, ReferenceSheet

HOUR: Final = timedelta(hours=1)
Fault, State = PictureAddress.Fault, PictureAddress.State
# What the address alone tells: another one must be named.
HOPELESS: Final = (Fault.NO_SITE, Fault.TOO_LONG, Fault.BAD_ADDRESS)
WORTH_A_TRY: Final = Q(state=State.UNREACHABLE) & ~Q(fault__in=HOPELESS)


@dataclass(frozen=True)
class Standing:
    """How many addresses are dead, how many of these wait to be tried again, how many may be put
    back now, and when that was last asked for."""

    dead: int
    waiting: int
    retriable: int
    asked_at: datetime | None


def pictures() -> QuerySet[Any]:
    """Pictures whose address is dead, or waits to be tried again."""
    rows: QuerySet[Any] = Picture.named.exclude(address__fault="")
    return rows


def tried_before(day: date) -> Q:
    """Of addresses: not tried on that day yet."""
    return Q(tried_at__date__lt=day)


def heard(*, based: bool, today: date) -> QuerySet[Any]:
    """Pictures whose line is worth reading again, for it may name another address today.

    A path without a site stays one, in every feed of a shop that exports paths, until what they
    hang on is told (``based``); whether the export has learnt to tell is looked at once a day.
    """
    stuck = Q(address__fault=Fault.NO_SITE, address__tried_at__date=today)
    return pictures() if based else pictures().exclude(stuck)


def addresses() -> QuerySet[PictureAddress]:
    """Those addresses, each once."""
    own = Picture.named.filter(address=OuterRef("pk"))
    return PictureAddress.objects.exclude(fault="").filter(Exists(own))


def references() -> QuerySet[ReferenceSheet]:
    """References with a dead address, the latest first, with what a line shows of them."""
    rows = ReferenceSheet.objects.filter(Exists(pictures().filter(product=OuterRef("pk"))))
    return rows.select_related("product", "family").order_by("-pk")


def of(reference_ids: Iterable[int]) -> dict[int, list[Picture]]:
    """Reference → its pictures whose address is dead, in the order to be shown; one query."""
    rows = pictures().filter(product__in=list(reference_ids)).select_related("address")
    found: dict[int, list[Picture]] = {}
    for row in rows.order_by("product_id", "position", "pk"):
        found.setdefault(row.product_id, []).append(row)
    return found


def count() -> int:
    """How many addresses are dead."""
    return int(addresses().count())


def retriable(*, at: datetime) -> Q:
    """Of addresses: given up, and not put back within the hour."""
    return WORTH_A_TRY & (Q(asked_at=None) | Q(asked_at__lte=at - HOUR))


def standing(*, at: datetime) -> Standing:
    """One query."""
    told = addresses().aggregate(
        dead=Count("pk"),
        waiting=Count("pk", filter=Q(state=State.PENDING)),
        retriable=Count("pk", filter=retriable(at=at)),
        asked_at=Max("asked_at"),
    )
    return Standing(**told)
