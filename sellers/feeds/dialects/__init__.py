"""Whose export a file is. A dialect names its columns and reads its lines; it touches no row."""

from typing import Final

from django.utils.translation import gettext as _

from sellers.feeds import errors
from sellers.feeds.dialects import (
    google,
    magento,
    manomano,
    mirakl,
    prestashop,
    shopify,
    woocommerce,
)
from sellers.feeds.dialects.base import Dialect
from sellers.feeds.reading import Header
from sellers.feeds.rows import quoted

__all__ = ["DIALECTS", "Dialect", "detect"]

DIALECTS: Final[tuple[Dialect, ...]] = (
    shopify.NEW,
    shopify.OLD,
    magento.EXPORT,
    magento.FIXTURE,
    woocommerce.ENGLISH,
    woocommerce.FRENCH,
    prestashop.PRODUCTS,
    mirakl.OFFERS,
    manomano.PRODUCTS,
    google.FEED,
    mirakl.STOCKS,
    mirakl.PRICES,
)


def detect(header: Header) -> Dialect:
    """The dialect whose telling columns are all there.

    :raises UnknownDialect: none. :raises CombinationsAlone, NotTogether: PrestaShop's two files are
        not both there, or two others are.
    """
    found = next((dialect for dialect in DIALECTS if dialect.wrote(header)), None)
    if found is None and prestashop.are_combinations(header):
        raise errors.CombinationsAlone(line=1)
    if header.beside and (
        found is not prestashop.PRODUCTS or not prestashop.are_combinations(header.beside)
    ):
        raise errors.NotTogether
    if found is None:
        raise errors.UnknownDialect(_unknown(header), line=1)
    return found


def _unknown(header: Header) -> str:
    seen = ", ".join(quoted(name[:40]) for name in header.names[:4] if name)
    return _(
        "Les titres des colonnes (%(seen)s …) ne sont ceux d’aucune boutique que nous "
        "connaissons : dites ce que chaque colonne contient."
    ) % {"seen": seen}
