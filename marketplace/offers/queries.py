"""Reading offers. Oscar's Decimals become ``Money`` here, once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce
from oscar.core.loading import get_model

from marketplace.core.money import Money
from marketplace.delivery import queries as delivery
from marketplace.delivery.models import Method
from marketplace.offers.models import OfferChoice, OfferTerms
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


def purchasable() -> QuerySet[Any]:
    """Stock records that a shopper can buy from now."""
    rows: QuerySet[Any] = StockRecord.objects.annotate(available=AVAILABLE)
    return rows.filter(
        available__gt=0,
        price__isnull=False,
        terms__state=OfferTerms.State.ACTIVE,
        partner__point__trader__status=Trader.Status.ACTIVE,
        partner__point__trader__tariffs__method=Method.HOME,
    )


def offers_of(*, product_ids: Iterable[int]) -> dict[int, list[OfferView]]:
    """Variant id → what can be bought now, the chosen offer first, then by price at the door.

    Three queries, whatever the number of variants.
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


def offers_by_id(*, stockrecord_ids: Iterable[int]) -> dict[int, OfferView]:
    """Offers by their stock record, those that cannot be bought included (``available`` 0)."""
    rows = StockRecord.objects.annotate(available=AVAILABLE).filter(
        pk__in=set(stockrecord_ids), price__isnull=False, partner__point__isnull=False
    )
    return {view.stockrecord_id: view for view in _views(rows)}


def offer(stockrecord_id: int) -> OfferView | None:
    return offers_by_id(stockrecord_ids=[stockrecord_id]).get(stockrecord_id)


def chosen_offer(product: Any) -> Any:
    """The stock record that wins a variant, None when none can be bought: Oscar's policy hook."""
    choice = OfferChoice.objects.filter(product_id=product.pk).select_related("stockrecord").first()
    return choice.stockrecord if choice else None


def _views(rows: QuerySet[Any]) -> list[OfferView]:
    records = list(rows.select_related("terms", "partner__point__trader"))
    tariffs = delivery.tariffs({record.partner.point.trader_id for record in records})
    return [_view(record, tariffs) for record in records]


def _view(record: Any, tariffs: dict[int, Any]) -> OfferView:
    point = record.partner.point
    trader = point.trader
    tariff = tariffs.get(trader.pk)
    price = Money.from_decimal(record.price, record.price_currency)
    on_sale = tariff is not None and trader.may_sell and record.terms.state == "active"
    return OfferView(
        stockrecord_id=record.pk,
        product_id=record.product_id,
        sku=record.partner_sku,
        price=price,
        available=max(record.available, 0) if on_sale else 0,
        lead_days=record.terms.lead_days,
        trader_id=trader.pk,
        trader_slug=trader.slug,
        trader_name=trader.name,
        trader_kind=trader.kind,
        score=trader.score,
        sales_count=trader.sales_count,
        partner_id=record.partner_id,
        town=point.town,
        postcode=point.postcode,
        pickup=point.pickup,
        cut_off=point.cut_off,
        delivery=delivery.charge(tariff, price) if tariff else Money(0, price.currency),
        transit_days=tariff.transit_days if tariff else 0,
    )


def _marked(view: OfferView, choice: OfferChoice | None) -> OfferView:
    if choice is None or choice.stockrecord_id != view.stockrecord_id:
        return view
    return OfferView(**{**view.__dict__, "chosen": True, "reasons": choice.reasons})
