"""What offers rest on may be saved from anywhere: whoever shows them hears of it all the same."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from marketplace.core import outbox
from marketplace.delivery.models import Tariff
from marketplace.offers import queries
from marketplace.traders.models import Point, Trader


@receiver(post_save, sender=Trader)
def trader_saved(instance: Trader, **_kwargs: Any) -> None:
    """Suspended, back again, renamed, of another score."""
    _tell(instance.pk)


@receiver([post_save, post_delete], sender=Tariff)
@receiver(post_save, sender=Point)
def terms_of_sending_saved(instance: Tariff | Point, **_kwargs: Any) -> None:
    """Another price at the door, another day of arrival, another town."""
    _tell(instance.trader_id)


def _tell(trader_id: int) -> None:
    """One event whatever the number of offers; none for a trader that sells nothing yet."""
    if queries.for_trader(trader_id=trader_id).exists():
        outbox.publish("trader.changed", trader_id=trader_id)
