"""Whose export a file is. A dialect names its columns and reads its lines; it touches no row."""

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _

from sellers.feeds import errors
from sellers.feeds.dialects import magento, shopify
from sellers.feeds.dialects.base import Dialect
from sellers.feeds.reading import Header
from sellers.feeds.rows import quoted

__all__ = ["DIALECTS", "Dialect", "detect"]

DIALECTS: Final[tuple[Dialect, ...]] = (
    shopify.NEW,
    shopify.OLD,
    magento.EXPORT,
    magento.FIXTURE,
)
# Columns that give away the exports of others, to name what came instead.
OTHERS: Final = (
    ("WooCommerce", {"sku", "regular price", "categories"}),
    ("PrestaShop", {"product id", "active (0/1)"}),
    ("PrestaShop", {"id", "active (0/1)"}),
    ("PrestaShop", {"product id*", "attribute (name:type:position)*"}),
    ("Google Merchant", {"id", "title", "link", "availability"}),
    ("Mirakl", {"product-id", "product-id-type"}),
)


def detect(header: Header) -> Dialect:
    """The dialect whose telling columns are all there.

    :raises UnknownDialect: none.
    """
    found = next((dialect for dialect in DIALECTS if _has(header, dialect.signature)), None)
    if found is None:
        raise errors.UnknownDialect(_unknown(header), line=1)
    return found


def _has(header: Header, columns: Iterable[str]) -> bool:
    return all(column in header for column in columns)


def _unknown(header: Header) -> str:
    other = next((name for name, columns in OTHERS if _has(header, columns)), "")
    if other:
        return _(
            "Ce fichier ressemble à un export %(shop)s, que Cordée ne lit pas encore. Envoyez un "
            "export de produits Shopify ou Magento."
        ) % {"shop": other}
    seen = ", ".join(quoted(name[:40]) for name in header.names[:4] if name)
    return _(
        "Les titres des colonnes (%(seen)s …) ne sont pas ceux d’un export de produits Shopify ou "
        "Magento. La première ligne doit être celle des titres."
    ) % {"seen": seen}
