"""What the basket and the checkout need to say beyond amounts and dates."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.buying.queries import Parcel
from marketplace.core.money import Money
from marketplace.delivery import relays
from marketplace.delivery.models import Method, Tariff
from marketplace.delivery.relays import Relay
from marketplace.offers.queries import OfferView
from marketplace.storefront import papers
from marketplace.storefront.cards import size_label
from marketplace.storefront.pictures import Look, look_of
from marketplace.storefront.templatetags.cordee import day
from marketplace.storefront.templatetags.opening import when
from marketplace.technical.models import ReferenceSheet
from marketplace.traders.models import Trader

register = template.Library()


@register.filter
def look(sheet: ReferenceSheet) -> Look:
    """What the picture of a reference needs."""
    return look_of(sheet)


@register.filter
def size(label: str) -> str:
    return size_label(label)


@register.filter
def of(found: Mapping[int, Any], key: int) -> Any:
    """``{{ deciders|of:line.reference_id }}``."""
    return found.get(key)


@register.filter
def missing(parcel: Parcel) -> Money | None:
    """What a parcel lacks to be delivered free, None when that is not offered."""
    return None if parcel.free_from is None else parcel.free_from - parcel.goods


@register.filter
def shown_tariffs(trader: Trader) -> list[Tariff]:
    """Those of the ways that are offered here; the trader is read with its tariffs."""
    relayed = relays.network() is not None
    return [row for row in trader.tariffs.all() if relayed or row.method != Method.RELAY]


@register.filter
def arrival(it: Any) -> str:
    """When and where a way, a quoted parcel or a consignment is there:
    ``Chez vous mardi 1er déc.``, ``À retirer demain à 10 h``, ``Au point relais jeudi 3 déc.``."""
    date = getattr(it, "promised", None) or getattr(it, "promised_date", None)
    if it.method == Method.PICKUP:
        ready_at = getattr(it, "ready_at", None)
        if ready_at is not None:
            return _("À retirer %(when)s") % {"when": when(ready_at)}
        return _("À retirer dès %(date)s") % {"date": day(date)}
    if it.method == Method.RELAY:
        return _("Au point relais %(date)s") % {"date": day(date)}
    return _("Chez vous %(date)s") % {"date": day(date)}


@register.filter
def way_label(method: str) -> str:
    """``Retrait en magasin``."""
    return str(Method(method).label)


@register.filter
def relay_label(relay: Relay) -> str:
    """``Tabac du Pont, 3 rue Basse, 74000 Annecy · 2 km``."""
    name = f"{relay.name}, {relay.line1}, {relay.postcode} {relay.town}"
    if relay.km is None:
        return name
    if relay.km < 1:
        return _("%(name)s · moins de 1 km") % {"name": name}
    return _("%(name)s · %(km)d km") % {"name": name, "km": round(relay.km)}


@register.filter
def parcels(count: int) -> str:
    return ngettext("%(count)d colis", "%(count)d colis", count) % {"count": count}


@register.simple_tag
def moves(basket_id: int, offers: Mapping[int, OfferView]) -> str:
    """What a form sends to take lines from other boutiques, signed."""
    return papers.moves(basket_id, offers)


@register.simple_tag
def move(basket_id: int, line_id: int, offer: OfferView) -> str:
    """The same, of one line."""
    return papers.moves(basket_id, {line_id: offer})
