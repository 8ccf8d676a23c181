"""Reading feeds, their runs and faults: rows of the present scope only."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from marketplace.core.given import batches
from marketplace.core.money import Money
from marketplace.technical import gate, lacking
from marketplace.technical.gate import OfferFacts, Reason
from marketplace.technical.pictures import dead_links
from marketplace.traders.models import Point, Trader
from sellers.feeds.faults import Severity
from sellers.feeds.models import (
    FeedAddress,
    FeedFault,
    FeedHalf,
    FeedLease,
    FeedLine,
    FeedRun,
    FeedSource,
    FeedTable,
)


def sources() -> QuerySet[Any]:
    """The feeds of the present scope, with their point."""
    rows: QuerySet[Any] = FeedSource.objects.select_related("partner__point")
    return rows.order_by("name")


def points(trader: Trader) -> dict[str, str]:
    """Code → name of the shops and warehouses of a trader."""
    rows = Point.objects.filter(trader=trader).select_related("partner").order_by("partner__name")
    return {point.partner.code: point.partner.name for point in rows}


def table(run: FeedRun) -> FeedTable | None:
    """The table of no known shop that a run brought, whole; None when a shop is known."""
    return FeedTable.objects.filter(runs=run).first()


def runs() -> QuerySet[Any]:
    """Imports of the present scope, the newest first, with their source; one query."""
    rows: QuerySet[Any] = FeedRun.objects.select_related("source", "mapping").defer("mapping__said")
    return rows.order_by("-started_at", "-id")


def run(pk: int) -> Any:
    """One import of the present scope, None when there is none."""
    return runs().filter(pk=pk).first()


def dropped(names: Sequence[str]) -> set[str]:
    """Those of the drop folder's files that have their run already."""
    rows = FeedRun.objects.filter(dropped_as__in=names)
    return {str(name) for name in rows.values_list("dropped_as", flat=True)}


def faults(*, run: FeedRun, severity: Severity | None = None) -> QuerySet[Any]:
    """The faults of an import that were kept, in the order of the file; of one severity or all.

    ``run.fault_count`` and ``run.warning_count`` say how many there were, ``run.rules`` and
    ``run.warned`` how many of each rule.
    """
    rows: QuerySet[Any] = FeedFault.objects.filter(run=run)
    return (rows if severity is None else rows.filter(severity=severity)).order_by("line", "id")


def waiting() -> QuerySet[Any]:
    """Imports of the present scope that wait for the boutique's yes, with ``reasons``."""
    return runs().filter(status=FeedRun.Status.WAITING)


def next_queued(*, at: datetime) -> Any:
    """The run that has waited longest for a worker and whose trader imports nothing else now."""
    rows: QuerySet[Any] = FeedRun.objects.select_related("trader")
    queued = rows.filter(status=FeedRun.Status.QUEUED)
    free = queued.exclude(trader__in=FeedLease.objects.filter(leased_until__gt=at).values("trader"))
    return free.order_by("started_at", "pk").first()


def ahead(run: FeedRun, *, at: datetime) -> str:
    """The file of the same boutique that a queued run waits for, "" when it waits for a worker."""
    leased = FeedLease.objects.filter(trader=run.trader_id, leased_until__gt=at)
    origins = leased.exclude(run=run.pk).values_list("run__origin", flat=True)
    return origins.first() or ""


def importing(*, at: datetime) -> int:
    """How many workers import a feed at this moment, for all traders in scope."""
    return int(FeedLease.objects.filter(leased_until__gt=at, run__isnull=False).count())


def fetching(*, at: datetime) -> int:
    """How many workers fetch a feed at this moment, for all traders in scope."""
    return int(FeedAddress.objects.filter(taken_until__gt=at).count())


def addresses() -> QuerySet[Any]:
    """Addresses of the present scope that feeds are fetched from, with the last run of each."""
    rows: QuerySet[Any] = FeedAddress.objects.select_related("run", "trader")
    return rows.order_by("pk")


def address(pk: int) -> Any:
    """One address of the present scope, None when there is none."""
    return addresses().filter(pk=pk).first()


def failing() -> int:
    """How many addresses of the present scope could not be fetched the last time."""
    return int(FeedAddress.objects.filter(failures__gt=0).count())


def halves() -> list[FeedHalf]:
    """Files of the present scope's drop folders that wait for what goes with them; one query."""
    return list(FeedHalf.objects.all())


def next_due(*, at: datetime) -> Any:
    """The address to fetch now: of the traders who have one that is due, the one whose last look is
    longest ago comes first, so that a slow site costs the others one look and not ten."""
    seen = Coalesce("taken_until", "looked_at")  # also by a worker that was killed
    looks = FeedAddress.objects.filter(trader=OuterRef("trader")).annotate(seen=seen)
    last = looks.order_by(F("seen").desc(nulls_last=True)).values("seen")[:1]
    free = addresses().exclude(taken_until__gt=at).filter(paused_at=None, due_at__lte=at)
    return free.order_by(Subquery(last).asc(nulls_first=True), "due_at", "pk").first()


def lines(*, search: str = "") -> QuerySet[Any]:
    """Lines of the present scope with what each became; ``search``: the seller's own key of one."""
    rows: QuerySet[Any] = FeedLine.objects.select_related(
        "source__trader", "proposal", "stockrecord__product__variant",
        "stockrecord__product__parent__sheet__brand", "stockrecord__product__parent__sheet__family",
    ).prefetch_related("undone")  # fmt: skip
    return (rows.filter(key__iexact=search) if search else rows).order_by("-pk")


def keys(*, reference_ids: Sequence[int]) -> dict[int, list[str]]:
    """Reference → the seller's own keys of its lines, in the order in which they came."""
    rows = FeedLine.objects.filter(stockrecord__product__parent__in=reference_ids).order_by("pk")
    found: dict[int, list[str]] = {pk: [] for pk in reference_ids}
    for reference, key in rows.values_list("stockrecord__product__parent", "key"):
        found[reference or 0].append(key)
    return found


def keys_with_dead_pictures(*, source: FeedSource, today: date) -> frozenset[str]:
    """The keys of a source's lines whose reference has a picture that nobody could fetch and that
    this feed may name another address for."""
    dead = dead_links.heard(based=bool(source.picture_base), today=today)
    own = dead.filter(trader=source.trader_id).values("product")
    rows = FeedLine.objects.filter(source_id=source.pk, stockrecord__product__parent__in=own)
    return frozenset(rows.values_list("key", flat=True))


def reasons(lines: Iterable[FeedLine]) -> dict[int, list[Reason]]:
    """Line → why the gate would not let its product and offer through; one query."""
    offered: list[tuple[FeedLine, Any]] = [
        (line, line.stockrecord) for line in lines if line.stockrecord is not None
    ]
    sheets = {record.product.parent_id: record.product.parent.sheet for _line, record in offered}
    facts = lacking.facts_of(sheets.values())
    return {
        line.pk: gate.faults(facts[record.product.parent_id], _offer(line, record.price))
        for line, record in offered
    }


def _offer(line: FeedLine, price: Decimal | None) -> OfferFacts:
    minor = None if price is None else Money.from_decimal(price, "EUR").minor
    return OfferFacts(minor=minor, trader_may_sell=line.source.trader.may_sell)


SOLD = {
    "stockrecord__num_in_stock__gt": Coalesce(F("stockrecord__num_allocated"), Value(0)),
}
SOME = 5_000


def on_sale(*, source: FeedSource) -> int:
    """How many offers of a source can be bought now."""
    return _offers(FeedLine.objects.filter(source_id=source.pk, **SOLD))


def still_sold(*, stockrecord_ids: Sequence[int]) -> int:
    """How many of these offers can be bought now."""
    return sum(
        _offers(FeedLine.objects.filter(stockrecord_id__in=some, **SOLD))
        for some in batches(list(set(stockrecord_ids)), SOME)
    )


def _offers(rows: QuerySet[Any]) -> int:
    """Each offer once, however many lines, of whatever source, are its."""
    return int(rows.values("stockrecord").distinct().count())
