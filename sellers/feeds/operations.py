"""Reading a feed, importing it, and what follows when a proposal is decided."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import Any, BinaryIO, cast

from django.core.files import File
from django.db import transaction
from django.db.models import QuerySet

from marketplace.core import clock
from marketplace.core.hands import Shared, helped
from marketplace.core.scopes import trader_scope
from marketplace.core.sentences import Sentence as _
from marketplace.offers import operations as offers
from marketplace.offers.operations import OfferRow, Said
from marketplace.offers.queries import for_trader
from marketplace.technical import queries as technical
from marketplace.technical.models import Family
from marketplace.traders.models import Trader
from sellers.feeds import (
    applying,
    asking,
    brake,
    comparing,
    dialects,
    errors,
    following,
    foresight,
    keeping,
    runs,
    saying,
    stock,
)
from sellers.feeds.applying import LEAD_DAYS, Outcome, Terms
from sellers.feeds.dialects import Dialect
from sellers.feeds.dialects.base import Reading
from sellers.feeds.faults import RowError
from sellers.feeds.guessing import Guess
from sellers.feeds.mapping import Mapping
from sellers.feeds.models import FeedLine, FeedRun, FeedSource
from sellers.feeds.reading import Feed, open_feed
from sellers.feeds.references import Reference, references
from sellers.feeds.rows import Mapped
from sellers.feeds.runs import Trial, Watch, watched
from sellers.feeds.settings import Settings, configured, keep
from sellers.feeds.sources import Source
from sellers.feeds.staging import Staging
from sellers.feeds.stock import StockRow, Updated

TARGET = 0.12  # seconds a chunk should take; readers and buyers wait for it on SQLite
FEWEST, FIRST, MOST = 50, 50, 1000  # rows of a chunk
FEWEST_KNOWN, MOST_KNOWN = 500, 4000  # rows of a chunk of known offers
APPLYING, WITHDRAWING = FeedRun.Phase.APPLYING, FeedRun.Phase.WITHDRAWING


@dataclass
class Report:
    """What a feed is and what became of it. Close it: its faults are in a temporary file."""

    feed: Feed
    dialect: Dialect
    mapped: Mapped
    staging: Staging
    origin: str
    counts: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    settings: FeedSource | None = None  # of an import
    run: FeedRun | None = None  # of an import; not saved when it is a trial
    run_id: int | None = None  # of an import that was not a trial
    guess: Guess | None = None  # of an inspection: what the columns of an unknown table seem to be

    def __enter__(self) -> "Report":
        return self

    def __exit__(self, *_exc: object) -> None:
        self.staging.close()

    def faults(self) -> Iterator[RowError]:
        """Every fault, errors and warnings, in the order of the file."""
        return self.staging.faults()

    @property
    def status(self) -> str:
        """How the import ended, as of its run; "" when nothing was imported."""
        return self.run.status if self.run and self.run_id else ""

    @property
    def reasons(self) -> Sequence[brake.Reason]:
        """Why it waits; see ``brake.told`` for how to say it."""
        return self.run.reasons if self.run else ()


# --- reading ---------------------------------------------------------------------------------
def inspect(
    *,
    source: Source,
    currency: str = "EUR",
    at: datetime,
    stock_only: bool | None = None,
    mapping: Mapping | None = None,
) -> Report:
    """Read a feed to its end and change nothing; a table of no known shop is read as guessed.

    ``counts``: ``read = variants + context + rejected``.

    :raises FeedError: it cannot be read.
    """
    begun = time.monotonic()
    feed = open_feed(source.stream)
    report = _report(feed, source, mapping, stock_only=stock_only, guessing=True)
    try:
        _stage(report, currency=currency, at=at)
    except BaseException:
        report.staging.close()
        raise
    found = report.staging.counts()
    report.counts = {
        "read": sum(found.values()),
        "variants": found["variant"],
        "context": found["context"],
        "rejected": found["rejected"],
    }
    report.seconds = round(time.monotonic() - begun, 3)
    return report


def _report(
    feed: Feed,
    source: Source,
    mapping: Mapping | None,
    *,
    stock_only: bool | None,
    guessing: bool = False,
) -> Report:
    only = stock.recognised(feed.header) if stock_only is None else stock_only
    guess = None
    if only and mapping is None:
        dialect = stock.DIALECT
    else:
        guess = dialects.guessed(feed) if guessing and mapping is None else None
        dialect = dialects.detect(feed.header, guess.mapping if guess else mapping)
    mapped = dialect.mapped(feed.header)
    return Report(feed, dialect, mapped, Staging(), source.origin, guess=guess)


def _reading(report: Report, *, currency: str, at: datetime, **settings: Any) -> Reading:
    beside = report.feed.beside_lines if report.feed.beside else None
    return Reading(report.mapped, currency, at.date(), beside=beside, **settings)


def _stage(report: Report, *, currency: str, at: datetime) -> None:
    lines = report.dialect.read(report.feed.lines(), _reading(report, currency=currency, at=at))
    report.staging.fill(lines, columns=report.mapped.shown)
    _check_rows(report)


def _check_rows(report: Report) -> None:
    if not any(report.staging.counts().values()):
        raise errors.NoRows


# --- importing -------------------------------------------------------------------------------
def import_feed(
    *,
    trader: Trader,
    source: Source,
    settings: Settings,
    at: datetime,
    dry_run: bool = False,
    sure: bool = False,
) -> Report:
    """Bring a trader's offers in line with its feed.

    Read to its end first, so that a file that breaks off changes nothing; then applied in chunks
    of about ``TARGET`` seconds, each complete in itself: killed half-way, it is started again and
    ends the same. ``counts``: ``read = created + updated + unchanged + proposed + rejected +
    context``, ``withdrawn``, offers that the feed no longer names, and ``followed``, references of
    which it says something new. ``dry_run`` does the same
    and takes every chunk back.

    A feed that the safety brake holds changes nothing unless the boutique is ``sure``: the run
    waits with its file and ``reasons`` (see ``brake``), ``counts`` are what a yes would do, told
    in ``foreseen`` too; ``confirm_run`` and ``reject_run`` decide. A run that was stopped by
    ``cancel_run`` ends as it stands, every chunk complete.

    :raises FeedError: the file or a setting is refused; nothing was changed.
    :raises ImportRunning: another import of this trader runs.
    """
    with trader_scope(trader):
        run = FeedRun(
            trader=trader, origin=source.origin, received_at=at, started_at=at,
            asked=asdict(settings),
        )  # fmt: skip
        if not dry_run:
            run.save()
        return _run(run, source, settings, at=at, dry_run=dry_run, sure=sure)


def _run(
    run: FeedRun,
    source: Source,
    settings: Settings,
    *,
    at: datetime,
    dry_run: bool = False,
    sure: bool,
    came_from: FeedRun.Status | None = None,
) -> Report:
    begun = time.monotonic()
    with watched(None if dry_run else run, came_from=came_from) as watch:
        try:
            report, terms = _read(run, source, settings, watch, at=at)
        except errors.FeedError as error:
            if watch.kept and run.status != FeedRun.Status.UNMAPPED:
                runs.refuse(run, error, at=at)
            raise
        except runs.Cancelled:
            return _stopped(run, source)
        try:
            _import(report, terms, run, watch, begun=begun, sure=sure or dry_run)
        except BaseException:
            report.staging.close()
            raise
    return report


def _read(
    run: FeedRun,
    source: Source,
    settings: Settings,
    watch: Watch,
    *,
    at: datetime,
) -> tuple[Report, Terms]:
    families = frozenset(Family.objects.values_list("slug", flat=True))
    if not families:
        raise errors.CatalogueNotReady
    feed = open_feed(source.stream)
    try:
        mapping, settings = _mapped(run, feed, settings)
    except errors.UnknownDialect:
        if run.file:  # nobody waits at a command line
            asking.ask(run, feed, watch=watch)
        raise
    report = _report(feed, source, mapping, stock_only=settings.stock_only)
    report.run = run
    counted_at = min(source.counted_at or at, at)
    try:
        run.dialect, run.encoding = report.dialect.label, report.feed.encoding
        run.delimiter, run.digest = report.feed.delimiter, report.feed.digest
        run.size, run.counted_at = report.feed.size, counted_at
        settled = configured(trader=run.trader, dialect=report.dialect.key, settings=settings)
        settled.excerpt = bool(settings.excerpt)
        reading = _reading(
            report,
            currency=settled.currency,
            at=at,
            tax=settled.tax_percent,
            in_stock=settled.units_in_stock,
        )
        _take(report, reading, settled, counted_at, watch)
        _check_rows(report)
    except BaseException:
        report.staging.close()
        raise
    report.settings = settled
    terms = Terms(
        settled, run.trader, families, at=at, counted_at=counted_at, columns=report.mapped.shown,
        extended=technical.extended(),
    )  # fmt: skip
    return report, terms


def _mapped(run: FeedRun, feed: Feed, settings: Settings) -> tuple[Mapping | None, Settings]:
    """How the columns are read, as the settings say or the boutique once said of such a table.

    None: as the shop that wrote it does.

    :raises UnknownDialect: nobody wrote such a table, and nobody has said what it contains.
    """
    if settings.mapping:
        return Mapping.of_json(settings.mapping), settings
    only = settings.stock_only
    if only or (only is None and stock.recognised(feed.header)):
        return None, settings
    try:
        dialects.detect(feed.header)
    except errors.UnknownDialect:
        run.mapping = asking.remembered(feed, origin=run.origin)
        if run.mapping is None:
            raise
        run.table = run.mapping.table
        return asking.applied(run.mapping, feed, settings)
    return None, settings


def _take(
    report: Report, reading: Reading, source: FeedSource, counted_at: datetime, watch: Watch
) -> None:
    table = comparing.Table(report.feed, report.dialect, reading)
    if report.dialect is stock.DIALECT:
        source.delta = True  # it never takes off sale what it leaves out
        stock.stage(
            table,
            report.staging,
            partner_id=source.partner_id,
            counted_at=counted_at,
            watch=watch,
        )
    elif report.dialect.half:
        source.delta = True
        comparing.stage_half(
            table, report.staging, source=source, counted_at=counted_at, watch=watch
        )
    else:
        comparing.stage(table, report.staging, source=source, counted_at=counted_at, watch=watch)


def _stopped(run: FeedRun, source: Source) -> Report:
    """The report of a run that was stopped while it was read."""
    feed = open_feed(source.stream)
    mapping, settings = _mapped(run, feed, Settings(**run.asked))
    report = _report(feed, source, mapping, stock_only=settings.stock_only)
    report.run = run
    report.counts = dict.fromkeys((*COUNTS, "withdrawn", "followed"), 0)
    report.run_id = run.pk
    runs.finish(run, report.staging, status=FeedRun.Status.CANCELLED, at=clock.now())
    return report


def _import(
    report: Report, terms: Terms, run: FeedRun, watch: Watch, *, begun: float, sure: bool
) -> None:
    """Apply what was read, unless it has to wait."""
    if terms.source.pk is not None:
        _miss(report.staging, terms)
    run.reasons = [] if sure else brake.reasons(report.staging, terms=terms)
    if watch.kept:
        run.source = terms.source if terms.source.pk else None
    if run.reasons or (run.ask_first and not sure):
        status = _foresee(report, terms, run, watch)
    else:
        status = _change(report, terms, run, watch)
    report.seconds = round(time.monotonic() - begun, 3)
    if watch.kept:
        for name in COUNTS:
            setattr(run, name, report.counts[name])
        run.withdrawn, run.followed = report.counts["withdrawn"], report.counts["followed"]
        run.seconds = report.seconds
        run.parts = report.feed.parts
        _keep_file(run, report, waits=status == FeedRun.Status.WAITING)
        runs.finish(run, report.staging, status=status, at=clock.now())
        keeping.sweep(at=clock.now())
        report.run_id = run.pk


def _keep_file(run: FeedRun, report: Report, *, waits: bool) -> None:
    """Keep the file of a run that waits, or that has something to mend."""
    if not run.file and (waits or report.staging.rules()):
        run.file.save(f"{run.pk}.feed", File(report.feed.stream), save=False)


def _change(report: Report, terms: Terms, run: FeedRun, watch: Watch) -> FeedRun.Status:
    """Bring the offers in line; how it ended."""
    if watch.kept:
        keep(terms.source)
        run.source = terms.source
    ended = _bring(report, terms, watch)
    return FeedRun.Status.DONE if ended else FeedRun.Status.CANCELLED


def _foresee(report: Report, terms: Terms, run: FeedRun, watch: Watch) -> FeedRun.Status:
    """Find what the import would do, every chunk taken back; the counts say it in lines.

    The source of a run that the brake holds is kept, so that a later file answers for this one.
    """
    if run.reasons and terms.source.pk is None:
        terms.source.save()
        run.source = terms.source
    run.foreseen = foresight.of(report.staging)
    ended = _bring(report, terms, Trial(watch))
    return FeedRun.Status.WAITING if ended else FeedRun.Status.CANCELLED


COUNTS = ("read", "created", "updated", "unchanged", "proposed", "rejected", "context")


def _bring(report: Report, terms: Terms, watch: Watch) -> bool:
    """All chunks, then what the feed no longer names; False when it was stopped on the way."""
    staging, totals = report.staging, Counter[str]()
    known = staging.known()
    ended = True
    try:
        _rewrite(staging, terms, watch, totals)
        _apply(staging, terms, watch, totals)
        _note(staging, terms, watch)
        totals["withdrawn"] = _withdraw_missing(staging, terms, watch)
    except runs.Cancelled:
        ended = False
    staging.settle()
    found = staging.counts()
    report.counts = {
        "read": sum(found.values()),
        "created": totals["created"],
        "updated": totals["updated"],
        "unchanged": totals["unchanged"] + known - totals["differing"],
        "proposed": totals["proposed"],
        "rejected": found["rejected"],
        "context": found["context"],
        "withdrawn": totals["withdrawn"],
        "followed": totals["followed"],
    }
    return ended


def _rewrite(staging: Staging, terms: Terms, watch: Watch, totals: Counter[str]) -> None:
    """Prices and stocks of offers that are known, by two: no chunk has an offer of another's."""
    changes, expected, helpers = Shared(staging.changes()), staging.changing(), Counter[str]()

    def step(done: int) -> None:
        watch.step(APPLYING, done, expected)

    def help_out() -> None:
        with trader_scope(terms.trader):
            _rewrite_some(changes, terms, helpers)

    try:
        with helped(help_out, by_two=watch.kept and expected > FEWEST_KNOWN):
            _rewrite_some(changes, terms, totals, step=step, kept=watch.kept)
    finally:
        totals.update(helpers)


def _rewrite_some(
    changes: Shared[Said],
    terms: Terms,
    totals: Counter[str],
    *,
    step: Callable[[int], None] = lambda _done: None,
    kept: bool = True,
) -> None:
    pace = Pace(MOST_KNOWN, fewest=FEWEST_KNOWN)
    with changes:
        while chunk := changes.take(pace.rows):
            step(changes.given - len(chunk))
            with pace, _taken_back(terms.source, kept=kept):
                changed = offers.rewrite(
                    rows=chunk,
                    at=terms.at,
                    counted_at=terms.counted_at,
                    lead_days=terms.source.lead_days,
                )
            totals.update(differing=len(chunk), updated=changed, unchanged=len(chunk) - changed)


def _apply(staging: Staging, terms: Terms, watch: Watch, totals: Counter[str]) -> None:
    """References that have to be matched, published, proposed."""
    pace = Pace(MOST, fewest=FEWEST)
    expected = staging.counts()["variant"]
    for chunk in _chunks(_references(staging, terms), pace):
        watch.step(APPLYING, sum(totals[name] for name in OUTCOMES), expected)
        with pace, _taken_back(terms.source, kept=watch.kept):
            outcome = applying.apply(chunk, terms=terms)
        staging.refuse(outcome.faults)
        staging.warn(outcome.warnings)
        totals.update(_counted(outcome))


def _counted(outcome: Outcome) -> dict[str, int]:
    return {name: getattr(outcome, name) for name in (*OUTCOMES, "followed")}


OUTCOMES = ("created", "updated", "unchanged", "proposed")  # of lines


def _note(staging: Staging, terms: Terms, watch: Watch) -> None:
    """Keep what was said besides offers, now that it has taken effect."""
    for rows, note in (
        (staging.to_note(), following.note_lines),
        (staging.contexts_to_note(), following.note_contexts),
    ):
        pace = Pace(MOST_KNOWN, fewest=FEWEST_KNOWN)
        while chunk := list(islice(rows, pace.rows)):
            watch.renew()
            with pace, _taken_back(terms.source, kept=watch.kept):
                note(chunk, source=terms.source)


class Pace:
    """How many rows make a chunk, from how long the last one took."""

    def __init__(self, most: int, *, fewest: int) -> None:
        self.rows = min(max(FIRST, fewest), most)
        self._fewest, self._most = fewest, most
        self._begun = 0.0

    def __enter__(self) -> None:
        self._begun = time.monotonic()

    def __exit__(self, *_exc: object) -> None:
        took = max(time.monotonic() - self._begun, 0.001)
        share = min(max(TARGET / took, 0.5), 2)
        self.rows = min(max(int(self.rows * share), self._fewest), self._most)


@contextmanager
def _taken_back(source: FeedSource, *, kept: bool) -> Iterator[None]:
    """What is done inside is rolled back at the end, a new source with it, unless ``kept``."""
    if kept:
        yield
        return
    new = source.pk is None
    with transaction.atomic():
        if new:
            source.save()
        yield
        transaction.set_rollback(True)
    if new:
        source.pk = None
        source._state.adding = True


def _references(staging: Staging, terms: Terms) -> Iterator[Reference]:
    """Every reference of the feed."""
    for product in staging.products():
        yield from references(
            product, source=terms.source, trader=terms.trader, extended=terms.extended
        )


def _chunks(found: Iterable[Reference], pace: Pace) -> Iterator[list[Reference]]:
    """References by the pace; one with more sizes than a chunk holds comes in pieces.

    Never two pieces of one reference in a chunk: the second must find what the first became.
    """
    chunk: dict[str, Reference] = {}
    rows = 0
    for piece in (piece for each in found for piece in _pieces(each, pace.rows)):
        if chunk and (piece.group in chunk or rows + len(piece.rows) > pace.rows):
            yield list(chunk.values())
            chunk, rows = {}, 0
        chunk[piece.group] = piece
        rows += len(piece.rows)
    if chunk:
        yield list(chunk.values())


def _pieces(reference: Reference, most: int) -> Iterator[Reference]:
    for start in range(0, len(reference.rows), most):
        yield replace(reference, rows=reference.rows[start : start + most])


# --- what a feed no longer names -------------------------------------------------------------
def _miss(staging: Staging, terms: Terms) -> None:
    """Find what a full feed leaves out, and what any feed says is off sale."""
    known = FeedLine.objects.filter(source_id=terms.source.pk)
    if not staging.names_gone() and (terms.source.brings_part or _names_all(staging, known)):
        return
    last = 0
    while lines := list(known.filter(pk__gt=last).order_by("pk").values_list(*LINE_FIELDS)[:SOME]):
        last = lines[-1][0]
        keys = [line[1] for line in lines]
        missing = (
            staging.gone(keys) if terms.source.brings_part else set(keys) - staging.on_sale(keys)
        )
        staging.miss((pk, record, stock) for pk, key, record, stock in lines if key in missing)


def _names_all(staging: Staging, known: QuerySet[FeedLine]) -> bool:
    """Whether every identity is named, where that can be told without asking one by one."""
    others = staging.other_keys(most=SOME)
    if others is None:
        return False
    return known.count() == staging.known() + known.filter(key__in=others).count()


LINE_FIELDS = ("pk", "key", "stockrecord_id", "stock")
SOME = 2_000  # identities that are looked at together


def _withdraw_missing(staging: Staging, terms: Terms, watch: Watch) -> int:
    """Stock 0 for what was found missing; returns how many offers had some."""
    pace, missing, withdrawn = Pace(MOST, fewest=FEWEST), staging.missing(), 0
    while chunk := list(islice(missing, pace.rows)):
        watch.step(WITHDRAWING)
        with pace, _taken_back(terms.source, kept=watch.kept):
            withdrawn += _withdraw(chunk, terms)
    return withdrawn


@transaction.atomic
def _withdraw(lines: Sequence[tuple[int, int | None, int | None]], terms: Terms) -> int:
    waiting = [pk for pk, record, stock in lines if record is None and stock]
    if waiting:
        FeedLine.objects.filter(pk__in=waiting).update(stock=0)
    records = [record for _pk, record, _stock in lines if record is not None]
    return offers.withdraw(stockrecord_ids=records, at=terms.at) if records else 0


# --- stock and prices alone ------------------------------------------------------------------
def update_stock(
    *,
    trader: Trader,
    rows: Sequence[StockRow],
    at: datetime,
    counted_at: datetime | None = None,
    point: str | None = None,
) -> Updated:
    """Change stocks and prices of offers by SKU, a few or many; the shopper sees them at once.

    ``counted_at``: when the stock was counted, ``at`` by default; units that were reserved since
    are not in it. ``point``: code of the shop or warehouse, needed where the trader has several.
    Rows that the point has no offer for are named, the others done.

    :raises ValueError: two rows share a SKU.
    :raises UnknownPoint: it is not said whose stock it is.
    """
    with trader_scope(trader):
        source = configured(
            trader=trader, dialect=stock.DIALECT.key, settings=Settings(point=point)
        )
        return stock.update(
            rows, partner_id=source.partner_id, at=at, counted_at=min(counted_at or at, at)
        )


# --- runs ------------------------------------------------------------------------------------
def import_kept(run: FeedRun, *, sure: bool, came_from: FeedRun.Status, at: datetime) -> Report:
    """Import the file that a run has kept; see ``keeping`` for when it goes.

    ``came_from``: where the run waits again after ``ImportRunning``.

    :raises FileGone: it is not there any more.
    :raises FeedError, ImportRunning: as ``import_feed``.
    """
    try:
        with _opened(run, at=at) as stream:
            source = Source(stream, run.origin, run.counted_at)
            settings = Settings(**run.asked)
            return _run(run, source, settings, at=at, sure=sure, came_from=came_from)
    finally:
        if run.status in DECIDED:
            keeping.let_go(run)


DECIDED = {FeedRun.Status.DONE, FeedRun.Status.FAILED, FeedRun.Status.CANCELLED}


def _opened(run: FeedRun, *, at: datetime) -> BinaryIO:
    """The file of a run; swept or lost, the run is refused."""
    try:
        return cast(BinaryIO, run.file.open("rb"))
    except (FileNotFoundError, ValueError) as error:  # Django's word for: there is none
        gone = errors.FileGone()
        runs.refuse(run, gone, at=at)
        raise gone from error


def cancel_run(*, run: FeedRun, at: datetime) -> bool:
    """Ask a run to stop after the chunk it is at, or before it begins; False when it is over."""
    with trader_scope(run.trader):
        if runs.leaves_the_queue(run, at=at):
            return True
        running = FeedRun.objects.filter(pk=run.pk, status=FeedRun.Status.RUNNING)
        return bool(running.update(cancel_asked_at=at))


def confirm_run(*, run: FeedRun, at: datetime) -> Report:
    """The boutique says yes to a run that waits: its file is imported now, under the same run.

    :raises IllegalMove: it does not wait any more.
    :raises FeedError, ImportRunning: as ``import_feed``; after ``ImportRunning`` it waits again.
    """
    with trader_scope(run.trader):
        came_from = FeedRun.Status.WAITING
        runs.move(run, FeedRun.Status.RUNNING, started_at=at, cancel_asked_at=None)
        return import_kept(run, sure=True, came_from=came_from, at=at)


def reject_run(*, run: FeedRun, at: datetime) -> None:
    """The boutique says no: nothing of the file is imported.

    :raises IllegalMove: it does not wait any more.
    """
    with trader_scope(run.trader):
        runs.reject(run, because=_("Vous n’avez pas voulu de cet import."), at=at)


# --- proposals -------------------------------------------------------------------------------
def on_proposal_decided(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """Subscriber: the lines of a product that was accepted become offers.

    With the price and stock that the last feed gave; a refusal is told by the next import.
    """
    for payload in payloads:
        variants: dict[str, int] = payload.get("variants") or {}
        lines = list(
            FeedLine.objects.filter(
                proposal_id=payload["proposal_id"],
                key__in=list(variants),
                stockrecord=None,
                minor__isnull=False,
            ).select_related("source")
        )
        if lines:
            how = FeedLine.Match.DECIDED if payload.get("merged") else FeedLine.Match.PROPOSED
            _offer_accepted(lines, variants, how, at=at)


def _offer_accepted(
    lines: Sequence[FeedLine], variants: dict[str, int], how: str, *, at: datetime
) -> None:
    source = lines[0].source  # a proposal is of one source
    lead_days = LEAD_DAYS if source.lead_days is None else source.lead_days
    offers.upsert(
        rows=[
            OfferRow(
                partner_id=source.partner_id,
                product_id=variants[line.key],
                sku=line.key,
                minor=line.minor or 0,
                stock=line.stock or 0,
                lead_days=lead_days,
            )
            for line in lines
        ],
        at=at,
    )
    own = for_trader(trader_id=source.trader_id).filter(
        partner_id=source.partner_id, partner_sku__in=[line.key for line in lines]
    )
    records = dict(own.values_list("partner_sku", "pk"))
    for line in lines:
        line.stockrecord_id, line.match = records[line.key], how
        line.digest = saying.UNHEARD  # its family may be another now: the next feed is heard anew
    FeedLine.objects.bulk_update(lines, ["stockrecord", "match", "digest"])
    offers.resume(stockrecord_ids=list(records.values()))
