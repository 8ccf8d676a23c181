from celery import shared_task

from marketplace.core import clock
from marketplace.core.scopes import house
from marketplace.settlement import payouts, reconciling, transfers


@shared_task(name="settlement.settle")
@house
def settle() -> int:
    """Transfer what has matured, take back what was refunded since."""
    return transfers.sweep(at=clock.now())


@shared_task(name="settlement.pay")
@house
def pay() -> int:
    """Pay the traders whose day has come."""
    return payouts.run(at=clock.now())


@shared_task(name="settlement.reconcile")
@house
def reconcile() -> int:
    """Compare with the ledger what Stripe moved up to yesterday and was not compared yet."""
    at = clock.now()
    return reconciling.catch_up(until=reconciling.yesterday(at), at=at)
