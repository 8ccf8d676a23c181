"""What each event writes, to the cent; told twice, late or out of order it is written once."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from oscar.core.loading import get_model

from marketplace.core import clock
from marketplace.core.money import Money
from marketplace.core.scopes import house_scope
from marketplace.fulfilment import operations as fulfilment
from marketplace.fulfilment.models import Consignment, ConsignmentLine
from marketplace.ledger import checking, queries
from marketplace.ledger.models import Entry, EntryLine, Kind
from marketplace.payments.models import Dispute, Payout, Refund, Reversal, Transfer
from marketplace.settlement import bookkeeping
from marketplace.settlement.models import Contract
from tests import shop

pytestmark = pytest.mark.django_db
OrderLine = get_model("order", "Line")
DAY = date(2026, 1, 1)


@pytest.fixture(autouse=True)
def house(clock):
    with house_scope():
        yield


# --- a small shop ----------------------------------------------------------------------------
def _order(*prices: int, quantity: int = 1, rate: int = 1000, **contract: Any):
    """A paid order with a line of each price (cents) at boutiques of their own, delivery 4.90 €
    each, whose contract takes ``rate`` basis points."""
    records = []
    for price in prices:
        point = shop.point()
        Contract.objects.create(trader=point.trader, since=DAY, rate_bp=rate, **contract)
        records.append(shop.offer(point=point, minor=price, stock=9))
    return shop.paid_order(*records, quantity=quantity)


def _parcels(order) -> list[Consignment]:
    return list(Consignment.objects.filter(order=order).order_by("pk"))


def _line(parcel: Consignment) -> int:
    return parcel.lines.get().order_line_id


def _ship(parcel: Consignment) -> None:
    parcel.refresh_from_db()
    if parcel.status == Consignment.Status.TO_ACCEPT:
        fulfilment.accept(consignment=parcel, actor=None, at=clock.now())
    fulfilment.ship(
        consignment=parcel, carrier="Colissimo", tracking="6A1", actor=None, at=clock.now()
    )


def _refund(order, minor: int, **told: Any) -> Refund:
    key = told.pop("key", f"{told.get('kind', 'line')}:{Refund.objects.count()}")
    return Refund.objects.create(
        payment=order.payment, key=key, amount_minor=minor, reason="…",
        created_at=clock.now(), due_at=clock.now(), **told,
    )  # fmt: skip


def _of_line(order, parcel: Consignment, minor: int, quantity: int | None = None, **told: Any):
    about = {"order_line_id": _line(parcel), "consignment_id": parcel.pk, "quantity": quantity}
    return _refund(order, minor, **about, **told)


def _book(order) -> None:
    bookkeeping.catch_up([order.pk])


def _entry(source: str) -> list[tuple[str, int]]:
    """Account → cents, in the order of the lines."""
    entry = Entry.objects.get(source=source)
    return list(entry.lines.values_list("account__kind", "minor"))


def _balances() -> dict[str, int]:
    """Every account that is not at zero; those of traders together."""
    found: dict[str, int] = {}
    for name, money in queries.balances():
        found[name.kind.value] = found.get(name.kind.value, 0) + money.minor
    return {kind: minor for kind, minor in found.items() if minor}


@pytest.fixture(autouse=True)
def _sound(house):
    """Whatever a test does: the journal balances and is as it was sealed."""
    yield
    assert checking.check().differences == []
    assert sum(_balances().values()) == 0


# --- paid, sent ------------------------------------------------------------------------------
def test_what_is_paid_is_owed_to_the_shopper_part_by_part():
    order = _order(10000, 5000)
    first, second = _parcels(order)

    _book(order)

    entry = Entry.objects.get()
    assert (entry.source, entry.order_id) == (f"charge:{order.payment.pk}", order.pk)
    assert entry.at == order.payment.succeeded_at
    rows = entry.lines.values_list(
        "account__kind", "minor", "order_line_id", "consignment_id", "vat_rate_bp", "vat_minor"
    )
    assert list(rows) == [
        ("stripe_clearing", 15980, None, None, None, None),
        ("shopper_liability", -10000, _line(first), first.pk, 2000, -1667),
        ("shopper_liability", -490, None, first.pk, 2000, -82),
        ("shopper_liability", -5000, _line(second), second.pk, 2000, -833),
        ("shopper_liability", -490, None, second.pk, 2000, -82),
    ]


def test_a_parcel_that_leaves_is_its_seller_s_less_the_commission():
    order = _order(10000, 5000)
    first, second = _parcels(order)
    _ship(first)

    _book(order)

    entry = Entry.objects.get(source=f"sale:{first.pk}")
    first.refresh_from_db()
    assert (entry.order_id, entry.at) == (order.pk, first.shipped_at)
    rows = entry.lines.values_list(
        "account__kind", "account__trader_id", "minor", "order_line_id", "vat_rate_bp", "vat_minor"
    )
    assert list(rows) == [
        ("shopper_liability", None, 10000, _line(first), 2000, 1667),
        ("payable", first.trader_id, -8800, _line(first), None, None),
        ("commission", None, -1000, _line(first), None, None),
        ("commission_vat", None, -200, _line(first), 2000, -200),
        ("shopper_liability", None, 490, None, 2000, 82),
        ("payable", first.trader_id, -490, None, None, None),
    ]
    assert set(entry.lines.values_list("consignment_id", flat=True)) == {first.pk}
    assert queries.balance(Kind.PAYABLE, second.trader_id) == Money(0)
    assert queries.balance(Kind.SHOPPER_LIABILITY) == Money(-5490)


def test_a_seller_of_another_member_state_is_billed_no_vat():
    point = shop.point(country="BE", vat_number="BE0203201340")
    Contract.objects.create(trader=point.trader, since=DAY, rate_bp=1000)
    order = shop.paid_order(shop.offer(point=point, minor=10000))
    (parcel,) = _parcels(order)
    _ship(parcel)

    _book(order)

    assert ("payable", -9000) in _entry(f"sale:{parcel.pk}")
    commission = EntryLine.objects.get(account__kind=Kind.COMMISSION)
    assert (commission.minor, commission.vat_rate_bp, commission.vat_minor) == (-1000, 0, 0)
    assert not EntryLine.objects.filter(account__kind=Kind.COMMISSION_VAT).exists()


def test_without_a_contract_the_general_terms_hold():
    order = shop.paid_order(shop.offer(minor=10000))
    (parcel,) = _parcels(order)
    _ship(parcel)

    _book(order)

    assert queries.balance(Kind.COMMISSION) == Money(-1200)


def test_a_voucher_is_the_house_s_and_the_seller_is_owed_the_whole():
    order = _order(10000)
    (parcel,) = _parcels(order)
    _take_off(order, parcel, 1500)
    _ship(parcel)

    _book(order)

    assert _entry(f"charge:{order.payment.pk}") == [
        ("stripe_clearing", 8990),
        ("vouchers", 1500),
        ("shopper_liability", -10000),
        ("shopper_liability", -490),
    ]
    assert queries.balance(Kind.PAYABLE, parcel.trader_id) == Money(-8800 - 490)


def _take_off(order, parcel: Consignment, minor: int) -> None:
    """As if a voucher of the house had paid ``minor`` cents of a parcel's line."""
    line = OrderLine.objects.get(pk=_line(parcel))
    line.line_price_incl_tax -= Decimal(minor).scaleb(-2)
    line.save()
    order.payment.amount_minor -= minor
    order.payment.save()


# --- refunds ---------------------------------------------------------------------------------
def test_a_refused_line_never_becomes_the_seller_s():
    order = _order(10000, 5000)
    first, _second = _parcels(order)
    ConsignmentLine.objects.filter(consignment=first).update(status="refused")
    Consignment.objects.filter(pk=first.pk).update(status="cancelled")
    goods = _of_line(order, first, 10000)
    delivery = _refund(order, 490, kind="shipping", consignment_id=first.pk)

    _book(order)

    assert _entry(f"refund:{goods.pk}") == [("shopper_liability", 10000), ("refunds_due", -10000)]
    assert _entry(f"refund:{delivery.pk}") == [("shopper_liability", 490), ("refunds_due", -490)]
    assert _balances() == {
        "stripe_clearing": 15980, "shopper_liability": -5490, "refunds_due": -10490,
    }  # fmt: skip


def test_a_gesture_for_a_line_that_is_not_sent_in_the_end_was_none(clock):
    order = _order(10000)
    (parcel,) = _parcels(order)
    _take_off(order, parcel, 1000)
    _refund(order, 500, kind="goodwill", borne_by="house", consignment_id=parcel.pk)
    _book(order)
    assert queries.balance(Kind.GOODWILL) == Money(500)
    clock.advance(hours=1)
    ConsignmentLine.objects.filter(consignment=parcel).update(status="refused")
    Consignment.objects.filter(pk=parcel.pk).update(status="cancelled")
    refund = _of_line(order, parcel, 8500, 1)  # all that is left of what was paid for it
    _refund(order, 490, kind="shipping", consignment_id=parcel.pk)

    _book(order)

    assert _entry(f"refund:{refund.pk}") == [
        ("shopper_liability", 10000),
        ("refunds_due", -8500),
        ("vouchers", -1000),
        ("goodwill", -500),
    ]
    assert _balances() == {"stripe_clearing": 9490, "refunds_due": -9490}


def test_what_is_refunded_before_it_leaves_is_not_sold(clock):
    order = _order(5000, quantity=2)
    (parcel,) = _parcels(order)
    _of_line(order, parcel, 5000, 1)
    clock.advance(hours=1)
    _ship(parcel)

    _book(order)

    assert ("shopper_liability", 5000) in _entry(f"sale:{parcel.pk}")
    assert queries.balance(Kind.COMMISSION) == Money(-500)
    assert queries.balance(Kind.SHOPPER_LIABILITY) == Money(0)


def test_a_unit_that_comes_back_is_the_seller_s_to_give_back_with_its_commission(clock):
    order = _order(5001, quantity=2)  # 100.02 €: commission 10.00, VAT 2.00
    (parcel,) = _parcels(order)
    _ship(parcel)
    clock.advance(days=5)
    refund = _of_line(order, parcel, 5001, 1)

    _book(order)

    rows = Entry.objects.get(source=f"refund:{refund.pk}").lines.values_list(
        "account__kind", "minor", "order_line_id", "consignment_id", "vat_rate_bp", "vat_minor"
    )
    about = (_line(parcel), parcel.pk)
    assert list(rows) == [
        ("payable", 4401, *about, None, None),
        ("commission", 500, *about, None, None),
        ("commission_vat", 100, *about, None, None),
        ("refunds_due", -5001, *about, 2000, -834),
    ]


@pytest.mark.parametrize("cut", [(1, 1, 1), (2, 1), (1, 2), (3,), (None,)])
@pytest.mark.parametrize(
    ("back", "kept"), [("whole", (0, 0)), ("rate", (31, 6)), ("none", (531, 106))]
)
def test_however_a_line_comes_back_the_house_keeps_what_the_contract_says(cut, back, kept, clock):
    order = _order(1667, quantity=3, rate=1000, fixed_minor=31, back_on_refund=back)
    (parcel,) = _parcels(order)  # 50.01 €: 500 + 31 of commission, 106 of VAT
    _ship(parcel)
    before = 0
    for units in cut:
        clock.advance(days=1)
        count = 3 if units is None else units
        _of_line(order, parcel, 1667 * count, units)
        before += count

    _book(order)

    commission, tax = kept
    assert _balances() == {
        kind: minor
        for kind, minor in {
            "stripe_clearing": 5491,
            "refunds_due": -5001,
            "payable": -490 + commission + tax,
            "commission": -commission,
            "commission_vat": -tax,
        }.items()
        if minor
    }


def test_a_line_of_a_voucher_gives_back_what_was_paid_and_the_house_its_share(clock):
    order = _order(10000)
    (parcel,) = _parcels(order)
    _take_off(order, parcel, 1500)
    _ship(parcel)
    clock.advance(days=2)
    refund = _of_line(order, parcel, 8500, 1)

    _book(order)

    assert _entry(f"refund:{refund.pk}") == [
        ("payable", 8800),
        ("commission", 1000),
        ("commission_vat", 200),
        ("refunds_due", -8500),
        ("vouchers", -1500),
    ]
    assert _balances() == {"stripe_clearing": 8990, "refunds_due": -8500, "payable": -490}


def test_money_that_came_too_late_goes_back_whole():
    order = _order(10000, 5000)
    first, _second = _parcels(order)
    _take_off(order, first, 1000)
    refund = _refund(order, 14980, kind="late", key=f"late:{order.pk}", borne_by="house")

    _book(order)

    assert _entry(f"refund:{refund.pk}") == [
        ("shopper_liability", 10000),
        ("shopper_liability", 490),
        ("shopper_liability", 5000),
        ("shopper_liability", 490),
        ("refunds_due", -14980),
        ("vouchers", -1000),
    ]
    assert _balances() == {"stripe_clearing": 14980, "refunds_due": -14980}


@pytest.mark.parametrize(
    ("kind", "by", "account"),
    [
        ("goodwill", "house", "goodwill"),
        ("goodwill", "seller", "payable"),
        ("shipping", "house", "shipping"),
        ("shipping", "seller", "payable"),
    ],
)
def test_whoever_bears_a_gesture_or_a_delivery_pays_it(kind, by, account, clock):
    order = _order(10000)
    (parcel,) = _parcels(order)
    _ship(parcel)
    clock.advance(days=1)
    refund = _refund(order, 300, kind=kind, borne_by=by, consignment_id=parcel.pk)

    _book(order)

    debits = [(name, minor) for name, minor in _entry(f"refund:{refund.pk}") if minor > 0]
    assert {name for name, _minor in debits} == {account}
    assert sum(minor for _name, minor in debits) == 300
    assert Entry.objects.get(source=f"refund:{refund.pk}").kind == (
        "goodwill" if kind == "goodwill" else "refund"
    )
    assert queries.balance(Kind.COMMISSION) == Money(-1000)


def test_a_line_that_the_house_refunds_costs_its_seller_nothing(clock):
    order = _order(10000)
    (parcel,) = _parcels(order)
    _ship(parcel)
    clock.advance(days=1)
    refund = _of_line(order, parcel, 10000, borne_by="house")

    _book(order)

    assert _entry(f"refund:{refund.pk}") == [("goodwill", 10000), ("refunds_due", -10000)]
    assert queries.balance(Kind.PAYABLE, parcel.trader_id) == Money(-8800 - 490)


def test_a_line_that_comes_back_whole_is_its_seller_s_whatever_the_house_gave_before(clock):
    order = _order(10000)
    (parcel,) = _parcels(order)
    _ship(parcel)
    clock.advance(days=1)
    _refund(order, 2000, kind="goodwill", borne_by="house")
    clock.advance(days=1)
    refund = _of_line(order, parcel, 8490, 1)  # all that is left of the order

    _book(order)

    assert _entry(f"refund:{refund.pk}") == [
        ("payable", 8800), ("commission", 1000), ("commission_vat", 200),
        ("refunds_due", -8490), ("goodwill", -1510),
    ]  # fmt: skip
    assert _balances() == {
        "stripe_clearing": 10490, "refunds_due": -10490, "goodwill": 490, "payable": -490,
    }  # fmt: skip


def test_what_its_seller_gave_of_a_line_before_is_not_charged_again(clock):
    order = _order(10000)
    (parcel,) = _parcels(order)
    _ship(parcel)
    clock.advance(days=1)
    _of_line(order, parcel, 2000)
    _refund(order, 490, kind="goodwill", borne_by="house")
    clock.advance(days=1)
    refund = _of_line(order, parcel, 8000, 1)

    _book(order)

    assert _entry(f"refund:{refund.pk}")[-1] == ("refunds_due", -8000)
    assert queries.balance(Kind.PAYABLE, parcel.trader_id) == Money(-490)


def test_a_refund_leaves_comes_back_and_is_asked_for_anew():
    order = _order(10000)
    (parcel,) = _parcels(order)
    ConsignmentLine.objects.filter(consignment=parcel).update(status="refused")
    refund = _of_line(order, parcel, 10000, key="line:1")
    told = [{"refund_id": refund.pk, "sent": True}]
    _book(order)

    bookkeeping.on_refund_sent(told, clock.now())
    assert _balances() == {"stripe_clearing": 490, "shopper_liability": -490}
    bookkeeping.on_refund_failed(told, clock.now())
    assert _balances() == {
        "stripe_clearing": 10490, "shopper_liability": -490, "refunds_due": -10000,
    }  # fmt: skip
    again = _of_line(order, parcel, 10000, key="line:1:again")
    _book(order)
    assert queries.entry(f"refund:{again.pk}") is None
    bookkeeping.on_refund_sent([{"refund_id": again.pk}], clock.now())
    assert _balances() == {"stripe_clearing": 490, "shopper_liability": -490}


def test_a_refund_that_never_left_is_owed_as_it_was():
    order = _order(10000)
    (parcel,) = _parcels(order)
    ConsignmentLine.objects.filter(consignment=parcel).update(status="refused")
    refund = _of_line(order, parcel, 10000)
    _book(order)
    before = _balances()

    bookkeeping.on_refund_failed([{"refund_id": refund.pk, "sent": False}], clock.now())

    assert _balances() == before
    assert queries.entry(f"refund-failed:{refund.pk}") is None


# --- at Stripe -------------------------------------------------------------------------------
def test_the_fee_is_the_house_s():
    order = _order(10000)
    _book(order)
    told = {"payment_id": order.payment.pk, "balance_transaction": "txn_1", "fee_minor": 171}

    bookkeeping.on_charge_booked([told], clock.now())
    bookkeeping.on_charge_booked([told], clock.now() + timedelta(days=1))

    assert _entry("fee:txn_1") == [("stripe_fees", 171), ("stripe_clearing", -171)]
    assert Entry.objects.filter(kind="fee").count() == 1


def test_a_transfer_a_reversal_a_payout_and_one_that_came_back():
    order = _order(10000)
    (parcel,) = _parcels(order)
    _ship(parcel)
    _book(order)
    asked = {"created_at": clock.now(), "due_at": clock.now()}
    transfer = Transfer.objects.create(
        trader=parcel.trader, payment=order.payment, consignment_id=parcel.pk, key="t",
        amount_minor=9290, made_at=clock.now(), **asked,
    )  # fmt: skip
    reversal = Reversal.objects.create(
        transfer=transfer, amount_minor=1000, key="r", made_at=clock.now(), **asked
    )
    payout = Payout.objects.create(trader=parcel.trader, amount_minor=8290, key="p", **asked)

    def connected() -> int:
        return queries.balance(Kind.STRIPE_CONNECTED, parcel.trader_id).minor

    bookkeeping.on_transfer_made([{"transfer_id": transfer.pk}], clock.now())
    assert connected() == 9290
    assert queries.balance(Kind.STRIPE_CLEARING) == Money(10490 - 9290)
    bookkeeping.on_transfer_reversed([{"reversal_id": reversal.pk}], clock.now())
    assert connected() == 8290
    told = [{"payout_id": payout.pk, "begun": True}]
    bookkeeping.on_payout_begun(told, clock.now())
    assert connected() == 0
    assert queries.balance(Kind.PAYABLE, parcel.trader_id) == Money(-1000)
    bookkeeping.on_payout_failed(told, clock.now())
    assert connected() == 8290
    assert queries.balance(Kind.PAYABLE, parcel.trader_id) == Money(-9290)
    assert [row.source for row in queries.entries_of_order(order.pk)][-2:] == [
        f"transfer:{transfer.pk}", f"reversal:{reversal.pk}",
    ]  # fmt: skip


def test_a_payout_that_never_began_moves_nothing():
    point = shop.point()
    payout = Payout.objects.create(
        trader=point.trader, amount_minor=100, key="p", created_at=clock.now(), due_at=clock.now()
    )

    bookkeeping.on_payout_failed([{"payout_id": payout.pk, "begun": False}], clock.now())

    assert not Entry.objects.exists()


# --- disputes --------------------------------------------------------------------------------
def _dispute(order, minor: int, **told: Any) -> list[dict[str, int]]:
    row = Dispute.objects.create(
        payment=order.payment, stripe_id=f"dp_{order.pk}", amount_minor=minor, fee_minor=2000,
        opened_at=clock.now(), withdrawn_at=clock.now(), **told,
    )  # fmt: skip
    return [{"dispute_id": row.pk}]


def test_a_dispute_takes_the_amount_and_a_fee_and_gives_back_the_amount_when_it_is_won():
    order = _order(10000)
    _book(order)
    told = _dispute(order, 10490)

    bookkeeping.on_dispute_opened(told, clock.now())
    assert _balances() == {
        "stripe_clearing": -2000, "shopper_liability": -10490, "disputes": 10490,
        "stripe_fees": 2000,
    }  # fmt: skip
    bookkeeping.on_dispute_won(told, clock.now())
    assert _balances() == {
        "stripe_clearing": 8490,
        "shopper_liability": -10490,
        "stripe_fees": 2000,
    }


def test_a_lost_dispute_is_the_sellers_by_what_each_was_paid():
    order = _order(10000, 5000)
    for parcel in _parcels(order):
        _ship(parcel)
    _book(order)
    told = _dispute(order, 15980)
    bookkeeping.on_dispute_opened(told, clock.now())

    bookkeeping.on_dispute_lost(told, clock.now())
    bookkeeping.on_dispute_lost(told, clock.now())

    first, second = _parcels(order)
    assert queries.balance(Kind.DISPUTES) == Money(0)
    assert queries.balance(Kind.PAYABLE, first.trader_id) == Money(-9290 + 10490)
    assert queries.balance(Kind.PAYABLE, second.trader_id) == Money(-4890 + 5490)


def test_a_lost_dispute_of_a_card_that_was_not_its_holder_s_is_the_house_s():
    order = _order(10000)
    (parcel,) = _parcels(order)
    _ship(parcel)
    _book(order)
    told = _dispute(order, 10490, reason="fraudulent")
    bookkeeping.on_dispute_opened(told, clock.now())

    bookkeeping.on_dispute_lost(told, clock.now())

    assert queries.balance(Kind.LOSSES) == Money(10490)
    assert queries.balance(Kind.PAYABLE, parcel.trader_id) == Money(-9290)


def test_a_lost_dispute_first_takes_what_was_still_owed_to_the_shopper(clock):
    order = _order(10000, 5000)
    first, second = _parcels(order)
    _ship(first)
    _ship(second)
    clock.advance(days=1)
    _of_line(order, second, 5000)  # waits, as the bank has the payment
    _book(order)
    told = _dispute(order, 15980)
    bookkeeping.on_dispute_opened(told, clock())

    bookkeeping.on_dispute_lost(told, clock())

    assert _entry(f"dispute-lost:{told[0]['dispute_id']}") == [
        ("disputes", -15980),
        ("refunds_due", 5000),
        ("payable", 10000),
        ("payable", 490),
        ("payable", 490),
    ]
    assert queries.balance(Kind.REFUNDS_DUE) == Money(0)


def test_a_lost_dispute_charges_sellers_no_more_than_is_left_of_their_parts(clock):
    order = _order(10000)
    (parcel,) = _parcels(order)
    _ship(parcel)
    clock.advance(days=1)
    refund = _of_line(order, parcel, 4000)
    _book(order)
    bookkeeping.on_refund_sent([{"refund_id": refund.pk}], clock())
    told = _dispute(order, 10490)  # the whole, though a part had gone back
    bookkeeping.on_dispute_opened(told, clock())

    bookkeeping.on_dispute_lost(told, clock())

    assert _entry(f"dispute-lost:{told[0]['dispute_id']}") == [
        ("disputes", -10490), ("payable", 6000), ("payable", 490), ("losses", 4000),
    ]  # fmt: skip


def test_a_dispute_lost_in_part_leaves_a_refund_that_can_still_be_sent_owed(clock):
    order = _order(10000)
    (parcel,) = _parcels(order)
    _ship(parcel)
    clock.advance(days=1)
    _of_line(order, parcel, 5000)
    _book(order)
    told = _dispute(order, 3000)
    bookkeeping.on_dispute_opened(told, clock())

    bookkeeping.on_dispute_lost(told, clock())

    assert queries.balance(Kind.REFUNDS_DUE) == Money(-5000)
    assert sum(minor for kind, minor in _entry(f"dispute-lost:{told[0]['dispute_id']}")
               if kind == "payable") == 3000  # fmt: skip


def test_what_was_never_sold_is_no_seller_s_to_give_back(clock):
    order = _order(10000, 5000)
    first, second = _parcels(order)
    _ship(first)
    _book(order)
    told = _dispute(order, 15980)
    bookkeeping.on_dispute_opened(told, clock())
    bookkeeping.on_dispute_lost(told, clock())  # nothing is left of the second
    clock.advance(hours=1)
    ConsignmentLine.objects.filter(consignment=second).update(status="refused")
    Consignment.objects.filter(pk=second.pk).update(status="cancelled")
    refund = _of_line(order, second, 5000, 1)

    _book(order)

    assert _entry(f"refund:{refund.pk}") == [("goodwill", 5000), ("refunds_due", -5000)]
    assert queries.balance(Kind.PAYABLE, second.trader_id) == Money(0)


def test_a_line_that_a_dispute_took_part_of_goes_back_with_what_is_left_of_it(clock):
    order = _order(10000, 5000)
    first, second = _parcels(order)
    _ship(first)
    _book(order)
    told = _dispute(order, 1598)
    bookkeeping.on_dispute_opened(told, clock())
    bookkeeping.on_dispute_lost(told, clock())  # a tenth of each
    clock.advance(hours=1)
    ConsignmentLine.objects.filter(consignment=second).update(status="refused")
    refund = _of_line(order, second, 5000, 1)

    _book(order)

    assert _entry(f"refund:{refund.pk}") == [
        ("shopper_liability", 4500), ("goodwill", 500), ("refunds_due", -5000),
    ]  # fmt: skip


# --- how it is told --------------------------------------------------------------------------
def test_told_in_any_order_and_again_it_is_written_as_it_happened(clock):
    order = _order(5000, quantity=2)
    (parcel,) = _parcels(order)
    _ship(parcel)
    clock.advance(days=1)
    refund = _of_line(order, parcel, 5000, 1)

    bookkeeping.on_refund_requested([{"refund_id": refund.pk}], clock())
    bookkeeping.on_shipped([{"consignment_id": parcel.pk}] * 2, clock())
    bookkeeping.on_payment_succeeded([{"order_id": order.pk}], clock())

    assert list(Entry.objects.order_by("pk").values_list("source", flat=True)) == [
        f"charge:{order.payment.pk}", f"sale:{parcel.pk}", f"refund:{refund.pk}",
    ]  # fmt: skip


def test_an_order_that_is_not_paid_writes_nothing():
    order = shop.order(shop.offer(minor=10000))

    _book(order)

    assert not Entry.objects.exists()


@pytest.mark.parametrize("count", [1, 6])
def test_many_orders_cost_what_one_costs(count, django_assert_max_num_queries):
    orders = [_order(10000, 5000) for _n in range(count)]
    for order in orders:
        for parcel in _parcels(order):
            _ship(parcel)

    # Eight to read, ten to post, about ten to follow what sellers are owed.
    with django_assert_max_num_queries(34):
        assert bookkeeping.catch_up(order.pk for order in orders) == 3 * count

    with django_assert_max_num_queries(12):
        assert bookkeeping.catch_up(order.pk for order in orders) == 0


def test_events_reach_the_books(relay):
    order = _order(10000)
    (parcel,) = _parcels(order)
    _ship(parcel)

    relay()

    assert queries.written([f"charge:{order.payment.pk}", f"sale:{parcel.pk}"]) == {
        f"charge:{order.payment.pk}", f"sale:{parcel.pk}",
    }  # fmt: skip
