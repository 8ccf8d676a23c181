"""Reading offers. Oscar's Decimals become ``Money`` here, once."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import Case, Exists, F, Min, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from oscar.core.loading import get_model

from marketplace.core.given import Given, asked, greatest, moment
from marketplace.core.money import Money
from marketplace.delivery import queries as delivery
from marketplace.delivery.models import Method, Tariff
from marketplace.offers.models import OfferChoice, OfferTerms
from marketplace.technical.models import ReferenceSheet
from marketplace.traders.models import Trader

StockRecord = get_model("partner", "StockRecord")


@dataclass(frozen=True)
class OfferView:
    """One point's offer of one variant, with all that a page or a basket says about it."""

    stockrecord_id: int
    product_id: int
    sku: str
    price: Money
    available: int  # units that can be bought now
    lead_days: int
    trader_id: int
    trader_slug: str
    trader_name: str
    trader_kind: str
    score: Decimal | None
    sales_count: int
    partner_id: int
    town: str
    postcode: str
    pickup: bool
    cut_off: time
    delivery: Money  # of this one item, sent home
    transit_days: int
    tariff: Tariff | None = field(default=None, compare=False, repr=False)
    chosen: bool = False
    reasons: dict[str, Any] = field(default_factory=dict)

    @property
    def landed(self) -> Money:
        """What one item costs at the shopper's door."""
        return self.price + self.delivery

    def promised(self, at: datetime) -> date:
        """The day it arrives when ordered ``at``."""
        return delivery.promised_date(
            cut_off=self.cut_off,
            lead_days=self.lead_days,
            transit_days=self.transit_days,
            at=at,
        )


AVAILABLE = Coalesce(F("num_in_stock"), Value(0)) - Coalesce(F("num_allocated"), Value(0))


def for_trader(*, trader_id: int) -> QuerySet[Any]:
    """One trader's own stock records: the only way to them for what sellers use."""
    rows: QuerySet[Any] = StockRecord.objects.filter(partner__point__trader=trader_id)
    return rows


# Its boutique sells it and can be paid; what is left, and what sending costs, is asked besides.
SELLING = Q(
    price__isnull=False,
    terms__state=OfferTerms.State.ACTIVE,
    partner__point__trader__status=Trader.Status.ACTIVE,
    partner__point__trader__payable=True,
)
# Anybody may see what it is an offer of: asked offer by offer, of few or of very many.
SHOWN = Q(product__is_public=True) & Q(
    Exists(ReferenceSheet.objects.published().filter(pk=OuterRef("product__parent")))
)


def purchasable() -> QuerySet[Any]:
    """Stock records that a shopper can buy from now: the only place that says what that takes."""
    return _stocked().filter(SHOWN)


def _stocked() -> QuerySet[Any]:
    """The same of what nobody may see besides, which is chosen among before it is shown (again)."""
    rows: QuerySet[Any] = StockRecord.objects.annotate(available=AVAILABLE)
    return rows.filter(
        SELLING, available__gt=0, partner__point__trader__tariffs__method=Method.HOME
    )


def short(*, wanted: Mapping[int, int]) -> list[int]:
    """Those stock records of which fewer units are free than are wanted (id → units); one query.

    What it says may be old when it is read: ``operations.reserve`` alone decides.
    """
    rows = StockRecord.objects.filter(pk__in=wanted).annotate(free=AVAILABLE)
    free = dict(rows.values_list("pk", "free"))
    return sorted(pk for pk, units in wanted.items() if free.get(pk, 0) < units)


def lowest(*, reference_ids: Iterable[int]) -> dict[int, Money]:
    """Reference id → the lowest price of its sizes, of those that can be bought; one query."""
    rows = purchasable().filter(product__parent_id__in=set(reference_ids)).order_by()
    priced = rows.values_list("product__parent_id", "price_currency").annotate(least=Min("price"))
    return {pk: Money.from_decimal(least, currency) for pk, currency, least in priced}


def offered(*, product_ids: Iterable[int], besides: Iterable[int]) -> set[int]:
    """Those of these variants of which anybody has an offer, on sale or not, other than some."""
    rows = StockRecord.objects.filter(product_id__in=list(product_ids))
    return set(rows.exclude(pk__in=list(besides)).values_list("product_id", flat=True))


def offers_of(*, product_ids: Iterable[int]) -> dict[int, list[OfferView]]:
    """Variant id → what can be bought now, the chosen offer first, then by price at the door.

    Each with its tariff, and that with its trader. Three queries, whatever the number of variants.
    """
    ids = set(product_ids)
    views = _views(purchasable().filter(product_id__in=ids))
    chosen = {c.product_id: c for c in OfferChoice.objects.filter(product_id__in=ids)}
    by_variant: dict[int, list[OfferView]] = defaultdict(list)
    for view in views:
        by_variant[view.product_id].append(_marked(view, chosen.get(view.product_id)))
    for offers in by_variant.values():
        offers.sort(key=lambda o: (not o.chosen, o.landed.minor, o.stockrecord_id))
    return dict(by_variant)


@dataclass(frozen=True, slots=True)
class Priced:
    """The least that can be said of an offer; ``minor``: cents, tax included."""

    product_id: int
    partner_id: int
    minor: int
    lead_days: int


def priced(*, product_ids: Iterable[int]) -> list[Priced]:
    """What can be bought now of many variants, in the order of the offers; one query, no models.

    For the search index, which reads every offer there is.
    """
    rows = purchasable().filter(product_id__in=set(product_ids)).order_by("pk")
    return [
        Priced(product_id, partner_id, Money.from_decimal(price, currency).minor, lead_days)
        for product_id, partner_id, price, currency, lead_days in rows.values_list(
            "product_id", "partner_id", "price", "price_currency", "terms__lead_days"
        )
    ]


def priced_of(*, parent_ids: Iterable[int]) -> list[tuple[int, str, Priced]]:
    """(reference, size, what can be bought now) of all variants of some references; one query."""
    rows = purchasable().filter(product__parent_id__in=set(parent_ids))
    return [
        (parent, size, Priced(pk, partner_id, Money.from_decimal(price, currency).minor, lead_days))
        for parent, size, pk, partner_id, price, currency, lead_days in rows.order_by(
            "pk"
        ).values_list(
            "product__parent_id", "product__variant__size", "product_id", "partner_id",
            "price", "price_currency", "terms__lead_days",
        )
    ]  # fmt: skip


# What an offer ``r`` has to say when its row ``g`` counts ``g.stock`` units: those reserved before
# the count are added back, and never fewer than are reserved. One parameter, the time of the count.
def counted() -> str:
    held = (
        "SELECT COALESCE(SUM(h.quantity), 0) FROM offers_stockreservation h WHERE h.state = 'held' "
        "AND h.stockrecord_id = r.id AND h.created_at < %s"
    )
    allocated = "COALESCE(r.num_allocated, 0)"
    units = f"g.stock + CASE WHEN {allocated} > 0 THEN ({held}) ELSE 0 END"
    return f"CASE WHEN g.stock IS NULL THEN r.num_in_stock ELSE {greatest(units, allocated)} END"


MINOR = "ROUND(r.price * 100)"  # Oscar's Decimals are euros
DIFFERS = (
    f"({MINOR} <> g.minor OR (r.price IS NULL AND g.minor IS NOT NULL) "
    "OR COALESCE(r.num_in_stock, -1) <> COALESCE({counted}, -1))"
)


# The line, its stock record, its price before (cents); what could be bought before and will be.
Difference = tuple[int, int, int | None, int, int]
# Lines that say something else than their offer; lines that have no offer; lines of an offer with
# their note, whatever they say of it (see ``comparing``).
Compared = tuple[list[Difference], list[int], list[tuple[int, int]]]


def differing(
    *, said: Given, counted_at: datetime, lead_days: int | None = None
) -> tuple[list[Difference], list[int]]:
    """Which rows of ``said`` (line, id of the stock record or NULL, minor, stock) change something.

    The second list are the lines that have no offer. ``lead_days``: what all of them say, None when
    they say nothing of it. One query, no lock: who writes them judges again
    (``operations.rewrite``).
    """
    with comparing(said=said, counted_at=counted_at, lead_days=lead_days) as compared:
        changed, unknown, _notes = compared()
    return changed, unknown


@contextmanager
def comparing(
    *, said: Given, counted_at: datetime, lead_days: int | None = None, noted: bool = False
) -> Iterator[Callable[[], Compared]]:
    """``differing``, while something else is done: see ``given.asked``.

    ``noted``: the rows have a ``note`` besides, a number or NULL; those that have one are told too.
    """
    found, at = counted(), moment(counted_at)
    allocated = "COALESCE(r.num_allocated, 0)"
    differs, join, told = DIFFERS.format(counted=found), "", [at]
    if lead_days is not None:
        join = "LEFT JOIN offers_offerterms t ON t.stockrecord_id = r.id"
        differs = f"{differs} OR t.lead_days <> %s"
        told.append(lead_days)
    note = f", CASE WHEN {differs} THEN 1 ELSE 0 END, g.note" if noted else ", 1, NULL"
    with asked(
        f"SELECT g.line, r.id, CAST({MINOR} AS integer), "  # noqa: S608
        f"COALESCE(r.num_in_stock, 0) - {allocated}, {found} - {allocated}{note} "
        f"FROM {said.sql} g LEFT JOIN partner_stockrecord r ON r.id = g.id {join} "
        f"WHERE r.id IS NULL OR {differs}{' OR g.note IS NOT NULL' if noted else ''}",
        [at, *(told if noted else ()), *said.params, *told],
    ) as rows:
        yield lambda: _parted(rows())


def _parted(rows: Sequence[Any]) -> Compared:
    known = [row for row in rows if row[1] is not None]
    return (
        [row[:5] for row in known if row[5]],
        [row[0] for row in rows if row[1] is None],
        [(row[0], row[6]) for row in known if row[6] is not None],
    )


def by_sku(told: Given, *, partner_id: int) -> Given:
    """Rows of (line, key, minor, stock) with the stock record that a point has under the key."""
    found = (
        "SELECT o.id FROM partner_stockrecord o WHERE o.partner_id = %s AND o.partner_sku = g.key"
    )
    return Given(
        f"(SELECT g.line, g.minor, g.stock, ({found}) AS id FROM {told.sql} g)",  # noqa: S608
        (partner_id, *told.params),
    )


@dataclass(frozen=True, slots=True)
class Rival:
    """An offer that can be bought now, by what the choice weighs; ``minor``: at the door."""

    stockrecord_id: int
    minor: int
    days: int  # working days until it is at the door
    score: float | None


def rivals(*, product_ids: Iterable[int]) -> dict[int, list[Rival]]:
    """Variant id → what its boutiques sell now, shown or not; two queries and no models, for very
    many at once."""
    rows = (
        _stocked()
        .filter(product_id__in=product_ids)
        .values_list(
            "pk", "product_id", "price", "price_currency", "terms__lead_days",
            "partner__point__trader_id", "partner__point__trader__score",
        )
    )  # fmt: skip
    found = list(rows)
    tariffs = delivery.tariffs({row[5] for row in found})
    by_variant: dict[int, list[Rival]] = defaultdict(list)
    for pk, product_id, price, currency, lead_days, trader_id, score in found:
        goods = Money.from_decimal(price, currency)
        tariff = tariffs[trader_id]
        by_variant[product_id].append(
            Rival(
                pk,
                goods.minor + delivery.charge(tariff, goods).minor,
                lead_days + tariff.transit_days,
                None if score is None else float(score),
            )
        )
    return dict(by_variant)


def offers_by_id(*, stockrecord_ids: Iterable[int]) -> dict[int, OfferView]:
    """Offers by their stock record, those that cannot be bought included (``available`` 0)."""
    available = Case(When(SELLING & SHOWN, then=AVAILABLE), default=Value(0))
    rows = StockRecord.objects.annotate(available=available).filter(
        pk__in=set(stockrecord_ids), price__isnull=False, partner__point__isnull=False
    )
    return {view.stockrecord_id: view for view in _views(rows)}


def offer(stockrecord_id: int) -> OfferView | None:
    return offers_by_id(stockrecord_ids=[stockrecord_id]).get(stockrecord_id)


def chosen_offer(product: Any) -> Any:
    """The stock record that wins a variant, None when none can be bought: Oscar's policy hook."""
    choice = OfferChoice.objects.filter(product_id=product.pk).select_related("stockrecord").first()
    return choice.stockrecord if choice else None


# What a view is made of, column by column: a model of five tables for each row costs four times it.
_COLUMNS = {
    "pk": "pk",
    "product_id": "product_id",
    "partner_id": "partner_id",
    "sku": "partner_sku",
    "price": "price",
    "currency": "price_currency",
    "units": "available",
    "lead_days": "terms__lead_days",
    "town": "partner__point__town",
    "postcode": "partner__point__postcode",
    "pickup": "partner__point__pickup",
    "cut_off": "partner__point__cut_off",
    "trader_id": "partner__point__trader_id",
    "trader_slug": "partner__point__trader__slug",
    "trader_name": "partner__point__trader__name",
    "trader_kind": "partner__point__trader__kind",
    "score": "partner__point__trader__score",
    "sales_count": "partner__point__trader__sales_count",
}


def _views(rows: QuerySet[Any]) -> list[OfferView]:
    found = [
        dict(zip(_COLUMNS, values, strict=True)) for values in rows.values_list(*_COLUMNS.values())
    ]
    tariffs = delivery.tariffs({row["trader_id"] for row in found})
    return [_view(row, tariffs.get(row["trader_id"])) for row in found]


def _view(row: dict[str, Any], tariff: Tariff | None) -> OfferView:
    price = Money.from_decimal(row["price"], row["currency"])
    return OfferView(
        stockrecord_id=row["pk"],
        product_id=row["product_id"],
        sku=row["sku"],
        price=price,
        available=max(row["units"], 0) if tariff else 0,
        lead_days=row["lead_days"],
        trader_id=row["trader_id"],
        trader_slug=row["trader_slug"],
        trader_name=row["trader_name"],
        trader_kind=row["trader_kind"],
        score=row["score"],
        sales_count=row["sales_count"],
        partner_id=row["partner_id"],
        town=row["town"],
        postcode=row["postcode"],
        pickup=row["pickup"],
        cut_off=row["cut_off"],
        delivery=delivery.charge(tariff, price) if tariff else Money(0, price.currency),
        transit_days=tariff.transit_days if tariff else 0,
        tariff=tariff,
    )


def _marked(view: OfferView, choice: OfferChoice | None) -> OfferView:
    if choice is None or choice.stockrecord_id != view.stockrecord_id:
        return view
    return OfferView(**{**view.__dict__, "chosen": True, "reasons": choice.reasons})
