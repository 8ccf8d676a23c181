"""The sizes of a reference, in the system that the shopper reads, and what is known of its fit."""

from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.storefront import own_sizes
from marketplace.storefront.cards import size_label
from marketplace.storefront.figures import in_words
from marketplace.storefront.listing.groups import system_label
from marketplace.storefront.listing.shelves import size_title
from marketplace.storefront.own_sizes import OwnSize
from marketplace.storefront.product import offering, sheet
from marketplace.storefront.product.asking import Asked
from marketplace.storefront.product.offering import Found, SizeStock
from marketplace.technical import sizes as tables
from marketplace.technical import taxonomy
from marketplace.technical.models import (
    Attribute,
    Family,
    Gender,
    ReferenceSheet,
    VariantSheet,
)


@dataclass(frozen=True)
class Size:
    """``label``: as the shopper reads it; ``own``: as it is sold, "" where that is the label."""

    id: int
    label: str
    own: str
    url: str
    selected: bool
    stock: SizeStock
    fits_all: bool

    @property
    def available(self) -> bool:
        return self.stock.boutiques > 0


@dataclass(frozen=True)
class System:
    """A system that sizes can be said in: "EU", "UK"."""

    name: str
    url: str
    current: bool


@dataclass(frozen=True)
class Advice:
    """What is known of how it fits. ``known``: (what, its value in words, by whom); ``unknown``:
    what nobody told; ``foot``: that the chosen size of a shoe is for, in cm; ``table``: the brand
    whose table the equivalents are read in, "" where it has none of its own."""

    known: Sequence[tuple[str, str, str]]
    unknown: Sequence[str]
    foot: float | None
    table: str


@dataclass(frozen=True)
class Sizing:
    """``system``: in which the sizes are said, "" where there is one only; ``asked``: a size that
    was asked for and that the reference does not have, else ""; ``hurried``: it was put into the
    basket before a size was chosen; ``headings`` and ``rows``: the equivalents; ``own``: what there
    is to say of the shopper's own size."""

    title: str
    sizes: Sequence[Size]
    system: str
    systems: Sequence[System]
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    asked: str
    hurried: bool
    advice: Advice
    own: OwnSize | None

    @property
    def sized(self) -> bool:
        """Whether there is a size to tell; what fits everybody has none."""
        return len(self.sizes) > 1 or any(not size.fits_all for size in self.sizes)

    @property
    def open(self) -> bool:
        """Whether a size is still to be chosen among some that can be bought."""
        return not self.sold_out and not any(size.selected for size in self.sizes)

    @property
    def prices_differ(self) -> bool:
        return len({size.stock.price for size in self.sizes if size.available}) > 1

    @property
    def sold_out(self) -> bool:
        """Whether nobody sells any size."""
        return not any(size.available for size in self.sizes)


def wanted(variants: Sequence[VariantSheet], found: Found, asked: Asked) -> VariantSheet | None:
    """The wanted size; else the shopper's own, where it is on sale; else the only one: among
    several the shopper chooses."""
    for variant in variants:
        if asked.size and variant.size == asked.size:
            return variant
    own = (each for each in variants if each.size in asked.own and found.get(each.pk))
    return next(own, variants[0] if len(variants) == 1 else None)


def sizing(
    reference: ReferenceSheet,
    attributes: Sequence[Attribute],
    variants: Sequence[VariantSheet],
    found: Found,
    *,
    chosen: VariantSheet | None,
    asked: Asked,
    unknown: str,
) -> Sizing:
    """No query. ``found``: the offers of each size; ``chosen``: the size that the page opens on,
    None where one is still to be chosen; ``unknown``: one that was asked for in vain."""
    headings, rows = tables.equivalents(
        [(each.size, each.mondo) for each in variants], **_guide(reference)
    )
    systems = _systems(reference)
    system = next((each for each in (asked.system, asked.before, *systems) if each in systems), "")
    return Sizing(
        title=_title(reference, system),
        sizes=[
            _size(each, reference, found, system, asked=asked, selected=each == chosen)
            for each in variants
        ],
        system=system,
        systems=[
            System(system_label(each), asked.address(system=each), each == system)
            for each in systems
        ],
        headings=headings,
        rows=rows,
        asked=unknown,
        hurried=asked.hurried and chosen is None,
        advice=_advice(reference, attributes, chosen),
        own=_own(reference, system, asked, chosen),
    )


def _own(
    reference: ReferenceSheet, system: str, asked: Asked, chosen: VariantSheet | None
) -> OwnSize | None:
    """Of the size that the shopper chose, or that the page opened on since it is theirs."""
    theirs = chosen and (asked.size or chosen.size in asked.own)
    wanted = [chosen.size] if chosen and theirs else []
    return own_sizes.about(wanted, asked.own, system=system, worn=_guide(reference))


def _size(
    variant: VariantSheet,
    reference: ReferenceSheet,
    found: Found,
    system: str,
    *,
    asked: Asked,
    selected: bool,
) -> Size:
    sold_as = size_label(variant.size)
    label = tables.said_in(system, sold_as, **_guide(reference))
    return Size(
        id=variant.pk,
        label=label,
        own=sold_as if label != sold_as else "",
        url=asked.address(size=variant.size),
        selected=selected,
        stock=offering.stock(variant, found),
        fits_all=variant.size == VariantSheet.ONE_SIZE,
    )


def _systems(reference: ReferenceSheet) -> Sequence[str]:
    """Those of the guide, but those of whom the reference is not for."""
    known = tables.SYSTEMS.get(reference.family.size_guide, ())
    others = {Gender.MEN: ("us-f", "fr-f"), Gender.WOMEN: ("us-h", "fr-h")}
    unwanted = others.get(Gender(reference.gender), ())
    return [each for each in known if each not in unwanted]


def _guide(reference: ReferenceSheet) -> dict[str, str]:
    return {
        "guide": reference.family.size_guide,
        "brand": reference.brand.slug,
        "gender": reference.gender,
    }


def _title(reference: ReferenceSheet, system: str) -> str:
    """ "Pointure EU", or "Pointure UK" for who reads that."""
    if reference.family.size_guide != Family.SizeGuide.SHOE:
        return size_title(reference.family)
    return f"{reference.family.get_size_guide_display()} {system_label(system)}"


# --- what is known of how it fits --------------------------------------------------------------
def _advice(
    reference: ReferenceSheet,
    attributes: Sequence[Attribute],
    chosen: VariantSheet | None,
) -> Advice:
    about = [each for each in attributes if (each.key, each.type) in taxonomy.fitting()]
    known = [each for each in about if reference.value(each.key) is not None]
    return Advice(
        known=[_known(reference, each) for each in known],
        unknown=[str(each) for each in about if each not in known],
        foot=chosen.mondo / 10 if chosen and chosen.mondo else None,
        table=str(reference.brand) if tables.has_table(reference.brand.slug) else "",
    )


def _known(reference: ReferenceSheet, attribute: Attribute) -> tuple[str, str, str]:
    value = in_words(attribute, reference.value(attribute.key))
    entry = reference.values[attribute.key]
    return str(attribute), f"{value} {attribute.unit}".strip(), sheet.source(entry)
