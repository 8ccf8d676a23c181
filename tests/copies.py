"""Many rows quickly: what a list page costs must not depend on how many there are."""

from typing import Any

from oscar.core.loading import get_model

from marketplace.buying.models import OrderSheet
from marketplace.care.models import Case, CaseMessage
from marketplace.fulfilment.models import Consignment, ConsignmentLine
from marketplace.payments.models import Payment, Refund

Order = get_model("order", "Order")
OrderLine = get_model("order", "Line")


def copy(row: Any, **fields: Any) -> Any:
    """Another row like ``row`` with other ``fields``."""
    model: Any = type(row)
    values = {
        field.attname: getattr(row, field.attname)
        for field in model._meta.concrete_fields
        if not field.primary_key
    }
    return model._base_manager.create(**values | fields)


def orders(order: Any, count: int) -> list[Any]:
    """``count`` orders more, with the parcels, the payment and the refunds of ``order``."""
    return [_order(order, f"{order.number}{n:03d}") for n in range(count)]


def _order(order: Any, number: str) -> Any:
    other = copy(order, number=number, basket_id=None)
    sheet = OrderSheet.objects.get(order=order)
    OrderSheet.objects.create(
        order=other, email=sheet.email, terms_version=sheet.terms_version,
        expires_at=sheet.expires_at,
    )  # fmt: skip
    lines = {line.pk: copy(line, order_id=other.pk) for line in order.lines.all()}
    for parcel in Consignment._base_manager.filter(order=order):
        letter = parcel.number.removeprefix(order.number)
        twin = copy(parcel, order_id=other.pk, number=f"{number}{letter}")
        for line in ConsignmentLine._base_manager.filter(consignment=parcel):
            copy(line, consignment_id=twin.pk, order_line_id=lines[line.order_line_id].pk)
    for payment in Payment.objects.filter(order=order):
        paid = copy(payment, order_id=other.pk, session_id=None, intent_id=None, charge_id=None)
        for refund in Refund.objects.filter(payment=payment):
            copy(refund, payment_id=paid.pk, key=f"{refund.key}/{number}", stripe_id=None)
    return other


def cases(case: Case, count: int) -> list[Case]:
    """``count`` cases more on the same line, each with its messages."""
    rows = []
    for _n in range(count):
        other = copy(case)
        for message in CaseMessage._base_manager.filter(case=case):
            copy(message, case_id=other.pk)
        rows.append(other)
    return rows
