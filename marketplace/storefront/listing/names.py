"""What slugs are called, in the reader's language."""

from collections.abc import Iterable, Mapping

from django.db.models import F, Value
from django.utils import translation

from marketplace.technical.models import Brand, Family, Sport
from marketplace.traders.models import Trader

Names = Mapping[tuple[str, str], str]
Guides = Mapping[str, str]


def of(found: Mapping[str, Iterable[str]]) -> tuple[Names, Guides]:
    """(facet, slug) → name, of the facets whose values are rows, and the slug of each family among
    them → how its sizes are read: one query for all of them.
    """
    english = translation.get_language() == "en"
    tables = {
        "brand": Brand.objects.annotate(en=F("name"), guide=Value("")),
        "boutique": Trader.objects.annotate(en=F("name"), guide=Value("")),
        "sport": Sport.objects.annotate(en=F("name_en"), guide=Value("")),
        "category": Family.objects.annotate(en=F("name_en"), guide=F("size_guide")),
    }
    rows = [
        table.filter(slug__in=set(found[facet]))
        .order_by()
        .annotate(facet=Value(facet))
        .values_list("facet", "slug", "name", "en", "guide")
        for facet, table in tables.items()
        if found.get(facet)
    ]
    if not rows:
        return {}, {}
    read = rows[0].union(*rows[1:], all=True) if len(rows) > 1 else rows[0]
    names, guides = {}, {}
    for facet, slug, name, en, guide in read:
        names[facet, slug] = (english and en) or name
        if facet == "category":
            guides[slug] = guide
    return names, guides
