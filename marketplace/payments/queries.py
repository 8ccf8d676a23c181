"""Reading payments and refunds."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Concat

from marketplace.core.money import Money
from marketplace.payments.models import Payment, Refund

# What ends the key of a refund that was asked for anew.
AGAIN = ":again"


def refunds() -> QuerySet[Refund]:
    """All refunds with their order, the newest first."""
    return Refund.objects.select_related("payment__order__sheet").order_by("-created_at", "-id")


def requested(key: str) -> bool:
    """Whether a refund for this was ever asked for, whatever became of it."""
    return Refund.objects.filter(key=key).exists()


def unpaid_refunds() -> QuerySet[Refund]:
    """Refunds that failed and that no other one has replaced: somebody must see to them."""
    anew = Refund.objects.filter(key=Concat(OuterRef("key"), Value(AGAIN)))
    return refunds().filter(~Exists(anew), status=Refund.Status.FAILED)


def kept(payment: Payment, refunds: Iterable[Refund]) -> Money:
    """What the shopper has paid once every one of ``refunds`` that has not failed is back."""
    back = sum(row.amount_minor for row in refunds if row.status != Refund.Status.FAILED)
    return Money(payment.amount_minor - back, payment.currency)


def purpose(key: str) -> str:
    """What a refund is for, ``line:12`` or ``shipping:7``, however often it was asked for."""
    while key.endswith(AGAIN):
        key = key.removesuffix(AGAIN)
    return key
