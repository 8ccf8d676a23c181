from datetime import timedelta

from celery import shared_task

from marketplace.core import clock, outbox
from marketplace.core.scopes import house

KEPT = timedelta(days=30)


@shared_task(name="core.relay")
@house
def relay() -> int:
    """Deliver everything that is due now."""
    return outbox.relay_all(at=clock.now())


@shared_task(name="core.prune")
def prune() -> int:
    """Forget what everyone has long handled."""
    return outbox.prune(before=clock.now() - KEPT)
