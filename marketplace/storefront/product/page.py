"""A product page: the same number of queries whatever the number of sizes and offers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlencode

from django.urls import reverse

from marketplace.core.money import Money
from marketplace.offers import queries as offers
from marketplace.offers.queries import OfferView
from marketplace.storefront import pictures
from marketplace.storefront.cards import Figure
from marketplace.storefront.listing.shelves import family_path
from marketplace.storefront.pictures import Look
from marketplace.storefront.product import asking, offering, scales, sheet, sizing
from marketplace.storefront.product.alternatives import Alternative, alternatives
from marketplace.storefront.product.around import Around, around
from marketplace.storefront.product.asking import Asked, Order
from marketplace.storefront.product.offering import FOLDED, MOST_UNITS, ShownOffer
from marketplace.storefront.product.reasons import Reasons, drawbacks, reasons
from marketplace.storefront.product.sheet import Row
from marketplace.storefront.product.sizing import Sizing
from marketplace.technical import queries as technical
from marketplace.technical.models import Picture, PictureAddress, ReferenceSheet, VariantSheet


@dataclass(frozen=True)
class Gallery:
    """The sellers' pictures, or the drawing (SVG); ``unreachable``: a seller's was asked for."""

    shown: Sequence[Look]
    drawing: str
    ground: str
    unreachable: bool


@dataclass(frozen=True)
class Cheaper:
    """An offer that costs less than the chosen one; ``but``: what stands against it."""

    shown: ShownOffer
    but: str
    url: str


@dataclass(frozen=True)
class Offers:
    """Of the chosen size. ``cheaper``: where the chosen one is not the cheapest; ``others``: those
    that are shown, ``count``: how many there are; ``orders``: (name, address, whether it is so
    ordered); ``all_url``: "" where none is folded."""

    best: ShownOffer | None
    why: Reasons | None
    cheaper: Cheaper | None
    others: Sequence[ShownOffer]
    count: int
    orders: Sequence[tuple[str, str, bool]]
    all_url: str
    near: "Near"


@dataclass(frozen=True)
class Near:
    """The form that asks from where it would be fetched: ``written``, ``fault`` where that cannot
    be taken, ``town`` that was understood; ``fields``: what it sends along; ``without``: the
    address that asks from nowhere."""

    written: str
    fault: str
    town: str
    fields: Mapping[str, str]
    action: str
    without: str


@dataclass(frozen=True)
class Start:
    """What is said before a size is chosen: the price and the day of the cheapest size, as a list's
    card has them, and whether another size asks more."""

    price: Money
    dearer: bool
    promised: date
    most: int = MOST_UNITS


@dataclass(frozen=True)
class ProductPage:
    sheet: ReferenceSheet
    url: str
    family_url: str
    alert_url: str  # to hear of its size and its price
    sizing: Sizing
    size: str
    start: Start | None
    offers: Offers
    figures: Sequence[Figure]
    rows: Sequence[Row]
    compared: int
    around: Around
    alternatives: Sequence[Alternative]
    gallery: Gallery
    # What programs are told: every size with what can be bought of it, the chosen offer first.
    variants: Sequence[VariantSheet]
    found: Mapping[int, Sequence[OfferView]]


def product(*, reference: ReferenceSheet, asked: Asked, at: datetime) -> ProductPage:
    """The page of a published reference; of no size where several wait to be chosen from and none
    is the shopper's own."""
    variants = technical.variants(reference.pk)
    found: Mapping[int, Sequence[OfferView]] = offers.offers_of(
        product_ids=[variant.pk for variant in variants], at=at
    )
    if place := asked.place:
        found = {pk: offering.near(each, place) for pk, each in found.items()}
    attributes = technical.attributes(reference.family)
    chosen = sizing.wanted(variants, found, asked)
    wished = chosen if chosen and chosen.size == asked.size else None
    known = asked if wished else replace(asked, size="")
    sized = sizing.sizing(
        reference, attributes, variants, found,
        chosen=chosen, asked=known, unknown="" if wished else asked.size,
    )  # fmt: skip
    cheapest = offering.best(found, at=at)
    price = cheapest.price if cheapest else None
    beside = around(reference, attributes, price=price)
    rows = sheet.rows(reference, attributes, scales.spreads(reference.family, attributes))
    return ProductPage(
        sheet=reference,
        url=asked.path,
        family_url=family_path(reference.family),
        alert_url=_alert_url(reference, chosen),
        sizing=sized,
        size=next((size.label for size in sized.sizes if size.selected), ""),
        start=_start(found, at=at) if sized.open else None,
        offers=_offers(found.get(chosen.pk, ()) if chosen else (), known, at=at),
        figures=sheet.figures(reference, attributes),
        rows=rows,
        compared=max((row.scale.spread.count for row in rows if row.scale), default=0),
        around=beside,
        alternatives=alternatives(
            reference,
            attributes,
            price=offering.stock(wished, found).price if wished else price,
            size=wished.size if wished else "",
            besides={(reference.brand.slug, each.name) for each in beside.versions},
        ),
        gallery=_gallery(reference),
        variants=variants,
        found=found,
    )


def _alert_url(reference: ReferenceSheet, chosen: VariantSheet | None) -> str:
    url = reverse("storefront:alert-ask", args=[reference.pk])
    return f"{url}?{urlencode({asking.SIZE: chosen.size})}" if chosen else url


def _offers(found: Sequence[OfferView], asked: Asked, *, at: datetime) -> Offers:
    shown = offering.shown(found, at=at)
    others = offering.ordered(shown[1:], asked.order)
    folded = len(others) > FOLDED and not asked.everything
    return Offers(
        best=shown[0] if shown else None,
        why=reasons(shown[0].offer, asked.place) if shown else None,
        cheaper=_cheaper(shown, asked),
        others=others[:FOLDED] if folded else others,
        count=len(others),
        orders=[
            (str(each.label), asked.address(order=each), each == asked.order) for each in Order
        ],
        all_url=asked.address(everything=True) if folded else "",
        near=Near(
            written=asked.near,
            fault=asked.unplaced,
            town=asked.place.town if asked.place else "",
            fields=asked.fields,
            action=asked.path,
            without=asked.address(near=""),
        ),
    )


def _start(found: Mapping[int, Sequence[OfferView]], *, at: datetime) -> Start | None:
    best = offering.best(found, at=at)
    return Start(best.price, offering.varied(found), best.promised(at)) if best else None


def _cheaper(shown: Sequence[ShownOffer], asked: Asked) -> Cheaper | None:
    """The way to it shows all offers: it may be folded away where they stand by date."""
    other = offering.cheapest(shown[0], shown[1:]) if shown else None
    if other is None:
        return None
    way = asked.address(everything=True) if len(shown) - 1 > FOLDED else asked.address()
    return Cheaper(other, drawbacks(shown[0], other), f"{way}#offre-{other.offer.stockrecord_id}")


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
