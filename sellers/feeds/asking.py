"""Tables of no known shop: asked about once, read as the boutique said from then on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
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
from sellers.feeds.runs import Watch
from sellers.feeds.settings import Settings

Status = FeedRun.Status
ANY_NAME = "tableau"


# --- while a feed is read --------------------------------------------------------------------
def remembered(feed: Feed, *, origin: str) -> FeedMapping | None:
    """What the trader in scope last said of such a table; None when it must be asked.

    ``origin``: the file's name, or its address.
    """
    table = tables.known(feed, origin=origin)
    said = table.mappings.select_related("table").first() if table else None
    return said if said and not _read_by(said, feed.header).missing() else None


def applied(said: FeedMapping, feed: Feed, settings: Settings) -> tuple[Mapping, Settings]:
    """How the feed is read, and its settings with what was said of the table."""
    return _read_by(said, feed.header), replace(
        settings,
        name=settings.name or said.table.name,
        brand=settings.brand or said.brand,
        family=settings.family or said.family,
    )


def _read_by(said: FeedMapping, header: Header) -> Mapping:
    """Without the columns that a tree leaves out today."""
    return Mapping.of_json(said.said).within(header)


def ask(run: FeedRun, feed: Feed, *, watch: Watch) -> None:
    """Let a run wait until the boutique has said what the columns of its file contain.

    :raises FeedError: the file cannot be read.
    """
    table = FeedTable.objects.filter(fingerprint=tables.fingerprint(feed.header)).first()
    table = table or FeedTable(trader=run.trader, name=_free_name(run.origin))
    tables.look(feed, table, watch=watch)
    table.origin, table.seen_at = run.origin, clock.now()
    with transaction.atomic():
        table.save()
        runs.move(run, Status.UNMAPPED, table=table, finished_at=table.seen_at, phase="")
        if not run.ask_first:  # who wants to see first what would change is there to see
            runs.ask(run)
    runs.supersede(run, at=table.seen_at)


def _free_name(origin: str) -> str:
    """A name for a source, from the file's, that the trader has not used yet."""
    stem = origin.rpartition("/")[2].partition(".")[0]
    words = slugify("".join(char for char in stem if not char.isdigit()))[:34].strip("-")
    taken = {*(dialect.key for dialect in DIALECTS)}
    taken.update(*(rows.objects.values_list("name", flat=True) for rows in (FeedTable, FeedSource)))
    names = (f"{words or ANY_NAME}{count}" for count in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(name for name in names if name not in taken)


# --- what the boutique says ------------------------------------------------------------------
@dataclass(frozen=True)
class Question:
    """A table and what is proposed: as it was last said of it, or of the table most like it, else
    as its names and values tell. ``others``: tables that it may be the next version of."""

    table: FeedTable
    guess: Guess
    brand: str
    family: str
    follows: FeedTable | None
    others: Sequence[FeedTable]
    told_of: FeedTable | None  # the table of which this was said


def question(table: FeedTable) -> Question:
    """What to ask about a table."""
    header = tables.header(table)
    guessed = guess(header, [cells for _number, cells in table.lines])
    others = _others(table)
    last, told_of = table.mappings.first(), table
    follows = next((other for other in others if other.name == table.name), None)
    if last is None and (like := tables.nearest(table)):
        last, told_of = like.table.mappings.first(), like.table
        follows = like.table if like.share >= tables.FOLLOWS else None
    if last is None:
        return Question(table, guessed, "", "", None, others, None)
    told = _together(_read_by(last, header), guessed)
    return Question(table, told, last.brand, last.family, follows, others, told_of)


def _others(table: FeedTable) -> list[FeedTable]:
    """Of each of the trader's other sources its latest table."""
    rows = tables.said_of().exclude(pk=table.pk).order_by("seen_at")
    return [*{other.name: other for other in rows}.values()]


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

    A run that waits for a yes is looked at again; one that is over is left as it is, and a later
    one of the same table that waits for this answer goes on.
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
        _name(table, follows)
        last = table.mappings.aggregate(last=Max("version"))["last"] or 0
        said = FeedMapping(
            table=table, version=last + 1, said=mapping.as_json(), brand=brand, family=family,
            user=user, at=at,
        )  # fmt: skip
        said.save()
        if run.status == Status.WAITING:
            _again(run, at=at)
        for asked in FeedRun.objects.filter(table=table, status=Status.UNMAPPED):
            _again(asked, at=at)
        return said


def _name(table: FeedTable, follows: FeedTable | None) -> None:
    """A table that follows another one feeds its source, one that does not has its own."""
    shared = FeedTable.objects.filter(name=table.name).exclude(pk=table.pk).exists()
    if follows is not None or shared:
        table.name = follows.name if follows else _free_name(table.origin)
        table.save(update_fields=["name"])


def _again(run: FeedRun, *, at: datetime) -> None:
    runs.move(run, Status.QUEUED, tries=0, sure=False, started_at=at, finished_at=None)
