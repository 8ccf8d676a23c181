"""Where a seller's own offers stand beside the others of the same sizes, and what it would take."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import F, Q, QuerySet

from marketplace.core.money import Money
from marketplace.delivery import queries as delivery
from marketplace.delivery.models import Tariff
from marketplace.offers import choice, queries
from marketplace.offers.choice import Needed
from marketplace.offers.models import OfferTerms
from marketplace.offers.queries import Rival


class Which(StrEnum):
    ALL = "toutes"
    LOST = "perdues"
    WON = "gagnees"


@dataclass(frozen=True)
class Standing:
    """One offer. ``wins``: it is put forward for its size, None where it is not on sale or was not
    chosen among yet; ``alone``: nobody else sells that size; ``ahead``: what the one that wins
    costs at the door; ``needed``: what it would take, None where it wins."""

    stockrecord_id: int
    sku: str
    title: str
    size: str
    reference_id: int
    slug: str
    price: Money
    regular: Money
    landed: Money
    condition: str
    wins: bool | None
    alone: bool
    ahead: Money | None
    points: float | None
    best_points: float | None
    needed: Needed | None

    @property
    def reduced(self) -> bool:
        return self.price < self.regular

    @property
    def condition_words(self) -> str:
        return str(OfferTerms.Condition(self.condition).label)

    @property
    def target(self) -> Money | None:
        """The price at which it would win."""
        found = self.needed.minor if self.needed else None
        return None if found is None else Money(found, self.price.currency)


def rows(*, trader_id: int, which: Which = Which.ALL, search: str = "") -> QuerySet[Any]:
    """A seller's offers with a price, in the order of their references; ``search``: in its own
    references and in titles."""
    found = queries.for_trader(trader_id=trader_id).filter(price__isnull=False)
    if which is not Which.ALL:
        found = queries.purchasable().filter(partner__point__trader=trader_id)
        own = Q(product__choice__stockrecord=F("pk"))
        found = found.filter(own) if which is Which.WON else found.exclude(own)
    if search:
        found = found.filter(
            Q(partner_sku__icontains=search) | Q(product__parent__title__icontains=search)
        )
    return found.order_by("partner_sku", "pk")


def standings(found: Iterable[Any], *, at: datetime) -> list[Standing]:
    """Those of a page of ``rows``; the same four queries for one and for fifty."""
    pks = [record.pk for record in found]
    told = queries.StockRecord.objects.filter(pk__in=pks).annotate(sale=queries.sale(at)).values(
        "pk", "product_id", "partner_sku", "price", "price_currency", "sale", "terms__condition",
        "terms__lead_days", "product__parent_id", "product__parent__slug",
        "product__parent__title", "product__variant__size", "partner__point__trader_id",
    )  # fmt: skip
    facts = {row["pk"]: row for row in told}
    rivals = queries.rivals(product_ids=[row["product_id"] for row in facts.values()], at=at)
    tariffs = delivery.tariffs({row["partner__point__trader_id"] for row in facts.values()})
    return [
        _standing(
            facts[pk],
            rivals.get(facts[pk]["product_id"], ()),
            tariffs.get(facts[pk]["partner__point__trader_id"]),
        )
        for pk in pks
    ]


def _standing(row: Mapping[str, Any], rivals: Sequence[Rival], tariff: Tariff | None) -> Standing:
    price = queries.cost(row["price"], row["price_currency"], row["sale"])
    own = next((each for each in rivals if each.stockrecord_id == row["pk"]), None)
    others = [each for each in rivals if each.stockrecord_id != row["pk"]]
    winner = choice.choose(rivals) if own else None
    wins = None if winner is None else winner.stockrecord_id == row["pk"]
    best = next((r for r in others if winner and r.stockrecord_id == winner.stockrecord_id), None)
    return Standing(
        stockrecord_id=row["pk"],
        sku=row["partner_sku"],
        title=row["product__parent__title"],
        size=row["product__variant__size"],
        reference_id=row["product__parent_id"],
        slug=row["product__parent__slug"],
        price=price,
        regular=Money.from_decimal(row["price"], row["price_currency"]),
        landed=price + delivery.charge(tariff, price) if tariff else price,
        condition=row["terms__condition"],
        wins=wins,
        alone=not others,
        ahead=Money(best.minor, price.currency) if best else None,
        points=choice.total(own, rivals) if own else None,
        best_points=winner.reasons["total"] if winner else None,
        needed=_needed(own, others, row, price, tariff) if own and tariff and not wins else None,
    )


def _needed(
    own: Rival, others: Sequence[Rival], row: Mapping[str, Any], price: Money, tariff: Tariff
) -> Needed:
    def landed(minor: int) -> int:
        return minor + delivery.charge(tariff, Money(minor, price.currency)).minor

    steps = [tariff.free_from_minor] if tariff.free_from_minor else []
    return choice.needed(
        own, others, goods=price.minor, lead_days=row["terms__lead_days"], landed=landed,
        steps=steps,
    )  # fmt: skip
