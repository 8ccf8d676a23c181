from celery import shared_task

from marketplace.core import clock
from marketplace.technical.pictures import fetches, files

REMADE = 20  # at each tick of the clock, while there are any


@shared_task(name="technical.pictures")
def fetch_pictures() -> int:
    """Fetch the pictures whose time has come, unless others do."""
    if fetches.is_busy(at=clock.now()):
        return 0
    files.remake(at=clock.now(), limit=REMADE)
    return fetches.fetch_due(at=clock.now())


@shared_task(name="technical.sweep_pictures")
def sweep_pictures() -> int:
    """Forget pictures that nothing shows any more, and files that nothing names."""
    return files.sweep() + files.sweep_unnamed(at=clock.now())
