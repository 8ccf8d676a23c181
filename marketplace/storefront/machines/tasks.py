from celery import shared_task

from marketplace.core import clock
from marketplace.core.scopes import house
from marketplace.storefront.machines import made, merchant, previews, sitemaps


@shared_task(name="machines.sitemaps")
@house
def make_sitemaps() -> int:
    """List every page anew."""
    return sitemaps.make(at=clock.now())


@shared_task(name="machines.merchant")
@house
def make_merchant_feed() -> int:
    """Tell price comparers anew what can be bought; how many items."""
    return merchant.make(at=clock.now()).entries


@shared_task(name="machines.sweep")
def sweep() -> int:
    """Delete what was made and is served no more."""
    return made.sweep(at=clock.now()) + previews.sweep(at=clock.now())
