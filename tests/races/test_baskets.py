"""One account on several devices at once: one basket, with all that was put in."""

import pytest
from oscar.core.loading import get_model

from marketplace.buying import baskets, queries
from tests import factories
from tests.races.conftest import Meeting, at_once, kinds, without_constraint

Basket = get_model("basket", "Basket")
Line = get_model("basket", "Line")
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
DEVICES = 8


def put(person, offers, *, met=None):
    """Each device looks for the account's basket and puts something else in."""

    def act(offer):
        def put_in():
            basket = queries.basket_of(person)
            if met is not None:
                met.wait()
            baskets.add(basket=basket, stockrecord_id=offer.pk, quantity=1)
            return basket.pk

        return put_in

    return [act(offer) for offer in offers]


@pytest.fixture
def person():
    return factories.UserFactory()


@pytest.fixture
def offers():
    return [factories.OfferFactory() for _ in range(DEVICES)]


def test_all_of_them_fill_one_basket(person, offers):
    outcomes = at_once(put(person, offers, met=Meeting(DEVICES)))

    assert kinds(outcomes) == {"done": DEVICES}
    assert len(set(outcomes)) == 1
    assert Basket.objects.count() == 1
    assert Line.objects.count() == DEVICES


def test_control_without_the_index_each_device_has_its_own(person, offers):
    with without_constraint(
        "DROP INDEX one_open_basket",
        "CREATE UNIQUE INDEX one_open_basket ON basket_basket (owner_id) WHERE status = 'Open'",
        clean=lambda: Basket.objects.update(status=Basket.MERGED),
    ):
        at_once(put(person, offers, met=Meeting(DEVICES)))

        assert Basket.objects.count() == DEVICES


def test_the_same_article_on_all_of_them_is_counted_by_each(person):
    offer = factories.OfferFactory(stock=DEVICES)

    outcomes = at_once(put(person, [offer] * DEVICES, met=Meeting(DEVICES)))

    assert kinds(outcomes) == {"done": DEVICES}
    assert Line.objects.get().quantity == DEVICES


def test_guests_who_sign_in_at_once_bring_all_along(person, offers):
    shared = factories.OfferFactory()
    guests = [factories.BasketFactory(offers=[offer, (shared, 2)]) for offer in offers]
    met = Meeting(DEVICES)

    def act(guest):
        def sign_in():
            own = queries.basket_of(person)
            met.wait()
            baskets.merge(source=guest, into=own)

        return sign_in

    outcomes = at_once([act(guest) for guest in guests])

    assert kinds(outcomes) == {"done": DEVICES}
    own = Basket.objects.get(status=Basket.OPEN)
    lines = dict(own.lines.values_list("stockrecord_id", "quantity"))
    assert lines == {offer.pk: 1 for offer in offers} | {shared.pk: 2}
