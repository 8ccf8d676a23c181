"""A product page: the same number of queries whatever the number of sizes and offers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.offers import queries as offers
from marketplace.offers.queries import OfferView
from marketplace.storefront import pictures
from marketplace.storefront.cards import Figure, size_label
from marketplace.storefront.listing.shelves import family_path, size_title
from marketplace.storefront.pictures import Look
from marketplace.storefront.product import scales, sheet
from marketplace.storefront.product.reasons import Reasons, reasons
from marketplace.storefront.product.sheet import Row
from marketplace.technical import queries as technical
from marketplace.technical import sizes
from marketplace.technical.lines import model_line
from marketplace.technical.models import Picture, PictureAddress, ReferenceSheet, VariantSheet
from marketplace.traders.models import Trader

MOST_UNITS = 10


@dataclass(frozen=True)
class Size:
    label: str
    url: str
    selected: bool
    available: bool
    fits_all: bool


@dataclass(frozen=True)
class ShownOffer:
    """An offer with the day it arrives and the legal person behind it."""

    offer: OfferView
    trader: Trader
    promised: date

    @property
    def most(self) -> int:
        """Units that may be ordered at once."""
        return min(self.offer.available, MOST_UNITS)


@dataclass(frozen=True)
class Colourway:
    name: str
    url: str
    look: Look
    current: bool


@dataclass(frozen=True)
class Related:
    """Another reference that a link leads to; ``note``: what makes it another."""

    name: str
    note: str
    url: str
    look: Look


@dataclass(frozen=True)
class Gallery:
    """The sellers' pictures, or the drawing (SVG); ``unreachable``: a seller's was asked for."""

    shown: Sequence[Look]
    drawing: str
    ground: str
    unreachable: bool


@dataclass(frozen=True)
class ProductPage:
    sheet: ReferenceSheet
    url: str
    family_url: str
    size_title: str
    sizes: Sequence[Size]
    # The sizes in other systems: headings, and a row a size.
    systems: tuple[Sequence[str], Sequence[Sequence[str]]]
    size: str
    best: ShownOffer | None
    why: Reasons | None
    others: Sequence[ShownOffer]
    figures: Sequence[Figure]
    rows: Sequence[Row]
    compared: int
    colourways: Sequence[Colourway]
    versions: Sequence[Related]
    accessories: Sequence[Related]
    gallery: Gallery
    # What programs are told: every size with what can be bought of it, the chosen offer first.
    variants: Sequence[VariantSheet]
    found: Mapping[int, Sequence[OfferView]]

    @property
    def sized(self) -> bool:
        """Whether there is a size to tell; what fits everybody has none."""
        return len(self.sizes) > 1 or any(not size.fits_all for size in self.sizes)

    @property
    def sold_out(self) -> bool:
        """Whether nobody sells any size."""
        return not any(size.available for size in self.sizes)


def product(*, reference: ReferenceSheet, size: str, at: datetime) -> ProductPage:
    """The page of a published reference; ``size``: the wanted one, "" for a middle one."""
    variants = technical.variants(reference.pk)
    found = offers.offers_of(product_ids=[variant.pk for variant in variants])
    variant = _wanted(variants, found, size)
    shown = _shown(found.get(variant.pk, []) if variant else [], at=at)
    attributes = technical.attributes(reference.family)
    spreads = scales.spreads(reference.family, attributes)
    url = reverse("catalogue:detail", args=[reference.product.slug, reference.pk])
    rows = sheet.rows(reference, attributes, spreads)
    return ProductPage(
        sheet=reference,
        url=url,
        family_url=family_path(reference.family),
        size_title=size_title(reference.family),
        sizes=[_size(each, found, url, each == variant) for each in variants],
        systems=sizes.equivalents(
            [(each.size, each.mondo) for each in variants],
            guide=reference.family.size_guide,
            brand=reference.brand.slug,
            gender=reference.gender,
        ),
        size=size_label(variant.size) if variant else "",
        best=shown[0] if shown else None,
        why=reasons(shown[0].offer) if shown else None,
        others=shown[1:],
        figures=sheet.figures(reference, attributes),
        rows=rows,
        compared=max((row.scale.spread.count for row in rows if row.scale), default=0),
        colourways=_colourways(reference),
        versions=[_version(each, reference) for each in technical.versions(reference)],
        accessories=[
            _related(each, note=str(each.brand)) for each in technical.accessories(reference)
        ],
        gallery=_gallery(reference),
        variants=variants,
        found=found,
    )


def _wanted(
    variants: Sequence[VariantSheet], found: Mapping[int, Sequence[OfferView]], size: str
) -> VariantSheet | None:
    """The wanted size; else the middle one of those on sale; else the first."""
    for variant in variants:
        if size and variant.size == size:
            return variant
    on_sale = [variant for variant in variants if found.get(variant.pk)]
    if on_sale:
        return on_sale[len(on_sale) // 2]
    return variants[0] if variants else None


def _size(
    variant: VariantSheet, found: Mapping[int, Sequence[OfferView]], url: str, selected: bool
) -> Size:
    return Size(
        label=size_label(variant.size),
        url=f"{url}?{urlencode({'taille': variant.size})}",
        selected=selected,
        available=bool(found.get(variant.pk)),
        fits_all=variant.size == VariantSheet.ONE_SIZE,
    )


def _shown(found: Sequence[OfferView], *, at: datetime) -> list[ShownOffer]:
    traders = Trader.objects.in_bulk({offer.trader_id for offer in found})
    return [ShownOffer(offer, traders[offer.trader_id], offer.promised(at)) for offer in found]


def _colourways(reference: ReferenceSheet) -> list[Colourway]:
    return [
        Colourway(
            name=each.colour_name or str(each),
            url=reverse("catalogue:detail", args=[each.product.slug, each.pk]),
            look=pictures.look_of(each),
            current=each.pk == reference.pk,
        )
        for each in technical.colourways(reference)
    ]


def _version(other: ReferenceSheet, own: ReferenceSheet) -> Related:
    """Told by whom it is for, else by being older or newer."""
    if other.gender != own.gender:
        return _related(other, note=other.get_gender_display())
    older = model_line(other.model_name)[1] < model_line(own.model_name)[1]
    return _related(other, note=_("Modèle précédent") if older else _("Modèle suivant"))


def _related(sheet: ReferenceSheet, *, note: str) -> Related:
    return Related(
        name=sheet.model_name,
        note=note,
        url=reverse("catalogue:detail", args=[sheet.product.slug, sheet.pk]),
        look=pictures.look_of(sheet),
    )


def _gallery(reference: ReferenceSheet) -> Gallery:
    """Each picture once, though several addresses lead to it."""
    rows = Picture.objects.filter(product_id=reference.pk).select_related("address__file")
    known = [row.address for row in rows]
    files = {address.file_id: address.file for address in known if address.file}
    return Gallery(
        shown=[pictures.photograph(file.shown) for file in files.values()],
        drawing="" if files else pictures.drawn(reference, dimensions=True),
        ground=pictures.ground(reference.colours),
        unreachable=any(address.state == PictureAddress.State.UNREACHABLE for address in known),
    )
