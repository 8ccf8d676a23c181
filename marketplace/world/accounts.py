"""Every seller of the world has an account at Stripe, opened on its page as a boutique does."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings

from marketplace.payments.operations import accounts
from marketplace.traders.models import Trader

Onboarder = Callable[[str], Any]


def make(*, onboarder: Onboarder, at: datetime) -> int:
    """Open them; ``onboarder(url)`` says on Stripe's page who the seller is. Returns how many."""
    traders = list(Trader.objects.order_by("pk"))
    for trader in traders:
        onboarder(
            accounts.onboarding_link(
                trader=trader, refresh_url=settings.SITE_URL, return_url=settings.SITE_URL, at=at
            )
        )
        accounts.refresh(account=accounts.of(trader_id=trader.pk), at=at)
    return len(traders)
