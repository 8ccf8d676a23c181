"""Changing what a parcel costs."""

from django.db import transaction

from marketplace.delivery.models import Tariff
from marketplace.traders.models import Trader


@transaction.atomic
def free_from(*, trader: Trader, minor: int | None) -> int:
    """Home delivery is free from this amount of goods in one parcel, in cents; None: never.

    Saved row by row, so that who rests on tariffs hears of it; returns how many changed.
    """
    rows = Tariff.objects.select_for_update().filter(trader=trader)
    changed = [row for row in rows.order_by("pk") if row.free_from_minor != minor and row.minor]
    for row in changed:
        row.free_from_minor = minor
        row.save(update_fields=["free_from_minor"])
    return len(changed)
