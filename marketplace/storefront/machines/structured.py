"""What pages say to programs in schema.org's words, as JSON-LD: nothing that they do not show.

Properties as Google documents them for product variants, merchant listings and breadcrumbs
(developers.google.com/search/docs/appearance/structured-data). No ratings: nobody rates products
here. Only what can be bought now is offered.
"""

import re
from collections.abc import Mapping, Sequence
from html import unescape
from typing import Any
from urllib.parse import urlencode

from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import strip_tags

from marketplace.core.money import Money
from marketplace.offers.queries import OfferView
from marketplace.storefront import legal
from marketplace.storefront.cards import size_label
from marketplace.storefront.machines.addresses import absolute
from marketplace.technical.models import Family, Gender, ReferenceSheet, VariantSheet

Node = dict[str, Any]

SCHEMA = "https://schema.org"
WITHDRAWAL_DAYS = 14  # L221-18; see the page ``retractation``
MOST_WORDS = 5000  # letters of a description
FRENCH_ADDRESS = re.compile(
    r"(?P<streetAddress>.+?),\s*(?P<postalCode>\d{5})\s+(?P<addressLocality>[^,]+?)(?:,\s*France)?"
)
DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
GENDERS = {Gender.MEN: "male", Gender.WOMEN: "female", Gender.UNISEX: "unisex"}


def plain(html: str) -> str:
    """The words of a description, on one line."""
    return " ".join(unescape(strip_tags(html)).split())


def document(*nodes: Node) -> Node:
    """Several things of one page."""
    return {"@context": SCHEMA, "@graph": list(nodes)}


def house() -> Node:
    """Who runs the shop, as the legal pages name it."""
    who = legal.operator()
    return {
        "@type": "Organization",
        "@id": absolute("/#house"),
        "name": "Cordée",
        "legalName": who["name"],
        "url": absolute(reverse("storefront:home")),
        "logo": absolute(static("storefront/img/mark.svg")),
        "address": postal(who["address"]),
        "email": who["email"],
        "telephone": who["phone"],
        "vatID": who["vat"],
        "hasMerchantReturnPolicy": returns(),
    }


def postal(address: str) -> Node:
    """« 4 rue de la Corderie, 74000 Annecy, France » by its parts; as one line where it is written
    otherwise."""
    if parts := FRENCH_ADDRESS.fullmatch(address.strip()):
        return {"@type": "PostalAddress", **parts.groupdict(), "addressCountry": "FR"}
    return {"@type": "PostalAddress", "streetAddress": address}


def site() -> Node:
    """The shop as a whole, which can be searched."""
    found = absolute(reverse("catalogue:index"))
    return {
        "@type": "WebSite",
        "@id": absolute("/#site"),
        "name": "Cordée",
        "url": absolute(reverse("storefront:home")),
        "publisher": {"@id": absolute("/#house")},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{found}?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }


def returns() -> Node:
    """The right of withdrawal, as its page tells it: who buys pays for sending back."""
    return {
        "@type": "MerchantReturnPolicy",
        "applicableCountry": "FR",
        "returnPolicyCategory": f"{SCHEMA}/MerchantReturnFiniteReturnWindow",
        "merchantReturnDays": WITHDRAWAL_DAYS,
        "returnMethod": f"{SCHEMA}/ReturnByMail",
        "returnFees": f"{SCHEMA}/ReturnFeesCustomerResponsibility",
        "refundType": f"{SCHEMA}/FullRefund",
        "merchantReturnLink": absolute(reverse("storefront:legal", args=["retractation"])),
    }


def trail(*steps: tuple[str, str]) -> Node:
    """Where a page stands: (name, path) from the top down, the page itself last."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": n, "name": name, "item": absolute(path)}
            for n, (name, path) in enumerate(steps, 1)
        ],
    }


def product(
    *,
    sheet: ReferenceSheet,
    url: str,
    variants: Sequence[VariantSheet],
    found: Mapping[int, Sequence[OfferView]],
    pictures: Sequence[str],
) -> Node | None:
    """A reference with the sizes that can be bought, None when there is none.

    ``url``: its path; ``found``: variant → offers, the chosen one first; ``pictures``: addresses.
    """
    on_sale = [(variant, found[variant.pk]) for variant in variants if found.get(variant.pk)]
    if not on_sale:
        return None
    common = _common(sheet, url, pictures)
    if len(variants) == 1 and variants[0].size == VariantSheet.ONE_SIZE:
        (only,) = on_sale
        return {"@type": "Product", **common, **_variant(*only), "offers": _offers(only[1], url)}
    return {
        "@type": "ProductGroup",
        "@id": f"{absolute(url)}#product",
        **common,
        "productGroupID": str(sheet.pk),
        "variesBy": [f"{SCHEMA}/size"],
        "offers": _span([offer for _variant, offers in on_sale for offer in offers]),
        "hasVariant": [_sized(sheet, url, pictures, variant, each) for variant, each in on_sale],
    }


def is_sized(sheet: ReferenceSheet) -> bool:
    """Whether its variants are sizes: where a family has no guide they are colours or formats."""
    return bool(sheet.family.size_guide != Family.SizeGuide.NONE)


def _common(sheet: ReferenceSheet, url: str, pictures: Sequence[str]) -> Node:
    told: Node = {
        "name": f"{sheet.brand} {sheet.product.title}",
        "url": absolute(url),
        "image": [absolute(each) for each in pictures],
        "brand": {"@type": "Brand", "name": str(sheet.brand)},
        "category": str(sheet.family),
    }
    if description := plain(sheet.description):
        told["description"] = description[:MOST_WORDS]
    if sheet.colour_name:
        told["color"] = sheet.colour_name
    if sheet.manufacturer_ref:
        told["mpn"] = sheet.manufacturer_ref
    if gender := GENDERS.get(Gender(sheet.gender)):
        told["audience"] = {"@type": "PeopleAudience", "suggestedGender": gender}
    return told


def _variant(variant: VariantSheet, _found: Sequence[OfferView]) -> Node:
    gtin = variant.gtin.removeprefix("0")
    return {"sku": str(variant.pk), **({"gtin": gtin} if gtin else {})}


def _sized(
    sheet: ReferenceSheet,
    url: str,
    pictures: Sequence[str],
    variant: VariantSheet,
    found: Sequence[OfferView],
) -> Node:
    at = f"{url}?{urlencode({'taille': variant.size})}"
    size = size_label(variant.size)
    return {
        "@type": "Product",
        **_variant(variant, found),
        "name": f"{sheet.brand} {sheet.product.title}, {size}",
        "size": DECIMAL_COMMA.sub(".", size),
        "image": [absolute(each) for each in pictures],
        "offers": _offers(found, at),
    }


def _offers(found: Sequence[OfferView], path: str) -> Node:
    """The one that the page puts first: who sells it, what it costs, how it comes."""
    offer = found[0]
    return {
        "@type": "Offer",
        "url": absolute(path),
        "price": str(offer.price.decimal),
        "priceCurrency": offer.price.currency,
        "availability": f"{SCHEMA}/InStock",
        "itemCondition": f"{SCHEMA}/NewCondition",
        "seller": {
            "@type": "Organization",
            "name": offer.trader_name,
            "url": absolute(reverse("storefront:trader", args=[offer.trader_slug])),
        },
        "shippingDetails": {
            "@type": "OfferShippingDetails",
            "shippingRate": _amount(offer.delivery),
            "shippingDestination": {"@type": "DefinedRegion", "addressCountry": "FR"},
            "deliveryTime": {
                "@type": "ShippingDeliveryTime",
                # The working day is lost when the order comes after the boutique's hour.
                "handlingTime": _days(offer.lead_days, offer.lead_days + 1),
                "transitTime": _days(offer.transit_days, offer.transit_days),
            },
        },
        "hasMerchantReturnPolicy": returns(),
    }


def _span(offers: Sequence[OfferView]) -> Node:
    """All offers of all sizes in one: from which price to which."""
    prices = [offer.price for offer in offers]
    return {
        "@type": "AggregateOffer",
        "lowPrice": str(min(prices, key=lambda each: each.minor).decimal),
        "highPrice": str(max(prices, key=lambda each: each.minor).decimal),
        "priceCurrency": prices[0].currency,
        "offerCount": len(prices),
        "availability": f"{SCHEMA}/InStock",
    }


def _amount(amount: Money) -> Node:
    return {
        "@type": "MonetaryAmount",
        "value": str(amount.decimal),
        "currency": amount.currency,
    }


def _days(least: int, most: int) -> Node:
    return {"@type": "QuantitativeValue", "minValue": least, "maxValue": most, "unitCode": "DAY"}
