"""Reading a feed, importing it, and what follows when a proposal is decided."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from marketplace.core import clock
from marketplace.core.scopes import trader_scope
from marketplace.offers import operations as offers
from marketplace.offers import queries
from marketplace.offers.operations import OfferRow
from marketplace.technical.models import Family
from marketplace.traders.models import Trader
from sellers.feeds import applying, dialects, errors, runs
from sellers.feeds.applying import LEAD_DAYS, Outcome, Terms
from sellers.feeds.dialects import Dialect
from sellers.feeds.dialects.base import Reading, not_published
from sellers.feeds.faults import RowError
from sellers.feeds.models import FeedLine, FeedRun, FeedSource
from sellers.feeds.reading import Feed, open_feed
from sellers.feeds.references import Reference, references
from sellers.feeds.rows import Mapped
from sellers.feeds.runs import Lease, leased
from sellers.feeds.settings import Settings, configured, keep
from sellers.feeds.sources import Source
from sellers.feeds.staging import Staging

TARGET = 0.12  # seconds a chunk should take; readers and buyers wait for it on SQLite
FEWEST, FIRST, MOST = 50, 50, 1000  # rows of a chunk


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
    run_id: int | None = None  # of an import that was not a dry run

    def __enter__(self) -> "Report":
        return self

    def __exit__(self, *_exc: object) -> None:
        self.staging.close()

    def faults(self) -> Iterator[RowError]:
        """Every fault, in the order of the file."""
        return self.staging.faults()


# --- reading ---------------------------------------------------------------------------------
def inspect(*, source: Source, currency: str = "EUR", at: datetime) -> Report:
    """Read a feed to its end and change nothing.

    ``counts``: ``read = variants + context + rejected``.

    :raises FeedError: it cannot be read.
    """
    begun = time.monotonic()
    report = _opened(source)
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


def _opened(source: Source) -> Report:
    feed = open_feed(source.stream)
    dialect = dialects.detect(feed.header)
    mapped = dialect.mapped(feed.header)
    return Report(feed, dialect, mapped, Staging(), source.origin)


def _stage(report: Report, *, currency: str, at: datetime) -> None:
    reading = Reading(report.mapped, currency, at.date())
    lines = report.dialect.read(report.feed.lines(), reading)
    report.staging.fill(lines, columns=report.mapped.shown)
    if not any(report.staging.counts().values()):
        raise errors.NoRows


# --- importing -------------------------------------------------------------------------------
def import_feed(
    *, trader: Trader, source: Source, settings: Settings, at: datetime, dry_run: bool = False
) -> Report:
    """Bring a trader's offers in line with its feed.

    Read to its end first, so that a file that breaks off changes nothing; then applied in chunks
    of about ``TARGET`` seconds, each complete in itself: killed half-way, it is started again and
    ends the same. ``counts``: ``read = created + updated + unchanged + proposed + rejected +
    context``, and ``withdrawn``, offers that the feed no longer names. ``dry_run`` does the same
    and takes every chunk back.

    :raises FeedError: the file or a setting is refused; nothing was changed.
    :raises ImportRunning: another import of this trader runs.
    """
    begun = time.monotonic()
    with trader_scope(trader):
        run = FeedRun(trader=trader, origin=source.origin, started_at=at)
        try:
            report, terms = _read(trader, source, settings, run, at=at)
        except errors.FeedError as error:
            if not dry_run:
                runs.refuse(run, error, at=at)
            raise
        try:
            _import(report, terms, None if dry_run else run, begun=begun)
        except BaseException:
            report.staging.close()
            raise
    return report


def _read(
    trader: Trader, source: Source, settings: Settings, run: FeedRun, *, at: datetime
) -> tuple[Report, Terms]:
    families = frozenset(Family.objects.values_list("slug", flat=True))
    if not families:
        raise errors.CatalogueNotReady
    report = _opened(source)
    try:
        run.dialect, run.encoding = report.dialect.label, report.feed.encoding
        run.delimiter, run.digest = report.feed.delimiter, report.feed.digest
        run.size = report.feed.size
        settled = configured(trader=trader, dialect=report.dialect.key, settings=settings)
        _stage(report, currency=settled.currency, at=at)
    except BaseException:
        report.staging.close()
        raise
    report.settings = settled
    counted_at = min(source.counted_at or at, at)
    return report, Terms(settled, trader, families, at=at, counted_at=counted_at)


def _import(report: Report, terms: Terms, run: FeedRun | None, *, begun: float) -> None:
    """Apply what was read; without a run it is all taken back."""
    if run is None:
        _bring(report, terms, None)
    else:
        run.save()
        with leased(run) as lease:
            keep(terms.source)
            run.source = terms.source
            _bring(report, terms, lease)
            for name, count in report.counts.items():
                setattr(run, name, count)
            run.seconds = round(time.monotonic() - begun, 3)
            runs.finish(run, report.staging, at=clock.now())
        report.run_id = run.pk
    report.seconds = round(time.monotonic() - begun, 3)


def _bring(report: Report, terms: Terms, lease: Lease | None) -> None:
    """All chunks, then what the feed no longer names; without a lease all is taken back."""
    pace, totals = Pace(), Counter[str]()
    for chunk in _chunks(_references(report.staging, terms), pace):
        if lease:
            lease.renew()
        with pace, _taken_back(terms.source, kept=lease is not None):
            outcome = applying.apply(chunk, terms=terms)
        report.staging.refuse(outcome.faults)
        totals.update(_counted(outcome))
    report.staging.settle()
    withdrawn = _withdraw_missing(report.staging, terms, lease)
    found = report.staging.counts()
    report.counts = {
        "read": sum(found.values()),
        "created": totals["created"],
        "updated": totals["updated"],
        "unchanged": totals["unchanged"],
        "proposed": totals["proposed"],
        "rejected": found["rejected"],
        "context": found["context"],
        "withdrawn": withdrawn,
    }


def _counted(outcome: Outcome) -> dict[str, int]:
    names = ("created", "updated", "unchanged", "proposed")
    return {name: getattr(outcome, name) for name in names}


class Pace:
    """How many rows make a chunk, from how long the last one took."""

    def __init__(self) -> None:
        self.rows = FIRST
        self._begun = 0.0

    def __enter__(self) -> None:
        self._begun = time.monotonic()

    def __exit__(self, *_exc: object) -> None:
        took = max(time.monotonic() - self._begun, 0.001)
        share = min(max(TARGET / took, 0.5), 2)
        self.rows = min(max(int(self.rows * share), FEWEST), MOST)


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
    """Every reference of the feed; products that are off sale as a whole are refused here."""
    for product in staging.products():
        if product.gone:
            staging.refuse(
                RowError.of(variant.line, "", product.facts.title, not_published())
                for variant in product.variants
            )
            continue
        yield from references(product, source=terms.source, trader=terms.trader)


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
def _withdraw_missing(staging: Staging, terms: Terms, lease: Lease | None) -> int:
    """Stock 0 for what a full feed leaves out, and for what any feed says is off sale."""
    withdrawn, last = 0, 0
    known = FeedLine.objects.filter(source_id=terms.source.pk).order_by("pk")
    while lines := list(known.filter(pk__gt=last).values_list(*LINE_FIELDS)[: MOST // 2]):
        last = lines[-1][0]
        keys = [line[1] for line in lines]
        missing = staging.gone(keys) if terms.source.delta else set(keys) - staging.on_sale(keys)
        absent = [line for line in lines if line[1] in missing]
        if absent:
            if lease:
                lease.renew()
            with _taken_back(terms.source, kept=lease is not None):
                withdrawn += _withdraw(absent, terms)
    return withdrawn


LINE_FIELDS = ("pk", "key", "stockrecord_id", "stock")


@transaction.atomic
def _withdraw(lines: Sequence[tuple[int, str, int | None, int | None]], terms: Terms) -> int:
    waiting = [pk for pk, _key, record, stock in lines if record is None and stock]
    if waiting:
        FeedLine.objects.filter(pk__in=waiting).update(stock=0)
    records = [record for _pk, _key, record, _stock in lines if record is not None]
    return offers.withdraw(stockrecord_ids=records, at=terms.at)


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
            _offer_accepted(lines, variants, at=at)


def _offer_accepted(lines: Sequence[FeedLine], variants: dict[str, int], *, at: datetime) -> None:
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
    own = queries.for_trader(trader_id=source.trader_id).filter(
        partner_id=source.partner_id, partner_sku__in=[line.key for line in lines]
    )
    records = dict(own.values_list("partner_sku", "pk"))
    for line in lines:
        line.stockrecord_id = records[line.key]
    FeedLine.objects.bulk_update(lines, ["stockrecord"])
