from celery import shared_task
from django.core.cache import cache

from marketplace.core import clock
from marketplace.core.scopes import house
from marketplace.storefront.machines import made, merchant, previews, sitemaps

# A worker that was killed at it keeps the next one away for so long; two at once do no harm.
BUSY, BUSY_SECONDS = "machines.unserved", 300


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


@shared_task(name="machines.unserved")
@house
def make_unserved() -> int:
    """Make at once what was never made, or is not served since something was taken from sale."""
    at = clock.now()
    if not made.is_any_unserved([sitemaps.INDEX, merchant.NAME]):
        return 0
    if not cache.add(BUSY, 1, BUSY_SECONDS):
        return 0
    try:
        return merchant.make(at=at).entries + sitemaps.make(at=at)
    finally:
        cache.delete(BUSY)


@shared_task(name="machines.sweep")
def sweep() -> int:
    """Delete what was made and is served no more."""
    return made.sweep(at=clock.now()) + previews.sweep(at=clock.now())
