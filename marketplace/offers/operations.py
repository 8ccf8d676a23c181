"""Changing offers: prices, stock, reservations, the choice."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy
from oscar.core.loading import get_model

from marketplace.core import outbox
from marketplace.core.errors import CordeeError
from marketplace.core.money import Money
from marketplace.offers import choice, queries
from marketplace.offers.models import OfferChoice, OfferTerms, PriceChange, StockReservation

Product = get_model("catalogue", "Product")
StockRecord = get_model("partner", "StockRecord")
CHUNK = 2000
CHOSEN_AT_ONCE = 500  # variants: others wait for their rows, and for SQLite, meanwhile


class OutOfStock(CordeeError):
    """At least one unit that was asked for is no longer there."""

    code = "out_of_stock"
    status = 409
    message = gettext_lazy(
        "Il ne reste pas assez d’exemplaires d’un article : corrigez la quantité dans votre panier."
    )


@dataclass(frozen=True)
class OfferRow:
    """What a seller says of one offer: price in cents, tax included, and units in stock."""

    partner_id: int
    product_id: int
    sku: str
    minor: int
    stock: int
    lead_days: int = 1


@dataclass(frozen=True)
class Upserted:
    created: int = 0
    updated: int = 0
    unchanged: int = 0


@dataclass(frozen=True)
class Hold:
    order_line_id: int
    stockrecord_id: int
    quantity: int


@transaction.atomic
def upsert(
    *, rows: Sequence[OfferRow], at: datetime, snapshot_at: datetime | None = None
) -> Upserted:
    """Create or change offers by (point, SKU), without a query per row.

    ``stock`` is what the seller counted at ``snapshot_at`` (default ``at``): units reserved since
    are not in that count yet, units reserved before are, so they are added back to what stays
    reserved. A row that says what is known already writes nothing.

    :raises ValueError: two rows share a point and a SKU.
    """
    moment = snapshot_at or at
    known = _records_of(rows)
    created = [row for row in rows if _key(row) not in known]
    differing = _differing(rows, known, moment)
    if not (created or differing):
        return Upserted(unchanged=len(rows))
    new = _create(created, at=at)
    changes = _differing(rows, _locked([record.pk for record, _row in differing]), moment)
    stale = {record.product_id for record in new}
    prices = [(record.pk, Money.from_decimal(record.price).minor) for record in new]
    for record, row in changes:
        stale |= {record.product_id, row.product_id}
        if record.price != Money(row.minor).decimal:
            prices.append((record.pk, row.minor))
    _rewrite(changes)
    _write_prices(prices, at=at)
    choose(product_ids=stale)
    return Upserted(len(new), len(changes), len(rows) - len(new) - len(changes))


def _key(row: OfferRow) -> tuple[int, str]:
    return row.partner_id, row.sku


def _differing(
    rows: Sequence[OfferRow], known: Mapping[tuple[int, str], Any], moment: datetime
) -> list[tuple[Any, OfferRow]]:
    """Records that do not say what their row says, units held before ``moment`` added."""
    held_before = _held_before([record.pk for record in known.values()], moment)
    found = []
    for row in rows:
        if (record := known.get(_key(row))) is None:
            continue
        record.counted = max(row.stock + held_before.get(record.pk, 0), record.num_allocated or 0)
        said = (Money(row.minor).decimal, record.counted, row.product_id, row.lead_days)
        here = (record.price, record.num_in_stock, record.product_id, record.terms.lead_days)
        if here != said:
            found.append((record, row))
    return found


def _locked(stockrecord_ids: Sequence[int]) -> dict[tuple[int, str], Any]:
    """Records as they are now, and stay until the end of the transaction.

    Units that are reserved or shipped between reading and writing would be counted wrongly. Taken
    in the order of their keys, as ``reserve`` does, so that neither waits for the other for ever.
    """
    rows = StockRecord.objects.select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk__in=stockrecord_ids).select_related("terms").order_by("pk")
    return {(record.partner_id, record.partner_sku): record for record in found}


def _rewrite(changes: Sequence[tuple[Any, OfferRow]]) -> None:
    for record, row in changes:
        record.price, record.num_in_stock = Money(row.minor).decimal, record.counted
        record.product_id, record.terms.lead_days = row.product_id, row.lead_days
    records = [record for record, _row in changes]
    StockRecord.objects.bulk_update(records, ["price", "num_in_stock", "product"], CHUNK)
    OfferTerms.objects.bulk_update([record.terms for record in records], ["lead_days"], CHUNK)


def _records_of(rows: Sequence[OfferRow]) -> dict[tuple[int, str], Any]:
    keys = {_key(row) for row in rows}
    if len(keys) != len(rows):
        raise ValueError("two rows share a point and a SKU")
    found = StockRecord.objects.filter(
        partner_id__in={row.partner_id for row in rows}, partner_sku__in={r.sku for r in rows}
    ).select_related("terms")
    return {
        (r.partner_id, r.partner_sku): r for r in found if (r.partner_id, r.partner_sku) in keys
    }


def _held_before(stockrecord_ids: Iterable[int], moment: datetime) -> dict[int, int]:
    held = StockReservation.objects.filter(
        stockrecord_id__in=list(stockrecord_ids),
        state=StockReservation.State.HELD,
        created_at__lt=moment,
    )
    totals = held.values_list("stockrecord_id").annotate(total=Sum("quantity"))
    return dict(totals)


def _create(rows: Sequence[OfferRow], *, at: datetime) -> list[Any]:
    records = StockRecord.objects.bulk_create(
        [
            StockRecord(
                partner_id=row.partner_id,
                product_id=row.product_id,
                partner_sku=row.sku,
                price_currency="EUR",
                price=Money(row.minor).decimal,
                num_in_stock=row.stock,
                num_allocated=0,
                date_created=at,
                date_updated=at,
            )
            for row in rows
        ],
        CHUNK,
    )
    OfferTerms.objects.bulk_create(
        [
            OfferTerms(stockrecord_id=record.pk, lead_days=row.lead_days)
            for record, row in zip(records, rows, strict=True)
        ],
        CHUNK,
    )
    return list(records)


def _write_prices(prices: Sequence[tuple[int, int]], *, at: datetime) -> None:
    PriceChange.objects.bulk_create(
        [PriceChange(stockrecord_id=pk, minor=minor, at=at) for pk, minor in prices], CHUNK
    )


@transaction.atomic
def withdraw(*, stockrecord_ids: Sequence[int], at: datetime) -> int:
    """Stock to 0 for offers that a full feed no longer names; returns how many changed."""
    rows = StockRecord.objects.filter(pk__in=stockrecord_ids).exclude(
        num_in_stock=Coalesce(F("num_allocated"), Value(0))
    )
    in_order = rows.select_for_update(no_key=True).order_by("pk")
    touched = list(in_order.values_list("pk", flat=True))
    StockRecord.objects.filter(pk__in=touched).update(
        num_in_stock=Coalesce(F("num_allocated"), Value(0)), date_updated=at
    )
    choose(product_ids=_products_of(touched))
    return len(touched)


def reserve(*, holds: Sequence[Hold], at: datetime) -> None:
    """Hold units for order lines, all or none. Call it last in the order's transaction.

    The WHERE clause is what keeps the last unit from being sold twice; rows are taken in the
    order of their keys, so that two baskets can never wait for each other.

    :raises OutOfStock: with the offers that are short; the caller's transaction must roll back.
    """
    StockReservation.objects.bulk_create(
        StockReservation(
            stockrecord_id=hold.stockrecord_id,
            order_line_id=hold.order_line_id,
            quantity=hold.quantity,
            created_at=at,
        )
        for hold in holds
    )
    outbox.publish("offers.reserved", stockrecord_ids=[hold.stockrecord_id for hold in holds])
    short = [
        hold.stockrecord_id
        for hold in sorted(holds, key=lambda each: each.stockrecord_id)
        if not _take(hold)
    ]
    if short:
        raise OutOfStock(stockrecord_ids=short)


def _take(hold: Hold) -> int:
    rows = StockRecord.objects.annotate(free=queries.AVAILABLE).filter(
        pk=hold.stockrecord_id, free__gte=hold.quantity
    )
    return int(rows.update(num_allocated=Coalesce(F("num_allocated"), Value(0)) + hold.quantity))


def on_reserved(payloads: Sequence[dict[str, Any]], _at: datetime) -> None:
    """Subscriber: only an offer that has just run out changes what the shop shows."""
    taken = {pk for payload in payloads for pk in payload["stockrecord_ids"]}
    gone = StockRecord.objects.annotate(free=queries.AVAILABLE).filter(pk__in=taken, free=0)
    choose(product_ids=set(gone.values_list("product_id", flat=True)))


def on_trader_changed(payloads: Sequence[dict[str, Any]], _at: datetime) -> None:
    """Subscriber: all that the traders offer is chosen again, in chunks that each commit.

    Told twice, or stopped half-way and told again, it ends the same.
    """
    traders = {payload["trader_id"] for payload in payloads}
    rows = StockRecord.objects.filter(partner__point__trader__in=traders)
    ids = sorted(set(rows.values_list("product_id", flat=True)))
    for start in range(0, len(ids), CHOSEN_AT_ONCE):
        choose(product_ids=ids[start : start + CHOSEN_AT_ONCE])


@transaction.atomic
def release(*, order_line_ids: Sequence[int], at: datetime) -> int:
    """Give held units back to their offers; returns how many reservations were open."""
    held = _close(order_line_ids, StockReservation.State.RELEASED)
    for reservation in held:
        StockRecord.objects.filter(pk=reservation.stockrecord_id).update(
            num_allocated=F("num_allocated") - reservation.quantity, date_updated=at
        )
    choose(product_ids=_products_of([each.stockrecord_id for each in held]))
    return len(held)


@transaction.atomic
def consume(*, order_line_ids: Sequence[int], at: datetime) -> int:
    """The units have left the shop; returns how many reservations were open."""
    held = _close(order_line_ids, StockReservation.State.CONSUMED)
    for reservation in held:
        StockRecord.objects.filter(pk=reservation.stockrecord_id).update(
            num_allocated=F("num_allocated") - reservation.quantity,
            num_in_stock=F("num_in_stock") - reservation.quantity,
            date_updated=at,
        )
    return len(held)


def _close(order_line_ids: Sequence[int], state: str) -> list[StockReservation]:
    """Move held reservations once, in the order of their offers; returns those that moved."""
    held = StockReservation.objects.select_for_update().filter(
        order_line_id__in=order_line_ids, state=StockReservation.State.HELD
    )
    moved = list(held.order_by("stockrecord_id"))
    StockReservation.objects.filter(pk__in=[each.pk for each in moved]).update(state=state)
    return moved


def _products_of(stockrecord_ids: Sequence[int]) -> set[int]:
    rows = StockRecord.objects.filter(pk__in=stockrecord_ids)
    return set(rows.values_list("product_id", flat=True))


@transaction.atomic
def choose(*, product_ids: Iterable[int]) -> None:
    """Choose the winning offer of each variant again and tell everyone who shows it.

    The variants are locked first: of two changes at once, the later one sees the earlier.
    """
    ids = set(product_ids)
    if not ids:
        return
    _lock_variants(ids)
    offers = queries.offers_of(product_ids=ids)
    winners = {pk: choice.choose(views) for pk, views in offers.items()}
    OfferChoice.objects.filter(product_id__in=ids - set(winners)).delete()
    OfferChoice.objects.bulk_create(
        [
            OfferChoice(product_id=pk, stockrecord_id=winner.stockrecord_id, reasons=winner.reasons)
            for pk, winner in sorted(winners.items())
        ],
        CHUNK,
        update_conflicts=True,
        unique_fields=["product"],
        update_fields=["stockrecord", "reasons"],
    )
    references = Product.objects.filter(pk__in=ids).values_list("parent_id", flat=True)
    outbox.publish("catalogue.changed", reference_ids=sorted(set(references)))


def _lock_variants(product_ids: set[int]) -> None:
    rows = Product.objects.select_for_update(no_key=True).filter(pk__in=product_ids)
    list(rows.order_by("pk").values_list("pk", flat=True))
