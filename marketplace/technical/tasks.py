from celery import shared_task

from marketplace.core import clock
from marketplace.technical import pictures


@shared_task(name="technical.pictures")
def fetch_pictures() -> int:
    """Fetch the pictures whose time has come."""
    return pictures.fetch_due(at=clock.now())
