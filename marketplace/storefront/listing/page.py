"""One listing: cards, filters, chips, pages, and what must be said about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Self

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.storefront import cards
from marketplace.storefront.cards import Card
from marketplace.storefront.listing import helping, names, pickup, understood
from marketplace.storefront.listing.asking import Asked, Fault, NoSuchPage
from marketplace.storefront.listing.groups import (
    Chip,
    Group,
    Option,
    Unknown,
    chips,
    groups,
    unknown,
)
from marketplace.storefront.listing.helping import Help, Way
from marketplace.storefront.listing.shelves import Kind, Order, Shelf
from marketplace.storefront.listing.understood import Heard
from marketplace.storefront.own_sizes import Sizes
from marketplace.storefront.templatetags.cordee import number, of_town
from search.contract import DEEPEST_HIT, Result
from search.steering import current as steering

PER_PAGE = 24
MOST_WAYS = 6  # choices that are each tried to be left out
AROUND = 1  # pages told before and after the one that is read


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

    @property
    def shown(self) -> list[int | None]:
        """Numbers of the first pages, of those around, of the last; None for a gap of several."""
        near = range(self.number - AROUND, self.number + AROUND + 1)
        told = sorted({1, self.num_pages, *near} & {*range(1, self.num_pages + 1)})
        found: list[int | None] = []
        for before, each in pairwise([0, *told]):
            if each - before == 2:
                found.append(each - 1)  # a gap of one takes as much room as its number
            elif each - before > 2:
                found.append(None)
            found.append(each)
        return found


@dataclass(frozen=True)
class WayOut:
    """A choice that is in the way alone: its name, the address without it, how many are there."""

    label: str
    url: str
    count: int

    @property
    def counted(self) -> str:
        return number(self.count)


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
    ways_out: Sequence[WayOut] = ()  # where nothing is found
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
    def numbered(self) -> list[tuple[int | None, str]]:
        """The pages to choose from with their addresses, as ``Pages.shown``."""
        return [(n, self.page_url(n) if n else "") for n in self.pages.shown]

    @property
    def previous_url(self) -> str:
        return self.page_url(self.pages.previous_page_number) if self.pages.has_previous else ""

    @property
    def next_url(self) -> str:
        return self.page_url(self.pages.next_page_number) if self.pages.has_next else ""

    def page_url(self, number: int) -> str:
        return replace(self.asked, page=number).url

    @property
    def filled(self) -> Asked:
        """What the filters' form shows, and sends."""
        return self.heard.filled if self.heard else self.asked

    @property
    def narrowed(self) -> int:
        """How many conditions hold: those chosen, and those understood of the words."""
        return len(self.chips) + (len(self.heard.chips) if self.heard else 0)

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
    def title(self) -> str:
        """What the list holds: on a shelf of several departments the one that is chosen, else the
        one sport; elsewhere the shelf's own name."""
        if set(self.asked.shelf.fixed) <= {"sport"}:
            chosen = {group.filter.facet: group.chosen for group in self.groups}
            for facet in ("category", "sport"):
                match chosen.get(facet, ()):
                    case [Option(known=True, label=label)]:
                        return label
        return self.asked.shelf.title

    @property
    def helps(self) -> Sequence[Help | Way]:
        """Pages of the house, and boutiques, that the words ask for."""
        return helping.helps(self.asked.text)

    @property
    def dead_end(self) -> bool:
        """Whether words alone find nothing: there is nothing to take back but them."""
        return bool(self.heard and self.asked.text and not self.cards and not self.chips)

    @property
    def relaxed(self) -> bool:
        """Whether something had to be let go of to find anything."""
        return bool(self.heard and self.heard.result.relaxed)

    @property
    def summary(self) -> str:
        """``523 références, de 31 marques et 47 boutiques``."""
        if self.degraded:
            return _("Du plus récent au plus ancien")
        if not self.total:
            return _("Aucune référence")
        found = ngettext("%(n)s référence", "%(n)s références", self.total) % {"n": self.counted}
        brands, boutiques = self._choices("brand"), self._choices("boutique")
        if not brands or not boutiques:
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
    called, guides = names.of(_slugs(asked, result))
    shown = groups(heard.filled, result, called, guides, heard.around)
    chosen = chips(asked, shown)
    return Listing(
        asked=asked,
        total=result.total,
        cards=cards.cards(result.hits, at=at, sized=bool(asked.values("taille") or heard.size)),
        groups=shown,
        chips=chosen,
        ways_out=[] if result.total else _ways_out(heard, chosen),
        pages=pages,
        heard=heard,
        orders=_orders(asked),
        unknown=unknown(asked, shown),
    )


def _ways_out(heard: Heard, chosen: Sequence[Chip]) -> list[WayOut]:
    """What there is without one of the choices; a search each, the most first."""
    counted = ((chip, understood.without(heard, chip.gone)) for chip in chosen[:MOST_WAYS])
    ways = [WayOut(chip.label, chip.url, count) for chip, count in counted if count]
    return sorted(ways, key=lambda way: -way.count)


def _beyond(asked: Asked, pages: Pages) -> NoSuchPage:
    text = ngettext(
        "Cette liste n’a qu’une page.", "Cette liste a %(n)s pages.", pages.num_pages
    ) % {"n": number(pages.num_pages)}
    last = replace(asked, page=pages.num_pages).url
    return NoSuchPage(text, way_on=last, way_on_label=_("Aller à la dernière page"))


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
