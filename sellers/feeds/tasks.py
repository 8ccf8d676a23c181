from celery import shared_task

from marketplace.core import clock
from marketplace.core.scopes import house
from sellers.feeds import keeping, uploads


@shared_task(name="feeds.work")
@house
def work() -> int:
    """Import what boutiques have uploaded."""
    done = 0
    while uploads.import_next(at=clock.now()):
        done += 1
    return done


@shared_task(name="feeds.sweep")
@house
def sweep() -> int:
    """Remove files of imports that were kept long enough."""
    return keeping.sweep(at=clock.now())
