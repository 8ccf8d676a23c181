from celery import shared_task

from marketplace.core import clock
from marketplace.core.scopes import house
from marketplace.payments import operations


@shared_task(name="payments.sweep")
@house
def sweep() -> int:
    """Ask Stripe about what no webhook has moved."""
    return operations.sweep(at=clock.now())
