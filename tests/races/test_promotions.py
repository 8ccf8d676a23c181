"""A promotion's budget, and everybody wants what it gives off."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Sum

from marketplace.core import clock
from marketplace.core.scopes import house_scope
from marketplace.offers import budget, promotions
from marketplace.offers.models import Promotion, PromotionUse
from marketplace.offers.promotions import Wish
from tests import factories
from tests.races.conftest import Meeting, at_once, kinds
from tests.races.test_last_unit import buyers

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
CROWD, REACHES = 40, 5


@pytest.fixture
def offer():
    """So many units at 20 € less, and a budget that reaches for five."""
    record = factories.OfferFactory(stock=CROWD, price="100.00")
    at = clock.now()
    wish = Wish("Course", "percent", 20, at, at + timedelta(days=1), REACHES * 2000 + 1999)
    with house_scope():
        promotions.create(trader=record.partner.point.trader, wish=wish, at=at)
    return record


def test_a_budget_that_reaches_for_five_is_given_off_five_times(offer):
    outcomes = at_once(buyers(CROWD, offer))

    assert kinds(outcomes) == {"PromotionSpent": CROWD - REACHES, "done": REACHES}
    with house_scope():
        made = Promotion.objects.get()
        assert (made.spent_minor, made.state) == (REACHES * 2000, "open")
        assert PromotionUse.objects.aggregate(all=Sum("minor"))["all"] == made.spent_minor


def test_without_the_guard_more_is_given_off(offer, monkeypatch):
    """The control: read, then write."""
    together = Meeting(2)

    def spend(pk, minor):
        row = Promotion.objects.get(pk=pk)
        together.wait()
        if row.budget_minor < row.spent_minor + minor:
            return 0
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE offers_promotion SET spent_minor = %s WHERE id = %s",
                [row.spent_minor + minor, pk],
            )
        return 1

    monkeypatch.setattr(budget, "_spend", spend)
    with house_scope():
        Promotion.objects.update(budget_minor=2000)

    at_once(buyers(2, offer))

    with house_scope():
        assert PromotionUse.objects.count() == 2, "one too many"
