"""Files of imports that are over: kept for a while where something in them can be mended."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from sellers.feeds.limits import MAX_BYTES
from sellers.feeds.models import FeedRun

# An export is corrected in the days after it came; two weeks outlast a holiday. A boutique that
# sends one every night still finds those of the working week, and one that sends one every hour
# corrects the latest. A trader's files take no more room than the largest that is accepted.
KEPT_FOR: Final = timedelta(days=14)
OF_SOURCE: Final = 5
OF_TRADER: Final = MAX_BYTES
WRITTEN: Final = timedelta(days=1)  # after so long its row is there, or will never be
FOLDER: Final = "feeds"
OVER: Final = (
    FeedRun.Status.DONE,
    FeedRun.Status.FAILED,  # its worker was killed before it let go
    FeedRun.Status.REJECTED,
    FeedRun.Status.CANCELLED,
    FeedRun.Status.INTERRUPTED,
)


def is_worth_it(run: FeedRun) -> bool:
    """Whether its file can come back corrected: it was read, and something is wrong in it."""
    return run.status != FeedRun.Status.FAILED and run.fault_count > 0


def let_go(run: FeedRun) -> None:
    """It is decided what became of a run: its file goes, unless it may come back corrected."""
    if run.file and not is_worth_it(run):
        run.file.delete()


def sweep(*, at: datetime) -> int:
    """Remove what the present scope has kept long enough; returns how many files that were."""
    kept = FeedRun.objects.filter(status__in=OVER).exclude(file="")
    runs: Counter[tuple[int, int | None]] = Counter()
    room: Counter[int] = Counter()
    gone: list[FeedRun] = []
    for run in kept.order_by("-started_at", "-pk").only(
        "trader_id", "source_id", "started_at", "size", "file"
    ):
        runs[run.trader_id, run.source_id] += 1
        room[run.trader_id] += run.size
        if (
            run.started_at <= at - KEPT_FOR
            or runs[run.trader_id, run.source_id] > OF_SOURCE
            or room[run.trader_id] > OF_TRADER
        ):
            gone.append(run)
    for run in gone:
        run.file.delete(save=False)
    FeedRun.objects.filter(pk__in=[run.pk for run in gone]).update(file="")
    return len(gone)


def sweep_unnamed(*, at: datetime) -> int:
    """Delete files whose process was killed before it wrote their run; returns how many.

    Of all traders: to be called in the house's scope.
    """
    store: Any = FeedRun._meta.get_field("file").storage
    named = set(FeedRun.objects.exclude(file="").values_list("file", flat=True))
    gone = [
        each
        for each in _files(store, FOLDER)
        if each not in named and _is_older(store, each, at - WRITTEN)
    ]
    for each in gone:
        store.delete(each)
    return len(gone)


def _files(store: Any, folder: str) -> Iterator[str]:
    try:
        folders, files = store.listdir(folder)
    except FileNotFoundError:  # nothing was kept yet
        return
    yield from (f"{folder}/{file}" for file in files)
    for each in folders:
        yield from _files(store, f"{folder}/{each}")


def _is_older(store: Any, file: str, moment: datetime) -> bool:
    try:
        return bool(store.get_modified_time(file) < moment)
    except FileNotFoundError:
        return False  # let go meanwhile
