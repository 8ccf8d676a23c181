"""The demo's boutiques have promotions of what they sell, and none where they sell nothing."""

import pytest

from marketplace.core.scopes import house_scope
from marketplace.offers.models import OfferTerms
from marketplace.world import promotions
from marketplace.world.build import SELLS_FOR
from tests import shop

pytestmark = pytest.mark.django_db


def test_what_a_boutique_sells_is_reduced_now_or_later(clock):
    seller = shop.point(slug=SELLS_FOR)
    shop.point(slug="la-terre-battue")
    now = shop.offer(point=seller, minor=10000)
    later = shop.offer(point=seller, variant=shop.reference(of="chaussures-trail")[0], minor=10000)
    with house_scope():
        made = promotions.made(at=clock())

    assert [row.name for row in made] == ["Semaine de la route", "Trail d’hiver"]
    terms = OfferTerms.objects.in_bulk([now.pk, later.pk])
    assert terms[now.pk].cost(10000, clock()) == 8500
    assert terms[later.pk].cost(10000, clock()) == 10000
    assert terms[later.pk].cost(10000, clock.advance(days=10)) == 8000
