"""A trader's tariffs, all of them at once."""

import pytest

from marketplace.core.models import OutboxEvent
from marketplace.delivery import operations
from marketplace.delivery.models import Tariff
from marketplace.delivery.operations import HomeMissing, Terms
from tests import shop

pytestmark = pytest.mark.django_db


def kept(trader):
    rows = Tariff.objects.filter(trader=trader).order_by("method")
    return list(rows.values_list("method", "minor", "free_from_minor", "transit_days"))


def test_tariffs_are_what_was_said_last():
    trader = shop.relayed(shop.point()).trader
    other = shop.point().trader

    operations.set_tariffs(trader=trader, terms={"home": Terms(690, 8000, 2), "pickup": Terms(0)})

    assert kept(trader) == [("home", 690, 8000, 2), ("pickup", 0, None, 0)]
    assert kept(other) == [("home", 490, None, 2)]


def test_who_shows_prices_at_the_door_hears_of_it():
    offer = shop.offer()
    OutboxEvent.objects.all().delete()

    trader = offer.partner.point.trader
    operations.set_tariffs(trader=trader, terms={"home": Terms(690, None, 2)})

    assert OutboxEvent.objects.filter(topic="trader.changed").exists()


def test_without_the_way_home_nothing_changes():
    trader = shop.point().trader

    with pytest.raises(HomeMissing):
        operations.set_tariffs(trader=trader, terms={"relay": Terms(350)})

    assert kept(trader) == [("home", 490, None, 2)]
