"""The demo world is made at any size, its orders by the operations that people use."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from oscar.core.loading import get_model

from marketplace.core.scopes import house_scope
from marketplace.fulfilment.models import Consignment
from marketplace.payments.models import Payment
from marketplace.technical.models import ReferenceSheet
from marketplace.world.orders import STORIES
from tests.stripe_twin.process import TwinProcess

Order = get_model("order", "Order")


@pytest.fixture(autouse=True)
def _elsewhere(settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    settings.SEARCH_URL = f"tantivy://{tmp_path}/search"


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
    assert twin.state()["objects"].get("checkout.session", 0) == Order.objects.count()
