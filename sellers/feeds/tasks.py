from celery import shared_task

from marketplace.core import clock
from marketplace.core.scopes import house
from sellers.feeds import operations


@shared_task(name="feeds.work")
@house
def work() -> int:
    """Import what boutiques have uploaded."""
    return operations.work_queue(at=clock.now())
