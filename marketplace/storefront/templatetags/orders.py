"""Addresses of an order's pages, by the way its reader came."""

from django import template

from marketplace.storefront import links
from marketplace.storefront.access import Door
from marketplace.storefront.parcels import STANDINGS
from marketplace.technical.models import Withdrawal

register = template.Library()


@register.simple_tag
def order_url(door: Door, page: str = "", *args: object) -> str:
    """``{% order_url door "cancel" 12 %}``."""
    return door.url(page, *args)


@register.simple_tag
def payment_url(order: object, page: str = "return") -> str:
    """``{% payment_url order "pay" %}``: a page about an order's payment, with its key."""
    return links.return_path(order, page)


@register.filter
def withdrawal_reason(value: str) -> str:
    """Why a reference was taken from sale, as people read it."""
    return str(Withdrawal.Reason(value).label)


@register.filter
def standing(where: str) -> str:
    """Where a parcel stands, as the shopper reads it."""
    return str(STANDINGS.get(where, ""))
