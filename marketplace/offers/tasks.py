from celery import shared_task

from marketplace.core import clock
from marketplace.core.scopes import house
from marketplace.offers import sales


@shared_task(name="offers.turn")
@house
def turn() -> int:
    """Begin and end the prices whose date has come."""
    return sales.turn(at=clock.now())
