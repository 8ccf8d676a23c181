"""Refunds of the shop before they said what they are for, and what migrating makes of them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from marketplace.core.money import Money
from marketplace.core.scopes import house_scope
from marketplace.fulfilment.models import Consignment
from marketplace.payments import operations
from marketplace.payments.models import Payment, Refund
from tests import shop

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
step = import_module("marketplace.payments.migrations.0005_refunds_say_what_for")


@pytest.fixture(autouse=True)
def _as_the_house() -> Iterator[None]:
    with house_scope():
        yield


def before(order: Any, key: str) -> Refund:
    """A refund as it was kept: its columns say nothing."""
    row = operations.request_refund(
        order_id=order.pk, key=key, amount=Money(100), reason="refused", at=AT
    )
    assert (row.kind, row.order_line_id, row.consignment_id) == ("line", None, None)
    return row


def said(row: Refund) -> tuple[object, ...]:
    row.refresh_from_db()
    return (row.kind, row.order_line_id, row.quantity, row.consignment_id, row.borne_by)


def test_keys_become_columns() -> None:
    order = shop.paid_order(shop.offer(minor=10000), quantity=2)
    line, parcel = order.lines.get(), Consignment.objects.get(order=order)
    rows = {
        key: before(order, key)
        for key in (
            f"line:{line.pk}", f"line:{line.pk}:again:again", f"shipping:{parcel.pk}:again",
            f"late:{order.pk}", "line:999999", "something else",
        )
    }  # fmt: skip
    step.say_what_for(apps, None)

    assert [said(row) for row in rows.values()] == [
        ("line", line.pk, 2, parcel.pk, "seller"),
        ("line", line.pk, 2, parcel.pk, "seller"),
        ("shipping", None, None, parcel.pk, "seller"),
        ("late", None, None, None, "house"),
        ("line", 999999, None, None, "seller"),
        ("line", None, None, None, "seller"),
    ]


def test_stripe_is_asked_how_older_payments_were_booked() -> None:
    shop.paid_order(shop.offer())
    Payment.objects.update(charge_id="ch_1", succeeded_at=AT)
    step.ask_how_booked(apps, None)

    assert Payment.objects.get().book_at == AT
