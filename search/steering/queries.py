from datetime import datetime

from django.db.models import Q, QuerySet

from marketplace.technical.models import ReferenceSheet, VariantSheet
from search import text as words
from search.models import Steer


def key(text: str) -> str:
    """What two questions share that are the same but for accents, plurals and stop words; "" where
    no word is left."""
    return " ".join(words.phrase(text))


def running(*, at: datetime) -> QuerySet[Steer]:
    return Steer.objects.filter(ended_at=None, until__gt=at)


def listed(*, ended: bool, at: datetime) -> QuerySet[Steer]:
    """With their references and people; one query."""
    now = running(at=at)
    rows = Steer.objects.exclude(pk__in=now) if ended else now
    return rows.select_related("reference__product", "reference__brand", "user", "ended_by")


def published(code: str) -> list[ReferenceSheet]:
    """References on show that a maker's reference, a GTIN or a product page's number names."""
    gtins = VariantSheet.objects.filter(gtin=code.zfill(14)).values("product__parent_id")
    named = Q(manufacturer_ref__iexact=code)
    if code.isascii() and code.isdigit():
        named |= Q(pk__in=gtins)
    return list(ReferenceSheet.objects.published().filter(named).order_by("pk")[:2])


def published_page(pk: int) -> list[ReferenceSheet]:
    return list(ReferenceSheet.objects.published().filter(pk=pk))
