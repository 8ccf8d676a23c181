"""What slugs are called, in the reader's language."""

from collections.abc import Iterable, Mapping

from django.db.models import F, Value
from django.utils import translation

from marketplace.technical.models import Brand, Family, Sport
from marketplace.traders.models import Trader

Names = Mapping[tuple[str, str], str]


def of(found: Mapping[str, Iterable[str]]) -> Names:
    """(facet, slug) → name, of the facets whose values are rows: one query for all of them."""
    english = translation.get_language() == "en"
    tables = {
        "brand": Brand.objects.annotate(en=F("name")),
        "boutique": Trader.objects.annotate(en=F("name")),
        "sport": Sport.objects.annotate(en=F("name_en")),
        "category": Family.objects.annotate(en=F("name_en")),
    }
    rows = [
        table.filter(slug__in=set(found[facet]))
        .order_by()
        .annotate(facet=Value(facet))
        .values_list("facet", "slug", "name", "en")
        for facet, table in tables.items()
        if found.get(facet)
    ]
    if not rows:
        return {}
    read = rows[0].union(*rows[1:], all=True) if len(rows) > 1 else rows[0]
    return {(facet, slug): (english and en) or name for facet, slug, name, en in read}
