from typing import Any

from django.core.management.base import BaseCommand

from marketplace.core import clock
from marketplace.core.scopes import house
from marketplace.storefront.machines import merchant, sitemaps


class Command(BaseCommand):
    help = "Makes the sitemaps and the feed for price comparers anew, now."

    @house
    def handle(self, *_args: Any, **_options: Any) -> None:
        at = clock.now()
        self.stdout.write(f"{sitemaps.INDEX}: {sitemaps.make(at=at)} addresses")
        self.stdout.write(f"{merchant.NAME}: {merchant.make(at=at).entries} items")
