"""Everything that can be bought as a product feed for Google Merchant Center, in French.

RSS 2.0 with Google's own attributes, an item a size, of the offer that its page puts first; names,
values and lengths as support.google.com/merchants/answer/7052112 has them. ``sale_price`` is never
said: no price before is claimed anywhere.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final
from xml.sax.saxutils import escape

from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode

from marketplace.core.money import Money
from marketplace.offers.queries import OfferView
from marketplace.storefront.cards import size_label
from marketplace.storefront.machines import goods, made, previews
from marketplace.storefront.machines.addresses import absolute
from marketplace.storefront.machines.goods import Sold
from marketplace.storefront.machines.made import Pieces
from marketplace.storefront.machines.models import MadeFile
from marketplace.storefront.machines.structured import GENDERS, is_sized, plain
from marketplace.technical.models import Gender, ReferenceSheet, VariantSheet
from marketplace.technical.pictures.files import name as kept_name

NAME: Final = "google-merchant.xml"
# Attribute → its letters at most.
LONGEST: Final = {
    "id": 50, "title": 150, "description": 5000, "link": 2000, "image_link": 2000, "brand": 70,
    "gtin": 50, "mpn": 70, "item_group_id": 50, "color": 100, "size": 100, "product_type": 750,
    "external_seller_id": 50,
}  # fmt: skip
# What XML 1.0 cannot hold, escaped or not.
UNSPEAKABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0">\n<channel>\n'
)


def make(*, at: datetime) -> MadeFile:
    """Make the feed anew and serve it."""
    with translation.override(settings.LANGUAGE_CODE):
        return made.keep(name=NAME, pieces=feed(), at=at)


def feed() -> Pieces:
    """The feed: an entry an item."""
    home = escape(absolute(reverse("storefront:home")))
    title = f"<title>Cordée</title>\n<link>{home}</link>\n"
    said = "<description>Matériel de sport de boutiques spécialisées</description>\n"
    items = (item for each in goods.sold() for item in _items(each))
    return Pieces(f"{HEAD}{title}{said}", items, "</channel>\n</rss>\n")


def _items(sold: Sold) -> Iterator[str]:
    common = _common(sold.sheet)
    several = len(sold.sizes) > 1 or sold.sizes[0][0].size != VariantSheet.ONE_SIZE
    for variant, offers in sold.sizes:
        own = _own(sold.sheet, variant, offers, sized=several)
        yield f"<item>{own}{common}</item>\n"


def _common(sheet: ReferenceSheet) -> str:
    """What all sizes of a reference say alike."""
    family = sheet.family
    description = plain(sheet.product.description) or f"{family} : {sheet.product.title}"
    told = [
        ("description", description),
        ("image_link", _picture(sheet)),
        ("availability", "in_stock"),
        ("condition", "new"),
        ("brand", str(sheet.brand)),
        ("mpn", sheet.manufacturer_ref),
        ("item_group_id", str(sheet.pk) if is_sized(sheet) else ""),
        ("color", sheet.colour_name),
        ("gender", GENDERS.get(Gender(sheet.gender), "")),
        ("age_group", "kids" if sheet.gender == Gender.KIDS else "adult"),
        ("google_product_category", str(family.google[0]) if family.google else ""),
        ("product_type", f"{family.sport} > {family}"),
    ]
    return "".join(_tag(name, value) for name, value in told)


def _own(
    sheet: ReferenceSheet, variant: VariantSheet, offers: Sequence[OfferView], *, sized: bool
) -> str:
    """What a size says of itself and of its offer."""
    offer, size = offers[0], size_label(variant.size)
    title = f"{sheet.brand} {sheet.product.title}"
    path = reverse("catalogue:detail", args=[sheet.product.slug, sheet.pk])
    asked = "?" + urlencode({"taille": variant.size}) if sized else ""
    gtin = variant.gtin.removeprefix("0")
    told = [
        ("id", str(variant.pk)),
        ("title", f"{title[: LONGEST['title'] - len(size) - 2]}, {size}" if sized else title),
        ("link", absolute(path) + asked),
        ("price", _price(offer.price)),
        ("gtin", gtin),
        ("identifier_exists", "" if gtin or sheet.manufacturer_ref else "no"),
        ("size", size if is_sized(sheet) else ""),
        ("external_seller_id", offer.trader_slug),
    ]
    return "".join(_tag(name, value) for name, value in told) + _shipping(offer)


def _shipping(offer: OfferView) -> str:
    """The parcel of this item alone; the working day is lost after the boutique's hour."""
    told = [
        ("country", "FR"),
        ("price", _price(offer.delivery)),
        ("min_handling_time", str(offer.lead_days)),
        ("max_handling_time", str(offer.lead_days + 1)),
        ("min_transit_time", str(offer.transit_days)),
        ("max_transit_time", str(offer.transit_days)),
    ]
    return f"<g:shipping>{''.join(_tag(name, value) for name, value in told)}</g:shipping>"


def _picture(sheet: ReferenceSheet) -> str:
    """The seller's, else the drawing as pixels; without a word on it, as Google asks."""
    if sheet.cover:
        return absolute(default_storage.url(kept_name(sheet.cover["stem"])))
    path = reverse("machines:picture", args=[sheet.pk])
    return f"{absolute(path)}?v={previews.bare_version(sheet)}"


def _price(amount: Money) -> str:
    return f"{amount.decimal} {amount.currency}"


def _tag(name: str, value: str) -> str:
    """An attribute, cut to what Google takes; nothing where nothing is known."""
    said = UNSPEAKABLE.sub("", value).strip()[: LONGEST.get(name)]
    return f"<g:{name}>{escape(said)}</g:{name}>" if said else ""
