"""What the house gives back: by unit, delivery, gesture; all or nothing, once, never too much."""

import pytest

from marketplace.care import operations as cases
from marketplace.care import refunds
from marketplace.care.refunds import BorneBy, TooManyUnits, Wanted
from marketplace.core import clock as real
from marketplace.core.errors import NotYours, ReasonMissing
from marketplace.core.idempotency import KeyReused
from marketplace.core.money import Money
from marketplace.core.scopes import house_scope
from marketplace.fulfilment import operations as fulfilment
from marketplace.fulfilment import queries as parcels_of
from marketplace.fulfilment.models import Consignment
from marketplace.payments import operations as payments
from marketplace.payments.models import Refund
from marketplace.payments.operations import NothingAsked, RefundTooLarge
from tests import shop

pytestmark = pytest.mark.django_db
THIRDS = 3333  # of three units, 99,99 € together


@pytest.fixture(autouse=True)
def _as_the_house():
    with house_scope():
        yield


@pytest.fixture
def order():
    """Three units of one article at 33,33 €, delivered for 4,90 €: 104,89 € paid."""
    return arrived(shop.paid_order(shop.offer(minor=THIRDS), quantity=3))


def arrived(order):
    for parcel in Consignment.objects.filter(order=order).order_by("pk"):
        fulfilment.accept(consignment=parcel, actor=None, at=real.now())
        fulfilment.ship(
            consignment=parcel, carrier="DPD", tracking="6A1", actor=None, at=real.now()
        )
    return order


def line_of(order):
    return order.lines.get().pk


def give(order, *, key="k" * 16, user=None, **wanted):
    return refunds.give_back(
        order=order, wanted=Wanted(reason="Abîmé", **wanted), key=key, user=user, at=real.now()
    )


def minors():
    return list(Refund.objects.order_by("pk").values_list("kind", "amount_minor"))


def test_units_of_a_line_one_after_the_other_come_to_what_was_paid(order):
    (row,) = order.lines.all()
    row.line_price_incl_tax = "100.00"  # of three: a cent is nobody's
    row.save()
    for n in range(3):
        give(order, key=f"{n}" * 16, units={row.pk: 1})

    assert minors() == [("line", 3334), ("line", 3333), ("line", 3333)]
    with pytest.raises(TooManyUnits):
        give(order, key="4" * 16, units={row.pk: 1})
    assert Refund.objects.count() == 3


def test_a_refund_says_of_what_and_who_bears_it(order):
    operator = shop.operator()
    parcel = Consignment.objects.get(order=order)
    give(
        order,
        units={line_of(order): 2},
        deliveries=[parcel.pk],
        gesture=Money(500),
        borne_by=BorneBy.SELLER,
        user=operator,
    )

    told = Refund.objects.order_by("pk").values_list(
        "kind", "amount_minor", "order_line_id", "quantity", "consignment_id", "borne_by",
    )  # fmt: skip
    assert list(told) == [
        ("line", 6666, line_of(order), 2, parcel.pk, "seller"),
        ("shipping", 490, None, None, parcel.pk, "seller"),
        ("goodwill", 500, None, None, None, "house"),
    ]
    assert {row.asked_by for row in Refund.objects.select_related("asked_by")} == {operator}


def test_the_same_form_twice_gives_once(order):
    first = give(order, units={line_of(order): 1})
    assert [row.pk for row in give(order, units={line_of(order): 1})] == [row.pk for row in first]
    with pytest.raises(KeyReused):
        give(order, units={line_of(order): 2})

    assert minors() == [("line", THIRDS)]


def test_after_a_gesture_all_units_come_back_for_what_is_left(order):
    give(order, gesture=Money(2000))
    give(order, key="2" * 16, units={line_of(order): 3})

    assert minors() == [("goodwill", 2000), ("line", 8489)]
    with pytest.raises(RefundTooLarge):
        give(order, key="3" * 16, deliveries=[Consignment.objects.get().pk])


def test_of_what_nothing_is_left_of_nothing_comes_back(order):
    give(order, gesture=Money(10489))
    with pytest.raises(RefundTooLarge):
        give(order, key="2" * 16, units={line_of(order): 3})

    assert minors() == [("goodwill", 10489)]


def test_all_of_it_or_nothing(order):
    with pytest.raises(RefundTooLarge, match="104,89"):
        give(order, units={line_of(order): 3}, gesture=Money(500))

    assert not Refund.objects.exists()


def test_several_gestures_never_exceed_what_was_paid(order):
    give(order, gesture=Money(10000))
    with pytest.raises(RefundTooLarge, match="4,89"):
        give(order, key="z" * 16, gesture=Money(490))

    assert minors() == [("goodwill", 10000)]


def test_a_delivery_goes_back_once(order):
    parcel = Consignment.objects.get(order=order)
    give(order, deliveries=[parcel.pk, parcel.pk])
    with pytest.raises(RefundTooLarge):
        give(order, key="z" * 16, deliveries=[parcel.pk])

    assert minors() == [("shipping", 490)]


@pytest.mark.parametrize("wanted", [{}, {"gesture": Money(0)}, {"gesture": Money(-100)}])
def test_nothing_is_not_given(order, wanted):
    with pytest.raises(NothingAsked):
        give(order, **wanted)

    assert not Refund.objects.exists()


@pytest.mark.parametrize("units", [-1, 4, 10**9])
def test_units_that_nobody_bought(order, units):
    with pytest.raises(TooManyUnits):
        give(order, units={line_of(order): units})

    assert not Refund.objects.exists()


def test_lines_and_parcels_of_another_order(order):
    other = arrived(shop.paid_order(shop.offer()))
    with pytest.raises(NotYours):
        give(order, units={line_of(other): 1})
    with pytest.raises(NotYours):
        give(order, deliveries=[Consignment.objects.get(order=other).pk])

    assert not Refund.objects.exists()


def test_what_has_not_left_is_refused_or_cancelled_instead():
    order = shop.paid_order(shop.offer())
    with pytest.raises(NotYours):
        give(order, units={line_of(order): 1})

    assert not Refund.objects.exists()


def test_a_gesture_takes_nothing_of_what_has_not_left():
    """Two parcels of 104,90 €, one sent: of the other all goes back once it is cancelled."""
    order = shop.paid_order(shop.offer(minor=10000), shop.offer(minor=10000))
    sent, waits = Consignment.objects.filter(order=order).order_by("pk")
    fulfilment.accept(consignment=sent, actor=None, at=real.now())
    fulfilment.ship(consignment=sent, carrier="DPD", tracking="6A1", actor=None, at=real.now())
    with pytest.raises(RefundTooLarge, match=r"104,90.*outre 104,90"):
        give(order, gesture=Money(10491))
    give(order, gesture=Money(10490))
    with pytest.raises(RefundTooLarge):
        give(order, key="z" * 16, units={sent.lines.get().order_line_id: 1})
    line = waits.lines.get()
    promised = parcels_of.back_if_cancelled(line)
    fulfilment.cancel_line(line=line, actor=None, at=real.now())

    assert promised == (Money(10000), Money(490))
    assert minors() == [("goodwill", 10490), ("line", 10000), ("shipping", 490)]


def test_a_case_takes_nothing_of_what_has_not_left():
    order = shop.paid_order(shop.offer(minor=10000), shop.offer(minor=10000))
    sent = Consignment.objects.filter(order=order).earliest("pk")
    fulfilment.accept(consignment=sent, actor=None, at=real.now())
    fulfilment.ship(consignment=sent, carrier="DPD", tracking="6A1", actor=None, at=real.now())
    give(order, gesture=Money(10000))
    case = cases.open_case(
        order=order, order_line_id=sent.lines.get().order_line_id, topic="damaged", text="?",
        key="k", at=real.now(),
    )  # fmt: skip
    cases.close(case=case, reason="Abîmé", user=None, at=real.now(), refund=True)

    assert minors() == [("goodwill", 10000), ("line", 490)]


def test_what_a_voucher_paid_whole_is_given_back_for_nothing():
    """The row says that it is settled: its seller owes it, the shopper has paid nothing for it."""
    shop.voucher(minor=5000)
    order = arrived(
        shop.paid_order(
            shop.offer(point=shop.point(shipping=0), minor=2500), quantity=2, code="BIENVENUE"
        )
    )
    assert refunds.left(order=order).is_anything
    (part,) = refunds.plan(order=order, wanted=Wanted(reason="?", units={line_of(order): 1}))
    assert (part.amount, part.label.endswith("qu’un bon avait payé en entier")) == (Money(0), True)
    give(order, key="1" * 16, units={line_of(order): 1})
    give(order, key="2" * 16, units={line_of(order): 1})

    assert minors() == [("line", 0), ("line", 0)]
    assert not refunds.left(order=order).is_anything
    with pytest.raises(TooManyUnits):
        give(order, key="3" * 16, units={line_of(order): 1})
    assert Refund.objects.count() == 2


def test_nobody_gives_without_a_reason(order):
    with pytest.raises(ReasonMissing):
        refunds.plan(order=order, wanted=Wanted(reason=" ", gesture=Money(1)))


def test_a_gesture_that_a_seller_bears_is_one_sellers():
    two = arrived(shop.paid_order(shop.offer(), shop.offer()))
    with pytest.raises(NotYours):
        give(two, gesture=Money(100), gesture_borne_by=BorneBy.SELLER)
    one = arrived(shop.paid_order(shop.offer()))
    give(one, key="o" * 16, gesture=Money(100), gesture_borne_by=BorneBy.SELLER)

    refund = Refund.objects.get()
    assert (refund.borne_by, refund.consignment_id) == (
        "seller", Consignment.objects.get(order=one).pk,
    )  # fmt: skip


# --- with what else gives back -----------------------------------------------------------------
def test_a_case_gives_what_is_left_of_its_line(order):
    give(order, units={line_of(order): 1})
    case = cases.open_case(
        order=order, order_line_id=line_of(order), topic="damaged", text="?", key="k", at=real.now()
    )
    assert refunds.of_case(case).amount == Money(6666)
    cases.close(case=case, reason="Abîmé", user=None, at=real.now(), refund=True)

    assert minors() == [("line", 3333), ("line", 6666)]
    assert refunds.of_case(case) is None


def test_a_line_that_is_refused_gives_what_a_gesture_left():
    """104,90 € paid, 10 € given before: the line goes back as far as that is left, never more."""
    order = shop.paid_order(shop.offer(minor=10000))
    payments.request_refund(
        order_id=order.pk, key="goodwill:0", amount=Money(1000), reason="?", at=real.now(),
        kind=Refund.Kind.GOODWILL, borne_by=BorneBy.HOUSE,
    )  # fmt: skip
    line = Consignment.objects.get(order=order).lines.get()
    assert parcels_of.back_if_cancelled(line) == (Money(9490), Money(0))
    fulfilment.refuse_line(line=line, reason="cassé", actor=None, at=real.now())

    # Of the delivery nothing is left to go back: the books hear that it goes no more.
    assert minors() == [("goodwill", 1000), ("line", 9490), ("shipping", 0)]


def test_what_failed_is_still_owed_until_it_is_asked_for_anew(order):
    give(order, units={line_of(order): 1})
    Refund.objects.update(status="failed")

    (line,) = parcels_of.refundable_lines([line_of(order)])
    assert (line.left, line.units_left) == (Money(6666), 2)


def test_left_costs_the_same_for_any_order(django_assert_num_queries):
    small = arrived(shop.paid_order(shop.offer()))
    large = arrived(shop.paid_order(*(shop.offer() for _n in range(5))))
    for order in (small, large):
        with django_assert_num_queries(8):
            refunds.left(order=order)
