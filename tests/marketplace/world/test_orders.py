"""The demo world is made at any size, its orders by the operations that people use."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from oscar.core.loading import get_model

from marketplace.core import clock
from marketplace.core.scopes import house_scope
from marketplace.fulfilment.models import Consignment
from marketplace.ledger import checking
from marketplace.ledger import queries as ledger
from marketplace.ledger.models import Entry, Kind
from marketplace.payments import queries as payments
from marketplace.payments.models import Payment, Refund
from marketplace.settlement import calendar, reconciling
from marketplace.technical.models import ReferenceSheet
from marketplace.world.orders import STORIES
from tests.stripe_twin.process import TwinProcess

Order = get_model("order", "Order")


@pytest.fixture(autouse=True)
def _elsewhere(settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    settings.SEARCH_URL = f"tantivy://{tmp_path}/search"


@pytest.mark.any_database
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("references", "least"), [(1, 0), (60, len(STORIES))])
def test_a_world_of_any_size_has_what_its_shelves_bear(
    twin: TwinProcess, references: int, least: int
) -> None:
    call_command("world", "--references", str(references), stdout=StringIO())

    with house_scope():
        assert ReferenceSheet.objects.count() >= references
        assert Order.objects.count() >= least
        paid = Payment.objects.filter(status=Payment.Status.SUCCEEDED)
        assert all(payment.intent_id for payment in paid)
        assert not Consignment.objects.filter(lines=None).exists()
        _books_are_right(twin)
    assert twin.state()["objects"].get("checkout.session", 0) == Order.objects.count()


def _books_are_right(twin: TwinProcess) -> None:
    """Everything that happened is written, in the past as it is told, and to the cent what Stripe
    says."""
    gone = Consignment.objects.filter(shipped_at__isnull=False)
    first = [row for row in Refund.objects.all() if not payments.is_again(row)]
    happened = {
        *(f"charge:{row.pk}" for row in Payment.objects.filter(status=Payment.Status.SUCCEEDED)),
        *(f"sale:{row.pk}" for row in gone),
        *(f"refund:{row.pk}" for row in first),
    }
    assert ledger.written(happened) == happened
    assert checking.check().differences == []
    days = {calendar.day_of(at) for at in Entry.objects.values_list("at", flat=True)}
    for day in sorted(days):
        reconciling.reconcile(day=day, at=clock.now())
    assert list(reconciling.open_discrepancies()) == []
    assert not Entry.objects.filter(at__gt=clock.now()).exists()
    sales = Entry.objects.filter(kind="sale").values_list("source", "at")
    assert dict(sales) == {f"sale:{row.pk}": row.shipped_at for row in gone}
    assert ledger.balance(Kind.STRIPE_CLEARING).minor == twin.state()["balance"].get("eur", 0)
