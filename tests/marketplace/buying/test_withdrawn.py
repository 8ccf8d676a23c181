"""A reference is taken from sale while somebody is about to pay for it."""

from datetime import timedelta

import pytest
from oscar.core.loading import get_model

from marketplace.buying import operations
from marketplace.core import clock
from marketplace.core.errors import TransientError
from marketplace.core.models import StoredEmail
from marketplace.core.scopes import house_scope
from marketplace.fulfilment.models import Consignment
from marketplace.offers import queries as offers
from marketplace.payments import gateway
from marketplace.payments.models import Payment, Refund
from marketplace.storefront import links
from marketplace.technical import withdrawals
from marketplace.technical.models import Withdrawal
from tests import shop
from tests.stripe_twin.process import pay

Order = get_model("order", "Order")
StockRecord = get_model("partner", "StockRecord")
pytestmark = pytest.mark.django_db


def withdraw(record, *, reason=Withdrawal.Reason.RECALL, said="La fixation peut céder."):
    withdrawals.withdraw(
        reference_id=record.product.parent_id, reason=reason, said=said, user=None, at=clock.now()
    )


def on_the_payment_page(order) -> str:
    return operations.start_payment(
        order=order,
        success_url="http://127.0.0.1:8000/merci",
        cancel_url="http://127.0.0.1:8000/retour",
        at=clock.now(),
    )


def status(order) -> tuple[str, str]:
    row = Order.objects.select_related("payment").get(pk=order.pk)
    return row.status, row.payment.status


@pytest.fixture
def two():
    """An order of two boutiques' offers; the first one will be recalled."""
    return shop.order(shop.offer(), shop.offer())


@pytest.fixture
def recalled(two):
    return two.lines.order_by("pk")[0].stockrecord


def test_nobody_pays_for_it_and_the_shopper_is_told_why(two, recalled, twin, relay):
    other = shop.order(shop.offer())
    on_the_payment_page(two)

    withdraw(recalled)
    relay()

    assert status(two) == ("expired", "expired")
    assert status(other) == ("awaiting_payment", "new")
    assert set(two.lines.values_list("stockrecord__num_allocated", flat=True)) == {0}
    with house_scope():
        parcels = Consignment.objects.filter(order=two)
        assert set(parcels.values_list("status", flat=True)) == {"cancelled"}
    mail = StoredEmail.objects.get()
    assert (mail.to, two.number in mail.subject) == ("camille@exemple.fr", True)
    line = two.lines.order_by("pk")[0]
    assert f"- {line.title} : rappelé\n  La fixation peut céder." in mail.text
    assert two.lines.order_by("pk")[1].title not in mail.text
    assert two.changes.get(new="expired").note == f"{line.title} : rappelé"
    assert gateway.retrieve_session(Payment.objects.get(order=two).session_id).expired
    assert not Refund.objects.exists()


def test_its_pages_say_why(two, recalled, client, relay):
    withdraw(recalled)
    relay()

    for path in (links.order_url(two), links.return_path(two)):
        html = client.get(path.removeprefix("http://127.0.0.1:8000")).content.decode()
        assert "La fixation peut céder." in html
        assert "Ce qui suit n’est plus en vente" in html


def test_who_paid_all_the_same_gets_it_all_back(two, recalled, twin, relay):
    """Paid on the page before the shop could close it; the shop hears of it afterwards."""
    pay(on_the_payment_page(two))

    withdraw(recalled)
    relay()

    assert status(two) == ("expired", "succeeded")
    refund = Refund.objects.get()
    assert (refund.amount_minor, refund.reason) == (two.payment.amount_minor, "late")
    assert refund.status == Refund.Status.SUCCEEDED
    assert set(StockRecord.objects.values_list("num_allocated", flat=True)) == {0}
    subjects = [mail.subject for mail in StoredEmail.objects.order_by("pk")]
    assert ["annulée" in subjects[0], "remboursés" in subjects[1]] == [True, True]


def test_money_that_comes_before_the_news_is_not_kept(two, recalled):
    withdraw(recalled)
    Payment.objects.update(status="succeeded", intent_id="pi_1", succeeded_at=clock.now())

    for _ in range(2):
        operations.confirm(order=Order.objects.get(), at=clock.now())

    assert status(two) == ("expired", "succeeded")
    assert Refund.objects.get().amount_minor == two.payment.amount_minor


def test_what_was_paid_before_stays_paid(two, recalled, relay):
    Payment.objects.update(status="succeeded", intent_id="pi_1", succeeded_at=clock.now())
    operations.confirm(order=Order.objects.get(), at=clock.now())

    withdraw(recalled)
    relay()
    operations.confirm(order=Order.objects.get(), at=clock.now())

    assert status(two) == ("paid", "succeeded")
    assert not Refund.objects.exists()


def test_an_order_placed_in_that_very_moment_is_the_sweepers(two, recalled):
    withdraw(recalled)  # and nobody was told yet of the order

    assert operations.sweep(at=clock.now() + timedelta(seconds=15)) == 1

    assert status(two) == ("expired", "expired")


def test_stripe_that_does_not_answer_is_asked_again(two, recalled, twin, relay, monkeypatch):
    on_the_payment_page(two)
    real = gateway.expire_session

    def silent(_session_id):
        raise TransientError("no answer")

    monkeypatch.setattr(gateway, "expire_session", silent)
    withdraw(recalled)
    relay()
    assert status(two) == ("awaiting_payment", "open")

    monkeypatch.setattr(gateway, "expire_session", real)
    operations.sweep(at=clock.now() + timedelta(seconds=15))

    assert status(two) == ("expired", "expired")


def test_nothing_ends_that_can_be_delivered(two, recalled, relay):
    withdraw(recalled)
    withdrawals.put_back(reference_id=recalled.product.parent_id)
    relay()

    assert operations.sweep(at=clock.now()) == 0
    assert status(two) == ("awaiting_payment", "new")


@pytest.mark.parametrize("orders", [1, 5])
def test_looking_for_them_costs_the_same(orders, django_assert_num_queries):
    record = shop.offer(stock=50)
    for _ in range(orders):
        shop.order(record)
    withdraw(record)

    with django_assert_num_queries(1):
        assert len(operations.queries.unpaid(at=clock.now())) == orders


# --- one answer to "can it be bought" ----------------------------------------------------------
def hide_reference(record):
    type(record.product.parent).objects.filter(pk=record.product.parent_id).update(is_public=False)


def hide_size(record):
    type(record.product).objects.filter(pk=record.product_id).update(is_public=False)


@pytest.mark.parametrize("gone", [withdraw, hide_reference, hide_size])
def test_all_who_ask_for_offers_get_the_same_answer(gone):
    record, other = shop.offer(), shop.offer()
    both = {record.product_id, other.product_id}
    parents = {record.product.parent_id, other.product.parent_id}

    def found() -> list[set[int]]:
        by_id = offers.offers_by_id(stockrecord_ids=[record.pk, other.pk])
        return [
            set(offers.purchasable().values_list("product_id", flat=True)),
            set(offers.offers_of(product_ids=both)),
            {each.product_id for each in offers.priced(product_ids=both)},
            {each.product_id for *_of, each in offers.priced_of(parent_ids=parents)},
            {view.product_id for view in by_id.values() if view.available},
        ]

    assert found() == [both] * 5
    assert set(offers.lowest(reference_ids=parents)) == parents

    gone(record)

    assert found() == [{other.product_id}] * 5
    assert set(offers.lowest(reference_ids=parents)) == {other.product.parent_id}


def test_put_back_it_is_sold_by_whom_it_was():
    record = shop.offer()
    [before] = offers.offers_of(product_ids=[record.product_id])[record.product_id]
    withdraw(record)
    shop.restate(record.pk, minor=9000, at=clock.now())

    withdrawals.put_back(reference_id=record.product.parent_id)

    [after] = offers.offers_of(product_ids=[record.product_id])[record.product_id]
    assert before.chosen
    assert after.chosen
