from celery import shared_task

from marketplace.core import clock
from marketplace.core.scopes import house
from sellers.feeds import uploads


@shared_task(name="feeds.work")
@house
def work() -> int:
    """Import what boutiques have uploaded."""
    done = 0
    while uploads.import_next(at=clock.now()):
        done += 1
    return done
