from celery import shared_task

from marketplace.core import clock
from marketplace.core.scopes import house
from sellers.feeds import operations


@shared_task(name="feeds.work")
@house
def work() -> int:
    """Import what boutiques have uploaded."""
    done = 0
    while operations.import_next(at=clock.now()):
        done += 1
    return done
