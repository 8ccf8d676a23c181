"""Parcels of a trader: to accept, to ship, done."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from marketplace.care import queries as care
from marketplace.core import clock
from marketplace.core.errors import CordeeError, IllegalMove
from marketplace.fulfilment import operations, queries
from marketplace.fulfilment.models import Consignment, ConsignmentLine
from sellers.portal.access import SellerRequest, seller_view
from sellers.portal.forms import RefuseForm, ShipForm

Status = Consignment.Status
TABS: dict[str, tuple[Any, list[Status]]] = {
    "a-accepter": (gettext_lazy("À accepter"), [Status.TO_ACCEPT]),
    "a-expedier": (gettext_lazy("À expédier"), [Status.TO_SHIP]),
    "termines": (gettext_lazy("Terminés"), [Status.SHIPPED, Status.DELIVERED, Status.CANCELLED]),
}
PER_PAGE = 30


@seller_view
def home(request: SellerRequest) -> HttpResponse:
    """What waits for the boutique today, most urgent first."""
    counts = queries.counts_by_status()
    context = {
        "counts": {key: counts.get(key, 0) for key in ("to_accept", "to_ship", "shipped")},
        "urgent": queries.with_lines(queries.urgent())[:6],
        "cases": care.open_cases().count(),
        "now": clock.now(),
    }
    return render(request, "portal/home.html", context)


@seller_view
def index(request: SellerRequest, tab: str) -> HttpResponse:
    if tab not in TABS:
        raise Http404
    rows = queries.with_lines(queries.in_statuses(TABS[tab][1]))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    counts = queries.counts_by_status()
    tabs = [
        (key, label, sum(counts.get(status, 0) for status in statuses))
        for key, (label, statuses) in TABS.items()
    ]
    context = {"page": page, "rows": page.object_list, "tab": tab, "tabs": tabs}
    return render(request, "portal/consignments.html", context | {"now": clock.now()})


@seller_view
def detail(request: SellerRequest, number: str) -> HttpResponse:
    return _page(request, _consignment(number))


@require_POST
@seller_view
def accept(request: SellerRequest, number: str) -> HttpResponse:
    consignment = _consignment(number)
    try:
        operations.accept(consignment=consignment, actor=request.user, at=clock.now())
        messages.success(request, _("Colis accepté. Expédiez-le avant l’échéance."))
    except IllegalMove:
        messages.error(request, _("Ce colis n’attend plus votre accord : voici où il en est."))
    return redirect("portal:consignment", number=number)


@require_POST
@seller_view
def refuse(request: SellerRequest, number: str, line: int) -> HttpResponse:
    consignment = _consignment(number)
    row = get_object_or_404(ConsignmentLine, pk=line, consignment=consignment)
    form = RefuseForm(request.POST)
    if not form.is_valid():
        return _page(request, consignment, refuse=(row.pk, form), status=422)
    try:
        operations.refuse_line(
            line=row, reason=form.cleaned_data["reason"], actor=request.user, at=clock.now()
        )
        messages.success(request, _("Article refusé : le client est remboursé et prévenu."))
    except IllegalMove:
        messages.error(request, _("Cet article ne peut plus être refusé."))
    return redirect("portal:consignment", number=number)


@require_POST
@seller_view
def ship(request: SellerRequest, number: str) -> HttpResponse:
    consignment = _consignment(number)
    form = ShipForm(request.POST)
    if not form.is_valid():
        return _page(request, consignment, ship=form, status=422)
    try:
        operations.ship(
            consignment=consignment, **form.cleaned_data, actor=request.user, at=clock.now()
        )
        messages.success(request, _("Colis expédié : le client reçoit son suivi."))
    except CordeeError:
        messages.error(request, _("Ce colis n’est pas à expédier : voici où il en est."))
    return redirect("portal:consignment", number=number)


def _consignment(number: str) -> Consignment:
    """A parcel of the present trader that has been paid for; 404 for any other."""
    rows = queries.with_lines(Consignment.objects.exclude(status=Status.AWAITING_PAYMENT))
    return get_object_or_404(rows, number=number)


def _page(
    request: SellerRequest,
    consignment: Consignment,
    *,
    ship: ShipForm | None = None,
    refuse: tuple[int, RefuseForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "consignment": consignment,
        "address": consignment.order.shipping_address,
        "changes": consignment.changes.all(),
        "ship_form": ship or ShipForm(),
        "refuse_line": refuse[0] if refuse else None,
        "refuse_form": refuse[1] if refuse else RefuseForm(),
        "withdrawable": consignment.status in operations.WITHDRAWABLE,
        "now": clock.now(),
    }
    return render(request, "portal/consignment.html", context, status=status)
