"""What changed since a page was shown, in words: what it was, and what it is now."""

from collections.abc import Callable, Mapping

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.buying.acceptance import Change, Kind
from marketplace.core import dates
from marketplace.delivery.models import Method


def said(change: Change) -> str:
    """One sentence that names both."""
    return WORDS[change.kind](change)


def _price(change: Change) -> str:
    return _("%(about)s : %(now)s au lieu de %(before)s.") % _amounts(change)


def _shipping(change: Change) -> str:
    return _("Livraison de %(about)s : %(now)s au lieu de %(before)s.") % _amounts(change)


def _total(change: Change) -> str:
    return _("Total : %(now)s au lieu de %(before)s.") % _amounts(change)


def _voucher(change: Change) -> str:
    locale = translation.get_language() or "fr"
    told = {name: getattr(change, name).format(locale) for name in ("before", "now")}
    if not change.about:
        return _("Le bon n’est plus dans votre panier : %(before)s ne sont plus déduits.") % told
    return _("Bon « %(about)s » : %(now)s de moins au lieu de %(before)s.") % {
        "about": change.about, **told
    }  # fmt: skip


def _quantity(change: Change) -> str:
    return _("%(about)s : %(now)d dans votre panier au lieu de %(before)d.") % vars(change)


def _stock(change: Change) -> str:
    if not change.now:
        return _("%(about)s : stock épuisé, ou offre retirée de la vente.") % vars(change)
    return ngettext(
        "%(about)s : il n’en reste qu’un, vous en demandiez %(before)d.",
        "%(about)s : il n’en reste que %(now)d, vous en demandiez %(before)d.",
        change.now,
    ) % vars(change)


def _seller(change: Change) -> str:
    return _("%(about)s : vendu par %(now)s au lieu de %(before)s.") % vars(change)


def _added(change: Change) -> str:
    return _("%(about)s est arrivé dans votre panier.") % vars(change)


def _removed(change: Change) -> str:
    return _("%(about)s n’est plus dans votre panier.") % vars(change)


def _method(change: Change) -> str:
    told = {name: str(Method(getattr(change, name)).label).lower() for name in ("before", "now")}
    return _("Colis de %(about)s : %(now)s au lieu de « %(before)s ».") % {
        "about": change.about, **told
    }  # fmt: skip


def _relay(change: Change) -> str:
    return _("Colis de %(about)s : à retirer à %(now)s au lieu de %(before)s.") % vars(change)


def _date(change: Change) -> str:
    days = {name: dates.said(getattr(change, name), dates.FULL_DAY) for name in ("before", "now")}
    return _("Colis de %(about)s : %(now)s au lieu de %(before)s.") % {
        "about": change.about, **days
    }  # fmt: skip


def _terms(change: Change) -> str:
    days = {name: dates.said(getattr(change, name)) for name in ("before", "now")}
    return _("Conditions de vente : version du %(now)s au lieu de celle du %(before)s.") % days


def _amounts(change: Change) -> Mapping[str, object]:
    locale = translation.get_language() or "fr"
    return {
        "about": change.about,
        "before": change.before.format(locale),
        "now": change.now.format(locale) if change.now else _("offerte"),
    }


WORDS: Mapping[Kind, Callable[[Change], str]] = {
    Kind.PRICE: _price,
    Kind.QUANTITY: _quantity,
    Kind.STOCK: _stock,
    Kind.SELLER: _seller,
    Kind.ADDED: _added,
    Kind.REMOVED: _removed,
    Kind.METHOD: _method,
    Kind.RELAY: _relay,
    Kind.SHIPPING: _shipping,
    Kind.DATE: _date,
    Kind.VOUCHER: _voucher,
    Kind.TERMS: _terms,
    Kind.TOTAL: _total,
}
