"""Orders across all sellers."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from marketplace.core import clock
from marketplace.core.errors import IllegalMove
from marketplace.desk import queries
from marketplace.desk.access import operator_view
from marketplace.fulfilment import operations as fulfilment
from marketplace.fulfilment.models import Consignment

PER_PAGE = 50


@operator_view
def home(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    context = {"waiting": queries.waiting(at=at), "orders": queries.orders()[:8], "now": at}
    return render(request, "desk/home.html", context)


@operator_view
def index(request: HttpRequest) -> HttpResponse:
    search = request.GET.get("q", "").strip()[:80]
    page = Paginator(queries.orders(search=search), PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "desk/orders.html", {"page": page, "rows": page.object_list, "search": search}
    )


@operator_view
def detail(request: HttpRequest, number: str) -> HttpResponse:
    context = {"page": queries.order_page(number), "now": clock.now()}
    return render(request, "desk/order.html", context)


@require_POST
@operator_view
def deliver(request: Any, number: str) -> HttpResponse:
    """The carrier's proof has been read: the parcel has arrived."""
    consignment = get_object_or_404(Consignment, number=number)
    try:
        fulfilment.deliver(consignment=consignment, actor=request.user, at=clock.now())
        messages.success(request, _("Colis marqué comme livré."))
    except IllegalMove:
        messages.error(request, _("Ce colis n’est pas en route : voici où il en est."))
    return redirect("desk:order", number=consignment.order.number)
