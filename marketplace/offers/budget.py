"""What a seller gives off by a promotion: counted when it is ordered, never above its budget."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Case, F, Q, Sum, Value, When

from marketplace.core import outbox
from marketplace.core.scopes import house
from marketplace.offers.models import Promotion, PromotionUse


@dataclass(frozen=True)
class Off:
    """What an order line is given off by a promotion, in cents, all its units together."""

    order_line_id: int
    stockrecord_id: int
    promotion_id: int
    minor: int


@house
def take(*, given: Sequence[Off]) -> list[int]:
    """Count what order lines are given off; no query where that is nothing.

    Returns the offers for which a budget does not reach, or whose promotion has ended since their
    price was read: the caller's transaction must roll back then. The WHERE clause holds the
    budget: of orders at the same moment, it lets through those it reaches for. A promotion ends
    once it could not give off the most that it promises: no price stands that nobody can have.
    """
    by_promotion: dict[int, int] = defaultdict(int)
    for off in given:
        by_promotion[off.promotion_id] += off.minor
    for pk in sorted(by_promotion):  # two orders can never wait for each other
        if not _spend(pk, by_promotion[pk]):
            return [off.stockrecord_id for off in given if off.promotion_id == pk]
    if given:
        PromotionUse.objects.bulk_create(
            PromotionUse(
                promotion_id=off.promotion_id, order_line_id=off.order_line_id, minor=off.minor
            )
            for off in given
        )
        _tell_spent(list(by_promotion))
    return []


def _spend(promotion_id: int, minor: int) -> int:
    after = F("spent_minor") + minor
    within = Q(budget_minor=None) | Q(budget_minor__gte=after)
    rows = Promotion.objects.filter(within, pk=promotion_id, state=Promotion.State.OPEN)
    used_up = When(budget_minor__lt=after + F("most_minor"), then=Value(Promotion.State.SPENT))
    return int(rows.update(spent_minor=after, state=Case(used_up, default=F("state"))))


def _tell_spent(promotion_ids: Sequence[int]) -> None:
    rows = Promotion.objects.filter(pk__in=promotion_ids, state=Promotion.State.SPENT)
    for pk in rows.order_by("pk").values_list("pk", flat=True):
        outbox.publish("promotion.spent", promotion_id=pk)


@house
def left(*, promotion_ids: Iterable[int]) -> dict[int, int]:
    """Promotion → cents that it can still give off, of those that are bounded; one query."""
    rows = Promotion.objects.filter(pk__in=set(promotion_ids), budget_minor__isnull=False)
    return dict(rows.values_list("pk", F("budget_minor") - F("spent_minor")))


@house
def take_again(*, order_line_ids: Sequence[int]) -> bool:
    """Count once more what was given back; False where a budget no longer reaches, or its
    promotion has ended: the caller's transaction must roll back then."""
    uses = PromotionUse.objects.filter(order_line_id__in=order_line_ids, given_back=True)
    totals = dict(uses.values_list("promotion_id").annotate(total=Sum("minor")).order_by())
    if not all(_spend(pk, totals[pk]) for pk in sorted(totals)):
        return False
    uses.update(given_back=False)
    _tell_spent(list(totals))
    return True


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
