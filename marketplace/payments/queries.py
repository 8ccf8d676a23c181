"""Reading payments and refunds."""

from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Concat

from marketplace.payments.models import Refund

# What ends the key of a refund that was asked for anew.
AGAIN = ":again"


def refunds() -> QuerySet[Refund]:
    """All refunds with their order, the newest first."""
    return Refund.objects.select_related("payment__order__sheet").order_by("-created_at", "-id")


def unpaid_refunds() -> QuerySet[Refund]:
    """Refunds that failed and that no other one has replaced: somebody must see to them."""
    anew = Refund.objects.filter(key=Concat(OuterRef("key"), Value(AGAIN)))
    return refunds().filter(~Exists(anew), status=Refund.Status.FAILED)


def purpose(key: str) -> str:
    """What a refund is for, ``line:12`` or ``shipping:7``, however often it was asked for."""
    while key.endswith(AGAIN):
        key = key.removesuffix(AGAIN)
    return key
