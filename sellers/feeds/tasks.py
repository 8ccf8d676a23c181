from datetime import timedelta
from pathlib import Path

from celery import shared_task
from django.conf import settings

from marketplace.core import clock
from marketplace.core.scopes import house
from sellers.feeds import addresses, drops, keeping, uploads


@shared_task(name="feeds.work")
@house
def work() -> int:
    """Import what boutiques have uploaded."""
    done = 0
    while uploads.import_next(at=clock.now()):
        done += 1
    return done


@shared_task(name="feeds.fetch")
@house
def fetch() -> int:
    """Look at the addresses that are due."""
    done = 0
    while addresses.fetch_next(at=clock.now()):
        done += 1
    return done


@shared_task(name="feeds.drops")
@house
def take_drops() -> int:
    """Queue what was laid into the drop folder."""
    quiet = timedelta(seconds=settings.FEED_DROP_QUIET)
    return drops.sweep(Path(settings.FEED_DROP_FOLDER), quiet=quiet, at=clock.now())


@shared_task(name="feeds.sweep")
@house
def sweep() -> int:
    """Remove files of imports that were kept long enough, and those that no run names."""
    return keeping.sweep(at=clock.now()) + keeping.sweep_unnamed(at=clock.now())
