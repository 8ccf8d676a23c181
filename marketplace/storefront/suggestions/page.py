"""What is suggested under the search field: one call of the engine, no query."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from marketplace.storefront import cards
from marketplace.storefront.pictures import Look
from marketplace.storefront.suggestions.marking import marked
from marketplace.storefront.suggestions.vocabulary import ASKED, Entry, vocabulary
from search import text
from search.backends import backend
from search.contract import Hit
from search.suggesting import Typed, typed

MOST_NAMES = 20  # of each kind, among which those on sale and those with most are chosen
CATEGORIES, BRANDS, QUERIES, MODELS = 4, 3, 3, 5
HITS = 24  # references of few models, a colour each
CATEGORY_FACETS = ("sport", "family")
COUNTED = (*CATEGORY_FACETS, "brand")


@dataclass(frozen=True)
class Option:
    """Where it leads and what it says; ``count`` references, or a model's ``look`` and ``price``
    in cents."""

    url: str
    label: SafeString
    note: str = ""
    count: int | None = None
    look: Look | None = None
    price: int | None = None


@dataclass(frozen=True)
class Group:
    title: str
    options: Sequence[Option]


@dataclass(frozen=True)
class Suggestions:
    groups: Sequence[Group] = ()

    @property
    def count(self) -> int:
        return sum(len(group.options) for group in self.groups)


def suggestions(written: str) -> Suggestions:
    """What somebody who has typed ``written`` may mean; nothing when that is too short.

    :raises SearchUnavailable: the engine does not answer.
    """
    asked = typed(written)
    if not asked:
        return Suggestions()
    names = _names(asked)
    found = backend().suggest(
        written,
        most=HITS,
        counting={facet: [entry.slug for entry in names[facet]] for facet in COUNTED},
    )
    groups = [
        Group(_("Rayons"), _ranked(names, CATEGORY_FACETS, found.counts, written)[:CATEGORIES]),
        Group(_("Marques"), _ranked(names, ("brand",), found.counts, written)[:BRANDS]),
        Group(_("Recherches fréquentes"), _asked(names[ASKED], written)[:QUERIES]),
        Group(_("Produits"), [_model(hit, written) for hit in _models(found.hits)]),
    ]
    return Suggestions([group for group in groups if group.options])


def _names(asked: Typed) -> dict[str, list[Entry]]:
    """Facet → the names that may be meant."""
    found: dict[str, list[Entry]] = {facet: [] for facet in (*COUNTED, ASKED)}
    for entry in vocabulary().meant(asked):
        if len(found[entry.facet]) < MOST_NAMES:
            found[entry.facet].append(entry)
    return found


def _ranked(
    names: Mapping[str, Sequence[Entry]],
    facets: Iterable[str],
    counts: Mapping[str, Mapping[str, int]],
    written: str,
) -> list[Option]:
    """Those on sale; sports before families, then those with most references."""
    on_sale = [
        (order, -counts[facet][entry.slug], entry)
        for order, facet in enumerate(facets)
        for entry in names[facet]
        if entry.slug in counts[facet]
    ]
    on_sale.sort(key=lambda each: each[:2])
    return [_named(entry, -count, written) for _order, count, entry in on_sale]


def _named(entry: Entry, count: int, written: str) -> Option:
    return Option(
        url=entry.url,
        label=marked(entry.label, written),
        note=entry.belongs if entry.facet == "family" else "",
        count=count,
    )


def _asked(entries: Iterable[Entry], written: str) -> list[Option]:
    """What others have asked; not what stands in the field already."""
    typed_so_far = text.fold(written).split()
    return [
        Option(url=entry.url, label=marked(entry.label, written))
        for entry in entries
        if text.fold(entry.label).split() != typed_so_far
    ]


def _models(hits: Iterable[Hit]) -> list[Hit]:
    """The first reference of each model."""
    firsts: dict[tuple[str, str], Hit] = {}
    for hit in hits:
        firsts.setdefault((hit.payload["brand_slug"], hit.payload["title"]), hit)
    return list(firsts.values())[:MODELS]


def _model(hit: Hit, written: str) -> Option:
    shown = hit.payload
    return Option(
        url=reverse("catalogue:detail", args=[shown["slug"], hit.id]),
        label=marked(shown["title"], written),
        note=shown["brand"],
        look=cards.look(hit),
        price=hit.price,
    )
