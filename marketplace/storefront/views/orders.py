"""An order for whoever may see it: its parcels, a line cancelled, a parcel received, a case."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from marketplace.buying import operations as buying
from marketplace.buying import queries as buying_queries
from marketplace.buying.models import OrderStatus
from marketplace.buying.vouchers import queries as vouchers
from marketplace.care import operations as care
from marketplace.care import queries as cases
from marketplace.core import clock
from marketplace.core.errors import CordeeError, IllegalMove
from marketplace.core.money import Money
from marketplace.fulfilment import operations as fulfilment
from marketplace.fulfilment import queries
from marketplace.fulfilment.models import Consignment, ConsignmentLine
from marketplace.payments import queries as payments
from marketplace.payments.models import Refund
from marketplace.storefront import figures, parcels
from marketplace.storefront.access import Door, order_view
from marketplace.storefront.forms import CaseForm, ReplyForm
from marketplace.storefront.views import errors
from marketplace.storefront.views.redirects import SeeOther


@order_view
def detail(request: Any, door: Door) -> HttpResponse:
    order = door.order
    rows = list(queries.with_lines(Consignment.objects.order_by("number")))
    refunds = list(order.payment.refunds.order_by("pk"))
    sheets = [parcels.sheet_of(line) for row in rows for line in row.lines.all()]
    shown = parcels.views(
        rows,
        paid_at=order.sheet.paid_at,
        is_free=not order.total_incl_tax,
        refunds=refunds,
        cases=cases.cases(),
        deciders=figures.deciders(sheet for sheet in sheets if sheet),
        at=clock.now(),
    )
    told = [refund for refund in payments.latest(refunds) if refund.amount_minor]
    expired = order.status == OrderStatus.EXPIRED
    voucher = vouchers.use_of(order)
    context = {
        "door": door,
        "order": order,
        "disputed": payments.holds_refunds(order.pk),
        "parcels": shown,
        "goods": buying_queries.goods_of(order),
        "voucher": voucher,
        "refunds": told,
        "back": all(refund.status == Refund.Status.SUCCEEDED for refund in told),
        "withdrawn": buying_queries.withdrawn(order) if expired else [],
        "kept": payments.kept(order.payment, refunds),
    }
    return render(request, "orders/order.html", context)


@order_view
def cancel(request: Any, door: Door, line: int) -> HttpResponse:
    """Ask once more, then take the line out of its parcel."""
    row = _line(line)
    if request.method != "POST":
        goods, delivery = queries.back_if_cancelled(row)
        context = {
            "door": door,
            "row": row,
            "sheet": parcels.sheet_of(row),
            "paid": Money.from_decimal(row.order_line.line_price_incl_tax),
            "goods": goods,
            "delivery": delivery,
            "back": goods + delivery,
            "disputed": payments.holds_refunds(door.order.pk),
        }
        return render(request, "orders/cancel.html", context)
    try:
        buying.cancel_line(
            order=door.order,
            order_line_id=line,
            actor=request.user if request.user.is_authenticated else None,
            at=clock.now(),
        )
        messages.success(request, _("Article annulé. Ce qui vous est rendu est dit ci-dessous."))
    except IllegalMove:
        messages.error(
            request, _("Cet article ne peut plus être annulé : voici où en est son colis.")
        )
    return SeeOther(door.url())


@require_POST
@order_view
def received(request: Any, door: Door, parcel: int) -> HttpResponse:
    """« J’ai reçu ce colis »."""
    consignment = get_object_or_404(Consignment, pk=parcel)
    try:
        fulfilment.deliver(
            consignment=consignment,
            actor=request.user if request.user.is_authenticated else None,
            at=clock.now(),
        )
        messages.success(request, _("Merci. Un souci avec un article ? Écrivez-nous d’ici."))
    except IllegalMove:
        messages.info(request, _("Ce colis n’est pas en route : voici où il en est."))
    return SeeOther(door.url())


@order_view
def ask(request: Any, door: Door, line: int) -> HttpResponse:
    """Open a case on one line."""
    row = _line(line)
    form = CaseForm(request.POST or None, initial={"key": uuid4().hex})
    if request.method == "POST" and form.is_valid():
        try:
            case = care.open_case(
                order=door.order, order_line_id=line, **form.cleaned_data, at=clock.now()
            )
        except CordeeError as error:
            return errors.of(request, error)
        messages.success(request, _("Message envoyé. La boutique répond sous 48 heures."))
        return SeeOther(door.url("case", case.pk))
    context = {"door": door, "row": row, "sheet": parcels.sheet_of(row), "form": form}
    return render(request, "orders/ask.html", context, status=422 if form.errors else 200)


@order_view
def case(request: Any, door: Door, pk: int) -> HttpResponse:
    """The conversation and, on POST, what the shopper adds."""
    row = get_object_or_404(cases.conversations().select_related(*queries.AS_SHOWN), pk=pk)
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            care.reply(case=row, text=form.cleaned_data["text"], at=clock.now())
            messages.success(request, _("Message envoyé."))
        except CordeeError as error:
            messages.error(request, str(error.message))
        return SeeOther(door.url("case", pk))
    context = {
        "door": door,
        "case": row,
        "sheet": parcels.sheet_of(row.order_line.consignment_line),
        "form": form,
        "code": cases.code_of(row),
    }
    return render(request, "orders/case.html", context, status=422 if form.errors else 200)


def _line(order_line_id: int) -> ConsignmentLine:
    """A line of the order whose scope this is; 404 for any other."""
    rows = ConsignmentLine.objects.select_related("consignment__trader", *queries.AS_SHOWN)
    return get_object_or_404(rows, order_line_id=order_line_id)
