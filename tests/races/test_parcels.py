"""Sellers, operators, shoppers and deadlines at one parcel in the same moment: it moves once."""

from datetime import timedelta

import pytest
from django.db import transaction
from oscar.core.loading import get_model

from marketplace.core import clock
from marketplace.core.errors import IllegalMove
from marketplace.core.models import OutboxEvent
from marketplace.core.scopes import house_scope
from marketplace.fulfilment import operations, queries
from marketplace.fulfilment.models import Consignment, ConsignmentLine
from marketplace.payments.models import Refund
from tests import shop
from tests.races.conftest import Meeting, at_once, kinds

StockRecord = get_model("partner", "StockRecord")
LineStatus = ConsignmentLine.Status
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
MANY = 6


@pytest.fixture(autouse=True)
def in_the_house():
    with house_scope():
        yield


@pytest.fixture
def parcel():
    """Of two different articles; its offers have three units each."""
    boutique = shop.point(shipping=490)
    shop.paid_order(
        shop.offer(point=boutique, minor=5000, stock=3),
        shop.offer(point=boutique, minor=7000, stock=3),
    )
    return Consignment.objects.get()


@pytest.fixture
def accepted(parcel):
    operations.accept(consignment=parcel, actor=None, at=clock.now())
    return parcel


def fresh(parcel):
    """The row as another process has read it."""
    return Consignment.objects.get(pk=parcel.pk)


def accept(parcel):
    row = fresh(parcel)
    return lambda: operations.accept(consignment=row, actor=None, at=clock.now())


def ship(parcel):
    row = fresh(parcel)
    return lambda: operations.ship(
        consignment=row, carrier="Colissimo", tracking="6A0123456", actor=None, at=clock.now()
    )


def cancel(line):
    row = ConsignmentLine.objects.get(pk=line.pk)
    return lambda: operations.cancel_line(line=row, actor=None, at=clock.now())


def refuse(line):
    row = ConsignmentLine.objects.get(pk=line.pk)
    return lambda: operations.refuse_line(line=row, reason="Abîmé", actor=None, at=clock.now())


def sweep(*, after):
    return lambda: operations.sweep(at=clock.now() + after)


def stock():
    rows = StockRecord.objects.order_by("pk")
    return list(rows.values_list("num_in_stock", "num_allocated"))


def told(topic):
    return OutboxEvent.objects.filter(topic=topic).count()


def refunded():
    return sorted(Refund.objects.values_list("amount_minor", flat=True))


def test_shipped_twice_leaves_the_stock_once(accepted):
    outcomes = at_once([ship(accepted) for _ in range(MANY)])

    assert kinds(outcomes) == {"IllegalMove": MANY - 1, "done": 1}
    assert stock() == [(2, 0), (2, 0)]
    assert told("consignment.shipped") == 1
    assert accepted.changes.filter(new="shipped").count() == 1


def test_control_without_the_guard_it_ships_each_time(accepted, without_guarded_moves):
    without_guarded_moves("marketplace.fulfilment.states", MANY)

    at_once([ship(accepted) for _ in range(MANY)])

    assert told("consignment.shipped") == MANY
    assert stock() == [(2, 0), (2, 0)], "reservations are closed once all the same"


def test_one_line_cancelled_and_refused_at_once_is_refunded_once(accepted):
    line = accepted.lines.order_by("pk")[0]
    acts = [cancel(line) for _ in range(3)] + [refuse(line) for _ in range(3)]

    assert kinds(at_once(acts)) == {"IllegalMove": 5, "done": 1}

    assert refunded() == [5000]
    assert stock() == [(3, 0), (3, 1)]
    assert fresh(accepted).status == "to_ship"
    assert told("lines.withdrawn") == 1


def test_both_lines_cancelled_at_once_give_the_shipping_back_once(accepted):
    outcomes = at_once([cancel(line) for line in accepted.lines.all()])

    assert kinds(outcomes) == {"done": 2}
    assert refunded() == [490, 5000, 7000]
    assert fresh(accepted).status == "cancelled"
    assert stock() == [(3, 0), (3, 0)]


def test_control_without_the_lock_each_thinks_the_other_line_still_goes(
    accepted, without_row_locks, monkeypatch
):
    """Then nobody ends the parcel, and nobody gives its shipping back."""
    from marketplace.offers import operations as offers

    met, real = Meeting(2), operations._refund_goods

    def later(*arguments, **options):
        met.wait()
        return real(*arguments, **options)

    monkeypatch.setattr(operations, "_refund_goods", later)
    monkeypatch.setattr(offers, "release", lambda **_options: 0)

    at_once([cancel(line) for line in accepted.lines.all()])

    assert fresh(accepted).status == "to_ship"
    assert refunded() == [5000, 7000]


def test_shipped_and_cancelled_at_once(accepted):
    """What left is not refunded; what is refunded has not left."""
    line = accepted.lines.order_by("pk")[0]

    shipping, cancelling = at_once([ship(accepted), cancel(line)])

    assert shipping is None, "the other article goes in any case"
    if cancelling is None:
        assert (refunded(), stock()) == ([5000], [(3, 0), (2, 0)])
    else:
        assert isinstance(cancelling, IllegalMove)
        assert (refunded(), stock()) == ([], [(2, 0), (2, 0)])


def test_accepted_expired_and_cancelled_at_once(parcel):
    """Whoever is first, the articles are on their way, or refunded, each once."""
    line = parcel.lines.order_by("pk")[0]
    late = timedelta(hours=25)

    outcomes = at_once([accept(parcel), sweep(after=late), cancel(line)])

    assert all(each is None or isinstance(each, int | IllegalMove) for each in outcomes)
    row = fresh(parcel)
    going = row.lines.filter(status="going").count()
    assert (row.status, going) in {("to_ship", 2), ("to_ship", 1), ("cancelled", 0)}
    assert sum(allocated for _stock, allocated in stock()) == going
    assert len(refunded()) == {2: 0, 1: 1, 0: 3}[going]


@pytest.mark.parametrize("attempt", range(3))
def test_what_is_accepted_in_the_last_moment_is_not_withdrawn(parcel, attempt):
    """The sweep has read the parcel as late, the seller accepts, the sweep goes on."""
    accepting, sweeping = at_once([accept(parcel), sweep(after=timedelta(hours=25))])

    if accepting is None:
        assert (fresh(parcel).status, sweeping, refunded()) == ("to_ship", 0, [])
    else:
        assert (fresh(parcel).status, sweeping) == ("cancelled", 1)


def test_control_a_sweep_that_believes_what_it_read_withdraws_an_accepted_parcel(parcel):
    at = clock.now() + timedelta(hours=25)
    late = queries.overdue(at=at).get()
    operations.accept(consignment=fresh(parcel), actor=None, at=at)

    assert operations._expire(late.pk, at=at) is False
    with transaction.atomic():  # what the sweep does once it has looked
        operations._withdraw(list(late.lines.all()), LineStatus.EXPIRED, reason="", actor=None,
                             at=at)  # fmt: skip

    assert fresh(parcel).status == "cancelled"


def test_many_sweeps_at_once_withdraw_once(parcel):
    outcomes = at_once([sweep(after=timedelta(hours=25))] * MANY)

    assert sorted(outcomes) == [0] * (MANY - 1) + [1]
    assert refunded() == [490, 5000, 7000]
    assert told("lines.withdrawn") == 1
