"""Money on its way back to shoppers, what Stripe could not pay back, and what operators give."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from marketplace.buying.models import OrderStatus
from marketplace.care import refunds as care
from marketplace.core import clock
from marketplace.core.errors import CordeeError, IllegalMove
from marketplace.core.money import Money, total
from marketplace.desk import queries
from marketplace.desk.access import operator_view
from marketplace.desk.refund_form import GiveBackForm
from marketplace.payments import operations
from marketplace.payments import queries as paid
from marketplace.payments.models import Refund

Order = get_model("order", "Order")
PER_PAGE = 50


@operator_view
def index(request: HttpRequest, tab: str) -> HttpResponse:
    if tab not in queries.REFUND_TABS:
        raise Http404
    page = Paginator(queries.refunds(tab), PER_PAGE).get_page(request.GET.get("page"))
    refunds = list(page.object_list)
    context = {
        "page": page,
        "rows": queries.refund_rows(refunds, queries.parcels_of(refunds)),
        "tab": tab,
        "tabs": [(key, label) for key, (label, _statuses) in queries.REFUND_TABS.items()],
    }
    return render(request, "desk/refunds.html", context)


@operator_view
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a refund anew. A GET does nothing."""
    refund = get_object_or_404(Refund.objects.select_related("payment__order"), pk=pk)
    if request.method == "POST":
        try:
            operations.refund_again(refund=refund, at=clock.now())
            messages.success(request, _("Remboursement redemandé à Stripe."))
        except IllegalMove:
            words = _("Ce remboursement n’a pas échoué : il est « %(state)s ».")
            messages.warning(request, words % {"state": refund.get_status_display()})
        except CordeeError as error:
            messages.error(request, str(error.message))
    return redirect("desk:order", number=refund.payment.order.number)


@operator_view
def give(request: Any, number: str) -> HttpResponse:
    """Choose what goes back of an order, read what that comes to, then say yes: once."""
    order = get_object_or_404(Order.objects.filter(status=OrderStatus.PAID), number=number)
    left = care.left(order=order)
    if request.method != "POST":
        return _form(request, order, GiveBackForm(left=left))
    if care.is_given(key=request.POST.get("key", "")):  # sent twice: what it says is done
        messages.success(request, _("Remboursement déjà demandé à Stripe."))
        return redirect("desk:order", number=number)
    form = GiveBackForm(request.POST, left=left)
    if not form.is_valid():
        return _form(request, order, form)
    try:
        parts = care.plan(order=order, wanted=form.wanted)
        asked = total([part.amount for part in parts], left.in_all.currency)
        if "yes" in request.POST:
            _check_read(request, asked)
            return _given(request, order, form)
    except CordeeError as error:
        form.add_error(None, str(error.message))
        return _form(request, order, form)
    context = {
        "order": order,
        "form": form,
        "disputed": paid.holds_refunds(order.pk),
        "parts": parts,
        "total": asked,
        "after": left.free - asked,
        "sent": [(name, value) for name, value in request.POST.items() if name in form.fields],
    }
    return render(request, "desk/give_back_confirm.html", context)


def _check_read(request: Any, asked: Money) -> None:
    """Yes is said to the sum that was read: a gesture may have taken of it meanwhile.

    :raises RefundTooLarge: it comes to another one now.
    """
    if request.POST.get("read", str(asked.minor)) != str(asked.minor):
        words = _("Depuis votre lecture, il ne reste que %(left)s à rembourser de ce choix.")
        raise operations.RefundTooLarge(words % {"left": asked})


def _given(request: Any, order: Any, form: GiveBackForm) -> HttpResponse:
    refunds = care.give_back(
        order=order,
        wanted=form.wanted,
        key=form.cleaned_data["key"],
        user=request.user,
        at=clock.now(),
    )
    amount = total([refund.amount for refund in refunds])
    words = _("%(amount)s demandés à Stripe.")
    if not amount:
        words = _("C’est noté : un bon avait tout payé, rien n’est à rembourser au client.")
    elif paid.holds_refunds(order.pk):
        words = _("%(amount)s dus au client : ils partent si le litige est gagné.")
    messages.success(request, words % {"amount": amount})
    return redirect("desk:order", number=order.number)


def _form(request: HttpRequest, order: Any, form: GiveBackForm) -> HttpResponse:
    context = {
        "order": order,
        "form": form,
        "left": form.left,
        "disputed": paid.holds_refunds(order.pk),
    }
    return render(request, "desk/give_back.html", context, status=422 if form.errors else 200)
