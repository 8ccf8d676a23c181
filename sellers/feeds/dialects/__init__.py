"""Whose export a file is. A dialect names its columns and reads its lines; it touches no row."""

from itertools import islice
from typing import Final

from marketplace.core.sentences import Sentence
from marketplace.core.sentences import Sentence as _
from sellers.feeds import errors
from sellers.feeds.dialects import (
    generic,
    google,
    magento,
    manomano,
    mirakl,
    prestashop,
    shopify,
    woocommerce,
)
from sellers.feeds.dialects.base import Dialect
from sellers.feeds.guessing import Guess, guess
from sellers.feeds.limits import SAMPLES
from sellers.feeds.mapping import LABELS, Mapping
from sellers.feeds.reading import Feed, Header
from sellers.feeds.rows import quoted

__all__ = ["DIALECTS", "Dialect", "detect", "guessed"]

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


def detect(header: Header, mapping: Mapping | None = None) -> Dialect:
    """The dialect whose telling columns are all there, or the one that a mapping makes.

    :raises UnknownDialect: none. :raises CombinationsAlone, NotTogether: PrestaShop's two files are
        not both there, or two others are.
    """
    if mapping is not None:
        return generic.dialect(mapping)
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


def guessed(feed: Feed) -> Guess | None:
    """What the columns of a table that no dialect knows seem to contain; None for the others.

    :raises UnknownDialect: too little of it can be told for anything to be sold.
    """
    try:
        detect(feed.header)
    except errors.UnknownDialect:
        found = guess(feed.header, [cells for _n, cells in islice(feed.records(), SAMPLES)])
        if not found.is_enough:
            raise errors.UnknownDialect(_too_little(feed.header, found), line=1) from None
        return found
    return None


def _unknown(header: Header) -> Sentence:
    return _(
        "Les titres des colonnes (%(seen)s …) ne sont ceux d’aucune boutique que nous "
        "connaissons : dites ce que chaque colonne contient."
    ) % {"seen": _seen(header)}


def _too_little(header: Header, found: Guess) -> Sentence:
    """What the table is, what of it is understood and what is missing."""
    understood = [
        _("%(field)s (%(column)s)") % {"field": _(LABELS[ours]), "column": names[0][:40]}
        for ours, names in found.mapping.columns.items()
    ]
    missing = [_(LABELS[ours]) for ours in found.mapping.missing()]
    if understood:
        return _(
            "Ce tableau (%(seen)s …) n’est pas un catalogue à vendre. On y reconnaît : "
            "%(understood)s. Il y manque : %(missing)s."
        ) % {"seen": _seen(header), "understood": understood, "missing": missing}
    return _unknown(header)


def _seen(header: Header) -> list[Sentence]:
    return [quoted(name[:40]) for name in header.names[:4] if name]
