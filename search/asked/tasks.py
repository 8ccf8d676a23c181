from celery import shared_task

from marketplace.core import clock
from search.asked import operations


@shared_task(name="asked.prune")
def prune() -> int:
    """Forget who asked last week, and what nobody has asked for long."""
    return operations.prune(at=clock.now())
