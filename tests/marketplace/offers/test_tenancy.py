import pytest

from marketplace.offers import queries
from tests import factories


@pytest.mark.django_db
def test_a_trader_reaches_its_own_offers_alone():
    """Of all its points."""
    own = factories.PointFactory()
    mine = [factories.OfferFactory(point=own)]
    mine.append(factories.OfferFactory(point=factories.PointFactory(trader=own.trader)))
    factories.OfferFactory()

    rows = queries.for_trader(trader_id=own.trader_id)

    assert list(rows.order_by("pk")) == mine
