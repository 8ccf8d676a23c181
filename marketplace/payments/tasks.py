from celery import shared_task

from marketplace.core import clock
from marketplace.core.scopes import house
from marketplace.payments import operations
from marketplace.payments.operations import disputes


@shared_task(name="payments.sweep")
@house
def sweep() -> int:
    """Ask Stripe about what no webhook has moved."""
    return operations.sweep(at=clock.now())


@shared_task(name="payments.disputes")
@house
def find_disputes() -> int:
    """Ask Stripe for disputes that no webhook has told of."""
    return disputes.find_untold(at=clock.now())
