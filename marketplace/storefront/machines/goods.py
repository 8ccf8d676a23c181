"""All that can be bought, read through in the order of its keys: a chunk in memory at a time.

No page of an OFFSET, which would read again what it skips: the next chunk begins after the last
key. To be read within the house's scope.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Max, QuerySet

from marketplace.offers import queries as offers
from marketplace.offers.models import PriceChange
from marketplace.offers.queries import OfferView
from marketplace.technical import queries as technical
from marketplace.technical.models import ReferenceSheet, TextChange, VariantSheet

CHUNK: Final = 500


@dataclass(frozen=True)
class Listed:
    """A reference that can be bought; ``changed_at``: when its words or a price last did."""

    pk: int
    slug: str
    family_id: int
    brand_id: int
    changed_at: datetime


@dataclass(frozen=True)
class Sold:
    """A reference with its sizes that can be bought, each with its offers, the chosen one first."""

    sheet: ReferenceSheet
    sizes: Sequence[tuple[VariantSheet, Sequence[OfferView]]]


def listed() -> Iterator[Listed]:
    """Every published reference that somebody sells, in the order of keys; four queries a chunk."""
    columns = ("pk", "product__slug", "family_id", "brand_id", "published_at")
    for ids in technical.published_ids(most=CHUNK):
        sold = _sold(ids)
        changed = _changed(sold)
        for pk, slug, family_id, brand_id, published_at in _sheets(ids).values_list(*columns):
            if pk in sold:
                last = max(published_at, changed.get(pk, published_at))
                yield Listed(pk, slug, family_id, brand_id, last)


def sold() -> Iterator[Sold]:
    """The same with all that a price comparer asks for; five queries a chunk."""
    for ids in technical.published_ids(most=CHUNK):
        sheets = _sheets(ids).select_related("product", "brand", "family__sport")
        variants = technical.variants_of(ids)
        found = offers.offers_of(product_ids=[v.pk for each in variants.values() for v in each])
        for sheet in sheets:
            sizes = [(v, found[v.pk]) for v in variants.get(sheet.pk, ()) if found.get(v.pk)]
            if sizes:
                yield Sold(sheet, sizes)


def _sheets(ids: Sequence[int]) -> QuerySet[ReferenceSheet]:
    return ReferenceSheet.objects.published().filter(pk__in=ids).order_by("pk")


def _sold(ids: Sequence[int]) -> dict[int, list[int]]:
    """Reference → its offers that can be bought, of those that have one."""
    rows = offers.purchasable().filter(product__parent_id__in=ids)
    found: dict[int, list[int]] = defaultdict(list)
    for pk, parent in rows.values_list("pk", "product__parent_id"):
        found[parent].append(pk)
    return found


def _changed(sold: Mapping[int, Sequence[int]]) -> dict[int, datetime]:
    """Reference → when the price of an offer or a text of it last changed, where one did."""
    prices = PriceChange.objects.filter(
        stockrecord_id__in=[pk for each in sold.values() for pk in each]
    )
    last = dict(prices.order_by().values_list("stockrecord_id").annotate(at=Max("at")))
    found = {
        pk: max(told)
        for pk, offered in sold.items()
        if (told := [last[each] for each in offered if each in last])
    }
    texts = TextChange.objects.filter(product_id__in=list(sold)).order_by()
    for pk, at in texts.values_list("product_id").annotate(at=Max("at")):
        found[pk] = max(at, found.get(pk, at))
    return found
