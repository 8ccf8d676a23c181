"""Filters as the page shows them: options with their counts, histograms, chips."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from marketplace.storefront.cards import size_label
from marketplace.storefront.listing import asking
from marketplace.storefront.listing.asking import Asked
from marketplace.storefront.listing.names import Names
from marketplace.storefront.listing.shelves import Filter, Kind
from marketplace.storefront.templatetags.cordee import number
from marketplace.technical.models import Attribute, ColourFamily, Gender
from marketplace.technical.sizes import normalise
from search.contract import PRICE, FacetValue, Histogram, Result

FIRST = 6  # options shown before "all of them"
FEWEST = 12  # bars of a histogram, where there are as many
BAR, GAP, TALL = 10, 2, 44  # of a histogram, in the units of its viewBox


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True)
class Bar:
    """One bar of a histogram; ``inside`` the wanted range."""

    x: float
    y: float
    width: float
    height: float
    inside: bool


@dataclass(frozen=True)
class Group:
    """One filter with what can be chosen; ``more`` stands behind "all of them"."""

    filter: Filter
    options: Sequence[Option] = ()
    more: Sequence[Option] = ()
    bars: Sequence[Bar] = ()
    low: str = ""
    high: str = ""
    lowest: str = ""
    highest: str = ""

    @property
    def wide(self) -> int:
        return len(self.bars) * BAR

    @property
    def active(self) -> int:
        """How many choices are made in it."""
        chosen = sum(option.selected for option in (*self.options, *self.more))
        return chosen + bool(self.low or self.high)

    @property
    def everything(self) -> int:
        return len(self.options) + len(self.more)


@dataclass(frozen=True)
class Chip:
    """A choice that is made, and the address without it."""

    label: str
    url: str


def groups(asked: Asked, result: Result, names: Names) -> list[Group]:
    """The shelf's filters; those in which there is nothing to choose are left out."""
    made = [_group(each, asked, result, names) for each in asked.shelf.filters]
    return [group for group in made if group.active or group.bars or group.everything > 1]


def chips(asked: Asked, shown: Sequence[Group]) -> list[Chip]:
    found = []
    for group in shown:
        if group.filter.kind == Kind.RANGE:
            found += _range_chip(asked, group)
        else:
            found += [
                Chip(
                    _chip_label(group.filter, option),
                    asked.without((group.filter.param, option.value)).url,
                )
                for option in (*group.options, *group.more)
                if option.selected
            ]
    return found


# --- one filter ----------------------------------------------------------------------------------
def _group(each: Filter, asked: Asked, result: Result, names: Names) -> Group:
    if each.kind == Kind.RANGE:
        return _span(each, asked, result.histograms.get(each.facet))
    options = _options(each, result.facets.get(each.facet, []), names)
    if each.kind != Kind.LIST:
        return Group(each, options)
    first = [o for at, o in enumerate(options) if at < FIRST or o.selected]
    rest = [o for at, o in enumerate(options) if at >= FIRST and not o.selected]
    if len(rest) == 1:  # a link to one more takes as much room as the one
        first, rest = options, []
    return Group(each, first, rest)


def _options(each: Filter, values: Sequence[FacetValue], names: Names) -> list[Option]:
    labels = _labels(each)
    found = [
        Option(v.value, _label(each, v.value, labels, names), v.count, v.selected)
        for v in values
        if v.selected or each.facet != "category" or (each.facet, v.value) in names
    ]
    if each.kind == Kind.SIZES:
        return sorted(found, key=lambda o: (normalise(o.value).rank, o.value))
    if labels:  # a choice keeps the order that its author gave it
        order = list(labels)
        return sorted(found, key=lambda o: order.index(o.value) if o.value in labels else 99)
    return found


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


def _label(each: Filter, value: str, labels: Mapping[str, str], names: Names) -> str:
    if each.kind == Kind.SIZES:
        return size_label(value)
    return labels.get(value) or names.get((each.facet, value)) or value


def _chip_label(each: Filter, option: Option) -> str:
    if each.attribute and each.attribute.type == Attribute.Type.BOOL:
        return _("%(title)s : %(text)s") % {"title": each.title, "text": option.label.lower()}
    return f"{each.title} {option.label}" if each.kind == Kind.SIZES else option.label


# --- ranges --------------------------------------------------------------------------------------
def _span(each: Filter, asked: Asked, histogram: Histogram | None) -> Group:
    low, high = asking.bounds(asked, each)
    by = 100 if each.facet == PRICE else 1
    found = histogram if histogram and histogram.minimum is not None else None
    return Group(
        each,
        bars=_bars(found, low, high, by) if found else (),
        low=asked.value(each.params[0]),
        high=asked.value(each.params[1]),
        lowest=_end(found.minimum, by, math.floor) if found else "",
        highest=_end(found.maximum, by, math.ceil) if found else "",
    )


def _end(value: float | None, by: int, rounded: Callable[[float], int]) -> str:
    if value is None:
        return ""
    return number(rounded(value / by) if by > 1 else value)


def _bars(histogram: Histogram, low: float | None, high: float | None, by: int) -> Sequence[Bar]:
    """From the first to the last bin that holds something, with room around where they are few."""
    held = [at for at, each in enumerate(histogram.bins) if each.count]
    if not held:
        return ()
    missing = max(FEWEST - (held[-1] + 1 - held[0]), 0)
    start = max(held[0] - missing // 2, 0)
    bins = histogram.bins[start : max(held[-1] + 1, start + FEWEST)]
    most = max(each.count for each in bins)
    return [
        Bar(
            x=at * BAR,
            y=round(TALL - _height(each.count, most), 1),
            width=BAR - GAP,
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
    if not group.active:
        return []
    names = group.filter.params
    pairs = [(name, asked.value(name)) for name in names]
    return [Chip(f"{group.filter.title} {_said(group)}", asked.without(*pairs).url)]


def _said(group: Group) -> str:
    unit, low, high = group.filter.unit, group.low, group.high
    if low and high:
        return _("%(low)s à %(high)s %(unit)s") % {"low": low, "high": high, "unit": unit}
    if low:
        return _("dès %(low)s %(unit)s") % {"low": low, "unit": unit}
    return _("jusqu’à %(high)s %(unit)s") % {"high": high, "unit": unit}
