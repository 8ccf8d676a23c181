"""From an address to a question for search, and back to addresses.

What an address names must exist here: another filter, sort or system of sizes is refused. What a
person fills in and cannot be taken is told by its field, and the rest is shown without it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Self
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from marketplace.delivery import postcodes
from marketplace.delivery.postcodes import Place, UnknownPostcode
from marketplace.storefront.listing.shelves import Filter, Kind, Order, Shelf
from marketplace.technical import sizes
from search import facets
from search.contract import (
    PICKUP,
    PRICE,
    PRICE_EDGES,
    BadQuery,
    Query,
    Range,
    SearchError,
    Sort,
    UnknownFacet,
    UnknownSort,
)

MOST_LETTERS = 200
MOST_VALUES = 100
LAST_PAGE = 1_000_000  # no list is as long: what is beyond is as far as this
NUMBER = re.compile(r"-?\d{1,9}(?:[.,]\d{1,3})?")
TEXT, SORT, PAGE, SYSTEM = "q", "tri", "page", "tailles"
LITERAL = "tel_quel"  # words are looked for as they are typed
# Advertisers' and mailers' marks in an address; not filters, and nobody's mistake.
IGNORED = re.compile(r"utm_\w+|gclid|fbclid|msclkid|mtm_\w+")
OF_A_FAMILY = re.compile(r"f_\w+")
SORTS = {order: Sort[order.name] for order in Order}
DISTANCES = (5, 10, 25, 50)  # km
USUAL_KM = 25
NOWHERE = frozenset(["0"])  # no point has this number


class NoSuchPage(SearchError):
    """A page after the last one."""

    code = "no_such_page"
    status = 404


@dataclass(frozen=True)
class Fault:
    """Why what a field holds is not taken; ``way``: an address that mends it, and its name."""

    message: str
    way: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Asked:
    """What an address asks of a shelf. ``chosen``: (name in the address, value), as they came.

    ``system``: the one of ``sizes.SYSTEMS`` in which the sizes are said; "" where there is one
    only. ``faults``: by the name of their field.
    """

    shelf: Shelf
    text: str = ""
    chosen: tuple[tuple[str, str], ...] = ()
    order: Order = Order.RELEVANCE
    page: int = 1
    system: str = ""
    faults: Mapping[str, Fault] = field(default_factory=dict)
    literal: bool = False

    def values(self, name: str) -> list[str]:
        return [value for param, value in self.chosen if param == name]

    def value(self, name: str) -> str:
        return next(iter(self.values(name)), "")

    def without(self, *pairs: tuple[str, str]) -> Self:
        """The same without these choices, on the first page."""
        return replace(self, chosen=tuple(p for p in self.chosen if p not in pairs), page=1)

    def with_value(self, name: str, value: str) -> Self:
        """The same with one value under ``name``, on the first page."""
        others = tuple(pair for pair in self.chosen if pair[0] != name)
        return replace(self, chosen=(*others, (name, value)), page=1)

    def faulty(self, each: Filter) -> bool:
        return any(name in self.faults for name in each.params)

    @property
    def url(self) -> str:
        pairs = [(TEXT, self.text)] if self.text else []
        pairs += [(LITERAL, "1")] if self.text and self.literal else []
        pairs += self.chosen
        if self.system and self.system != self.systems[0]:
            pairs.append((SYSTEM, self.system))
        if self.order != Order.RELEVANCE:
            pairs.append((SORT, self.order))
        if self.page > 1:
            pairs.append((PAGE, str(self.page)))
        query = "&".join(_encoded(name, value) for name, value in pairs)
        return self.shelf.path + (f"?{query}" if query else "")

    @property
    def bare(self) -> bool:
        """Whether it is the whole shelf from its start."""
        return not self.text and not self.chosen and self.page == 1

    @property
    def systems(self) -> Sequence[str]:
        """Those in which the shelf's sizes can be said, the boutiques' own first."""
        return sizes.SYSTEMS.get(self.shelf.guide, ())

    @cached_property
    def worn(self) -> Mapping[str, str]:
        """What the sizes' words depend on: the guide, and one brand and gender where one is set."""
        one = {
            name: values[0] if len(values := self.values(param)) == 1 else ""
            for name, param in (("brand", "marque"), ("gender", "genre"))
        }
        return {"guide": self.shelf.guide, **one}

    @property
    def place(self) -> Place | None:
        """Where "near" is, as far as that was understood."""
        written = self.value("cp")
        return postcodes.place(written) if written and "cp" not in self.faults else None

    @property
    def km(self) -> int:
        written = self.value("km")
        return int(written) if written and "km" not in self.faults else USUAL_KM


@lru_cache(maxsize=512)
def _encoded(name: str, value: str) -> str:
    """Of the choices that a page is about, each stands in the address of each link."""
    return urlencode([(name, value)])


def read(shelf: Shelf, params: QueryDict, *, remembered: Mapping[str, str] | None = None) -> Asked:
    """What an address asks; ``remembered``: guide → the system that the shopper had its sizes said
    in before.

    :raises UnknownFacet: it names a filter that the shelf does not have.
    :raises UnknownSort, BadQuery: a sort or system that is none, more than can be looked for.
    """
    known = {name: each for each in shelf.filters for name in each.params}
    chosen: list[tuple[str, str]] = []
    for name, values in params.lists():
        if name in (TEXT, SORT, PAGE, SYSTEM, LITERAL) or IGNORED.fullmatch(name):
            continue
        if name not in known and shelf.attributes is None and OF_A_FAMILY.fullmatch(name):
            continue  # of a family that was chosen beside it, and no longer is
        if name not in known:
            raise UnknownFacet(
                _("Ce filtre n’existe pas ici : « %(name)s ».") % {"name": _short(name)},
                way_on=_rest(shelf, params, name),
            )
        chosen += [(name, value) for value in _values(known[name], name, values, params, shelf)]
    if len(chosen) > MOST_VALUES:
        raise BadQuery(
            _("Cette adresse choisit trop de choses à la fois : %(most)d au plus.")
            % {"most": MOST_VALUES},
        )
    if not any(name == "cp" for name, _value in chosen):
        chosen = [pair for pair in chosen if pair[0] != "km"]  # of what nobody said
    asked = Asked(
        shelf=shelf,
        text=_text(shelf, params),
        chosen=tuple(dict.fromkeys(chosen)),
        order=_order(shelf, params),
        page=_page(shelf, params),
        literal=LITERAL in params,
    )
    before = (remembered or {}).get(shelf.guide, "")
    asked = replace(asked, system=_system(asked, params, before=before))
    return replace(asked, faults=dict(_faults(asked)))


def tidied(params: QueryDict) -> str | None:
    """The query string without what a form sends and nobody said; None where all was said.

    Without scripts a browser sends every field: empty ones, the usual sort, a distance of no place.
    """
    near = any(value.strip() for value in params.getlist("cp"))
    pairs = [(name, value) for name, values in params.lists() for value in values]
    said = [
        (name, value)
        for name, value in pairs
        if IGNORED.fullmatch(name)
        or (value.strip() and (name, value) != (SORT, Order.RELEVANCE) and (near or name != "km"))
    ]
    return urlencode(said) if len(said) < len(pairs) else None


def query(
    asked: Asked,
    *,
    per_page: int,
    pickups: Iterable[str] | None = None,
    own_sizes: Iterable[str] = (),
) -> Query:
    """The question for search; ``pickups``: numbers of the points where it may be fetched, None
    for anywhere; ``own_sizes``: the shopper's, of the shelf's guide.
    """
    shelf = asked.shelf
    lists = [each for each in shelf.filters if each.kind not in (Kind.RANGE, Kind.PICKUP)]
    spans = [each for each in shelf.filters if each.kind == Kind.RANGE]
    wanted = {each.facet: _wanted(asked, each) for each in lists}
    counted = [each.facet for each in lists]
    if pickups is not None:
        wanted[PICKUP] = frozenset(pickups) or NOWHERE
        counted.append(PICKUP)
    return Query(
        text=asked.text,
        filters={**wanted, **shelf.fixed},
        ranges=_ranges(asked, spans),
        sort=SORTS[asked.order],
        page=asked.page,
        per_page=per_page,
        facets=tuple(counted),
        histograms={each.facet: bins for each in spans if (bins := _edges(each))},
        prefer_sizes=frozenset(own_sizes),
    )


def bounds(asked: Asked, span: Filter) -> tuple[float | None, float | None]:
    """Lowest and highest, in the unit of the page (euros for the price); None for what is open, or
    cannot be read.
    """
    low, high = (_number(asked.value(name)) for name in span.params)
    return low, high


# --- what is asked of search ---------------------------------------------------------------------
def _wanted(asked: Asked, each: Filter) -> frozenset[str]:
    values = asked.values(each.param)
    if each.kind != Kind.SIZES or not asked.system:
        return frozenset(values)
    meant = [sizes.meant_by(asked.system, value, **asked.worn) for value in values]
    return frozenset[str]().union(*meant)


def _ranges(asked: Asked, spans: Sequence[Filter]) -> Mapping[str, Range]:
    found = {}
    for span in spans:
        low, high = bounds(asked, span)
        if (low is not None or high is not None) and not asked.faulty(span):
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


# --- what cannot be taken ------------------------------------------------------------------------
def _faults(asked: Asked) -> Iterable[tuple[str, Fault]]:
    """What a person filled in that is left out, by its field."""
    for each in asked.shelf.filters:
        if each.kind == Kind.RANGE:
            yield from _range_faults(asked, each)
        elif each.kind == Kind.PICKUP:
            yield from _place_faults(asked)


def _range_faults(asked: Asked, span: Filter) -> Iterable[tuple[str, Fault]]:
    low, high = (asked.value(name) for name in span.params)
    unread = [
        (name, value)
        for name, value in zip(span.params, (low, high), strict=True)
        if value and _number(value) is None
    ]
    for name, value in unread:
        said = {"value": _short(value), "title": span.title}
        yield (
            name,
            Fault(
                _("« %(value)s » n’est pas un nombre (filtre %(title)s). Écrivez par exemple 12,5.")
                % said,
                (_("Retirer"), asked.without((name, value)).url),
            ),
        )
    least, most = bounds(asked, span)
    if least is not None and most is not None and least > most:
        first, last = span.params
        yield (
            first,
            Fault(
                _("%(title)s : le minimum (%(low)s) dépasse le maximum (%(high)s).")
                % {"title": span.title, "low": low, "high": high},
                (
                    _("Lire %(low)s à %(high)s") % {"low": high, "high": low},
                    asked.with_value(first, high).with_value(last, low).url,
                ),
            ),
        )


def _place_faults(asked: Asked) -> Iterable[tuple[str, Fault]]:
    if written := asked.value("cp"):
        try:
            postcodes.place(written)
        except UnknownPostcode as error:
            mended = asked.without(("cp", written), ("km", asked.value("km"))).url
            yield "cp", Fault(str(error.message), (_("Retirer"), mended))
    if (km := asked.value("km")) and km not in map(str, DISTANCES):
        yield (
            "km",
            Fault(
                _("« %(value)s » n’est pas une distance : 5, 10, 25 ou 50 km.")
                % {"value": _short(km)},
                (_("Retirer"), asked.without(("km", km)).url),
            ),
        )


# --- reading an address --------------------------------------------------------------------------
def _values(
    each: Filter, name: str, values: Sequence[str], params: QueryDict, shelf: Shelf
) -> list[str]:
    """What is filled in; an empty field is no wish."""
    filled = [value.strip() for value in values if value.strip()]
    if any("\0" in value for value in filled):
        raise BadQuery(
            _("Le filtre « %(title)s » ne peut pas être lu.") % {"title": each.title},
            way_on=_rest(shelf, params, name),
        )
    if len(filled) > MOST_VALUES:
        raise BadQuery(
            _("Le filtre « %(title)s » prend %(most)d valeurs au plus.")
            % {"title": each.title, "most": MOST_VALUES},
            way_on=_rest(shelf, params, name),
        )
    several = each.kind not in (Kind.RANGE, Kind.PICKUP) or name == each.param
    return filled if several else filled[:1]


def _number(written: str) -> float | None:
    """What a field of a range holds; None when it is empty or no number."""
    plain = re.sub(r"[\s\u00a0\u202f]|€", "", written)
    if not NUMBER.fullmatch(plain):
        return None
    return float(plain.replace(",", "."))


def _text(shelf: Shelf, params: QueryDict) -> str:
    text = params.get(TEXT, "").replace("\0", "").strip()
    if len(text) > MOST_LETTERS:
        raise BadQuery(
            _("Cette recherche est trop longue : %(most)d caractères au plus.")
            % {"most": MOST_LETTERS},
            way_on=_rest(shelf, params, TEXT),
        )
    return text


def _order(shelf: Shelf, params: QueryDict) -> Order:
    written = params.get(SORT, "")
    try:
        return Order(written) if written else Order.RELEVANCE
    except ValueError:
        raise UnknownSort(
            _("Ce tri n’existe pas : « %(name)s ».") % {"name": _short(written)},
            way_on=_rest(shelf, params, SORT),
        ) from None


def _page(shelf: Shelf, params: QueryDict) -> int:
    written = params.get(PAGE, "1")
    if not re.fullmatch(r"[1-9]\d*", written, re.ASCII):
        raise BadQuery(
            _("« %(page)s » n’est pas un numéro de page.") % {"page": _short(written)},
            way_on=_rest(shelf, params, PAGE),
        )
    return int(written) if len(written) <= len(str(LAST_PAGE)) else LAST_PAGE


def _system(asked: Asked, params: QueryDict, *, before: str) -> str:
    """As the address says; an address with sizes and no word of it means the boutiques' own."""
    if written := params.get(SYSTEM, ""):
        if written not in asked.systems:
            raise BadQuery(
                _("Ce système de tailles n’existe pas ici : « %(name)s ».")
                % {"name": _short(written)},
                way_on=_rest(asked.shelf, params, SYSTEM),
            )
        return written
    if not asked.systems or asked.values("taille") or before not in asked.systems:
        return next(iter(asked.systems), "")
    return before


def _rest(shelf: Shelf, params: QueryDict, name: str) -> str:
    """The address without what cannot be read; "" where nothing is left of it."""
    left = params.copy()
    del left[name]
    left.pop(PAGE, None)
    return f"{shelf.path}?{left.urlencode()}" if left else ""


def _short(written: str) -> str:
    return written[:40]
