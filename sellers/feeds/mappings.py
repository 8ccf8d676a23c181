"""Tables of no known shop: asked about once, read as the boutique said from then on."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from marketplace.core import clock
from marketplace.core.scopes import trader_scope
from sellers.feeds import runs, tables
from sellers.feeds.dialects import DIALECTS
from sellers.feeds.guessing import Guess, guess
from sellers.feeds.mapping import Mapping
from sellers.feeds.models import FeedMapping, FeedRun, FeedSource, FeedTable
from sellers.feeds.reading import Feed, Header
from sellers.feeds.settings import Settings

Status = FeedRun.Status
ANY_NAME = "tableau"


# --- while a feed is read --------------------------------------------------------------------
def remembered(feed: Feed) -> FeedMapping | None:
    """What the trader in scope last said of such a table; None when it must be asked."""
    table = tables.known(feed)
    said = table.mappings.select_related("table").first() if table else None
    return said if said and not _read_by(said, feed.header).missing() else None


def applied(said: FeedMapping, feed: Feed, settings: Settings) -> tuple[Mapping, Settings]:
    """How the feed is read, and its settings with what was said of the table."""
    return _read_by(said, feed.header), replace(
        settings,
        name=settings.name or said.table.name,
        brand=settings.brand or said.brand or None,
        family=settings.family or said.family or None,
    )


def _read_by(said: FeedMapping, header: Header) -> Mapping:
    """Without the columns that a tree leaves out today."""
    return Mapping.of_json(said.said).within(header)


def ask(run: FeedRun, feed: Feed) -> None:
    """Let a run wait until the boutique has said what the columns of its file contain."""
    table = FeedTable.objects.filter(fingerprint=tables.fingerprint(feed.header)).first()
    table = table or FeedTable(trader=run.trader, name=_free_name(run.origin))
    tables.look(feed, table)
    table.origin, table.seen_at = run.origin, clock.now()
    with transaction.atomic():
        table.save()
        runs.move(run, Status.UNMAPPED, table=table, finished_at=table.seen_at, phase="")
        if not run.ask_first:  # who wants to see first what would change is there to see
            runs.ask(run)


def _free_name(origin: str) -> str:
    """A name for a source, from the file's, that the trader has not used yet."""
    stem = origin.rpartition("/")[2].partition(".")[0]
    words = slugify("".join(char for char in stem if not char.isdigit()))[:34].strip("-")
    taken = {*(dialect.key for dialect in DIALECTS)}
    taken.update(*(rows.objects.values_list("name", flat=True) for rows in (FeedTable, FeedSource)))
    names = (f"{words or ANY_NAME}{count}" for count in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(name for name in names if name not in taken)


# --- what the boutique says ------------------------------------------------------------------
def proposed(table: FeedTable) -> Guess:
    """What was last said of the table, else of the one most like it, else what its names say."""
    header = tables.header(table)
    guessed = guess(header, [cells for _number, cells in table.lines])
    like = table if table.mappings.exists() else tables.nearest(table)
    last = like.mappings.first() if like else None
    return _together(_read_by(last, header), guessed) if last else guessed


def _together(last: Mapping, guessed: Guess) -> Guess:
    """What was said before, and of the columns that it leaves what their names say."""
    told = {name for named in last.columns.values() for name in named} | set(last.attributes)
    more = {
        ours: free
        for ours, named in guessed.mapping.columns.items()
        if ours not in last.columns and (free := [name for name in named if name not in told])
    }
    confidence = {ours: guessed.confidence[ours] for ours in more}
    columns = {**last.columns, **more}
    return replace(
        guessed,
        mapping=replace(last, columns=columns),
        confidence=dict.fromkeys(last.columns, 1.0) | confidence,
    )


def defaults(table: FeedTable) -> dict[str, str]:
    """Brand and family of lines that name none, and the table that it follows: as last said."""
    said = FeedMapping.objects.filter(table__name=table.name).order_by("-at").first()
    if said:
        return {"brand": said.brand, "family": said.family}
    like = tables.nearest(table)
    last = like.mappings.first() if like else None
    if last is None:
        return {}
    return {"brand": last.brand, "family": last.family, "follows": str(last.table_id)}


def say(
    *,
    run: FeedRun,
    mapping: Mapping,
    brand: str = "",
    family: str = "",
    follows: FeedTable | None = None,
    user: Any,
    at: datetime,
) -> FeedMapping:
    """Keep what the columns of a run's table contain, as a new version; import the run by it.

    A run that waits for a yes is looked at again; one that is over is left as it is.
    ``follows``: the table whose offers this one brings up to date.

    :raises BadMapping: it does not say enough, or names a column that is not there.
    :raises IllegalMove: the run has moved on.
    """
    if run.table is None:
        raise ValueError("no table")
    with trader_scope(run.trader), transaction.atomic():
        table = FeedTable.objects.select_for_update().get(pk=run.table.pk)
        mapping.check()
        mapping.check_header(tables.header(table))
        if follows is not None:
            FeedTable.objects.filter(pk=table.pk).update(name=follows.name)
        last = table.mappings.aggregate(last=Max("version"))["last"] or 0
        said = FeedMapping(
            table=table, version=last + 1, said=mapping.as_json(), brand=brand, family=family,
            user=user, at=at,
        )  # fmt: skip
        said.save()
        if run.status in {Status.UNMAPPED, Status.WAITING}:
            runs.move(run, Status.QUEUED, tries=0, sure=False, started_at=at, finished_at=None)
        return said
