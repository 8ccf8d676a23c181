"""A seller's promotions: a dated price for many of its offers at once, paid by the seller."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from marketplace.core.errors import CordeeError
from marketplace.core.given import batches
from marketplace.core.money import Money
from marketplace.core.scopes import house
from marketplace.offers import budget, history, queries, sales
from marketplace.offers.models import OfferTerms, Promotion
from marketplace.offers.sales import Dated
from marketplace.traders.models import Trader

MOST_OFFERS = 20_000
MOST_PERCENT = 90
LONGEST = timedelta(days=92)
SHOWN = 12  # examples of a preview
CHUNK = 2000


class BadPromotion(CordeeError):
    """A promotion that cannot be: ``field`` names what is wrong with the wish."""

    code = "bad_promotion"
    status = 422


@dataclass(frozen=True)
class Wish:
    """``value``: whole hundredths off, or cents off; ``budget_minor``: cents, None without a bound;
    of the seller's offers those of ``families`` (slugs) and those with these ``skus``, all of them
    where neither is said."""

    name: str
    kind: str
    value: int
    starts_at: datetime
    ends_at: datetime
    budget_minor: int | None = None
    families: Collection[str] = ()
    skus: Collection[str] = ()

    def price(self, regular: int) -> int:
        """What one costs by it, in cents; 0 and less: it cannot be."""
        if self.kind == Promotion.Kind.AMOUNT:
            return regular - self.value
        return regular - regular * self.value // 100


class Why(StrEnum):
    """Why an offer has no part in it."""

    DATED = "dated"  # it has a dated price already
    CHEAP = "cheap"  # it costs no more than what is taken off
    MINUTE = "minute"  # it is so cheap that nothing would be taken off


@dataclass(frozen=True)
class Foreseen:
    """One offer as it would be; ``struck``: what may be struck through then, None for no badge."""

    stockrecord_id: int
    sku: str
    title: str
    regular: Money
    price: Money
    struck: Money | None

    @property
    def less(self) -> int:
        """The badge, in whole hundredths; 0 for none."""
        if self.struck is None:
            return 0
        return (self.struck.minor - self.price.minor) * 100 // self.struck.minor


@dataclass(frozen=True)
class Preview:
    """``count``: offers that would have a part; ``badged``: of these, those that may show from what
    they are reduced; ``left``: why others have none; ``examples``: some of the first."""

    count: int
    badged: int
    left: Mapping[str, int]
    examples: Sequence[Foreseen]


def of_trader(trader: Trader) -> QuerySet[Promotion]:
    """Its promotions, the latest first."""
    return Promotion.objects.filter(trader=trader).order_by("-created_at", "-pk")


def families(trader: Trader) -> list[tuple[str, str]]:
    """The families (slug, name) that a seller has offers of; one query."""
    rows = queries.for_trader(trader_id=trader.pk).order_by()
    column = "product__parent__sheet__family"
    pairs = rows.values_list(f"{column}__slug", f"{column}__name").distinct()
    return sorted(((slug, name) for slug, name in pairs if slug), key=lambda pair: str(pair[1]))


def preview(*, trader: Trader, wish: Wish, at: datetime) -> Preview:
    """What the promotion would do; nothing is written.

    What may be struck through is told as if no price changed until it begins.

    :raises BadPromotion: it cannot be.
    """
    _check(wish, at=at)
    rows = _rows(trader, wish)
    left: Counter[str] = Counter()
    count = badged = 0
    examples: list[Foreseen] = []
    starts = max(wish.starts_at, at)
    for some in batches(rows, CHUNK):
        known = history.since(
            stockrecord_ids=[row["pk"] for row in some], start=starts - history.DAYS
        )
        for row in some:
            regular = Money.from_decimal(row["price"], row["price_currency"])
            price = wish.price(regular.minor)
            if why := _why_not(row, regular.minor, price):
                left[why] += 1
                continue
            struck = history.struck([*known.get(row["pk"], ()), (starts, price)])
            count, badged = count + 1, badged + (struck is not None)
            if len(examples) < SHOWN:
                examples.append(_foreseen(row, regular, price, struck))
    return Preview(count, badged, dict(left), examples)


@transaction.atomic
def create(*, trader: Trader, wish: Wish, at: datetime) -> Promotion:
    """Give the seller's offers their dated price.

    :raises BadPromotion: it cannot be, or no offer would have a part in it.
    """
    _check(wish, at=at)
    prices = {}
    most = 0
    for row in _rows(trader, wish):
        regular = Money.from_decimal(row["price"], row["price_currency"]).minor
        price = wish.price(regular)
        if not _why_not(row, regular, price):
            prices[row["pk"]] = price
            most = max(most, regular - price)
    if not prices:
        raise BadPromotion(
            _("Aucune offre n’est concernée : choisissez d’autres familles ou références."),
            field="families",
        )
    if wish.budget_minor is not None and wish.budget_minor < most:
        raise BadPromotion(
            _("Le budget ne suffit pas à un seul exemplaire : il faut au moins %(most)s.")
            % {"most": Money(most).format(get_language() or "fr")},
            field="budget",
        )
    promotion = Promotion.objects.create(
        trader=trader, name=wish.name, kind=wish.kind, value=wish.value,
        starts_at=max(wish.starts_at, at), ends_at=wish.ends_at, budget_minor=wish.budget_minor,
        most_minor=most, offers_count=len(prices), created_at=at,
    )  # fmt: skip
    told = [Dated(pk, price, promotion.starts_at, wish.ends_at) for pk, price in prices.items()]
    sales.put(rows=told, at=at, promotion=promotion)
    return promotion


@transaction.atomic
def stop(*, promotion: Promotion, at: datetime) -> int:
    """End it now; returns how many prices it still held. What was ordered stays as it is."""
    rows = Promotion.objects.filter(pk=promotion.pk, state=Promotion.State.OPEN)
    rows.update(state=Promotion.State.STOPPED)
    return _end([promotion.pk], at=at)


@house
def on_order_paid(payloads: Sequence[dict[str, Any]], at: datetime) -> None:
    """Subscriber: prices of promotions whose budget is used up end; told twice, they have ended."""
    ended = budget.used_up(order_ids={payload["order_id"] for payload in payloads})
    if ended:
        _end(ended, at=at)


def _end(promotion_ids: Iterable[int], *, at: datetime) -> int:
    rows = OfferTerms.objects.filter(promotion__in=list(promotion_ids), sale_minor__isnull=False)
    return sales.lift(stockrecord_ids=list(rows.values_list("pk", flat=True)), at=at)


# --- what is wished for --------------------------------------------------------------------------
def _check(wish: Wish, *, at: datetime) -> None:
    for field, wrong, words in _faults(wish, at=at):
        if wrong:
            raise BadPromotion(words, field=field)


def _faults(wish: Wish, *, at: datetime) -> Iterator[tuple[str, bool, str]]:
    percent = wish.kind == Promotion.Kind.PERCENT
    starts = max(wish.starts_at, at)
    yield "name", not wish.name.strip(), _("Donnez un nom à la promotion, pour la retrouver.")
    yield "value", wish.value < 1, _("Donnez une réduction d’au moins 1 % ou 0,01 €.")
    yield (
        "value", percent and wish.value > MOST_PERCENT,
        _("%(most)s %% au plus : au-delà, écrivez à Cordée.") % {"most": MOST_PERCENT},
    )  # fmt: skip
    yield (
        "ends_at",
        wish.ends_at <= starts,
        _("La fin doit venir après le début, et après maintenant."),
    )
    yield (
        "ends_at", wish.ends_at - starts > LONGEST,
        _("%(days)s jours au plus : une promotion plus longue est un prix.")
        % {"days": LONGEST.days},
    )  # fmt: skip
    yield (
        "budget", wish.budget_minor is not None and wish.budget_minor < 1,
        _("Donnez un budget d’au moins 0,01 €, ou laissez vide pour ne pas le borner."),
    )  # fmt: skip


def _rows(trader: Trader, wish: Wish) -> list[dict[str, Any]]:
    rows = queries.for_trader(trader_id=trader.pk).filter(price__isnull=False)
    if wish.families:
        rows = rows.filter(product__parent__sheet__family__slug__in=list(wish.families))
    if wish.skus:
        rows = rows.filter(partner_sku__in=list(wish.skus))
        _check_skus(wish, set(rows.values_list("partner_sku", flat=True)))
    found = list(
        rows.order_by("pk").values(
            "pk", "partner_sku", "price", "price_currency", "terms__sale_minor",
            "product__parent__title", "product__variant__size",
        )[: MOST_OFFERS + 1]
    )  # fmt: skip
    if len(found) > MOST_OFFERS:
        raise BadPromotion(
            _("%(most)s offres au plus : faites-en plusieurs promotions, par familles.")
            % {"most": MOST_OFFERS},
            field="families",
        )
    return found


def _check_skus(wish: Wish, known: set[str]) -> None:
    missing = [sku for sku in wish.skus if sku not in known]
    if missing:
        raise BadPromotion(
            _("Références inconnues parmi vos offres : %(skus)s.")
            % {"skus": ", ".join(missing[:5])},
            field="skus",
        )


def _why_not(row: Mapping[str, Any], regular: int, price: int) -> Why | None:
    if row["terms__sale_minor"] is not None:
        return Why.DATED
    if price <= 0:
        return Why.CHEAP
    return Why.MINUTE if price >= regular else None


def _foreseen(row: Mapping[str, Any], regular: Money, price: int, struck: int | None) -> Foreseen:
    return Foreseen(
        stockrecord_id=row["pk"],
        sku=row["partner_sku"],
        title=f"{row['product__parent__title']} ({row['product__variant__size']})",
        regular=regular,
        price=Money(price, regular.currency),
        struck=None if struck is None else Money(struck, regular.currency),
    )
