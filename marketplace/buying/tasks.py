from celery import shared_task

from marketplace.buying import operations
from marketplace.core import clock
from marketplace.core.scopes import house


@shared_task(name="buying.expire")
@house
def expire() -> int:
    """End the orders that were not paid in time."""
    return operations.sweep(at=clock.now())
