from celery import shared_task

from marketplace.core import clock
from marketplace.core.scopes import house
from marketplace.fulfilment import operations


@shared_task(name="fulfilment.sweep")
@house
def sweep() -> int:
    """Withdraw what sellers left lying beyond its deadline."""
    return operations.sweep(at=clock.now())
