"""What happens to a parcel, and to the stock and the money behind it."""

from datetime import timedelta

import pytest
from oscar.core.loading import get_model

from marketplace.core.errors import IllegalMove, ReasonMissing
from marketplace.core.models import OutboxEvent
from marketplace.core.scopes import house_scope, shopper_scope, trader_scope
from marketplace.fulfilment import operations
from marketplace.fulfilment.models import Consignment, ConsignmentLine
from marketplace.fulfilment.operations import TrackingMissing
from marketplace.payments.models import Refund
from tests import shop

StockRecord = get_model("partner", "StockRecord")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_the_house():
    with house_scope():
        yield


@pytest.fixture
def order(clock):
    """Two parcels of two boutiques, the first with two articles."""
    first, second = shop.point(shipping=490), shop.point(shipping=590)
    return shop.paid_order(
        shop.offer(point=first, minor=5000),
        shop.offer(point=first, minor=7000),
        shop.offer(point=second, minor=9000),
    )


@pytest.fixture
def parcels(order):
    return list(Consignment.objects.filter(order=order).order_by("number"))


def stock():
    rows = StockRecord.objects.order_by("pk")
    return list(rows.values_list("num_in_stock", "num_allocated"))


def refunds():
    return dict(Refund.objects.values_list("key", "amount_minor"))


def topics():
    return list(OutboxEvent.objects.order_by("pk").values_list("topic", flat=True))


def test_an_order_is_one_parcel_a_boutique(order, parcels, clock):
    assert [parcel.number for parcel in parcels] == [f"{order.number}-A", f"{order.number}-B"]
    assert [parcel.lines.count() for parcel in parcels] == [2, 1]
    assert [parcel.shipping_minor for parcel in parcels] == [490, 590]
    assert {parcel.accept_by for parcel in parcels} == {clock() + timedelta(hours=24)}


def test_accepted_shipped_delivered(parcels, clock):
    parcel = parcels[0]
    operations.accept(consignment=parcel, actor=None, at=clock())
    operations.ship(
        consignment=parcel, carrier="Colissimo", tracking=" 6A1 ", actor=None, at=clock()
    )
    assert stock() == [(4, 0), (4, 0), (5, 1)]
    operations.deliver(consignment=parcel, actor=None, at=clock())

    parcel.refresh_from_db()
    assert (parcel.status, parcel.tracking, parcel.delivered_at) == ("delivered", "6A1", clock())
    assert [change.new for change in parcel.changes.all()] == [
        "to_accept", "to_ship", "shipped", "delivered",
    ]  # fmt: skip
    assert topics()[-3:] == [
        "consignment.accepted", "consignment.shipped", "consignment.delivered",
    ]  # fmt: skip


@pytest.mark.parametrize(("carrier", "tracking"), [("", "6A1"), ("Colissimo", "  ")])
def test_a_parcel_without_tracking_does_not_leave(parcels, clock, carrier, tracking):
    operations.accept(consignment=parcels[0], actor=None, at=clock())
    with pytest.raises(TrackingMissing):
        operations.ship(
            consignment=parcels[0], carrier=carrier, tracking=tracking, actor=None, at=clock()
        )

    assert Consignment.objects.get(pk=parcels[0].pk).status == "to_ship"
    assert stock()[0] == (5, 1)


def test_a_parcel_is_accepted_once(parcels, clock):
    stale = Consignment.objects.get(pk=parcels[0].pk)
    operations.accept(consignment=parcels[0], actor=None, at=clock())

    with pytest.raises(IllegalMove):
        operations.accept(consignment=stale, actor=None, at=clock())

    assert topics().count("consignment.accepted") == 1


def test_a_refused_article_is_refunded_and_the_rest_goes_on(order, parcels, clock):
    line = parcels[0].lines.order_by("pk")[0]
    operations.refuse_line(line=line, reason="Défaut", actor=None, at=clock())

    parcels[0].refresh_from_db()
    assert parcels[0].status == "to_accept"
    assert refunds() == {f"line:{line.order_line_id}": 5000}, "its shipping goes on"
    assert stock()[0] == (5, 0)
    assert ConsignmentLine.objects.get(pk=line.pk).reason == "Défaut"


def test_the_last_article_takes_the_parcel_and_its_shipping_with_it(parcels, clock):
    line = parcels[1].lines.get()
    operations.refuse_line(line=line, reason="Défaut", actor=None, at=clock())

    parcels[1].refresh_from_db()
    assert parcels[1].status == "cancelled"
    assert refunds() == {
        f"line:{line.order_line_id}": 9000,
        f"shipping:{parcels[1].pk}": 590,
    }


def test_a_refusal_says_why(parcels, clock):
    with pytest.raises(ReasonMissing):
        operations.refuse_line(line=parcels[1].lines.get(), reason=" ", actor=None, at=clock())

    assert refunds() == {}


def test_the_journal_holds_the_longest_reason(parcels, clock):
    reason = "x" * 300
    operations.refuse_line(line=parcels[1].lines.get(), reason=reason, actor=None, at=clock())

    assert parcels[1].changes.last().note == "refused: " + "x" * 291
    assert ConsignmentLine.objects.get(consignment=parcels[1]).reason == reason


def test_an_article_leaves_once(parcels, clock):
    line = parcels[0].lines.order_by("pk")[0]
    operations.cancel_line(line=line, actor=None, at=clock())

    with pytest.raises(IllegalMove):
        operations.refuse_line(line=line, reason="Défaut", actor=None, at=clock())

    assert list(refunds().values()) == [5000]
    assert stock()[0] == (5, 0)


def test_nothing_is_cancelled_once_the_parcel_has_left(parcels, clock):
    operations.accept(consignment=parcels[0], actor=None, at=clock())
    operations.ship(
        consignment=parcels[0], carrier="DPD", tracking="6A1234", actor=None, at=clock()
    )

    with pytest.raises(IllegalMove):
        operations.cancel_line(line=parcels[0].lines.all()[0], actor=None, at=clock())

    assert refunds() == {}


def test_what_nobody_accepts_in_time_is_refunded_by_itself(parcels, clock):
    operations.accept(consignment=parcels[0], actor=None, at=clock())
    assert operations.sweep(at=clock.advance(hours=24)) == 0, "the deadline itself is in time"
    assert operations.sweep(at=clock.advance(seconds=1)) == 1

    parcels[0].refresh_from_db()
    parcels[1].refresh_from_db()
    assert (parcels[0].status, parcels[1].status) == ("to_ship", "cancelled")
    assert parcels[1].lines.get().status == "expired"
    assert sorted(refunds().values()) == [590, 9000]


def test_what_is_accepted_and_not_shipped_in_time_is_refunded_too(parcels, clock):
    for parcel in parcels:
        operations.accept(consignment=parcel, actor=None, at=clock())

    assert operations.sweep(at=clock.advance(days=3, seconds=1)) == 2
    assert operations.sweep(at=clock()) == 0

    assert sorted(refunds().values()) == [490, 590, 5000, 7000, 9000]
    assert stock() == [(5, 0), (5, 0), (5, 0)]


def test_one_parcel_that_cannot_be_withdrawn_holds_up_no_other(parcels, clock, monkeypatch):
    real = operations._withdraw

    def withdraw(lines, *arguments, **options):
        if lines[0].consignment_id == parcels[0].pk:
            raise RuntimeError("its stock cannot be given back")
        real(lines, *arguments, **options)

    monkeypatch.setattr(operations, "_withdraw", withdraw)

    assert operations.sweep(at=clock.advance(hours=25)) == 1

    statuses = Consignment.objects.order_by("number").values_list("status", flat=True)
    assert list(statuses) == ["to_accept", "cancelled"]
    assert sorted(refunds().values()) == [590, 9000]


def test_a_trader_reads_its_own_parcels_alone(parcels):
    with trader_scope(parcels[0].trader):
        assert [row.number for row in Consignment.objects.all()] == [parcels[0].number]
        assert ConsignmentLine.objects.count() == 2


def test_a_shopper_reads_the_parcels_of_the_order_alone(order, parcels):
    other = shop.paid_order()
    with shopper_scope(order):
        assert Consignment.objects.count() == 2
    with shopper_scope(other):
        assert not Consignment.objects.filter(number=parcels[0].number).exists()


def test_letters_go_on_after_z():
    assert [operations._letters(n) for n in (0, 25, 26, 51, 52, 701, 702)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip
