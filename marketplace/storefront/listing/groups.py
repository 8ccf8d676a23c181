"""Filters as the page shows them: options with their counts, histograms, chips."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from django.utils import translation
from django.utils.translation import gettext as _

from marketplace.storefront.cards import size_label
from marketplace.storefront.listing import asking, pickup
from marketplace.storefront.listing.asking import DISTANCES, SYSTEM, Asked, Fault
from marketplace.storefront.listing.names import Guides, Names
from marketplace.storefront.listing.pickup import Around
from marketplace.storefront.listing.shelves import Filter, Kind
from marketplace.storefront.templatetags.cordee import number
from marketplace.technical import sizes
from marketplace.technical.models import Attribute, ColourFamily, Family, Gender
from marketplace.technical.sizes import normalise
from search.contract import PRICE, FacetValue, Histogram, Result

FIRST = 6  # options shown before "all of them"
LONG = 12  # options that one looks for by their name
LONGEST_LABEL = 60
UNKNOWN_SHOWN = 3
NARROW = 12  # a bar is no broader than this part of its histogram
BAR, GAP, TALL = 10, 2, 44  # of a histogram, in the units of its viewBox


@dataclass(frozen=True)
class Option:
    """``count``: None where it is not known, but not 0; ``title``: what else it is called.

    ``known``: whether it is a value of its filter at all.
    """

    value: str
    label: str
    count: int | None
    selected: bool
    title: str = ""
    known: bool = True

    @property
    def key(self) -> str:
        """What its element is called: no blanks."""
        return "-".join(self.value.split())

    @property
    def counted(self) -> str:
        return "" if self.count is None else number(self.count)


@dataclass(frozen=True)
class System:
    """A system of sizes, and the address that says them in it."""

    label: str
    url: str
    chosen: bool


@dataclass(frozen=True)
class Bar:
    """One bar of a histogram; ``inside`` the wanted range."""

    x: float
    y: float
    width: float
    height: float
    inside: bool

    @property
    def outline(self) -> str:
        """As a path says it, whatever the reader's language."""
        x, y, width, height = self.x, self.y, self.width, self.height
        return f"M{x:.1f} {y:.1f}h{width:.1f}v{height:.1f}H{x:.1f}z"


@dataclass(frozen=True)
class Group:
    """One filter with what can be chosen; ``more`` stands behind "all of them"; ``waiting``: it can
    be chosen once a family is.
    """

    filter: Filter
    title: str
    options: Sequence[Option] = ()
    more: Sequence[Option] = ()
    bars: Sequence[Bar] = ()
    low: str = ""
    high: str = ""
    lowest: str = ""
    highest: str = ""
    systems: Sequence[System] = ()
    around: Around | None = None
    faults: Sequence[Fault] = ()
    waiting: bool = False

    @property
    def distances(self) -> Sequence[tuple[int, bool]]:
        """Those to choose from, in km, and which is chosen."""
        chosen = self.around.km if self.around else asking.USUAL_KM
        return [(km, km == chosen) for km in DISTANCES]

    @property
    def colours(self) -> bool:
        return self.filter.kind == Kind.COLOURS

    @property
    def long(self) -> bool:
        """Whether it takes a field to find one of its options."""
        return self.everything > LONG

    @property
    def wide(self) -> int:
        return len(self.bars) * BAR

    @property
    def within(self) -> str:
        """The bars inside the wanted range, as one path: drawn one by one they took a third as
        long as all cards."""
        return "".join(bar.outline for bar in self.bars if bar.inside)

    @property
    def beyond(self) -> str:
        """Those outside it."""
        return "".join(bar.outline for bar in self.bars if not bar.inside)

    @property
    def chosen(self) -> Sequence[Option]:
        return [option for option in (*self.options, *self.more) if option.selected]

    @property
    def active(self) -> int:
        """How many choices are made in it."""
        return len(self.chosen) + bool(self.low or self.high)

    @property
    def everything(self) -> int:
        return len(self.options) + len(self.more)


@dataclass(frozen=True)
class Chip:
    """A choice that is made, and the address without it; ``gone``: what it takes out of it."""

    label: str
    url: str
    gone: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Unknown:
    """Values in the address that their filter does not have, and the address without them."""

    values: Sequence[str]
    title: str
    url: str

    @property
    def said(self) -> str:
        """``« un », « deux »``, the first of many."""
        shown = [_("« %(value)s »") % {"value": value} for value in self.values[:UNKNOWN_SHOWN]]
        return ", ".join(shown) + (" …" if len(self.values) > UNKNOWN_SHOWN else "")


def groups(
    asked: Asked, result: Result, names: Names, guides: Guides, around: Around | None
) -> list[Group]:
    """The shelf's filters; those in which there is nothing to choose are left out.

    ``names``, ``guides``: as ``names.of`` tells them.
    """
    alike = _alike(asked, result, guides)
    made = [_group(each, asked, result, names, around, alike) for each in asked.shelf.filters]
    return [group for group in made if _choosable(group, result.total)]


def _choosable(group: Group, total: int) -> bool:
    several = group.active or group.bars or group.everything > 1
    fetched = group.filter.kind == Kind.PICKUP and total
    return bool(several or group.waiting or fetched)


def chips(asked: Asked, shown: Sequence[Group]) -> list[Chip]:
    """What the address itself chooses and is taken; what was understood of its words has chips of
    its own."""
    found = []
    chosen = set(asked.chosen)
    for group in shown:
        if group.filter.kind == Kind.RANGE:
            found += [] if group.faults else _range_chip(asked, group)
            continue
        if group.filter.kind == Kind.PICKUP:
            found += _place_chip(asked, group)
        found += [
            _chip(asked, _chip_label(group, option), (group.filter.param, option.value))
            for option in (*group.options, *group.more)
            if (group.filter.param, option.value) in chosen
        ]
    return found


def _chip(asked: Asked, label: str, *gone: tuple[str, str]) -> Chip:
    return Chip(label, asked.without(*gone).url, gone)


def unknown(asked: Asked, shown: Sequence[Group]) -> list[Unknown]:
    """What is chosen and is no value of its filter."""
    found = []
    for group in shown:
        options = [*group.options, *group.more]
        strange = [each for each in options if each.selected and not each.known]
        if strange:
            pairs = [(group.filter.param, each.value) for each in strange]
            labels = [each.label for each in strange]
            found.append(Unknown(labels, group.title, asked.without(*pairs).url))
    return found


# --- one filter ----------------------------------------------------------------------------------
def _group(
    each: Filter,
    asked: Asked,
    result: Result,
    names: Names,
    around: Around | None,
    alike: bool,
) -> Group:
    values = result.facets.get(each.facet, [])
    if each.kind == Kind.RANGE:
        return _span(each, asked, result.histograms.get(each.facet))
    if each.kind == Kind.PICKUP:
        return _counters(each, asked, values, around)
    if each.kind == Kind.SIZES:
        return _sizes(each, asked, values) if alike else _waiting(each, asked, values)
    options = _options(each, values, names)
    if each.kind != Kind.LIST:
        return Group(each, each.title, options)
    # Where one department is meant, the others answer another question.
    most = 0 if each.facet == "category" and any(o.selected for o in options) else FIRST
    first = [o for at, o in enumerate(options) if at < most or o.selected]
    rest = [o for at, o in enumerate(options) if at >= most and not o.selected]
    if len(rest) == 1:  # a link to one more takes as much room as the one
        first, rest = options, []
    return Group(each, each.title, first, rest)


def _options(each: Filter, values: Sequence[FacetValue], names: Names) -> list[Option]:
    labels = _labels(each)
    found = [
        _option(v, labels.get(v.value) or names.get((each.facet, v.value)))
        for v in values
        if v.selected or each.facet != "category" or (each.facet, v.value) in names
    ]
    if labels:  # a choice keeps the order that its author gave it
        order = list(labels)
        return sorted(found, key=lambda o: order.index(o.value) if o.value in labels else 99)
    return found


def _option(value: FacetValue, label: str | None) -> Option:
    known = label is not None or value.count > 0
    shown = label or value.value[:LONGEST_LABEL]
    return Option(value.value, shown, value.count, value.selected, known=known)


def _labels(each: Filter) -> Mapping[str, str]:
    """Labels of a closed list of values, in its order."""
    if each.facet == "gender":
        return {gender.value: str(gender.label) for gender in Gender}
    if each.facet == "colour":
        return {colour.value: str(colour.label) for colour in ColourFamily}
    if each.attribute is None:
        return {}
    if each.attribute.type == Attribute.Type.BOOL:
        return {"true": _("Oui"), "false": _("Non")}
    end = "_en" if translation.get_language() == "en" else ""
    return {row["key"]: row[f"label{end}"] for row in each.attribute.choices}


def _chip_label(group: Group, option: Option) -> str:
    attribute = group.filter.attribute
    if attribute and attribute.type == Attribute.Type.BOOL:
        return _("%(title)s : %(text)s") % {"title": group.title, "text": option.label.lower()}
    return f"{group.title} {option.label}" if group.filter.kind == Kind.SIZES else option.label


# --- sizes ---------------------------------------------------------------------------------------
def _alike(asked: Asked, result: Result, guides: Guides) -> bool:
    """Whether all sizes are of one kind: a shoe's 42 beside a rope's 60 m is no choice.

    Where a size is chosen, what is found says nothing of the other sizes' families.
    """
    families = [each for each in result.facets.get("category", ()) if each.value in guides]
    chosen = [each for each in families if each.selected]
    sized = asked.values("taille")
    meant = chosen or [each for each in families if each.count and not sized]
    return bool(asked.shelf.guide) or len({guides[each.value] for each in meant}) == 1


def _waiting(each: Filter, asked: Asked, values: Sequence[FacetValue]) -> Group:
    """The sizes that are chosen, and no others while what is found has sizes of several kinds."""
    chosen = set(asked.values(each.param))
    kept = _sizes(each, asked, [value for value in values if value.value in chosen])
    return replace(kept, waiting=len(values) > 1)


@cache
def _colours() -> frozenset[str]:
    """What boutiques write for a colour where they have no other place for it."""
    said = set(ColourFamily.values)
    for language in ("fr", "en"):
        with translation.override(language):
            said |= {str(label).casefold() for label in ColourFamily.labels}
    return frozenset(said)


def _sizes(each: Filter, asked: Asked, values: Sequence[FacetValue]) -> Group:
    """In the shopper's system: several of the boutiques' sizes may be one there. A colour is no
    size."""
    said: dict[str, list[FacetValue]] = {}
    for value in values:
        if value.value.casefold() in _colours() and not value.selected:
            continue
        said.setdefault(sizes.said_in(asked.system, value.value, **asked.worn), []).append(value)
    chosen = dict.fromkeys(asked.values(each.param))
    found = [_size(name, said.get(name, []), name in chosen, asked) for name in {**said, **chosen}]
    ranked = sorted(found, key=lambda each: _size_rank(said.get(each.value, []), each.value))
    systems = [
        System(system_label(key), _said_otherwise(asked, each.param, key), key == asked.system)
        for key in asked.systems
    ]
    shoe = asked.system and asked.shelf.guide == Family.SizeGuide.SHOE
    title = f"{each.title} {system_label(asked.system)}" if shoe else each.title
    return Group(each, title, ranked, systems=systems if len(found) > 1 else ())


def _size(name: str, kept: Sequence[FacetValue], chosen: bool, asked: Asked) -> Option:
    """``kept``: what it is to the boutiques. A reference may have two of them: their counts do not
    add up, and which of it there is is told without how many.
    """
    kept = sorted(kept, key=lambda value: (normalise(value.value).rank, value.value))
    there = [value for value in kept if value.count]
    labels = [size_label(value.value) for value in there or kept]
    known = bool(there or normalise(name, guide=asked.shelf.guide).system)
    return Option(
        name,
        size_label(name)[:LONGEST_LABEL],
        None if len(there) > 1 else sum(value.count for value in there),
        chosen,
        title=", ".join(labels) if labels != [name] else "",
        known=known or len(kept) > 1,
    )


def _size_rank(kept: Sequence[FacetValue], name: str) -> tuple[int, str]:
    return min((normalise(value.value).rank for value in kept), default=normalise(name).rank), name


def _said_otherwise(asked: Asked, param: str, system: str) -> str:
    """The same sizes in another system."""
    meant = [sizes.meant_by(asked.system, value, **asked.worn) for value in asked.values(param)]
    said = {sizes.said_in(system, label, **asked.worn) for labels in meant for label in labels}
    kept = tuple(pair for pair in asked.chosen if pair[0] != param)
    chosen = (*kept, *((param, value) for value in sorted(said)))
    url = replace(asked, chosen=chosen, system=system, page=1).url
    if f"{SYSTEM}=" in url:
        return url
    return f"{url}{'&' if '?' in url else '?'}{SYSTEM}={system}"  # said, so that it is remembered


def system_label(system: str) -> str:
    """How a system of ``sizes.SYSTEMS`` is called."""
    return {
        "eu": "EU",
        "uk": "UK",
        "us-h": _("US homme"),
        "us-f": _("US femme"),
        "cm": "cm",
        "boutiques": _("Comme en boutique"),
        "lettres": _("Lettres"),
        "numeros": _("Numéros"),
        "fr-f": _("FR femme"),
        "fr-h": _("FR homme"),
    }[system]


# --- where it can be fetched ---------------------------------------------------------------------
def _counters(
    each: Filter, asked: Asked, values: Sequence[FacetValue], around: Around | None
) -> Group:
    counts = {value.value: value.count for value in values}
    known = around.counters if around else ()
    options = [
        Option(
            str(counter.point_id),
            pickup.called(counter),
            counts.get(str(counter.point_id), 0),
            str(counter.point_id) in asked.values(each.param),
        )
        for counter in known
    ]
    numbers = {option.value for option in options}
    strays = [
        Option(value, value[:LONGEST_LABEL], 0, selected=True, known=False)
        for value in asked.values(each.param)
        if value not in numbers
    ]
    return Group(
        each,
        each.title,
        [*options, *strays],
        low=asked.value("cp"),
        around=around,
        faults=[asked.faults[name] for name in ("cp", "km") if name in asked.faults],
    )


def _place_chip(asked: Asked, group: Group) -> list[Chip]:
    around = group.around
    if around is None or around.place is None:
        return []
    label = _("Retrait à moins de %(km)d km : %(town)s") % {
        "km": around.km, "town": around.place.town
    }  # fmt: skip
    gone = [pair for pair in asked.chosen if pair[0] in group.filter.params]
    return [_chip(asked, label, *gone)]


# --- ranges --------------------------------------------------------------------------------------
def _span(each: Filter, asked: Asked, histogram: Histogram | None) -> Group:
    low, high = asking.bounds(asked, each)
    by = 100 if each.facet == PRICE else 1
    found = histogram if histogram and histogram.minimum is not None else None
    return Group(
        each,
        each.title,
        bars=_bars(found, low, high, by) if found else (),
        low=asked.value(each.params[0]),
        high=asked.value(each.params[1]),
        lowest=_end(found.minimum, by, math.floor) if found else "",
        highest=_end(found.maximum, by, math.ceil) if found else "",
        faults=[asked.faults[name] for name in each.params if name in asked.faults],
    )


def _end(value: float | None, by: int, rounded: Callable[[float], int]) -> str:
    if value is None:
        return ""
    return number(rounded(value / by) if by > 1 else value)


def _bars(histogram: Histogram, low: float | None, high: float | None, by: int) -> Sequence[Bar]:
    """From the first to the last bin that holds something, as the fields below begin and end; where
    these are few, bars with room around rather than blocks."""
    held = [at for at, each in enumerate(histogram.bins) if each.count]
    if not held:
        return ()
    bins = histogram.bins[held[0] : held[-1] + 1]
    most = max(each.count for each in bins)
    width = min(BAR - GAP, len(bins) * BAR / NARROW)
    return [
        Bar(
            x=at * BAR + (BAR - width) / 2,
            y=round(TALL - _height(each.count, most), 1),
            width=width,
            height=_height(each.count, most),
            inside=(low is None or each.high > low * by)
            and (high is None or each.low <= high * by),
        )
        for at, each in enumerate(bins)
    ]


def _height(count: int, most: int) -> float:
    """Of a bar; what is there is seen."""
    return round(max(TALL * count / most, 2 if count else 0), 1)


def _range_chip(asked: Asked, group: Group) -> list[Chip]:
    names = group.filter.params
    pairs = [(name, asked.value(name)) for name in names]
    if not any(value for _name, value in pairs):
        return []
    return [_chip(asked, f"{group.filter.title} {_said(group)}", *pairs)]


def _grouped(written: str) -> str:
    """A long figure as it is read: ``14 000``; any other as it was written."""
    return number(int(written)) if written.isascii() and written.isdecimal() else written


def _said(group: Group) -> str:
    unit, low, high = group.filter.unit, _grouped(group.low), _grouped(group.high)
    if low and high:
        return _("%(low)s à %(high)s %(unit)s") % {"low": low, "high": high, "unit": unit}
    if low:
        return _("dès %(low)s %(unit)s") % {"low": low, "unit": unit}
    return _("jusqu’à %(high)s %(unit)s") % {"high": high, "unit": unit}
