"""Reading offers. Oscar's Decimals become ``Money`` here, once."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Case, Exists, F, Min, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from oscar.core.loading import get_model

from marketplace.core import clock
from marketplace.core.days import PARIS
from marketplace.core.given import Given, among, asked, greatest, moment, rounded, rows_of
from marketplace.core.money import Money
from marketplace.delivery import queries as delivery
from marketplace.delivery.models import Method, Tariff
from marketplace.offers.models import OfferChoice, OfferTerms
from marketplace.technical.models import ReferenceSheet
from marketplace.traders.models import Trader

StockRecord = get_model("partner", "StockRecord")


@dataclass(frozen=True)
class OfferView:
    """One point's offer of one variant, with all that a page or a basket says about it.

    ``price``: what it costs now; ``regular``: what it costs as a rule, the same where no dated
    price runs; ``until``: when that ends, None where it has no end or none runs; ``before``: the
    lowest of the thirty days before it, which alone may be struck through, else None.
    """

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
    # Of its trader, by method.
    tariffs: Mapping[str, Tariff] = field(default_factory=dict, compare=False, repr=False)
    chosen: bool = False
    reasons: dict[str, Any] = field(default_factory=dict)
    condition: str = OfferTerms.Condition.NEW
    regular: Money | None = None
    until: datetime | None = None
    before: Money | None = None
    promotion_id: int | None = None  # by which it is dated, or was last

    @property
    def tariff(self) -> Tariff | None:
        """What sending it home costs; None of a trader that sends nothing any more."""
        return self.tariffs.get(Method.HOME)

    @property
    def off(self) -> Money:
        """What the dated price gives off."""
        return (self.regular or self.price) - self.price

    @property
    def landed(self) -> Money:
        """What one item costs at the shopper's door."""
        return self.price + self.delivery

    @property
    def less(self) -> int:
        """By how many whole hundredths it costs less than ``before``; 0 where nothing is struck."""
        if self.before is None:
            return 0
        return (self.before.minor - self.price.minor) * 100 // self.before.minor

    @property
    def last_day(self) -> date | None:
        """The last day, in Paris, on which the dated price holds."""
        return (self.until - timedelta(seconds=1)).astimezone(PARIS).date() if self.until else None

    @property
    def as_new(self) -> bool:
        return self.condition == OfferTerms.Condition.NEW

    @property
    def condition_words(self) -> str:
        return str(OfferTerms.Condition(self.condition).label)

    def promised(self, at: datetime) -> date:
        """The day it arrives when ordered ``at``."""
        return delivery.promised_date(
            cut_off=self.cut_off,
            lead_days=self.lead_days,
            transit_days=self.transit_days,
            at=at,
        )


AVAILABLE = Coalesce(F("num_in_stock"), Value(0)) - Coalesce(F("num_allocated"), Value(0))
FREE = "COALESCE(r.num_in_stock, 0) - COALESCE(r.num_allocated, 0)"  # the same of a record ``r``


# --- what it costs now ---------------------------------------------------------------------------
def sale(at: datetime) -> Case:
    """The cents of an offer's dated price where it runs ``at``, else NULL: beside ``price`` in a
    query of stock records, for ``cost``. ``OfferTerms.cost`` says the same of one row."""
    begun = Q(terms__sale_minor__isnull=False, terms__sale_from__lte=at)
    lasts = Q(terms__sale_until=None) | Q(terms__sale_until__gt=at)
    return Case(When(begun & lasts, then=F("terms__sale_minor")))


def cost(price: Any, currency: str, sale: int | None) -> Money:
    """What one costs now: the dated price where that runs and is the lower."""
    regular = Money.from_decimal(price, currency)
    return regular if sale is None or sale >= regular.minor else Money(sale, currency)


def price_of(stockrecord: Any) -> Money | None:
    """What one of a stock record's units costs now, None without a price: Oscar's policy hook."""
    if stockrecord is None or stockrecord.price is None:
        return None
    terms = OfferTerms.objects.filter(pk=stockrecord.pk).first()
    dated = terms.sale_at(clock.now()) if terms else None
    return cost(stockrecord.price, stockrecord.price_currency, dated)


# The same in SQL of ours, of an offer ``r`` whose terms are ``t``; a time, twice.
SALE = (
    "CASE WHEN t.sale_from <= %s AND (t.sale_until IS NULL OR t.sale_until > %s) "
    "THEN t.sale_minor END"
)


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

    What it says may be old when it is read: ``operations.reserve`` alone decides. In SQL of ours,
    since a crowd that comes too late asks nothing else: building the query took longer than it.
    """
    marks = ", ".join(["%s"] * len(wanted))
    free = dict(
        rows_of(
            f"SELECT r.id, {FREE} FROM partner_stockrecord r WHERE r.id IN ({marks})",  # noqa: S608
            [*wanted],
        )
    )
    return sorted(pk for pk, units in wanted.items() if free.get(pk, 0) < units)


def lowest(*, reference_ids: Iterable[int], at: datetime | None = None) -> dict[int, Money]:
    """Reference id → the price of the offer that is chosen for its cheapest size, of what can be
    bought ``at`` (default now), as its card says it; one query."""
    rows = (
        purchasable()
        .filter(product__parent_id__in=rounded(reference_ids), product__choice__stockrecord=F("pk"))
        .order_by()
    )
    priced = rows.values_list("product__parent_id", "price_currency").annotate(
        least=Min("price"), dated=Min(sale(at or clock.now()))
    )
    return {pk: cost(least, currency, dated) for pk, currency, least, dated in priced}


def offered(*, product_ids: Iterable[int], besides: Iterable[int]) -> set[int]:
    """Those of these variants of which anybody has an offer, on sale or not, other than some."""
    rows = StockRecord.objects.filter(product_id__in=list(product_ids))
    return set(rows.exclude(pk__in=list(besides)).values_list("product_id", flat=True))


def offers_of(
    *, product_ids: Iterable[int], at: datetime | None = None
) -> dict[int, list[OfferView]]:
    """Variant id → what can be bought ``at`` (default now), the chosen offer first, then by price
    at the door.

    Each with its tariff, and that with its trader. Three queries, whatever the number of variants.
    """
    ids = rounded(product_ids)
    views = _views(purchasable().filter(product_id__in=ids), at)
    chosen = {c.product_id: c for c in OfferChoice.objects.filter(product_id__in=ids)}
    by_variant: dict[int, list[OfferView]] = defaultdict(list)
    for view in views:
        by_variant[view.product_id].append(_marked(view, chosen.get(view.product_id)))
    for offers in by_variant.values():
        offers.sort(key=lambda o: (not o.chosen, o.landed.minor, o.stockrecord_id))
    return dict(by_variant)


@dataclass(frozen=True, slots=True)
class Priced:
    """The least that can be said of an offer; ``minor``: cents, tax included; ``chosen``: it wins
    its variant."""

    product_id: int
    partner_id: int
    minor: int
    lead_days: int
    chosen: bool


_PRICED = (
    "product_id", "partner_id", "price", "price_currency", "sale", "terms__lead_days",
    "pk", "product__choice__stockrecord_id",
)  # fmt: skip


def priced(*, product_ids: Iterable[int], at: datetime | None = None) -> list[Priced]:
    """What can be bought ``at`` (default now) of many variants, in the order of the offers; one
    query, no models.

    For the search index, which reads every offer there is.
    """
    rows = purchasable().filter(product_id__in=set(product_ids)).order_by("pk")
    dated = rows.annotate(sale=sale(at or clock.now()))
    return [_priced(*row) for row in dated.values_list(*_PRICED)]


def priced_of(
    *, parent_ids: Iterable[int], at: datetime | None = None
) -> list[tuple[int, str, Priced]]:
    """(reference, size, what can be bought) of all variants of some references; one query."""
    rows = purchasable().filter(product__parent_id__in=set(parent_ids)).order_by("pk")
    dated = rows.annotate(sale=sale(at or clock.now()))
    return [
        (parent, size, _priced(*row))
        for parent, size, *row in dated.values_list(
            "product__parent_id", "product__variant__size", *_PRICED
        )
    ]


def _priced(
    product_id: int, partner_id: int, price: Any, currency: str, sale: int | None,
    lead_days: int, pk: int, chosen: int | None,
) -> Priced:  # fmt: skip
    minor = cost(price, currency, sale).minor
    return Priced(product_id, partner_id, minor, lead_days, pk == chosen)


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
    new: bool = True
    km: float | None = None  # to where it can be fetched, where somebody asks from somewhere


def rivals(*, product_ids: Iterable[int], at: datetime | None = None) -> dict[int, list[Rival]]:
    """Variant id → what its boutiques sell ``at`` (default now), shown or not; two queries and no
    models, for very many at once."""
    rows = (
        _stocked()
        .filter(product_id__in=among(list(product_ids)))
        .annotate(sale=sale(at or clock.now()))
        .values_list(
            "pk", "product_id", "price", "price_currency", "sale", "terms__lead_days",
            "terms__condition", "partner__point__trader_id", "partner__point__trader__score",
        )
    )  # fmt: skip
    found = list(rows)
    tariffs = delivery.tariffs_of({row[7] for row in found})
    by_variant: dict[int, list[Rival]] = defaultdict(list)
    for pk, product_id, price, currency, dated, lead_days, condition, trader_id, score in found:
        goods = cost(price, currency, dated)
        tariff = tariffs[trader_id, Method.HOME]
        by_variant[product_id].append(
            Rival(
                pk,
                goods.minor + delivery.charge(tariff, goods).minor,
                lead_days + tariff.transit_days,
                None if score is None else float(score),
                condition == OfferTerms.Condition.NEW,
            )
        )
    return dict(by_variant)


def offers_by_id(
    *, stockrecord_ids: Iterable[int], at: datetime | None = None
) -> dict[int, OfferView]:
    """Offers by their stock record, as they are ``at`` (default now), those that cannot be bought
    included (``available`` 0)."""
    available = Case(When(SELLING & SHOWN, then=AVAILABLE), default=Value(0))
    rows = StockRecord.objects.annotate(available=available).filter(
        pk__in=set(stockrecord_ids), price__isnull=False, partner__point__isnull=False
    )
    return {view.stockrecord_id: view for view in _views(rows, at)}


def offer(stockrecord_id: int, *, at: datetime | None = None) -> OfferView | None:
    return offers_by_id(stockrecord_ids=[stockrecord_id], at=at).get(stockrecord_id)


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
    "condition": "terms__condition",
    "sale": "sale",
    "until": "terms__sale_until",
    "before": "terms__before_minor",
    "promotion": "terms__promotion_id",
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


def _views(rows: QuerySet[Any], at: datetime | None) -> list[OfferView]:
    dated = rows.annotate(sale=sale(at or clock.now()))
    found = [
        dict(zip(_COLUMNS, values, strict=True)) for values in dated.values_list(*_COLUMNS.values())
    ]
    tariffs: dict[int, dict[str, Tariff]] = defaultdict(dict)
    for (trader_id, method), tariff in delivery.tariffs_of(r["trader_id"] for r in found).items():
        tariffs[trader_id][method] = tariff
    return [_view(row, tariffs[row["trader_id"]]) for row in found]


def _view(row: dict[str, Any], tariffs: Mapping[str, Tariff]) -> OfferView:
    tariff = tariffs.get(Method.HOME)
    regular = Money.from_decimal(row["price"], row["currency"])
    price = cost(row["price"], row["currency"], row["sale"])
    reduced = price < regular
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
        tariffs=tariffs,
        condition=row["condition"],
        regular=regular,
        until=row["until"] if reduced else None,
        before=_before(row["before"], price) if reduced else None,
        promotion_id=row["promotion"],
    )


def _before(minor: int | None, price: Money) -> Money | None:
    return Money(minor, price.currency) if minor and minor > price.minor else None


def _marked(view: OfferView, choice: OfferChoice | None) -> OfferView:
    if choice is None or choice.stockrecord_id != view.stockrecord_id:
        return view
    return replace(view, chosen=True, reasons=choice.reasons)
