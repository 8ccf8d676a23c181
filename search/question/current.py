"""This process's vocabulary, read from the database when it changes there.

Brands, boutiques, sports, families, attributes and synonyms change rarely and are asked for with
each text: they are kept, and every ``LOOKED_AFTER_S`` one cheap query says whether they still are
the same.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Value

from marketplace.technical import taxonomy, values
from marketplace.technical.models import Attribute, AttributeEdit, Brand, Family, Sport
from marketplace.traders import queries as traders
from search import text
from search.models import Synonym, SynonymChange
from search.question import towns, vocabulary
from search.question.phrases import Names
from search.question.vocabulary import NO_CHOICE, YES, Choice, Figure, Meaning, Shop, Vocabulary
from search.synonyms import queries as synonyms
from search.text import Phrase as Name

LOOKED_AFTER_S = 2.0
Stamp = tuple[Any, ...]


@dataclass
class _Kept:
    """``looked``: when it was last compared with the database, by the process's clock."""

    vocabulary: Vocabulary
    stamp: Stamp
    looked: float


_lock = threading.Lock()
_kept: _Kept | None = None


def of_now() -> Vocabulary:
    """The vocabulary; what others change in it is there ``LOOKED_AFTER_S`` later."""
    global _kept
    with _lock:
        now = time.monotonic()
        if _kept is not None and now - _kept.looked < LOOKED_AFTER_S:
            return _kept.vocabulary
        stamp = _stamp()
        if _kept is None or stamp != _kept.stamp:
            _kept = _Kept(_read(), stamp, now)
        _kept.looked = now
        return _kept.vocabulary


def forget() -> None:
    """Read it anew when it is next asked for."""
    global _kept
    with _lock:
        _kept = None


def _stamp() -> Stamp:
    """Differs after each change: what is added has a new id, what is edited leaves a journal.

    Names that a release brings in its files come with a restart. One query.
    """
    journals = (Brand, Sport, Family, Attribute, AttributeEdit, SynonymChange)
    tables = [
        *(model._default_manager.all() for model in journals),
        traders.by_name(),
        traders.shops(),
    ]
    rows = [
        table.order_by()
        .values(room=Value(table.model.__name__))
        .annotate(last=Max("pk"), rows=Count("pk"))
        for table in tables
    ]
    return tuple(sorted(rows[0].union(*rows[1:], all=True).values_list("room", "last", "rows")))


def _read() -> Vocabulary:
    """Seven queries, whatever there is."""
    values.in_unit(1, said="kg", wanted="g")  # the units are read before the first shopper asks
    return made_of(
        sports=Sport.objects.all(),
        families=Family.objects.select_related("sport"),
        attributes=Attribute.objects.select_related("family"),
        brands=Brand.objects.order_by("pk").values_list("slug", "name"),
        boutiques=traders.by_name().values_list("slug", "name"),
        told=list(synonyms.in_use()),
        shops=traders.shops().values_list("trader__slug", "trader__name", "town"),
    )


def made_of(
    *,
    sports: Iterable[Sport],
    families: Iterable[Family],
    attributes: Iterable[Attribute],
    brands: Iterable[tuple[str, str]],
    boutiques: Iterable[tuple[str, str]] = (),
    told: Sequence[Synonym] = (),
    shops: Iterable[tuple[str, str, str]] = (),
) -> Vocabulary:
    """The vocabulary of these rows; brands and boutiques as (slug, name), ``shops`` as (slug, name,
    town)."""
    known = list(attributes)
    return vocabulary.of(
        sports=[(row.slug, Names(row.name, row.name_en)) for row in sports],
        families=_families(families),
        figures=[_figure(row) for row in known if row.type == Attribute.Type.NUMBER],
        choices=[choice for row in known if row.is_facet for choice in _choices(row)],
        brands=brands,
        boutiques=boutiques,
        synonyms=synonyms.together(told),
        told=_told(told),
        towns=towns.by_words(Shop(*row) for row in shops),
    )


def _told(rows: Iterable[Synonym]) -> dict[Name, frozenset[Name]]:
    """Phrases of several words that operators wrote, with what each finds; the file's own are read
    as any other words."""
    found: dict[Name, set[Name]] = defaultdict(set)
    for row in rows:
        names = [text.name(phrase) for phrase in row.phrases if row.filed_as is None]
        for asked in names[:1] if row.one_way else names:
            if len(asked) > 1:
                found[asked].update(other for other in names if other != asked)
    return {name: frozenset(others) for name, others in found.items()}


def _families(rows: Iterable[Family]) -> Iterator[vocabulary.Family]:
    """With what the taxonomy's files call them."""
    called = {
        family["slug"]: family.get("words", [])
        for sport in taxonomy.sports()
        for family in sport["families"]
    }
    for family in rows:
        yield vocabulary.Family(
            slug=family.slug,
            sport=family.sport.slug,
            title=Names(family.name, family.name_en),
            guide=family.size_guide,
            others=tuple(sorted(called.get(family.slug, ()))),
        )


def _figure(row: Attribute) -> Figure:
    return Figure(
        family=row.family.slug,
        key=row.key,
        title=Names(row.label, row.label_en),
        unit=row.unit,
        minimum=row.minimum,
        maximum=row.maximum,
        is_facet=row.is_facet,
        decides=row.decider is not None,
        sought=row.sought,
        names=vocabulary.names(*_labels(row), *row.synonyms),
    )


def _labels(row: Attribute) -> list[str]:
    """Also without what stands in brackets: "Poids (paire)" is its weight."""
    labels = (row.label, row.label_en)
    return [*labels, *(label.partition("(")[0] for label in labels)]


def _choices(row: Attribute) -> Iterator[Choice]:
    title = Names(row.label, row.label_en)
    family, facet, decides = row.family.slug, f"attr:{row.key}", row.decider is not None
    if row.type == Attribute.Type.BOOL:
        yes = Meaning(facet, frozenset({"true"}), YES, title, decides)
        yield Choice(family, yes, vocabulary.names(*_labels(row), *row.synonyms))
    for choice in row.choices if row.is_chosen else ():
        said = Names(choice["label"], choice["label_en"])
        meaning = Meaning(facet, frozenset({choice["key"]}), said, title, decides)
        pairs = list(zip(title, said, strict=True))
        both = [each for label, name in pairs for each in (f"{label} {name}", f"{name} {label}")]
        alone = [] if choice["key"] in NO_CHOICE else [each for each in said if not each.isdigit()]
        alone += [each.replace(" × ", "x") for each in alone if " × " in each]  # "16x19"
        yield Choice(family, meaning, vocabulary.names(*both, *alone))
