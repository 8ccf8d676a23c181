"""What a trader is told of its pictures' addresses, and when they may be tried again."""

from datetime import timedelta

import pytest

from marketplace.core.scopes import trader_scope
from marketplace.technical.models import PictureAddress
from marketplace.technical.pictures import addresses, dead_links
from tests import factories
from tests.conftest import MONDAY_MORNING

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def trader():
    return factories.TraderFactory()


def dead(trader, **address):
    told = {f"address__{name}": value for name, value in address.items()}
    return factories.PictureFactory(trader=trader, address__dead=True, **told)


def test_only_what_its_own_feeds_named(trader):
    mine = dead(trader)
    dead(factories.TraderFactory())
    dead(None)
    factories.PictureFactory(trader=trader)
    factories.PictureFactory(trader=trader, address__fetched=True)

    with trader_scope(trader):
        assert [sheet.pk for sheet in dead_links.references()] == [mine.product_id]
        assert dead_links.of([mine.product_id]) == {mine.product_id: [mine]}
        assert dead_links.count() == 1


def test_an_address_of_several_references_is_counted_once_and_told_of_each(trader):
    first = dead(trader)
    second = factories.PictureFactory(trader=trader, address=first.address)

    with trader_scope(trader):
        assert dead_links.count() == 1
        assert {s.pk for s in dead_links.references()} == {first.product_id, second.product_id}


def test_trying_again_is_for_what_may_work_and_once_an_hour(trader):
    at = MONDAY_MORNING
    dead(trader)
    dead(trader, fault="no_site")
    dead(factories.TraderFactory())

    with trader_scope(trader):
        assert dead_links.standing(at=at) == dead_links.Standing(2, 0, 1, None)
        assert addresses.retry(at=at) == 1
        assert dead_links.standing(at=at) == dead_links.Standing(2, 1, 0, at)
        assert addresses.retry(at=at) == 0  # it waits

        given_up = PictureAddress.objects.filter(asked_at=at)
        assert given_up.update(state="unreachable") == 1
        assert addresses.retry(at=at + HOUR - timedelta(seconds=1)) == 0
        assert addresses.retry(at=at + HOUR) == 1

    assert PictureAddress.objects.filter(state="pending").count() == 1


def test_what_is_put_back_has_all_its_tries_and_its_fault_until_it_is_fetched(trader):
    dead(trader, attempts=3, due_at=MONDAY_MORNING - HOUR)

    with trader_scope(trader):
        addresses.retry(at=MONDAY_MORNING)

    address = PictureAddress.objects.get()
    assert (address.state, address.attempts, address.due_at) == ("pending", 0, MONDAY_MORNING)
    assert address.fault == "not_there"
