"""What a voucher costs the house, in the books: charged when paid, back with what is refused."""

import pytest

from marketplace.core.money import Money
from marketplace.core.scopes import house_scope
from marketplace.fulfilment import operations as fulfilment
from marketplace.fulfilment.models import ConsignmentLine
from marketplace.ledger import queries as ledger
from marketplace.ledger.models import Kind
from marketplace.settlement import bookkeeping
from tests import shop

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "house")]


def refuse(line, clock):
    with house_scope():
        fulfilment.refuse_line(line=line, reason="Défaut", actor=None, at=clock())


def lines(order):
    with house_scope():
        return list(ConsignmentLine.objects.filter(consignment__order=order).order_by("pk"))


def balances(*kinds):
    return [ledger.balance(kind).minor for kind in kinds]


def test_the_house_bears_it_and_gets_back_what_is_refused(clock):
    shop.voucher(minor=1000)
    order = shop.paid_order(shop.offer(minor=3000), shop.offer(minor=7000), code="BIENVENUE")
    bookkeeping.catch_up([order.pk])
    charged = Money.from_decimal(order.total_incl_tax)
    assert charged == Money(9980)
    assert balances(Kind.STRIPE_CLEARING, Kind.VOUCHERS) == [9980, 1000]
    assert ledger.balance(Kind.SHOPPER_LIABILITY) == Money(-10980), "the seller's whole price"

    refuse(lines(order)[0], clock)
    bookkeeping.catch_up([order.pk])

    assert balances(Kind.VOUCHERS, Kind.SHOPPER_LIABILITY) == [700, -7490]


def test_a_line_that_it_paid_whole_leaves_nothing_owed_once_refused(clock, relay):
    shop.voucher(minor=5000)
    order = shop.paid_order(shop.offer(point=shop.point(shipping=0), minor=5000), code="BIENVENUE")
    relay()
    assert balances(Kind.STRIPE_CLEARING, Kind.VOUCHERS, Kind.SHOPPER_LIABILITY) == [0, 5000, -5000]

    refuse(lines(order)[0], clock)
    relay()

    assert balances(Kind.VOUCHERS, Kind.SHOPPER_LIABILITY, Kind.REFUNDS_DUE) == [0, 0, 0]
