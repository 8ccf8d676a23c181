"""Changing offers: prices, stock, reservations, the choice."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy
from oscar.core.loading import get_model

from marketplace.core import bulk, outbox
from marketplace.core.errors import CordeeError
from marketplace.core.given import among, batches, given, least, moment, rows_of, run
from marketplace.core.money import Money
from marketplace.offers import budget, choice, queries
from marketplace.offers.budget import Off
from marketplace.offers.models import OfferChoice, OfferTerms, PriceChange, StockReservation

Product = get_model("catalogue", "Product")
StockRecord = get_model("partner", "StockRecord")
CHUNK = 2000
# Variants whose winner is chosen in the transaction that changed them; of more, a subscriber does.
AT_ONCE = 100
CHOSEN_AT_ONCE = 500  # variants: others wait for their rows, and for SQLite, meanwhile


class OutOfStock(CordeeError):
    """At least one unit that was asked for is no longer there."""

    code = "out_of_stock"
    status = 409
    message = gettext_lazy(
        "Il ne reste pas assez d’exemplaires d’un article : corrigez la quantité dans votre panier."
    )


class PromotionSpent(OutOfStock):
    """The budget of a promotion does not reach for what is ordered at its price."""

    code = "promotion_spent"
    message = gettext_lazy(
        "La promotion d’un article de votre panier ne suffit plus pour cette quantité : vérifiez "
        "son prix, ou prenez-en moins."
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


# What a seller says of an offer that is known: its stock record, cents with tax, units as counted;
# None leaves what is there.
Said = tuple[int, int | None, int | None]


@dataclass(frozen=True)
class Hold:
    """``off_minor``: what ``promotion_id`` gives off one unit, in cents."""

    order_line_id: int
    stockrecord_id: int
    quantity: int
    promotion_id: int | None = None
    off_minor: int = 0


@transaction.atomic
def upsert(
    *,
    rows: Sequence[OfferRow],
    at: datetime,
    snapshot_at: datetime | None = None,
    soon: bool = False,
) -> Upserted:
    """Create or change offers by (point, SKU), without a query per row.

    ``soon``: the winners of many variants are chosen right after this transaction, not in it.

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
    held = _locked([record.pk for record, _row in differing]) if differing else {}
    changes = _differing(rows, held, moment)
    stale = {row.product_id for row in created}
    prices = [(pk, row.minor) for pk, row in zip(new, created, strict=True)]
    dated = {r.pk: row.minor for r, row in changes if r.terms.sale_minor is not None}
    if dated:
        _look_again(dated, at=at)
    for record, row in changes:
        stale |= {record.product_id, row.product_id}
        was = None if record.price is None else Money.from_decimal(record.price).minor
        now = record.terms.cost(row.minor, at)
        if was is None or record.terms.cost(was, at) != now:
            prices.append((record.pk, now))
    _rewrite(changes)
    write_prices(prices, at=at)
    (choose_soon if soon else choose)(product_ids=stale)
    return Upserted(len(new), len(changes), len(rows) - len(new) - len(changes))


@transaction.atomic
def rewrite(
    *, rows: Sequence[Said], at: datetime, counted_at: datetime, lead_days: int | None = None
) -> int:
    """Change offers that are known, set by set; returns how many said something else.

    Every row is judged again once its offer is held: what says the same writes nothing, and units
    reserved before ``counted_at`` are added to what was counted (see ``upsert``).
    """
    told = given(rows, id="bigint", minor="integer", stock="integer")
    _hold([row[0] for row in rows])
    _look_again({row[0]: row[1] for row in rows if row[1] is not None}, at=at)
    found, counted, now = queries.counted(), moment(counted_at), moment(at)
    after = least("g.minor", f"COALESCE({queries.SALE}, g.minor)")
    before = least(queries.MINOR, f"COALESCE({queries.SALE}, {queries.MINOR})")
    run(
        "INSERT INTO offers_pricechange (stockrecord_id, minor, at) "  # noqa: S608
        f"SELECT r.id, {after}, %s FROM {told.sql} g JOIN partner_stockrecord r ON r.id = g.id "
        "LEFT JOIN offers_offerterms t ON t.stockrecord_id = r.id AND t.sale_minor IS NOT NULL "
        f"WHERE g.minor IS NOT NULL AND (r.price IS NULL OR ({queries.MINOR} <> g.minor "
        f"AND (t.sale_minor IS NULL OR {before} <> {after})))",
        (*[now] * 3, *told.params, *[now] * 4),
    )
    touched = dict(
        rows_of(
            "UPDATE partner_stockrecord AS r SET price = COALESCE(g.minor / 100.0, r.price), "  # noqa: S608
            f"num_in_stock = {found} FROM (SELECT id AS pk, minor, stock FROM {told.sql} o) g "
            f"WHERE r.id = g.pk AND {queries.DIFFERS.format(counted=found)} "
            "RETURNING id, product_id",
            (counted, *told.params, counted),
        )
    )
    if lead_days is not None:
        touched |= _lead(rows, lead_days)
    choose_soon(product_ids=touched.values())
    return len(touched)


def _hold(stockrecord_ids: Sequence[int]) -> None:
    """Take offers in the order of their keys, as ``reserve`` does, until the transaction ends."""
    if connection.features.has_select_for_update:
        told = given([(pk,) for pk in stockrecord_ids], id="bigint")
        run(
            "SELECT COUNT(*) FROM (SELECT r.id FROM partner_stockrecord r "  # noqa: S608
            f"WHERE r.id = ANY(ARRAY{told.sql}) ORDER BY r.id FOR NO KEY UPDATE) held",
            told.params,
        )


def _look_again(told: Mapping[int, int], *, at: datetime) -> None:
    """Where a dated price stands beside one that is about to change (stock record → cents), what
    may be struck through is settled anew, and nothing is until then: see ``sales``."""
    rows = OfferTerms.objects.select_for_update(of=("self",), no_key=True).filter(
        pk__in=list(told), sale_minor__isnull=False
    )
    found = rows.order_by("pk").values_list("pk", "stockrecord__price")
    changed = [pk for pk, price in found if price is None or Money(told[pk]).decimal != price]
    if changed:
        OfferTerms.objects.filter(pk__in=changed).update(before_minor=None, turns_at=at)


def _lead(rows: Sequence[Said], lead_days: int) -> dict[int, int]:
    """Write the lead time where it is another; returns those offers with their variants."""
    told = given([row[:1] for row in rows], id="bigint")
    touched = rows_of(
        f"UPDATE offers_offerterms AS t SET lead_days = %s FROM {told.sql} g "  # noqa: S608
        "WHERE t.stockrecord_id = g.id AND t.lead_days <> %s RETURNING stockrecord_id",
        (lead_days, *told.params, lead_days),
    )
    records = StockRecord.objects.filter(pk__in=[pk for (pk,) in touched])
    return dict(records.values_list("pk", "product_id")) if touched else {}


def _key(row: OfferRow) -> tuple[int, str]:
    return row.partner_id, row.sku


def _differing(
    rows: Sequence[OfferRow], known: Mapping[tuple[int, str], Any], moment: datetime
) -> list[tuple[Any, OfferRow]]:
    """Records that do not say what their row says, units held before ``moment`` added."""
    if not known:
        return []
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


def _create(rows: Sequence[OfferRow], *, at: datetime) -> list[int]:
    """New offers; returns their ids in the order of ``rows``."""
    if not rows:
        return []
    ids = bulk.keys(StockRecord, len(rows))
    bulk.insert(
        StockRecord,
        (
            "id", "partner_id", "product_id", "partner_sku", "price_currency", "price",
            "num_in_stock", "num_allocated", "date_created", "date_updated",
        ),
        (
            (
                pk, row.partner_id, row.product_id, row.sku, "EUR", Money(row.minor).decimal,
                row.stock, 0, at, at,
            )
            for pk, row in zip(ids, rows, strict=True)
        ),
    )  # fmt: skip
    terms = ((pk, row.lead_days) for pk, row in zip(ids, rows, strict=True))
    bulk.insert(OfferTerms, ("stockrecord_id", "lead_days"), terms)
    return ids


def write_prices(prices: Sequence[tuple[int, int]], *, at: datetime) -> None:
    """What offers (stock record, cents) cost from ``at`` on."""
    rows = ((pk, minor, at) for pk, minor in prices)
    bulk.insert(PriceChange, ("stockrecord_id", "minor", "at"), rows)


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
    choose_soon(product_ids=products_of(touched))
    return len(touched)


@transaction.atomic
def pause(*, stockrecord_ids: Sequence[int]) -> int:
    """Take offers off sale whatever their stock; orders stay as they are. Returns how many."""
    return _put(stockrecord_ids, OfferTerms.State.PAUSED)


@transaction.atomic
def resume(*, stockrecord_ids: Sequence[int]) -> int:
    """Offers that were paused can be bought again; returns how many."""
    return _put(stockrecord_ids, OfferTerms.State.ACTIVE)


@transaction.atomic
def describe(*, stockrecord_ids: Sequence[int], condition: str) -> int:
    """Say in which condition what is sold is; returns how many changed.

    :raises ValueError: there is no such condition.
    """
    return _put(stockrecord_ids, OfferTerms.Condition(condition), field="condition")


def _put(stockrecord_ids: Sequence[int], value: str, *, field: str = "state") -> int:
    rows = OfferTerms.objects.filter(pk__in=stockrecord_ids).exclude(**{field: value})
    touched = list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    OfferTerms.objects.filter(pk__in=touched).update(**{field: value})
    if touched:
        choose_soon(product_ids=products_of(touched))
    return len(touched)


def reserve(
    *, holds: Sequence[Hold], at: datetime, besides: Sequence[tuple[str, dict[str, Any]]] = ()
) -> None:
    """Hold units for order lines, all or none. Call it last in the order's transaction.

    ``besides``: events (topic, payload) of the caller's, written together with its own.

    The WHERE clause is what keeps the last unit from being sold twice; rows are taken in the
    order of their keys, so that two baskets can never wait for each other.

    :raises OutOfStock: with the offers that are short; the caller's transaction must roll back.
    :raises PromotionSpent: what a seller gives off is used up; likewise.
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
    told = {"stockrecord_ids": [hold.stockrecord_id for hold in holds]}
    outbox.publish_all([*besides, ("offers.reserved", told)])
    given_off = [
        Off(
            hold.order_line_id,
            hold.stockrecord_id,
            hold.promotion_id,
            hold.off_minor * hold.quantity,
        )
        for hold in holds
        if hold.promotion_id is not None and hold.off_minor
    ]
    if beyond := budget.take(given=given_off):
        raise PromotionSpent(stockrecord_ids=beyond)
    short = [
        hold.stockrecord_id
        for hold in sorted(holds, key=lambda each: each.stockrecord_id)
        if not _take(hold)
    ]
    if short:
        raise OutOfStock(stockrecord_ids=short)


def hold_again(*, order_line_ids: Sequence[int], at: datetime) -> None:
    """Hold once more what was given back, all or none. Call it last in the caller's transaction.

    :raises OutOfStock: not all of it can be bought any more, or what a seller gave off is used up;
        the transaction must roll back.
    """
    rows = StockReservation.objects.filter(
        order_line_id__in=order_line_ids, state=StockReservation.State.RELEASED
    )
    back = list(rows.order_by("stockrecord_id"))
    offered = [each.stockrecord_id for each in back]
    rows.update(state=StockReservation.State.HELD, created_at=at)
    outbox.publish("offers.reserved", stockrecord_ids=offered)
    if not budget.take_again(order_line_ids=order_line_ids):
        raise PromotionSpent(stockrecord_ids=offered)
    on_sale = queries.purchasable().filter(pk__in=offered).values_list("pk", flat=True)
    if gone := set(offered) - set(on_sale):
        raise OutOfStock(stockrecord_ids=sorted(gone))
    if short := [each.stockrecord_id for each in back if not _take(each)]:
        raise OutOfStock(stockrecord_ids=short)


def _take(hold: Hold | StockReservation) -> int:
    """How many rows gave what is asked for, one or none. In SQL of ours: others wait for the row
    from here on, and each line of an order asks."""
    return run(
        "UPDATE partner_stockrecord AS r SET num_allocated = COALESCE(num_allocated, 0) + %s "  # noqa: S608
        f"WHERE r.id = %s AND {queries.FREE} >= %s",
        (hold.quantity, hold.stockrecord_id, hold.quantity),
    )


def on_reserved(payloads: Sequence[dict[str, Any]], _at: datetime) -> None:
    """Subscriber: only an offer that has just run out changes what the shop shows."""
    taken = {pk for payload in payloads for pk in payload["stockrecord_ids"]}
    gone = StockRecord.objects.annotate(free=queries.AVAILABLE).filter(pk__in=taken, free=0)
    choose(product_ids=set(gone.values_list("product_id", flat=True)))


def on_trader_changed(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """Subscriber: all that the traders offer is chosen again, in chunks that each commit.

    Told twice, or stopped half-way and told again, it ends the same.
    """
    traders = {payload["trader_id"] for payload in payloads}
    rows = StockRecord.objects.filter(partner__point__trader__in=traders)
    _choose_in_chunks(set(rows.values_list("product_id", flat=True)), at=at)


@transaction.atomic
def release(*, order_line_ids: Sequence[int], at: datetime) -> int:
    """Give held units back to their offers, and what was given off to its promotion; returns how
    many reservations were open."""
    held = _close(order_line_ids, StockReservation.State.RELEASED)
    if held:
        budget.give_back(order_line_ids=[each.order_line_id for each in held])
    for reservation in held:
        StockRecord.objects.filter(pk=reservation.stockrecord_id).update(
            num_allocated=F("num_allocated") - reservation.quantity, date_updated=at
        )
    choose(product_ids=products_of([each.stockrecord_id for each in held]))
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


def products_of(stockrecord_ids: Sequence[int]) -> set[int]:
    """The variants that these are offers of."""
    rows = StockRecord.objects.filter(pk__in=stockrecord_ids)
    return set(rows.values_list("product_id", flat=True))


def choose_soon(*, product_ids: Iterable[int], at: datetime | None = None) -> None:
    """Choose the winners of a few variants now, those of many right after the commit.

    Until then a page shows true prices and stocks, with the former winner on top; what has run out
    cannot be bought whoever is on top.
    """
    ids = sorted(set(product_ids))
    if len(ids) <= AT_ONCE:
        choose(product_ids=ids, at=at)
    else:
        outbox.publish("offers.changed", product_ids=ids)


def on_changed(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """Subscriber: the winners that a change of many offers left open, chunk by chunk."""
    _choose_in_chunks({pk for payload in payloads for pk in payload["product_ids"]}, at=at)


def _choose_in_chunks(product_ids: set[int], *, at: datetime) -> None:
    for some in batches(sorted(product_ids), CHOSEN_AT_ONCE):
        choose(product_ids=some, at=at)


@transaction.atomic
def choose(*, product_ids: Iterable[int], at: datetime | None = None) -> None:
    """Choose the winning offer of each variant again, as prices are ``at`` (default now), and tell
    everyone who shows it.

    The variants are locked first: of two changes at once, the later one sees the earlier. A choice
    that stands, with the same reasons, is not written again.
    """
    ids = sorted(set(product_ids))
    for some in batches(ids, CHUNK):
        _choose(some, at=at)


def _choose(ids: Sequence[int], *, at: datetime | None) -> None:
    references = _lock_variants(ids)
    rivals = queries.rivals(product_ids=ids, at=at)
    winners = {pk: choice.choose(offers) for pk, offers in rivals.items()}
    stands = {
        pk: (stockrecord_id, reasons)
        for pk, stockrecord_id, reasons in OfferChoice.objects.filter(
            product_id__in=among(ids)
        ).values_list("product_id", "stockrecord_id", "reasons")
    }
    if gone := stands.keys() - winners.keys():
        OfferChoice.objects.filter(product_id__in=gone).delete()
    _write_choices(
        [
            (pk, winner.stockrecord_id, json.dumps(winner.reasons))
            for pk, winner in sorted(winners.items())
            if stands.get(pk) != (winner.stockrecord_id, winner.reasons)
        ]
    )
    outbox.publish("catalogue.changed", reference_ids=sorted(references))


def _write_choices(rows: Sequence[tuple[int, int, str]]) -> None:
    """(variant, stock record, reasons as JSON), in the place of what stands."""
    if not rows:
        return
    told = given(rows, product="bigint", record="bigint", reasons="text")
    as_json = "g.reasons::jsonb" if connection.vendor == "postgresql" else "g.reasons"
    run(
        "INSERT INTO offers_offerchoice (product_id, stockrecord_id, reasons) "  # noqa: S608
        f"SELECT g.product, g.record, {as_json} FROM {told.sql} g WHERE g.product IS NOT NULL "
        "ON CONFLICT (product_id) DO UPDATE SET stockrecord_id = excluded.stockrecord_id, "
        "reasons = excluded.reasons",
        told.params,
    )


def _lock_variants(product_ids: Sequence[int]) -> set[int]:
    """Hold the variants until the transaction ends; returns their references."""
    rows = Product.objects.select_for_update(no_key=True).filter(pk__in=among(product_ids))
    return set(rows.order_by("pk").values_list("parent_id", flat=True))
