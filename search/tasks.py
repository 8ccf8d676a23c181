from celery import shared_task

from marketplace.core.scopes import house
from search import indexing


@shared_task(name="search.heal")
@house
def heal() -> int | None:
    """Build the index where there is none."""
    return indexing.heal()
