"""What the head of a page says to programs."""

from typing import Any

from django import template
from django.conf import settings
from django.utils import translation

from marketplace.storefront.machines import addresses

register = template.Library()

LOCALES = {"fr": "fr_FR", "en": "en_GB"}  # as Open Graph names them


@register.inclusion_tag("machines/_indexed.html")
def indexed(path: str, title: str, description: str = "") -> dict[str, Any]:
    """``{% indexed page.url title=… %}``: a page that search engines keep, at its one address."""
    spoken = translation.get_language() or settings.LANGUAGE_CODE
    return {
        "url": addresses.absolute(path),
        "alternates": list(addresses.alternates(path)),
        "title": title,
        "description": description,
        "language": LOCALES[spoken],
        "others": [locale for code, locale in LOCALES.items() if code != spoken],
    }
