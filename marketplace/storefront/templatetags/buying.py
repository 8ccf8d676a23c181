"""What the basket and the checkout need to say beyond amounts and dates."""

from collections.abc import Mapping
from typing import Any

from django import template

from marketplace.buying.queries import Parcel
from marketplace.core.money import Money
from marketplace.storefront.cards import size_label
from marketplace.storefront.pictures import Look, look_of
from marketplace.technical.models import ReferenceSheet

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
