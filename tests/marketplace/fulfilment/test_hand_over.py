"""What is fetched at the counter: put aside, handed over against its code, or given back."""

from datetime import date, datetime, time, timedelta

import pytest
from oscar.core.loading import get_model

from marketplace.buying.queries import Choice
from marketplace.core.days import PARIS
from marketplace.core.errors import IllegalMove
from marketplace.core.models import OutboxEvent, StoredEmail
from marketplace.core.scopes import house_scope
from marketplace.fulfilment import operations
from marketplace.fulfilment.models import Consignment, ConsignmentLine
from marketplace.fulfilment.operations import CodeLocked, CodeWrong, NotLocked, WayWrong
from marketplace.payments.models import Refund
from tests import shop
from tests.factories import EVERY_DAY

StockRecord = get_model("partner", "StockRecord")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_the_house():
    with house_scope():
        yield


@pytest.fixture
def parcel(clock):
    """Put aside at the counter."""
    shop.paid_order(shop.offer(point=shop.counter(), minor=9000), choice=Choice("pickup"))
    row = Consignment.objects.get()
    operations.accept(consignment=row, actor=None, at=clock())
    OutboxEvent.objects.all().delete()
    return row


def hand_over(parcel, clock, code=None):
    operations.hand_over(
        consignment=parcel, code=parcel.pickup_code if code is None else code, actor=None,
        at=clock(),
    )  # fmt: skip


def wrong(parcel):
    return f"{(int(parcel.pickup_code) + 1) % 10**6:06d}"


def is_untouched(parcel):
    return (
        Consignment.objects.get(pk=parcel.pk).status == "to_ship"
        and StockRecord.objects.values_list("num_in_stock", "num_allocated").get() == (5, 1)
        and not OutboxEvent.objects.exists()
    )


def test_it_waits_for_two_weeks_to_the_end_of_the_day(parcel, clock):
    assert clock().astimezone(PARIS).date() == date(2026, 3, 2)
    assert parcel.ship_by == datetime(2026, 3, 16, 23, 59, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("hours", "last"),
    [
        ({"3": ["10:00", "19:00"]}, date(2026, 3, 19)),  # Thursdays alone
        ({"0": ["00:00", "19:00"]}, date(2026, 3, 16)),
        ({}, date(2026, 3, 16)),
    ],
    ids=["closed that day", "open from midnight", "not said"],
)
def test_its_last_day_is_one_on_which_the_counter_is_open(clock, hours, last):
    point = shop.counter()
    shop.paid_order(shop.offer(point=point), choice=Choice("pickup"))
    point.hours = hours
    point.save()
    row = Consignment.objects.get()

    operations.accept(consignment=row, actor=None, at=clock())

    assert row.ship_by == datetime.combine(last, time(23, 59), PARIS)


@pytest.mark.parametrize(
    ("hours", "by"),
    [
        (EVERY_DAY, None),
        ({"3": ["10:00", "19:00"]}, datetime(2026, 3, 5, 12, tzinfo=PARIS)),  # Thursdays alone
        ({}, None),
    ],
    ids=["open", "closed till Thursday", "not said"],
)
def test_a_boutique_has_a_day_to_put_it_aside_and_until_it_was_promised(clock, hours, by):
    point = shop.counter()
    record = shop.offer(point=point)
    order = shop.order(record, choice=Choice("pickup"))
    point.hours = hours
    point.save()

    operations.open_for_acceptance(order_id=order.pk, at=clock())

    assert Consignment.objects.get().accept_by == (by or clock() + timedelta(days=1))


def test_who_sends_it_has_a_day_though_the_shop_is_closed(clock):
    point = shop.counter()
    order = shop.order(shop.offer(point=point))
    point.hours = {"3": ["10:00", "19:00"]}
    point.save()

    operations.open_for_acceptance(order_id=order.pk, at=clock())

    assert Consignment.objects.get().accept_by == clock() + timedelta(days=1)


def test_against_its_code_it_has_left_and_arrived(parcel, clock):
    spaced = f" {parcel.pickup_code[:3]} {parcel.pickup_code[3:]} "

    hand_over(parcel, clock, spaced)

    parcel.refresh_from_db()
    assert (parcel.status, parcel.shipped_at, parcel.delivered_at) == (
        "delivered", clock(), clock(),
    )  # fmt: skip
    assert StockRecord.objects.values_list("num_in_stock", "num_allocated").get() == (4, 0)
    assert list(OutboxEvent.objects.order_by("pk").values_list("topic", flat=True)) == [
        "consignment.shipped", "consignment.delivered",
    ]  # fmt: skip
    assert parcel.changes.latest("pk").happened == "Remis au client"


def test_once(parcel, clock):
    stale = Consignment.objects.get(pk=parcel.pk)
    hand_over(parcel, clock)
    OutboxEvent.objects.all().delete()

    for row in (parcel, stale):
        with pytest.raises(IllegalMove):
            hand_over(row, clock)

    assert StockRecord.objects.get().num_in_stock == 4
    assert not OutboxEvent.objects.exists()


@pytest.mark.parametrize("code", ["", "0", "abcdef", "é"])
def test_another_code_hands_nothing_over(parcel, clock, code):
    with pytest.raises(CodeWrong):
        hand_over(parcel, clock, code)
    with pytest.raises(CodeWrong):
        hand_over(parcel, clock, wrong(parcel))

    assert is_untouched(parcel)
    assert Consignment.objects.get().pickup_tries == 2


def test_guessing_ends(parcel, clock):
    for _ in range(operations.MOST_TRIES):
        with pytest.raises(CodeWrong):
            hand_over(parcel, clock, wrong(parcel))

    with pytest.raises(CodeLocked):
        hand_over(parcel, clock)

    assert is_untouched(parcel)


def test_unlocked_it_is_handed_over_against_another_code_alone(parcel, clock, relay):
    old = parcel.pickup_code
    Consignment.objects.update(pickup_tries=operations.MOST_TRIES)

    operations.unlock(consignment=parcel, actor=None, at=clock())

    parcel.refresh_from_db()
    assert (parcel.pickup_tries, parcel.status) == (0, "to_ship")
    assert parcel.pickup_code != old
    assert (parcel.changes.latest("pk").happened, parcel.changes.latest("pk").why) == (
        "Code de retrait renouvelé", "",
    )  # fmt: skip
    relay()
    sent = StoredEmail.objects.get(subject=f"Nouveau code de retrait du colis {parcel.number}")
    assert parcel.pickup_code in sent.text
    with pytest.raises(CodeWrong):
        hand_over(parcel, clock, old)
    hand_over(parcel, clock)
    assert Consignment.objects.get().status == "delivered"


def test_each_time_it_is_unlocked_its_code_is_sent(parcel, clock, relay):
    for _ in range(2):
        Consignment.objects.update(pickup_tries=operations.MOST_TRIES)
        operations.unlock(consignment=parcel, actor=None, at=clock())
        relay()

    assert StoredEmail.objects.filter(subject__startswith="Nouveau code").count() == 2


@pytest.mark.parametrize(
    ("tries", "status"), [(9, "to_ship"), (10, "delivered"), (10, "cancelled")]
)
def test_what_is_not_locked_keeps_its_code(parcel, clock, tries, status):
    Consignment.objects.update(pickup_tries=tries, status=status)

    with pytest.raises(NotLocked):
        operations.unlock(consignment=parcel, actor=None, at=clock())

    assert Consignment.objects.get().pickup_code == parcel.pickup_code
    assert not OutboxEvent.objects.exists()


def test_it_is_not_shipped(parcel, clock):
    with pytest.raises(WayWrong):
        operations.ship(
            consignment=parcel, carrier="Colissimo", tracking="6A123456", actor=None, at=clock()
        )
    assert is_untouched(parcel)


def test_what_a_carrier_takes_is_not_handed_over(clock):
    shop.paid_order(shop.offer())
    parcel = Consignment.objects.get()
    operations.accept(consignment=parcel, actor=None, at=clock())

    with pytest.raises(WayWrong):
        hand_over(parcel, clock, "")

    assert Consignment.objects.get().status == "to_ship"


def test_not_before_it_was_put_aside(clock):
    shop.paid_order(shop.offer(point=shop.counter()), choice=Choice("pickup"))
    parcel = Consignment.objects.get()

    with pytest.raises(IllegalMove):
        hand_over(parcel, clock)

    assert Consignment.objects.get().status == "to_accept"


def test_not_fetched_it_is_given_back(parcel, clock):
    clock.advance(days=14)  # the last day is not over
    assert operations.sweep(at=clock()) == 0
    clock.advance(hours=14)

    assert operations.sweep(at=clock()) == 1

    assert Consignment.objects.get().status == "cancelled"
    line = ConsignmentLine.objects.get()
    assert (line.status, line.reason) == ("expired", "pas retiré à temps au magasin")
    assert Refund.objects.get().amount_minor == 9000
    assert StockRecord.objects.values_list("num_in_stock", "num_allocated").get() == (5, 0)
