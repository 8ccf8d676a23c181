from collections.abc import Iterable, Iterator

from django.db.models import QuerySet

from search.models import Synonym, SynonymChange
from search.text import Synonyms


def in_use() -> QuerySet[Synonym]:
    return Synonym.objects.filter(ended_at=None)


def listed(*, ended: bool = False, text: str = "") -> QuerySet[Synonym]:
    """With their changes; two queries. ``text``: letters of one of the phrases."""
    rows = Synonym.objects.filter(ended_at__isnull=not ended).order_by("-id")
    if text:
        rows = rows.filter(phrases__icontains=text)
    return rows.prefetch_related("changes__user")


def changes() -> QuerySet[SynonymChange]:
    return SynonymChange.objects.select_related("user")


def together(rows: Iterable[Synonym]) -> Synonyms:
    """As a query takes them along."""
    return Synonyms.of(pair for row in rows for pair in _pairs(row))


def _pairs(row: Synonym) -> Iterator[tuple[str, str]]:
    first, *others = row.phrases
    for asked in [first] if row.one_way else row.phrases:
        yield from ((asked, other) for other in (first, *others) if other != asked)
