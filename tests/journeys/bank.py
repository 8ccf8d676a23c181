"""Paying a boutique out at once: Stripe’s clock goes on by itself meanwhile, not the shop’s."""

import time
from collections.abc import Callable
from datetime import timedelta

from tests.stripe_twin.process import _request

FUNDS_AFTER = timedelta(days=8)  # what a charge brought can be spent
MADE = (
    "from marketplace.core.scopes import house_scope\n"
    "from marketplace.payments.models import Transfer\n"
    "with house_scope():\n"
    "    print(Transfer.objects.filter(payment__order__number__startswith='{number}',"
    " status='made', trader__slug='{slug}').count())"
)
TODAY = (
    "from marketplace.core import clock\n"
    # Only Stripe's clock went on: what it holds can be spent now.
    "from marketplace.payments.models import Payment\n"
    "Payment.objects.update(available_at=clock.now())\n"
    "from marketplace.core.scopes import house_scope\n"
    "from marketplace.settlement.models import PayoutTerms\n"
    "with house_scope():\n"
    "    PayoutTerms.objects.filter(trader__slug='{slug}').update(next_date=clock.today())"
)
Manage = Callable[..., str]


def pay_out(manage: Manage, *, twin: str, slug: str, patience: float, number: str = "") -> None:
    """Transfer what has matured, of the order ``number`` or of any, and pay ``slug`` out.

    ``manage`` runs a command of ``manage.py`` and returns what it printed; ``twin``: its address.
    """
    deadline = time.monotonic() + patience
    shell, made = ("shell", "-v", "0", "-c"), MADE.format(number=number, slug=slug)
    while manage(*shell, made).split()[-1] == "0":
        assert time.monotonic() < deadline, "the transfer was never made"
        manage("settlement", "settle")
    manage(*shell, TODAY.format(slug=slug))
    _stripe_is_at(twin, time.time() + FUNDS_AFTER.total_seconds())
    try:
        assert not manage("settlement", "pay").startswith("0 ")
        time.sleep(5)  # the worker asks for it meanwhile
    finally:
        _stripe_is_at(twin, time.time())


def _stripe_is_at(twin: str, seconds: float) -> None:
    body = f'{{"at": {seconds}}}'
    assert _request("POST", f"{twin}/_twin/clock", body, kind="application/json").status == 200
