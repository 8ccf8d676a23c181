"""Lines taken from other boutiques, baskets that become one, and one basket an account."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from oscar.core.loading import get_model

from marketplace.buying import baskets, queries
from marketplace.buying.baskets import BasketClosed, Offered, SoldOut
from marketplace.core.errors import NotYours
from marketplace.core.money import Money
from tests import shop

Basket = get_model("basket", "Basket")
Line = get_model("basket", "Line")
StockRecord = get_model("partner", "StockRecord")
pytestmark = pytest.mark.django_db


def lines(basket):
    return sorted(Line.objects.filter(basket=basket).values_list("stockrecord_id", "quantity"))


def wish(line, record, minor=None):
    price = Money.from_decimal(record.price) if minor is None else Money(minor)
    return {line.pk: Offered(record.pk, price)}


@pytest.fixture
def two():
    """One article in two boutiques, the first in a basket twice."""
    (variant,) = shop.reference()
    here = shop.offer(variant=variant, minor=9000)
    there = shop.offer(variant=variant, minor=9500, stock=3)
    return here, there, shop.basket(here, quantity=2)


# --- another boutique ------------------------------------------------------------------------
def test_a_line_is_taken_from_another_boutique_with_its_quantity(two):
    _here, there, basket = two
    line = basket.lines.get()

    assert baskets.choose_offers(basket=basket, wishes=wish(line, there)) == 1

    line.refresh_from_db()
    assert (line.stockrecord_id, line.quantity) == (there.pk, 2)
    assert line.price_incl_tax == Decimal("95.00")
    assert line.line_reference == f"{there.product_id}_{there.pk}"


def test_what_another_window_wrote_while_it_waited_is_kept(two, monkeypatch):
    _here, there, basket = two
    line, hold = basket.lines.get(), baskets._hold_open

    def waited(held):
        basket.lines.update(quantity=3)
        hold(held)

    monkeypatch.setattr(baskets, "_hold_open", waited)
    baskets.choose_offers(basket=basket, wishes=wish(line, there))

    line.refresh_from_db()
    assert (line.stockrecord_id, line.quantity) == (there.pk, 3)


def test_another_price_than_was_shown_is_said_by_the_basket(two, clock):
    _here, there, basket = two
    baskets.choose_offers(basket=basket, wishes=wish(basket.lines.get(), there, minor=9100))

    (line,) = queries.quote(basket=basket, at=clock()).lines
    assert (line.was, line.unit) == (Money(9100), Money(9500))


def test_where_it_is_in_the_basket_already_both_become_one(two):
    here, there, basket = two
    basket.add_offer(there, 1)
    line = basket.lines.get(stockrecord=here)

    baskets.choose_offers(basket=basket, wishes=wish(line, there))

    assert lines(basket) == [(there.pk, 3)]


def test_two_lines_may_change_places(two):
    here, there, basket = two
    basket.add_offer(there, 1)
    first, second = basket.lines.order_by("pk")

    baskets.choose_offers(basket=basket, wishes=wish(first, there) | wish(second, here))

    assert lines(basket) == [(here.pk, 1), (there.pk, 2)]


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (lambda _b, there: StockRecord.objects.filter(pk=there.pk).update(num_in_stock=1), SoldOut),
        (lambda _b, there: there.delete(), NotYours),
        (lambda b, _t: Basket.objects.filter(pk=b.pk).update(status="Submitted"), BasketClosed),
        (lambda b, _t: Line.objects.filter(basket=b).delete(), NotYours),
    ],
)
def test_what_cannot_be_changes_nothing(two, spoil, error):
    _here, there, basket = two
    wishes = wish(basket.lines.get(), there)
    spoil(basket, there)
    before = lines(basket)

    with pytest.raises(error):
        baskets.choose_offers(basket=basket, wishes=wishes)

    assert lines(basket) == before


def test_all_of_them_or_none(two):
    """The second boutique has enough of one article and not of the other."""
    here, there, basket = two
    (variant,) = shop.reference()
    other = shop.offer(variant=variant)
    scarce = shop.offer(variant=variant, stock=1)
    basket.add_offer(other, 2)
    first, second = basket.lines.order_by("pk")

    with pytest.raises(SoldOut):
        baskets.choose_offers(basket=basket, wishes=wish(first, there) | wish(second, scarce))

    assert lines(basket) == [(here.pk, 2), (other.pk, 2)]


def test_an_offer_of_another_article_is_refused(two):
    here, _there, basket = two
    with pytest.raises(NotYours):
        baskets.choose_offers(basket=basket, wishes=wish(basket.lines.get(), shop.offer()))
    assert lines(basket) == [(here.pk, 2)]


def test_a_line_of_another_basket_is_not_there(two):
    here, there, basket = two
    foreign = shop.basket(here).lines.get()
    with pytest.raises(NotYours):
        baskets.choose_offers(basket=basket, wishes=wish(foreign, there))
    assert Line.objects.get(pk=foreign.pk).stockrecord_id == here.pk


# --- one basket ------------------------------------------------------------------------------
def test_the_database_holds_one_open_basket_an_account():
    person = shop.user()
    shop.basket(owner=person)
    with pytest.raises(IntegrityError), transaction.atomic():
        shop.basket(owner=person)
    Basket.objects.update(status=Basket.SUBMITTED)
    shop.basket(owner=person)


def test_what_was_begun_on_another_device_meanwhile_is_gone_on_with():
    """Both devices found no basket; the second one to put something in finds the first one's."""
    person, record, other = shop.user(), shop.offer(), shop.offer()
    phone, desktop = queries.basket_of(person), queries.basket_of(person)
    baskets.add(basket=phone, stockrecord_id=record.pk, quantity=1)

    baskets.add(basket=desktop, stockrecord_id=other.pk, quantity=2)

    assert desktop.pk == phone.pk
    assert lines(phone) == [(record.pk, 1), (other.pk, 2)]
    assert Basket.objects.count() == 1


@pytest.mark.parametrize(
    ("guest", "own", "together"),
    [
        ([], [], []),
        ([1], [], [1]),
        ([], [2], [2]),
        ([1], [3], [3]),  # the larger number: the same wish, said twice
        ([3], [1], [3]),
    ],
)
def test_of_an_offer_in_both_the_larger_number(guest, own, together):
    record, person = shop.offer(), shop.user()
    source = shop.basket(*[record] * len(guest), quantity=(guest or [1])[0])
    into = shop.basket(*[record] * len(own), quantity=(own or [1])[0], owner=person)

    baskets.merge(source=source, into=into)

    assert [quantity for _pk, quantity in lines(into)] == together
    source.refresh_from_db()
    assert source.status == Basket.MERGED


def test_merged_twice_is_merged_once():
    record = shop.offer()
    source, into = shop.basket(record, quantity=2), shop.basket(owner=shop.user())
    stale = Basket.objects.get(pk=source.pk)
    baskets.merge(source=source, into=into)
    Line.objects.filter(basket=into).update(quantity=1)

    baskets.merge(source=stale, into=into)

    assert lines(into) == [(record.pk, 1)]


def test_an_ordered_basket_of_the_guest_brings_nothing():
    source, into = shop.basket(shop.offer()), shop.basket(owner=shop.user())
    Basket.objects.filter(pk=source.pk).update(status=Basket.SUBMITTED)

    baskets.merge(source=source, into=into)

    assert lines(into) == []
    assert len(lines(source)) == 1


def test_a_basket_ordered_while_it_is_merged_into_stays_as_it_was_ordered():
    person, record, other = shop.user(), shop.offer(), shop.offer()
    source, into = shop.basket(record), shop.basket(other, owner=person)
    Basket.objects.filter(pk=into.pk).update(status=Basket.SUBMITTED)
    ordered = into.pk

    baskets.merge(source=source, into=into)

    assert lines(ordered) == [(other.pk, 1)]
    assert into.pk != ordered
    assert lines(queries.basket_of(person)) == [(record.pk, 1)]
