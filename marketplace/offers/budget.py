"""What a seller gives off by a promotion: counted when it is ordered, never above its budget."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, F, Q, Sum, Value, When

from marketplace.core import outbox
from marketplace.core.money import Money
from marketplace.core.scopes import house
from marketplace.offers.models import OfferTerms, Promotion, PromotionUse


@dataclass(frozen=True)
class Units:
    """``minor``: what one is charged, in cents; None: what it costs at that moment."""

    order_line_id: int
    stockrecord_id: int
    quantity: int
    minor: int | None


@house
def take(*, units: Sequence[Units], at: datetime) -> list[int]:
    """Count what order lines are given off; one query where no promotion has to do with them.

    Returns the offers for which a budget does not reach: the caller's transaction must roll back
    then. The WHERE clause holds the budget: of orders at the same moment, it lets through those it
    reaches for. A promotion ends once it could not give off the least that it promises.
    """
    uses = _uses(units, at=at)
    by_promotion: dict[int, int] = defaultdict(int)
    for use in uses:
        by_promotion[use.promotion_id] += use.minor
    for pk in sorted(by_promotion):  # two orders can never wait for each other
        if not _spend(pk, by_promotion[pk]):
            lines = {use.order_line_id for use in uses if use.promotion_id == pk}
            return [u.stockrecord_id for u in units if u.order_line_id in lines]
    if uses:
        PromotionUse.objects.bulk_create(uses)
        _tell_spent(list(by_promotion))
    return []


def _uses(units: Sequence[Units], *, at: datetime) -> list[PromotionUse]:
    rows = OfferTerms.objects.filter(
        pk__in=[each.stockrecord_id for each in units], promotion__isnull=False
    ).select_related("stockrecord")
    terms = {row.pk: row for row in rows}
    found = []
    for each in units:
        row = terms.get(each.stockrecord_id)
        if row is None or row.promotion_id is None or row.stockrecord.price is None:
            continue
        regular = Money.from_decimal(row.stockrecord.price).minor
        charged = row.cost(regular, at) if each.minor is None else each.minor
        if regular > charged:
            found.append(
                PromotionUse(
                    promotion_id=row.promotion_id,
                    order_line_id=each.order_line_id,
                    minor=(regular - charged) * each.quantity,
                )
            )
    return found


def _spend(promotion_id: int, minor: int) -> int:
    after = F("spent_minor") + minor
    within = Q(budget_minor=None) | Q(budget_minor__gte=after)
    rows = Promotion.objects.filter(within, pk=promotion_id, state=Promotion.State.OPEN)
    used_up = When(budget_minor__lt=after + F("least_minor"), then=Value(Promotion.State.SPENT))
    return int(rows.update(spent_minor=after, state=Case(used_up, default=F("state"))))


def _tell_spent(promotion_ids: Sequence[int]) -> None:
    rows = Promotion.objects.filter(pk__in=promotion_ids, state=Promotion.State.SPENT)
    for pk in rows.order_by("pk").values_list("pk", flat=True):
        outbox.publish("promotion.spent", promotion_id=pk)


@house
def give_back(*, order_line_ids: Sequence[int]) -> None:
    """What was given off to lines that are not sold after all can be given off again; once.

    A promotion that has ended stays ended: a price that comes and goes is nobody's.
    """
    uses = PromotionUse.objects.filter(order_line_id__in=order_line_ids, given_back=False)
    totals = dict(uses.values_list("promotion_id").annotate(total=Sum("minor")).order_by())
    if not totals:
        return
    uses.update(given_back=True)
    for pk in sorted(totals):
        rows = Promotion.objects.filter(pk=pk)
        rows.update(spent_minor=F("spent_minor") - totals[pk])
