"""From an address to a question for search, and back to addresses."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from marketplace.storefront.listing.shelves import Filter, Kind, Order, Shelf
from search import facets
from search.contract import (
    PRICE,
    PRICE_EDGES,
    BadQuery,
    Query,
    Range,
    Sort,
    UnknownFacet,
    UnknownSort,
)

MOST_LETTERS = 200
MOST_VALUES = 100
NUMBER = re.compile(r"-?\d{1,9}(?:[.,]\d{1,3})?")
TEXT, SORT, PAGE = "q", "tri", "page"
LITERAL = "tel_quel"  # words are looked for as they are typed
# Advertisers' and mailers' marks in an address; not filters, and nobody's mistake.
IGNORED = re.compile(r"utm_\w+|gclid|fbclid|msclkid|mtm_\w+")
SORTS = {order: Sort[order.name] for order in Order}


@dataclass(frozen=True)
class Asked:
    """What an address asks of a shelf. ``chosen``: (name in the address, value), as they came."""

    shelf: Shelf
    text: str = ""
    chosen: tuple[tuple[str, str], ...] = ()
    order: Order = Order.RELEVANCE
    page: int = 1
    literal: bool = False

    def values(self, name: str) -> list[str]:
        return [value for param, value in self.chosen if param == name]

    def value(self, name: str) -> str:
        return next(iter(self.values(name)), "")

    def without(self, *pairs: tuple[str, str]) -> Self:
        """The same without these choices, on the first page."""
        return replace(self, chosen=tuple(p for p in self.chosen if p not in pairs), page=1)

    @property
    def url(self) -> str:
        pairs = [(TEXT, self.text)] if self.text else []
        pairs += [(LITERAL, "1")] if self.text and self.literal else []
        pairs += self.chosen
        if self.order != Order.RELEVANCE:
            pairs.append((SORT, self.order))
        if self.page > 1:
            pairs.append((PAGE, str(self.page)))
        return self.shelf.path + (f"?{urlencode(pairs)}" if pairs else "")

    @property
    def bare(self) -> bool:
        """Whether it is the whole shelf from its start."""
        return not self.text and not self.chosen and self.page == 1


def read(shelf: Shelf, params: QueryDict) -> Asked:
    """What an address asks.

    :raises UnknownFacet: it names a filter that the shelf does not have.
    :raises UnknownSort, BadQuery: a sort that is none, a number that cannot be read.
    """
    known = {name: each for each in shelf.filters for name in each.params}
    chosen: list[tuple[str, str]] = []
    for name, values in params.lists():
        if name in (TEXT, SORT, PAGE, LITERAL) or IGNORED.fullmatch(name):
            continue
        if name not in known:
            raise UnknownFacet(_("Ce filtre n’existe pas ici : « %(name)s ».") % {"name": name})
        chosen += [(name, value) for value in _values(known[name], values)]
    text = params.get(TEXT, "").replace("\0", "").strip()
    if len(text) > MOST_LETTERS:
        raise BadQuery(_("Cette recherche est trop longue : %(most)d caractères au plus.")
                       % {"most": MOST_LETTERS})  # fmt: skip
    return Asked(
        shelf=shelf,
        text=text,
        chosen=tuple(dict.fromkeys(chosen)),
        order=_order(params.get(SORT, "")),
        page=_page(params.get(PAGE, "1")),
        literal=LITERAL in params,
    )


def query(asked: Asked, *, per_page: int) -> Query:
    """The question for search.

    :raises BadQuery: a number that cannot be read.
    """
    shelf = asked.shelf
    lists = [each for each in shelf.filters if each.kind != Kind.RANGE]
    spans = [each for each in shelf.filters if each.kind == Kind.RANGE]
    wanted = {each.facet: frozenset(asked.values(each.param)) for each in lists}
    return Query(
        text=asked.text,
        filters={**wanted, **shelf.fixed},
        ranges=_ranges(asked, spans),
        sort=SORTS[asked.order],
        page=asked.page,
        per_page=per_page,
        facets=tuple(each.facet for each in lists),
        histograms={each.facet: bins for each in spans if (bins := _edges(each))},
    )


def bounds(asked: Asked, span: Filter) -> tuple[float | None, float | None]:
    """Lowest and highest, in the unit of the page (euros for the price).

    :raises BadQuery: not a number.
    """
    low, high = (_number(asked.value(name), span) for name in span.params)
    return low, high


def _ranges(asked: Asked, spans: Sequence[Filter]) -> Mapping[str, Range]:
    found = {}
    for span in spans:
        low, high = bounds(asked, span)
        if low is not None or high is not None:
            by = 100 if span.facet == PRICE else 1
            found[span.facet] = Range(
                *(None if n is None else round(n * by, 3) for n in (low, high))
            )
    return found


def _edges(span: Filter) -> tuple[float, ...]:
    if span.facet == PRICE:
        return PRICE_EDGES
    attribute = span.attribute
    if attribute is None or attribute.minimum is None or attribute.maximum is None:
        return ()
    return facets.edges(attribute.minimum, attribute.maximum)


def _values(each: Filter, values: Sequence[str]) -> list[str]:
    """What is filled in; an empty field is no wish."""
    filled = [value.strip() for value in values if value.strip()]
    if len(filled) > MOST_VALUES or any("\0" in value for value in filled):
        raise BadQuery(_("Le filtre « %(title)s » ne peut pas être lu.") % {"title": each.title})
    if each.kind == Kind.RANGE:
        filled = filled[:1]
        for value in filled:
            _number(value, each)
    return filled


def _number(written: str, span: Filter) -> float | None:
    if not written:
        return None
    plain = re.sub(r"[\s\u00a0\u202f]|€", "", written)
    if not NUMBER.fullmatch(plain):
        raise BadQuery(
            _("« %(value)s » n’est pas un nombre (filtre %(title)s). Écrivez par exemple 12,5.")
            % {"value": written[:40], "title": span.title}
        )
    return float(plain.replace(",", "."))


def _order(written: str) -> Order:
    try:
        return Order(written) if written else Order.RELEVANCE
    except ValueError:
        raise UnknownSort(
            _("Ce tri n’existe pas : « %(name)s ».") % {"name": written[:40]}
        ) from None


def _page(written: str) -> int:
    if not re.fullmatch(r"[1-9]\d{0,5}", written, re.ASCII):
        raise BadQuery(_("« %(page)s » n’est pas un numéro de page.") % {"page": written[:40]})
    return int(written)
