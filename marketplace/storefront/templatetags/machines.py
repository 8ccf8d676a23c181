"""What the head of a page says to programs."""

import json
from collections.abc import Sequence
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from marketplace.storefront.machines import addresses, previews, structured
from marketplace.storefront.product.page import ProductPage

register = template.Library()

LOCALES = {"fr": "fr_FR", "en": "en_GB"}  # as Open Graph names them
# So that no text, whoever wrote it, ends the element that holds it.
HARMLESS = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
WORDS = 30  # of a description


@register.inclusion_tag("machines/_indexed.html")
def indexed(path: str, title: str, description: str = "") -> dict[str, Any]:
    """``{% indexed shelf.path title=… %}``: a page that search engines keep, at its one address."""
    return _page(path, title, description)


@register.inclusion_tag("machines/_indexed_product.html")
def indexed_product(page: ProductPage) -> dict[str, Any]:
    """The same of a product, with its picture, its lowest price and all that is for sale."""
    sheet = page.sheet
    preview = (
        addresses.absolute(reverse("machines:preview", args=[sheet.pk, _language()]))
        + f"?v={previews.version(sheet, page.figures)}"
    )
    shown = [look.src for look in page.gallery.shown] or [preview]
    sport = sheet.family.sport
    nodes = [
        structured.trail(
            (_("Accueil"), reverse("storefront:home")),
            (str(sport), reverse("storefront:sport", args=[sport.slug])),
            (str(sheet.family), page.family_url),
            (sheet.product.title, page.url),
        )
    ]
    sold = structured.product(
        sheet=sheet, url=page.url, variants=page.variants, found=page.found, pictures=shown
    )
    prices = [offer.price for each in page.found.values() for offer in each]
    lowest = min(prices, key=lambda price: price.minor, default=None)
    return {
        **_page(
            page.url,
            f"{sheet.brand} {sheet.product.title}",
            Truncator(structured.plain(sheet.description)).words(WORDS),
        ),
        "kind": "product",
        "preview": preview,
        "amount": str(lowest.decimal) if lowest else "",
        "currency": lowest.currency if lowest else "",
        "data": structured.document(*nodes, *([sold] if sold else [])),
    }


@register.simple_tag
def said_of_house() -> SafeString:
    """Who runs the shop, and that it can be searched."""
    return data_block(structured.document(structured.house(), structured.site()))


@register.simple_tag
def said_of_trail(crumbs: Sequence[tuple[str, str]], title: str, path: str) -> SafeString:
    """Where a shelf stands."""
    home = (_("Accueil"), reverse("storefront:home"))
    return data_block(structured.document(structured.trail(home, *crumbs, (title, path))))


@register.simple_tag
def data_block(data: Any) -> SafeString:
    """Data of a page as JSON-LD, which browsers do not run."""
    text = json.dumps(data, ensure_ascii=False).translate(HARMLESS)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308


def _page(path: str, title: str, description: str) -> dict[str, Any]:
    spoken = _language()
    return {
        "url": addresses.absolute(path),
        "alternates": list(addresses.alternates(path)),
        "kind": "website",
        "title": title,
        "description": description,
        "preview": addresses.absolute(static("storefront/img/share.png")),
        "language": LOCALES[spoken],
        "others": [locale for code, locale in LOCALES.items() if code != spoken],
    }


def _language() -> str:
    return translation.get_language() or settings.LANGUAGE_CODE
