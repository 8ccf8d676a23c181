"""One listing: cards, filters, chips, pages, and what must be said about them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from django.http import Http404, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.storefront import cards
from marketplace.storefront.cards import Card
from marketplace.storefront.listing import names, understood
from marketplace.storefront.listing.asking import Asked
from marketplace.storefront.listing.groups import Chip, Group, chips, groups
from marketplace.storefront.listing.shelves import Kind, Order, Shelf
from marketplace.storefront.listing.understood import Heard
from marketplace.storefront.templatetags.cordee import number
from search.contract import Result

PER_PAGE = 24


@dataclass(frozen=True)
class Pages:
    """What components/pager.html asks of a page."""

    number: int
    num_pages: int

    @property
    def paginator(self) -> Self:
        return self

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_next(self) -> bool:
        return self.number < self.num_pages

    @property
    def has_other_pages(self) -> bool:
        return self.has_previous or self.has_next

    @property
    def previous_page_number(self) -> int:
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        return self.number + 1


@dataclass(frozen=True)
class Listing:
    asked: Asked
    total: int
    cards: Sequence[Card]
    groups: Sequence[Group]
    chips: Sequence[Chip]
    pages: Pages
    heard: Heard
    orders: Sequence[tuple[str, str, bool]]

    @property
    def summary(self) -> str:
        """``523 références, de 31 marques et 47 boutiques``."""
        found = ngettext("%(n)s référence", "%(n)s références", self.total) % {
            "n": number(self.total)
        }
        brands, boutiques = self._choices("brand"), self._choices("boutique")
        if not self.total or not brands or not boutiques:
            return found
        return _("%(found)s, de %(brands)s et %(boutiques)s") % {
            "found": found,
            "brands": ngettext("%(n)d marque", "%(n)d marques", brands) % {"n": brands},
            "boutiques": ngettext("%(n)d boutique", "%(n)d boutiques", boutiques)
            % {"n": boutiques},
        }

    def _choices(self, facet: str) -> int:
        """How many values of a facet are among what is found: those selected, where some are."""
        for group in self.groups:
            if group.filter.facet == facet:
                options = [o for o in (*group.options, *group.more) if o.count]
                return len([o for o in options if o.selected] or options)
        return 0

    @property
    def cleared(self) -> str:
        """The address without any filter."""
        return replace(self.asked, chosen=(), page=1).url

    @property
    def canonical(self) -> str:
        """The address that search engines should keep."""
        return replace(self.asked, text="", chosen=(), order=Order.RELEVANCE).url


def listing(shelf: Shelf, params: QueryDict, *, at: datetime) -> Listing:
    """What an address shows of a shelf: one search, one query for names.

    :raises SearchError: the address cannot be read, or the engine does not answer.
    :raises Http404: a page after the last one.
    """
    heard = understood.hear(shelf, params, per_page=PER_PAGE)
    asked, result = heard.asked, heard.result
    pages = Pages(asked.page, max(result.pages, 1))
    if pages.number > pages.num_pages:
        raise Http404
    shown = groups(asked, result, names.of(_slugs(asked, result)))
    return Listing(
        asked=asked,
        total=result.total,
        cards=cards.cards(result.hits, at=at, size=_one_size(asked) or heard.size),
        groups=shown,
        chips=chips(asked, shown),
        pages=pages,
        heard=heard,
        orders=_orders(asked),
    )


def _slugs(asked: Asked, result: Result) -> dict[str, list[str]]:
    listed = [each.facet for each in asked.shelf.filters if each.kind == Kind.LIST]
    return {facet: [v.value for v in result.facets.get(facet, ())] for facet in listed}


def _one_size(asked: Asked) -> str:
    sizes = asked.values("taille")
    return sizes[0] if len(sizes) == 1 else ""


def _orders(asked: Asked) -> list[tuple[str, str, bool]]:
    labels = {
        Order.RELEVANCE: _("Pertinence") if asked.text else _("Les plus demandés"),
        Order.PRICE_ASC: _("Prix croissant"),
        Order.PRICE_DESC: _("Prix décroissant"),
        Order.NEWEST: _("Nouveautés"),
    }
    if asked.text:
        labels[Order.POPULAR] = _("Les plus demandés")
    return [(order.value, label, order == asked.order) for order, label in labels.items()]
