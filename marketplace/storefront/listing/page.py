"""One listing: cards, filters, chips, pages, and what must be said about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.storefront import cards
from marketplace.storefront.cards import Card
from marketplace.storefront.listing import names, pickup, understood
from marketplace.storefront.listing.asking import Asked, Fault, NoSuchPage
from marketplace.storefront.listing.groups import Chip, Group, Unknown, chips, groups, unknown
from marketplace.storefront.listing.shelves import Kind, Order, Shelf
from marketplace.storefront.listing.understood import Heard
from marketplace.storefront.own_sizes import Sizes
from marketplace.storefront.templatetags.cordee import number, of_town
from search.contract import DEEPEST_HIT, Result
from search.steering import current as steering

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
    heard: Heard | None  # None while search does not answer
    orders: Sequence[tuple[str, str, bool]]
    unknown: Sequence[Unknown] = ()
    degraded: bool = False  # read from the database, since search does not answer

    @property
    def cut(self) -> bool:
        """Whether this is the last page that can be read of more than there are pages for."""
        return not self.pages.has_next and self.total > DEEPEST_HIT

    @property
    def most(self) -> str:
        """How many can be read where not all can."""
        return number(DEEPEST_HIT)

    @property
    def counted(self) -> str:
        return number(self.total)

    @property
    def faults(self) -> Sequence[Fault]:
        """What was filled in and is left out."""
        return list(self.asked.faults.values())

    @property
    def farther(self) -> tuple[str, str, str]:
        """Where it can be fetched further away, what leads there, its address; "" where nothing is
        asked to be near."""
        around = next((group.around for group in self.groups if group.around), None)
        if around is None or around.place is None or around.counters:
            return "", "", ""
        none = _("Aucune boutique ne remet les commandes à moins de %(km)d km %(of_town)s.") % {
            "km": around.km, "of_town": of_town(around.place.town)
        }  # fmt: skip
        if around.next is None:
            return none, "", ""
        nearest = _("La plus proche : %(name)s.") % {"name": pickup.called(around.next)}
        if around.wider is None:
            return f"{none} {nearest}", "", ""
        label = _("Chercher à moins de %(km)d km") % {"km": around.wider}
        return f"{none} {nearest}", label, self.asked.with_value("km", str(around.wider)).url

    @property
    def relaxed(self) -> bool:
        """Whether something had to be let go of to find anything."""
        return bool(self.heard and self.heard.result.relaxed)

    @property
    def summary(self) -> str:
        """``523 références, de 31 marques et 47 boutiques``."""
        if self.degraded:
            return _("Du plus récent au plus ancien")
        found = ngettext("%(n)s référence", "%(n)s références", self.total) % {"n": self.counted}
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
    def indexed(self) -> bool:
        """Whether search engines should keep it: a shelf with something on it, neither filtered
        nor searched. Each of its pages is one of its own, as Google asks for."""
        left_out = self.degraded or self.asked.faults
        return bool(self.cards) and not (left_out or self.chips or self.asked.text)

    @property
    def canonical(self) -> str:
        """The address that search engines should keep: the page, however it is sorted and in
        whatever system its sizes are said."""
        return replace(self.asked, text="", chosen=(), order=Order.RELEVANCE, system="").url


def listing(
    shelf: Shelf,
    params: QueryDict,
    *,
    at: datetime,
    remembered: Mapping[str, str] | None = None,
    own_sizes: Mapping[str, Sizes] | None = None,
) -> Listing:
    """What an address shows of a shelf: one search, one query for names, one where "near" is asked.

    ``remembered``: see ``asking.read``; ``own_sizes``: see ``understood.hear``.

    :raises SearchError: the address cannot be read, is a page after the last one, or the engine
        does not answer.
    """
    heard = understood.hear(
        shelf, params, at=at, per_page=PER_PAGE, remembered=remembered, own_sizes=own_sizes
    )
    asked, result = heard.asked, heard.result
    steering.tell(asked.text, result)
    pages = Pages(asked.page, max(result.pages, 1))
    if pages.number > pages.num_pages:
        raise _beyond(asked, pages)
    shown = groups(asked, result, names.of(_slugs(asked, result)), heard.around)
    return Listing(
        asked=asked,
        total=result.total,
        cards=cards.cards(result.hits, at=at, sized=bool(asked.values("taille") or heard.size)),
        groups=shown,
        chips=chips(asked, shown),
        pages=pages,
        heard=heard,
        orders=_orders(asked),
        unknown=unknown(asked, shown),
    )


def _beyond(asked: Asked, pages: Pages) -> NoSuchPage:
    text = ngettext(
        "Cette liste n’a qu’une page.", "Cette liste a %(n)s pages.", pages.num_pages
    ) % {"n": number(pages.num_pages)}
    return NoSuchPage(text, way_on=replace(asked, page=1).url)


def _slugs(asked: Asked, result: Result) -> dict[str, list[str]]:
    listed = [each.facet for each in asked.shelf.filters if each.kind == Kind.LIST]
    return {facet: [v.value for v in result.facets.get(facet, ())] for facet in listed}


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
