from celery import shared_task

from marketplace.alerts import operations
from marketplace.core import clock


@shared_task(name="alerts.prune")
def prune() -> int:
    """Forget what was never confirmed and what is over."""
    return operations.prune(at=clock.now())
