"""Parcels of all sellers: which are late, which have arrived."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from marketplace.core import clock
from marketplace.core.errors import IllegalMove
from marketplace.desk import queries
from marketplace.desk.access import operator_view
from marketplace.fulfilment import operations
from marketplace.fulfilment.models import Consignment
from marketplace.fulfilment.operations import NotLocked

PER_PAGE = 50


@operator_view
def index(request: HttpRequest, tab: str) -> HttpResponse:
    if tab not in queries.PARCEL_TABS:
        raise Http404
    at = clock.now()
    page = Paginator(queries.parcels(tab, at=at), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": page.object_list, "tab": tab, "now": at}
    return render(request, "desk/parcels.html", context | {"tabs": queries.parcel_tabs(at=at)})


@operator_view
def deliver(request: Any, number: str) -> HttpResponse:
    """The carrier's proof has been read: the parcel has arrived. A GET does nothing."""
    rows = Consignment.objects.select_related("order")
    consignment: Consignment = get_object_or_404(rows, number=number)
    if request.method == "POST":
        try:
            operations.deliver(consignment=consignment, actor=request.user, at=clock.now())
            messages.success(request, _("Colis marqué comme livré."))
        except IllegalMove:
            consignment.refresh_from_db(fields=["status"])
            words = _("Ce colis n’est pas en route : il est « %(state)s ».")
            messages.warning(request, words % {"state": consignment.get_status_display()})
    return redirect("desk:order", number=consignment.order.number)


@operator_view
def unlock(request: Any, number: str) -> HttpResponse:
    """Too many wrong codes were said at the counter: the shopper is sent another. A GET does
    nothing."""
    rows = Consignment.objects.select_related("order")
    consignment: Consignment = get_object_or_404(rows, number=number)
    if request.method == "POST":
        try:
            operations.unlock(consignment=consignment, actor=request.user, at=clock.now())
            messages.success(request, _("Nouveau code de retrait envoyé au client."))
        except NotLocked as error:
            messages.warning(request, str(error))
    return redirect("desk:order", number=consignment.order.number)
