"""What a worker's clock does for orders and their money, called here instead of by Celery.

The tasks read the time where everything does: in ``core.clock``, which tests set.
"""

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from functools import cache
from typing import Any

from celery import current_app
from django.conf import settings

from marketplace.core import outbox
from marketplace.core.errors import TransientError

# What it does for search, feeds or pictures has no part in orders and their money.
ROOMS = ("buying.", "payments.", "fulfilment.", "settlement.", "ledger.", "care.")


@cache
def tasks() -> list[Any]:
    """The periodic tasks of these rooms, whatever they are."""
    names = {row["task"] for row in settings.CELERY_BEAT_SCHEDULE.values()}
    current_app.loader.import_default_modules()
    return [current_app.tasks[name] for name in sorted(names) if name.startswith(ROOMS)]


def work(*, at: datetime, but: Collection[str] = ()) -> None:
    """One round of all of it, the outbox before and after; ``but`` the tasks of these names."""
    outbox.relay_all(at=at)
    for task in tasks():
        if task.name in but:
            continue
        with suppress(TransientError):  # Celery tells it, and the clock's next tick tries again
            task()
    outbox.relay_all(at=at)
