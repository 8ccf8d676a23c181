"""Which alerts wait, and what meets them among what can be bought now."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from marketplace.alerts.models import Alert
from marketplace.core import clock
from marketplace.offers import queries as offers


@dataclass(frozen=True, slots=True)
class OnSale:
    """One offer that can be bought now; ``minor``: cents, tax included, without delivery."""

    stockrecord_id: int
    variant_id: int
    minor: int


def of_address(email: str) -> QuerySet[Alert]:
    """The alerts of an address, those apart that it never confirmed; the newest first."""
    rows = Alert.objects.filter(email=email).exclude(state=Alert.State.ASKED)
    return rows.select_related("reference__sheet__brand", "variant__variant").order_by("-pk")


def on_sale(
    *, reference_ids: Iterable[int], at: datetime | None = None
) -> Mapping[int, Sequence[OnSale]]:
    """Published reference → what can be bought of it ``at`` (default now), cheapest first; one
    query."""
    rows = offers.purchasable().filter(product__parent__in=set(reference_ids))
    found: dict[int, list[OnSale]] = defaultdict(list)
    for reference_id, pk, variant_id, price, currency, dated in rows.annotate(
        dated=offers.sale(at or clock.now())
    ).values_list("product__parent", "pk", "product_id", "price", "price_currency", "dated"):
        minor = offers.cost(price, currency, dated).minor
        found[reference_id].append(OnSale(pk, variant_id, minor))
    for each in found.values():
        each.sort(key=lambda offer: (offer.minor, offer.stockrecord_id))
    return dict(found)


def meeting(alert: Alert, found: Sequence[OnSale]) -> OnSale | None:
    """The cheapest of a reference's offers that is what an alert waits for."""
    for offer in found:
        sized = alert.variant_id in (None, offer.variant_id)
        if sized and (alert.ceiling_minor is None or offer.minor <= alert.ceiling_minor):
            return offer
    return None
